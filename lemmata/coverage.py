"""Which results of the catalogue are stated, which are set aside, and which are still to come."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .statements import StatementError
from .theorem import Theorem

CATALOGUE, ASIDE = "catalogue.tsv", "NOT_EXECUTABLE.md"
_ROW = re.compile(r"^\| `([^`|]+)` \| ([^|]+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Coverage:
    """Of one group of sources: ids that are claimed by a theorem, set aside, or neither."""

    documents: str
    claimed: tuple[str, ...]
    aside: tuple[str, ...]
    missing: tuple[str, ...]

    def __str__(self) -> str:
        total = len(self.claimed) + len(self.aside) + len(self.missing)
        said = f"{self.documents}: {len(self.claimed)} of {total} results stated"
        return f"{said}, {len(self.aside)} set aside" if self.aside else said


def coverage(theorems: Sequence[Theorem], folder: Path) -> list[Coverage]:
    """What `catalogue.tsv` in `folder` asks for and `theorems` (all of them) give.

    Raises `StatementError` for an id that two theorems claim, that is claimed and set aside, that
    is only supported, or that is not in the catalogue, and for a missing file.
    """
    for name in (CATALOGUE, ASIDE):
        if not (folder / name).is_file():
            raise StatementError(f"{folder / name} is missing: it lists the results by id")
    with (folder / CATALOGUE).open(newline="", encoding="utf-8") as file:
        documents = {row["id"]: row["document"] for row in csv.DictReader(file, delimiter="\t")}
    aside = {m[1]: m[2] for m in _ROW.finditer((folder / ASIDE).read_text(encoding="utf-8"))}
    claims: dict[str, list[str]] = {}
    for theorem in theorems:
        for result in theorem.catalogue:
            claims.setdefault(result, []).append(theorem.id)
    supported = {result: t.id for t in theorems for result in t.supports}
    for result, by in claims.items():
        if len(by) > 1:
            raise StatementError(f"{result} is claimed by {' and '.join(by)}: let one support it")
        if result in aside:
            raise StatementError(f"{result} is claimed by {by[0]} and set aside in {ASIDE}")
    for result in {*claims, *supported, *aside} - set(documents):
        raise StatementError(f"{result} is not in {CATALOGUE}")
    for result, by_id in supported.items():
        if result not in claims:
            raise StatementError(f"{result} is supported by {by_id} and claimed by no theorem")
    groups = {}
    for group in dict.fromkeys(documents.values()):
        ids = [result for result, document in documents.items() if document == group]
        groups[group] = Coverage(
            group,
            claimed=tuple(i for i in ids if i in claims),
            aside=tuple(i for i in ids if i in aside),
            missing=tuple(i for i in ids if i not in claims and i not in aside),
        )
    return list(groups.values())
