"""`lemmata agree`: the CPU and another device on the same instances."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from lemmata.console import Jobs, JsonFile, Targets, out, refused, selected, spread, write_json


def agree(
    targets: Targets = None,
    device: Annotated[
        str, typer.Option(help="cpu or cuda: what is compared with the CPU")
    ] = "cuda",
    dtype: Annotated[str, typer.Option(help="float64, float32 or bfloat16")] = "float64",
    profile: Annotated[str, typer.Option(help="dev, ci or thorough (new draws)")] = "dev",
    json_file: JsonFile = None,
    jobs: Jobs = 1,
) -> None:
    """Measure the draws of every check on the CPU and on the device; exit code 1 where they differ.

    With `--device cpu` the CPU is compared with itself, which shows that results repeat.
    """
    import torch

    from lemmata import settings
    from lemmata.checks import Setting

    from .devices import Agreement, run_theorem

    try:
        (kind,), (name,) = settings.dtypes([dtype]), settings.devices([device])
        chosen_profile = settings.profile(profile)
    except ValueError as error:
        raise refused(str(error)) from error
    if name == "cuda" and not torch.cuda.is_available():
        raise refused("no CUDA device on this machine; --device cpu compares the CPU with itself")
    settings.prepare()
    first, second = (Setting(d, kind, chosen_profile) for d in ("cpu", name))
    out.print(settings.header(["cpu", name], [kind], chosen_profile), markup=False)
    chosen = selected(targets)
    files = list(dict.fromkeys(t.file for t in chosen))
    wanted = {t.id for t in chosen}
    made: list[Agreement] = []
    work = partial(run_theorem, first=first, second=second)
    for _, found in spread(work, files, jobs, "comparing"):
        made += [a for a in found if a.theorem in wanted]
    for a in made:
        if not a.agrees:
            why = a.failed or "; ".join(dict.fromkeys(a.apart)) or "nothing was compared"
            out.print(f"{a.theorem}::check[{a.check}]: {why}", markup=False)
    share = max((a.share for a in made), default=0.0)
    agreed = sum(a.agrees for a in made)
    out.print(
        f"{agreed} of {len(made)} checks agree: {sum(a.rows for a in made)} instances, "
        f"{sum(a.entries for a in made)} numbers; the largest difference is {share:.2g} of what is "
        "explained",
        markup=False,
    )
    write_json(json_file, {"device": name, "dtype": dtype, "checks": [asdict(a) for a in made]})
    if agreed < len(made):
        raise typer.Exit(1)
