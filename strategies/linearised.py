"""Instances of models beside their linearisation: dead inputs, equal neurons, scales."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, dyadic, integers, seeded


@st.composite
def tanh_networks(draw: st.DrawFn, dtype: torch.dtype, batch: int = 64) -> Draw:
    """Networks of `models.linearised.tanh_network`: dead inputs, equal neurons, no move, one input.

    More parameters than inputs and fewer; v along a weight that no input sees.
    """
    m, d, n = (draw(st.sampled_from([1, 2, 3])) for _ in "mdn")
    exponent = draw(st.sampled_from([0, 0, -10, 3]))

    def build(generator: torch.Generator) -> Draw:
        size = m * d + m
        W = dyadic(generator, batch, m, d, bits=4)
        X = integers(generator, batch, n, d, size=2)
        move = dyadic(generator, batch, size, bits=4)
        W[0::8] = W[0::8, :1]
        W[1] = 0
        X[2] = 0
        move[3] = 0
        v = integers(generator, batch, size, size=2)
        v[4, m * d :] = 0
        a = integers(generator, batch, m, size=3) / 2
        y = dyadic(generator, batch, n, bits=4)
        inputs = {"W": W, "a": a, "X": X, "y": y, "move": move * 2.0**exponent, "v": v}
        return Draw(inputs, {}, f"m={m} d={d} n={n}, moves 2^{exponent}")

    return draw(seeded(build))


@st.composite
def lines(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Lines of `models.linearised.line_through_network`: quadratic ones attain the bound.

    t = 0 and t = 1, no move, moves that x does not see, cancelling neurons.
    """
    kind = draw(st.sampled_from(["network", "quadratic"]))
    m, d = draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from([1, 2, 3]))
    exponent = draw(st.sampled_from([0, 0, -10, 3]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        W, D = (dyadic(generator, batch, m, d, bits=4) for _ in range(2))
        D[3] = 0
        D = D * 2.0**exponent
        a = integers(generator, batch, m, size=3) / 2
        a[index % 3 == 0] = a[index % 3 == 0].abs()
        a[index % 3 == 1] = -a[index % 3 == 1].abs()
        x = integers(generator, batch, d, size=2)
        t = integers(generator, batch, size=4).abs() / 4
        t[index % 4 == 0] = 1
        inputs = {"W": W, "D": D, "a": a, "x": x, "t": t}
        return Draw(inputs, {"kind": kind}, f"{kind}, m={m} d={d}, moves 2^{exponent}")

    return draw(seeded(build))
