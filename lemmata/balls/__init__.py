"""Rigorous enclosures in midpoint-radius arithmetic that follow torch functions.

`Ball` carries midpoints and radii; model code written for tensors runs on balls unchanged
and returns balls that contain the exact result. Comparisons return a `Truth`:
certain, possible or impossible. A torch function without a rule raises `NoBallRule`.
"""

from ._ball import Ball
from ._elementary import ULPS
from ._errors import NoBallRule
from ._registry import supported
from ._rounding import gamma, unit_roundoff
from ._steps import step
from ._truth import Truth

from . import _einsum, _products, _reductions, _shapes, _spectral  # isort: skip  # noqa: F401

__all__ = ["ULPS", "Ball", "NoBallRule", "Truth", "gamma", "step", "supported", "unit_roundoff"]
