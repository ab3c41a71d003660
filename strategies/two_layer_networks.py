"""Weights of two-layer linear networks with zeros, ties, rank defects, widths 1, extreme scales.

Inputs for `models.two_layer_networks`.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import FILLS, exponents, integers, normals, seeded

Fill = Callable[..., Tensor]

ROWS = 48
"""Instances in one batch."""
SIZES = (1, 2, 3, 4)


@st.composite
def lines(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """W1, W2, M, a direction D1, D2 and a step t: generic, one layer 0, W2 W1 = M, rank one."""
    n, h, m = (draw(st.sampled_from(SIZES)) for _ in "nhm")
    exponent, fill = draw(exponents(dtype, reach=0.1)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        W1, D1 = (fill(generator, batch, h, n) for _ in "12")
        W2, D2 = (fill(generator, batch, m, h) for _ in "12")
        M, edge = fill(generator, batch, m, n), torch.arange(batch) % 8
        W1[edge == 1], W2[edge == 2] = 0, 0
        M[edge == 3] = W2[edge == 3] @ W1[edge == 3]
        W1[edge == 4] = W1[edge == 4][:, :1]
        M[edge == 5] = 0
        D2[edge == 6] = 0
        scale = 2.0**exponent
        inputs = {
            "W1": W1 * scale, "W2": W2 * scale, "D1": D1 * scale, "D2": D2 * scale,
            "M": M * scale**2, "t": integers(generator, batch, size=3),
        }  # fmt: skip
        return Draw(inputs, {}, f"n={n}, h={h}, m={m}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def unused(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `unused`: the origin, R = 0, R v = 0, W1' a = 0.

    s is the longest step in one row of eight, 1/2 or 1 - 2^-30 of it in two of five others.
    """
    n, h, m = (draw(st.sampled_from(SIZES)) for _ in "nhm")
    exponent, fill = draw(exponents(dtype, reach=0.06)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        W1, W2 = fill(generator, batch, h, n), fill(generator, batch, m, h)
        M, v, edge = fill(generator, batch, m, n), fill(generator, batch, n), rows % 8
        turn = torch.where((rows % 3 == 0)[:, None], 0.0, fill(generator, batch, h))
        W1[edge == 1], W2[edge == 1] = 0, 0
        W1[edge == 2] = 0
        M[edge == 3], W2[edge == 3] = 0, 0
        longest, power = edge == 5, integers(generator, batch, size=2)
        turn[longest], W1[longest, 0] = 0, 0
        W1[longest, 0, -1] = 2.0 ** power[longest]
        v[edge == 4] = 0
        shares = torch.tensor([1 - 2.0**-30, 0.0, 0.5, 0.0, 1.5], dtype=torch.float64)
        share = torch.where(longest, 0.0, shares[rows // 8 % 5])
        s = torch.where(longest, 4.0**-power, 2.0 ** integers(generator, batch, size=3))
        scale = 2.0**exponent
        inputs = {
            "W1": W1 * scale, "W2": W2 * scale, "M": M * scale**2, "v": v, "turn": turn,
            "share": share, "s": s / scale**2,
        }  # fmt: skip
        return Draw(inputs, {}, f"n={n}, h={h}, m={m}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


def turns(generator: torch.Generator, batch: int, d: int) -> Tensor:
    """Directions of reflections (batch, d): none, an exchange of two coordinates, or generic."""
    w, rows = normals(generator, batch, d), torch.arange(batch)
    w[rows % 4 < 2] = 0
    if d > 1:
        w[rows % 4 == 1, 0], w[rows % 4 == 1, 1] = 1.0, -1.0
    return w


def _spectra(generator: torch.Generator, fill: Fill, batch: int, q: int) -> Tensor:
    """Singular values (batch, q) in descending order: generic, a tie, a near tie, rank one, 0."""
    sigma = fill(generator, batch, q).abs().sort(1, descending=True).values
    edge = torch.arange(batch) // 4 % 6
    sigma[edge == 1] = sigma[edge == 1][:, :1]
    sigma[edge == 3, 1:] = 0
    sigma[edge == 4] = 0
    if q > 1:
        sigma[edge == 2, 1] = sigma[edge == 2, 0] * (1 - 2.0**-30)
    return sigma


def _planted(
    generator: torch.Generator, fill: Fill, n: int, h: int, m: int, scale: float, batch: int
) -> dict[str, Tensor]:
    """Inputs of `planted`; the weights are of the size of the scale."""
    return {
        "left": turns(generator, batch, m), "right": turns(generator, batch, n),
        "hidden": turns(generator, batch, h),
        "sigma": _spectra(generator, fill, batch, min(m, n)) * scale**2,
        "gauge": 2.0 ** integers(generator, batch, h, size=2) * scale,
    }  # fmt: skip


@st.composite
def kept(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS, unit: bool = False) -> Draw:
    """Inputs of `kept`: any pairs kept, also those with smaller values.

    The first pair is a tie, a near tie or larger than the others where it is the top one.
    unit: the leftover input has length 1.
    """
    n, h, m = draw(st.sampled_from(SIZES[1:])), *(draw(st.sampled_from(SIZES)) for _ in "hm")
    q = min(n, m)
    order = draw(st.permutations(range(n)))
    own = [i for i in order if i < q]
    columns = own[: draw(st.integers(1, min(h, len(own), n - 1)))]
    left = draw(st.sampled_from([i for i in order if i not in columns]))
    exponent, fill = draw(exponents(dtype, reach=0.06)), draw(st.sampled_from(FILLS))
    options = {"columns": (*columns, *[-1] * (h - len(columns))), "v": left}

    def build(generator: torch.Generator) -> Draw:
        inputs = _planted(generator, fill, n, h, m, 2.0**exponent, batch)
        small = inputs["sigma"][:, columns[0]] == 0  # the kept pair must not vanish
        inputs["sigma"][small] = 4.0**exponent
        weight = torch.ones(batch).double() if unit else integers(generator, batch, size=3)
        label = f"n={n}, m={m}, columns {columns}, scale 2^{exponent}, {fill.__name__}"
        return Draw({**inputs, "weight": weight}, options, label)

    return draw(seeded(build))


def kept_units(dtype: torch.dtype, batch: int = ROWS) -> st.SearchStrategy[Draw]:
    """`kept` with leftover inputs of length 1."""
    return kept(dtype, batch, unit=True)


@st.composite
def rivals(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `rivals` with the largest singular values kept.

    The rival has the rows of the minimum in half of the draws: it is the minimum, near it or not.
    """
    n, h, m = (draw(st.sampled_from(SIZES)) for _ in "nhm")
    q, c = min(n, m), min(n, h)
    exponent, fill = draw(exponents(dtype, reach=0.06)), draw(st.sampled_from(FILLS))
    columns = (*range(min(q, h)), *[-1] * (h - q))
    options = {"columns": columns, "same": draw(st.booleans())}

    def build(generator: torch.Generator) -> Draw:
        scale, rows = 2.0**exponent, torch.arange(batch)
        C, Z2 = fill(generator, batch, h, c), fill(generator, batch, m, h)
        C[rows % 8 == 5] = 0
        C[rows % 8 == 6, 1:] = 0
        noise = torch.tensor([-1.0, 0.0, 2.0**-12, -1.0], dtype=torch.float64)[rows % 4]
        inputs = {
            **_planted(generator, fill, n, h, m, scale, batch),
            "basis": turns(generator, batch, n), "C": C * scale, "Z2": Z2 * scale, "noise": noise,
        }  # fmt: skip
        label = f"n={n}, h={h}, m={m}, scale 2^{exponent}, {fill.__name__}"
        return Draw(inputs, options, label)

    return draw(seeded(build))


@st.composite
def weighted_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """p, q, r, s with q s around 1/4, at 3/4 (with p = r = 0: the local minimum) or anywhere."""
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        point = {name: fill(generator, batch) for name in "pqrs"}
        scale = 2.0 ** integers(generator, batch, size=3)
        for place, product in ((0, 0.75), (1, 0.25), (2, 0.75)):
            some = rows % 4 == place
            point["q"][some], point["s"][some] = scale[some], (product / scale)[some]
        point["p"][rows % 4 == 0], point["r"][rows % 4 == 0] = 0, 0
        small = 2.0 ** -integers(generator, batch, size=12).abs()
        for name in "pr":
            point[name][rows % 4 == 2] *= small[rows % 4 == 2]
        return Draw(point, {}, fill.__name__)

    return draw(seeded(build))
