"""One line of what the covariance audit says."""

from __future__ import annotations

from dataclasses import asdict, dataclass

FAILURES = ("violated", "undeclared", "undecided", "error")
STATUSES = ("holds", "open", "found", "missed", *FAILURES)


@dataclass(frozen=True)
class Row:
    """What came of one thing that the audit looked at.

    kind: scaling, rotation, continuity, limit or misprint; status: holds, open (a limit that nobody
    declared; no failure), violated, undeclared (something exists that the theorem does not
    declare), undecided, error (two ways of deciding disagree); for a misprint of the source found
    (its scalings alone give it away) or missed, neither a failure.
    """

    theorem: str
    kind: str
    name: str
    status: str
    detail: str = ""

    @property
    def failed(self) -> bool:
        return self.status in FAILURES

    def as_json(self) -> dict[str, str]:
        """The row as plain data."""
        return asdict(self)
