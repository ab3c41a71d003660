"""Elementwise arithmetic with error-free transformations: + - * / powers, roots."""

from __future__ import annotations

import math
import numbers
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from ._ball import Ball, common
from ._registry import no_rule, rule
from ._rounding import (
    add_down,
    add_up,
    best_product,
    div_up,
    inflation,
    mul_up,
    rounded_product,
    smallest_subnormal,
    two_product,
    two_sum,
    unit_roundoff,
)


def total(*terms: Tensor) -> Tensor:
    """An upper bound of a sum of a few nonnegative tensors; 0 only if all are 0."""
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result * inflation(len(terms), result.dtype)


@rule("neg", "negative")
def neg(x: Ball) -> Ball:
    """-x, exactly."""
    return Ball._move(-x._mid, x._rad, x._exact)


@rule("positive", "clone", "detach", "contiguous")
def same(x: Ball, **_: Any) -> Ball:
    """The ball itself: balls are immutable and carry no gradient."""
    return x


@rule("add")
def add(x: Any, y: Any, *, alpha: Any = 1) -> Ball:
    """Sum x + alpha y; the rounding error is computed exactly (TwoSum)."""
    x, y = common(x, y)
    if alpha != 1:
        y = mul(y, alpha)
    s, e = two_sum(x._mid, y._mid)
    parts = [ball._rad for ball in (x, y) if not ball.is_exact()]
    return Ball._make(s, total(e.abs(), *parts) if parts else e.abs())


@rule("sub", "subtract")
def sub(x: Any, y: Any, *, alpha: Any = 1) -> Ball:
    """Difference x - alpha y."""
    x, y = common(x, y)
    return add(x, neg(y), alpha=alpha)


@rule("rsub", "__rsub__")
def rsub(x: Any, y: Any, *, alpha: Any = 1) -> Ball:
    """Difference y - alpha x."""
    return sub(y, x, alpha=alpha)


@rule("mul", "multiply")
def mul(x: Any, y: Any) -> Ball:
    """Product x y: |x| ry + rx (|y| + ry) plus the rounding error of the product.

    The error is exact (Dekker) for points, so that dyadics stay exact; beside a radius its bound
    u |p| costs a fifth of that and loses nothing.
    """
    x, y = common(x, y)
    if x.is_exact() and y.is_exact():
        return Ball._make(*best_product(x._mid, y._mid))
    p, e = rounded_product(x._mid, y._mid)
    parts = []
    if not y.is_exact():
        parts.append(mul_up(x._mid.abs(), y._rad))
    if not x.is_exact():
        reach = y._mid.abs() if y.is_exact() else total(y._mid.abs(), y._rad)
        parts.append(mul_up(x._rad, reach))
    return Ball._make(p, total(e, *parts) if parts else e)


@rule("div", "divide", "true_divide")
def div(x: Any, y: Any, *, rounding_mode: str | None = None) -> Ball:
    """Quotient x / y: (rx + |q| ry) / (|y| - ry) plus rounding; nothing known where y reaches 0."""
    if rounding_mode is not None:
        raise no_rule(f"div(rounding_mode={rounding_mode!r})")
    x, y = common(x, y)
    q = x._mid / y._mid
    e = _quotient_error(x._mid, y._mid, q)
    size = y._mid.abs()
    least = size if y.is_exact() else add_down(size, -y._rad)
    parts = []
    if not y.is_exact():
        parts.append(mul_up(total(q.abs(), e), y._rad))
    if not x.is_exact():
        parts.append(x._rad)
    rad = total(e, div_up(total(*parts), least)) if parts else e
    return Ball._make(q, torch.where(least > 0, rad, math.inf))


def _quotient_error(a: Tensor, b: Tensor, q: Tensor) -> Tensor:
    """A bound of |a / b - q|, 0 where the residual a - q b is exactly 0."""
    rough = q.abs() * (2 * unit_roundoff(q.dtype)) + smallest_subnormal(q.dtype)
    p, e = two_product(q, b)
    return torch.where((p == a) & (e == 0), 0 * q, rough)


@rule("__rtruediv__", "__rdiv__")
def rdiv(x: Any, y: Any) -> Ball:
    """Quotient y / x."""
    return div(y, x)


@rule("reciprocal")
def reciprocal(x: Ball) -> Ball:
    """1 / x; no information where x reaches 0."""
    return div(1, x)


@rule("abs", "absolute")
def abs_(x: Ball) -> Ball:
    """|x|, never reaching below 0."""
    size = x._mid.abs()
    if x.is_exact():
        return Ball._move(size, x._rad, True)
    crossing = size < x._rad
    folded = Ball._hull(torch.zeros_like(size), total(size, x._rad))
    rad = torch.where(crossing, folded._rad, x._rad)
    return Ball._make(torch.where(crossing, folded._mid, size), rad)


def at_least_zero(x: Ball) -> Ball:
    """The part of x in [0, inf), for values known to be nonnegative; unknown stays unknown."""
    crossing = (x._rad > x._mid) & torch.isfinite(x._rad)
    if x._exact or not bool(crossing.any()):
        return x
    part = Ball._hull(torch.zeros_like(x._mid), torch.clamp(x.upper(), min=0))
    rad = torch.where(crossing, part._rad, x._rad)
    return Ball._make(torch.where(crossing, part._mid, x._mid), rad)


@rule("square")
def square(x: Ball) -> Ball:
    """x^2, never below 0; thin balls to first order, wide ones by their end points."""
    p, e = two_product(x._mid, x._mid)
    if x.is_exact():
        return at_least_zero(Ball._make(p, e))
    size = x._mid.abs()
    thin = total(mul_up(x._rad, total(size, size, x._rad)), e)
    bottom = torch.clamp(add_down(size, -x._rad), min=0)
    low, low_error = two_product(bottom, bottom)
    top = add_up(size, x._rad)
    high, high_error = two_product(top, top)
    wide = Ball._hull(torch.clamp(add_down(low, -low_error), min=0), add_up(high, high_error))
    is_thin = x._rad <= size * 2.0**-8
    mid = torch.where(is_thin, p, wide._mid)
    return at_least_zero(Ball._make(mid, torch.where(is_thin, thin, wide._rad)))


@rule("sqrt")
def sqrt(x: Ball) -> Ball:
    """Square root; exact for exact squares, no information where x reaches below 0."""
    if x.is_exact():
        root = torch.sqrt(x._mid)
        return Ball._make(root, _root_error(x._mid, root))
    low, high = x.lower(), x.upper()
    bottom, top = torch.sqrt(low), torch.sqrt(high)
    bottom = torch.clamp(add_down(bottom, -_root_error(low, bottom)), min=0)
    return Ball._hull(bottom, add_up(top, _root_error(high, top)))


def _root_error(a: Tensor, root: Tensor) -> Tensor:
    """A bound of |sqrt(a) - root| = |a - root^2| / (sqrt(a) + root), without trust in the root."""
    p, e = two_product(root, root)
    residual = total((p - a).abs(), e)
    # p - a is exact whenever p and a are within a factor 2, and inflated by `total` otherwise.
    return torch.where(residual == 0, residual, div_up(residual, root))


@rule("rsqrt")
def rsqrt(x: Ball) -> Ball:
    """1 / sqrt(x); no information where x reaches 0."""
    return reciprocal(sqrt(x))


@rule("pow", "__pow__", "float_power")
def pow_(x: Any, exponent: Any) -> Ball:
    """Power x ** n for an integer n of either sign, or n = 0.5, -0.5; otherwise `NoBallRule`."""
    if not isinstance(x, Ball) or not isinstance(exponent, numbers.Real):
        raise no_rule("pow with a ball or tensor as exponent")
    n = Fraction(exponent) if isinstance(exponent, numbers.Rational) else Fraction(float(exponent))
    if n == Fraction(1, 2):
        return sqrt(x)
    if n == Fraction(-1, 2):
        return rsqrt(x)
    if n.denominator != 1:
        raise no_rule(f"pow with exponent {exponent}")
    if n < 0:
        return reciprocal(_power(x, -int(n)))
    return _power(x, int(n))


def _power(x: Ball, n: int) -> Ball:
    if n == 0:
        return Ball._make(torch.ones_like(x._mid), torch.where(x._rad < math.inf, 0.0, x._rad))
    if n == 1:
        return x
    if n == 2:
        return square(x)
    if x.is_exact():
        return _power_by_squaring(x, n)
    # Monotone on the whole line (odd n) or on the nonnegative half (even n): use the end points.
    base = x if n % 2 else abs_(x)
    low = _power_by_squaring(Ball._point(base.lower()), n).lower()
    high = _power_by_squaring(Ball._point(base.upper()), n).upper()
    return Ball._hull(low if n % 2 else torch.clamp(low, min=0), high)


def _power_by_squaring(x: Ball, n: int) -> Ball:
    if n == 1:
        return x
    half = square(_power_by_squaring(x, n // 2))
    return mul(half, x) if n % 2 else half
