"""Instances for theorems about second-order stationary points; see `models.second_order`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import DIMENSIONS, FILLS, integers, seeded

Fill = Callable[..., Tensor]

ROWS = 48
"""Instances in one batch: with this many inputs, the most that Hypothesis prints of a failure."""


def _scales(draw: st.DrawFn, dtype: torch.dtype) -> tuple[float, float]:
    """Powers of two: the size of the values and that of the arguments."""
    far, wide = (100, 40) if dtype == torch.float64 else (9, 6)
    value, argument = draw(
        st.sampled_from([(0, 0), (0, 0), (far, 0), (-far, 0), (0, wide), (0, -wide), (3, -1)])
    )
    return 2.0**value, 2.0**argument


def _polynomials(
    generator: torch.Generator, fill: Fill, batch: int, d: int, stationary: bool, cubic: bool
) -> dict[str, Tensor]:
    """Data of the polynomial, x, v, s, slack; even rows are cubics, rows 5 mod 8 have c = 0.

    x is 0 in half of the rows, or small integers; b is 0 in one row of eight; A is 0 in one row,
    definite in half; v an axis, one of them 0, or generic; s from 2^-20 to 4.
    """
    rows = torch.arange(batch)
    axis = torch.eye(d, dtype=torch.float64)[rows // 8 % d]
    a, w = (integers(generator, batch, d, size=1) for _ in "aw")
    c, q = (integers(generator, batch, size=2) for _ in "cq")
    A, x = fill(generator, batch, d, d), integers(generator, batch, d, size=1)
    if fill is not integers:
        x = torch.where((rows % 16 < 8)[:, None], 0.0, fill(generator, batch, d))
    A = A.triu() + A.triu(1).mT
    A[rows % 4 == 1] += 6 * d * torch.eye(d, dtype=torch.float64)
    A[rows % 4 == 3] -= 6 * d * torch.eye(d, dtype=torch.float64)
    A[7] = 0
    a[rows % 16 == 0] = axis[rows % 16 == 0]
    q[rows % 2 == 0] = 0
    if cubic:
        q[:] = 0
    c[rows % 8 == 5] = 0
    b = torch.where((rows % 8 == 0)[:, None], 0.0, fill(generator, batch, d))
    v = torch.where((rows % 8 < 5)[:, None], axis, fill(generator, batch, d))
    v[11] = 0
    if stationary and fill is not integers:
        x[:] = 0  # exact in every dtype, as are small integers
    reach = torch.randint(0, 22, (batch,), generator=generator)
    return {
        "b": b, "A": A, "c": c, "a": a, "q": q, "w": w, "x": x, "v": v,
        "s": 4 * 2.0 ** -torch.where(rows % 3 == 0, reach, reach % 5).to(torch.float64),
        "slack": torch.where(rows % 4 == 2, 0.5, 1.0).to(torch.float64),
        "part": torch.tensor([1.0, 1.0, 0.75, 0.5], dtype=torch.float64)[rows // 2 % 4],
    }  # fmt: skip


def _scaled(inputs: dict[str, Tensor], value: float, argument: float) -> dict[str, Tensor]:
    """The data of value * f(x / argument), with x and s stretched."""
    powers = {"b": 1, "A": 2, "c": 3, "q": 4}
    by = {name: value / argument**n for name, n in powers.items()} | {"x": argument, "s": argument}
    return {name: array * by.get(name, 1.0) for name, array in inputs.items()}


@st.composite
def lines(
    draw: st.DrawFn,
    dtype: torch.dtype,
    batch: int = ROWS,
    stationary: bool = False,
    cubic: bool = False,
    more: Callable[[torch.Generator, dict[str, Tensor]], dict[str, Tensor]] | None = None,
    options: Mapping[str, bool] | None = None,
) -> Draw:
    """Inputs of `models.second_order.upward` and its kin; `more` changes or adds inputs."""
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))
    value, argument = _scales(draw, dtype)
    given = {"derivatives": draw(st.booleans()), "stationary": stationary, **(options or {})}

    def build(generator: torch.Generator) -> Draw:
        inputs = _polynomials(generator, fill, batch, d, stationary, cubic)
        if more:
            inputs |= more(generator, inputs)
        label = f"d={d}, values {value}, arguments {argument}, {fill.__name__}"
        return Draw(_scaled(inputs, value, argument), given, label)

    return draw(seeded(build))


def stationary_lines(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`lines` from exact stationary points."""
    return lines(dtype, stationary=True)


def minima_along_lines(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`lines` of which many rise on both sides: every second row has a small gradient.

    In every fourth row f(x + s v) or f(x - s v) is f(x), and the third derivative is constant; in
    one of eight both are f(x), for a double well.
    """

    def flat(generator: torch.Generator, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        rows = torch.arange(len(inputs["s"]))
        some, level = rows % 2 == 1, rows % 4 == 3
        wells = rows % 8 == 5
        out = {name: inputs[name].clone() for name in ("b", "A", "c", "a", "q", "w", "x", "v")}
        out["x"][some] = 0
        small = 2.0 ** -integers(generator, len(rows), size=40).abs()
        out["b"][some] *= small[some][:, None]
        e = torch.zeros_like(out["b"])
        e[:, 0] = 1
        bend, side = integers(generator, len(rows), size=2).abs(), 1 - rows.double() // 4 % 2 * 2
        slope = side * (bend * inputs["s"] / 2 + inputs["s"] ** 2)
        made = {
            "b": -slope[:, None] * e, "A": bend[:, None, None] * e[:, :, None] * e[:, None, :],
            "c": side, "a": e, "q": 0 * side, "v": e,
        }  # fmt: skip
        dent = -2 * inputs["s"] ** 2
        double = {
            "b": 0 * e, "A": dent[:, None, None] * e[:, :, None] * e[:, None, :], "c": 0 * side,
            "q": side.abs(), "w": e, "v": e,
        }  # fmt: skip
        for some, arrays in ((level, made), (wells, double)):
            for name, array in arrays.items():
                out[name][some] = array[some]
        return out

    return lines(dtype, more=flat)


def best_steps(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Cubics, for which the best step is known."""

    def whole(generator: torch.Generator, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        return {"part": torch.ones_like(inputs["part"])}

    return lines(dtype, cubic=True, more=whole)


def steps_at_scale(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Cubics, for steps of length sqrt(eps / rho); eps from 1/4 to 1 of the largest."""
    return lines(dtype, cubic=True, options={"scale": True})


def nearly_stationary(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Cubics with slope, curvature and third derivative along an axis -p r^2, -p r, p = 1.

    In these rows the three terms of Taylor's formula are equally sharp for s = r: every fourth one.
    """

    def equal(generator: torch.Generator, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        rows = torch.arange(len(inputs["s"]))
        sharp = rows % 4 == 0
        out = {name: inputs[name].clone() for name in ("b", "A", "c", "a", "x", "v")}
        r = 2.0 ** integers(generator, len(rows), size=3)
        e = torch.zeros_like(out["b"])
        e[:, 0] = 1
        out["v"][sharp], out["a"][sharp], out["x"][sharp], out["c"][sharp] = (
            e[sharp], -e[sharp], 0.0, 4.0,
        )  # fmt: skip
        out["b"][sharp] = -24 * (r * r)[sharp][:, None] * e[sharp]
        out["A"][sharp] = -24 * r[sharp][:, None, None] * (e[:, :, None] * e[:, None, :])[sharp]
        part = torch.tensor([1.0, 2.0], dtype=torch.float64)[rows // 4 % 2]
        return {**out, "part": part}

    return lines(dtype, cubic=True, more=equal)


def rescalings(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`lines` with powers of two for factor, stretch, tol and ell."""

    def powers(generator: torch.Generator, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        batch = len(inputs["s"])
        return {
            name: 2.0 ** integers(generator, batch, size=5)
            for name in ("factor", "stretch", "tol", "ell")
        }

    return lines(dtype, more=powers)


def normal_forms(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`rescalings` to rho = eps = 1."""
    return rescalings(dtype).map(lambda d: Draw(d.inputs, {**d.options, "normal": True}, d.label))


def thresholds(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`lines` for `models.second_order.threshold`, with `part` at 1, around it and far from it."""

    def around(generator: torch.Generator, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        rows = torch.arange(len(inputs["s"]))
        values = torch.tensor(
            [1.0, 1 + 2.0**-20, 1 - 2.0**-20, 0.4375, 0.46875, 4.0], dtype=torch.float64
        )
        return {"part": values[rows % 6]}

    return lines(dtype, more=around)


@st.composite
def spectra(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.second_order.spectrum`: all signs of spectrum, ties, zeros, multiples of I.

    v is generic, or the lowest or highest eigenvector itself where no basis is turned.
    """
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))
    value, argument = _scales(draw, dtype)
    options = {"derivatives": draw(st.booleans())}

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        lam = fill(generator, batch, d)
        lam = torch.where((rows % 4 == 1)[:, None], lam.abs() + 1, lam)
        lam = torch.where((rows % 4 == 2)[:, None], -lam.abs() - 1, lam)
        lam[rows % 16 == 3] = lam[rows % 16 == 3][:, :1]
        lam[rows % 16 == 7] = 0
        turn = torch.where((rows // 4 % 2 == 0)[:, None], 0.0, fill(generator, batch, d))
        v = fill(generator, batch, d)
        unit = torch.eye(d, dtype=torch.float64)
        v[(v == 0).all(1)] = unit[0]
        for k, extreme in ((0, lam.argmin(1)), (1, lam.argmax(1))):
            v[rows // 8 % 4 == k] = unit[extreme][rows // 8 % 4 == k]
        a, w = (integers(generator, batch, d, size=1) for _ in "aw")
        c, q = (integers(generator, batch, size=2) for _ in "cq")
        reach = torch.randint(0, 22, (batch,), generator=generator)
        inputs = {
            "lam": lam * value / argument**2, "turn": turn, "v": v, "a": a, "w": w,
            "c": c * value / argument**3, "q": q * value / argument**4,
            "s": argument * 2.0 ** -reach.to(torch.float64),
        }  # fmt: skip
        label = f"d={d}, values {value}, arguments {argument}, {fill.__name__}"
        return Draw(inputs, options, label)

    return draw(seeded(build))


@st.composite
def _degenerate(draw: st.DrawFn, dtype: torch.dtype, quartic: bool, batch: int = ROWS) -> Draw:
    d, fill = draw(st.sampled_from(DIMENSIONS[quartic:])), draw(st.sampled_from(FILLS[:2]))
    reach = 20 if dtype == torch.float64 else 4
    scale = 2.0 ** draw(st.sampled_from([0, 0, reach, -reach]))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        inputs = {"v": fill(generator, batch, d), "x": fill(generator, batch, d)}
        inputs["x"][rows % 4 < 2] = 0
        inputs["x"][:, 0] = 0
        t = 2.0 ** -torch.randint(0, 12, (batch,), generator=generator).to(torch.float64)
        first = torch.zeros(batch, d, dtype=torch.float64)
        first[:, 0] = integers(generator, batch)
        if not quartic:
            return Draw({**inputs, "a": first * scale, "t": t}, {"quartic": False}, f"d={d}")
        second = torch.zeros_like(first)
        second[:, 1] = integers(generator, batch)
        inputs["x"][:, 1] = 0
        inputs["v"][rows % 8 == 1, 0] = 0
        both = {"u": first * scale, "w": second, "t": t}
        return Draw({**inputs, **both}, {"quartic": True}, f"d={d}")

    return draw(seeded(build))


def degenerate_cubics(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """a on the first axis, one of them 0, and x orthogonal to it; for `models.second_order`."""
    return _degenerate(dtype, False)


def degenerate_quartics(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """u and w on the first two axes, x orthogonal to both; d >= 2; for `models.second_order`."""
    return _degenerate(dtype, True)


@st.composite
def squares_and_cubes(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """a and u on the first two axes, some of them 0; x stationary in half of the rows; d >= 2."""
    d, fill = draw(st.sampled_from(DIMENSIONS[1:])), draw(st.sampled_from(FILLS[:2]))
    reach = 20 if dtype == torch.float64 else 4
    scale = 2.0 ** draw(st.sampled_from([0, 0, reach, -reach]))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        inputs = {"v": fill(generator, batch, d), "x": fill(generator, batch, d)}
        inputs["x"][rows % 2 == 0, :2] = 0
        far = torch.randint(0, 12, (batch,), generator=generator).to(torch.float64)
        a, u = torch.zeros_like(inputs["x"]), torch.zeros_like(inputs["x"])
        a[:, 0], u[:, 1] = integers(generator, batch), integers(generator, batch)
        t = 2.0**-far
        # Where <a, x> is t |a|^2 / 2 or its negative, one of the bounds is attained.
        near = rows % 8 == 3
        inputs["x"][near, 0] = (a[:, 0] * t / 2 * (1 - rows // 8 % 2 * 2))[near]
        return Draw({**inputs, "a": a, "u": u * scale, "t": t}, {"quartic": False}, f"d={d}")

    return draw(seeded(build))


@st.composite
def wells(draw: st.DrawFn, dtype: torch.dtype, batch: int = ROWS) -> Draw:
    """Inputs of `models.second_order.well`: roots with ties (flat points), x on one or between."""
    size, options = draw(st.sampled_from([1, 2, 3])), {"derivatives": draw(st.booleans())}

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(batch)
        r = integers(generator, batch, 3, size=size)
        r[rows % 8 == 1] = r[rows % 8 == 1][:, :1]
        x = torch.where(rows % 4 == 3, integers(generator, batch, size=3), r[:, 0])
        k = torch.where(rows % 2 == 0, 1.0, -1.0) * 2.0 ** integers(generator, batch, size=2)
        return Draw({"r": r, "k": k, "x": x}, options, f"roots up to {size}")

    return draw(seeded(build))
