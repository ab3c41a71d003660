"""Matrices with a planted spectrum, M = V diag(s |s|) V', for `models.pca.planted`.

V is a reflection given by a vector w. The rows of a batch cycle through the shapes of spectrum that
matter: ties, rank one, zeros, negative, nearly tied. Basis and entries are the same for a batch,
because balls stay exact only where the whole batch is exact.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, exponents, integers, normals, powers_of_two, seeded

SHAPES = ("generic", "top tie", "c I", "rank one", "zero", "negative", "null space", "near tie")
KINDS = (
    ("coordinates", integers),
    ("reflection", normals),
    ("exchange", integers),
    ("reflection", dyadic),
    ("exchange", dyadic),
    ("coordinates", normals),
)
"""Basis and entries of a batch; the first, which every run draws, is exact in float32 too."""


def planted_roots(
    generator: torch.Generator, fill: Callable[..., Tensor], batch: int, d: int
) -> tuple[Tensor, Tensor]:
    """top (batch,) and drop (batch, d) for `models.pca.planted`: signed roots, one shape a row.

    Null space and near tie take the second eigenvector, so that d = 1 is generic there.
    """
    top, drop = fill(generator, batch).abs(), fill(generator, batch, d).abs()
    shape = torch.arange(batch) % len(SHAPES)
    top = torch.where((top == 0) & (shape != 4), 1.0, top)
    if d > 1:
        drop[shape == 1, 1] = 0
        drop[shape == 6, 1] = top[shape == 6]
        drop[shape == 7, 1] = 2.0**-20
    drop[shape == 2] = 0
    drop[shape == 3] = top[shape == 3][:, None].expand(-1, d)
    drop[shape == 4] = 0
    top[shape == 4] = 0
    top[shape == 5] = -top[shape == 5]
    return top, drop


def _bases(generator: torch.Generator, basis: str, batch: int, d: int) -> Tensor:
    """Directions of reflection (batch, d): none, an exchange of two coordinates, or generic."""
    w = torch.zeros(batch, d, dtype=torch.float64)
    if basis == "reflection":
        return normals(generator, batch, d)
    if basis == "exchange" and d > 1:
        row = torch.arange(batch)
        first = row // len(SHAPES) % d
        w[row, first], w[row, (first + 1) % d] = 1.0, -1.0
    return w


@st.composite
def planted(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Inputs of `models.pca.planted`, a free point z, and positive constants mu, tau.

    One row in eleven has z = 0. All roots and z share one scale 2^e, from tiny to huge.
    """
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.2))
    basis, fill = draw(st.sampled_from(KINDS))

    def build(generator: torch.Generator) -> Draw:
        top, drop = planted_roots(generator, fill, batch, d)
        z = fill(generator, batch, d)
        z[torch.arange(batch) % 11 == 5] = 0
        scale = 2.0**exponent
        inputs = {
            "w": _bases(generator, basis, batch, d),
            "top": top * scale,
            "drop": drop * scale,
            "z": z * scale,
            "mu": powers_of_two(generator, batch),
            "tau": powers_of_two(generator, batch),
        }
        return Draw(inputs, {}, f"d={d}, scale 2^{exponent}, {basis}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def pairs(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """For `models.pca_planted.two_values`: w and y (batch, d), d >= 2, and s (batch,) in [1, 1.73].

    s = 1 on one row in four; y = 0 on one row in seven, where the model puts the sharp direction.
    """
    d = draw(st.sampled_from([size for size in DIMENSIONS if size > 1]))
    basis, fill = draw(st.sampled_from(KINDS))
    exponent = draw(exponents(dtype, reach=0.2))

    def build(generator: torch.Generator) -> Draw:
        s = 1 + torch.randint(0, 188, (batch,), generator=generator).to(torch.float64) / 256
        s[torch.arange(batch) % 4 == 0] = 1
        y = fill(generator, batch, d)
        y[torch.arange(batch) % 7 == 0] = 0
        inputs = {"w": _bases(generator, basis, batch, d), "y": y * 2.0**exponent, "s": s}
        return Draw(inputs, {}, f"d={d}, scale 2^{exponent}, {basis}, {fill.__name__}")

    return draw(seeded(build))
