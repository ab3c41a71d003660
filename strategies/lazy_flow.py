"""Instances of flows whose Jacobian changes: several outputs, ties, scales, late times."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, integers, seeded
from .rotations import rotated


@st.composite
def lazy_flows(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Flows of `models.lazy_flow.lazy_flow`: linear, up to barely within reach and at its edge.

    One output and several, as many parameters or more; equal singular values, outputs at rest with
    equal, larger, smaller and all but no slope; either sign of the target; t = 0; scales of the
    outputs. At the edge (2 M E(0) = sigma^2, one output) J loses its rank in the limit.
    """
    kind = draw(st.sampled_from(["bent", "bent", "two rates"]))
    n, parameters = draw(st.sampled_from([(1, 1), (1, 3), (2, 2), (2, 4), (3, 4), (4, 4)]))
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        s = (integers(generator, batch, size=3).abs() + 1) / 2
        r = integers(generator, batch, n, size=1) * 2.0 ** integers(generator, batch, n, size=1)
        r[:, 0] = 1
        r[index % 4 == 2] = 1 - 2 * (r[index % 4 == 2] < 0).to(r.dtype)
        rest = s[:, None] * 2.0 ** integers(generator, batch, n, size=2)
        rest[index % 8 == 3] = s[index % 8 == 3, None] / 2**20
        quick = (integers(generator, batch, n) > 0).to(torch.float64)
        quick[:, 0] = 1
        moves = r != 0
        sigma = torch.where(moves, s[:, None], rest).amin(1)
        share = (integers(generator, batch, size=7).abs() + 1) / 16  # 2 M E(0) / sigma^2
        share[index % 8 == 1] = 1 - 2.0**-20
        edge = (index % 8 == 5) & (moves.sum(1) == 1)
        share[edge] = 1
        M = 2.0 ** integers(generator, batch, size=3)
        R = torch.linalg.vector_norm(r, dim=1)
        Y = share * sigma * sigma / (2 * M * R)
        linear = index % 4 == 0
        M[linear] = 0
        Y[linear] = share[linear]
        Y[index % 3 == 0] *= -1
        least = torch.where(moves, r.abs(), torch.inf).amin(1)
        bend = M[:, None] * integers(generator, batch, n, size=2) / 2
        t = integers(generator, batch, size=8).abs() / 4
        t[2] = 0
        if kind == "bent":
            t[edge & (index % 16 == 5)] *= 2**12
        scale = 2.0**exponent  # of the outputs: slopes and bends times it, t over its square
        inputs = {
            "s": s * scale, "m": M * least * scale, "Y": Y * scale, "r": r, "rest": rest * scale,
            "bend": bend * scale, "quick": quick, "t": t / scale**2,
            "U": rotated(generator, batch, n),
            "A": rotated(generator, batch, parameters)[:, :, :n].contiguous(),
        }  # fmt: skip
        return Draw(inputs, {"kind": kind}, f"{kind}, n={n} p={parameters}, scale 2^{exponent}")

    return draw(seeded(build))
