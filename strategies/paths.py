"""Instances for theorems about whole runs, gradient flows and steps on the line."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, integers, normals, seeded


def _exponents(dtype: torch.dtype) -> list[int]:
    """Binary exponents of a scale whose fourth power is still far inside the range."""
    far = 100 if dtype == torch.float64 else 12
    return [0, 0, 3, -5, far, -far]


@st.composite
def descent_runs(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Objective, data, start, step size and number of steps; see `models.descent_runs.descent_run`.

    Least squares with integer A and y = A w: rank defects, A = 0, equal curvatures (the equality
    case: A an isometry up to scale, or d = 1), starts at a minimiser; the sine and the curve; step
    sizes from far below 1/beta to beyond 2/beta; scales of A.
    """
    name = draw(st.sampled_from(["least squares", "least squares", "sine", "curve"]))
    count = draw(st.integers(2, 5))
    d = 2 if name == "curve" else draw(st.sampled_from(DIMENSIONS))
    exponent = draw(st.sampled_from(_exponents(dtype)))
    fill = draw(st.sampled_from([dyadic, integers, normals]))

    def build(generator: torch.Generator) -> Draw:
        x = fill(generator, batch, d)
        if name != "least squares":
            eta = Fraction(1, draw(st.sampled_from([4, 8, 16, 64])))
            x[0] = 0
            c = torch.ones(batch, dtype=torch.float64)
            if name == "curve":
                c = integers(generator, batch, size=3).abs() + 1
            return Draw({"c": c, "x": x}, {"objective": name, "eta": eta, "steps": count}, name)
        n = draw(st.sampled_from([1, d, d + 1]))
        A = integers(generator, batch, n, d, size=2)
        A[0] = 0
        A[1:64] = torch.eye(n, d, dtype=torch.float64)
        A[1:64] *= integers(generator, 63, 1, 1, size=2)
        w = integers(generator, batch, d, size=3)
        x[2] = w[2]
        bits = (4 * n * d).bit_length() - draw(st.integers(0, 4))
        eta = Fraction(2) ** -bits * Fraction(4) ** -exponent
        inputs = {"A": A * 2.0**exponent, "y": (A @ w[..., None])[..., 0] * 2.0**exponent, "x": x}
        return Draw(inputs, {"objective": name, "eta": eta, "steps": count}, f"{name} {n}x{d}")

    return draw(seeded(build))


@st.composite
def half_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Runs with steps of at most half the inverse curvature: `models.descent_runs.half_step_run`.

    Least squares with n = d = 1 and a quarter of the rows at the largest curvature (equality),
    general least squares, and the sine, whose second derivative is at most 8.
    """
    name = draw(st.sampled_from(["least squares", "line", "sine"]))
    count = draw(st.integers(2, 5))
    d = 1 if name == "line" else draw(st.sampled_from(DIMENSIONS))
    exponent = draw(st.sampled_from(_exponents(dtype)))
    fill = draw(st.sampled_from([dyadic, integers, normals]))

    def build(generator: torch.Generator) -> Draw:
        x = fill(generator, batch, d)
        x[0] = 0
        options = {"objective": "least squares", "steps": count}
        if name == "sine":
            c = torch.ones(batch, dtype=torch.float64)
            return Draw(
                {"c": c, "x": x}, {**options, "objective": name, "eta": Fraction(1, 16)}, name
            )
        A = integers(generator, batch, d, d, size=2)
        w = torch.zeros(batch, d, dtype=torch.float64)
        if name == "line":
            A[: batch // 4] = 2
        else:
            w = integers(generator, batch, d, size=3)
        # The curvature is at most |A|_F^2 <= 4 d^2; the step is 1 / (2 * 4) on the line.
        eta = Fraction(1, 2 * 4 * 2 ** (2 * (d - 1).bit_length())) * Fraction(4) ** -exponent
        inputs = {"A": A * 2.0**exponent, "y": (A @ w[..., None])[..., 0] * 2.0**exponent, "x": x}
        return Draw(inputs, {**options, "eta": eta}, f"{name} {d}")

    return draw(seeded(build))


@st.composite
def two_gradient_steps(
    draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH, short: bool = False
) -> Draw:
    """Objective, data, start and step; see `models.two_gradients.two_gradient_step`.

    Every other draw is the V-shaped slope, where the bounds are attained; the rest are those of
    `descent_runs`, beta both above and below their curvature. The step is 1/beta, or also a part of
    it when `short`.
    """
    part = Fraction(1, draw(st.sampled_from([1, 2, 8]))) if short else Fraction(1)
    if draw(st.booleans()):
        made = draw(descent_runs(dtype, batch))
        return Draw(made.inputs, {**made.options, "part": part}, made.label)
    beta = Fraction(2) ** draw(st.sampled_from([0, 1, -3, 10, -10]))

    def build(generator: torch.Generator) -> Draw:
        scale = 2.0 ** integers(generator, batch, size=20)
        G = integers(generator, batch, size=12).abs()
        g = G + integers(generator, batch, size=12).abs() + 1
        bent = torch.full_like(g, float(beta))
        inputs = {"g": g * scale, "G": G * scale, "beta": bent, "x": (g * scale / bent)[:, None]}
        return Draw(inputs, {"objective": "vee", "eta": part / beta, "part": part}, "V")

    return draw(seeded(build))


def short_two_gradient_steps(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`two_gradient_steps` with steps up to 1/beta."""
    return two_gradient_steps(dtype, short=True)


@st.composite
def line_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """One step on the line, and a part of the way back; see `models.line_steps.line_step`.

    A parabola (equality), the sine, x^2 + x^4; x = 0; steps up to 1/beta and beyond; scales.
    """
    name = draw(st.sampled_from(["least squares", "least squares", "sine", "well"]))
    part = Fraction(1, draw(st.sampled_from([1, 1, 2, 4])))
    exponent = draw(st.sampled_from(_exponents(dtype)))
    fill = draw(st.sampled_from([dyadic, integers, normals]))

    def build(generator: torch.Generator) -> Draw:
        x = fill(generator, batch, 1)
        x[0] = 0
        x[1] = 1
        if name == "least squares":
            A = integers(generator, batch, 1, 1, size=2)
            A[1] = 1
            eta = Fraction(1, draw(st.sampled_from([1, 4, 8, 64]))) * Fraction(4) ** -exponent
            scaled = A * 2.0**exponent
            inputs = {"A": scaled, "y": torch.zeros(batch, 1, dtype=torch.float64), "x": x}
            return Draw(inputs, {"objective": name, "eta": eta, "part": part}, name)
        c = (integers(generator, batch, size=3).abs() + 1) * 2.0**exponent
        eta = Fraction(1, draw(st.sampled_from([8, 64, 256]))) * Fraction(2) ** -exponent
        return Draw({"c": c, "x": x}, {"objective": name, "eta": eta, "part": part}, name)

    return draw(seeded(build))


@st.composite
def flows(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH, equal: bool = False) -> Draw:
    """Start, time and data of a flow in closed form; see `models.gradient_flow.flow`.

    Quadratics with integer curvatures (zeros and ties; all nonzero ones equal when `equal`, as the
    length needs) and the ring; t = 0, x at a minimiser, x at the maximum of the ring; the equality
    case is one nonzero curvature. Curvatures of any size, times in proportion.
    """
    name = draw(st.sampled_from(["quadratic", "quadratic", "ring"]))
    d = draw(st.sampled_from(DIMENSIONS))
    exponent = draw(st.sampled_from(_exponents(dtype)))
    fill = draw(st.sampled_from([dyadic, integers, normals]))
    alike = equal or draw(st.booleans())

    def build(generator: torch.Generator) -> Draw:
        x = fill(generator, batch, d)
        x[0] = 0
        x[1] = torch.eye(1, d, dtype=torch.float64)[0]
        t = dyadic(generator, batch, bits=4).abs()
        t[2] = 0
        t = t * 2.0**-exponent
        if name == "ring":
            c = (integers(generator, batch, size=3).abs() + 1) * 2.0**exponent
            return Draw({"c": c, "x": x, "t": t}, {"objective": name}, f"{name} {d}")
        h = integers(generator, batch, d, size=3).abs()
        if alike:
            h = (h > 0) * (integers(generator, batch, 1, size=2).abs() + 1)
        h[1] = torch.eye(1, d, dtype=torch.float64)[0]
        return Draw({"h": h * 2.0**exponent, "x": x, "t": t}, {"objective": name}, f"{name} {d}")

    return draw(seeded(build))


def flows_of_known_length(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`flows` whose path has a length in closed form."""
    return flows(dtype, equal=True)
