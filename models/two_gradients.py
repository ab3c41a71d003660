"""One step of gradient descent seen with the gradient after it, and exact points of such steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from sympy import Expr, Symbol, diff, sympify

from lemmata.measure import Measured, Output, derived

from .arrays import over
from .descent_runs import enclosed_run
from .line_objectives import ZOO


def two_gradient_step(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """One step of gradient descent, with the gradient after it and the auxiliary point w.

    options: objective (name), eta (Fraction), part (Fraction, 1 if absent) = beta eta. Quantities:
    x, z, w, g, gz (batch, d), L0, L1, Lw, Lstar, eta, beta; mu, the largest constant with which the
    Polyak-Lojasiewicz inequality holds at x and at z.
    """
    objective, eta, part = ZOO[options["objective"]], options["eta"], options.get("part", 1)
    data = {name: value for name, value in p.items() if name != "x"}
    x = p["x"]
    g = objective.gradient(data, x)
    z = x - eta * g
    gz = objective.gradient(data, z)
    w = z + (eta / part / 2) * (gz - (1 - part) * g)
    L0, L1, Lw = (objective.value(data, y) for y in (x, z, w))
    one = torch.ones_like(L0)
    Lstar = objective.lowest(data) if options["objective"] == "vee" else objective.infimum * one
    mu = over((g * g).sum(-1), 2 * (L0 - Lstar), one / (8 * eta))
    mu = torch.minimum(mu, over((gz * gz).sum(-1), 2 * (L1 - Lstar), mu))
    reference = {
        "x": x, "z": z, "w": w, "g": g, "gz": gz, "L0": L0, "L1": L1, "Lw": Lw,
        "Lstar": Lstar, "mu": mu, "eta": one * eta, "beta": one * (part / eta),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    after, around = enclosed_run(objective, data, x, eta, 1)[-1]
    found = {"z": Output(after, around.rad), "L1": derived(objective.value(data, around))}
    return Measured(reference, found)


def exact_two_gradients(
    f: Expr, t: Symbol, at: Any, *, beta: Any, eta: Any = None, probe: Any = None, back: Any = None,
    **constants: Any,
) -> dict[str, Any]:  # fmt: skip
    """`two_gradient_step` for a SymPy function of t on the line at an exact point, for witnesses.

    `eta` is the step size if it is not 1/beta, `probe` replaces the auxiliary point, `back` the
    next iterate; the constants (such as Lstar and mu) as they are given.
    """
    x, beta = sympify(at), sympify(beta)
    step = 1 / beta if eta is None else sympify(eta)
    slope = diff(f, t)
    g = slope.subs(t, x)
    z = x - step * g if back is None else sympify(back)
    gz = slope.subs(t, z)
    w = z + (gz - (1 - beta * step) * g) / (2 * beta) if probe is None else sympify(probe)
    given = constants if eta is None else {**constants, "eta": eta}
    return {
        "x": [x], "z": [z], "w": [w], "g": [g], "gz": [gz], "beta": beta,
        "L0": f.subs(t, x), "L1": f.subs(t, z), "Lw": f.subs(t, w),
        **{name: sympify(value) for name, value in given.items()},
    }  # fmt: skip
