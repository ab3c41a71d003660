"""Starts and parameters for ascent of sum_i x_i^4 on the sphere."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import normals, seeded

PARAMETERS = {
    "d^(-3/2) and 15/4 / d": lambda d: (Fraction(1, d**3), Fraction(15, 4 * d)),
    "9/25 and 36/5 / d": lambda d: (Fraction(81, 625), Fraction(36, 5 * d)),
}
"""alpha^2 and beta for n = d: what the source leads to, and what the strict-saddle bounds allow."""


def _starts(generator: torch.Generator, batch: int, d: int) -> Tensor:
    """Saddles of every size of support, points near them and near components, random points."""
    rows = torch.arange(batch)
    c = 2.0 * torch.randint(0, 2, (batch, d), generator=generator).to(torch.float64) - 1
    order = torch.rand(batch, d, generator=generator).argsort(1)
    c = c * (order <= (rows % d)[:, None])
    depth = torch.randint(1, 24, (batch, 1), generator=generator)
    noise = normals(generator, batch, d)
    places = torch.stack([c, c + noise * 2.0**-depth, noise, c * (1 + noise * 2.0**-depth)])
    return places[rows // d % len(places), rows]


@st.composite
def _runs(draw: st.DrawFn, dtype: torch.dtype, batch: int, steps: int, fine: bool) -> Draw:
    d = draw(st.sampled_from([2, 3, 4, 5, 8]))
    name = draw(st.sampled_from(sorted(PARAMETERS)))
    alpha_squared, beta = PARAMETERS[name](d)
    if fine:
        alpha_squared /= 2 ** draw(st.sampled_from([0, 12]))
    options = {"alpha_squared": alpha_squared, "beta": beta, "steps": steps, "d": d}

    def build(generator: torch.Generator) -> Draw:
        return Draw({"x": _starts(generator, batch, d)}, options, f"d={d}, {name}, {steps} steps")

    return draw(seeded(build))


def steps(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Inputs of `models.tensor_steps.one_step`: four steps; alpha also 64 times smaller."""
    return _runs(dtype, 64, 4, True)


def runs(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Inputs of `models.tensor_steps.whole_run`: 16 steps, which is more than any start needs."""
    return _runs(dtype, 24, 16, False)
