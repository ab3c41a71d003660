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
        mu, tau, t = (2.0 ** integers(generator, batch, size=8) for _ in range(3))
        inputs = {"c": c, "u": u, "A": A, "way": way, "mu": mu, "tau": tau, "t": t}
        return Draw(inputs, {"kind": kind}, f"{kind} k={k} n={n}, c 2^{exponent}")

    return draw(seeded(build))


@st.composite
def moves(draw: st.DrawFn, dtype: torch.dtype, batch: int = 128) -> Draw:
    """Points of `models.symmetric.moved`: steps of any size, none, along and off fixed vectors."""
    kind = draw(st.sampled_from(["net", "swap", "cycle", "sign"]))
    k, n = draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from([1, 2]))
    k = 2 if kind == "net" else k
    blocks = {"sign": 1, "cycle": 3}.get(kind, 2)
    exponent = draw(st.sampled_from([0, 0, -12, 12]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        u, v = (dyadic(generator, batch, m, bits=4) for m in (k, blocks * k))
        u[1] = 0
        v[0::4] = 0
        v[1::4] = v[1::4, :k].repeat(1, blocks)
        A = integers(generator, batch, n, blocks * k, size=2)
        A[2] = 0
        c, t = (2.0 ** integers(generator, batch, size=6) for _ in range(2))
        b = integers(generator, batch, n, size=3)
        c = c * 2.0**exponent
        # Constant functions, with g = w against its image: the linear part is wrong by as much.
        c[3::8], A[3::8] = 0, 0
        w = integers(generator, batch, blocks * k, size=3)
        w[index % 4 != 3] = 0
        if kind in ("swap", "net"):
            w[:, k:] = -w[:, :k]
        v[3::8] = 2 * w[3::8]
        inputs = {"c": c, "u": u, "A": A, "b": b, "v": v, "w": w, "t": t}
        return Draw(inputs, {"kind": kind}, f"{kind} k={k} n={n}, c 2^{exponent}")

    return draw(seeded(build))
