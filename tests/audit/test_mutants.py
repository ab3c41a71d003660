"""Statement mutants: what is changed, and what becomes of it."""

from __future__ import annotations

import pytest
from sympy import And, Eq, Equivalent, Implies, MatrixSymbol, Or, Rational, Trace, sqrt

from lemmata import Gradient, Theorem, cite, inner
from lemmata.audit import mutants_derive
from lemmata.audit.mutants import mutants
from lemmata.audit.mutants_derive import NotDerived, assumed, derive
from lemmata.audit.mutants_linear import feasible
from lemmata.audit.mutants_refute import NEAR, Refuter
from lemmata.audit.mutation import Effort, analyse, figures, stale
from lemmata.statements import StatementError

DOC = "A toy.\n\nSource   none.\nClaim    c.\nCovers   c.\nSilent   s."
QUICK = Effort(batches=0, instances=24)


def toy(name: str = "toy.mutants") -> Theorem:
    return Theorem(name, catalogue=["toy"], sources=[cite("Ma 2021", "Theorem 2.4")], doc=DOC)


def chain() -> tuple[Theorem, dict]:
    """a <= b, b <= 2 c => a <= 2 c, sharp at a = b = 2, c = 1."""
    thm = toy()
    a, b, c = thm.nonneg("a b c")
    first = thm.assume("first", a <= b)
    second = thm.assume("second", b <= 2 * c)
    last = thm.conclude("last", a <= 2 * c)

    @thm.proof(last)
    def add(k):
        return k.combine(last, {first: 1, second: 1})

    thm.sharp(last, {a: 2, b: 2, c: 1})
    thm.needs(first, {a: 3, b: 2, c: 1})
    thm.needs(second, {a: 3, b: 3, c: 1})
    return thm, {"a": a, "b": b, "c": c}


# What is changed ---------------------------------------------------------------------------------


def kinds(theorem, claim):
    return {m.operator for m in mutants(theorem, claim)}


def test_every_kind_of_change_is_made():
    thm, q = chain()
    a, b, c = q.values()
    found = mutants(thm, a**2 + 3 * b <= sqrt(c))
    assert {m.operator for m in found} == {
        "constant", "exponent", "reversed", "strict", "swapped", "term dropped",
    }  # fmt: skip
    relations = [m.relation for m in found]
    assert len(relations) == len(set(relations))
    for wanted in (
        a**2 + 6 * b <= sqrt(c),
        a**2 + 3 * b * (1 + Rational(1, 10**9)) <= sqrt(c),
        a**3 + 3 * b <= sqrt(c),
        a**2 + 3 * b <= 1 / sqrt(c),
        a**2 + 3 * b < sqrt(c),
        a**2 + 3 * b >= sqrt(c),
        3 * b <= sqrt(c),
        b**2 + 3 * a <= sqrt(c),
        a**2 + 3 * b <= sqrt(c) * Rational(999, 1000),
    ):
        assert wanted in relations


def test_combinations_are_entered():
    thm, q = chain()
    a, b, c = q.values()
    both = And(a <= b, b <= c, evaluate=False)
    assert {"part dropped", "reversed"} <= kinds(thm, both)
    assert "converse" in kinds(thm, Implies(a <= b, a <= c, evaluate=False))
    assert "negated" in kinds(thm, Equivalent(a <= b, a <= c, evaluate=False))
    assert Or(a <= b, b >= c, evaluate=False) in [
        m.relation for m in mutants(thm, Or(a <= b, b <= c, evaluate=False))
    ]


def test_sizes_are_no_constants():
    thm = toy()
    d = thm.dimension("d")
    x = thm.vector("x", d)
    assert mutants(thm, Eq(x, 0 * x)) == []
    assert mutants(thm, Eq(Trace(x.T * x), 1))


# What becomes of it ------------------------------------------------------------------------------


def test_a_sharp_theorem_has_no_survivors():
    thm, _ = chain()
    rows = analyse(thm, QUICK)
    assert figures(rows)["survived"] == 0
    by = {(r.name, r.operator, r.detail): r.verdict for r in rows}
    assert by["first", "dropped", ""] == "refuted"
    assert by["last", "strict", ""] == "refuted"
    assert by["last", "constant", "right: 2*c times 1 - 1e-9"] == "refuted"
    assert by["last", "constant", "right: 2*c times 1 + 1e-9"] == "proved"
    assert by["second", "constant", "right: 2*c times 1 + 1e-9"] == "refuted"
    assert by["second", "constant", "right: 2*c times 1 - 1e-9"] == "proved"


def test_slack_that_the_certificate_has_is_derived():
    """9 for 8: the certificate leaves c^3, so that 9 (1 - 1e-9) is derived, and 9/2 refuted."""
    thm, q = chain()
    a, c = q["a"], q["c"]
    loose = thm.conclude("loose", a**3 <= 9 * c**3)

    @thm.proof(loose)
    def cubes(k):
        least = thm.proofs[0].build(k)
        return k.combine(loose, {least: a**2 + 2 * a * c + 4 * c**2}, [(c**3, 1)])

    said = {r.detail: r.verdict for r in analyse(thm, QUICK) if r.name == "loose"}
    assert said["right: 9*c**3 times 1 - 1e-9"] == "proved"
    assert said["right: 9*c**3 times 1/2"] == "refuted"


def test_room_in_a_constant_survives_until_it_is_declared():
    thm = toy()
    p, q = thm.nonneg("p q")
    bound = thm.conclude("bound", p <= q)
    thm.unproved(bound, "a law")
    thm.example({p: 3, q: 4})

    def left(verdict):
        return {r.detail: r for r in analyse(thm, QUICK) if r.verdict == verdict}

    survived = left("survived")
    assert set(survived) >= {"right: q times 1 - 1e-9", "right: q times 1 - 1e-3"}
    assert survived["right: q times 1 - 1e-3"].room == "1/2"
    thm.open("room", "the law is not known better", bound)
    assert "right: q times 1 - 1e-9" not in left("survived")
    assert left("open")["right: q times 1 - 1e-9"].why == "the law is not known better"


def test_a_reason_without_a_survivor_is_stale():
    thm, _ = chain()
    thm.open("exponent", "there are none")
    (told,) = stale(thm, analyse(thm, QUICK))
    assert told == "toy.mutants: open('exponent', ...) of all: nothing survives"


@pytest.mark.parametrize(
    ("change", "because"), [("nonsense", "x"), ("room", " ")], ids=["kind", "reason"]
)
def test_a_lazy_declaration_is_refused(change, because):
    thm, _ = chain()
    with pytest.raises(StatementError, match=r"open\("):
        thm.open(change, because)


def test_an_unproved_conclusion_is_denied_by_the_authors_points_alone():
    """Any value of a free quantity would do otherwise: the search must not make one up."""
    thm = toy()
    p, q = thm.nonneg("p q")
    bound = thm.conclude("bound", p <= q)
    thm.unproved(bound, "a law")
    thm.example({p: 1, q: 2})
    rows = {(r.operator, r.detail): r.verdict for r in analyse(thm, QUICK)}
    assert rows["constant", "right: q times 1 - 1e-9"] == "survived"
    assert rows["constant", "right: q times 1/2"] == "survived"
    assert rows["reversed", ""] == "refuted"


def test_contradictory_hypotheses_refute_nothing():
    thm = toy()
    a = thm.real("a")
    thm.assume("above", a >= 1)
    thm.assume("below", a <= 0)
    thm.conclude("never", Eq(a, 7))
    assert "refuted" not in {r.verdict for r in analyse(thm, QUICK) if r.role == "conclusion"}


# Which points are asked -------------------------------------------------------------------------


def crowded() -> tuple[Theorem, dict]:
    """a <= b, c = d => 3 a <= 3 b, with points that no enclosure tells from an equation."""
    thm = toy("toy.crowded")
    a, b, c, d = thm.nonneg("a b c d")
    first = thm.assume("first", a <= b)
    thm.assume("same", Eq(c, d))
    bound = thm.conclude("bound", 3 * a <= 3 * b)

    @thm.proof(bound)
    def three(k):
        return k.combine(bound, {first: 3})

    return thm, {"a": a, "b": b, "c": c, "d": d}


THIRD = Rational(1, 3)
ALIKE = dict.fromkeys("abcd", THIRD)


def test_a_point_after_many_that_are_left_open_refutes():
    """a = b at the last point only: at the others b is larger, by less than enclosures see."""
    thm, q = crowded()
    for n in range(1, 40):
        thm.example({**ALIKE, "b": THIRD + Rational(1, 10 ** (20 + n))})
    thm.example(ALIKE)
    at = Refuter(thm, 0).conclusion(3 * q["a"] < 3 * q["b"], thm.conclusions["bound"])
    assert at is not None
    assert at.values[q["b"]] == THIRD


def test_a_point_after_many_that_enclosures_take_for_instances_refutes():
    """c = d at the last point only, where `first` is needed; its mutant a >= b holds at all."""
    thm, q = crowded()
    first, above = thm.hypotheses["first"], {**ALIKE, "a": 1}
    for n in range(1, 40):
        thm.needs(first, {**above, "d": THIRD + Rational(1, 10 ** (20 + n))}, name=f"{n}")
    thm.needs(first, above)
    at = Refuter(thm, 0).hypothesis(q["a"] >= q["b"], first)
    assert at is not None
    assert at.values[q["d"]] == THIRD


def test_a_changed_point_refutes_where_there_are_no_enclosures():
    """grad_x |x|^2 = 4 u has no enclosure; it holds at the stored point 0, and nowhere else."""
    thm = toy("toy.gradient")
    d = thm.dimension("d")
    x, u = thm.vector("x u", d)
    double = thm.assume("double", Eq(u, 2 * x))
    slope = thm.conclude("slope", Eq(Gradient(inner(u, u), u), 4 * x))

    @thm.proof(slope)
    def differentiate(k):
        return k.combine(slope, {k.gradient(inner(u, u), u, 2 * u): 1, double: 2})

    thm.example({x: [0], u: [0]})
    at = Refuter(thm, 0).conclusion(Eq(Gradient(inner(x, x), x), 4 * u), slope)
    assert at is not None
    assert at.origin == NEAR


# Derivations -------------------------------------------------------------------------------------


def test_a_false_mutant_is_never_derived():
    thm, q = chain()
    a, b, c = q.values()
    given = tuple(assumed(h.relation) for h in thm.hypotheses.values())
    source = assumed(a <= 2 * c)
    for false in (a <= c, a < 2 * c, a <= 2 * c - 1, Eq(a, 2 * c), b <= a):
        with pytest.raises(NotDerived):
            derive(false, source, given)


def test_a_derivation_that_rests_on_more_is_refused(monkeypatch):
    """A premise that was never discharged would make any mutant a theorem."""
    thm, q = chain()
    a, c = q["a"], q["c"]
    false = a <= c
    monkeypatch.setattr(mutants_derive, "_derive", lambda *_: assumed(false))
    with pytest.raises(NotDerived, match="rests on"):
        derive(false, assumed(a <= 2 * c), ())


def test_equations_of_arrays_are_combined_with_their_transposes():
    thm = toy()
    d = thm.dimension("d")
    m = thm.operator("M", d)
    doubled = assumed(Eq(m.T, 2 * m))
    assert derive(Eq(m.T, m), doubled, ()).conclusion == Eq(m.T, m)
    with pytest.raises(NotDerived):
        derive(Eq(m.T, 2 * m), assumed(Eq(m.T, m)), ())
    n = MatrixSymbol("N", d, d)
    with pytest.raises(NotDerived):
        derive(Eq(n, m), doubled, ())


@pytest.mark.parametrize(
    ("matrix", "right", "solvable"),
    [
        ([[1, 1]], [2], True),
        ([[1, -1]], [-2], True),
        ([[1, 1]], [-2], False),
        ([[1, 0], [1, 0]], [1, 2], False),
        ([[1, 2], [2, 4]], [3, 6], True),
        ([[0, 0]], [0], True),
        ([], [], True),
    ],
)
def test_feasible_points_of_linear_programs(matrix, right, solvable):
    from fractions import Fraction

    found = feasible([[Fraction(v) for v in row] for row in matrix], [Fraction(v) for v in right])
    assert (found is not None) is solvable
    if found is not None:
        for row, b in zip(matrix, right, strict=True):
            assert sum(v * x for v, x in zip(row, found, strict=True)) == b
        assert all(x >= 0 for x in found)
