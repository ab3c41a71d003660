"""The command `lemmata covariance`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from lemmata.console import Jobs, JsonFile, Targets, out, selected, spread, write_json

if TYPE_CHECKING:
    from .covariance_rows import Row


def covariance(
    targets: Targets = None,
    json_file: JsonFile = None,
    propose: Annotated[bool, typer.Option(help="print declarations for a new file")] = False,
    jobs: Jobs = None,
) -> None:
    """Check scalings, rotations, thresholds and limits exactly; exit code 1 on any failure."""
    from .covariance import figures, proposal, run_theorem

    theorems = selected(targets)
    if propose:
        for theorem in theorems:
            out.print(f"# {theorem.id}\n{proposal(theorem)}\n", markup=False)
        return
    files = list(dict.fromkeys(t.file for t in theorems))
    wanted = {t.id for t in theorems}
    found = [
        row
        for _, rows in spread(run_theorem, files, jobs, "covariance")
        for row in rows
        if row.theorem in wanted
    ]
    counts = figures(found)
    _print(found, counts)
    write_json(json_file, {"figures": counts, "rows": [r.as_json() for r in found]})
    if any(row.failed for row in found):
        raise typer.Exit(1)


def _print(found: list[Row], counts: dict[str, int]) -> None:
    for row in found:
        if row.failed or row.status == "open":
            out.print(f"{row.theorem}::{row.kind}[{row.name}] {row.status}", markup=False)
            out.print(f"    {row.detail}", markup=False)
    out.print(", ".join(f"{count} {name}" for name, count in counts.items()), markup=False)
    tally = Counter(row.status for row in found)
    failed = sum(row.failed for row in found)
    theorems = len({row.theorem for row in found})
    switched = sum(row.kind == "continuity" for row in found)
    printed = tally["found"] + tally["missed"]
    out.print(
        f"{theorems} theorems: {failed} failures; {tally['open']} candidates for limits that nobody"
        f" declared; {switched} thresholds; {tally['found']} of {printed} misprints of the sources"
        " do not scale",
        markup=False,
    )


__all__ = ["covariance"]
