"""Wrong derivatives of the 3-spin glass: couplings lost or counted twice, and wrong factors."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from models.spin_glass_points import PackedGlass, contracted, dot, matrix, times

from ._parts import Factory, instead


def _by(M: Callable[[Tensor, Tensor], Tensor]) -> Factory:
    """All three derivatives from another matrix in the place of M."""

    def derivatives(self: Any, g: Tensor, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        N, own = x.shape[1], M(g, x)
        moved = times(own, x)
        return dot(x, moved) / N, 3 * moved / N, 6 * own / N

    return instead(PackedGlass, derivatives=derivatives)


def _with(change: Callable[[Any, Any, Any, Tensor, Tensor], tuple[Any, Any, Any]]) -> Factory:
    """The right derivatives H, q, D of g at x, changed."""
    return instead(PackedGlass, derivatives=lambda self, g, x: change(*contracted(g, x), g, x))


def _on(change: Callable[[Tensor], Tensor]) -> Factory:
    """The right derivatives of other couplings."""
    return instead(PackedGlass, derivatives=lambda self, g, x: contracted(change(g), x))


def _off(M: Tensor) -> Tensor:
    return M - torch.diag_embed(M.diagonal(dim1=-2, dim2=-1))


def _ordered(N: int) -> Tensor:
    """1 where i <= j <= k."""
    i = torch.arange(N)
    return ((i[:, None, None] <= i[:, None]) & (i[:, None] <= i)).to(torch.float64)


def _distinct(N: int) -> Tensor:
    """1 where i, j, k are distinct."""
    i = torch.arange(N)
    apart = i[:, None] != i
    return (apart[:, :, None] & apart[:, None, :] & apart).to(torch.float64)


SPIN_GLASS: Mapping[str, Factory] = {
    "couplings taken for symmetric": _by(lambda g, x: torch.einsum("bijk,bk->bij", g, x)),
    "three of the six orders": _by(
        lambda g, x: (
            torch.einsum("bijk,bk->bij", g + g.permute(0, 3, 1, 2) + g.permute(0, 2, 3, 1), x) / 3
        )
    ),
    "symmetric in two indices": _by(
        lambda g, x: torch.einsum("bijk,bk->bij", g + g.transpose(1, 2), x) / 2
    ),
    "packed without the other triangle": _by(lambda g, x: matrix(g, x).triu()),
    "diagonal halved": _by(lambda g, x: (matrix(g, x) + _off(matrix(g, x))) / 2),
    "no diagonal": _by(lambda g, x: _off(matrix(g, x))),
    "couplings with i <= j <= k alone": _on(lambda g: g * _ordered(g.shape[1]).to(g)),
    "distinct indices alone": _on(lambda g: g * _distinct(g.shape[1]).to(g)),
    "sum over the orders": _on(lambda g: 6 * g),
    "|x|": instead(PackedGlass, derivatives=lambda self, g, x: contracted(g, x.abs())),
    "unit sphere": instead(
        PackedGlass, derivatives=lambda self, g, x: contracted(g, x / x.shape[1] ** 0.5)
    ),
    "normalised as p = 2": _with(
        lambda H, q, D, g, x: tuple(part * x.shape[1] ** 0.5 for part in (H, q, D))
    ),
    "normalised as p = 4": _with(
        lambda H, q, D, g, x: tuple(part / x.shape[1] ** 0.5 for part in (H, q, D))
    ),
    "not divided by N": _with(
        lambda H, q, D, g, x: tuple(part * x.shape[1] for part in (H, q, D))
    ),
    "energy by Euler for degree 2": _with(lambda H, q, D, g, x: (dot(x, q) / 2, q, D)),
    "gradient M x": _with(lambda H, q, D, g, x: (H, q / 3, D)),
    "gradient of degree 2": _with(lambda H, q, D, g, x: (H, times(D, x), D)),
    "gradient tangent to the sphere": _with(
        lambda H, q, D, g, x: (
            H, q - (dot(x, q) / dot(x, x).clamp_min(torch.finfo(x.dtype).tiny))[:, None] * x, D
        )
    ),
    "Hessian 3 M": _with(lambda H, q, D, g, x: (H, q, D / 2)),
    "Hessian of the restriction": _with(
        lambda H, q, D, g, x: (
            H, q, D - 3 * H[:, None, None] * torch.diag_embed(torch.ones_like(x)) / x.shape[1]
        )
    ),
    "Hessian by the diagonal alone": _with(lambda H, q, D, g, x: (H, q, D - _off(D))),
    "couplings of the first row": instead(
        PackedGlass, derivatives=lambda self, g, x: contracted(g[:1].expand_as(g), x)
    ),
}  # fmt: skip
