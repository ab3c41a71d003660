"""The table fault x theorem, what is wrong with it, and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .faults import Row

MARKS = {"values": "#", "rejected": "%", "refused": "!", "raised": "x", "lives": ".", "unused": "?"}
UNASKED = {
    "unwatched": "no theorem uses it",
    "unknown": "declared equivalent, but there is no such fault",
    "broken": "the check fails without any fault",
}


def by_fault(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows of every fault."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.slot, row.fault), []).append(row)
    return found


def _real(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows of faults, without those that say what is wrong with a slot or a list."""
    whole = by_fault(rows)
    return {k: own for k, own in whole.items() if k[1] and own[0].how not in ("unknown", "broken")}


def complaint(own: Sequence[Row]) -> str:
    """What is wrong with a fault, by its rows; nothing if it is dead, or lives and is equivalent.

    A fault that lives or that nothing calls, a kill that is not blamed on the implementation, and
    an equivalent fault that is killed or whose values are not those of the default.
    """
    first = own[0]
    killers = [row for row in own if row.killed]
    if first.how in UNASKED:
        return UNASKED[first.how]
    if first.how == "unused":
        return "nothing calls its factory"
    if first.equivalent:
        if killers:
            return f"declared equivalent, killed by {killers[0].theorem}"
        if first.same in ("equal", "rounding"):
            return ""
        other = "its values differ" if first.same else "its values were not compared"
        return f"declared equivalent, but {other}"
    if not killers:
        return "lives"
    bad = [row.theorem for row in killers if not row.blamed]
    return f"the implementation is not blamed by {bad[0]}" if bad else ""


def survivors(rows: Iterable[Row]) -> list[str]:
    """All complaints, a line each."""
    told = [((slot, fault), complaint(own)) for (slot, fault), own in by_fault(rows).items()]
    return [": ".join(filter(None, (slot, fault, text))) for (slot, fault), text in told if text]


def figures(rows: Iterable[Row]) -> dict[str, int]:
    """Counts: faults, killed, equivalent, survivors (all complaints), slots; and how they died.

    `raised` counts faults that every killer answers with an exception: they show that nothing runs
    on, not that a value is watched.
    """
    rows = list(rows)
    real = _real(rows)
    killed = [[r for r in own if r.killed] for own in real.values()]
    return {
        "faults": len(real),
        "killed": sum(bool(own) for own in killed),
        "equivalent": sum(bool(own[0].equivalent) for own in real.values()),
        "survivors": len(survivors(rows)),
        "slots": len({row.slot for row in rows}),
        "raised": sum(bool(own) and all(r.how == "raised" for r in own) for own in killed),
        "refused": sum(bool(own) and all(r.how == "refused" for r in own) for own in killed),
    }


def render(rows: Sequence[Row]) -> str:
    """The table fault x theorem as text, slot by slot; columns are numbered theorems."""
    lines = []
    for slot in dict.fromkeys(row.slot for row in rows):
        own = {fault: found for (name, fault), found in by_fault(rows).items() if name == slot}
        theorems = sorted({row.theorem for found in own.values() for row in found} - {""})
        lines += [slot, *(f"  {i:3} {name}" for i, name in enumerate(theorems, 1))]
        width = max(len(fault) for fault in own)
        numbers = "".join(f"{i:3}" for i in range(1, len(theorems) + 1))
        lines.append(f"  {'':{width}} {numbers}  seconds")
        for fault, found in own.items():
            said = {row.theorem: MARKS.get(row.how, "?") for row in found}
            marks = "".join(f"{said.get(name, ''):>3}" for name in theorems)
            seconds = sum(row.seconds for row in found)
            lines.append(f"  {fault:{width}} {marks} {seconds:8.2f}  {_remark(found)}".rstrip())
        lines.append("")
    return "\n".join([*lines, LEGEND])


LEGEND = (
    "# violated  % rejected by the sampler  ! refused (shape, dtype, kind)  x raised  . lives  "
    "? not called"
)


def _remark(own: Sequence[Row]) -> str:
    wrong = complaint(own)
    if wrong:
        return f"SURVIVOR: {wrong}"
    return f"equivalent ({own[0].same}): {own[0].equivalent}" if own[0].equivalent else ""


def totals(rows: Sequence[Row]) -> str:
    """One line of figures."""
    made = figures(rows)
    spent = sum(row.seconds for row in rows)
    return (
        f"{made['faults']} faults in {made['slots']} slots: {made['killed']} killed "
        f"({made['raised']} raised, {made['refused']} were refused), {made['equivalent']} "
        f"equivalent, {made['survivors']} survivors; {spent:.0f} s"
    )
