"""Whether declared scalings hold: substituted, and decided by the kernel's zero test.

Every symbol s becomes c1**w1(s) c2**w2(s) ... s, for all scalings of a theorem at once; a relation
is covariant when its slack then equals a product of powers of the c times the slack, identically.
What is no rational function (a root, exp, an integral) becomes a power of the c times itself, once
the same is shown for its arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm
from typing import Any

from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    Integral,
    MatAdd,
    MatMul,
    MatrixExpr,
    Max,
    Min,
    NumberSymbol,
    Piecewise,
    Pow,
    S,
    Sum,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from lemmata.kernel import Curvature, Gradient, KernelError, is_zero, residual
from lemmata.render import pretty

from .covariance_terms import Form, Undecided, atoms, renamed
from .covariance_weights import Grading

Weights = Mapping[Any, Any]


class NotCovariant(Exception):
    """A relation that a scaling changes; the message shows what is left over."""


class Scaled(Grading):
    """Terms after the substitution; `relation` raises unless every slack is covariant.

    scalings: weights by symbol; reader: a grading that has read the same statement.
    """

    def __init__(self, scalings: Sequence[Weights], reader: Grading) -> None:
        super().__init__()
        self.reader = reader
        self.scalings = [dict(s) for s in scalings]
        self.fine = self._fine()
        self.stretch: dict[Any, Any] = {}
        self.places: dict[Any, tuple[Any, list[Any]]] = {}
        self.shown: set[Any] = set()

    # Powers of the c ----------------------------------------------------------------------------

    def value(self, form: Form) -> list[Any]:
        """The weight of a form under each scaling."""
        return [sum((c * S(w.get(s, 0)) for s, c in form.items()), S.Zero) for w in self.scalings]

    def power(self, weights: Sequence[Any]) -> Expr:
        """The product of c_i**weights[i]; in c_i**(1/fine), so that only whole powers occur."""
        made: Expr = S.One
        for i, weight in enumerate(weights):
            for monomial, coefficient in S(weight).expand().as_coefficients_dict().items():
                key = (i, monomial)
                if key not in self.stretch:
                    self.stretch[key] = Dummy(f"c{i}**({monomial})", positive=True)
                exponent = coefficient * self.fine
                if not exponent.is_Integer:
                    raise Undecided(f"the weight {weight} is finer than 1/{self.fine}")
                made = made * self.stretch[key] ** exponent
        return made

    def _fine(self) -> int:
        """A common denominator of all weights that can occur."""
        numbers = [S(w) for scaling in self.scalings for w in scaling.values()]
        numbers += [c for form in self.reader.forms.values() for c in form.values()]
        parts = [S(c).q for n in numbers for c in n.expand().as_coefficients_dict().values()]
        return lcm(*map(int, parts)) ** 2

    # Terms --------------------------------------------------------------------------------------

    def leaf(self, symbol: Any) -> Any:
        if isinstance(symbol, Gradient):
            self.covariant(symbol.args[0])
        form = (
            self.reader.letter(symbol)
            if isinstance(symbol, MatrixExpr)
            else (self.reader.form(symbol))
        )
        factor = self.power(self.value(form))
        return MatMul(factor, symbol) if isinstance(symbol, MatrixExpr) else factor * symbol

    def opaque(self, term: Any) -> Any:
        self._show(term)
        own = self.reader.opaque(term)
        return self.power(self.value(self.reader.form(own))) * own

    def covariant(self, term: Any) -> list[Any]:
        """The weight of a scalar or array term; raises `NotCovariant` unless it has one."""
        if isinstance(term, MatrixExpr):
            words = self.matrix(term)  # first: it may give weights to variables of integrals
            weights = self.value(self.reader.weigh_array(term) or {})
            self._equal_arrays(term, words, weights)
        else:
            scaled = self.prepared(term)
            weights = self.value(self.reader.weigh(term) or {})
            self._equal(term, scaled, weights)
        return weights

    def _equal(self, term: Any, scaled: Any, weights: Sequence[Any]) -> None:
        change = scaled - self.power(weights) * self.reader.prepared(term)
        self._zero(change, pretty(term))

    def _equal_arrays(self, term: Any, after: Mapping[Any, Any], weights: Sequence[Any]) -> None:
        factor, before = self.power(weights), self.reader.matrix(term)
        for word in {**before, **after}:
            change = after.get(word, S.Zero) - factor * before.get(word, S.Zero)
            said = " ".join(str(m) + "'" * t for m, t in word)
            self._zero(change, f"the coefficient of {said or 'the identity'} in {pretty(term)}")

    def _zero(self, change: Any, what: str) -> None:
        try:
            if is_zero(change):
                return
            left = residual(change)
        except KernelError as undecided:
            left = f"{pretty(change)} (undecided: {undecided})"
        raise NotCovariant(f"{self.reading}: {what} changes by {left}")

    def _show(self, term: Any) -> None:
        """The arguments of an opaque term scale as its rule wants."""
        if term in self.shown:
            return
        self.shown.add(term)
        if isinstance(term, Pow):
            base, exponent = term.args
            self._unmoved(exponent)
            self.covariant(base)
        elif isinstance(term, AppliedUndef):
            for place, arg in enumerate(term.args):
                self._at((term.func, place), arg)
        elif isinstance(term, (Abs, Derivative)):
            self.covariant(term.args[0])
        elif isinstance(term, (Min, Max)):
            self._alike(term.args, term)
        elif isinstance(term, Piecewise):
            self._alike([branch for branch, _ in term.args], term)
            for _, condition in term.args:
                for atom in atoms(condition):
                    self.covariant(atom.lhs - atom.rhs)
        elif isinstance(term, (Integral, Sum)):
            body, limits = renamed(term)
            self._ends(term, limits)
            self.covariant(body)
        elif isinstance(term, Curvature):
            self.covariant(term.args[0])
            self.covariant(term.args[2])
        elif not isinstance(term, NumberSymbol):
            for arg in term.args:
                self._unmoved(arg)

    def _unmoved(self, term: Any) -> None:
        self._equal(term, self.prepared(term), [S.Zero] * len(self.scalings))

    def _at(self, place: Any, arg: Any) -> None:
        if self.reader.weigh(arg) is None:
            return
        weights = self.covariant(arg)
        known = self.places.setdefault(place, (arg, weights))
        if known[1] != weights:
            raise NotCovariant(
                f"{self.reading}: {place[0]} is taken at {pretty(known[0])} and at {pretty(arg)}, "
                f"which scale by {known[1]} and {weights}"
            )

    def _alike(self, terms: Sequence[Any], whole: Any) -> Any:
        made = {t: self.covariant(t) for t in terms if self.reader.weigh(t) is not None}
        if len({tuple(w) for w in made.values()}) > 1:
            raise NotCovariant(f"{self.reading}: the parts of {pretty(whole)} scale by {made}")
        return {}

    def _ends(self, term: Any, limits: Sequence[Any]) -> None:
        """The variable of an integral scales as its ends do."""
        for symbol, *ends in limits:
            if not isinstance(term, Integral):
                for end in ends:
                    self._unmoved(end)
                continue
            for end in ends:
                if self.reader.weigh(end) is None:
                    continue
                for scaling, weight in zip(self.scalings, self.covariant(end), strict=True):
                    if scaling.setdefault(symbol, weight) != weight:
                        raise NotCovariant(
                            f"{self.reading}: in {pretty(term)} the variable {symbol} and the end "
                            f"{pretty(end)} scale apart"
                        )

    # Statements ---------------------------------------------------------------------------------

    def slack(self, atom: Relational) -> Form:
        """Raise `NotCovariant` unless the slack is multiplied by a power of each c."""
        left, right = atom.lhs, atom.rhs
        if isinstance(left, MatrixExpr):
            self.covariant(MatAdd(left, MatMul(S.NegativeOne, right)))
        else:
            self.covariant(left - right)
        return {}

    def term(self, term: Any, name: str) -> None:
        self.reading = name
        self.covariant(term)

    def unscaled(self, term: Any) -> None:
        self._unmoved(term)


__all__ = ["NotCovariant", "Scaled", "Weights"]
