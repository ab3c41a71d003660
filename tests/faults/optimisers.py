"""A wrong optimiser with a name that `--impl` takes; the others are in `models.faults`."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


def momentum(params: Iterable[Tensor], lr: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(params, lr=lr, momentum=0.05)
