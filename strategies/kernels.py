"""Inputs of kernels: parallel, opposite, nearly so, orthogonal, zero, of any scale."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, FILLS, dyadic, exponents, integers, seeded

EXACT_FILLS = (dyadic, integers)

PLACES = ("free", "same", "opposite", "multiple", "near", "near opposite", "orthogonal", "zero")
"""The second input relative to the first; `orthogonal` is free in one dimension."""


def _partners(generator: torch.Generator, x: Tensor, free: Tensor) -> Tensor:
    """Second inputs (batch, d) for x: one place a row, `free` or orthogonal x where it is that."""
    batch, d = x.shape
    place = torch.arange(batch) % len(PLACES)
    depth = torch.randint(4, 40, (batch, 1), generator=generator)
    shift = free * 2.0**-depth
    turned = free.clone()
    if d > 1:
        turned = torch.zeros_like(x)
        turned[:, 0], turned[:, 1] = -x[:, 1], x[:, 0]
    places = [free, x, -x, -2 * x, x + shift, shift - x, turned, 0 * x]
    return torch.stack(places)[place, torch.arange(batch)]


@st.composite
def pairs(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """x, y (batch, d) for `models.kernels.pair`; in every 32nd row x = 0."""
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.2))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        x, free = fill(generator, batch, d), fill(generator, batch, d)
        x[torch.arange(batch) % 32 == 24] = 0
        inputs = {"x": x, "y": _partners(generator, x, free)}
        scaled = {name: value * 2.0**exponent for name, value in inputs.items()}
        return Draw(scaled, {}, f"d={d}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def opposite_pairs(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH // 2) -> Draw:
    """X (batch, n, d) and a (batch, n) with sum a_i x_i = 0 exactly, for `models.kernels`.

    The last input is minus the sum of the others, each up to a sign; nonzero inputs.
    """
    n, d = draw(st.sampled_from((2, 3, 4))), draw(st.sampled_from((1, 2, 3, 5)))
    exponent = draw(exponents(dtype, reach=0.2))
    fill = draw(st.sampled_from(EXACT_FILLS))

    def build(generator: torch.Generator) -> Draw:
        X = fill(generator, batch, n, d)
        a = 2.0 * torch.randint(0, 2, (batch, n), generator=generator).to(torch.float64) - 1
        X[:, :-1, 0] = torch.where((X[:, :-1] == 0).all(-1), 1.0, X[:, :-1, 0])
        X[:, -1] = -(a[:, :-1, None] * X[:, :-1]).sum(1) * a[:, -1:]
        known = (X[:, -1] != 0).any(-1)
        return Draw({"X": X[known] * 2.0**exponent, "a": a[known]}, {}, f"n={n}, d={d}")

    return draw(seeded(build))


@st.composite
def _matrices(
    draw: st.DrawFn, dtype: torch.dtype, kinds: tuple[int, ...], batch: int = BATCH
) -> Draw:
    n = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.2))
    fill = draw(st.sampled_from(FILLS))
    place = draw(st.integers(0, n * n - 1))

    def build(generator: torch.Generator) -> Draw:
        E, v, b = fill(generator, batch, n, n), fill(generator, batch, n), fill(generator, batch, n)
        signs = 2.0 * torch.randint(0, 2, (2, batch, n), generator=generator).to(torch.float64) - 1
        kind = torch.tensor(kinds)[torch.arange(batch) % len(kinds)]
        left, right = signs
        v[:, 0] = torch.where((v == 0).all(-1), 1.0, v[:, 0])
        E[kind == 1] = 1
        E[kind == 2] = -(right[:, :, None] * right[:, None])[kind == 2]
        E[kind == 3] = (left[:, :, None] * right[:, None])[kind == 3]
        E[kind == 4] = (b[:, :, None] * v[:, None])[kind == 4]
        E[(kind == 5) | (kind == 6)] = 0
        E[kind == 5, 0, -1] = b[kind == 5, 0]
        E[kind == 7, 0] = -E[kind == 7, -1]
        v[kind == 1] = 1
        v[(kind == 2) | (kind == 3)] = right[(kind == 2) | (kind == 3)]
        v[kind == 5] = torch.eye(n, dtype=torch.float64)[-1]
        label = f"n={n}, scale 2^{exponent}, {fill.__name__}"
        return Draw({"E": E * 2.0**exponent, "v": v}, {"place": place}, label)

    return draw(seeded(build))


def square_matrices(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """E (batch, n, n), v (batch, n): generic, 1, -r r', s r', rank one, one entry, 0, two rows.

    r, s are vectors of signs. The last kind has a row that is minus another. v is nonzero; it
    attains the operator norm in the second to sixth kind.
    """
    return _matrices(dtype, tuple(range(8)))


def attaining_matrices(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Those of `square_matrices` in which v attains the operator norm."""
    return _matrices(dtype, (1, 2, 3, 4, 5))
