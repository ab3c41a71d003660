"""The command `lemmata mutate`: what becomes of small changes of every statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from lemmata.console import Jobs, JsonFile, Targets, out, refused, selected, spread, write_json

if TYPE_CHECKING:
    from lemmata.theorem import Theorem

    from .mutation import Row


def mutate(
    targets: Targets = None,
    sample: Annotated[Optional[int], typer.Option(help="this many mutants a theorem")] = None,  # noqa: UP045
    seed: Annotated[int, typer.Option(help="which ones --sample takes")] = 0,
    again: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="a file of --json: what it settled of unchanged relations stays"),
    ] = None,
    jobs: Jobs = None,
    json_file: JsonFile = None,
) -> None:
    """Refute or derive every mutant of every statement; list the survivors in full.

    Exit code 1 when a survivor has no declared reason, or a declared reason no survivor. With
    --sample survivors are told and no more: a point that the search finds for one mutant serves
    others, so that a few mutants alone may survive what all together do not. With --again searches
    are not repeated: only what points and reasons were added since makes a difference.
    """
    from . import summary
    from .mutation import figures, run_theorem, stale

    if sample is not None and sample < 1:
        raise refused(f"--sample must be at least 1, got {sample}")
    theorems = selected(targets)
    by_id = {t.id: t for t in theorems}
    files = list(dict.fromkeys(t.file for t in theorems))
    rows: list[Row] = []
    complaints: list[str] = []
    earlier = _earlier(again, theorems) if again is not None else {}
    work = partial(run_theorem, sample=sample, seed=seed, earlier=earlier)
    for _, found in spread(work, files, jobs, "mutating"):
        for name in dict.fromkeys(row.theorem for row in found if row.theorem in by_id):
            own = [row for row in found if row.theorem == name]
            rows += own
            out.print(_line(name, figures(own)), markup=False)
            for row in own:
                if row.verdict == "survived":
                    out.print(_shown(row), markup=False)
            if sample is None:
                complaints += stale(by_id[name], own)
    for row in rows:
        if row.verdict == "open":
            out.print(f"open: {_shown(row).strip()}  [{row.why}]", markup=False)
    for complaint in complaints:
        out.print(complaint, style="red", markup=False)
    counts = figures(rows)
    out.print(_line(f"{len(by_id)} theorems", counts), markup=False)
    said = {t.id: summary.relations(t) for t in theorems}
    document = {"figures": counts, "relations": said, "rows": [asdict(row) for row in rows]}
    write_json(json_file, document)
    if sample is not None:
        left = [row for row in rows if row.verdict == "survived"]
        seen = summary.survivors(summary.read())
        known = sum(
            summary.mark(r.name, r.operator, r.detail) in seen.get(r.theorem, ()) for r in left
        )
        out.print(f"{known} of {len(left)} survivors are known to the last whole audit")
    elif counts["survived"] or complaints:
        raise typer.Exit(1)


def _earlier(path: Path, theorems: Sequence[Theorem]) -> dict[str, list[Row]]:
    """The rows of a file of --json, of the theorems whose relations are still the same."""
    from . import summary
    from .mutation import Row

    try:
        said = json.loads(path.read_text())
        kept = {t.id for t in theorems if said["relations"].get(t.id) == summary.relations(t)}
        rows = [Row(**row) for row in said["rows"]]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise refused(f"--again must be a file of --json, got {path}: {error}") from error
    return {name: [row for row in rows if row.theorem == name] for name in kept}


def _line(what: str, counts: dict[str, int]) -> str:
    from .mutation import VERDICTS

    said = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
    return f"{what}: {counts['mutants']} mutants: {said}"


def _shown(row: Row) -> str:
    room = f" (times {row.room} is refuted)" if row.room else ""
    what = f"{row.role} {row.name}: {row.operator} {row.detail}{room}"
    return f"    {row.theorem} {what}: {row.mutant or 'dropped'}"


__all__ = ["mutate"]
