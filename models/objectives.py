"""Objectives with known infimum, for theorems about descent: values, gradients, companions.

Each objective is written once with torch functions, so that it runs on tensors, balls and
high-precision arrays: x has shape (batch, d), its data are tensors with the batch first, values
have shape (batch,). `companion` is the gradient with every term replaced by its absolute value and
`operations` the longest chain of roundings in it (see `lemmata.measure.output`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from lemmata.implementations import slot


def least_squares(A: Any, y: Any, x: Any) -> Any:
    """|A x - y|^2 / 2 for A (batch, n, d), y (batch, n), x (batch, d); shape (batch,)."""
    residual = (A @ x[..., None])[..., 0] - y
    return (residual * residual).sum(-1) / 2


LEAST_SQUARES = slot(
    "least_squares",
    lambda: least_squares,
    "factory() -> callable(A, y, x) -> losses (batch,), differentiable by autograd",
)


@dataclass(frozen=True)
class LeastSquares:
    """|A x - y|^2 / 2 with y in the range of A, so that the infimum is 0. Data: A, y."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return least_squares(p["A"], p["y"], x)

    def torch_value(self, p: Mapping[str, Any], x: Any) -> Any:
        """The value by the implementation in the slot `least_squares`."""
        return LEAST_SQUARES()(p["A"], p["y"], x)

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        residual = p["A"] @ x[..., None] - p["y"][..., None]
        return (p["A"].mT @ residual)[..., 0]

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        size = p["A"].abs()
        return (size.mT @ (size @ x.abs()[..., None] + p["y"].abs()[..., None]))[..., 0]

    def operations(self, p: Mapping[str, Any]) -> int:
        return int(sum(p["A"].shape[-2:])) + 6


@dataclass(frozen=True)
class Sine:
    """Sum of c (x_i^2 + 3 sin^2 x_i): not convex, yet PL; infimum 0. Data: c (batch,).

    The zoo's standard example; its second derivative c (2 + 6 cos 2 x) lies in [-4 c, 8 c].
    """

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        wave = torch.sin(x)
        return p["c"] * (x * x + 3 * wave * wave).sum(-1)

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["c"][..., None] * (2 * x + 6 * torch.sin(x) * torch.cos(x))

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        wave = torch.sin(x).abs() * torch.cos(x).abs()
        return p["c"].abs()[..., None] * (2 * x.abs() + 6 * wave)

    def operations(self, p: Mapping[str, Any]) -> int:
        return 24  # sine and cosine count four roundings each


@dataclass(frozen=True)
class Curve:
    """c (y - sin x)^2 / 2 on the plane: minimisers form the graph of the sine. Data: c (batch,)."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        height = x[..., 1] - torch.sin(x[..., 0])
        return p["c"] * height * height / 2

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        height = p["c"] * (x[..., 1] - torch.sin(x[..., 0]))
        return torch.stack([-height * torch.cos(x[..., 0]), height], -1)

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        height = p["c"].abs() * (x[..., 1].abs() + torch.sin(x[..., 0]).abs())
        return torch.stack([height * torch.cos(x[..., 0]).abs(), height], -1)

    def operations(self, p: Mapping[str, Any]) -> int:
        return 24


OBJECTIVES: dict[str, Any] = {"least squares": LeastSquares(), "sine": Sine(), "curve": Curve()}
