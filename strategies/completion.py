"""Masks, truths, points and directions for `models.completion`.

Masks are symmetric, of 0 and 1: empty, full, the diagonal alone, all but the diagonal, a bipartite
pattern, and random ones.
"""

from __future__ import annotations

import math

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import FILLS, exponents, seeded

SIZES = (1, 2, 3, 5)
ROWS = 96


def masks(generator: torch.Generator, batch: int, d: int) -> Tensor:
    """Symmetric masks (batch, d, d), their kinds by the row number modulo 8."""
    density = torch.rand(batch, 1, 1, generator=generator)
    drawn = (torch.rand(batch, d, d, generator=generator) < density).to(torch.float64)
    mask = drawn.triu() + drawn.triu(1).mT
    eye = torch.eye(d, dtype=torch.float64)
    sides = torch.arange(d) % 2
    kind = torch.arange(batch) % 8
    mask[kind == 1] = 0
    mask[kind == 2] = 1
    mask[kind == 3] = eye
    mask[kind == 4] = 1 - eye
    mask[kind == 5] = (sides[:, None] != sides[None, :]).to(torch.float64)
    return mask


@st.composite
def directions(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """mask, z, x and v, free vectors of one scale: also x = 0, x = z, x = -z, z = 0 and v = z.

    v is also x, an axis and 0; entries of z vanish.
    """
    d = draw(st.sampled_from(SIZES))
    exponent = draw(exponents(dtype, reach=0.2))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        mask = masks(generator, batch, d)
        z, x, v = (fill(generator, batch, d) for _ in range(3))
        edge = torch.arange(batch) // 8 % 6
        z[edge == 1, 0] = 0
        x[edge == 2] = 0
        x[edge == 3] = z[edge == 3]
        x[edge == 4] = -z[edge == 4]
        z[edge == 5] = 0
        way = torch.arange(batch) % 5
        v[way == 1] = x[way == 1]
        v[way == 2] = z[way == 2]
        v[way == 3] = torch.eye(d, dtype=torch.float64)[torch.arange(batch)[way == 3] % d]
        v[-1] = 0
        scale = 2.0**exponent
        inputs = {"mask": mask, "z": z * scale, "x": x * scale, "v": v}
        return Draw(inputs, {}, f"d={d}, scale 2^{exponent}")

    return draw(seeded(build))


def _turned(z: Tensor) -> Tensor:
    """A vector of the length of z, orthogonal to it (0 for an odd last coordinate of z)."""
    even = z.shape[1] // 2 * 2
    a, b = z[:, 0:even:2], z[:, 1:even:2]
    w = torch.zeros_like(z)
    w[:, 0:even:2], w[:, 1:even:2] = -b, a
    return w


@st.composite
def pairs(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """z and x: free, x = 0, x = +-z, z = 0, z / 2, (z + w) / 2 with w orthogonal to z, |w| = |z|.

    Also x a little longer than z / sqrt 3.
    """
    d = draw(st.sampled_from(SIZES))
    exponent = draw(exponents(dtype, reach=0.2))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        z, x = fill(generator, batch, d), fill(generator, batch, d)
        edge = torch.arange(batch) % 8
        z[edge == 1] = 0
        x[edge == 2] = 0
        x[edge == 3] = z[edge == 3]
        x[edge == 4] = -z[edge == 4]
        x[edge == 5] = z[edge == 5] / 2
        z[edge == 6, d // 2 * 2 :] = 0
        x[edge == 6] = (z + _turned(z))[edge == 6] / 2
        x[edge == 7] = z[edge == 7] / 3**0.5 * (1 + 256 * torch.finfo(dtype).eps)
        scale = 2.0**exponent
        return Draw({"z": z * scale, "x": x * scale}, {}, f"d={d}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def unit_pairs(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """The unit vectors z = +-e_i, and x as in `pairs`."""
    base = draw(pairs(dtype, batch))
    x = base.inputs["x"].clone()
    d = x.shape[1]
    rows = torch.arange(batch)
    z = torch.eye(d, dtype=torch.float64)[rows % d] * (1 - 2 * (rows // d % 2))[:, None]
    edge = rows % 8
    x[edge == 3] = z[edge == 3]
    x[edge == 4] = -z[edge == 4]
    x[edge == 5] = z[edge == 5] / 2
    x[edge == 6] = (z + _turned(z))[edge == 6] / 2
    x[edge == 7] = z[edge == 7] / 3**0.5
    return Draw({"z": z, "x": x}, {}, base.label)


@st.composite
def levels(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.completion.levels`: eps in [0, 11/2], also beside 1/12, 1/16 and the root.

    The root is that of ((1 - eps) / 3)^2 - eps = 1/32 in this interval; bounds are attained in half
    of the rows.
    """
    spread = draw(st.sampled_from([1.0, 0.25, 2.0**-6]))

    def build(generator: torch.Generator) -> Draw:
        root = 5.5 - 3 * math.sqrt(210) / 8
        u = 8 * torch.finfo(dtype).eps
        beside = [c * (1 + s * u) for c in (root, 1 / 16) for s in (-64, -8, -1, 1, 8, 64)]
        fixed = torch.tensor([0.0, 1 / 16, 1 / 12, 5.5, 1.0, *beside], dtype=torch.float64)
        drawn = torch.rand(64, generator=generator, dtype=torch.float64) * 5.5 * spread
        eps = torch.cat([fixed, fixed, drawn])
        more, beyond = (torch.rand(len(eps), generator=generator).double() for _ in range(2))
        rows = torch.arange(len(eps))
        more[rows < 2 * len(fixed) + 16], beyond[rows % 2 == 0] = 0, 0
        beyond[rows < len(fixed)] = 0
        return Draw({"eps": eps, "more": more, "beyond": beyond}, {}, f"eps up to {5.5 * spread}")

    return draw(seeded(build))


@st.composite
def samples(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.completion.sampled`; half of the vectors have entries +-1 alone.

    Rows with a full mask and vectors of ones attain the bound for the Frobenius norm.
    """
    d = draw(st.sampled_from(SIZES))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        mask = masks(generator, batch, d)
        p = torch.randint(1, 9, (batch,), generator=generator).double() / 8
        u, x, v, y = (fill(generator, batch, d) for _ in range(4))
        rows = torch.arange(batch)
        flat = rows // 8 % 2 == 0
        u[flat] = x[flat] = v[flat] = y[flat] = 1
        u[rows % 16 == 3, 0] = -1
        u[u.abs().amax(1) == 0] = 1
        return Draw({"mask": mask, "p": p, "u": u, "x": x, "v": v, "y": y}, {}, f"d={d}")

    return draw(seeded(build))


@st.composite
def partial(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.completion.partial`.

    Entries of z vanish; x is free, inside and outside of B, 0, +-z, and 2 |z|_inf in all entries.
    For d = 4 rows have |z_i| = 1/2, |x_i| = 1, p = 1/2 and the mask I or 1 1' - I, with
    E = +-(2 I - 1 1') of norm 2, where the bounds are attained.
    """
    d = draw(st.sampled_from((1, 2, 3, 4, 4, 5)))
    fill = draw(st.sampled_from(FILLS))
    reach = draw(st.sampled_from([1.0, 1.0, 2.0**-10, 2.0**10]))

    def build(generator: torch.Generator) -> Draw:
        mask = masks(generator, batch, d)
        p = torch.randint(1, 9, (batch,), generator=generator).double() / 8
        z, x = fill(generator, batch, d), fill(generator, batch, d) * reach
        rows = torch.arange(batch)
        edge = rows // 8 % 6
        z[edge == 1, 0] = 0
        z[(z == 0).all(1), 0] = -1
        x[edge == 2] = 0
        x[edge == 3] = z[edge == 3]
        x[edge == 4] = -z[edge == 4]
        x[edge == 5] = 2 * z[edge == 5].abs().amax(1, keepdim=True)
        if d == 4:
            attained = (rows % 8 == 3) | (rows % 8 == 4)
            p[attained], x[attained] = 0.5, 1
            z[attained] = torch.tensor([0.5, -0.5, 0.5, -0.5], dtype=torch.float64)
        E = mask / p[:, None, None] - 1
        s = torch.linalg.eigvalsh(E).abs().amax(1) * (1 + 16 * torch.finfo(dtype).eps)
        s = s.clamp_min(torch.finfo(dtype).tiny)
        return Draw({"mask": mask, "p": p, "z": z, "x": x, "s": s}, {}, f"d={d}, reach {reach}")

    return draw(seeded(build))


@st.composite
def near_third(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.completion.near_third`: eps in [0, 1]; x beside z / sqrt 3 or anywhere."""
    d = draw(st.sampled_from(SIZES))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        z, w = fill(generator, batch, d), fill(generator, batch, d)
        z[(z == 0).all(1), 0] = 1
        rows = torch.arange(batch)
        w[rows % 2 == 0] = 0
        eps, scale = (torch.rand(batch, generator=generator).double() for _ in range(2))
        eps[rows % 4 == 0] = 0
        scale[rows % 8 == 0] = (1 + 256 * torch.finfo(dtype).eps) / 3**0.5
        return Draw({"z": z, "w": w, "eps": eps, "scale": scale}, {}, f"d={d}")

    return draw(seeded(build))


@st.composite
def polarised(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.completion.polarised`; w = y, w = 0, and axes where the factor 2 is needed.

    That is so for w = e_1, y = e_2 and the mask I with p = 1, or all but the entry (2, 2), p = 1/2.
    """
    d = draw(st.sampled_from((1, 2, 3, 5)))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        mask = masks(generator, batch, d)
        p = torch.randint(1, 9, (batch,), generator=generator).double() / 8
        w, y = fill(generator, batch, d), fill(generator, batch, d)
        edge = torch.arange(batch) // 8 % 5
        w[edge == 1], y[edge == 2] = 0, w[edge == 2]
        if d > 1:
            eye = torch.eye(d, dtype=torch.float64)
            attained = edge > 2
            w[attained], y[attained] = eye[0], eye[1]
            mask[edge == 3], p[edge == 3] = eye, 1
            mask[edge == 4], p[edge == 4] = 1, 0.5
            mask[edge == 4, 1, 1] = 0
        return Draw({"mask": mask, "p": p, "w": w, "y": y}, {}, f"d={d}")

    return draw(seeded(build))


@st.composite
def factors(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Vectors u and v: free, v = u, v = u up to the signs of entries, v = 0, u an axis."""
    d = draw(st.sampled_from(SIZES))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        u, v = fill(generator, batch, d), fill(generator, batch, d)
        rows = torch.arange(batch)
        turn = 1.0 - 2.0 * (torch.arange(d) % 2)
        v[rows % 6 == 1] = u[rows % 6 == 1]
        v[rows % 6 == 2] = (u * turn)[rows % 6 == 2]
        v[rows % 6 == 3] = 0
        u[rows % 6 == 4] = torch.eye(d, dtype=torch.float64)[rows[rows % 6 == 4] % d]
        return Draw({"u": u, "v": v}, {}, f"d={d}")

    return draw(seeded(build))
