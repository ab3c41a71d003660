"""Networks and lines of parameters beside their linearisation at a start.

A model maps parameters theta (batch, p) to outputs (batch, n); J is its Jacobian at theta.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, confined, plain

from .autodiff import AUTODIFF
from .pca import returned


def linearised_loss(Phi: Any, theta: Any, theta0: Any, f0: Any, y: Any) -> Any:
    """|f0 + Phi (theta - theta0) - y|^2 / (2 n).

    Phi (batch, n, p), theta and theta0 (batch, p), f0 and y (batch, n); shape (batch,).
    """
    r = f0 + (Phi @ (theta - theta0)[..., None])[..., 0] - y
    return (r * r).sum(-1) / (2 * y.shape[-1])


def _network(a: Any, W: Any, X: Any) -> Any:
    """sum_k a_k tanh(<w_k, x_i>) for one instance: a (m,), W (m, d), X (n, d); shape (n,)."""
    return torch.tanh(X @ W.mT) @ a


def tanh_network(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A two-layer tanh network, linearised at theta0 = (W, a) in all its weights.

    Inputs: W (batch, m, d), a (batch, m), X (batch, n, d), y (batch, n), move and v (batch, m d +
    m). Names: theta0, theta = theta0 + move, Phi (n, p) the gradients at theta0, f0 the outputs
    there, y, g the outputs of the linearised model at theta, v; gradient, hessian and curvature
    (along v) of its loss. The implementation differentiates the network by torch.func and the loss
    by the slot `autodiff`.
    """
    W, a, X, y, move, v = (p[name] for name in ("W", "a", "X", "y", "move", "v"))
    (m, d), n = W.shape[1:], X.shape[1]
    hidden = torch.tanh(X @ W.mT)  # (batch, n, m)
    slope = (1 - hidden * hidden) * a[:, None, :]
    Phi = torch.cat([(slope[:, :, :, None] * X[:, :, None, :]).flatten(2), hidden], 2)
    theta0 = torch.cat([W.flatten(1), a], 1)
    f0 = (hidden * a[:, None, :]).sum(-1)

    def apply(matrix: Any, vector: Any) -> Any:
        return (matrix @ vector[:, :, None])[:, :, 0]

    g, along = f0 + apply(Phi, move), apply(Phi, v)
    reference = {
        "theta0": theta0, "theta": theta0 + move, "Phi": Phi, "f0": f0, "y": y, "g": g, "v": v,
        "gradient": apply(Phi.mT, g - y) / n, "hessian": Phi.mT @ Phi / n,
        "curvature": (along * along).sum(-1) / n,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    data, moved = [plain(z) for z in (a, W, X, y)], plain(move)

    def outputs(weights: Any, inputs: Any) -> Any:
        return _network(weights[m * d :], weights[: m * d].reshape(m, d), inputs)

    flat = torch.cat([data[1].flatten(1), data[0]], 1)
    jacobian = torch.func.vmap(torch.func.jacrev(outputs))(flat, data[2])
    start = torch.func.vmap(outputs)(flat, data[2])

    def loss(at: Any) -> Any:
        return linearised_loss(jacobian, at, torch.zeros_like(at), start, data[3])

    # tanh and its derivative have slopes of at most 1: an error of <w, x> is passed on once.
    size = X.abs() @ W.abs().mT
    large = (2 + 2 * size) * a.abs()[:, None, :]
    sizes = torch.cat([(large[:, :, :, None] * X.abs()[:, :, None, :]).flatten(2), 1 + size], 2)
    big = ((1 + size) * a.abs()[:, None, :]).sum(-1) + apply(sizes, move.abs())
    count = 4 * (d + m + n + m * d) + 24
    found = {
        "Phi": (jacobian, sizes), "gradient": (
            AUTODIFF().gradient(loss, moved), apply(sizes.mT, big + y.abs()) / n),
        "hessian": (AUTODIFF().hessian(loss, moved), sizes.mT @ sizes / n),
        "g": (start + apply(jacobian, moved), big),
    }  # fmt: skip
    return Measured(
        reference, {k: returned(z, size, reference[k], count) for k, (z, size) in found.items()}
    )


def line_through_network(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A model along theta0 + t (theta - theta0): outputs phi(t), their slope and a bound on it.

    options kind: `network`, sum_k a_k tanh(<w_k + t D_k, x>) in the weights w_k, whose second
    derivative is at most (4 / 27^(1/2)) sum_k |a_k| <D_k, x>^2; or `quadratic`, sum_k a_k
    <w_k + t D_k, x>^2 / 2, for which it is sum_k a_k <D_k, x>^2 (attained for a >= 0 or a <= 0).
    Inputs: W, D (batch, m, d), a (batch, m), x (batch, d), t (batch,). Names: phi_t, phi_0, v_t,
    v_0, phi_dot, v_dot; r = |D|, H with H r^2 the bound; t. The implementation is phi and v at 0
    and t by autograd.
    """
    W, D, a, x, t = p["W"], p["D"], p["a"], p["x"], p["t"]
    on, by = (W @ x[:, :, None])[:, :, 0], (D @ x[:, :, None])[:, :, 0]
    square = options["kind"] == "quadratic"
    bend = (a.abs() * by * by).sum(-1) * (1 if square else 4 / torch.sqrt(27 * torch.ones_like(t)))
    rr = (D * D).sum((-2, -1))
    one = torch.ones_like(rr)

    def along(time: Any) -> tuple[Any, Any, Any]:
        u = on + time[:, None] * by
        if square:
            return tuple((a * z).sum(-1) for z in (u * u / 2, u * by, by * by))
        h = torch.tanh(u)
        steep = 1 - h * h
        return tuple((a * z).sum(-1) for z in (h, steep * by, -2 * h * steep * by * by))

    (now, slope, curve), (begin, first, _) = along(t), along(0 * t)
    reference = {
        "phi_t": now, "phi_0": begin, "v_t": slope, "v_0": first, "phi_dot": slope, "v_dot": curve,
        "r": torch.sqrt(rr), "H": torch.where(rr > 0, bend / torch.where(rr > 0, rr, one), 0 * one),
        "t": t,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    values = [plain(z) for z in (W, D, a, x)]

    def value(time: Any) -> Any:
        u = ((values[0] + time[:, :, None] * values[1]) @ values[3][:, :, None])[:, :, 0]
        return (values[2] * (u * u / 2 if square else torch.tanh(u))).sum(-1)

    theirs = {}
    size = ((W.abs() + t[:, None, None] * D.abs()) @ x.abs()[:, :, None])[:, :, 0]
    off = (D.abs() @ x.abs()[:, :, None])[:, :, 0]
    steepest = ((size if square else 2 + 2 * size) * off * a.abs()).sum(-1)
    highest = ((1 + size) * (1 + size) * a.abs()).sum(-1)
    count = 4 * (W.shape[1] + W.shape[2]) + 24
    for name, time in {"t": t, "0": 0 * t}.items():
        at = plain(time)[:, None]
        found = {
            f"phi_{name}": (value(at), highest),
            f"v_{name}": (AUTODIFF().gradient(value, at)[:, 0], steepest),
        }
        for what, (number, size) in found.items():
            made = returned(number, size, reference[what], count)
            theirs[what] = confined(made, reference[what], what)
    return Measured(reference, theirs)
