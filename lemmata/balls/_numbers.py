"""Python numbers and integer tensors in the dtype of a ball, with what rounding does to them."""

from __future__ import annotations

import math
import numbers
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from ._rounding import next_up, unit_roundoff

INTEGERS = (torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)


def mix(found: torch.dtype, expected: torch.dtype) -> str:
    """The complaint about two dtypes that meet."""
    return (
        f"{found} meets a ball of {expected}; convert one of them with .to(...), since a silent "
        "conversion would hide a rounding"
    )


def exact_integers(value: Tensor, dtype: torch.dtype) -> Tensor:
    """The same integers in the dtype; raises `ValueError` where it does not represent one."""
    result = value.to(dtype)
    if value.dtype == torch.bool or bool((result.abs() <= 1.0 / unit_roundoff(dtype)).all()):
        return result
    raise ValueError(f"an integer tensor has entries that {dtype} cannot represent")


def _as_fraction(value: Any) -> Fraction:
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return Fraction(float(value))


def enclose_number(value: Any, dtype: torch.dtype) -> tuple[float, float]:
    """(mid, rad) of a Python number in the dtype; (0, inf) for NaN and infinities."""
    if dtype == torch.float64 and isinstance(value, float):
        return (float(value), 0.0) if math.isfinite(value) else (0.0, math.inf)
    if isinstance(value, int) and abs(value) <= 1.0 / unit_roundoff(dtype):
        return float(value), 0.0
    if not isinstance(value, numbers.Real):
        raise TypeError(f"a {type(value).__name__} cannot become a ball: {value!r}")
    if not isinstance(value, numbers.Rational) and not math.isfinite(value):
        return 0.0, math.inf
    fraction = _as_fraction(value)
    try:
        mid = _nearest(float(fraction), dtype)
    except OverflowError:
        return 0.0, math.inf
    if not math.isfinite(mid):
        return 0.0, math.inf
    return mid, number_up(abs(fraction - Fraction(mid)), dtype)


def _nearest(value: float, dtype: torch.dtype) -> float:
    return float(torch.tensor(value, dtype=dtype).item())


def number_up(value: Any, dtype: torch.dtype) -> float:
    """The number, at least 0, rounded up to the dtype; NaN becomes inf."""
    if not isinstance(value, numbers.Rational) and not math.isfinite(value):
        return float(value) if value < 0 else math.inf
    fraction = _as_fraction(value)
    near = torch.tensor(float(fraction), dtype=dtype)
    if math.isfinite(float(near)) and Fraction(float(near)) < fraction:
        near = next_up(near)
    return float(near)
