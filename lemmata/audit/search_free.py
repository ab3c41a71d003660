"""The free search: one system after another, each solved, drawn, climbed and rounded.

An attempt writes the hypotheses and the negated claim at concrete sizes (`search_system`), solves
equations for unknowns (`search_solve`), draws and climbs in float64 (`search_climb`) and lets exact
arithmetic decide at the rounded point (`decide`). Each attempt has chance of its own, made
from the seed and its number.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sympy import S, preorder_traversal
from sympy.core.function import UndefinedFunction
from sympy.core.power import Pow
from sympy.logic.boolalg import Boolean

from lemmata.exact import Undecidable
from lemmata.theorem import Theorem

from .search_climb import Batch, generator, simplicity
from .search_forms import FORMS, Unreachable
from .search_goal import Goal, denied
from .search_points import Remembering, remembered
from .search_solve import contradicted, solve
from .search_system import PATTERNS, Frame, counts, frame, sizes

BRANCHES = 3
"""Branches of a goal that one attempt looks at."""


SOLUTIONS = 3
"""How often a branch is solved until no inequality contradicts the solution."""


class Limits(Protocol):
    """The part of a budget that the free search respects."""

    @property
    def rows(self) -> int: ...
    @property
    def rounds(self) -> int: ...
    @property
    def confirmations(self) -> int: ...


@dataclass(frozen=True)
class Failed:
    """An attempt that came to nothing, and why."""

    why: str


@dataclass(frozen=True)
class Plan:
    """One system.

    size: of arrays; forms: closed forms of functions; pattern: which entries of arrays may differ
    from 0; active: which inequalities are taken as equations (all, none, some).
    """

    size: tuple[tuple[Any, int], ...]
    forms: tuple[tuple[Any, tuple[str, int]], ...]
    pattern: str
    active: str


class Attempts:
    """The attempts at one claim; `made` counts them; true: what follows from `given`.

    kept: rows of a generation that are rounded; order: which come first.
    """

    kept = 2
    order = staticmethod(simplicity)

    def __init__(
        self,
        theorem: Theorem,
        claim: Boolean,
        given: Sequence[Boolean],
        true: Sequence[Boolean],
        limits: Limits,
        seed: int,
        deadline: float,
    ) -> None:
        self.theorem, self.claim, self.given, self.limits = theorem, claim, list(given), limits
        self.true, self.seed, self.deadline = list(true), seed, deadline
        self.made = 0
        self.functions = [
            q.symbol for q in theorem.quantities.values() if isinstance(q.symbol, UndefinedFunction)
        ]
        self.counts = counts(theorem, [*given, claim])
        self.goals: dict[Frame, list[Goal]] = {}
        self.plans = self._plans()

    def _plans(self) -> Iterator[Plan]:
        """Systematic first, then by chance."""
        all_sizes = sizes(self.theorem)
        plain: list[tuple[Any, str, tuple[str, ...]]]
        plain = [(all_sizes[0], "full", ("none", "all", "some"))]
        for size in all_sizes[1:2]:
            plain += [(size, pattern, ("none", "some")) for pattern in PATTERNS[1:]]
            plain += [(size, "full", ("some", "all"))]
        for form in FORMS if self.functions else FORMS[:1]:
            chosen = dict.fromkeys(self.functions, (form, 1))
            for size, pattern, actives in plain:
                for active in actives:
                    yield Plan(_frozen(size), _frozen(chosen), pattern, active)
        rng = random.Random(f"{self.seed} plans")
        while True:
            size = all_sizes[min(int(rng.expovariate(0.7)), len(all_sizes) - 1)]
            chosen = {f: (rng.choice(FORMS), rng.choice((1, 1, 2, 3))) for f in self.functions}
            if rng.random() < 0.3:
                chosen = dict.fromkeys(self.functions, ("mixed", 1))
            active = rng.choice(("none", "all", "some", "some"))
            pattern = rng.choice(PATTERNS) if max(size.values(), default=1) > 1 else "full"
            yield Plan(_frozen(size), _frozen(chosen), pattern, active)

    def run(self, count: int) -> Iterator[Mapping[Any, Any] | Failed | int]:
        """Up to `count` attempts; yields evaluations spent, failures, or a counterexample."""
        for plan in itertools.islice(self.plans, count):
            if time.thread_time() > self.deadline:
                yield 0
                return
            self.made += 1
            try:
                yield from self._attempt(plan, self.made)
            except (Unreachable, Undecidable) as error:
                yield Failed(str(error))
            except Exception as error:  # proposing may fail in any way: that is no find
                yield Failed(f"{type(error).__name__}: {error}")

    def refuted(self, point: Remembering) -> bool:
        """Whether the point is a counterexample at which what is known to be true holds."""
        return point.refutes(self.claim, self.given, self.true)

    def _attempt(self, plan: Plan, number: int) -> Iterator[Mapping[Any, Any] | int]:
        here = frame(self.theorem, plan.size, plan.forms, self.counts, plan.pattern)
        if here not in self.goals:
            self.goals[here] = here.goals(self.given, self.claim)
        goals = self.goals[here]
        rng = random.Random(f"{self.seed} {number}")
        for branch, goal in enumerate(rng.sample(goals, min(len(goals), BRANCHES))):
            yield from self._branch(here, goal, plan.active, f"{self.seed} {number} {branch}")

    def _branch(
        self, here: Frame, goal: Goal, active: str, chance: str
    ) -> Iterator[Mapping[Any, Any] | int]:
        rng = random.Random(chance)
        needed = [e for a in goal.atoms if a.kind == "eq" for e in here.equations(a)]
        attained = _attained(here, goal, active, rng)
        strict = [p for a in goal.atoms for p in a.strict()]
        for _ in range(SOLUTIONS):
            definitions = solve(needed, attained, here.unknowns, rng, strict)
            if definitions is not None and not contradicted(definitions, strict):
                break
        else:
            yield 0
            return
        try:
            batch = Batch(here, goal, definitions)
        except Unreachable:  # a root of a negative number, a function without array code
            yield 0
            return
        noise = generator(chance)
        tries = self.limits.confirmations
        for rows, cost in batch.climb(self.limits.rounds, self.limits.rows, noise):
            spent, batch.evaluations = batch.evaluations, 0
            yield spent
            good = sorted((r for r, c in zip(rows, cost, strict=True) if c == 0), key=self.order)
            for row in good[: self.kept]:
                for exact in batch.rounded(row):
                    if _plain(exact) and not denied(goal, exact):
                        values = here.values(exact)
                        yield 1
                        point = remembered(values)
                        if point is not None and self.refuted(point):
                            yield values
                    tries -= 1
                    break
            if tries <= 0:
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


__all__ = ["Attempts", "Failed", "Limits", "Plan"]
