"""Wrong flows in closed form, and wrong lists of stationary points."""

# ruff: noqa: ARG005 - a fault may leave its arguments out

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from models.gradient_flow import ClosedFormFlow
from models.kernel_flow import MatrixExponential
from models.saddle_flow import LogisticFlow
from models.tensor_list import stationary_points

from ._parts import Factory, instead, times


class Exponential(MatrixExponential):
    """exp(-time t H) r times a factor."""

    def __init__(self, time: float = 1, factor: float = 1) -> None:
        self.time, self.factor = time, factor

    def residual(self, H: Tensor, r: Tensor, t: Tensor) -> Tensor:
        return super().residual(H, r, self.time * t) * self.factor


def residual(function: Callable[..., Tensor]) -> Factory:
    """A flow function(H, r, t) with t (batch, 1)."""
    return instead(MatrixExponential, residual=lambda self, H, r, t: function(H, r, t[:, None]))


def _modes(H: Tensor, r: Tensor, decay: Callable[[Tensor], Tensor], back: bool = True) -> Any:
    lam, Q = torch.linalg.eigh(H)
    moved = decay(lam) * times(Q.mT, r)
    return times(Q if back else Q.mT, moved)


KERNEL_FLOW: Mapping[str, Factory] = {
    "half the time": lambda: Exponential(time=0.5),
    "time x (1 - 1e-6)": lambda: Exponential(time=1 - 1e-6),
    "upwards": lambda: Exponential(time=-1),
    "x (1 + 1e-6)": lambda: Exponential(factor=1 + 1e-6),
    "NaN": lambda: Exponential(factor=math.nan),
    "no flow": lambda: Exponential(time=0),
    "one Euler step": residual(lambda H, r, t: r - t * times(H, r)),
    "one implicit Euler step": residual(
        lambda H, r, t: torch.linalg.solve(
            torch.eye(H.shape[1], dtype=H.dtype) + t[:, :, None] * H, r
        )
    ),
    "second-order Taylor": residual(
        lambda H, r, t: r - t * times(H, r) + t * t * times(H, times(H, r)) / 2
    ),
    "exponential of the entries": residual(lambda H, r, t: times(torch.exp(-t[:, :, None] * H), r)),
    "diagonal alone": residual(lambda H, r, t: torch.exp(-t * H.diagonal(dim1=-2, dim2=-1)) * r),
    "left in the eigenbasis": residual(
        lambda H, r, t: _modes(H, r, lambda lam: torch.exp(-t * lam), back=False)
    ),
    "smallest eigenvalue for all": residual(
        lambda H, r, t: _modes(H, r, lambda lam: torch.exp(-t * lam[:, :1]))
    ),
    "divided by n": residual(
        lambda H, r, t: MatrixExponential().residual(H / r.shape[1], r, t[:, 0])
    ),
}


def paths(**methods: Callable[..., Any]) -> Factory:
    """`ClosedFormFlow` with other methods; times have the shape (batch, 1)."""

    def of(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda self, a, x, t: function(a, x, t[:, None])

    return instead(ClosedFormFlow, **{name: of(f) for name, f in methods.items()})


def _ring(c: Tensor, x: Tensor, t: Tensor, root: float = 1 / 2, rate: float = 1) -> Tensor:
    decay = torch.exp(-rate * c[:, None] * t)
    square = (x * x).sum(-1, keepdim=True)
    return x / (square * (1 - decay) + decay) ** root


GRADIENT_FLOW: Mapping[str, Factory] = {
    "quadratic: one Euler step": paths(quadratic=lambda h, x, t: x * (1 - h * t)),
    "quadratic: upwards": paths(quadratic=lambda h, x, t: x * torch.exp(h * t)),
    "quadratic: half the time": paths(quadratic=lambda h, x, t: x * torch.exp(-h * t / 2)),
    "quadratic: time x (1 + 1e-6)": paths(
        quadratic=lambda h, x, t: x * torch.exp(-h * t * (1 + 1e-6))
    ),
    "quadratic: time x (1 - 1e-6)": paths(
        quadratic=lambda h, x, t: x * torch.exp(-h * t * (1 - 1e-6))
    ),
    "quadratic: largest rate for all": paths(
        quadratic=lambda h, x, t: x * torch.exp(-h.amax(-1, True) * t)
    ),
    "quadratic: last coordinate stays": paths(
        quadratic=lambda h, x, t: torch.cat([(x * torch.exp(-h * t))[:, :-1], x[:, -1:]], 1)
    ),
    "quadratic: h^2": paths(quadratic=lambda h, x, t: x * torch.exp(-h * h * t)),
    "ring: half the time": paths(ring=lambda c, x, t: _ring(c, x, t / 2)),
    "ring: time x 2": paths(ring=lambda c, x, t: _ring(c, x, 2 * t)),
    "ring: upwards": paths(ring=lambda c, x, t: _ring(c, x, -t)),
    "ring: no root": paths(ring=lambda c, x, t: _ring(c, x, t, root=1)),
    "ring: on the ring at once": paths(ring=lambda c, x, t: _ring(c, x, t + math.inf)),
    "ring: no motion": paths(ring=lambda c, x, t: x.clone()),
    "ring: one Euler step": paths(
        ring=lambda c, x, t: x - t * c[:, None] * ((x * x).sum(-1, True) - 1) * x / 2
    ),
}


def logistic(position: Callable[..., Tensor]) -> Factory:
    """A flow position(h, c, x, t) with c, t (batch, 1)."""
    return instead(
        LogisticFlow,
        position=lambda self, h, c, x, t: position(h, c[:, None], x, t[:, None]),
    )


def _logistic(
    h: Tensor, c: Tensor, x: Tensor, t: Tensor, share: float = 1 / 2, time: float = 1
) -> Tensor:
    t = time * t
    moved = x * torch.exp(-h * t)
    growth = -torch.expm1(-h[:, :1] * t) / h[:, :1]
    return torch.cat([moved[:, :1] / (1 + share * c * x[:, :1] * growth), moved[:, 1:]], 1)


SADDLE_FLOW: Mapping[str, Factory] = {
    "cubic term dropped": logistic(lambda h, c, x, t: x * torch.exp(-h * t)),
    "c for c / 2": logistic(lambda h, c, x, t: _logistic(h, c, x, t, share=1)),
    "c of the wrong sign": logistic(lambda h, c, x, t: _logistic(h, c, x, t, share=-1 / 2)),
    "upwards": logistic(lambda h, c, x, t: _logistic(h, c, x, t, time=-1)),
    "half the time": logistic(lambda h, c, x, t: _logistic(h, c, x, t, time=1 / 2)),
    "time x (1 - 1e-6)": logistic(lambda h, c, x, t: _logistic(h, c, x, t, time=1 - 1e-6)),
    "time x (1 + 1e-6)": logistic(lambda h, c, x, t: _logistic(h, c, x, t, time=1 + 1e-6)),
    "no flow": logistic(lambda h, c, x, t: x.clone()),
    "one Euler step": logistic(
        lambda h, c, x, t: torch.cat(
            [x[:, :1] - t * (h[:, :1] * x[:, :1] + c * x[:, :1] ** 2 / 2),
             x[:, 1:] * (1 - h[:, 1:] * t)], 1
        )
    ),
    "first rate for all": logistic(
        lambda h, c, x, t: torch.cat(
            [_logistic(h, c, x, t)[:, :1], x[:, 1:] * torch.exp(-h[:, :1] * t)], 1
        )
    ),
    "others do not move": logistic(
        lambda h, c, x, t: torch.cat([_logistic(h, c, x, t)[:, :1], x[:, 1:]], 1)
    ),
}  # fmt: skip

# Lists --------------------------------------------------------------------------------------------


def listed(change: Callable[[Tensor], Tensor]) -> Factory:
    """The list of stationary points after a change."""
    return lambda: lambda d: change(stationary_points(d))


def _with(c: Tensor, row: float) -> Tensor:
    return torch.cat([c, torch.full_like(c[:1], row)])


STATIONARY: Mapping[str, Factory] = {
    "last point left out": listed(lambda c: c[:-1]),
    "one sign of each": listed(lambda c: c[: len(c) // 2]),
    "no maximisers": listed(lambda c: c[(c != 0).sum(1) > 1]),
    "no minimisers": listed(lambda c: c[(c != 0).sum(1) < c.shape[1]]),
    "one orthant": listed(lambda c: c[(c >= 0).all(1)]),
    "with 0": listed(lambda c: _with(c, 0)),
    "with a point that is none": listed(
        lambda c: torch.cat([c, torch.arange(1.0, c.shape[1] + 1, dtype=c.dtype)[None]])
    ),
    "first point twice for the last": listed(lambda c: torch.cat([c[:-1], c[:1]])),
    "an empty list": listed(lambda c: c[:0]),
}
