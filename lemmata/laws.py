"""Exact laws: distribution functions and the gamma function, enclosed by python-flint.

Each function works entrywise and returns the arithmetic that it is given: tensors, balls or
high-precision arrays. Distribution functions are evaluated at both ends of an enclosed argument,
which is sound because they are monotone. Slow (tens of microseconds an entry) and rigorous.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
import numpy as np
import torch
from flint import arb
from torch import Tensor

from .arbs import ArbTensor
from .balls import Ball

PRECISION = 128
"""Working precision in bits for tensors and balls."""


def beta_cdf(x: Any, a: Any, b: Any) -> Any:
    """P(X <= x) for X ~ Beta(a, b): the regularised incomplete beta function I_x(a, b).

    x, a, b broadcast; a, b > 0. Below 0 it is 0, above 1 it is 1. No information where a parameter
    may be <= 0.
    """
    return _entrywise(_beta_cdf, x, a, b)


def binomial_tail(k: Any, n: Any, p: Any) -> Any:
    """P(X >= k) for X ~ Bin(n, p), k and n integers (as numbers of any arithmetic), 0 <= p <= 1.

    It is I_p(k, n - k + 1) for 1 <= k <= n. No information where k or n is no exact integer.
    """
    return _entrywise(_binomial_tail, k, n, p)


def normal_cdf(x: Any) -> Any:
    """P(X <= x) for X ~ N(0, 1)."""
    return _entrywise(_normal_cdf, x)


def gamma(x: Any) -> Any:
    """The gamma function; no information where x may be a pole."""
    return _entrywise(lambda at: at.gamma(), x)


def _beta_cdf(x: arb, a: arb, b: arb) -> arb:
    if not (a > 0 and b > 0):
        return arb("nan")
    ends = []
    for end in _ends(x):
        if end <= 0:
            ends.append(arb(0))
        elif end >= 1:
            ends.append(arb(1))
        else:
            ends.append(end.beta_lower(a, b, regularized=1))
    return ends[0].union(ends[-1])


def _binomial_tail(k: arb, n: arb, p: arb) -> arb:
    if not (k.is_integer() and n.is_integer() and n >= 0):
        return arb("nan")
    return binomial_tail_arb(k, n, p)


FEW = 8192
"""Up to so many trials the terms of a binomial tail are summed, which is faster."""


def binomial_tail_arb(k: Any, n: Any, p: arb) -> arb:
    """`binomial_tail` of integers k and n at the precision that is set."""
    if k <= 0:
        return arb(1)
    if k > n:
        return arb(0)
    if n > FEW:
        return _beta_cdf(p, arb(k), arb(n - k + 1))
    ends = [_tail_sum(_integer(k), _integer(n), end) for end in _ends(p)]
    return ends[0].union(ends[-1])


def _integer(value: Any) -> int:
    return int(value.unique_fmpz()) if isinstance(value, arb) else int(value)


def _ends(x: arb) -> list[arb]:
    return [x] if x.is_exact() else [x.lower(), x.upper()]


def _tail_sum(k: int, n: int, p: arb) -> arb:
    if p <= 0:
        return arb(0)
    if p >= 1:
        return arb(1)
    odds = p / (1 - p)
    term = arb(flint.fmpz.bin_uiui(n, k)) * p**k * (1 - p) ** (n - k)
    total = term
    for j in range(k, n):
        term = term * odds * (n - j) / (j + 1)
        total += term
    return total


def _normal_cdf(x: arb) -> arb:
    ends = [(-end / arb(2).sqrt()).erfc() / 2 for end in _ends(x)]
    return ends[0].union(ends[-1])


def _entrywise(function: Callable[..., arb], *values: Any) -> Any:
    arbs = [v for v in values if isinstance(v, ArbTensor)]
    precision = max([v.prec for v in arbs], default=PRECISION)
    entries = [_entries(v, precision) for v in values]
    with flint.ctx.workprec(precision), np.errstate(all="ignore"):  # flags of flint's own work
        found = np.frompyfunc(function, len(entries), 1)(*np.broadcast_arrays(*entries))
    data = np.asarray(found, dtype=object)
    if arbs:
        return ArbTensor(data, precision, arbs[0].dtype)
    like = next((v for v in values if isinstance(v, (Ball, Tensor))), None)
    if like is None:
        raise TypeError("a law takes at least one tensor, ball or high-precision array")
    if isinstance(like, Tensor) and not like.is_floating_point():
        like = like.double()
    if isinstance(like, Tensor) and not any(isinstance(v, Ball) for v in values):
        return _tensor(data, lambda a: float(a.mid()), like)
    return enclosing(data, like.mid if isinstance(like, Ball) else like)


def enclosing(data: Any, like: Tensor) -> Ball:
    """A ball of the dtype and device of `like` around an `arb` or an object array of them.

    A single arb takes the shape of `like`, which must then have one entry.
    """
    if isinstance(data, arb):
        data = np.array([data], dtype=object).reshape(tuple(like.shape))
    mid = _tensor(data, lambda a: float(a.mid()), like)
    exact = _entries(mid, PRECISION)
    with flint.ctx.workprec(PRECISION):
        off = np.frompyfunc(lambda a, m: (a - m).abs_upper(), 2, 1)(data, exact)
    off = np.asarray(off, dtype=object)
    rad = _tensor(off, float, like)
    # The next number covers the rounding to the nearest number of the dtype, also down to zero.
    upward = torch.nextafter(rad, torch.full_like(rad, torch.inf))
    exactly = _tensor(off, lambda a: float(a == 0), like) > 0
    return Ball(mid, torch.where(exactly, rad, upward).nan_to_num(nan=torch.inf, posinf=torch.inf))


def _tensor(data: Any, read: Callable[[arb], float], like: Tensor) -> Tensor:
    flat = [read(a) for a in data.reshape(-1)]
    return torch.tensor(flat, dtype=like.dtype, device=like.device).reshape(data.shape)


def _entries(value: Any, precision: int) -> Any:
    if isinstance(value, ArbTensor):
        return value.data
    if isinstance(value, Ball):
        mid, rad = (ArbTensor.from_tensor(t, precision).data for t in (value.mid, value.rad))
        with flint.ctx.workprec(precision):
            return np.asarray(np.frompyfunc(_around, 2, 1)(mid, rad), dtype=object)
    if isinstance(value, Tensor):
        return ArbTensor.from_tensor(value, precision).data
    return ArbTensor.from_fractions(value, precision).data


def _around(mid: arb, rad: arb) -> arb:
    return (mid - rad).union(mid + rad) if rad > 0 or not rad.is_finite() else mid


__all__ = [
    "PRECISION",
    "beta_cdf",
    "binomial_tail",
    "binomial_tail_arb",
    "enclosing",
    "gamma",
    "normal_cdf",
]
