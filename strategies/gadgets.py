"""Instances of the quartic gadgets of `models.gadgets`."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, integers, seeded


@st.composite
def partitions(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Weights that split into equal halves and odd ones, tiny and huge; x at signs, at 0, d = 1."""
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(st.sampled_from([0, 0, -20, 17]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        a = integers(generator, batch, d, size=5)
        y = dyadic(generator, batch, d, bits=6)
        y[index % 4 == 1] = 1
        y[index % 4 == 2] = 0
        s = torch.where(integers(generator, batch, d) > 0, 1.0, -1.0).double()
        a[3] = 0
        inputs = {"a": a * 2.0**exponent, "y": y, "s": s}
        return Draw(inputs, {}, f"d={d}, weights 2^{exponent}")

    return draw(seeded(build))


@st.composite
def decisions(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Integers, also large, and signs that split them or not; x at these signs, near, at 0."""
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(st.sampled_from([0, 0, 0, 17]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        a = integers(generator, batch, d, size=5)
        y = dyadic(generator, batch, d, bits=6)
        s = torch.where(integers(generator, batch, d) > 0, 1.0, -1.0).double()
        a[index % 3 == 0, -1] = 0
        short = (a * s).sum(-1)
        a[index % 3 == 0, -1] = -(short * s[:, -1])[index % 3 == 0]
        y[index % 4 == 1] = 1
        y[index % 4 == 2] = 0
        y[4] = 1 + 2.0**-20
        a[3] = 0
        a = a * 2.0**exponent
        inputs = {"a": a, "y": y, "s": s, "n": (a * s).sum(-1).abs().clamp(min=1) - 1}
        return Draw(inputs, {}, f"d={d}, weights 2^{exponent}")

    return draw(seeded(build))


@st.composite
def forms(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Copositive and other matrices, x = 0 and along an axis, large and small t."""
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(st.sampled_from([0, 0, -8, 8]))

    def build(generator: torch.Generator) -> Draw:
        M = integers(generator, batch, d, d, size=3)
        M = M + M.mT
        M[0::4] = M[0::4].abs()
        x = dyadic(generator, batch, d, bits=4)
        x[1] = 0
        x[2, 1:] = 0
        t = (integers(generator, batch, size=7).abs() + 1) / 4 * 2.0**exponent
        return Draw({"M": M, "x": x, "t": t}, {}, f"d={d}, t 2^{exponent}")

    return draw(seeded(build))


@st.composite
def horn_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Points for the Horn form, zeros of it (two or four equal neighbours) and scales."""
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        x = dyadic(generator, batch, 5, bits=4)
        for i in range(5):
            x[i] = 0
            x[i, i] = x[i, (i + 1) % 5] = 1
        return Draw({"x": x * 2.0**exponent}, {}, f"scale 2^{exponent}")

    return draw(seeded(build))
