"""Covariances: what a theorem declares about scalings, rotations, limits, decided exactly.

Scalings: `covariance_weights` finds all of them by linear algebra, `covariance_exact` substitutes
the declared ones; both must agree, and nothing may be forgotten. Rotations: `covariance_rotation`.
Thresholds: `covariance_switches`. Limits: `covariance_limits`.

A permutation of neurons, data or coordinates acts on the arrays of that dimension, as a rotation
does, and is covered by it; where a statement is about single entries in numbered order, or sums
over an index, no symmetry is declared and none is checked. Only the relations are looked at: that a
model measures a quantity in a way that respects the symmetry is not claimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import lcm
from typing import Any

from sympy import S

from lemmata.declarations import Scaling
from lemmata.render import pretty
from lemmata.theorem import Theorem

from .covariance_exact import NotCovariant, Scaled
from .covariance_limits import Undefined, candidates, declared, obvious
from .covariance_limits import shown as shown_at
from .covariance_rotation import claims, dimensions, turns
from .covariance_switches import gap, switches
from .covariance_weights import Equation, Grading, Space, Undecided, rank, solve

FAILURES = ("violated", "undeclared", "undecided", "error")
STATUSES = ("holds", "open", *FAILURES)


@dataclass(frozen=True)
class Row:
    """What came of one thing that the audit looked at.

    kind: scaling, rotation, continuity or limit; status: holds, open (a limit that nobody declared;
    no failure), violated, undeclared (something exists that the theorem does not declare),
    undecided, error (two ways of deciding disagree).
    """

    theorem: str
    kind: str
    name: str
    status: str
    detail: str = ""

    @property
    def failed(self) -> bool:
        return self.status in FAILURES

    def as_json(self) -> dict[str, str]:
        """The row as plain data."""
        return asdict(self)


# Scalings ---------------------------------------------------------------------------------------


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


# Rotations, thresholds, limits ------------------------------------------------------------------


def rotation_rows(theorem: Theorem) -> Iterator[Row]:
    """Each dimension of an array: whether turning it leaves the statement, and who said so."""
    declared = {str(i.dimension) for i in theorem.invariances}
    sizes = dimensions(theorem)
    for name in sorted(declared - {str(size) for size in sizes}):
        yield Row(
            theorem.id, "rotation", name, "violated", "no array of the relations has this size"
        )
    for size in sizes:
        name = str(size)
        try:
            changed = turns(theorem, size)
        except Undecided as error:
            yield Row(theorem.id, "rotation", name, "undecided", str(error))
            continue
        if changed and name in declared:
            yield Row(theorem.id, "rotation", name, "violated", changed)
        elif changed:
            yield Row(theorem.id, "rotation", name, "holds", f"not declared, and not so: {changed}")
        elif name in declared:
            yield Row(theorem.id, "rotation", name, "holds")
        else:
            yield Row(
                theorem.id, "rotation", name, "undeclared", f"say invariant('rotation', {name})"
            )


def continuity_rows(theorem: Theorem) -> Iterator[Row]:
    """Each threshold of a conclusion: whether its branches agree there."""
    try:
        found = list(switches(theorem))
    except Undecided as error:
        yield Row(theorem.id, "continuity", "all", "undecided", str(error))
        return
    for switch in found:
        try:
            left = gap(switch)
        except Undecided as error:
            yield Row(theorem.id, "continuity", switch.claim, "undecided", str(error))
            continue
        status = "violated" if left else "holds"
        detail = f"{switch.shown}; the jump there is {left}" if left else switch.shown
        yield Row(theorem.id, "continuity", switch.claim, status, detail)


def limit_rows(theorem: Theorem) -> Iterator[Row]:
    """Declared limits, those that need no declaration, and candidates that nobody declared."""
    done = set()
    for limit in theorem.limits:
        status, detail = declared(theorem, limit)
        of = getattr(limit.conclusion, "name", "?")
        yield Row(theorem.id, "limit", f"{limit.name}: {of}", status, detail)
        done.add((of, shown_at(limit.at)))
    for name, values, conclusion in candidates(theorem):
        if (conclusion.name, shown_at(values)) in done:
            continue
        try:
            status, detail = obvious(theorem, values, conclusion)
        except Undefined:
            continue  # such as a bound with the step in its denominator
        yield Row(theorem.id, "limit", f"{name}: {conclusion.name}", status, detail)


# All --------------------------------------------------------------------------------------------


def rows(theorem: Theorem) -> list[Row]:
    """Everything that the audit says about the theorem."""
    return [
        *scaling_rows(theorem),
        *rotation_rows(theorem),
        *continuity_rows(theorem),
        *limit_rows(theorem),
    ]


def run_theorem(target: str) -> list[Row]:
    """The rows of the theorems that the target (an id, a file, a folder) names."""
    from lemmata.library import select

    return [row for theorem in select([target]) for row in rows(theorem)]


def figures(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows there are of each kind and status, such as `scaling holds`."""
    return dict(sorted(Counter(f"{r.kind} {r.status}" for r in rows).items()))


def proposal(theorem: Theorem) -> str:
    """Declarations for a new file: a basis of its scalings, its rotations, its open limits.

    The scalings are all that is needed, but no more than a start: combine them into those that
    mean something (values, lengths, times), and name them.
    """
    _, space = scalings(theorem)
    lines = [] if space.rank else ['thm.rigid("because ...")']
    for row in space.basis:
        whole = lcm(*(int(S(c).q) for w in row for c in _numbers(w)))
        weights = {str(s): w * whole for s, w in zip(space.columns, row, strict=True) if w != 0}
        said = ", ".join(f"{n}={pretty(w).replace('^', '**')}" for n, w in weights.items())
        lines.append(f'thm.scales("{next(iter(weights))}", {said})')
    lines += [
        f'thm.invariant("rotation", {d})' for d in dimensions(theorem) if not turns(theorem, d)
    ]
    for name, values, conclusion in candidates(theorem):
        try:
            status, detail = obvious(theorem, values, conclusion)
        except Undefined:
            continue
        if status == "open":
            at = ", ".join(f"{k}: {v}" for k, v in values.items())
            lines.append(f'# thm.limit("{name}", {{{at}}}, {conclusion.name}, ...)  # {detail}')
    return "\n".join(lines)


def _numbers(weight: Any) -> list[Any]:
    return list(S(weight).expand().as_coefficients_dict().values())


__all__ = ["Row", "breaks_units", "figures", "proposal", "rows", "run_theorem", "scalings"]
