"""Gradient descent as an algorithm whose steps can be watched, and what a step measures.

The slot `descent` takes any factory(params, lr) of an object with `zero_grad()` and `step()`, so
`torch.optim.SGD` fits as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import torch
from sympy import Expr, Matrix, Symbol, diff, sympify
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Measured, derived, output, plain

from .dynamics import Step, Watcher, run
from .objectives import OBJECTIVES


class GradientDescent(torch.optim.Optimizer):
    """x <- x - lr grad f(x), nothing else. lr > 0; raises `ValueError` otherwise."""

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        if not lr > 0:
            raise ValueError(f"the step size must be positive, got {lr!r}")
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.sub_(group["lr"] * parameter.grad)


IMPLEMENTATION = slot(
    "descent",
    GradientDescent,
    "factory(params: list[Tensor], lr: float) -> object with zero_grad() and step()",
)


class _Optimised:
    """The algorithm in the slot `descent`, fed with gradients from autograd."""

    def __init__(self, objective: Callable[[Tensor], Tensor], start: Tensor, lr: float) -> None:
        self.objective = objective
        self.x = start.detach().clone().requires_grad_(True)
        self.algorithm = IMPLEMENTATION([self.x], lr=lr)

    def step(self, x: Tensor, index: int) -> Tensor:
        self.algorithm.zero_grad()
        self.objective(self.x).sum().backward()
        self.algorithm.step()
        return self.x.detach().clone()


def steps(
    objective: Callable[[Tensor], Tensor],
    start: Tensor,
    lr: float,
    count: int,
    watch: Sequence[Watcher] = (),
) -> Iterator[Step]:
    """Run the algorithm in the slot `descent` on a batch of starts (batch, d) and yield each step.

    `objective` maps (batch, d) to (batch,); gradients come from autograd.
    """
    algorithm = _Optimised(objective, start, lr)
    return run(algorithm, start.detach().clone(), count, watch)


def _quantities(objective: Any, p: Mapping[str, Any], x: Any, eta: Any) -> dict[str, Any]:
    """A step of exact gradient descent from x, with the tightest constants that fit it."""
    g = objective.gradient(p, x)
    z = x - eta * g
    L0, L1 = objective.value(p, x), objective.value(p, z)
    gg = (g * g).sum(-1)
    one = torch.ones_like(L0)
    mu = torch.where(L0 > 0, gg / (2 * torch.where(L0 > 0, L0, one)), one)
    divisor = torch.where(gg > 0, gg, one) * eta * eta
    bend = 2 * (L1 - L0 + eta * gg) / divisor
    beta = torch.where(gg > 0, torch.maximum(bend, one / (8 * eta)), one / eta)
    return {
        "x": x, "z": z, "g": g, "L0": L0, "L1": L1, "Lstar": objective.infimum * one,
        "mu": mu, "beta": beta, "eta": eta * one, "gg": gg,
    }  # fmt: skip


def gradient_step(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Steps of gradient descent on a zoo objective; every iterate of the run is an instance.

    options: objective (name), eta (Fraction), steps. Quantities: x, z, g (batch, d); L0, L1, Lstar,
    gg, eta; mu and beta, the largest and smallest constants with which the Polyak-Lojasiewicz
    inequality at x and upper smoothness between x and z hold, so that every row is tight.
    """
    objective = OBJECTIVES[options["objective"]]
    eta: Fraction = options["eta"]
    data = {name: value for name, value in p.items() if name != "x"}
    if not implementation:
        return Measured(_quantities(objective, data, p["x"], eta))
    numbers = {name: plain(value) for name, value in data.items()}
    visited = list(
        steps(
            lambda x: objective.torch_value(numbers, x),
            plain(p["x"]),
            float(eta),
            options.get("steps", 1),
        )
    )
    ball = type(p["x"])
    repeated = {n: torch.cat([v] * len(visited)) for n, v in data.items()}
    x = ball.exact(torch.cat([s.before for s in visited]))
    after = torch.cat([s.after for s in visited])
    reference = _quantities(objective, repeated, x, eta)
    companion = x.abs() + eta * objective.companion(repeated, x)
    found = output(after, companion, objective.operations(repeated) + 2)
    theirs = ball(found.value, found.explained)
    value = objective.value(repeated, theirs)
    return Measured(reference, {"z": found, "L1": derived(value)})


def exact_step(
    f: Expr,
    at: Mapping[Symbol, Any],
    *,
    eta: Any,
    inf: Any,
    mu: Any,
    beta: Any,
    ascend: bool = False,
) -> dict[str, Any]:
    """The same quantities for a SymPy function at an exact point, for witnesses.

    `inf` is the infimum of f, given by the caller; `ascend` takes the wrong direction.
    """
    xs, here = list(at), [sympify(v) for v in at.values()]
    values = dict(zip(xs, here, strict=True))
    g = [diff(f, x).subs(values) for x in xs]
    direction = 1 if ascend else -1
    z = [a + direction * sympify(eta) * b for a, b in zip(here, g, strict=True)]
    return {
        "x": Matrix(here), "z": Matrix(z), "g": Matrix(g),
        "L0": f.subs(values), "L1": f.subs(dict(zip(xs, z, strict=True))), "Lstar": sympify(inf),
        "mu": sympify(mu), "beta": sympify(beta), "eta": sympify(eta),
    }  # fmt: skip
