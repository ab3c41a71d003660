"""Points of a theorem: stored ones, and those that small changes of stored ones lead to.

A changed point is repaired: hypotheses that define a quantity, `Eq(quantity, term without it)`, are
evaluated again in their order. What the hypotheses say of a point is decided once for all mutants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sympy import Matrix, MatrixExpr, Rational, S, Symbol
from sympy.core.function import UndefinedFunction
from sympy.core.relational import Eq
from sympy.logic.boolalg import Boolean
from sympy.polys.polyerrors import PolynomialError

from lemmata.decide import declared, holds
from lemmata.exact import Point, Undecidable
from lemmata.theorem import Theorem

from .search_points import Remembering

REFUSED = (
    Undecidable, ValueError, TypeError, ArithmeticError, AttributeError, PolynomialError,
    NotImplementedError,
)  # fmt: skip
"""What exact evaluation raises where a relation has no value or is not decided."""

STEPS = (Rational(1, 10**10), Rational(1, 10**4), Rational(1, 2), S.One)
"""Relative changes of one value of a stored point: below every change of a constant, and large."""
ENTRIES = 12
"""Entries of an array that are changed one by one."""


STORED, NEAR, SEARCH = "stored point", "near a stored point", "search"


class Place:
    """A point with what is decided there. origin: stored, near or search.

    claims: relations from which the arguments of functions are known, for their declared signs.
    """

    def __init__(
        self, values: Mapping[Any, Any], origin: str, claims: Sequence[Boolean] = ()
    ) -> None:
        self.values, self.origin = dict(values), origin
        self.point = Remembering(values, proposed=origin != STORED)
        self.said: dict[Boolean, bool | None] = {}
        if not all(_signed(sign, values[sign.lhs.func]) for sign in declared(values, claims)):
            raise ValueError("a declared sign of a function does not hold for every index or time")

    def says(self, claim: Boolean, keep: bool = True) -> bool | None:
        """Whether the relation holds at the point; None where that is not decided.

        keep: the claim is one of the theorem's own; an integral of a mutant is nobody's choice.
        """
        if claim in self.said:
            return self.said[claim]
        self.point.proposed = self.point.proposed or not keep
        try:
            found = holds(self.point, claim)
        except (*REFUSED, RecursionError):
            found = None
        if keep:
            self.said[claim] = found
        return found


@lru_cache(maxsize=1024)
def _signed(sign: Boolean, function: Any) -> bool:
    """Whether a function has its declared sign at every index or time."""
    return holds(Point({sign.lhs.func: function}), sign) is True


def place(values: Mapping[Any, Any], origin: str, claims: Sequence[Boolean] = ()) -> Place | None:
    """The point, unless its values do not fit together."""
    try:
        return Place(values, origin, claims)
    except REFUSED:
        return None


def stored(theorem: Theorem) -> Iterator[Place]:
    """The author's points, those of equality first."""
    claims = [h.relation for h in theorem.hypotheses.values()]
    claims += [c.relation for c in theorem.conclusions.values()]
    points = [e.at for e in sorted(theorem.equalities, key=lambda e: not e.sharp)]
    points += [v.at for v in theorem.variants] + [e.at for e in theorem.errata]
    points += [w.at for w in theorem.witnesses]
    seen: list[Any] = []
    for values in points:
        if values not in seen:
            seen.append(values)
            made = place(values, STORED, claims)
            if made is not None:
                yield made


def around(
    origin: Place, relations: Sequence[Boolean], claims: Sequence[Boolean]
) -> Iterator[Place]:
    """The point and changes of one value, repaired by relations that define a quantity."""
    defining = definitions(relations)
    yield from all_repaired(starts(origin, defining), defining, claims)


def starts(origin: Place, defining: Sequence[tuple[Any, Any]]) -> list[Point]:
    """Changes of one value that nothing defines; the point itself too where something is defined.

    Not repaired yet.
    """
    fixed = {symbol for symbol, _ in defining}
    made: list[Point] = [origin.point] if fixed else []
    return made + [
        origin.point.at(symbol, value)
        for symbol, value in changes(origin.point.values)
        if symbol not in fixed
    ]


def all_repaired(
    points: Iterable[Point], defining: Sequence[tuple[Any, Any]], claims: Sequence[Boolean]
) -> Iterator[Place]:
    """The points, repaired, as far as that is possible."""
    for point in points:
        made = repaired(point, defining, claims)
        if made is not None:
            yield made


def changes(values: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Quantities with a value in which one number is changed."""
    for symbol, value in values.items():
        if isinstance(symbol, UndefinedFunction) or callable(value):
            for step in STEPS[2:]:
                for toward in (1, -1):
                    yield symbol, _scaled(value, 1 + toward * step)
            continue
        if isinstance(symbol, MatrixExpr):
            if value.rows * value.cols > ENTRIES:
                continue
            for i in range(value.rows):
                for j in range(value.cols):
                    for moved in _moved(value[i, j]):
                        changed = Matrix(value)
                        changed[i, j] = moved
                        yield symbol, changed
        elif isinstance(symbol, Symbol):
            for moved in _moved(S(value)):
                if symbol.is_integer and not moved.is_integer:
                    continue
                yield symbol, moved


def _moved(value: Any) -> Iterator[Any]:
    for step in STEPS:
        for toward in (1, -1):
            yield value * (1 + toward * step) if value != 0 else toward * step


def _scaled(function: Any, factor: Any) -> Any:
    return lambda at: factor * S(function(at))


def definitions(relations: Iterable[Boolean]) -> tuple[tuple[Any, Any], ...]:
    """(quantity, term) of the equations that say what a quantity is, in an order of evaluation."""
    return _definitions(tuple(relations))


@lru_cache(maxsize=512)
def _definitions(relations: tuple[Boolean, ...]) -> tuple[tuple[Any, Any], ...]:
    found: dict[Any, Any] = {}
    for claim in relations:
        if not isinstance(claim, Eq):
            continue
        for symbol, term in ((claim.lhs, claim.rhs), (claim.rhs, claim.lhs)):
            plain = isinstance(symbol, Symbol) or (
                isinstance(symbol, MatrixExpr) and symbol.is_symbol
            )
            if plain and symbol not in found and not term.has(symbol):
                found[symbol] = term
                break
    order: list[tuple[Any, Any]] = []
    left = dict(found)
    while left:
        ready = [s for s, t in left.items() if not any(t.has(o) for o in left if o != s)]
        if not ready:
            break  # they define each other: the rest stays as it is
        order += [(s, left.pop(s)) for s in ready]
    return tuple(order)


def repaired(
    point: Point, defining: Sequence[tuple[Any, Any]], claims: Sequence[Boolean] = ()
) -> Place | None:
    """The point with its defined quantities evaluated again."""
    try:
        for symbol, term in defining:
            if symbol in point.values:
                point = point.at(symbol, point(term))
    except REFUSED:
        return None
    return place(point.values, NEAR, claims)


__all__ = [
    "NEAR",
    "SEARCH",
    "STORED",
    "Place",
    "all_repaired",
    "around",
    "definitions",
    "place",
    "repaired",
    "starts",
    "stored",
]
