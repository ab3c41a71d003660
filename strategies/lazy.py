"""Instances for the movement of neurons while no gate flips."""

from __future__ import annotations

from typing import Any

import torch
from hypothesis import strategies as st

from lemmata import Draw

from .arrays import seeded


@st.composite
def orthogonal_inputs(draw: st.DrawFn, dtype: torch.dtype) -> Any:
    """Layers W with |entries| >= 1, inputs c_i e_i with c <= 1, residuals u, times t.

    Edge cases: one input with c = 1, all residuals equal, one residual 0, tiny and huge times.
    """
    n, m = draw(st.sampled_from([1, 1, 2, 3, 8])), draw(st.sampled_from([1, 2, 4, 16]))

    def build(generator: torch.Generator) -> Draw:
        signs = 2.0 * torch.randint(0, 2, (128, m, n), generator=generator) - 1
        W = (signs * torch.randint(1, 5, (128, m, n), generator=generator)).double()
        W[:, 0] = W[:, 0].abs()
        c = torch.randint(1, 17, (128, n), generator=generator).double() / 16
        u = torch.randint(-8, 9, (128, n), generator=generator).double() / 8
        c[::4] = 1
        u[1::8] = 1
        u[2::8, 0] = 0
        u[u.abs().amax(1) == 0] = 0.5
        t = 2.0 ** torch.randint(-50, 8, (128,), generator=generator).double()
        t[::4] = 2.0**-50
        return Draw({"W": W, "c": c, "u": u, "t": t}, {}, f"{m} neurons, {n} orthogonal inputs")

    return draw(seeded(build))


def constants(dtype: torch.dtype) -> Any:
    """n, C, delta, lam0 and the share of the largest initial residual, which is often all of it."""

    def build(seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        whole = torch.randint(1, 17, (5, 256), generator=generator).double()
        share = (whole[4] - 1) / 15
        share[::2] = 1
        share = share.to(dtype).double()
        inputs = {"n": whole[0], "C": whole[1] / 4, "delta": whole[2] / 32, "lam0": whole[3] / 16}
        return Draw({**inputs, "share": share}, {}, "constants of the convergence theorem")

    return st.builds(build, st.integers(0, 2**16))
