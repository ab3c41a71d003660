"""Three-valued truth: what a comparison of enclosures decides."""

from __future__ import annotations

from typing import Any, NoReturn

import torch
from torch import Tensor

from . import _registry
from ._ball import Ball


class Truth:
    """A batch of statements, each true for all, for some or for no choice inside the balls.

    `certainly` marks those that hold for every choice, `possibly` those not excluded; undecided is
    what lies between. `&`, `|` and `~` follow Kleene's logic. `bool(truth)` raises, since
    "undecided" is neither.
    """

    __slots__ = ("certainly", "possibly")
    certainly: Tensor
    possibly: Tensor

    def __init__(self, certainly: Tensor, possibly: Tensor) -> None:
        self.certainly = certainly
        self.possibly = possibly

    @property
    def shape(self) -> torch.Size:
        """Shape of the batch."""
        return self.certainly.shape

    @property
    def impossible(self) -> Tensor:
        """Where the statement fails for every choice."""
        return ~self.possibly

    @property
    def undecided(self) -> Tensor:
        """Where the enclosure is too wide to tell."""
        return self.possibly & ~self.certainly

    def all(self, dim: int | None = None, keepdim: bool = False) -> Truth:
        """Conjunction over everything or over one dimension."""
        if dim is None:
            return Truth(self.certainly.all(), self.possibly.all())
        return Truth(self.certainly.all(dim, keepdim), self.possibly.all(dim, keepdim))

    def any(self, dim: int | None = None, keepdim: bool = False) -> Truth:
        """Disjunction over everything or over one dimension."""
        if dim is None:
            return Truth(self.certainly.any(), self.possibly.any())
        return Truth(self.certainly.any(dim, keepdim), self.possibly.any(dim, keepdim))

    def to(self, dtype: torch.dtype) -> Ball:
        """1 where true, 0 where false, [0, 1] where undecided, as balls of the float dtype."""
        return Ball.hull(self.certainly.to(dtype), self.possibly.to(dtype))

    def float(self) -> Ball:
        """`to(torch.float32)`."""
        return self.to(torch.float32)

    def double(self) -> Ball:
        """`to(torch.float64)`."""
        return self.to(torch.float64)

    def __getitem__(self, index: Any) -> Truth:
        return Truth(self.certainly[index], self.possibly[index])

    def __invert__(self) -> Truth:
        return Truth(~self.possibly, ~self.certainly)

    def __and__(self, other: Truth | Tensor | bool) -> Truth:
        certainly, possibly = _sides(other)
        return Truth(self.certainly & certainly, self.possibly & possibly)

    def __or__(self, other: Truth | Tensor | bool) -> Truth:
        certainly, possibly = _sides(other)
        return Truth(self.certainly | certainly, self.possibly | possibly)

    __rand__ = __and__
    __ror__ = __or__

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a three-valued truth has no bool value; ask .certainly, .possibly or .undecided"
        )

    def __len__(self) -> int:
        return len(self.certainly)

    def __repr__(self) -> str:
        if self.certainly.numel() == 1:
            word = "true" if self.certainly.item() else "false"
            return f"Truth({'undecided' if self.undecided.item() else word})"
        counts = (int(t.sum()) for t in (self.certainly, ~self.possibly, self.undecided))
        true, false, open_ = counts
        return f"Truth({tuple(self.shape)}; {true} true, {false} false, {open_} undecided)"

    @classmethod
    def __torch_function__(
        cls,
        func: Any,
        types: tuple[type, ...],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        return _registry.dispatch(func, args, dict(kwargs or {}))


def _sides(value: Truth | Tensor | bool) -> tuple[Any, Any]:
    return (value.certainly, value.possibly) if isinstance(value, Truth) else (value, value)


@_registry.rule("logical_and", "bitwise_and", "__and__", "__rand__")
def logical_and(a: Any, b: Any) -> Any:
    """Conjunction with a bool tensor on either side."""
    return a & b if isinstance(a, Truth) else b & a


@_registry.rule("logical_or", "bitwise_or", "__or__", "__ror__")
def logical_or(a: Any, b: Any) -> Any:
    """Disjunction with a bool tensor on either side."""
    return a | b if isinstance(a, Truth) else b | a


@_registry.rule("all")
def all_(a: Any, dim: int | None = None, keepdim: bool = False) -> Truth:
    """Conjunction of a `Truth`; a ball has no truth value."""
    if not isinstance(a, Truth):
        raise _registry.no_rule("all")
    return a.all(dim, keepdim)


@_registry.rule("any")
def any_(a: Any, dim: int | None = None, keepdim: bool = False) -> Truth:
    """Disjunction of a `Truth`; a ball has no truth value."""
    if not isinstance(a, Truth):
        raise _registry.no_rule("any")
    return a.any(dim, keepdim)


@_registry.rule("logical_not", "bitwise_not")
def logical_not(a: Truth) -> Truth:
    """Negation."""
    return ~a
