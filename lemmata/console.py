"""What the commands share: consoles, the choice of theorems, progress bars, a pool, JSON files."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, Any, Optional, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")
R = TypeVar("R")


class _Stream:
    """A console on the standard stream of the moment, so that tests can capture it."""

    def __init__(self, stderr: bool) -> None:
        self.stderr = stderr

    def __getattr__(self, name: str) -> Any:
        console = Console(stderr=self.stderr, soft_wrap=True, highlight=False)
        if not console.is_terminal:
            console.width = 200  # a file or a pipe has no width to respect
        return getattr(console, name)


out: Any = _Stream(stderr=False)
err: Any = _Stream(stderr=True)

Targets = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads the annotation
    typer.Argument(metavar="[ID|FILE|FOLDER ...]", help="all of ./theorems when left out"),
]
JsonFile = Annotated[Optional[Path], typer.Option("--json", help="write results here")]  # noqa: UP045
Jobs = Annotated[Optional[int], typer.Option(help="processes; all cores when left out")]  # noqa: UP045


def selected(targets: Sequence[str] | None) -> Any:
    """The theorems that the targets name; a target that names none ends the command with 2."""
    from .library import select
    from .statements import StatementError

    try:
        return select(targets or [])
    except StatementError as error:
        raise refused(str(error)) from error


def refused(message: str) -> typer.Exit:
    """Say what was wrong with the command; the exit to raise."""
    err.print(message, markup=False)
    return typer.Exit(2)


def progress() -> Progress:
    """A progress bar on standard error, silent where that is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def spread(
    work: Callable[[T], R], items: Sequence[T], jobs: int | None, label: str
) -> Iterator[tuple[T, R]]:
    """`work` on every item in a pool of processes, in order, behind a progress bar.

    work and items must be picklable; jobs: all cores when None, in this process when 1.
    """
    count = min(jobs or os.cpu_count() or 1, max(1, len(items)))
    with progress() as bar:
        task = bar.add_task(label, total=len(items))

        def told(results: Iterable[R]) -> Iterator[tuple[T, R]]:
            for item, result in zip(items, results, strict=True):
                bar.update(task, advance=1, description=f"{label} {item}")
                yield item, result

        if count == 1:
            yield from told(map(work, items))
            return
        context = multiprocessing.get_context("spawn")  # torch threads do not survive a fork
        with ProcessPoolExecutor(count, mp_context=context, initializer=_one_thread) as pool:
            yield from told(pool.map(work, items))


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def write_json(path: Path | None, document: Any) -> None:
    """Write the document, if there is a path, with its folder."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=1) + "\n")
