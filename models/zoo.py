"""Three more objectives in the form of `models.objectives`, and the zoo of all by their names.

Scalars have shape (batch,), points and gradients (batch, d). Each comes with the torch function
that its slot may replace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from lemmata.implementations import slot

from .objectives import OBJECTIVES


def quadratic(B: Any, lam: Any, w: Any, x: Any) -> Any:
    """(|B (x - w)|^2 + lam |x - w|^2) / 2 for B (batch, n, d), lam (batch,); shape (batch,)."""
    d = x - w
    image = (B @ d[..., None])[..., 0]
    return ((image * image).sum(-1) + lam * (d * d).sum(-1)) / 2


QUADRATIC = slot(
    "quadratic",
    lambda: quadratic,
    "factory() -> callable(B, lam, w, x) -> (batch,), differentiable by autograd",
)


@dataclass(frozen=True)
class Quadratic:
    """Strongly convex with constant lam and minimiser w, infimum 0. Data: B, lam, w."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return quadratic(p["B"], p["lam"], p["w"], x)

    def torch_value(self, p: Mapping[str, Any], x: Any) -> Any:
        return QUADRATIC()(p["B"], p["lam"], p["w"], x)

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        d = x - p["w"]
        return (p["B"].mT @ (p["B"] @ d[..., None]))[..., 0] + p["lam"][..., None] * d

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        size, d = p["B"].abs(), x.abs() + p["w"].abs()
        return (size.mT @ (size @ d[..., None]))[..., 0] + p["lam"].abs()[..., None] * d

    def value_companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return quadratic(p["B"].abs(), p["lam"].abs(), -p["w"].abs(), x.abs())

    def operations(self, p: Mapping[str, Any]) -> int:
        return int(sum(p["B"].shape[-2:])) + 8


def logistic_ridge(A: Any, lam: Any, x: Any) -> Any:
    """Logistic loss sum log(1 + exp(-<a_i, x>)) (labels in A) + lam |x|^2 / 2; shape (batch,)."""
    margin = (A @ x[..., None])[..., 0]
    return torch.log1p(torch.exp(-margin)).sum(-1) + lam * (x * x).sum(-1) / 2


LOGISTIC_RIDGE = slot(
    "logistic_ridge",
    lambda: logistic_ridge,
    "factory() -> callable(A, lam, x) -> losses (batch,), differentiable by autograd",
)


@dataclass(frozen=True)
class LogisticRidge:
    """Strongly convex with constant lam; its minimiser has no closed form. Data: A, lam."""

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return logistic_ridge(p["A"], p["lam"], x)

    def torch_value(self, p: Mapping[str, Any], x: Any) -> Any:
        return LOGISTIC_RIDGE()(p["A"], p["lam"], x)

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        weight = torch.sigmoid(-(p["A"] @ x[..., None]))
        return p["lam"][..., None] * x - (p["A"].mT @ weight)[..., 0]

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        size = p["A"].abs()
        # A relative change of the margin changes the weight by at most its size times the margin.
        weight = torch.sigmoid(-(p["A"] @ x[..., None])) * (1 + size @ x.abs()[..., None])
        return p["lam"].abs()[..., None] * x.abs() + (size.mT @ weight)[..., 0]

    def value_companion(self, p: Mapping[str, Any], x: Any) -> Any:
        weight = torch.sigmoid(-(p["A"] @ x[..., None]))
        margins = weight * (1 + p["A"].abs() @ x.abs()[..., None])
        return self.value(p, x) + margins[..., 0].sum(-1)

    def operations(self, p: Mapping[str, Any]) -> int:
        return int(sum(p["A"].shape[-2:])) + 24


def tanh_net(a: Any, v: Any, y: Any, x: Any) -> Any:
    """(sum_j v_j tanh(a x_j) - y)^2 / 2 for x, v (batch, d) and a, y (batch,); shape (batch,)."""
    residual = (v * torch.tanh(a[..., None] * x)).sum(-1) - y
    return residual * residual / 2


TANH_NET = slot(
    "tanh_net",
    lambda: tanh_net,
    "factory() -> callable(a, v, y, x) -> losses (batch,), differentiable by autograd",
)


@dataclass(frozen=True)
class TanhNet:
    """A network with one hidden layer and one datum a -> y, first layer trained. Data: a, v, y.

    0 bounds the loss from below and need not be attained.
    """

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        return tanh_net(p["a"], p["v"], p["y"], x)

    def torch_value(self, p: Mapping[str, Any], x: Any) -> Any:
        return TANH_NET()(p["a"], p["v"], p["y"], x)

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        hidden = torch.tanh(p["a"][..., None] * x)
        residual = (p["v"] * hidden).sum(-1) - p["y"]
        return (residual * p["a"])[..., None] * p["v"] * (1 - hidden * hidden)

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        size, hidden = p["v"].abs(), torch.tanh(p["a"][..., None] * x).abs()
        residual = (size * hidden).sum(-1) + p["y"].abs()
        return (residual * p["a"].abs())[..., None] * size * (1 + hidden * hidden)

    def operations(self, p: Mapping[str, Any]) -> int:
        return int(p["v"].shape[-1]) + 30


ZOO: dict[str, Any] = {
    **OBJECTIVES,
    "quadratic": Quadratic(),
    "logistic": LogisticRidge(),
    "tanh net": TanhNet(),
}
