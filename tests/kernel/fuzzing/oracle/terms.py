"""The value of a term at a model."""

from __future__ import annotations

from functools import lru_cache
from math import isqrt
from typing import Any

from flint import acb, arb, fmpq, fmpq_mat, fmpq_poly
from sympy import (
    Abs,
    Add,
    Derivative,
    I,
    Identity,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    cos,
    exp,
    log,
    sign,
    sin,
)
from sympy.core.function import AppliedUndef

from lemmata.kernel import Curvature, Gradient, HessianAt, Index, Time

from .values import INFINITE, Model, Undecided, Undefined, X, admits


def ball(value: Any) -> Any:
    """A number as a complex ball."""
    if isinstance(value, fmpq_poly):
        if value.degree() > 0:
            raise Undecided
        value = value[0] if value.degree() == 0 else fmpq(0)
    return acb(arb(value)) if isinstance(value, fmpq) else value


def plus(one: Any, other: Any) -> Any:
    """The sum of two numbers."""
    return ball(one) + ball(other) if acb in (type(one), type(other)) else one + other


def times(one: Any, other: Any) -> Any:
    """The product of two numbers."""
    return ball(one) * ball(other) if acb in (type(one), type(other)) else one * other


def power(base: Any, exponent: Any) -> Any:
    """A real power; undefined for 1/0 and for roots of negative numbers."""
    if isinstance(base, fmpq_poly) and base.degree() <= 0:
        base = base[0]
    if isinstance(exponent, fmpq_poly) and exponent.degree() <= 0:
        exponent = exponent[0]
    if fmpq_poly in (type(base), type(exponent)):
        if isinstance(exponent, fmpq) and exponent.q == 1 and 0 <= exponent < 30:
            return base ** int(exponent.p)
        raise Undecided
    if isinstance(exponent, fmpq) and exponent.q == 1:
        number = int(exponent.p)
        if abs(number) > 60:
            raise Undecided
        if isinstance(base, fmpq):
            if number < 0 and base == 0:
                raise Undefined
            return base**number
        if number < 0 and base.contains(acb(0)):
            raise Undecided
        return base**number
    if not isinstance(base, fmpq) or not isinstance(exponent, fmpq):
        raise Undecided
    if base < 0 or (base == 0 and exponent < 0):
        raise Undefined
    if base == 0:
        return base
    if exponent.q == 2:
        rows = [_isqrt(int(number)) for number in (base.p, base.q)]
        if None not in rows:
            return fmpq(*rows) ** int(exponent.p)
        return ball(base).sqrt() ** int(exponent.p)
    return ball(base) ** ball(exponent)


def _isqrt(number: int) -> int | None:
    root = isqrt(number)
    return root if root * root == number else None


def evaluate(term: Any, at: Model) -> Any:
    """The value of a scalar or array term."""
    rule = RULES.get(type(term))
    if rule is not None:
        return rule(term, at)
    for kind, other in FALLBACK:
        if isinstance(term, kind):
            return other(term, at)
    if term is I:
        return acb(0, 1)
    if term in INFINITE:
        raise Undefined
    raise Undecided(term)


@lru_cache(maxsize=4096)
def _rational(term: Any) -> fmpq:
    return fmpq(int(term.p), int(term.q))


def _sum(term: Any, at: Model) -> Any:
    first, *others = term.args
    total = evaluate(first, at)
    for arg in others:
        total = plus(total, evaluate(arg, at))
    return total


def _product(term: Any, at: Model) -> Any:
    first, *others = term.args
    total = evaluate(first, at)
    for arg in others:
        total = times(total, evaluate(arg, at))
    return total


def _power(term: Any, at: Model) -> Any:
    return power(evaluate(term.args[0], at), evaluate(term.args[1], at))


def _function(term: Any, at: Model) -> Any:
    if len(term.args) != 1 or isinstance(term.args[0], MatrixExpr):
        raise Undecided
    value = at.function(term.func.__name__, evaluate(term.args[0], at))
    declared = term.is_nonnegative or term.is_integer or term.is_nonpositive
    if declared and (isinstance(value, fmpq_poly) or not admits(term, value)):
        raise Undecided
    return value


def along(term: Any, variable: Any, at: Model) -> Any:
    """The term as a polynomial in the variable."""
    value = evaluate(term, at.with_({variable: X}))
    if isinstance(value, acb):
        raise Undecided
    return value if isinstance(value, fmpq_poly) else fmpq_poly([value])


def _derivative(term: Any, at: Model) -> Any:
    if len(term.args) != 2 or not isinstance(term.args[1][0], Time):
        raise Undecided
    variable, order = term.args[1]
    value = along(term.args[0], variable, at)
    for _ in range(int(order)):
        value = value.derivative()
    here = at.values.get(variable)
    if here is None:
        raise Undecided
    return value(here)


def _integral(term: Any, at: Model) -> Any:
    if len(term.args) != 2 or len(term.args[1]) != 3:
        raise Undecided
    variable, low, high = term.args[1]
    ends = [evaluate(end, at) for end in (low, high)]
    try:
        whole = along(term.args[0], variable, at).integral()
    except Undecided:
        _probe(term.args[0], variable, ends, at)
        raise
    return whole(ends[1]) - whole(ends[0])


def _probe(under: Any, variable: Any, ends: list[Any], at: Model) -> None:
    """Raise `Undefined` if the integrand has no value somewhere between the ends."""
    if all(isinstance(end, fmpq) for end in ends):
        for i in range(1, 8):
            evaluate(under, at.with_({variable: ends[0] + (ends[1] - ends[0]) * fmpq(i, 8)}))


def _total(term: Any, at: Model) -> Any:
    if len(term.args) != 2 or len(term.args[1]) != 3:
        raise Undecided
    variable, low, high = term.args[1]
    ends = [evaluate(end, at) for end in (low, high)]
    if any(not isinstance(end, fmpq) for end in ends) or ends[1] - ends[0] > 30:
        raise Undecided
    if any(end.q != 1 for end in ends):
        raise Undefined
    total: Any = fmpq(0)
    if ends[1] < ends[0] - 1:
        raise Undecided
    for i in range(int(ends[0].p), int(ends[1].p) + 1):
        total = plus(total, evaluate(term.args[0], at.with_({variable: fmpq(i)})))
    return total


def _real_ball(value: Any) -> Any:
    value = ball(value)
    if value.imag != 0:
        raise Undecided
    return value


def _log(term: Any, at: Model) -> Any:
    value = evaluate(term.args[0], at)
    if isinstance(value, fmpq) and value <= 0:
        raise Undefined
    return _real_ball(value).log()


def _exp(term: Any, at: Model) -> Any:
    value = evaluate(term.args[0], at)
    if value == fmpq(0):
        return fmpq(1)
    return ball(value).exp()


def _absolute(term: Any, at: Model) -> Any:
    value = evaluate(term.args[0], at)
    if isinstance(value, fmpq):
        return abs(value)
    if isinstance(value, fmpq_poly):
        raise Undecided
    return acb(abs(value))


def _extreme(term: Any, at: Model) -> Any:
    values = [evaluate(arg, at) for arg in term.args]
    if not all(isinstance(v, fmpq) for v in values):
        raise Undecided
    return max(values) if isinstance(term, Max) else min(values)


def _sign(term: Any, at: Model) -> Any:
    value = evaluate(term.args[0], at)
    if not isinstance(value, fmpq):
        raise Undecided
    return fmpq((value > 0) - (value < 0))


def _trace(term: Any, at: Model) -> Any:
    array = evaluate(term.args[0], at)
    if array.nrows() != array.ncols():
        raise Undefined
    total = fmpq(0)
    for i in range(array.nrows()):
        total += array[i, i]
    return total


def size(term: Any, at: Model) -> int:
    """The value of a dimension."""
    value = evaluate(term, at)
    if isinstance(value, fmpq) and (value.q != 1 or value < 0):
        raise Undefined
    if not isinstance(value, fmpq) or not 0 < value < 7:
        raise Undecided
    return int(value.p)


def letter(symbol: Any, at: Model) -> Any:
    """The value of a matrix symbol."""
    if symbol in at.values:
        return at.values[symbol]
    return at.matrix(symbol, *(size(n, at) for n in symbol.shape))


def _constant(term: Any, at: Model) -> Any:
    rows, cols = (size(n, at) for n in term.shape)
    one = int(isinstance(term, Identity))
    return fmpq_mat(rows, cols, [one * (i == j) for i in range(rows) for j in range(cols)])


def _matrix_sum(term: Any, at: Model) -> Any:
    parts = [evaluate(arg, at) for arg in term.args]
    if len({(m.nrows(), m.ncols()) for m in parts}) != 1:
        raise Undefined
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _matrix_product(term: Any, at: Model) -> Any:
    total: Any = None
    number: Any = fmpq(1)
    for arg in term.args:
        value = evaluate(arg, at)
        if not isinstance(value, fmpq_mat):
            number = times(number, value)
        elif total is None:
            total = value
        elif total.ncols() != value.nrows():
            raise Undefined
        else:
            total = total * value
    if not isinstance(number, fmpq):
        raise Undecided
    return total * number


def _matrix_power(term: Any, at: Model) -> Any:
    base, exponent = evaluate(term.args[0], at), evaluate(term.args[1], at)
    if base.nrows() != base.ncols() or exponent.q != 1:
        raise Undefined
    total = _constant(Identity(base.nrows()), at)
    if exponent < 0:
        if base.det() == 0:
            raise Undefined
        base = base.inv()
    for _ in range(abs(int(exponent.p))):
        total = total * base
    return total


def degree(term: Any, x: Any) -> int:
    """The degree of a polynomial in x."""
    if term == x:
        return 1
    if not term.has(x):
        return 0
    if isinstance(term, (Add, MatAdd)):
        return max(degree(arg, x) for arg in term.args)
    if isinstance(term, (Mul, MatMul)):
        return sum(degree(arg, x) for arg in term.args)
    if isinstance(term, (Trace, Transpose)):
        return degree(term.args[0], x)
    if isinstance(term, (Pow, MatPow)) and term.args[1].is_Integer and term.args[1] > 0:
        return int(term.args[1]) * degree(term.args[0], x)
    raise Undecided


def expansion(g: Any, x: Any, way: Any, order: int, at: Model) -> Any:
    """The coefficient of h^order in g(x + h way), by exact interpolation."""
    top, here = degree(g, x), letter(x, at)
    if order > top:
        return fmpq(0)
    values = [evaluate(g, at.with_({x: here + way * fmpq(h)})) for h in range(top + 1)]
    if not all(isinstance(v, fmpq) for v in values):
        raise Undecided
    table = fmpq_mat(top + 1, top + 1, [h**i for h in range(top + 1) for i in range(top + 1)])
    return table.solve(fmpq_mat(top + 1, 1, values))[order, 0]


def _unit(rows: int, cols: int, i: int, j: int) -> Any:
    return fmpq_mat(rows, cols, [(r, s) == (i, j) for r in range(rows) for s in range(cols)])


def _gradient(term: Any, at: Model) -> Any:
    g, x = term.args
    here = letter(x, at)
    rows, cols = here.nrows(), here.ncols()
    cells = [(i, j) for i in range(rows) for j in range(cols)]
    slopes = [expansion(g, x, _unit(rows, cols, i, j), 1, at) for i, j in cells]
    return fmpq_mat(rows, cols, slopes)


def _hessian(term: Any, at: Model) -> Any:
    g, x = term.args
    rows = letter(x, at).nrows()
    if letter(x, at).ncols() != 1:
        raise Undecided

    def bend(way: Any) -> Any:
        return expansion(g, x, way, 2, at)

    axes = [_unit(rows, 1, i, 0) for i in range(rows)]
    entries = [
        bend(u + v) - bend(u) - bend(v) if u is not v else 2 * bend(u) for u in axes for v in axes
    ]
    return fmpq_mat(rows, rows, entries)


def _curvature(term: Any, at: Model) -> Any:
    g, x, v = term.args
    return 2 * expansion(g, x, evaluate(v, at), 2, at)


NUMBERS = {type(number) for number in (S.Zero, S.One, S.NegativeOne, S(2), S.Half, S(2) / 3)}
RULES: dict[type, Any] = {
    **dict.fromkeys(NUMBERS, lambda term, at: _rational(term)),
    Symbol: lambda term, at: at.symbol(term),
    Index: lambda term, at: at.symbol(term),
    Time: lambda term, at: at.symbol(term),
    MatrixSymbol: lambda term, at: letter(term, at),
    Add: _sum,
    Mul: _product,
    Pow: _power,
    exp: _exp,
    log: _log,
    sin: lambda term, at: _real_ball(evaluate(term.args[0], at)).sin(),
    cos: lambda term, at: _real_ball(evaluate(term.args[0], at)).cos(),
    Abs: _absolute,
    Max: _extreme,
    Min: _extreme,
    sign: _sign,
    Derivative: _derivative,
    Integral: _integral,
    Sum: _total,
    Trace: _trace,
    Transpose: lambda term, at: evaluate(term.args[0], at).transpose(),
    Identity: _constant,
    ZeroMatrix: _constant,
    MatAdd: _matrix_sum,
    MatMul: _matrix_product,
    MatPow: _matrix_power,
    Gradient: _gradient,
    HessianAt: _hessian,
    Curvature: _curvature,
}
FALLBACK = ((Symbol, RULES[Symbol]), (AppliedUndef, _function))
