"""Mistakes in the loss of two-layer linear networks and in its derivatives."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from models.two_layer_networks import TwoLayer

from ._parts import Factory, instead


def _residual(W1: Tensor, W2: Tensor, M: Tensor) -> Tensor:
    return W2 @ W1 - M


def _sum(A: Tensor) -> Tensor:
    return A.sum((-2, -1))


def _blocks(W1: Tensor, W2: Tensor, M: Tensor, D1: Tensor, D2: Tensor) -> list[Tensor]:
    """The Hessian times (D1, D2) in four parts: W1 W1, W2 W2, W1 W2, W2 W1."""
    R = _residual(W1, W2, M)
    mixed = W2.mT @ (D2 @ W1) + D2.mT @ R, (W2 @ D1) @ W1.mT + R @ D1.mT
    return [W2.mT @ (W2 @ D1), (D2 @ W1) @ W1.mT, *mixed]


def _gauss_newton(self: Any, W1: Any, W2: Any, M: Any, D1: Any, D2: Any) -> Any:
    cross = W2 @ D1 + D2 @ W1
    return W2.mT @ cross, cross @ W1.mT


def _diagonal(self: Any, W1: Any, W2: Any, M: Any, D1: Any, D2: Any) -> Any:
    return tuple(_blocks(W1, W2, M, D1, D2)[:2])


def _other_sign(self: Any, W1: Any, W2: Any, M: Any, D1: Any, D2: Any) -> Any:
    first, second, third, fourth = _blocks(W1, W2, M, D1, D2)
    R = _residual(W1, W2, M)
    return first + third - 2 * D2.mT @ R, second + fourth - 2 * R @ D1.mT


def _differences(self: Any, W1: Any, W2: Any, M: Any, D1: Any, D2: Any) -> Any:
    right = TwoLayer()
    ends = right.gradient(W1 + 1e-6 * D1, W2 + 1e-6 * D2, M), right.gradient(W1, W2, M)
    return tuple((after - before) / 1e-6 for after, before in zip(*ends, strict=True))


LINEAR_NETWORK: Mapping[str, Factory] = {
    "no 1/2": instead(TwoLayer, forward=lambda self, *W: _sum(_residual(*W) ** 2)),
    "norm not squared": instead(
        TwoLayer, forward=lambda self, *W: _residual(*W).flatten(1).norm(dim=1) / 2
    ),
    "W2 W1 + M": instead(TwoLayer, forward=lambda self, W1, W2, M: _sum((W2 @ W1 + M) ** 2) / 2),
    "mean over the outputs": instead(
        TwoLayer, forward=lambda self, *W: (_residual(*W) ** 2).mean(1).sum(1) / 2
    ),
    "weight decay": instead(
        TwoLayer,
        forward=lambda self, W1, W2, M: (
            _sum(_residual(W1, W2, M) ** 2) / 2 + 1e-6 * (_sum(W1**2) + _sum(W2**2))
        ),
    ),
    "a rectifier between the layers": instead(
        TwoLayer, forward=lambda self, W1, W2, M: _sum((W2 @ torch.relu(W1) - M) ** 2) / 2
    ),
    "first hidden unit dropped": instead(
        TwoLayer,
        forward=lambda self, W1, W2, M: _sum((W2[:, :, 1:] @ W1[:, 1:] - M) ** 2) / 2,
    ),
    "gradient: twice": instead(
        TwoLayer, gradient=lambda self, *W: tuple(2 * g for g in TwoLayer().gradient(*W))
    ),
    "gradient: first layer frozen": instead(
        TwoLayer,
        gradient=lambda self, W1, W2, M: (0 * W1, TwoLayer().gradient(W1, W2, M)[1]),
    ),
    "gradient: second layer frozen": instead(
        TwoLayer,
        gradient=lambda self, W1, W2, M: (TwoLayer().gradient(W1, W2, M)[0], 0 * W2),
    ),
    "gradient: of W2 W1 alone": instead(
        TwoLayer, gradient=lambda self, W1, W2, M: TwoLayer().gradient(W1, W2, 0 * M)
    ),
    "gradient: second layer after a step of the first": instead(
        TwoLayer,
        gradient=lambda self, W1, W2, M: (
            TwoLayer().gradient(W1, W2, M)[0],
            TwoLayer().gradient(W1 - 1e-3 * W2.mT @ _residual(W1, W2, M), W2, M)[1],
        ),
    ),
    "product: Gauss-Newton": instead(TwoLayer, product=_gauss_newton),
    "product: diagonal blocks": instead(TwoLayer, product=_diagonal),
    "product: residual with the other sign": instead(TwoLayer, product=_other_sign),
    "product: finite differences": instead(TwoLayer, product=_differences),
    "product: M ignored": instead(
        TwoLayer,
        product=lambda self, W1, W2, M, D1, D2: TwoLayer().product(W1, W2, 0 * M, D1, D2),
    ),
    "product: at the origin": instead(
        TwoLayer,
        product=lambda self, W1, W2, M, D1, D2: TwoLayer().product(0 * W1, 0 * W2, M, D1, D2),
    ),
}
