"""Inputs at a distance from each other up to signs: orthogonal, on a half circle, generic."""

from __future__ import annotations

import math

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, FILLS, exponents, normals, seeded


def _spread(generator: torch.Generator, batch: int, n: int, d: int) -> torch.Tensor:
    """Inputs (batch, n, d): generic, orthogonal as far as d allows, on a half circle, tied."""
    X = normals(generator, batch, n, d)
    kind = torch.arange(batch) % 4
    X[kind == 1] = torch.eye(max(n, d), dtype=torch.float64)[:n, :d]
    if d > 1:
        turns = math.pi * torch.arange(n, dtype=torch.float64) / n
        X[kind == 2] = 0
        X[kind == 2, :, 0], X[kind == 2, :, 1] = torch.cos(turns), torch.sin(turns)
    X[kind == 3, -1] = -X[kind == 3, 0]
    X[:, :, 0] = torch.where((X == 0).all(-1), 1.0, X[:, :, 0])
    return X


@st.composite
def separated(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH // 4) -> Draw:
    """X (batch, n, d), v (batch, n) and powers k, j for `models.separation.powers`."""
    n, d = draw(st.sampled_from((1, 2, 3, 5))), draw(st.sampled_from((1, 2, 3, 8)))
    k, j = draw(st.sampled_from((1, 2, 5, 20))), draw(st.sampled_from((0, 1, 4, 30)))
    exponent = draw(exponents(dtype, reach=0.1))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        inputs = {"X": _spread(generator, batch, n, d) * 2.0**exponent}
        inputs["v"] = fill(generator, batch, n)
        return Draw(inputs, {"k": k, "j": j}, f"n={n}, d={d}, k={k}, j={j}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def inputs(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH // 2) -> Draw:
    """X (batch, n, d) and k (batch,) for `models.separation.smallest`: k = n / (1 - rho), rounded.

    In every second row two inputs are close, up to a sign; k = 1 where two are proportional.
    """
    n, d = draw(st.sampled_from((1, 2, 3, 5))), draw(st.sampled_from((1, 2, 3, 8)))
    exponent = draw(exponents(dtype, reach=0.1))

    def build(generator: torch.Generator) -> Draw:
        X = _spread(generator, batch, n, d)
        close = torch.arange(batch) % 2 == 1
        depth = torch.randint(2, 16, (batch, 1), generator=generator)
        sign = 2.0 * torch.randint(0, 2, (batch, 1), generator=generator) - 1
        near = sign * X[:, 0] + normals(generator, batch, d) * 2.0**-depth
        if n > 1:
            X[close, -1] = near[close]
        unit = X / X.norm(dim=-1, keepdim=True)
        cosines = (unit @ unit.mT).abs() - torch.eye(n, dtype=torch.float64)
        gap = 1 - cosines.amax((-2, -1)).clamp_min(0)
        k = torch.where(gap > 2.0**-46, torch.ceil(n * (1 + 2.0**-20) / gap), 1.0)
        return Draw({"X": X * 2.0**exponent, "k": k}, {}, f"n={n}, d={d}, scale 2^{exponent}")

    return draw(seeded(build))
