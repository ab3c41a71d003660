"""Distribution functions: closed forms, monotone enclosures, edges, what is no number."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lemmata.arbs import ArbTensor
from lemmata.balls import Ball
from lemmata.laws import beta_cdf, binomial_tail, gamma, normal_cdf


def exact(*values, dtype=torch.float64):
    return Ball.exact(torch.tensor(values, dtype=dtype))


def contains(ball, *values):
    low, high = ball.lower().tolist(), ball.upper().tolist()
    return all(Fraction(a) <= v <= Fraction(b) for a, v, b in zip(low, values, high, strict=True))


def tail(k, n, p):
    return sum(comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(max(k, 0), n + 1))


@given(
    n=st.integers(0, 60),
    k=st.integers(-2, 62),
    p=st.fractions(0, 1, max_denominator=64).map(lambda p: Fraction(round(p * 64), 64)),
    dtype=st.sampled_from([torch.float64, torch.float32]),
)
def test_the_binomial_tail_contains_the_exact_sum(n, k, p, dtype):
    found = binomial_tail(k, n, exact(float(p), dtype=dtype))
    assert contains(found, Fraction(tail(k, n, p)))
    assert found.rad.item() <= torch.finfo(dtype).eps


@given(x=st.integers(0, 64), a=st.integers(1, 6), b=st.integers(1, 6))
def test_the_beta_law_with_whole_parameters_is_a_binomial_tail(x, a, b):
    p = Fraction(x, 64)
    assert contains(beta_cdf(exact(float(p)), a, b), Fraction(tail(a, a + b - 1, p)))


def test_outside_the_range_of_the_law():
    assert contains(beta_cdf(exact(-1.0, 2.0, 0.0, 1.0), 2, 3), 0, 1, 0, 1)
    assert contains(binomial_tail(exact(-3.0, 0.0, 6.0), 5, Fraction(1, 2)), 1, 1, 0)


def test_an_enclosed_argument_gives_the_hull():
    wide = beta_cdf(Ball(torch.tensor([0.5], dtype=torch.float64), 0.25), 1, 1)
    assert contains(wide, Fraction(1, 4))
    assert contains(wide, Fraction(3, 4))
    assert wide.rad.item() < 0.2501


def test_symmetry_and_known_values():
    assert contains(normal_cdf(exact(0.0)), Fraction(1, 2))
    both = normal_cdf(exact(1.5)) + normal_cdf(exact(-1.5))
    assert contains(both, 1)
    assert both.rad.item() < 1e-15
    assert contains(gamma(exact(5.0, 1.0)), 24, 1)


def test_no_number_means_no_information():
    for found in (
        gamma(exact(0.0, -2.0)),
        beta_cdf(exact(0.5, 0.5), exact(0.0, -1.0), 1),
        binomial_tail(exact(0.5, 2.5), 3, Fraction(1, 2)),
        normal_cdf(exact(float("nan"), float("inf"))),
    ):
        assert torch.isinf(found.rad).all()


def test_a_radius_does_not_underflow_to_certainty():
    tiny = normal_cdf(exact(-14.0, dtype=torch.float32))  # about 8e-45: a subnormal
    assert tiny.rad.item() > 0


@pytest.mark.parametrize("law", [normal_cdf, gamma])
def test_arithmetics_agree(law):
    x = torch.tensor([0.25, 3.0, 7.5], dtype=torch.float64)
    ball, fine = law(Ball.exact(x)), law(ArbTensor.from_tensor(x))
    assert isinstance(fine, ArbTensor)
    assert isinstance(law(x), torch.Tensor)
    for i in range(3):
        assert fine.lower()[i] <= Fraction(ball.upper()[i].item())
        assert Fraction(ball.lower()[i].item()) <= fine.upper()[i]
        assert abs(law(x)[i].item() - ball.mid[i].item()) <= ball.rad[i].item() * 2
