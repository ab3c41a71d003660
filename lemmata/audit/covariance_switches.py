"""Thresholds: where a hypothesis or conclusion switches its bound, the branches must agree.

A switch is a `Piecewise`, two implications `A => x <= b` and `B => x <= c`, or a disjunction
`(A and x <= b) or (B and x <= c)`, with the same x and A and B on the two sides of one threshold
u = 0. There b - c must vanish. `Min`, `Max` and `Abs` are continuous by themselves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sympy import (
    Derivative,
    Dummy,
    Integer,
    Integral,
    MatrixExpr,
    Piecewise,
    Sum,
    factor_list,
    fraction,
    prime,
    together,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Relational
from sympy.logic.boolalg import And, BooleanTrue, Implies, Not, Or

from lemmata.kernel import Curvature, KernelError, is_zero, residual, slack
from lemmata.render import pretty
from lemmata.theorem import Theorem

from .covariance_rotation import claims
from .covariance_terms import Undecided, Words


@dataclass(frozen=True)
class Switch:
    """Two branches that meet where `threshold` is zero; `jump` is their difference."""

    claim: str
    threshold: Any
    jump: Any
    shown: str


def switches(theorem: Theorem) -> Iterator[Switch]:
    """All thresholds at which a hypothesis or conclusion changes its bound."""
    cases = []
    for name, claim in claims(theorem):
        for term in sorted(claim.atoms(Piecewise), key=str):
            yield from _piecewise(name, term)
        cases += [(name, *case) for case in _cases(claim)]
        for either in claim.atoms(Or):
            yield from _pairs([(name, *c) for arg in either.args for c in _alternatives(arg)])
    yield from _pairs(cases)


def _cases(claim: Any) -> Iterator[tuple[Any, Any]]:
    """(condition, relation) of the implications in a conjunction."""
    if isinstance(claim, And):
        for arg in claim.args:
            yield from _cases(arg)
    elif isinstance(claim, Implies):
        condition, then = claim.args
        for part in then.args if isinstance(then, And) else (then,):
            yield condition, part


def _alternatives(claim: Any) -> Iterator[tuple[Any, Any]]:
    """(condition, relation) of a conjunct, each of its inequalities taken as the condition."""
    if isinstance(claim, And):
        yield from itertools.permutations(claim.args, 2)


def _pairs(cases: list[tuple[str, Any, Any]]) -> Iterator[Switch]:
    for (name, a, first), (other, b, second) in itertools.combinations(cases, 2):
        bounds = _bounds(first, second)
        threshold = _threshold(a, b)
        if bounds is not None and threshold is not None:
            said = f"{pretty(a)} gives {pretty(first)}, {pretty(b)} gives {pretty(second)}"
            where = name if name == other else f"{name}, {other}"
            yield Switch(where, threshold, bounds[0] - bounds[1], said)


def _bounds(first: Any, second: Any) -> tuple[Any, Any] | None:
    """The right sides, if both relations bound the same left side in the same direction."""
    if not all(
        isinstance(r, Relational) and not isinstance(r.lhs, MatrixExpr) for r in (first, second)
    ):
        return None
    same = {Le: "<", Lt: "<", Ge: ">", Gt: ">", Eq: "="}
    direction = same.get(type(first))
    if direction is None or direction != same.get(type(second)) or first.lhs != second.lhs:
        return None
    return first.rhs, second.rhs


def _threshold(a: Any, b: Any) -> Any:
    """u, if a says u >= 0 and b says -u >= 0, strictly or not, up to a positive number."""
    slacks = []
    for side in (a, b):
        relation = side.args[0].negated if isinstance(side, Not) else side
        if not isinstance(relation, (Le, Lt, Ge, Gt)):
            return None
        slacks.append(slack(relation)[0])
    ratio = (slacks[0] / slacks[1]).cancel()
    return slacks[0] if ratio.is_Rational and ratio < 0 else None


def _piecewise(name: str, term: Piecewise) -> Iterator[Switch]:
    """Neighbouring branches of a piecewise term, at the end of the first one's condition."""
    for (before, condition), (after, _) in itertools.pairwise(term.args):
        for part in condition.args if isinstance(condition, (And, Or)) else (condition,):
            if isinstance(part, (Le, Lt, Ge, Gt)):
                said = f"{pretty(before)} where {pretty(part)}, else {pretty(after)}"
                yield Switch(name, slack(part)[0], before - after, said)
            elif not isinstance(part, BooleanTrue):
                raise Undecided(f"{name}: {pretty(part)} is no threshold; accepted: inequalities")


def gap(switch: Switch) -> str:
    """What is left of the jump at the threshold; empty if the branches agree there.

    Raises `Undecided` where neither way below decides.
    """
    u, jump = _plain(switch.threshold), _plain(switch.jump)
    numerator = fraction(together(u))[0]
    if not numerator.free_symbols:
        return ""  # no threshold: the condition is decided by its signs
    told = ""
    for factor, _ in factor_list(numerator)[1]:
        left = _jump_at(jump, factor)
        told = told or left
    return told


def _plain(term: Any) -> Any:
    """The term with inner products and values of functions as symbols."""
    term = Words().scalar(term)
    opaque = term.atoms(AppliedUndef, Curvature, Derivative, Integral, Sum)
    return term.xreplace({t: _symbol(t) for t in opaque})


@cache
def _symbol(term: Any) -> Any:
    signs = {"positive": True} if term.is_positive else {"nonnegative": term.is_nonnegative}
    return Dummy(pretty(term), real=True, **{k: v for k, v in signs.items() if v})


def _jump_at(jump: Any, u: Any) -> str:
    """The jump where u = 0, empty if it vanishes.

    Where u is linear in a symbol, that symbol is replaced; otherwise u must divide the jump.
    """
    why = []
    for symbol in sorted(u.free_symbols, key=str):
        if not u.is_polynomial(symbol) or u.as_poly(symbol).degree() != 1:
            continue
        slope, rest = u.as_poly(symbol).all_coeffs()
        moved = jump.xreplace({symbol: -rest / slope})
        try:
            return (
                "" if is_zero(moved) else f"{residual(moved)} at {symbol} = {pretty(-rest / slope)}"
            )
        except KernelError as error:
            told = _instance(moved)
            if told:
                return f"{told}, {symbol} = {pretty(-rest / slope)}"
            why.append(str(error))
    numerator = fraction(together(jump))[0]
    symbols = sorted(u.free_symbols | numerator.free_symbols, key=str)
    if u.is_polynomial(*symbols) and numerator.is_polynomial(*symbols):
        rest = numerator.as_poly(*symbols).rem(u.as_poly(*symbols))
        return "" if rest.is_zero else f"{pretty(rest.as_expr())} where {pretty(u)} = 0"
    raise Undecided("; ".join(why) or f"{pretty(u)} = 0 is linear in no symbol and no polynomial")


def _instance(term: Any) -> str:
    """An exact value of the term other than 0, at squares of primes; empty if there is none."""
    symbols = sorted(term.free_symbols, key=str)
    values = {s: Integer(prime(i + 1)) ** 2 for i, s in enumerate(symbols)}
    try:
        value = term.xreplace(values)
        if is_zero(value):
            return ""
    except KernelError:
        return ""
    return f"{value} at " + ", ".join(f"{s} = {v}" for s, v in values.items())


__all__ = ["Switch", "gap", "switches"]
