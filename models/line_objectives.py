"""Two objectives on the line: a strongly convex well, and one with which two gradients are tight.

In the form of `models.objectives`: scalars have shape (batch,), points and gradients (batch, 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .objectives import OBJECTIVES


@dataclass(frozen=True)
class Well:
    """c (x^2 + x^4) on the line, strongly convex with constant 2 c. Data: c (batch,)."""

    infimum: float = 0.0

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        square = (x * x).sum(-1)
        return p["c"] * (square + square * square)

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["c"][..., None] * (2 * x + 4 * x * x * x)

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["c"].abs()[..., None] * (2 * x.abs() + 4 * (x * x * x).abs())

    def operations(self, p: Mapping[str, Any]) -> int:
        return 12


@dataclass(frozen=True)
class Vee:
    """A function on the line whose slope is a V: |beta x - G / 2| + G / 2.

    The slope falls at the steepest allowed rate from g at x = g / beta to G / 2 at the auxiliary
    point G / (2 beta) and rises again to G at 0, so that with the right infimum every inequality
    behind `pl_linear_rate_improved` is an equality. Data: g, G (batch,), beta a power of two. The
    value is 0 at 0; to the left of 0 the function falls to `lowest`.
    """

    def constant(self, p: Mapping[str, Any]) -> Any:
        """The Polyak-Lojasiewicz constant that both end points attain; positive for G < g."""
        gg, GG = p["g"] * p["g"], p["G"] * p["G"]
        return 2 * p["beta"] * (gg - GG) / (2 * gg + GG)

    def lowest(self, p: Mapping[str, Any]) -> Any:
        """The infimum; shape (batch,)."""
        return -(p["G"] * p["G"]) / (2 * self.constant(p))

    def value(self, p: Mapping[str, Any], x: Any) -> Any:
        at, beta, G = x[..., 0], p["beta"], p["G"]
        bent = beta * at - G / 2
        return G * at / 2 + (bent * bent.abs() + G * G / 4) / (2 * beta)

    torch_value = value

    def gradient(self, p: Mapping[str, Any], x: Any) -> Any:
        half = p["G"][..., None] / 2
        return half + (p["beta"][..., None] * x - half).abs()

    def companion(self, p: Mapping[str, Any], x: Any) -> Any:
        return p["G"].abs()[..., None] + p["beta"][..., None] * x.abs()

    def operations(self, p: Mapping[str, Any]) -> int:
        return 12


ZOO: dict[str, Any] = {**OBJECTIVES, "well": Well(), "vee": Vee()}
"""The zoo of `models.objectives` and the two objectives above."""
