"""Batches drawn by a theorem's own checks, evaluated once and judged by enclosures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from sympy import Symbol
from sympy.logic.boolalg import Boolean

from lemmata.checks import Setting, binding, measured
from lemmata.evaluate import Evaluator, Unbound, judge
from lemmata.measure import Draw
from lemmata.theorem import Check, Theorem


class Batch:
    """A drawn batch with its evaluator; rows are the model's, a divisor of them are instances."""

    def __init__(self, theorem: Theorem, check: Check, draw: Draw) -> None:
        self.theorem, self.draw = theorem, draw
        reference = measured(check, draw, Setting(), implementation=False).reference
        values = binding(theorem, reference)
        self.rows = max(len(v) for v in values.values())
        self.evaluator = Evaluator(values)
        self.promised = {h.relation for h in (*check.implements, *check.constructed)}
        self.signed = self._signs()

    def __len__(self) -> int:
        return self.rows

    def _signs(self) -> torch.Tensor:
        held = torch.ones(self.rows, dtype=torch.bool)
        for term in self.evaluator.measured:
            if isinstance(term, Symbol) and term.is_nonnegative:
                array = self.evaluator(term)
                held &= array.lower() > 0 if term.is_positive else array.lower() >= 0
        return held

    def refuting(self, claim: Boolean, hypotheses: Sequence[Boolean]) -> Draw | None:
        """The first instance at which the hypotheses certainly hold and the claim cannot.

        What the check declares to hold by construction need only be possible.
        """
        try:
            bad = ~judge(claim, self.evaluator, self.rows).possibly
            held = bad & self.signed
            for hypothesis in hypotheses:
                if not held.any():
                    return None
                said = judge(hypothesis, self.evaluator, self.rows)
                held &= said.possibly if hypothesis in self.promised else said.certainly
        except (Unbound, ValueError, TypeError, AttributeError):
            return None
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

    draw()
    return tuple(made)


def batches(theorem: Theorem, count: int, seed: int) -> Iterator[Batch]:
    """Up to `count` batches of each check of the theorem, kept for its next claim."""
    for check in theorem.checks if count else ():
        yield from _of(theorem, check, count, seed)


__all__: Sequence[Any] = ["Batch", "batches"]
