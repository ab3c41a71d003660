"""The spherical 3-spin glass: energy, gradient and Hessian in one pass over half of the couplings.

H(x) = N^-1 sum_ijk g_ijk x_i x_j x_k on |x|^2 = N (Bruna 2018, landscape of spherical spin glasses,
p = 3). Only the symmetric part S of g counts: with M_ij = sum_k S_ijk x_k the derivatives are
N H = <x, M x>, N grad H = 3 M x, N D^2 H = 6 M. S is kept for i <= j only, as a matrix of
N (N + 1) / 2 rows, and M is one product of it with x: memory-bound, N^2 (N + 1) / 2 numbers read.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


def symmetrised(g: Tensor) -> Tensor:
    """The sum of g over the 6 orders of its indices; (N, N, N), exact for integers."""
    total = g + g.permute(1, 0, 2)
    return total + total.permute(2, 0, 1) + total.permute(1, 2, 0)


@dataclass(frozen=True)
class SpinGlass:
    """Couplings for i <= j: rows (N (N + 1) / 2, N), the sums of g over the orders of indices.

    place (N, N): the row of the pair i, j in either order.
    """

    rows: Tensor
    place: Tensor

    @classmethod
    def of(cls, g: Tensor) -> SpinGlass:
        """From couplings g (N, N, N), not symmetric in general; raises `ValueError` otherwise."""
        if g.ndim != 3 or len(set(g.shape)) != 1 or g.shape[0] == 0:
            raise ValueError(f"expected couplings (N, N, N) with N >= 1, got {tuple(g.shape)}")
        N = len(g)
        i, j = torch.triu_indices(N, N, device=g.device)
        place = torch.empty(N, N, dtype=torch.int64, device=g.device)
        place[i, j] = place[j, i] = torch.arange(len(i), device=g.device)
        return cls(symmetrised(g)[i, j].contiguous(), place)

    def derivatives(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Energy (), gradient (N,) and Hessian (N, N) of H, in all of R^N, at x (N,)."""
        N = len(self.place)
        if x.shape != (N,):
            raise ValueError(f"expected a point of shape ({N},), got {tuple(x.shape)}")
        M = torch.take(self.rows @ x, self.place)
        moved = M @ x
        return (x @ moved) / (6 * N), moved / (2 * N), M / N


def naive_energy(g: Tensor, x: Tensor) -> Tensor:
    """H(x) from its definition, for autograd; ()."""
    return torch.einsum("ijk,i,j,k->", g, x, x, x) / len(x)


def contracted(g: Tensor, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The same derivatives by contractions of the raw tensor, every order of its indices."""
    N = len(x)
    first = torch.einsum("ijk,k->ij", g, x)
    second = torch.einsum("ijk,j->ik", g, x)
    third = torch.einsum("ijk,i->jk", g, x)
    M = first + first.mT + second + second.mT + third + third.mT
    moved = M @ x
    return (x @ moved) / (6 * N), moved / (2 * N), M / N
