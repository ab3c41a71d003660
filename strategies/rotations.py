"""Square matrices of whole numbers with orthogonal columns of one length: exact rotations."""

from __future__ import annotations

import torch
from torch import Tensor

ROTATIONS = {
    1: [[1]],
    2: [[3, 4], [-4, 3]],
    3: [[1, 2, 2], [2, 1, -2], [2, -2, 1]],
    4: [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]],
}


def rotated(generator: torch.Generator, batch: int, size: int) -> Tensor:
    """A matrix of `ROTATIONS` with its rows permuted, in half of the batch a permutation."""
    order = torch.argsort(torch.rand(batch, size, generator=generator), 1)
    turned = torch.tensor(ROTATIONS[size], dtype=torch.float64)[order]
    turned[batch // 2 :] = torch.eye(size, dtype=torch.float64)[order[batch // 2 :]]
    return turned
