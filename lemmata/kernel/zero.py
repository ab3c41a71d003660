"""The zero test: exact, in a stated fragment; outside it, it raises.

Fragment: rational functions over the rationals in real symbols, closed words (see `gram`) and
square roots. A square root is a generator r with r^2 = radicand; the roots of rationals are
written in roots of distinct primes, which are linearly independent over the rationals, so that
purely algebraic numbers are decided both ways. Function values, powers with symbolic exponents
and derivatives are generators about which nothing is known: a term that vanishes for all their
values is zero; one that does not is not called nonzero but refused.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Dummy,
    Expr,
    Integer,
    Integral,
    Mul,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    factorint,
    isprime,
)
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.trigonometric import cos, sin
from sympy.polys.domains import QQ
from sympy.polys.orderings import lex
from sympy.polys.rings import PolyElement, PolyRing

from .facts import KernelError
from .gram import Gram
from .terms import Curvature, unreal

HALF = Rational(1, 2)
_OPAQUE = (AppliedUndef, Derivative, Integral, Sum, exp, sin, cos, Abs, Curvature)


OUTSIDE = (
    "{} ({}) is outside the decided fragment: rational functions of terms declared real, inner "
    "products and square roots"
)


class OutsideFragment(KernelError):
    """The zero test does not decide this term."""


class Field:
    """The generators of some terms: `ratio` maps each term to a reduced fraction of polynomials."""

    def __init__(self, terms: list[Expr], gram: Gram | None = None) -> None:
        self.gram = gram or Gram()
        self.roots: dict[Expr, Expr] = {}  # radicand -> generator, innermost first
        self.opaque: dict[Expr, None] = {}
        self.plain: dict[Expr, None] = {}
        ready = [_rational(term, self.plain) for term in terms]
        for part in (*self.plain, *(t for t, done in zip(terms, ready, strict=True) if not done)):
            if (part := unreal(part)) is not None:
                raise OutsideFragment(OUTSIDE.format(part, type(part).__name__))
        self.terms = [
            t if done else self._prepare(self.gram.scalar(t))
            for t, done in zip(terms, ready, strict=True)
        ]
        names = [*self.opaque, *self.plain, *self.roots.values()]
        self.at = {gen: i for i, gen in enumerate(names)}
        self.ring = _ring(max(1, len(names)))
        self.one = self.ring.one
        self.squares = {self.at[gen]: self._ratio(radicand) for radicand, gen in self.roots.items()}

    def _root(self, radicand: Expr) -> Expr:
        if radicand not in self.roots:
            self.roots[radicand] = Dummy(f"sqrt({radicand})", real=True)
        return self.roots[radicand]

    def _prepare(self, term: Any) -> Expr:
        """Replace square roots and opaque terms by generators."""
        if term.is_Rational:
            return term
        if isinstance(term, Symbol):
            self.plain[term] = None
            return term
        if isinstance(term, (Add, Mul)):
            return term.func(*(self._prepare(arg) for arg in term.args))
        if isinstance(term, Pow):
            base, exponent = term.args
            if exponent.is_Integer:
                return Pow(self._prepare(base), exponent)
            if exponent.is_Rational and exponent.q == 2:
                if base.is_Rational:
                    if base <= 0:
                        raise OutsideFragment(f"square root of {base}: not a real number")
                    roots: Expr = S.One
                    for part, sign in ((base.p, 1), (base.q, -1)):
                        for prime, times in _factors(part).items():
                            root = self._root(Integer(prime))
                            roots = roots * Pow(root, sign * times)
                    return Pow(roots, exponent.p)
                return Pow(self._root(self._prepare(base)), exponent.p)
            whole, rest = exponent.as_coeff_Add()
            if whole.is_Integer and not whole.is_zero and rest:
                return Pow(self._prepare(base), whole) * self._prepare(Pow(base, rest))
            self.opaque[term] = None
            return term
        if isinstance(term, _OPAQUE):
            self.opaque[term] = None
            return term
        raise OutsideFragment(OUTSIDE.format(term, type(term).__name__))

    def _ratio(self, term: Any) -> tuple[PolyElement, PolyElement]:
        """Numerator and denominator; the denominator of a polynomial is the object `self.one`."""
        one = self.one
        if isinstance(term, Mul):
            return self._product(term)
        if isinstance(term, Add):
            return self._sum([self._ratio(arg) for arg in term.args])
        if term.is_Rational:
            return one * QQ(int(term.p), int(term.q)), one
        if term in self.at:
            return self.ring.gens[self.at[term]], one
        a, b = self._ratio(term.args[0])
        power = int(term.args[1])
        if power < 0:
            a, b, power = b, a, -power
            if not b:
                raise OutsideFragment(f"division by zero in {term}")
        # a * a: the square of a polynomial hashes it, which takes longer for two terms.
        top = a * a if power == 2 else a**power
        return top, one if b is one else b**power

    def _product(self, term: Mul) -> tuple[PolyElement, PolyElement]:
        """The product: numbers and powers of generators as one monomial, then the other factors."""
        exponents, number, others = [0] * self.ring.ngens, QQ.one, []
        for arg in term.args:
            base, power = arg, 1
            if isinstance(arg, Pow) and arg.exp.is_Integer and int(arg.exp) > 0:
                base, power = arg.base, int(arg.exp)
            if arg.is_Rational:
                number *= QQ(int(arg.p), int(arg.q))
            elif (index := self.at.get(base)) is not None:
                exponents[index] += power
            else:
                others.append(arg)
        n, d = self.ring.zero, self.one
        if number:
            n[tuple(exponents)] = number
        for arg in others:
            a, b = self._ratio(arg)
            n, d = n * a, b if d is self.one else d if b is self.one else d * b
        return n, d

    def _sum(self, terms: list[tuple[PolyElement, PolyElement]]) -> tuple[PolyElement, PolyElement]:
        """The sum: polynomials in one table, fractions in pairs, as each addition copies them."""
        total = self.ring.zero
        for poly in (n for n, d in terms if d is self.one):
            for monomial, coefficient in poly.iterterms():
                total[monomial] = total.get(monomial, QQ.zero) + coefficient
        total.strip_zero()
        terms = [(total, self.one), *(term for term in terms if term[1] is not self.one)]
        while len(terms) > 1:
            last = terms[len(terms) // 2 * 2 :]
            pairs = zip(terms[::2], terms[1::2], strict=False)
            terms = [_added(*first, *second) for first, second in pairs] + last
        return terms[0]

    def _reduced(self, poly: PolyElement) -> PolyElement:
        """The numerator of `poly` with at most the first power of each square root."""
        for index in sorted(self.squares, reverse=True):
            n, d = self.squares[index]
            halves = max((m[index] // 2 for m in poly.itermonoms()), default=0)
            out = self.ring.zero
            for monomial, coefficient in poly.iterterms():
                pairs, rest = divmod(monomial[index], 2)
                low = self.ring.term_new(
                    (*monomial[:index], rest, *monomial[index + 1 :]), coefficient
                )
                out += low * n**pairs * d ** (halves - pairs)
            poly = out
        return poly

    def decide(self) -> bool | None:
        """Whether the first term is zero; None where generators may be related."""
        if not self._reduced(self._ratio(self.terms[0])[0]):
            return True
        independent = not self.opaque and all(radicand.is_Rational for radicand in self.roots)
        return False if independent else None

    def vanishes(self) -> bool:
        """Whether the first term is zero; raises `OutsideFragment` rather than guess."""
        zero = self.decide()
        if zero is None:
            raise OutsideFragment(self.related())
        return zero

    def related(self) -> str:
        """Why the first term is not decided, for messages."""
        return "not zero as a polynomial in its generators, but these may be related: " + ", ".join(
            sorted(map(str, (*self.opaque, *self.roots)))
        )

    def residual(self) -> str:
        """The first term in normal form, for messages."""
        n, d = self._ratio(self.terms[0])
        back = {f"g{i}": str(g).lstrip("_") for g, i in self.at.items()}
        n, d = self._reduced(n).as_expr(), d.as_expr()
        shown = {s: Symbol(back[str(s)]) for s in (n / d).free_symbols}
        return str((n.factor() / d).xreplace(shown))


def _rational(term: Expr, symbols: dict[Expr, None]) -> bool:
    """Whether sums, products and integer powers make the term from rationals and its symbols.

    Its symbols are added; there is nothing to replace by a generator in it then.
    """
    if isinstance(term, Symbol):
        symbols[term] = None
        return True
    if isinstance(term, Pow):
        return bool(term.exp.is_Integer) and _rational(term.base, symbols)
    if isinstance(term, (Add, Mul)):
        return all(_rational(arg, symbols) for arg in term.args)
    return bool(term.is_Rational)


def _added(
    n: PolyElement, d: PolyElement, m: PolyElement, e: PolyElement
) -> tuple[PolyElement, PolyElement]:
    """n / d + m / e."""
    return (n + m, d) if e == d else (n * e + m * d, d * e)


class NotZero(KernelError):
    """A term that ought to vanish does not; the message is computed only when it is read."""

    def __init__(self, step: str, field: Field, claim: Any) -> None:
        super().__init__(step, field, claim)

    def __str__(self) -> str:
        step, field, claim = self.args
        why = f" ({field.related()})" if field.decide() is None else ""
        return f"step `{step}`: residual {field.residual()} for {claim}{why}"


@cache
def _ring(size: int) -> PolyRing:
    return PolyRing([f"g{i}" for i in range(size)], QQ, lex)


def _factors(number: int) -> dict[int, int]:
    """The prime factors; refuses what trial division up to 10^6 leaves composite."""
    found: dict[int, int] = factorint(number, limit=10**6)
    if not all(isprime(p) for p in found):
        raise OutsideFragment(f"a square root of {number}, which is too large to factor")
    return found


def is_zero(term: Any, gram: Gram | None = None) -> bool:
    """Whether the scalar term vanishes identically; raises `OutsideFragment` if undecided."""
    return Field([term], gram).vanishes()


def demand_zero(term: Any, gram: Gram | None, step: str, claim: Any) -> None:
    """Raise `KernelError` naming the step, the residual and the claim unless the term vanishes."""
    field = Field([term], gram)
    if not field.decide():
        raise NotZero(step, field, claim)


def residual(term: Any, gram: Gram | None = None) -> str:
    """The term in normal form, for messages."""
    return Field([term], gram).residual()


def subterms(term: Basic) -> list[Basic]:
    """All subterms, outermost first."""
    return [term, *(s for arg in term.args for s in subterms(arg))]
