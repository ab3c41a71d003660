"""Whole runs of gradient descent: gaps, gradients and the length travelled, row by row.

A run of N steps gives N - 1 rows for every instance, with the quantities of index k = 1, ..., N - 1
under names such as `gap_k`, `gap_next`, `gap_start`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import torch
from sympy import Abs, Expr, Symbol, diff, sqrt, sympify
from torch import Tensor

from lemmata.measure import Measured, Output, derived, output, plain

from .arrays import over
from .descent import gradient_step, steps
from .line_objectives import ZOO
from .pinned import pinned


def enclosed_run(
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
        ratio = over(gg, 2 * gaps[k], mu)
        mu = ratio if k == 0 else torch.minimum(mu, ratio)
        bend = over(2 * (gaps[k + 1] - gaps[k] + eta * gg), gg * eta * eta, beta)
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
    run = [around for _, around in enclosed_run(objective, data, p["x"], eta, count)]
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


@pinned
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
