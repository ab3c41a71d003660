"""Riemannian Hessians on the unit sphere, many points at once, from Euclidean derivatives.

With g and H the Euclidean derivatives at x and P = I - x x', the Riemannian Hessian is
P H P - <x, g> P (theorems/tensor/sphere_hessian.py). As a matrix it is H - <x, g> I - x w' - w x'
with w = H x - (<x, H x> + <x, g>) x / 2: no product of matrices, and one pass over the result.

Points on the sphere whose coordinates are multiples of a power of two make every operation exact in
floating point, so that different ways to compute the Hessian agree bit for bit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, Output, plain

from .pca import outer, returned
from .tensors import on_sphere

POINTS, MATRICES = 512, 32
"""Points and results of a block on a CPU, small enough to stay in its cache; elsewhere, all."""


@dataclass(frozen=True)
class QuadraticAndQuartic:
    """f(x) = <x, A x> / 2 + sum_i x_i^4 for a symmetric A (d, d).

    Points x (batch, d) are unit vectors, v (batch, d) tangents there. Results are written into
    `out` where one is given.
    """

    A: Tensor

    def value(self, x: Tensor) -> Tensor:
        """f; shape (batch,)."""
        return (x * (x @ self.A)).sum(-1) / 2 + (x**4).sum(-1)

    def gradient(self, x: Tensor) -> Tensor:
        """The Euclidean gradient; shape (batch, d)."""
        return x @ self.A + 4 * x**3

    def product(self, x: Tensor, v: Tensor, out: Tensor | None = None) -> Tensor:
        """The Riemannian Hessians along v; shape (batch, d)."""
        out = torch.empty_like(x) if out is None else out
        blocks = _blocks(x, POINTS)
        if not blocks:
            return out
        square, other = torch.empty_like(x[blocks[0]]), torch.empty_like(x[blocks[0]])
        for rows in blocks:
            at, along, found = x[rows], v[rows], out[rows]
            s, g = square[: len(at)], other[: len(at)]
            torch.mul(at, at, out=s)
            torch.mm(at, self.A, out=g)
            slope = g.addcmul_(s, at, value=4).mul_(at).sum(1, keepdim=True)
            torch.mm(along, self.A, out=found)
            found.addcmul_(s, along, value=12)
            normal = torch.mul(found, at, out=s).sum(1, keepdim=True)
            found.addcmul_(normal, at, value=-1).addcmul_(slope, along, value=-1)
        return out

    def hessian(self, x: Tensor, out: Tensor | None = None) -> Tensor:
        """The Riemannian Hessians as matrices that vanish on x; shape (batch, d, d)."""
        batch, d = x.shape
        out = x.new_empty(batch, d, d) if out is None else out
        for rows in _blocks(x, POINTS):
            at = x[rows]
            s, Ax = at * at, at @ self.A
            Hx = torch.addcmul(Ax, s, at, value=12)
            slope = (Ax.addcmul_(s, at, value=4) * at).sum(1, keepdim=True)
            half = ((Hx * at).sum(1, keepdim=True) + slope) / 2
            w = Hx.addcmul_(half, at, value=-1)
            left, right = torch.stack((at, w), 2).neg_(), torch.stack((w, at), 1)
            diagonal = torch.sub(12 * s, slope)
            for few in _blocks(at, MATRICES):
                found = out[rows][few]
                torch.baddbmm(self.A, left[few], right[few], out=found)
                found.diagonal(dim1=1, dim2=2).add_(diagonal[few])
        return out


def _blocks(x: Tensor, rows: int) -> list[slice]:
    step = rows if x.device.type == "cpu" else max(len(x), 1)
    return [slice(i, i + step) for i in range(0, len(x), step)]


def projected(x: Tensor, g: Tensor, H: Tensor) -> Tensor:
    """P H P - <x, g> P for g (batch, d) and H (batch, d, d), as it is written."""
    P = torch.diag_embed(torch.ones_like(x)) - x[:, :, None] * x[:, None, :]
    return P @ H @ P - (x * g).sum(-1)[:, None, None] * P


# What a check measures ----------------------------------------------------------------------------


def _times(H: Any, v: Any) -> Any:
    return (H @ v[:, :, None])[:, :, 0]


def _dot(u: Any, v: Any) -> Any:
    return (u * v).sum(-1)


def _at(A: Any, x: Any) -> tuple[Any, Any]:
    """The Euclidean gradient and Hessian for A (batch, d, d) and x (batch, d)."""
    return _times(A, x) + 4 * x * x * x, A + 12 * torch.diag_embed(x * x)


def along_the_sphere(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """`QuadraticAndQuartic` at x = z / |z| along v, the tangent part of w.

    Inputs A (batch, d, d) symmetric, z, w (batch, d); option exact: nothing is rounded. Names: x,
    v, euclidean_gradient, euclidean_hessian, gradient, second, hessian. The implementation gives
    the Euclidean gradient, the Riemannian Hessian and its product with v, which makes `second`; all
    points with the same A go into one call.
    """
    A, x = p["A"], on_sphere(p["z"])
    v = p["w"] - _dot(x, p["w"])[:, None] * x
    g, H = _at(A, x)
    radial, P = _dot(x, g), torch.diag_embed(torch.ones_like(x)) - outer(x)
    bent = _times(H, v)
    reference = {
        "x": x, "v": v, "euclidean_gradient": g, "euclidean_hessian": H,
        "gradient": g - radial[:, None] * x, "hessian": P @ H @ P - radial[:, None, None] * P,
        # <v, x> is 0, but not at the midpoints.
        "second": _dot(v, bent) - _dot(x, bent) * _dot(v, x) - radial * _dot(v, v),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    found = {name: torch.empty_like(plain(reference[name])) for name in ("hessian", "second")}
    found["euclidean_gradient"] = torch.empty_like(plain(g))
    symmetric, which = torch.unique(plain(A), dim=0, return_inverse=True)
    for k, matrix in enumerate(symmetric):
        rows, cost = which == k, QuadraticAndQuartic(matrix)
        at, along = plain(x)[rows], plain(v)[rows]
        found["euclidean_gradient"][rows] = cost.gradient(at)
        found["hessian"][rows] = cost.hessian(at)
        found["second"][rows] = _dot(along, cost.product(at, along))
    if options["exact"]:
        return Measured(reference, {n: Output(t, torch.zeros_like(t)) for n, t in found.items()})
    sizes, operations = _companions(A.abs(), x.abs(), v.abs()), 6 * x.shape[1] + 24
    return Measured(
        reference,
        {n: returned(t, sizes[n], reference[n], operations) for n, t in found.items()},
    )


def _companions(A: Any, x: Any, v: Any) -> dict[str, Any]:
    """All terms with positive signs, for nonnegative A, x and v."""
    g, H = _at(A, x)
    radial, P = _dot(x, g), torch.diag_embed(torch.ones_like(x)) + outer(x)
    inside = P @ H @ P + radial[:, None, None] * P
    return {"euclidean_gradient": g, "hessian": inside, "second": _dot(v, _times(inside, v))}


# Exact points -------------------------------------------------------------------------------------


def integers_on_sphere(count: int, d: int, bits: int, generator: torch.Generator) -> Tensor:
    """Random integers (count, d), d >= 4, with the squares of each row adding up to 4^bits.

    All coordinates but four are drawn; these four are the squares that make up for the rest.
    """
    if d < 4:
        raise ValueError(f"at least 4 coordinates are needed, got {d}")
    total = 4**bits
    squares = _four_squares(total)
    spread = math.sqrt(0.75 * total / max(d - 4, 1))
    rows = torch.empty(0, d, dtype=torch.int64)
    while len(rows) < count:
        drawn = torch.randn(2 * count, d - 4, generator=generator, dtype=torch.float64)
        free = (drawn * spread).round().to(torch.int64)
        left = total - (free * free).sum(1)
        free, left = free[left >= 0], left[left >= 0]
        rows = torch.cat([rows, torch.cat([free, squares[left]], 1)])
    rows = rows[:count]
    order = torch.rand(count, d, generator=generator).argsort(1)
    return rows.gather(1, order)


def _four_squares(largest: int) -> Tensor:
    """For every r up to `largest`, four integers whose squares add up to r; shape (r, 4)."""
    root = math.isqrt(largest)
    two = {a * a + b * b: (a, b) for a in range(root + 1) for b in range(a + 1)}
    sums = sorted(n for n in two if n <= largest)
    found = [
        next((*two[n], *two[r - n]) for n in reversed(sums) if r - n in two)
        for r in range(largest + 1)
    ]
    return torch.tensor(found, dtype=torch.int64)


def integer_tangents(k: Tensor, generator: torch.Generator) -> Tensor:
    """Integers (count, d) orthogonal to the rows of k: |k|^2 u - <k, u> k for random u in -2..2."""
    u = torch.randint(-2, 3, k.shape, generator=generator)
    return (k * k).sum(1, keepdim=True) * u - (k * u).sum(1, keepdim=True) * k


def integer_hessian(A: Tensor, k: Tensor) -> Tensor:
    """|k|^6 times the Riemannian Hessian of <x, A x> / 2 + sum_i x_i^4 at k / |k|.

    For integers A (d, d) and k (batch, d); shape (batch, d, d). In int64, by projections: with
    S = |k|^2, Q = S I - k k' and K = S A + 12 diag(k^2) it is
    Q K Q - (S <k, A k> + 4 sum_i k_i^4) Q.
    """
    S = (k * k).sum(1)[:, None, None]
    eye = torch.eye(k.shape[1], dtype=torch.int64)
    Q = S * eye - k[:, :, None] * k[:, None, :]
    K = S * A + 12 * torch.diag_embed(k * k)
    slope = S[:, 0, 0] * ((k @ A) * k).sum(1) + 4 * (k**4).sum(1)
    return Q @ K @ Q - slope[:, None, None] * Q
