"""Gradient flows in closed form, measured at a drawn time; no equation is solved numerically."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from sympy import Expr, Symbol, diff, sympify
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, confined, derived, output, plain

from .arrays import over


class ClosedFormFlow:
    """Gradient flows with a closed form; the default of the slot `gradient_flow`."""

    def quadratic(self, h: Tensor, x: Tensor, t: Tensor) -> Tensor:
        """x(t) for f = sum of h_i x_i^2 / 2 from x; h, x (batch, d), t (batch,)."""
        return x * torch.exp(-h * t[:, None])

    def ring(self, c: Tensor, x: Tensor, t: Tensor) -> Tensor:
        """x(t) for f = c (|x|^2 - 1)^2 / 8 from x (batch, d); c, t (batch,)."""
        square = (x * x).sum(-1)
        spread = square * -torch.expm1(-c * t) + torch.exp(-c * t)
        return x / torch.sqrt(spread)[:, None]


FLOW = slot(
    "gradient_flow",
    ClosedFormFlow,
    "factory() -> object with quadratic(h, x, t) and ring(c, x, t) -> x(t) (batch, d)",
)


def flow(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gradient flow from x at the time t (batch,), in closed form.

    options: objective, `quadratic` (sum of h_i x_i^2 / 2; data h (batch, d), zeros allowed) or
    `ring` (c (|x|^2 - 1)^2 / 8, minimisers on the unit sphere, a maximum at 0; data c (batch,)).
    Names: F_t, F_0, gg_t, speed_t, F_dot (= dF/dt), t; mu, the largest Polyak-Lojasiewicz constant
    on the path up to t; apart, the distance |x(t) - x|; length of the path up to t, for the ring
    and for equal nonzero h.
    """
    ring = options["objective"] == "ring"
    x, t = p["x"], p["t"]
    if ring:
        made = _ring(p["c"], (x * x).sum(-1), t)
        made["apart"] = made["length"]  # the path is a straight line
    else:
        h = p["h"]
        moved = x * torch.exp(-h * t[:, None])
        made = _quadratic(h, x, moved)
        steepest = h.amax(-1)
        size = torch.sqrt((torch.where(h > 0, x, 0 * x) ** 2).sum(-1))
        made["length"] = size * -torch.expm1(-steepest * t)
        made["apart"] = torch.linalg.vector_norm(x * -torch.expm1(-h * t[:, None]), dim=-1)
    made["t"] = t
    if not implementation:
        return Measured(made)
    theirs = FLOW()
    if ring:
        decay = p["c"] * t
        grown = x / torch.sqrt((x * x).sum(-1) * -torch.expm1(-decay) + torch.exp(-decay))[:, None]
        companion = grown.abs() * (1 + decay)[:, None]
        found = output(theirs.ring(plain(p["c"]), plain(x), plain(t)), companion, x.shape[-1] + 24)
        confined(found, grown, "x(t) on the ring")  # values and rates know |x(t)| alone
    else:
        companion = moved.abs() * (1 + h * t[:, None])
        found = output(theirs.quadratic(plain(h), plain(x), plain(t)), companion, 12)
        confined(found, moved, "x(t) of a quadratic")
    around = type(x)(found.value, found.explained)
    if ring:
        off = (around * around).sum(-1) - 1
        value = p["c"] * off * off / 8
    else:
        value = (h * around * around).sum(-1) / 2
    apart = derived(torch.linalg.vector_norm(around - x, dim=-1))
    return Measured(made, {"F_t": derived(value), "apart": apart})


def _quadratic(h: Any, x: Any, moved: Any) -> dict[str, Any]:
    F, gg = (h * moved * moved).sum(-1) / 2, (h * h * moved * moved).sum(-1)
    # |grad|^2 / (2 F) is a mean of the h_i that moves to the smaller ones as time goes on.
    mu = over(gg, 2 * F, torch.ones_like(F))
    return {
        "F_t": F, "F_0": (h * x * x).sum(-1) / 2, "gg_t": gg, "F_dot": -gg, "mu": mu,
        "speed_t": torch.sqrt(gg),
    }  # fmt: skip


def _ring(c: Any, u: Any, t: Any) -> dict[str, Any]:
    """u = |x|^2 solves u' = -c u (u - 1), the logistic equation; u (batch,)."""
    decay = torch.exp(-c * t)
    spread = u * -torch.expm1(-c * t) + decay
    later, off = u / spread, (u - 1) * decay / spread
    gg = c * c * off * off * later / 4
    # |grad|^2 / (2 F) = c u, and u moves monotonically towards 1.
    return {
        "F_t": c * off * off / 8, "F_0": c * (u - 1) * (u - 1) / 8, "gg_t": gg, "F_dot": -gg,
        "mu": c * torch.minimum(u, later), "speed_t": torch.sqrt(gg),
        "length": (torch.sqrt(later) - torch.sqrt(u)).abs(),
    }  # fmt: skip


def exact_flow(
    names: str, f: Expr, x: Symbol, path: Callable[[Any], Expr], mu: Any, inf: Any = 0
) -> dict[str, Any]:
    """A gradient flow on the line as functions of time, for witnesses.

    `path` maps the time to the point. Those of F, gg, v (the speed) that `names` lists, and mu.
    """
    slope = diff(f, x)

    def at(term: Expr) -> Callable[[Any], Expr]:
        return lambda t: term.subs(x, path(t))

    made = {"F": at(f - sympify(inf)), "gg": at(slope**2), "v": at(slope)}
    return {**{name: made[name] for name in names.split()}, "mu": sympify(mu)}
