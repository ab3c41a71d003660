"""What the strict-saddle and rank-r statements about g(X) = |M - X X'|_F^2 / 2 measure.

Built on `models.pca`: the same objective, slot and planted matrices. Arrays have the batch first
and may be tensors, balls or high-precision arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, Output, output, plain

from . import pca


def _along(found: pca.Spectrum, coordinates: Any) -> Any:
    """The vector with the given coordinates in the planted basis; shape (batch, d)."""
    return (found.V * coordinates[:, None, :]).sum(-1)


def _distance_below(found: pca.Spectrum, drop: Any) -> Any:
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
    found = pca.planted(p)
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


def capped(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """`split` with D = min(lam_1, lam_1 - next distinct eigenvalue)."""
    return split(p, {**options, "capped": True}, implementation)


def inward(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """M = -B B' at x, with a radius gamma; inputs B (batch, d, d), x (batch, d), gamma (batch,)."""
    made = pca.measured(-(p["B"] @ p["B"].mT), p["x"], implementation=implementation)
    return Measured({**made.reference, "gamma": p["gamma"]}, made.implementation)
