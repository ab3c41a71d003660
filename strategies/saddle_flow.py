"""Instances for theorems about dynamics near stationary points; see `models.saddle_flow`."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import DIMENSIONS, FILLS, dyadic, integers, seeded
from .second_order import ROWS


@st.composite
def near_saddles(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.saddle_flow.near_saddle`: spectra with ties and zeros, x near 0 or at 0.

    In one row of four a is the first axis and c < 0, so that with d = 1 (or b, x along it, no turn)
    the gradient shrinks or grows as fast as allowed; slack is 0 or 1; the Hessian is constant in
    some rows; the gradient is 0 in others.
    """
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))
    reach = 60 if dtype == torch.float64 else 8
    value, argument = (2.0 ** draw(st.sampled_from([0, 0, reach, -reach])) for _ in range(2))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        lam, b, x = (fill(generator, batch, d) for _ in range(3))
        turn = torch.where((rows % 2 == 0)[:, None], 0.0, fill(generator, batch, d))
        a, w = (integers(generator, batch, d, size=1) for _ in "aw")
        c, q = (integers(generator, batch, size=2) for _ in "cq")
        lam[rows % 16 == 3] = lam[rows % 16 == 3][:, :1]
        lam[rows % 4 == 0, 0] = -lam[rows % 4 == 0].abs().amax(1) - 1
        for array in (a, b, x):
            array[rows % 4 == 0, 1:] = 0
        a[rows % 4 == 0, 0] = 1
        q[rows % 4 == 0] = 0
        c[rows % 16 == 1], q[rows % 16 == 1] = 0, 0
        x[rows % 16 == 2], b[rows % 16 == 2] = 0, 0
        x = x / 8
        inputs = {
            "lam": lam * value / argument**2, "turn": turn, "b": b * value / argument, "a": a,
            "w": w, "x": x * argument, "c": c * value / argument**3, "q": q * value / argument**4,
            "slack": torch.where(rows % 8 < 5, 0.0, 1.0).to(torch.float64),
        }  # fmt: skip
        return Draw(inputs, {}, f"d={d}, values {value}, arguments {argument}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def flows(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.saddle_flow.flow`: quadratics (c = 0), logistic flows, growing ones.

    The start lies along e in some rows (the equality case for c = 0), orthogonal to it in others
    (on the stable manifold), anywhere else; t = 0; times up to 4 / |h_1|; any size of curvature.
    """
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS[:2]))
    reach = draw(st.sampled_from([0, 0, 3, -5, 40 if dtype == torch.float64 else 12]))
    scale = 2.0**reach

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        x, h = fill(generator, batch, d), fill(generator, batch, d)
        h[:, 0] = -(2.0 ** integers(generator, batch, size=1))
        x[rows % 8 == 1, 1:] = 0
        x[rows % 8 == 2, 0] = 0
        x[rows % 8 == 3, 0] = 2.0**-10
        t = dyadic(generator, batch, bits=4).abs()
        growth = -torch.expm1(-h[:, 0] * t) / h[:, 0] * x[:, 0].abs()
        # Where c x_1 < 0, the flow blows up when |c x_1| growth / 2 reaches 1.
        c = torch.where(rows % 8 == 4, -(2.0 ** (-(growth + 1).log2().ceil() - 1)), 2.0**-4)
        c = torch.where(rows % 2 == 1, 0.0, c * x[:, 0].sign())
        t[rows % 16 == 5] = 0
        inputs = {"x": x, "h": h * scale, "c": c * scale, "t": t / scale}
        return Draw(inputs, {}, f"d={d}, curvature {scale}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def cubic_runs(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """x > 0 with 3 eta x < 1, eta and steps for `models.saddle_flow.cubic_run`: any size of x."""
    eta = Fraction(1, 2 ** draw(st.sampled_from([0, 2, 6, 12])))
    count = draw(st.sampled_from([2, 3, 8]))

    def build(generator: torch.Generator) -> Draw:
        part = torch.rand(batch, generator=generator, dtype=torch.float64) + 2.0**-10
        depth = 2.0 ** -torch.randint(2, 24, (batch,), generator=generator).to(torch.float64)
        x = torch.round(part * 2.0**10) / 2.0**10 * depth / float(eta)
        return Draw({"x": x}, {"eta": eta, "steps": count}, f"eta {eta}, {count} steps")

    return draw(seeded(build))
