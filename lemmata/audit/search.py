"""Directed search: an instance at which hypotheses hold and a claim fails, found from the formulas.

Stages: the theorem's stored points and small changes of them; a free search over exact values of
the quantities (`search_free`); batches drawn by the theorem's checks, judged by enclosures
(`search_drawn`). Floats only propose: exact arithmetic decides a point, or enclosures a draw.
The conclusions of the theorem are true where its hypotheses hold: where all hypotheses are given, a
point at which a conclusion fails is no instance of what its quantities mean (a cited conclusion
says what they are), just as a stored point of a false variant must satisfy the true statement.
Limits count attempts and evaluations, so the same arguments give the same result; the limit in
seconds is a backstop, and an outcome says where it struck.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import sympify
from sympy.logic.boolalg import Boolean

from lemmata.measure import Draw
from lemmata.theorem import Theorem

from . import search_drawn
from .search_free import Attempts, Failed
from .search_points import changed, stored


@dataclass(frozen=True)
class Budget:
    """How long to look.

    attempts: systems set up and climbed by the free search; rows and rounds: size and number of
    generations of a climb; confirmations: exact decisions an attempt; batches: drawn batches a
    check (0: none); evaluations: rows evaluated in all; seconds: hard limit of processor time,
    looked at between attempts and rounds, beyond which a result would depend on the machine.
    """

    attempts: int = 60
    rows: int = 768
    rounds: int = 8
    confirmations: int = 4
    batches: int = 4
    evaluations: int = 500_000
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


@dataclass(frozen=True)
class Outcome:
    """What a search came to.

    attempts: systems of the free search; cut: the limit in seconds ended it; failed: attempts that
    could not be set up or ended in an error, which is no find; trouble: what the first one said.
    """

    found: Found | None
    evaluations: int
    seconds: float
    attempts: int
    cut: bool
    failed: int
    trouble: str


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
    Does not raise on a relation that it cannot handle: it finds nothing then.
    """
    return investigate(theorem, claim, given, budget, seed, use_stored).found


def explore(
    theorem: Theorem,
    claim: Boolean,
    given: Sequence[Boolean] | None = None,
    budget: Budget | None = None,
    seed: int = 0,
    use_stored: bool = True,
) -> tuple[Found | None, int]:
    """As `search`, with the number of evaluations also where nothing is found."""
    outcome = investigate(theorem, claim, given, budget, seed, use_stored)
    return outcome.found, outcome.evaluations


def investigate(
    theorem: Theorem,
    claim: Boolean,
    given: Sequence[Boolean] | None = None,
    budget: Budget | None = None,
    seed: int = 0,
    use_stored: bool = True,
) -> Outcome:
    """As `search`, with an account of what was done."""
    start = time.thread_time()
    budget = budget or Budget()
    given = [h.relation for h in theorem.hypotheses.values()] if given is None else given
    claim, given = sympify(claim), [sympify(g) for g in given]
    deadline = start + budget.seconds
    cited, derived = _facts(theorem, given)
    attempts = Attempts(theorem, claim, [*given, *cited], derived, budget, seed, deadline)
    found: Found | None = None
    evaluations, cut = 0, False
    troubles: list[str] = []
    for step in _steps(theorem, claim, given, budget, seed, use_stored, attempts):
        if isinstance(step, Found):
            found = replace(step, evaluations=evaluations, seconds=time.thread_time() - start)
            break
        if isinstance(step, Failed):
            troubles.append(step.why)
            continue
        evaluations += step
        cut = time.thread_time() > deadline
        if cut or evaluations >= budget.evaluations:
            break
    return Outcome(
        found,
        evaluations,
        time.thread_time() - start,
        attempts.made,
        cut and found is None,
        len(troubles),
        troubles[0] if troubles else "",
    )


def _steps(
    theorem: Theorem,
    claim: Boolean,
    given: Sequence[Boolean],
    budget: Budget,
    seed: int,
    use_stored: bool,
    attempts: Attempts,
) -> Iterator[Found | Failed | int]:
    """Evaluations spent, failures and finds, stage after stage; exact points before enclosures."""
    if use_stored:
        yield from _stored(theorem, attempts)
    first = -(-budget.attempts // 6)
    yield from _free(attempts, first)
    yield from _drawn(theorem, claim, given, budget, seed)
    yield from _free(attempts, budget.attempts - first)


def _facts(theorem: Theorem, given: Sequence[Boolean]) -> tuple[list[Boolean], list[Boolean]]:
    """(cited, derived) conclusions, where all hypotheses are given.

    What is cited says what its quantities are (a probability, a tail): they are no free numbers.
    """
    if not all(h.relation in given for h in theorem.hypotheses.values()):
        return [], []
    derived = {p.conclusion.name for p in theorem.proofs}
    cited = [c.relation for n, c in theorem.conclusions.items() if n not in derived]
    return cited, [c.relation for n, c in theorem.conclusions.items() if n in derived]


def _free(attempts: Attempts, count: int) -> Iterator[Found | Failed | int]:
    for step in attempts.run(count):
        yield step if isinstance(step, (int, Failed)) else Found(step, None, "decided", 0, 0.0)


def _stored(theorem: Theorem, attempts: Attempts) -> Iterator[Found | int]:
    for points in (stored, changed):
        for point in points(theorem):
            yield 1
            if attempts.refuted(point):
                yield Found(point.values, None, "decided", 0, 0.0, "stored")


def _drawn(
    theorem: Theorem, claim: Boolean, given: Sequence[Boolean], budget: Budget, seed: int
) -> Iterator[Found | Failed | int]:
    try:
        for batch in search_drawn.batches(theorem, budget.batches, seed):
            row = batch.refuting(claim, given)
            yield len(batch)
            if row is not None and batch.alone(row).refuting(claim, given) is not None:
                yield Found(None, row, "enclosed", 0, 0.0, "drawn")
    except Exception as error:  # a strategy or a model that raises shows no instance
        yield Failed(f"{type(error).__name__}: {error}")


__all__ = ["Budget", "Found", "Outcome", "explore", "investigate", "search"]
