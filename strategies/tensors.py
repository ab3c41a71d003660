"""Factors, points of the sphere and tangents for `models.tensors`.

Rows cycle through edge cases: points at +-e_i, at a factor, orthogonal to factors; no factors;
tangents that are 0 or not tangent before the projection.
"""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw
from models.tensors import RIDGES

from .arrays import BATCH, DIMENSIONS, FILLS, exponents, integers, normals, seeded

COUNTS = (1, 2, 3, 5)
"""Numbers of factors where these are arbitrary vectors; often more than the dimension."""


def _signed_axes(batch: int, d: int) -> Tensor:
    rows = torch.arange(batch)
    return torch.eye(d, dtype=torch.float64)[rows % d] * (1 - 2 * (rows // d % 2))[:, None]


def _points(generator: torch.Generator, batch: int, d: int) -> Tensor:
    """Nonzero vectors (batch, d): generic, a signed axis, small integers, or all entries +-1."""
    kind = torch.arange(batch) % 4
    axes, ones = _signed_axes(batch, d), 2 * integers(generator, batch, d, size=1).abs() - 1
    z = torch.stack([normals(generator, batch, d), axes, integers(generator, batch, d), ones])
    chosen = z[kind, torch.arange(batch)]
    return torch.where((chosen == 0).all(1)[:, None], axes, chosen)


@st.composite
def _factors_and_points(draw: st.DrawFn, dtype: torch.dtype, ridges: tuple[str, ...]) -> Draw:
    d, n = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(COUNTS))
    ridge, fill = draw(st.sampled_from(ridges)), draw(st.sampled_from(FILLS))
    exponent = 0 if ridge == "wave" else draw(exponents(dtype, reach=0.14))

    def build(generator: torch.Generator) -> Draw:
        A, z = fill(generator, BATCH, d, n), _points(generator, BATCH, d)
        w = fill(generator, BATCH, d)
        edge = torch.arange(BATCH) // 4 % 8
        A[edge == 1] = 0
        w[edge == 2] = 0
        w[edge == 3] = z[edge == 3]
        A[edge == 4, :, 0] = z[edge == 4]
        A[edge == 5] = A[edge == 5][:, :, :1]
        A[edge == 6] = torch.eye(d, dtype=torch.float64)[:, torch.arange(n) % d]
        inputs = {"A": A * 2.0**exponent, "z": z, "w": w}
        return Draw(inputs, {"ridge": ridge}, f"d={d}, n={n}, {ridge}, scale 2^{exponent}")

    return draw(seeded(build))


def functions_on_the_sphere(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Inputs of `models.tensors.on_the_sphere`: quartic, quadratic, linear and sine ridges."""
    return _factors_and_points(dtype, tuple(RIDGES))


def quartics(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Inputs of `models.tensors.derivatives`; the factors are arbitrary vectors."""
    return _factors_and_points(dtype, ("quartic",))


@st.composite
def factors(draw: st.DrawFn, dtype: torch.dtype, batch: int = 48) -> Draw:
    """Inputs A (batch, d, n), x (batch, d) of `models.tensors.two_models`: d^4 entries a row."""
    d, n = draw(st.sampled_from([1, 2, 3, 5])), draw(st.sampled_from(COUNTS))
    exponent, fill = draw(exponents(dtype, reach=0.1)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        A, x = fill(generator, batch, d, n), fill(generator, batch, d)
        edge = torch.arange(batch) % 6
        A[edge == 1] = 0
        x[edge == 2] = 0
        A[edge == 3] = A[edge == 3][:, :, :1]
        A[edge == 4, :, 0] = x[edge == 4]
        A[edge == 5] = torch.eye(d, dtype=torch.float64)[:, torch.arange(n) % d]
        scale = 2.0**exponent
        return Draw({"A": A * scale, "x": x * scale}, {}, f"d={d}, n={n}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def orthonormal_factors(draw: st.DrawFn, dtype: torch.dtype, batch: int = 64) -> Draw:
    """Inputs of `models.tensors.partial_sums`: n <= d factors of an orthonormal basis.

    Exact batches have coordinate axes in some order as basis and +- one of these as point, or 3
    times the first and 4 times the second: a point in the plane of two factors. In others basis and
    point are generic, or the point is a factor or its negative, up to nothing or 2^-40, spread
    evenly over all or two factors, orthogonal to them, or in their span.
    """
    d = draw(st.sampled_from(DIMENSIONS))
    n = draw(st.sampled_from([1, d, max(1, d // 2)]))
    exact = draw(st.booleans())
    rows = torch.arange(batch)
    axes = _signed_axes(batch, d)

    def exact_build(generator: torch.Generator) -> Draw:
        w = torch.zeros(2, batch, d, dtype=torch.float64)
        if d > 1:
            w[:, rows, rows % d], w[:, rows, (rows + 1) % d] = 1.0, -1.0
            w[1, rows % 3 > 0] = 0
        c = axes[torch.randperm(batch, generator=generator)]
        if d > 1:
            c[::8] = torch.tensor([3.0, 4.0] + [0.0] * (d - 2), dtype=torch.float64)
        return Draw({"w": w[0], "w'": w[1], "c": c}, {"n": n}, f"d={d}, n={n}, exact")

    def build(generator: torch.Generator) -> Draw:
        w, free = normals(generator, 2, batch, d), normals(generator, batch, d)
        factor = torch.eye(d, dtype=torch.float64)[rows // 8 % n]
        signed = factor * (1 - 2 * (rows // 16 % 2))[:, None]
        inside = (torch.arange(d) < n).to(torch.float64).expand(batch, d)
        depth = torch.randint(0, 40, (batch, 1), generator=generator)
        places = [
            free,
            signed,
            signed + free * 2.0**-depth,
            inside,
            factor + torch.eye(d, dtype=torch.float64)[(rows // 8 + 1) % n],
            free * (1 - inside),
            free * inside,
            integers(generator, batch, d),
        ]
        c = torch.stack(places)[rows % 8, rows]
        c = torch.where((c == 0).all(1)[:, None], factor, c)
        return Draw({"w": w[0], "w'": w[1], "c": c}, {"n": n}, f"d={d}, n={n}")

    return draw(seeded(exact_build if exact else build))


@st.composite
def rotations(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Inputs of `models.tensor_factors.rotated`: no rotation, a changed sign, an exchange, generic.

    M commutes with Q where it is c I, diagonal with a changed sign, or made from the reflection.
    """
    d, r = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from([1, 2, 3]))
    kind = draw(st.sampled_from(["sign", "exchange", "generic"]))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        w = {"w": normals(generator, batch, d), "w'": normals(generator, batch, r)}
        if kind != "generic":
            w = {name: _signed_axes(batch, array.shape[1]) for name, array in w.items()}
            if kind == "exchange":
                w = {name: array - array.roll(1, 1) for name, array in w.items()}
        M, X = fill(generator, batch, d, d), fill(generator, batch, d, r)
        scalar = torch.eye(d, dtype=torch.float64) * M[:, :1, :1]
        chosen = torch.stack([M, scalar, torch.diag_embed(M.diagonal(dim1=1, dim2=2)), M + M.mT])
        a, x = fill(generator, batch, d), fill(generator, batch, d)
        a[rows % 8 == 1] = 0
        x[rows % 8 == 2] = a[rows % 8 == 2]
        inputs = {"a": a, "x": x, "M": chosen[rows % 4, rows], "X": X, **w}
        return Draw(inputs, {}, f"d={d}, r={r}, {kind}")

    return draw(seeded(build))
