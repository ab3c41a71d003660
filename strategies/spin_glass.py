"""Couplings, points and directions for `models.spin_glass_points`.

Couplings are raw: symmetric, antisymmetric in two indices (so that H = 0), a single entry, all
ones, and 0 among them.
"""

from __future__ import annotations

from itertools import permutations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import FILLS, exponents, seeded


def _couplings(g: Tensor, generator: torch.Generator) -> Tensor:
    """Couplings (batch, N, N, N) with the edge cases, by the row number modulo 8."""
    batch, N = g.shape[:2]
    rows, kind = torch.arange(batch), torch.arange(batch) % 8
    g[kind == 1] = sum(g.permute(0, *(1 + a for a in order)) for order in permutations(range(3)))[
        kind == 1
    ]
    g[kind == 2] = (g - g.transpose(1, 2))[kind == 2]
    g[kind == 3] = 0
    i, j, k = torch.randint(0, N, (3, batch), generator=generator)
    single = torch.zeros_like(g)
    single[rows, i, j, k] = 1
    g[kind == 4] = single[kind == 4]
    g[kind == 5] = 1
    return g


@st.composite
def lines(draw: st.DrawFn, dtype: torch.dtype, batch: int = 16) -> Draw:
    """g, x and v of `models.spin_glass_points.along`: also x = 0, v = 0, v = x, axes and ties."""
    N = draw(st.sampled_from((1, 2, 3)))
    exponent, fill = draw(exponents(dtype, reach=0.1)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        g = _couplings(fill(generator, batch, N, N, N), generator)
        x, v = fill(generator, batch, N), fill(generator, batch, N)
        edge = torch.arange(batch) % 5
        x[edge == 1] = torch.eye(N, dtype=torch.float64)[torch.arange(batch)[edge == 1] % N]
        v[edge == 2] = x[edge == 2]
        x[edge == 3] = x[edge == 3][:, :1]
        x[-2], v[-1] = 0, 0
        scale = 2.0**exponent
        inputs = {"g": g * scale, "x": x * scale, "v": v}
        return Draw(inputs, {}, f"N={N}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def points(draw: st.DrawFn, dtype: torch.dtype, batch: int = 32) -> Draw:
    """g, z != 0 and u of `models.spin_glass_points.on_the_sphere`.

    Also z of entries 1 and -1, axes, and u = 0 and u = z. With g = 1 or g of one entry, axes and
    the diagonal are stationary.
    """
    N = draw(st.sampled_from((1, 2, 3, 5, 8)))
    exponent, fill = draw(exponents(dtype, reach=0.1)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        g = _couplings(fill(generator, batch, N, N, N), generator)
        z, u = fill(generator, batch, N), fill(generator, batch, N)
        edge = torch.arange(batch) // 8 % 4
        signs = 1 - 2 * torch.randint(0, 2, (batch, N), generator=generator).double()
        z[edge == 1] = signs[edge == 1]
        z[edge == 2] = torch.eye(N, dtype=torch.float64)[torch.arange(batch)[edge == 2] % N]
        z[edge == 3] = 1
        u[torch.arange(batch) % 7 == 3] = z[torch.arange(batch) % 7 == 3]
        u[-1] = 0
        z[(z == 0).all(1), 0] = 1
        scale = 2.0**exponent
        return Draw({"g": g * scale, "z": z, "u": u * scale}, {}, f"N={N}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def pairs(draw: st.DrawFn, dtype: torch.dtype, batch: int = 16) -> Draw:
    """x and y of `models.spin_glass_points.averaged`: also y = x, y = -x, y = 0 and orthogonal.

    Entries are 1 and -1, so that |x|^2 = N, in half of the rows.
    """
    N, order = draw(st.sampled_from([(1, 2), (2, 2), (2, 1), (3, 1), (3, 1), (4, 0), (2, 0)]))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        x, y = fill(generator, batch, N), fill(generator, batch, N)
        rows = torch.arange(batch)
        signs = 1 - 2 * torch.randint(0, 2, (2, batch, N), generator=generator).double()
        for z, sign in zip((x, y), signs, strict=True):
            z[rows % 2 == 0] = sign[rows % 2 == 0]
        edge = rows // 2 % 5
        y[edge == 1] = x[edge == 1]
        y[edge == 2] = -x[edge == 2]
        y[edge == 3] = 0
        x[edge == 4, 0], y[edge == 4, 1:] = 0, 0
        return Draw({"x": x, "y": y}, {"p": order}, f"N={N}, p={order}")

    return draw(seeded(build))


@st.composite
def slices(draw: st.DrawFn, dtype: torch.dtype, batch: int = 24) -> Draw:
    """J and z != 0 of `models.spin_glass_points.one_more_index`; p = 0 is a linear energy."""
    N, order = draw(
        st.sampled_from([(1, 2), (2, 2), (3, 2), (4, 2), (3, 0), (3, 1), (2, 3), (2, 5), (1, 4)])
    )
    exponent, fill = draw(exponents(dtype, reach=0.1)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        J, z = fill(generator, batch, N ** (order + 1)), fill(generator, batch, N)
        kind = torch.arange(batch) % 6
        J[kind == 1] = 0
        J[kind == 2], z[kind == 2] = 1, 1
        z[kind == 3] = torch.eye(N, dtype=torch.float64)[torch.arange(batch)[kind == 3] % N]
        signs = 1 - 2 * torch.randint(0, 2, (batch, N), generator=generator).double()
        z[kind == 4] = signs[kind == 4]
        z[(z == 0).all(1), 0] = 1
        return Draw({"J": J * 2.0**exponent, "z": z}, {"p": order}, f"N={N}, p={order}")

    return draw(seeded(build))
