"""Dimension-free linear algebra: the normal form of words in vectors and operators.

A matrix term becomes a sum of words (products of letters, a letter being a matrix symbol or its
transpose) with scalar coefficients; a word that closes on itself, <u, A B v> or tr(A B), becomes
a scalar generator. Generators of different words are independent when the dimension is free, so
the normal form vanishes exactly when the term vanishes for all arrays of every size.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import (
    Add,
    Basic,
    Dummy,
    Expr,
    Identity,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    S,
    Trace,
    Transpose,
    ZeroMatrix,
)

from .facts import KernelError
from .terms import Generator, Gradient

Letter = tuple[Any, bool]
Word = tuple[Letter, ...]
Sum = dict[Word, Expr]


@cache
def generator(word: Word) -> Dummy:
    """The scalar symbol that stands for a closed word; one per word, clashing with no other."""
    return Generator("<" + " ".join(str(m) + "'" * t for m, t in word) + ">", real=True)


def _rows(letter: Letter) -> Any:
    return letter[0].shape[1 if letter[1] else 0]


def _cols(letter: Letter) -> Any:
    return letter[0].shape[0 if letter[1] else 1]


@cache
def _key(word: Word) -> list[tuple[str, bool]]:
    return [(str(m), t) for m, t in word]


class Gram:
    """Normal forms, given which letters are self-adjoint."""

    def __init__(self, symmetric: frozenset[Basic] = frozenset()) -> None:
        self.symmetric = symmetric

    def _flip(self, word: Word) -> Word:
        return tuple((m, False if m in self.symmetric else not t) for m, t in reversed(word))

    def _closed(self, word: Word) -> Dummy:
        return generator(min(word, self._flip(word), key=_key))

    def _pull(self, word: Word, coefficient: Expr) -> tuple[Word, Expr]:
        """Take every factor y' A x out of the word as a scalar generator."""
        start = None
        for i, letter in enumerate(word):
            if _rows(letter) == 1:
                start = i
            if start is not None and _cols(letter) == 1:
                scalar = self._closed(word[start : i + 1])
                return self._pull(word[:start] + word[i + 1 :], coefficient * scalar)
        return word, coefficient

    def matrix(self, term: Any) -> Sum:
        """The normal form of a matrix term; raises on all but polynomials in letters."""
        if isinstance(term, (MatrixSymbol, Gradient)):
            return {((term, False),): S.One}
        if isinstance(term, Transpose):
            return {self._flip(w): c for w, c in self.matrix(term.arg).items()}
        if isinstance(term, ZeroMatrix):
            return {}
        if isinstance(term, Identity):
            return {(): S.One}
        out: Sum = {}
        if isinstance(term, MatAdd):
            for part in term.args:
                for word, c in self.matrix(part).items():
                    out[word] = out.get(word, S.Zero) + c
            return out
        if isinstance(term, MatPow) and term.exp.is_Integer and term.exp >= 0:
            return self.matrix(MatMul(*[term.base] * int(term.exp), Identity(term.shape[0])))
        if isinstance(term, MatMul):
            out = {(): S.One}
            for factor in term.args:
                if not isinstance(factor, MatrixExpr):
                    out = {w: c * self.scalar(factor) for w, c in out.items()}
                    continue
                product: Sum = {}
                for right, b in self.matrix(factor).items():
                    for left, a in out.items():
                        word, c = self._pull(left + right, a * b)
                        product[word] = product.get(word, S.Zero) + c
                out = product
            return out
        raise KernelError(
            f"not a polynomial in matrix symbols: {term!r} ({type(term).__name__}); accepted are "
            "symbols, gradients, transposes, sums, products, natural powers, 0 and I"
        )

    def _trace(self, word: Word, size: Any) -> Any:
        if not word:
            return size
        for i, letter in enumerate(word):
            if _rows(letter) == 1:
                return self._closed(word[i:] + word[:i])
        turns = [w[i:] + w[:i] for w in (word, self._flip(word)) for i in range(len(w))]
        return generator(min(turns, key=_key))

    def scalar(self, term: Any) -> Any:
        """The scalar term with every trace replaced by a polynomial in generators."""
        if isinstance(term, Trace):
            size = term.arg.shape[0]
            return Add(*(c * self._trace(w, size) for w, c in self.matrix(term.arg).items()))
        if isinstance(term, (Add, Mul, Pow)):
            return term.func(*(self.scalar(arg) for arg in term.args))
        if isinstance(term, MatrixExpr):
            raise KernelError(f"a matrix stands where a scalar is expected: {term}")
        return term

    def is_square(self, term: Any) -> bool:
        """Whether the trace `term` is literally <u, u> of one word u."""
        if not isinstance(term, Trace):
            return False
        parts = list(self.matrix(term.arg).items()) if term.arg.shape else []
        if isinstance(term.arg, MatMul) and len(term.arg.args) == 2:
            left, right = term.arg.args
            return bool(self.matrix(left) == self.matrix(Transpose(right)))
        if len(parts) == 1 and parts[0][1] == 1 and len(parts[0][0]) % 2 == 0:
            word = parts[0][0]
            return word[: len(word) // 2] == self._flip(word[len(word) // 2 :])
        return False
