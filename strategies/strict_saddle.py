"""Instances for theorems about strict saddles, what finds them, and weak quasi-convexity."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from . import secant
from .arrays import DIMENSIONS, FILLS, dyadic, integers, powers_of_two, seeded

ROWS = 48


@st.composite
def newton_steps(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.cubic_newton.newton_step`: W of rank 0 to d, d = 1, extreme scales.

    h is 0 in one row of sixteen. In every fourth row h, v and a are along one axis and W h = 0: the
    gradient is 0, and all bounds are attained, for one sign of c or the other.
    """
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))
    far, wide = (60, 20) if dtype == torch.float64 else (6, 3)
    value, argument = draw(
        st.sampled_from([(0, 0), (0, 0), (far, 0), (-far, 0), (0, wide), (0, -wide)])
    )
    options = {"derivatives": draw(st.booleans())}

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(ROWS)
        axis = torch.eye(d, dtype=torch.float64)[rows // 4 % d]
        h, v, a = fill(generator, ROWS, d), fill(generator, ROWS, d), fill(generator, ROWS, d)
        W = fill(generator, ROWS, d, d)
        W[rows % 8 == 1] = 0
        W[rows % 8 == 3, 1:] = 0
        sharp = rows % 4 == 0
        size = 2.0 ** integers(generator, ROWS, size=3)
        h[sharp], v[sharp], a[sharp] = (size[:, None] * axis)[sharp], axis[sharp], axis[sharp]
        W[sharp] = W[sharp] * (1 - axis[sharp])[:, None, :]
        h[rows % 16 == 7] = 0
        c = integers(generator, ROWS, size=2)
        c[sharp] = (1 - rows // 4 % 2 * 2)[sharp].double()
        slack = torch.where(rows % 4 < 2, 1.0, 0.5).to(torch.float64)
        up, along = 2.0**value, 2.0**argument
        inputs = {
            "h": h * along, "v": v, "a": a, "W": W * (up**0.5 / along),
            "c": c * (up / along**3), "slack": slack,
        }  # fmt: skip
        return Draw(inputs, options, f"d={d}, values {up}, arguments {along}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def newton_runs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.cubic_newton.newton_run`, six steps.

    `Cosine` from near a minimum, on the stable manifold y = 0 of the saddle (and from the saddle
    itself, where the cubic model has two minimisers), near it, generic, and from up to |x| = 20;
    `Ring` from its maximum 0, where the first step pays least, near it, and from elsewhere.
    """
    name = draw(st.sampled_from(["cosine", "ring"]))
    scale = 2.0 ** draw(st.sampled_from([0, 0, 10, -10]))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(24)
        start = dyadic(generator, 24, 2)
        if name == "ring":
            start[rows % 4 == 0] = 0
            start[rows % 4 == 1] *= 2.0**-10
        else:
            near = torch.tensor([0.0, 3.0]) + start / 16
            start[rows % 3 == 0] = near[rows % 3 == 0].to(torch.float64)
            start[rows % 8 == 1, 1] = 0
            start[1] = 0
            start[rows % 8 == 2] *= 2.0**-10
            start[rows % 8 == 5, 0] = 5 * integers(generator, 24)[rows % 8 == 5]
        c = torch.full((24,), scale, dtype=torch.float64)
        return Draw({"start": start, "c": c}, {"steps": 6, "objective": name}, f"{name}, {scale}")

    return draw(seeded(build))


@st.composite
def flat_lines(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.flat_directions.flat_line`: v along an axis, on which A is 0.

    In every fourth row f is as low at t v or -t v as at 0, and in one of eight at both, with K > 0.
    """
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))
    reach = 40 if dtype == torch.float64 else 6
    size = 2.0 ** draw(st.sampled_from([0, 0, reach, -reach]))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(ROWS)
        axis = torch.eye(d, dtype=torch.float64)[rows % d]
        v = axis * 2.0 ** integers(generator, ROWS, size=2)[:, None]
        A = fill(generator, ROWS, d, d)
        A = (A + A.mT) * (1 - axis)[:, None, :] * (1 - axis)[:, :, None]
        a, w = fill(generator, ROWS, d), fill(generator, ROWS, d)
        c, q = integers(generator, ROWS, size=3), integers(generator, ROWS, size=3)
        t = 2.0 ** integers(generator, ROWS, size=3)
        K = integers(generator, ROWS, size=2).abs()
        level = rows % 4 == 1
        v[level] = a[level] = w[level] = axis[level]
        c[level], K[level] = ((1 - rows // 4 % 2 * 2) * q.abs() * t)[level], 0.0
        q[level] = q[level].abs()
        c[rows % 4 == 3] = 0.0
        both = rows % 8 == 3
        v[both] = w[both] = axis[both]
        q[both] = -q[both].abs()
        K[both] = (-q / t)[both]
        inputs = {"v": v, "A": A, "a": a, "w": w, "c": c, "q": q, "t": t, "K": K}
        scaled = {n: x * size if n in "AcqK" else x for n, x in inputs.items()}
        return Draw(scaled, {}, f"d={d}, {fill.__name__}, values {size}")

    return draw(seeded(build))


@st.composite
def valleys(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.flat_directions.valley_curve`: d = 1 (u = 0) and above, u orthogonal to v.

    In every fourth row e = -1/4 and the curve ends barely above a point where f is 0 as at 0, which
    attains the bound for d > 1. In others w = 0 (a straight line); t from 2^-8 to 1.
    """
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(ROWS)
        axis = torch.eye(d, dtype=torch.float64)[rows % d]
        v = axis * 2.0 ** integers(generator, ROWS, size=2)[:, None]
        u = fill(generator, ROWS, d) * (1 - axis)
        p, w = fill(generator, ROWS, d), fill(generator, ROWS, d)
        e = integers(generator, ROWS, size=2) / 4
        w[rows % 4 == 1] = 0
        t = 2.0 ** -torch.randint(0, 9, (ROWS,), generator=generator).to(torch.float64)
        level = rows % 4 == 2
        if d > 1:
            other = torch.eye(d, dtype=torch.float64)[(rows + 1) % d]
            rest = t * t / 16 - t / 2
            v[level], w[level], p[level] = axis[level], other[level], (axis - other / 2)[level]
            u[level] = ((3 + 3 * rest + 2.0**-34)[:, None] * other)[level]
            e[level] = -0.25
        inputs = {"u": u, "p": p, "v": v, "w": w, "e": e, "t": t}
        return Draw(inputs, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def cosine_points(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.strict_saddle.cosine_point`.

    Minima (as near as y gets), saddles, generic points, points near both; x = 0 with a barely
    positive margin, which attains gamma.
    """
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(ROWS)
        x, y = fill(generator, ROWS) / 8, 2 * fill(generator, ROWS)
        near = torch.round(y) * torch.pi + fill(generator, ROWS) * 2.0 ** -(rows % 20)
        y = torch.where(rows % 3 == 0, y, near)
        y[rows % 16 == 1] = 0
        x[rows % 4 == 1] = 0
        margin = torch.where(rows % 2 == 1, 2.0**-34, 2.0 ** -(rows % 8)).to(torch.float64)
        room, p1, p2, p3 = (torch.randint(0, 9, (ROWS,), generator=generator) / 8 for _ in range(4))
        inputs = {"x": x, "y": y, "margin": margin, "room": room, "p1": p1, "p2": p2, "p3": p3}
        return Draw({n: v.to(torch.float64) for n, v in inputs.items()}, {}, fill.__name__)

    return draw(seeded(build))


@st.composite
def linear_points(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.strict_saddle.linear_point`; a = 0 in some rows."""
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        a, x = fill(generator, ROWS, d), fill(generator, ROWS, d)
        a[::8] = 0
        t = 2.0 ** integers(generator, ROWS, size=4)
        return Draw({"a": a, "x": x, "t": t}, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def noise_escapes(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.saddle_noise.noise_escape`; half of the rows have just enough steps."""
    d, T = draw(st.sampled_from([1, 2, 3, 5, 25, 1000])), draw(st.sampled_from([0, 1, 5, 32]))

    def build(generator: torch.Generator) -> Draw:
        spare = 1 + integers(generator, ROWS).abs()
        spare[::2] = 1
        one = torch.ones(ROWS, dtype=torch.float64)
        r = powers_of_two(generator, ROWS, reach=8)
        rates = torch.randint(1, 9, (2, ROWS), generator=generator).to(torch.float64) / 8
        inputs = {"r": r, "R": r / 4, "eta": rates[0], "beta": rates[1], "spare": spare * one}
        return Draw(inputs, {"d": d, "T": T}, f"d={d}, {T} steps")

    return draw(seeded(build))


@st.composite
def cosine_runs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.saddle_noise.cosine_run`: the saddle, its stable manifold, close to it."""
    eta = draw(st.sampled_from([Fraction(1, 8), Fraction(1, 2), Fraction(1), Fraction(3, 2)]))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(ROWS)
        start = fill(generator, ROWS, 2)
        start[rows % 4 == 0, 1] = 0
        start[rows % 4 == 1, 1] *= 2.0**-20
        start[0] = 0
        return Draw({"start": start}, {"eta": eta, "steps": 4}, f"eta={eta}")

    return draw(seeded(build))


@st.composite
def rays(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.weak_quasi_convexity.ray`, t = 0 among them."""
    names = ("quadratic", "power", "cross", "distance")
    made = st.one_of(secant.convex(dtype), secant.every(dtype))
    base = draw(made.filter(lambda d: d.options["objective"] in names))
    rows = torch.arange(len(base))
    t = (rows % 9).to(torch.float64) / 4
    return Draw({**base.inputs, "t": t}, base.options, base.label)


@st.composite
def crosses(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.weak_quasi_convexity.cross_point`: a and b along axes or not, 0 among them.

    x is a minimiser, orthogonal to a, or anywhere.
    """
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))
    reach = 20 if dtype == torch.float64 else 3
    size = 2.0 ** draw(st.sampled_from([0, 0, reach, -reach]))

    def build(generator: torch.Generator) -> Draw:
        rows, unit = torch.arange(ROWS), torch.eye(d, dtype=torch.float64)
        a, b, x = (fill(generator, ROWS, d) for _ in range(3))
        axis = rows % 3 == 0
        a[axis], b[axis] = unit[rows % d][axis], unit[(rows + 1) % d][axis]
        a[1], x[rows % 8 == 0] = 0, unit[(rows + 1) % d][rows % 8 == 0]
        s = integers(generator, ROWS)
        inputs = {"a": a * size, "b": b, "x": x, "s": s}
        return Draw(inputs, {}, f"d={d}, {fill.__name__}, size {size}")

    return draw(seeded(build))


@st.composite
def hills(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Points, the top 0 among them."""
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        x = fill(generator, ROWS, d)
        x[::8] = 0
        return Draw({"x": x}, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def fit_points(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Points u, w: (+-1, 0) and (0, +-0.9486...), lattice points, generic ones, small u."""
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(ROWS)
        u, w = fill(generator, ROWS), fill(generator, ROWS)
        u[rows % 4 == 0], w[rows % 4 == 0] = 1.0, 0.0
        small = rows % 4 == 1
        u[small], w[small] = (u * 2.0 ** -(rows % 16))[small].to(torch.float64), 0.9**0.5
        u[rows % 8 == 1] = 0
        u[rows % 4 == 2] /= 8
        return Draw({"u": u, "w": w}, {}, fill.__name__)

    return draw(seeded(build))


@st.composite
def quartic_steps(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.weak_quasi_convexity.quartic_step`: 0, near it and far; long steps."""
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(ROWS)
        x = fill(generator, ROWS, d) * 2.0 ** -(rows % 12)[:, None].double()
        x[::16] = 0
        c, eta = powers_of_two(generator, 2, ROWS, reach=2)
        inputs = {"c": c, "eta": eta, "x": x, "xstar": 0 * x}
        return Draw(inputs, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def root_steps(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.strict_saddle.root_step`: 0, near 0, up to 2^20 away, where |g| is near 1.

    part is 1 in half of the rows, which attains the slope that belongs to gamma.
    """
    d, fill = draw(st.sampled_from(DIMENSIONS)), draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(ROWS)
        far = torch.where(rows % 4 == 0, 2.0**20, 2.0 ** -(rows % 6)).to(torch.float64)
        x = fill(generator, ROWS, d) * far[:, None]
        x[::16] = 0
        x[4] = 0
        x[4, 0] = 2.0**20
        eta = powers_of_two(generator, ROWS, reach=4)
        part = torch.where(rows % 2 == 0, 1.0, 0.5).to(torch.float64)
        return Draw({"x": x, "eta": eta, "part": part}, {}, f"d={d}, {fill.__name__}")

    return draw(seeded(build))
