"""Combinations: multipliers, squares, divisors and strictness."""

from __future__ import annotations

from sympy import (
    Abs,
    Eq,
    Ge,
    Gt,
    Le,
    Lt,
    Ne,
    S,
    exp,
    expand,
)

from lemmata.kernel import (
    inner,
)
from tests.kernel.fuzzing.attempts import Attempt
from tests.kernel.fuzzing.mutants import KINDS
from tests.kernel.refuse.vocabulary import (
    a,
    b,
    c,
    p,
    w,
    x,
    y,
)

from .common import (
    BAD,
    GOOD,
    SMALL,
    UNREAL,
    VECTORS,
    Draw,
    attack,
    combined,
    eq,
    ge,
    given,
    polynomial,
)


def multipliers(draw: Draw) -> Attempt:
    """Wrong multipliers, constants, strictness and scale in a combination."""
    name = "wrong multipliers"
    terms = [polynomial(draw, 2) for _ in range(draw.randint(1, 2))]
    facts = [given(draw.choice((Ge, Ge, Gt, Eq))(term, 0, evaluate=False)) for term in terms]
    weights = [draw.choice(GOOD) for _ in terms]
    how = draw.randrange(9)
    if how in (1, 2):
        weights[0] = draw.choice(BAD)
    square, coefficient = polynomial(draw, 1), draw.choice((S.One, p, w))
    if how == 3:
        coefficient = draw.choice(BAD)
    total = sum((m * u for m, u in zip(weights, terms, strict=True)), coefficient * square**2)
    if how == 4:
        total += draw.choice((1, -1)) * draw.choice((*SMALL, p, a, w * b))
    scale, kind = S.One, Ge
    if how == 5:
        scale = draw.choice((*BAD, S.Zero))
        total = total / scale if scale != 0 else total
    if how == 6:
        kind = draw.choice((Gt, Eq, Ne, Le, Lt))
    if how == 7:
        weights = [-m for m in weights] if draw.random() < 0.5 else weights[::-1]
    if how == 8:
        facts[0] = given(draw.choice((Ne, Le, Lt))(terms[0], 0, evaluate=False))
    if how == 0 or draw.random() < 0.3:
        total = expand(total)
    return combined(
        name,
        kind(total, 0, evaluate=False),
        list(zip(facts, weights, strict=True)),
        [(coefficient, square)],
        scale=scale,
    )


def hidden_negatives(draw: Draw) -> Attempt:
    """Squares, multipliers and coefficients that are not real."""
    name = "hidden negatives"
    odd = draw.choice(UNREAL)
    term = polynomial(draw, 1)
    how = draw.randrange(6)
    if how == 0:
        return combined(name, ge(expand((odd * term) ** 2)), [], [(1, odd * term)])
    if how == 1:
        return combined(name, ge(odd**2 * term), [(given(ge(term)), odd**2)])
    if how == 2:
        return combined(name, ge(Abs(odd) * term), [(given(ge(term)), Abs(odd))])
    if how == 3:
        u = odd * draw.choice(VECTORS)
        return combined(name, ge(odd**2 * inner(x, x)), [], [(1, u)])
    if how == 4:
        return combined(name, Gt(odd, odd - 1, evaluate=False), [], [(1, 1)])
    return combined(name, ge(inner(x, x) * odd**2), [], [(odd**2, x)])


def division(draw: Draw) -> Attempt:
    """Division by an expression that can vanish, cancelled factors."""
    name = "division"
    zero = draw.choice((a, a - b, b**2 - c, w, a * b, p - 1, Abs(a), p - w, a**2 - 2 * a))
    term, other = polynomial(draw, 2), polynomial(draw, 1)
    how = draw.randrange(9)
    sure = draw.random() < 0.2
    signs = [given(draw.choice((Ne, Gt, Lt))(zero, 0, evaluate=False))] if sure else []
    if not sure and draw.random() < 0.5:
        signs = [given(draw.choice((Ge, Le, Eq))(zero, 0, evaluate=False))]
    if how == 0:
        return combined(name, eq(term, other), [(given(eq(zero * term, zero * other)), 1 / zero)])
    if how == 1:
        said = given(eq(zero * term, zero * other))
        return combined(name, eq(term, other), [(said, 1)], signs=signs, scale=zero)
    if how == 2:
        return combined(name, eq(zero / zero + term / zero, 1 + term / zero), [], signs=signs)
    if how == 3:
        return combined(name, ge(term / zero), [(given(ge(term)), 1 / zero)], signs=signs)
    if how == 4:
        return combined(name, ge(term), [(given(ge(term * zero)), 1 / zero)], signs=signs)
    if how == 5:
        factor = {"left": 1 / zero, "right": None}
        fact = given(Eq(zero * x, zero * y, evaluate=False))
        return attack(name, "contract", fact=fact, **factor, signs=signs)
    if how == 6:
        return combined(name, ge(term**2 / zero**2), [], [(1, term / zero)], signs=signs)
    if how == 7:
        fact = given(Eq(zero * x, zero * y, evaluate=False))
        return combined(name, Eq(x, y), [(fact, 1)], signs=signs, scale=zero)
    fact = given(ge(term * c, other * c))
    return attack(name, "instantiate", fact=fact, replace=[(c, 1 / zero)], given=[], signs=signs)


def strictness(draw: Draw) -> Attempt:
    """Strict from weak, positive from nonnegative, nonzero from nothing."""
    name = "strict and weak"
    term, kind = polynomial(draw, 2), draw.choice(KINDS)
    fact = given(kind(term, 0, evaluate=False))
    factor = draw.choice((w, a**2, Abs(a), S.Zero, p, inner(x, x), S.One, exp(a), (a - b) ** 2))
    target = draw.choice((Gt, Gt, Ge, Eq, Lt))(factor * term, 0, evaluate=False)
    squares = draw.choice(
        ([], [(w, 1)], [(1, a)], [(1, x)], [(a**2, 1)], [(S.Zero, 1)], [(p, 1)], [(1, S(2))])
    )
    total = factor * term + sum((u * (inner(h, h) if h == x else h**2) for u, h in squares), S.Zero)
    return combined(name, target.func(total, 0, evaluate=False), [(fact, factor)], squares, [fact])
