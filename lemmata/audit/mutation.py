"""Mutation analysis of statements: every mutant is refuted, derived, or it survives.

A mutant of a conclusion is refuted at an instance of the hypotheses where it fails; one of a
hypothesis where the others and it hold, and a conclusion fails. It is proved when the kernel
derives the mutated conclusion from the statement, or the hypothesis from its mutant. What survives
is listed in full, with the reason where the theorem file declares one (`open`).
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Eq, S
from sympy.logic.boolalg import Boolean

from lemmata.library import select
from lemmata.render import pretty
from lemmata.statements import Conclusion, Hypothesis
from lemmata.theorem import Theorem

from . import search_drawn
from .mutants import Mutant, mutants
from .mutants_derive import NotDerived, assumed, concluded, derive, known, transferred
from .mutants_points import SEARCH
from .mutants_refute import Refuter
from .search import Budget, explore

SETTLED = ("refuted", "proved")
VERDICTS = ("refuted", "proved", "cited", "open", "survived")


@dataclass(frozen=True)
class Row:
    """What became of a mutant.

    role: hypothesis or conclusion; verdict: refuted, proved, cited (a dropped hypothesis that is a
    cited fact), open (survived, with a declared reason) or survived; how: the stage that decided;
    mutant: the changed relation in full, "" where it is dropped or the mutant is settled; room: the
    smallest larger change of the same constant in the same direction that is refuted; why: the
    declared reason.
    """

    theorem: str
    role: str
    name: str
    operator: str
    detail: str
    mutant: str
    verdict: str
    how: str
    seconds: float
    room: str = ""
    why: str = ""


def _single() -> Budget:
    return Budget(attempts=6, rows=192, rounds=3, batches=0, evaluations=20_000, seconds=60.0)


@dataclass(frozen=True)
class Effort:
    """How hard to look for a counterexample.

    batches: drawn batches of each check; instances: attempts of the searches that fill the
    population, in all; search: the budget of the search that one mutant is worth, None for none;
    searches: how many of these a theorem is worth. Counts, so that verdicts do not depend on the
    machine; the seconds of the budget are for a search that gets stuck.
    """

    batches: int = 4
    instances: int = 36
    search: Budget | None = field(default_factory=_single)
    searches: int = 36


_REPEATED: dict[str, Any] = {"batches": 0, "instances": 0, "search": None}
"""What a second run on the same relations leaves out."""


class Analysis:
    """The mutants of one theorem and what decides them."""

    def __init__(self, theorem: Theorem, effort: Effort | None = None) -> None:
        self.theorem, self.effort = theorem, effort or Effort()
        self.points = Refuter(theorem, self.effort.instances)
        self.proved = {c.name for c in self.points.proved}
        self.excused = {e.hypothesis.name: e for e in theorem.excuses}
        self._batches: list[Any] | None = None
        self._search, self.searched = True, 0

    def all(self) -> Iterator[tuple[Hypothesis | Conclusion, Mutant]]:
        """Every mutant with what it is a mutant of."""
        for hypothesis in self.theorem.hypotheses.values():
            yield hypothesis, Mutant("dropped", "", None)
            yield from ((hypothesis, m) for m in mutants(self.theorem, hypothesis.relation))
        for conclusion in self.theorem.conclusions.values():
            yield from ((conclusion, m) for m in mutants(self.theorem, conclusion.relation))

    def rows(self, chosen: Sequence[int] | None = None, earlier: Sequence[Row] = ()) -> list[Row]:
        """The verdicts on all mutants, or on those with the given numbers.

        earlier: rows of an earlier run on the same relations; what it settled is not judged again.
        Of the changes of one constant in one direction the largest is judged first: where it
        survives a search, no search is worth it for the smaller ones.
        """
        todo = list(self.all())
        numbers = range(len(todo)) if chosen is None else chosen
        settled = {_key(row): row for row in earlier if row.verdict in SETTLED}
        survived: set[tuple[str, str, bool]] = set()
        refuted: dict[tuple[str, str, bool], str] = {}
        made: dict[int, Row] = {}
        for i in sorted(numbers, key=lambda i: _size(todo[i][1]), reverse=True):
            own, mutant = todo[i]
            family = (own.name, mutant.place, bool(mutant.factor and mutant.factor > 1))
            row = settled.get((own.name, mutant.operator, mutant.detail)) or self.judge(
                own, mutant, search=not mutant.place or family not in survived
            )
            if mutant.place and row.verdict == "survived":
                survived.add(family)
                row = replace(row, room=refuted.get(family, ""))
            elif mutant.place and row.verdict == "refuted":
                refuted[family] = mutant.detail.rpartition(" times ")[2]
            made[i] = self._declared(row)
        return [made[i] for i in numbers]

    def _declared(self, row: Row) -> Row:
        """With the reason that the theorem file declares for a survivor."""
        if row.verdict == "survived":
            for declared in self.theorem.opens:
                kinds = (row.operator, *(["room"] if row.room else []))
                if declared.change in kinds and (not declared.of or row.name in declared.of):
                    return replace(row, verdict="open", why=declared.because)
        return row

    def judge(self, own: Hypothesis | Conclusion, mutant: Mutant, search: bool = True) -> Row:
        """The verdict on a mutant."""
        start = time.thread_time()
        self._search = search and self.effort.search is not None
        if isinstance(own, Hypothesis):
            verdict, how = self._hypothesis(own, mutant)
        else:
            verdict, how = self._conclusion(own, mutant)
        return Row(
            self.theorem.id,
            "hypothesis" if isinstance(own, Hypothesis) else "conclusion",
            own.name,
            mutant.operator,
            mutant.detail,
            "" if mutant.relation is None or verdict in SETTLED else pretty(mutant.relation),
            verdict,
            how,
            time.thread_time() - start,
        )

    # Conclusions --------------------------------------------------------------------------------

    def _conclusion(self, own: Conclusion, mutant: Mutant) -> tuple[str, str]:
        claim: Boolean = mutant.relation
        if claim == S.true:
            return "proved", "true"

        at = self.points.conclusion(claim, own)
        if at is not None:
            return "refuted", at.origin
        source = concluded(self.theorem, own)
        if source is not None:
            try:
                derive(claim, source, known(self.theorem), mutant.factor)
                return "proved", "kernel"
            except NotDerived:
                pass
        given = [h.relation for h in self.theorem.hypotheses.values()]
        if any(batch.refuting(claim, given) for batch in self._drawn()):
            return "refuted", "drawn instance"
        if own.name in self.proved and self._searched(claim, given):
            return "refuted", SEARCH
        return "survived", ""

    def _drawn(self) -> list[Any]:
        if self._batches is None:
            try:
                self._batches = list(
                    search_drawn.batches(self.theorem, self.effort.batches, seed=0)
                )
            except (ValueError, TypeError):
                self._batches = []
        return self._batches

    def _searched(self, claim: Boolean, given: Sequence[Boolean]) -> bool:
        if not self._search or self.searched >= self.effort.searches:
            return False
        self.searched += 1
        found, _ = explore(self.theorem, claim, given, self.effort.search, use_stored=False)
        if found is not None and found.point is not None:
            self.points.learn(found.point)
        return found is not None

    # Hypotheses ---------------------------------------------------------------------------------

    def _hypothesis(self, own: Hypothesis, mutant: Mutant) -> tuple[str, str]:
        excuse = self.excused.get(own.name)
        all_proved = len(self.proved) == len(self.theorem.conclusions)
        if excuse is not None and excuse.kind in ("implied", "superfluous") and all_proved:
            return "proved", f"the hypothesis is {excuse.kind}"
        at = self.points.hypothesis(mutant.relation, own)
        if at is not None:
            return "refuted", at.origin
        if mutant.relation is not None:
            source = assumed(mutant.relation)
            others = tuple(f for f in known(self.theorem) if f.conclusion != own.relation)
            if source is not None:
                try:
                    derive(own.relation, source, others, mutant.factor)
                    return "proved", "kernel"
                except NotDerived:
                    pass
                if all_proved and self._transferred((source, *others), own):
                    return "proved", "kernel"
            if isinstance(own.relation, Eq):
                at = self.points.around_stored(mutant.relation, own)
                if at is not None:
                    return "refuted", at.origin
        elif excuse is not None and excuse.kind == "known":
            return "cited", excuse.reason
        given = [h.relation for h in self.theorem.hypotheses.values() if h is not own]
        given += [mutant.relation] if mutant.relation is not None else []
        if any(self._searched(c.relation, given) for c in self.points.proved):
            return "refuted", SEARCH
        return "survived", ""

    def _transferred(self, given: tuple[Any, ...], own: Hypothesis) -> bool:
        """Whether the certificates of all conclusions go through with the mutant."""
        try:
            for conclusion in self.points.proved:
                transferred(self.theorem, conclusion, given, own.relation)
        except NotDerived:
            return False
        return True


def analyse(
    theorem: Theorem, effort: Effort | None = None, only: Sequence[int] | None = None
) -> list[Row]:
    """The verdicts on all mutants of the theorem, or on those with the given numbers."""
    return Analysis(theorem, effort).rows(only)


def _size(mutant: Mutant) -> Any:
    """How much a constant changes."""
    return abs(mutant.factor - 1) if mutant.place else S.Zero


def _key(row: Row) -> tuple[str, str, str]:
    return row.name, row.operator, row.detail


def run_theorem(
    target: str,
    effort: Effort | None = None,
    sample: int | None = None,
    seed: int = 0,
    earlier: Mapping[str, Sequence[Row]] | None = None,
) -> list[Row]:
    """The verdicts on the mutants of one theorem id or file, for a pool of processes.

    sample: this many mutants of each theorem, chosen by the seed; all when None. earlier: rows of
    an earlier run by theorem, of the same relations; what they settled is not judged again, and
    searches, which would find nothing new, are not made again for the rest.
    """
    made = []
    for theorem in select([target]):
        known = (earlier or {}).get(theorem.id, ())
        analysis = Analysis(theorem, replace(effort or Effort(), **_REPEATED) if known else effort)
        count = sum(1 for _ in analysis.all())
        chosen = None
        if sample is not None and sample < count:
            chosen = sorted(random.Random(f"{seed} {theorem.id}").sample(range(count), sample))
        made += analysis.rows(chosen, known)
    return made


def stale(theorem: Theorem, rows: Sequence[Row]) -> list[str]:
    """Declarations `open` that no survivor of a complete analysis bears out."""
    used = {(row.name, row.operator, bool(row.room)) for row in rows if row.verdict == "open"}
    return [
        f"{theorem.id}: open({o.change!r}, ...) of {', '.join(o.of) or 'all'}: nothing survives"
        for o in theorem.opens
        if not any(
            (not o.of or name in o.of) and (o.change == operator or (o.change == "room" and room))
            for name, operator, room in used
        )
    ]


def figures(rows: Sequence[Row]) -> dict[str, int]:
    """How many theorems and mutants there are, and how many of these by verdict."""
    found = Counter(row.verdict for row in rows)
    theorems = len({row.theorem for row in rows})
    counts = {verdict: found[verdict] for verdict in VERDICTS}
    return {"theorems": theorems, "mutants": len(rows), **counts}


__all__ = ["Analysis", "Effort", "Row", "analyse", "figures", "run_theorem", "stale"]
