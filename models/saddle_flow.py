"""Dynamics near stationary points: how the gradient moves, exact flows, descent on x^3.

The flow of f(x) = sum of h_i x_i^2 / 2 + c x_1^3 / 6 has a closed form: every coordinate but the
first decays or grows exponentially, the first is logistic. Its Hessian is |c|-Lipschitz.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.autograd.functional import jvp

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, confined, derived, output, plain

from . import pca
from .autodiff import Value
from .descent import steps
from .second_order import (
    NAMES,
    POLYNOMIAL,
    Data,
    data_of,
    dot,
    gradient,
    hessian,
    sizes,
    times,
)


class Motion:
    """The gradient along x' = -grad f by PyTorch; the default of the slot `motion`."""

    def gradient(self, value: Value, x: Tensor) -> tuple[Tensor, Tensor]:
        """grad f and its time derivative at x (batch, d), for value: (batch, d) -> (batch,)."""
        here = _slope(value, x.detach().requires_grad_(True)).detach()
        moved: Tensor = jvp(lambda y: _slope(value, y), x, -here)[1]  # type: ignore[no-untyped-call]
        return here, moved

    def square(self, value: Value, x: Tensor) -> Tensor:
        """The time derivative of |grad f|^2 at x; shape (batch,)."""
        here = _slope(value, x.detach().requires_grad_(True)).detach()

        def square(y: Tensor) -> Tensor:
            return (_slope(value, y) ** 2).sum(-1)

        moved: Tensor = jvp(square, x, -here)[1]  # type: ignore[no-untyped-call]
        return moved


def _slope(value: Value, x: Tensor) -> Tensor:
    """grad f at x, which requires gradients, itself differentiable; (batch, d)."""
    (found,) = torch.autograd.grad(value(x).sum(), x, create_graph=True)
    return found


MOTION = slot(
    "motion",
    Motion,
    "factory() -> object with gradient(value, x) -> (grad f, d/dt grad f), each (batch, d), and "
    "square(value, x) -> d/dt |grad f|^2 (batch,), along x' = -grad f",
)


def _moving(p: Data, x: Any, known: Mapping[str, Any]) -> dict[str, Output]:
    """What the implementation says of the gradient g, of gdot and of the rate of |g|^2."""
    numbers, d = [plain(p[name]) for name in NAMES], x.shape[-1]

    def value(y: Tensor) -> Tensor:
        found: Tensor = POLYNOMIAL()(*numbers, y)
        return found

    motion = MOTION()
    here, moved = motion.gradient(value, plain(x))
    slope = gradient(sizes(p), x.abs())
    bend = times(hessian(sizes(p), x.abs()), slope)
    square = motion.square(value, plain(x))
    return {
        "g": pca.returned(here, slope, known["g"], 4 * d + 16),
        "gdot": pca.returned(moved, bend, known["gdot"], 9 * d + 40),
        "rate": pca.returned(square, 2 * dot(slope, bend), known["rate"], 10 * d + 48),
    }


def gradient_motion(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """The polynomial of `models.second_order` at x, moving with the velocity w = -grad f(x).

    Quantities: x, g, H, w, gdot = H w and rate = 2 <g, gdot>, the derivative of |g|^2.
    """
    data, x = data_of(p), p["x"]
    g, H = gradient(data, x), hessian(data, x)
    gdot = times(H, -g)
    made = {"x": x, "g": g, "H": H, "w": -g, "gdot": gdot, "rate": 2 * dot(g, gdot)}
    return Measured(made, _moving(data, x, made) if implementation else None)


def near_saddle(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """The same at x near 0, where the Hessian H0 = V diag(lam) V' is planted, V a reflection.

    Inputs lam, turn, b, a, w, x (batch, d), c, q, slack (batch,). Quantities: g, H, H0, gdot,
    e a unit eigenvector of the least eigenvalue -gam, L = |g|, Ldot = <g, gdot> / L (0 where L is),
    k = |(H - H0) g| / |g| times 1 + |slack|: the least change of the Hessian that explains g.
    """
    V, lam, x = pca.reflection(p["turn"]), p["lam"], p["x"]
    H0 = (V * lam[:, None, :]) @ V.mT
    data = {**{name: p[name] for name in "bcaqw"}, "A": H0}
    g, H = gradient(data, x), hessian(data, x)
    gdot, shift = -times(H, g), times(H - H0, g)
    L, one = torch.sqrt(dot(g, g)), torch.ones_like(p["c"])
    safe = torch.where(L > 0, L, one)
    lowest = plain(lam).argmin(-1)
    made = {
        "g": g, "H": H, "H0": H0, "gdot": gdot, "rate": 2 * dot(g, gdot), "L": L,
        "e": V.mT[torch.arange(len(lowest), device=lowest.device), lowest],
        "gam": -lam.amin(-1), "Ldot": dot(g, gdot) / safe,
        "k": (1 + p["slack"].abs()) * torch.sqrt(dot(shift, shift)) / safe,
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    found = _moving(data, x, made)
    rate = type(x)(found["rate"].value, found["rate"].explained) / (2 * safe)
    return Measured(made, {**found, "Ldot": derived(rate, found["rate"])})


# Closed forms -------------------------------------------------------------------------------------


class LogisticFlow:
    """The flow of sum of h_i x_i^2 / 2 + c x_1^3 / 6; the default of the slot `saddle_flow`."""

    def position(self, h: Tensor, c: Tensor, x: Tensor, t: Tensor) -> Tensor:
        """x(t) from x (batch, d), for h (batch, d), h_1 < 0, c and t (batch,)."""
        moved = x * torch.exp(-h * t[:, None])
        growth = -torch.expm1(-h[:, 0] * t) / h[:, 0]
        first = moved[:, 0] / (1 + c * x[:, 0] / 2 * growth)
        return torch.cat([first[:, None], moved[:, 1:]], 1)


SADDLE_FLOW = slot(
    "saddle_flow",
    LogisticFlow,
    "factory() -> object with position(h, c, x, t) -> x(t) (batch, d), the gradient flow of "
    "sum of h_i x_i^2 / 2 + c x_1^3 / 6",
)


def flow(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """The flow above from x at the time t, before x_1 blows up, as it does where c x_1 < 0.

    Inputs x, h (batch, d), c, t (batch,); h_1 < 0, and the others are raised to the curvature
    h_1 + c x_1 < 0 at the start, whose direction e is the first axis. Quantities, of g(t) = grad
    f(x(t)): a = <e, g> and L = |g| at 0 and t, their derivatives a_dot and L_dot at t; D_t = -<e,
    x(t) - x(0)>, its derivative D_dot = a_t, D_0 = 0, R_t = |x(t) - x(0)|, gam = -h_1 - c x_1 and k
    = |c| R_t, the change of the Hessian up to t.
    """
    x, c, t = p["x"], p["c"], p["t"]
    start = p["h"][:, 0] + c * x[:, 0]
    h = torch.cat([p["h"][:, :1], torch.maximum(p["h"][:, 1:], start[:, None])], 1)
    at = _position(h, c, x, t)
    side = -torch.where(x[:, 0] < 0, -torch.ones_like(c), torch.ones_like(c))

    def measured(y: Any) -> dict[str, Any]:
        first = c / 2 * y[:, 0] * y[:, 0]
        g = h * y + torch.cat([first[:, None], 0 * y[:, 1:]], 1)
        bend = h + torch.cat([(c * y[:, 0])[:, None], 0 * y[:, 1:]], 1)
        gdot, moved = -bend * g, y - x
        L = torch.sqrt(dot(g, g))
        return {
            "a_t": side * g[:, 0], "a_dot": side * gdot[:, 0], "L_t": L,
            "L_dot": dot(g, gdot) / torch.where(L > 0, L, torch.ones_like(L)),
            "D_t": -side * moved[:, 0], "D_dot": side * g[:, 0],
            "R_t": torch.sqrt(dot(moved, moved)),
        }  # fmt: skip

    made, origin = measured(at), measured(x)
    made |= {"a_0": origin["a_t"], "L_0": origin["L_t"], "D_0": 0 * t, "t": t, "gam": -start}
    made["k"] = c.abs() * made["R_t"]
    if not implementation:
        return Measured(made)
    decay = 1 + (h * t[:, None]).abs()
    given = SADDLE_FLOW().position(plain(h), plain(c), plain(x), plain(t))
    found = pca.returned(given, at.abs() * decay * decay, at, 40)
    confined(found, at, "x(t)")  # lengths do not show a coordinate that decays
    theirs = measured(type(x)(found.value, found.explained))
    names = ("a_t", "L_t", "R_t", "D_t")
    return Measured(made, {n: derived(theirs[n], found) for n in names})


def _position(h: Any, c: Any, x: Any, t: Any) -> Any:
    moved = x * torch.exp(-h * t[:, None])
    growth = -torch.expm1(-h[:, 0] * t) / h[:, 0]
    left = torch.relu(1 + c * x[:, 0] / 2 * growth)  # 0 from the blow-up on: nothing is known then
    return torch.cat([(moved[:, 0] / left)[:, None], moved[:, 1:]], 1)


# Gradient descent on x^3 --------------------------------------------------------------------------


def cubic_run(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gradient descent on x^3 from x > 0 (batch,), by the algorithm in the slot `descent`.

    options: eta (Fraction), steps. A row for every index k = 1, ..., steps - 1: k, x_k, x_next,
    x_0, eta, s_k = 3 eta k, s_next, s_0 = 0, q = 1 - 3 eta x_0.
    """
    eta, count, one = options["eta"], options["steps"], torch.ones_like(p["x"])
    zero = 0 * one[:, None]
    cubic = {"b": zero, "A": zero[:, None], "c": one, "a": zero + 1, "q": 0 * one, "w": zero}
    numbers = [plain(cubic[name]) for name in NAMES]

    def rows(path: list[Any]) -> dict[str, Any]:
        kept = range(1, count)
        return {
            "x_k": torch.cat([path[k] for k in kept]),
            "x_next": torch.cat([path[k + 1] for k in kept]),
            "x_0": torch.cat([path[0] for _ in kept]),
        }

    exact = [p["x"]]
    for _ in range(count):
        exact.append(exact[-1] - 3 * eta * exact[-1] * exact[-1])
    index = torch.cat([k * one for k in range(1, count)])
    made = {**rows(exact), "k": index, "eta": (0 * index + 1) * eta, "s_0": 0 * index}
    made |= {"s_k": 3 * eta * index, "s_next": 3 * eta * (index + 1)}
    made["q"] = 1 - 3 * eta * made["x_0"]
    if not implementation:
        return Measured(made)
    around, returned = [p["x"]], [Output(plain(p["x"]), 0 * plain(p["x"]))]
    start = plain(p["x"])[:, None]
    for step in steps(lambda x: POLYNOMIAL()(*numbers, x), start, float(eta), count):
        x = around[-1]
        square = 3 * eta * x * x
        returned.append(output(step.after[:, 0], x.abs() + square, 12))
        # The exact iterate and the exact step from the computed one both lie in x - square.
        width = returned[-1].explained + 2 * (x - square).rad
        around.append(type(x)(returned[-1].value, width))
    found = [derived(x, *returned[: k + 1]) for k, x in enumerate(around)]
    theirs = {
        name: Output(
            *(torch.cat([getattr(o, part) for o in path]) for part in ("value", "explained"))
        )
        for name, path in {"x_k": found[1:-1], "x_next": found[2:]}.items()
    }
    return Measured(made, theirs)
