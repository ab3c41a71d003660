"""The stored figures of the last whole audit: what they were about, and how they are shown."""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sympy
import torch

from lemmata.theorem import Theorem

STORED = "audit.json"
PARTS = ("covariance", "margins", "search", "faults", "mutants")


def statement(theorem: Theorem) -> str:
    """A digest of the hypotheses, the conclusions and the open mutants of a theorem."""
    said = [f"{h.name}: {h.relation}" for h in theorem.hypotheses.values()]
    said += [f"{c.name}= {c.relation}" for c in theorem.conclusions.values()]
    said += [f"{o.change} {o.of} {o.because}" for o in theorem.opens]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def collect(folder: Path, theorems: Sequence[Theorem]) -> str:
    """The document to store, from the rows that the parts of the audit left in the folder."""
    found = {name: json.loads((folder / f"{name}.json").read_text()) for name in PARTS}
    verdicts: dict[str, Counter[str]] = {t.id: Counter() for t in theorems}
    for row in found["mutants"]["rows"]:
        if row["theorem"] in verdicts:
            verdicts[row["theorem"]][row["verdict"]] += 1
    document = {
        "environment": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "sympy": sympy.__version__,
        },
        "figures": {name: found[name]["figures"] for name in PARTS},
        "theorems": {
            t.id: {"statement": statement(t), "mutants": dict(sorted(verdicts[t.id].items()))}
            for t in theorems
        },
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def read(path: Path = Path(STORED)) -> dict[str, Any]:
    """The stored document, or nothing where there was no audit yet."""
    return dict(json.loads(path.read_text())) if path.exists() else {}


def outdated(document: Mapping[str, Any], theorems: Sequence[Theorem]) -> list[str]:
    """Theorems whose statement is not the one that was audited."""
    known = document.get("theorems", {})
    return [t.id for t in theorems if known.get(t.id, {}).get("statement") != statement(t)]


def score(document: Mapping[str, Any], theorem: str) -> str:
    """Mutants of a theorem that are settled, of all: `210/216 (6 open)`; - where none is known."""
    counts = document.get("theorems", {}).get(theorem, {}).get("mutants", {})
    total = sum(counts.values())
    if not total:
        return "-"
    left = {k: counts[k] for k in ("cited", "open", "survived") if counts.get(k)}
    settled = total - sum(left.values())
    rest = ", ".join(f"{n} {k}" for k, n in left.items())
    return f"{settled}/{total}" + (f" ({rest})" if rest else "")


def table(document: Mapping[str, Any]) -> str:
    """The figures as a Markdown table."""
    if not document:
        return "No audit is stored."
    f = document["figures"]
    m, a, s, c, g = (f[n] for n in ("mutants", "faults", "search", "covariance", "margins"))
    finite = s["finite"]
    limits = c.get("limit open", 0)
    said = {
        "statement mutants": f"{m['mutants']}: {m['refuted']} refuted, {m['proved']} derived, "
        f"{m['cited']} rest on a citation, {m['open']} open with a reason in the file, "
        f"{m['survived']} unexplained",
        "model faults": f"{a['killed']} of {a['faults']} killed in {a['slots']} slots; "
        f"{a['equivalent']} change nothing that a check could see; {a['survivors']} survive",
        "directed search": f"{finite['found']} of {finite['total']} false variants about "
        f"instances refuted without their points ({100 * finite['share']:.0f}%), "
        f"{s['found']} of all {s['total']}; median {s['seconds']['median']:.2f} s",
        "covariances": f"{c.get('scaling holds', 0)} scalings and {c.get('rotation holds', 0)} "
        f"rotations hold exactly, {c.get('limit holds', 0)} limits ({limits} undeclared); "
        f"{c.get('misprint found', 0)} misprints do not scale",
        "margins": f"{g['mapped']} of {g['inequalities']} inequalities mapped, "
        f"{g['attained']} attained within the resolution",
    }
    lines = [f"| {part} | {text} |" for part, text in said.items()]
    return "\n".join(["| part | what came of it |", "| --- | --- |", *lines])


__all__ = ["PARTS", "STORED", "collect", "outdated", "read", "score", "statement", "table"]
