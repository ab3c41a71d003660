"""One step of gradient descent on the line, followed back from its end to its start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from sympy import Expr, Symbol, diff, sympify

from lemmata.measure import Measured, derived

from .descent_runs import enclosed_run
from .line_objectives import ZOO


def line_step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """One step on the line, seen from its end z: quantities at distance r back towards x.

    options: objective (`least squares` with A (batch, 1, 1), `sine` or `well`), eta, part (Fraction
    in (0, 1], r = part T). Names: g, T (size of the step); F_r, h_r at z + r, slope_r = dF/dr,
    F_0 at z; r; mu, a Polyak-Lojasiewicz constant (for the sine c/32, below the best 0.1755 c), and
    beta, a bound on the second derivative, both valid on the whole segment when beta T <= g.
    """
    objective, eta, part = ZOO[options["objective"]], options["eta"], options["part"]
    data = {name: value for name, value in p.items() if name != "x"}
    x = p["x"]
    slope = objective.gradient(data, x)
    z = x - eta * slope
    y = x if part == 1 else z + part * eta * slope
    side = torch.sign(slope[..., 0])
    h = side * objective.gradient(data, y)[..., 0]
    g = slope[..., 0].abs()
    if options["objective"] == "least squares":
        mu = beta = (data["A"] * data["A"]).sum((-2, -1))
    elif options["objective"] == "sine":
        mu, beta = data["c"] / 32, 8 * data["c"]
    else:
        mu, beta = 2 * data["c"], data["c"] * (2 + 12 * (x * x).sum(-1))
    reference = {
        "g": g, "T": eta * g, "r": part * eta * g, "h_r": h, "slope_r": h, "mu": mu, "beta": beta,
        "F_r": objective.value(data, y), "F_0": objective.value(data, z),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    _, around = enclosed_run(objective, data, x, eta, 1)[-1]
    return Measured(reference, {"F_0": derived(objective.value(data, around))})


def exact_way_back(t: Symbol, f: Expr, *, z: Any, inf: Any = 0, **constants: Any) -> dict[str, Any]:
    """`line_step` for a SymPy function of t, as functions of the distance r from z: F, h."""
    slope = diff(f, t)
    return {
        "F": lambda r: (f - sympify(inf)).subs(t, sympify(z) + r).expand(),
        "h": lambda r: slope.subs(t, sympify(z) + r).expand(),
        **{name: sympify(value) for name, value in constants.items()},
    }
