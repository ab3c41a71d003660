"""Named axioms: what SymPy cannot derive. A fact that rests on one says so for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy.logic.boolalg import Boolean

from .facts import Fact, KernelError, mint, rule
from .rules import context, substitute


@dataclass(frozen=True)
class Axiom:
    """`premises` imply `conclusion` for all values of the symbols, by the cited source."""

    name: str
    premises: tuple[Boolean, ...]
    conclusion: Boolean
    citation: str


AXIOMS: dict[str, Axiom] = {}


def declare_axiom(
    name: str, premises: Sequence[Boolean], conclusion: Boolean, citation: str
) -> Axiom:
    """Register an axiom under a name not yet taken; the citation must not be empty."""
    axiom = Axiom(name, tuple(premises), conclusion, citation)
    if AXIOMS.get(name, axiom) != axiom:
        raise KernelError(f"the axiom {name!r} is already declared with another statement")
    if not citation.strip():
        raise KernelError(f"the axiom {name!r} needs a citation")
    AXIOMS[name] = axiom
    return axiom


@rule
def apply_axiom(
    axiom: Axiom, replace: Mapping[Any, Any] | None = None, given: Sequence[Fact] = ()
) -> Fact:
    """An instance of a declared axiom; premises that `given` does not conclude become hypotheses."""
    if AXIOMS.get(getattr(axiom, "name", "")) is not axiom:
        raise KernelError(f"not a declared axiom: {axiom!r}")
    replace = dict(replace or {})
    for old, new in replace.items():
        if getattr(old, "is_nonnegative", False):
            context(given)[1].demand(new, strict=bool(old.is_positive))
    met = {g.conclusion for g in given}
    open_premises = {substitute(p, replace) for p in axiom.premises} - met
    hypotheses = frozenset(open_premises).union(*(g.hypotheses for g in given))
    return mint(
        substitute(axiom.conclusion, replace),
        tuple(given),
        hypotheses=hypotheses,
        axioms=frozenset([axiom.name]),
        axiom=axiom,
        replace=tuple(replace.items()),
    )


__all__ = ["AXIOMS", "Axiom", "apply_axiom", "declare_axiom"]
