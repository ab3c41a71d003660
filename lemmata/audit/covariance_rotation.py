"""Rotations: the statement in another orthonormal basis of a dimension.

For an orthogonal Q of size d every side of size d is turned: a vector x becomes Q x, an operator
Q M Q', a matrix of shape (n, d) becomes X Q'. A number made of inner products must not change, an
array must turn as its own shape says. Words are rewritten letter by letter, Q'Q and QQ' cancel,
and what is left is compared in the gram normal form. A vector of ones does not turn, and a
statement about one does not pass; one about entries or explicit matrices is undecided, which is a
failure. Where a side of an array only counts something (as the columns of a matrix of eigenvectors
do), it is turned too: for the relations it makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

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
    S,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
)

from lemmata.kernel import Curvature, Gradient, KernelError, is_zero
from lemmata.render import pretty
from lemmata.theorem import Theorem

from .covariance_terms import Undecided, Words, atoms

Sum = dict[tuple[Any, ...], Any]

_BUILT = (Add, Mul, Pow, MatAdd, MatMul, MatPow, Transpose, Trace)


class NotInvariant(Exception):
    """A relation that a rotation changes; the message shows it before and after."""


class Turned:
    """Statements with every side of size `size` turned by an orthogonal matrix."""

    def __init__(self, size: Any) -> None:
        self.size = size
        self.q = MatrixSymbol("Q (the turn)", size, size)
        self.words = Words()

    # Arrays -------------------------------------------------------------------------------------

    def turned(self, array: Any, shape: tuple[Any, Any]) -> Any:
        """Q array Q' on the sides of the shape that are of this size."""
        parts = [array]
        if shape[0] == self.size:
            parts.insert(0, self.q)
        if shape[1] == self.size:
            parts.append(self.q.T)
        return MatMul(*parts) if len(parts) > 1 else array

    def apply(self, term: Any) -> Any:
        """The term in the new basis."""
        if isinstance(term, (Symbol, Identity, ZeroMatrix)) or not term.args:
            return term
        if isinstance(term, MatrixSymbol):
            return self.turned(term, term.shape)
        if isinstance(term, (Gradient, Curvature)):
            self.number(term.args[0])
            if isinstance(term, Curvature):
                across = self.turned(term.args[2], term.args[2].shape)
                self.equal(self.apply(term.args[2]), across, term.args[2])
                return term
            return self.turned(term, term.shape)
        if isinstance(term, MatrixExpr) and not isinstance(term, _BUILT):
            return term  # it does not turn
        if isinstance(term, _BUILT):
            return term.func(*map(self.apply, term.args))
        for part in term.args:  # exp, integrals, ...: their arguments are numbers
            if isinstance(part, Basic) and part.has(MatrixExpr):
                self.number(part)
        return term

    def _cancelled(self, sum_: Sum) -> Sum:
        out: Sum = {}
        for word, coefficient in sum_.items():
            key = self._reduced(word)
            out[key] = out.get(key, S.Zero) + coefficient
        return out

    def _reduced(self, word: Iterable[Any]) -> tuple[Any, ...]:
        """The word without Q'Q and QQ'."""
        out: list[Any] = []
        for letter, flipped in word:
            if out and letter == self.q and out[-1] == (self.q, not flipped):
                out.pop()
            else:
                out.append((letter, flipped))
        return tuple(out)

    def _scalar(self, term: Any) -> Any:
        """The scalar in normal form, with Q'Q cancelled in every word, also around a trace."""
        made = self.words.scalar(term)
        swap = {
            generator: self._closing(self._around(self._reduced(word)))
            for generator, word in list(self.words.word_of.items())
            if any(letter == self.q for letter, _ in word)
        }
        return made.xreplace(swap)

    def _around(self, word: tuple[Any, ...]) -> tuple[Any, ...]:
        """The word of a trace without a Q at one end that cancels the one at the other."""
        while len(word) > 1 and word[0][0] == word[-1][0] == self.q and word[0][1] != word[-1][1]:
            word = word[1:-1]
        return word

    def _closing(self, word: tuple[Any, ...]) -> Any:
        if not word:
            return self.size
        if any(_rows(letter) == 1 for letter in word):
            return self.words._closed(_start_at_row(word))
        return self.words._trace(word, self.size)

    # Judging ------------------------------------------------------------------------------------

    def number(self, term: Any) -> None:
        """Raise unless the scalar term is the same in the new basis."""
        if not term.has(MatrixExpr, MatrixSymbol):
            return
        self._zero(self._scalar(self.apply(term)) - self._scalar(term), term)

    def equal(self, a: Any, b: Any, shown: Any) -> None:
        """Raise unless the arrays a and b are the same."""
        left, right = (self._cancelled(self.words.matrix(t)) for t in (a, b))
        for word in {**left, **right}:
            self._zero(left.get(word, S.Zero) - right.get(word, S.Zero), shown)

    def _zero(self, change: Any, shown: Any) -> None:
        if not is_zero(self._scalar(change)):
            raise NotInvariant(f"{pretty(shown)} changes when the dimension {self.size} is turned")

    def relation(self, claim: Any) -> None:
        """Raise `NotInvariant` unless every relation in the claim is the same in the new basis."""
        for atom in atoms(claim):
            if isinstance(atom.lhs, MatrixExpr):
                slack = MatAdd(atom.lhs, MatMul(S.NegativeOne, atom.rhs))
                self.equal(self.apply(slack), self.turned(slack, atom.lhs.shape), atom)
            else:
                self.number(atom.lhs - atom.rhs)


def _rows(letter: Any) -> Any:
    return letter[0].shape[1 if letter[1] else 0]


def _start_at_row(word: tuple[Any, ...]) -> tuple[Any, ...]:
    i = next(i for i, letter in enumerate(word) if _rows(letter) == 1)
    return word[i:] + word[:i]


def claims(theorem: Theorem) -> Iterator[tuple[str, Any]]:
    """Every relation of the statement, by name."""
    yield from ((h.name, h.relation) for h in theorem.hypotheses.values())
    yield from ((c.name, c.relation) for c in theorem.conclusions.values())
    for event in theorem.events:
        yield f"the event of {event.probability}", event.relation


def dimensions(theorem: Theorem) -> list[Any]:
    """The sizes, left free, of the arrays that the relations speak of."""
    found = {
        side
        for _, claim in claims(theorem)
        for array in claim.atoms(MatrixSymbol)
        for side in array.shape
        if not S(side).is_Integer
    }
    return sorted(found, key=str)


def turns(theorem: Theorem, size: Any) -> str:
    """Why the statement changes when the dimension is turned; empty if it does not.

    Raises `Undecided` for a relation that the normal form does not reach.
    """
    turned = Turned(size)
    for name, claim in claims(theorem):
        try:
            turned.relation(claim)
        except NotInvariant as error:
            return f"{name}: {error}"
        except KernelError as error:
            raise Undecided(f"{name}: {error}") from error
    return ""


__all__ = ["NotInvariant", "Turned", "dimensions", "turns"]
