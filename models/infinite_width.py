"""The infinite-width kernel of a ReLU network, to the last bits at every angle.

The kernel of inputs at the angle theta is <x, y> (pi - theta) / (2 pi). Tiles of it that fit in the
caches are made from inner products rounded once and the arc sine of the cosine; where that loses
digits, at nearly parallel and nearly opposite inputs, from half the angle, pair by pair.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

CLOSE = math.sqrt(0.5)
"""Cosines above which the angle comes from half the angle: there the arc sine is steeper."""

PAIRS = 2**12
"""Close pairs that are held at a time."""


def infinite_width(X: Tensor) -> Tensor:
    """E[<x, y> 1{w.x >= 0} 1{w.y >= 0}] for w ~ N(0, I) and every pair of rows of X.

    The arc cosine of a rounded cosine loses half the digits of a small angle, so the angles of
    nearly parallel and nearly opposite inputs are 2 atan2(|x - y|, |x + y|) of the unit vectors.
    Rows of zeros give zeros. X (batch, n, d) to symmetric (batch, n, n).
    """
    batch, n, _ = X.shape
    if X.numel() == 0:
        return X @ X.mT
    leading, rest = _split(X)
    first, second = torch.cat([leading, rest], -1), torch.cat([rest, X], -1)
    size = torch.sqrt((leading * leading).sum(-1) + (first * second).sum(-1))[:, :, None]
    size = torch.where(size > 0, size, torch.ones_like(size))
    kernel = X.new_empty(batch, n, n)
    side = _side(batch, X.device)
    for top in range(0, n, side):
        for left in range(0, top + 1, side):
            rows, columns = slice(top, top + side), slice(left, left + side)
            dots = leading[:, rows] @ leading[:, columns].mT
            dots += first[:, rows] @ second[:, columns].mT
            cosine = dots / size[:, rows]
            cosine /= size[:, columns].mT
            close = _close(cosine, top == left)
            # (pi - theta) / (2 pi) = 1/4 + asin(cos theta) / (2 pi)
            tile = cosine.asin_().mul_(1 / (2 * math.pi)).add_(1 / 4)
            for row, i, j in close:
                x, y = (row, top + i), (row, left + j)
                tile[row, i, j] = _share(X[x] / size[x], X[y] / size[y])
            tile *= dots
            if top == left:
                i, j = torch.tril_indices(*tile.shape[1:], -1, device=X.device)
                tile[:, j, i] = tile[:, i, j]
            else:
                kernel[:, columns, rows] = tile.mT
            kernel[:, rows, columns] = tile
    return kernel


def _side(batch: int, device: torch.device) -> int:
    """Sides of a tile of `batch` kernels: 0.5 MB in all on a CPU, more where calls cost more."""
    numbers = 2**16 if device.type == "cpu" else 2**26
    return max(8, math.isqrt(numbers // max(1, batch)))


def _close(cosine: Tensor, diagonal: bool) -> list[tuple[Tensor, ...]]:
    """Where cosines (batch, p, q) are close to 1 or -1 or no numbers, in parts of three indices.

    diagonal: only where i >= j.
    """
    low, high = torch.aminmax(cosine)
    if low >= -CLOSE and high <= CLOSE:
        return []
    close = (~(cosine.abs() <= CLOSE)).nonzero()
    if diagonal:
        close = close[close[:, 1] >= close[:, 2]]
    return [part.unbind(1) for part in close.split(PAIRS)]


def _share(u: Tensor, v: Tensor) -> Tensor:
    """(pi - theta) / (2 pi) for the angle of unit u and v, (k, d), near 0 or pi; (k,)."""
    apart = torch.linalg.vector_norm(u - v, dim=-1)
    across = torch.linalg.vector_norm(u + v, dim=-1)
    turn = torch.atan2(torch.minimum(apart, across), torch.maximum(apart, across)) / math.pi
    return torch.where(apart < across, 1 / 2 - turn, turn)


def _split(X: Tensor) -> tuple[Tensor, Tensor]:
    """X (batch, n, d) as a sum of leading bits and the rest.

    A row has so few leading bits that inner products of them are exact in any order of summation.
    """
    kind = torch.finfo(X.dtype)
    digits, most = 1 - round(math.log2(kind.eps)), math.frexp(kind.max)[1] - 1
    # Of integers up to 2^kept, times a power of two, d products of two have so many digits.
    kept = (digits - X.shape[-1].bit_length()) // 2
    exponent = torch.frexp(X.abs().amax(-1, keepdim=True)).exponent + digits - kept
    large = 2.0 ** exponent.clamp(max=most).to(X.dtype)
    leading = X + large - large
    return leading, X - leading
