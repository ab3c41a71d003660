"""Masks of matrix completion with the matrices that prove their bounds for all vectors at once.

|D|_2 <= s iff s^2 I - D' D = R' R for some R, and |z|_inf <= m iff m^2 I - diag(z)^2 = M' M for
some M: such roots turn a bound for every vector into one equation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from lemmata.measure import Measured, derived

from . import completion
from .sampling_masks import deviation


def triangular_root(A: Any) -> Any:
    """R with R' R = A, upper triangular, for positive definite A (batch, d, d); shape of A."""
    d = A.shape[1]
    rows, lower = [], torch.ones(d, d, dtype=A.dtype, device=A.device).tril()
    for j in range(d):
        column = A[:, :, j] / torch.sqrt(A[:, j, j])[:, None] * lower[:, j]
        A = A - column[:, :, None] * column[:, None, :]
        rows.append(column)
    return torch.stack(rows, 1)


def certified(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A mask with its certificate and the roots that prove it, at x = z + h.

    Inputs: mask (batch, d, d), density p (batch,), z and h (batch, d). Quantities: W, D = W / p -
    1 1', Z, X, e; p; s, 9/8 of the largest row sum of |D| (1/64 for D = 0), so more than |D|_2; m,
    the larger of |z|_inf and |x|_inf / 2 (1 where both are 0); low = min_j (W (z o z))_j / p; R, M,
    N and Q, the roots of s^2 - D' D, m^2 - Z^2, 4 m^2 - X^2 and diag(W (z o z)) - p low; slope_z,
    slope_x, slope_h and curvature, the slopes of f at x along z, x and h and its curvature along z,
    in the implementation with the derivatives of the slot `completion`.
    """
    mask, z, h, density = p["mask"], p["z"], p["h"], p["p"]
    x = z + h
    made = completion.measured(mask, z, x, z, implementation)
    D, one = deviation(mask, density), torch.ones_like(density)
    bound = 9 * D.abs().sum(-1).amax(-1) / 8
    largest = torch.maximum(z.abs().amax(1), x.abs().amax(1) / 2)
    s, m = torch.where(bound > 0, bound, one / 64), torch.where(largest > 0, largest, one)
    rows = completion.times(mask, z * z) / density[:, None]
    low = -(-rows).amax(1)
    square = m[:, None] * m[:, None]

    def root(entries: Any) -> Any:
        return torch.diag_embed(torch.sqrt(torch.relu(entries)))

    full = torch.diag_embed((s * s)[:, None] * torch.ones_like(z))
    slope = made.reference["gradient"]
    along = {"slope_z": z, "slope_x": x, "slope_h": h}
    reference = {
        "W": mask, "D": D, "Z": torch.diag_embed(z), "X": torch.diag_embed(x),
        "e": torch.ones_like(z), "p": density, "m": m, "s": s, "low": low,
        "R": triangular_root(full - D @ D), "M": root(square - z * z),
        "N": root(4 * square - x * x), "Q": root(density[:, None] * (rows - low[:, None])),
        "curvature": made.reference["curvature"],
        **{name: (v * slope).sum(-1) for name, v in along.items()},
    }  # fmt: skip
    if made.implementation is None:
        return Measured(reference)
    theirs = made.implementation["gradient"]
    slope = type(x)(theirs.value, theirs.explained)
    found = {name: derived((v * slope).sum(-1), theirs) for name, v in along.items()}
    found["curvature"] = made.implementation["curvature"]
    return Measured(reference, {**reference, **found})
