"""Optimisers with seeded faults, and one that is right: what `--impl descent=...` is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor

Factory = Callable[..., torch.optim.Optimizer]


def learning_rate(factor: float) -> Factory:
    return lambda params, lr: torch.optim.SGD(params, lr=lr * factor)


def weight_decay(params: Iterable[Tensor], lr: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(params, lr=lr, weight_decay=1e-3)


def momentum(params: Iterable[Tensor], lr: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(params, lr=lr, momentum=0.05)


class ScaledGradient(torch.optim.SGD):
    """Scales each gradient before the step."""

    def __init__(self, params: Iterable[Tensor], lr: float, factor: float) -> None:
        super().__init__(params, lr=lr)
        self.factor = factor

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.grad.mul_(self.factor)
        super().step()


def scaled_gradient(params: Iterable[Tensor], lr: float) -> torch.optim.Optimizer:
    return ScaledGradient(params, lr, 1 + 1e-6)


def not_a_number(params: Iterable[Tensor], lr: float) -> torch.optim.Optimizer:
    return ScaledGradient(params, lr, float("nan"))


def no_step(params: Iterable[Tensor], lr: float) -> torch.optim.Optimizer:
    return ScaledGradient(params, lr, 0.0)


FAULTS: dict[str, Factory] = {
    "learning rate x 0.9": learning_rate(0.9),
    "learning rate x 0.99": learning_rate(0.99),
    "learning rate x 1.5": learning_rate(1.5),
    "weight decay 1e-3": weight_decay,
    "momentum 0.05": momentum,
    "gradient x (1 + 1e-6)": scaled_gradient,
    "gradient NaN": not_a_number,
    "gradient zero": no_step,
}
