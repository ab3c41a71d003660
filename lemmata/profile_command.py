"""`lemmata profile`: where the time of the obligations goes, in one process."""

from __future__ import annotations

import cProfile
import json
import pstats
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from .console import JsonFile, Targets, out, progress, refused, selected, write_json

_PLACES = (
    ("enclosures", "/lemmata/balls/"),
    ("SymPy", "/sympy/"),
    ("Hypothesis", "/hypothesis/"),
    ("kernel and replay", "/lemmata/kernel/"),
    ("kernel and replay", "/lemmata/replay/"),
    ("harness", "/lemmata/"),
    ("models and strategies", "/models/"),
    ("models and strategies", "/strategies/"),
    ("torch", "/torch/"),
)


def _place(file: str, name: str) -> str:
    file = file.replace("\\", "/")
    for place, part in _PLACES:
        if part in file:
            return place
    return "torch" if file == "~" and "torch" in name.lower() else "other"


def shares(stats: pstats.Stats) -> dict[str, float]:
    """The share of the time by place.

    A function is where its file is; what is built in counts for those who call it, except torch's.
    """
    spent: Counter[str] = Counter()
    table: Mapping[Any, Any] = stats.stats  # type: ignore[attr-defined]
    for (file, _, name), (_, _, own, _, callers) in table.items():
        place = _place(file, name)
        known = sum(c[2] for c in callers.values())
        if file != "~" or place == "torch" or not known:
            spent[place] += own
            continue
        for (from_file, _, from_name), caller in callers.items():
            spent[_place(from_file, from_name)] += own * caller[2] / known
    total = sum(spent.values()) or 1.0
    return {place: seconds / total for place, seconds in spent.most_common()}


RESULTS = Path("benchmarks") / "results" / "suite-cpu.json"
COMMANDS = {
    "lemmata check": ["-m", "lemmata.cli", "check"],
    "pytest theorems": ["-m", "pytest", "-q", "theorems"],
    "pytest": ["-m", "pytest", "-q"],
    "lemmata --help": ["-m", "lemmata.cli", "--help"],
}


def _command(arguments: Sequence[str]) -> dict[str, Any]:
    """Run a command of ours as a user does; its seconds and the obligations that it counts."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise refused(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    counted = re.search(r"obligations: (\d+) expected", done.stdout)
    return {"seconds": seconds, "obligations": int(counted.group(1)) if counted else None}


def profile(
    targets: Targets = None,
    json_file: JsonFile = None,
    suite: Annotated[bool, typer.Option("--suite", help="also time whole commands")] = False,
) -> None:
    """Time the obligations: by kind, by theorem, an instance, and by the code that takes it."""
    import torch

    from . import settings
    from .bench import environment
    from .obligations import obligations

    torch.set_num_threads(1)
    settings.prepare()
    started = time.perf_counter()
    theorems = selected(targets)
    loading = time.perf_counter() - started
    kinds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    watcher = cProfile.Profile()
    with progress() as bar:
        task = bar.add_task("profile", total=len(theorems))
        for theorem in theorems:
            bar.update(task, description=theorem.id)
            spent, instances, checking = 0.0, 0, 0.0
            for owed in obligations(theorem, ["cpu"], settings.dtypes([]), settings.profile(None)):
                watcher.enable()
                result = owed.run()
                watcher.disable()
                kinds[owed.kind] += result.seconds  # type: ignore[assignment]
                counts[owed.kind] += 1
                spent += result.seconds
                if owed.kind == "check":
                    checking += result.seconds
                    instances += (result.counts or {}).get("rows", 0)
            rows.append(
                {
                    "theorem": theorem.id,
                    "seconds": spent,
                    "instances": instances,
                    "microseconds_per_instance": 1e6 * checking / instances if instances else None,
                }
            )
            bar.advance(task)
    document = {
        "theorems": len(theorems),
        "loading_seconds": loading,
        "seconds": sum(kinds.values()),
        "kinds": {k: {"obligations": counts[k], "seconds": kinds[k]} for k in kinds},
        "shares": shares(pstats.Stats(watcher)),
        "rows": sorted(rows, key=lambda row: -row["seconds"]),
        "commands": {n: _command(c) for n, c in COMMANDS.items()} if suite else {},
        "environment": environment(),
    }
    _tell(document)
    write_json(json_file, document)


def _tell(document: Mapping[str, Any]) -> None:
    out.print(
        f"{document['theorems']} theorems loaded in {document['loading_seconds']:.1f} s, "
        f"obligations in {document['seconds']:.1f} s (under the profiler, one process)",
        markup=False,
    )
    for kind, made in sorted(document["kinds"].items(), key=lambda pair: -pair[1]["seconds"]):
        out.print(f"{kind:10} {made['obligations']:6} {made['seconds']:8.1f} s", markup=False)
    told = ", ".join(f"{place} {share:.0%}" for place, share in document["shares"].items())
    out.print(f"time by code: {told}", markup=False)
    slowest: Sequence[Mapping[str, Any]] = document["rows"][:12]
    for row in slowest:
        per = row["microseconds_per_instance"]
        each = f", {per:.0f} us an instance" if per else ""
        out.print(f"{row['seconds']:8.2f} s  {row['theorem']}{each}", markup=False)


def table(path: Path) -> str:
    """The README table of a stored profile: commands, kinds of obligation, time by code."""
    document = json.loads(path.read_text())
    head = ["what", "count", "seconds"]
    lines = ["| " + " | ".join(head) + " |", "| --- | ---: | ---: |"]
    for name, made in document["commands"].items():
        count = made["obligations"]
        lines.append(f"| `{name}` | {count or ''} | {made['seconds']:.1f} |")
    lines.append(
        f"| theorem files, loaded | {document['theorems']} | {document['loading_seconds']:.1f} |"
    )
    for kind, made in sorted(document["kinds"].items(), key=lambda pair: -pair[1]["seconds"]):
        lines.append(f"| `{kind}` | {made['obligations']} | {made['seconds']:.1f} |")
    each = sorted(r["microseconds_per_instance"] for r in document["rows"] if r["instances"])
    told = ", ".join(f"{place} {share:.0%}" for place, share in document["shares"].items())
    median, most = each[len(each) // 2], each[-1]
    per = f"An instance of a check takes {median:.0f} us in the median, {most:.0f} us at most."
    return "\n".join([*lines, "", f"{per} Time by code: {told}."])
