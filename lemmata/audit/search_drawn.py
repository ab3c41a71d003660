"""Batches drawn by a theorem's own checks, evaluated once and judged by enclosures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from sympy import Symbol
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from lemmata.checks import Setting, binding, measured
from lemmata.choices import from_the_seed
from lemmata.evaluate import Evaluator, Unbound, judge
from lemmata.kernel import Index, Time
from lemmata.measure import Draw
from lemmata.statements import Check
from lemmata.theorem import Theorem

KEPT = 400
"""How many evaluated terms a batch keeps between claims."""


class Batch:
    """A drawn batch with its evaluator; rows are the model's, a divisor of them are instances."""

    def __init__(self, theorem: Theorem, check: Check, draw: Draw) -> None:
        self.theorem, self.check, self.draw = theorem, check, draw
        reference = measured(check, draw, Setting(), implementation=False).reference
        values = binding(theorem, reference)
        self.rows = max(len(v) for v in values.values())
        self.evaluator = Evaluator(values)
        self.promised = {h.relation for h in (*check.implements, *check.constructed)}
        self.signed = self._signs()

    def __len__(self) -> int:
        return self.rows

    def alone(self, row: Draw) -> Batch:
        """A single instance of the same check, measured anew."""
        return Batch(self.theorem, self.check, row)

    def _signs(self) -> torch.Tensor:
        held = torch.ones(self.rows, dtype=torch.bool)
        for term in self.evaluator.measured:
            if isinstance(term, (Symbol, AppliedUndef)) and term.is_nonnegative:
                array = self.evaluator(term)
                held &= array.lower() > 0 if term.is_positive else array.lower() >= 0
        return self._whole(held)

    def _whole(self, rows: torch.Tensor) -> torch.Tensor:
        """Per row whether all rows of its instance are true."""
        steps = rows.reshape(-1, len(self.draw))
        return steps.all(0).repeat(len(steps))

    def refuting(self, claim: Boolean, hypotheses: Sequence[Boolean]) -> Draw | None:
        """The first instance at which the hypotheses certainly hold and the claim cannot.

        What the check declares to hold by construction need only be possible, on all rows of the
        instance. Rows show a running index or time at finitely many values, so a hypothesis in one
        must hold by construction.
        """
        try:
            return self._refuting(claim, hypotheses)
        except (Unbound, ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError):
            return None  # the check measures nothing that decides this relation
        finally:
            if len(self.evaluator.values) > KEPT + len(self.evaluator.measured):
                known = self.evaluator.values
                self.evaluator.values = {t: known[t] for t in self.evaluator.measured}

    def _refuting(self, claim: Boolean, hypotheses: Sequence[Boolean]) -> Draw | None:
        held = self.signed & ~judge(claim, self.evaluator, self.rows).possibly
        for hypothesis in hypotheses:
            if not held.any():
                return None
            promised = hypothesis in self.promised
            if not promised and hypothesis.atoms(Index, Time):
                return None
            said = judge(hypothesis, self.evaluator, self.rows)
            held &= self._whole(said.possibly) if promised else said.certainly
        if not held.any():
            return None
        at = int(held.nonzero()[0]) % len(self.draw)
        return self.draw.rows(slice(at, at + 1))


@lru_cache(maxsize=8)
def _of(theorem: Theorem, check: Check, count: int, seed: int) -> tuple[Batch, ...]:
    made: list[Batch] = []

    @seeded(seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(check.draw(torch.float64))
    def draw(instance: Draw) -> None:
        if len(made) < count:
            made.append(Batch(theorem, check, instance))

    with from_the_seed():
        draw()
    return tuple(made)


def batches(theorem: Theorem, count: int, seed: int) -> Iterator[Batch]:
    """Up to `count` batches of each check of the theorem, kept for its next claim."""
    for check in theorem.checks if count else ():
        yield from _of(theorem, check, count, seed)


__all__: Sequence[Any] = ["Batch", "batches"]
