"""The command line: check, sample, list, show, errata, docs, denominator."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from rich.table import Table
from rich.text import Text

from .audit.audit_command import audit
from .audit.covariance_command import covariance
from .audit.devices_command import agree
from .audit.faults_command import faults
from .audit.margins_command import margins
from .audit.mutate_command import mutate
from .audit.search_command import search
from .bench_command import bench
from .console import (
    Jobs,
    JsonFile,
    Targets,
    err,
    out,
    progress,
    refused,
    selected,
    spread,
    write_json,
)  # fmt: skip
from .profile_command import profile

app = typer.Typer(
    help="Executable theorems of non-convex optimisation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


COLOURS = {"holds": "green", "violated": "red", "error": "red", "undecided": "yellow"}


@app.command()
def check(
    targets: Targets = None,
    json_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--json", envvar="LEMMATA_JSON", help="write results here"),
    ] = None,
    device: Annotated[Optional[list[str]], typer.Option(help="cpu or cuda; repeatable")] = None,  # noqa: UP045
    dtype: Annotated[
        list[str] | None, typer.Option(help="float64, float32 or bfloat16; repeatable")
    ] = None,
    profile: Annotated[Optional[str], typer.Option(help="dev, ci or thorough")] = None,  # noqa: UP045
    impl: Annotated[Optional[list[str]], typer.Option(help="NAME=package.module:factory")] = None,  # noqa: UP045
    require: Annotated[Optional[str], typer.Option(help="least effective level")] = None,  # noqa: UP045
    sampler_seed: Annotated[int, typer.Option(help="seed of all sampled tests")] = 0,
    jobs: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="processes; all cores when left out, one with cuda"),
    ] = None,
) -> None:
    """Discharge the obligations and print the ledger; exit code 1 on any failure."""
    from . import binomial_tests, implementations, ledger, settings
    from .discharge import Discharge
    from .obligations import LEVELS

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
            raise refused(str(error)) from error
        theorems = selected(targets)
        if implementations.unclaimed():
            slots = ", ".join(sorted(implementations.SLOTS))
            raise refused(f"no slot {implementations.unclaimed()[0]!r}; slots: {slots}")
        out.print(settings.header(on, kinds, name), markup=False)
    work = Discharge(
        tuple(t.id for t in theorems), tuple(on), tuple(kinds), name, sampler_seed,
        tuple(impl or []),
    )  # fmt: skip
    files = list(dict.fromkeys(t.file for t in theorems))
    jobs = 1 if jobs is None and "cuda" in on else jobs
    entries = [entry for _, found in spread(work, files, jobs, "checking") for entry in found]
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
    complaints = ledger.shrunk(stored, now, Path.cwd()) + binomial_tests.overspent(tests)
    if require:
        complaints += ledger.below(require, made)
    for complaint in complaints:
        out.print(complaint, style="red", markup=False)
    counts = ledger.denominator(len(entries), entries)
    out.print(ledger.denominator_text(counts), markup=False)
    if tests:
        out.print(binomial_tests.budget_text(tests), markup=False)
    write_json(json_file, ledger.report(theorems, entries, counts))
    if faults or complaints:
        raise typer.Exit(1)


@app.command()
def sample(
    targets: Targets = None,
    seeds: Annotated[int, typer.Option(help="how many full runs of the sampled tests")] = 1,
    first: Annotated[int, typer.Option(help="the seed of the first run")] = 0,
    jobs: Jobs = None,
    json_file: JsonFile = None,
) -> None:
    """Repeat the sampled tests with different seeds and count alarms; exit code 1 on any."""
    from . import sampling

    if seeds < 1:
        raise refused(f"--seeds must be at least 1, got {seeds}")
    chosen = [t.id for t in selected(targets) if t.samples]
    with progress() as bar:
        task = bar.add_task("sampling", total=seeds)
        made = []
        for said in sampling.repeated(chosen, range(first, first + seeds), jobs):
            made.append(said)
            bar.advance(task)
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
    write_json(json_file, made)
    if alarms or weak:
        raise typer.Exit(1)


def _print_ledger(made: list[Any]) -> None:
    from .audit import summary
    from .ledger import HEADER, rows

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in HEADER:
        table.add_column(name, no_wrap=name in ("STATUS", "EFFECTIVE", "THEOREM", "MARGIN"))
    for cells in rows(made, summary.read()):
        table.add_row(*cells, style=COLOURS.get(cells[0], "") if cells[0] != "holds" else "")
    out.print(table)


@app.command("list")
def list_theorems(
    as_json: Annotated[bool, typer.Option("--json", help="machine readable")] = False,
    missing: Annotated[bool, typer.Option("--missing", help="ids that no theorem states")] = False,
) -> None:
    """List the theorems with their catalogue ids (in brackets: supported) and claims."""
    from .coverage import coverage
    from .docs import claim
    from .library import FOLDER
    from .statements import StatementError

    theorems = selected(None)
    if missing:
        try:
            groups = coverage(theorems, Path(FOLDER))
        except StatementError as error:
            raise refused(str(error)) from error
        for group in groups:
            out.print(str(group), markup=False)
            for result in group.missing:
                out.print(f"    {result}", markup=False)
        return
    if as_json:
        rows = [
            {
                "id": t.id,
                "catalogue": list(t.catalogue),
                "supports": list(t.supports),
                "claim": claim(t),
                "sources": [str(s) for s in t.sources],
                "file": t.file,
            }
            for t in theorems
        ]
        print(json.dumps(rows, indent=1))  # noqa: T201 - machine-readable output
        return
    for t in theorems:
        out.print(f"{t.id}  [{t.covers}]", markup=False)
        out.print(f"    {claim(t)}", markup=False)


@app.command()
def show(
    theorem_id: str,
    margins: Annotated[bool, typer.Option("--margins", help="run the checks, map slacks")] = False,
) -> None:
    """Show a theorem: statement, hypotheses, proof steps, witnesses, errata, axioms."""
    from .audit.margins import margin_rows
    from .audit.margins_text import render
    from .docs import page

    for theorem in selected([theorem_id]):
        out.print(page(theorem), markup=False)
        if margins:
            out.print("\n" + render(margin_rows(theorem)), markup=False)


app.command()(covariance)
app.command()(agree)
app.command()(margins)
app.command()(faults)
app.command()(search)
app.command()(mutate)
app.command()(audit)
app.command()(bench)
app.command()(profile)


@app.command()
def errata(
    check_only: Annotated[bool, typer.Option("--check", help="fail if ERRATA.md is stale")] = False,
) -> None:
    """Generate ERRATA.md from the theorem files."""
    from .docs import errata_text

    _write({Path("ERRATA.md"): errata_text(selected(None))}, check_only)


@app.command()
def docs(
    results: Annotated[Path, typer.Option(help="JSON written by `lemmata check --json`")],
    check_only: Annotated[bool, typer.Option("--check", help="fail if anything is stale")] = False,
) -> None:
    """Generate ERRATA.md, LEDGER.md and the tables in README.md; audit.json must be of today."""
    from .audit import summary
    from .docs import errata_text, ledger_text, readme_text

    theorems = selected(None)
    document = json.loads(results.read_text())
    audited = summary.read()
    readme = Path("README.md")
    _write(
        {
            Path("ERRATA.md"): errata_text(theorems),
            Path("LEDGER.md"): ledger_text(document, audited),
            readme: readme_text(readme.read_text(), theorems, audited),
        },
        check_only,
    )
    unknown = summary.missing(audited, theorems)
    if unknown:
        err.print(f"{len(unknown)} theorems without an audit of their mutants", markup=False)
    changed = summary.outdated(audited, theorems)
    if changed:
        err.print(f"changed since the audit: {', '.join(changed)}; run `lemmata audit`")
        raise typer.Exit(1)


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

    theorems = selected(None)
    write_denominator(Path(DENOMINATOR).resolve(), theorems)
    out.print(f"stored {len(theorems)} theorems in {DENOMINATOR}", markup=False)


def main() -> None:
    """Entry point of the `lemmata` command."""
    app()


if __name__ == "__main__":
    main()
