"""What must be so for a term to have a value at all: whole sizes, ends of sums, derivatives."""

from __future__ import annotations

from typing import Any

from sympy import (
    Add,
    Derivative,
    Identity,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    Pow,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.core.function import AppliedUndef

from lemmata.kernel import Curvature, Gradient, Time

SMOOTH = (Add, Mul, MatAdd, MatMul, Trace, Transpose, AppliedUndef)


def integer_valued(term: Any) -> bool:
    """Whether the term is an integer, by declared integers, sums, products and natural powers."""
    if term.is_Integer:
        return True
    if isinstance(term, (Add, Mul)):
        return all(integer_valued(arg) for arg in term.args)
    if isinstance(term, Pow):
        return integer_valued(term.base) and bool(term.exp.is_Integer and term.exp >= 0)
    return isinstance(term, (Symbol, AppliedUndef)) and bool(term.is_integer)


def whole_sizes(part: Any) -> bool:
    """Whether the sizes of an array without parts are natural numbers; true of anything else."""
    if not isinstance(part, (MatrixSymbol, Identity, ZeroMatrix)):
        return True
    return all(integer_valued(n) and n.is_nonnegative is True for n in part.shape)


def has_derivative(part: Any) -> bool:
    """Whether a derivative exists: of a function at a time, or of smooth terms at an array."""
    if isinstance(part, Derivative):
        value, *limits = part.args
        if not isinstance(value, AppliedUndef) or len(limits) != 1 or limits[0].args[1] != 1:
            return False
        at = limits[0].args[0]
        return isinstance(at, Time) and value.args == (at,)
    if isinstance(part, (Gradient, Curvature)):
        return _smooth(part.args[0], part.args[1])
    return True


def _smooth(term: Any, point: Any) -> bool:
    if term == point or point not in term.atoms(MatrixSymbol):
        return True
    whole = isinstance(term, (Pow, MatPow)) and term.args[1].is_Integer
    return (whole or isinstance(term, SMOOTH)) and all(_smooth(arg, point) for arg in term.args)


def runs_forward(part: Any) -> bool:
    """Whether a sum has whole ends; true of anything else."""
    if not isinstance(part, Sum):
        return True
    return all(integer_valued(end) for limit in part.args[1:] for end in limit.args[1:])


def integrable(part: Any) -> bool:
    """Whether functions are integrated over times alone, along which they are smooth."""
    if not isinstance(part, Integral):
        return True
    over = {limit.args[0] for limit in part.args[1:] if not isinstance(limit.args[0], Time)}
    return not any(over & value.free_symbols for value in part.args[0].atoms(AppliedUndef))


def inner_ends(part: Any, low: Any, high: Any) -> tuple[Any, ...]:
    """The terms that must have the declared sign of the variable of a sum or an integral."""
    return (low, high) if isinstance(part, Integral) else (low,)
