"""Instances for theorems about the landscape of an objective at a point."""

from __future__ import annotations

import math
from fractions import Fraction

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, integers, seeded


def _reach(dtype: torch.dtype) -> int:
    """The largest binary exponent of a scale whose fourth power is still far inside the range."""
    return 100 if dtype == torch.float64 else 12


def _least_squares(
    generator: torch.Generator, batch: int, n: int, d: int, scale: float, orthogonal: bool
) -> dict[str, Tensor]:
    """A, y = A w and x: A = 0, rank one, orthogonal columns; x at a minimiser, full precision."""
    A = integers(generator, batch, n, d, size=2)
    w = integers(generator, batch, d, size=3)
    x = dyadic(generator, batch, d)
    if orthogonal:
        A = torch.eye(n, d, dtype=torch.float64) * 2.0 ** integers(generator, batch, 1, 1, size=1)
    else:
        A[0] = 0
        A[1] = A[1, :1]
    x[2:6] = w[2:6]
    x[6] = 0
    y = (A @ w[..., None])[..., 0]
    x[7:40] = torch.randn(33, d, generator=generator, dtype=torch.float64)
    return {"A": A * scale, "y": y * scale, "x": x}


def _others(generator: torch.Generator, name: str, batch: int, d: int) -> dict[str, Tensor]:
    """The sine, the curve and the network; x at a minimiser, at 0 and where f'' is negative."""
    x = dyadic(generator, batch, d) * 3
    x[0] = 0
    if name == "tanh net":
        v = integers(generator, batch, d, size=2)
        a = integers(generator, batch, size=2).abs() + 1
        return {"a": a / 4, "v": v, "y": integers(generator, batch, size=3), "x": x}
    x[1] = math.pi / 2
    c = torch.ones(batch, dtype=torch.float64)
    if name == "curve":
        c = integers(generator, batch, size=3).abs() + 1
    return {"c": c, "x": x}


_NAMES = ["least squares", "least squares", "sine", "curve", "tanh net"]


def _structure(draw: st.DrawFn, dtype: torch.dtype) -> tuple[str, int, int, float]:
    name = draw(st.sampled_from(_NAMES))
    d = 2 if name == "curve" else draw(st.sampled_from(DIMENSIONS))
    n = draw(st.sampled_from([1, d, d + 1]))
    exponent = draw(st.sampled_from([0, 0, 3, -5, _reach(dtype), -_reach(dtype)]))
    return name, n, d, 2.0**exponent


@st.composite
def points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """An objective and a point; see `models.landscape.at_point`.

    Least squares with rank defects and extreme scales, also with equal curvatures; the sine, the
    curve, a tanh network; x at a minimiser, where the gradient is exactly 0; d = 1.
    """
    name, n, d, scale = _structure(draw, dtype)
    orthogonal = draw(st.booleans())

    def build(generator: torch.Generator) -> Draw:
        if name == "least squares":
            inputs = _least_squares(generator, batch, n, d, scale, orthogonal)
        else:
            inputs = _others(generator, name, batch, d)
        return Draw(inputs, {"objective": name}, f"{name} d={d}")

    return draw(seeded(build))


@st.composite
def rescalings(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """`points` with a factor c, a stretch s and a ratio of mu to the best constant at x.

    The ratios lie below, at and above 1 and 2, so that both normalisations hold, fail and differ;
    s is a power of 2 (or 3 times one where the objective is polynomial), so that s x is exact.
    """
    base = draw(points(dtype, batch))
    shift = draw(st.sampled_from([0, 2, -2, 8 if dtype == torch.float32 else 40]))
    ratios = torch.tensor([0.25, 0.5, 1.0, 1.5, 1.75, 3.0], dtype=torch.float64)
    stretches = torch.tensor([1.0, 2.0, 0.5, 4.0, 0.125], dtype=torch.float64)
    index = torch.arange(batch)
    c = (1.0 + index % 7) * 2.0**shift
    s = stretches[index % 5]
    if base.options["objective"] == "least squares":
        s = torch.where(index % 2 == 0, s, 3 * s)
    inputs = {**base.inputs, "factor": c, "stretch": s, "ratio": ratios[index % 6]}
    return Draw(inputs, base.options, f"{base.label}, c 2^{shift}")


@st.composite
def short_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """`points` with a step length t / beta and an offset; see `models.landscape.short_step`.

    Least squares with equal curvatures give the equality cases (mu = beta when the offset is 0).
    """
    name, n, d, scale = _structure(draw, dtype)
    orthogonal = draw(st.booleans())
    t = draw(st.sampled_from([1, 1, Fraction(1, 2), Fraction(1, 16)]))

    def build(generator: torch.Generator) -> Draw:
        if name == "least squares":
            inputs = _least_squares(generator, batch, n, d, scale, orthogonal)
        else:
            inputs = _others(generator, name, batch, d)
        size = scale * scale if name == "least squares" else 1.0
        offset = integers(generator, batch, size=2).abs() * size
        offset[: batch // 2] = 0
        return Draw({**inputs, "offset": offset}, {"objective": name, "t": t}, f"{name} d={d}")

    return draw(seeded(build))


def full_steps(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`short_steps` with t = 1: z = x - g / beta."""
    return short_steps(dtype).map(
        lambda draw: Draw(draw.inputs, {**draw.options, "t": 1}, draw.label)
    )


@st.composite
def pairs(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """A strongly convex objective and two points; see `models.landscape.pair`.

    Quadratics B'B + lam I with B = 0, rank one and full; z the minimiser, another point, and x
    itself; x - z an eigenvector (the equality case); extreme scales. Logistic loss with ridge, a
    datum more, which may be 0: z after a few Newton steps would still not be the minimiser, so it
    is just another point.
    """
    kind = draw(st.sampled_from(["quadratic", "logistic", "quadratic"]))
    d = draw(st.sampled_from(DIMENSIONS))
    n = draw(st.sampled_from([1, d, d + 2]))
    exponent = draw(st.sampled_from([0, 0, -3, _reach(dtype), -_reach(dtype)]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        x = dyadic(generator, batch, d)
        z = integers(generator, batch, d, size=2)
        lam = 2.0 ** integers(generator, batch, size=4)
        lam[index % 9 == 3] = 2.0**-20
        z[index % 7 == 1] = x[index % 7 == 1]
        B = integers(generator, batch, n, d, size=2)
        if kind == "logistic":
            more = integers(generator, batch, 1, d, size=2)
            more[index % 3 == 0] = 0
            inputs = {"A": torch.cat([B, more], 1), "lam": lam, "x": x, "z": z}
            return Draw(inputs, {"objective": kind}, f"logistic {n + 1}x{d}")
        B[index % 4 == 0] = 0
        B[index % 4 == 1, 1:] = 0
        w = torch.where((index % 5 == 0)[:, None], integers(generator, batch, d), z)
        aligned = index % 4 == 1
        x[aligned] = w[aligned] + B[aligned, 0]
        inputs = {"B": B * 2.0**exponent, "lam": lam * 4.0**exponent, "w": w, "x": x, "z": z}
        return Draw(inputs, {"objective": kind}, f"quadratic {n}x{d}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def sine_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Points x >= 0 for the sine: 0, tiny, huge, around pi / 2, and where its PL ratio is least."""
    reach = draw(st.sampled_from([2.0, 8.0, 1000.0]))
    exponent = 60 if dtype == torch.float64 else 30

    def build(generator: torch.Generator) -> Draw:
        x = dyadic(generator, batch).abs() * reach
        x[0] = 0
        x[1], x[2] = 2.0**-exponent, 2.0**12
        x[3:40] = math.pi / 2 + torch.randn(37, generator=generator, dtype=torch.float64) / 8
        x[3] = math.pi / 2
        least = 2.2017091720
        x[40:80] = least + torch.randn(40, generator=generator, dtype=torch.float64) / 64
        x[40] = least
        return Draw({"x": x}, {}, f"sine up to {reach:g}")

    return draw(seeded(build))


def sine_cells(dtype: torch.dtype, count: int = 5120) -> st.SearchStrategy[Draw]:
    """Intervals that cover [3/2, 4] without gaps: centres and radii exact in both dtypes.

    3/2 < pi / 2, so that together with the region sin 2x >= 0 and with x >= 4 nothing is left out.
    """
    del dtype
    radius = 2.5 / (2 * count)
    centre = 1.5 + radius * (2 * torch.arange(count, dtype=torch.float64) + 1)
    if radius != 2.0 ** round(math.log2(radius)) or float(centre[-1]) + radius != 4.0:
        raise ValueError(f"{count} cells of [3/2, 4] do not have a power of 2 as radius")
    return st.just(
        Draw({"x": centre, "radius": torch.full_like(centre, radius)}, {}, "cover of [3/2, 4]")
    )


@st.composite
def curve_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Points of the plane and chords for the curve y = sin x: on it, far from it, cos x = 0."""
    tiny = 2.0 ** (-40 if dtype == torch.float64 else -12)
    scale = draw(st.sampled_from([1.0, 0.125, 8.0, tiny]))

    def build(generator: torch.Generator) -> Draw:
        x, y, w = (dyadic(generator, batch) * scale for _ in range(3))
        x[0], y[0] = 0, 0
        y[1:9] = 0
        x[9:40] = math.pi / 2
        y[9:40] = integers(generator, 31, size=50)
        x[40:50], w[40:50] = 0, math.pi / 2
        w[50:60] = 0
        return Draw({"x": x, "y": y, "w": w}, {}, f"curve, scale {scale:g}")

    return draw(seeded(build))


@st.composite
def flat_directions(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """u, x and r for <u, x>^2 / 2: u = 0 never, x orthogonal to u, d = 1 (no flat direction)."""
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(st.sampled_from([0, 0, 5, -_reach(dtype) // 4, _reach(dtype) // 4]))

    def build(generator: torch.Generator) -> Draw:
        u, r = integers(generator, batch, d), integers(generator, batch, d)
        u[(u == 0).all(1), 0] = 1
        x = dyadic(generator, batch, d)
        x[0] = 0
        x[1:5] = integers(generator, 4, d)
        return Draw({"u": u * 2.0**exponent, "x": x, "r": r}, {}, f"d={d}, scale 2^{exponent}")

    return draw(seeded(build))
