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
from sympy import srepr

from lemmata.theorem import Theorem

STORED = "audit.json"
PARTS = ("mutants", "faults", "search", "covariance", "margins")


def statement(theorem: Theorem) -> str:
    """A digest of `relations` and of what is said of the open mutants."""
    return _digest([*_said(theorem), *(f"{o.change} {o.of} {o.because}" for o in theorem.opens)])


def relations(theorem: Theorem) -> str:
    """A digest of the quantities, with their signs, the hypotheses and the conclusions."""
    return _digest(_said(theorem))


def _said(theorem: Theorem) -> list[str]:
    said = [srepr(q.symbol) for q in theorem.quantities.values()]
    said += [f"{h.name}: {h.relation}" for h in theorem.hypotheses.values()]
    return said + [f"{c.name}= {c.relation}" for c in theorem.conclusions.values()]


def _digest(said: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def collect(folder: Path, theorems: Sequence[Theorem], before: Mapping[str, Any]) -> str:
    """The document to store, from the rows that the parts of the audit left in the folder.

    before: the document of the last audit; what it says of theorems without rows stays, as far as
    their statements are the same, and so do the figures of parts that were not run.
    """
    files = {name: folder / f"{name}.json" for name in PARTS}
    found = {name: json.loads(f.read_text()) for name, f in files.items() if f.exists()}
    verdicts: dict[str, Counter[str]] = {t.id: Counter() for t in theorems}
    survivors: dict[str, list[str]] = {t.id: [] for t in theorems}
    for row in found.get("mutants", {"rows": []})["rows"]:
        if row["theorem"] in verdicts:
            verdicts[row["theorem"]][row["verdict"]] += 1
            if row["verdict"] == "survived":
                survivors[row["theorem"]].append(mark(row["name"], row["operator"], row["detail"]))
    stored = {
        t.id: {
            "statement": statement(t),
            "mutants": dict(sorted(verdicts[t.id].items())),
            "survivors": sorted(survivors[t.id]),
        }
        for t in theorems
        if verdicts[t.id]
    }
    for t in theorems:
        known = before.get("theorems", {}).get(t.id)
        if t.id not in stored and known is not None and known["statement"] == statement(t):
            stored[t.id] = known
    figures = before.get("figures", {}) | {name: found[name]["figures"] for name in found}
    if stored:
        figures["mutants"] = _counted(stored)
    document = {
        "environment": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "sympy": sympy.__version__,
        },
        "figures": figures,
        "theorems": stored,
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _counted(stored: Mapping[str, Any]) -> dict[str, int]:
    """The verdicts on the mutants of all stored theorems together."""
    total = sum((Counter(said["mutants"]) for said in stored.values()), Counter())
    kinds = ("refuted", "proved", "cited", "open", "survived")
    counts = {kind: total[kind] for kind in kinds}
    return {"theorems": len(stored), "mutants": total.total(), **counts}


def mark(name: str, operator: str, detail: str) -> str:
    """A short name of a mutant of a theorem."""
    return hashlib.sha256(f"{name}|{operator}|{detail}".encode()).hexdigest()[:8]


def survivors(document: Mapping[str, Any]) -> dict[str, set[str]]:
    """The marks of the mutants of every theorem that survived the last whole audit."""
    return {t: set(said["survivors"]) for t, said in document.get("theorems", {}).items()}


def read(path: Path = Path(STORED)) -> dict[str, Any]:
    """The stored document, or nothing where there was no audit yet."""
    return dict(json.loads(path.read_text())) if path.exists() else {}


def outdated(document: Mapping[str, Any], theorems: Sequence[Theorem]) -> list[str]:
    """Theorems whose statement is no longer the one that was audited."""
    known = document.get("theorems", {})
    return [t.id for t in theorems if t.id in known and known[t.id]["statement"] != statement(t)]


def missing(document: Mapping[str, Any], theorems: Sequence[Theorem]) -> list[str]:
    """Theorems whose mutants no stored audit has judged."""
    return [t.id for t in theorems if t.id not in document.get("theorems", {})]


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
    lines = [
        f"| {part} | {_SAID[part](figures)} |"
        for part in PARTS
        if (figures := document["figures"].get(part)) is not None
    ]
    lines += [f"| {p} | not run as a whole |" for p in PARTS if p not in document["figures"]]
    return "\n".join(["| part | what came of it |", "| --- | --- |", *lines])


def _mutants(m: Mapping[str, Any]) -> str:
    return (
        f"{m['mutants']} in {m['theorems']} theorems: {m['refuted']} refuted, {m['proved']} "
        f"derived, {m['cited']} rest on a citation, {m['open']} open with a reason in the file, "
        f"{m['survived']} unexplained"
    )


def _faults(a: Mapping[str, Any]) -> str:
    return (
        f"{a['killed']} of {a['faults']} killed in {a['slots']} slots; {a['equivalent']} change "
        f"nothing that a check could see; {a['survivors']} survive"
    )


def _search(s: Mapping[str, Any]) -> str:
    finite = s["finite"]
    return (
        f"{finite['found']} of {finite['total']} false variants about instances refuted without "
        f"their points ({100 * finite['share']:.1f}%), {s['found']} of all {s['total']}; median "
        f"{s['seconds']['median']:.2f} s"
    )


def _covariance(c: Mapping[str, Any]) -> str:
    return (
        f"{c.get('scaling holds', 0)} scalings and {c.get('rotation holds', 0)} rotations hold "
        f"exactly, {c.get('limit holds', 0)} limits ({c.get('limit open', 0)} undeclared); "
        f"{c.get('misprint found', 0)} misprints do not scale"
    )


def _margins(g: Mapping[str, Any]) -> str:
    return (
        f"{g['mapped']} of {g['inequalities']} inequalities mapped, {g['attained']} attained "
        "within the resolution"
    )


_SAID = {
    "mutants": _mutants, "faults": _faults, "search": _search, "covariance": _covariance,
    "margins": _margins,
}  # fmt: skip


__all__ = [
    "PARTS",
    "STORED",
    "collect",
    "mark",
    "outdated",
    "read",
    "relations",
    "score",
    "statement",
    "survivors",
    "table",
]
