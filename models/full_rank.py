"""Jacobians and inputs of full row rank: right inverses, gradients, interpolation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, plain

from .autodiff import AUTODIFF
from .pca import returned

LEAK = 0.25
"""Slope of the leaky ReLU below 0 (and at 0, as autograd has it)."""


def right_inverse(J: Any) -> Any:
    """J' (J J')^-1 for J (batch, n, p) of rank n = 1 or 2, by the adjugate; (batch, p, n)."""
    K = J @ J.mT
    if K.shape[-1] == 1:
        return J.mT / K
    a, b, d = K[:, 0, 0], K[:, 0, 1], K[:, 1, 1]
    adjugate = torch.stack([torch.stack([d, -b], -1), torch.stack([-b, a], -1)], -2)
    return J.mT @ adjugate / (a * d - b * b)[:, None, None]


def leaky_jacobian(W: Any, a: Any, X: Any) -> Any:
    """Gradients in W of sum_k a_k leaky(<w_k, x_i>); (batch, n, m d) for W (batch, m, d)."""
    one = torch.ones_like(X @ W.mT)
    slope = torch.where(X @ W.mT > 0, one, LEAK * one) * a[:, None, :]
    return (slope[:, :, :, None] * X[:, :, None, :]).flatten(2)


def leaky_network(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Residual and gradient of sum_i (f(x_i) - y_i)^2 / (2 n), f a two-layer leaky-ReLU network.

    Inputs: W (batch, m, d), the weights that are trained, a (batch, m), X (batch, n, d) with a
    Jacobian of rank n <= 2, e (batch, n) the residual f - y. Names: J (n, m d), B its right
    inverse, e, grad. The implementation's gradient is that of the slot `autodiff`.
    """
    W, a, X, e = p["W"], p["a"], p["X"], p["e"]
    _, m, d = W.shape
    n, J = X.shape[1], leaky_jacobian(W, a, X)
    grad = (J.mT @ e[:, :, None])[:, :, 0] / n
    reference = {"J": J, "B": right_inverse(J), "e": e, "grad": grad}
    if not implementation:
        return Measured(reference)
    y = (J @ W.flatten(1)[:, :, None])[:, :, 0] - e  # f is homogeneous in W
    data = [plain(z) for z in (a, X, y)]

    def loss(flat: Any) -> Any:
        hidden = torch.nn.functional.leaky_relu(data[1] @ flat.reshape(-1, m, d).mT, LEAK)
        off = (hidden * data[0][:, None, :]).sum(-1) - data[2]
        return (off * off).sum(-1) / (2 * n)

    sizes = (a.abs()[:, None, :, None] * X.abs()[:, :, None, :]).flatten(2)
    outputs = (sizes @ W.abs().flatten(1)[:, :, None])[:, :, 0]
    companion = (sizes.mT @ (2 * outputs + e.abs())[:, :, None])[:, :, 0] / n
    found = AUTODIFF().gradient(loss, plain(W).flatten(1))
    return Measured(reference, {"grad": returned(found, companion, grad, m * d + n + 24)})


def population_risk(A: Any, theta: Any, w: Any, s: Any) -> Any:
    """E (<theta, x> - y)^2 for y = <w, x> + noise of variance s^2, E x x' = A' A; (batch,)."""
    r = (A @ (theta - w)[..., None])[..., 0]
    return (r * r).sum(-1) + s * s


def interpolators(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Linear models that fit all labels of n <= 2 inputs, and moves that the inputs do not see.

    Inputs: X (batch, n, p) of rank n; A (batch, p, p), w, z, theta0 (batch, p), y (batch, n), s
    (batch,). Names: X, its right inverse B, theta = theta0 + B (y - X theta0), v = z - B X z, A, w,
    theta0, y, s.
    """
    X, z, theta0, y = p["X"], p["z"], p["theta0"], p["y"]
    B = right_inverse(X)

    def apply(matrix: Any, vector: Any) -> Any:
        return (matrix @ vector[:, :, None])[:, :, 0]

    reference = {
        **{name: p[name] for name in ("X", "A", "w", "theta0", "y", "s")}, "B": B,
        "theta": theta0 + apply(B, y - apply(X, theta0)), "v": z - apply(B, apply(X, z)),
    }  # fmt: skip
    return Measured(reference)
