"""The value of a term at one random point over a prime field.

Matrix symbols of symbolic size become random matrices, dimension symbols become their sizes,
scalars random residues; functions, exponentials and powers with symbolic exponents become random
residues, one per head and values of the arguments; sums, integrals and derivatives one per term; a
square root becomes a root of the value of its radicand, with a sign that the point remembers.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import flint
from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Identity,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    NumberSymbol,
    Pow,
    S,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
)
from sympy.core.function import AppliedUndef

from lemmata.kernel import Curvature, Gradient

from .terms import Refusal, check_real

Value = Any  # int modulo the prime, or flint.nmod_mat


class Unsupported(Refusal):
    """The term is of a kind that is not evaluated here."""


class Degenerate(Exception):
    """A divisor vanishes, or a radicand has no root, at this point."""


def size_of(term: Any, sizes: dict[Basic, int]) -> int:
    """The value of a dimension."""
    if term.is_Integer:
        return int(term)
    if term in sizes:
        return sizes[term]
    if isinstance(term, (Add, Mul)):
        parts = [size_of(arg, sizes) for arg in term.args]
        total = sum(parts) if isinstance(term, Add) else 1
        if isinstance(term, Mul):
            for part in parts:
                total *= part
        return total
    raise Unsupported(f"the dimension {term} is not evaluated")


class Point:
    """One random point: values for all letters, drawn when first met."""

    def __init__(
        self, prime: int, seed: str, sizes: dict[Basic, int], symmetric: frozenset[Basic]
    ) -> None:
        self.p, self.sizes, self.symmetric = prime, sizes, symmetric
        self.rng = Random(seed)
        self.letters: dict[Basic, Any] = {}
        self.opaque: dict[Any, int] = {}
        self.roots: dict[int, int] = {}
        self.signs = 0
        self.memo: dict[Basic, Value] = {}

    def variant(self) -> Point:
        """The same point with no term remembered, so that letters or signs of roots may change."""
        twin = Point(self.p, "", self.sizes, self.symmetric)
        twin.rng = self.rng
        twin.letters, twin.opaque, twin.roots = dict(self.letters), self.opaque, self.roots
        return twin

    def draw(self) -> int:
        """A random nonzero residue."""
        return self.rng.randrange(1, self.p)

    def random_matrix(self, shape: Sequence[int], symmetric: bool = False) -> Any:
        """A random matrix of the given numeric shape."""
        rows, cols = shape
        made = flint.nmod_mat(rows, cols, [self.draw() for _ in range(rows * cols)], self.p)
        return made + made.transpose() if symmetric else made

    def shape(self, term: Any) -> tuple[int, int]:
        """The numeric shape of an array."""
        rows, cols = (size_of(side, self.sizes) for side in term.shape)
        if rows < 1 or cols < 1:
            raise Degenerate
        return rows, cols

    def residue(self, key: Any) -> int:
        """The random residue of an opaque term."""
        if key not in self.opaque:
            self.opaque[key] = self.draw()
        return self.opaque[key]

    def inverse(self, value: int) -> int:
        """The inverse of a residue; asks for another point where there is none."""
        if value % self.p == 0:
            raise Degenerate
        return pow(value, -1, self.p)

    def power(self, base: int, exponent: int) -> int:
        """A power with a numeric integer exponent."""
        return pow(self.inverse(base) if exponent < 0 else base, abs(exponent), self.p)

    def root(self, radicand: int) -> int:
        """A square root of the residue, the same at each call; its sign is bit i of `signs`."""
        if radicand not in self.roots:
            try:
                root = int(flint.nmod(radicand, self.p).sqrt())
            except flint.utils.flint_exceptions.DomainError:
                raise Degenerate from None
            if root == 0:
                raise Degenerate
            negative = self.signs >> len(self.roots) & 1
            self.roots[radicand] = self.p - root if negative else root
        return self.roots[radicand]

    def any(self, term: Any) -> Value:
        """The value of a scalar (int) or of an array (matrix)."""
        return self.matrix(term) if isinstance(term, MatrixExpr) else self.scalar(term)

    def scalar(self, term: Any) -> int:
        """The value of a scalar term."""
        value = self.memo.get(term)
        if value is None:
            value = self.memo[term] = self._scalar(term) % self.p
        return value

    def _scalar(self, term: Any) -> int:
        if term.is_Integer:
            return int(term)
        if term.is_Rational:
            return int(term.p) * self.inverse(int(term.q))
        if isinstance(term, Symbol):
            check_real(term)
            return self.sizes[term] if term in self.sizes else self.residue(term)
        if isinstance(term, Add):
            return sum(self.scalar(arg) for arg in term.args)
        if isinstance(term, Mul):
            product = 1
            for arg in term.args:
                product = product * self.scalar(arg) % self.p
            return product
        if isinstance(term, Trace):
            array = self.matrix(term.arg)
            return sum(int(array[i, i]) for i in range(array.nrows()))
        if isinstance(term, exp):
            check_real(term)
            return self.spread("e", term.args[0], self.residue("e"))
        if isinstance(term, Pow):
            return self._pow(*term.args)
        if isinstance(term, NumberSymbol):
            return self.residue("e" if term is S.Exp1 else term)
        if isinstance(term, (Curvature, Derivative, Integral, Sum)):
            check_real(term)
            return self.residue(term)
        if isinstance(term, Abs):
            value = self.scalar(term.args[0])
            return self.residue((Abs, min(value, self.p - value)))
        if isinstance(term, AppliedUndef) or term.is_Function:
            check_real(term)
            return self.residue((term.func, *(self._key(arg) for arg in term.args)))
        raise Unsupported(f"{term} ({type(term).__name__}) is not evaluated")

    def _key(self, term: Any) -> Any:
        if isinstance(term, MatrixExpr):
            return tuple(map(int, self.matrix(term).entries()))
        return self.scalar(term)

    def _pow(self, base: Any, exponent: Any) -> int:
        if exponent.is_Integer:
            return self.power(self.scalar(base), int(exponent))
        if exponent.is_Rational and exponent.q == 2:
            if not base.is_Rational:
                return self.power(self.root(self.scalar(base)), int(exponent.p))
            if base <= 0:
                raise Unsupported(f"the square root of {base} is not a positive number")
            # Roots of rationals through roots of primes, which are independent over QQ.
            value = 1
            for number, sign in ((base.p, 1), (base.q, -1)):
                for prime, times in flint.fmpz(int(number)).factor():
                    value = value * self.power(self.root(int(prime)), sign * int(times)) % self.p
            return self.power(value, int(exponent.p))
        check_real(base)
        check_real(exponent)
        value = self.scalar(base)
        return self.spread(("power", value), exponent, value)

    def spread(self, name: Any, exponent: Any, base: int) -> int:
        """The power as a product over the terms of the exponent, integer parts taken out."""
        total = 1
        for part in Add.make_args(exponent):
            factor, rest = part.as_coeff_Mul()
            if not factor.is_Rational:
                factor, rest = S.One, part
            if rest is S.One:
                whole = int(factor.p // factor.q)
                total = total * self.power(base, whole) % self.p
                factor, rest = factor - whole, S.One
            if factor != 0:
                unit = self.residue((name, self.scalar(rest), int(factor.q)))
                total = total * self.power(unit, int(factor.p)) % self.p
        return total

    def matrix(self, term: Any) -> Any:
        """The value of an array."""
        if term not in self.memo:
            self.memo[term] = self._matrix(term)
        return self.memo[term]

    def _matrix(self, term: Any) -> Any:
        if isinstance(term, (MatrixSymbol, Gradient)):
            if term not in self.letters:
                check_real(term)
                mirrored = term in self.symmetric
                self.letters[term] = self.random_matrix(self.shape(term), mirrored)
            return self.letters[term]
        if isinstance(term, Transpose):
            return self.matrix(term.arg).transpose()
        if isinstance(term, (ZeroMatrix, Identity)):
            rows, cols = self.shape(term)
            one = int(isinstance(term, Identity))
            entries = [one * int(i == j) for i in range(rows) for j in range(cols)]
            return flint.nmod_mat(rows, cols, entries, self.p)
        if isinstance(term, MatAdd):
            parts = [self.matrix(arg) for arg in term.args]
            total = parts[0]
            for part in parts[1:]:
                total = total + part
            return total
        if isinstance(term, MatMul):
            return self.product(*(self.any(arg) for arg in term.args))
        if isinstance(term, MatPow) and term.exp.is_Integer and term.exp >= 0:
            base = self.matrix(term.base)
            power = self.matrix(Identity(term.shape[0]))
            for _ in range(int(term.exp)):
                power = power * base
            return power
        raise Unsupported(f"{term} ({type(term).__name__}) is not evaluated")

    def product(self, *factors: Value) -> Value:
        """The product in the given order; numbers commute with everything."""
        number, array = 1, None
        for factor in factors:
            if isinstance(factor, int):
                number = number * factor % self.p
            else:
                try:
                    array = factor if array is None else array * factor
                except ValueError as error:
                    raise Refusal(str(error)) from None
        return number if array is None else array * number

    def inner(self, left: Any, right: Any) -> int:
        """<left, right> of two matrices."""
        if (left.nrows(), left.ncols()) != (right.nrows(), right.ncols()):
            raise Refusal("an inner product of arrays of different shapes")
        pairs = zip(left.entries(), right.entries(), strict=True)
        return sum(int(a) * int(b) for a, b in pairs) % self.p

    def gap(self, equation: Any) -> Value:
        """Left side minus right side; the right side of an equation of arrays may be 0."""
        left, right = self.any(equation.lhs), self.any(equation.rhs)
        if isinstance(left, int) != isinstance(right, int):
            if right != 0 or isinstance(left, int):
                raise Refusal(f"{equation} equates an array and a number")
            return left
        try:
            return (left - right) % self.p if isinstance(left, int) else left - right
        except ValueError as error:
            raise Refusal(str(error)) from None

    def is_zero(self, value: Value) -> bool:
        """Whether a value is zero."""
        if isinstance(value, int):
            return value % self.p == 0
        return all(int(entry) == 0 for entry in value.entries())
