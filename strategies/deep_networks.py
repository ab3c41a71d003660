"""Layers of deep and residual linear networks: zeros, ties, rank defects, widths 1.

Inputs for `models.deep_networks` and `models.residual_networks`.
"""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import FILLS, integers, normals, seeded
from .two_layer_networks import ROWS, turns


@st.composite
def residual(
    draw: st.DrawFn, dtype: torch.dtype, batch: int = 24, depths: tuple[int, ...] = (1, 2, 3, 4)
) -> Draw:
    """Inputs of `models.residual_networks`; option step: a layer.

    All layers I - tau in one row of four and in d = 1 as often (the bounds are attained there);
    ties, tau near 1, inputs on a line (a singular value 0), the map 0.
    """
    d, depth = draw(st.sampled_from((1, 1, 2, 3))), draw(st.sampled_from(depths))
    step = draw(st.integers(0, depth - 1))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        share = torch.rand(batch, depth, d, generator=generator, dtype=torch.float64) * 2 - 1
        share[rows % 4 == 1] = share[rows % 4 == 1].sign()
        left, right = (normals(generator, batch, depth, d) for _ in "lr")
        shrinking = rows % 4 < 2
        share[rows % 4 == 0] = -1
        left[shrinking], right[shrinking] = 0, 0
        sigma = integers(generator, batch, d, size=3).abs() + 1
        sigma[rows % 8 == 2, 0] = 0
        sigma[rows % 8 == 4] = 1
        R = integers(generator, batch, d, d, size=2)
        R[rows % 8 == 5] = 0
        tau = torch.tensor([0.5, 0.25, 0.5, 1 - 2.0**-10, 0.75], dtype=torch.float64)[rows // 4 % 5]
        inputs = {
            "tau": tau, "share": share, "left": left, "right": right, "R": R, "sigma": sigma,
            "turn": turns(generator, batch, d),
        }  # fmt: skip
        return Draw(inputs, {"step": step}, f"d={d}, {depth} layers, layer {step}")

    return draw(seeded(build))


def residual_deep(dtype: torch.dtype, batch: int = 24) -> st.SearchStrategy[Draw]:
    """`residual` with two layers at least."""
    return residual(dtype, batch, depths=(2, 3, 4))


def residual_depth_3(dtype: torch.dtype, batch: int = 24) -> st.SearchStrategy[Draw]:
    """`residual` with three layers."""
    return residual(dtype, batch, depths=(3,))


@st.composite
def deep_curves(
    draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS, depths: tuple[int, ...] = (2, 3, 4, 5)
) -> Draw:
    """Inputs of `deep_curve`: 2 to 5 layers, all 0, M = 0, v = 0.

    Steps are powers of two, at most 1; v is an axis in one row of four.
    """
    depth = draw(st.sampled_from(depths))
    widths = [draw(st.sampled_from((1, 2, 3))) for _ in range(depth + 1)]
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        n, m = widths[0], widths[-1]
        inputs = {"M": fill(generator, batch, m, n), "v": fill(generator, batch, n)}
        for i in range(depth):
            inputs[f"W{i}"] = fill(generator, batch, widths[i + 1], widths[i])
            inputs[f"W{i}"][rows % 8 == 1] = 0
        for i in range(depth - 1):
            inputs[f"turn{i}"] = turns(generator, batch, widths[i + 1])
        inputs["M"][rows % 8 == 2] = 0
        inputs["v"][rows % 8 == 3] = 0
        axis = rows % 4 == 0
        inputs["v"][axis] = 0
        inputs["v"][axis, 0] = 1
        inputs["t"] = 2.0 ** -integers(generator, batch, size=3).abs()
        return Draw(inputs, {"depth": depth}, f"widths {widths}, {fill.__name__}")

    return draw(seeded(build))


def deep_curves_depth_3(dtype: torch.dtype, batch: int = ROWS) -> st.SearchStrategy[Draw]:
    """`deep_curves` with three layers."""
    return deep_curves(dtype, batch, depths=(3,))


@st.composite
def full_rank(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `full_rank`: generic, no error, W = 0, square or wide."""
    m, n = (draw(st.sampled_from((1, 2, 3))) for _ in "mn")
    h, g = m + draw(st.integers(0, 2)), n + draw(st.integers(0, 2))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        W = fill(generator, batch, h, g)
        W[rows % 8 == 5] = 0
        inputs = {
            "W": W, "M": fill(generator, batch, m, n), "exact": (rows % 4 == 1).double(),
            "above": turns(generator, batch, h), "below": turns(generator, batch, g),
            "up": 2.0 ** integers(generator, batch, m, size=3),
            "down": 2.0 ** integers(generator, batch, n, size=3),
        }  # fmt: skip
        return Draw(inputs, {}, f"n={n}, g={g}, h={h}, m={m}, {fill.__name__}")

    return draw(seeded(build))
