"""Symmetric matrices, points and directions, with zeros, rank defects, extreme scales and d = 1."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, FILLS, exponents, seeded


def _outer(x: Tensor) -> Tensor:
    return x[:, :, None] * x[:, None, :]


@st.composite
def points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Symmetric M (batch, d, d) and x (batch, d): generic, x = 0, M = 0, and M = x x'."""
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.2))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        M = fill(generator, batch, d, d)
        M = M.triu() + M.triu(1).mT
        x = fill(generator, batch, d)
        edge = torch.arange(batch) % 8
        x[edge == 1] = 0
        M[edge == 2] = 0
        M[edge == 3] = _outer(x[edge == 3])
        return Draw(
            {"M": M * 4.0**exponent, "x": x * 2.0**exponent}, {}, f"d={d}, scale 2^{exponent}"
        )

    return draw(seeded(build))


@st.composite
def directions(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """`points` with a direction v (batch, d): free, x itself, 0, or a unit vector with M = v v'."""
    base = draw(points(dtype, batch))

    def build(generator: torch.Generator) -> Draw:
        M, x = base.inputs["M"].clone(), base.inputs["x"]
        d = x.shape[1]
        v = draw(st.sampled_from(FILLS))(generator, batch, d)
        edge = torch.arange(batch) // 8 % 8
        v[edge == 1] = x[edge == 1]
        v[edge == 2] = 0
        planted = (edge == 3) | (edge == 4)
        axis = torch.eye(d, dtype=torch.float64)[torch.arange(batch) % d]
        v[planted] = -axis[planted]
        M[planted] = _outer(v[planted])
        return Draw({**base.inputs, "M": M, "v": v}, {}, base.label)

    return draw(seeded(build))


@st.composite
def negative(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """B (batch, d, d) for M = -B B', x and v (batch, d): generic, B = 0, rank one, x in ker B'."""
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.2))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        B, x, v = (fill(generator, batch, *shape) for shape in ((d, d), (d,), (d,)))
        edge = torch.arange(batch) % 8
        B[edge == 1] = 0
        B[edge == 2, :, 1:] = 0
        B[edge == 3, -1] = 0
        x[edge == 3, :-1] = 0
        x[edge == 4] = 0
        scale = 2.0**exponent
        return Draw({"B": B * scale, "x": x * scale, "v": v}, {}, f"d={d}, scale 2^{exponent}")

    return draw(seeded(build))


def lattice(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """The points u, w of the lattice of step 1/2 in [-3, 3]^2: all 169, the same in every dtype."""
    steps = torch.arange(-6, 7, dtype=torch.float64) / 2
    u, w = torch.meshgrid(steps, steps, indexing="ij")
    return st.just(Draw({"u": u.flatten(), "w": w.flatten()}, {}, "lattice"))
