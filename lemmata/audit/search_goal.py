"""What a search must satisfy at once: relations between scalar terms, joined by and and or."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import S


@dataclass(frozen=True)
class Atom:
    """lhs `kind` rhs for all pairs (some pair when kind is `ne`); kind: eq, ne, le, lt.

    every: the relation is meant for each value of the running symbols; otherwise one is enough.
    """

    kind: str
    pairs: tuple[tuple[Any, Any], ...]
    running: tuple[Any, ...]
    every: bool

    def strict(self) -> tuple[Any, ...]:
        """Terms that must be positive: gaps of `lt`, and squares of gaps that must not vanish."""
        if self.kind == "lt":
            return tuple(right - left for left, right in self.pairs)
        if self.kind == "ne" and len(self.pairs) == 1:
            return ((self.pairs[0][0] - self.pairs[0][1]) ** 2,)
        return ()


@dataclass(frozen=True)
class Node:
    """`and` or `or` of atoms and nodes."""

    join: str
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Goal:
    """A conjunction of atoms and undivided disjunctions, to be satisfied at once."""

    atoms: tuple[Atom, ...]
    disjunctions: tuple[Node, ...]


@dataclass(frozen=True)
class Unknown:
    """A scalar to be found. sign: real, nonneg, positive or count; group: its array, if any."""

    symbol: Any
    sign: str
    group: Any = None
    place: tuple[int, int] = (0, 0)


def conjuncts(nodes: Iterable[Any]) -> Iterator[Any]:
    """The nodes with every `and` taken apart."""
    for node in nodes:
        if isinstance(node, Node) and (node.join == "and" or len(node.parts) == 1):
            yield from conjuncts(node.parts)
        else:
            yield node


def atoms_of(nodes: Iterable[Any]) -> Iterator[Atom]:
    """All atoms below the nodes."""
    for node in nodes:
        if isinstance(node, Node):
            yield from atoms_of(node.parts)
        else:
            yield node


def has_equation(node: Node) -> bool:
    """Whether an equation stands below the node: it is solved, not climbed."""
    return any(a.kind == "eq" for a in atoms_of([node]))


_HELD: dict[str, Callable[[Any], bool]] = {
    "eq": lambda gap: bool(gap == 0),
    "le": lambda gap: bool(gap <= 0),
    "lt": lambda gap: bool(gap < 0),
}


def denied(goal: Goal, exact: Mapping[Any, Any]) -> bool:
    """Whether an atom of the goal in which nothing runs is a false relation of rational numbers.

    Cheap, and it spares an exact decision where floats took rounding for a difference.
    """
    return any(_denied(atom, exact) for atom in goal.atoms if not atom.running)


def _denied(atom: Atom, exact: Mapping[Any, Any]) -> bool:
    gaps = [S(left - right).xreplace(exact) for left, right in atom.pairs]
    if not all(gap.is_Rational for gap in gaps):
        return False
    if atom.kind == "ne":
        return all(gap == 0 for gap in gaps)
    return not all(_HELD[atom.kind](gap) for gap in gaps)


__all__ = ["Atom", "Goal", "Node", "Unknown", "atoms_of", "conjuncts", "denied", "has_equation"]
