"""Directed attacks: each family builds calls of the rules that a careless kernel would accept.

A family is a function of a seeded generator. Most of what it proposes is false at some model, or
no statement about real numbers at all; about a fifth is right, so that a kernel that refuses
everything would be seen.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.kernel.fuzzing.attempts import Attempt

from .arrays import array_equations, derivatives, free_vectors, gram_words
from .combinations import division, hidden_negatives, multipliers, strictness
from .common import Draw, forget, given
from .instances import axioms, capture, capture_chain, collapse, poles, rewriting
from .lemmas import captured_proofs, lemma_instances
from .logic import case_splits, logic, splits, zero_products
from .running import flows, induction, ranges, telescopes
from .values import conditional, namesakes, systems, weird_numbers

FAMILIES: tuple[tuple[Callable[[Draw], Attempt], int], ...] = (
    (multipliers, 6),
    (hidden_negatives, 5),
    (division, 6),
    (strictness, 5),
    (case_splits, 7),
    (logic, 14),
    (zero_products, 4),
    (splits, 4),
    (gram_words, 9),
    (array_equations, 2),
    (free_vectors, 2),
    (derivatives, 1),
    (capture, 3),
    (capture_chain, 5),
    (collapse, 3),
    (poles, 4),
    (captured_proofs, 4),
    (lemma_instances, 7),
    (namesakes, 5),
    (weird_numbers, 6),
    (conditional, 5),
    (rewriting, 6),
    (systems, 3),
    (induction, 6),
    (telescopes, 4),
    (ranges, 4),
    (flows, 5),
    (axioms, 5),
)
_WEIGHTED = [family for family, weight in FAMILIES for _ in range(weight)]


def directed(draw: Draw) -> Attempt:
    """An attempt of one of the families."""
    return draw.choice(_WEIGHTED)(draw)


__all__ = ["FAMILIES", "directed", "forget", "given"]
