"""Sums, means, norms, extrema along dimensions."""

# Argument names are torch's.
# ruff: noqa: A002

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from ._arithmetic import abs_, add, at_least_zero, div, mul, sqrt, square, total
from ._ball import Ball
from ._registry import no_rule, rule
from ._rounding import gamma, inflation, lowest_bit, rescale, scale_up, sum_is_exact


def _dims(x: Ball, dim: Any) -> list[int]:
    """The reduced dimensions, normalised; None and () mean all of them."""
    if dim is None or (isinstance(dim, list | tuple) and not dim):
        return list(range(x.ndim))
    listed = [dim] if isinstance(dim, int) else list(dim)
    for d in listed:
        if not -max(x.ndim, 1) <= d < max(x.ndim, 1):
            raise IndexError(f"dimension {d} of a ball with {x.ndim} dimensions")
    return [d % x.ndim for d in listed] if x.ndim else []


def _count(x: Ball, dims: list[int]) -> int:
    return math.prod(x.shape[d] for d in dims)


@rule("sum")
def sum_(x: Ball, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Ball:
    """Sum over one, several or all dimensions, in any order of summation."""
    x = x if dtype is None else x.to(dtype)
    dims = _dims(x, dim)
    n = _count(x, dims)
    if not dims or n == 0:
        return x if not dims else Ball._point(x._mid.sum(dims, keepdim))
    mid = x._mid.sum(dims, keepdim)
    rad = _rounding_of_sum(x._mid, dims, keepdim, n)
    if not x.is_exact():
        rad = total(rad, x._rad.sum(dims, keepdim) * inflation(n, x.dtype))
    return Ball._make(mid, rad)


def _rounding_of_sum(a: Tensor, dims: list[int], keepdim: bool, n: int) -> Tensor:
    """gamma_{n-1} sum |a|, or 0 where all partial sums are representable. Sums never underflow."""
    size = a.abs().sum(dims, keepdim) * inflation(n, a.dtype)
    rough = scale_up(size, gamma(n - 1, a.dtype)) if n > 1 else torch.zeros_like(size)
    grid = lowest_bit(a).amin(dims, keepdim)
    return torch.where(sum_is_exact(size, grid), 0 * size, rough)


@rule("mean")
def mean(x: Ball, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Ball:
    """Sum divided by the count; no information for an empty mean."""
    return div(sum_(x, dim, keepdim, dtype=dtype), _count(x, _dims(x, dim)))


@rule("cumsum")
def cumsum(x: Ball, dim: int) -> Ball:
    """Running sums along one dimension, in any order of summation."""
    n = max(x.size(dim), 1) if x.ndim else 1
    size = x._mid.abs().cumsum(dim) * inflation(n, x.dtype)
    rad = scale_up(size, gamma(n, x.dtype))
    grid = lowest_bit(x._mid).cummin(dim).values if x.numel() else size
    rad = torch.where(sum_is_exact(size, grid), 0 * size, rad)
    if not x.is_exact():
        rad = total(rad, x._rad.cumsum(dim) * inflation(n, x.dtype))
    return Ball._make(x._mid.cumsum(dim), rad)


@rule("prod")
def prod(x: Ball, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None) -> Ball:
    """Product over one or all dimensions, by halving."""
    x = x if dtype is None else x.to(dtype)
    flat: Any = x.reshape(-1) if dim is None else x.movedim(dim, -1)
    if flat.shape[-1] == 0:
        return Ball._point(x._mid.prod() if dim is None else x._mid.prod(dim, keepdim))
    while flat.shape[-1] > 1:
        half = flat.shape[-1] // 2
        paired: Any = mul(flat[..., :half], flat[..., half : 2 * half])
        rest = flat[..., 2 * half :]
        flat = torch.cat((paired, rest), -1) if rest.shape[-1] else paired
    result = flat.squeeze(-1)
    if keepdim and dim is not None:
        result = result.unsqueeze(dim)
    return result  # type: ignore[no-any-return]


@rule("trace")
def trace(x: Ball) -> Ball:
    """Sum of the diagonal of one square or rectangular matrix."""
    if x.ndim != 2:
        raise ValueError(f"trace needs one matrix, got shape {tuple(x.shape)}")
    return sum_(x.diagonal())


def _extremum(x: Ball, dims: list[int], keepdim: bool, name: str) -> Ball:
    low = getattr(torch, name)(x.lower(), dims, keepdim)
    high = low if x.is_exact() else getattr(torch, name)(x.upper(), dims, keepdim)
    if x.is_exact():
        return Ball._point(low)
    known = x.is_informative()
    for d in sorted(dims, reverse=True):
        known = known.all(d, keepdim)
    low = torch.where(known, low, -math.inf)
    return Ball._hull(low, torch.where(known, high, math.inf))


@rule("amin")
def amin(x: Ball, dim: Any = (), keepdim: bool = False) -> Ball:
    """Smallest entry along the dimensions."""
    return _extremum(x, _dims(x, dim), keepdim, "amin")


@rule("amax")
def amax(x: Ball, dim: Any = (), keepdim: bool = False) -> Ball:
    """Largest entry along the dimensions."""
    return _extremum(x, _dims(x, dim), keepdim, "amax")


@rule("min")
def min_(x: Ball) -> Ball:
    """Smallest of all entries (with a dimension: use amin, which returns no index)."""
    return amin(x)


@rule("max")
def max_(x: Ball) -> Ball:
    """Largest of all entries (with a dimension: use amax, which returns no index)."""
    return amax(x)


def power_of_two_near(size: Tensor) -> Tensor:
    """The power of two in (size / 2, size], kept inside [2^-900, 2^900] (2^-100, 2^100).

    1 for zero, infinity and NaN.
    """
    mantissa, exponent = torch.frexp(size)
    del mantissa
    bits, bias, kind, bound = (
        (52, 1023, torch.int64, 900) if size.dtype == torch.float64 else (23, 127, torch.int32, 100)
    )
    usable = torch.isfinite(size) & (size > 0)
    exponent = torch.where(usable, (exponent.to(kind) - 1).clamp(-bound, bound), 0)
    return ((exponent + bias) << bits).view(size.dtype)


def euclidean(x: Ball, dims: list[int], keepdim: bool) -> Ball:
    """Euclidean norm over the dimensions, from 1-Lipschitz continuity: |x| +- |r|."""
    if not dims or _count(x, dims) == 0:
        return (
            abs_(x) if not dims else Ball._point(torch.linalg.vector_norm(x._mid, 2, dims, keepdim))
        )
    middle = _point_norm(x._mid, dims, keepdim)
    if x.is_exact():
        return middle
    known = torch.isfinite(x._rad)
    spread = _point_norm(torch.where(known, x._rad, 0.0), dims, keepdim).upper()
    lost = (~known).to(x.dtype).sum(dims, keepdim) > 0
    rad = torch.where(lost, math.inf, total(middle._rad, spread))
    return at_least_zero(Ball._make(middle._mid, rad))


def _point_norm(a: Tensor, dims: list[int], keepdim: bool) -> Ball:
    """Norm of points, scaled by a power of two so that squares stay inside the range."""
    scale = power_of_two_near(a.abs().amax(dims, keepdim=True))
    scaled = Ball._make(*rescale(a, 1.0 / scale))
    norm = sqrt(at_least_zero(sum_(square(scaled), dims, keepdim=True)))
    result = mul(norm, Ball._point(scale))
    if keepdim:
        return result
    for d in sorted(dims, reverse=True):
        result = result.squeeze(d)
    return result


@rule("linalg.vector_norm")
def vector_norm(
    x: Ball, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Ball:
    """Vector norms of order 2, 1, inf and -inf over one, several or all dimensions."""
    x = x if dtype is None else x.to(dtype)
    dims = _dims(x, dim)
    if ord == 2:
        return euclidean(x, dims, keepdim)
    if ord == 1:
        return sum_(abs_(x), dims, keepdim)
    if ord in (math.inf, -math.inf):
        return (amax if ord > 0 else amin)(abs_(x), dims, keepdim)
    raise no_rule(f"linalg.vector_norm(ord={ord!r})")


@rule("dist")
def dist(x: Any, y: Any, p: float = 2) -> Ball:
    """Norm of the difference."""
    return vector_norm(add(x, -y), p)
