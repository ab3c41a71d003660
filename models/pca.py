"""Rank-one (and rank-r) symmetric matrix approximation, g(X) = |M - X X'|_F^2 / 2.

`RankOne` is what a user would write; `term` is the same objective as a SymPy term. The functions
that measure quantities for checks take and return arrays with the batch first: M (batch, d, d),
x (batch, d), and run on tensors, balls and high-precision arrays alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from sympy import Trace
from torch import Tensor, nn

from lemmata.implementations import slot
from lemmata.measure import Measured, output, plain


def term(M: Any, X: Any) -> Any:
    """The objective as a SymPy term, for matrix symbols M (d, d) and X (d, 1) or (d, r)."""
    return Trace((M - X * X.T) * (M - X * X.T).T) / 2


def outer(x: Any) -> Any:
    """x x' for x (batch, d) or X X' for X (batch, d, r); shape (batch, d, d)."""
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

        return torch.func.vmap(torch.func.hessian(single, argnums=1))(M, x)

    def eigenvalues(self, A: Tensor) -> Tensor:
        """Eigenvalues of symmetric matrices in ascending order; shape (batch, d)."""
        return torch.linalg.eigvalsh(A)


IMPLEMENTATION = slot(
    "pca",
    RankOne,
    "factory() -> object with __call__(M, x) -> (batch,), gradient(M, x) -> shape of x, "
    "hessian(M, x) -> (batch, d, d), eigenvalues(A) -> (batch, d) ascending",
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
    square = (x * x).sum(-1)[..., None, None]
    eye = torch.eye(x.shape[-1], dtype=plain(x).dtype, device=plain(x).device) if hasattr(x, "dtype") else torch.eye(x.shape[-1])
    return 2 * outer(x) + 2 * square * eye - R - R.mT


def _gradient_companion(M: Any, x: Any) -> Any:
    X = (x if x.ndim == 3 else x[..., None]).abs()
    size = M.abs() + outer(x.abs())
    slope = size @ X + size.mT @ X
    return slope if x.ndim == 3 else slope[..., 0]


def at_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Any matrix M and point x: objective `g`, `gradient`, `hessian`, from inputs M and x."""
    M, x = p["M"], p["x"]
    reference = {"M": M, "x": x, "gradient": gradient(M, x)}
    if x.ndim == 2:
        reference["hessian"] = hessian(M, x)
    if not implementation:
        return Measured(reference)
    theirs = IMPLEMENTATION()
    d = x.shape[1]
    found = {
        "gradient": output(
            theirs.gradient(plain(M), plain(x)), _gradient_companion(M, x), x.shape[-1] + d + 4
        )
    }
    if x.ndim == 2:
        square = (x * x).sum(-1)[..., None, None]
        size = M.abs() + M.mT.abs() + 4 * outer(x.abs()) + 2 * square
        found["hessian"] = output(theirs.hessian(plain(M), plain(x)), size, 2 * d + 8)
    return Measured(reference, found)
