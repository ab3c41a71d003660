"""Along axes: sums, products, extrema, norms; and the extrema of two arrays."""

# Argument names are torch's.
# ruff: noqa: A002

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import flint
import numpy as np
from flint import arb

from ._arithmetic import absolute, div, square
from ._entries import as_array, larger, root_of_nonnegative, smaller
from ._registry import known, no_rule
from ._spectral import svdvals
from ._tensor import ArbTensor, entrywise


def _axes(x: ArbTensor, dim: Any) -> tuple[int, ...]:
    if dim is None or (isinstance(dim, list | tuple) and not dim):
        return tuple(range(x.ndim))
    listed = [dim] if isinstance(dim, int) else list(dim)
    return tuple(d % x.ndim for d in listed) if x.ndim else ()


def reduce(data: Any, axes: tuple[int, ...], keepdim: bool, start: int = 0) -> Any:
    """Sum (start 0) or product (start 1) over axes, entry after entry."""
    for axis in sorted(axes, reverse=True):
        moved = np.moveaxis(data, axis, 0)
        total = np.empty(moved.shape[1:], dtype=object)
        total[...] = arb(start)
        for part in moved:
            total = as_array(total * part if start else total + part)
        data = np.expand_dims(total, axis) if keepdim else total
    return data


@known("sum")
def summed(x: ArbTensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> ArbTensor:
    with flint.ctx.workprec(x.prec):
        return ArbTensor(reduce(x.data, _axes(x, dim), keepdim), x.prec, dtype or x.dtype)


@known("mean")
def _mean(x: ArbTensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> ArbTensor:
    count = math.prod(x.data.shape[a] for a in _axes(x, dim))
    return div(summed(x, dim, keepdim, dtype=dtype), count)


@known("prod")
def _prod(x: ArbTensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> ArbTensor:
    with flint.ctx.workprec(x.prec):
        return ArbTensor(reduce(x.data, _axes(x, dim), keepdim, 1), x.prec, dtype or x.dtype)


@known("cumsum")
def _cumsum(x: ArbTensor, dim: int) -> ArbTensor:
    with flint.ctx.workprec(x.prec):
        rows = np.moveaxis(x.data, dim, 0)
        running = list(itertools.accumulate(rows, lambda a, b: as_array(a + b)))
        return ArbTensor(
            np.moveaxis(np.array(running, dtype=object).reshape(rows.shape), 0, dim),
            x.prec,
            x.dtype,
        )


@known("minimum")
def minimum(x: Any, y: Any) -> ArbTensor:
    return entrywise(smaller, x, y)


@known("maximum")
def maximum(x: Any, y: Any) -> ArbTensor:
    return entrywise(larger, x, y)


def _fold(x: ArbTensor, dim: Any, keepdim: bool, choose: Callable[[arb, arb], arb]) -> ArbTensor:
    with flint.ctx.workprec(x.prec):
        data = x.data
        for axis in sorted(_axes(x, dim), reverse=True):
            rows = list(np.moveaxis(data, axis, 0))
            if not rows:
                raise ValueError("an extremum over nothing does not exist")
            best = as_array(rows[0])
            for row in rows[1:]:
                best = as_array(np.frompyfunc(choose, 2, 1)(best, row))
            data = np.expand_dims(best, axis) if keepdim else best
    return ArbTensor(data, x.prec, x.dtype)


@known("amin", "min")
def _amin(x: ArbTensor, dim: Any = (), keepdim: bool = False) -> ArbTensor:
    return _fold(x, dim, keepdim, smaller)


@known("amax", "max")
def _amax(x: ArbTensor, dim: Any = (), keepdim: bool = False) -> ArbTensor:
    return _fold(x, dim, keepdim, larger)


@known("linalg.vector_norm")
def _vector_norm(
    x: ArbTensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> ArbTensor:
    if ord == 2:
        total = summed(square(x), dim, keepdim, dtype=dtype)
        return entrywise(root_of_nonnegative, total)
    if ord == 1:
        return summed(absolute(x), dim, keepdim, dtype=dtype)
    if ord == math.inf:
        return _amax(absolute(x), dim, keepdim)
    if ord == -math.inf:
        return _amin(absolute(x), dim, keepdim)
    raise no_rule(f"linalg.vector_norm(ord={ord!r})")


@known("linalg.matrix_norm")
def _matrix_norm(
    x: ArbTensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> ArbTensor:
    if ord == "fro":
        return _vector_norm(x, 2, dim, keepdim, dtype=dtype)
    if ord == 2 and not keepdim and _axes(x, dim) == (x.ndim - 2, x.ndim - 1):
        return svdvals(x)[..., 0]
    if ord in (1, math.inf) and _axes(x, dim) == (x.ndim - 2, x.ndim - 1):
        return _amax(summed(absolute(x), -2 if ord == 1 else -1, True), (-2, -1), keepdim)
    raise no_rule(f"linalg.matrix_norm(ord={ord!r}, dim={dim}, keepdim={keepdim})")


@known("linalg.norm")
def _norm(
    x: ArbTensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> ArbTensor:
    if ord is None:
        return _vector_norm(x, 2, dim, keepdim, dtype=dtype)
    if (dim is None and x.ndim == 2) or (isinstance(dim, list | tuple) and len(dim) == 2):
        return _matrix_norm(x, ord, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    return _vector_norm(x, ord, dim, keepdim, dtype=dtype)


@known("norm", "functional.norm")
def _old_norm(
    x: ArbTensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None
) -> ArbTensor:
    return _vector_norm(x, 2 if p in (None, "fro") else p, dim, keepdim, dtype=dtype)


@known("trace")
def _trace(x: ArbTensor) -> ArbTensor:
    return summed(ArbTensor(np.diagonal(x.data), x.prec, x.dtype))
