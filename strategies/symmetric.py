"""Objectives with a symmetry, for `models.symmetric`."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import dyadic, integers, seeded


@st.composite
def fixed_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = 128) -> Draw:
    """Points of `models.symmetric.fixed_point`: flat parts, zero, d = 1, scales of f, a net."""
    kind = draw(st.sampled_from(["net", "swap", "cycle", "sign"]))
    k, n = draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from([1, 2]))
    k = 2 if kind == "net" else k
    exponent = draw(st.sampled_from([0, 0, -20, 20]))
    blocks = {"sign": 1, "cycle": 3}.get(kind, 2)

    def build(generator: torch.Generator) -> Draw:
        u = dyadic(generator, batch, k, bits=4)
        u[1] = 0
        A = integers(generator, batch, n, blocks * k, size=2)
        A[2] = 0
        way = torch.zeros(batch, k, dtype=torch.float64)
        index = torch.arange(batch)
        way[index, index % k] = torch.where(index % 2 == 0, 1.0, -1.0).double()
        c = 2.0 ** (integers(generator, batch, size=3) + exponent)
        mu, tau = (2.0 ** integers(generator, batch, size=8) for _ in range(2))
        inputs = {"c": c, "u": u, "A": A, "way": way, "mu": mu, "tau": tau}
        return Draw(inputs, {"kind": kind}, f"{kind} k={k} n={n}, c 2^{exponent}")

    return draw(seeded(build))
