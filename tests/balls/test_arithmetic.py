"""+ - * / powers and roots: containment, tightness, exactness."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lemmata.balls import Ball

from .containment import QUICK, ball_batches, check, radius_in_ulps

BINARY = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "add_alpha": lambda x, y: torch.add(x, y, alpha=3),
    "sub_alpha": lambda x, y: torch.sub(x, y, alpha=2),
}
UNARY = {
    "neg": operator.neg,
    "abs": abs,
    "square": torch.square,
    "reciprocal": torch.reciprocal,
    "sqrt": torch.sqrt,
    "sqrt_of_clamped": lambda x: x.clamp_min(0).sqrt(),
    "rsqrt": torch.rsqrt,
    "power_half": lambda x: x**0.5,
    **{f"power_{n}": (lambda x, n=n: x**n) for n in (-3, -1, 0, 1, 2, 3, 4, 5, 7)},
    "plus_third": lambda x: x + Fraction(1, 3),
    "times_tenth": lambda x: 0.1 * x,
    "one_minus": lambda x: 1 - x,
    "one_over": lambda x: 1 / x,
    "huge_integer": lambda x: x + (2**60 + 1),
}


@pytest.mark.parametrize("name", BINARY)
@QUICK
@given(data=st.data())
def test_binary(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    x, y = data.draw(ball_batches(dtype)), data.draw(ball_batches(dtype))
    check(BINARY[name], x, y, device=device)


@pytest.mark.parametrize("name", UNARY)
@QUICK
@given(data=st.data())
def test_unary(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    check(UNARY[name], data.draw(ball_batches(dtype)), device=device)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div"])
@QUICK
@given(data=st.data())
def test_tight(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    """Points in the middle of the range: one rounding, so at most 1 u; quotients are given 2 u."""
    x = data.draw(ball_batches(dtype, scale=3, radii="zero"))
    y = data.draw(ball_batches(dtype, scale=3, radii="zero"))
    x, y = Ball.exact(x.mid.abs() + 1e-3), Ball.exact(y.mid.abs() + 1e-3)
    result = check(BINARY[name], x, y, device=device)
    informative = result.mid != 0
    # The error bound u of one rounding, times the roundings of the radius itself.
    most = (2 if name == "div" else 1) * (1 + 8 * torch.finfo(dtype).eps)
    assert bool((radius_in_ulps(result)[informative] <= most).all())


def test_small_integers_and_dyadics_stay_exact(dtype: torch.dtype, device: str) -> None:
    x = Ball.exact(torch.tensor([3.0, -7.0, 0.75, 1024.0, 0.0], dtype=dtype, device=device))
    y = Ball.exact(torch.tensor([5.0, 2.0, -0.125, 4.0, 8.0], dtype=dtype, device=device))
    for result in (x + y, x - y, x * y, x**2, x**3, x.abs(), (x * y) / y, (x * x).sqrt()):
        assert result.is_exact()
    assert (x / y)[1:].is_exact()
    assert torch.equal(((x * y) / y).mid, x.mid)
    assert torch.equal((x * x).sqrt().mid, x.mid.abs())


def test_exact_at_subnormals(dtype: torch.dtype, device: str) -> None:
    least = torch.finfo(dtype).tiny * torch.finfo(dtype).eps
    x = Ball.exact(torch.tensor([least, -3 * least, 5 * least], dtype=dtype, device=device))
    assert (x + x).is_exact()
    assert (x - x).is_exact()
    assert (1 * x).is_exact()
    assert not (x * x).is_exact()
    assert bool((x * x).is_informative().all())


def test_no_information_where_undefined(dtype: torch.dtype, device: str) -> None:
    one = torch.ones((), dtype=dtype, device=device)
    around_zero = Ball(torch.zeros_like(one), one)
    largest = Ball.exact(one * torch.finfo(dtype).max)
    for result in (
        1 / around_zero,
        around_zero.sqrt(),
        Ball.exact(-one).sqrt(),
        Ball.exact(-one * 1e-30).rsqrt(),
        around_zero.rsqrt(),
        Ball.exact(0 * one) / Ball.exact(0 * one),
        Ball.exact(one) / Ball.exact(0 * one),
        largest + largest,
        largest * 2,
        largest**2,
        (largest * 2) * 0,
        0 / around_zero * 0,
        around_zero**-1,
    ):
        assert not bool(result.is_informative())
        assert float(result.mid) == 0.0
        assert not bool(result.contains(0.0))
    assert bool(around_zero.clamp_min(0).sqrt().is_informative())


def test_square_is_not_below_zero(dtype: torch.dtype) -> None:
    mid = torch.tensor([0.0, 1.0, -1.0, 1e-30, 3.0], dtype=dtype)
    x = Ball(mid, torch.tensor([1.0, 1.0, 2.0, 1.0, 0.5], dtype=dtype))
    for result in (x.square(), x**2, x**4, x.abs()):
        assert bool((result.lower() >= 0).all())
        assert bool(result.sqrt().is_informative().all())


@pytest.mark.parametrize("value", [Fraction(1, 3), 0.1, 10**30 + 1, -Fraction(2, 7), 1e300, 1e-320])
def test_numbers_are_enclosed(value: Any, dtype: torch.dtype) -> None:
    ball = Ball.coerce(value, dtype, torch.device("cpu"))
    exact = Fraction(value)
    if not bool(ball.is_informative()):
        assert abs(exact) > Fraction(torch.finfo(dtype).max)
        return
    mid, rad = Fraction(ball.mid.item()), Fraction(ball.rad.item())
    assert abs(exact - mid) <= rad
    assert (rad == 0) == (mid == exact)
    spacing = abs(mid) * Fraction(torch.finfo(dtype).eps)
    assert rad <= max(spacing, Fraction(torch.finfo(dtype).tiny))
