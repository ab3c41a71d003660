"""Declared scalings against all scalings, and misprints that no scaling allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sympy import S

from lemmata.declarations import Scaling
from lemmata.theorem import Theorem

from .covariance_exact import NotCovariant, Scaled
from .covariance_rotation import claims
from .covariance_rows import Row
from .covariance_space import Space, rank, solve
from .covariance_terms import Undecided
from .covariance_weights import Equation, Grading


def read(grading: Grading, theorem: Theorem) -> None:
    """Demand that the hypotheses, conclusions, events and measured terms are covariant."""
    for name, claim in claims(theorem):
        grading.relation(claim, name)
    for event in theorem.events:
        grading.unscaled(event.probability)
    for term, name in theorem.measured_as.items():
        if str(term) != name:
            grading.term(term, f"what is measured as {name}")


def scalings(theorem: Theorem) -> tuple[Grading, Space]:
    """All scalings of the theorem. Raises `Undecided` for a term that has no rule."""
    grading = Grading()
    read(grading, theorem)
    return grading, solve(grading)


def scaling_rows(theorem: Theorem) -> Iterator[Row]:
    """Each declared scaling, and whether they are all."""

    def row(name: str, status: str, detail: str = "") -> Row:
        return Row(theorem.id, "scaling", name, status, detail)

    try:
        grading, space = scalings(theorem)
    except Undecided as error:
        yield row("all", "undecided", str(error))
        return
    resolved: dict[str, Mapping[Any, Any]] = {}
    for scaling in theorem.scalings:
        try:
            resolved[scaling.name] = _resolved(scaling, space)
        except LookupError as error:
            yield row(scaling.name, "violated", str(error.args[0]))
    together = _together(theorem, grading, list(resolved.values()))
    for name, weights in resolved.items():
        yield row(name, *_judged(theorem, grading, space, weights, together))
    yield row("all", *_complete(theorem, space, list(resolved.values())))


def _resolved(scaling: Scaling, space: Space) -> dict[Any, Any]:
    names = {str(s): s for s in space.columns}
    if len(names) < len(space.columns):
        raise LookupError(f"two quantities have one name: {', '.join(map(str, space.columns))}")
    unknown = [n for n in scaling.weights if n not in names]
    if unknown:
        raise LookupError(
            f"{', '.join(unknown)}: no such quantity or time in the relations, or it cannot scale; "
            f"what can: {', '.join(names) or 'nothing'}"
        )
    return {names[n]: w for n, w in scaling.weights.items()}


def _together(theorem: Theorem, grading: Grading, all_of: Sequence[Mapping[Any, Any]]) -> bool:
    """Whether all scalings at once pass the substitution; if so, each of them does."""
    try:
        read(Scaled(all_of, grading), theorem)
    except (NotCovariant, Undecided):
        return False
    return True


def _judged(
    theorem: Theorem, grading: Grading, space: Space, weights: Mapping[Any, Any], known: bool
) -> tuple[str, str]:
    broken = list(_broken(grading, weights))
    inside = rank([*space.basis, *space.rows([weights])]) == space.rank
    found = ""
    if not known:
        try:
            read(Scaled([weights], grading), theorem)
        except (NotCovariant, Undecided) as error:
            found = str(error)
    if inside and not found:
        return "holds", ""
    why = "; ".join(f"{e.why} (off by {off})" for e, off in broken[:3])
    if found and not inside:
        return "violated", f"{why}; substituted: {found}"
    return "error", (
        f"the two ways disagree: by exponents {why or 'covariant'}; "
        f"substituted: {found or 'covariant'}"
    )


def _broken(grading: Grading, weights: Mapping[Any, Any]) -> Iterator[tuple[Equation, Any]]:
    """The equations that the weights do not satisfy, once each; not those of bound variables."""
    seen = set()
    for equation in grading.equations:
        if grading.bound & {s for s, _ in equation.form}:
            continue
        off = sum((c * S(weights.get(s, 0)) for s, c in equation.form), S.Zero).expand()
        if off != 0 and equation.why not in seen:
            seen.add(equation.why)
            yield equation, off


def _complete(
    theorem: Theorem, space: Space, declared: Sequence[Mapping[Any, Any]]
) -> tuple[str, str]:
    rows = space.rows(declared)
    if theorem.rigid_because and (space.rank or theorem.scalings):
        return "violated", f"declared rigid, but it scales: {shown(space)}"
    if not space.rank and not theorem.rigid_because and not theorem.scalings:
        return "undeclared", "nothing scales: say rigid(because)"
    spanned = rank(rows)
    if spanned < len(rows):
        return "violated", f"{len(rows)} scalings are declared, of which only {spanned} differ"
    if spanned < space.rank:
        return "undeclared", (
            f"{spanned} of {space.rank} scalings are declared; all: {shown(space)}"
        )
    return "holds", f"{space.rank} of {space.rank}" if space.rank else "rigid"


def shown(space: Space) -> str:
    """The basis of the space, for messages."""
    rows = (
        ", ".join(f"{s}: {w}" for s, w in zip(space.columns, row, strict=True) if w != 0)
        for row in space.basis
    )
    return "; ".join(f"{{{row}}}" for row in rows)


# Misprints --------------------------------------------------------------------------------------


def breaks_units(theorem: Theorem, claim: Any) -> str:
    """Why the claim cannot have the scalings of the theorem; empty if it can.

    Quantities of the claim that the theorem does not speak of may scale in any way.
    """
    grading, space = scalings(theorem)
    before = len(grading.equations)
    grading.relation(claim, "the claim")
    after = solve(grading)
    places = [after.columns.index(s) for s in space.columns]
    left = rank([[row[i] for i in places] for row in after.basis])
    if left == space.rank:
        return ""
    kept = "; ".join(e.why for e in grading.equations[before:][:2])
    return f"{space.rank - left} of {space.rank} scalings are lost: {kept}"
