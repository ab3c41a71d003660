"""What the strict-saddle and rank-r statements about g(X) = |M - X X'|_F^2 / 2 measure.

Built on `models.pca`: the same objective, slot and planted matrices. Arrays have the batch first
and may be tensors, balls or high-precision arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from lemmata.measure import Measured, plain

from . import pca
from .pca import Spectrum, planted, reflection
from .pinned import pinned


def _along(found: Spectrum, coordinates: Any) -> Any:
    """The vector with the given coordinates in the planted basis; shape (batch, d)."""
    return (found.V * coordinates[:, None, :]).sum(-1)


def _distance_below(found: Spectrum, drop: Any) -> Any:
    """lam_1 minus the next distinct eigenvalue, and |lam_1| where there is none; shape (batch,)."""
    top = found.lam[:, 0]
    gaps = torch.where(drop == 0, top.abs()[:, None], top[:, None] - found.lam)
    return gaps.amin(1)


def split(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A planted M at x = c v + y: v a top eigenvector, c >= 0, y orthogonal to all of them.

    Inputs of `pca.planted` and coordinates (batch, d) of x in the planted basis; coordinates in
    the rest of a repeated top eigenspace are dropped, which turns v into the direction of the
    projection of x. D is lam_1 minus the next distinct eigenvalue; with the option `capped` it is
    the smaller of that and lam_1, as in the strict-saddle constants. alpha is |grad g(x)|.
    """
    found = planted(p)
    drop = torch.cat([0 * p["drop"][:, :1], p["drop"][:, 1:].abs()], 1)
    own = torch.where(drop == 0, 0 * p["coordinates"], p["coordinates"])
    own = torch.cat([p["coordinates"][:, :1].abs(), own[:, 1:]], 1)
    made = pca.measured(found.M, _along(found, own), found.V[:, :, 0], implementation)
    D = _distance_below(found, drop)
    slope = made.reference["gradient"]
    reference = {
        **made.reference,
        "lam": found.lam[:, 0],
        "D": torch.minimum(D, found.lam[:, 0]) if options.get("capped") else D,
        "alpha": (slope * slope).sum(-1).sqrt(),
    }
    return Measured(reference, made.implementation)


@pinned
def capped(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`split` with D = min(lam_1, lam_1 - next distinct eigenvalue)."""
    return split(p, {**options, "capped": True}, implementation)


@pinned
def inward(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """M = -B B' + (B B - (B B)') at x, with a radius gamma.

    Inputs B (batch, d, d), x (batch, d), gamma (batch,). The skew part does not act on g.
    """
    B = p["B"]
    turn = B @ B
    M = turn - turn.mT - B @ B.mT
    made = pca.measured(M, p["x"], implementation=implementation)
    return Measured({**made.reference, "gamma": p["gamma"]}, made.implementation)


STENCIL = {-2: -1, -1: 16, 0: -30, 1: 16, 2: -1}
"""12 f''(0) = sum of weight * f(node) for polynomials of degree up to 5; g(X + t V) has 4."""


def second_difference(value: Any, M: Any, X: Any, V: Any) -> Any:
    """The second derivative of value(M, X + t V) at t = 0, for a `value` of degree 5 at most."""
    terms = [weight * value(M, X + node * V) for node, weight in STENCIL.items()]
    return (terms[0] + terms[1] + terms[2] + terms[3] + terms[4]) / 12


def _companion(M: Any, X: Any, V: Any) -> Any:
    """The sum of the absolute values of all terms of `second_difference`."""
    size = 0
    for node, weight in STENCIL.items():
        X_size = X.abs() + abs(node) * V.abs()
        size = size + abs(weight) * ((M.abs() + pca.outer(X_size)) ** 2).sum((-2, -1)) / 24
    return size


def matrix_point(
    p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool
) -> Measured:
    """Any M at any X (batch, d, r), with a direction V of the same shape.

    Measures the objective, the gradient and, from five values, the curvature along V.
    """
    return _with_curvature(p["M"], p["X"], p["V"], implementation)


def _with_curvature(M: Any, X: Any, V: Any, implementation: bool) -> Measured:
    made = pca.measured(M, X, implementation=implementation)
    bend = second_difference(pca.objective, M, X, V)
    reference = {**made.reference, "X": X, "V": V, "curvature": bend}
    if made.implementation is None:
        return Measured(reference)
    d, r = X.shape[1], X.shape[2]
    value = second_difference(pca.IMPLEMENTATION(), plain(M), plain(X), plain(V))
    theirs = pca.returned(value, _companion(M, X, V), bend, d * d + r + 12)
    return Measured(reference, {**made.implementation, "curvature": theirs})


def _columns(found: Spectrum, chosen: Sequence[int], turn: Any) -> Any:
    """The columns sqrt(max(lam_i, 0)) v_i, zero for i outside 0 .. d - 1, times a reflection.

    chosen has r indices, turn is (batch, r); shape (batch, d, r).
    """
    root = torch.relu(found.s)
    d = root.shape[1]
    own = [root[:, i, None] * found.V[:, :, i] if 0 <= i < d else 0 * found.s for i in chosen]
    return torch.stack(own, -1) @ reflection(turn)


def truncated(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A stationary X made of eigenvectors, with a leftover eigenvector u and singular vector v.

    Inputs of `pca.planted` and turn (batch, r); options: columns, r indices as in `_columns`, a
    leftover index u and a column v. X = (sqrt(lam_i) v_i)_i Q with the reflection Q of `turn`.
    `curvature` is along u v'.
    """
    found = planted(p)
    X = _columns(found, options["columns"], p["turn"])
    u, v = found.V[:, :, options["u"]], reflection(p["turn"])[:, options["v"], :]
    made = _with_curvature(found.M, X, u[:, :, None] * v[:, None, :], implementation)
    return Measured({**made.reference, "u": u, "v": v}, made.implementation)


def _one(root: Any) -> Any:
    """1 where root > 0, else 0."""
    return torch.where(root > 0, torch.ones_like(root), torch.zeros_like(root))


@pinned
def rivals(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """X made of eigenvectors, a rival Z of the same shape, and the projectors of both.

    Inputs of `pca.planted`, where drop holds the steps between consecutive roots, so that lam is
    in descending order; turn (batch, r); basis (batch, d) and C (batch, m, r), m = min(d, r):
    Z = B C with B the first m columns of the reflection of `basis`, or of V with the option
    `same`. Option columns: r indices as in `_columns`; 0 .. r - 1 is a minimum. P projects on the
    columns of X, K on the orthogonal complement of B; s is the smallest eigenvalue of X'X.
    """
    columns, r = options["columns"], p["turn"].shape[1]
    steps = torch.cat([0 * p["drop"][:, :1], p["drop"][:, 1:].abs()], 1)
    found = planted({**p, "drop": torch.cumsum(steps, 1)})
    root, d = torch.relu(found.s), found.s.shape[1]
    X = _columns(found, columns, p["turn"])
    basis, m = found.V if options["same"] else reflection(p["basis"]), min(d, r)
    Z, rest = basis[:, :, :m] @ p["C"], basis[:, :, m:]
    own = [i for i in columns if 0 <= i < d]
    kept = torch.stack([_one(root[:, i]) if i in own else 0 * p["top"] for i in range(d)], 1)
    sizes = torch.stack([root[:, i] ** 2 if i in own else 0 * p["top"] for i in columns], 1)
    made = pca.measured(found.M, X, implementation=implementation)
    reference = {
        **made.reference,
        "X": X,
        "Z": Z,
        "P": (found.V * kept[:, None, :]) @ found.V.mT,
        "K": rest @ rest.mT if m < d else 0 * found.M,
        "s": sizes.amin(1),
        "rival": pca.objective(found.M, Z),
    }
    if made.implementation is None:
        return Measured(reference)
    other = pca.measured(found.M, Z, implementation=True)
    theirs = {**made.implementation, "rival": (other.implementation or {})["objective"]}
    return Measured(reference, theirs)
