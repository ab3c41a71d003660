"""Models near their linearisation at a start, with flows and limits in closed form.

A model maps parameters theta (batch, p) to outputs (batch, n); J is its Jacobian at theta. Flows
are evaluated at a drawn time t (batch,); no differential equation is solved numerically.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, confined, derived, plain

from .descent import steps
from .landscape import AUTODIFF
from .objectives import LEAST_SQUARES
from .pca import returned

# One output, bent along a line ----------------------------------------------------------------


def _bent_loss(s: Any, M: Any, y: Any, a: Any, theta: Any) -> Any:
    """(F(theta) - y)^2 / 2 for F = s <a, theta> - M <a, theta>^2 / 2; shape (batch,)."""
    along = (a * theta).sum(-1)
    error = s * along - M * along * along / 2 - y
    return error * error / 2


def bent_flow(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gradient flow of (F - y)^2 / 2 from 0, F = s <a, theta> - M <a, theta>^2 / 2, |a| = 1.

    In u = J^2 the flow is the logistic u' = u (Q - u), Q = s^2 - 2 M y, so that all is closed. For
    y < 0 the slope grows on the way. Inputs: s > 0, M >= 0, y != 0 with 2 M y < s^2, t (batch,), a
    (batch, p). Names: E_t, E_0, E_dot, the residual |F - y| (at t, 0) and its derivative; ell_t,
    ell_0, ell_dot, the length of the path and the speed; s_t = J at t; sigma = s, M, q =
    sqrt(s^2 - 2 M |y|), t. The implementation's speed is the size of the gradient by autograd.
    """
    s, M, y, a, t = p["s"], p["M"], p["y"], p["a"], p["t"]
    R, Q, kappa = y.abs(), s * s - 2 * M * y, 2 * M * y / (s * s)
    decay = torch.exp(-Q * t)
    J = torch.sqrt(Q / (1 - kappa * decay))
    E = R * Q / (s * s) * decay / (1 - kappa * decay)
    ell = 2 * R * (1 - decay) / ((1 - kappa * decay) * (s + J))  # 2 (R - E) / (s + J)
    reference = {
        "E_t": E, "E_0": R, "E_dot": -J * J * E, "ell_t": ell, "ell_0": 0 * R, "ell_dot": J * E,
        "s_t": J, "sigma": s, "M": M, "q": torch.sqrt(s * s - 2 * M * R), "t": t,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    sign = torch.where(y > 0, torch.ones_like(y), -torch.ones_like(y))
    theta = (sign * ell)[:, None] * a
    data = [plain(v) for v in (s, M, y, a)]
    found = AUTODIFF().gradient(lambda at: _bent_loss(*data, at), plain(theta))
    along = (a * theta).sum(-1)
    slope, error = s - M * along, s * along - M * along * along / 2 - y
    size = (s + M * ell) * (s * ell + M * ell * ell / 2 + R)
    theirs = returned(
        found, size[:, None] * a.abs(), (slope * error)[:, None] * a, 4 * a.shape[-1] + 24
    )
    ball = type(s)(theirs.value, theirs.explained)
    return Measured(reference, {"ell_dot": derived(torch.linalg.vector_norm(ball, dim=-1), theirs)})


# Linearised networks --------------------------------------------------------------------------


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


# Jacobians of full rank -----------------------------------------------------------------------

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


# Which minimum a method finds ------------------------------------------------------------------


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
