"""Matrix products and everything that is one: matmul, bmm, mv, dot, outer, einsum.

For a product with inner length n, computed in any order and with or without fused operations,

    |fl(A B) - A B| <= gamma_n |A| |B| + n * (smallest subnormal),

and moving A, B inside their radii changes the product by at most |A| rB + rA (|B| + rB). Both are
computed with products of nonnegative matrices and inflated upwards. Two zeros are kept: where all
products and partial sums are exactly representable nothing rounds, and where no product underflows
the subnormal term is absent.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ._arithmetic import add, mul, total
from ._ball import Ball, common
from ._registry import no_rule, rule
from ._rounding import (
    gamma,
    inflation,
    lowest_bit,
    sample,
    scale_up,
    smallest_normal,
    smallest_subnormal,
    sum_is_exact,
)


def check_products(value: Tensor) -> None:
    """Raise `RuntimeError` if torch may use a shorter format inside matrix products."""
    kind = value.device.type
    if torch.is_autocast_enabled(kind):
        raise RuntimeError(
            f"autocast is on for {kind}: matrix products would leave the format of the balls; "
            f"wrap the call in torch.autocast({kind!r}, enabled=False)"
        )
    if value.dtype != torch.float32:
        return
    if _short_products(kind):
        raise RuntimeError(
            "float32 matrix products may use TF32 or bfloat16 here, for which no bound holds; call "
            'torch.set_float32_matmul_precision("highest") and set '
            "torch.backends.cuda.matmul.allow_tf32 = False"
        )


def _short_products(kind: str) -> bool:
    try:
        tf32 = kind == "cuda" and torch.backends.cuda.matmul.allow_tf32
        return tf32 or torch.get_float32_matmul_precision() != "highest"
    except RuntimeError:  # torch refuses the question when its old and new switches disagree
        return True


@rule("matmul", "__matmul__", "bmm", "mm", "mv", "dot", "linalg.matmul")
def matmul(x: Any, y: Any) -> Ball:
    """Product x @ y with torch's shape rules, batched: (..., n, k) @ (..., k, p)."""
    x, y = common(x, y)
    if x.ndim == 0 or y.ndim == 0:
        raise ValueError("matmul needs at least one dimension on both sides")
    if x.ndim == 1:
        row = matmul(_unsqueeze(x, 0), y)
        return Ball._move(row._mid.squeeze(0 if y.ndim == 1 else -2), *_tail(row, y.ndim))
    if y.ndim == 1:
        column = matmul(x, _unsqueeze(y, 1))
        return Ball._move(column._mid.squeeze(-1), column._rad.squeeze(-1), column._exact)
    if x.shape[-1] == y.shape[-2] == 1:
        return mul(x, y)
    if x.shape[-1] == 0:
        return Ball._point(x._mid @ y._mid)
    return _product(x, y)


def _tail(row: Ball, other_ndim: int) -> tuple[Tensor, bool | None]:
    return row._rad.squeeze(0 if other_ndim == 1 else -2), row._exact


def _unsqueeze(x: Ball, dim: int) -> Ball:
    return Ball._move(x._mid.unsqueeze(dim), x._rad.unsqueeze(dim), x._exact)


def _product(x: Ball, y: Ball) -> Ball:
    a, b = x._mid, y._mid
    check_products(a)
    n = a.shape[-1]
    mid = a @ b
    size_a, size_b = a.abs(), b.abs()
    size = (size_a @ size_b) * inflation(n + 1, a.dtype)
    rad = rounding_radius(a, b, size, n)
    if not (x.is_exact() and y.is_exact()):
        rad = total(rad, _spread(size_a, x, size_b, y))
    return Ball._make(mid, rad)


def rounding_radius(a: Tensor, b: Tensor, size: Tensor, n: int) -> Tensor:
    """What rounding can do to a @ b, given an upper bound `size` of |a| @ |b| up to underflow.

    `grid` divides every product of a sum. Where it is 0 in the dtype, products may underflow, so
    that `size` misses up to n subnormals and the product as well.
    """
    rad = scale_up(size, gamma(n, a.dtype))
    if _hopeless(a, b) and not _may_underflow(a, b):
        return rad
    grid = lowest_bit(a).amin(-1, keepdim=True) * lowest_bit(b).amin(-2, keepdim=True)
    rad = torch.where(sum_is_exact(size, grid), 0 * size, rad)
    if bool((grid == 0).any()):
        lost = 2 * n * smallest_subnormal(a.dtype)
        rad = torch.where(grid == 0, rad + lost * _has_terms(a, b), rad)
    return rad


def _hopeless(a: Tensor, b: Tensor) -> bool:
    """Whether a large batch shows no sign of exact sums: entries of a sample use all digits."""
    if min(a.numel(), b.numel()) <= 4096 and max(a.numel(), b.numel()) <= 4096:
        return False
    coarse = 2.0**-26 if a.dtype == torch.float64 else 2.0**-12
    for part in (sample(a), sample(b)):
        if bool(((lowest_bit(part) >= part.abs() * coarse) & (part != 0)).any()):
            return False
    return True


def _has_terms(a: Tensor, b: Tensor) -> Tensor:
    """1 where some product of the sum is not exactly zero."""
    return (((a != 0).to(a.dtype) @ (b != 0).to(a.dtype)) > 0).to(a.dtype)


def _spread(size_a: Tensor, x: Ball, size_b: Tensor, y: Ball) -> Tensor:
    """An upper bound of |A| rB + rA (|B| + rB), as one product of twice the inner length."""
    if x.is_exact():
        left, right = size_a, y._rad
    elif y.is_exact():
        left, right = x._rad, size_b
    else:
        left = torch.cat([size_a, x._rad], -1)
        right = torch.cat([y._rad, total(size_b, y._rad)], -2)
    n = left.shape[-1]
    product = (left @ right) * inflation(n + 1, left.dtype)
    if _may_underflow(left, right):
        product = product + 2 * n * smallest_subnormal(left.dtype) * _has_terms(left, right)
    return product


def _may_underflow(left: Tensor, right: Tensor) -> bool:
    """Whether some nonzero product of entries lies below the normal numbers."""
    if left.numel() == 0 or right.numel() == 0:
        return False
    least = torch.where(left == 0, 1.0, left).amin() * torch.where(right == 0, 1.0, right).amin()
    return not bool(least >= 2 * smallest_normal(left.dtype))


@rule("outer", "ger")
def outer(x: Any, y: Any) -> Ball:
    """Products x y^T of two vectors; each entry is a single product."""
    x, y = common(x, y)
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError(f"outer needs two vectors, got shapes {x.shape} and {y.shape}")
    return mul(_unsqueeze(x, 1), _unsqueeze(y, 0))


@rule("nn.functional.linear")
def linear(x: Any, weight: Any, bias: Any = None) -> Ball:
    """The layer x @ weight^T + bias: (..., k), (m, k), (m,) -> (..., m)."""
    x, weight = common(x, weight) if bias is None else common(x, weight, bias)[:2]
    product = matmul(x, weight.transpose(-2, -1))
    return product if bias is None else add(product, bias)


@rule("matrix_power", "linalg.matrix_power")
def matrix_power(x: Ball, n: int) -> Ball:
    """Powers of square matrices, n >= 0, by repeated squaring."""
    if n < 0:
        raise no_rule("linalg.matrix_power with a negative exponent")
    if n == 0:
        eye = torch.eye(x.shape[-1], dtype=x.dtype, device=x.device)
        return Ball._point(eye.expand(x.shape))
    if n == 1:
        return x
    half = matrix_power(matmul(x, x), n // 2)
    return matmul(half, x) if n % 2 else half


@rule("inner")
def inner(x: Any, y: Any) -> Ball:
    """Products over the last dimension of both: (..., k), (..., k) -> all outer dimensions."""
    x, y = common(x, y)
    if x.ndim == 0 or y.ndim == 0:
        return mul(x, y)
    flat = y.reshape(-1, y.shape[-1])
    return matmul(x, flat.transpose(-2, -1)).reshape(*x.shape[:-1], *y.shape[:-1])  # type: ignore[no-any-return]


@rule("linalg.vecdot")
def vecdot(x: Any, y: Any, *, dim: int = -1) -> Ball:
    """Inner products along one dimension, broadcast over the others."""
    x, y = common(x, y)
    x, y = x.movedim(dim, -1), y.movedim(dim, -1)
    result = matmul(_unsqueeze(x, -2), _unsqueeze(y, -1))
    return result.squeeze(-1).squeeze(-1)  # type: ignore[no-any-return]
