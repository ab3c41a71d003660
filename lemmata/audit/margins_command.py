"""`lemmata margins`: where each inequality is nearly attained and where it is loose."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from lemmata.console import Jobs, JsonFile, Targets, out, refused, selected, spread, write_json


def margins(
    targets: Targets = None,
    json_file: JsonFile = None,
    jobs: Jobs = None,
    profile: Annotated[str, typer.Option(help="dev, ci or thorough (new draws)")] = "ci",
    brief: Annotated[bool, typer.Option(help="the figures only")] = False,
) -> None:
    """Map the slack of every inequality over the draws of its checks (on the CPU in float64).

    Exit code 1 when a check raises or an inequality is violated.
    """
    from lemmata import settings
    from lemmata.checks import Setting

    from .margins import Row, run_theorem
    from .margins_text import document, figures, render, summary

    try:
        setting = Setting(profile=settings.profile(profile))
    except ValueError as error:
        raise refused(str(error)) from error
    chosen = selected(targets)
    wanted = {t.id for t in chosen}
    files = list(dict.fromkeys(t.file for t in chosen))
    rows: list[Row] = []
    for _, found in spread(partial(run_theorem, setting=setting), files, jobs, "mapping"):
        own = [row for row in found if row.theorem in wanted]
        rows += own
        if not brief and own:
            out.print(render(own), markup=False)
    told = figures(rows)
    out.print(summary(told), markup=False)
    write_json(json_file, {"profile": setting.profile, **document(rows)})
    if told["failed"] or told["violated"]:
        raise typer.Exit(1)
