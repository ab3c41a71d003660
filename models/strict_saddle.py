"""The definition of a strict saddle: what it asks of a point, on three objectives in closed form.

One for which it holds with known constants, one on which the gradient is small far from the
minimiser, and one without stationary points. Scalars have shape (batch,), points and gradients
(batch, d).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata import inner
from lemmata.measure import Measured, confined, output, plain

from .autodiff import AUTODIFF
from .descent import steps
from .second_order import Data, dot


def cosine(x: Any) -> Any:
    """x_1^2/2 + cos x_2 for x (batch, 2); shape (batch,)."""
    return x[..., 0] * x[..., 0] / 2 + torch.cos(x[..., 1])


def cosine_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`cosine` at (x, y), with a triple (alpha, beta, gamma) for which it is strict saddle.

    Inputs x, y, margin > 0, room, p1, p2, p3 in [0, 1] (batch,). Quantities: x; S = |sin y|, co =
    cos y; delta, the distance of y to the odd multiples of pi; G, lam, D, the gradient norm, the
    lowest eigenvalue and the distance to the minima; alpha = G (1 + margin), or 3/4 where that is
    larger, a = gamma = arcsin alpha, beta = room sqrt(1 - alpha^2); alpha1 = p1 alpha, beta1 =
    p2 beta, gamma1 = gamma + p3; eps, tau, E = alpha, beta, gamma. The implementation
    differentiates the function.
    """
    x, y = p["x"], p["y"]
    sine, co, one = torch.sin(y), torch.cos(y), torch.ones_like(p["x"])
    turns = 2 * torch.round((plain(y) / torch.pi - 1) / 2) + 1
    delta = (y - 4 * torch.atan(one) * turns).abs()
    G = torch.sqrt(x * x + sine * sine)
    raised = G * (1 + p["margin"])
    alpha = torch.where(raised < 0.75, raised, one * 3 / 4)
    rest = torch.sqrt(1 - alpha * alpha)
    a = torch.atan(alpha / rest)
    made = {
        "x": x, "S": sine.abs(), "co": co, "delta": delta, "G": G, "alpha": alpha, "a": a,
        "lam": torch.minimum(one, -co), "D": torch.sqrt(x * x + delta * delta), "gamma": a,
        "beta": p["room"] * rest, "alpha1": p["p1"] * alpha, "beta1": p["p2"] * p["room"] * rest,
        "gamma1": a + p["p3"], "eps": alpha, "tau": p["room"] * rest, "E": a,
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    point = torch.stack([plain(x), plain(y)], -1)
    slope, bend = AUTODIFF().gradient(cosine, point), AUTODIFF().hessian(cosine, point)
    found = {
        "x": output(slope[:, 0], x.abs(), 8), "S": output(slope[:, 1].abs(), one, 8),
        "co": output(-bend[:, 1, 1], one, 8),
    }  # fmt: skip
    for name, given in found.items():  # the claims are inequalities, which larger values satisfy
        confined(given, made[name], name)
    return Measured(made, found)


def linear_term(a: Any, x: Any) -> Any:
    """<a, x> as a SymPy term, for vector symbols."""
    return inner(a, x)


def linear(a: Any, x: Any) -> Any:
    """<a, x> for a, x (batch, d); shape (batch,)."""
    return dot(a, x)


def linear_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """<a, x> at x and x - t a; the implementation differentiates the function.

    Inputs a, x (batch, d), t (batch,). Quantities: those, `gradient`, the values L0 and L1.
    """
    a, x, t = p["a"], p["x"], p["t"]
    end = x - t[:, None] * a
    made = {**p, "gradient": a, "L0": linear(a, x), "L1": linear(a, end)}
    if not implementation:
        return Measured(made)
    numbers, d = plain(a), a.shape[-1]
    found = AUTODIFF().gradient(lambda at: linear(numbers, at), plain(x))
    return Measured(made, {"gradient": output(found, a.abs(), d + 4)})


def root(x: Any) -> Any:
    """sqrt(1 + |x|^2) for x (batch, d); shape (batch,)."""
    return torch.sqrt(1 + dot(x, x))


def root_step(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A step of gradient descent on `root`. Inputs x (batch, d), eta, part <= 1 (batch,).

    Quantities: x, eta, z, the next iterate, g, the gradient at x, R, the value, gamma = part |x|.
    The implementation is the algorithm in the slot `descent`, run with lr = 1 on eta f, and the
    gradient of f.
    """
    x, eta, R = p["x"], p["eta"], root(p["x"])
    g = x / R[:, None]
    made = {
        "x": x, "eta": eta, "z": x - eta[:, None] * g, "g": g, "R": R,
        "gamma": p["part"] * torch.sqrt(dot(x, x)),
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    scale, d = plain(eta), x.shape[-1]
    (done,) = steps(lambda at: scale * root(at), plain(x), 1.0, 1)
    size = x.abs() + (eta[:, None] * x.abs()) / R[:, None]
    slope = output(AUTODIFF().gradient(root, plain(x)), x.abs() / R[:, None], 4 * d + 16)
    return Measured(made, {"z": output(done.after, size, 4 * d + 20), "g": slope})
