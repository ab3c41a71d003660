"""The refuter of mutants: a population of points, grown by what the search finds on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import torch
from sympy import Rational, S
from sympy.core.relational import Eq, Ge, Gt, Le, Lt
from sympy.logic.boolalg import Boolean

from lemmata.kernel import Index, Time
from lemmata.statements import Conclusion, Hypothesis
from lemmata.theorem import Theorem

from .mutants_points import (
    NEAR,
    STORED,
    Place,
    all_repaired,
    around,
    definitions,
    starts,
    stored,
)
from .mutants_population import Group, attained, group, instances, places

DEFINITE, OPEN = 10, 6
"""Places of a group that are asked first, where enclosures refute a mutant and leave it open."""
SLIGHT = Rational(1, 10**10)
NEIGHBOURS = 480
"""Changed points that are looked at; more are thinned out evenly."""


class Refuter:
    """What the points of a theorem say of its mutants.

    attempts: systems that the search for instances sets up, at least one for each kind of
    instance; 0 leaves it out.
    """

    def __init__(self, theorem: Theorem, attempts: int) -> None:
        self.theorem, self.attempts = theorem, attempts
        self.hypotheses = list(theorem.hypotheses.values())
        proved = {p.conclusion.name for p in theorem.proofs}
        self.proved = [c for c in theorem.conclusions.values() if c.name in proved]
        self.unproved = [c for c in theorem.conclusions.values() if c.name not in proved]
        self.relations = [h.relation for h in self.hypotheses]
        self.relations += [c.relation for c in theorem.conclusions.values()]
        self.stored = list(stored(theorem))
        for at in self.stored:  # their integrals have to be known before any mutant is asked
            for claim in self.relations:
                at.says(claim)
        self.loose: list[Place] = []  # too few for a group yet, or without enclosures
        self.groups: list[Group] = []
        self._masks: dict[tuple[int, Any], tuple[torch.Tensor, torch.Tensor] | None] = {}
        self._fill()

    def _fill(self) -> None:
        self._grow([*self.stored, *self._neighbours(), *self._instances()])

    def _grow(self, found: Sequence[Place]) -> None:
        made = group(found, self.relations)
        inside = {id(at) for g in made for at in g.places}
        self.groups += made
        self.loose += [at for at in found if id(at) not in inside]

    def _neighbours(self) -> list[Place]:
        defining = definitions([h.relation for h in self.hypotheses])
        found = [point for origin in self.stored for point in starts(origin, defining)]
        some = found[:: 1 + len(found) // NEIGHBOURS]
        return list(all_repaired(some, defining, self.relations))

    def _instances(self) -> Iterator[Place]:
        """Instances of all hypotheses, also where a conclusion is attained; and of all but one."""
        given = [h.relation for h in self.hypotheses]
        wanted: list[tuple[list[Any], Any]] = [(given, S.false)]
        wanted += [
            ([*given, equal], S.false)
            for c in self.proved
            if (equal := attained(c.relation)) is not None
        ]
        for own in self.hypotheses:
            others = [h.relation for h in self.hypotheses if h is not own]
            for c in self.proved:
                wanted += [([*others, near], c.relation) for near in barely(own.relation)]
                wanted.append((others, c.relation))
        each = -(-self.attempts // len(wanted))
        for some, fails in wanted if self.attempts else ():
            yield from places(instances(self.theorem, some, fails, 24, each), self.relations)

    def learn(self, values: Mapping[Any, Any]) -> None:
        """Take a counterexample into the population."""
        self.loose += places([values], self.relations)
        if len(self.loose) > 24:
            waiting, self.loose = self.loose, []
            self._grow(waiting)

    # Questions ----------------------------------------------------------------------------------

    def conclusion(self, claim: Boolean, own: Conclusion) -> Place | None:
        """An instance of the hypotheses at which the mutant of the conclusion fails.

        Where there is no proof, nothing but the author's own points is known to be an instance, and
        the conclusion itself must hold there.
        """

        def exact(at: Place) -> bool:
            if own in self.unproved and not (at.origin == STORED and at.says(own.relation) is True):
                return False
            holds = all(at.says(h.relation) is True for h in self.hypotheses)
            return holds and at.says(claim, keep=False) is False

        def select(g: Group) -> tuple[torch.Tensor, torch.Tensor] | None:
            said = g.judge(claim)
            if said is None:
                return None
            inside = self._all(g, self.hypotheses)
            return inside & ~said[1], inside & ~said[0]

        return self._first(exact, select, [claim])

    def hypothesis(self, claim: Boolean | None, own: Hypothesis) -> Place | None:
        """A point at which the other hypotheses and the mutant hold, and a conclusion fails.

        The hypothesis itself must fail there: a conclusion without a proof may be denied by values
        that are no instance, and only the author's own points are asked about it.
        """
        others = [h for h in self.hypotheses if h is not own]

        def exact(at: Place) -> bool:
            asked = [*self.proved, *(self.unproved if at.origin == STORED else [])]
            return (
                all(at.says(h.relation) is True for h in others)
                and at.says(own.relation) is False
                and any(at.says(c.relation) is False for c in asked)
                and (claim is None or at.says(claim, keep=False) is True)
            )

        def select(g: Group) -> tuple[torch.Tensor, torch.Tensor] | None:
            mutant = None if claim is None else g.judge(claim)
            if claim is not None and mutant is None:
                return None
            inside = self._all(g, others)
            own_said = self._mask(g, own.relation)
            if own_said is not None:
                inside = inside & ~own_said[0]  # where the hypothesis holds nothing is shown
            if mutant is not None:
                inside = inside & mutant[1]
            sure, may = torch.zeros_like(inside), torch.zeros_like(inside)
            for conclusion in (*self.proved, *self.unproved):
                said = self._mask(g, conclusion.relation)
                sure |= torch.ones_like(inside) if said is None else ~said[1]
                may |= torch.ones_like(inside) if said is None else ~said[0]
            return inside & sure, inside & may

        concerned = [own.relation, *(c.relation for c in (*self.proved, *self.unproved))]
        return self._first(exact, select, concerned)

    def around_stored(self, claim: Boolean, own: Hypothesis) -> Place | None:
        """As `hypothesis`, where the mutant itself says what a quantity is."""
        relations = [claim, *(h.relation for h in self.hypotheses if h is not own)]
        others = [h for h in self.hypotheses if h is not own]
        for origin in self.stored[:4]:
            for at in islice(around(origin, relations, self.relations), 16):
                if (
                    at.says(own.relation) is False
                    and any(at.says(c.relation) is False for c in self.proved)
                    and all(at.says(h.relation) is True for h in others)
                    and at.says(claim, keep=False) is True
                ):
                    return at
        return None

    def _first(
        self,
        exact: Callable[[Place], bool],
        select: Callable[[Group], tuple[torch.Tensor, torch.Tensor] | None],
        relations: Sequence[Boolean],
    ) -> Place | None:
        """The first place that is exactly as asked for, among those that enclosures propose.

        A few places of every group are asked first, which is mostly enough; then the others: what
        enclosures say of a place need not be so (an equation may barely fail in it, a value may
        not be decided), so that no number of places in vain is the last word. Enclosures see the
        first indices and times only: where a relation has such, all stored points are asked.
        """
        running = any(r.atoms(Index, Time) for r in relations)
        for at in self.loose:
            if exact(at):
                return at
        left: list[list[Place]] = []
        for g in self.groups:
            said = select(g)
            if said is None:
                chosen = [at for at in g.places if at.origin == STORED]
                left.append([at for at in g.places if at.origin != STORED])
            else:
                definite = said[0].nonzero().flatten().tolist()
                undecided = (said[1] & ~said[0]).nonzero().flatten().tolist()
                first = (*definite[:DEFINITE], *undecided[:OPEN])
                chosen = [g.places[i] for i in first]
                if running:
                    chosen += [at for at in g.places if at.origin == STORED and at not in chosen]
                later = (*definite[DEFINITE:], *undecided[OPEN:])
                left.append([at for i in later if (at := g.places[i]) not in chosen])
            for at in chosen:
                if exact(at):
                    return at
        return next((at for at in chain.from_iterable(left) if exact(at)), None)

    def _all(self, g: Group, hypotheses: Sequence[Hypothesis]) -> torch.Tensor:
        inside = torch.ones(len(g.places), dtype=torch.bool)
        for hypothesis in hypotheses:
            said = self._mask(g, hypothesis.relation)
            if said is not None:
                inside &= said[1]
        return inside

    def _mask(self, g: Group, claim: Boolean) -> tuple[torch.Tensor, torch.Tensor] | None:
        key = (id(g), claim)
        if key not in self._masks:
            self._masks[key] = g.judge(claim)
        return self._masks[key]


def barely(claim: Boolean) -> Iterator[Boolean]:
    """Equations that break a relation by less than any mutant relaxes it."""
    if isinstance(claim, (Eq, Le, Lt, Ge, Gt)) and not hasattr(claim.rhs, "shape"):
        for factor in (1 + SLIGHT, 1 - SLIGHT):
            yield Eq(claim.lhs, claim.rhs * factor, evaluate=False)


__all__ = ["NEAR", "Refuter"]
