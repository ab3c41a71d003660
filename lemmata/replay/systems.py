"""Solutions of polynomial systems, by python-flint alone.

Each unknown gets a polynomial of the ideal in it alone, from flint's Groebner basis. Its real
roots, rational or quadratic, bound the solutions to a grid, tested in exact arithmetic on sums of
rational multiples of square roots of squarefree integers (which are independent over QQ).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import gcd
from typing import Any

import flint
from sympy import Add, Mul, Pow, Symbol

from .terms import Refusal, declared

Surd = dict[int, Fraction]  # squarefree n > 0 -> coefficient of sqrt(n)

GRID = 100_000


def times(a: Surd, b: Surd) -> Surd:
    """The product of two surds."""
    out: Surd = {}
    for m, c in a.items():
        for n, e in b.items():
            common = gcd(m, n)
            key = m * n // common**2
            out[key] = out.get(key, Fraction(0)) + c * e * common
    return {n: c for n, c in out.items() if c}


def plus(a: Surd, b: Surd) -> Surd:
    """The sum of two surds."""
    out = {n: a.get(n, Fraction(0)) + b.get(n, Fraction(0)) for n in {*a, *b}}
    return {n: c for n, c in out.items() if c}


def root_of(number: Fraction) -> Surd:
    """The square root of a nonnegative rational."""
    whole = number.numerator * number.denominator
    outside, inside = 1, 1
    for prime, count in flint.fmpz(whole).factor() if whole else []:
        outside *= int(prime) ** (int(count) // 2)
        inside *= int(prime) ** (int(count) % 2)
    return {inside: Fraction(outside, number.denominator)} if whole else {}


def surd(term: Any) -> Surd:
    """A SymPy number built from rationals and their square roots, as a surd."""
    if term.is_Rational:
        return {1: Fraction(int(term.p), int(term.q))} if term != 0 else {}
    if isinstance(term, Add):
        total: Surd = {}
        for arg in term.args:
            total = plus(total, surd(arg))
        return total
    if isinstance(term, Mul):
        total = {1: Fraction(1)}
        for arg in term.args:
            total = times(total, surd(arg))
        return total
    halved = isinstance(term, Pow) and term.exp.is_Rational and term.exp.q == 2
    if halved and term.base.is_Rational and term.base > 0:
        base = Fraction(int(term.base.p), int(term.base.q))
        return times({1: base ** ((int(term.exp.p) - 1) // 2)}, root_of(base))
    if isinstance(term, Pow) and term.exp.is_Integer and term.exp > 0:
        total = {1: Fraction(1)}
        for _ in range(int(term.exp)):
            total = times(total, surd(term.base))
        return total
    raise Refusal(f"{term} is not built from rationals and square roots of rationals")


def sign(value: Surd) -> int:
    """The sign of a + b sqrt(n)."""
    a = value.get(1, Fraction(0))
    others = [(n, c) for n, c in value.items() if n != 1]
    if len(others) > 1:
        raise Refusal("the sign of a sum of several square roots is not decided")
    if not others:
        return (a > 0) - (a < 0)
    n, b = others[0]
    if a * b >= 0:
        return 1 if b > 0 else -1
    bigger = a * a > b * b * n
    return (1 if a > 0 else -1) if bigger else (1 if b > 0 else -1)


def polynomial(term: Any, unknowns: Sequence[Symbol], ring: Any) -> Any:
    """The term as a flint polynomial over QQ."""
    if term.is_Rational:
        return ring.constant(flint.fmpq(int(term.p), int(term.q)))
    if term in unknowns:
        return ring.gens()[list(unknowns).index(term)]
    if isinstance(term, (Add, Mul)):
        total = polynomial(term.args[0], unknowns, ring)
        for arg in term.args[1:]:
            other = polynomial(arg, unknowns, ring)
            total = total + other if isinstance(term, Add) else total * other
        return total
    if isinstance(term, Pow) and term.exp.is_Integer and term.exp >= 0:
        return polynomial(term.base, unknowns, ring) ** int(term.exp)
    raise Refusal(f"{term} is not a polynomial over QQ in {tuple(unknowns)}")


def univariate(polys: list[Any], at: int, count: int) -> Any:
    """A nonzero polynomial of the ideal in the unknown number `at` alone, or a refusal."""
    names = [f"x{i}" for i in range(count) if i != at] + [f"x{at}"]
    ring = flint.fmpz_mpoly_ctx.get(tuple(names), flint.Ordering.lex)
    moved = []
    for poly in polys:
        scaled: dict[tuple[int, ...], int] = {}
        common = 1
        for _, c in poly.terms():
            common = common * int(c.q) // gcd(common, int(c.q))
        for powers, c in poly.terms():
            key = tuple(int(e) for i, e in enumerate(powers) if i != at) + (int(powers[at]),)
            scaled[key] = int(c.p) * (common // int(c.q))
        if scaled:
            moved.append(ring.from_dict(scaled))
    best = None
    basis = flint.fmpz_mpoly_vec(moved, ring).buchberger_naive() if moved else []
    for poly in basis:
        terms = list(poly.terms())
        if terms and all(not any(int(e) for e in powers[:-1]) for powers, _ in terms):
            degree = max(int(powers[-1]) for powers, _ in terms)
            coefficients = [0] * (degree + 1)
            for powers, c in terms:
                coefficients[int(powers[-1])] = int(c)
            if best is None or degree < best.degree():
                best = flint.fmpz_poly(coefficients)
    if best is None:
        raise Refusal(f"unknown number {at} is not determined by the equations")
    return best


def real_roots(poly: Any) -> list[Surd]:
    """The real roots of a polynomial over ZZ whose real roots are rational or quadratic."""
    found: list[Surd] = []
    for factor, _ in poly.factor()[1]:
        c = [int(entry) for entry in factor.coeffs()]
        if len(c) == 2:
            value = Fraction(-c[0], c[1])
            found.append({1: value} if value else {})
        elif len(c) == 3:
            inside = c[1] ** 2 - 4 * c[2] * c[0]
            if inside >= 0:
                middle = {1: Fraction(-c[1], 2 * c[2])} if c[1] else {}
                for way in (1, -1):
                    half = times({1: Fraction(way, 2 * c[2])}, root_of(Fraction(inside)))
                    found.append(plus(middle, half))
        elif len(c) > 3 and any(r.imag.is_zero() for r, _ in factor.complex_roots()):
            raise Refusal(f"{factor} has real roots that are neither rational nor quadratic")
    return found


def solutions(
    equations: Sequence[Any], unknowns: Sequence[Symbol]
) -> list[tuple[tuple[int, Fraction], ...]]:
    """All real solutions that the declared signs of the unknowns admit."""
    if len(set(unknowns)) != len(unknowns):
        raise Refusal("an unknown is listed twice")
    ring = flint.fmpq_mpoly_ctx.get(
        tuple(f"x{i}" for i in range(len(unknowns))), flint.Ordering.lex
    )
    polys = [polynomial(equation, unknowns, ring) for equation in equations]
    axes = [real_roots(univariate(polys, i, len(unknowns))) for i in range(len(unknowns))]
    total = 1
    for axis in axes:
        total *= len(axis)
    if total > GRID:
        raise Refusal(f"{total} candidate points are too many to test")
    found = []
    for point in product(*axes):
        if any(value_at(poly, point) for poly in polys):
            continue
        if all(sign(v) in declared(u) for u, v in zip(unknowns, point, strict=True)):
            found.append(tuple(frozen(v) for v in point))
    return found


def value_at(poly: Any, point: Sequence[Surd]) -> Surd:
    """The exact value of a polynomial at a point of surds."""
    total: Surd = {}
    for powers, c in poly.terms():
        value: Surd = {1: Fraction(int(c.p), int(c.q))}
        for base, power in zip(point, powers, strict=True):
            for _ in range(int(power)):
                value = times(value, base)
        total = plus(total, value)
    return total


def frozen(value: Surd) -> Any:
    """A surd as a hashable value."""
    return tuple(sorted(value.items()))
