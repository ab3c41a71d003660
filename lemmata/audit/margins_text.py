"""The margin map in words: the rows of a check for a page, figures over all of them, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from lemmata.points import RESOLUTION

from .margins_numbers import SHARES
from .margins_rows import EQUATION, Instance, Row

WIDTH = 160
"""An instance is cut after so many characters; the JSON has all of it."""

LISTED = 20
"""So many of the loosest inequalities are printed; the JSON has all of them."""


def render(rows: Sequence[Row]) -> str:
    """The maps of some theorems as text, check by check."""
    lines: list[str] = []
    for theorem, check in dict.fromkeys((row.theorem, row.check) for row in rows):
        lines.append(f"Margins of {theorem}" + (f", check {check}" if check else ""))
        for row in rows:
            if (row.theorem, row.check) == (theorem, check):
                lines += ["  " + line for line in _row(row)]
    return "\n".join(lines)


def _row(row: Row) -> list[str]:
    lines = [f"{row.conclusion}: {row.part}"]
    if row.rows:
        lines.append(f"  {_counts(row)}")
    if row.missing:
        lines.append(f"  no map: {row.missing}")
    if not row.mapped or row.tightest is None or row.loosest is None:
        return lines
    kind = "relative slack" if row.relative else "slack (against 0: no scale)"
    spread = "  ".join(f"{share}% {_ends(*row.quantiles[str(share)])}" for share in SHARES)
    lines += [
        f"  {kind}: {spread}",
        f"  tightest {_instance(row.tightest)}",
        f"  loosest  {_instance(row.loosest)}",
    ]
    if row.separation is None:
        lines.append("  no scalar varies with the slack, or the rows are too few")
    else:
        best = row.separation
        lines.append(
            f"  goes most with {best.quantity}: rank correlation {best.correlation:+.2f} over "
            f"{best.rows} rows, the best of {best.candidates} quantities"
        )
    return lines


def _counts(row: Row) -> str:
    said = [f"{row.inside} of {row.rows} rows inside"]
    if row.doubtful:
        said.append(f"{row.doubtful} perhaps inside, left out")
    if row.claimed != row.inside:
        said.append(f"claimed on {row.claimed}")
    if row.known:
        share = f" ({100 * row.attained / row.known:.1f}%)" if row.attained else ""
        said.append(f"attained within rounding on {row.attained}{share}")
    counted = (
        (row.near, f"on {row.near} nearer than {float(RESOLUTION):.0e}"),
        (row.undecided, f"not told from equality on {row.undecided}"),
        (row.violated, f"VIOLATED on {row.violated}"),
        (row.both_zero, f"0 against 0 on {row.both_zero}"),
        (row.unknown, f"not known on {row.unknown}"),
    )
    return "; ".join([*said, *(text for count, text in counted if count)])


def _ends(lower: float, upper: float) -> str:
    """One number to three digits, or both ends where they differ."""
    low, high = f"{lower:.3g}", f"{upper:.3g}"
    return low if low == high else f"[{low}, {high}]"


def _instance(at: Instance) -> str:
    where = f"draw {at.draw} row {at.row}" + (f" step {at.step}" if at.step else "")
    values = ", ".join(f"{name} = {text}" for name, text in at.quantities.items())
    label = f" ({at.label})" if at.label else ""
    text = f"{_ends(at.lower, at.upper)} at {where}{label}: {values}"
    return text if len(text) <= WIDTH else text[:WIDTH] + " ..."


def figures(rows: Iterable[Row]) -> dict[str, Any]:
    """Counts over all rows; an inequality that several checks cover counts once.

    inequalities: all of them; mapped: those with a known slack on some row. Of these, attained:
    within rounding, or nearer than the resolution, on some row; without_scale: against 0; and of
    the others never_near: farther than the resolution on every known row, the loosest first; open:
    the enclosures are too wide to tell. Both with the least and the median relative slack that any
    check saw (lower ends), and the number of rows on which it is not known.
    without_map: no known slack, and why; undeclared: attained, though no point of equality is
    stored; violated: with the number of rows; failed: checks that raised.
    """
    told = list(rows)
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in told:
        if row.missing != EQUATION:
            groups.setdefault((row.theorem, row.conclusion, row.part), []).append(row)
    mapped = {key: [r for r in own if r.mapped] for key, own in groups.items()}
    mapped = {key: own for key, own in mapped.items() if own}
    attained = [key for key, own in mapped.items() if any(r.attained + r.near for r in own)]
    scaled = {key: own for key, own in mapped.items() if own[0].relative}
    rest = [_loose(key, own) for key, own in scaled.items() if key not in attained]
    loose = [one for one in rest if one["least"] > float(RESOLUTION)]
    return {
        "inequalities": len(groups),
        "mapped": len(mapped),
        "attained": len(attained),
        "without_scale": len(mapped) - len(scaled),
        "never_near": sorted(loose, key=lambda one: -one["least"]),
        "open": [one for one in rest if one not in loose],
        "without_map": [
            {**_named(key), "why": "; ".join(dict.fromkeys(r.missing for r in own))}
            for key, own in groups.items()
            if key not in mapped
        ],
        "undeclared": [_named(key) for key in attained if not mapped[key][0].sharp],
        "violated": [
            {**_named(key), "rows": sum(r.violated for r in own)}
            for key, own in groups.items()
            if any(r.violated for r in own)
        ],
        "failed": sorted({f"{r.theorem}::check[{r.check}]: {r.missing}" for r in told if r.failed}),
    }


def _named(key: tuple[str, str, str]) -> dict[str, Any]:
    return dict(zip(("theorem", "conclusion", "part"), key, strict=True))


def _loose(key: tuple[str, str, str], rows: Sequence[Row]) -> dict[str, Any]:
    return {
        **_named(key),
        "least": min(row.quantiles["0"][0] for row in rows),
        "median": min(row.quantiles["50"][0] for row in rows),
        "unknown": sum(row.unknown for row in rows),
    }


def summary(found: dict[str, Any]) -> str:
    """The figures as text."""
    never = found["never_near"]
    lines = [_headline(found)]
    if never:
        lines.append(f"never near: {len(never)}; least and median relative slack, loosest first")
    for one in never[:LISTED]:
        lines.append(
            f"  {one['least']:.2g} {one['median']:.2g}  {one['theorem']} {one['conclusion']}: "
            f"{one['part']}"
        )
    if len(never) > LISTED:
        lines.append(f"  and {len(never) - LISTED} more")
    for one in found["open"]:
        lines.append(f"too wide to tell: {one['theorem']} {one['conclusion']}: {one['part']}")
    for one in found["without_map"]:
        lines.append(f"no map: {one['theorem']} {one['conclusion']}: {one['part']}: {one['why']}")
    for one in found["violated"]:
        lines.append(
            f"VIOLATED on {one['rows']} rows: {one['theorem']} {one['conclusion']}: {one['part']}"
        )
    return "\n".join([*lines, *(f"FAILED {text}" for text in found["failed"])])


def _headline(found: dict[str, Any]) -> str:
    return (
        f"{found['inequalities']} inequalities, {found['mapped']} mapped "
        f"({found['without_scale']} of them against 0), {found['attained']} attained within "
        f"rounding or nearer than {float(RESOLUTION):.0e} on some row "
        f"({len(found['undeclared'])} of these have no stored point of equality)"
    )


def document(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures and the rows as JSON takes them."""
    return {
        "resolution": float(RESOLUTION),
        "figures": figures(rows),
        "rows": [asdict(row) for row in rows],
    }


__all__ = ["document", "figures", "render", "summary"]
