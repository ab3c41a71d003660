"""Directed search: an instance at which hypotheses hold and a claim fails, found from the formulas.

Stages: the theorem's stored points and small changes of them; batches drawn by its checks, judged
by enclosures; a free search over exact values of the quantities. The free search writes everything
at concrete sizes (`search_system`), solves equations for unknowns (`search_solve`), draws and
climbs in float64 (`search_climb`) and lets exact arithmetic decide at the rounded point: floats
only propose. Same arguments, same result, as long as `Budget.seconds` does not cut it short.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Rational, S, preorder_traversal
from sympy.core.function import UndefinedFunction
from sympy.core.power import Pow
from sympy.logic.boolalg import Boolean

from lemmata.exact import Undecidable
from lemmata.measure import Draw
from lemmata.theorem import Theorem

from . import search_drawn
from .search_climb import Batch, generators, simplicity
from .search_exact import confirmed
from .search_forms import FORMS, Unreachable
from .search_solve import solve
from .search_system import Frame, Goal, counts, frame, sizes

CHANGES = (Rational(1, 1000), Rational(1, 2), Rational(1))
"""Relative changes of single values of a stored point."""


@dataclass(frozen=True)
class Budget:
    """How long to look.

    attempts: systems set up and climbed by the free search; rows and rounds: size and number of
    generations of a climb; confirmations: exact decisions an attempt; batches: drawn batches a
    check (0: none); seconds: hard limit of processor time, beyond which a result would depend on
    the machine.
    """

    attempts: int = 60
    rows: int = 768
    rounds: int = 8
    confirmations: int = 4
    batches: int = 4
    seconds: float = 30.0


@dataclass(frozen=True)
class Found:
    """A counterexample.

    point: exact values by quantity (level `decided`); draw: the single instance of a check that
    refutes it in enclosures (level `enclosed`); stage: stored, free or drawn.
    """

    point: Mapping[Any, Any] | None
    draw: Draw | None
    level: str
    evaluations: int
    seconds: float
    stage: str = "free"


def search(
    theorem: Theorem,
    claim: Boolean,
    given: Sequence[Boolean] | None = None,
    budget: Budget | None = None,
    seed: int = 0,
    use_stored: bool = True,
) -> Found | None:
    """An instance at which all `given` (default: the hypotheses) hold and `claim` fails, or None.

    given: relations; declared signs always hold; use_stored: whether stored points are tried first.
    """
    return explore(theorem, claim, given, budget, seed, use_stored)[0]


def explore(
    theorem: Theorem,
    claim: Boolean,
    given: Sequence[Boolean] | None = None,
    budget: Budget | None = None,
    seed: int = 0,
    use_stored: bool = True,
) -> tuple[Found | None, int]:
    """As `search`, with the number of evaluations also where nothing is found."""
    start = time.thread_time()
    budget = budget or Budget()
    given = [h.relation for h in theorem.hypotheses.values()] if given is None else list(given)
    deadline = start + budget.seconds
    evaluations = 0
    for step in _steps(theorem, claim, given, budget, seed, use_stored, deadline):
        if isinstance(step, Found):
            spent = time.thread_time() - start
            return replace(step, evaluations=evaluations, seconds=spent), evaluations
        evaluations += step
        if time.thread_time() > deadline:
            break
    return None, evaluations


def _steps(
    theorem: Theorem,
    claim: Boolean,
    given: Sequence[Boolean],
    budget: Budget,
    seed: int,
    use_stored: bool,
    deadline: float,
) -> Iterator[Found | int]:
    """Evaluations spent and finds, stage after stage; exact points before enclosures."""
    if use_stored:
        yield from _stored(theorem, claim, given)
    attempts = Attempts(theorem, claim, given, budget, seed, deadline)
    first = -(-budget.attempts // 8)
    yield from attempts.run(first)
    yield from _drawn(theorem, claim, given, budget, seed)
    yield from attempts.run(budget.attempts - first)


def _stored(theorem: Theorem, claim: Boolean, given: Sequence[Boolean]) -> Iterator[Found | int]:
    points = [
        thing.at
        for things in (theorem.variants, theorem.equalities, theorem.witnesses, theorem.errata)
        for thing in things
    ]
    seen: list[Mapping[Any, Any]] = []
    for values in points:
        if values not in seen:
            seen.append(values)
            yield 1
            if confirmed(values, given, claim):
                yield Found(values, None, "decided", 0, 0.0, "stored")
    for values in seen:
        for changed in _nearby(values):
            yield 1
            if confirmed(changed, given, claim):
                yield Found(changed, None, "decided", 0, 0.0, "stored")


def _nearby(values: Mapping[Any, Any]) -> Iterator[dict[Any, Any]]:
    """Points with one scalar changed a little."""
    for symbol, value in values.items():
        if hasattr(symbol, "shape") or callable(value):
            continue
        exact = S(value)
        for change in CHANGES:
            for toward in (1, -1):
                moved = exact * (1 + toward * change) if exact != 0 else toward * change
                yield {**values, symbol: moved}


def _drawn(
    theorem: Theorem, claim: Boolean, given: Sequence[Boolean], budget: Budget, seed: int
) -> Iterator[Found | int]:
    for batch in search_drawn.batches(theorem, budget.batches, seed):
        row = batch.refuting(claim, given)
        yield len(batch)
        if row is not None:
            yield Found(None, row, "enclosed", 0, 0.0, "drawn")


class Attempts:
    """The free search: one system after another, each solved, drawn, climbed and rounded."""

    def __init__(
        self,
        theorem: Theorem,
        claim: Boolean,
        given: Sequence[Boolean],
        budget: Budget,
        seed: int,
        deadline: float,
    ) -> None:
        self.theorem, self.claim, self.given, self.budget = theorem, claim, list(given), budget
        self.rng, self.noise = generators(seed)
        self.deadline = deadline
        self.functions = [
            q.symbol for q in theorem.quantities.values() if isinstance(q.symbol, UndefinedFunction)
        ]
        self.counts = counts(theorem, [*given, claim])
        self.goals: dict[int, list[Goal]] = {}
        self.plans = self._plans()

    def _plans(self) -> Iterator[tuple[dict[Any, int], dict[Any, tuple[str, int]], str]]:
        """(sizes, forms, which inequalities to attain): systematic first, then by chance."""
        all_sizes = sizes(self.theorem)
        forms = FORMS if self.functions else FORMS[:1]
        for size, form in itertools.product(all_sizes[:2], forms):
            for active in ("all", "none", "some"):
                yield size, dict.fromkeys(self.functions, (form, 1)), active
        while True:
            size = all_sizes[min(int(self.rng.expovariate(0.7)), len(all_sizes) - 1)]
            chosen = {
                f: (self.rng.choice(FORMS), self.rng.choice((1, 1, 2, 3))) for f in self.functions
            }
            if self.rng.random() < 0.3:
                chosen = dict.fromkeys(self.functions, ("mixed", 1))
            yield size, chosen, self.rng.choice(("none", "all", "some", "some"))

    def run(self, count: int) -> Iterator[Found | int]:
        """Up to `count` attempts; yields evaluations spent, or the counterexample."""
        for size, forms, active in itertools.islice(self.plans, count):
            if time.thread_time() > self.deadline:
                return
            try:
                here = frame(self.theorem, _frozen(size), _frozen(forms), self.counts)
                key = id(here)
                if key not in self.goals:
                    self.goals[key] = here.goals(self.given, self.claim)
                goals = self.goals[key]
            except (Unreachable, Undecidable, ValueError, TypeError, AttributeError):
                yield 0
                continue
            for goal in self.rng.sample(goals, min(len(goals), 3)):
                yield from self._attempt(here, goal, active)

    def _attempt(self, here: Frame, goal: Goal, active: str) -> Iterator[Found | int]:
        definitions = solve(
            [e for a in goal.atoms if a.kind == "eq" for e in here.equations(a)],
            _attained(here, goal, active, self.rng),
            here.unknowns,
            self.rng,
            self.deadline,
        )
        if definitions is None:
            yield 0
            return
        try:
            batch = Batch(here, goal, definitions)
        except Unreachable:  # a root of a negative number, a function without array code
            yield 0
            return
        tries = self.budget.confirmations
        for rows, cost in batch.climb(self.budget.rounds, self.budget.rows, self.noise):
            spent, batch.evaluations = batch.evaluations, 0
            yield spent
            good = sorted((r for r, c in zip(rows, cost, strict=True) if c == 0), key=simplicity)
            for row in good[:2]:
                for exact in batch.rounded(row):
                    if _plain(exact):
                        values = here.values(exact)
                        yield 1
                        if confirmed(values, self.given, self.claim):
                            yield Found(values, None, "decided", 0, 0.0)
                    tries -= 1
                    break
            if tries <= 0 or time.thread_time() > self.deadline:
                return


def _frozen(choice: Mapping[Any, Any]) -> tuple[tuple[Any, Any], ...]:
    return tuple(choice.items())


def _attained(here: Frame, goal: Goal, active: str, rng: random.Random) -> list[Any]:
    """Inequalities of the goal to be taken as equations: counterexamples sit at equality."""
    if active == "none":
        return []
    slack = [a for a in goal.atoms if a.kind == "le" and a.every]
    slack = [a for a in slack if not (a.pairs[0][0] == 0 and a.pairs[0][1] in here.unknowns)]
    if active == "some":
        slack = [a for a in slack if rng.random() < 0.5]
    rng.shuffle(slack)
    return [e for a in slack for e in here.equations(a)]


def _plain(exact: Mapping[Any, Any]) -> bool:
    """Whether the values are simple enough for exact arithmetic: numbers without nested roots."""
    for value in exact.values():
        for part in preorder_traversal(value):
            if isinstance(part, Pow) and part.exp == S.Half and part.base.has(Pow):
                return False
        if not value.is_number or value.is_real is False or not value.is_finite:
            return False
    return True


__all__ = ["Attempts", "Budget", "Found", "confirmed", "search"]
