"""Gradients, Hessians and curvatures of polynomials in a matrix symbol, in every dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sympy import (
    Dummy,
    Eq,
    Expr,
    MatAdd,
    MatrixSymbol,
    S,
)

from .facts import Fact, KernelError, mint, record, rule
from .gram import Gram
from .rules import context
from .terms import (
    Curvature,
    Gradient,
    HessianAt,
    inner,
    rough,
    sympified,
)
from .zero import demand_zero


def _expansion(g: Expr, x: MatrixSymbol, steps: Mapping[Dummy, Any], gram: Gram) -> Any:
    """g at x + sum of t * v, as a polynomial in the t."""
    if (term := rough(g, x)) is not None:
        raise KernelError(f"{g} is not a polynomial in {x}: it contains {term}")
    expanded = gram.scalar(g.xreplace({x: MatAdd(x, *(t * v for t, v in steps.items()))}))
    if not expanded.is_polynomial(*steps):
        raise KernelError(f"{g} is not a polynomial in {x}")
    return expanded.expand().as_poly(*steps)


def _smooth_context(given: Sequence[Fact], *terms: Any) -> Gram:
    gram, sign = context(given)
    for term in terms:
        sign.well_defined(sympified(term))
    return gram


def _demand_symbol(x: Any) -> None:
    if not isinstance(x, MatrixSymbol):
        raise KernelError(f"derivatives are taken at a matrix symbol, not at {x!r}")


def _demand_shape(value: Any, rows: Any, cols: Any) -> None:
    if getattr(value, "shape", None) != (rows, cols):
        raise KernelError(f"expected an array of shape {(rows, cols)}, got {value}")


def _free(name: str, x: MatrixSymbol, given: Sequence[Fact], *terms: Any) -> MatrixSymbol:
    """A matrix symbol of the shape of x that occurs neither in the terms nor in the facts."""
    said = [t for f in given for t in (record(f).conclusion, *record(f).hypotheses)]
    taken = {str(s) for term in (*said, *terms) for s in S(term).free_symbols}
    while name in taken:
        name += "'"
    return MatrixSymbol(name, *x.shape)


@rule
def gradient(g: Expr, x: MatrixSymbol, value: Any, given: Sequence[Fact] = ()) -> Fact:
    """The gradient of g at x is `value`: d/dt g(x + t v) at 0 is <value, v> for a free v."""
    given = tuple(given)
    gram = _smooth_context(given, g, value)
    _demand_symbol(x)
    _demand_shape(value, *x.shape)
    t, v = Dummy("t", real=True), _free("v", x, given, g, value)
    slope = _expansion(g, x, {t: v}, gram).coeff_monomial(t)
    demand_zero(slope - gram.scalar(inner(value, v)), None, "gradient", value)
    return mint(Eq(Gradient(g, x), value, evaluate=False), tuple(given))


@rule
def hessian(g: Expr, x: MatrixSymbol, value: Any, given: Sequence[Fact] = ()) -> Fact:
    """The Hessian of g at x is `value`: in g(x + s u + t v), s t stands with <u, value v>."""
    given = tuple(given)
    gram = _smooth_context(given, g, value)
    _demand_symbol(x)
    _demand_shape(value, x.shape[0], x.shape[0])
    s, t = Dummy("s", real=True), Dummy("t", real=True)
    u, v = (_free(name, x, given, g, value) for name in "uv")
    mixed = _expansion(g, x, {s: u, t: v}, gram).coeff_monomial(s * t)
    demand_zero(mixed - gram.scalar(inner(u, value * v)), None, "hessian", value)
    return mint(Eq(HessianAt(g, x), value, evaluate=False), tuple(given))


@rule
def curvature(g: Expr, x: MatrixSymbol, v: Any, value: Any, given: Sequence[Fact] = ()) -> Fact:
    """The second derivative of g(x + t v) at t = 0 is `value`."""
    given = tuple(given)
    gram = _smooth_context(given, g, v, value)
    _demand_symbol(x)
    _demand_shape(v, *x.shape)
    t = Dummy("t", real=True)
    bend = 2 * _expansion(g, x, {t: v}, gram).coeff_monomial(t**2)
    demand_zero(bend - gram.scalar(value), None, "curvature", value)
    return mint(Eq(Curvature(g, x, v), value, evaluate=False), tuple(given))
