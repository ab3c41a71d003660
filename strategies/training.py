"""Networks and data for which gradient descent can be certified at initialisation."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import torch
from hypothesis import strategies as st

from lemmata import Draw

from .arrays import seeded

SIZES = ((1, 1, 4, 64), (1, 2, 64, 64), (1, 3, 256, 32), (2, 4, 16384, 2))
"""(inputs, dimension, width, rows): two inputs need a width of thousands for a certificate."""


@st.composite
def certified_runs(draw: st.DrawFn, dtype: torch.dtype) -> Any:
    """Normal weights of 24 bits, fair signs, nearly orthogonal inputs of norm at most 1, targets.

    Inputs are basis vectors, times 15/16 unless d = 1; residuals are small, zero in some rows.
    """
    n, d, m, rows = draw(st.sampled_from(SIZES))
    eta = draw(st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(1)]))

    def build(generator: torch.Generator) -> Draw:
        W = torch.randn(rows, m, d, generator=generator).double()
        if d == 1:  # far from the hyperplane: no gate flips, and the certificate is attained
            W = W.sign() * (1 + W.abs().round())
            W[:, 0] = 1
        a = 2.0 * torch.randint(0, 2, (rows, m), generator=generator).double() - 1
        X = torch.eye(d, dtype=torch.float64)[:n].repeat(rows, 1, 1) * (1 if d == 1 else 15 / 16)
        outputs = (torch.relu(X @ W.mT) @ a[..., None])[..., 0] / m**0.5
        short = torch.randint(-2, 3, (rows, n), generator=generator).double() / 16
        y = (outputs.float().double() + short).float().double()
        return Draw({"W": W, "a": a, "X": X, "y": y}, {"eta": eta, "steps": 4}, f"{n=} {d=} {m=}")

    return draw(seeded(build))


def stated_width(dtype: torch.dtype) -> Any:
    """One input, at the width (768 / pi) / (delta^3 lam0^4) for delta = 1/4 and lam0 = 1/2."""

    def build(seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        W = torch.randn(1, 250_323, 1, generator=generator).double()
        a = 2.0 * torch.randint(0, 2, (1, 250_323), generator=generator).double() - 1
        one = torch.ones(1, 1, 1, dtype=torch.float64)
        options = {"eta": Fraction(1), "steps": 3}
        return Draw({"W": W, "a": a, "X": one, "y": one[0]}, options, "the width of the theorem")

    return st.builds(build, st.sampled_from([0, 1]))
