"""An objective seen from a reference point: secants, and the constants that fit a pair of points.

Scalars have shape (batch,), points and gradients (batch, d). Gradients come from the slot
`autodiff`, applied to the objective's torch function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from sympy import Expr, Matrix, Symbol, diff, sympify

from lemmata.measure import Measured, output, plain

from . import zoo
from .arrays import over, square
from .autodiff import autodiff_gradient
from .descent import steps
from .pinned import pinned


@dataclass(frozen=True)
class Power:
    """c |x|^4, homogeneous of degree 4: flat at its minimiser 0. Data: c (batch,)."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["c"] * square(x) * square(x)

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        return (4 * p["c"] * square(x))[..., None] * x

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return self.gradient({"c": p["c"].abs()}, x.abs())

    def operations(self, p: Mapping[str, Any]) -> int:
        return 8


@dataclass(frozen=True)
class Cross:
    """c x^2 y^2, homogeneous of degree 4 and not convex: its minimisers are the axes. Data: c."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        product = x[..., 0] * x[..., 1]
        return p["c"] * product * product

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        product = 2 * p["c"] * x[..., 0] * x[..., 1]
        return torch.stack([product * x[..., 1], product * x[..., 0]], -1)

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return self.gradient({"c": p["c"].abs()}, x.abs())

    def operations(self, p: Mapping[str, Any]) -> int:
        return 8


@dataclass(frozen=True)
class Distance:
    """c |x|, homogeneous of degree 1: convex, with a kink at its minimiser 0. Data: c (batch,)."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["c"] * torch.sqrt(square(x))

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        return (p["c"] / torch.sqrt(square(x)))[..., None] * x

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return self.gradient({"c": p["c"].abs()}, x.abs())

    def operations(self, p: Mapping[str, Any]) -> int:
        return 12


@dataclass(frozen=True)
class Ring:
    """c (|x|^2 - 1)^2: every unit vector is a minimiser, 0 is a maximum. Data: c (batch,)."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        height = square(x) - 1
        return p["c"] * height * height

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        return (4 * p["c"] * (square(x) - 1))[..., None] * x

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return (4 * p["c"].abs() * (square(x) + 1))[..., None] * x.abs()

    def operations(self, p: Mapping[str, Any]) -> int:
        return 12


ZOO: dict[str, Any] = {
    **zoo.ZOO,
    "ring": Ring(),
    "power": Power(),
    "cross": Cross(),
    "distance": Distance(),
}
_STATE = ("x", "xstar", "ratio", "eta")


@pinned
def toward(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A zoo objective at x, seen from the minimiser xstar.

    Quantities: x, xstar; g, gstar, the gradients there; L, Lstar, the values; slope, the product
    <g, x - xstar>; and the tightest constants for the pair: tau with slope >= tau |x - xstar|^2,
    share with slope >= share (L - Lstar), beta with L - Lstar <= beta |x - xstar|^2 / 2, growth
    with >= instead. The input `ratio` in (0, 1] (1 where it is not given) makes tau, share and
    growth smaller. Constants that nothing bounds are 1. Options: objective (a name in `ZOO`).
    """
    objective, x, xstar = ZOO[options["objective"]], p["x"], p["xstar"]
    data = {name: value for name, value in p.items() if name not in _STATE}
    g, L, r = objective.gradient(data, x), objective.value(data, x), x - xstar
    one = torch.ones_like(L)
    ratio = p.get("ratio", one)
    slope, rr, Lstar = (g * r).sum(-1), square(r), objective.infimum * one
    beta = over(2 * (L - Lstar), rr, one)
    reference = {
        "x": x, "xstar": xstar, "g": g, "gstar": g * 0, "L": L, "Lstar": Lstar, "slope": slope,
        "tau": ratio * over(slope, rr, one), "share": ratio * over(slope, L - Lstar, one),
        "beta": torch.where(beta > 0, beta, one),
        "growth": ratio * torch.where(beta > 0, beta, one),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"g": autodiff_gradient(objective, data, x)})


def given_constant(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`toward` with the input `ratio` as the constant tau."""
    made = toward(p, options, implementation)
    return Measured({**made.reference, "tau": p["ratio"]}, made.implementation)


def strongly_convex(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`toward` for a quadratic, with m = 2 (L - Lstar) / |x - xstar|^2, its curvature towards x."""
    made = toward(p, options, implementation)
    return Measured({**made.reference, "m": made.reference["growth"]}, made.implementation)


def growing(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`toward` with tau for its constant `share`, and kappa for its constant `growth`."""
    made = toward(p, options, implementation)
    known = made.reference
    renamed = {**known, "tau": known["share"], "kappa": known["growth"]}
    return Measured(renamed, made.implementation)


def step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A step z = x - eta g of gradient descent, input eta (batch,), seen from the minimiser xstar.

    Quantities as in `toward`, with z, eta and other smoothness constants: lipschitz with |g| =
    lipschitz |x - xstar|, and bend with |g|^2 = 2 bend (L - Lstar), both the least that fit. The
    implementation is the algorithm in the slot `descent`, run with lr = 1 on eta f.
    """
    reference = dict(toward(p, options, False).reference)
    x, eta, one = p["x"], p["eta"], torch.ones_like(reference["L"])
    gg, rr = square(reference["g"]), square(x - p["xstar"])
    bend = over(gg, 2 * (reference["L"] - reference["Lstar"]), one)
    reference.update(
        z=x - eta[..., None] * reference["g"], eta=eta,
        lipschitz=torch.sqrt(over(gg, rr, one)), bend=bend,
    )  # fmt: skip
    if not implementation:
        return Measured(reference)
    objective = ZOO[options["objective"]]
    data = {name: value for name, value in p.items() if name not in _STATE}
    numbers, scale = {name: plain(value) for name, value in data.items()}, plain(eta)
    (made,) = steps(lambda at: scale * objective.torch_value(numbers, at), plain(x), 1.0, 1)
    companion = x.abs() + eta[..., None] * objective.companion(data, x)
    return Measured(reference, {"z": output(made.after, companion, objective.operations(data) + 4)})


def weak_step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`step` with tau for its constant `share`, and beta for its constant `bend`."""
    made = step(p, options, implementation)
    known = made.reference
    return Measured({**known, "tau": known["share"], "beta": known["bend"]}, made.implementation)


def secant_step(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`step` with beta for its constant `lipschitz`."""
    made = step(p, options, implementation)
    return Measured({**made.reference, "beta": made.reference["lipschitz"]}, made.implementation)


def weak_run(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A run of gradient descent from x with step eta; a row for every k = 1, ..., steps - 1.

    options: objective, steps (>= 2). Names: R_k, R_next, R_start, squared distances to xstar; F_k,
    the gap; n = k with R_n and total, the sum of the gaps before n; eta; tau and beta, the largest
    and smallest constants with <g, x - xstar> >= tau (L - Lstar), |g|^2 <= 2 beta (L - Lstar) at
    all iterates. Where eta beta >= tau the row says nothing.
    """
    objective, count = ZOO[options["objective"]], options["steps"]
    data = {name: value for name, value in p.items() if name not in _STATE}
    eta, x, xstar = p["eta"], p["x"], p["xstar"]
    run = [x]
    for _ in range(count):
        run.append(run[-1] - eta[..., None] * objective.gradient(data, run[-1]))
    far = [square(at - xstar) for at in run]
    gaps = [objective.value(data, at) for at in run]
    one = torch.ones_like(gaps[0])
    tau, beta, total, sums = None, None, gaps[0] * 0, []
    for at, gap in zip(run[:-1], gaps, strict=False):
        slope = objective.gradient(data, at)
        share = over((slope * (at - xstar)).sum(-1), gap, one)
        bend = over(square(slope), 2 * gap, one)
        tau = share if tau is None else torch.minimum(tau, share)
        beta = bend if beta is None else torch.maximum(beta, bend)
        sums.append(total)
        total = total + gap
    rows = {
        "R_k": far[1:-1], "R_next": far[2:], "R_n": far[1:-1], "F_k": gaps[1:-1],
        "total": sums[1:],
    }  # fmt: skip
    shared = {"R_start": far[0], "tau": tau, "beta": beta, "eta": eta}
    rows.update({name: [value] * (count - 1) for name, value in shared.items()})
    rows["k"] = rows["n"] = [one * k for k in range(1, count)]
    return Measured({name: torch.cat(values) for name, values in rows.items()})


# Exact points -----------------------------------------------------------------------------------


def exact_toward(
    f: Expr, at: Mapping[Symbol, Any], to: Mapping[Symbol, Any], **others: Any
) -> dict[str, Any]:
    """x, xstar, g, L, Lstar of a SymPy function at two exact points, and other given values."""
    here, there = ({x: sympify(v) for x, v in point.items()} for point in (at, to))
    return {
        "x": Matrix(list(here.values())), "xstar": Matrix(list(there.values())),
        "g": Matrix([diff(f, x).subs(here) for x in here]),
        "L": f.subs(here), "Lstar": f.subs(there),
        **{name: sympify(value) for name, value in others.items()},
    }  # fmt: skip


def exact_run(f: Expr, x: Symbol, path: Callable[[Any], Any], **constants: Any) -> dict[str, Any]:
    """R and F along an exact run on the line, k -> x_k, towards 0, and given constants."""
    return {
        "R": lambda k: sympify(path(k)) ** 2,
        "F": lambda k: f.subs(x, path(k)),
        **{name: sympify(value) for name, value in constants.items()},
    }
