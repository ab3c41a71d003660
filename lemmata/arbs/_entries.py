"""One entry: exact conversion to and from `flint.arb`, hulls, extrema; and arrays of them."""

from __future__ import annotations

import math
import numbers
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import torch
from flint import arb, fmpq


def zero_dim(value: Any) -> Any:
    array = np.empty((), dtype=object)
    array[()] = value
    return array


def as_array(value: Any) -> Any:
    return value if isinstance(value, np.ndarray) else zero_dim(value)


def plain_index(index: Any) -> Any:
    """Torch tensors inside an index become numpy arrays."""
    if isinstance(index, tuple):
        return tuple(plain_index(i) for i in index)
    return index.detach().cpu().numpy() if isinstance(index, torch.Tensor) else index


def to_arb(value: Any, prec: int) -> arb:
    if isinstance(value, arb):
        return value
    if isinstance(value, numbers.Rational):
        numerator, denominator = int(value.numerator), int(value.denominator)
    elif isinstance(value, numbers.Real):
        if not math.isfinite(value):
            return arb("nan")
        numerator, denominator = float(value).as_integer_ratio()
    else:
        raise TypeError(f"a {type(value).__name__} cannot become an arb: {value!r}")
    if denominator & (denominator - 1) == 0:
        # Exact whatever the precision: numerator * 2^-k.
        return arb((numerator, 1 - denominator.bit_length()))
    with flint.ctx.workprec(prec):
        return arb(fmpq(numerator, denominator))


def to_fraction(value: arb) -> Fraction:
    mantissa, exponent = value.man_exp()
    mantissa, exponent = int(mantissa), int(exponent)
    return Fraction(mantissa * 2**exponent) if exponent >= 0 else Fraction(mantissa, 2**-exponent)


def nan() -> arb:
    return arb("nan")


def hull(a: arb, b: arb) -> arb:
    return a.union(b) if a.is_finite() and b.is_finite() else nan()


def smaller(a: arb, b: arb) -> arb:
    if a <= b:
        return a
    if b <= a:
        return b
    if not (a.is_finite() and b.is_finite()):
        return nan()
    low = a.lower() if a.lower() <= b.lower() else b.lower()
    high = a.upper() if a.upper() <= b.upper() else b.upper()
    return hull(low, high)


def larger(a: arb, b: arb) -> arb:
    return -smaller(-a, -b)


def root_of_nonnegative(a: arb) -> arb:
    """The root of a number known to be nonnegative, although its ball may reach below 0."""
    if not a.is_finite() or a >= 0:
        return a.sqrt()
    return hull(arb(0), a.upper().sqrt().upper())


def step_function(below: arb, at_zero: arb, above: arb, x: arb) -> arb:
    if not x.is_finite():
        return nan()
    values = [v for v, here in ((below, not x >= 0), (above, not x <= 0)) if here]
    if not (x > 0 or x < 0):
        values.append(at_zero)
    result = values[0]
    for value in values[1:]:
        result = hull(result, value)
    return result


def clip_below_zero(value: arb) -> arb:
    return hull(arb(0), value.upper()) if value.upper() > 0 else arb(0)
