"""Rank-one (and rank-r) symmetric matrix approximation, g(X) = |M - X X'|_F^2 / 2.

`RankOne` is what a user would write; `term` is the same objective as a SymPy term. The functions
that measure quantities for checks take and return arrays with the batch first: M (batch, d, d),
x (batch, d), and run on tensors, balls and high-precision arrays alike. Matrices with a known
spectrum come from `planted`; their stationary points are in `models.pca_planted`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from sympy import Trace
from torch import Tensor, nn

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, output, plain

from .pinned import pinned


def term(M: Any, X: Any) -> Any:
    """The objective as a SymPy term, for matrix symbols M (d, d) and X (d, 1) or (d, r)."""
    return Trace((M - X * X.T) * (M - X * X.T).T) / 2


def outer(x: Any) -> Any:
    """The matrix x x' for x (batch, d) or X X' for X (batch, d, r); shape (batch, d, d)."""
    return x[..., :, None] * x[..., None, :] if x.ndim == 2 else x @ x.mT


def objective(M: Any, x: Any) -> Any:
    """|M - x x'|_F^2 / 2; shape (batch,)."""
    return ((M - outer(x)) ** 2).sum((-2, -1)) / 2


class RankOne(nn.Module):
    """The objective with the derivatives that PyTorch computes; the default of the slot `pca`."""

    def forward(self, M: Tensor, x: Tensor) -> Tensor:
        """Values of the objective; shape (batch,)."""
        return objective(M, x)

    def gradient(self, M: Tensor, x: Tensor) -> Tensor:
        """Gradients by autograd; shape of x."""
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(self(M, x).sum(), x)
        return slope

    def hessian(self, M: Tensor, x: Tensor) -> Tensor:
        """Hessians by `torch.func`, x (batch, d); shape (batch, d, d)."""

        def single(m: Tensor, y: Tensor) -> Tensor:
            return self(m[None], y[None])[0]

        return torch.func.vmap(torch.func.jacrev(torch.func.grad(single, argnums=1), argnums=1))(
            M, x
        )

    def eigenvalues(self, A: Tensor) -> Tensor:
        """Eigenvalues of symmetric matrices in ascending order; shape (batch, d)."""
        return torch.linalg.eigvalsh(A)


IMPLEMENTATION = slot(
    "pca",
    RankOne,
    "factory() -> object with __call__(M, x) -> (batch,), gradient(M, x) -> shape of x, "
    "hessian(M, x) -> (batch, d, d), eigenvalues(A) -> (batch, d) ascending; M and A symmetric",
)


def gradient(M: Any, x: Any) -> Any:
    """The gradient in residual form, -(R + R') x with R = M - x x'; shape of x."""
    X = x if x.ndim == 3 else x[..., None]
    R = M - outer(x)
    slope = -(R @ X + R.mT @ X)
    return slope if x.ndim == 3 else slope[..., 0]


def hessian(M: Any, x: Any) -> Any:
    """The Hessian at a vector, 2 x x' + 2 |x|^2 I - R - R'; shape (batch, d, d)."""
    R = M - outer(x)
    square = (x * x).sum(-1)[..., None]
    return 2 * outer(x) + torch.diag_embed(2 * square * torch.ones_like(x)) - R - R.mT


def curvature(M: Any, x: Any, v: Any) -> Any:
    """The second derivative along v, |v x' + x v'|_F^2 - 2 <v, R v>; shape (batch,)."""
    cross = v[..., :, None] * x[..., None, :]
    bend = ((cross + cross.mT) ** 2).sum((-2, -1))
    return bend - 2 * ((M - outer(x)) * outer(v)).sum((-2, -1))


def _objective_companion(M: Any, x: Any) -> Any:
    return ((M.abs() + outer(x.abs())) ** 2).sum((-2, -1)) / 2


def _gradient_companion(M: Any, x: Any) -> Any:
    X = (x if x.ndim == 3 else x[..., None]).abs()
    size = M.abs() + outer(x.abs())
    slope = size @ X + size.mT @ X
    return slope if x.ndim == 3 else slope[..., 0]


def hessian_companion(M: Any, x: Any) -> Any:
    """The Hessian with every term replaced by its absolute value; shape (batch, d, d)."""
    square = (x * x).sum(-1)[..., None, None]
    return M.abs() + M.mT.abs() + 4 * outer(x.abs()) + 2 * square


def returned(value: Any, companion: Any, enclosure: Any, operations: int) -> Output:
    """An output for the midpoints of enclosed inputs: rounding, and the width of the enclosure.

    Both the true value and the value at the midpoints lie in `enclosure`.
    """
    made = output(value, companion, operations)
    total = made.explained + enclosure.width()
    return Output(made.value, torch.nextafter(total, torch.full_like(total, torch.inf)))


def measured(M: Any, x: Any, v: Any = None, implementation: bool = False) -> Measured:
    """Objective, gradient and, for a vector x, Hessian and the curvature along v (if given).

    Names: M, x, v, objective, gradient, hessian, curvature. The implementation's curvature is the
    quadratic form of its Hessian.
    """
    d, width = x.shape[1], x.shape[-1]
    reference = {"M": M, "x": x, "objective": objective(M, x), "gradient": gradient(M, x)}
    if x.ndim == 2:
        reference["hessian"] = hessian(M, x)
    if v is not None:
        reference |= {"v": v, "curvature": curvature(M, x, v)}
    if not implementation:
        return Measured(reference)
    theirs = IMPLEMENTATION()
    at = plain(M), plain(x)
    calls = {
        "objective": (theirs, _objective_companion, d * d + width + 6),
        "gradient": (theirs.gradient, _gradient_companion, width + d + 4),
        "hessian": (theirs.hessian, hessian_companion, 2 * d + 8),
    }
    found = {
        name: returned(call(*at), companion(M, x), reference[name], operations)
        for name, (call, companion, operations) in calls.items()
        if name in reference
    }
    if v is not None:
        form = (plain(v)[:, None, :] @ found["hessian"].value @ plain(v)[:, :, None])[:, 0, 0]
        size = (hessian_companion(M, x) * outer(v.abs())).sum((-2, -1))
        found["curvature"] = returned(form, size, reference["curvature"], 4 * d + 12)
    return Measured(reference, found)


def gradient_only(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Any matrix M and point x with the gradient alone: what a cheap check of it needs."""
    M, x = p["M"], p["x"]
    reference = {"M": M, "x": x, "gradient": gradient(M, x)}
    if not implementation:
        return Measured(reference)
    value = IMPLEMENTATION().gradient(plain(M), plain(x))
    operations = x.shape[-1] + x.shape[1] + 4
    found = returned(value, _gradient_companion(M, x), reference["gradient"], operations)
    return Measured(reference, {"gradient": found})


def at_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Any matrix M and point x, with a direction v if one is drawn; see `measured`."""
    return measured(p["M"], p["x"], p.get("v"), implementation)


@dataclass(frozen=True)
class Spectrum:
    """M = V diag(lam) V': V (batch, d, d) orthogonal, s (batch, d), lam = s |s|, M (batch, d, d).

    Column 0 belongs to the largest eigenvalue; the others are in no order.
    """

    V: Any
    s: Any
    lam: Any
    M: Any


def reflection(w: Any) -> Any:
    """The orthogonal I - 2 w w' / |w|^2, and I where w = 0; w (batch, d), shape (batch, d, d).

    Exact on balls for w = 0, a multiple of e_i, or e_i - e_j (a permutation).
    """
    one = torch.ones_like(w)
    square = (w * w).sum(-1)[:, None]
    safe = torch.where(square == 0, one[:, :1], square)
    return torch.diag_embed(one) - 2 * outer(w) / safe[:, :, None]


def planted(p: Mapping[str, Any]) -> Spectrum:
    """The spectrum s_0 = top, s_i = top - |drop_i| in the basis `reflection(w)`.

    Inputs: top (batch,), drop (batch, d) of which drop_0 is not used, w (batch, d).
    """
    used = torch.cat([0 * p["drop"][:, :1], p["drop"][:, 1:].abs()], 1)
    s = p["top"][:, None] - used
    V, lam = reflection(p["w"]), s * s.abs()
    return Spectrum(V, s, lam, (V * lam[:, None, :]) @ V.mT)


@pinned
def negative(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """M = -B B' for any B, at any x and at 0, along v; inputs B, x, v. Rows 2 * batch."""
    B, v = (torch.cat([p[name]] * 2) for name in "Bv")
    made = measured(-(B @ B.mT), torch.cat([p["x"], 0 * p["x"]]), v, implementation)
    return Measured({**made.reference, "B": B}, made.implementation)


def half_gradient_of_diagonal(u: Tensor, w: Tensor) -> Tensor:
    """Half the gradient at (u, w) for M = diag(1, 4); u, w (batch,), shape (batch, 2)."""
    M = torch.diag(torch.tensor([1.0, 4.0], dtype=u.dtype, device=u.device))
    return gradient(M.expand(len(u), 2, 2), torch.stack([u, w], 1)) / 2


def two_coordinates(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A point of the plane by its coordinates u, w (batch,), as drawn."""
    return Measured({"u": p["u"], "w": p["w"]})
