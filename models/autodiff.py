"""Derivatives of an objective's own torch function by PyTorch, behind the slot `autodiff`.

Scalars have shape (batch,), points and gradients (batch, d).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from lemmata.implementations import slot
from lemmata.measure import Output, output, plain

Value = Callable[[Tensor], Tensor]


class Autodiff:
    """Derivatives of a batched scalar function by PyTorch; the default of the slot `autodiff`."""

    def gradient(self, value: Value, x: Tensor) -> Tensor:
        """The gradients of value: (batch, d) -> (batch,) at x; shape (batch, d)."""
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(value(x).sum(), x)
        return slope

    def hessian(self, value: Value, x: Tensor) -> Tensor:
        """The Hessians, row by row from the gradient; shape (batch, d, d)."""
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(value(x).sum(), x, create_graph=True)
        rows = [
            torch.autograd.grad(slope[:, i].sum(), x, retain_graph=True)[0]
            for i in range(x.shape[1])
        ]
        return torch.stack(rows, 1)


AUTODIFF = slot(
    "autodiff",
    Autodiff,
    "factory() -> object with gradient(value, x) -> (batch, d), hessian(value, x) -> (batch, d, d)",
)


def autodiff_gradient(objective: Any, data: Mapping[str, Any], x: Any) -> Output:
    """The gradient by the slot `autodiff`, with its rounding; shape (batch, d)."""
    numbers = {name: plain(value) for name, value in data.items()}
    found = AUTODIFF().gradient(lambda at: objective.torch_value(numbers, at), plain(x))
    return output(found, objective.companion(data, x), objective.operations(data))
