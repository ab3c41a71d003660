"""The second opinion: arrays of `flint.arb` that follow the same torch functions as balls.

`ArbTensor` runs unchanged model code at 256 bits (or more), slowly and simply, and shares no
code with `lemmata.balls`. When an enclosure and an implementation disagree, this decides who is
wrong. The working precision is set for the length of each call only. An entry that is undefined
(division by a ball around 0, root or logarithm of the wrong side) is NaN: never certain, never
excluded.
"""

from ._errors import NoArbRule
from ._tensor import ArbTensor
from ._truth import ArbTruth

from . import _arithmetic, _products, _reductions, _shapes, _spectral, _steps  # isort: skip  # noqa: F401

__all__ = ["ArbTensor", "ArbTruth", "NoArbRule"]
