"""Weights of linear networks with zeros, ties, rank defects, widths 1 and extreme scales.

Inputs for `models.linear_networks`.
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
    """Inputs of `models.linear_networks.unused`: the origin, R = 0, R v = 0, W1' a = 0.

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


def _turns(generator: torch.Generator, batch: int, d: int) -> Tensor:
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
    """Inputs of `models.linear_networks.planted`; the weights are of the size of the scale."""
    return {
        "left": _turns(generator, batch, m), "right": _turns(generator, batch, n),
        "hidden": _turns(generator, batch, h),
        "sigma": _spectra(generator, fill, batch, min(m, n)) * scale**2,
        "gauge": 2.0 ** integers(generator, batch, h, size=2) * scale,
    }  # fmt: skip


@st.composite
def kept(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.kept`: any pairs kept, also those with smaller values.

    The first pair is a tie, a near tie or larger than the others where it is the top one.
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
        weight = integers(generator, batch, size=3)
        label = f"n={n}, m={m}, columns {columns}, scale 2^{exponent}, {fill.__name__}"
        return Draw({**inputs, "weight": weight}, options, label)

    return draw(seeded(build))


@st.composite
def rivals(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.rivals` with the largest singular values kept.

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
            "basis": _turns(generator, batch, n), "C": C * scale, "Z2": Z2 * scale, "noise": noise,
        }  # fmt: skip
        label = f"n={n}, h={h}, m={m}, scale 2^{exponent}, {fill.__name__}"
        return Draw(inputs, options, label)

    return draw(seeded(build))


@st.composite
def quadratic_units(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.quadratic_unit`: W, x or u 0, exact labels, one unit."""
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
            "turn": _turns(generator, batch, h), "t": integers(generator, batch, size=3),
            "length": integers(generator, batch, size=2),
        }  # fmt: skip
        return Draw(inputs, {}, f"d={d}, h={h}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def quadratic_rivals(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.quadratic_rival`: the minimum itself, near it, far, W = 0.

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
            "basis": _turns(generator, batch, d), "C": C * scale, "V": V * scale,
            "fitted": fill(generator, batch, 2, d), "excess": excess * scale**2,
            "coordinates": fill(generator, batch, 2, d - c), "noise": noise,
            "turn": _turns(generator, batch, h),
        }  # fmt: skip
        return Draw(inputs, {}, f"d={d}, h={h}, c={c}, scale 2^{exponent}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def scalar_chains(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.scalar_chain`: all factors rho, some 0, mixed signs."""
    n = draw(st.integers(1, 7))
    step = draw(st.integers(0, n - 1))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        share = torch.rand(batch, n, generator=generator, dtype=torch.float64) * 2 - 1
        share[rows % 4 < 2] = 1
        share[rows % 8 == 1, 0] = -1
        share[rows % 8 == 3, -1] = 0
        rho = 2.0 ** -integers(generator, batch, size=3).abs()
        near = rows % 16 == 4
        rho[near] = 1 - 2.0**-20
        first = torch.where(rows % 8 == 7, 0.0, 1.0)
        bound = 2.0 ** -integers(generator, batch, size=2).abs()
        inputs = {"share": share, "rho": rho, "first": first, "bound": bound}
        return Draw(inputs, {"step": step}, f"n={n}")

    return draw(seeded(build))


@st.composite
def chain_points(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """a, b, c on three axes (or a = b), x with zeros along a and b, 0 in one row of four."""
    d, fill = draw(st.sampled_from((1, 2, 3, 5))), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        x, v = (fill(generator, batch, d) for _ in "xv")
        size = 2.0 ** integers(generator, batch, 3, size=4)
        inputs = {name: torch.zeros(batch, d, dtype=torch.float64) for name in "abc"}
        for i, name in enumerate("abc"):
            inputs[name][:, min(i, d - 1)] = size[:, i]
        inputs["b"][rows % 8 == 3] = inputs["a"][rows % 8 == 3]
        x[:, : min(2, d)] = 0
        x[rows % 4 == 1] = 0
        return Draw({**inputs, "x": x, "v": v}, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def chain_factors(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Multiples of the first three axes, x anywhere, with product 1, or with one to three zeros."""
    d, fill = draw(st.sampled_from((3, 4, 5))), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows, size = torch.arange(batch), 2.0 ** integers(generator, batch, 3, size=3)
        x, v = (fill(generator, batch, d) for _ in "xv")
        inputs = {name: torch.zeros(batch, d, dtype=torch.float64) for name in "abc"}
        for i, name in enumerate("abc"):
            inputs[name][:, i] = size[:, i]
        place = rows % 8
        x[place == 1, 0] = 0
        x[place == 2, 1] = 0
        x[place == 3, 2] = 0
        x[place == 4, 1:3] = 0
        x[place == 5] = 0
        one = place == 6
        x[one, 0] = 1 / size.prod(1)[one]
        x[one, 1], x[one, 2] = 2.0, 0.5
        return Draw({**inputs, "x": x, "v": v}, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def residual(draw: st.DrawFn, dtype: torch.dtype, batch: int = 24) -> Draw:
    """Inputs of the residual models of `models.linear_networks`; option step: a layer.

    All layers I - tau in one row of four and in d = 1 as often (the bounds are attained there);
    ties, tau near 1, inputs on a line (a singular value 0), the map 0.
    """
    d, depth = draw(st.sampled_from((1, 1, 2, 3))), draw(st.integers(1, 4))
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
            "turn": _turns(generator, batch, d),
        }  # fmt: skip
        return Draw(inputs, {"step": step}, f"d={d}, {depth} layers, layer {step}")

    return draw(seeded(build))


@st.composite
def deep_curves(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.deep_curve`: 2 to 5 layers, all 0, M = 0, v = 0.

    Steps are powers of two, at most 1; v is an axis in one row of four.
    """
    depth = draw(st.integers(2, 5))
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
            inputs[f"turn{i}"] = _turns(generator, batch, widths[i + 1])
        inputs["M"][rows % 8 == 2] = 0
        inputs["v"][rows % 8 == 3] = 0
        axis = rows % 4 == 0
        inputs["v"][axis] = 0
        inputs["v"][axis, 0] = 1
        inputs["t"] = 2.0 ** -integers(generator, batch, size=3).abs()
        return Draw(inputs, {"depth": depth}, f"widths {widths}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def full_rank(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.full_rank`: generic, no error, W = 0, square or wide."""
    m, n = (draw(st.sampled_from((1, 2, 3))) for _ in "mn")
    h, g = m + draw(st.integers(0, 2)), n + draw(st.integers(0, 2))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        W = fill(generator, batch, h, g)
        W[rows % 8 == 5] = 0
        inputs = {
            "W": W, "M": fill(generator, batch, m, n), "exact": (rows % 4 == 1).double(),
            "above": _turns(generator, batch, h), "below": _turns(generator, batch, g),
            "up": 2.0 ** integers(generator, batch, m, size=3),
            "down": 2.0 ** integers(generator, batch, n, size=3),
        }  # fmt: skip
        return Draw(inputs, {}, f"n={n}, g={g}, h={h}, m={m}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def chain_lengths(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.chain_length`: all 1 or -1, product 1, tiny and large."""
    n = draw(st.integers(1, 7))
    step = draw(st.integers(0, n - 1))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        w = normals(generator, batch, n)
        powers = 2.0 ** integers(generator, batch, n, size=8)
        w[rows % 4 == 1] = powers[rows % 4 == 1]
        w[rows % 8 == 2] = w[rows % 8 == 2].sign()
        w[rows % 8 == 6] = 1
        w[w == 0] = 1
        return Draw({"w": w}, {"step": step}, f"n={n}")

    return draw(seeded(build))


@st.composite
def quadratic_fits(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.linear_networks.quadratic_fit`: square and tall W, Z = 0, no examples."""
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
            "turn": _turns(generator, batch, h), "sizes": sizes, "Z": Z, "examples": examples,
            "level": (rows % 3 - 1).double(),
        }  # fmt: skip
        return Draw(inputs, {}, f"d={d}, h={h}, {fill.__name__}")

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
