"""Activations sigma of a generalized linear model and what they do on a segment of the line.

Every activation gives its values, differences of values without cancellation, and its first two
derivatives, in whatever arithmetic: written with torch functions alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lemmata.measure import Measured, plain


class Sigmoid:
    """1 / (1 + e^-t)."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        return torch.sigmoid(t)

    def value(self, t: Any) -> Any:
        return torch.sigmoid(t)

    def difference(self, a: Any, b: Any) -> Any:
        return -torch.sigmoid(a) * torch.sigmoid(-b) * torch.expm1(b - a)

    def slope(self, t: Any) -> Any:
        return torch.sigmoid(t) * torch.sigmoid(-t)

    def bend(self, t: Any) -> Any:
        return -self.slope(t) * torch.tanh(t / 2)


class Arctan:
    """1/2 + arctan(t) / pi."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        return 0.5 + torch.atan(t) / math.pi

    def _pi(self, t: Any) -> Any:
        return 4 * torch.atan(torch.ones_like(t))

    def value(self, t: Any) -> Any:
        return 0.5 + torch.atan(t) / self._pi(t)

    def difference(self, a: Any, b: Any) -> Any:
        below = 1 + a * b
        near = plain(below) > 0.5
        safe = torch.where(near, below, torch.ones_like(below))
        angle = torch.where(near, torch.atan((a - b) / safe), torch.atan(a) - torch.atan(b))
        return angle / self._pi(a)

    def slope(self, t: Any) -> Any:
        return 1 / (self._pi(t) * (1 + t * t))

    def bend(self, t: Any) -> Any:
        return -2 * t / (self._pi(t) * (1 + t * t) * (1 + t * t))


class Root:
    """1/2 + t / (2 sqrt(1 + t^2)): rational where 1 + t^2 is a square."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        return 0.5 + t / (2 * torch.sqrt(1 + t * t))

    value = torch_value

    def difference(self, a: Any, b: Any) -> Any:
        A, B = torch.sqrt(1 + a * a), torch.sqrt(1 + b * b)
        below = a * B + b * A
        near = plain(a) * plain(b) > 0
        safe = torch.where(near, below, torch.ones_like(below))
        apart = torch.where(near, (a - b) * (a + b) / safe, a * B - b * A)
        return apart / (2 * A * B)

    def slope(self, t: Any) -> Any:
        return 1 / (2 * (1 + t * t) * torch.sqrt(1 + t * t))

    def bend(self, t: Any) -> Any:
        return -3 * t / (2 * (1 + t * t) * (1 + t * t) * torch.sqrt(1 + t * t))


@dataclass(frozen=True)
class Affine:
    """rise t + start; not bounded."""

    rise: float
    start: float = 0.0

    @property
    def top(self) -> float:
        return max(1.0, self.rise)

    def torch_value(self, t: Tensor) -> Tensor:
        return self.rise * t + self.start

    value = torch_value

    def difference(self, a: Any, b: Any) -> Any:
        return self.rise * (a - b)

    def slope(self, t: Any) -> Any:
        return self.rise * torch.ones_like(t)

    def bend(self, t: Any) -> Any:
        return 0 * t


class HalfSquare:
    """t^2 / 2, convex."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        return t * t / 2

    value = torch_value

    def difference(self, a: Any, b: Any) -> Any:
        return (a - b) * (a + b) / 2

    def slope(self, t: Any) -> Any:
        return t

    def bend(self, t: Any) -> Any:
        return torch.ones_like(t)


class Profile:
    """Slope 1 up to -1/2, falling at the rate 1 to 1/2 at 0, then 1/2; from 0 to 1 on [-9/8, 0]."""

    top = 1.0

    def torch_value(self, t: Tensor) -> Tensor:
        near, far = torch.clamp(-t, 0.0, 0.5), torch.relu(-t - 0.5)
        return 1 + t / 2 - near * near / 2 - far / 2

    value = torch_value

    def difference(self, a: Any, b: Any) -> Any:
        return self.value(a) - self.value(b)

    def slope(self, t: Any) -> Any:
        return 0.5 + torch.clamp(-t, 0.0, 0.5)

    def bend(self, t: Any) -> Any:
        """On the left of the kinks of the slope, where there are two."""
        return torch.where((plain(t) <= 0) & (plain(t) > -0.5), -torch.ones_like(t), 0 * t)


ACTIVATIONS: dict[str, Any] = {
    "sigmoid": Sigmoid(),
    "arctan": Arctan(),
    "root": Root(),
    "affine": Affine(1 / 16, 1 / 2),
    "identity": Affine(1.0),
    "double": Affine(2.0),
    "profile": Profile(),
    "half_square": HalfSquare(),
}
"""`identity` and `double` leave [0, 1], as does `profile` off [-9/8, 0]; `double` has slope 2."""


def segment(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The activation on a segment. Inputs a, r, rest (batch,), r and rest >= 0.

    Names: r; S_r and S_0, the values at a + r and a; h_r, h_0, the slopes; b_r, the derivative of
    the slope; S_dot = h_r, h_dot = b_r; gamma and
    kappa, the least and the largest slope on [a, a + r + rest], made exact by monotony of the slope
    on both sides of 0.
    """
    sigma, a, r = ACTIVATIONS[options["activation"]], p["a"], p["r"]
    end = a + r + p["rest"]
    inside = torch.where(
        (plain(a) <= 0) & (plain(end) >= 0), 0 * a, torch.minimum(a.abs(), end.abs())
    )
    h = sigma.slope(a + r)
    reference = {
        "r": r, "S_r": sigma.difference(a + r, 0 * a), "S_0": sigma.difference(a, 0 * a), "h_r": h,
        "h_0": sigma.slope(a), "S_dot": h, "b_r": sigma.bend(a + r), "h_dot": sigma.bend(a + r),
        "kappa": sigma.slope(inside),
        "gamma": sigma.slope(torch.maximum(a.abs(), end.abs())),
    }  # fmt: skip
    return Measured(reference)


def gap(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """An activation between z and z - t or z + t. Inputs z, t (batch,) with t >= 0, and turn, +-1.

    Names: t; h, the slope at z; D, the difference of the values; a = min(t, 1 - h) and M, the
    difference within a.
    """
    sigma, z, t, way = ACTIVATIONS[options["activation"]], p["z"], p["t"], p["turn"]
    h = sigma.slope(z)
    a = torch.minimum(t, 1 - h)
    rises = [way * sigma.difference(z + way * length, z) for length in (t, a)]
    return Measured({"t": t, "h": h, "a": a, "D": rises[0], "M": rises[1]})
