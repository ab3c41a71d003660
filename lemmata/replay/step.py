"""A record under check: its premises, what may be taken as known, and how a step concludes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key, partial
from typing import Any, Protocol

from sympy import Basic, MatPow, MatrixExpr, Pow
from sympy.logic.boolalg import And, Boolean

from lemmata.kernel import Fact, record

from .field import Point
from .identities import Points, symmetric_letters
from .terms import INFINITE, ORDERS, Refusal, Signs, check_real, running_in, slack_of, walk

NONZERO = frozenset({-1, 1})
Hypotheses = frozenset[Any]


class Recorded(Protocol):
    """What is read of a fact; `lemmata.kernel.Record` has this shape."""

    @property
    def conclusion(self) -> Boolean:
        """What is claimed."""

    @property
    def hypotheses(self) -> frozenset[Boolean]:
        """Under which hypotheses."""

    @property
    def axioms(self) -> frozenset[str]:
        """Resting on which axioms."""

    @property
    def rule(self) -> str:
        """By which rule."""

    @property
    def premises(self) -> tuple[Fact, ...]:
        """From which facts."""

    @property
    def params(self) -> Mapping[str, Any]:
        """With which parameters."""


class Step:
    """The record under check, its premises' records, and what may be taken as known."""

    def __init__(self, said: Recorded) -> None:
        self.said = said
        self.claim: Any = said.conclusion
        self.premises: list[Recorded] = [record(p) for p in said.premises]
        self.identities = 0
        self.needed_axioms: frozenset[str] = frozenset().union(*(p.axioms for p in self.premises))

    def param(self, name: str) -> Any:
        """A recorded parameter."""
        if name not in self.said.params:
            raise Refusal(f"the record has no parameter {name!r}")
        return self.said.params[name]

    def premise(self, i: int = 0, total: int | None = None) -> Any:
        """The conclusion of the i-th premise."""
        if i >= len(self.premises) or total not in (None, len(self.premises)):
            raise Refusal(f"{len(self.premises)} premises are not what this rule takes")
        return self.premises[i].conclusion

    def inherited(self, first: int = 0) -> Hypotheses:
        """The hypotheses of the premises from number `first` on."""
        return frozenset().union(*(p.hypotheses for p in self.premises[first:]))

    def known(self, first: int = 0) -> list[Any]:
        """The relations known: conclusions of the premises from `first` on, and the hypotheses.

        The hypotheses of the fact itself may be used: it claims nothing where they fail.
        """
        everything = [p.conclusion for p in self.premises[first:]]
        everything += sorted(self.said.hypotheses, key=cmp_to_key(Basic.compare))
        flat = [part for said in everything for part in conjuncts(said)]
        return [said for said in dict.fromkeys(flat) if type(said) in ORDERS]

    def frame(self, *terms: Any, known: Sequence[Any] | None = None) -> tuple[Points, Signs]:
        """Points for the terms, and sign rules that use what is known."""
        known = self.known() if known is None else known
        usable = [s for s in known if not isinstance(s.lhs, MatrixExpr)]
        optional = [side for s in usable for side in (s.lhs, s.rhs)]
        points = Points(terms, optional, symmetric_letters(self.known()))
        return points, Signs(points, usable)

    def identity(self, points: Points, value: Callable[[Point], Any], what: str) -> None:
        """Refuse unless the value vanishes at all the points."""
        self.identities += 1
        if not points.vanish(value):
            raise Refusal(f"{what}: the two sides differ at a random point")

    def conclude(self, expected: Any) -> None:
        """Refuse unless the conclusion is the expected one, up to equal sides of a relation."""
        claim = self.claim
        if claim == expected:
            return
        if type(claim) is type(expected) and type(claim) in ORDERS:
            try:
                points = Points([claim.lhs, claim.rhs, expected.lhs, expected.rhs])
                pairs = ((claim.lhs, expected.lhs), (claim.rhs, expected.rhs))
                same = all(points.vanish(partial(difference, a, b)) for a, b in pairs)
            except Refusal:
                same = False
            self.identities += 2
            if same:
                return
        raise Refusal(f"the conclusion that follows is {expected}")


def difference(one: Any, other: Any, at: Point) -> Any:
    """The difference of two terms at a point."""
    return equal(at, at.any(one), at.any(other))


def conjuncts(said: Any) -> list[Any]:
    """The members of a conjunction; the relation itself otherwise."""
    return [p for arg in said.args for p in conjuncts(arg)] if isinstance(said, And) else [said]


def sides(said: Any) -> tuple[Any, Any]:
    """Both sides of a relation."""
    if type(said) not in ORDERS:
        raise Refusal(f"{said} is not a relation")
    return said.lhs, said.rhs


def slack_at(at: Point, said: Any) -> int:
    """The value of the slack of a scalar relation."""
    upper, lower, _ = slack_of(said)
    return (at.scalar(upper) - at.scalar(lower)) % at.p


def not_running(hypothesis: Any) -> Any:
    """The hypothesis; refuse one that is meant for every index or time."""
    if running_in(hypothesis):
        raise Refusal(f"{hypothesis} is meant for every value of {running_in(hypothesis)}")
    return hypothesis


def check_array_equation(said: Any) -> None:
    """Refuse an equation of an array with a number other than 0."""
    if not isinstance(said.rhs, MatrixExpr) and said.rhs != 0:
        raise Refusal(f"{said} equates an array and a number")


def check_defined(step: Step, known: Sequence[Any] | None, *terms: Any) -> None:
    """Refuse unless the terms are real, and defined by what is known (None: all that is)."""
    if any(isinstance(p, Pow) and not isinstance(p, MatPow) for t in terms for p in walk(t)):
        signs = step.frame(*terms, known=known)[1]
        for term in terms:
            signs.defined(term)
    else:
        for term in terms:
            check_real(term)


def check_finite(term: Any) -> None:
    """Refuse what SymPy has evaluated to an infinity or to an undefined number."""
    found = INFINITE & set(walk(term))
    if found:
        raise Refusal(f"{term} contains {found}")


def equal(at: Point, one: Any, other: Any) -> Any:
    """The difference of two values, where a number must be 0 to stand for an array."""
    if isinstance(one, int) == isinstance(other, int):
        return (one - other) % at.p if isinstance(one, int) else one - other
    number, array = (one, other) if isinstance(one, int) else (other, one)
    return array if number % at.p == 0 else 1
