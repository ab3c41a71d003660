"""Whether every single check notices wrong outputs: small faults of each value that it takes.

`lemmata faults` asks whether some theorem notices a fault. Here each check answers for itself, for
every value of every method of a slot that it calls: the value a little larger, and a little moved,
since what is 0 has no size. Only such faults count as change a quantity of the statement by more
than rounding explains: a check owes nothing for what it does not judge.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from lemmata.checks import Runner, Setting, lengths, measured
from lemmata.implementations import SLOTS, ImplementationError, using
from lemmata.measure import Draw, Output, WrongValue
from lemmata.statements import Check
from lemmata.theorem import Theorem

from .faults_tap import Call, Factory, Signature, Tap, on_values, tapped

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


def asked(
    theorems: Iterable[Theorem], setting: Setting, breaks: Mapping[str, Change] = BREAKS
) -> Iterator[Asked]:
    """All checks of the theorems, on all values of slots that they call."""
    for theorem in theorems:
        for check in theorem.checks:
            yield from answers(theorem, check, setting, breaks)


def answers(
    theorem: Theorem,
    check: Check,
    setting: Setting,
    breaks: Mapping[str, Change] = BREAKS,
    only: Collection[Call] | None = None,
) -> Iterator[Asked]:
    """One check, on all values of slots that it calls, or of the calls in `only`.

    Only on the draws after which a check may end: later ones it need not see.
    """
    asking = _Asking(theorem, check, setting)
    first, seen = _watched(asking)
    for call, signature in sorted(seen.items()):
        if only is not None and call not in only:
            continue
        draws = [(d.draw, d.ours) for d in first if call in d.calls]
        for place in signature.values or (0,):
            noticed, missed = list[str](), dict[str, tuple[str, ...]]()
            for name, change in breaks.items():
                with using(call[0], _spoilt(call, place, change)):
                    caught, changed = asking.about(draws)
                if caught:
                    noticed.append(name)
                elif changed:
                    missed[name] = changed
            yield Asked(theorem.id, check.name, *call, place, tuple(noticed), missed)


@dataclass(frozen=True)
class _Asking:
    """A check of a theorem in a setting."""

    theorem: Theorem
    check: Check
    setting: Setting

    def quantities(self, draw: Draw) -> dict[str, Any]:
        """What the implementation in force returns, of the quantities of the statement."""
        made = measured(self.check, draw, self.setting).implementation or {}
        return {n: made[n] for n in self.theorem.measured_as.values() if n in made}

    def about(
        self, draws: Iterable[tuple[Draw, Mapping[str, Any]]]
    ) -> tuple[bool, tuple[str, ...]]:
        """Whether the check fails on a draw by a wrong value; else the quantities that changed.

        draws: with what the default returns; other exceptions than `WrongValue` say nothing.
        """
        changed: dict[str, None] = {}
        for draw, ours in draws:
            try:
                theirs = self.quantities(draw)
                apart = {n: None for n, v in ours.items() if not _near(v, theirs.get(n))}
                if apart and self._fails(draw):
                    return True, ()
            except WrongValue:
                return True, ()
            except ImplementationError:
                continue
            changed |= apart
        return False, tuple(changed)

    def _fails(self, draw: Draw) -> bool:
        runner = Runner(self.theorem, self.check, self.setting)
        runner.variants = []  # that the check can tell them is another obligation
        return any(bool(judged.violated.any()) for judged in runner.verdicts(draw))


@dataclass(frozen=True)
class _Drawn:
    """A draw, the calls of slots that a check makes on it, and what the default returns."""

    draw: Draw
    calls: frozenset[Call]
    ours: Mapping[str, Any]


class _First(Runner):
    """Runs the model of a check on its draws, judges nothing, and keeps what was `called`."""

    def __init__(self, asking: _Asking) -> None:
        super().__init__(asking.theorem, asking.check, asking.setting)
        self.asking = asking
        self.called: set[Call] = set()
        self.drawn: list[_Drawn] = []

    def examine(self, draw: Draw) -> None:
        self.called.clear()
        ours = self.asking.quantities(draw)
        self.drawn.append(_Drawn(draw, frozenset(self.called), ours))


def _watched(asking: _Asking) -> tuple[list[_Drawn], dict[Call, Signature]]:
    """The draws after which the check may end, and what the calls of slots return."""
    runner, seen = _First(asking), dict[Call, Signature]()

    def tap_of(slot: str) -> Tap:
        def tap(method: str, function: Any, args: Any, kwargs: Any) -> Any:
            value = function(*args, **kwargs)
            runner.called.add((slot, method))
            seen.setdefault((slot, method), Signature()).see(function, args, value)
            return value

        return tap

    with ExitStack() as stack:
        for name, slot in SLOTS.items():
            stack.enter_context(using(name, tapped(slot.default, tap_of(name))))
        runner.explore(lengths(asking.setting)[0])
    return runner.drawn, seen


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
