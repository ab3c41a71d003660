"""Derivatives by interpolation and dual numbers; induction; bounds along a time."""

from __future__ import annotations

from typing import Any

import flint
from sympy import (
    Add,
    Derivative,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    S,
    Sum,
    Trace,
    Transpose,
    exp,
    sympify,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Eq, Le

from lemmata.kernel import Curvature, Gradient, HessianAt, Index, Time

from .field import Point
from .step import (
    NONZERO,
    Hypotheses,
    Step,
    check_array_equation,
    check_defined,
    check_finite,
    sides,
    slack_at,
)
from .terms import STRICT, WEAK, Refusal, Signs, slack_of, substitute, symbols_of, walk


def degree_in(term: Any, x: Any) -> int:
    """The degree of a term that must be a polynomial in x."""
    if term == x:
        return 1
    if x not in walk(term):
        return 0
    if isinstance(term, (Add, MatAdd)):
        return max(degree_in(arg, x) for arg in term.args)
    if isinstance(term, (Mul, MatMul)):
        return sum(degree_in(arg, x) for arg in term.args)
    if isinstance(term, (Trace, Transpose)):
        return degree_in(term.arg, x)
    if isinstance(term, (Pow, MatPow)) and term.args[1].is_Integer and term.args[1] >= 0:
        return int(term.args[1]) * degree_in(term.args[0], x)
    raise Refusal(f"{term} is not a polynomial in {x}")


def along(at: Point, g: Any, x: Any, way: Any, order: int) -> int:
    """The coefficient of t^order in g(x + t way), by interpolation at degree + 1 values of t."""
    degree = degree_in(g, x)
    if degree < order:
        return 0
    values = []
    for t in range(degree + 1):
        shifted = at.variant()
        shifted.letters[x] = at.matrix(x) + way * t
        values.append(shifted.scalar(g))
    powers = [pow(t, i, at.p) for t in range(degree + 1) for i in range(degree + 1)]
    vandermonde = flint.nmod_mat(degree + 1, degree + 1, powers, at.p)
    return int(vandermonde.solve(flint.nmod_mat(degree + 1, 1, values, at.p))[order, 0])


def _derivative_parts(step: Step, kind: Any) -> tuple[Any, Any, Any]:
    claim = step.claim
    at: Any = claim.lhs if isinstance(claim, Eq) else None
    if type(at) != kind:  # noqa: E721 (`is` would narrow the type to `object`)
        raise Refusal(f"the conclusion is not a value of {kind.__name__}")
    g, x, *_ = at.args
    if not isinstance(x, MatrixSymbol) or isinstance(g, MatrixExpr):
        raise Refusal(f"{at} is not a derivative of a number at a matrix symbol")
    check_defined(step, None, g, claim.rhs)
    return g, x, claim.rhs


def gradient(step: Step) -> Hypotheses:
    """<value, v> is the derivative of g along a random v."""
    g, x, value = _derivative_parts(step, Gradient)
    check_array_equation(step.claim)
    points, _ = step.frame(g, x, value, known=[])

    def residual(at: Point) -> int:
        way = at.random_matrix(at.shape(x))
        slope = at.any(value)
        return along(at, g, x, way, 1) - (0 if isinstance(slope, int) else at.inner(slope, way))

    step.identity(points, residual, "the derivative along a random direction")
    return step.inherited()


def hessian(step: Step) -> Hypotheses:
    """<u, value v> is the mixed second derivative along random u and v."""
    g, x, value = _derivative_parts(step, HessianAt)
    check_array_equation(step.claim)
    points, _ = step.frame(g, x, value, known=[])

    def residual(at: Point) -> int:
        u, v = (at.random_matrix(at.shape(x)) for _ in range(2))
        mixed = along(at, g, x, u + v, 2) - along(at, g, x, u, 2) - along(at, g, x, v, 2)
        array = at.any(value)
        return mixed - (0 if isinstance(array, int) else at.inner(u, at.product(array, v)))

    step.identity(points, residual, "the second derivative along random directions")
    return step.inherited()


def curvature(step: Step) -> Hypotheses:
    """The value is twice the coefficient of t^2 in g(x + t v)."""
    g, x, value = _derivative_parts(step, Curvature)
    v = step.claim.lhs.args[2]
    check_defined(step, None, v)
    points, _ = step.frame(g, x, v, value, known=[])
    step.identity(
        points,
        lambda at: 2 * along(at, g, x, at.matrix(v), 2) - at.scalar(value),
        "the second derivative",
    )
    return step.inherited()


def _only(term: Any, kind: type) -> Any:
    found = [s for s in symbols_of(term) if isinstance(s, kind)]
    if len(found) != 1:
        raise Refusal(f"{term} must run over exactly one {kind.__name__}, not {found}")
    return found[0]


def _weak_slack(said: Any) -> None:
    if slack_of(said)[2] == "!=":
        raise Refusal(f"{said} is not an inequality")


def geometric(step: Step) -> Hypotheses:
    """A(k) <= r^k a(0) from a(k+1) <= r a(k), r >= 0 free of k."""
    sequence, ratio = sympify(step.param("sequence")), sympify(step.param("ratio"))
    said = step.premise()
    _weak_slack(said)
    k = _only(sequence, Index)
    if k in walk(ratio):
        raise Refusal(f"the ratio {ratio} depends on {k}")
    following, first = substitute(sequence, {k: k + 1}), substitute(sequence, {k: S.Zero})
    check_finite(first)
    points, signs = step.frame(*sides(said), sequence, ratio, following)
    signs.defined(sequence)
    signs.demand(ratio, WEAK, "the ratio")
    step.identity(
        points,
        lambda at: (
            slack_at(at, said) - at.scalar(ratio) * at.scalar(sequence) + at.scalar(following)
        ),
        "the step",
    )
    step.conclude(Le(sequence, ratio**k * first, evaluate=False))
    return step.inherited()


def telescope(step: Step) -> Hypotheses:
    """The sum of b(k) over 0 <= k < n is at most a(0) - a(n), from b(k) <= a(k) - a(k+1)."""
    term, potential = sympify(step.param("term")), sympify(step.param("potential"))
    upto, said = step.param("upto"), step.premise()
    _weak_slack(said)
    k = _only(potential, Index)
    if not isinstance(upto, Index) or upto == k:
        raise Refusal(f"the upper end {upto} is not another index")
    following, first, last = (substitute(potential, {k: n}) for n in (k + 1, S.Zero, upto))
    points, signs = step.frame(*sides(said), term, potential, following)
    signs.defined(term)
    signs.defined(potential)
    step.identity(
        points,
        lambda at: (
            slack_at(at, said) - at.scalar(potential) + at.scalar(following) + at.scalar(term)
        ),
        "the step",
    )
    step.conclude(Le(Sum(term, (k, 0, upto - 1)), first - last, evaluate=False))
    return step.inherited()


def tangent(at: Point, term: Any, t: Any) -> tuple[int, int]:
    """Value and derivative along t, in dual numbers."""
    if t not in walk(term):
        return at.scalar(term), 0
    if term == t:
        return at.scalar(t), 1
    p = at.p
    if isinstance(term, Add):
        pairs = [tangent(at, arg, t) for arg in term.args]
        return sum(v for v, _ in pairs) % p, sum(d for _, d in pairs) % p
    if isinstance(term, Mul):
        value, slope = 1, 0
        for arg in term.args:
            v, d = tangent(at, arg, t)
            value, slope = value * v % p, (slope * v + value * d) % p
        return value, slope
    if isinstance(term, Pow) and t not in walk(term.exp):
        v, d = tangent(at, term.base, t)
        value = at.scalar(term)
        return value, at.scalar(term.exp) * value * at.inverse(v) * d % p
    if isinstance(term, exp):
        value, d = at.scalar(term), tangent(at, term.args[0], t)[1]
        return value, value * d % p
    if isinstance(term, AppliedUndef) and term.args == (t,):
        return at.scalar(term), at.scalar(Derivative(term, t))
    raise Refusal(f"no derivative of {term} along {t} is known")


def _slope(at: Point, term: Any, t: Any) -> int:
    return tangent(at, term, t)[1]


def _smooth(term: Any, t: Any, signs: Signs) -> None:
    """Refuse unless the term and its derivative are defined."""
    signs.defined(term)
    for power in walk(term):
        if isinstance(power, Pow) and t in walk(power) and not power.exp.is_integer:
            signs.demand(power.base, STRICT, "the base of a power,")
        elif isinstance(power, Pow) and t in walk(power) and not power.exp.is_Integer:
            # t^n with a symbolic n has n t^(n-1) for its derivative.
            signs.demand(power.base, NONZERO, "the base of a power,")


def derivative(step: Step) -> Hypotheses:
    """The derivative of a smooth term along a time."""
    t, claim = step.param("t"), step.claim
    if not isinstance(t, Time) or not isinstance(claim, Eq):
        raise Refusal("not the value of a derivative along a time")
    if not isinstance(claim.lhs, Derivative):
        raise Refusal(f"{claim.lhs} is not a derivative")
    term = claim.lhs.args[0]
    if claim.lhs != Derivative(term, t, evaluate=False):
        raise Refusal(f"{claim.lhs} is not a first derivative along {t}")
    points, signs = step.frame(term, claim.rhs)
    _smooth(term, t, signs)
    signs.defined(claim.rhs)
    step.identity(points, lambda at: _slope(at, term, t) - at.scalar(claim.rhs), "the derivative")
    return step.inherited()


def monotone(step: Step) -> Hypotheses:
    """H(t) <= h(0) from h' <= 0."""
    term, said = sympify(step.param("term")), step.premise()
    _weak_slack(said)
    t = _only(term, Time)
    points, signs = step.frame(*sides(said), term)
    _smooth(term, t, signs)
    step.identity(points, lambda at: slack_at(at, said) + _slope(at, term, t), "the derivative")
    step.conclude(Le(term, substitute(term, {t: S.Zero}), evaluate=False))
    return step.inherited()


def gronwall(step: Step) -> Hypotheses:
    """F(t) <= exp(c t) F(0) from F' <= c F with c constant."""
    term, rate = sympify(step.param("term")), sympify(step.param("rate"))
    said = step.premise()
    _weak_slack(said)
    t = _only(term, Time)
    if t in walk(rate):
        raise Refusal(f"the rate {rate} depends on {t}")
    points, signs = step.frame(*sides(said), term, rate)
    _smooth(term, t, signs)
    signs.defined(rate)
    step.identity(
        points,
        lambda at: slack_at(at, said) - at.scalar(rate) * at.scalar(term) + _slope(at, term, t),
        "the derivative",
    )
    start = substitute(term, {t: S.Zero})
    step.conclude(Le(term, exp(rate * t) * start, evaluate=False))
    return step.inherited()


def integral(step: Step) -> Hypotheses:
    """The integral of b over [0, t] is at most a(0) - a(t), from b <= -a'."""
    term, potential = sympify(step.param("term")), sympify(step.param("potential"))
    said, claim = step.premise(), step.claim
    _weak_slack(said)
    t = _only(potential, Time)
    points, signs = step.frame(*sides(said), term, potential)
    _smooth(potential, t, signs)
    signs.defined(term)
    step.identity(
        points,
        lambda at: slack_at(at, said) + _slope(at, potential, t) + at.scalar(term),
        "the derivative",
    )
    if not isinstance(claim, Le) or not isinstance(claim.lhs, Integral):
        raise Refusal("the conclusion does not bound an integral")
    s = claim.lhs.args[1].args[0]
    if not isinstance(s, Time) or s == t or s in walk(term):
        raise Refusal(f"the variable of integration {s} is not new")

    def renamed(part: Any) -> Any:
        if part == t:
            return s
        return part if t not in walk(part) else part.func(*map(renamed, part.args))

    drop = substitute(potential, {t: S.Zero}) - potential
    total = Integral(renamed(term), (s, 0, t))
    if claim.lhs != total:
        raise Refusal(f"the integral is {total}")
    step.conclude(Le(total, drop, evaluate=False))
    return step.inherited()
