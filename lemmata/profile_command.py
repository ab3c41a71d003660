"""`lemmata profile`: where the time of the obligations goes, in one process."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .console import JsonFile, Targets, out, progress, selected, write_json

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


def profile(targets: Targets = None, json_file: JsonFile = None) -> None:
    """Time the obligations: by kind, by theorem, an instance, and by the code that takes it."""
    import torch

    from . import settings
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
