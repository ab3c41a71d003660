"""The margin map: where in the domain of its checks an inequality is nearly attained, where loose.

The relative slack of an inequality is (larger side - smaller side) / (larger absolute value of a
side), from 0 where it is attained to 2; next to a side that is 0 itself the plain slack is mapped.
On every drawn row certainly inside the hypotheses it is enclosed, and what is said of it
(quantiles, extremes) holds for the exact values, not those that an implementation returned, though
of runs at the iterates that it visited. Inside means what it means to the check: what holds by
construction is taken as given, and a hypothesis for every index or time is seen at that of the row.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from lemmata.checks import Runner, Setting, binding, measured
from lemmata.evaluate import Evaluator, judge, slack_of
from lemmata.library import select
from lemmata.measure import Draw
from lemmata.points import RESOLUTION
from lemmata.statements import Check, Conclusion
from lemmata.theorem import Theorem

from .margins_numbers import Ends, Numbers, best_rank, ends, quantiles, scalars, shown
from .margins_parts import Part, parts
from .margins_rows import EQUATION, Instance, Row, Separation
from .margins_text import figures


@dataclass(frozen=True)
class _Batch:
    """What is kept of one draw for one part, row by row."""

    lower: Numbers
    upper: Numbers
    known: Numbers
    both_zero: Numbers
    claimed: Numbers


@dataclass(frozen=True)
class _Seen:
    """A draw as the check measured it; size: its rows, certain and possible: which are inside."""

    draw: Draw
    size: int
    certain: Numbers
    possible: Numbers
    named: Mapping[str, Any]
    candidates: Mapping[str, Numbers]


class _Mapper(Runner):
    """Runs a check for its draws; maps the slack of every part instead of judging."""

    def __init__(self, theorem: Theorem, check: Check, setting: Setting) -> None:
        super().__init__(theorem, check, setting)
        self.parts = [
            (conclusion, part)
            for conclusion in check.conclusions
            for part in _inequalities(conclusion)
        ]
        self.seen: list[_Seen] = []
        self.batches: list[list[_Batch]] = []
        self.error: Exception | None = None

    def examine(self, draw: Draw) -> None:
        if self.error is not None:
            return
        try:
            self._map(draw)
        except Exception as error:  # Hypothesis would shrink it; the first one says enough
            self.error = error

    def _map(self, draw: Draw) -> None:
        # With the implementation, since some models measure at the iterates that it visits.
        reference = measured(self.check, draw, self.setting).reference
        values = binding(self.theorem, reference)
        size = max(len(v) for v in values.values())
        evaluator = Evaluator(values)
        certain, possible = self.domain(evaluator, size)
        for hypothesis in self.check.constructed:
            may = judge(hypothesis.relation, evaluator, size).possibly.cpu()
            certain, possible = certain & may, possible & may
        named = {name: value for name, value in reference.items() if name in self.names}
        candidates = scalars(named, evaluator.sizes, draw, size)
        self.seen.append(_Seen(draw, size, certain.numpy(), possible.numpy(), named, candidates))
        self.batches.append([_batch(part, evaluator, certain, size) for _, part in self.parts])


def _batch(part: Part, evaluator: Evaluator, certain: Any, size: int) -> _Batch:
    claimed = certain.clone()
    for guard in part.given:
        claimed &= judge(guard, evaluator, size).certainly.cpu()
    slack = slack_of(part.relation, evaluator)
    made: Ends = ends(slack, size, part.has_scale)
    return _Batch(made.lower, made.upper, made.known, made.both_zero, claimed.numpy())


def margin_rows(theorem: Theorem, setting: Setting | None = None) -> list[Row]:
    """The map of every inequality of the theorem in every check that covers it.

    A conclusion without inequalities, or that no check covers, has one row that says so.
    """
    equations = [c for c in theorem.conclusions.values() if not _inequalities(c)]
    rows = [_nothing(theorem, "", c, Part(c.relation), EQUATION) for c in equations]
    rows += [row for check in theorem.checks for row in _check_rows(theorem, check, setting)]
    covered = {c.name for check in theorem.checks for c in check.conclusions}
    for conclusion in theorem.conclusions.values():
        if conclusion.name not in covered:
            sampled = any(conclusion in sample.conclusions for sample in theorem.samples)
            why = "no check covers it" + (", it is sampled" if sampled else "")
            rows += [
                _nothing(theorem, "", conclusion, part, why) for part in _inequalities(conclusion)
            ]
    return rows


def run_theorem(target: str, setting: Setting | None = None) -> list[Row]:
    """The rows of a theorem id, catalogue id, file or folder; they can be pickled.

    A file is loaded alone; an id loads all theorem files first.
    """
    return [row for theorem in select([target]) for row in margin_rows(theorem, setting)]


def _check_rows(theorem: Theorem, check: Check, setting: Setting | None) -> Iterator[Row]:
    mapper = _Mapper(theorem, check, setting or Setting())
    if not mapper.parts:
        return
    try:
        mapper.explore()
    except Exception as error:  # a strategy that cannot draw
        mapper.error = mapper.error or error
    for place, (conclusion, part) in enumerate(mapper.parts):
        if mapper.error is not None:
            why = f"the check raised {type(mapper.error).__name__}: {mapper.error}"
            yield _nothing(theorem, check.name, conclusion, part, why, failed=True)
        else:
            batches = [batch[place] for batch in mapper.batches]
            yield _row(theorem, check, conclusion, part, mapper.seen, batches)


def _inequalities(conclusion: Conclusion) -> list[Part]:
    return [part for part in parts(conclusion.relation) if part.is_inequality]


def _nothing(
    theorem: Theorem, check: str, conclusion: Conclusion, part: Part, why: str, failed: bool = False
) -> Row:
    return Row(theorem.id, check, conclusion.name, str(part), missing=why, failed=failed)


def _row(
    theorem: Theorem,
    check: Check,
    conclusion: Conclusion,
    part: Part,
    seen: Sequence[_Seen],
    batches: Sequence[_Batch],
) -> Row:
    def joined(arrays: Iterable[Numbers]) -> Numbers:
        return np.concatenate(list(arrays))

    certain, possible = (joined(getattr(s, f) for s in seen) for f in ("certain", "possible"))
    claimed, both_zero = (joined(getattr(b, f) for b in batches) for f in ("claimed", "both_zero"))
    known = joined(b.known for b in batches) & claimed
    lower, upper = (joined(getattr(b, f) for b in batches)[known] for f in ("lower", "upper"))
    limit = float(RESOLUTION) if part.has_scale else 0.0
    violated = (upper <= 0) if part.is_strict else (upper < 0)
    attained = (lower <= 0) & (upper <= limit) & ~violated
    zero = int((both_zero & claimed).sum())
    found = Row(
        theorem.id,
        check.name,
        conclusion.name,
        str(part),
        part.has_scale,
        any(e.sharp and e.conclusion is conclusion for e in theorem.equalities),
        rows=len(certain),
        inside=int(certain.sum()),
        doubtful=int((possible & ~certain).sum()),
        claimed=int(claimed.sum()),
        known=int(known.sum()),
        both_zero=zero,
        unknown=int((claimed & ~known & ~both_zero).sum()),
        attained=int(attained.sum()),
        near=int(((lower > 0) & (upper <= limit)).sum()),
        undecided=int(((lower <= 0) & (upper > limit)).sum()),
        violated=int(violated.sum()) + zero * part.is_strict,
    )
    if not found.known:
        return dataclasses.replace(found, missing=_emptiness(found))
    places = known.nonzero()[0]
    candidates = _common([s.candidates for s in seen], known)
    best = best_rank(np.where(attained, 0.0, (lower + upper) / 2), candidates)
    return dataclasses.replace(
        found,
        quantiles=quantiles(lower, upper),
        tightest=_instance(seen, places, lower, upper, int(upper.argmin())),
        loosest=_instance(seen, places, lower, upper, int(lower.argmax())),
        separation=None if best is None else Separation(*best, found.known, len(candidates)),
    )


def _emptiness(row: Row) -> str:
    if not row.inside:
        return "no drawn row is certainly inside the hypotheses"
    if not row.claimed:
        return "what it is claimed under certainly holds on no row"
    if row.both_zero == row.claimed:
        return "0 against 0 on every row"
    return "its slack is known on no row"


def _common(candidates: Sequence[Mapping[str, Numbers]], known: Numbers) -> dict[str, Numbers]:
    """What every draw measures and is a number on every known row, restricted to these."""
    shared = [name for name in candidates[0] if all(name in c for c in candidates)]
    whole = {name: np.concatenate([c[name] for c in candidates])[known] for name in shared}
    return {name: values for name, values in whole.items() if np.isfinite(values).all()}


def _instance(
    seen: Sequence[_Seen], places: Numbers, lower: Numbers, upper: Numbers, at: int
) -> Instance:
    place, number = int(places[at]), 0
    while place >= seen[number].size:
        place -= seen[number].size
        number += 1
    batch = seen[number]
    step, row = divmod(place, len(batch.draw))
    quantities = {name: shown(value, place) for name, value in batch.named.items()}
    options = {f"option {k}": _option(v) for k, v in batch.draw.options.items()}
    low, high = float(lower[at]), float(upper[at])
    return Instance(low, high, batch.draw.label, number, row, step, quantities | options)


def _option(value: Any) -> str:
    return str(value) if isinstance(value, (int, float, Fraction, str)) else type(value).__name__


__all__ = ["Row", "figures", "margin_rows", "run_theorem"]
