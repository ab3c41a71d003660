"""Equations as polynomials over QQ, by flint; what is not polynomial in them is a generator.

A `Field` has a generator for every symbol, for every root, function or other power that stands in
its terms, and spare ones for those that substitutions bring. `over / under` of a solved unknown is
put into a polynomial by clearing `under`, which is taken not to vanish.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import flint
from sympy import Add, Mul, Pow, Rational, S

SPARE = 12
"""Generators kept free for roots and functions of what is substituted."""
POWER = 24
"""Largest exponent that is multiplied out."""
PRODUCTS = 20_000
"""Products of terms above which nothing is multiplied out."""


class Outside(Exception):
    """The term has no polynomial form here: no generator is left, or it is too large."""


class Field:
    """The polynomials in the symbols and opaque parts of some terms."""

    def __init__(self, terms: Iterable[Any]) -> None:
        found: dict[Any, None] = {}
        for term in terms:
            _collect(term, found)
        self.terms: list[Any] = list(found)
        self.room = len(self.terms) + SPARE
        names = [f"x{i}" for i in range(self.room)]
        self.ring = flint.fmpq_mpoly_ctx.get(names, "degrevlex")
        self.gens = self.ring.gens()
        self.place = {term: i for i, term in enumerate(self.terms)}
        self.one = self.ring.constant(1)

    def gen(self, term: Any) -> Any:
        """The generator of a symbol or an opaque part, a spare one if it is new."""
        if term not in self.place:
            if len(self.terms) == self.room:
                raise Outside(f"no generator is left for {term}")
            self.place[term] = len(self.terms)
            self.terms.append(term)
        return self.gens[self.place[term]]

    def fraction(self, term: Any) -> tuple[Any, Any]:
        """(numerator, denominator) of a term."""
        if term.is_Rational:
            return self.ring.constant(flint.fmpq(int(term.p), int(term.q))), self.one
        if isinstance(term, Add):
            over, under = self.ring.constant(0), self.one
            for arg in term.args:
                a, b = self.fraction(arg)
                if b == under:
                    over = over + a
                else:
                    _bounded(term, len(over) * len(b) + len(a) * len(under))
                    over, under = over * b + a * under, under * b
            return over, under
        if isinstance(term, Mul):
            over, under = self.one, self.one
            for arg in term.args:
                a, b = self.fraction(arg)
                _bounded(term, len(over) * len(a) + len(under) * len(b))
                over, under = over * a, under * b
            return over, under
        if isinstance(term, Pow) and term.exp.is_Integer:
            if abs(term.exp) > POWER:
                raise Outside(f"the exponent of {term}")
            a, b = self.fraction(term.base)
            if term.exp < 0:
                a, b = b, a
            _bounded(term, len(a) ** abs(int(term.exp)) + len(b) ** abs(int(term.exp)))
            return a ** int(abs(term.exp)), b ** int(abs(term.exp))
        return self.gen(term), self.one

    def term(self, poly: Any) -> Any:
        """The polynomial as a SymPy term."""
        parts = []
        for exponents, c in poly.to_dict().items():
            factors = [self.terms[i] ** e for i, e in enumerate(exponents) if e]
            parts.append(Mul(Rational(int(c.p), int(c.q)), *factors))
        return Add(*parts)

    def used(self, poly: Any) -> list[Any]:
        """The symbols and opaque parts in the polynomial."""
        return [self.terms[i] for i, degree in enumerate(poly.degrees()) if degree > 0]

    def powers(self, poly: Any, symbol: Any) -> list[Any]:
        """The coefficients of the powers of the symbol, lowest first."""
        at = self.place[symbol]
        parts = []
        for degree in range(int(poly.degrees()[at]), 0, -1):
            part = poly
            for n in range(degree, 0, -1):
                part = part.derivative(at) / n
            parts.append(part)
            poly = poly - part * self.gens[at] ** degree
        return [poly, *parts[::-1]]

    def put(self, poly: Any, symbol: Any, over: Any, under: Any) -> Any:
        """The numerator of the polynomial with over / under in place of the symbol."""
        parts = self.powers(poly, symbol)
        top = len(parts) - 1
        if top == 0:
            return poly
        sizes = (
            len(part) * len(over) ** p * len(under) ** (top - p) for p, part in enumerate(parts)
        )
        if sum(sizes) > PRODUCTS:
            raise Outside(f"{symbol} in a polynomial of {len(poly)} terms")
        total = self.ring.constant(0)
        for power, part in enumerate(parts):
            total += part * over**power * under ** (top - power)
        return self.without(self.reduced(total), under)

    def reduced(self, poly: Any) -> Any:
        """The numerator of the polynomial with squares of square roots multiplied out."""
        for at, term in enumerate(self.terms):
            if isinstance(term, Pow) and term.exp == S.Half and poly.degrees()[at] > 1:
                over, under = self.fraction(term.base)
                parts = self.powers(poly, term)
                top = (len(parts) - 1) // 2
                poly = self.ring.constant(0)
                for power, part in enumerate(parts):
                    half = power // 2
                    rest = self.gens[at] ** (power % 2)
                    poly += part * rest * over**half * under ** (top - half)
        return poly

    def without(self, poly: Any, under: Any) -> Any:
        """The polynomial without the factors that it shares with `under`."""
        while not (poly.is_constant() or under.is_constant()):
            common = poly.gcd(under)
            if common.is_constant():
                break
            poly = poly / common
        return poly

    def renamed(self, poly: Any, changed: Mapping[Any, Any]) -> Any:
        """The polynomial with opaque parts in place of others."""
        for old, new in changed.items():
            if poly.degrees()[self.place[old]] > 0:
                over, under = self.fraction(new)
                poly = self.put(poly, old, over, under)
        return poly


def _bounded(term: Any, products: int) -> None:
    if products > PRODUCTS:
        raise Outside(f"{term} needs {products} products of terms")


def _collect(term: Any, found: dict[Any, None]) -> None:
    if term.is_Rational:
        return
    if isinstance(term, (Add, Mul)):
        for arg in term.args:
            _collect(arg, found)
    elif isinstance(term, Pow) and term.exp.is_Integer:
        _collect(term.base, found)
    else:
        found[term] = None
        for symbol in term.free_symbols:
            found[symbol] = None


__all__ = ["Field", "Outside"]
