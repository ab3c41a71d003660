"""Floating-point facts: constants, error-free transformations and directed rounding.

Everything here works on plain tensors of one dtype (float32 or float64) on any device, and rests on
IEEE 754 arithmetic for + - * / in round-to-nearest with gradual underflow, which torch provides
on CPU and CUDA unless `torch.set_flush_denormal(True)` was called (`check_gradual_underflow`).
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

_PRECISION = {torch.float64: 53, torch.float32: 24}
_NARROW = {torch.bfloat16: 8}  # of implementations alone: no balls exist in it
_INT = {torch.float64: torch.int64, torch.float32: torch.int32}
_SMALLEST = {torch.float64: math.ldexp(1.0, -1074), torch.float32: math.ldexp(1.0, -149)}
_NORMAL = {torch.float64: math.ldexp(1.0, -1022), torch.float32: math.ldexp(1.0, -126)}


def unit_roundoff(dtype: torch.dtype) -> float:
    """Largest relative error of one rounding to nearest: 2^-53 (float64) or 2^-24 (float32).

    Raises `TypeError` for every other dtype.
    """
    if dtype not in _PRECISION:
        raise TypeError(f"balls exist in float32 and float64 only, got {dtype}")
    return math.ldexp(1.0, -_PRECISION[dtype])


def gamma(n: int, dtype: torch.dtype) -> float:
    """gamma_n = n u / (1 - n u), rounded upwards to a Python float (Higham, section 3.1).

    It bounds the relative error that n roundings can do together; also in bfloat16. Raises
    `ValueError` for a negative n and where n u >= 1, since no such bound exists there.
    """
    nu = n * (math.ldexp(1.0, -_NARROW[dtype]) if dtype in _NARROW else unit_roundoff(dtype))
    if n < 0 or nu >= 1.0:
        raise ValueError(f"gamma_n needs 0 <= n u < 1, got n = {n} in {dtype}")
    if n == 0:
        return 0.0
    # n u is exact; the subtraction and the division round once each.
    return nu / (1.0 - nu) * (1.0 + 2.0**-51)


def inflation(k: int, dtype: torch.dtype) -> float:
    """A factor c such that fl(c r) >= exact, for r a nonnegative result of at most k roundings.

    The margin (4 gamma) also pays for rounding c to the dtype and for the product c r itself.
    """
    return 1.0 + 4.0 * gamma(k + 4, dtype)


def smallest_subnormal(dtype: torch.dtype) -> float:
    """2^-1074 or 2^-149: the spacing of the numbers next to zero."""
    return _SMALLEST[dtype]


def smallest_normal(dtype: torch.dtype) -> float:
    """2^-1022 or 2^-126."""
    return _NORMAL[dtype]


def check_gradual_underflow() -> None:
    """Raise `RuntimeError` if this thread flushes subnormal numbers to zero."""
    if _NORMAL[torch.float64] * 0.5 == 0.0:
        raise RuntimeError(
            "subnormal numbers are flushed to zero on this thread: no rounding bound holds; "
            "call torch.set_flush_denormal(False)"
        )


def two_sum(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Sum s = fl(a + b) and its exact error e = a + b - s (Knuth); NaN where s overflows."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def add_up(a: Tensor, b: Tensor) -> Tensor:
    """Sum a + b rounded towards +infinity."""
    s, e = two_sum(a, b)
    return torch.where(e > 0, torch.nextafter(s, torch.full_like(s, math.inf)), s)


def add_down(a: Tensor, b: Tensor) -> Tensor:
    """Sum a + b rounded towards -infinity."""
    s, e = two_sum(a, b)
    return torch.where(e < 0, torch.nextafter(s, torch.full_like(s, -math.inf)), s)


def next_up(a: Tensor) -> Tensor:
    """The next larger number of the dtype."""
    return torch.nextafter(a, torch.full_like(a, math.inf))


def _split(a: Tensor) -> tuple[Tensor, Tensor]:
    """Veltkamp: a = high + low with at most 26 bits each (float64); |a| < 2^996."""
    c = a * 134217729.0
    high = c - (c - a)
    return high, a - high


def two_product(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Product p = fl(a b) and a bound e >= |a b - p|, equal wherever that is representable.

    float32: the product is exact in float64, so e is the error rounded upwards.
    float64: Dekker's product where neither the splitting overflows nor the error underflows;
    u |p| + smallest subnormal elsewhere, unless a factor is 0 or +-1. NaN where p overflows.
    """
    p = a * b
    if a.dtype == torch.float32:
        exact = a.double() * b.double()
        wide = (exact - p.double()).abs()
        e = wide.float()
        return p, torch.where(e.double() < wide, next_up(e), e)
    ah, al = _split(a)
    bh, bl = _split(b)
    e = (((ah * bh - p) + ah * bl + al * bh) + al * bl).abs()
    size_a, size_b, size = a.abs(), b.abs(), p.abs()
    safe = (size_a < 2.0**995) & (size_b < 2.0**995) & (size > 2.0**-900)
    if bool(safe.all()):
        return p, e
    trivial = (size_a == 0) | (size_b == 0) | (size_a == 1) | (size_b == 1)
    # 0 * p rather than 0: a product with an infinite or NaN factor must not pass as exact.
    rough = torch.where(trivial, 0 * p, size * 2.0**-53 + _SMALLEST[torch.float64])
    return p, torch.where(safe, e, rough)


_PROBE = 4096
"""Below this many entries exactness is always looked for; above it, if a sample shows any."""


def sample(a: Tensor) -> Tensor:
    """A few entries spread over a large tensor, or all of a small one; flat."""
    flat = a.reshape(-1)
    return flat if flat.numel() <= _PROBE else flat[:: flat.numel() // 256]


def best_product(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Product and error bound: exact errors where a sample shows exact products, else u |p|.

    Full-precision numbers almost never have exact products, and the exact error costs four times
    as much as its bound.
    """
    if a.shape != b.shape:
        broadcast: Any = torch.broadcast_tensors
        a, b = broadcast(a, b)
    if a.numel() > _PROBE:
        some, other = sample(a), sample(b)
        error = two_product(some, other)[1]
        if not bool(((error == 0) & (some != 0) & (other != 0)).any()):
            return rounded_product(a, b)
    return two_product(a, b)


def rounded_product(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Product p = fl(a b) and the bound u |p| + smallest subnormal of its error, 0 at zeros."""
    p = a * b
    rough = p.abs() * unit_roundoff(p.dtype) + _SMALLEST[p.dtype]
    # 0 * p rather than 0: a product with an infinite or NaN factor must not pass as exact.
    return p, torch.where((a == 0) | (b == 0), 0 * p, rough)


def mul_up(a: Tensor, b: Tensor) -> Tensor:
    """An upper bound of a b for nonnegative a, b; exactly 0 where a factor is 0 (NaN for 0 inf)."""
    p = a * b
    up = p * (1.0 + 4.0 * unit_roundoff(p.dtype)) + _SMALLEST[p.dtype]
    return torch.where((a == 0) | (b == 0), p, up)


def div_up(a: Tensor, b: Tensor) -> Tensor:
    """An upper bound of a / b for a >= 0, b > 0; exactly 0 where a is 0."""
    q = a / b
    up = q * (1.0 + 4.0 * unit_roundoff(q.dtype)) + _SMALLEST[q.dtype]
    return torch.where(a == 0, q, up)


def scale_up(a: Tensor, c: float) -> Tensor:
    """An upper bound of c a for a >= 0 and a positive Python float c; 0 stays 0."""
    p = a * (c * (1.0 + 2.0**-20))
    up = p * (1.0 + 4.0 * unit_roundoff(p.dtype)) + _SMALLEST[p.dtype]
    return torch.where(a == 0, p, up)


def rescale(a: Tensor, factor: Tensor) -> tuple[Tensor, Tensor]:
    """Scale by powers of two inside [2^-900, 2^900] (2^-100, 2^100); result and error bound.

    Only underflow makes an error, of at most one subnormal; going back then misses a.
    """
    scaled = a * factor
    # A tensor, not a number: torch.where of two Python numbers would come out in float32.
    one_subnormal = torch.full_like(scaled, _SMALLEST[a.dtype])
    return scaled, torch.where(scaled * (1.0 / factor) == a, 0.0, one_subnormal)


def norm_up(size: Tensor, dims: list[int]) -> Tensor:
    """An upper bound of the Euclidean norm of nonnegative entries over `dims`; 0 if all are 0."""
    n = math.prod(size.shape[d] for d in dims)
    # Squares that underflow count as one subnormal, whose root is far below any other error.
    squares = mul_up(size, size).sum(dims) * inflation(n, size.dtype)
    return torch.sqrt(squares) * inflation(4, size.dtype)


def lowest_bit(a: Tensor) -> Tensor:
    """The largest power of two that divides each entry; +inf for 0 (which everything divides)."""
    size = a.abs()
    bits = size.view(_INT[a.dtype])
    # Clearing the lowest set bit of the significand field and subtracting is exact.
    without = (bits & (bits - 1)).view(a.dtype)
    mask = (1 << (_PRECISION[a.dtype] - 1)) - 1
    low = torch.where((bits & mask) == 0, size, size - without)
    return torch.where(size == 0, math.inf, low)


def sum_is_exact(size: Tensor, grid: Tensor) -> Tensor:
    """Whether adding terms, all multiples of `grid`, of magnitude `size` together cannot round.

    Every partial sum in any order is then a multiple of the grid of at most 2^53 (2^24) grids,
    hence representable. `size` must be an upper bound of the sum of magnitudes; `grid` is a power
    of two, inf (all terms 0) or 0 (unknown). An underflow of the scaled size is harmless:
    sums below the smallest normal number never round.
    """
    scaled = size * unit_roundoff(size.dtype)
    return (scaled <= grid) & (grid > 0) & torch.isfinite(size)
