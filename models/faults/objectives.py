"""Wrong objectives: factories of functions that autograd differentiates."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from ._parts import Factory, constant, dot, times


def _residual(A: Any, y: Any, x: Any) -> Any:
    return times(A, x) - y


def _quadratic(B: Any, lam: Any, w: Any, x: Any, ridge: float = 1, sign: int = -1) -> Any:
    d = x + sign * w
    return (dot(times(B, d), times(B, d)) + ridge * lam * dot(d, d)) / 2


def _logistic(A: Any, lam: Any, x: Any, ridge: float = 1 / 2, sign: int = -1) -> Any:
    margin = times(A, x)
    return nn.functional.softplus(sign * margin).sum(-1) + ridge * lam * dot(x, x)


def _net(a: Any, v: Any, y: Any, x: Any, activation: Any = torch.tanh, sign: int = -1) -> Any:
    residual = dot(v, activation(a[..., None] * x)) + sign * y
    return residual * residual / 2


def _polynomial(
    b: Any, A: Any, c: Any, a: Any, q: Any, w: Any, x: Any,
    parts: tuple[float, ...] = (1, 1 / 2, 1, 1), cube: int = 3, fourth: int = 4,
) -> Any:  # fmt: skip
    terms = dot(b, x), dot(x, times(A, x)), c * dot(a, x) ** cube, q * dot(w, x) ** fourth
    return sum(part * term for part, term in zip(parts, terms, strict=True))


def _hat(
    x: Any, decay: int = -1, power: float = 1, wave: Any = torch.sin, turn: int = -1,
    depth: int = 4, sign: int = -1, height: int = 2,
) -> Any:  # fmt: skip
    square = dot(x, x)
    s, high = 1 / (1 - square**power), 4 * square**height
    A = high / (high + (1 - square) ** depth) if depth else torch.ones_like(square)
    angle = torch.atan2(x[..., 1], x[..., 0])
    return torch.exp(decay * s) * (1 + sign * A * wave(angle + turn * s))


def _two_minima(
    x: Any, y: Any, parts: tuple[int, int] = (1, 1), power: int = 2, sign: int = -1, shift: int = 1
) -> Any:
    height, fold = x * x - 1, x**power * y + sign * x - shift
    return parts[0] * height * height + parts[1] * fold * fold


LEAST_SQUARES: Mapping[str, Factory] = {
    "no 1/2": lambda: lambda A, y, x: (_residual(A, y, x) ** 2).sum(-1),
    "mean over the data": lambda: lambda A, y, x: (_residual(A, y, x) ** 2).mean(-1) / 2,
    "A x + y": lambda: lambda A, y, x: (_residual(A, -y, x) ** 2).sum(-1) / 2,
    "last datum dropped": lambda: lambda A, y, x: (_residual(A, y, x)[:, :-1] ** 2).sum(-1) / 2,
    "first datum twice": lambda: (
        lambda A, y, x: ((_residual(A, y, x) ** 2).sum(-1) + _residual(A, y, x)[:, 0] ** 2) / 2
    ),
    "absolute values": lambda: lambda A, y, x: _residual(A, y, x).abs().sum(-1) / 2,
    "square of the sum": lambda: lambda A, y, x: _residual(A, y, x).sum(-1) ** 2 / 2,
    "no targets": lambda: lambda A, y, x: (times(A, x) ** 2).sum(-1) / 2,
}
QUADRATIC: Mapping[str, Factory] = {
    "ridge dropped": constant(_quadratic, ridge=0),
    "ridge without 1/2": constant(_quadratic, ridge=2),
    "x + w": constant(_quadratic, sign=1),
    "no centre": constant(_quadratic, sign=0),
    "last row dropped": lambda: lambda B, lam, w, x: _quadratic(B[:, :-1], lam, w, x),
    "ridge squared": lambda: lambda B, lam, w, x: _quadratic(B, lam * lam, w, x),
}
LOGISTIC: Mapping[str, Factory] = {
    "margin of the wrong sign": constant(_logistic, sign=1),
    "ridge dropped": constant(_logistic, ridge=0),
    "ridge without 1/2": constant(_logistic, ridge=1),
    "last datum dropped": lambda: lambda A, lam, x: _logistic(A[:, :-1], lam, x),
    "mean over the data": lambda: (
        lambda A, lam, x: (_logistic(A, 0, x) / A.shape[1]) + lam * dot(x, x) / 2
    ),
    "hinge": lambda: lambda A, lam, x: torch.relu(1 - times(A, x)).sum(-1) + lam * dot(x, x) / 2,
}
TANH_NET: Mapping[str, Factory] = {
    "sigmoid": constant(_net, activation=torch.sigmoid),
    "linear": constant(_net, activation=lambda z: z),
    "ReLU": constant(_net, activation=torch.relu),
    "residual with + y": constant(_net, sign=1),
    "no target": constant(_net, sign=0),
    "input left out": lambda: lambda a, v, y, x: _net(torch.ones_like(a), v, y, x),
    "output weights left out": lambda: lambda a, v, y, x: _net(a, torch.ones_like(v), y, x),
    "last neuron dropped": lambda: lambda a, v, y, x: _net(a, v[:, :-1], y, x[:, :-1]),
    "mean over the neurons": lambda: lambda a, v, y, x: _net(a, v / v.shape[1], y, x),
}
FLAT: Mapping[str, Factory] = {
    "no 1/2": lambda: lambda u, x: dot(u, x) ** 2,
    "no square": lambda: lambda u, x: dot(u, x).abs() / 2,
    "<u, x - u>": lambda: lambda u, x: dot(u, x - u) ** 2 / 2,
    "|u|^2 |x|^2": lambda: lambda u, x: dot(u, u) * dot(x, x) / 2,
    "sum of squares": lambda: lambda u, x: ((u * x) ** 2).sum(-1) / 2,
}
POLYNOMIAL: Mapping[str, Factory] = {
    "<b, x> dropped": constant(_polynomial, parts=(0, 1 / 2, 1, 1)),
    "<x, A x> dropped": constant(_polynomial, parts=(1, 0, 1, 1)),
    "<x, A x> without 1/2": constant(_polynomial, parts=(1, 1, 1, 1)),
    "cubic term dropped": constant(_polynomial, parts=(1, 1 / 2, 0, 1)),
    "cubic term / 6": constant(_polynomial, parts=(1, 1 / 2, 1 / 6, 1)),
    "quartic term dropped": constant(_polynomial, parts=(1, 1 / 2, 1, 0)),
    "quartic term / 24": constant(_polynomial, parts=(1, 1 / 2, 1, 1 / 24)),
    "cube is a square": constant(_polynomial, cube=2),
    "fourth power is a square": constant(_polynomial, fourth=2),
    "a and w swapped": lambda: lambda b, A, c, a, q, w, x: _polynomial(b, A, c, w, q, a, x),
    "upper triangle of A": lambda: lambda b, A, *rest: _polynomial(b, A.triu(), *rest),
}
MEXICAN_HAT: Mapping[str, Factory] = {
    "exp(s)": constant(_hat, decay=1),
    "s = 1 / (1 - r)": constant(_hat, power=1 / 2),
    "cosine": constant(_hat, wave=torch.cos),
    "turned the other way": constant(_hat, turn=1),
    "A = 1": constant(_hat, depth=0),
    "1 + A sin": constant(_hat, sign=1),
    "r^2 for r^4": constant(_hat, height=1),
}
TWO_MINIMA: Mapping[str, Factory] = {
    "first square dropped": constant(_two_minima, parts=(0, 1)),
    "second square dropped": constant(_two_minima, parts=(1, 0)),
    "second square twice": constant(_two_minima, parts=(1, 2)),
    "x y for x^2 y": constant(_two_minima, power=1),
    "+ x for - x": constant(_two_minima, sign=1),
    "1 dropped": constant(_two_minima, shift=0),
}
