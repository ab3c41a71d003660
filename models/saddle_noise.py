"""Gradient descent near saddles: the chance that noise escapes, and runs that need noise.

Runs go through the slot `descent`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, Output

from .descent import steps
from .dynamics import uniform_in_ball
from .quadratic_saddle import visited
from .random_starts import circle, density_at_centre, saddle, within
from .second_order import Data
from .strict_saddle import cosine


def noise_escape(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """P(|y_T| < R) for the coordinate y of curvature -beta, from a uniform start in a ball.

    Inputs r, R, eta, beta, spare >= 1 (batch,); options: d, T. Quantities: these but spare; c, the
    largest density of a coordinate in the unit ball; circle = pi; p, the exact probability; delta,
    the least level that T steps allow, times spare.
    """
    d, T, r = options["d"], options["T"], p["r"]
    size = d * torch.ones_like(r)
    level = p["R"] / (r * (1 + p["eta"] * p["beta"]) ** T)
    pi = circle(r)
    known = {name: p[name] for name in ("r", "R", "eta", "beta")}
    return Measured(
        {
            **known, "d": size, "T": T * torch.ones_like(r), "c": density_at_centre(size),
            "circle": pi, "p": within(level * level, size),
            "delta": p["spare"] * torch.sqrt(2 * (size + 1) / pi) * level,
        }
    )  # fmt: skip


def noise_run(generator: torch.Generator, count: int, at: Mapping[str, Any]) -> dict[str, Tensor]:
    """y after T steps on (|x|^2 - beta y^2)/2, from uniform starts in the ball of radius r."""
    d, beta = int(at["d"]), float(at["beta"])
    like = torch.empty(count, d, dtype=torch.float64, device=generator.device)
    start = uniform_in_ball(like, float(at["r"]), generator)
    half = torch.full((d,), 0.5, dtype=torch.float64, device=generator.device)
    half[0] = -beta / 2
    *_, last = steps(saddle(half), start, float(at["eta"]), int(at["T"]))
    return {"y": last.after[:, 0]}


def cosine_run(p: Data, options: Mapping[str, Any], implementation: bool) -> Measured:
    """Gradient descent on `cosine`; a row for every k = 0, ..., steps - 1.

    Input start (batch, 2); options: eta (Fraction), steps. Names: x_k, y_k, x_next, y_next, x_0,
    y_0, s_k = sin y_k, k and eta. The implementation's iterates come with what rounding explains.
    """
    eta, count, start = options["eta"], options["steps"], p["start"]

    def gradient_at(z: Any) -> Any:
        return torch.stack([z[:, 0], -torch.sin(z[:, 1])], -1)

    def size(z: Any) -> Any:
        return torch.stack([z[:, 0].abs(), 1 + z[:, 1].abs()], -1)

    exact = [start]
    for _ in range(count):
        exact.append(exact[-1] - eta * gradient_at(exact[-1]))
    one = torch.ones_like(start[:, 0])

    def rows(run: list[Any]) -> dict[str, Any]:
        names: dict[str, list[Any]] = {}
        for z, after in pairwise(run):
            for i, name in enumerate("xy"):
                names.setdefault(f"{name}_k", []).append(z[:, i])
                names.setdefault(f"{name}_next", []).append(after[:, i])
        return {name: torch.cat(found) for name, found in names.items()}

    made = rows(exact)
    made |= {
        "s_k": torch.sin(made["y_k"]), "x_0": torch.cat([start[:, 0]] * count),
        "y_0": torch.cat([start[:, 1]] * count), "k": torch.cat([one * k for k in range(count)]),
        "eta": torch.cat([one * eta] * count),
    }  # fmt: skip
    if not implementation:
        return Measured(made)
    run = visited(cosine, gradient_at, size, start, eta, count, 8)
    theirs = {name: Output(z.mid, z.rad) for name, z in rows(run).items()}
    return Measured(made, theirs)
