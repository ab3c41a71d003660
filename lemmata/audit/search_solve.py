"""Equations solved for unknowns, one after another, so that drawn values already satisfy them.

An unknown is taken where it stands linearly (or in a square); it is put into what is left. A row on
which the coefficient vanishes keeps its drawn value: whether the equation holds there is judged
afterwards, like everything else.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sympy import Add, Mul, Pow, S, Symbol, count_ops, diff, factor_list, fraction, sqrt, together
from sympy.polys.polyerrors import PolynomialError

from .search_system import Unknown

LARGE = 400
OPTIONAL = 150
"""Operations above which an equation, or an inequality taken as one, is left to the climb."""


@dataclass(frozen=True)
class Definition:
    """`unknown` = over / under where under is not 0."""

    unknown: Any
    over: Any
    under: Any


@dataclass
class _Pending:
    term: Any
    optional: bool


def solve(
    needed: Sequence[Any],
    active: Sequence[Any],
    unknowns: Mapping[Any, Unknown],
    rng: random.Random,
    deadline: float = math.inf,
) -> list[Definition] | None:
    """Definitions in the order of evaluation; None when `needed` contradict each other.

    active: terms that may vanish as well (inequalities taken as equations); one that contradicts
    the rest is dropped. At the deadline what is left is not solved.
    """
    pending = [_Pending(t, False) for t in needed]
    pending += [_Pending(t, True) for t in active if count_ops(t) <= OPTIONAL]
    weight = {s: rng.random() for s in unknowns}
    made: list[Definition] = []
    while pending and time.thread_time() < deadline:
        best = _best(pending, unknowns, weight, rng)
        if best is None:
            break
        at, factor, unknown = best
        pending.pop(at)
        definition = _solved(factor, unknown, unknowns[unknown].sign, rng)
        value = definition.over / definition.under
        for other in pending:
            if unknown in other.term.free_symbols:
                other.term = _numerator(other.term.xreplace({unknown: value}))
        made.append(definition)
        if any(_contradicts(p.term) and not p.optional for p in pending):
            return None
        pending = [p for p in pending if p.term.free_symbols]
    return made[::-1]


def _contradicts(term: Any) -> bool:
    return not term.free_symbols and term.is_zero is not True


@lru_cache(maxsize=4096)
def _factors(term: Any) -> tuple[Any, ...]:
    """Factors that may vanish; a term vanishes where one of them does."""
    bases: list[Any] = [term]
    if isinstance(term, Add) and len(term.args) <= 8 and count_ops(term) <= 60:
        try:
            bases = [f for f, _ in factor_list(term)[1]]
        except PolynomialError:
            return (term,)
    elif isinstance(term, (Mul, Pow)):
        parts = Mul.make_args(term)
        bases = [f.base if isinstance(f, Pow) and f.exp.is_positive else f for f in parts]
    may = [f for f in bases if f.free_symbols and not f.is_positive]
    return tuple(f.expand() for f in may)


def _numerator(term: Any) -> Any:
    if count_ops(term) > LARGE:
        return term
    return fraction(together(term))[0].expand()


def _best(
    pending: Sequence[_Pending],
    unknowns: Mapping[Any, Unknown],
    weight: Mapping[Any, float],
    rng: random.Random,
) -> tuple[int, Any, Any] | None:
    """(equation, factor, unknown) that is easiest to solve; what leaves no choice goes first."""
    uses: dict[Any, int] = {}
    for p in pending:
        for s in p.term.free_symbols:
            uses[s] = uses.get(s, 0) + 1
    choices = []
    for at, p in enumerate(pending):
        factors = _factors(p.term)
        for factor in factors:
            free = factor.free_symbols
            if count_ops(factor) > LARGE:
                continue
            extra = p.optional + 0.3 * (len(free) - 1)
            extra += 3 + 3 * rng.random() if len(factors) > 1 else 0
            for s in free:
                if s in unknowns and unknowns[s].sign != "count":
                    cost = _cost(factor, s, unknowns[s].sign)
                    if cost is not None:
                        total = cost + extra + 0.5 * uses[s] + 2 * weight[s]
                        choices.append((total, at, str(s), factor, s))
    if not choices:
        return None
    _, at, _, factor, chosen = min(choices, key=lambda c: c[:3])
    return at, factor, chosen


@lru_cache(maxsize=16384)
def _cost(term: Any, unknown: Any, sign: str) -> float | None:
    """How bad it is to solve the term for the unknown; None when it cannot be done."""
    slope = diff(term, unknown)
    harm = {"real": 0.0, "nonneg": 1.0, "positive": 1.5}[sign]
    if unknown not in slope.free_symbols:
        if slope.is_number:
            return harm
        if slope.is_positive or slope.is_negative:
            return harm + 0.5
        return harm + 2 + 0.05 * float(count_ops(slope))
    bend = diff(slope, unknown)
    if unknown not in bend.free_symbols and bend != 0:
        return harm + 6 + 0.1 * float(count_ops(term))
    return None


def _solved(term: Any, unknown: Any, sign: str, rng: random.Random) -> Definition:
    rest = term.xreplace({unknown: S.Zero})
    slope = diff(term, unknown)
    if unknown not in slope.free_symbols:
        return Definition(unknown, -rest, slope)
    bend = diff(slope, unknown)
    b = slope.xreplace({unknown: S.Zero})
    root = sqrt((b**2 - 2 * bend * rest).expand())
    ahead = sign in ("nonneg", "positive") and b == 0 and bend.is_positive
    side = 1 if ahead else rng.choice((1, -1))
    return Definition(unknown, -b + side * root, bend)


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


__all__ = ["Definition", "exactly", "free", "solve"]
