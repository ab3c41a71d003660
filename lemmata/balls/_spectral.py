"""Eigenvalues of symmetric matrices and singular values, from the residual of a decomposition.

For symmetric A, computed V, w, W = diag(w), and V = Q H the polar decomposition with orthogonal Q:
eps = |V^T V - I|_F bounds |H - I|_F (|sqrt(1 + t) - 1| <= |t|), hence

    |A Q - Q W|_F <= |A V - V W|_F + eps (|A|_F + max |w|),

and Weyl's theorem for Q^T A Q and W bounds every |lambda_i - w_i|. All norms are bounded
upwards, after scaling by a power of two. How V and w were found does not matter for the bound.
"""

# Argument names are torch's.
# ruff: noqa: A002

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from ._arithmetic import at_least_zero, mul, total
from ._ball import Ball
from ._products import matmul
from ._reductions import amax, euclidean, power_of_two_near, vector_norm
from ._registry import no_rule, rule
from ._rounding import (
    inflation,
    mul_up,
    norm_up,
    rescale,
    smallest_subnormal,
    unit_roundoff,
)


@rule("linalg.eigvalsh")
def eigvalsh(x: Ball, UPLO: str = "L") -> Ball:  # noqa: ARG001
    """Eigenvalues of symmetric matrices, ascending: (..., d, d) -> (..., d).

    They enclose the eigenvalues of every symmetric matrix inside the ball. Where midpoint and
    transpose differ, the difference counts as radius, so that reading either triangle is covered.
    Exactly diagonal points give exact results. Raises `ValueError` unless the matrices are square.
    """
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise ValueError(f"eigvalsh needs square matrices, got shape {tuple(x.shape)}")
    if x.shape[-1] == 0:
        return Ball._point(x._mid.diagonal(0, -2, -1))
    diagonal = Ball._move(x._mid.diagonal(0, -2, -1), x._rad.diagonal(0, -2, -1), None)
    plain = _is_diagonal(x)
    if bool(plain.all()):
        return _sorted(diagonal)
    values = _by_residual(_symmetric(x))
    return _choose(plain, _sorted(diagonal), values)


@rule("linalg.svdvals")
def svdvals(x: Ball, *, driver: str | None = None) -> Ball:  # noqa: ARG001
    """Singular values, descending: (..., m, n) -> (..., min(m, n)).

    They are the largest eigenvalues of [[0, A], [A^T, 0]].
    """
    if x.ndim < 2:
        raise ValueError(f"svdvals needs matrices, got shape {tuple(x.shape)}")
    m, n = x.shape[-2:]
    if min(m, n) == 0:
        return Ball._point(torch.linalg.svdvals(x._mid))
    diagonal = Ball._move(x._mid.diagonal(0, -2, -1), x._rad.diagonal(0, -2, -1), None)
    plain = _is_diagonal(x)
    simple: Ball = _sorted(diagonal.abs()).flip(-1)
    if bool(plain.all()):
        return simple
    joined = Ball._move(_wings(x._mid), _wings(x._rad), x._exact)
    values = _by_residual(joined)[..., m + n - min(m, n) :].flip(-1)
    return _choose(plain, simple, at_least_zero(values))


@rule("linalg.matrix_norm")
def matrix_norm(
    x: Ball, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Ball:
    """Frobenius, spectral (2), nuclear, 1 and inf norms over two dimensions."""
    x = x if dtype is None else x.to(dtype)
    rows, columns = (d % x.ndim for d in dim)
    if ord == "fro":
        return euclidean(x, [rows, columns], keepdim)
    if ord in (1, math.inf):
        first, second = (rows, columns) if ord == 1 else (columns, rows)
        result = amax(x.abs().sum(first, keepdim=True), second, keepdim=True)
    elif ord in (2, "nuc"):
        values = svdvals(x.movedim((rows, columns), (-2, -1)))
        result = values[..., 0] if ord == 2 else values.sum(-1)
        for d in sorted((rows, columns)):
            result = result.unsqueeze(d)
    else:
        raise no_rule(f"linalg.matrix_norm(ord={ord!r})")
    if keepdim:
        return result
    for d in sorted((rows, columns), reverse=True):
        result = result.squeeze(d)
    return result


@rule("linalg.norm")
def norm(
    x: Ball, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Ball:
    """`torch.linalg.norm`: vector norm of one dimension or of everything, else matrix norm."""
    if ord is None:
        return vector_norm(x, 2, dim, keepdim, dtype=dtype)
    matrix = (dim is None and x.ndim == 2) or (isinstance(dim, list | tuple) and len(dim) == 2)
    if matrix:
        return matrix_norm(x, ord, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    if dim is None and x.ndim != 1:
        raise ValueError("linalg.norm with an order needs dim, or one or two dimensions")
    return vector_norm(x, ord, dim, keepdim, dtype=dtype)


@rule("norm", "functional.norm")
def old_norm(
    x: Ball, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None
) -> Ball:
    """`torch.norm`: always entry-wise, "fro" being order 2."""
    return vector_norm(x, 2 if p in (None, "fro") else p, dim, keepdim, dtype=dtype)


def _is_diagonal(x: Ball) -> Tensor:
    rest = torch.ones(x.shape[-2:], dtype=torch.bool, device=x.device)
    rest = rest & ~torch.eye(*x.shape[-2:], dtype=torch.bool, device=x.device)
    return ~(((x._mid != 0) | (x._rad != 0)) & rest).flatten(-2).any(-1)


def _sorted(values: Ball) -> Ball:
    """Intervals sorted: the k-th smallest number lies between the k-th smallest end points."""
    low = values.lower().sort(-1).values
    if values.is_exact():
        return Ball._point(low)
    known = values.is_informative().all(-1, keepdim=True)
    high = values.upper().sort(-1).values
    return Ball._hull(torch.where(known, low, -math.inf), torch.where(known, high, math.inf))


def _choose(condition: Tensor, x: Ball, y: Ball) -> Ball:
    c = condition.unsqueeze(-1)
    return Ball._make(torch.where(c, x._mid, y._mid), torch.where(c, x._rad, y._rad))


def _wings(a: Tensor) -> Tensor:
    """[[0, A], [A^T, 0]]."""
    m, n = a.shape[-2:]
    top = torch.cat([a.new_zeros((*a.shape[:-2], m, m)), a], -1)
    bottom = torch.cat([a.mT, a.new_zeros((*a.shape[:-2], n, n))], -1)
    return torch.cat([top, bottom], -2)


def _symmetric(x: Ball) -> Ball:
    """A symmetric midpoint; the distance to either triangle is added to the radius."""
    if bool((x._mid == x._mid.mT).all()):
        return Ball._move(x._mid, torch.maximum(x._rad, x._rad.mT), x._exact)
    mid = 0.5 * x._mid + 0.5 * x._mid.mT
    apart = torch.maximum((x._mid - mid).abs(), (x._mid.mT - mid).abs())
    return Ball._make(mid, total(apart, torch.maximum(x._rad, x._rad.mT)))


def _by_residual(x: Ball) -> Ball:
    known = x.is_informative().flatten(-2).all(-1)
    mid = torch.where(known[..., None, None], x._mid, 0.0)
    rad = torch.where(known[..., None, None], x._rad, 0.0)
    scale = power_of_two_near((mid.abs() + rad).flatten(-2).amax(-1))[..., None, None]
    scaled, lost = rescale(mid, 1.0 / scale)
    try:
        w, v = torch.linalg.eigh(scaled)
    except torch.linalg.LinAlgError:  # type: ignore[attr-defined]
        # No decomposition, no information; torch does not say which matrix of the batch failed.
        return Ball._make(mid[..., 0], torch.full_like(mid[..., 0], math.inf))
    w, order = w.sort(-1)
    v = torch.gather(v, -1, order.unsqueeze(-2).expand(v.shape))
    dims = [x.ndim - 2, x.ndim - 1]

    def norm(ball: Ball) -> Tensor:
        return norm_up(total(ball._mid.abs(), ball._rad), dims)

    vectors = Ball._point(v)
    identity = torch.eye(w.shape[-1], dtype=w.dtype, device=w.device)
    defect = norm(matmul(vectors.mT, vectors) - identity)
    stretched = v * w.unsqueeze(-2)
    error = stretched.abs() * (2 * unit_roundoff(v.dtype)) + smallest_subnormal(v.dtype)
    residual = norm(matmul(Ball._point(scaled), vectors) - Ball._make(stretched, error))
    size = total(norm_up(scaled.abs(), dims), w.abs().amax(-1))
    # What underflow of the scaling took away counts like the radius of the input.
    shrunk, less = rescale(rad, 1.0 / scale)
    moved = _symmetric_norm(total(lost, shrunk, less), dims)
    bound = total(residual, mul_up(defect, size), moved)
    values = Ball._make(w, bound.unsqueeze(-1).expand(w.shape))
    result = mul(values, Ball._point(scale.squeeze(-1)))
    return Ball._make(result._mid, torch.where(known.unsqueeze(-1), result._rad, math.inf))


def _symmetric_norm(rad: Tensor, dims: list[int]) -> Tensor:
    """An upper bound of the spectral norm of every symmetric matrix inside +- rad."""
    rows = (rad.sum(-1) * inflation(rad.shape[-1], rad.dtype)).amax(-1)
    return torch.minimum(rows, norm_up(rad, dims))
