"""The inequalities inside a conclusion, each with what must hold for it to be claimed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Eq, Ge, Gt, Le, Lt, Ne, Not, ZeroMatrix
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from lemmata.render import pretty

INEQUALITIES = (Le, Lt, Ge, Gt)


@dataclass(frozen=True)
class Part:
    """A relation that a conclusion claims wherever all of `given` hold.

    relation: an inequality, an equation or the denial of one; only inequalities have a map.
    """

    relation: Boolean
    given: tuple[Boolean, ...] = ()

    @property
    def is_inequality(self) -> bool:
        return isinstance(self.relation, INEQUALITIES)

    @property
    def is_strict(self) -> bool:
        return isinstance(self.relation, (Lt, Gt))

    @property
    def has_scale(self) -> bool:
        """Whether neither side is 0 itself: relative to nothing, a slack has no size."""
        return not any(
            side == 0 or isinstance(side, ZeroMatrix)
            for side in (self.relation.lhs, self.relation.rhs)
        )

    def __str__(self) -> str:
        where = " and ".join(map(_clause, self.given))
        return pretty(self.relation) + (f"   where {where}" if where else "")


def _clause(claim: Boolean) -> str:
    text = pretty(claim)
    return f"({text})" if isinstance(claim, (And, Or, Implies, Equivalent)) else text


def parts(claim: Boolean, holds: bool = True, given: tuple[Boolean, ...] = ()) -> tuple[Part, ...]:
    """The relations of a claim (of its denial, where not `holds`), and where each is claimed.

    Of `and` all parts; of `or` each one where all others fail; of `a implies b` the consequence
    where a holds; of `a if and only if b` each side where the other holds and the denial of each
    where the other fails.
    """
    return tuple(dict.fromkeys(_parts(claim, holds, given)))


def _parts(claim: Any, holds: bool, given: tuple[Boolean, ...]) -> Iterator[Part]:
    if isinstance(claim, Not):
        yield from _parts(claim.args[0], not holds, given)
    elif isinstance(claim, Implies):
        condition, consequence = claim.args
        if holds:
            yield from _parts(consequence, True, (*given, condition))
        else:
            yield from _parts(condition, True, given)
            yield from _parts(consequence, False, given)
    elif isinstance(claim, Equivalent):
        for side, other in (claim.args, claim.args[::-1]):
            yield from _parts(side, holds, (*given, other))
            yield from _parts(side, not holds, (*given, _denied(other)))
    elif isinstance(claim, (And, Or)) and isinstance(claim, And) == holds:
        for arg in claim.args:
            yield from _parts(arg, holds, given)
    elif isinstance(claim, (And, Or)):
        for arg in claim.args:
            rest = (other for other in claim.args if other is not arg)
            failing = tuple(_denied(other) if holds else other for other in rest)
            yield from _parts(arg, holds, (*given, *failing))
    elif isinstance(claim, (*INEQUALITIES, Eq, Ne)):
        yield Part(claim if holds else _denied(claim), given)


def _denied(claim: Any) -> Boolean:
    """The denial, unevaluated below `and` and `or` so that it stays what was written."""
    relation = isinstance(claim, (*INEQUALITIES, Eq, Ne))
    made: Boolean = claim.negated if relation else Not(claim, evaluate=False)
    return made


__all__ = ["INEQUALITIES", "Part", "parts"]
