"""False theorem files fail, each with a message that names the step and what is wrong."""

from __future__ import annotations

import pytest
import torch
from sympy import Eq, Rational

from lemmata import Draw, Measured, inner
from lemmata.balls import Ball
from lemmata.obligations import obligations
from lemmata.statements import StatementError

from .statements import as_given, means, pairs, statement


def results(thm, *kinds):
    found = [(o, o.run()) for o in obligations(thm, dtypes=[torch.float64])]
    return [r for o, r in found if not kinds or o.kind in kinds]


def only(thm, kind):
    (result,) = results(thm, kind)
    return result


def test_the_true_statement_holds():
    assert {r.status for r in results(means()[0])} == {"holds"}


@pytest.mark.parametrize("change", [Rational(-1, 10**9), Rational(-1, 10**3)])
def test_a_wrong_constant_fails_everywhere(change, snapshot):
    thm = means(1 + change)[0]
    assert only(thm, "proof").status == "violated"
    assert "step `combine`: residual" in only(thm, "proof").detail
    assert "verdict    the statement is wrong" in only(thm, "check").detail
    assert only(thm, "sharp").status == "violated"
    if change == Rational(-1, 10**3):
        snapshot("wrong_constant_proof", only(thm, "proof").detail)
        snapshot("wrong_constant_check", only(thm, "check").detail)
        snapshot("wrong_constant_sharp", only(thm, "sharp").detail)


def test_a_proof_of_another_statement(snapshot):
    thm, a, b, bound = means()
    thm.proofs.clear()

    @thm.proof(bound)
    def other(k):
        return k.combine(a * b <= a**2 + b**2, squares=[("1/2", a - b), ("1/2", a), ("1/2", b)])

    assert only(thm, "proof").status == "violated"
    snapshot("another_statement", only(thm, "proof").detail)


def test_a_hypothesis_left_out(snapshot):
    thm = statement()
    a, b = thm.real("a b")
    bound = thm.conclude("bound", a * b <= a**2)

    @thm.proof(bound)
    def from_nowhere(k):
        ordered, sign = k.assume(a >= b), k.assume(a >= 0)
        return k.combine(bound, {ordered: a}, signs=[sign])

    thm.example({a: 1, b: 1})
    assert only(thm, "proof").status == "violated"
    snapshot("hypothesis_left_out", only(thm, "proof").detail)


def test_something_that_is_no_fact():
    thm, *_, bound = means()
    thm.proofs.clear()

    @thm.proof(bound)
    def forged(k):
        return bound.relation

    result = only(thm, "proof")
    assert result.status == "violated"
    assert "not a fact of this kernel" in result.detail


def test_an_incomplete_statement_lists_what_is_missing(snapshot):
    thm = statement()
    a, b = thm.real("a b")
    thm.assume("ordered", a >= b)
    thm.conclude("bound", a * b <= a**2)
    result = only(thm, "spec")
    assert result.status == "violated"
    snapshot("incomplete", result.detail)


def test_a_hypothesis_that_no_proof_uses_is_reported():
    thm, a, b, _ = means()
    ordered = thm.assume("ordered", a >= b)
    thm.needs(ordered, {a: 0, b: 1})
    assert "no proof uses the hypothesis 'ordered'" in only(thm, "spec").detail


def test_a_check_that_draws_nothing_inside_the_hypotheses(snapshot):
    thm, a, b, bound = means()
    thm.assume("impossible", a + 100 <= b)
    result = only(thm, "check")
    assert result.status == "undecided"
    snapshot("nothing_inside", result.detail)


def test_a_check_that_cannot_tell_a_false_variant():
    thm, a, b, bound = means()
    thm.variants.clear()
    thm.refutes(
        "weak",
        a * b <= ((a + b) / 2) ** 2 - 1000 + (a - b) ** 2 * 10**6 + 10**5 * b**2,
        {a: 0, b: 0},
    )
    result = only(thm, "check")
    assert result.status in ("undecided", "holds")
    thm.checks.clear()
    thm.check(
        bound,
        on=as_given,
        draw=lambda dtype: pairs(dtype).map(
            lambda d: Draw({"a": d.inputs["b"] + 3000, "b": d.inputs["b"]})
        ),
    )
    result = only(thm, "check")
    assert result.status == "undecided"
    assert "no drawn instance tells 'bound' from its false variants 'weak'" in result.detail


def test_a_sharp_conclusion_needs_the_equality_case_in_its_draws():
    thm, a, b, bound = means()
    thm.checks.clear()
    thm.check(
        bound,
        on=as_given,
        draw=lambda dtype: pairs(dtype).map(
            lambda d: Draw({"a": d.inputs["b"] + 50, "b": d.inputs["b"]})
        ),
    )
    result = only(thm, "check")
    assert result.status == "undecided"
    assert "the equality case is not among the draws" in result.detail


def test_a_wide_enclosure_never_makes_a_claim_hold():
    thm, a, b, bound = means()
    thm.checks.clear()
    thm.check(
        bound, on=lambda p, o, i: Measured({"a": 1 / (p["a"] - p["a"]), "b": p["b"]}), draw=pairs
    )
    result = only(thm, "check")
    assert result.status == "undecided"
    assert result.counts["holds"] == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_not_a_number_from_a_model_never_holds(value):
    thm, *_, bound = means()
    thm.checks.clear()
    thm.check(bound, on=lambda p, o, i: Measured({"a": p["a"] * value, "b": p["b"]}), draw=pairs)
    assert only(thm, "check").status == "undecided"


def test_points_that_show_nothing_are_refused(snapshot):
    thm = statement()
    a, b = thm.real("a b")
    ordered = thm.assume("ordered", a >= b)
    thm.assume("positive", b >= 0)
    bound = thm.conclude("bound", a**2 >= b**2)
    thm.needs(ordered, {a: 2, b: 1}, name="holds at the point")
    thm.needs(ordered, {a: -3, b: 1}, name="conclusion holds all the same")
    thm.needs(ordered, {a: -3, b: -1}, name="another hypothesis fails")
    thm.sharp(bound, {a: 2, b: 1}, name="not attained")
    thm.refutes("true", a**2 >= 0 * b + 1, {a: 1, b: 1})
    thm.erratum(
        thm.sources[0], printed="-", corrected="-", false=a >= b, true=bound, at={a: 2, b: 1}
    )
    found = results(thm, "needs", "sharp", "refutes", "erratum")
    assert {r.status for r in found} == {"violated"}
    snapshot("pointless_points", "\n".join(r.detail for r in found))


def test_points_must_respect_declared_signs_and_be_exact():
    thm = statement()
    s = thm.positive("s")
    bound = thm.conclude("bound", s <= 5)
    thm.example({s: -1})
    thm.example({s: 0.5}, name="float")
    first, second = results(thm, "example")
    assert "s = -1 contradicts its declared sign" in first.detail
    assert "points are exact" in second.detail
    assert bound


def test_declarations_are_validated():
    thm = statement()
    a = thm.nonneg("a")
    with pytest.raises(StatementError, match="declared signs decide it already"):
        thm.assume("trivial", a >= 0)
    with pytest.raises(StatementError, match="declared twice"):
        thm.real("a")
    thm.assume("h", a <= 1)
    with pytest.raises(StatementError, match="used twice"):
        thm.conclude("h", a <= 2)
    with pytest.raises(StatementError, match="no quantity 'zz'; declared: a"):
        thm.example({"zz": 1})
    other = means()[3]
    with pytest.raises(StatementError, match="not declared in this theorem"):
        thm.proof(other)
    with pytest.raises(StatementError, match="lacks the headings Covers, Silent"):
        statement(doc="x\n\nSource   a\nClaim    b\n")
    with pytest.raises(StatementError, match="expected a relation"):
        thm.assume("number", 3)


def test_a_model_that_does_not_construct_what_it_promises():
    thm, a, b, bound = means()
    apart = thm.assume("apart", a >= b + 100)
    thm.checks.clear()
    thm.check(bound, on=as_given, draw=pairs, constructed=[apart])
    result = only(thm, "check")
    assert result.status == "violated"
    assert "the model of the check is wrong" in result.detail


def test_a_known_fact_taints_the_ledger():
    from lemmata.ledger import Entry, lines

    thm, a, b, _ = means()
    fact = thm.assume("fact", a**2 + b**2 >= 2 * a * b)
    thm.known(fact, "a schoolbook")
    thm.checks.clear()
    thm.check(thm.conclusions["bound"], on=as_given, draw=pairs)
    thm.proofs.clear()

    @thm.proof(thm.conclusions["bound"])
    def quarter(k):
        return k.combine(thm.conclusions["bound"], {fact: "1/4"})

    entries = [Entry.of(o, o.run()) for o in obligations(thm, dtypes=[torch.float64])]
    (line,) = lines([thm], entries)
    assert (line.status, line.level, line.effective) == ("holds", "proved", "cited")
    assert line.rests_on == ("known: a schoolbook",)


def test_an_implied_hypothesis_must_be_derived_from_the_others():
    thm, a, b, _ = means()
    fact = thm.assume("fact", a**2 + b**2 >= 2 * a * b)

    @thm.implied(fact)
    def circular(k):
        return k.assume(fact)

    result = next(o.run() for o in obligations(thm) if o.name == "circular")
    assert result.status == "violated"
    assert "hypotheses that are not declared" in result.detail


def test_an_equation_that_is_only_widely_enclosed_is_not_resolved():
    thm = statement()
    a, b = thm.real("a b")
    same = thm.conclude("same", (a + b) ** 2 - 2 * a * b - b**2 <= a**2)
    equal = thm.conclude("equal", Eq((a + b) ** 2, a**2 + 2 * a * b + b**2))
    thm.refutes("twice", Eq((a + b) ** 2, 9 * (a**2 + 2 * a * b + b**2)), {a: 1, b: 1}, of=equal)

    def wide(p, options, implementation):
        radius = (1 + p["a"].mid.abs()) / 64
        return Measured({"a": Ball(p["a"].mid, radius), "b": p["b"]})

    thm.check(equal, on=wide, draw=pairs)
    result = only(thm, "check")
    assert result.status == "undecided"
    assert "'equal' is an equation, but the nearest drawn instance" in result.detail
    thm.checks.clear()
    thm.check(equal, on=as_given, draw=pairs)
    assert only(thm, "check").status == "holds"
    assert same.name == "same"


def test_a_sharp_claim_may_name_a_dimension_and_no_matrix():
    thm = statement()
    n = thm.dimension("n")
    E = thm.operator("E", n)
    t, f = thm.nonneg("t f")
    thm.assume("norm", Eq(f**2, inner(E, E)))
    thm.sharp(thm.conclude("bound", f <= n * t), {E: [[1, 1], [1, 1]], t: 1, f: 2})
    assert only(thm, "sharp").status == "holds"
