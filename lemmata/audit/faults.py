"""Model mutants: seeded faults in the slots for implementations, and the theorems that kill them.

A fault is a factory, as `--impl` takes it. Generic faults wrap the default of a slot, or one of its
methods: its values and its arguments are spoilt. The project lists the specific ones, which an
engineer would make, in a module `models.faults`, with the reasons why some faults change nothing.
Each fault runs through the checks and samples of the theorems that call what it spoils. A kill
counts where the default passes on the same draw; an equivalent fault must live, and its values must
be those of the default.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import torch

from lemmata.checks import Failing, Runner, Setting, Violation
from lemmata.failures import IMPLEMENTATION, blame
from lemmata.implementations import SLOTS, ImplementationError, using
from lemmata.measure import Draw, WrongValue
from lemmata.sampling import verdict
from lemmata.statements import Check, Sample
from lemmata.theorem import Theorem

from .faults_equal import compared
from .faults_generic import Fault, Seeded, generic, seeded
from .faults_tap import Factory
from .faults_watch import Trial, Watched, watch


@dataclass(frozen=True)
class Row:
    """What a theorem says of a fault.

    theorem: "" where none was asked; how: `values` (a claim is violated), `refused` (shape, dtype
    or kind), `raised`, `rejected` (by the sampler), `lives`, `unused` (nothing calls the factory)
    `unwatched` (no theorem uses the slot) or `same` (an equivalent fault whose values are all those
    of the default, so that no check can tell); detail: the text of the failure; equivalent: the
    reason given; same: `equal`, `rounding` or `differs`, of the values of an equivalent fault.
    """

    slot: str
    fault: str
    theorem: str
    killed: bool
    blamed: bool
    seconds: float
    how: str = "lives"
    detail: str = ""
    equivalent: str = ""
    same: str = ""


# Faults of a slot -------------------------------------------------------------------------------


def listed(watched: Watched, given: Seeded, slot: str) -> list[Fault]:
    """All faults of a slot, specific ones first.

    Raises `ImplementationError` for an unknown slot, and for two faults with one name: the table
    would take a dead one for both.
    """
    known(slot)
    made = [
        Fault(slot, name, factory, _method(slot, name, watched))
        for name, factory in given.faults.get(slot, {}).items()
    ]
    for call, seen in sorted(watched.seen.items()):
        if call[0] == slot:
            made += generic(call, seen, watched.sampled(call))
    names = [f.name for f in made]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ImplementationError(f"two faults of {slot!r} are called {', '.join(twice)}")
    return [replace(f, equivalent=given.equivalent.get((slot, f.name), "")) for f in made]


def known(slot: str) -> None:
    """Raises `ImplementationError` unless the slot exists."""
    if slot not in SLOTS:
        raise ImplementationError(f"no slot {slot!r}; slots: {', '.join(sorted(SLOTS)) or 'none'}")


def _method(slot: str, name: str, watched: Watched) -> str | None:
    """The method that the name of a fault begins with, as in `gradient: half of it`."""
    method = name.partition(": ")[0]
    return method if (slot, method) in watched.seen else None


# Attacks ------------------------------------------------------------------------------------------


Kills = Counter[tuple[str | None, str]]
"""How many faults of a method each check has killed."""


class _Counted:
    """A factory that knows whether it was called."""

    def __init__(self, factory: Factory) -> None:
        self.factory, self.called = factory, False

    def __call__(self, *args: object, **kwargs: object) -> object:
        self.called = True
        return self.factory(*args, **kwargs)


def attack(
    fault: Fault, watched: Watched, complete: bool = False, kills: Kills | None = None
) -> list[Row]:
    """Run a fault through the theorems that call what it spoils, the fastest check first.

    kills: what killed faults of the same method before goes first, and this kill is added. Stops
    after the first theorem that kills it unless `complete`; a row for every theorem that was
    asked. What is said to be equivalent is asked on one draw of each check unless `complete`.
    """
    rows: dict[str, Row] = {}
    factory = _Counted(fault.factory)
    kills = Counter() if kills is None else kills
    for trial in sorted(watched.trials, key=lambda t: -kills[fault.method, t.title]):
        told = rows.get(trial.theorem.id)
        draws = [(i, draw) for i, (draw, calls) in enumerate(trial.draws) if fault.among(calls)]
        if not draws or (told and told.killed):
            continue
        if fault.equivalent and not complete:
            draws = draws[-1:]
        start = time.process_time()
        how, blamed, detail = "lives", False, ""
        for place, draw in draws:
            with using(fault.slot, factory):
                said = _judged(trial, draw, watched.setting)
            if said[0] == "lives" or not _sound(trial, place, watched.setting):
                continue
            how, blamed, detail = said
            if how != "raised":  # an exception says little: another draw may show a wrong value
                break
        kills[fault.method, trial.title] += how != "lives"
        spent = time.process_time() - start + (told.seconds if told else 0)
        rows[trial.theorem.id] = Row(
            fault.slot, fault.name, trial.theorem.id, how != "lives", blamed, spent, how, detail,
            fault.equivalent,
        )  # fmt: skip
        if how != "lives" and not complete:
            break
    if not rows:
        return [_nothing(fault, "unwatched")]
    made = list(rows.values())
    return made if factory.called else [replace(row, how="unused") for row in made]


def _nothing(fault: Fault, how: str) -> Row:
    return Row(fault.slot, fault.name, "", False, False, 0.0, how, equivalent=fault.equivalent)


def _judged(trial: Trial, draw: Draw | None, setting: Setting) -> tuple[str, bool, str]:
    """(how, blamed, text) of one draw of a check, or of a sample."""
    theorem = trial.theorem
    try:
        if draw is None or isinstance(trial.of, Sample):
            status, text, _ = verdict(theorem, trial.of, setting.seed, setting.device)  # type: ignore[arg-type]
            return ("rejected" if status == "violated" else "lives", IMPLEMENTATION in text, text)
        return _checked(theorem, trial.of, draw, setting)
    except WrongValue as error:
        return "values", True, str(error)
    except ImplementationError as error:
        return "refused", True, str(error)
    except Exception as error:  # as an obligation does: it ran with somebody else's code
        return "raised", True, f"{type(error).__name__}: {error}"


def _checked(theorem: Theorem, check: Check, draw: Draw, setting: Setting) -> tuple[str, bool, str]:
    runner = Runner(theorem, check, setting)
    runner.variants = []  # that the check can tell them is another obligation
    for judged in runner.verdicts(draw):
        if judged.violated.any():
            found = Violation(judged, draw)
            row = draw.rows(slice(found.worst, found.worst + 1))
            failing = Failing(judged.relation, judged.name, judged.role, row, row)
            _, wrong, why = blame(theorem, check, setting, failing)
            text = f"{judged.name!r} fails for the {judged.role} values: {wrong}: {why}"
            return "values", wrong == IMPLEMENTATION, text
    return "lives", False, ""


def _sound(trial: Trial, place: int, setting: Setting) -> bool:
    """Whether the default passes on the draw: a check that fails with it kills nothing."""
    if place not in trial.sound:
        trial.sound[place] = _judged(trial, trial.draws[place][0], setting)[0] == "lives"
    return trial.sound[place]


# Slots --------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def library() -> tuple[Theorem, ...]:
    """All of ./theorems, and the slots that the modules of the faults declare."""
    from lemmata.library import select

    found = tuple(select([]))
    seeded()
    return found


def run_slot(
    slot: str,
    *,
    complete: bool = False,
    dtype: torch.dtype = torch.float64,
    profile: str = "ci",
    theorems: Sequence[Theorem] | None = None,
    given: Seeded | None = None,
    only: Iterable[str] | None = None,
) -> list[Row]:
    """All faults of a slot (those named in `only`) through the theorems that use it.

    theorems: all of ./theorems by default; given: what `models.faults` says. A slot that no
    theorem uses, or without faults, yields a row that says so. Raises `ImplementationError` for an
    unknown slot.
    """
    own = library() if theorems is None else tuple(theorems)
    given = seeded() if given is None else given
    known(slot)
    watched = watch(own, Setting(dtype=dtype, profile=profile), slot)
    rows = [Row(slot, text, "", False, False, 0.0, "broken") for text in watched.broken]
    if not any(call[0] == slot for call in watched.seen):
        return [*rows, Row(slot, "", "", False, False, 0.0, "unwatched")]
    found = listed(watched, given, slot)
    rows += [
        Row(slot, name, "", False, False, 0.0, "unknown", equivalent=why)
        for (of, name), why in given.equivalent.items()
        if of == slot and name not in {f.name for f in found} and not name.endswith(ROUNDED)
    ]
    wanted = None if only is None else set(only)
    chosen = [f for f in found if wanted is None or f.name in wanted]
    equal = compared([f for f in chosen if f.equivalent], watched, complete, given.alike.get(slot))
    kills: Kills = Counter()
    for fault in chosen:
        same, call = equal.get(fault.name, ""), (slot, fault.method or "")
        if same == "equal" and call in watched.seen and not watched.seen[call].differentiable:
            rows.append(replace(_nothing(fault, "same"), same=same))  # no check can tell
            continue
        rows += [replace(row, same=same) for row in attack(fault, watched, complete, kills)]
    return rows


ROUNDED = "transposed"
"""A change of a symmetric array that exists only where the machine rounds its halves apart."""


def slots() -> list[str]:
    """All slots, of all theorems and all modules of the project's models."""
    library()
    return sorted({*SLOTS, *seeded().faults})


SLICE = 8
"""How many faults a sample takes of a slot."""


def sampled(
    seed: int, count: int, dtype: torch.dtype = torch.float64, profile: str = "ci"
) -> list[Row]:
    """`count` faults, of few slots, the same ones for the same seed; first killers alone.

    Raises `ValueError` for a count below 1.
    """
    if count < 1:
        raise ValueError(f"a sample needs at least one fault, got {count}")
    draw = random.Random(seed)
    order = slots()
    draw.shuffle(order)
    rows: list[Row] = []
    for slot in order:
        if count <= 0:
            break
        watched = watch(library(), Setting(dtype=dtype, profile=profile), slot)
        names = [f.name for f in listed(watched, seeded(), slot)]
        chosen = draw.sample(names, min(SLICE, count, len(names)))
        rows += run_slot(slot, dtype=dtype, profile=profile, only=chosen)
        count -= len(chosen)
    return rows
