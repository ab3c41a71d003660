"""Claims at an exact point, also for every index or time at once.

A term in a running k has the sign that the kernel's rules derive, and by two rules more. Where it
is p(x) + s k with x = g^k (or exp(-q t)), 0 < g < 1, rational coefficients and s >= 0, it is
nonnegative if the polynomial p is nonnegative on [0, 1], which Sturm's theorem decides. A sum of
c b^k and s k is nonnegative if its largest power alone outweighs the negative terms.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Add, Mul, Poly, Pow, Rational, S, Symbol, exp
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

from .exact import INDICES, TIMES, Point, Undecidable, sign
from .kernel import Index, OutsideFragment, Signs, Time, is_zero

DEGREE = 60
"""Largest degree of p that is looked at."""
BITS = 256
"""Largest size of the numbers in a term that is factored."""
_HOLDS = {Ge: (0, 1), Gt: (1,), Le: (0, -1), Lt: (-1,), Eq: (0,), Ne: (1, -1)}
_NOT = {Ge: Lt, Gt: Le, Le: Gt, Lt: Ge, Eq: Ne, Ne: Eq}


@dataclass(frozen=True)
class _Leaf:
    """`term` kind 0, a scalar relation at the point."""

    kind: type
    term: Any


@dataclass(frozen=True)
class _Join:
    """All (`every`) or one of the parts: leaves, joins and truth values."""

    every: bool
    parts: tuple[Any, ...]


def decide(point: Point, claim: Boolean) -> bool:
    """As `holds`; raises `Undecidable`, with the reason, where it is not decided."""
    tree = _flat(point, claim, True)
    found = _for_all(tree)
    if found is None:
        for leaf in _leaves(tree):
            running = _running(leaf)
            if not running:
                sign(leaf.term)  # raises, where this is what is open
            elif _everywhere(leaf, running) is None:
                name = leaf.kind.__name__
                raise Undecidable(f"{leaf.term} {name} 0 is not decided for every {running[0]}")
        raise Undecidable(f"{claim} is not decided at the point")
    return found


def holds(point: Point, claim: Boolean) -> bool | None:
    """Whether the relation (or combination) holds at the point; None when it is not decided.

    A running index or time is quantified over the whole claim: `A(k) or B(k)` is meant for every k
    and needs neither A for every k nor B for every k. Raises `Undecidable` where the claim has no
    value or no such form.
    """
    return _for_all(_flat(point, claim, True))


def _flat(point: Point, claim: Boolean, true: bool) -> Any:
    """The claim (or its negation) at the point, with negations moved inside."""
    if claim in (S.true, S.false):
        return (claim == S.true) == true
    if isinstance(claim, Not):
        return _flat(point, claim.args[0], not true)
    if isinstance(claim, (And, Or)):
        parts = tuple(_flat(point, arg, true) for arg in claim.args)
        return _Join(isinstance(claim, And) == true, parts)
    if isinstance(claim, Implies):
        premise, end = claim.args
        return _Join(not true, (_flat(point, premise, not true), _flat(point, end, true)))
    if isinstance(claim, Equivalent):
        a, b = claim.args
        return _Join(
            False,
            tuple(
                _Join(True, (_flat(point, a, first), _flat(point, b, first == true)))
                for first in (True, False)
            ),
        )
    if type(claim) not in _NOT:
        raise Undecidable(f"{claim} is no relation and no combination of relations")
    difference = point(claim.lhs) - point(claim.rhs)
    kind = type(claim) if true else _NOT[type(claim)]
    if not hasattr(difference, "shape"):
        return _Leaf(kind, S(difference))
    if kind not in (Eq, Ne):
        raise Undecidable(f"{claim} orders arrays")
    return _Join(kind is Eq, tuple(_Leaf(kind, S(entry)) for entry in difference))


def _for_all(tree: Any) -> bool | None:
    """The tree for all values of its running symbols."""
    running = _running(tree)
    if not running:
        return _fold(tree, lambda leaf: sign(leaf.term) in _HOLDS[leaf.kind])
    at, unknown = running[0], False
    for value in INDICES if isinstance(at, Index) else TIMES:
        here = _for_all(_put(tree, at, value))
        if here is False:
            return False
        unknown = unknown or here is None
    if unknown:
        return None
    found = _fold(tree, lambda leaf: _everywhere(leaf, running))
    if found is None and isinstance(at, Index):  # the first ones were tested
        later = _put(tree, at, at + len(INDICES))
        found = _fold(later, lambda leaf: _everywhere(leaf, running))
    return found


def _everywhere(leaf: _Leaf, running: Sequence[Any]) -> bool | None:
    """Whether the relation holds for all values of the running symbols; None where that is open."""
    own = [s for s in running if s in leaf.term.free_symbols]
    if own:
        return True if _always(leaf.kind, leaf.term, own) else None
    return sign(leaf.term) in _HOLDS[leaf.kind]


def _fold(tree: Any, judge: Callable[[_Leaf], bool | None]) -> bool | None:
    """Truth in three values; a part without a value leaves open what the others do not settle."""
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, _Leaf):
        try:
            return judge(tree)
        except Undecidable:
            return None
    unknown = False
    for part in tree.parts:
        said = _fold(part, judge)
        if said is not tree.every and said is not None:
            return said
        unknown = unknown or said is None
    return None if unknown else tree.every


def _leaves(tree: Any) -> Iterator[_Leaf]:
    if isinstance(tree, _Leaf):
        yield tree
    elif isinstance(tree, _Join):
        for part in tree.parts:
            yield from _leaves(part)


def _running(tree: Any) -> list[Any]:
    free = {s for leaf in _leaves(tree) for s in leaf.term.free_symbols}
    return sorted((s for s in free if isinstance(s, (Index, Time))), key=str)


def _put(tree: Any, at: Any, value: Any) -> Any:
    if isinstance(tree, _Leaf):
        return _Leaf(tree.kind, S(tree.term.subs(at, value)))
    if isinstance(tree, _Join):
        return _Join(tree.every, tuple(_put(part, at, value) for part in tree.parts))
    return tree


def _always(kind: type, term: Any, running: Sequence[Any]) -> bool:
    if kind in (Le, Lt):
        return _always({Le: Ge, Lt: Gt}[kind], -term, running)
    made = _polynomial(term.expand(), running[0]) if len(running) == 1 else None
    if made is not None and kind is Eq:
        return bool(made[0].is_zero) and made[1] == 0
    if made is not None and kind in (Ge, Gt):
        poly, slope = made
        if slope >= 0 and _nonnegative(poly, strict=kind is Gt):
            return True
    if kind is Ne:
        return False
    single = kind in (Ge, Gt) and len(running) == 1 and isinstance(running[0], Index)
    if single and _outweighs(term.expand(), running[0], strict=kind is Gt):
        return True
    if kind is Eq:
        try:
            return bool(is_zero(term))
        except OutsideFragment:
            return bool(term.expand() == 0)
    derived, forms = Signs(), [term, term.expand()]
    if any(derived.nonneg(form, strict=kind is Gt) is not None for form in forms):
        return True
    if not _may_be_factored(forms[1]):
        return False
    return derived.nonneg(term.factor(), strict=kind is Gt) is not None


def _may_be_factored(term: Any) -> bool:
    """Whether numbers and degrees are small: exp(t) is to SymPy the power 10^9 of exp(t / 10^9)."""
    if any(max(abs(n.p), n.q).bit_length() > BITS for n in term.atoms(Rational)):
        return False
    exponents = [p.args[-1] for p in term.atoms(Pow, exp) if not p.args[-1].is_Integer]
    rates = [part.as_coeff_Mul()[0] for e in exponents for part in Add.make_args(e.expand())]
    sizes = [Fraction(int(c.p), int(c.q)) for c in rates if c.is_Rational and c != 0]
    bottom = math.lcm(*(c.denominator for c in sizes))
    return all(abs(c * bottom) <= DEGREE for c in sizes)


def _outweighs(term: Any, at: Index, strict: bool) -> bool:
    """Whether the largest power b^k in the sum outweighs its negative terms.

    A smaller power loses weight against it as k grows: what it outweighs at k = 0, it outweighs
    always; and b^k >= 1 + (b - 1) k.
    """
    found = [powers(t, at) for t in Add.make_args(term)]
    if any(t is None or not (t[0].is_Rational and t[2].is_Rational) or t[2] < 0 for t in found):
        return False
    constants: dict[Any, Any] = {}
    slope = S.Zero
    for c, p, base in (t for t in found if t and t[2] != 0):  # 0^k: as in _polynomial
        if p == 0:
            constants[base] = constants.get(base, S.Zero) + c
        elif c < 0 and p == 1:
            slope -= c
        elif c < 0:
            return False
    if not constants:
        return False
    top = max(constants)
    rest = constants.pop(top) + sum(c for c in constants.values() if c < 0)
    outweighed = slope == 0 or rest * (top - 1) >= slope
    return bool((rest > 0 if strict else rest >= 0) and outweighed)


def _polynomial(term: Any, at: Any) -> tuple[Any, Any] | None:
    """(p, s) of the module docstring up to a positive factor, or None when the term is not such."""
    found = [powers(t, at) for t in Add.make_args(term)]
    if None in found:
        return None
    parts = [
        part for part in found if part and part[2] != 0
    ]  # 0^k counts at k = 0 only, which was tested
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


def powers(term: Any, variable: Any) -> tuple[Any, int, Any] | None:
    """(coefficient, p, base) of coefficient * variable^p * base^variable, p <= 2, or None."""
    coefficient, power, base = S.One, 0, S.One
    for factor in Mul.make_args(term):
        if variable not in factor.free_symbols:
            coefficient *= factor
        elif factor == variable:
            power += 1
        elif isinstance(factor, Pow) and factor.base == variable and factor.exp == 2:
            power += 2
        elif isinstance(factor, Pow) and (rate := factor.exp.expand().coeff(variable)) != 0:
            coefficient *= factor.base ** (factor.exp - rate * variable).expand()
            base *= factor.base**rate
        elif isinstance(factor, exp) and (rate := factor.args[0].expand().coeff(variable)) != 0:
            coefficient *= exp((factor.args[0] - rate * variable).expand())
            base *= exp(rate)
        else:
            return None
    if (power and base != 1) or power > 2 or coefficient.has(variable) or base.has(variable):
        return None
    return coefficient, power, base


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


def declared(values: Mapping[Any, Any], claims: Sequence[Boolean]) -> Iterator[Boolean]:
    """The declared signs of the functions among the values, at every index or time."""
    for function in values:
        if isinstance(function, UndefinedFunction):
            uses = [t for c in claims for t in c.atoms(AppliedUndef) if t.func == function]
            timed = any(t.atoms(Time) for t in uses)
            term = function(Time("t") if timed else Index("k"))
            if uses and term.is_nonnegative:
                yield (Gt if term.is_positive else Ge)(term, 0, evaluate=False)


__all__ = ["decide", "declared", "holds", "powers"]
