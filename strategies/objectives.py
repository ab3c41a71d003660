"""Instances for theorems about descent: objective, start, step size."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, integers, seeded


def _reach(dtype: torch.dtype) -> int:
    """The largest binary exponent of a scale whose square is still far inside the range."""
    return 120 if dtype == torch.float64 else 15


@st.composite
def gradient_steps(
    draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH, max_steps: int = 3
) -> Draw:
    """Objective, data and start for a run of gradient descent; see `models.descent.gradient_step`.

    Least squares with integer A (rank defects and n < d included) and y = A w, so that the infimum
    is 0 exactly; x at a minimiser; step sizes from far below 1/beta up to 2/beta; scales of A.
    """
    name = draw(st.sampled_from(["least squares", "least squares", "sine", "curve"]))
    count = draw(st.integers(1, max_steps))
    d = 2 if name == "curve" else draw(st.sampled_from(DIMENSIONS))
    exponent = draw(st.sampled_from([0, 0, 3, -5, _reach(dtype), -_reach(dtype)]))

    def build(generator: torch.Generator) -> Draw:
        if name != "least squares":
            eta = Fraction(1, draw(st.sampled_from([1, 4, 8, 16, 64])))
            x = dyadic(generator, batch, d) * 3
            x[0] = 0
            c = (
                torch.ones(batch, dtype=torch.float64)
                if name == "sine"
                else integers(generator, batch, size=3).abs() + 1
            )
            return Draw({"c": c, "x": x}, {"objective": name, "eta": eta, "steps": count}, name)
        n = draw(st.sampled_from([1, 2, d, d + 1]))
        A = integers(generator, batch, n, d, size=2)
        A[0] = 0
        A[1] = torch.eye(n, d, dtype=torch.float64)
        w = integers(generator, batch, d, size=3)
        x = dyadic(generator, batch, d)
        x[2] = w[2]
        # |A|_F^2 <= 4 n d bounds the curvature; the steps below reach and pass 2 / beta.
        eta = Fraction(draw(st.sampled_from([1, 2, 8])), 4 * n * d).limit_denominator(64)
        eta = Fraction(1, 2 ** max(0, eta.denominator.bit_length() - 1)) * Fraction(4) ** (
            -exponent
        )
        y = (A @ w[..., None])[..., 0]
        inputs = {"A": A * 2.0**exponent, "y": y * 2.0**exponent, "x": x}
        return Draw(inputs, {"objective": name, "eta": eta, "steps": count}, f"{name} {n}x{d}")

    return draw(seeded(build))
