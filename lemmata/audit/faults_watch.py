"""Which checks call which slot, and what they hand to it: every check runs once, watched."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import CodeType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

from lemmata.checks import Runner, Setting, measured
from lemmata.implementations import SLOTS, Slot, using
from lemmata.measure import Draw
from lemmata.sampling import verdict
from lemmata.statements import Check, Sample
from lemmata.theorem import Theorem

from .faults_tap import Call, Signature, Tap, tapped


@dataclass(frozen=True)
class Trial:
    """A check with the draws of its run, or a sample (one draw, None), and what each calls.

    weight: calls of slots a draw, by which trials are ordered: unlike a time, always the same;
    sound: by draw, whether the defaults pass, where that was asked.
    """

    theorem: Theorem
    of: Check | Sample
    draws: tuple[tuple[Draw | None, frozenset[Call]], ...]
    weight: float
    sound: dict[int, bool] = field(default_factory=dict, compare=False)

    @property
    def title(self) -> str:
        kind = "whp" if isinstance(self.of, Sample) else "check"
        return f"{self.theorem.id}::{kind}[{self.of.name}]"


@dataclass(frozen=True)
class Watched:
    """All trials, the fastest first, what is seen of the methods that they call, and what broke.

    broken: checks that raise with the defaults, which can kill nothing.
    """

    setting: Setting
    trials: tuple[Trial, ...]
    seen: Mapping[Call, Signature]
    broken: tuple[str, ...] = ()

    def sampled(self, call: Call) -> bool:
        """Whether the sampler alone sees what the method returns."""
        return not any(
            call in calls for t in self.trials if isinstance(t.of, Check) for _, calls in t.draws
        )


class _Collector(Runner):
    """Runs the model of a check on its draws and keeps them with what they call; judges nothing."""

    def __init__(self, theorem: Theorem, check: Check, setting: Setting, log: list[Call]) -> None:
        super().__init__(theorem, check, setting)
        self.log, self.count = log, 0
        self.draws: list[tuple[Draw | None, frozenset[Call]]] = []

    def examine(self, draw: Draw) -> None:
        self.log.clear()
        measured(self.check, draw, self.setting)
        if self.log:
            self.draws.append((draw, frozenset(self.log)))
            self.count += len(self.log)


@dataclass
class _Seen:
    """What one theorem showed."""

    trials: list[Trial] = field(default_factory=list)
    methods: dict[Call, Signature] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


@lru_cache(maxsize=512)
def _watch(theorem: Theorem, setting: Setting) -> _Seen:
    """Run every check and sample of a theorem once with watched defaults."""
    told, log = _Seen(), list[Call]()

    def tap_of(slot: str) -> Tap:
        def tap(method: str, function: Any, args: Any, kwargs: Any) -> Any:
            value = function(*args, **kwargs)
            log.append((slot, method))
            told.methods.setdefault((slot, method), Signature()).see(function, args, value)
            return value

        return tap

    with ExitStack() as stack:
        for name, slot in SLOTS.items():
            stack.enter_context(using(name, tapped(slot.default, tap_of(name))))
        owed: list[Check | Sample] = [*theorem.checks, *theorem.samples]
        for of in owed:
            try:
                draws, weight = _calls(theorem, of, setting, log)
            except Exception as error:  # a theorem that is broken must not hide the others
                broken = Trial(theorem, of, (), 0)
                told.broken.append(f"{broken.title}: {type(error).__name__}: {error}")
                continue
            if draws:
                told.trials.append(Trial(theorem, of, draws, weight))
    return told


def _calls(
    theorem: Theorem, of: Check | Sample, setting: Setting, log: list[Call]
) -> tuple[tuple[tuple[Draw | None, frozenset[Call]], ...], float]:
    if isinstance(of, Check):
        collector = _Collector(theorem, of, setting, log)
        collector.explore()
        return tuple(collector.draws), collector.count / max(1, len(collector.draws))
    log.clear()
    verdict(theorem, of, setting.seed, setting.device)
    return (((None, frozenset(log)),), float(len(log))) if log else ((), 0.0)


def watch(theorems: Iterable[Theorem], setting: Setting, slot: str | None = None) -> Watched:
    """Run every check and sample once with watched defaults, or those that can reach the slot."""
    trials: list[Trial] = []
    seen: dict[Call, Signature] = {}
    broken: list[str] = []
    for theorem in theorems:
        if slot is not None and slot not in reached(theorem):
            continue
        told = _watch(theorem, setting)
        trials += told.trials
        broken += told.broken
        for call, signature in told.methods.items():
            seen.setdefault(call, Signature()).add(signature)
    trials.sort(key=lambda t: (isinstance(t.of, Sample), t.weight, t.title))
    return Watched(setting, tuple(trials), MappingProxyType(seen), tuple(broken))


# Which slots a theorem can reach ------------------------------------------------------------------


@lru_cache(maxsize=512)
def reached(theorem: Theorem) -> frozenset[str]:
    """Slots that the checks and samples can reach through globals, closures, classes and tables.

    More than are called: which objective is drawn, say, is not known. What is only reached by a
    name made at run time is missed.
    """
    found: set[str] = set()
    left: list[Any] = [c.model for c in theorem.checks] + [s.law for s in theorem.samples]
    met: set[int] = set()
    while left:
        thing = left.pop()
        if id(thing) in met:
            continue
        met.add(id(thing))
        if isinstance(thing, Slot):
            found.add(thing.name)
        left += _within(thing)
    return frozenset(found)


def _within(thing: Any) -> list[Any]:
    """What an object refers to: parts of containers, names of functions, members of classes."""
    if isinstance(thing, Slot):
        return [thing.default]
    if isinstance(thing, partial):
        return [thing.func, *thing.args, *thing.keywords.values()]
    if isinstance(thing, MethodType):
        return [thing.__func__, thing.__self__]
    if isinstance(thing, (staticmethod, classmethod)):
        return [thing.__func__]
    if isinstance(thing, property):
        return [thing.fget]
    if isinstance(thing, Mapping):
        return list(thing.values())
    if isinstance(thing, (list, tuple, set, frozenset)):
        return list(thing)
    if isinstance(thing, FunctionType):
        return _named(thing) if _own(thing.__module__) or thing.__closure__ else []
    if isinstance(thing, type):
        return [*vars(thing).values(), *thing.__bases__] if _own(thing.__module__) else []
    if hasattr(thing, "__wrapped__"):
        return [thing.__wrapped__]
    if _own(type(thing).__module__):
        return [type(thing), *getattr(thing, "__dict__", {}).values()]
    return []


@lru_cache(maxsize=4096)
def _own(module: str | None) -> bool:
    """Whether a module is the project's: no installed package, not Python's, not Lemmata's."""
    top = str(module).partition(".")[0]
    if top in sys.stdlib_module_names or top == "lemmata":
        return False
    return "site-packages" not in str(getattr(sys.modules.get(str(module)), "__file__", ""))


def _named(function: FunctionType) -> list[Any]:
    names, codes = set[str](), [function.__code__]
    while codes:
        code = codes.pop()
        names |= set(code.co_names)
        codes += [c for c in code.co_consts if isinstance(c, CodeType)]
    found = [function.__globals__[n] for n in names if n in function.__globals__]
    for module in [m for m in found if isinstance(m, ModuleType) and _own(m.__name__)]:
        found += [vars(module)[n] for n in names if n in vars(module)]
    return [*found, *_cells(function), *(function.__defaults__ or ())]


def _cells(function: FunctionType) -> list[Any]:
    found = []
    for cell in function.__closure__ or ():
        try:
            found.append(cell.cell_contents)
        except ValueError:  # a name that has no value yet
            continue
    return found
