"""Closed forms for functions of an index or a time, and terms in them that stay closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sympy import (
    Add,
    Basic,
    Dummy,
    Integral,
    Poly,
    PolynomialError,
    Pow,
    S,
    Sum,
    exp,
)

from lemmata.decide import powers
from lemmata.exact import Point

FORMS = ("mixed", "impulse", "geometric", "affine", "constant", "shifted")
"""a + s k + c r^k + e r^2k; a + c 0^k; c r^k; a + s k; c; a + c r^k; with exp(-q t) for r^t where
the running symbol is a time (which has no impulse: there it is shifted)."""


KEPT = 5000
"""How many values of terms a point keeps: claims share most of their parts."""


class Unreachable(Exception):
    """The free search has no form for this relation; the message says why."""


class Symbolic(Point):
    """A point whose entries are unknowns; sums and integrals of closed forms stay closed."""

    def __init__(self, values: Mapping[Basic, Any], sizes: Mapping[Basic, int]) -> None:
        self.values, self.sizes = dict(values), dict(sizes)
        self.known: dict[Any, Any] = {}

    def __call__(self, term: Any) -> Any:
        if term not in self.known:
            if len(self.known) > KEPT:
                self.known.clear()
            self.known[term] = self._value(term)
        return self.known[term]

    def _value(self, term: Any) -> Any:
        if isinstance(term, (Sum, Integral)) and term not in self.values:
            body, (variable, low, high) = term.args[0], term.args[1]
            low, high = self(low), self(high)
            total = _total if isinstance(term, Sum) else _integral
            return total(S(self(body)).expand(), variable, low, high)
        return super().__call__(term)


def _powers(term: Any, variable: Any) -> tuple[Any, int, Any]:
    found = powers(term, variable)
    if found is None:
        raise Unreachable(f"no closed form for {term} over {variable}")
    return found


def _total(body: Any, variable: Any, low: Any, high: Any) -> Any:
    if high.is_Integer and low.is_Integer:
        return Add(*(body.subs(variable, i) for i in range(int(low), int(high) + 1)))
    total, n = S.Zero, high + 1
    for term in Add.make_args(body):
        c, p, base = _powers(term, variable)
        if base != 1:
            total += c * (base**low - (base**n).expand()) / (1 - base)
        else:
            closed = (n, n * (n - 1) / 2, n * (n - 1) * (2 * n - 1) / 6)[p]
            total += c * (closed - (low if p == 0 else 0))
    if low not in (0, 1):
        raise Unreachable(f"a sum from {low}")
    return total


def _integral(body: Any, variable: Any, low: Any, high: Any) -> Any:
    if low != 0:
        raise Unreachable(f"an integral from {low}")
    total = S.Zero
    for term in Add.make_args(body):
        c, p, base = _powers(term, variable)
        if base != 1:
            rate = base.args[0]
            total += c * (exp(rate * high) - 1) / rate
        else:
            total += c * high ** (p + 1) / (p + 1)
    return total


def closed_form(
    form: str, at: Any, unknowns: tuple[Any, Any, Any, Any], base: Any, multiple: int
) -> Any:
    """The form at the running symbol; `base` is r^at, and `multiple` the power of it."""
    a, s, c, e = unknowns
    grown = base**multiple
    return {
        "constant": c,
        "affine": a + s * at,
        "geometric": c * grown,
        "shifted": a + c * grown,
        "impulse": a + c * (S.Zero**at if at.is_integer else grown),
        "mixed": a + s * at + c * base + e * base**2,
    }[form]


def coefficients(term: Any, running: Sequence[Any], rate: Any) -> list[Any]:
    """What must vanish for the term to vanish for all it runs over; [] where that is not known."""
    power = {s: Dummy(f"r_{s}") for s in running}
    pulse = {s: Dummy(f"z_{s}") for s in running}

    def generator(found: Any) -> Any:
        for s in running:
            multiple = None
            if isinstance(found, Pow) and found.base == 0 and found.exp.has(s):
                return pulse[s]
            if isinstance(found, Pow) and found.base == rate:
                multiple = found.exp.expand().coeff(s)
            elif isinstance(found, exp):
                multiple = -found.args[0].expand().coeff(s) / rate
            if multiple is not None and multiple.is_Integer and multiple > 0:
                rest = found / (
                    rate ** (multiple * s) if isinstance(found, Pow) else exp(-rate * multiple * s)
                )
                return rest.expand() * power[s] ** multiple
        return found

    swapped = term.replace(
        lambda t: isinstance(t, (Pow, exp)) and t.free_symbols & set(running), generator
    )
    try:
        poly = Poly(swapped, *running, *power.values(), *pulse.values())
        for z in pulse.values():
            poly = poly.rem(Poly(z**2 - z, z))
    except PolynomialError:
        return []
    if any(c.free_symbols & set(running) for c in poly.coeffs()):
        return []
    return list(poly.coeffs())


__all__ = ["FORMS", "Symbolic", "Unreachable", "closed_form", "coefficients", "powers"]
