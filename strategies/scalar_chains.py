"""Factors of products: zeros, mixed signs, ties, products 1, tiny and large.

Inputs for `models.scalar_chains`.
"""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import FILLS, integers, normals, seeded
from .two_layer_networks import ROWS


@st.composite
def scalar_chains(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `scalar_chain`: all factors rho, some 0, mixed signs."""
    n = draw(st.integers(1, 7))
    step = draw(st.integers(0, n - 1))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        share = torch.rand(batch, n, generator=generator, dtype=torch.float64) * 2 - 1
        share[rows % 4 < 2] = 1
        share[rows % 8 == 1, 0] = -1
        share[rows % 8 == 3, -1] = 0
        rho = 2.0 ** -integers(generator, batch, size=3).abs()
        near = rows % 16 == 4
        rho[near] = 1 - 2.0**-20
        first = torch.where(rows % 8 == 7, 0.0, 1.0)
        bound = 2.0 ** -integers(generator, batch, size=2).abs()
        inputs = {"share": share, "rho": rho, "first": first, "bound": bound}
        return Draw(inputs, {"step": step}, f"n={n}")

    return draw(seeded(build))


@st.composite
def chain_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """a, b, c on three axes (or a = b), x with zeros along a and b, 0 in one row of four."""
    d, fill = draw(st.sampled_from((1, 2, 3, 5))), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        x, v = (fill(generator, batch, d) for _ in "xv")
        size = 2.0 ** integers(generator, batch, 3, size=4)
        inputs = {name: torch.zeros(batch, d, dtype=torch.float64) for name in "abc"}
        for i, name in enumerate("abc"):
            inputs[name][:, min(i, d - 1)] = size[:, i]
        inputs["b"][rows % 8 == 3] = inputs["a"][rows % 8 == 3]
        x[:, : min(2, d)] = 0
        x[rows % 4 == 1] = 0
        return Draw({**inputs, "x": x, "v": v}, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def chain_factors(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Multiples of the first three axes, x anywhere, with product 1, or with one to three zeros."""
    d, fill = draw(st.sampled_from((3, 4, 5))), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows, size = torch.arange(batch), 2.0 ** integers(generator, batch, 3, size=3)
        x, v = (fill(generator, batch, d) for _ in "xv")
        inputs = {name: torch.zeros(batch, d, dtype=torch.float64) for name in "abc"}
        for i, name in enumerate("abc"):
            inputs[name][:, i] = size[:, i]
        place = rows % 8
        x[place == 1, 0] = 0
        x[place == 2, 1] = 0
        x[place == 3, 2] = 0
        x[place == 4, 1:3] = 0
        x[place == 5] = 0
        one = place == 6
        x[one, 0] = 1 / size.prod(1)[one]
        x[one, 1], x[one, 2] = 2.0, 0.5
        return Draw({**inputs, "x": x, "v": v}, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def chain_lengths(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `chain_length`: all 1 or -1, product 1, tiny and large."""
    n = draw(st.integers(1, 7))
    step = draw(st.integers(0, n - 1))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        w = normals(generator, batch, n)
        powers = 2.0 ** integers(generator, batch, n, size=8)
        w[rows % 4 == 1] = powers[rows % 4 == 1]
        w[rows % 8 == 2] = w[rows % 8 == 2].sign()
        w[rows % 8 == 6] = 1
        w[w == 0] = 1
        return Draw({"w": w}, {"step": step}, f"n={n}")

    return draw(seeded(build))
