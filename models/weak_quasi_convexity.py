"""Weak quasi-convexity: homogeneous objectives on rays, products of them, a step, and a hill.

Derivatives go through the slot `autodiff`. Scalars have shape (batch,), points and gradients
(batch, d).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata import inner
from lemmata.measure import Measured, derived, output, plain

from . import secant
from .autodiff import AUTODIFF
from .second_order import Data, dot

DEGREES = {"quadratic": 2, "power": 4, "cross": 4, "distance": 1}
"""Objectives of `models.secant` that are homogeneous around their minimiser, and of what degree."""


def ray(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """A homogeneous objective of `models.secant` on the ray from x to its minimiser xstar.

    Inputs of `secant.toward` and t >= 0 (batch,): y = xstar + exp(-t) (x - xstar). Quantities: t;
    F_t and F_0, the gaps at y and x; S_t = <grad f(y), y - xstar> = -F_dot; tau, the degree; kappa
    = F_0, or 0 where the degree is above 2. The implementation differentiates the objective.
    """
    name = options["objective"]
    there = p["xstar"] + torch.exp(-p["t"])[:, None] * (p["x"] - p["xstar"])
    data = {n: v for n, v in p.items() if n != "t"}
    here = secant.toward(data, options, False).reference
    found = secant.toward({**data, "x": there}, options, implementation)
    seen, one, degree = found.reference, torch.ones_like(p["t"]), DEGREES[name]
    gap = here["L"] - here["Lstar"]
    made = {
        "t": p["t"], "F_t": seen["L"] - seen["Lstar"], "F_0": gap, "S_t": seen["slope"],
        "F_dot": -seen["slope"], "tau": degree * one, "kappa": gap if degree < 3 else 0 * gap,
    }  # fmt: skip
    if found.implementation is None:
        return Measured(made)
    g = found.implementation["g"]
    slope = dot(type(there)(g.value, g.explained), there - p["xstar"])
    return Measured(made, {"S_t": derived(slope, g)})


def quartic_step(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`secant.step` on c |x|^4 from x, with c among the quantities."""
    made = secant.step(p, {"objective": "power"}, implementation)
    known = {**made.reference, "c": p["c"]}
    return Measured(known, made.implementation)


def cross_term(a: Any, b: Any, x: Any) -> Any:
    """<a, x>^2 <b, x>^2 as a SymPy term, for vector symbols."""
    return inner(a, x) ** 2 * inner(b, x) ** 2


def cross(a: Any, b: Any, x: Any) -> Any:
    """<a, x>^2 <b, x>^2 for a, b, x (batch, d); shape (batch,)."""
    product = dot(a, x) * dot(b, x)
    return product * product


def cross_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`cross` at x and s x; inputs a, b, x (batch, d), s (batch,).

    Quantities: these, `gradient` at x, L and Ls. The implementation differentiates the function.
    """
    a, b, x = p["a"], p["b"], p["x"]
    first, second = dot(a, x), dot(b, x)
    slope = (2 * first * second * second)[:, None] * a + (2 * first * first * second)[:, None] * b
    made = {
        **p, "gradient": slope, "L": cross(a, b, x), "Ls": cross(a, b, p["s"][:, None] * x)
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    d, numbers = x.shape[-1], [plain(a), plain(b)]
    found = AUTODIFF().gradient(lambda at: cross(*numbers, at), plain(x))
    u, v = dot(a.abs(), x.abs()), dot(b.abs(), x.abs())
    size = (2 * u * v * v)[:, None] * a.abs() + (2 * u * u * v)[:, None] * b.abs()
    return Measured(made, {"gradient": output(found, size, 4 * d + 16)})


def hill_term(x: Any) -> Any:
    """-|x|^2 as a SymPy term, for a vector symbol."""
    return -inner(x, x)


def hill(x: Any) -> Any:
    """-|x|^2 for x (batch, d); shape (batch,)."""
    return -dot(x, x)


def hill_point(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """`hill` at x; inputs x (batch, d). Quantities: x, `gradient`, L; the gradient by autograd."""
    x = p["x"]
    made = {"x": x, "gradient": -2 * x, "L": hill(x)}
    if not implementation:
        return Measured(made)
    found = AUTODIFF().gradient(hill, plain(x))
    return Measured(made, {"gradient": output(found, 2 * x.abs(), 4)})
