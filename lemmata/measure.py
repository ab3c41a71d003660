"""What passes between strategies, models and checks: drawn inputs and measured quantities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from .balls import gamma
from .implementations import ImplementationError


@dataclass(frozen=True)
class Draw:
    """A batch of instances as free parameters, which a model turns into quantities.

    inputs: float64 CPU tensors with the batch first, read exactly; options: what the whole batch
    shares (counts, a step size); label: what was drawn, for messages. Raises `ValueError` when
    there is nothing in it or the batch sizes differ.
    """

    inputs: Mapping[str, Tensor]
    options: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""

    def __post_init__(self) -> None:
        sizes = {name: len(t) for name, t in self.inputs.items()}
        if not sizes or 0 in sizes.values() or len(set(sizes.values())) != 1:
            raise ValueError(f"a draw needs a common batch size of at least 1, got {sizes}")

    def __len__(self) -> int:
        return len(next(iter(self.inputs.values())))

    def __repr__(self) -> str:
        """Short: Hypothesis prints draws, and warns about long ones."""
        return f"Draw({self.label or ', '.join(self.inputs)}; {len(self)} rows)"

    def rows(self, index: Tensor | slice) -> Draw:
        """The instances at `index`."""
        return Draw({n: t[index] for n, t in self.inputs.items()}, self.options, self.label)


@dataclass(frozen=True)
class Output:
    """What an implementation returned, and the rounding that its own arithmetic explains.

    value: tensor; explained: nonnegative tensor of the same shape, the bound on |value - truth|.
    """

    value: Tensor
    explained: Tensor


@dataclass(frozen=True)
class Measured:
    """Quantities by name, as batched arrays with the batch first.

    reference: enclosures of the exact values (tensors, balls or high-precision arrays);
    implementation: the same instance with the quantities that the implementation under test
    produced as `Output`s; None when the model has none or runs for reference only.
    """

    reference: Mapping[str, Any]
    implementation: Mapping[str, Any] | None = None


@dataclass
class Narrow:
    """A dtype of implementations shorter than that of the balls, and the outputs seen in it."""

    dtype: torch.dtype
    outputs: int = 0


_NARROW: ContextVar[Narrow | None] = ContextVar("narrow", default=None)


@contextmanager
def narrowed(dtype: torch.dtype | None) -> Iterator[None]:
    """Give implementations their numbers in `dtype`, shorter than that of the balls around them.

    Raises `ImplementationError` when no output was in it; None changes nothing.
    """
    narrow = None if dtype is None else Narrow(dtype)
    token = _NARROW.set(narrow)
    try:
        yield
    finally:
        _NARROW.reset(token)
    if narrow and not narrow.outputs:
        raise ImplementationError(f"no implementation runs in {dtype} here")


def plain(array: Any) -> Tensor:
    """The midpoint of an enclosure as an ordinary tensor: what an implementation is given.

    Raises `ImplementationError` for a number that a shorter dtype of the implementation lacks.
    """
    wide: Tensor = array if isinstance(array, Tensor) else array.mid
    narrow = _NARROW.get()
    if narrow is None or not wide.is_floating_point():
        return wide
    short = wide.to(narrow.dtype)
    lost = (short.to(wide.dtype) != wide) & ~wide.isnan()
    if bool(lost.any()):
        raise ImplementationError(
            f"the model gives its implementation {wide[lost][0].item()!r}, which is no number of "
            f"{narrow.dtype}: such a check is not for this dtype"
        )
    return short


def derived(around: Any, *sources: Output | Tensor) -> Output:
    """What follows from an implementation's numbers, enclosed in the ball `around`.

    Balls turn NaN into "no information"; an output says NaN, which is a fault wherever the exact
    value is known. `sources` (batch first) are the numbers it follows from: where a row of one is
    no number, nor is the output. Without sources it is none where nothing is known.
    """
    lost = (
        torch.zeros_like(around.mid, dtype=torch.bool) if sources else ~torch.isfinite(around.rad)
    )
    for source in sources:
        value = source.value if isinstance(source, Output) else source
        rows = ~torch.isfinite(value).reshape(len(value), -1).all(1)
        lost = lost | rows.reshape(-1, *[1] * (lost.ndim - 1))
    return Output(around.mid.masked_fill(lost, torch.nan), around.rad.masked_fill(lost, 0.0))


def output(value: Any, companion: Any, operations: int) -> Output:
    """An implementation's value with the rounding that its own arithmetic explains.

    companion: ball of the formula with every term replaced by its absolute value, same shape;
    operations: the longest chain of roundings in it. Any evaluation order of any expansion of the
    formula errs by at most gamma_{3 operations} times the companion, plus underflow, which the
    companion's radius bounds. Raises `ImplementationError` when the value is no tensor of the
    right shape and dtype: that of the companion, or the shorter one that the implementation was
    given; and when that is too short for so many operations.
    """
    if not isinstance(value, Tensor):
        raise ImplementationError(
            f"the implementation returned {type(value).__name__}, expected a tensor"
        )
    narrow = _NARROW.get()
    expected = narrow.dtype if narrow else companion.dtype
    if value.shape != companion.shape or value.dtype != expected:
        raise ImplementationError(
            f"the implementation returned shape {tuple(value.shape)} and {value.dtype}, expected "
            f"{tuple(companion.shape)} and {expected}"
        )
    if narrow is None:
        bound = companion * gamma(3 * operations, companion.dtype)
        return Output(value.detach(), bound.upper() + companion.rad)
    narrow.outputs += 1
    try:
        share = gamma(3 * operations, narrow.dtype)
    except ValueError:
        raise ImplementationError(
            f"{operations} operations in {narrow.dtype} may leave no correct digit: such a check "
            "is not for this dtype"
        ) from None
    explained = (companion * share).upper() + companion.rad
    return Output(value.detach().to(companion.dtype), explained)


class WrongValue(ImplementationError):
    """An implementation returned a value of the right kind that cannot be right."""


def confined(found: Output, exact: Any, what: str) -> Output:
    """The output, if it can be `exact`, the ball of what it stands for; else raises.

    For values that the claims alone would not pin down. The `WrongValue` shows the first
    value that is not explained. Values that are no numbers are left to the check.
    """
    gap = type(exact)(found.value, found.explained) - exact
    off = ((gap.lower() > 0) | (gap.upper() < 0)).reshape(-1)
    if bool(off.any()):
        entry = int(off.nonzero()[0])
        value, right = (t.expand_as(gap.mid).reshape(-1)[entry] for t in (found.value, exact.mid))
        slack = (found.explained + exact.rad).expand_as(gap.mid).reshape(-1)[entry]
        raise WrongValue(
            f"the implementation returned {value.item()!r} for {what} where {right.item()!r} is "
            f"right up to {slack.item():.1e} (entry {entry} of {off.numel()})"
        )
    return found
