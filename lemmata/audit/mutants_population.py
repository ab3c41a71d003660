"""Many exact points of a theorem, judged at once in enclosures and then, one by one, exactly.

The population of a theorem holds its stored points, repaired changes of these, and instances that
the search proposes: of all hypotheses, also with a conclusion attained, and of all hypotheses but
one where a conclusion fails. Enclosures only select; exact arithmetic decides.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import S
from sympy.core.relational import Eq, Relational
from sympy.logic.boolalg import Boolean
from torch import Tensor

from lemmata.evaluate import Evaluator, Unbound, judge
from lemmata.exact import Undecidable
from lemmata.kernel import Index, Time
from lemmata.points import hull, leaves
from lemmata.theorem import Theorem

from .mutants_points import REFUSED, SEARCH, Place, place
from .search import Budget
from .search_forms import Unreachable
from .search_free import Attempts

INDICES = tuple(S(n) for n in range(5))
TIMES = tuple(S(n) / 2 for n in range(5))
STUCK = 60
"""Processor seconds after which a search for instances sets up no further system."""
KEPT = 4096
"""Values of subterms that a group remembers."""
UNFIT = (*REFUSED, Unbound, RuntimeError, OverflowError, Unreachable, RecursionError)


@dataclass
class Group:
    """Places with arrays of the same shapes, as enclosures; every place has `times` rows."""

    places: list[Place]
    evaluator: Evaluator
    times: int

    def judge(self, claim: Boolean) -> tuple[Tensor, Tensor] | None:
        """(certainly, possibly) per place, at all indices and times; None where there is no value.

        What is said for every index is certain only as far as it is tried.
        """
        values = self.evaluator.values
        if len(values) > KEPT:
            self.evaluator.values = {t: values[t] for t in self.evaluator.measured}
        rows = len(self.places) * self.times
        try:
            said = judge(claim, self.evaluator, rows)
        except UNFIT:
            return None
        return tuple(  # type: ignore[return-value]
            rowwise.expand(rows).reshape(self.times, -1).all(0)
            for rowwise in (said.certainly, said.possibly)
        )


def group(places: Sequence[Place], relations: Iterable[Boolean]) -> list[Group]:
    """The places, grouped by the shapes of their arrays; what has no enclosure is left out."""
    relations = list(relations)
    running = sorted(
        {s for r in relations for s in r.free_symbols if isinstance(s, (Index, Time))}, key=str
    )
    grid = [INDICES if isinstance(s, Index) else TIMES for s in running]
    moments = [dict(zip(running, chosen, strict=True)) for chosen in itertools.product(*grid)]
    wanted = [leaf for leaf in dict.fromkeys(leaf for r in relations for leaf in leaves(r))
              if leaf not in running]  # fmt: skip
    by_shape: dict[Any, list[tuple[Place, list[Any]]]] = {}
    for at in places:
        try:
            values = [at.point(leaf) for leaf in wanted]
            exact = [[_at(value, moment) for value in values] for moment in moments]
        except (*REFUSED, RecursionError):
            continue
        shape = tuple(getattr(v, "shape", ()) for v in exact[0])
        sized = tuple(sorted((str(k), v) for k, v in at.point.sizes.items()))
        by_shape.setdefault((shape, sized), []).append((at, exact))
    made = []
    for members in by_shape.values():
        binding: dict[Any, Any] = {}
        try:
            for n, leaf in enumerate(wanted):
                column = [exact[m][n] for m in range(len(moments)) for _, exact in members]
                binding[leaf] = hull(column)
            for symbol in running:
                binding[symbol] = hull([m[symbol] for m in moments for _ in members])
            made.append(Group([at for at, _ in members], Evaluator(binding), len(moments)))
        except UNFIT:
            continue
    return made


def _at(value: Any, moment: Mapping[Any, Any]) -> Any:
    """The value of a quantity; one in a running symbol is taken at the moment."""
    if hasattr(value, "shape"):
        return value.subs(moment) if value.free_symbols else value
    value = S(value).subs(moment) if value.free_symbols else S(value)
    if not value.is_number or value.is_finite is not True:
        raise Undecidable(f"{value} is no number")
    return value


class _Proposals(Attempts):
    """Points that floats propose, those with many different values first; not confirmed here."""

    kept = 6
    order = staticmethod(lambda row: (-len({v for v in row.tolist() if v not in (0.0, 1.0)}), 0))

    def confirmed(self, values: Mapping[Any, Any]) -> bool:  # noqa: ARG002
        return True


def instances(
    theorem: Theorem,
    given: Sequence[Boolean],
    fails: Boolean,
    want: int,
    attempts: int,
) -> Iterator[Mapping[Any, Any]]:
    """Up to `want` points at which floats say that `given` holds and `fails` does not.

    Nothing where the relations cannot be written at concrete sizes; attempts: systems set up.
    """
    limits = Budget(rows=384, rounds=3, confirmations=12)
    proposals = _Proposals(theorem, fails, given, [], limits, 0, time.thread_time() + STUCK)
    found = (step for step in proposals.run(attempts) if isinstance(step, Mapping))
    yield from itertools.islice(found, want)


def attained(claim: Boolean) -> Boolean | None:
    """The equation of an inequality."""
    if isinstance(claim, Relational) and not isinstance(claim, Eq):
        made: Boolean = Eq(claim.lhs, claim.rhs, evaluate=False)
        return made
    return None


def places(found: Iterable[Mapping[Any, Any]], claims: Sequence[Boolean]) -> Iterator[Place]:
    """The values as points, where they fit together."""
    for values in found:
        made = place(values, SEARCH, claims)
        if made is not None:
            yield made


__all__ = ["Group", "attained", "group", "instances", "places"]
