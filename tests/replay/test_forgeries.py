"""Records that were tampered with are refused, whatever rule they name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import (
    And,
    Eq,
    Function,
    Ge,
    Gt,
    I,
    Identity,
    Implies,
    Integral,
    Le,
    Lt,
    MatrixSymbol,
    Ne,
    Or,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    ZeroMatrix,
    exp,
    sqrt,
)

import lemmata.kernel as k
from lemmata.kernel import Fact, Record, Time, inner, record
from lemmata.replay import ReplayError, check_record

from . import proofs as p

EPSILON = 1 + Rational(1, 10**9)


def tampered(fact: Fact, params: dict[str, Any] | None = None, **fields: Any) -> Record:
    """The record of a genuine fact with some entries replaced."""
    said = record(fact)
    return said._replace(params={**said.params, **(params or {})}, **fields)


def made(
    rule: str, conclusion: Any, *premises: Fact, hypotheses: Any = None, **params: Any
) -> Record:
    """A record from scratch; all hypotheses of the premises unless told otherwise."""
    if hypotheses is None:
        hypotheses = frozenset().union(*(record(q).hypotheses for q in premises))
    axioms: frozenset[str] = frozenset().union(*(record(q).axioms for q in premises))
    return Record(conclusion, frozenset(hypotheses), axioms, rule, premises, params)


def refused(said: Record, why: str = "replay of") -> None:
    with pytest.raises(ReplayError, match=why) as caught:
        check_record(said)
    assert said.rule in str(caught.value)


@pytest.mark.parametrize(("name", "make"), list(p.genuine()))
def test_common_tampering(name: str, make: Callable[[], Fact]) -> None:
    fact = make()
    refused(tampered(fact, rule="admit"), "not known")
    if make not in (p.clashing, p.unsolvable):
        refused(tampered(fact, conclusion=S.false))
    if make is not p.alternative:
        refused(tampered(fact, conclusion=Or(Ge(p.a, 0), Ge(p.b, 5), evaluate=False)))
    for premises in ((), record(fact).premises[1:]):
        # v' M v is the same for the symmetric part of M: there the premise is not needed.
        if premises != record(fact).premises and make is not p.pca_curvature:
            left = frozenset().union(*(record(q).hypotheses for q in premises))
            refused(tampered(fact, premises=premises, hypotheses=left))


@pytest.mark.parametrize(("name", "make"), list(p.genuine()))
def test_each_single_hypothesis_is_missed(name: str, make: Callable[[], Fact]) -> None:
    fact = make()
    for hypothesis in record(fact).hypotheses:
        refused(tampered(fact, hypotheses=record(fact).hypotheses - {hypothesis}))


@pytest.mark.parametrize(("name", "make"), list(p.genuine()))
def test_more_hypotheses_do_no_harm(name: str, make: Callable[[], Fact]) -> None:
    fact = make()
    more = record(fact).hypotheses | {Ge(Symbol("extra", real=True), 0)}
    check_record(tampered(fact, hypotheses=more))


def _scaled(said: Any, factor: Any = EPSILON) -> Any:
    """The relation with its right side changed by a tiny factor (or its left, if that is 0)."""
    left, right = said.lhs, said.rhs
    if right == 0 or isinstance(right.doit(), ZeroMatrix):
        return type(said)(left * factor + (factor - 1) * _unit(left), right, evaluate=False)
    return type(said)(left, right * factor, evaluate=False)


def _unit(left: Any) -> Any:
    if hasattr(left, "shape"):
        rows, cols = left.shape
        return Identity(rows) if rows == cols else MatrixSymbol("unit", rows, cols)
    return S.One


NOT_CHANGED = {p.implication, p.equivalence, p.conjunction, p.alternative}


@pytest.mark.parametrize(("name", "make"), list(p.genuine()))
def test_constants_cannot_be_changed_by_a_billionth(name: str, make: Callable[[], Fact]) -> None:
    fact = make()
    said = record(fact).conclusion
    if isinstance(said, Or) and record(fact).rule != "either":
        parts = list(said.args)
        first = parts[0]
        changed = And(_scaled(first.args[0]), *first.args[1:]) if isinstance(first, And) else None
        other = changed if changed is not None else _scaled(first)
        forged = Or(other, *parts[1:], evaluate=False)
    elif isinstance(said, (Eq, Le, Lt, Ge, Gt, And)) and make not in NOT_CHANGED:
        forged = And(*map(_scaled, said.args)) if isinstance(said, And) else _scaled(said)
    else:
        return
    refused(tampered(fact, conclusion=forged))


def _flipped(said: Any) -> Any:
    return {Le: Ge, Lt: Gt, Ge: Le, Gt: Lt, Eq: Ne, Ne: Eq}[type(said)](
        said.lhs, said.rhs, evaluate=False
    )


@pytest.mark.parametrize(("name", "make"), list(p.genuine()))
def test_directions_cannot_be_flipped(name: str, make: Callable[[], Fact]) -> None:
    fact = make()
    said = record(fact).conclusion
    if isinstance(said, (Eq, Le, Lt, Ge, Gt)):
        refused(tampered(fact, conclusion=_flipped(said)))


@pytest.mark.parametrize(("name", "make"), list(p.genuine()))
def test_weak_inequalities_do_not_become_strict(name: str, make: Callable[[], Fact]) -> None:
    fact = make()
    said = record(fact).conclusion
    if isinstance(said, (Le, Ge)):
        strict = (Lt if isinstance(said, Le) else Gt)(said.lhs, said.rhs, evaluate=False)
        refused(tampered(fact, conclusion=strict))


@pytest.mark.parametrize(("name", "make"), list(p.genuine()))
def test_axioms_are_not_forgotten(name: str, make: Callable[[], Fact]) -> None:
    fact = make()
    if record(fact).axioms:
        refused(tampered(fact, axioms=frozenset()), "axioms are missing")


def test_axioms_of_premises_are_inherited() -> None:
    fact = k.combine(
        Le(inner(p.x, p.y), 3 * p.r * inner(p.x, p.x)), {p.axiom_instance(): 1}, [(p.r, p.x)]
    )
    assert check_record(record(fact)) == 1
    refused(tampered(fact, axioms=frozenset()), "axioms are missing")


# combine


def test_combine_numbers() -> None:
    fact = p.descent()
    parts = record(fact).params["parts"]
    for wrong in (
        {"parts": (parts[0] * EPSILON, *parts[1:])},
        {"parts": (parts[0], parts[1] * EPSILON)},
        {"parts": (-parts[0], *parts[1:])},
        {"parts": parts[:1]},
        {"parts": (*parts, 1, 1)},
        {"scale": 0},
        {"scale": -1},
        {"scale": EPSILON},
        {"scale": p.gap},
        {"squares": ((Rational(1, 10**9), 1),)},
        {"squares": ((-1, p.a), (1, p.a))},
        {"squares": ((1, I),)},
        {"parts": ()},
    ):
        refused(tampered(fact, wrong))


def test_combine_without_the_sign_of_the_step() -> None:
    fact = p.descent()
    said = record(fact)
    forged = said._replace(
        premises=said.premises[:2],
        hypotheses=frozenset().union(*(record(q).hypotheses for q in said.premises[:2])),
    )
    refused(forged, "not shown to be nonnegative")


def test_combine_negative_square_in_a_true_identity() -> None:
    # a >= b from a - b = (a - b + 1)/1 - 1: right as an identity, wrong as a proof.
    refused(
        made("combine", Ge(p.a, 0), parts=(), squares=((1, p.a), (-1, p.a), (p.a, 1)), scale=1),
        "not shown to be nonnegative",
    )


def test_combine_strictness_needs_something_positive() -> None:
    refused(
        made("combine", Gt(p.a**2, 0, evaluate=False), parts=(), squares=((1, p.a),), scale=1),
        "strictly positive",
    )
    refused(made("combine", S.false, parts=(), squares=((1, S.Zero),), scale=1), "strictly")


def test_combine_refuses_unequal_kinds() -> None:
    weak, never = k.assume(Ge(p.a, 0)), k.assume(Ne(p.a, 0))
    refused(made("combine", Eq(p.a, 0), weak, parts=(1,), squares=(), scale=1), "contribute")
    refused(made("combine", Ge(p.a, 0), never, parts=(1,), squares=(), scale=1), "contribute")
    refused(made("combine", Eq(p.a**2, 0), parts=(), squares=((1, p.a),), scale=1))
    refused(made("combine", Ne(p.a, 0), never, parts=(1,), squares=(), scale=1))


def test_combine_undefined_multipliers() -> None:
    zero = k.assume(Eq(p.c * p.x, p.zero))
    refused(
        made("combine", Eq(inner(p.v, p.x), 0), zero, parts=(p.v / p.c,), squares=(), scale=1),
        "undefined",
    )
    refused(
        made("combine", Eq(p.x, p.zero), zero, parts=(1 / p.c,), squares=(), scale=1), "undefined"
    )
    refused(made("combine", Eq(p.x, p.zero), zero, parts=(1,), squares=(), scale=p.c), "nonzero")
    refused(
        made("combine", Ge(sqrt(p.a), sqrt(p.a), evaluate=False), parts=(), squares=(), scale=1),
        "undefined",
    )


def test_bound_variables_are_not_what_the_free_ones_are() -> None:
    j = Symbol("j", integer=True)
    given = k.assume(Ne(j, 0))
    total = Sum(1 / j, (j, 0, p.n))
    claim = Eq(total + p.a, p.a + total, evaluate=False)
    refused(made("combine", claim, given, parts=(), squares=(), scale=1), "undefined")
    whole = Symbol("whole", integer=True, positive=True)
    claim = Eq(p.a, p.a + 0 * p.b + Sum(1 / whole, (whole, 0, p.n)) * 1, evaluate=False)
    refused(made("combine", claim, parts=(), squares=(), scale=1), "leaves what is declared")


def test_combine_arrays() -> None:
    unit = k.assume(Eq(inner(p.v, p.v), 1))
    norm2 = inner(p.v, p.v)
    refused(
        made("combine", Eq(norm2 * p.x, p.zero), unit, parts=(p.x,), squares=(), scale=1), "differ"
    )
    check_record(made("combine", Eq(norm2 * p.x, p.x), unit, parts=(p.x,), squares=(), scale=1))
    null = k.assume(Eq(p.x, p.zero))
    five = Eq(p.x, 5, evaluate=False)
    refused(made("combine", five, null, parts=(1,), squares=(), scale=1), "array and a number")
    refused(made("combine", Eq(p.y, p.zero), null, parts=(1,), squares=(), scale=1), "differ")
    refused(made("combine", Eq(p.A, p.A.T), parts=(), squares=(), scale=1), "differ")
    refused(made("combine", Eq(p.M * p.A, p.A * p.M), parts=(), squares=(), scale=1), "differ")


def test_identities_special_to_small_sizes_are_refused() -> None:
    # Cayley-Hamilton for 2 by 2 matrices, in its trace form.
    A, trace = p.A, Trace
    special = Eq(2 * trace(A * A * A), 3 * trace(A) * trace(A * A) - trace(A) ** 3)
    refused(made("combine", special, parts=(), squares=(), scale=1), "differ")
    d = p.d
    refused(
        made("combine", Eq((d - 1) * (d - 3) * (d - 4) * (d - 5), 0), parts=(), squares=(), scale=1)
    )


def test_sum_of_imaginary_numbers_is_no_square() -> None:
    s = Sum(I * p.i, (p.i, 0, p.n))
    claim = Ge(s**2, 0, evaluate=False)
    refused(made("combine", claim, parts=(), squares=((1, s),), scale=1), "term language")


# derivatives


def test_wrong_derivatives() -> None:
    sym = k.assume(Eq(p.M.T, p.M))
    grad = k.Gradient(p.pca, p.x)
    half = Eq(grad, p.x * (p.x.T * p.x) - p.M * p.x)
    refused(made("gradient", half, sym), "differ")
    right = Eq(grad, 2 * (p.x * (p.x.T * p.x) - p.M * p.x))
    check_record(made("gradient", right, sym))
    refused(made("gradient", right), "differ")
    bend = Eq(k.HessianAt(p.pca, p.x), 4 * p.x * p.x.T + inner(p.x, p.x) * Identity(p.d) - 2 * p.M)
    refused(made("hessian", bend, sym), "differ")
    refused(made("hessian", right, sym), "HessianAt")
    refused(made("curvature", Eq(k.Curvature(p.pca, p.x, p.v), 0), sym), "differ")


def test_gradient_uses_directions_of_its_own() -> None:
    free = MatrixSymbol("v", p.d, p.d)
    X = MatrixSymbol("X", p.d, p.d)
    sym = k.assume(Eq(free.T, free))
    g = Trace(p.A * X)
    refused(made("gradient", Eq(k.Gradient(g, X), p.A), sym), "differ")
    check_record(made("gradient", Eq(k.Gradient(g, X), p.A.T), sym))


def test_gradient_of_something_else_than_a_polynomial() -> None:
    g = sqrt(inner(p.x, p.x))
    nonzero = k.assume(Gt(inner(p.x, p.x), 0))
    refused(made("gradient", Eq(k.Gradient(g, p.x), p.x / g), nonzero), "not a polynomial")


def test_undefined_gradient() -> None:
    g = inner(p.x, p.x) / p.c
    refused(made("gradient", Eq(k.Gradient(g, p.x), 2 * p.x / p.c)), "undefined")


# logic


def test_cases() -> None:
    fact = p.signs_of_split()
    said = record(fact)
    refused(tampered(fact, {"options": said.params["options"][:2]}), "alternatives")
    refused(tampered(fact, premises=said.premises[:3]), "alternatives")
    one = said.premises[1]
    refused(tampered(fact, premises=(said.premises[0], one, one, one)), "missing")


def test_split_is_of_all_three_signs() -> None:
    wrong = Or(Gt(p.a, 0), Lt(p.a, 0), evaluate=False)
    refused(made("split", wrong, term=p.a), "cases")
    loose = Symbol("loose")
    sides = [kind(loose, 0, evaluate=False) for kind in (Gt, Eq, Lt)]
    refused(made("split", Or(*sides, evaluate=False), term=loose), "real")
    over = [kind(1 / p.a, 0, evaluate=False) for kind in (Gt, Eq, Lt)]
    refused(made("split", Or(*over, evaluate=False), term=1 / p.a), "undefined")


def test_zero_product_loses_no_factor() -> None:
    fact = p.product_cases()
    refused(tampered(fact, conclusion=Eq(p.a, 0)))


def test_contradiction() -> None:
    fact = p.contradictory()
    refused(tampered(fact, conclusion=Ge(p.a, 2)), "missing")
    refused(tampered(fact, premises=(k.assume(Lt(p.a, 1)),)), "not `false`")


def test_contradiction_needs_a_defined_conclusion() -> None:
    e = (1 + p.c) / p.c - 1 / p.c
    low = Lt(e, 1, evaluate=False)
    absurd = k.combine(S.false, {k.assume(low): 1})
    refused(made("contradiction", Ge(e, 1, evaluate=False), absurd, hypotheses=[]), "undefined")
    given = Ne(p.c, 0)
    check_record(made("contradiction", Ge(e, 1, evaluate=False), absurd, hypotheses=[given]))


def test_running_hypotheses_stay() -> None:
    universal = k.assume(Lt(p.f(p.i), 0))
    absurd = k.combine(S.false, {universal: 1, k.assume(Ge(p.f(p.i), 0)): 1})
    keep = [Ge(p.f(p.i), 0)]
    refused(made("contradiction", Ge(p.f(p.i), 0), absurd, hypotheses=keep), "every value")
    implied = Implies(Lt(p.f(p.i), 0), Lt(p.f(p.i), 0), evaluate=False)
    refused(made("discharge", implied, universal, hypotheses=[]), "every value")
    size = MatrixSymbol("Z", p.i + 1, 1)  # the kernel has no arrays of running size any more
    hidden = Le(inner(size, size), 1)
    implied = Implies(hidden, Ge(p.a, 1), evaluate=False)
    refused(
        made("discharge", implied, k.assume(Ge(p.a, 1)), hypotheses=[Ge(p.a, 1)]), "every value"
    )


def test_logic_of_the_others() -> None:
    refused(made("clash", S.false, k.assume(Ge(p.a, 1)), k.assume(Lt(p.a, 2))), "deny")
    refused(made("clash", S.false, k.assume(Ge(p.a, 1)), k.assume(Le(p.a, 1))), "deny")
    fact = p.implication()
    refused(tampered(fact, conclusion=Implies(Ge(p.a, 1), Ge(p.b, 0), evaluate=False)))
    weaker = Implies(Ge(p.a, 0), Ge(p.a, 0), evaluate=False)
    refused(tampered(fact, conclusion=weaker), "missing")
    both = record(p.equivalence()).premises
    refused(tampered(p.equivalence(), premises=(both[0], both[0])), "implications")
    refused(tampered(p.member(), conclusion=Ge(p.a, 2)), "member")
    refused(tampered(p.alternative(), conclusion=Or(Ge(p.a, 2), Eq(p.b, 0))), "alternatives")
    refused(tampered(p.detached(), conclusion=Ge(p.a, 1)))
    refused(made("modus_ponens", Ge(p.a, 0), p.implication(), k.assume(Ge(p.a, 0))), "premise")
    refused(tampered(p.conjunction(), conclusion=And(Ge(p.a, 1), Ge(p.b, 1))), "conjunction")
    refused(made("assume", Ge(p.a, 0), hypotheses=[Ge(p.a, 1)]), "missing")
    refused(made("assume", Eq(p.x, 5, evaluate=False), hypotheses=[Eq(p.x, 5, evaluate=False)]))


def test_squeeze() -> None:
    up, down = k.assume(Le(p.a, p.b)), k.assume(Le(p.b, p.a))
    check_record(made("squeeze", Eq(p.a, p.b), up, down))
    refused(made("squeeze", Eq(p.a, p.b), up, up), "differ")
    refused(made("squeeze", Eq(p.a, p.b), up, k.assume(Le(p.b, p.a * EPSILON))), "differ")
    refused(made("squeeze", Eq(p.a, p.b), up, k.assume(Lt(p.b, p.a))), "weak")
    refused(made("squeeze", Eq(p.a, 0), up, down), "sides")


def test_vanishing() -> None:
    for said in (Eq(inner(p.x, p.y), 0), Ge(inner(p.x, p.x), 0), Eq(inner(p.x, p.A * p.x), 0)):
        refused(made("vanishing", Eq(p.x, p.zero), k.assume(said)))
    null = k.assume(Eq(inner(p.x, p.x), 0))
    refused(made("vanishing", Eq(p.y, p.zero), null), "differ")
    refused(made("vanishing", Eq(p.x, p.y), null), "differ")


def test_for_every() -> None:
    A, x, v = p.A, p.x, p.v
    bound = k.assume(Eq(inner(A * x, v), p.lam * inner(x, v)))
    refused(made("for_every", Eq(A * x, p.lam * x), bound, v=v), "not free")
    fact = p.free_direction()
    refused(tampered(fact, conclusion=Eq(A * x, 2 * p.lam * x)), "differ")
    refused(tampered(fact, {"v": x}), "not free")
    refused(tampered(fact, conclusion=Eq(A * x + v, p.lam * x + v)), "without")


# replacing


def test_instances_keep_declared_signs() -> None:
    fact = p.descent()
    said = record(fact).conclusion
    for new in (-p.mu, p.gap, p.a, S.Zero, 1 / p.a, I, exp(I * p.a), sqrt(p.a)):
        forged = made(
            "instantiate",
            said,
            fact,
            hypotheses=record(fact).hypotheses,
            replace=((p.mu, new),),
            given=0,
        )
        refused(forged)


def _instance(fact: Fact, replace: dict[Any, Any], conclusion: Any, *hypotheses: Any) -> Record:
    return made(
        "instantiate",
        conclusion,
        fact,
        hypotheses=hypotheses,
        replace=tuple(replace.items()),
        given=0,
    )


def test_instances_do_not_capture_the_point_of_a_derivative() -> None:
    x, A = p.x, p.A
    fact = k.gradient(Trace(x.T * A * x), x, A * x + A.T * x)
    square = Trace(x.T * (x * x.T) * x)
    claim = Eq(k.Gradient(square, x), 2 * x * (x.T * x))
    refused(_instance(fact, {A: x * x.T}, claim), "capture")
    value = k.gradient(p.c * inner(x, p.y), x, p.c * p.y)
    claim = Eq(k.Gradient(inner(x, x) * inner(x, p.y), x), inner(x, x) * p.y)
    refused(_instance(value, {p.c: inner(x, x)}, claim), "capture")
    refused(_instance(value, {x: p.y}, claim), "cannot be replaced")
    # x of size 3 is a constant beside the x of size d, until d becomes 3.
    small, there = MatrixSymbol("x", 3, 1), MatrixSymbol("y", 3, 1)
    beside = k.gradient(inner(small, small) * inner(x, p.y), x, inner(small, small) * p.y)
    wrong = Eq(
        k.Gradient(inner(small, small) * inner(small, there), small), inner(small, small) * there
    )
    refused(_instance(beside, {p.d: S(3)}, wrong), "letters")
    refused(_instance(value, {p.d: S(3), p.c: inner(small, small)}, wrong), "capture")


def test_instances_do_not_tie_a_constant_to_a_running_index() -> None:
    ratio = Function("ratio", nonnegative=True)
    fact = k.geometric(k.assume(Le(p.f(p.i + 1), p.r * p.f(p.i))), p.f(p.i), p.r)
    q = Function("q", positive=True)
    refused(
        _instance(
            fact,
            {p.r: q(p.i)},
            Le(p.f(p.i), q(p.i) ** p.i * p.f(0)),
            Le(p.f(p.i + 1), q(p.i) * p.f(p.i)),
        ),
        "ranges",
    )
    check_record(
        _instance(
            fact,
            {p.r: q(p.n)},
            Le(p.f(p.i), q(p.n) ** p.i * p.f(0)),
            Le(p.f(p.i + 1), q(p.n) * p.f(p.i)),
        )
    )
    assert ratio is not None
    fall = k.monotone(k.assume(Le(p.c, 2 * p.t)), p.c * p.t - p.t**2)
    refused(_instance(fall, {p.c: 2 * p.t}, Le(p.t**2, 0), S.true), "ranges")


def test_instances_of_other_kinds() -> None:
    even = Symbol("even", even=True, nonnegative=True)
    claim = k.instantiate(k.assume(Eq(p.f(p.i), (-1) ** p.i)), {p.i: even})
    refused(
        _instance(claim, {even: S.One}, Eq(p.f(1), 1), *record(claim).hypotheses), "is checked for"
    )
    size = k.identity(Eq(Trace(Identity(p.d)), p.d))
    check_record(_instance(size, {p.d: S(3)}, Eq(Trace(Identity(3)), 3, evaluate=False)))
    refused(_instance(size, {p.d: p.r}, Eq(Trace(Identity(p.d)), p.r)), "integer")
    square = k.combine(Ge(inner(p.x, p.x), 0), squares=[(1, p.x)])
    refused(_instance(square, {p.x: I * p.y}, Ge(inner(I * p.y, I * p.y), 0, evaluate=False)))
    refused(_instance(square, {p.x: p.A}, Ge(inner(p.A, p.A), 0)), "shape")
    refused(_instance(square, {p.x: p.y / p.c}, Ge(inner(p.y, p.y), 0)), "undefined")
    other = MatrixSymbol("w", p.d, 1)
    refused(_instance(square, {p.x: other, p.d: S(3)}, Ge(inner(other, other), 0)), "at once")
    time = k.assume(Ge(p.f(p.t), 0))
    refused(_instance(time, {p.t: S.Zero}, Ge(p.f(0), 0), Ge(p.f(p.t), 0)), "can be replaced")
    index = k.assume(Ge(p.f(p.i), 0))
    for wrong in (p.i - 1, S(-1), p.r, Rational(1, 2)):
        refused(_instance(index, {p.i: wrong}, Ge(p.f(wrong), 0), Ge(p.f(p.i), 0)))


def test_rewriting_stops_at_sizes_and_bound_variables() -> None:
    unit, three = k.assume(Eq(inner(p.x, p.x), 1)), k.assume(Eq(p.d, 3))
    small = MatrixSymbol("x", 3, 1)
    refused(made("rewrite", Eq(inner(small, small), 1), unit, three), "stands inside")
    at = k.assume(Ge(k.Curvature(p.c * inner(p.x, p.x), p.x, p.x), 0))
    one = k.assume(Eq(p.c, inner(p.x, p.x)))
    claim = Ge(k.Curvature(inner(p.x, p.x) ** 2, p.x, p.x), 0)
    refused(made("rewrite", claim, at, one), "stands inside")
    refused(made("rewrite", Ge(p.b, 0), k.assume(Ge(p.a, 0)), k.assume(Le(p.a, p.b))), "symbol")
    refused(tampered(p.rewritten(), conclusion=Ge(inner(p.x, p.A * p.x), p.mu)))


def test_contract() -> None:
    null = k.assume(Eq(p.c * p.x, p.zero))
    refused(made("contract", Eq(p.x, p.zero), null, left=1 / p.c, right=None), "undefined")
    fact = p.contracted()
    refused(tampered(fact, {"left": 2 * p.v.T / p.lam}), "differ")
    refused(tampered(fact, {"right": None}))


def test_axioms() -> None:
    fact = p.axiom_instance()
    check_record(record(fact))
    r, axiom = p.r, p.AXIOM
    for replace in (
        ((r, -p.r),),
        ((p.a, I),),
        ((p.a, p.x),),
        ((p.a + p.b, p.b),),
        ((p.a, 1 / p.c),),
    ):
        refused(tampered(fact, {"replace": replace}))
    copy = type(axiom)(axiom.name, (), axiom.conclusion, axiom.citation)
    refused(tampered(fact, {"axiom": copy}), "not a declared axiom")
    refused(tampered(fact, {"axiom": None}), "not a declared axiom")
    running = p.RUNNING_AXIOM
    forged = made(
        "apply_axiom",
        Le(p.f(5), p.f(0)),
        hypotheses=[Le(p.f(6), p.f(5))],
        axiom=running,
        replace=((p.i, S(5)),),
    )
    refused(forged._replace(axioms=frozenset([running.name])), "can be replaced")


# induction and calculus


def test_geometric() -> None:
    fact = p.rate_to_n()
    ratio = Function("q", positive=True)(p.i)
    for wrong in ({"ratio": p.r * EPSILON}, {"ratio": p.a}, {"ratio": ratio}, {"sequence": p.c}):
        refused(tampered(fact, wrong))
    free = k.assume(Le(p.f(p.i + 1), p.a * p.f(p.i)))
    claim = Le(p.f(p.i), p.a**p.i * p.f(0))
    refused(made("geometric", claim, free, sequence=p.f(p.i), ratio=p.a), "nonnegative")
    shifted = k.assume(Le(p.f(p.i + 2), p.r * p.f(p.i)))
    claim = Le(p.f(p.i), p.r**p.i * p.f(0))
    refused(made("geometric", claim, shifted, sequence=p.f(p.i), ratio=p.r), "differ")


def test_telescope() -> None:
    fact = p.summed()
    refused(tampered(fact, {"upto": p.i}), "upper end")
    refused(tampered(fact, {"term": 2 * p.f(p.i)}), "differ")
    refused(tampered(fact, {"potential": p.f(p.i)}), "differ")
    longer = Le(Sum(p.f(p.i), (p.i, 0, p.n)), p.F(0) - p.F(p.n))
    refused(tampered(fact, conclusion=longer))


def test_calculus() -> None:
    t, F = p.t, p.F
    refused(tampered(p.derived(), {"t": Time("s")}))
    wrong = Eq(record(p.derived()).conclusion.lhs, record(p.derived()).conclusion.rhs + t)
    refused(tampered(p.derived(), conclusion=wrong), "differ")
    refused(tampered(p.falling(), {"term": F(t) ** 3}), "differ")
    refused(tampered(p.grown(), {"rate": 2 * p.c}), "differ")
    refused(tampered(p.grown(), {"rate": F(t)}), "depends")
    refused(tampered(p.integrated(), {"term": 2 * p.f(t) ** 2}), "differ")
    s = Time("s")
    shorter = Le(Integral(p.f(s) ** 2, (s, 0, t / 2)), F(0) ** 2 - F(t) ** 2)
    refused(tampered(p.integrated(), conclusion=shorter), "integral")
    pole = 1 / (t - 1)
    slope = k.assume(Le(-1 / (t - 1) ** 2, 0))
    said = made("gronwall", Le(pole, -1), slope, term=pole, rate=S.Zero)
    refused(said, "undefined")
    refused(made("derivative", Eq(sqrt(t).diff(t), 1 / (2 * sqrt(t))), t=t))


# systems


def test_solutions() -> None:
    fact = p.solved()
    said = record(fact).conclusion
    refused(
        tampered(fact, conclusion=Or(*said.args[1:], evaluate=False)), "1 solutions are missing"
    )
    extra = And(Eq(p.a, 1), Eq(p.b, 1), evaluate=False)
    refused(tampered(fact, conclusion=Or(*said.args, extra, evaluate=False)), "1 are none")
    refused(tampered(fact, {"unknowns": (p.a,)}))
    only = p.solved_positive()
    refused(tampered(only, conclusion=S.false), "missing")
    shifted = Eq(p.mu, Rational(1, 2) + sqrt(5) / 2 + Rational(1, 10**9), evaluate=False)
    refused(tampered(only, conclusion=shifted))
    check_record(record(p.unsolvable()))


def test_systems_beyond_the_checker() -> None:
    cubic = k.assume(Eq(p.a**3, 2))
    refused(made("solve", Eq(p.a, 1), cubic, unknowns=(p.a,)), "neither rational nor quadratic")
    curve = k.assume(Eq(p.a * p.b, 1))
    refused(made("solve", S.false, curve, unknowns=(p.a, p.b)), "not determined")
    refused(made("solve", S.false, k.assume(Ge(p.a, 1)), unknowns=(p.a,)), "not an equation")
    hidden = k.assume(Eq(p.a**2 * (p.c**2 + 1), 0))
    refused(made("solve", Eq(p.a, 0), hidden, unknowns=(p.a,)), "not a polynomial")


def test_malformed_records_are_refused() -> None:
    for rule in ("combine", "geometric", "solve", "instantiate", "gradient", "cases", "split"):
        refused(Record(Ge(p.a, 0), frozenset(), frozenset(), rule, (), {}))
    refused(made("combine", Ge(p.a, 0), parts=(None,), squares=(), scale=1))
    refused(made("combine", Ge(p.a, 0), parts=(), squares=(), scale=0.5))
    refused(made("combine", Ge(p.a, 0), parts=(), squares=3, scale=1))


def test_transposed() -> None:
    fact = p.transpose()
    said = record(fact).conclusion
    refused(tampered(fact, conclusion=Eq(said.lhs.T, said.rhs, evaluate=False)))
    refused(tampered(fact, conclusion=Eq(said.lhs, 2 * said.rhs, evaluate=False)))
    refused(tampered(fact, hypotheses=frozenset()), "missing")
    refused(made("transposed", said, k.assume(Ge(p.a, 1))), "equation of arrays")
