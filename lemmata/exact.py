"""The exact judge: relations at explicit points, decided in rational and algebraic arithmetic.

Real numbers that are not rational are compared by the kernel's zero test and, once known to be
nonzero, by ball arithmetic of growing precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import flint
from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    E,
    Expr,
    Identity,
    Integral,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    Matrix,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Mul,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    diff,
    exp,
    eye,
    log,
    pi,
    zeros,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import Le, Lt
from sympy.functions.elementary.trigonometric import acos, cos, sin
from sympy.functions.special.error_functions import erf
from sympy.functions.special.gamma_functions import gamma
from sympy.logic.boolalg import Boolean

from .kernel import Curvature, Gradient, HessianAt, Index, OutsideFragment, Time, is_zero

TIMES = [Rational(n, 4) for n in range(33)]
INDICES = [S(n) for n in range(9)]
ROOT = 10_000
"""Largest numerator and denominator of a fraction as an exponent."""
_ENCLOSED = {
    exp: "exp", log: "log", sin: "sin", cos: "cos", acos: "acos", Abs: "__abs__",
    erf: "erf", gamma: "gamma",
}  # fmt: skip
"""Functions with values at a point, and the name of their enclosure."""
_FUNCTIONS: tuple[Any, ...] = (Add, Mul, Pow, Max, Min, *_ENCLOSED)


class Undecidable(Exception):
    """The exact judge cannot decide this relation at this point; the message says why."""


def number(value: Any) -> Any:
    """A SymPy number from an int, Fraction, SymPy number or '1/3'; floats are refused."""
    if isinstance(value, float):
        raise TypeError(f"points are exact: give {value!r} as an integer, Fraction or '1/3'")
    return S(value)


def as_value(symbol: Basic, value: Any) -> Any:
    """`value` in the form that the quantity `symbol` needs: number, explicit matrix or function."""
    if isinstance(value, Lambda) or callable(value):
        return value
    if isinstance(symbol, MatrixExpr):
        if symbol.shape[1] == 1 and not hasattr(value, "shape"):
            value = [[v] if not isinstance(v, (list, tuple)) else v for v in value]
        made = Matrix(value)
        return made.applyfunc(number)
    return number(value)


class Point:
    """An assignment of exact values to quantities, with the arithmetic to evaluate terms there."""

    def __init__(self, values: Mapping[Basic, Any]) -> None:
        self.values: dict[Basic, Any] = {}
        self.sizes: dict[Basic, int] = {}
        for symbol, value in values.items():
            self.values[symbol] = as_value(symbol, value)
            if isinstance(symbol, MatrixExpr):
                for size, actual in zip(symbol.shape, self.values[symbol].shape, strict=True):
                    if self.sizes.setdefault(size, actual) != actual or (
                        size.is_Integer and size != actual
                    ):
                        given = self.values[symbol].shape
                        raise ValueError(f"{symbol} is given {given}, its shape is {symbol.shape}")
        self._check_declared_signs()

    def _check_declared_signs(self) -> None:
        for symbol, value in self.values.items():
            if isinstance(symbol, UndefinedFunction):
                self._check_function(symbol, value)
            if not isinstance(symbol, Symbol) or isinstance(symbol, (Index, Time)):
                continue
            negative = sign(value) < 0
            if (symbol.is_nonnegative and negative) or (symbol.is_positive and not sign(value) > 0):
                raise ValueError(f"{symbol} = {value} contradicts its declared sign")
            if symbol.is_integer and value.is_integer is not True:
                raise ValueError(f"{symbol} = {value} is no whole number")

    def _check_function(self, function: Any, values: Any) -> None:
        for at in INDICES:
            term, value = function(at), S(values(at))
            if not (term.is_nonnegative and value.is_number and value.is_finite):
                continue
            if sign(value) < 0 or (term.is_positive and sign(value) == 0):
                raise ValueError(f"{term} = {value} contradicts its declared sign")

    def size(self, dim: Any) -> int:
        """The concrete value of a dimension."""
        if dim.is_Integer:
            return int(dim)
        if dim in self.sizes:
            return self.sizes[dim]
        raise Undecidable(f"the dimension {dim} is not determined by the point")

    def __call__(self, term: Any) -> Any:
        """The exact value of a term: a SymPy number (possibly in a running symbol) or a matrix."""
        if term in self.values and not callable(self.values[term]):
            return self.values[term]
        if isinstance(term, MatrixExpr):
            return self._matrix(term)
        if isinstance(term, Trace):
            return self(term.arg).trace().expand()
        if term in self.sizes:
            return S(self.sizes[term])
        if isinstance(term, Curvature):
            g, x, v = term.args
            t = Symbol("_t", real=True)
            moved = self.at(x, self(x) + t * self(v))(g)
            return diff(moved, t, 2).subs(t, 0)
        if isinstance(term, AppliedUndef) and term.func in self.values:
            function = self.values[term.func]
            return S(function(*(self(arg) for arg in term.args)))
        if isinstance(term, Derivative):
            variable = term.variables[0]
            return diff(self(term.expr), variable)
        if isinstance(term, (Integral, Sum)):
            body, (variable, low, high) = term.args[0], term.args[1]
            inner_value = self(body)
            return term.func(inner_value, (variable, self(low), self(high))).doit()
        if isinstance(term, _FUNCTIONS):
            args = [self(arg) for arg in term.args]
            if isinstance(term, Pow) and not _exact_exponent(args[1]):
                raise Undecidable(f"the power {args[1]} in {term} is not evaluated exactly")
            if isinstance(term, Pow) and _bits(*args) > LONGEST:
                raise Undecidable(f"{term} has more than {LONGEST} digits at the point")
            return term.func(*args)
        if isinstance(term, (Index, Time)) or term.is_number:
            return term
        raise Undecidable(f"{term} has no value at the point")

    def at(self, symbol: Basic, value: Any) -> Point:
        """The point with another value of one quantity; nothing is checked."""
        moved = object.__new__(Point)
        moved.values = {**self.values, symbol: value}
        moved.sizes = self.sizes
        return moved

    def _matrix(self, term: Any) -> Any:
        if isinstance(term, (Gradient, HessianAt)):
            g, x = term.args
            here = self(x)
            entries = Matrix(here.rows, here.cols, lambda i, j: Symbol(f"_{i}_{j}", real=True))
            back = dict(zip(entries, here, strict=True))
            value = self.at(x, entries)(g)
            first = entries.applyfunc(lambda e: diff(value, e))
            if isinstance(term, HessianAt):
                first = Matrix(here.rows, here.rows, lambda i, j: diff(first[i], entries[j]))
            return first.applyfunc(lambda e: S(e).xreplace(back).expand())
        if isinstance(term, Identity):
            return eye(self.size(term.shape[0]))
        if isinstance(term, ZeroMatrix):
            return zeros(*(self.size(n) for n in term.shape))
        if isinstance(term, Transpose):
            return self(term.arg).T
        if isinstance(term, MatAdd):
            total = self(term.args[0])
            for arg in term.args[1:]:
                total = total + self(arg)
            return total
        if isinstance(term, MatMul):
            total = S.One
            for arg in term.args:
                value = self(arg)
                total = total * value
            return total.applyfunc(lambda e: e.expand())
        if isinstance(term, MatPow):
            return self(term.base) ** self(term.exp)
        name = term.name if isinstance(term, MatrixSymbol) else term
        raise Undecidable(f"{name} has no value at the point")

    def gap(self, claim: Boolean) -> Any:
        """Larger side minus smaller side of a scalar relation at the point."""
        difference = self(claim.lhs) - self(claim.rhs)
        return -difference if isinstance(claim, (Le, Lt)) else difference


LONGEST = 2**22
"""Binary digits of a power beyond which it is not written out."""


def _bits(base: Any, exponent: Any) -> int:
    """About how many binary digits a power of rationals has; 0 for other powers."""
    if not (base.is_Rational and exponent.is_Integer):
        return 0
    return abs(int(exponent)) * (max(abs(int(base.p)), int(base.q)).bit_length() - 1)


def _exact_exponent(exponent: Any) -> bool:
    """Not a fraction whose power SymPy would multiply out for hours."""
    fraction = exponent.is_Rational and not exponent.is_Integer
    return not fraction or max(abs(exponent.p), exponent.q) <= ROOT


def sign(value: Any) -> int:
    """The sign of an exact real number, decided; raises `Undecidable` if it cannot be."""
    value = S(value)
    if value.is_Rational:
        return int(value.p > 0) - int(value.p < 0)
    if value.free_symbols:
        raise Undecidable(f"{value} is not a number")
    for precision in (64, 256, 1024, 4096):
        with flint.ctx.workprec(precision):
            enclosure = to_arb(value)
        if enclosure > 0:
            return 1
        if enclosure < 0:
            return -1
        if precision == 256:
            try:
                if is_zero(value):
                    return 0
            except OutsideFragment:
                pass
            if value.expand().is_zero:
                return 0
    raise Undecidable(f"the sign of {value} is not decided at 4096 bits")


def to_arb(value: Expr) -> Any:
    """An enclosure of a SymPy number in the current flint precision."""
    if value.is_Rational:
        return flint.arb(flint.fmpq(int(value.p), int(value.q)))
    if value == pi:
        return flint.arb.pi()
    if value == E:
        return flint.arb(1).exp()
    args = [to_arb(arg) for arg in value.args]
    if isinstance(value, Add):
        return sum(args, flint.arb(0))
    if isinstance(value, Mul):
        product = flint.arb(1)
        for arg in args:
            product *= arg
        return product
    if isinstance(value, Pow):
        return args[0].sqrt() ** int(value.exp.p) if value.exp.q == 2 else args[0] ** args[1]
    if type(value) in _ENCLOSED:
        return getattr(args[0], _ENCLOSED[type(value)])()
    raise Undecidable(f"no enclosure for {value} ({type(value).__name__})")
