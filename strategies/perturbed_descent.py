"""Instances for theorems about perturbed descent, see `models.perturbed_descent`."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, integers, seeded
from .random_starts import BALLS, ROWS, fractions


@st.composite
def perturbed_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Quadratics, starts near and far from their saddle, and noise, also on the sphere.

    On half of the draws every curvature is -l: there the bound of the step is attained by noise on
    the sphere. Starts at 0, at the threshold exactly, and beyond; the noise is a coordinate
    direction of full length or small.
    """
    d = draw(st.sampled_from(DIMENSIONS))
    count = draw(st.sampled_from([1, 2, 3]))
    eta = Fraction(1, draw(st.sampled_from([1, 4, 16])))
    radius = Fraction(1, draw(st.sampled_from([1, 8, 1024])))
    threshold = Fraction(1, draw(st.sampled_from([1, 4])))
    isotropic = draw(st.booleans())

    def build(generator: torch.Generator) -> Draw:
        h = integers(generator, batch, d)
        if isotropic:
            h = -(1 + h[:, :1].abs()).expand(batch, d).clone()
        far = 2.0 ** -torch.randint(-2, 12, (batch, 1), generator=generator)
        x = dyadic(generator, batch, d, bits=6) * far
        x[: batch // 4] = 0
        on_threshold = batch // 4
        x[on_threshold] = 0
        x[on_threshold, 0] = float(threshold)
        h[on_threshold, 0] = -1
        xi = torch.zeros(batch, d, dtype=torch.float64)
        xi[:, 0] = float(radius)
        small = dyadic(generator, batch, d, bits=6).clamp(-1, 1) * float(radius) / (2 * d)
        xi[1::2] = small[1::2]
        options = {
            "eta": eta, "radius": radius, "threshold": threshold, "wait": 5, "steps": count,
            "seed": int(torch.randint(0, 2**31, (1,), generator=generator)),
        }  # fmt: skip
        return Draw({"x": x, "h": h, "xi": xi}, options, f"d={d}, isotropic={isotropic}")

    return draw(seeded(build))


@st.composite
def escape_runs(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Diagonal quadratics with curvature -l in x_1 and at most L elsewhere, of either sign."""
    d, count = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from([1, 4, 8]))
    gamma = Fraction(1, draw(st.sampled_from([4, 16, 256])))

    def build(generator: torch.Generator) -> Draw:
        h = integers(generator, batch, d)
        curvature = 1 + integers(generator, batch, size=2).abs()
        h[:, 0] = 0
        h[: batch // 4, 1:] = 4
        x = dyadic(generator, batch, d, bits=8)
        x[0], x[1, 1:], x[2, 0] = 0, 0, 0
        inputs = {"x": x, "h": h, "l": curvature, "L": h.amax(1)}
        return Draw(inputs, {"gamma": gamma, "steps": count}, f"d={d}, {count} steps")

    return draw(seeded(build))


@st.composite
def escape_volumes(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Curvatures, steps, radii and gains of any scale; half the rows at the time condition."""
    d, K = draw(st.sampled_from(BALLS)), draw(st.sampled_from([1, 8, 64]))

    def build(generator: torch.Generator) -> Draw:
        spare = 1 + integers(generator, ROWS).abs()
        spare[::2] = 1
        inputs = {
            "l": fractions(generator), "L": fractions(generator), "F": fractions(generator) / 64,
            "gamma": fractions(generator), "r": fractions(generator), "spare": spare,
        }  # fmt: skip
        return Draw(inputs, {"d": d, "K": K}, f"d={d}, {K} steps")

    return draw(seeded(build))
