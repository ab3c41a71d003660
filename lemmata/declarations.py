"""What a theorem declares about itself for the audit: scalings, rotations, limits, open mutants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, S
from sympy.logic.boolalg import Boolean

from .statements import StatementError


@dataclass(frozen=True)
class Scaling:
    """For every c > 0: the quantities times c**weight leave the statement as it is."""

    name: str
    weights: Mapping[str, Expr]


@dataclass(frozen=True)
class Invariance:
    """A group that leaves the statement as it is; kind: rotation of the arrays of a dimension."""

    kind: str
    dimension: Any


@dataclass(frozen=True)
class Limit:
    """What a conclusion becomes at an extreme value: no step, index 0, one dimension."""

    name: str
    at: Mapping[Any, Any]
    conclusion: Any
    becomes: Boolean


CHANGES = (
    "room", "constant", "exponent", "term dropped", "swapped", "reversed", "strict", "not strict",
    "part dropped", "converse", "negated", "dropped",
)  # fmt: skip
"""Kinds of mutants that `open` can speak of."""


@dataclass(frozen=True)
class Open:
    """Mutants that nothing refutes and nothing proves, and why.

    of: names of the relations, all when empty; change: their kind. `room` are changes of constants
    where a larger one, at the same place and in the same direction, is refuted.
    """

    because: str
    change: str
    of: tuple[str, ...]


class Declarations:
    """The declarations, for `Theorem`; the audit (`lemmata covariance`) checks them exactly."""

    id: str

    def __init__(self) -> None:
        self.scalings: list[Scaling] = []
        self.rigid_because = ""
        self.invariances: list[Invariance] = []
        self.limits: list[Limit] = []
        self.opens: list[Open] = []

    def _refuse(self, what: str) -> Exception:
        return StatementError(f"{self.id}: {what}")

    def scales(self, scaling: str, /, **weights: Any) -> None:
        """The statement is the same when every named quantity is multiplied by c**weight, c > 0.

        Weights are by the names of quantities and times, 0 when left out: rational numbers, or
        polynomials in symbols that stand in exponents. For a function it is the values that are
        multiplied. All declared scalings together must span all scalings of the statement.
        """
        if not scaling.strip() or any(s.name == scaling for s in self.scalings):
            raise self._refuse(f"scales({scaling!r}): give every scaling a name of its own")
        made = {name: S(weight) for name, weight in weights.items()}
        wrong = [f"{n}={w}" for n, w in made.items() if w == 0 or w.is_Float or not _weight(w)]
        if wrong or not made:
            raise self._refuse(
                f"scales({scaling!r}, {', '.join(wrong)}): weights are nonzero rational numbers or "
                "polynomials in symbols of exponents, at least one"
            )
        self.scalings.append(Scaling(scaling, made))

    def rigid(self, because: str) -> None:
        """No scaling leaves the statement as it is; the audit confirms it."""
        if not because.strip() or self.rigid_because:
            raise self._refuse("rigid(because): give one reason, once")
        self.rigid_because = because

    def invariant(self, kind: str, dimension: Any) -> None:
        """The statement is the same in every orthonormal basis of the given dimension."""
        if kind != "rotation":
            raise self._refuse(f"invariant({kind!r}): accepted is 'rotation'")
        if any(i.dimension == dimension for i in self.invariances):
            raise self._refuse(f"the dimension {dimension} is declared twice")
        self.invariances.append(Invariance(kind, dimension))

    def limit(self, name: str, at: Mapping[Any, Any], conclusion: Any, becomes: Any) -> None:
        """At the values `at` (of quantities, indices, dimensions) the conclusion is `becomes`."""
        if not at or any(x.name == name and x.conclusion is conclusion for x in self.limits):
            raise self._refuse(f"limit({name!r}): give values, and each limit of a claim one name")
        values = {key: S(value) for key, value in at.items()}
        self.limits.append(Limit(name, values, conclusion, becomes))

    def open(self, change: str, because: str, *of: Any) -> None:
        """Mutants of this kind, of the given hypotheses and conclusions (all when none), survive.

        The mutation analysis (`lemmata mutate`) reports them with the reason, and complains when
        none of them survives. `room`: constants that are known up to a factor only.
        """
        if change not in CHANGES:
            raise self._refuse(f"open({change!r}): accepted are {', '.join(CHANGES)}")
        if not because.strip():
            raise self._refuse(f"open({change!r}) needs a reason")
        names = tuple(thing.name for thing in of)
        if any(o.change == change and o.of == names for o in self.opens):
            raise self._refuse(f"open({change!r}, ...) of {names or 'all'} is declared twice")
        self.opens.append(Open(because, change, names))


def _weight(weight: Any) -> bool:
    symbols = sorted(weight.free_symbols, key=str)
    if not symbols:
        return bool(weight.is_Rational)
    made = weight.as_poly(*symbols)
    return made is not None and bool(made.domain.is_QQ or made.domain.is_ZZ)
