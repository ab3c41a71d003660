"""Symmetric matrices and points, with ties, zeros, rank defects, extreme scales and d = 1."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, exponents, integers, seeded


@st.composite
def points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Symmetric M (batch, d, d) and x (batch, d): generic, integer, at x = 0, M = 0, and M = x x'."""
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.2))

    def build(generator: torch.Generator) -> Draw:
        fill = draw(st.sampled_from([dyadic, integers]))
        M = fill(generator, batch, d, d)
        M = M.triu() + M.triu(1).mT
        x = fill(generator, batch, d)
        edge = torch.arange(batch) % 8
        x[edge == 1] = 0
        M[edge == 2] = 0
        M[edge == 3] = x[edge == 3][:, :, None] * x[edge == 3][:, None, :]
        return Draw(
            {"M": M * 4.0**exponent, "x": x * 2.0**exponent}, {}, f"d={d}, scale 2^{exponent}"
        )

    return draw(seeded(build))
