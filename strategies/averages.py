"""Numbers of draws, probabilities and thresholds for averages of two values."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import powers_of_two, seeded

MOST = (200, 25, 100)
"""Every number of draws up to one of these is a row of a batch."""


@st.composite
def tails(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.averages.two_values` for m = 1, 2, ...; q is a multiple of 1/64."""
    fair, most = draw(st.booleans()), draw(st.sampled_from(MOST))

    def build(generator: torch.Generator) -> Draw:
        m = torch.arange(1, most + 1, dtype=torch.float64)
        share = 0.5 if fair else int(torch.randint(1, 64, (), generator=generator)) / 64
        q = torch.full_like(m, share)
        least = torch.floor(m * q) + 1
        reach = torch.rand(most, generator=generator, dtype=torch.float64)
        k = torch.minimum(least + torch.floor(reach * (m - least + 1)), m)
        inputs = {"m": m, "q": q, "k": k, "below": torch.floor(2 * m * q - k)}
        inputs["R"] = powers_of_two(generator, most, reach=8)
        return Draw(inputs, {}, f"q = {share}, m <= {most}")

    return draw(seeded(build))
