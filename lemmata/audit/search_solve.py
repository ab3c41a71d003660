"""Equations solved for unknowns, one after another, so that drawn values already satisfy them.

An unknown is taken where it stands linearly (or in a square); it is put into what is left. A row on
which the coefficient vanishes keeps its drawn value: whether the equation holds there is judged
afterwards, like everything else.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Add, S, Symbol, sqrt

from .search_goal import Unknown
from .search_poly import Field, Outside

LARGE = 300
OPTIONAL = 80
"""Terms above which an equation, or an inequality taken as one, is left to the climb."""
SMALL = 8
"""Terms up to which a polynomial is asked for its sign."""


@dataclass(frozen=True)
class Definition:
    """`unknown` = over / under where under is not 0."""

    unknown: Any
    over: Any
    under: Any


_Offer = tuple[Any, float, list[tuple[float, Any]]]
"""A factor that may vanish, what is added to its costs, and the cost of each unknown in it."""


@dataclass
class _Pending:
    poly: Any
    optional: bool
    used: list[Any]
    choices: list[_Offer] | None = None


@dataclass(frozen=True)
class _Choice:
    cost: float
    at: int
    factor: Any
    unknown: Any


def solve(
    needed: Sequence[Any],
    active: Sequence[Any],
    unknowns: Mapping[Any, Unknown],
    rng: random.Random,
    strict: Sequence[Any] = (),
) -> list[Definition] | None:
    """Definitions in the order of evaluation; None when `needed` contradict each other.

    active: terms that may vanish as well (inequalities taken as equations); one that contradicts
    the rest is dropped. strict: terms that must be positive; a solution that makes one of them a
    number <= 0 is not taken.
    """
    return _Solver(needed, active, unknowns, rng, strict).run()


class _Solver:
    def __init__(
        self,
        needed: Sequence[Any],
        active: Sequence[Any],
        unknowns: Mapping[Any, Unknown],
        rng: random.Random,
        strict: Sequence[Any],
    ) -> None:
        self.unknowns, self.rng = unknowns, rng
        self.field = Field([*needed, *active])
        self.name = {s: str(s) for s in unknowns}
        self.weight = {s: rng.random() for s in unknowns}
        self.taste = rng.choice((3, 15, 40))  # how much chance rather than ease picks a factor
        self.strict = list(strict)
        self.pending = [p for t in needed if (p := self._pending(t, False))]
        self.pending += [p for t in active if (p := self._pending(t, True))]

    def _pending(self, term: Any, optional: bool) -> _Pending | None:
        try:
            poly = self.field.reduced(self.field.fraction(term)[0])
        except Outside:
            return None  # left to the climb
        if len(poly) > (OPTIONAL if optional else LARGE):
            return None
        return _Pending(poly, optional, self.field.used(poly))

    def run(self) -> list[Definition] | None:
        made: list[Definition] = []
        while True:
            if any(p.poly.is_constant() and not p.poly.is_zero() and not p.optional
                   for p in self.pending):  # fmt: skip
                return None
            self.pending = [p for p in self.pending if not p.poly.is_constant()]
            step = self._step()
            if step is None:
                return made[::-1]
            made.append(step)

    def _step(self) -> Definition | None:
        """Take the easiest choice that no strict inequality forbids, and put it everywhere."""
        for choice in sorted(self._choices(), key=lambda c: (c.cost, c.at, self.name[c.unknown])):
            parts = self.field.powers(choice.factor, choice.unknown)
            try:
                over, under, definition = self._solved(choice.unknown, parts)
                if not self._allowed(definition):
                    continue
                chosen = self.pending.pop(choice.at)
                try:
                    self._substitute(choice.unknown, over, under, definition)
                except Outside:
                    self.pending.insert(choice.at, chosen)
                    continue
            except Outside:
                continue
            return definition
        return None

    def _choices(self) -> list[_Choice]:
        uses: dict[Any, int] = {}
        for p in self.pending:
            for s in p.used:
                uses[s] = uses.get(s, 0) + 1
        out = []
        for at, p in enumerate(self.pending):
            if p.choices is None:
                p.choices = self._offers(p.poly)
            for factor, extra, costs in p.choices:
                extra += p.optional
                for cost, s in costs:
                    total = cost + extra + 0.5 * uses[s] + 2 * self.weight[s]
                    out.append(_Choice(total, at, factor, s))
        return out

    def _offers(self, poly: Any) -> list[_Offer]:
        factors = self._factors(poly)
        out: list[_Offer] = []
        for factor in factors:
            extra = 0.3 * (len(self.field.used(factor)) - 1)
            extra += 3 + self.taste * self.rng.random() if len(factors) > 1 else 0
            out.append((factor, extra, self._costs(factor)))
        return out

    def _factors(self, poly: Any) -> list[Any]:
        """Factors that may vanish; the polynomial vanishes where one of them does."""
        found = [f for f, _ in poly.factor()[1]]
        return [f for f in found if not self._nonzero(f)]

    def _nonzero(self, poly: Any) -> bool:
        """Whether declared signs show that the polynomial does not vanish."""
        if poly.is_constant() or len(poly) > SMALL:
            return bool(poly.is_constant())
        # SymPy asks sums for their sign by differentiating them, which may take minutes.
        terms = poly.to_dict()
        used = self.field.used(poly)
        one_sign = len({c > 0 for c in terms.values()}) == 1
        constant = any(not any(exponents) for exponents in terms)
        declared = (t.is_nonnegative if constant else t.is_positive for t in used)
        return one_sign and all(declared)

    def _costs(self, factor: Any) -> list[tuple[float, Any]]:
        """How bad it is to solve for each unknown that the factor can be solved for."""
        used, degrees = self.field.used(factor), factor.degrees()
        hidden = {s for t in used if not t.is_Symbol for s in t.free_symbols}
        out = []
        for s in used:
            if s not in self.unknowns or self.unknowns[s].sign == "count" or s in hidden:
                continue
            harm = {"real": 0.0, "nonneg": 1.0, "positive": 1.5}[self.unknowns[s].sign]
            at = self.field.place[s]
            if degrees[at] == 1:
                slope = factor.derivative(at)
                if slope.is_constant():
                    out.append((harm, s))
                elif self._nonzero(slope):
                    out.append((harm + 0.5, s))
                else:
                    out.append((harm + 2 + 0.05 * len(slope), s))
            elif degrees[at] == 2:
                out.append((harm + 6 + 0.1 * len(factor), s))
        return out

    def _solved(self, unknown: Any, parts: list[Any]) -> tuple[Any, Any, Definition]:
        term = self.field.term
        if len(parts) == 2:
            over, under = -parts[0], parts[1]
        else:
            c, b, a = parts
            bend = term(a)
            root = sqrt(term(b * b - 4 * a * c))
            ahead = self.unknowns[unknown].sign != "real" and b.is_zero() and bend.is_positive
            side = 1 if ahead else self.rng.choice((1, -1))
            top, bottom = self.field.fraction(S(root))
            over, under = side * top - b * bottom, 2 * a * bottom
        return over, under, Definition(unknown, term(over), term(under))

    def _allowed(self, definition: Definition) -> bool:
        """Whether the definition contradicts no sign that must hold."""
        unknown, value = definition.unknown, definition.over / definition.under
        if value.is_number:
            sign = self.unknowns[unknown].sign
            if (value.is_negative and sign != "real") or (value.is_zero and sign == "positive"):
                return False
        simple = isinstance(definition.over, Symbol) or value.is_number
        if not simple:
            return True
        changed = [
            t.xreplace({unknown: value}) if unknown in t.free_symbols else t for t in self.strict
        ]
        if any(_fails(t) for t in changed):
            return False
        self.strict = changed
        return True

    def _substitute(self, unknown: Any, over: Any, under: Any, definition: Definition) -> None:
        field, value = self.field, definition.over / definition.under
        hidden = {t: t.xreplace({unknown: value}) for t in field.terms
                  if not t.is_Symbol and unknown in t.free_symbols}  # fmt: skip
        after = []
        for other in self.pending:
            used, poly = other.used, other.poly
            if any(t in hidden for t in used):
                poly = field.renamed(poly, {t: hidden[t] for t in used if t in hidden})
            if unknown in used:
                poly = field.put(poly, unknown, over, under)
            if poly is other.poly:
                after.append(other)
            elif poly.is_constant() or len(poly) <= (OPTIONAL if other.optional else LARGE):
                after.append(_Pending(poly, other.optional, field.used(poly)))
        self.pending = after


def _fails(term: Any) -> bool:
    """Whether a term that must be positive is a number and is not."""
    if term.free_symbols:
        return False
    if isinstance(term, Add):
        term = term.expand()
    return not term.is_positive


def contradicted(definitions: Sequence[Definition], strict: Sequence[Any]) -> bool:
    """Whether unknowns that come out as numbers make a term that must be positive one <= 0."""
    fixed: dict[Any, Any] = {}
    for d in definitions:
        value = S(d.over).xreplace(fixed) / S(d.under).xreplace(fixed)
        if not value.free_symbols:
            fixed[d.unknown] = value
    return any(_fails(S(t).xreplace(fixed)) for t in strict)


def free(definitions: Sequence[Definition], used: Sequence[Any]) -> list[Any]:
    """The unknowns that nothing defines, and those that a vanishing coefficient leaves free."""
    always = {d.unknown for d in definitions if d.under.is_number or d.under.is_nonzero}
    return [s for s in used if s not in always]


def exactly(definitions: Sequence[Definition], drawn: Mapping[Any, Any]) -> dict[Any, Any]:
    """Exact values of all unknowns from exact drawn values."""
    values = dict(drawn)
    for d in definitions:
        under = S(d.under).xreplace(values)
        if isinstance(under, Symbol) or under.free_symbols:
            continue
        if under.expand() != 0:
            over = S(d.over).xreplace(values)
            values[d.unknown] = (over / under).expand()
    return values


__all__ = ["Definition", "contradicted", "exactly", "free", "solve"]
