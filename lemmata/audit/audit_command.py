"""The command `lemmata audit`: all parts of the audit, whole or sampled, and its stored figures."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from lemmata.console import Jobs, out, refused, selected

from .covariance_command import covariance
from .faults_command import faults
from .margins_command import margins
from .mutate_command import mutate
from .search_command import search
from .summary import PARTS, STORED, collect, read

SAMPLED_FAULTS = 24
SAMPLED_MUTANTS = 12
SHARE = 16
"""One theorem file in so many is looked at by a sampled audit."""


def audit(
    sample: Annotated[
        bool, typer.Option("--sample", help="a small part, chosen by --seed")
    ] = False,
    seed: Annotated[int, typer.Option(help="which part --sample takes")] = 0,
    folder: Annotated[Path, typer.Option("--to", help="where the rows go")] = Path("build/audit"),
    only_collect: Annotated[
        bool, typer.Option("--collect", help="store the figures of rows that are there already")
    ] = False,
    part: Annotated[Optional[list[str]], typer.Option(help="one part; repeatable")] = None,  # noqa: UP045
    jobs: Jobs = None,
) -> None:
    """Mutants, faults, search, covariances and margins; exit code 1 when a part complains.

    A whole audit stores its figures in audit.json, from which the README and the ledger show them.
    """
    parts = list(part or PARTS)
    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        raise refused(f"no part {unknown[0]!r}; parts: {', '.join(PARTS)}")
    theorems = selected(None)
    failed = []
    if not only_collect:
        chosen = _chosen(sorted({t.file for t in theorems}), seed) if sample else None
        for name in parts:
            out.rule(name, align="left")
            if not _passes(_work(name, chosen, seed, folder / f"{name}.json", jobs)):
                failed.append(name)
    if not sample:
        Path(STORED).write_text(collect(folder, theorems, read()))
        out.print(f"wrote {STORED}", markup=False)
    if failed:
        out.print(f"the audit complains: {', '.join(failed)}", style="red", markup=False)
        raise typer.Exit(1)


def _chosen(files: Sequence[str], seed: int) -> list[str]:
    return sorted(random.Random(seed).sample(list(files), max(1, len(files) // SHARE)))


def _passes(work: Callable[[], Any]) -> bool:
    try:
        work()
    except typer.Exit as ended:
        return ended.exit_code == 0
    return True


def _work(
    name: str, chosen: list[str] | None, seed: int, to: Path, jobs: int | None
) -> Callable[[], Any]:
    """The command of a part, on all files or on the chosen ones."""
    few = chosen is not None
    work: dict[str, Callable[[], Any]] = {
        "mutants": lambda: mutate(
            chosen, sample=SAMPLED_MUTANTS if few else None, seed=seed, again=None, jobs=jobs,
            json_file=to,
        ),
        "faults": lambda: faults(
            None, sample=SAMPLED_FAULTS if few else None, seed=seed, complete=False,
            dtype="float64", profile="ci", jobs=jobs, json_file=to,
        ),
        "search": lambda: search(
            chosen, seconds=10.0, attempts=60, seed=0, jobs=jobs, json_file=to
        ),
        "covariance": lambda: covariance(chosen, json_file=to, propose=False, jobs=jobs),
        "margins": lambda: margins(chosen, json_file=to, jobs=jobs, profile="ci", brief=True),
    }  # fmt: skip
    return work[name]


__all__ = ["audit"]
