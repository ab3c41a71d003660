"""Named axioms: what SymPy cannot derive. A fact that rests on one says so for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sympy.logic.boolalg import Boolean

from .facts import Fact, KernelError, mint, record, rule
from .rules import context
from .substitution import admissible, substitute
from .terms import Index, Time, sympified, well_shaped


class Axiom(NamedTuple):
    """`premises` imply `conclusion` for all values of the symbols, by the cited source."""

    name: str
    premises: tuple[Boolean, ...]
    conclusion: Boolean
    citation: str


def _registry() -> tuple[Any, Mapping[str, Axiom]]:
    declared: dict[str, Axiom] = {}

    def declare(
        name: str, premises: Sequence[Boolean], conclusion: Boolean, citation: str
    ) -> Axiom:
        """Register an axiom under a name not yet taken; the citation must not be empty."""
        axiom = Axiom(name, tuple(premises), conclusion, citation)
        if declared.get(name, axiom) != axiom:
            raise KernelError(f"the axiom {name!r} is already declared with another statement")
        if not citation.strip():
            raise KernelError(f"the axiom {name!r} needs a citation")
        for claim in (*axiom.premises, conclusion):
            well_shaped(claim)
        return declared.setdefault(name, axiom)

    return declare, MappingProxyType(declared)


declare_axiom, AXIOMS = _registry()


@rule
def apply_axiom(
    axiom: Axiom, replace: Mapping[Any, Any] | None = None, given: Sequence[Fact] = ()
) -> Fact:
    """An instance of an axiom; premises that `given` does not conclude become hypotheses."""
    if AXIOMS.get(getattr(axiom, "name", "")) is not axiom:
        raise KernelError(f"not a declared axiom: {axiom!r}")
    given = tuple(given)
    replace = {old: sympified(new) for old, new in (replace or {}).items()}
    admissible(replace, context(given)[1], axiom.premises)
    ranging = {s for p in axiom.premises for s in p.atoms(Index, Time)} & set(replace)
    if ranging:
        raise KernelError(f"the premises of {axiom.name!r} are meant for every {ranging}")
    met = {record(g).conclusion for g in given}
    open_premises = {substitute(p, replace) for p in axiom.premises} - met
    hypotheses = frozenset(open_premises).union(*(record(g).hypotheses for g in given))
    return mint(
        substitute(axiom.conclusion, replace),
        tuple(given),
        hypotheses=hypotheses,
        axioms=frozenset([axiom.name]),
        axiom=axiom,
        replace=tuple(replace.items()),
    )


__all__ = ["AXIOMS", "Axiom", "apply_axiom", "declare_axiom"]
