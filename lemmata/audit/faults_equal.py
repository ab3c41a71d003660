"""Whether a fault that is said to be equivalent leaves the values of the default as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from lemmata.checks import Setting, measured
from lemmata.implementations import SLOTS, using
from lemmata.measure import Draw, Output
from lemmata.statements import Check

from .faults_generic import Fault
from .faults_tap import Alike, Factory, tapped
from .faults_watch import Watched


def compared(
    faults: Iterable[Fault], watched: Watched, complete: bool, alike: Alike | None = None
) -> dict[str, str]:
    """By the name of a fault of one slot: what became of the values on the drawn instances.

    `equal`: every call on the last draw of each check (on all draws if `complete`) returns the very
    same numbers; `rounding`: some calls do not, but all that the checks measure agrees up to what
    the arithmetic of both explains; `differs`: it does not. A fault that is never called is left
    out.
    """
    told: dict[str, str] = {}
    faults = list(faults)
    for trial in watched.trials:
        if not isinstance(trial.of, Check):
            continue
        some = [(d, calls) for d, calls in trial.draws if any(f.among(calls) for f in faults)]
        for draw, calls in some if complete else some[-1:]:
            asked = [f for f in faults if f.among(calls) and told.get(f.name) != "differs"]
            if draw is None or not asked:
                continue
            for fault in _apart(asked, trial.of, draw, watched.setting, alike or (lambda v: v)):
                near = _explained(fault, trial.of, draw, watched.setting)
                told[fault.name] = "rounding" if near else "differs"
            for fault in asked:
                told.setdefault(fault.name, "equal")
    return told


def _apart(
    faults: list[Fault], check: Check, draw: Draw, setting: Setting, alike: Alike
) -> list[Fault]:
    """Faults that return other values than the default in some call of the check."""
    slot, apart = faults[0].slot, set[str]()
    default = SLOTS[slot].default

    def factory(*args: Any, **kwargs: Any) -> Any:
        others = [(f, f.factory(*args, **kwargs)) for f in faults]

        def tap(method: str, function: Any, given: Any, named: Any) -> Any:
            value = function(*given, **named)
            for fault, other in others:
                if fault.method in (method, None) and fault.name not in apart:
                    try:
                        theirs = (getattr(other, method) if method else other)(*given, **named)
                        same = _same(alike(value), alike(theirs))
                    except Exception:  # the default does not
                        same = False
                    if not same:
                        apart.add(fault.name)
            return value

        made: Factory = tapped(default, tap)
        return made(*args, **kwargs)

    with using(slot, factory):
        measured(check, draw, setting)
    return [f for f in faults if f.name in apart]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if not (isinstance(one, Tensor) and isinstance(other, Tensor)):
        return False
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    return bool(((one == other) | (one.isnan() & other.isnan())).all())


def _explained(fault: Fault, check: Check, draw: Draw, setting: Setting) -> bool:
    """Whether what the check measures agrees up to the rounding that explains either."""
    ours = measured(check, draw, setting).implementation or {}
    try:
        with using(fault.slot, fault.factory):
            theirs = measured(check, draw, setting).implementation or {}
    except Exception:  # the default does not
        return False
    if set(ours) != set(theirs):
        return False
    for name, value in ours.items():
        other = theirs[name]
        if not (isinstance(value, Output) and isinstance(other, Output)):
            return False
        apart = (value.value - other.value).abs()
        lost = value.value.isnan() & other.value.isnan()
        if not bool(((apart <= value.explained + other.explained) | lost).all()):
            return False
    return bool(ours)


def as_set(value: Any) -> Any:
    """The normal form of a list whose order means nothing: distinct rows, sorted."""
    return torch.unique(value, dim=0) if isinstance(value, Tensor) else value
