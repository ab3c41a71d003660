"""Two-layer ReLU networks with inputs: exact ties, duplicates, zeros, extreme scales, d = 1."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import DIMENSIONS, dyadic, exponents, integers, normals, seeded

WIDTHS = (1, 2, 3, 4, 8)
INPUTS = (1, 2, 3, 5)
ROWS = 128
"""Instances in one Hypothesis example: a network is a big row."""


def _single_normals(generator: torch.Generator, *shape: int) -> Tensor:
    """Normal draws of 24 bits: the same in every dtype, so that no kink is crossed by rounding."""
    return normals(generator, *shape).float().double()


FILLS = (dyadic, integers, _single_normals)


def signs(generator: torch.Generator, batch: int, m: int) -> Tensor:
    """Random signs, with rows of +1 only and of -1 only; shape (batch, m)."""
    a = 2.0 * torch.randint(0, 2, (batch, m), generator=generator).double() - 1
    a[0::16] = 1
    a[1::16] = -1
    return a


def orthogonal_to(x: Tensor) -> Tensor:
    """A vector w with <w, x> = 0, by swapping the first two entries; 0 if d = 1; (batch, d)."""
    w = torch.zeros_like(x)
    if x.shape[1] > 1:
        w[:, 0], w[:, 1] = x[:, 1], -x[:, 0]
    return w


def _with_edges(W: Tensor, X: Tensor) -> None:
    """Put the edge cases in place: ties, nearly ties, zero weights and inputs, copies."""
    edge = torch.arange(len(W)) % 16
    for case in (2, 3):
        W[edge == case, 0] = orthogonal_to(X[edge == case, 0])
    W[edge == 3, 0, 0] += 2.0**-12  # nearly a tie
    W[edge == 4] = 0
    W[edge == 5, -1] = 0
    X[edge == 6, -1] = 0
    if X.shape[1] > 1:
        X[edge == 7, 1] = X[edge == 7, 0]
        X[edge == 8, 1] = -X[edge == 8, 0]


@st.composite
def trained(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS, scales: bool = True) -> Draw:
    """Weights W (batch, m, d), signs a (batch, m), inputs X (batch, n, d), targets y (batch, n)."""
    d, m = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(WIDTHS))
    n = draw(st.sampled_from(INPUTS))
    fill = draw(st.sampled_from(FILLS))
    size = exponents(dtype, reach=0.15) if scales else st.just(0)
    weight, data = draw(size), draw(size)

    def build(generator: torch.Generator) -> Draw:
        W, X = fill(generator, batch, m, d), fill(generator, batch, n, d)
        _with_edges(W, X)
        y = fill(generator, batch, n)
        y[torch.arange(batch) % 16 == 9] = 0
        inputs = {
            "W": W * 2.0**weight,
            "a": signs(generator, batch, m),
            "X": X * 2.0**data,
            "y": y * 2.0 ** (weight + data),
        }
        return Draw(inputs, {}, f"m={m} n={n} d={d}, scales 2^{weight}, 2^{data}")

    return draw(seeded(build))


@st.composite
def moved(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """One input x (batch, d), weights W and `moved` (batch, m, d) on the same side of every kink.

    Neurons that a free move might carry across are scaled instead, by 0 (onto the kink), 1/2 or 2.
    """
    base = draw(trained(dtype, batch))
    closeness = draw(st.sampled_from([0, 2, 8]))

    def build(generator: torch.Generator) -> Draw:
        W, x = base.inputs["W"], base.inputs["X"][:, 0]
        unit = W.abs().amax((1, 2), keepdim=True).clamp(min=torch.finfo(dtype).tiny)
        unit = 2.0 ** torch.floor(torch.log2(unit))
        free = W + unit * 2.0**-closeness * dyadic(generator, *W.shape, bits=4)
        free = free.to(torch.float32).double()
        z, change = (W * x[:, None]).sum(-1), ((free - W) * x[:, None]).sum(-1)
        scale = (W * x[:, None]).abs().sum(-1)
        safe = (change.abs() < z.abs() * (1 - 2.0**-20)) & (z.abs() > scale * 2.0**-20)
        factor = 2.0 ** torch.randint(-1, 2, z.shape, generator=generator).double()
        factor[torch.rand(z.shape, generator=generator) < 0.2] = 0
        there = torch.where(safe[..., None], free, factor[..., None] * W)
        return Draw({"W": W, "moved": there, "a": base.inputs["a"], "x": x}, {}, base.label)

    return draw(seeded(build))
