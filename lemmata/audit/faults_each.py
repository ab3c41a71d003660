"""Whether every single check notices wrong outputs: small faults of each value that it takes.

`lemmata faults` asks whether some theorem notices a fault. Here each check answers for itself, for
every value of every method of a slot that it calls: the value a little larger, and a little moved,
since what is 0 has no size. Only such faults count as change a quantity of the statement by more
than rounding explains: a check owes nothing for what it does not judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from lemmata.checks import Runner, Setting, measured
from lemmata.implementations import SLOTS, ImplementationError, using
from lemmata.measure import Draw, Output, WrongValue
from lemmata.statements import Check
from lemmata.theorem import Theorem

from .faults_tap import Call, Factory, on_values
from .faults_watch import watch

Change = Callable[[Any], Any]
BREAKS: Mapping[str, Change] = {
    "x (1 + 1e-6)": lambda value: value * (1 + 1e-6),
    "+ 1e-6": lambda value: value + 1e-6,
}


@dataclass(frozen=True)
class Asked:
    """What one check says of one value of a method of a slot.

    place: of the value in the tuple that the method returns, 0 where it returns one; noticed: the
    breaks that make the check fail by a wrong value, rather than by an exception; missed: those
    that it does not notice, with the quantities of the statement that they change by more than
    rounding explains.
    """

    theorem: str
    check: str
    slot: str
    method: str
    place: int
    noticed: tuple[str, ...]
    missed: Mapping[str, tuple[str, ...]]

    def __str__(self) -> str:
        method = f"{self.slot}.{self.method}" if self.method else self.slot
        value = f" value {self.place}" if self.place else ""
        return f"{self.theorem}: {self.check}: {method}{value}"


@dataclass(frozen=True)
class _Asking:
    """A check, and the draws on which it calls a method."""

    theorem: Theorem
    check: Check
    setting: Setting
    slot: str
    draws: tuple[Draw, ...]

    def notices(self, factory: Factory) -> bool:
        """Whether the check fails on some draw by a wrong value; other exceptions do not count."""
        with using(self.slot, factory):
            return any(map(self._fails, self.draws))

    def _fails(self, draw: Draw) -> bool:
        runner = Runner(self.theorem, self.check, self.setting)
        runner.variants = []  # that the check can tell them is another obligation
        try:
            return any(bool(judged.violated.any()) for judged in runner.verdicts(draw))
        except WrongValue:
            return True
        except ImplementationError:
            return False

    def changed(self, factory: Factory) -> tuple[str, ...]:
        """Quantities of the statement that the factory changes on some draw."""
        names: dict[str, None] = {}
        for draw in self.draws:
            ours = self._quantities(draw)
            with using(self.slot, factory):
                theirs = self._quantities(draw)
            names |= {n: None for n, v in ours.items() if not _near(v, theirs.get(n))}
        return tuple(names)

    def _quantities(self, draw: Draw) -> dict[str, Any]:
        made = measured(self.check, draw, self.setting).implementation or {}
        return {n: made[n] for n in self.theorem.measured_as.values() if n in made}


def asked(
    theorems: Iterable[Theorem], setting: Setting, breaks: Mapping[str, Change] = BREAKS
) -> Iterator[Asked]:
    """All checks of the theorems, on all values of slots that they call."""
    for theorem in theorems:
        watched = watch([theorem], setting)
        for trial in watched.trials:
            if not isinstance(trial.of, Check):
                continue
            for call in sorted({call for _, calls in trial.draws for call in calls}):
                draws = tuple(d for d, calls in trial.draws if d is not None and call in calls)
                asking = _Asking(theorem, trial.of, setting, call[0], draws)
                for place in watched.seen[call].values or (0,):
                    yield _one(asking, call, place, breaks)


def _one(asking: _Asking, call: Call, place: int, breaks: Mapping[str, Change]) -> Asked:
    noticed, missed = list[str](), dict[str, tuple[str, ...]]()
    for name, change in breaks.items():
        factory = _spoilt(call, place, change)
        if asking.notices(factory):
            noticed.append(name)
        elif changed := asking.changed(factory):
            missed[name] = changed
    named = asking.theorem.id, asking.check.name, *call, place
    return Asked(*named, tuple(noticed), missed)


def _spoilt(call: Call, place: int, change: Change) -> Factory:
    """The default of a slot with one value of one method changed."""

    def whole(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(change(v) if i == place else v for i, v in enumerate(value))
        return change(value)

    return on_values(SLOTS[call[0]].default, call[1], whole)


def _near(one: Any, other: Any) -> bool:
    """Whether two outputs agree up to what rounding explains of both; other arrays, exactly."""
    first, second = (
        v.value if isinstance(v, Output) else getattr(v, "mid", v) for v in (one, other)
    )
    if not (isinstance(first, Tensor) and isinstance(second, Tensor)):
        return first is second
    if first.shape != second.shape:
        return False
    both = isinstance(one, Output) and isinstance(other, Output)
    room = one.explained + other.explained if both else 0
    near = ((first - second).abs() <= room) | (first.isnan() & second.isnan()) | (first == second)
    return bool(near.all())
