"""Identities decided at random points over large prime fields.

An identity is accepted when its two sides agree at every point drawn. Matrix symbols of symbolic
size become random matrices and dimension symbols become their sizes (`field` says what becomes of
the rest); every choice of signs of the square roots is tried.

Error probability (Schwartz-Zippel). Let D bound the degree of the numerator of the difference
in the random residues. A difference that is not zero as a rational function in these residues is
zero at one point with probability at most D / 2^60, plus about h / 2^55 for the prime, drawn at
random, to divide all its coefficients, where h counts the 60-bit limbs of one of them. D below
1000 gives less than 1e-15 an identity from the point of largest size alone. That size exceeds the
degree in matrix letters (when this is below 24), so that no identity special to small matrices
gets through: there is no trace identity of d by d matrices of degree at most d.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from random import Random
from typing import Any

import flint
from sympy import (
    Add,
    Basic,
    Identity,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    Trace,
    Transpose,
)
from sympy.core.relational import Eq

from lemmata.kernel import Gradient

from .field import Degenerate, Point, Value
from .terms import Refusal, is_array_equation, symbols_of, walk

LARGEST = 24
TRIES = 4000
FLIPS = 64


@cache
def primes(squares: frozenset[int], count: int) -> tuple[int, ...]:
    """`count` primes between 2^60 and 2^61 modulo which -1 and the given primes are squares.

    -1, since a term may hold the roots of both r and -r.
    """
    rng = Random(f"replay primes {sorted(squares)}")
    found: list[int] = []
    while len(found) < count:
        p = (1 << 60) | rng.getrandbits(60) | 1
        if (
            p % 4 == 1
            and flint.fmpz(p).is_prime()
            and all(pow(q, (p - 1) // 2, p) == 1 for q in squares)
        ):
            found.append(p)
    return tuple(found)


def degree(term: Any, counts: Callable[[Any], bool]) -> tuple[int, int]:
    """Degrees of numerator and denominator in the leaves that count, estimated from above."""
    if counts(term):
        return 1, 0
    if isinstance(term, (Add, MatAdd)):
        parts = [degree(arg, counts) for arg in term.args]
        below = sum(d for _, d in parts)
        return max(n + below - d for n, d in parts), below
    if isinstance(term, (Mul, MatMul)):
        parts = [degree(arg, counts) for arg in term.args]
        return sum(n for n, _ in parts), sum(d for _, d in parts)
    if isinstance(term, (Pow, MatPow)) and term.args[1].is_Rational:
        n, d = degree(term.args[0], counts)
        times = -int(-abs(term.args[1]) // 1)
        return (times * d, times * n) if term.args[1] < 0 else (times * n, times * d)
    if isinstance(term, (Trace, Transpose)):
        return degree(term.args[0], counts)
    return 0, 0


def _is_letter(term: Any) -> bool:
    return isinstance(term, (MatrixSymbol, Gradient))


class Points:
    """The points at which the terms of one step are evaluated; all terms are fixed beforehand."""

    def __init__(
        self, terms: Iterable[Any], optional: Iterable[Any] = (), symmetric: Iterable[Basic] = ()
    ) -> None:
        self.symmetric = frozenset(symmetric)
        needed = list(dict.fromkeys(terms))
        extra = [t for t in dict.fromkeys(optional) if t not in needed]
        self.skipped: set[Any] = set()
        everything = [*needed, *extra]
        dims: dict[Basic, None] = {}
        numbers: set[int] = set()
        radicands: dict[Any, None] = {}
        for term in everything:
            for part in walk(term):
                if isinstance(part, MatrixExpr):
                    for side in part.shape:
                        dims.update(dict.fromkeys(sorted(symbols_of(side), key=str)))
                elif isinstance(part, Pow) and part.exp.is_Rational and part.exp.q == 2:
                    if not part.base.is_Rational:
                        radicands[part.base] = None
                    elif part.base > 0:
                        for number in (part.base.p, part.base.q):
                            numbers |= {int(q) for q, _ in flint.fmpz(int(number)).factor()}
        extra = [*radicands, *extra]  # before the others: a radicand without root is drawn again
        bases = [0, 0, 0]
        if dims:
            words = sorted((sum(degree(t, _is_letter)) for t in needed), reverse=True)
            big = max(4, min(LARGEST, 1 + sum(words[:1] + words[:3])))
            # An identity polynomial in the size itself needs as many sizes as its degree.
            counted = [degree(t, lambda s: s in dims or isinstance(s, Identity)) for t in needed]
            more = min(LARGEST, 2 * max(map(sum, counted), default=0))
            bases = [big, 1, 3, *range(big + 1, big + 1 + more)]
        self.each: list[Point] = []
        for i, (base, prime) in enumerate(
            zip(bases, primes(frozenset(numbers), len(bases)), strict=True)
        ):
            sizes = {dim: base + j for j, dim in enumerate(dims)}
            first = self._generic(prime, f"point {i}", sizes, needed, extra)
            self.each.append(first)
            if first.roots:
                self._flip(first, needed, extra)

    def _fill(self, point: Point, needed: list[Any], extra: list[Any]) -> None:
        for term in extra:
            if term not in self.skipped:
                try:
                    point.any(term)
                except Refusal:
                    self.skipped.add(term)
        for term in needed:
            point.any(term)

    def _generic(
        self, prime: int, seed: str, sizes: dict[Basic, int], needed: list[Any], extra: list[Any]
    ) -> Point:
        for attempt in range(TRIES):
            point = Point(prime, f"{seed} {attempt}", sizes, self.symmetric)
            try:
                self._fill(point, needed, extra)
            except Degenerate:
                continue
            return point
        raise Refusal("no point found where all divisors are nonzero and all radicands squares")

    def _flip(self, first: Point, needed: list[Any], extra: list[Any]) -> None:
        """The same point with the other signs of the square roots."""
        count = len(first.roots)
        rng = Random("signs")
        if 1 << count <= FLIPS:
            choices: Iterable[int] = range(1, 1 << count)
        else:
            choices = [rng.getrandbits(count) for _ in range(FLIPS)]
        for signs in choices:
            point = first.variant()
            point.signs, point.roots = signs, {}
            try:
                self._fill(point, needed, extra)
            except Degenerate:
                continue
            self.each.append(point)

    def vanish(self, value: Callable[[Point], Value]) -> bool:
        """Whether the value is zero at every point."""
        try:
            return all(at.is_zero(value(at)) for at in self.each)
        except Degenerate:
            raise Refusal("a divisor vanishes at a random point") from None

    def print_of(self, term: Any) -> tuple[int, ...]:
        """The values of a scalar term at the points: equal for equal terms, else different."""
        try:
            return tuple(at.scalar(term) for at in self.each)
        except Degenerate:
            raise Refusal(f"a divisor of {term} vanishes at a random point") from None

    def opposite(self, values: tuple[int, ...]) -> tuple[int, ...]:
        """The values of minus the term."""
        return tuple(-v % at.p for v, at in zip(values, self.each, strict=True))


def symmetric_letters(relations: Iterable[Any]) -> frozenset[Basic]:
    """The symbols M for which some relation reads M' = M."""
    found = set()
    for said in relations:
        if isinstance(said, Eq) and is_array_equation(said):
            for one, other in ((said.lhs, said.rhs), (said.rhs, said.lhs)):
                if (
                    isinstance(one, Transpose)
                    and one.arg == other
                    and isinstance(other, MatrixSymbol)
                ):
                    found.add(other)
    return frozenset(found)
