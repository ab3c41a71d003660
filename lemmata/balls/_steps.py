"""Comparisons and the functions built on them: minimum, relu, clamp, where, step functions."""

# Argument names are torch's.
# ruff: noqa: A002

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from ._arithmetic import sub
from ._ball import Ball, common
from ._registry import no_rule, rule
from ._truth import Truth


def _order(x: Any, y: Any) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Where certainly x < y, certainly x <= y, possibly x < y, possibly x <= y.

    Decided on the difference, whose rounding is known exactly, and also on the end points, which
    help where the difference overflows. NaN and unknown entries are never certain, always possible.
    """
    x, y = common(x, y)
    d = sub(y, x)
    low, high = x.lower(), x.upper()
    other_low, other_high = y.lower(), y.upper()
    known = x.is_informative() & y.is_informative()
    less = known & ((d._mid > d._rad) | (high < other_low))
    at_most = known & ((d._mid >= d._rad) | (high <= other_low))
    more = known & ((d._mid < -d._rad) | (low > other_high))
    at_least = known & ((d._mid <= -d._rad) | (low >= other_high))
    return less, at_most, ~at_least, ~more


@rule("lt", "less", "__lt__")
def lt(x: Any, y: Any) -> Truth:
    """Whether x < y."""
    less, _, maybe_less, _ = _order(x, y)
    return Truth(less, maybe_less)


@rule("le", "less_equal", "__le__")
def le(x: Any, y: Any) -> Truth:
    """Whether x <= y."""
    _, at_most, _, maybe = _order(x, y)
    return Truth(at_most, maybe)


@rule("gt", "greater", "__gt__")
def gt(x: Any, y: Any) -> Truth:
    """Whether x > y."""
    return ~le(x, y)


@rule("ge", "greater_equal", "__ge__")
def ge(x: Any, y: Any) -> Truth:
    """Whether x >= y."""
    return ~lt(x, y)


@rule("eq", "__eq__")
def eq(x: Any, y: Any) -> Truth:
    """Whether x = y: certain only for points."""
    _, at_most, _, maybe = _order(x, y)
    _, at_least, _, maybe_other = _order(y, x)
    return Truth(at_most & at_least, maybe & maybe_other)


@rule("ne", "not_equal", "__ne__")
def ne(x: Any, y: Any) -> Truth:
    """Whether x != y."""
    return ~eq(x, y)


def _union(x: Ball, y: Ball) -> Ball:
    """Smallest enclosure of both; unknown where one is."""
    return Ball._hull(torch.minimum(x.lower(), y.lower()), torch.maximum(x.upper(), y.upper()))


def _pick(choose_x: Tensor, x: Ball, y: Ball) -> Ball:
    exact = (x.is_exact() and y.is_exact()) or None
    mid = torch.where(choose_x, x._mid, y._mid)
    return Ball._move(mid, torch.where(choose_x, x._rad, y._rad), exact)


def _extreme(x: Any, y: Any, name: str) -> Ball:
    """Minimum or maximum: the decided side as it is, else the interval of both end points."""
    x, y = common(x, y)
    truth = le(x, y) if name == "minimum" else ge(x, y)
    picked = _pick(truth.certainly, x, y)
    if not bool(truth.undecided.any()):
        return picked
    choose = getattr(torch, name)
    both = Ball._hull(choose(x.lower(), y.lower()), choose(x.upper(), y.upper()))
    known = x.is_informative() & y.is_informative()
    rad = torch.where(known, both._rad, math.inf)
    open_ = truth.undecided
    mid = torch.where(open_, both._mid, picked._mid)
    return Ball._make(mid, torch.where(open_, rad, picked._rad))


@rule("minimum")
def minimum(x: Any, y: Any) -> Ball:
    """Entry-wise minimum."""
    return _extreme(x, y, "minimum")


@rule("maximum")
def maximum(x: Any, y: Any) -> Ball:
    """Entry-wise maximum."""
    return _extreme(x, y, "maximum")


@rule("relu", "nn.functional.relu")
def relu(x: Ball, inplace: bool = False) -> Ball:
    """max(x, 0)."""
    if inplace:
        raise no_rule("relu_")
    return maximum(x, 0)


@rule("clamp", "clip")
def clamp(x: Any, min: Any = None, max: Any = None) -> Ball:
    """min(max(x, min), max), with numbers, tensors or balls as bounds."""
    if min is None and max is None:
        raise ValueError("clamp needs at least one of min and max")
    bounded = x if min is None else maximum(x, min)
    return bounded if max is None else minimum(bounded, max)


@rule("clamp_min")
def clamp_min(x: Any, min: Any) -> Ball:
    """max(x, min)."""
    return maximum(x, min)


@rule("clamp_max")
def clamp_max(x: Any, max: Any) -> Ball:
    """min(x, max)."""
    return minimum(x, max)


@rule("where")
def where(condition: Any, x: Any, y: Any) -> Ball:
    """Entry-wise choice by a bool tensor or a `Truth`; the hull of both where undecided."""
    if isinstance(condition, Ball):
        raise TypeError("where needs a bool tensor or a Truth as its condition, got a Ball")
    if not isinstance(x, Ball) and not isinstance(y, Ball):
        if isinstance(x, Tensor) and x.is_floating_point():
            x = Ball.exact(x)
        elif isinstance(y, Tensor) and y.is_floating_point():
            y = Ball.exact(y)
        else:
            raise TypeError("where with a Truth needs a ball or a float tensor on one side")
    x, y = common(x, y)
    if not isinstance(condition, Truth):
        return _pick(condition, x, y)
    picked = _pick(condition.certainly, x, y)
    open_ = condition.undecided
    both = _union(x, y)
    same = (x._mid == y._mid) & (x._rad == y._rad)
    open_ = open_ & ~same
    rad = torch.where(open_, both._rad, picked._rad)
    return Ball._make(torch.where(open_, both._mid, picked._mid), rad)


@rule("sign", "sgn")
def sign(x: Ball) -> Ball:
    """-1, 0 or 1; the hull of the possible values where undecided."""
    return _steps(x, -1, 0, 1)


@rule("heaviside")
def heaviside(x: Any, values: Any) -> Ball:
    """0 below 0, 1 above, `values` at 0; the hull of the possible values where undecided."""
    x, values = common(x, values)
    return _steps(x, 0, values, 1)


def step(x: Ball | Tensor, at_zero: float = 1) -> Ball | Tensor:
    """The unit step for balls and tensors, with the value at 0 stated by the caller."""
    if isinstance(x, Ball):
        return _steps(x, 0, at_zero, 1)
    return torch.heaviside(x, torch.tensor(at_zero, dtype=x.dtype, device=x.device))


def _steps(x: Ball, below: Any, at_zero: Any, above: Any) -> Ball:
    x, below, at_zero, above = common(x, below, at_zero, above)
    # The signs of the end points are exact: a difference of floats never underflows to 0.
    # A side that is possible but not certain has 0 inside, so that the value at 0 joins the hull.
    low, high = x.lower(), x.upper()
    result = where(Truth(high < 0, low < 0), below, at_zero)
    result = where(Truth(low > 0, high > 0), above, result)
    return Ball._make(result._mid, torch.where(x.is_informative(), result._rad, math.inf))
