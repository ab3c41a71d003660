"""The command `lemmata faults`: the table of seeded faults and of the theorems that kill them."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Optional

import typer

from lemmata.console import Jobs, JsonFile, err, out, refused, spread, write_json


def faults(
    slots: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads the annotation
        typer.Argument(metavar="[SLOT ...]", help="all slots when left out"),
    ] = None,
    complete: Annotated[bool, typer.Option(help="ask every theorem, not the first killer")] = False,
    sample: Annotated[Optional[int], typer.Option(help="this many faults, of few slots")] = None,  # noqa: UP045
    seed: Annotated[int, typer.Option(help="which ones --sample takes")] = 0,
    dtype: Annotated[str, typer.Option(help="float64 or float32")] = "float64",
    profile: Annotated[str, typer.Option(help="dev, ci or thorough")] = "ci",
    jobs: Jobs = None,
    json_file: JsonFile = None,
) -> None:
    """Seed faults in the implementations; every one must be killed. Exit code 1 on a survivor."""
    from lemmata import settings
    from lemmata.implementations import ImplementationError

    from . import faults as audit
    from .faults_table import figures, render, survivors, totals

    try:
        (kind,) = settings.dtypes([dtype])
        level = settings.profile(profile)
        if sample is not None and (slots or complete):
            raise ValueError("--sample chooses slots and stops at first killers: give nothing else")
        settings.prepare()
        if sample is not None:
            rows = audit.sampled(seed, sample, kind, level)
        else:
            wanted = audit.slots() if not slots else list(dict.fromkeys(slots))
            audit.library()
            for slot in wanted:
                audit.known(slot)
            work = partial(audit.run_slot, complete=complete, dtype=kind, profile=level)
            rows = [row for _, own in spread(work, wanted, jobs, "faults") for row in own]
    except (ValueError, ImplementationError) as error:
        raise refused(str(error)) from error
    out.print(render(rows), markup=False)
    told = survivors(rows)
    for line in told:
        err.print(line, style="red", markup=False)
    out.print(totals(rows), markup=False)
    write_json(json_file, {"figures": figures(rows), "rows": [asdict(row) for row in rows]})
    if told:
        raise typer.Exit(1)
