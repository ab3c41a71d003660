"""The command line: check, sample, list, show, errata, docs, denominator."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

app = typer.Typer(
    help="Executable theorems of non-convex optimisation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
COLOURS = {"holds": "green", "violated": "red", "error": "red", "undecided": "yellow"}


def _selected(targets: list[str] | None) -> Any:
    from .library import select
    from .theorem import StatementError

    try:
        return select(targets or [])
    except StatementError as error:
        err.print(str(error), markup=False)
        raise typer.Exit(2) from error


@app.command()
def check(
    targets: Targets = None,
    json_file: Annotated[Optional[Path], typer.Option("--json", help="write results here")] = None,  # noqa: UP045
    device: Annotated[Optional[list[str]], typer.Option(help="cpu or cuda; repeatable")] = None,  # noqa: UP045
    dtype: Annotated[list[str] | None, typer.Option(help="float64 or float32; repeatable")] = None,
    profile: Annotated[Optional[str], typer.Option(help="dev, ci or thorough")] = None,  # noqa: UP045
    impl: Annotated[Optional[list[str]], typer.Option(help="NAME=package.module:factory")] = None,  # noqa: UP045
    require: Annotated[Optional[str], typer.Option(help="least effective level")] = None,  # noqa: UP045
    sampler_seed: Annotated[int, typer.Option(help="seed of all sampled tests")] = 0,
) -> None:
    """Discharge the obligations and print the ledger; exit code 1 on any failure."""
    from . import implementations, ledger, sampling, settings
    from .obligations import LEVELS, obligations

    with ExitStack() as stack:
        try:
            on, kinds = settings.devices(device or []), settings.dtypes(dtype or [])
            name = settings.profile(profile)
            if require is not None and require not in LEVELS:
                raise ValueError(f"unknown level {require!r}; accepted: {', '.join(LEVELS)}")
            settings.prepare()
            for option in impl or []:
                implementations.apply_option(option, stack)
        except (ValueError, implementations.ImplementationError) as error:
            err.print(str(error), markup=False)
            raise typer.Exit(2) from error
        theorems = _selected(targets)
        if implementations.unclaimed():
            slots = ", ".join(sorted(implementations.SLOTS))
            err.print(f"no slot {implementations.unclaimed()[0]!r}; slots: {slots}")
            raise typer.Exit(2)
        out.print(settings.header(on, kinds, name), markup=False)
        owed = [o for t in theorems for o in obligations(t, on, kinds, name, sampler_seed)]
        entries = _discharge(owed)
    made = ledger.lines(theorems, entries)
    _print_ledger(made)
    faults = [e for e in entries if e.result.status not in ("holds", "skipped")]
    for entry in faults:
        title = f"{entry.theorem}::{entry.kind}[{entry.name}] {entry.result.status}"
        out.rule(Text(title), align="left")
        out.print(entry.result.detail, markup=False)
    now = {t.id: ledger.declared(t) for t in theorems}
    stored = ledger.read_denominator(Path(ledger.DENOMINATOR))
    tests = sum(e.result.counts.get("tests", 0) for e in entries)
    complaints = ledger.shrunk(stored, now, Path.cwd()) + sampling.overspent(tests)
    if require:
        complaints += ledger.below(require, made)
    for complaint in complaints:
        out.print(complaint, style="red", markup=False)
    counts = ledger.denominator(len(owed), entries)
    out.print(ledger.denominator_text(counts), markup=False)
    if tests:
        out.print(sampling.budget_text(tests), markup=False)
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        document = ledger.report(theorems, entries, counts)
        json_file.write_text(json.dumps(document, indent=1) + "\n")
    if faults or complaints:
        raise typer.Exit(1)


@app.command()
def sample(
    targets: Targets = None,
    seeds: Annotated[int, typer.Option(help="how many full runs of the sampled tests")] = 1,
    first: Annotated[int, typer.Option(help="the seed of the first run")] = 0,
    jobs: Annotated[Optional[int], typer.Option(help="processes; all cores when left out")] = None,  # noqa: UP045
    json_file: Annotated[Optional[Path], typer.Option("--json", help="write results here")] = None,  # noqa: UP045
) -> None:
    """Repeat the sampled tests with different seeds and count alarms; exit code 1 on any."""
    from . import sampling

    if seeds < 1:
        err.print(f"--seeds must be at least 1, got {seeds}", markup=False)
        raise typer.Exit(2)
    chosen = [t.id for t in _selected(targets) if t.samples]
    with _progress() as progress:
        task = progress.add_task("sampling", total=seeds)
        made = []
        for said in sampling.repeated(chosen, range(first, first + seeds), jobs):
            made.append(said)
            progress.advance(task)
    alarms = [text for run in made for text in run["violated"]]
    weak = [text for run in made for text in run["undecided"]]
    for text in [*alarms, *weak]:
        out.print(text, markup=False)
    tests, draws = (sum(run[key] for run in made) for key in ("tests", "draws"))
    out.print(
        f"{len(made)} runs of {len(chosen)} theorems, {tests} tests, {draws} draws: "
        f"{len(alarms)} alarms, {len(weak)} without power",
        markup=False,
    )
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(made, indent=1) + "\n")
    if alarms or weak:
        raise typer.Exit(1)


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _discharge(owed: list[Any]) -> list[Any]:
    from .ledger import Entry

    entries = []
    with _progress() as progress:
        task = progress.add_task("checking", total=len(owed))
        for obligation in owed:
            progress.update(task, description=f"{obligation.theorem.id} {obligation.kind}")
            entries.append(Entry.of(obligation, obligation.run()))
            progress.advance(task)
    return entries


def _print_ledger(made: list[Any]) -> None:
    from .ledger import HEADER, rows

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in HEADER:
        table.add_column(name, no_wrap=name in ("STATUS", "EFFECTIVE", "THEOREM", "MARGIN"))
    for cells in rows(made):
        table.add_row(*cells, style=COLOURS.get(cells[0], "") if cells[0] != "holds" else "")
    out.print(table)


@app.command("list")
def list_theorems(
    as_json: Annotated[bool, typer.Option("--json", help="machine readable")] = False,
) -> None:
    """List the theorems with their catalogue ids and claims."""
    from .docs import claim

    theorems = _selected(None)
    if as_json:
        rows = [
            {
                "id": t.id,
                "catalogue": list(t.catalogue),
                "claim": claim(t),
                "sources": [str(s) for s in t.sources],
                "file": t.file,
            }
            for t in theorems
        ]
        print(json.dumps(rows, indent=1))  # noqa: T201 - machine-readable output
        return
    for t in theorems:
        out.print(f"{t.id}  [{', '.join(t.catalogue)}]", markup=False)
        out.print(f"    {claim(t)}", markup=False)


@app.command()
def show(theorem_id: str) -> None:
    """Show a theorem: statement, hypotheses, proof steps, witnesses, errata, axioms."""
    from .docs import page

    for theorem in _selected([theorem_id]):
        out.print(page(theorem), markup=False)


@app.command()
def errata(
    check_only: Annotated[bool, typer.Option("--check", help="fail if ERRATA.md is stale")] = False,
) -> None:
    """Generate ERRATA.md from the theorem files."""
    from .docs import errata_text

    _write({Path("ERRATA.md"): errata_text(_selected(None))}, check_only)


@app.command()
def docs(
    results: Annotated[Path, typer.Option(help="JSON written by `lemmata check --json`")],
    check_only: Annotated[bool, typer.Option("--check", help="fail if anything is stale")] = False,
) -> None:
    """Generate ERRATA.md, LEDGER.md and the table in README.md."""
    from .docs import errata_text, ledger_text, readme_text

    theorems = _selected(None)
    document = json.loads(results.read_text())
    readme = Path("README.md")
    _write(
        {
            Path("ERRATA.md"): errata_text(theorems),
            Path("LEDGER.md"): ledger_text(document),
            readme: readme_text(readme.read_text(), theorems),
        },
        check_only,
    )


def _write(files: dict[Path, str], check_only: bool) -> None:
    stale = [path for path, text in files.items() if not path.exists() or path.read_text() != text]
    if check_only:
        for path in stale:
            err.print(f"{path} is stale: run `lemmata errata` and `lemmata docs`", markup=False)
        if stale:
            raise typer.Exit(1)
        return
    for path, text in files.items():
        path.write_text(text)
        out.print(f"wrote {path}", markup=False)


@app.command()
def denominator() -> None:
    """Store the expected number of obligations of every theorem in denominator.json."""
    from .ledger import DENOMINATOR, write_denominator

    theorems = _selected(None)
    write_denominator(Path(DENOMINATOR).resolve(), theorems)
    out.print(f"stored {len(theorems)} theorems in {DENOMINATOR}", markup=False)


def main() -> None:
    """Entry point of the `lemmata` command."""
    app()


if __name__ == "__main__":
    main()
