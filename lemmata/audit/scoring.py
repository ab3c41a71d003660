"""How many of the false variants in the theorem files the directed search refutes by itself.

Every `refutes` (with its own hypotheses, where it names them) and every `erratum` is searched
without its stored point. False variants of sampled claims are decided by samples, not by instances,
and are not counted.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from lemmata.library import select
from lemmata.render import pretty
from lemmata.theorem import Theorem

from .search import Budget, Found, explore


@dataclass(frozen=True)
class Row:
    """One false variant and what the search made of it.

    kind: refutes or erratum; level: decided, enclosed or "" (not found); stage: free or drawn;
    given: names of the hypotheses that hold; seconds: processor time; point: the exact values, or
    the inputs of the draw.
    """

    theorem: str
    kind: str
    name: str
    relation: str
    given: tuple[str, ...]
    found: bool
    level: str
    stage: str
    evaluations: int
    seconds: float
    point: dict[str, str]


def variants(theorem: Theorem) -> Iterator[tuple[str, str, Any, tuple[Any, ...]]]:
    """(kind, name, relation, hypotheses) of every false variant."""
    whole = tuple(theorem.hypotheses.values())
    for variant in theorem.variants:
        held = whole if variant.given is None else variant.given
        yield "refutes", variant.name, variant.relation, held
    for erratum in theorem.errata:
        yield "erratum", str(erratum.source), erratum.false, whole


def score(theorems: Iterable[Theorem], budget: Budget | None = None, seed: int = 0) -> list[Row]:
    """Search every false variant of the theorems without the stored points, in order."""
    return [
        _row(theorem, kind, name, relation, held, budget or Budget(), seed)
        for theorem in theorems
        for kind, name, relation, held in variants(theorem)
    ]


def run_search(target: str, budget: Budget | None = None, seed: int = 0) -> list[Row]:
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
    start = time.thread_time()
    found, evaluations = explore(theorem, relation, given, budget, seed, use_stored=False)
    return Row(
        theorem.id,
        kind,
        name,
        pretty(relation),
        tuple(h.name for h in held),
        found is not None,
        found.level if found else "",
        found.stage if found else "",
        evaluations,
        time.thread_time() - start,
        _shown(found),
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


def summary(rows: Sequence[Row]) -> str:
    """Found of all, how, how fast, and every variant that was not found, in full."""
    if not rows:
        return "no false variants"
    found = [r for r in rows if r.found]
    how = Counter((r.stage, r.level) for r in found)
    times, share = [r.seconds for r in rows], 100 * len(found) / len(rows)
    lines = [
        f"directed search: {len(found)} of {len(rows)} false variants refuted ({share:.1f}%)",
        *(f"  {n} {level} ({stage} search)" for (stage, level), n in sorted(how.items())),
        f"  seconds: median {median(times):.2f}, worst {max(times):.2f}, in all {sum(times):.0f}",
    ]
    missed = [r for r in rows if not r.found]
    if missed:
        lines.append("not found:")
    for row in missed:
        lines.append(f"  {row.theorem}::{row.kind}[{row.name}] ({row.seconds:.1f}s)")
        lines.append(f"      {row.relation}")
        lines.append(f"      given {', '.join(row.given) or 'nothing'}")
    return "\n".join(lines)


def document(rows: Sequence[Row]) -> dict[str, Any]:
    """The rows and their counts as JSON takes them."""
    return {
        "total": len(rows),
        "found": sum(r.found for r in rows),
        "decided": sum(r.level == "decided" for r in rows),
        "enclosed": sum(r.level == "enclosed" for r in rows),
        "rows": [asdict(r) for r in rows],
    }


__all__ = ["Row", "document", "run_search", "score", "summary", "variants"]
