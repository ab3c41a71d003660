"""Quick proposals of signs: by structure and by facts that say it literally; the kernel decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sympy import Abs, Add, MatMul, Mul, Pow, S, Symbol, Trace, Transpose, exp
from sympy.core.function import AppliedUndef
from sympy.core.relational import Gt, Relational

from lemmata import kernel
from lemmata.kernel import Fact, record, slack


class Quick:
    """Signs from declared symbols, squares, and facts whose slack is the term up to a factor."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.known: dict[Any, tuple[Fact, bool]] = {}
        self._found: dict[tuple[Any, bool], frozenset[Fact] | None] = {}
        for fact in facts:
            said = record(fact).conclusion
            if not isinstance(said, Relational) or kernel.is_matrix_equation(said):
                continue
            gap, kind = slack(said)
            if kind in (">=", ">"):
                for form in (gap, gap.expand()):
                    self.known.setdefault(_primitive(form), (fact, kind == ">"))

    def nonneg(self, term: Any, strict: bool = False) -> frozenset[Fact] | None:
        """Facts from which the term is nonnegative (positive), or None."""
        key = (term, strict)
        if key not in self._found:
            self._found[key] = self._decided(S(term), strict)
        return self._found[key]

    def _decided(self, term: Any, strict: bool) -> frozenset[Fact] | None:
        number, rest = term.as_coeff_Mul()
        if number > 0 or rest is S.One:
            if rest is S.One:
                return frozenset() if number > 0 or (number == 0 and not strict) else None
            found = self.known.get(_primitive(rest))
            if found and (found[1] or not strict):
                return frozenset([found[0]])
        if isinstance(term, Mul):
            return self._product(term, strict)
        if isinstance(term, Add):
            fact = _roots(term) if term.is_number else None
            return self._sum(term, strict) if fact is None else frozenset([fact])
        if isinstance(term, Pow):
            return self._power(term, strict)
        if isinstance(term, (Symbol, AppliedUndef)):
            return frozenset() if (term.is_positive if strict else term.is_nonnegative) else None
        if isinstance(term, exp) or (isinstance(term, Abs) and not strict):
            return frozenset()
        return frozenset() if isinstance(term, Trace) and not strict and _square(term) else None

    def _product(self, term: Mul, strict: bool) -> frozenset[Fact] | None:
        used: frozenset[Fact] = frozenset()
        negative = 0
        for factor in term.args:
            found = self.nonneg(factor, strict)
            if found is None:
                negative += 1
                found = self._nonpos(factor, strict)
            if found is None:
                return None
            used |= found
        return used if negative % 2 == 0 else None

    def _nonpos(self, factor: Any, strict: bool) -> frozenset[Fact] | None:
        """For a factor that is no product."""
        if factor.is_Rational or isinstance(factor, Add):
            return self.nonneg(-factor, strict)
        found = self.known.get(-factor)
        return frozenset([found[0]]) if found and (found[1] or not strict) else None

    def _sum(self, term: Add, strict: bool) -> frozenset[Fact] | None:
        used: frozenset[Fact] = frozenset()
        sure = not strict
        for part in term.args:
            found = None if sure else self.nonneg(part, strict=True)
            if found is not None:
                sure = True
            else:
                found = self.nonneg(part)
            if found is None:
                return None
            used |= found
        return used if sure else None

    def _power(self, term: Pow, strict: bool) -> frozenset[Fact] | None:
        base, exponent = term.args
        if exponent.is_Integer and exponent.is_even and exponent > 0 and not strict:
            return frozenset() if base.is_real is not False else None
        return self.nonneg(base, strict or not exponent.is_nonnegative)


@lru_cache(maxsize=4096)
def _primitive(term: Any) -> Any:
    """The term up to a positive rational factor."""
    content, rest = S(term).primitive() if isinstance(term, Add) else S(term).as_coeff_Mul()
    return rest if content > 0 else -rest


@lru_cache(maxsize=1024)
def _roots(term: Add) -> Fact | None:
    """a - b > 0 for square roots a > b > 0 of rational numbers, since (a - b) (a + b) > 0."""
    if len(term.args) != 2:
        return None
    low, high = sorted(term.args, key=lambda t: bool(t.is_positive))
    gap = (high**2).expand() - (low**2).expand()
    if not (low.is_negative and high.is_positive and gap.is_Rational and gap > 0):
        return None
    try:
        claim = Gt(term, 0, evaluate=False)
        fact: Fact = kernel.combine(claim, squares=[(gap, 1)], scale=high - low)
    except kernel.KernelError:
        return None
    return fact


def defining(terms: Iterable[Any], facts: Iterable[Fact]) -> frozenset[Fact]:
    """The facts that may show that roots and quotients in the terms are defined."""
    powers = {p for t in terms for p in S(t).atoms(Pow)}
    partial = {s for p in powers if not (p.exp.is_Integer and p.exp > 0)
               for s in p.base.free_symbols}  # fmt: skip
    return frozenset(f for f in facts if partial & record(f).conclusion.free_symbols)


def _square(term: Trace) -> bool:
    product = term.arg
    return (
        isinstance(product, MatMul)
        and len(product.args) == 2
        and Transpose(product.args[1]).doit() == product.args[0]
    )


__all__ = ["Quick", "defining"]
