"""Points for the Gaussian kernel: triangles of every shape, coinciding points, wide bandwidths."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, FILLS, seeded

OFFSETS = (0.0, 1024.0)
"""Far from the origin, expanded squares of distances lose their digits."""


@st.composite
def triangles(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """X (batch, 3, d), tau, a, b (batch,) for `models.gaussian.triangle`.

    Generic, equilateral (in two dimensions or more), on a line with y between or not, with a right
    angle at y, x = y, x = z, all equal; b = -a in every second block.
    """
    d = draw(st.sampled_from(DIMENSIONS))
    fill = draw(st.sampled_from(FILLS))
    offset = draw(st.sampled_from(OFFSETS))

    def build(generator: torch.Generator) -> Draw:
        x, y, z = (fill(generator, batch, d) / 2 for _ in range(3))
        rows = torch.arange(batch)
        kind, share = rows % 8, torch.randint(1, 8, (batch, 1), generator=generator) / 8
        if d > 1:
            x[kind == 1], y[kind == 1], z[kind == 1] = 0, 0, 0
            x[kind == 1, 0], z[kind == 1, 0], y[kind == 1, 1] = 0.5, -0.5, 0.875
            z[kind == 4] = y[kind == 4]
            z[kind == 4, 0] += (x - y)[kind == 4, 1]
            z[kind == 4, 1] -= (x - y)[kind == 4, 0]
        y[kind == 2] = (x + share * (z - x))[kind == 2]
        y[kind == 3] = (x - share * (z - x))[kind == 3]
        y[kind == 5] = x[kind == 5]
        z[kind == 6] = x[kind == 6]
        y[kind == 7], z[kind == 7] = x[kind == 7], x[kind == 7]
        a, b = fill(generator, batch), fill(generator, batch)
        tau = 2.0 ** torch.randint(-6, 3, (batch,), generator=generator).to(torch.float64)
        tau[rows % 64 == 63] = 0
        inputs = {
            "X": torch.stack([x, y, z], 1) + offset,
            "tau": tau,
            "a": a,
            "b": torch.where(rows // 8 % 2 == 0, -a, b),
        }
        return Draw(inputs, {}, f"d={d}, offset {offset}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def several(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH // 2) -> Draw:
    """X (batch, n, d) and tau (batch,) for `models.gaussian.several`; two equal points at times."""
    n, d = draw(st.sampled_from((1, 2, 3, 4, 6))), draw(st.sampled_from((1, 2, 5)))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        X = fill(generator, batch, n, d)
        X[torch.arange(batch) % 8 == 1, -1] = X[torch.arange(batch) % 8 == 1, 0]
        tau = 2.0 ** torch.randint(-4, 6, (batch,), generator=generator).to(torch.float64)
        return Draw({"X": X, "tau": tau}, {}, f"n={n}, d={d}, {fill.__name__}")

    return draw(seeded(build))
