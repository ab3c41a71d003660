"""Matrices with a planted spectrum, M = V diag(s |s|) V', for `models.pca.planted`.

V is a reflection given by a vector w. Rows cycle through the shapes of spectrum that matter (ties,
rank one, zeros, negative, nearly tied) and, more slowly, through bases (coordinates, a permutation,
generic reflections), so that every combination is in a batch.
"""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, FILLS, exponents, normals, powers_of_two, seeded

SHAPES = ("generic", "top tie", "c I", "rank one", "zero", "negative", "null space", "near tie")


def _roots(generator: torch.Generator, fill: object, batch: int, d: int) -> tuple[Tensor, Tensor]:
    """Arrays top (batch,) and drop (batch, d): signed roots of the eigenvalues, one shape a row."""
    top = fill(generator, batch).abs()  # type: ignore[operator]
    drop = fill(generator, batch, d).abs()  # type: ignore[operator]
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


def _bases(generator: torch.Generator, batch: int, d: int) -> Tensor:
    """Directions of reflection (batch, d): none, an exchange of two coordinates, or generic."""
    w = normals(generator, batch, d)
    turn = torch.arange(batch) // len(SHAPES) % 4
    w[turn == 0] = 0
    if d > 1:
        first = torch.arange(batch) // (4 * len(SHAPES)) % d
        swap = torch.zeros(batch, d, dtype=torch.float64)
        swap[torch.arange(batch), first] = 1
        swap[torch.arange(batch), (first + 1) % d] = -1
        w = torch.where((turn == 1)[:, None], swap, w)
    return w


@st.composite
def planted(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Inputs of `models.pca.planted`, a free point z, and positive constants mu, tau.

    One row in eleven has z = 0. All roots and z share one scale 2^e, from tiny to huge.
    """
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.2))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        top, drop = _roots(generator, fill, batch, d)
        z = fill(generator, batch, d)
        z[torch.arange(batch) % 11 == 5] = 0
        scale = 2.0**exponent
        inputs = {
            "w": _bases(generator, batch, d),
            "top": top * scale,
            "drop": drop * scale,
            "z": z * scale,
            "mu": powers_of_two(generator, batch),
            "tau": powers_of_two(generator, batch),
        }
        return Draw(inputs, {}, f"d={d}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))
