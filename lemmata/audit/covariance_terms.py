"""What the covariance checks share: weights as linear forms, relations in a statement, words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sympy import (
    Add,
    Dummy,
    Expr,
    Identity,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Pow,
    S,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanFalse, BooleanTrue

from lemmata.kernel import Gradient, Gram, KernelError
from lemmata.render import pretty

Form = Mapping[Any, Expr]
"""A weight as a linear combination of the weights of symbols."""

_ARRAYS = (MatAdd, MatMul, MatPow, Transpose)


class Undecided(Exception):
    """A term that the grading cannot read; the message shows it and what is accepted."""


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


@cache
def renamed(term: Any) -> tuple[Any, tuple[Any, ...]]:
    """The body and the limits of a sum or integral, in variables that occur nowhere else."""
    body = term.args[0]
    limits: list[Any] = []
    for symbol, *ends in reversed(term.args[1:]):
        fresh = Dummy(str(symbol), real=True, integer=symbol.is_integer)
        body = body.xreplace({symbol: fresh})
        limits = [(s, *(e.xreplace({symbol: fresh}) for e in es)) for s, *es in limits]
        limits.insert(0, (fresh, *ends))
    return body, tuple(limits)


class Reader:
    """Terms as rational functions of symbols, inner products and generators for all the rest."""

    def __init__(self) -> None:
        self.words = Words()

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
            same = all(a is b for a, b in zip(made, term.args, strict=True))
            return term if same else term.func(*made)
        raise Undecided(
            f"{term!r} ({type(term).__name__}) is no polynomial in arrays of free size; accepted: "
            "array quantities, gradients, Hessians, 0, I and their products, sums, transposes"
        )

    def matrix(self, term: Any) -> dict[Any, Any]:
        """The normal form of an array term: words and their coefficients."""
        try:
            return dict(self.words.matrix(self.prepared_array(term)))
        except KernelError as error:
            raise Undecided(f"{pretty(term)}: {error}") from error

    def leaf(self, symbol: Any) -> Any:
        """What stands for a symbol, an array or a gradient."""
        return symbol

    def opaque(self, term: Any) -> Any:
        """The generator that stands for a term."""
        raise NotImplementedError
