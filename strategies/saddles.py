"""Points near every stationary point of the PCA objective, for `models.pca_rank`.

Rows cycle through shapes of spectrum (ties, zeros, negative eigenvalues, rank one, c I), more
slowly through bases and positions relative to the stationary points.
"""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw
from models import descent, pca

from .arrays import BATCH, DIMENSIONS, FILLS, exponents, normals, seeded
from .spectra import SHAPES, planted_roots

POSITIONS = ("minimum", "second", "other", "origin", "grazing", "minimum exactly", "free", "no u")
"""Near the minimum; there, moved along the next eigenvector only; near another stationary point;
near 0; where distance over gradient is largest; at the minimum; anywhere; orthogonal to v1."""


def _bases(generator: torch.Generator, batch: int, n: int) -> Tensor:
    """Directions of reflection (batch, n): none, an exchange of two coordinates, or generic."""
    rows = torch.arange(batch)
    turn, first = rows // len(SHAPES) % 4, rows // (4 * len(SHAPES)) % n
    exchange = torch.zeros(batch, n, dtype=torch.float64)
    if n > 1:
        exchange[rows, first], exchange[rows, (first + 1) % n] = 1.0, -1.0
    w = torch.where((turn == 1)[:, None], exchange, normals(generator, batch, n))
    w[turn == 0] = 0
    return w


def _coordinates(generator: torch.Generator, top: Tensor, drop: Tensor) -> Tensor:
    """Coordinates (batch, d) in the eigenbasis, one position a row."""
    batch, d = drop.shape
    rows = torch.arange(batch)
    position = rows // len(SHAPES) % len(POSITIONS)
    below = torch.where(drop == 0, torch.inf, drop)
    below[:, 0] = torch.inf
    second = below.argmin(1)  # the next distinct eigenvalue, or v1 where there is none
    depth = torch.randint(0, 24, (batch, 1), generator=generator)
    noise = normals(generator, batch, d) * 2.0**-depth
    x = torch.zeros(batch, d, dtype=torch.float64)
    x[:, 0] = top
    only = torch.zeros_like(x)
    only[rows, second] = 1
    only[:, 0] = 1
    other = torch.randint(0, d, (batch,), generator=generator)
    elsewhere = torch.zeros_like(x)
    elsewhere[rows, other] = torch.where(other == 0, top, top - drop[rows, other])
    height = 0.17 * torch.rand(batch, generator=generator, dtype=torch.float64)
    grazing = torch.zeros_like(x)
    grazing[rows, second] = height * top
    grazing[:, 0] = top * (1 - 1.375 * height**2)
    size = top.abs()[:, None]
    free = normals(generator, batch, d)
    places = [
        x + noise * size,
        x + noise * only * size,
        elsewhere + noise * size,
        noise * size,
        grazing,
        x,
        free,
        free * (torch.arange(d) > 0),
    ]
    return torch.stack(places)[position, rows]


@st.composite
def points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Inputs of `models.pca_rank.split`; roots and coordinates share one scale 2^e.

    Everything is of degree 6 in the scale at most, which is kept inside the range of the dtype.
    """
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.14))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        top, drop = planted_roots(generator, fill, batch, d)
        scale = 2.0**exponent
        inputs = {
            "w": _bases(generator, batch, d),
            "top": top * scale,
            "drop": drop * scale,
            "coordinates": _coordinates(generator, top, drop) * scale,
        }
        return Draw(inputs, {}, f"d={d}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def descended(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Inputs of `models.pca_rank.split` where gradient descent from random starts has led.

    The run is in the planted basis, in which M is diagonal; the largest eigenvalue is 1 and
    the step 1/16. Between 8 and 64 steps: from barely inside the hypotheses to close.
    """
    d = draw(st.sampled_from(DIMENSIONS))
    count = draw(st.sampled_from([8, 16, 32, 64]))

    def build(generator: torch.Generator) -> Draw:
        top, drop = planted_roots(generator, normals, batch, d)
        top = top.abs() + 1.0
        fall = torch.cat([torch.zeros(batch, 1, dtype=torch.float64), drop[:, 1:].abs()], 1)
        roots = (top[:, None] - fall) / top[:, None]  # largest eigenvalue 1
        start = normals(generator, batch, d)
        M = torch.diag_embed(roots * roots.abs())
        *_, last = descent.steps(lambda x: pca.objective(M, x), start / (2 * d), 1 / 16, count)
        inputs = {
            "w": _bases(generator, batch, d),
            "top": torch.ones(batch, dtype=torch.float64),
            "drop": fall / top[:, None],
            "coordinates": last.after,
        }
        return Draw(inputs, {}, f"d={d}, after {count} steps")

    return draw(seeded(build))


@st.composite
def inward(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Inputs of `models.pca_rank.inward`: B (batch, d, d), x (batch, d), gamma (batch,).

    gamma is (|grad g(x)| / 2)^(1/3) with a margin of 2^-40, 2^-12, 1 or -2^-30 of it; B is 0, or
    orthogonal to x (equality in both cases), or generic; x is 0 in one row of sixteen.
    """
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(exponents(dtype, reach=0.14))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        B, x = fill(generator, batch, d, d), fill(generator, batch, d)
        B[rows % 4 < 2] = 0
        axis = rows // 4 % d
        along = torch.zeros_like(x)
        along[rows, axis] = x[rows, axis]
        x = torch.where((rows % 4 == 2)[:, None], along, x)
        B[rows % 4 == 2, axis[rows % 4 == 2]] = 0
        x[rows % 16 == 5] = 0
        w = (x * x).sum(-1)[:, None] * x + (B @ (B.mT @ x[:, :, None]))[:, :, 0]
        margin = torch.tensor([2.0**-40, 2.0**-12, 1.0, -(2.0**-30)], dtype=torch.float64)
        gamma = (w * w).sum(-1) ** (1 / 6) * (1 + margin[rows // 16 % 4])
        gamma = torch.where(gamma == 0, 1.0, gamma)
        inputs = {"B": B, "x": x, "gamma": gamma}
        return Draw(
            {name: value * 2.0**exponent for name, value in inputs.items()},
            {},
            f"d={d}, scale 2^{exponent}, {fill.__name__}",
        )

    return draw(seeded(build))


RANKS = (1, 2, 3, 4, 9)
"""Numbers of columns; 9 exceeds every dimension that is drawn."""


@st.composite
def matrix_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Symmetric M (batch, d, d), X and V (batch, d, r): generic, X = 0, M = 0, M = X X', V = X."""
    d, r = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(RANKS))
    exponent = draw(exponents(dtype, reach=0.14))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        M, X = fill(generator, batch, d, d), fill(generator, batch, d, r)
        M = M.triu() + M.triu(1).mT
        V = fill(generator, batch, d, r)
        edge = torch.arange(batch) % 8
        X[edge == 1] = 0
        M[edge == 2] = 0
        M[edge == 3] = X[edge == 3] @ X[edge == 3].mT
        X[edge == 4] = X[edge == 4][:, :, :1]
        V[edge == 5] = X[edge == 5]
        scale = 2.0**exponent
        inputs = {"M": M * scale**2, "X": X * scale, "V": V * scale}
        return Draw(inputs, {}, f"d={d}, r={r}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def truncations(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Inputs of `models.pca_rank.truncated`: any subset of eigenvectors kept, in any order.

    -1 stands for a zero column. At least one eigenvector is left over.
    """
    d, r = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(RANKS))
    if d > 1 and draw(st.booleans()):  # the pair that is tied or nearly tied in two shapes
        columns, left, v = [0, *[-1] * (r - 1)], 1, 0
    else:
        order = draw(st.permutations(range(d)))
        count = draw(st.integers(0, min(d - 1, r)))
        columns = draw(st.permutations([*order[:count], *[-1] * (r - count)]))
        left, v = order[-1], draw(st.integers(0, r - 1))
    exponent = draw(exponents(dtype, reach=0.14))
    fill = draw(st.sampled_from(FILLS))
    options = {"columns": tuple(columns), "u": left, "v": v}

    def build(generator: torch.Generator) -> Draw:
        top, drop = planted_roots(generator, fill, batch, d)
        scale = 2.0**exponent
        inputs = {
            "w": _bases(generator, batch, d),
            "top": top * scale,
            "drop": drop * scale,
            "turn": _bases(generator, batch, r),
        }
        label = f"d={d}, r={r}, columns {columns}, scale 2^{exponent}, {fill.__name__}"
        return Draw(inputs, options, label)

    return draw(seeded(build))


@st.composite
def _rivals(draw: st.DrawFn, dtype: torch.dtype, top_only: bool, batch: int = BATCH) -> Draw:
    d, r = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(RANKS))
    exponent = draw(exponents(dtype, reach=0.14))
    fill = draw(st.sampled_from(FILLS))
    same = draw(st.booleans())
    columns = list(range(r))
    if not top_only:
        chosen = draw(st.permutations(range(d)))[: draw(st.integers(min(1, d - 1), min(d, r)))]
        columns = [*chosen, *[-1] * (r - len(chosen))]

    def build(generator: torch.Generator) -> Draw:
        top, drop = planted_roots(generator, fill, batch, d)
        m = min(d, r)
        C = fill(generator, batch, m, r)
        rows = torch.arange(batch)
        steps = drop.clone()
        steps[:, 0] = 0
        own = torch.zeros(batch, m, r, dtype=torch.float64)
        own[:, :, :m] = torch.diag_embed((top[:, None] - steps.cumsum(1)).clamp_min(0)[:, :m])
        kind = rows // len(SHAPES) % 4
        C = torch.where((kind == 1)[:, None, None], own, C)
        C = torch.where((kind == 2)[:, None, None], own + C * 2.0**-12, C)
        C[kind == 3, 1:] = 0
        C[rows % 32 == 31] = 0
        scale = 2.0**exponent
        inputs = {
            "w": _bases(generator, batch, d),
            "top": top * scale,
            "drop": drop * scale,
            "turn": _bases(generator, batch, r),
            "basis": _bases(generator, batch, d),
            "C": C * scale,
        }
        label = f"d={d}, r={r}, columns {columns}, same={same}, scale 2^{exponent}, {fill.__name__}"
        return Draw(inputs, {"same": same, "columns": tuple(columns)}, label)

    return draw(seeded(build))


def rivals(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Inputs of `models.pca_rank.rivals` with the top r eigenvectors kept.

    Z is anywhere, equal to X up to a rotation, near that, of rank one, or 0.
    """
    return _rivals(dtype, True)


def rivals_of_subsets(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """As `rivals`, with any subset of the eigenvectors kept, also fewer than r of them."""
    return _rivals(dtype, False)
