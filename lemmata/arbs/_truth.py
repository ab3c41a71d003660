"""`ArbTruth`, the three-valued outcome of a comparison."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from flint import arb, fmpq

from ._entries import plain_index
from ._registry import dispatch
from ._tensor import ArbTensor


class ArbTruth:
    """Three-valued outcome of comparing `ArbTensor`s: `certainly` and `possibly`, bool arrays."""

    __slots__ = ("certainly", "possibly")

    def __init__(self, certainly: Any, possibly: Any) -> None:
        self.certainly = np.asarray(certainly, dtype=bool)
        self.possibly = np.asarray(possibly, dtype=bool)

    @property
    def undecided(self) -> Any:
        """Where the precision does not suffice to tell."""
        return self.possibly & ~self.certainly

    @property
    def impossible(self) -> Any:
        """Where the statement is certainly false."""
        return ~self.possibly

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array of statements."""
        return tuple(self.certainly.shape)

    def all(self, dim: int | None = None) -> ArbTruth:
        """Conjunction over everything or one axis."""
        return ArbTruth(self.certainly.all(dim), self.possibly.all(dim))

    def any(self, dim: int | None = None) -> ArbTruth:
        """Disjunction over everything or one axis."""
        return ArbTruth(self.certainly.any(dim), self.possibly.any(dim))

    def to(self, dtype: torch.dtype) -> ArbTensor:
        """1, 0 or the hull [0, 1] where undecided."""
        zero, one, both = arb(0), arb(1), arb(fmpq(1, 2), fmpq(1, 2))
        pick = np.frompyfunc(lambda c, p: one if c else (both if p else zero), 2, 1)
        return ArbTensor(pick(self.certainly, self.possibly), dtype=dtype)

    def double(self) -> ArbTensor:
        """`to(torch.float64)`."""
        return self.to(torch.float64)

    def float(self) -> ArbTensor:
        """`to(torch.float32)`."""
        return self.to(torch.float32)

    def __getitem__(self, index: Any) -> ArbTruth:
        return ArbTruth(self.certainly[plain_index(index)], self.possibly[plain_index(index)])

    def __invert__(self) -> ArbTruth:
        return ArbTruth(~self.possibly, ~self.certainly)

    def __and__(self, other: Any) -> ArbTruth:
        c, p = truth_sides(other)
        return ArbTruth(self.certainly & c, self.possibly & p)

    def __or__(self, other: Any) -> ArbTruth:
        c, p = truth_sides(other)
        return ArbTruth(self.certainly | c, self.possibly | p)

    __rand__ = __and__
    __ror__ = __or__

    def __bool__(self) -> bool:
        raise TypeError("a three-valued truth has no bool value; ask .certainly or .possibly")

    def __repr__(self) -> str:
        return f"ArbTruth(certainly={self.certainly.tolist()}, possibly={self.possibly.tolist()})"

    @classmethod
    def __torch_function__(
        cls,
        func: Any,
        types: tuple[type, ...],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        return dispatch(func, args, kwargs or {})


def truth_sides(value: Any) -> tuple[Any, Any]:
    if isinstance(value, ArbTruth):
        return value.certainly, value.possibly
    value = plain_index(value)
    return value, value
