"""Gradient flow of two-layer networks whose gates do not flip, in closed form.

The inputs are x_i = c_i e_i, so that the residuals decouple: r_i(t) = r_i exp(-h_i t), h_i = c_i^2
times the share of neurons that are on at x_i, and a neuron moves along the inputs at which it is
on. Residuals are chosen so small that no weight changes its sign, so no gate flips.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, output, plain

from . import networks


def _flow(p: Mapping[str, Any], slower: int) -> dict[str, Any]:
    """Residuals and the first neuron at time t; rates are those of the sum, divided by `slower`.

    Inputs: W (batch, m, n), with the first neuron on at every input; c (batch, n), positive; u
    (batch, n) in [-1, 1]; t (batch,). The residuals are u h / (2 c): the weights move by less than
    half of 1, and |W| >= 1.
    """
    W, c, u, t = (p[name] for name in ("W", "c", "u", "t"))
    X = torch.diag_embed(c)
    h = torch.diagonal(networks.kernel(W, X), dim1=-2, dim2=-1)
    r, rate = u * h / (2 * c), h / slower
    left = torch.exp(-rate * t[:, None])
    gone = -torch.expm1(-rate * t[:, None])
    root = torch.sqrt(W.shape[1] * torch.ones_like(t))
    moved = c * (r / h) * gone / root[:, None]  # one entry for each input
    velocity = c * r * left / slower / root[:, None]
    D = torch.linalg.vector_norm(moved, dim=1)
    safe = torch.where(D > 0, D, torch.ones_like(D))
    speed = (moved * velocity).sum(1) / safe
    return {
        "t": t, "h": h, "r": r, "left": left, "rate": rate, "root": root, "D_t": D,
        "D_0": 0 * t, "D_dot": torch.where(D > 0, speed, 0 * D),
    }  # fmt: skip


def fixed_gates(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The flow of sum_i r_i^2 / 2 and its first neuron; inputs as in `_flow`.

    Names: t; D_t, D_0, D_dot, distance from the start and its derivative; r_t, r_0, norms of the
    residual; lam = min h_i; c = max |x_i| sqrt(n / m).
    """
    made = _flow(p, 1)
    n = made["r"].shape[1]
    size = torch.sqrt(n * torch.ones_like(made["t"]))
    return Measured(
        {
            **{name: made[name] for name in ("t", "D_t", "D_0", "D_dot")},
            "r_t": torch.linalg.vector_norm(made["r"] * made["left"], dim=1),
            "r_0": torch.linalg.vector_norm(made["r"], dim=1),
            "lam": made["h"].amin(1),
            "c": p["c"].amax(1) * size / made["root"],
        }
    )


def fixed_gates_mean_loss(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The flow of (1/n) sum_i r_i^2 / 2 and its first neuron; inputs as in `_flow`, c <= 1.

    Names: t; D_t, D_0, D_dot; a_t, the mean |r_i|; q_t, q_0, q_dot, the mean r_i^2; m; C, the mean
    |r_i| at time 0.
    """
    n = p["u"].shape[1]
    made = _flow(p, n)
    r, at_t = made["r"], made["r"] * made["left"]
    return Measured(
        {
            **{name: made[name] for name in ("t", "D_t", "D_0", "D_dot")},
            "a_t": torch.abs(at_t).mean(1), "C": torch.abs(r).mean(1),
            "q_t": (at_t * at_t).mean(1), "q_0": (r * r).mean(1),
            "q_dot": -2 * (made["rate"] * at_t * at_t).mean(1),
            "m": p["W"].shape[1] * torch.ones_like(made["t"]),
        }
    )  # fmt: skip


def widths(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The smallest widths and the radii of the convergence theorem.

    Inputs (batch,): n, C, delta, lam0 and share in [0, 1], the part of the largest |r(0)|. Names:
    n, C, delta, lam0, p = pi, r, R, L (the radii), m, width.
    """
    n, C, delta, lam0 = (p[name] for name in ("n", "C", "delta", "lam0"))
    pi = 4 * torch.atan(torch.ones_like(n))
    square, eighth = C * C, (C * C) ** 4
    return Measured(
        {
            "n": n, "C": C, "delta": delta, "lam0": lam0, "p": pi,
            "r": p["share"] * torch.sqrt(3 * n * square / (2 * delta)),
            "R": torch.sqrt(2 * pi) * delta * lam0 / (16 * n * n * square),
            "L": torch.sqrt(pi / 2) * lam0 / (16 * n * square),
            "m": 768 * n**6 * eighth / (pi * delta**3 * lam0**4),
            "width": 3072 * n**4 * eighth / (pi * delta * lam0**4),
        }
    )  # fmt: skip


def main(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The quantities of the convergence theorem along the flow of `fixed_gates`.

    Names besides those of `fixed_gates`: r_dot, the derivative of |r|; least_t = least_0 = min h_i;
    lam0 = 4 least_0 / 3; lam = lam0 / 2; R, the smallest radius that the theorem allows.
    """
    made, known = _flow(p, 1), fixed_gates(p, options, implementation).reference
    at_t, least = made["r"] * made["left"], known["lam"]
    lam = 2 * least / 3
    return Measured(
        {
            **known,
            "r_dot": -(made["h"] * at_t * at_t).sum(1) / known["r_t"],
            "least_t": least, "least_0": least, "lam0": 4 * least / 3, "lam": lam,
            "R": known["c"] * known["r_0"] / lam,
        }
    )  # fmt: skip


def neuron_gradient(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The first neuron of a network with loss sum_i r_i^2 / 2. Inputs: W, a, X, y.

    Names: X; r = f - y; s, a_0 r where its gate is open; G, the gradient in its weights; root =
    sqrt(m); C = max |x_i|, or 1 when all inputs are 0.
    """
    W, a, X, y = (p[name] for name in ("W", "a", "X", "y"))
    r = networks.outputs(W, a, X) - y
    size = torch.linalg.vector_norm(X, dim=-1).amax(1)
    one = torch.ones_like(size)
    reference = {
        "X": X, "r": r, "s": a[:, :1] * networks.patterns(W, X)[:, :, 0] * r,
        "G": networks.loss_gradient(W, a, X, y)[:, 0],
        "root": torch.sqrt(W.shape[1] * one), "C": torch.where(size > 0, size, one),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    module = networks.Networks(plain(W), plain(a))
    down, _ = module.descent(plain(X), plain(y), networks.half_squares)
    weights = networks.gradients_companion(W, a, X)[:, :, 0]
    short = y.abs() + networks.outputs_companion(W, a, X)
    companion = (short[..., None] * weights).sum(1)
    count = networks.output_operations(W) + X.shape[1] + 8
    return Measured(reference, {"G": output(-down[module.first][:, 0], companion, count)})
