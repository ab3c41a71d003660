"""Gradient flow seen through the tangent kernel: velocities of outputs, and flows in closed form.

Velocities are those of the networks in `models.networks`. Flows are written in an orthogonal
eigenbasis of the kernel (`models.pca.reflection`, rational entries); no differential equation is
solved numerically. Arrays have the batch first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, derived, output, plain

from . import networks
from .networks import Networks
from .pca import reflection, returned

# Losses -------------------------------------------------------------------------------------------


def _square(u: Tensor, y: Tensor) -> Tensor:
    return functional.mse_loss(u, y) / 2


def _logistic(u: Tensor, y: Tensor) -> Tensor:
    # Not `softplus(-y u)`: torch replaces it by its argument from 20 on, off by exp(-20).
    return -functional.logsigmoid(y * u).mean()


LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"square": _square, "logistic": _logistic}
"""(1/n) sum_i l(u_i, y_i) with l = (u - y)^2 / 2 or log(1 + exp(-y u)), for u, y (n,)."""


def slopes(loss: str, u: Any, y: Any) -> Any:
    """The derivative of l in its first argument; shape of u."""
    return u - y if loss == "square" else -y * torch.sigmoid(-y * u)


def _slopes_companion(loss: str, u: Any, y: Any) -> Any:
    """What bounds the slopes and, times a rounding of u, their change; `u` is a companion too."""
    return u + y.abs() if loss == "square" else y.abs() * (1 + y.abs() * u)


# Velocities ---------------------------------------------------------------------------------------


def velocities(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Outputs of a network under gradient flow, at one time. Inputs: W, a, X, y (batch, n).

    options: loss, a name in `LOSSES`, or `half squares` for sum_i (u_i - y_i)^2 / 2. Names: J
    (batch, n, m d) and H (batch, n, n), the closed-form Jacobian and kernel; u, y; e, the slopes of
    the loss; theta_dot (batch, m d), minus the gradient of the loss in W by autograd; u_dot, the
    velocity of the outputs along minus the gradient in all parameters, by the Jacobian of autograd.
    """
    W, a, X, y = p["W"], p["a"], p["X"], p["y"]
    whole = options["loss"] == "half squares"
    name, count = ("square", 1) if whole else (options["loss"], X.shape[1])
    u, J, H = networks.outputs(W, a, X), networks.jacobian(W, a, X), networks.kernel(W, X)
    e = slopes(name, u, y)
    theta_dot = -(J.mT @ e[:, :, None])[:, :, 0] / count
    reference = {
        "J": J, "H": H, "u": u, "y": y, "e": e, "theta_dot": theta_dot,
        "u_dot": (J @ theta_dot[:, :, None])[:, :, 0],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    loss = networks.half_squares if whole else LOSSES[name]
    theirs = Networks(plain(W), plain(a))
    down, moving = theirs.descent(plain(X), plain(y), loss)
    e_size = _slopes_companion(name, networks.outputs_companion(W, a, X), y)[:, :, None]
    J_size = networks.gradients_companion(W, a, X).flatten(2)
    theta_size = (J_size.mT @ e_size) / count
    operations = networks.output_operations(W) + X.shape[1] + 16
    found = {
        "theta_dot": (down[theirs.first].flatten(1), theta_size[:, :, 0], operations),
        "u_dot": (moving, (J_size @ theta_size)[:, :, 0], operations + J.shape[2] + 4),
    }
    return Measured(
        reference,
        {k: returned(v, size, reference[k], count) for k, (v, size, count) in found.items()},
    )


# Flows of a residual ------------------------------------------------------------------------------


class MatrixExponential:
    """r(t) = exp(-t H) r; the default of the slot `kernel_flow`."""

    def residual(self, H: Tensor, r: Tensor, t: Tensor) -> Tensor:
        """Residuals at the times t (batch,) for constant H (batch, n, n), from r (batch, n)."""
        moved: Tensor = torch.linalg.matrix_exp(-H * t[:, None, None]) @ r[:, :, None]
        return moved[:, :, 0]


KERNEL_FLOW = slot(
    "kernel_flow",
    MatrixExponential,
    "factory() -> object with residual(H (batch, n, n), r (batch, n), t (batch,)) -> (batch, n), "
    "the solution at t of r' = -H r",
)


def _apply(M: Any, v: Any) -> Any:
    return (M @ v[:, :, None])[:, :, 0]


def _exponential_operations(H: Any, t: Any) -> int:
    """Roundings of a scaled and squared Taylor series of exp(-t H) of any degree up to 24.

    With s squarings of a series at t H / 2^s, of norm at most 1, every entry of the result goes
    through at most 2^s (24 (n + 2) + n) roundings. The companion is e^(t |H|) |r|.
    """
    size = float((plain(H).flatten(1).norm(dim=1) * plain(t)).max())
    n = H.shape[-1]
    return int(2 ** max(0, torch.tensor(size).log2().ceil().item()) * (24 * (n + 2) + n)) + 8


def _flowing(H: Any, r: Any, t: Any) -> Output:
    """The residual that the implementation returns for an exact r, with what explains its error."""
    value = KERNEL_FLOW().residual(plain(H), plain(r), plain(t))
    growth = torch.exp(torch.sqrt((H * H).sum((-2, -1))) * t) * r.abs().sum(-1)
    companion = growth[:, None] * torch.ones_like(r)
    made = output(value, companion, _exponential_operations(H, t))
    # The midpoint of H is off by its radius, which moves r(t) by at most t |dH| times `growth`.
    off = growth * (type(H).exact(H.rad).sum((-2, -1)) * t)
    return Output(made.value, (type(H).exact(made.explained) + off[:, None]).upper())


def _half_square(r: Any) -> Any:
    return (r * r).sum(-1) / 2


def _as_ball(found: Output, like: Any) -> Any:
    return type(like)(found.value, found.explained)


def residual_flow(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """r' = -(1/n) H(t) r with H(t) = Q diag(lam + wave sin(t)^2) Q', in closed form at the time t.

    Inputs: w (batch, k) for Q = reflection(w), lam and wave (batch, k) >= 0, r (batch, k) = r(0),
    n (batch,) > 0, t (batch,). Names: R_t, R_0 (half the square of the residual), R_dot, q_t =
    <r(t), H(t) r(t)>, mu the smallest lam_i, n, t. The implementation runs where the option `wave`
    is off.
    """
    Q, lam, wave, r, n, t = reflection(p["w"]), p["lam"], p["wave"], p["r"], p["n"], p["t"]
    time, c = t[:, None], _apply(Q.mT, r)
    swing = time / 2 - torch.sin(time) * torch.cos(time) / 2
    moved = c * torch.exp(-(lam * time + wave * swing) / n[:, None])
    q = ((lam + wave * torch.sin(time) ** 2) * moved * moved).sum(-1)
    reference = {
        "R_t": _half_square(moved), "R_0": _half_square(r), "R_dot": -q / n, "q_t": q,
        "mu": lam.amin(-1), "n": n, "t": t,
    }  # fmt: skip
    if not implementation or options["wave"]:
        return Measured(reference)
    found = _flowing((Q * (lam / n[:, None])[:, None, :]) @ Q.mT, r, t)
    return Measured(reference, {"R_t": derived(_half_square(_as_ball(found, r)), found)})


def linear_model(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """u = Phi theta with Phi = Q diag(s) P', one eigenvector v of K = Phi Phi' at a time.

    Inputs: w (batch, k), z (batch, l) for Q = reflection(w) and P the first columns of
    reflection(z), s (batch, min(k, l)), r (batch, k) = r(0), b (batch, k), n and t (batch,); option
    mode, the number of v (beyond min(k, l): a zero eigenvalue). Names: Phi, v, kappa, r_t,
    K, u_dot, b, c_t = <v, r(t)>, c_0, c_dot, n, t.
    """
    Q, P, s, r, n, t = reflection(p["w"]), reflection(p["z"]), p["s"], p["r"], p["n"], p["t"]
    rank, mode = s.shape[-1], options["mode"]
    Phi = (Q[:, :, :rank] * s[:, None, :]) @ P[:, :, :rank].mT
    lam = torch.cat([s * s, torch.zeros_like(r[:, rank:])], 1)
    c = _apply(Q.mT, r)
    moved = c * torch.exp(-lam * t[:, None] / n[:, None])
    now, K = _apply(Q, moved), Phi @ Phi.mT
    kappa = lam[:, mode]
    reference = {
        "Phi": Phi, "v": Q[:, :, mode], "kappa": kappa, "r_t": now, "b": p["b"], "n": n, "t": t,
        "u_dot": -_apply(Q, lam * moved) / n[:, None], "c_t": moved[:, mode], "c_0": c[:, mode],
        "c_dot": -kappa * moved[:, mode] / n, "K": K,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    found = _flowing(K / n[:, None, None], r, t)
    theirs = (Q[:, :, mode] * _as_ball(found, r)).sum(-1)
    return Measured(reference, {"c_t": derived(theirs, found)})


# Training of a network ----------------------------------------------------------------------------


def training(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gradient flow of sum_i (y_i - f(x_i))^2 / 2 for orthogonal inputs, before any neuron flips.

    The inputs x_i = s_i P e_i are orthogonal, so that the kernel is diag(h), h_i = s_i^2 c_i / m
    for the c_i neurons that see x_i, and every residual decays by itself. Inputs: Z (batch, m, d),
    the weights in the basis P = reflection(w), w (batch, d); a (batch, m), s (batch, n) > 0; theta
    (batch, n) in (-1, 1), the residual as a part of what turns no neuron off; t (batch,). Names:
    R_t, R_0, R_dot, q_t = <r, H r>, lam0 = 2 min h, t. The implementation is the network at the
    weights of the times 0 and t.
    """
    Z, a, s, t, P = p["Z"], p["a"], p["s"], p["t"], reflection(p["w"])
    m, n = Z.shape[1], s.shape[1]
    X, W = s[:, :, None] * P.mT[:, :n], Z @ P.mT
    along = s[:, :, None] * Z[:, :, :n].mT  # <w_k, x_i>, (batch, n, m)
    one = torch.ones_like(along)
    on = torch.where(along > 0, one, 0 * one)
    seen = on.sum(-1)
    some = torch.where(seen > 0, torch.ones_like(seen), 0 * seen)
    h = s * s * seen / m
    root = torch.sqrt(m * torch.ones_like(s))
    largest = along.abs().amax(-1)[:, :, None]
    margin = torch.where(along > 0, along, 2 * largest).amin(-1)
    r = p["theta"] * seen * margin / root + p["theta"] * (1 - some)
    decay = torch.exp(-h * t[:, None])
    spent = r * (1 - decay) / torch.where(seen > 0, h, torch.ones_like(h)) * some / root
    moved = W + ((on * a[:, None, :]).mT * spent[:, None, :]) @ X
    now, q = r * decay, h * r * decay * r * decay
    reference = {
        "R_t": _half_square(now), "R_0": _half_square(r), "q_t": q.sum(-1), "R_dot": -q.sum(-1),
        "lam0": 2 * h.amin(-1), "t": t,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    y = networks.outputs(W, a, X) + r
    theirs = {}
    for name, weights in {"R_0": W, "R_t": moved}.items():
        around = networks.outputs(weights, a, X)
        size = networks.outputs_companion(weights, a, X)
        value = Networks(plain(weights), plain(a)).outputs(plain(X))
        found = returned(value, size, around, networks.output_operations(W))
        theirs[name] = derived(_half_square(y - _as_ball(found, r)), found)
    return Measured(reference, theirs)


# Flows on the line --------------------------------------------------------------------------------


def line_flow(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """x' = f(x) on the line from x(0) = x > 0, in closed form at the time t.

    Inputs: x, t (batch,), for `linear` also c >= 0 and K > 0. option f: `linear` (c - K x),
    `square` (1 - x^2) or `exponential` (exp(-x)). Names: x_t, x_0, x_dot, f_t, t, and c, K with
    f >= c - K x on the path: 1 and max(1, x(0)) for the square, 1 and 1 for the exponential.
    """
    x, t = p["x"], p["t"]
    one = torch.ones_like(x)
    c, K = one, one
    if options["f"] == "linear":
        c, K = p["c"], p["K"]
        decay = torch.exp(-K * t)
        now = x * decay + c / K * (1 - decay)
        slope = c - K * now
    elif options["f"] == "square":
        K, speed = torch.maximum(one, x), torch.tanh(t)
        now = (x + speed) / (1 + x * speed)
        slope = (1 - x * x) * (1 - speed * speed) / (1 + x * speed) ** 2
    else:
        now = torch.log(torch.exp(x) + t)
        slope = 1 / (torch.exp(x) + t)
    f = {"linear": c - K * now, "square": 1 - now * now, "exponential": torch.exp(-now)}
    return Measured(
        {"x_t": now, "x_0": x, "x_dot": slope, "f_t": f[options["f"]], "c": c, "K": K, "t": t}
    )
