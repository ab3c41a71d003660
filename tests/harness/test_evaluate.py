"""The batched evaluator against the exact one, in balls and in high precision."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Identity,
    Implies,
    MatMul,
    Matrix,
    MatrixSymbol,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Rational,
    Symbol,
    Trace,
    exp,
    sqrt,
)

from lemmata.arbs import ArbTensor
from lemmata.balls import Ball
from lemmata.decide import decide
from lemmata.evaluate import Evaluator, Unbound, judge
from lemmata.exact import Point
from lemmata.failures import arb_verdict
from lemmata.kernel import inner, norm

d = Symbol("d", integer=True, positive=True)
M = MatrixSymbol("M", d, d)
x, y = MatrixSymbol("x", d, 1), MatrixSymbol("y", d, 1)
a, b = Symbol("a", real=True), Symbol("b", real=True)
TERMS = [
    a + 2 * b - Rational(1, 3),
    a**3 * b - 7,
    inner(x, M * y) - a,
    Trace(M * M.T) + Trace(M),
    Trace((M - x * y.T) * (M - x * y.T).T) / 2,
    norm(x) ** 2 + norm(y),
    Abs(a) + Max(a, b) - Min(a, 1),
    inner(M * x, M * x) * inner(x, y),
    Trace(M * x * y.T * M),
    Trace(M * (x * y.T + a * M * M.T)),
    Trace(MatMul(a, M, x, y.T)),
    Trace(MatMul(a, M)),
    d * a,
    exp(a / 10) + sqrt(2) * b,
    inner(M**2 * x, y),
]
ARRAYS = [M * x - a * y, x * y.T + 2 * M - M.T, (M + a * Identity(d)) * x, M**2, x * (x.T * y)]
SETTINGS = settings(derandomize=True, deadline=None, max_examples=40)


@st.composite
def instances(draw):
    n = draw(st.integers(1, 3))
    number = st.integers(-3, 3)
    entries = st.lists(number, min_size=n, max_size=n)
    matrix = draw(st.lists(entries, min_size=n, max_size=n))
    return {M: matrix, x: draw(entries), y: draw(entries), a: draw(number), b: draw(number)}


def bound(values, make):
    return {q: make(v) for q, v in values.items()}


def ball(value):
    return Ball.exact(torch.tensor([value], dtype=torch.float64))


def arb(value):
    return ArbTensor.from_fractions([value])


@SETTINGS
@given(instances())
def test_balls_and_arbs_contain_the_exact_value(values):
    exact = Point(values)
    for make in (ball, arb):
        evaluator = Evaluator(bound(values, make))
        for term in (*TERMS, *ARRAYS):
            expected = exact(term)
            entries = list(expected) if isinstance(expected, Matrix) else [expected]
            got = evaluator._array(evaluator(term)).reshape(-1)
            assert got.shape[0] == len(entries), term
            for i, entry in enumerate(entries):
                if entry.is_Rational:
                    inside = Fraction(int(entry.p), int(entry.q))
                    low, high = ends(got, i)
                    assert low <= inside <= high, term


def ends(array, i):
    """The lower and upper end of an entry as fractions."""
    if isinstance(array, Ball):
        return Fraction(float(array.lower()[i])), Fraction(float(array.upper()[i]))
    return tuple(Fraction(end.reshape(-1)[i]) for end in (array.lower(), array.upper()))


CLAIMS = [
    a <= b,
    a < b,
    a >= b,
    a > b,
    Eq(a, b),
    Ne(a, b),
    And(a <= b, b <= 2),
    Or(a < b, Eq(a, 1)),
    Implies(a < b, a < 0),
    Equivalent(a < b, a <= 0),
    Not(Eq(a, b)),
    Eq(M * x, a * x),
    Eq(x, y),
    inner(x, y) ** 2 <= inner(x, x) * inner(y, y),
]


@SETTINGS
@given(instances())
def test_verdicts_agree_with_the_exact_judge(values):
    exact = Point(values)
    balls, arbs = Evaluator(bound(values, ball)), Evaluator(bound(values, arb))
    for claim in CLAIMS:
        truth = decide(exact, claim)
        said = judge(claim, balls, 1)
        assert bool(said.certainly[0]) <= truth <= bool(said.possibly[0]), claim
        if not claim.has(exp, sqrt):
            assert bool(said.certainly[0]) == truth == bool(said.possibly[0]), claim
        certainly, possibly = arb_verdict(claim, arbs)
        assert certainly <= truth <= possibly, claim


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_not_a_number_decides_nothing(value):
    odd = Ball(torch.tensor([value], dtype=torch.float64))
    evaluator = Evaluator({a: odd, b: ball(1)})
    for claim in (a <= b, a >= b, a < b, Eq(a, b), Ne(a, b), a * 0 <= 1, Eq(a, a, evaluate=False)):
        if claim in (True, False) or not claim.free_symbols:
            continue
        said = judge(claim, evaluator, 1)
        assert bool(said.possibly[0]), claim
        assert not bool(said.certainly[0]), claim


def test_what_is_not_measured_is_named():
    with pytest.raises(Unbound, match="y is not measured; measured: x"):
        Evaluator({x: ball([1.0])})(inner(x, y))
    with pytest.raises(Unbound, match="empty"):
        Evaluator({})
    with pytest.raises(ValueError, match="measured with shape"):
        Evaluator({M: Ball.exact(torch.zeros(1, 2, 3, dtype=torch.float64))})


def test_an_exponent_in_a_measured_index_is_enclosed():
    """(1 + a)^(2 n - 1), where only a and n are measured; nothing is known of a negative base."""
    n = Symbol("n", integer=True, positive=True)
    values = {a: [0.5, 3.0], n: [4.0, 6.0]}
    values = {s: Ball(torch.tensor(v, dtype=torch.float64)) for s, v in values.items()}
    evaluator, power = Evaluator(values), (1 + a) ** (2 * n - 1)
    exact = torch.tensor([1.5**7, 4.0**11], dtype=torch.float64)
    for factor, holds in ((1 - 1e-12, True), (1 + 1e-12, False)):
        bound = Symbol("bound", real=True)
        held = judge(power >= bound, Evaluator({**values, bound: Ball(factor * exact)}), 2)
        assert held.certainly.eq(holds).all()
        assert held.possibly.eq(holds).all()
    for claim in (Eq((a - 4) ** (2 * n - 1), 0), Ne((a - 4) ** (2 * n - 1), 0)):
        held = judge(claim, evaluator, 2)
        assert held.possibly.all()
        assert not held.certainly.any()
