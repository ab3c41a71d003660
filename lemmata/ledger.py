"""The ledger: what each theorem is worth after a run, and the denominator of the run.

All levels are computed from results. A conclusion is worth the best evidence that held; a theorem
its least conclusion; its effective level also the least of the axioms and theorems it rests on.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .obligations import LEVELS, Obligation, Result, obligations
from .render import pretty
from .theorem import Theorem

DENOMINATOR = "denominator.json"


@dataclass(frozen=True)
class Entry:
    """One obligation of one theorem with its result."""

    theorem: str
    kind: str
    name: str
    result: Result

    @classmethod
    def of(cls, obligation: Obligation, result: Result) -> Entry:
        return cls(obligation.theorem.id, obligation.kind, obligation.name, result)

    def as_dict(self) -> dict[str, Any]:
        flat = asdict(self.result)
        return {"theorem": self.theorem, "kind": self.kind, "name": self.name, **flat}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Entry:
        fields = dict(data)
        theorem, kind, name = (fields.pop(k) for k in ("theorem", "kind", "name"))
        fields["axioms"], fields["uses"] = tuple(fields["axioms"]), tuple(fields["uses"])
        return cls(theorem, kind, name, Result(**fields))


@dataclass
class Line:
    """The ledger line of a theorem."""

    id: str
    status: str
    level: str
    effective: str
    evidence: str
    rests_on: tuple[str, ...]
    margin: float | None
    counts: dict[str, int] = field(default_factory=dict)


def _status(entries: Sequence[Entry]) -> str:
    found = {e.result.status for e in entries}
    for worst in ("error", "violated", "undecided"):
        if worst in found:
            return worst
    return "holds" if "holds" in found else "skipped"


def _runs(name: str, check: str) -> bool:
    """Whether an obligation of this name is the check on some device and dtype."""
    place = r"-(cpu|cuda)(-float\d+)?(-\d+)?"
    return re.fullmatch(re.escape(check) + place, name) is not None


def _conclusion_level(theorem: Theorem, name: str, entries: Sequence[Entry]) -> str:
    held = {(e.kind, e.name) for e in entries if e.result.status == "holds"}
    if any(p.conclusion.name == name and ("proof", p.name) in held for p in theorem.proofs):
        return "proved"
    checks = [c.name for c in theorem.checks if any(k.name == name for k in c.conclusions)]
    if any(kind == "check" and any(_runs(n, c) for c in checks) for kind, n in held):
        return "enclosed"
    samples = [s.name for s in theorem.samples if any(k.name == name for k in s.conclusions)]
    if any(kind == "whp" and any(_runs(n, s) for s in samples) for kind, n in held):
        return "sampled"
    return "cited"


def lines(theorems: Sequence[Theorem], entries: Iterable[Entry]) -> list[Line]:
    """One line a theorem, in the order given."""
    by: dict[str, list[Entry]] = {}
    for entry in entries:
        by.setdefault(entry.theorem, []).append(entry)
    own: dict[str, str] = {}
    made = []
    for theorem in theorems:
        mine = by.get(theorem.id, [])
        status = _status(mine)
        levels = [_conclusion_level(theorem, name, mine) for name in theorem.conclusions]
        level = min(levels, key=LEVELS.index) if levels and status == "holds" else "cited"
        own[theorem.id] = level
        axioms = {a for e in mine for a in e.result.axioms}
        uses = {u for e in mine for u in e.result.uses}
        held = Counter(e.kind for e in mine if e.result.status == "holds")
        evidence = " ".join(f"{kind}:{held[kind]}" for kind in held)
        margins = [
            e.result.margin for e in mine if e.kind == "sharp" and e.result.margin is not None
        ]
        made.append(
            Line(
                theorem.id,
                status,
                level,
                "cited" if axioms else level,
                evidence,
                (*sorted(axioms), *sorted(uses)),
                max(margins, default=None),
                dict(Counter(e.result.status for e in mine)),
            )
        )
    for line in made:
        supports = [own[u] for u in line.rests_on if u in own]
        line.effective = min([line.effective, *supports], key=LEVELS.index)
    return made


def declared(theorem: Theorem) -> dict[str, int]:
    """Obligations by kind on the default device and dtypes: what the stored count is about."""
    return dict(Counter(o.kind for o in obligations(theorem)))


def read_denominator(path: Path) -> dict[str, Any]:
    """The stored counts, or nothing when there is no file."""
    return json.loads(path.read_text()) if path.exists() else {}


def write_denominator(path: Path, theorems: Sequence[Theorem]) -> None:
    """Store the expected counts of these theorems (and only these)."""
    root = path.parent
    counts = {
        t.id: {"file": str(Path(t.file).resolve().relative_to(root.resolve())), **declared(t)}
        for t in theorems
    }
    path.write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n")


def shrunk(
    stored: Mapping[str, Any], now: Mapping[str, Mapping[str, int]], root: Path
) -> list[str]:
    """Complaints about stored obligations that are no longer declared, and files that are gone."""
    faults = []
    for theorem, counts in stored.items():
        if theorem not in now:
            if not (root / counts["file"]).exists():
                faults.append(f"{theorem}: its file {counts['file']} is gone")
            continue
        for kind, expected in counts.items():
            have = now[theorem].get(kind, 0)
            if kind != "file" and have < expected:
                faults.append(
                    f"{theorem}: {expected} obligations of kind {kind} stored, {have} declared"
                )
    return faults


def denominator(expected: int, entries: Sequence[Entry], deselected: int = 0) -> dict[str, Any]:
    """Obligations expected, run, skipped by reason, deselected."""
    skipped = Counter(e.result.detail for e in entries if e.result.status == "skipped")
    return {
        "expected": expected,
        "run": len(entries) - sum(skipped.values()),
        "skipped": dict(skipped),
        "deselected": deselected,
    }


def denominator_text(counts: Mapping[str, Any]) -> str:
    """One line."""
    skipped = ", ".join(f"{n} ({reason})" for reason, n in counts["skipped"].items()) or "0"
    text = f"obligations: {counts['expected']} expected, {counts['run']} run, {skipped} skipped"
    return text + (f", {counts['deselected']} deselected" if counts["deselected"] else "")


def report(
    theorems: Sequence[Theorem], entries: Sequence[Entry], counts: Mapping[str, Any]
) -> dict[str, Any]:
    """The JSON document of a run."""
    ledger = {line.id: line for line in lines(theorems, entries)}
    return {
        "theorems": [
            {
                "id": t.id,
                "catalogue": list(t.catalogue),
                "supports": list(t.supports),
                "sources": [str(s) for s in t.sources],
                "status": ledger[t.id].status,
                "level": ledger[t.id].level,
                "effective": ledger[t.id].effective,
                "axioms": sorted(
                    {a for e in entries if e.theorem == t.id for a in e.result.axioms}
                ),
                "rests_on": list(ledger[t.id].rests_on),
                "margin": ledger[t.id].margin,
                "hypotheses": {n: pretty(h.relation) for n, h in t.hypotheses.items()},
                "conclusions": {n: pretty(c.relation) for n, c in t.conclusions.items()},
                "counts": ledger[t.id].counts,
            }
            for t in theorems
        ],
        "obligations": [e.as_dict() for e in entries],
        "denominator": dict(counts),
    }


def below(level: str, theorems: Sequence[Line]) -> list[str]:
    """Theorems whose effective level is less than the required one."""
    return [
        f"{line.id}: effective level {line.effective}, required {level}"
        for line in theorems
        if line.status != "holds" or LEVELS.index(line.effective) < LEVELS.index(level)
    ]


def rows(made: Sequence[Line], audited: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The ledger as text cells, see HEADER; audited: the stored figures of the audit, if any."""
    from .audit.summary import score

    return [
        (
            line.status,
            line.effective,
            line.id,
            line.evidence,
            ", ".join(line.rests_on) or "-",
            "-" if line.margin is None else f"{line.margin:.0e}",
            score(audited, line.id),
        )
        for line in made
    ]


HEADER = ("STATUS", "EFFECTIVE", "THEOREM", "EVIDENCE", "RESTS ON", "MARGIN", "MUTANTS")
