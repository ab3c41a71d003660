"""`lemmata bench`: run cases at their real sizes and store the figures; and the README table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from .console import err, out, progress, refused, write_json

FOLDER = Path("benchmarks")
RESULTS = FOLDER / "results"


def bench(
    names: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads the annotation
        typer.Argument(metavar="[CASE ...]", help="all when left out"),
    ] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda")] = "cpu",
    full: Annotated[bool, typer.Option("--full", help="the real sizes, and growth")] = False,
    rounds: Annotated[int, typer.Option(help="timed rounds; medians are taken", min=1)] = 5,
    json_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--json", help="store here; a file there keeps its other cases"),
    ] = None,
) -> None:
    """Time our fast paths beside named peers; exit code 1 when a result is wrong."""
    import torch

    from . import bench as engine
    from .settings import DEVICES, prepare

    if device not in DEVICES:
        raise refused(f"unknown device {device!r}; accepted: {', '.join(DEVICES)}")
    if device == "cuda" and not torch.cuda.is_available():
        raise refused("no CUDA device on this machine")
    try:
        known = engine.cases(FOLDER)
    except engine.BenchError as error:
        raise refused(str(error)) from error
    unknown = [name for name in names or [] if name not in known]
    if unknown:
        raise refused(f"no case {unknown[0]!r}; cases: {', '.join(known)}")
    prepare()
    chosen = [known[name] for name in names or known if device in known[name].devices]
    work = [(case, size) for case in chosen for size in case.sizes(device, full)]
    records, grown, wrong = [], {}, 0
    with progress() as bar:
        task = bar.add_task("bench", total=len(work) + (len(chosen) if full else 0))
        for case, size in work:
            bar.update(task, description=f"{case.name} {_size(size)}")
            try:
                records.append(engine.run(case, size, device, rounds))
            except engine.BenchError as error:
                err.print(str(error), markup=False)
                wrong += 1
            bar.advance(task)
        for case in chosen if full else []:
            bar.update(task, description=f"{case.name}, growth")
            found = engine.growth(case, device)
            if found:
                grown[case.name] = found
            bar.advance(task)
    for record in records:
        out.print(line(record), markup=False)
    for name, found in grown.items():
        out.print(
            f"{name}: grows like {found['grows']}^{found['fitted']:.2f}"
            f" (expected {found['expected']})",
            markup=False,
        )
    if json_file is not None:
        write_json(json_file, _merged(json_file, records, grown, engine.environment()))
    if wrong:
        raise typer.Exit(1)


def _merged(
    path: Path,
    records: Iterable[Mapping[str, Any]],
    grown: Mapping[str, Any],
    environment: Mapping[str, Any],
) -> dict[str, Any]:
    """The stored document with the records of today in place of those of the same size."""
    old = json.loads(path.read_text()) if path.exists() else {"records": [], "growth": {}}
    new = {_key(r): {**r, "environment": environment} for r in records}
    kept = [r for r in old["records"] if _key(r) not in new]
    return {
        "records": sorted([*kept, *new.values()], key=_key),
        "growth": {**old["growth"], **grown},
    }


def _key(record: Mapping[str, Any]) -> tuple[str, str, str]:
    return record["case"], json.dumps(record["size"], sort_keys=True), record["device"]


def _size(size: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in size.items())


def _time(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def line(record: Mapping[str, Any]) -> str:
    """A record in one line."""
    against = "; ".join(
        f"{peer['ratio']:.3g} times as fast as {name} ({_time(peer['seconds'])})"
        for name, peer in record["peers"].items()
    )
    missing = "; ".join(f"without {name}: {why}" for name, why in record["absent"].items())
    said = "; ".join(part for part in (against, missing) if part)
    return (
        f"{record['case']} [{_size(record['size'])}] on {record['device']}: "
        f"{_time(record['seconds'])}{'; ' + said if said else ''}"
    )


def _fact(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def on_what(environment: Mapping[str, Any]) -> str:
    """The machine and the libraries in one line."""
    named = ", ".join(f"{name} {environment[name]}" for name in ("torch", "sympy", "numpy"))
    cuda = f", {environment['cuda']} (CUDA {environment['driver']})" if environment["cuda"] else ""
    return (
        f"{environment['processor']}, {environment['cores']} cores{cuda}; "
        f"Python {environment['python']}, {named}, BLAS {environment['blas']}"
    )


def growth_table(folder: Path) -> str:
    """The README table of fitted exponents beside the expected ones."""
    head = ["case", "device", "grows with", "sizes", "exponent, fitted", "expected"]
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---"] * len(head)) + " |"]
    for path in sorted(folder.glob("bench-*.json")):
        document = json.loads(path.read_text())
        titles = {r["case"]: (r["title"], r["device"]) for r in document["records"]}
        for name, g in sorted(document["growth"].items()):
            sizes = ", ".join(f"{size:g}" for size in g["sizes"])
            expected = "" if g["expected"] is None else f"{g['expected']:g}"
            cells = [*titles[name], g["grows"], sizes, f"{g['fitted']:.2f}", expected]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def table(folder: Path) -> str:
    """The README table of all stored results: every peer with the ratio of its time to ours."""
    head = ["case", "size", "device", "ours", "peers, their time over ours", "found", "goal; limit"]
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---"] * len(head)) + " |"]
    for path in sorted(folder.glob("bench-*.json")):
        for r in json.loads(path.read_text())["records"]:
            peers = "; ".join(f"{name} {p['ratio']:.3g}x" for name, p in r["peers"].items())
            found = "; ".join(f"{name} {_fact(value)}" for name, value in r["facts"].items())
            cells = [r["title"], _size(r["size"]), r["device"], _time(r["seconds"])]
            said = "; ".join(part for part in (r["goal"], r["limit"]) if part)
            cells += [peers or "none", found, said]
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    stored = [json.loads(p.read_text())["records"] for p in sorted(folder.glob("bench-*.json"))]
    machines = dict.fromkeys(on_what(r["environment"]) for records in stored for r in records)
    return "\n".join([*lines, "", growth_table(folder), "", *(f"On {m}." for m in machines)])
