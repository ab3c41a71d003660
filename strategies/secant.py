"""Instances for theorems about secants: an objective, its minimiser and another point."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, integers, seeded

CONVEX = ("quadratic", "power", "distance")
SECANT = ("quadratic", "quadratic", "sine", "power")
"""Objectives with <g, x - x*> > 0 away from the minimiser."""


@st.composite
def _toward(draw: st.DrawFn, dtype: torch.dtype, names: Sequence[str], batch: int = BATCH) -> Draw:
    name = draw(st.sampled_from(names))
    d = 2 if name == "cross" else draw(st.sampled_from(DIMENSIONS))
    n = draw(st.sampled_from([1, d, d + 2]))
    reach = 60 if dtype == torch.float64 else 6
    exponent = draw(st.sampled_from([0, 0, -3, reach, -reach]))
    shared = draw(st.sampled_from([1.0, 1.0, 0.5, 2.0**-20]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        x = dyadic(generator, batch, d)
        ratio = torch.where(index % 2 == 0, 1.0, shared).to(torch.float64)
        label = f"{name} d={d}, scale 2^{exponent}"
        if name == "quadratic":
            B = integers(generator, batch, n, d, size=2)
            B[index % 4 == 0] = 0
            B[index % 4 == 1, 1:] = 0
            lam = 2.0 ** integers(generator, batch, size=4)
            w = integers(generator, batch, d, size=2)
            x[index % 9 == 3] = w[index % 9 == 3]
            aligned = index % 4 == 1
            x[aligned] = w[aligned] + B[aligned, 0]
            inputs = {"B": B * 2.0**exponent, "lam": lam * 4.0**exponent, "w": w, "xstar": w}
            return Draw({**inputs, "x": x, "ratio": ratio}, {"objective": name}, label)
        x[0] = 0
        if name == "sine":
            x[1] = math.pi / 2
            c = torch.ones(batch, dtype=torch.float64)
        else:
            c = 2.0 ** (integers(generator, batch, size=3) + exponent)
            x[1, 1:] = 0
            if name == "distance":  # no gradient at 0
                x[(x == 0).all(1), 0] = 1
        inputs = {"c": c, "x": x, "xstar": torch.zeros_like(x), "ratio": ratio}
        return Draw(inputs, {"objective": name}, label)

    return draw(seeded(build))


def convex(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Convex objectives: quadratics B'B + lam I with B = 0, rank one and full; c |x|^4, c |x|.

    x at the minimiser, along an eigenvector, d = 1, extreme scales; ratios 1 and below.
    """
    return _toward(dtype, CONVEX)


def quadratics(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Quadratics alone."""
    return _toward(dtype, ("quadratic",))


def secants(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """As `convex`, and the sine, which is not convex, also where f'' is negative."""
    return _toward(dtype, SECANT)


def every(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """As `secants`, and c x^2 y^2, whose slope towards 0 vanishes on the axes."""
    return _toward(dtype, (*SECANT, "cross"))


@st.composite
def steps(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """`secants` with a step size eta around the inverse curvature of the objective."""
    base = draw(secants(dtype))
    short = draw(st.sampled_from([1.0, 1.0, 0.5, 0.125]))
    given = base.inputs
    if base.options["objective"] == "quadratic":
        curvature = (given["B"] ** 2).sum((1, 2)) + given["lam"]
    elif base.options["objective"] == "sine":
        curvature = torch.full_like(given["c"], 8.0)
    else:
        curvature = given["c"] * 4 * (1 + (given["x"] ** 2).sum(-1))
    eta = short * 2.0 ** -torch.ceil(torch.log2(curvature))
    return Draw({**given, "eta": eta}, base.options, base.label)


@st.composite
def runs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """`steps` with a number of steps."""
    base = draw(steps(dtype))
    return Draw(base.inputs, {**base.options, "steps": draw(st.integers(2, 4))}, base.label)


@st.composite
def stationary(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Stationary points of three objectives; the constant tau is 1.

    c x^2 y^2 on an axis; a quadratic that is flat in all directions but one; c (|x|^2 - 1)^2 at its
    maximum and at other minimisers. The minimiser itself among them; d = 1 for the last two.
    """
    name = draw(st.sampled_from(["cross", "quadratic", "ring"]))
    d = 2 if name == "cross" else draw(st.sampled_from(DIMENSIONS))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        one = torch.ones(batch, dtype=torch.float64)
        if name == "ring":
            unit = torch.eye(d, dtype=torch.float64)[index % d]
            far = torch.eye(d, dtype=torch.float64)[(index // 2) % d] * (index % 3 - 1)[:, None]
            c = 2.0 ** integers(generator, batch, size=3)
            inputs = {"c": c, "x": far, "xstar": unit, "ratio": one}
            return Draw(inputs, {"objective": name}, f"ring d={d}")
        far = dyadic(generator, batch, d)
        far[index % 2 == 0, 0] = 0
        if name == "cross":
            far[index % 2 == 1, 1] = 0
            far[0] = 0
            c = 2.0 ** integers(generator, batch, size=3)
            inputs = {"c": c, "x": far, "xstar": torch.zeros_like(far), "ratio": one}
            return Draw(inputs, {"objective": name}, "axes")
        far[:, 0] = 0
        far[0] = 0
        w = integers(generator, batch, d, size=3)
        B = torch.zeros(batch, 1, d, dtype=torch.float64)
        B[:, 0, 0] = 1 + index % 4
        lam = torch.zeros(batch, dtype=torch.float64)
        inputs = {"B": B, "lam": lam, "w": w, "xstar": w, "x": w + far, "ratio": one}
        return Draw(inputs, {"objective": name}, f"flat quadratic d={d}")

    return draw(seeded(build))
