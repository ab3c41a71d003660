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
from collections.abc import Iterator, Sequence
from math import lcm
from typing import Any

from sympy import S

from lemmata.theorem import Theorem

from .covariance_limits import Undefined, candidates, declared, obvious
from .covariance_limits import shown as shown_at
from .covariance_rotation import dimensions, turns
from .covariance_rows import Row
from .covariance_scaling import breaks_units, scaling_rows, scalings
from .covariance_switches import gap, switches
from .covariance_terms import Undecided

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
    """Each threshold at which a bound switches: whether its branches agree there."""
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
    told: list[tuple[str, set[str]]] = []
    for limit in theorem.limits:
        status, detail = declared(theorem, limit)
        of = getattr(limit.conclusion, "name", "?")
        yield Row(theorem.id, "limit", f"{limit.name}: {of}", status, detail)
        told.append((of, set(shown_at(limit.at).split(", "))))
    for name, values, conclusion in candidates(theorem):
        wanted = set(shown_at(values).split(", "))
        if any(of == conclusion.name and wanted <= given for of, given in told):
            continue
        try:
            status, detail = obvious(theorem, values, conclusion)
        except Undefined:
            continue  # such as a bound with the step in its denominator
        yield Row(theorem.id, "limit", f"{name}: {conclusion.name}", status, detail)


def misprint_rows(theorem: Theorem) -> Iterator[Row]:
    """The errata: whether scalings alone show that the printed form cannot be right."""
    for number, erratum in enumerate(theorem.errata):
        name = str(erratum.source) + (f", {number + 1}" if number else "")
        try:
            why = breaks_units(theorem, erratum.false)
        except Undecided as error:
            yield Row(theorem.id, "misprint", name, "missed", str(error))
            continue
        status = "found" if why else "missed"
        yield Row(theorem.id, "misprint", name, status, why or "the printed form scales as it must")


# All --------------------------------------------------------------------------------------------


def rows(theorem: Theorem) -> list[Row]:
    """Everything that the audit says about the theorem."""
    return [
        *scaling_rows(theorem),
        *rotation_rows(theorem),
        *continuity_rows(theorem),
        *limit_rows(theorem),
        *misprint_rows(theorem),
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
        said = ", ".join(f"{n}={w}" for n, w in weights.items())
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
