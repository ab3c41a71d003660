"""How many of the false variants in the theorem files the directed search refutes by itself.

Every `refutes` (with its own hypotheses, where it names them) and every `erratum` is searched
without any stored point of its theorem. False variants of sampled claims (`rejects`) are decided by
samples, not by instances, and are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sympy import Basic
from sympy.core.function import AppliedUndef

from lemmata.kernel import Index, Time
from lemmata.library import select
from lemmata.render import pretty
from lemmata.theorem import Theorem

from .search import Budget, Found, investigate

WANTED = 0.8
"""Share of the false variants about finite-dimensional instances that must be refuted."""
FINITE = "instance"
WITHIN = (0.1, 1.0, 10.0)
"""Seconds for which the figures say how many were found."""


@dataclass(frozen=True)
class Row:
    """One false variant and what the search made of it.

    kind: refutes or erratum; about: what the statement is about, see `about`; given: names of the
    hypotheses that hold; level: decided, enclosed or "" (not found); stage: free or drawn; seconds:
    processor time; attempts, cut, failed, trouble: see `search.Outcome`; point: the exact values,
    or the inputs of the draw.
    """

    theorem: str
    kind: str
    name: str
    relation: str
    about: str
    given: tuple[str, ...]
    found: bool
    level: str
    stage: str
    evaluations: int
    seconds: float
    attempts: int
    cut: bool
    failed: int
    trouble: str
    point: dict[str, str]

    @property
    def label(self) -> str:
        """The obligation that the variant belongs to."""
        return f"{self.theorem}::{self.kind}[{self.name}]"


def variants(theorem: Theorem) -> Iterator[tuple[str, str, Any, tuple[Any, ...]]]:
    """(kind, name, relation, hypotheses) of every false variant."""
    whole = tuple(theorem.hypotheses.values())
    for variant in theorem.variants:
        held = whole if variant.given is None else variant.given
        yield "refutes", variant.name, variant.relation, held
    for erratum in theorem.errata:
        yield "erratum", str(erratum.source), erratum.false, whole


def about(theorem: Theorem, relations: Iterable[Basic]) -> str:
    """What relations speak about: a probability, functions of a time, of an index, or instances.

    An `instance` is finite-dimensional: numbers and arrays only.
    """
    relations = list(relations)
    free = {s for r in relations for s in r.free_symbols}
    if free & {event.probability for event in theorem.events}:
        return "probability"
    if any(r.atoms(Time) for r in relations):
        return "time"
    return "index" if any(r.atoms(Index, AppliedUndef) for r in relations) else FINITE


def score(theorems: Iterable[Theorem], budget: Budget | None = None, seed: int = 0) -> list[Row]:
    """Search every false variant of the theorems without the stored points, in order."""
    return [
        _row(theorem, kind, name, relation, held, budget or Budget(), seed)
        for theorem in theorems
        for kind, name, relation, held in variants(theorem)
    ]


def run_theorem(target: str, budget: Budget | None = None, seed: int = 0) -> list[Row]:
    """The score of one theorem id, catalogue id, file or folder, for a pool of processes.

    A file is loaded alone; an id loads all theorem files first. The rows can be pickled.
    """
    return score(select([target]), budget, seed)


def _row(
    theorem: Theorem,
    kind: str,
    name: str,
    relation: Any,
    held: Sequence[Any],
    budget: Budget,
    seed: int,
) -> Row:
    given = [h.relation for h in held]
    outcome = investigate(theorem, relation, given, budget, seed, use_stored=False)
    found = outcome.found
    return Row(
        theorem=theorem.id,
        kind=kind,
        name=name,
        relation=pretty(relation),
        about=about(theorem, [*given, relation]),
        given=tuple(h.name for h in held),
        found=found is not None,
        level=found.level if found else "",
        stage=found.stage if found else "",
        evaluations=outcome.evaluations,
        seconds=outcome.seconds,
        attempts=outcome.attempts,
        cut=outcome.cut,
        failed=outcome.failed,
        trouble=outcome.trouble,
        point=_shown(found),
    )


def _shown(found: Found | None) -> dict[str, str]:
    if found is None:
        return {}
    if found.point is not None:
        return {
            str(q): str(v.tolist() if hasattr(v, "tolist") else v) for q, v in found.point.items()
        }
    inputs = found.draw.inputs if found.draw else {}
    return {name: str(tensor[0].tolist()) for name, tensor in inputs.items()}


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """The score as numbers.

    total, found; finite: the same for statements about instances, with the `share` found (None when
    there are none) and what is `wanted`; about: total and found for every kind of statement; by:
    finds of each stage and level; seconds: processor time a variant (median, the 90 % quantile,
    worst, in all); within: found in so many seconds; cut: searches that the limit in seconds ended;
    failed: attempts that ended in an error or had no form, of `attempts`.
    """
    found = [r for r in rows if r.found]
    times = sorted(r.seconds for r in rows)
    kinds = Counter(r.about for r in rows)
    hits = Counter(r.about for r in found)
    share = hits[FINITE] / kinds[FINITE] if kinds[FINITE] else None
    by = Counter(f"{r.level}, {r.stage} search" for r in found)
    return {
        "total": len(rows),
        "found": len(found),
        "finite": {"total": kinds[FINITE], "found": hits[FINITE], "share": share, "wanted": WANTED},
        "about": {k: {"total": n, "found": hits[k]} for k, n in sorted(kinds.items())},
        "by": dict(sorted(by.items())),
        "seconds": {
            "median": _quantile(times, 0.5),
            "90%": _quantile(times, 0.9),
            "worst": _quantile(times, 1.0),
            "all": sum(times),
        },
        "within": {str(t): sum(r.seconds <= t for r in found) for t in WITHIN},
        "cut": sum(r.cut for r in rows),
        "attempts": sum(r.attempts for r in rows),
        "failed": sum(r.failed for r in rows),
    }


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The least value that so many of the ordered values do not exceed; 0 of none."""
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)] if ordered else 0.0


def enough(told: dict[str, Any]) -> bool:
    """Whether the share that is wanted was found; True where no variant is about an instance."""
    share = told["finite"]["share"]
    return bool(share is None or share >= WANTED)


def summary(rows: Sequence[Row]) -> str:
    """Found of all, how, how fast, and every variant that was not found, in full."""
    if not rows:
        return "no false variants"
    told = figures(rows)
    finite, seconds = told["finite"], told["seconds"]
    lines = [f"directed search: {_of(told)} of the false variants refuted, no stored point used"]
    if finite["total"]:
        verdict = "" if enough(told) else ": NOT ENOUGH"
        lines.append(
            f"  {_of(finite)} about finite-dimensional instances, {WANTED:.0%} wanted{verdict}"
        )
    else:
        lines.append("  none is about finite-dimensional instances: there is no score")
    lines += [
        f"  {_of(part)} about {_KINDS[kind]}"
        for kind, part in told["about"].items()
        if kind != FINITE
    ]
    lines += [f"  {n} {how}" for how, n in told["by"].items()]
    lines.append(
        f"  seconds a variant: median {seconds['median']:.2f}, 90% {seconds['90%']:.2f}, "
        f"worst {seconds['worst']:.1f}, in all {seconds['all']:.0f}; found within "
        + ", ".join(f"{t} s: {n}" for t, n in told["within"].items())
    )
    lines.append(
        f"  {told['attempts']} systems, {told['failed']} of them without form or in error; "
        f"{told['cut']} searches ended by the limit in seconds"
    )
    missed = [r for r in rows if not r.found]
    if missed:
        lines.append("not found:")
    for row in missed:
        ended = "limit in seconds" if row.cut else f"{row.attempts} systems"
        lines.append(f"  {row.label} ({row.about}; {row.seconds:.1f} s, {ended})")
        lines.append(f"      {row.relation}")
        lines.append(f"      given {', '.join(row.given) or 'nothing'}")
        if row.failed:
            lines.append(f"      {row.failed} systems failed: {row.trouble[:300]}")
    return "\n".join(lines)


_KINDS = {
    "time": "functions of a time",
    "index": "sequences",
    "probability": "probabilities",
}


def _of(part: dict[str, Any]) -> str:
    share = f" ({part['found'] / part['total']:.1%})" if part["total"] else ""
    return f"{part['found']} of {part['total']}{share}"


def document(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures and the rows as JSON takes them."""
    return {"figures": figures(rows), "rows": [asdict(r) for r in rows]}


__all__ = [
    "FINITE",
    "WANTED",
    "Row",
    "about",
    "document",
    "enough",
    "figures",
    "run_theorem",
    "score",
    "summary",
    "variants",
]
