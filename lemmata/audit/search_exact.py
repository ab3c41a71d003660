"""The exact judge of a proposed counterexample, also for every index or time at once.

As `exact.Point.decide`, with three answers, and with one more rule for terms in a running k:
p(x) + s k with x = g^k (or exp(-q t)), 0 < g < 1, rational coefficients and s >= 0 is nonnegative
wherever the polynomial p is on [0, 1], which Sturm's theorem decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sympy import Add, Poly, Rational, S, Symbol, exp
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or
from sympy.polys.polyerrors import PolynomialError

from lemmata.exact import INDICES, TIMES, Point, Undecidable, sign
from lemmata.kernel import Index, OutsideFragment, Signs, Time, is_zero

from .search_forms import Unreachable, powers

DEGREE = 60
"""Largest degree of p that is looked at."""
_HOLDS = {Ge: (0, 1), Gt: (1,), Le: (0, -1), Lt: (-1,), Eq: (0,), Ne: (1, -1)}


def holds(point: Point, claim: Boolean) -> bool | None:
    """Whether the relation (or combination) holds at the point; None when it is not decided."""
    if claim in (S.true, S.false):
        return bool(claim)
    if isinstance(claim, (And, Or)):
        said = [holds(point, arg) for arg in claim.args]
        final = isinstance(claim, Or)
        return final if final in said else None if None in said else not final
    if isinstance(claim, Not):
        inside = holds(point, claim.args[0])
        return None if inside is None else not inside
    if isinstance(claim, Implies):
        return holds(point, Or(Not(claim.args[0]), claim.args[1], evaluate=False))
    if isinstance(claim, Equivalent):
        first, second = (holds(point, arg) for arg in claim.args)
        return None if None in (first, second) else first == second
    difference = point(claim.lhs) - point(claim.rhs)
    if not hasattr(difference, "shape"):
        return _entry(type(claim), S(difference))
    same = [_entry(Eq, S(entry)) for entry in difference]
    equal = False if False in same else None if None in same else True
    return equal if equal is None or isinstance(claim, Eq) else not equal


def _entry(kind: type, term: Any) -> bool | None:
    """`term` kind 0, for all values of its running symbols."""
    running = sorted((s for s in term.free_symbols if isinstance(s, (Index, Time))), key=str)
    if not running:
        return sign(term) in _HOLDS[kind]
    at = running[0]
    for value in INDICES if isinstance(at, Index) else TIMES:
        here = _entry(kind, S(term.subs(at, value)))
        if here is not True:
            return here
    return True if len(running) == 1 and _always(kind, term, at) else None


def _always(kind: type, term: Any, at: Any) -> bool:
    if kind in (Le, Lt):
        return _always({Le: Ge, Lt: Gt}[kind], -term, at)
    made = _polynomial(term.expand(), at)
    if made is not None:
        poly, slope = made
        if kind is Eq:
            return bool(poly.is_zero) and slope == 0
        return kind is not Ne and slope >= 0 and _nonnegative(poly, strict=kind is Gt)
    if kind is Ne:
        return False
    if kind is Eq:
        try:
            return bool(is_zero(term))
        except OutsideFragment:
            return bool(term.expand() == 0)
    derived = Signs()
    return any(derived.nonneg(f, strict=kind is Gt) is not None for f in (term, term.expand()))


def _polynomial(term: Any, at: Any) -> tuple[Any, Any] | None:
    """(p, s) of the module docstring up to a positive factor, or None when the term is not such."""
    try:
        parts = [powers(t, at) for t in Add.make_args(term)]
    except Unreachable:
        return None
    parts = [part for part in parts if part[2] != 0]  # 0^k counts at k = 0 only, which was tested
    bases = {base for c, _, base in parts if base != 1}
    exponents = _exponents(bases)
    if exponents is None or any(not c.is_Rational for c, _, _ in parts):
        return None
    slope, lowest = S.Zero, min([0, *exponents.values()])
    if max([0, *exponents.values()]) - lowest > DEGREE:
        return None
    x, coefficients = Symbol("x"), dict.fromkeys([0], S.Zero)
    for c, p, base in parts:
        if p:
            if c < 0 and slope >= 0:
                slope = c
            elif slope >= 0:
                slope = max(slope, c)
        else:
            power = (exponents[base] if base != 1 else 0) - lowest
            coefficients[power] = coefficients.get(power, S.Zero) + c
    return Poly.from_dict({(p,): c for p, c in coefficients.items()}, x, domain="QQ"), slope


def _exponents(bases: set[Any]) -> dict[Any, int] | None:
    """Integers m with base = g^m for one g in (0, 1)."""
    if not bases:
        return {}
    if all(isinstance(b, exp) or b == S.Exp1 for b in bases):
        rates = {b: (b.args[0] if isinstance(b, exp) else S.One) for b in bases}
        if any(not r.is_Rational for r in rates.values()):
            return None
        whole = [Fraction(int(r.p), int(r.q)) for r in rates.values()]
        bottom = math.lcm(*(r.denominator for r in whole))
        unit = Fraction(math.gcd(*(int(r * bottom) for r in whole)), bottom)
        return {b: -int(Fraction(int(r.p), int(r.q)) / unit) for b, r in rates.items()}
    if any(not b.is_Rational or b <= 0 for b in bases):
        return None
    least = min(bases, key=lambda b: abs(math.log(b)))
    unit = least if least < 1 else 1 / least
    found = {b: round(math.log(b) / math.log(unit)) for b in bases}
    fits = all(abs(m) <= DEGREE and unit**m == b for b, m in found.items())
    return found if fits else None


def _nonnegative(poly: Any, strict: bool) -> bool:
    """Whether the polynomial is nonnegative (positive) on (0, 1]."""
    x = poly.gen
    if poly.is_zero:
        return not strict
    while poly.eval(0) == 0:
        poly = poly.quo(Poly(x, x, domain="QQ"))
    if poly.degree() == 0:
        return bool(poly.LC() > 0)
    if strict:
        return bool(poly.eval(1) > 0) and poly.count_roots(0, 1) == 0
    _, factors = poly.sqf_list()
    for factor, multiplicity in factors:
        if multiplicity % 2:
            if factor.eval(1) == 0:
                factor = factor.quo(Poly(x - 1, x, domain="QQ"))
            if factor.degree() > 0 and factor.count_roots(0, 1):
                return False
    inside = (poly.eval(Rational(1, n)) for n in range(2, poly.degree() + 4))
    return bool(next(v for v in inside if v != 0) > 0)


def confirmed(values: Mapping[Any, Any], given: Sequence[Boolean], claim: Boolean) -> bool:
    """Whether exact arithmetic decides at the values that `given` holds and `claim` fails.

    Declared signs of functions must hold at every index or time, not only where they are tested.
    """
    try:
        point = Point(values)
        relations = (*given, *_declared(values, (*given, claim)))
        return all(holds(point, g) is True for g in relations) and holds(point, claim) is False
    except (Undecidable, ValueError, TypeError, ArithmeticError, AttributeError, PolynomialError):
        return False


def _declared(values: Mapping[Any, Any], claims: Sequence[Boolean]) -> Iterator[Boolean]:
    for function in values:
        if isinstance(function, UndefinedFunction):
            uses = [t for c in claims for t in c.atoms(AppliedUndef) if t.func == function]
            timed = any(t.atoms(Time) for t in uses)
            term = function(Time("t") if timed else Index("k"))
            if uses and term.is_nonnegative:
                yield (Gt if term.is_positive else Ge)(term, 0, evaluate=False)


__all__ = ["confirmed", "holds"]
