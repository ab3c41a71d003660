"""Perturbed gradient descent: what a step may do, the law of its noise, and escapes from saddles.

The slot `perturbed_descent` takes any factory of an algorithm with the protocol below; the default
is `models.dynamics.PerturbedDescent`. Every run here goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from sympy import Rational
from torch import Tensor

from lemmata.implementations import ImplementationError, slot
from lemmata.measure import Measured, output, plain

from .descent import steps
from .dynamics import Descent, PerturbedDescent, run, uniform_in_ball
from .random_starts import circle, density_at_centre, saddle, within

IMPLEMENTATION = slot(
    "perturbed_descent",
    PerturbedDescent,
    "factory(gradient, eta: float, radius: float, threshold: float, wait: int, generator) -> "
    "object with step(x: Tensor (batch, d), index: int) -> Tensor; before a gradient step it adds "
    "a uniform point of the ball of `radius` to rows whose gradient is at most `threshold` long "
    "and that were not moved in the last `wait` steps",
)


class _Checked:
    """An algorithm whose states must stay tensors of the shape and dtype that they had."""

    def __init__(self, algorithm: Any) -> None:
        self.algorithm = algorithm

    def step(self, x: Tensor, index: int) -> Tensor:
        after = self.algorithm.step(x, index)
        if not isinstance(after, Tensor) or (after.shape, after.dtype) != (x.shape, x.dtype):
            got = (
                f"{tuple(after.shape)} and {after.dtype}"
                if isinstance(after, Tensor)
                else type(after).__name__
            )
            raise ImplementationError(f"a step from {tuple(x.shape)} and {x.dtype} returned {got}")
        return after


def descent(
    gradient: Callable[[Tensor], Tensor],
    eta: float,
    radius: float,
    threshold: float,
    wait: int,
    generator: torch.Generator,
) -> _Checked:
    """The algorithm in the slot, for one run."""
    return _Checked(
        IMPLEMENTATION(
            gradient=gradient,
            eta=eta,
            radius=radius,
            threshold=threshold,
            wait=wait,
            generator=generator,
        )
    )


def perturbed_step(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Steps of perturbed descent on sum h_i x_i^2 / 2; every iterate of a run is an instance.

    Inputs: x, h, xi (batch, d), |xi| <= radius. options: eta, radius, threshold (Fractions), wait,
    steps <= wait, seed. Quantities: x; xi, the noise of the reference, 0 where none is due; g, gm,
    the gradients at x and x + xi; y, the next iterate; l, the largest |h_i|; r, eta; due, 1 where
    the gradient at x may be small and has not surely been small before, otherwise 0.
    """
    eta, radius, threshold = options["eta"], options["radius"], options["threshold"]

    def step(q: Mapping[str, Any], x: Any, due: Any) -> dict[str, Any]:
        h, xi = q["h"], torch.where(due[..., None] > 0, q["xi"], 0 * q["xi"])
        gm = h * (x + xi)
        one: Any = torch.ones_like(q["h"][..., 0])
        return {
            "x": x, "xi": xi, "g": h * x, "gm": gm, "y": x + xi - eta * gm, "due": due,
            "l": h.abs().amax(-1), "r": radius * one, "eta": eta * one,
        }  # fmt: skip

    def small(x: Any) -> Any:
        g = p["h"] * x
        return (g * g).sum(-1) <= threshold * threshold

    one: Any = torch.ones_like(p["h"][..., 0])
    if not implementation:
        return Measured(step(p, p["x"], torch.where(small(p["x"]), one, 0 * one)))
    h, ball = plain(p["h"]), type(p["x"])
    seed, device = options["seed"], h.device
    algorithm = descent(
        lambda x: h * x,
        float(eta),
        float(radius),
        float(threshold),
        options["wait"],
        torch.Generator(device=device).manual_seed(seed),
    )
    rows, after, before = [], [], torch.zeros(len(h), dtype=torch.bool, device=device)
    for s in run(algorithm, plain(p["x"]), options["steps"]):
        said = small(ball.exact(s.before))
        allowed = said.possibly & ~before
        before = before | said.certainly
        due = ball.exact(allowed.to(h.dtype))
        rows.append(step(p, ball.exact(s.before), due))
        after.append(s.after)
    reference = {name: torch.cat([row[name] for row in rows]) for name in rows[0]}
    spread = reference["x"].abs() + radius * reference["due"][..., None]
    h = torch.cat([p["h"]] * len(rows))
    companion = spread + eta * h.abs() * spread
    return Measured(reference, {"y": output(torch.cat(after), companion, 8)})


# Laws ---------------------------------------------------------------------------------------------


def noise(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """The first perturbation at 0 where the gradient is e_1 - x, there half the threshold long.

    Its size and its first coordinate; the gradient step after it, which doubles it, is undone.
    """
    radius, d = float(at["r"]), int(at["d"])
    start = torch.zeros(count, d, dtype=torch.float64, device=generator.device)
    push = torch.zeros(d, dtype=torch.float64, device=generator.device)
    push[0] = 1
    algorithm = descent(lambda x: push - x, 1.0, radius, 2.0, 1, generator)
    moved = (algorithm.step(start, 0) + push) / 2
    return {"size": torch.linalg.vector_norm(moved, dim=-1), "first": moved[:, 0]}


def saddle_run(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """What one perturbation of (l |x'|^2 - s x_1^2)/2 gains in K steps from 0.

    Step 1/l, radius eps/(400 l iota^3), threshold eps, no second perturbation.
    """
    ell, eps, iota = (float(at[n]) for n in ("l", "eps", "iota"))
    d, K = int(at["d"]), int(at["K"])
    h = torch.full((d,), ell, dtype=torch.float64, device=generator.device)
    h[0] = -float(at["s"])
    radius = eps / (400 * ell * iota**3)
    algorithm = descent(lambda x: h * x, 1 / ell, radius, eps, K, generator)
    x = torch.zeros(count, d, dtype=torch.float64, device=generator.device)
    for s in run(algorithm, x, K):
        x = s.after
    return {"f": (h * x * x).sum(-1) / 2}


def cosine_run(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """Second-order points found in K steps on cos(x_1) + |x'|^2/2 from its saddle 0.

    found is 1 when some iterate has |grad f| <= eps and least curvature >= -sqrt(rho eps), for
    smoothness l = 1 and rho = 1. Step 1, radius eps/(400 iota^3), wait iota/sqrt(eps).
    """
    eps, iota = float(at["eps"]), float(at["iota"])
    d, K = int(at["d"]), int(at["K"])

    def gradient(x: Tensor) -> Tensor:
        return torch.cat([-torch.sin(x[:, :1]), x[:, 1:]], 1)

    def second_order(x: Tensor) -> Tensor:
        short = torch.linalg.vector_norm(gradient(x), dim=-1) <= eps
        return torch.logical_and(short, -torch.cos(x[:, 0]) >= -(eps**0.5))

    wait = int(iota / eps**0.5)
    algorithm = descent(gradient, 1.0, eps / (400 * iota**3), eps, wait, generator)
    x = torch.zeros(count, d, dtype=torch.float64, device=generator.device)
    found = second_order(x)
    for s in run(algorithm, x, K):
        found = found | second_order(s.after)
    return {"found": found.to(torch.float64)}


# The core lemma: escapes from a quadratic ---------------------------------------------------------


def escape_run(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Iterates of gradient descent on (-l x_1^2 + sum h_i x_i^2)/2, split into x_1 and the rest.

    Inputs: x, h (batch, d), h_1 = 0; l, L >= h_i. options: gamma, steps. Quantities for k = 0,
    ..., steps - 1: k, a_k, a_next, a_start (x_1); rest_k, rest_next, rest_start (the value without
    x_1); f_k (the value); l, L, gamma; r, the size of the start; grown, (1 + gamma l)^(2 k).
    """
    gamma, count = options["gamma"], options["steps"]
    first = torch.zeros_like(p["x"])
    first = first + (torch.arange(p["x"].shape[-1], device=plain(p["x"]).device) == 0)
    curvature = p["h"] - p["l"][..., None] * first
    size = (p["x"] * p["x"]).sum(-1)
    one: Any = torch.ones_like(size)

    def parts(x: Any) -> tuple[Any, Any]:
        return x[..., 0], (p["h"] * x * x).sum(-1) / 2

    start = parts(p["x"])
    rows: list[dict[str, Any]] = []
    for s in run(Descent(lambda x: curvature * x, gamma), p["x"], count):
        (a, rest), (a_next, rest_next) = parts(s.before), parts(s.after)
        f = (curvature * s.before * s.before).sum(-1) / 2
        rows.append(
            {
                "k": s.index * one, "a_k": a, "a_next": a_next, "a_start": start[0],
                "rest_k": rest, "rest_next": rest_next, "rest_start": start[1], "f_k": f,
                "l": p["l"], "L": p["L"], "gamma": gamma * one,
                "r": torch.sqrt(size), "grown": (1 + gamma * p["l"]) ** (2 * s.index),
            }
        )  # fmt: skip
    return Measured({name: torch.cat([row[name] for row in rows]) for name in rows[0]})


def escape_volume(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """The bound P(|a_0| < W/G) of the probability that K steps have not gained F, by its exact law.

    Inputs: l, L, gamma, r, F, spare >= 1 (batch,). options: d, K. Quantities: these, d, K, pi, c;
    p = P(|a_0| < W/G), W^2 = (2 F + L r^2)/l; delta, spare times what the time condition asks for.
    """
    d, K = options["d"], options["K"]
    one = torch.ones_like(p["r"])
    c, pi_ = density_at_centre(d * one), circle(one)
    W = torch.sqrt((2 * p["F"] + p["L"] * p["r"] * p["r"]) / p["l"])
    level = W / (p["r"] * (1 + p["gamma"] * p["l"]) ** K)
    delta = p["spare"] * 2 * level * torch.sqrt((d + 1) / (2 * pi_))
    chance = within(level * level, d * one)
    found = {"d": d * one, "K": K * one, "circle": pi_, "c": c}
    return Measured({**p, **found, "p": chance, "delta": delta})


def volume_run(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """The value after K steps on (-l x_1^2 + L |x'|^2)/2 from a uniform start in the ball."""
    d = int(at["d"])
    h = torch.full((d,), float(at["L"]), dtype=torch.float64, device=generator.device)
    h[0] = -float(at["l"])
    like = torch.empty(count, d, dtype=torch.float64, device=generator.device)
    start = uniform_in_ball(like, float(at["r"]), generator)
    *_, last = steps(saddle(h / 2), start, float(at["gamma"]), int(at["K"]))
    return {"f": saddle(h / 2)(last.after)}


# Exact points -------------------------------------------------------------------------------------


def exact_step(x: str, h: str, xi: str, eta: str = "1/2", **changed: Any) -> dict[str, Any]:
    """Quantities of `perturbed_step` on the line, with r = 1 and noise due; `changed` replaces."""
    at, curvature, moved, step = (Rational(v) for v in (x, h, xi, eta))
    gm = curvature * (at + moved)
    vectors = {"x": at, "xi": moved, "g": curvature * at, "gm": gm, "y": at + moved - step * gm}
    made = {name: [value] for name, value in vectors.items()}
    return {**made, "l": abs(curvature), "r": 1, "eta": step, "due": 1, **changed}
