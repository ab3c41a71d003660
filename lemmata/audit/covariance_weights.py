"""Which monomial scalings leave a statement covariant: linear algebra on exponents.

A scaling gives every quantity a weight and multiplies it by c**weight, c > 0 (the values of a
function, the entries of an array, a time). A relation is covariant when its slack is multiplied by
a power of c; in lowest terms that means that all monomials of its numerator weigh the same, and so
do those of its denominator. That is a linear equation in the weights for each pair of monomials;
the solutions are all scalings of the statement (of its relations one by one: a disjunction whose
parts change places would not be found). Coefficients are rational numbers, or rational functions of
the symbols in exponents: h**(p + 1) weighs p + 1 times what h weighs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Identity,
    Integer,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    Matrix,
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
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanFalse, BooleanTrue
from sympy.polys.matrices import DomainMatrix

from lemmata.kernel import Curvature, Gradient, Gram, HessianAt, KernelError
from lemmata.kernel.zero import Field
from lemmata.render import pretty

Form = Mapping[Any, Expr]
"""A weight as a linear combination of the weights of symbols."""

_ARRAYS = (MatAdd, MatMul, MatPow, Transpose)


class Undecided(Exception):
    """A term that the grading cannot read; the message shows it and what is accepted."""


@dataclass(frozen=True)
class Equation:
    """`form` must vanish; `why` names the relation and the two parts that must weigh the same."""

    form: tuple[tuple[Any, Expr], ...]
    why: str


def plus(*forms: Form) -> dict[Any, Expr]:
    """The sum of forms."""
    out: dict[Any, Expr] = {}
    for form in forms:
        for symbol, coefficient in form.items():
            out[symbol] = out.get(symbol, S.Zero) + coefficient
    return {s: c for s, c in out.items() if c != 0}


def times(form: Form, factor: Any) -> dict[Any, Expr]:
    """A form times a number, or a term in symbols of exponents."""
    return {s: S(c * factor) for s, c in form.items()}


def atoms(claim: Any) -> list[Relational]:
    """The relations that a statement is made of, without their connectives."""
    if isinstance(claim, Relational):
        return [claim]
    if isinstance(claim, (BooleanTrue, BooleanFalse)):
        return []
    if not isinstance(claim, Boolean) or isinstance(claim, Symbol):
        raise Undecided(f"no relation: {claim!r}; accepted: relations joined by and, or, =>, <=>")
    return [a for arg in claim.args for a in atoms(arg)]


class Words(Gram):
    """The gram normal form, remembering which word a scalar generator stands for."""

    def __init__(self) -> None:
        super().__init__()
        self.word_of: dict[Any, tuple[Any, ...]] = {}

    def matrix(self, term: Any) -> Any:
        """As in the kernel, with arrays of ones as letters."""
        return {((term, False),): S.One} if isinstance(term, OneMatrix) else super().matrix(term)

    def _closed(self, word: Any) -> Any:
        made = super()._closed(word)
        self.word_of[made] = word
        return made

    def _trace(self, word: Any, size: Any) -> Any:
        made = super()._trace(word, size)
        if word:
            self.word_of[made] = word
        return made


class Grading:
    """Terms read as sums of monomials in weighted generators; see `weigh` and `relation`.

    Everything that is no rational function of symbols and inner products becomes a generator with
    the weight that its arguments give it. fixed: symbols that never scale.
    """

    def __init__(self, fixed: Iterable[Any] = ()) -> None:
        self.words = Words()
        self.fixed = frozenset(fixed)
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
            return {}  # the square root of a number
        return {} if generator.is_integer else self._own(generator)

    def _own(self, symbol: Any) -> Form:
        if symbol in self.fixed:
            return {}
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

    def matrix(self, term: Any) -> dict[Any, Any]:
        """The normal form of an array term: words and their coefficients."""
        try:
            return dict(self.words.matrix(self.prepared_array(term)))
        except KernelError as error:
            raise Undecided(f"{pretty(term)}: {error}") from error

    # Generators ---------------------------------------------------------------------------------

    def prepared(self, term: Any) -> Any:
        """The scalar term with every opaque part replaced by a generator of known weight."""
        if term.is_Rational:
            return term
        if isinstance(term, Symbol):
            return self.leaf(term)
        if isinstance(term, Trace):
            return Trace(self.prepared_array(term.arg))
        if isinstance(term, (Add, Mul)):
            return term.func(*map(self.prepared, term.args))
        if isinstance(term, Pow):
            base, exponent = term.args
            if exponent.is_Integer:
                return Pow(self.prepared(base), exponent)
            if base.is_Rational and exponent.is_Rational and exponent.q == 2:
                return term
        return self.opaque(term)

    def prepared_array(self, term: Any) -> Any:
        """The array term with scalar factors prepared; letters are left alone."""
        if isinstance(term, (Identity, OneMatrix, ZeroMatrix)):
            return term
        if isinstance(term, (MatrixSymbol, Gradient)):
            return self.leaf(term)
        if isinstance(term, _ARRAYS):
            made = [
                self.prepared_array(a) if isinstance(a, MatrixExpr) else self.prepared(a)
                for a in term.args
            ]
            return (
                term
                if all(a is b for a, b in zip(made, term.args, strict=True))
                else (term.func(*made))
            )
        raise Undecided(
            f"{term!r} ({type(term).__name__}) is no polynomial in arrays of free size; accepted: "
            "array quantities, gradients, Hessians, 0, I and their products, sums, transposes"
        )

    def leaf(self, symbol: Any) -> Any:
        """What stands for a symbol, an array or a gradient."""
        return symbol

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
        form = self.weigh(term.args[0]) or {}
        for symbol, *ends in term.args[1:]:
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


@dataclass(frozen=True)
class Space:
    """All scalings: every combination of the rows of `basis` over the symbols `columns`."""

    columns: tuple[Any, ...]
    basis: tuple[tuple[Expr, ...], ...]

    @property
    def rank(self) -> int:
        return len(self.basis)

    def rows(self, scalings: Sequence[Mapping[Any, Any]]) -> list[list[Expr]]:
        """Scalings as rows over the columns."""
        return [[S(scaling.get(s, 0)) for s in self.columns] for scaling in scalings]


def rank(rows: Sequence[Sequence[Any]]) -> int:
    """The rank of a matrix of rational functions."""
    if not rows or not rows[0]:
        return 0
    return int(DomainMatrix.from_Matrix(Matrix(rows)).to_field().rank())


def solve(grading: Grading) -> Space:
    """The space of weights that satisfy the equations; bound variables are projected away."""
    forms = [dict(e.form) for e in grading.equations]
    columns = sorted(grading.seen, key=str)
    kept = [s for s in columns if s not in grading.bound]
    if not kept:
        return Space((), ())
    rows = [[f.get(s, S.Zero) for s in columns] for f in forms] or [[S.Zero] * len(columns)]
    null = DomainMatrix.from_Matrix(Matrix(rows)).to_field().nullspace().to_Matrix()
    places = [columns.index(s) for s in kept]
    projected = [[null[i, j] for j in places] for i in range(null.rows)]
    if not projected or not rank(projected):
        return Space(tuple(kept), ())
    reduced = DomainMatrix.from_Matrix(Matrix(projected)).to_field().rref()
    echelon, pivots = reduced[0].to_Matrix(), reduced[1]
    basis = tuple(tuple(echelon[i, j] for j in range(len(kept))) for i in range(len(pivots)))
    return Space(tuple(kept), basis)
