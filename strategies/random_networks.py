"""Instances for the statements about networks at random initialisation."""

from __future__ import annotations

from typing import Any

import torch
from hypothesis import strategies as st

from lemmata import Draw


def two_point_laws(dtype: torch.dtype) -> Any:
    """Two-point laws of output weights and hidden values; signs and constants among the rows.

    Values are small integers and probabilities multiples of 1/8, so that moments are exact.
    """

    def build(k: int, seed: int) -> Draw:
        generator = torch.Generator().manual_seed(seed)
        names = ("a0", "a1", "r0", "r1")
        inputs = {n: torch.randint(-4, 5, (64,), generator=generator).double() for n in names}
        for name in ("pa", "pr"):
            inputs[name] = torch.randint(0, 9, (64,), generator=generator).double() / 8
        inputs["a0"][:16], inputs["a1"][:16], inputs["pa"][:16] = -1.0, 1.0, 0.5  # signs
        inputs["a0"][16:24], inputs["a1"][16:24] = 1.0, 1.0  # constant output weights
        inputs["r0"][:24] = 0.0  # a unit that is off half of the time
        return Draw({n: t.to(dtype).double() for n, t in inputs.items()}, {"k": k}, "laws")

    return st.builds(build, st.integers(0, 3), st.integers(0, 2**16))
