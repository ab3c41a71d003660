"""(x^2 - 1)^2 + (x^2 y - x - 1)^2: two isolated global minimisers and no other stationary point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from lemmata.implementations import slot
from lemmata.measure import Measured, Output, output, plain

from .autodiff import autodiff_gradient


def two_minima(x: Any, y: Any) -> Any:
    """The value at (x, y), numbers or arrays (batch,) of any kind; shape (batch,)."""
    height, fold = x * x - 1, x * x * y - x - 1
    return height * height + fold * fold


TWO_MINIMA = slot(
    "two_minima",
    lambda: two_minima,
    "factory() -> callable(x, y) -> values (batch,), differentiable by autograd",
)


@dataclass(frozen=True)
class TwoMinima:
    """The objective in the form of `models.objectives`. Data: none."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return two_minima(x[..., 0], x[..., 1])

    def torch_value(self, p: Mapping[str, Any], x: Any) -> Any:
        return TWO_MINIMA()(x[..., 0], x[..., 1])

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        u, v = x[..., 0], x[..., 1]
        height, fold = u * u - 1, u * u * v - u - 1
        return torch.stack([4 * u * height + 2 * fold * (2 * u * v - 1), 2 * fold * u * u], -1)

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        u, v = x[..., 0].abs(), x[..., 1].abs()
        height, fold = u * u + 1, u * u * v + u + 1
        return torch.stack([4 * u * height + 2 * fold * (2 * u * v + 1), 2 * fold * u * u], -1)

    def operations(self, p: Mapping[str, Any]) -> int:
        return 24


def plane(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The objective at the drawn point with coordinates u, w (batch,).

    Quantities: x, y, the coordinates; L, the value; a and b, the partial derivatives.
    """
    objective, point = TwoMinima(), torch.stack([p["u"], p["w"]], -1)
    g = objective.gradient({}, point)
    reference = {
        "x": p["u"], "y": p["w"], "L": objective.value({}, point), "a": g[..., 0], "b": g[..., 1],
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    found = autodiff_gradient(objective, {}, point)
    u, v = p["u"].abs(), p["w"].abs()
    height, fold = u * u + 1, u * u * v + u + 1
    value = TWO_MINIMA()(plain(p["u"]), plain(p["w"]))
    theirs = {name: Output(found.value[:, i], found.explained[:, i]) for i, name in enumerate("ab")}
    theirs["L"] = output(value, height * height + fold * fold, 16)
    return Measured(reference, theirs)
