"""What the margin map says of one inequality in one check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EQUATION = "an equation: there is no slack"
"""Why a conclusion without inequalities has no map."""


@dataclass(frozen=True)
class Instance:
    """A row of a draw of the check: ends of its slack, where it is, its quantities in short form.

    draw, row, step: which example of the check, which row of it, which step of a run. Values are
    rounded to six digits.
    """

    lower: float
    upper: float
    label: str
    draw: int
    row: int
    step: int
    quantities: Mapping[str, str]


@dataclass(frozen=True)
class Separation:
    """The quantity whose order is most like that of the slack: Spearman's rank correlation.

    rows, candidates: how many rows it is over, how many quantities it is the best of.
    """

    quantity: str
    correlation: float
    rows: int
    candidates: int


@dataclass(frozen=True)
class Row:
    """What a check shows of one inequality of a conclusion; why there is no map, where none is.

    part: the inequality, with what it is claimed under; relative: whether its slack has a scale;
    sharp: whether the theorem stores a point of equality.
    rows: drawn; inside: certainly inside the hypotheses; doubtful: perhaps inside, not mapped;
    claimed: inside, and what the part is claimed under certainly holds. The claimed rows are
    known (slack enclosed), both_zero (0 against 0) or unknown (no enclosure, or no scale).
    Of the known ones, attained: equality is inside an enclosure that ends below the resolution (or
    at 0, without a scale); near: the slack is positive and below the resolution; undecided:
    equality is inside a wider enclosure; violated: the slack is certainly negative
    (or 0, of a strict inequality; then 0 against 0 is violated too).
    quantiles: share of the known rows to enclosure of the slack that so many stay below.
    missing: why there is nothing to say; failed: the check itself raised.
    """

    theorem: str
    check: str
    conclusion: str
    part: str
    relative: bool = True
    sharp: bool = False
    rows: int = 0
    inside: int = 0
    doubtful: int = 0
    claimed: int = 0
    known: int = 0
    both_zero: int = 0
    unknown: int = 0
    attained: int = 0
    near: int = 0
    undecided: int = 0
    violated: int = 0
    quantiles: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    tightest: Instance | None = None
    loosest: Instance | None = None
    separation: Separation | None = None
    missing: str = ""
    failed: bool = False

    @property
    def mapped(self) -> bool:
        """Whether the slack is known on some row."""
        return self.known > 0


__all__ = ["EQUATION", "Instance", "Row", "Separation"]
