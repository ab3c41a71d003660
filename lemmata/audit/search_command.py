"""`lemmata search`: how many false variants a directed search refutes without being told how."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from lemmata.console import Jobs, JsonFile, Targets, out, refused, selected, spread, write_json


def search(
    targets: Targets = None,
    seconds: Annotated[float, typer.Option(help="limit of processor time a variant")] = 10.0,
    attempts: Annotated[int, typer.Option(help="limit of systems a variant")] = 60,
    seed: Annotated[int, typer.Option(help="seed of all searches")] = 0,
    jobs: Jobs = None,
    json_file: JsonFile = None,
) -> None:
    """Search counterexamples to every false variant and erratum, without the stored points.

    Exit code 1 when less than 80 % of those about finite-dimensional instances are refuted.
    """
    from .scoring import Row, document, enough, figures, run_theorem, summary
    from .search import Budget

    if not seconds > 0:
        raise refused(f"--seconds must be positive, got {seconds}")
    if attempts < 1:
        raise refused(f"--attempts must be at least 1, got {attempts}")
    chosen = selected(targets)
    wanted = {t.id for t in chosen}
    if not any(t.variants or t.errata for t in chosen):
        raise refused("the chosen theorems have no false variants: nothing to search")
    files = list(dict.fromkeys(t.file for t in chosen))
    rows: list[Row] = []
    budget = Budget(attempts=attempts, seconds=seconds)
    work = partial(run_theorem, budget=budget, seed=seed)
    for _, made in spread(work, files, jobs, "searching"):
        own = [row for row in made if row.theorem in wanted]
        rows += own
        for name in dict.fromkeys(row.theorem for row in own):
            mine = [row for row in own if row.theorem == name]
            spent = sum(row.seconds for row in mine)
            found = sum(row.found for row in mine)
            out.print(f"{name}: {found} of {len(mine)}, {spent:.1f} s", markup=False)
    out.print(summary(rows), markup=False)
    write_json(json_file, {"budget": asdict(budget), "seed": seed, **document(rows)})
    if not enough(figures(rows)):
        raise typer.Exit(1)


__all__ = ["search"]
