"""Instances for theorems about the map of gradient descent; see `models.gradient_map`."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import DIMENSIONS, FILLS, dyadic, integers, normals, seeded

BATCH = 64
SIZES = (0.5, 0.25, 1 - 2.0**-10, 2.0**-8, 1.0, 1.5)
"""gamma L: inside the hypothesis gamma L < 1, just below 1, at 1 and above it."""


def _far(dtype: torch.dtype) -> int:
    return 200 if dtype == torch.float64 else 20


def _bits(dtype: torch.dtype) -> st.SearchStrategy[int]:
    return st.sampled_from([0, 3, -4, _far(dtype), -_far(dtype)])


def _curvatures(generator: torch.Generator, d: int) -> tuple[torch.Tensor, torch.Tensor]:
    """gamma L (batch,) and gamma lam (batch, d): all at the top, of both signs, 0, just below."""
    rows = torch.arange(BATCH)
    top = torch.tensor(SIZES, dtype=torch.float64)[rows % len(SIZES)]
    part = torch.randint(-8, 9, (BATCH, d), generator=generator).to(torch.float64) / 8
    part[rows % 4 == 0] = 1.0
    part[rows % 4 == 1, 0] = 1 - 2.0**-8
    return top, part * top[:, None]


@st.composite
def pairs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Coefficients of both signs, two points: equal, apart along the steepest coordinate, any."""
    name = draw(st.sampled_from(["quadratic", "quadratic", "cosine"]))
    d, bits = draw(st.sampled_from(DIMENSIONS)), draw(_bits(dtype))
    exponent = 0 if name == "cosine" else draw(st.sampled_from([0, 10, -10, _far(dtype)]))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(BATCH)
        top, product = _curvatures(generator, d)
        product[:, 0] = top * torch.where(rows % 8 == 7, -1.0, 1.0)
        x, y = fill(generator, BATCH, d), fill(generator, BATCH, d)
        along = x.clone()
        along[:, 0] += 1.0
        y = torch.where((rows % 3 == 0)[:, None], along, y)
        y[0] = x[0]
        scale = 2.0**exponent
        inputs = {"c": product * 2.0**bits, "x": x * scale, "y": y * scale}
        options = {"objective": name, "gamma": Fraction(2) ** -bits}
        return Draw(inputs, options, f"{name}, d={d}, 2^-{bits}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def spectra(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Eigenvalues up to L, some of them far below -L; all equal to L on a quarter of the rows."""
    d, bits = draw(st.sampled_from(DIMENSIONS)), draw(_bits(dtype))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(BATCH)
        top, product = _curvatures(generator, d)
        product[rows % 4 == 2, 0] *= 16.0
        product = torch.minimum(product, top[:, None])
        inputs = {"lam": product * 2.0**bits, "L": top * 2.0**bits}
        return Draw(inputs, {"gamma": Fraction(2) ** -bits}, f"d={d}, 2^-{bits}")

    return draw(seeded(build))


@st.composite
def stationary_points(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Spectra of both signs in any basis, around integer points; zero and positive eigenvalues."""
    d, bits = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from([0, 3, -4, 20, -20]))
    basis = draw(st.sampled_from(["coordinates", "exchange", "any"]))
    fill = draw(st.sampled_from([dyadic, integers, normals]))

    def build(generator: torch.Generator) -> Draw:
        w = torch.zeros(BATCH, d, dtype=torch.float64)
        if basis == "exchange" and d > 1:
            w[:, 0], w[:, 1] = 1.0, -1.0
        if basis == "any":
            w = normals(generator, BATCH, d)
        lam = fill(generator, BATCH, d) * 2.0**bits
        x = integers(generator, BATCH, d)
        inputs = {"w": w, "lam": lam, "x": x}
        return Draw(inputs, {"gamma": Fraction(2) ** -bits}, f"d={d}, {basis}, 2^-{bits}")

    return draw(seeded(build))
