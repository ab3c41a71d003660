"""The command `lemmata covariance`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lemmata.console import Jobs, JsonFile, Targets, out, selected, spread, write_json

if TYPE_CHECKING:
    from .covariance import Row


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
        if row.status != "holds":
            out.print(f"{row.theorem}::{row.kind}[{row.name}] {row.status}", markup=False)
            out.print(f"    {row.detail}", markup=False)
    out.print(", ".join(f"{count} {name}" for name, count in counts.items()), markup=False)
    failed = sum(row.failed for row in found)
    waiting = sum(row.status == "open" for row in found)
    theorems = len({row.theorem for row in found})
    out.print(
        f"{theorems} theorems: {failed} failures, {waiting} limits that nobody declared",
        markup=False,
    )


__all__ = ["covariance"]
