"""Which monomial scalings leave a statement covariant: linear algebra on exponents.

A scaling gives every quantity a weight and multiplies it by c**weight, c > 0 (the values of a
function, the entries of an array, a time). A relation is covariant when its slack is multiplied by
a power of c; in lowest terms that means that all monomials of its numerator weigh the same, and so
do those of its denominator. That is a linear equation in the weights for each pair of monomials;
the solutions are all scalings of the statement, of its relations one by one: a disjunction whose
parts change places would not be found, nor a weight that depends on an index, such as c**k for
F(k). What cancels from a relation in lowest terms has no weight there. Coefficients are rational
numbers, or rational functions of the symbols in exponents: h**(p + 1) weighs p + 1 times what h
weighs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    Integer,
    Integral,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Mul,
    NumberSymbol,
    OneMatrix,
    Piecewise,
    Pow,
    S,
    Sum,
    Symbol,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from lemmata.kernel import Curvature, HessianAt, KernelError
from lemmata.kernel.terms import Generator
from lemmata.kernel.zero import Field
from lemmata.render import pretty

from .covariance_terms import Form, Reader, Undecided, atoms, plus, renamed, times


@dataclass(frozen=True)
class Equation:
    """`form` must vanish; `why` names the relation and the two parts that must weigh the same."""

    form: tuple[tuple[Any, Expr], ...]
    why: str


class Grading(Reader):
    """Terms read as sums of monomials in weighted generators; see `weigh` and `relation`.

    Everything that is no rational function of symbols and inner products becomes a generator with
    the weight that its arguments give it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bound: set[Any] = set()
        self.seen: set[Any] = set()  # what has a weight of its own, in some relation
        self.equations: list[Equation] = []
        self.nodes: dict[Any, Any] = {}  # opaque term -> its generator
        self.forms: dict[Any, Form] = {}  # generator -> its weight
        self.arguments: dict[Any, tuple[Any, Form]] = {}  # function -> an argument and its weight
        self.reading = ""

    # Equations ----------------------------------------------------------------------------------

    def same(self, a: Form, b: Form, what: str) -> None:
        """Demand that a and b weigh the same."""
        form = plus(a, times(b, -1))
        if form:
            self.equations.append(Equation(tuple(form.items()), f"{self.reading}: {what}"))

    def relation(self, claim: Any, name: str) -> None:
        """Demand that every relation in the claim is covariant."""
        self.reading = name
        for atom in atoms(claim):
            self.slack(atom)

    def slack(self, atom: Relational) -> Form:
        """The weight of left side - right side; demands that all its monomials weigh the same."""
        left, right = atom.lhs, atom.rhs
        found = (
            self.weigh_array(MatAdd(left, MatMul(Integer(-1), right)))
            if isinstance(left, MatrixExpr)
            else self.weigh(left - right)
        )
        return found or {}

    def term(self, term: Any, name: str) -> None:
        """Demand that the term, an array or a number, is covariant."""
        self.reading = name
        if isinstance(term, MatrixExpr):
            self.weigh_array(term)
        else:
            self.weigh(term)

    # Weights ------------------------------------------------------------------------------------

    def weigh(self, term: Any) -> Form | None:
        """The weight of a scalar term; None for 0, which has every weight."""
        n, d, gens = self._ratio(self.prepared(term))
        if not n:
            return None
        return plus(self._poly(n, gens), times(self._poly(d, gens), -1))

    def _ratio(self, term: Any) -> tuple[Any, Any, list[Any]]:
        try:
            field = Field([term], self.words)
            n, d = field._ratio(field.terms[0])
            n = field._reduced(n)
        except KernelError as error:
            raise Undecided(f"{pretty(term)}: {error}") from error
        if d.is_ground or not n:
            return n, d, list(field.at)
        return (*n.cancel(d), list(field.at))

    def _poly(self, poly: Any, gens: Sequence[Any]) -> Form:
        first: Form | None = None
        shown: Any = None
        for monomial in poly.itermonoms():
            used = [(g, e) for g, e in zip(gens, monomial, strict=False) if e]
            form = plus(*(times(self.form(g), e) for g, e in used))
            term = Mul(*(self._shown(g) ** e for g, e in used))
            if first is None:
                first, shown = form, term
            else:
                self.same(first, form, f"{pretty(shown)} and {pretty(term)} must weigh the same")
        return first or {}

    def _shown(self, generator: Any) -> Any:
        back = {v: k for k, v in self.nodes.items()}
        return back.get(generator, Symbol(str(generator).lstrip("_")))

    def form(self, generator: Any) -> Form:
        """The weight of a generator of the normal form."""
        if generator in self.forms:
            return self.forms[generator]
        if generator in self.words.word_of:
            return self.word(self.words.word_of[generator])
        if isinstance(generator, Dummy):
            if isinstance(generator, Generator):
                raise Undecided(f"{generator}: a word that this grading has not read")
            return {}  # the square root of a number
        return {} if generator.is_integer else self._own(generator)

    def _own(self, symbol: Any) -> Form:
        self.seen.add(symbol)
        return {symbol: S.One}

    def word(self, word: Iterable[Any]) -> Form:
        """The weight of a product of arrays."""
        return plus(*(self.letter(letter) for letter, _ in word))

    def letter(self, letter: Any) -> Form:
        if isinstance(letter, MatrixSymbol):
            return self._own(letter)
        if isinstance(letter, OneMatrix):
            return {}
        g, x = letter.args
        order = 2 if isinstance(letter, HessianAt) else 1
        return plus(self.weigh(g) or {}, times(self.letter(x), -order))

    def weigh_array(self, term: Any) -> Form | None:
        """The weight of an array term; None for the zero array."""
        total: Form | None = None
        shown: Any = None
        for word, coefficient in self.matrix(term).items():
            scalar = self.weigh(coefficient)
            if scalar is None:
                continue
            form = plus(scalar, self.word(word))
            said = " ".join(str(m) + "'" * t for m, t in word) or "the identity"
            if total is None:
                total, shown = form, said
            else:
                self.same(total, form, f"{shown} and {said} must weigh the same")
        return total

    # Generators ---------------------------------------------------------------------------------

    def opaque(self, term: Any) -> Any:
        """The generator of a term that is not rational in symbols and inner products."""
        if term not in self.nodes:
            form = self._weight(term)
            self.nodes[term] = Dummy(pretty(term), real=True)
            self.forms[self.nodes[term]] = form
        return self.nodes[term]

    def _weight(self, term: Any) -> Form:
        if isinstance(term, Pow):
            base, exponent = term.args
            self.unscaled(exponent)
            return times(self.weigh(base) or {}, exponent)
        if isinstance(term, AppliedUndef):
            return self._value(term)
        if isinstance(term, Abs):
            return self.weigh(term.args[0]) or {}
        if isinstance(term, (Min, Max)):
            return self._alike(term.args, term)
        if isinstance(term, Piecewise):
            for _, condition in term.args:
                for atom in atoms(condition):
                    self.slack(atom)
            return self._alike([branch for branch, _ in term.args], term)
        if isinstance(term, Derivative):
            form = self.weigh(term.args[0]) or {}
            for symbol, count in term.variable_count:
                form = plus(form, times(self.form(symbol), -count))
            return form
        if isinstance(term, (Integral, Sum)):
            return self._accumulated(term)
        if isinstance(term, Curvature):
            g, x, v = term.args
            across = times(plus(self.weigh_array(v) or {}, times(self.letter(x), -1)), 2)
            return plus(self.weigh(g) or {}, across)
        if isinstance(term, NumberSymbol):
            return {}
        if term.is_Function and term.args:
            for arg in term.args:
                self.unscaled(arg)
            return {}
        raise Undecided(
            f"{pretty(term)} ({type(term).__name__}): no rule for its weight; accepted: rational "
            "functions, powers, values of functions, derivatives, sums, integrals, inner products"
        )

    def unscaled(self, term: Any) -> None:
        """Demand weight 0: arguments of exp, sin, ... and exponents."""
        self.same(self.weigh(term) or {}, {}, f"{pretty(term)} must not scale")

    def _alike(self, terms: Sequence[Any], whole: Any) -> Form:
        forms = [f for f in map(self.weigh, terms) if f is not None]
        for form in forms[1:]:
            self.same(forms[0], form, f"the parts of {pretty(whole)} must weigh the same")
        return forms[0] if forms else {}

    def _value(self, term: Any) -> Form:
        """A value of a function: its arguments weigh the same wherever it is taken (0 has any)."""
        for place, arg in enumerate(term.args):
            form = self.weigh(arg)
            if form is None:
                continue
            known = self.arguments.setdefault((term.func, place), (arg, form))
            said = f"the arguments of {term.func}, {pretty(known[0])} and {pretty(arg)}"
            self.same(known[1], form, f"{said}, must weigh the same")
        return self._own(term.func)

    def _accumulated(self, term: Any) -> Form:
        body, limits = renamed(term)
        for symbol, *_ in limits:
            self.forms[symbol] = {} if symbol.is_integer else self._own(symbol)
        form = self.weigh(body) or {}
        for symbol, *ends in limits:
            own = self.form(symbol)
            self.bound |= set(own)
            for end in ends:
                weight = self.weigh(end)
                if weight is not None:
                    self.same(own, weight, f"{symbol} and the end {pretty(end)}")
            if isinstance(term, Integral):
                form = plus(form, own)
            elif own:
                raise Undecided(f"{pretty(term)}: a sum over {symbol}, which is no index")
        return form
