"""What passes between strategies, models and checks: drawn inputs and measured quantities."""

from __future__ import annotations

from collections.abc import Mapping
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


def plain(array: Any) -> Tensor:
    """The midpoint of an enclosure as an ordinary tensor: what an implementation is given."""
    return array if isinstance(array, Tensor) else array.mid


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
    right shape and dtype.
    """
    if not isinstance(value, Tensor):
        raise ImplementationError(
            f"the implementation returned {type(value).__name__}, expected a tensor"
        )
    if value.shape != companion.shape or value.dtype != companion.dtype:
        raise ImplementationError(
            f"the implementation returned shape {tuple(value.shape)} and {value.dtype}, expected "
            f"{tuple(companion.shape)} and {companion.dtype}"
        )
    bound = companion * gamma(3 * operations, companion.dtype)
    return Output(value.detach(), bound.upper() + companion.rad)


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
