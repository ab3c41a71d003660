"""Combinations and the other rules of linear algebra, re-derived from records."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sympy import MatrixExpr, MatrixSymbol, S, Trace, sympify
from sympy.core.relational import Eq, Le

from .field import Point
from .step import (
    NONZERO,
    Hypotheses,
    Step,
    check_array_equation,
    check_defined,
    equal,
    sides,
    slack_at,
)
from .terms import STRICT, WEAK, Refusal, Signs, is_array_equation, slack_of, walk


def combine(step: Step) -> Hypotheses:
    """`scale` * slack(conclusion) = sum of multiplier * slack(premise) + sum of c * e^2."""
    multipliers = [sympify(m) for m in step.param("parts")]
    squares = [(sympify(c), sympify(e)) for c, e in step.param("squares")]
    scale = sympify(step.param("scale"))
    if len(multipliers) > len(step.premises):
        raise Refusal("more multipliers than premises")
    claim = step.claim
    used = [step.premises[i].conclusion for i in range(len(multipliers))]
    terms = [scale, *multipliers, *(t for pair in squares for t in pair)]
    targets = () if claim == S.false else sides(claim)
    for said in used:
        terms += sides(said)
    points, signs = step.frame(*targets, *terms)
    for term in (scale, *multipliers, *targets, *(t for pair in squares for t in pair)):
        signs.defined(term)
    if is_array_equation(claim):
        check_array_equation(claim)
        if squares or not all(isinstance(said, Eq) for said in used):
            raise Refusal("an equation of arrays takes equations and no squares")
        signs.demand(scale, NONZERO, "the scale")
    else:
        signs.demand(scale, STRICT, "the scale")
        _check_signs(claim, used, multipliers, squares, signs)
    for said in used:
        if is_array_equation(said):
            check_array_equation(said)

    def residual(at: Point) -> Any:
        total: Any = 0
        if targets:
            target = at.gap(claim) if is_array_equation(claim) else slack_at(at, claim)
            total = at.product(at.scalar(scale), target)
        for said, multiplier in zip(used, multipliers, strict=True):
            factor = at.any(multiplier)
            if is_array_equation(claim):
                total = total - at.product(factor, at.gap(said))
            elif is_array_equation(said):
                if isinstance(factor, int):
                    raise Refusal(f"the multiplier {multiplier} of {said} must be an array")
                total -= at.inner(factor, at.gap(said))
            else:
                total -= factor * slack_at(at, said)
        for c, e in squares:
            root = at.any(e)
            square = root * root if isinstance(root, int) else at.inner(root, root)
            total -= at.scalar(c) * square
        return total

    try:
        step.identity(points, residual, "the combination")
    except (TypeError, ValueError) as error:
        raise Refusal(f"the shapes do not fit: {error}") from None
    return step.inherited()


def _check_signs(
    claim: Any,
    used: Sequence[Any],
    multipliers: Sequence[Any],
    squares: Sequence[Any],
    signs: Signs,
) -> None:
    kind = ">" if claim == S.false else slack_of(claim)[2]
    if kind == "!=" or (kind == "==" and squares):
        raise Refusal(f"a combination does not conclude {claim}")
    strict = False
    for said, multiplier in zip(used, multipliers, strict=True):
        if is_array_equation(said):
            continue
        own = slack_of(said)[2]
        if own == "!=" or (kind == "==" and own != "=="):
            raise Refusal(f"{said} cannot contribute to {claim}")
        if isinstance(multiplier, MatrixExpr):
            raise Refusal(f"the multiplier {multiplier} of {said} is an array")
        if own != "==":
            signs.demand(multiplier, WEAK, "the multiplier")
            strict |= own == ">" and signs.of(multiplier) <= STRICT
    for c, e in squares:
        signs.demand(c, WEAK, "the coefficient of a square,")
        if not isinstance(e, MatrixExpr):
            strict |= signs.of(c) <= STRICT and signs.of(e) <= NONZERO
    if kind == ">" and not strict:
        raise Refusal("nothing in the combination is strictly positive")


def contract(step: Step) -> Hypotheses:
    """P A Q = P B Q from A = B; P and Q defined."""
    said = step.premise()
    if not is_array_equation(said) or not isinstance(step.claim, Eq):
        raise Refusal(f"{said} is not an equation of arrays")
    check_array_equation(said)
    left, right = (step.param(side) for side in ("left", "right"))
    before = [sympify(left)] if left is not None else []
    after = [sympify(right)] if right is not None else []
    points, signs = step.frame(*sides(said), *sides(step.claim), *before, *after)
    for term in (*before, *after, *sides(step.claim)):
        signs.defined(term)

    def residual(mine: Any, given: Any, at: Point) -> Any:
        product = at.product(*(at.any(f) for f in (*before, given, *after)))
        return equal(at, at.any(mine), product)

    for mine, given in zip(sides(step.claim), sides(said), strict=True):
        step.identity(points, partial(residual, mine, given), "a side")
    return step.inherited()


def transposed(step: Step) -> Hypotheses:
    """A' = B' from A = B."""
    said = step.premise()
    if not is_array_equation(said) or not is_array_equation(step.claim):
        raise Refusal(f"{said} is not an equation of arrays")
    check_array_equation(said)
    points, signs = step.frame(*sides(said), *sides(step.claim))
    for term in sides(step.claim):
        signs.defined(term)

    def residual(mine: Any, given: Any, at: Point) -> Any:
        return equal(at, at.any(mine), at.any(given).transpose())

    for mine, given in zip(sides(step.claim), sides(said), strict=True):
        step.identity(points, partial(residual, mine, given), "a side")
    return step.inherited()


def squeeze(step: Step) -> Hypotheses:
    """Equality from a <= b and b <= a."""
    one, other = step.premise(0, 2), step.premise(1)
    if slack_of(one)[2] != ">=" or slack_of(other)[2] != ">=":
        raise Refusal("two weak inequalities are needed")
    if not isinstance(step.claim, Eq) or set(sides(step.claim)) != set(sides(one)):
        raise Refusal("the equation is not between the sides of the first inequality")
    points, _ = step.frame(*sides(one), *sides(other), known=[])
    step.identity(points, lambda at: slack_at(at, one) + slack_at(at, other), "the slacks")
    return step.inherited()


def vanishing(step: Step) -> Hypotheses:
    """U = 0 from <u, u> = 0."""
    said = step.premise(total=1)
    if not isinstance(said, (Eq, Le)) or said.rhs != 0 or not isinstance(said.lhs, Trace):
        raise Refusal(f"{said} is not <u, u> = 0")
    if not is_array_equation(step.claim):
        raise Refusal("the conclusion is not u = 0")
    u, zero = sides(step.claim)
    points, signs = step.frame(said.lhs, u, zero)
    signs.defined(u)
    step.identity(points, lambda at: at.any(zero), "the right side")
    step.identity(
        points, lambda at: at.scalar(said.lhs) - at.inner(at.matrix(u), at.matrix(u)), "<u, u>"
    )
    return step.inherited()


def for_every(step: Step) -> Hypotheses:
    """A = B from <A, v> = <B, v> for a free v."""
    said, v = step.premise(total=1), step.param("v")
    claim = step.claim
    if not isinstance(v, MatrixSymbol) or any(v in walk(h) for h in step.inherited()):
        raise Refusal(f"{v} is not free")
    if not is_array_equation(claim) or v in walk(claim) or not isinstance(said, Eq):
        raise Refusal(f"not an equation of arrays without {v}")
    if is_array_equation(said):
        raise Refusal("the premise is not an equation of numbers")
    check_array_equation(claim)
    check_defined(step, None, *sides(claim))
    points, _ = step.frame(*sides(said), *sides(claim), v, known=[])
    step.identity(
        points, lambda at: slack_at(at, said) - at.inner(at.gap(claim), at.matrix(v)), f"<., {v}>"
    )
    return step.inherited()
