"""Seeded bulk under Hypothesis structure: exact dyadic entries, ties, zeros and wide scales."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

BATCH = 256
"""Instances in one Hypothesis example."""

DIMENSIONS = (1, 2, 3, 5, 8)


def exponents(dtype: torch.dtype, reach: float = 0.3) -> st.SearchStrategy[int]:
    """Binary exponents of a scale s, with s^(1/reach) still inside the range of the dtype."""
    widest = int(reach * math.log2(torch.finfo(dtype).max))
    return st.one_of(st.just(0), st.sampled_from([-widest, -20, -3, 3, 20, widest]))


def dyadic(generator: torch.Generator, *shape: int, bits: int = 12) -> Tensor:
    """Normal draws rounded to `bits` binary digits after the point: exact in every dtype."""
    raw = torch.randn(*shape, generator=generator, dtype=torch.float64)
    return torch.round(raw * 2.0**bits) / 2.0**bits


def integers(generator: torch.Generator, *shape: int, size: int = 4) -> Tensor:
    """Integers of absolute value at most `size`, zeros and ties frequent."""
    return torch.randint(-size, size + 1, shape, generator=generator).to(torch.float64)


def normals(generator: torch.Generator, *shape: int) -> Tensor:
    """Normal draws with all 53 bits; the dtype under test rounds them once."""
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def powers_of_two(generator: torch.Generator, *shape: int, reach: int = 20) -> Tensor:
    """Powers of two with exponents from -reach to reach: positive constants of any size."""
    return 2.0 ** torch.randint(-reach, reach + 1, shape, generator=generator).to(torch.float64)


FILLS = (dyadic, integers, normals)
"""The ways to fill an array: exact with few digits, small integers, full precision."""


def seeded(build: Callable[[torch.Generator], Draw]) -> st.SearchStrategy[Draw]:
    """Draws made by `build` from a generator whose seed Hypothesis chooses."""
    return st.integers(0, 2**32 - 1).map(lambda seed: build(torch.Generator().manual_seed(seed)))
