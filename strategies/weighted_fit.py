"""Points of `models.weighted_fit.rivals`: second-order stationary, with any weight and rival."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, integers, seeded
from .rotations import rotated


@st.composite
def stationary_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Stationary points with both coordinates, and on either axis where the curvatures allow it.

    Weights from 0 to beyond 1; the edge, where an axis is flat; points on the second axis only for
    weights that leave it a minimum. Rivals: any, the same point, its reflection, the origin.
    Directions u, v that are orthonormal, and others.
    """
    d = draw(st.sampled_from([2, 3, 4]))
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        x, y = ((integers(generator, batch, size=7).abs() + 1) / 2 for _ in "xy")
        x, y = torch.maximum(x, y), torch.minimum(x, y)
        w = integers(generator, batch, size=7).abs() / 8
        a, b = x * x + w * y * y, y * y + w * x * x
        share = (integers(generator, batch, size=7).abs() + 1) / 8
        first = index % 3 == 0  # (x, 0), a = x^2, b <= w a
        w[first] = ((integers(generator, batch, size=15).abs() + 1) / 4)[first]
        a[first] = (x * x)[first]
        b[first] = (share * w * a)[first]
        y[first] = 0
        second = index % 9 == 1  # (0, y), b = y^2, a <= w b
        y[second] = x[second]
        b[second] = (y * y)[second]
        w[second] = ((integers(generator, batch, size=7).abs() + 8) / 4)[second]
        a[second] = (share * w * b)[second]
        x[second] = 0
        x[index % 2 == 0] *= -1
        rest = integers(generator, batch, 2 * d - 4, size=2).reshape(batch, 2, d - 2)
        here = torch.cat([x[:, None], y[:, None], rest[:, 0]], 1)
        there = torch.cat([integers(generator, batch, 2, size=8) / 2, rest[:, 1]], 1)
        same = index % 5 == 2
        there[same] = here[same]
        there[index % 10 == 2, 0] *= -1
        there[3] = 0
        scale = 2.0**exponent
        inputs = {
            "W": rotated(generator, batch, d), "here": here * scale, "there": there * scale,
            "a": a * scale**2, "b": b * scale**2, "w": w, "k": integers(generator, batch, size=2),
            "c": 2.0 ** integers(generator, batch, size=2),
            "e": 2.0 ** integers(generator, batch, size=2),
        }  # fmt: skip
        return Draw(inputs, {}, f"d={d}, scale 2^{exponent}")

    return draw(seeded(build))
