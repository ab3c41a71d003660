"""Which minimum a method finds: steps, and flows in closed form at a drawn time t (batch,)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, derived, plain

from .autodiff import AUTODIFF
from .descent import steps
from .full_rank import right_inverse
from .objectives import LEAST_SQUARES
from .pca import returned


def least_squares_step(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """A step of gradient descent on |X theta - y|^2 / 2 from theta = theta0 + X' nu.

    Inputs: L (batch, n, r) and R (batch, r, p) of rank r <= 2, X = L R; theta0, z (batch, p), nu, y
    (batch, n), eta (batch,). Names: X, its pseudo-inverse B, theta0, theta, nu, y, eta, after (the
    step) and w = theta + z - B X z, which has the outputs of theta. The implementation is the
    algorithm in the slot `descent`, run with lr = 1 on eta f.
    """
    L, R, y, eta, nu, z = (p[name] for name in ("L", "R", "y", "eta", "nu", "z"))
    X, B = L @ R, right_inverse(R) @ right_inverse(L.mT).mT

    def apply(matrix: Any, vector: Any) -> Any:
        return (matrix @ vector[:, :, None])[:, :, 0]

    theta = p["theta0"] + apply(X.mT, nu)
    r = apply(X, theta) - y
    after = theta - eta[:, None] * apply(X.mT, r)
    reference = {
        "X": X, "B": B, "theta0": p["theta0"], "theta": theta, "nu": nu, "y": y, "eta": eta,
        "after": after, "w": theta + z - apply(B, apply(X, z)),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    A, target, scale = plain(X), plain(y), plain(eta)
    (made,) = steps(lambda at: scale * LEAST_SQUARES()(A, target, at), plain(theta), 1.0, 1)
    size = apply(X.abs().mT, apply(X.abs(), theta.abs()) + y.abs())
    companion = theta.abs() + eta[:, None] * size
    found = returned(made.after, companion, after, int(sum(X.shape[1:])) + 10)
    return Measured(reference, {"after": found})


def _hadamard_loss(x: Any, y: Any, at: Any) -> Any:
    """(x (u^2 - v^2) - y)^2 / 2 at (u, v); shape (batch,)."""
    r = x * (at[:, 0] * at[:, 0] - at[:, 1] * at[:, 1]) - y
    return r * r / 2


def hadamard_flow(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Gradient flow of (x w - y)^2 / 2, w = u^2 - v^2, from u = v = alpha > 0, at the time t.

    exp(s) is the solution E of a Riccati equation with the rest points P > 0 > N. Inputs: x != 0,
    y, alpha, t (batch,). Names: u_t, v_t, s_t, h_t = x (x w - y), their derivatives u_dot, v_dot,
    s_dot, the starts u_0, v_0, s_0; alpha, t. The implementation's velocities are minus the
    gradient by autograd.
    """
    x, y, alpha, t = (p[name] for name in ("x", "y", "alpha", "t"))
    square = alpha * alpha
    half = y / (2 * square * x)
    root = torch.sqrt(half * half + 1)
    upper = torch.where(y * x > 0, half + root, 1 / (root - half))
    lower = -1 / upper
    decay = torch.exp(-8 * x * x * square * root * t)
    # (E - P) / (E - N) = decay (1 - P) / (1 - N)
    ratio = decay * (1 - upper) / (1 - lower)
    E = (upper - ratio * lower) / (1 - ratio)
    s, grown = torch.log(E), torch.sqrt(E)
    u, v = alpha * grown, alpha / grown
    h = x * (x * square * (E - 1 / E) - y)
    reference = {
        "u_t": u, "v_t": v, "s_t": s, "h_t": h, "u_dot": -2 * h * u, "v_dot": 2 * h * v,
        "s_dot": -4 * h, "u_0": alpha, "v_0": alpha, "s_0": 0 * t, "alpha": alpha, "t": t,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    values, at = [plain(x), plain(y)], torch.stack([plain(u), plain(v)], -1)
    down = -AUTODIFF().gradient(lambda z: _hadamard_loss(*values, z), at)
    size = 2 * x.abs() * (x.abs() * (u * u + v * v) + y.abs())
    theirs = {
        name: returned(down[:, i], size * around, reference[name], 24)
        for i, (name, around) in enumerate({"u_dot": u, "v_dot": v}.items())
    }
    return Measured(reference, theirs)


def _logistic_loss(x: Any, w: Any) -> Any:
    """sum_i log(1 + exp(-<w, x_i>)) for x (batch, n, d), w (batch, d); shape (batch,)."""
    return torch.nn.functional.softplus(-(x @ w[:, :, None])[:, :, 0]).sum(-1)


def logistic_flow(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The flow of log(1 + exp(-w_1)) + log(1 + exp(-w_2)), one coordinate by its own value.

    The path is followed as w = start + t; then the time that has elapsed is T = w + exp(w) - start
    - exp(start). Inputs: start, t, other (batch,), the other coordinate. Names: w_t, w_0, w_dot =
    1, T_t, T_0, T_dot = 1 + exp(w), t. The implementation's w_dot is T_dot times minus the first
    entry of the gradient by autograd.
    """
    start, t = p["start"], p["t"]
    w = start + t
    grown, first = torch.exp(w), torch.exp(start)
    one = torch.ones_like(w)
    reference = {
        "w_t": w, "w_0": start, "w_dot": one, "T_t": t + grown - first, "T_0": 0 * t,
        "T_dot": 1 + grown, "t": t,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    inputs = torch.eye(2, dtype=w.dtype, device=w.device).expand(len(w.mid), 2, 2)
    at = torch.stack([plain(w), plain(p["other"])], -1)
    down = -AUTODIFF().gradient(lambda z: _logistic_loss(inputs, z), at)[:, 0]
    # An error of w moves exp(-w) / (1 + exp(-w)) by at most as much, relatively.
    speed = returned(down, (2 + w.abs()) / (1 + grown), 1 / (1 + grown), 24)
    theirs = type(w)(speed.value, speed.explained) * (1 + grown)
    return Measured(reference, {"w_dot": derived(theirs, speed)})


def two_weights(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Where u^2 - v^2 from alpha may end for one label and the input (1, 2).

    Inputs: alpha, E (batch,) > 0. Names: w1, w2 = alpha^2 (E^k - E^-k) for k = 1, 2, y = w1 + 2 w2,
    alpha, E.
    """
    square, E = p["alpha"] * p["alpha"], p["E"]
    w1, w2 = (square * (E**k - 1 / E**k) for k in (1, 2))
    return Measured({"w1": w1, "w2": w2, "y": w1 + 2 * w2, "alpha": p["alpha"], "E": E})
