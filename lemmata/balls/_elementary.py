"""exp, log, tanh, sin and their kin, from end points or a Lipschitz constant.

Assumption, backed by tests but not proved here: the library function is off by at most `ULPS` = 4
units in the last place of its result, plus one smallest normal number. The documented bounds are
1 to 2 ulp (SLEEF and the vendor's vector library on CPU; the CUDA programming guide's table).
At points where C requires the exact value (exp 0 = 1, log 1 = 0, ...) that value is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from ._arithmetic import neg, total
from ._ball import Ball
from ._registry import rule
from ._rounding import add_down, add_up, smallest_normal, unit_roundoff

ULPS = 4
"""Assumed worst error of exp, expm1, log, log1p, tanh, sigmoid, sin, cos, atan, asin, acos."""

_LARGEST_ANGLE = {torch.float64: 2.0**30, torch.float32: 2.0**15}


def library_error(y: Tensor) -> Tensor:
    """The assumed error of a library result y; an ulp is at most 2 u |y|."""
    return y.abs() * ((2 * ULPS + 1) * unit_roundoff(y.dtype)) + smallest_normal(y.dtype)


def _ends(
    function: Callable[[Tensor], Tensor], at: Tensor, special: tuple[float, float]
) -> tuple[Tensor, Tensor]:
    y = function(at)
    known = at == special[0]
    return torch.where(known, special[1], y), torch.where(known, 0.0, library_error(y))


def _increasing(
    x: Ball,
    function: Callable[[Tensor], Tensor],
    special: tuple[float, float],
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> Ball:
    """An increasing function with known value at one point and values inside `bounds`."""
    y, error = _ends(function, x.lower(), special)
    if x.is_exact() and bounds == (-math.inf, math.inf):
        return Ball._make(y, error)
    z, other = (y, error) if x.is_exact() else _ends(function, x.upper(), special)
    low = torch.clamp(add_down(y, -error), *bounds)
    high = torch.clamp(add_up(z, other), *bounds)
    known = x.is_informative()
    return Ball._hull(torch.where(known, low, -math.inf), torch.where(known, high, math.inf))


@rule("exp")
def exp(x: Ball) -> Ball:
    """e^x > 0."""
    return _increasing(x, torch.exp, (0.0, 1.0), (0.0, math.inf))


@rule("expm1", "special.expm1")
def expm1(x: Ball) -> Ball:
    """e^x - 1 > -1."""
    return _increasing(x, torch.expm1, (0.0, 0.0), (-1.0, math.inf))


@rule("log")
def log(x: Ball) -> Ball:
    """Natural logarithm; no information where x reaches 0."""
    return _increasing(x, torch.log, (1.0, 0.0))


@rule("log1p", "special.log1p")
def log1p(x: Ball) -> Ball:
    """log(1 + x); no information where x reaches -1."""
    return _increasing(x, torch.log1p, (0.0, 0.0))


@rule("tanh", "nn.functional.tanh")
def tanh(x: Ball) -> Ball:
    """Hyperbolic tangent, inside [-1, 1]."""
    return _increasing(x, torch.tanh, (0.0, 0.0), (-1.0, 1.0))


@rule("sigmoid", "special.expit", "nn.functional.sigmoid")
def sigmoid(x: Ball) -> Ball:
    """1 / (1 + e^-x), inside [0, 1]."""
    return _increasing(x, torch.sigmoid, (0.0, 0.5), (0.0, 1.0))


@rule("atan", "arctan")
def atan(x: Ball) -> Ball:
    """Arc tangent."""
    return _increasing(x, torch.atan, (0.0, 0.0))


@rule("asin", "arcsin")
def asin(x: Ball) -> Ball:
    """Arc sine; no information where x reaches beyond [-1, 1]."""
    return _increasing(x, torch.asin, (0.0, 0.0))


@rule("acos", "arccos")
def acos(x: Ball) -> Ball:
    """Arc cosine, never below 0; no information where x reaches beyond [-1, 1]."""
    return _increasing(neg(x), lambda t: torch.acos(-t), (-1.0, 0.0), (0.0, math.inf))


def _wave(x: Ball, function: Callable[[Tensor], Tensor], at_zero: float) -> Ball:
    """1-Lipschitz, inside [-1, 1]; the whole range where the argument is large or wide."""
    y, error = _ends(function, x._mid, (0.0, at_zero))
    rad = error if x.is_exact() else total(error, x._rad)
    wave = Ball._make(y, rad)
    low, high = torch.clamp(wave.lower(), -1, 1), torch.clamp(wave.upper(), -1, 1)
    large = x._mid.abs() + x._rad > _LARGEST_ANGLE[x.dtype]
    low, high = torch.where(large, -1.0, low), torch.where(large, 1.0, high)
    clipped = Ball._hull(low, high)
    known = x.is_informative()
    # Re-centring a thin ball would only add rounding.
    thin = known & ~large & (wave._rad + y.abs() < 1)
    mid = torch.where(thin, wave._mid, clipped._mid)
    return Ball._make(mid, torch.where(thin, wave._rad, torch.where(known, clipped._rad, math.inf)))


@rule("sin")
def sin(x: Ball) -> Ball:
    """Sine; [-1, 1] for arguments beyond 2^30 (float64) or 2^15 (float32)."""
    return _wave(x, torch.sin, 0.0)


@rule("cos")
def cos(x: Ball) -> Ball:
    """Cosine; [-1, 1] for arguments beyond 2^30 (float64) or 2^15 (float32)."""
    return _wave(x, torch.cos, 1.0)
