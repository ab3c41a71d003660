"""What the landscape of an objective looks like at a point: gap, gradient, curvature, constants.

Measured for the objectives of `models.zoo` at one point, at two, and along a short step; and exact
points for witnesses. Scalars have shape (batch,), points and gradients (batch, d).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from sympy import Expr, Matrix, Symbol, diff, sympify

from lemmata.measure import Measured, confined, derived, output, plain

from .arrays import over, square
from .autodiff import AUTODIFF, autodiff_gradient
from .descent import steps
from .pinned import pinned
from .zoo import ZOO

_STATE = ("x", "z", "offset", "ratio", "factor", "stretch", "radius")


def _data(p: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in p.items() if name not in _STATE}


@pinned
def at_point(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A zoo objective at x. Quantities: x, g, L, Lstar, mu, m, gg.

    mu = ratio |g|^2 / (2 (L - Lstar)): the largest constant with which the Polyak-Lojasiewicz
    inequality holds at x times the input `ratio` (1 where it is not given), and 1 at a minimiser;
    m = 2 mu. Options: objective (a name in `ZOO`).
    """
    objective, data, x = ZOO[options["objective"]], _data(p), p["x"]
    g, L = objective.gradient(data, x), objective.value(data, x)
    one = torch.ones_like(L)
    mu = over(square(g), 2 * L, one) * p.get("ratio", one)
    reference = {
        "x": x, "g": g, "L": L, "Lstar": objective.infimum * one, "mu": mu, "m": 2 * mu,
        "gg": square(g),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"g": autodiff_gradient(objective, data, x)})


def rescaled(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`at_point` of f at x, and of the rescaled objective y -> c f(y / s) at y = s x.

    Inputs factor = c, stretch = s (batch,) > 0. Further quantities: h, M, Mstar (its gradient, its
    value and infimum at s x), nu = c mu / s^2, c, s. The implementation differentiates that
    function itself.
    """
    objective, data, x = ZOO[options["objective"]], _data(p), p["x"]
    c, s = p["factor"], p["stretch"]
    base = dict(at_point(p, options, False).reference)
    reference = {
        **base, "c": c, "s": s, "h": (c / s)[..., None] * base["g"], "M": c * base["L"],
        "Mstar": c * base["Lstar"], "nu": c * base["mu"] / (s * s),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    numbers = {name: plain(value) for name, value in data.items()}
    factor, stretch = plain(c), plain(s)
    found = AUTODIFF().gradient(
        lambda y: factor * objective.torch_value(numbers, y / stretch[..., None]),
        plain(x * s[..., None]),
    )
    companion = (c / s)[..., None] * objective.companion(data, x)
    return Measured(reference, {"h": output(found, companion, objective.operations(data) + 6)})


def pair(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A strongly convex objective at x and at another point z.

    Quantities: x, xstar (= z), g (gradient at x), L, Lstar (values at x and z) and mu: for the
    quadratic the largest strong convexity constant that fits the pair, otherwise the ridge lam.
    """
    objective, data, x, z = ZOO[options["objective"]], _data(p), p["x"], p["z"]
    g, d = objective.gradient(data, x), z - x
    mu = p["lam"]
    if options["objective"] == "quadratic":
        mu = mu + over(square((p["B"] @ d[..., None])[..., 0]), square(d), mu * 0)
    reference = {
        "x": x, "xstar": z, "g": g, "L": objective.value(data, x),
        "Lstar": objective.value(data, z), "mu": mu,
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    numbers = {name: plain(value) for name, value in data.items()}
    value = objective.torch_value(numbers, plain(x))
    found = output(value, objective.value_companion(data, x), 2 * objective.operations(data))
    confined(found, reference["L"], "f(x)")  # the claim alone is loose where f is not quadratic
    return Measured(reference, {"g": autodiff_gradient(objective, data, x), "L": found})


def _upper_curvature(name: str, p: Mapping[str, Any], x: Any, g: Any) -> Any:
    """An upper smoothness constant that is valid on the segment from x to x - g / beta.

    Least squares: the exact curvature along g. Others: a bound on the Hessian along the segment;
    for the curve the height changes by less than 2 on it.
    """
    if name == "least squares":
        return over(square((p["A"] @ g[..., None])[..., 0]), square(g), torch.ones_like(x[..., 0]))
    if name == "sine":
        return 8 * p["c"]
    if name == "curve":
        return p["c"] * (4 + (x[..., 1] - torch.sin(x[..., 0])).abs())
    size = p["v"].abs().sum(-1)
    return p["a"] * p["a"] * (square(p["v"]) + (size + p["y"].abs()) * size)


def _short_step(p: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    name, data, x = options["objective"], _data(p), p["x"]
    objective, lift = ZOO[name], p["offset"].abs()
    g = objective.gradient(data, x)
    beta = _upper_curvature(name, data, x, g)
    eta = options["t"] / beta
    z = x - eta[..., None] * g
    L0, L1 = objective.value(data, x) + lift, objective.value(data, z) + lift
    m = over(square(g), L0, 4 * beta)
    return {
        "x": x, "z": z, "g": g, "L0": L0, "L1": L1, "Lstar": L0 * 0, "beta": beta, "eta": eta,
        "m": m, "mu": m / 2,
    }  # fmt: skip


def short_step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A step z = x - eta g with eta = t / beta, option 0 < t <= 1, beta valid between x and z.

    Quantities: x, z, g, L0, L1, Lstar, beta, eta, m, mu = m / 2 with m = |g|^2 / (L0 - Lstar), the
    largest that fits. The input `offset` lifts both values: a function that takes its infimum 0
    elsewhere. At a minimiser m = 4 beta, a constant that nothing forbids there. The implementation
    is the algorithm in the slot `descent`, run with lr = t on f / beta.
    """
    reference = _short_step(p, options)
    if not implementation:
        return Measured(reference)
    objective, data, x = ZOO[options["objective"]], _data(p), p["x"]
    numbers, beta = {key: plain(value) for key, value in data.items()}, plain(reference["beta"])
    (step,) = steps(
        lambda at: objective.torch_value(numbers, at) / beta, plain(x), float(options["t"]), 1
    )
    companion = x.abs() + reference["eta"][..., None] * objective.companion(data, x)
    found = output(step.after, companion, objective.operations(data) + 4)
    value = objective.value(data, type(x)(found.value, found.explained)) + p["offset"].abs()
    return Measured(reference, {"z": found, "L1": derived(value)})


@pinned
def short_step_slope(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The quantities of `short_step`; the implementation is the gradient by slot `autodiff`."""
    reference = _short_step(p, options)
    if not implementation:
        return Measured(reference)
    return Measured(
        reference, {"g": autodiff_gradient(ZOO[options["objective"]], _data(p), p["x"])}
    )


def exact_point(f: Expr, at: Mapping[Symbol, Any], *, inf: Any, mu: Any) -> dict[str, Any]:
    """g, L, Lstar, mu of a SymPy function at an exact point; `inf` is given by the caller."""
    here = {x: sympify(v) for x, v in at.items()}
    return {
        "g": Matrix([diff(f, x).subs(here) for x in here]), "L": f.subs(here),
        "Lstar": sympify(inf), "mu": sympify(mu),
    }  # fmt: skip


def exact_rescaled(
    f: Expr, at: Mapping[Symbol, Any], *, inf: Any, mu: Any, c: Any, s: Any, **wrong: Any
) -> dict[str, Any]:
    """The quantities of `rescaled` for a SymPy function; `wrong` replaces some of them."""
    stretch, factor = sympify(s), sympify(c)
    other = factor * f.subs({x: x / stretch for x in at}, simultaneous=True)
    there = exact_point(
        other, {x: stretch * sympify(v) for x, v in at.items()}, inf=factor * sympify(inf), mu=mu
    )
    here = exact_point(f, at, inf=inf, mu=mu)
    return {
        **here, "m": 2 * here["mu"], "c": factor, "s": stretch, "h": there["g"], "M": there["L"],
        "Mstar": there["Lstar"], "nu": factor * here["mu"] / stretch**2, **wrong,
    }  # fmt: skip


def exact_pair(
    f: Expr, at: Mapping[Symbol, Any], to: Mapping[Symbol, Any], *, mu: Any
) -> dict[str, Any]:
    """The quantities of `pair` for a SymPy function at two exact points."""
    here = exact_point(f, at, inf=f.subs({x: sympify(v) for x, v in to.items()}), mu=mu)
    return {**here, "x": Matrix(list(at.values())), "xstar": Matrix(list(to.values()))}
