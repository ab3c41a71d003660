"""Models: values for all symbols, drawn from their names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

from flint import acb, arb, fmpq, fmpq_mat, fmpq_poly
from sympy import (
    S,
)

from lemmata.kernel import Index

X = fmpq_poly([0, 1])
INFINITE = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity)


class Undefined(Exception):
    """The term has no value here."""


class Undecided(Exception):
    """The oracle does not evaluate this term, or the model does not fit its declarations."""


def rational(value: Any) -> fmpq:
    """A SymPy or Python number as a rational of python-flint."""
    value = S(value)
    return fmpq(int(value.p), int(value.q))


def _numbers(text: str) -> tuple[fmpq, ...]:
    return tuple(rational(word) for word in text.split())


REALS = _numbers("0 1 -1 1/2 -1/2 2 -2 3 -3 1/3 -3/2 5 0 1 -1 -10 7 -1/7")
POSITIVES = _numbers("1 1/2 2 3 1/3 1/10 5 3/2 10")
NATURALS = _numbers("0 1 2 3 4")
SIZES = _numbers("1 2 3 2")
RATIOS = _numbers("0 1 1/2 2 -1 3 1/3 -1/2 5/4")


class Model:
    """Values of all symbols, drawn when first met from the name and the number of the model.

    `fixed` overrides them; models with an odd number have simple arrays (multiples of one vector
    and of projections), so that equations between arrays hold in some of them.
    """

    def __init__(self, number: int, fixed: dict[Any, Any] | None = None) -> None:
        self.number = number
        self.values: dict[Any, Any] = dict(fixed or {})

    def pick(self, pool: Sequence[Any], name: object) -> Any:
        """A member of the pool that depends on the name and the model alone."""
        return pool[(crc32(f"{self.number} {name}".encode()) >> 5) % len(pool)]

    def symbol(self, symbol: Any) -> Any:
        """The value of a scalar symbol."""
        if symbol not in self.values:
            self.values[symbol] = self._draw(symbol)
        return self.values[symbol]

    def _draw(self, symbol: Any) -> Any:
        if isinstance(symbol, Index):
            raise Undecided
        pool = admitted(symbol)
        if not pool:
            raise Undecided(f"no value for {symbol}")
        return self.pick(pool, symbol.name)

    def function(self, name: str, at: Any) -> Any:
        """The value of a function of one number: a polynomial, or a sequence."""
        key = ("function", name)
        if key not in self.values:
            kind = self.pick(("constant", "geometric", "poly", "poly", "table"), key)
            # One random number a model ties the functions to each other now and then.
            numbers = [self.pick(REALS[:9], (name, i)) for i in range(4)]
            self.values[key] = (kind, numbers, self.pick(RATIOS, (name, "ratio")))
        kind, numbers, ratio = self.values[key]
        if isinstance(at, acb):
            raise Undecided
        if kind == "poly":
            return fmpq_poly(numbers[:3])(at)
        if kind == "constant":
            return numbers[0]
        if isinstance(at, fmpq_poly) or at.q != 1 or at < 0:
            raise Undecided  # a sequence has no values between its indices
        if kind == "geometric":
            return numbers[0] * ratio ** int(at.p)
        return numbers[int(at.p)] if at < 3 else numbers[3]

    def matrix(self, symbol: Any, rows: int, cols: int) -> Any:
        """The value of a matrix symbol of this size."""
        if symbol not in self.values:
            self.values[symbol] = self._array(symbol.name, rows, cols)
        return self.values[symbol]

    def _array(self, name: str, rows: int, cols: int) -> Any:
        simple = self.number % 2
        small = [
            [self.pick((0, 1, -1, 2, 1, -2, 3), (name, i, j)) for j in range(cols)]
            for i in range(rows)
        ]
        kinds = ("zero", "axis", "axis", "ones") if simple else ("free", "free", "axis", "ones")
        if rows == cols and rows > 1:
            simples = ("zero", "one", "diagonal", "projection", "symmetric")
            kinds = simples if simple else ("free", "symmetric", "skew", "nilpotent", "free")
        kind = self.pick(kinds, (name, "kind"))
        first = self.pick((1, 2, -1, 3), (name, "first"))
        entries = {
            "zero": lambda i, j: 0,
            "axis": lambda i, j: first * (i == 0 and j == 0),
            "ones": lambda i, j: first,
            "one": lambda i, j: int(i == j),
            "diagonal": lambda i, j: small[i][i] * (i == j),
            "projection": lambda i, j: first * (i == j == 0),
            "symmetric": lambda i, j: small[min(i, j)][max(i, j)],
            "skew": lambda i, j: small[min(i, j)][max(i, j)] * ((i < j) - (j < i)),
            "nilpotent": lambda i, j: small[i][j] * (i < j),
            "free": lambda i, j: small[i][j],
        }[kind]
        return fmpq_mat(rows, cols, [fmpq(entries(i, j)) for i in range(rows) for j in range(cols)])

    def with_(self, changes: dict[Any, Any]) -> Model:
        """The same model with other values of some symbols."""
        return Model(self.number, {**self.values, **changes})


COMPLEX = tuple(acb(arb(x), arb(y)) for x, y in ((0, 1), (1, 2), (-1, 0), (2, -1)))
INTEGERS = _numbers("0 1 -1 2 -2 3")


@lru_cache(maxsize=4096)
def admitted(symbol: Any) -> tuple[Any, ...]:
    """The values that a symbol takes in the models."""
    if symbol.is_integer:
        small = NATURALS if symbol.is_nonnegative else INTEGERS
        pool: tuple[Any, ...] = SIZES if symbol.is_positive else small
    elif symbol.is_positive:
        pool = POSITIVES
    elif symbol.is_nonnegative:
        pool = (fmpq(0), *POSITIVES)
    else:
        pool = REALS if symbol.is_real else COMPLEX
    return tuple(v for v in pool if admits(symbol, v))


@lru_cache(maxsize=8192)
def text(term: Any) -> str:
    """The term in words, for an order that does not depend on hashes."""
    return str(term)


def admits(symbol: Any, value: Any) -> bool:
    """Whether a rational value agrees with what is declared of the symbol."""
    if not isinstance(value, fmpq):
        return symbol.is_real is not True
    whole = value.q == 1
    even = whole and int(value.p) % 2 == 0
    declared = (
        (symbol.is_positive, value > 0),
        (symbol.is_negative, value < 0),
        (symbol.is_nonnegative, value >= 0),
        (symbol.is_nonpositive, value <= 0),
        (symbol.is_zero, value == 0),
        (symbol.is_integer, whole),
        (symbol.is_even, even),
        (symbol.is_odd, whole and not even),
        (symbol.is_real, True),
    )
    return all(is_so is None or bool(is_so) == fits for is_so, fits in declared)
