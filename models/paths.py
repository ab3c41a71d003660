"""Whole runs of gradient descent, exact gradient flows, and steps that need a second gradient.

Sequences are measured row by row: a run of N steps gives N - 1 rows for every instance, with the
quantities of index k = 1, ..., N - 1 under names such as `gap_k`, `gap_next`, `gap_start`. Flows
are measured in closed form at a drawn time; no differential equation is solved numerically.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import torch
from sympy import Abs, Expr, Symbol, diff, sqrt, sympify
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, confined, derived, output, plain

from .descent import gradient_step, steps
from .objectives import OBJECTIVES

# Objectives ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Well:
    """c (x^2 + x^4) on the line, strongly convex with constant 2 c. Data: c (batch,)."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        square = (x * x).sum(-1)
        return p["c"] * (square + square * square)

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["c"][..., None] * (2 * x + 4 * x * x * x)

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["c"].abs()[..., None] * (2 * x.abs() + 4 * (x * x * x).abs())

    def operations(self, p: Mapping[str, Any]) -> int:
        return 12


@dataclass(frozen=True)
class Vee:
    """A function on the line whose slope is a V: |beta x - G / 2| + G / 2.

    The slope falls at the steepest allowed rate from g at x = g / beta to G / 2 at the auxiliary
    point G / (2 beta) and rises again to G at 0, so that with the right infimum every inequality
    behind `pl_linear_rate_improved` is an equality. Data: g, G (batch,), beta a power of two. The
    value is 0 at 0; to the left of 0 the function falls to `lowest`.
    """

    def constant(self, p: Mapping[str, Any]) -> Any:
        """The Polyak-Lojasiewicz constant that both end points attain; positive for G < g."""
        gg, GG = p["g"] * p["g"], p["G"] * p["G"]
        return 2 * p["beta"] * (gg - GG) / (2 * gg + GG)

    def lowest(self, p: Mapping[str, Any]) -> Any:
        """The infimum; shape (batch,)."""
        return -(p["G"] * p["G"]) / (2 * self.constant(p))

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        at, beta, G = x[..., 0], p["beta"], p["G"]
        bent = beta * at - G / 2
        return G * at / 2 + (bent * bent.abs() + G * G / 4) / (2 * beta)

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        half = p["G"][..., None] / 2
        return half + (p["beta"][..., None] * x - half).abs()

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["G"].abs()[..., None] + p["beta"][..., None] * x.abs()

    def operations(self, p: Mapping[str, Any]) -> int:
        return 12


ZOO: dict[str, Any] = {**OBJECTIVES, "well": Well(), "vee": Vee()}
"""The zoo of `models.objectives` and the two objectives above."""


def _run(
    objective: Any, p: Mapping[str, Any], x: Any, eta: Fraction, count: int
) -> list[tuple[Tensor, Any]]:
    """What the implementation visits, with the rounding that its own arithmetic explains so far.

    A list of (iterate (batch, d), ball around the exact iterate that it stands for).
    """
    numbers = {name: plain(value) for name, value in p.items()}
    ball = type(x)
    found, around = [], x
    for step in steps(lambda v: objective.torch_value(numbers, v), plain(x), float(eta), count):
        if not found:
            found.append((step.before, x))
        exact = around - eta * objective.gradient(p, around)
        companion = around.abs() + eta * objective.companion(p, around)
        made = output(step.after, companion, objective.operations(p) + 2)
        # The exact iterate and the exact step from the computed one both lie in `exact`.
        around = ball(made.value, made.explained + 2 * exact.rad)
        found.append((step.after, around))
    return found


def _positive_ratio(above: Any, below: Any, otherwise: Any) -> Any:
    """above / below where below > 0; shape (batch,)."""
    held = below > 0
    return torch.where(held, above / torch.where(held, below, torch.ones_like(below)), otherwise)


# Gradient descent ---------------------------------------------------------------------------------


def step_length(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`gradient_step` (every computed iterate is an instance) in terms of lengths.

    Quantities: F, F1, the gaps before and after; G, the size of the gradient; move, the length of
    the step; eta; mu and beta, the tightest constants for the step, and s, their `contraction`.
    """
    made = gradient_step(p, options, implementation)
    known = made.reference
    G, F = torch.sqrt(known["gg"]), known["L0"] - known["Lstar"]
    mu = torch.where(F > 0, known["mu"], 1 / (8 * known["eta"]))  # any constant fits a minimiser
    reference = {
        "F": F, "F1": known["L1"] - known["Lstar"], "G": G,
        "s": contraction(mu, known["beta"], known["eta"]),
        "move": known["eta"] * G, "eta": known["eta"], "mu": mu, "beta": known["beta"],
    }  # fmt: skip
    if made.implementation is None:
        return Measured(reference)
    after, value = made.implementation["z"], made.implementation["L1"]
    apart = type(known["x"])(after.value, after.explained) - known["x"]
    theirs = {"move": derived(torch.linalg.vector_norm(apart, dim=-1)), "F1": value}
    return Measured(reference, theirs)


def descent_run(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A run of gradient descent from x; a row for every index k = 1, ..., steps - 1.

    options: objective (name), eta (Fraction), steps (>= 2). Names: gap_k, gap_next, gap_start,
    gg_k, G_k (squared gradient, its root); move_k, the length of step k; n = k with gap_n, and
    travelled, the length of the run up to n; eta; mu and beta, the tightest constants for
    the run, and s, their `contraction`.
    """
    objective, eta, count = ZOO[options["objective"]], options["eta"], options["steps"]
    data = {name: value for name, value in p.items() if name != "x"}
    points = [p["x"]]
    for _ in range(count):
        points.append(points[-1] - eta * objective.gradient(data, points[-1]))
    gaps = [objective.value(data, x) for x in points]
    slopes = [objective.gradient(data, x) for x in points[:-1]]
    squares = [(g * g).sum(-1) for g in slopes]
    one = torch.ones_like(gaps[0])
    mu, beta = one / (8 * eta), one / (8 * eta)
    for k, gg in enumerate(squares):
        ratio = _positive_ratio(gg, 2 * gaps[k], mu)
        mu = ratio if k == 0 else torch.minimum(mu, ratio)
        bend = _positive_ratio(2 * (gaps[k + 1] - gaps[k] + eta * gg), gg * eta * eta, beta)
        beta = torch.maximum(beta, bend)
    moves = [eta * torch.sqrt(gg) for gg in squares]
    rows: dict[str, list[Any]] = {
        "gap_k": gaps[1:-1], "gap_next": gaps[2:], "gap_n": gaps[1:-1], "gg_k": squares[1:],
        "G_k": [torch.sqrt(gg) for gg in squares[1:]], "move_k": moves[1:],
        "travelled": _partial_sums(moves)[:-1],
    }  # fmt: skip
    shared = {
        "s": contraction(mu, beta, one * eta),
        "gap_start": gaps[0],
        "eta": one * eta,
        "mu": mu,
        "beta": beta,
    }
    rows.update({name: [value] * (count - 1) for name, value in shared.items()})
    rows["k"] = rows["n"] = [one * k for k in range(1, count)]
    reference = {name: torch.cat(value) for name, value in rows.items()}
    if not implementation:
        return Measured(reference)
    run = [around for _, around in _run(objective, data, p["x"], eta, count)]
    values = [derived(objective.value(data, x)) for x in run]
    lengths = []
    for before, after in pairwise(run):
        apart = after - before
        lengths.append(torch.linalg.vector_norm(apart, dim=-1))
    theirs = {
        "gap_k": values[1:-1], "gap_next": values[2:], "gap_n": values[1:-1],
        "move_k": [derived(v) for v in lengths[1:]],
        "travelled": [derived(v) for v in _partial_sums(lengths)[:-1]],
    }  # fmt: skip
    joined = {
        name: Output(torch.cat([o.value for o in out]), torch.cat([o.explained for o in out]))
        for name, out in theirs.items()
    }
    return Measured(reference, joined)


def half_step_run(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`descent_run` whose step is half the inverse of L, a bound on the curvature by construction.

    Names besides those of `descent_run`: L = 1 / (2 eta) and m, twice the tightest mu of the run.
    """
    made = descent_run(p, options, implementation)
    eta, mu = made.reference["eta"], made.reference["mu"]
    return Measured({**made.reference, "L": 1 / (2 * eta), "m": 2 * mu}, made.implementation)


def contraction(mu: Any, beta: Any, eta: Any) -> Any:
    """The root of 1 - mu eta (2 - beta eta), the contraction of the root of the gap.

    For SymPy numbers, and for arrays, where rounding below 0 is cut off.
    """
    square = 1 - mu * eta * (2 - beta * eta)
    return sqrt(square) if isinstance(square, Expr) else torch.sqrt(torch.clamp(square, min=0))


def _partial_sums(terms: list[Any]) -> list[Any]:
    sums = [terms[0]]
    for term in terms[1:]:
        sums.append(sums[-1] + term)
    return sums


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
    mu = _positive_ratio((g * g).sum(-1), 2 * (L0 - Lstar), one / (8 * eta))
    mu = torch.minimum(mu, _positive_ratio((gz * gz).sum(-1), 2 * (L1 - Lstar), mu))
    reference = {
        "x": x, "z": z, "w": w, "g": g, "gz": gz, "L0": L0, "L1": L1, "Lw": Lw,
        "Lstar": Lstar, "mu": mu, "eta": one * eta, "beta": one * (part / eta),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    after, around = _run(objective, data, x, eta, 1)[-1]
    found = {"z": Output(after, around.rad), "L1": derived(objective.value(data, around))}
    return Measured(reference, found)


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
    _, around = _run(objective, data, x, eta, 1)[-1]
    return Measured(reference, {"F_0": derived(objective.value(data, around))})


# Gradient flow ------------------------------------------------------------------------------------


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
    mu = _positive_ratio(gg, 2 * F, torch.ones_like(F))
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


# Exact points -------------------------------------------------------------------------------------


def exact_run(
    names: str, f: Expr, t: Symbol, iterate: Callable[[Any], Expr], inf: Any = 0, **constants: Any
) -> dict[str, Any]:
    """A run of gradient descent on the line as functions of the index, for witnesses.

    `iterate` maps the index to the iterate; f is differentiated here. Those of gap, F (the gap),
    gg, G, move that `names` lists, and the constants as they are given.
    """
    slope = diff(f, t)

    def at(term: Expr) -> Callable[[Any], Expr]:
        return lambda k: term.subs(t, iterate(k)).expand()

    gap, pace = at(f - sympify(inf)), at(slope)
    made = {
        "gap": gap, "F": gap, "gg": lambda k: (pace(k) ** 2).expand(),
        "G": lambda k: Abs(pace(k)),
        "move": lambda k: Abs(sympify(iterate(k + 1) - iterate(k)).expand()),
    }  # fmt: skip
    given = {name: sympify(value) for name, value in constants.items()}
    return {**{name: made[name] for name in names.split()}, **given}


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


def exact_way_back(t: Symbol, f: Expr, *, z: Any, inf: Any = 0, **constants: Any) -> dict[str, Any]:
    """`line_step` for a SymPy function of t, as functions of the distance r from z: F, h."""
    slope = diff(f, t)
    return {
        "F": lambda r: (f - sympify(inf)).subs(t, sympify(z) + r).expand(),
        "h": lambda r: slope.subs(t, sympify(z) + r).expand(),
        **{name: sympify(value) for name, value in constants.items()},
    }


def exact_step_length(t: Symbol, f: Expr, at: Any, *, eta: Any, **constants: Any) -> dict[str, Any]:
    """`step_length` for a SymPy function of t on the line with infimum 0 at an exact point."""
    given = {name: sympify(value) for name, value in constants.items()}
    x, slope = sympify(at), diff(f, t)
    g = slope.subs(t, x)
    z = x - sympify(eta) * g
    return {
        "F": f.subs(t, x), "F1": f.subs(t, z), "G": Abs(g), "move": Abs(z - x), "eta": sympify(eta),
        "s": contraction(given["mu"], given["beta"], sympify(eta)), **given,
    }  # fmt: skip
