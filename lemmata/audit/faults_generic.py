"""Generic faults: what can go wrong in any implementation, by what was seen of its methods."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor

from lemmata.implementations import SLOTS

from .faults_tap import Alike, Call, Factory, Shape, Signature, halved, on_argument, on_values


@dataclass(frozen=True)
class Fault:
    """A wrong implementation. method: what it spoils, None where it may be anything.

    equivalent: why no check can tell it from the default, where that is known.
    """

    slot: str
    name: str
    factory: Factory
    method: str | None = None
    equivalent: str = ""

    def among(self, calls: Iterable[Call]) -> bool:
        """Whether some of the calls are of what the fault spoils."""
        if self.method is not None:
            return (self.slot, self.method) in calls
        return any(slot == self.slot for slot, _ in calls)


@dataclass(frozen=True)
class Seeded:
    """What a project adds: specific faults, and why some faults change nothing.

    faults: factories by slot and name; equivalent: slot, name of a fault (also of a generic one) to
    the reason; alike: by slot, the form up to which its values are promised (a set, say).
    """

    faults: Mapping[str, Mapping[str, Factory]]
    equivalent: Mapping[tuple[str, str], str]
    alike: Mapping[str, Alike]


def seeded(module: str = "models.faults") -> Seeded:
    """FAULTS, EQUIVALENT, ALIKE of a module of the project; nothing where there is no module."""
    package = module.rpartition(".")[0]
    if find_spec(package) is None or find_spec(module) is None:
        return Seeded({}, {}, {})
    found = importlib.import_module(module)
    return Seeded(found.FAULTS, found.EQUIVALENT, found.ALIKE)


def _times(factor: float) -> Callable[[Any], Any]:
    return lambda value: value * factor


def _entry(place: int, factor: float) -> Callable[[Any], Any]:
    """One entry of the last dimension times a factor, where there is more than one."""

    def change(value: Tensor) -> Tensor:
        if value.ndim < 2 or value.shape[-1] < 2:
            return value
        weights = torch.ones_like(value[(0,) * (value.ndim - 1)])
        weights[place] = factor
        return value * weights

    return change


def _row(place: int, factor: float) -> Callable[[Any], Any]:
    """One row of the batch times a factor."""

    def change(value: Tensor) -> Tensor:
        weights = torch.ones(len(value), dtype=value.dtype, device=value.device)
        weights[place] = factor
        return value * weights.reshape(-1, *[1] * (value.ndim - 1))

    return change


def _shifted(value: Tensor) -> Tensor:
    return value.roll(1, 0)


def _transposed(value: Tensor) -> Tensor:
    square = value.ndim > 2 and value.shape[-1] == value.shape[-2]
    return value.mT if square else value


def _stale() -> Callable[[Any], Any]:
    """The value of the call before, where it has the same shape."""
    before: list[Any] = [None]

    def change(value: Tensor) -> Tensor:
        last, before[0] = before[0], value.clone()  # a parameter changes in place
        return last if isinstance(last, Tensor) and last.shape == value.shape else value

    return change


NAN = float("nan")
LARGE: Mapping[str, Callable[[Any], Any]] = {
    "x 2": _times(2),
    "x 1/2": _times(1 / 2),
    "zero": _times(0),
    "NaN": _times(NAN),
    "infinite": _times(float("inf")),
    "NaN in one row": _row(-1, NAN),
}
MISFITS: Mapping[str, Callable[[Any], Any]] = {
    "wrong shape": lambda value: value[..., None],
    "float16": lambda value: value.to(torch.float16),
    "a list": lambda value: value.tolist(),
    "nothing": lambda _: None,
}


def _changes(shape: Shape, seen: Signature, sampled: bool) -> dict[str, Callable[[Any], Any]]:
    """What is done to one value of a method."""
    made = dict(LARGE)
    if sampled:
        return {**made, **MISFITS, "x 1.1": _times(1.1)}
    made |= {
        "x (1 + 1e-6)": _times(1 + 1e-6),
        "x (1 - 1e-6)": _times(1 - 1e-6),
        "sign": _times(-1),
        "zero in one row": _row(-1, 0),
    }
    if shape.rows and not seen.mapped:
        made["rows shifted by one"] = _shifted
    if shape.wide:
        made |= {
            "first entry x (1 + 1e-6)": _entry(0, 1 + 1e-6),
            "last entry x (1 + 1e-6)": _entry(-1, 1 + 1e-6),
            "last entry zero": _entry(-1, 0),
            "entries reversed": lambda value: value.flip(-1),
        }
    if shape.askew:
        made["transposed"] = _transposed
    if seen.differentiable:
        made |= {"detached": lambda value: value.detach(), "wrong shape": MISFITS["wrong shape"]}
        return made
    made |= {"nothing": MISFITS["nothing"], "wrong shape": MISFITS["wrong shape"]}
    if not seen.mapped:
        made |= MISFITS
    if shape.fine:
        made["rounded to float32"] = halved
    if shape.again:
        made["value of the call before"] = _stale()
    return made


def _spoils(shape: Shape) -> dict[str, Callable[[Any], Any]]:
    """What is done to one argument of a method: misread data, sums that are off by one."""
    made: dict[str, Callable[[Any], Any]] = {
        "x (1 + 1e-6)": _times(1 + 1e-6),
        "sign": _times(-1),
    }
    if shape.fine:
        made["rounded to float32"] = halved
    if shape.rows:
        made["of the row before"] = _shifted
    if shape.wide:
        made |= {"without the last entry": _entry(-1, 0), "first entry twice": _entry(0, 2)}
    if shape.askew:
        made["transposed"] = _transposed
    return made


def _part(place: int, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: tuple(change(v) if i == place else v for i, v in enumerate(value))


def generic(call: Call, seen: Signature, sampled: bool) -> Iterator[Fault]:
    """What can go wrong in any implementation of a method of a slot."""
    slot, method = call
    default = SLOTS[slot].default
    title = f"{method}: " if method else ""
    in_place = method == "step" and not seen.arguments
    for place, shape in seen.values.items():
        which = f"value {place} " if seen.many else ""
        for name, change in _changes(shape, seen, sampled).items():
            if in_place and name in MISFITS:
                continue  # a parameter keeps its dtype and shape
            whole = _part(place, change) if seen.many else change
            yield Fault(slot, f"{title}{which}{name}", on_values(default, method, whole), method)
    for place, shape in seen.arguments.items():
        if sampled or seen.mapped:
            continue
        argument = seen.names.get(place, f"argument {place}")
        for name, change in _spoils(shape).items():
            factory = on_argument(default, method, place, change)
            yield Fault(slot, f"{title}{argument} {name}", factory, method)
