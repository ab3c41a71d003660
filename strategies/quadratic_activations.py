"""Weights of networks with quadratic activations: zeros, rank defects, one unit, extreme scales.

Inputs for `models.quadratic_activations`.
"""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import FILLS, exponents, integers, seeded
from .two_layer_networks import ROWS, SIZES, turns


@st.composite
def quadratic_units(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `quadratic_unit`: W, x or u 0, exact labels, one unit."""
    d, h = draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES))
    exponent, fill = draw(exponents(dtype, reach=0.06)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        W, D = (fill(generator, batch, h, d) for _ in "WD")
        x, u = (fill(generator, batch, d) for _ in "xu")
        y, edge = fill(generator, batch), torch.arange(batch) % 8
        W[edge == 1], x[edge == 2], u[edge == 3] = 0, 0, 0
        y[edge == 4] = 0
        W[edge == 5] = W[edge == 5][:, :1]
        scale = 2.0**exponent
        inputs = {
            "W": W * scale, "D": D * scale, "x": x, "u": u * scale, "y": y * scale**2,
            "turn": turns(generator, batch, h), "t": integers(generator, batch, size=3),
            "length": integers(generator, batch, size=2),
        }  # fmt: skip
        return Draw(inputs, {}, f"d={d}, h={h}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def quadratic_rivals(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `quadratic_rival`: the minimum itself, near it, far, W = 0.

    Also no excess, and a rank defect of W in the inputs that it uses.
    """
    d, h = draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES))
    c = draw(st.integers(0, d - 1))
    exponent, fill = draw(exponents(dtype, reach=0.06)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows, scale = torch.arange(batch), 2.0**exponent
        C, V = fill(generator, batch, h, c), fill(generator, batch, h, d)
        excess = fill(generator, batch, 2).abs()
        C[rows % 8 == 5] = 0
        excess[rows % 8 == 6] = 0
        noise = torch.tensor([-1.0, 0.0, 2.0**-12, -1.0], dtype=torch.float64)[rows % 4]
        inputs = {
            "basis": turns(generator, batch, d), "C": C * scale, "V": V * scale,
            "fitted": fill(generator, batch, 2, d), "excess": excess * scale**2,
            "coordinates": fill(generator, batch, 2, d - c), "noise": noise,
            "turn": turns(generator, batch, h),
        }  # fmt: skip
        return Draw(inputs, {}, f"d={d}, h={h}, c={c}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def quadratic_fits(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `quadratic_fit`: square and tall W, Z = 0, no examples."""
    d = draw(st.sampled_from((1, 2, 3)))
    h, fill = d + draw(st.integers(0, 2)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        sizes = 2.0 ** integers(generator, batch, d, size=3)
        Z, examples = fill(generator, batch, d, d), fill(generator, batch, 3, d)
        Z[rows % 8 == 1] = 0
        Z[rows % 4 == 2] = torch.diag_embed(sizes * sizes)[rows % 4 == 2]
        examples[rows % 8 == 3] = 0
        inputs = {
            "turn": turns(generator, batch, h), "sizes": sizes, "Z": Z, "examples": examples,
            "level": (rows % 3 - 1).double(),
        }  # fmt: skip
        return Draw(inputs, {}, f"d={d}, h={h}, {fill.__name__}")

    return draw(seeded(build))
