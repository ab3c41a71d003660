"""Exact points as counterexamples: proposed ones, stored ones and small changes of stored ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sympy import Add, Integral, Rational, S
from sympy.logic.boolalg import Boolean
from sympy.polys.polyerrors import PolynomialError

from lemmata.decide import declared, holds, powers
from lemmata.exact import Point, Undecidable, as_value
from lemmata.theorem import Theorem

CHANGES = (Rational(1, 1000), Rational(1, 2), Rational(1))
"""Relative changes of single values of a stored point."""
KEPT = 400
"""How many values and decisions a point keeps."""
REFUSED = (
    Undecidable, ValueError, TypeError, ArithmeticError, AttributeError, PolynomialError,
    NotImplementedError, RecursionError,
)  # fmt: skip
"""What exact evaluation raises where a relation has no value or is not decided."""


class Remembering(Point):
    """A point that keeps the values of terms, which hypotheses share, and what was decided.

    proposed: the values are nobody's choice; SymPy's integration may not end at such, and integrals
    have a value only of sums of c s^p and c b^s then.
    """

    def __init__(self, values: Mapping[Any, Any], proposed: bool = False) -> None:
        self.proposed = proposed
        self.known: dict[Any, Any] = {}
        self.said: dict[Any, bool | None] = {}
        super().__init__(values)

    def __call__(self, term: Any) -> Any:
        if term not in self.known:
            if len(self.known) > KEPT:
                self.known.clear()
            if self.proposed and isinstance(term, Integral):
                self._demand_closed(term)
            self.known[term] = super().__call__(term)
        return self.known[term]

    def _demand_closed(self, term: Integral) -> None:
        body, (variable, _, _) = term.args
        value = S(self(body)).expand()
        if any(powers(part, variable) is None for part in Add.make_args(value)):
            raise Undecidable(f"{term} is integrated at chosen points only")

    def says(self, relation: Boolean) -> bool | None:
        """As `holds`; None also where the relation has no value."""
        if relation not in self.said:
            if len(self.said) > KEPT:
                self.said.clear()
            try:
                self.said[relation] = holds(self, relation)
            except REFUSED:
                self.said[relation] = None
        return self.said[relation]

    def refutes(
        self, claim: Boolean, given: Sequence[Boolean], true: Sequence[Boolean] = ()
    ) -> bool:
        """Whether exact arithmetic decides that `given` holds and `claim` fails.

        Declared signs of functions must hold at every index or time, not only where they are
        tested. true: relations known to follow from `given`; where one fails is no instance.
        """
        if self.says(claim) is not False or not all(self.says(g) is True for g in given):
            return False
        signs = declared(self.values, (*given, claim))
        return all(self.says(s) is True for s in signs) and not any(
            self.says(t) is False for t in true
        )


def remembered(values: Mapping[Any, Any], proposed: bool = True) -> Remembering | None:
    """The point, unless its values do not fit together."""
    try:
        return Remembering(values, proposed)
    except REFUSED:
        return None


def confirmed(
    values: Mapping[Any, Any],
    given: Sequence[Boolean],
    claim: Boolean,
    true: Sequence[Boolean] = (),
) -> bool:
    """Whether the values are a point that refutes the claim, see `Remembering.refutes`."""
    point = remembered(values)
    return point is not None and point.refutes(claim, given, true)


@lru_cache(maxsize=4)
def stored(theorem: Theorem) -> tuple[Remembering, ...]:
    """The theorem's stored points, kept for its next claim."""
    lists: tuple[Sequence[Any], ...] = (
        theorem.variants, theorem.equalities, theorem.witnesses, theorem.errata,
    )  # fmt: skip
    seen: list[Mapping[Any, Any]] = []
    for at in (thing.at for things in lists for thing in things):
        if at not in seen:
            seen.append(at)
    exact = [made for at in seen if (made := _exact(at)) is not None]
    points = (remembered(values, proposed=False) for values in exact)
    return tuple(point for point in points if point is not None)


@lru_cache(maxsize=4)
def changed(theorem: Theorem) -> tuple[Remembering, ...]:
    """The stored points with one scalar changed, kept for the theorem's next claim."""
    points = (remembered(moved) for at in stored(theorem) for moved in _nearby(at.values))
    return tuple(point for point in points if point is not None)


def _exact(at: Mapping[Any, Any]) -> dict[Any, Any] | None:
    try:
        return {symbol: as_value(symbol, value) for symbol, value in at.items()}
    except REFUSED:
        return None


def _nearby(values: Mapping[Any, Any]) -> Iterator[dict[Any, Any]]:
    for symbol, value in values.items():
        if hasattr(symbol, "shape") or callable(value):
            continue
        for change in CHANGES:
            for toward in (1, -1):
                moved = value * (1 + toward * change) if value != 0 else S(toward * change)
                yield {**values, symbol: moved}


__all__ = ["REFUSED", "Remembering", "changed", "confirmed", "remembered", "stored"]
