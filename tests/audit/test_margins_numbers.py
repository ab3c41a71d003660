"""Enclosed slacks and quantiles contain the exact ones; parts and ranks by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import And, Eq, Equivalent, Implies, Ne, Not, Or, Symbol

from lemmata.audit.margins_numbers import SHARES, best_rank, correlation, ends, quantiles, ranks
from lemmata.audit.margins_parts import Part, parts
from lemmata.balls import Ball
from lemmata.evaluate import Evaluator, slack_of

a, b, c = (Symbol(name, real=True) for name in "abc")
numbers = st.floats(-1e3, 1e3) | st.sampled_from([0.0, 1.0, -1.0, 1e-300, 5e-324, 1e300, -1e300])
radii = st.floats(0, 10) | st.just(0.0)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(numbers, radii, st.floats(-1, 1), numbers, radii, st.floats(-1, 1))
def test_the_exact_relative_slack_is_enclosed(x, r, s, y, q, t):
    """For any values inside the balls, also where the ends have rounded."""
    balls = {
        a: Ball(torch.tensor([x], dtype=torch.float64), r),
        b: Ball(torch.tensor([y], dtype=torch.float64), q),
    }
    left, right = Fraction(x) + Fraction(s) * Fraction(r), Fraction(y) + Fraction(t) * Fraction(q)
    found = ends(slack_of(a <= b, Evaluator(balls)), 1, relative=True)
    if not found.known[0]:
        assert left == right == 0 or not found.both_zero[0]
        return
    exact = (right - left) / max(abs(left), abs(right))
    assert Fraction(float(found.lower[0])) <= exact <= Fraction(float(found.upper[0]))


def test_attained_exactly_is_exactly_zero():
    value = torch.tensor([3.0], dtype=torch.float64)
    found = ends(slack_of(a <= b, Evaluator({a: Ball(value), b: Ball(value)})), 1, relative=True)
    assert (found.lower[0], found.upper[0]) == (0, 0)


def test_a_constant_side_is_spread_over_the_rows():
    value = torch.tensor([1.0, 4.0], dtype=torch.float64)
    found = ends(slack_of(a <= 4, Evaluator({a: Ball(value)})), 2, relative=True)
    assert found.lower[0] <= 0.75 <= found.upper[0]
    assert (found.lower[1], found.upper[1]) == (0, 0)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 1), st.floats(0, 1)), min_size=1))
def test_exact_quantiles_are_enclosed(rows):
    lower = np.array([low for low, _, _ in rows])
    width = np.array([width for _, width, _ in rows])
    exact = np.sort(np.minimum(lower + width, lower + width * np.array([s for _, _, s in rows])))
    found = quantiles(lower, lower + width)
    for share in SHARES:
        rank = max(1, math.ceil(Fraction(share, 100) * len(rows)))
        low, high = found[str(share)]
        assert low <= exact[rank - 1] <= high


def test_ranks_share_ties():
    assert ranks(np.array([5.0, 1.0, 5.0, 7.0])).tolist() == [2.5, 1, 2.5, 4]


def test_correlation_is_that_of_numpy():
    generator = np.random.default_rng(0)
    x, y = ranks(generator.integers(0, 9, 50)), ranks(generator.normal(size=50))
    assert correlation(x, y) == pytest.approx(np.corrcoef(x, y)[0, 1], rel=1e-12)


def test_no_correlation_of_constants_or_of_two():
    steady, rising = np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 3.0])
    assert correlation(ranks(steady), ranks(rising)) is None
    assert correlation(ranks(rising), ranks(steady)) is None
    assert correlation(ranks(rising[:2]), ranks(rising[:2])) is None
    assert best_rank(rising, {"steady": steady}) is None
    assert best_rank(rising, {"up": rising, "down": -rising}) == ("up", 1.0)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (a <= b, ["a <= b"]),
        (Eq(a, b), ["a = b"]),
        (And(a <= b, Eq(b, c)), ["a <= b", "b = c"]),
        (Implies(a > 0, b >= c), ["b >= c   where a > 0"]),
        (Implies(a > 0, And(b >= c, b < 5)), ["b < 5   where a > 0", "b >= c   where a > 0"]),
        (Or(a <= b, b > c), ["a <= b   where b <= c", "b > c   where a > b"]),
        (Not(And(a <= b, b > c), evaluate=False), ["a > b   where b > c", "b <= c   where a <= b"]),
        (Not(Implies(a > 0, b > 0), evaluate=False), ["a > 0", "b <= 0"]),
        (
            Equivalent(a > 0, b < c),
            [
                "a > 0   where b < c",
                "a <= 0   where b >= c",
                "b < c   where a > 0",
                "b >= c   where a <= 0",
            ],
        ),
        (Ne(a, b), ["a != b"]),
    ],
)
def test_parts(claim, expected):
    assert sorted(map(str, parts(claim))) == sorted(expected)


def test_what_has_a_scale():
    assert Part(a <= b).has_scale
    assert not Part(a >= 0).has_scale
    assert Part(a < b).is_strict
    assert not Part(Eq(a, b)).is_inequality
