"""`combine` takes nonnegative multipliers, a positive scale, real squares and an exact identity."""

import pytest
from sympy import Eq, Float, Ge, Gt, I, Le, Lt, Ne, Or, Rational, S, exp, oo, sqrt

from lemmata.kernel import Fact, Forgery, KernelError, assume, combine, discharge, inner

from .vocabulary import M, O, a, b, bad_inputs, c, f, p, q, w, wild, x, y, z

A_GE_B = assume(Ge(a, b))
B_GE_C = assume(Ge(b, c))
A_GT_B = assume(Gt(a, b))
A_EQ_B = assume(Eq(a, b))
A_NE_B = assume(Ne(a, b))
X_EQ_Y = assume(Eq(x, y))
SYMMETRIC = assume(Eq(M.T, M))


@bad_inputs(
    {
        "wrong constant": ("residual", lambda: combine(Ge(2 * a, b), {A_GE_B: 1})),
        "wrong direction": ("residual", lambda: combine(Le(a, b), {A_GE_B: 1})),
        "off by a millionth": (
            "residual",
            lambda: combine(Ge(a, b * (1 + Rational(1, 10**6))), {A_GE_B: 1}),
        ),
        "missing premise": ("residual", lambda: combine(Ge(a, c), {A_GE_B: 1})),
        "slack left over": ("residual", lambda: combine(Ge(a, b), {A_GE_B: 1}, squares=[(1, c)])),
        "negative multiplier": ("sign of -1 is not", lambda: combine(Le(a, b), {A_GE_B: -1})),
        "multiplier of unknown sign": (
            "sign of c is not",
            lambda: combine(Ge(c * a, c * b), {A_GE_B: c}),
        ),
        # Multipliers must be real before their sign is asked for, and so must both sides.
        "undeclared multiplier": (
            "^wild is not declared real",
            lambda: combine(Ge(a, b), {A_GE_B: wild}),
        ),
        "square of an undeclared symbol as multiplier": (
            r"^wild\*\*2 is not declared real",
            lambda: combine(Ge(a, b), {A_GE_B: wild**2}),
        ),
        "undeclared symbol in the conclusion": (
            r"^a\*wild is not declared real",
            lambda: combine(Ge(wild * a, wild * b), {A_GE_B: wild}),
        ),
        "sum of a square and an unknown": (
            r"sign of .* is not",
            lambda: combine(Ge((c**2 + b) * a, (c**2 + b) * b), {A_GE_B: c**2 + b}),
        ),
        "multiplier positive only where a fact holds": (
            "sign of a - b is not",
            lambda: combine(Ge((a - b) * b, (a - b) * c), {B_GE_C: a - b}),
        ),
        "odd power": ("sign of", lambda: combine(Ge(c**3 * a, c**3 * b), {A_GE_B: c**3})),
        "zero scale": ("sign of 0 is not", lambda: combine(Ge(c, b), scale=0)),
        "negative scale": ("sign of -1 is not", lambda: combine(Ge(b, a), {A_GE_B: 1}, scale=-1)),
        "scale that may vanish": (
            "sign of w is not",
            lambda: combine(Ge(a, b), {A_GE_B: w}, scale=w),
        ),
        "scale of unknown sign": (
            "sign of c is not",
            lambda: combine(Ge(a, b), {A_GE_B: c**2}, scale=c),
        ),
        "even scale that may vanish": (
            r"sign of c\*\*2 is not",
            lambda: combine(Ge(a, b), {A_GE_B: c**2}, scale=c**2),
        ),
        "division by a term that may vanish": (
            "may be undefined",
            lambda: combine(Ge(a / c**2, b / c**2), {A_GE_B: 1 / c**2}),
        ),
        "conclusion divides by a term that may vanish": (
            "may be undefined",
            lambda: combine(Eq(c / b, a)),
        ),
        "free multiplier that may be undefined": (
            "may be undefined",
            lambda: combine(Eq(a / c, b / c), {A_EQ_B: 1 / c}),
        ),
        "root of a term of unknown sign as multiplier": (
            "may be undefined",
            lambda: combine(Ge(sqrt(c) * a, sqrt(c) * b), {A_GE_B: sqrt(c)}),
        ),
        "square of a root of a negative": (
            "may be undefined",
            lambda: combine(Ge(c, 0), squares=[(1, sqrt(c))]),
        ),
        "negative weight of a square": (
            "sign of -1 is not",
            lambda: combine(Le(a**2, 0), squares=[(-1, a)]),
        ),
        "weight of unknown sign": (
            "sign of b is not",
            lambda: combine(Ge(b * a**2, 0), squares=[(b, a)]),
        ),
        "imaginary square": (
            "not declared real",
            lambda: combine(Le(1, 0, evaluate=False), squares=[(1, I)]),
        ),
        "square of an undeclared symbol": (
            "not declared real",
            lambda: combine(Ge(wild**2, 0), squares=[(1, wild)]),
        ),
        "square of an infinite term": (
            "oo is not a finite real term",
            lambda: combine(Ge(a, 0), squares=[(1, oo)]),
        ),
        "strict from nonstrict": (
            "nothing in the combination is strictly positive",
            lambda: combine(Gt(a, b), {A_GE_B: 1}),
        ),
        "strict from a strict fact times zero": (
            "strictly positive",
            lambda: combine(Gt(a, b), {A_GE_B: 1, A_GT_B: 0}),
        ),
        "strict from a strict fact times a weak sign": (
            "strictly positive",
            lambda: combine(Gt(w * a, w * b), {A_GT_B: w}),
        ),
        "strict from an equation": (
            "strictly positive",
            lambda: combine(Gt(a, b), {A_EQ_B: 1}),
        ),
        "strict from a square that may vanish": (
            "strictly positive",
            lambda: combine(Gt(a**2, 0), squares=[(1, a)]),
        ),
        "false from consistent equations": (
            "strictly positive",
            lambda: combine(S.false, {A_EQ_B: 1}),
        ),
        "false with a residual": (
            "residual",
            lambda: combine(S.false, {A_GT_B: 1}),
        ),
        "disequation as premise": (
            "cannot contribute",
            lambda: combine(Ge(a, b), {A_NE_B: 1}),
        ),
        "disequation as conclusion": (
            "use `contradiction`",
            lambda: combine(Ne(a, b), {A_GT_B: 1}),
        ),
        "equation from an inequality": (
            "cannot contribute",
            lambda: combine(Eq(a, b), {A_GE_B: 1}),
        ),
        "equation from a square": (
            "cannot contribute to an equation",
            lambda: combine(Eq(a**2, 0), squares=[(1, a)]),
        ),
        "array equation from an inequality": (
            "cannot contribute",
            lambda: combine(Eq(x, O), {A_GE_B: x}),
        ),
        "array equation from squares": (
            "no squares",
            lambda: combine(Eq(x, y), {X_EQ_Y: 1}, squares=[(1, a)]),
        ),
        "array equation with a zero scale": (
            "nonzero scale",
            lambda: combine(Eq(x, z), {X_EQ_Y: 0}, scale=0),
        ),
        "array equation with a scale that may vanish": (
            "nonzero scale",
            lambda: combine(Eq(x, y), {X_EQ_Y: c}, scale=c),
        ),
        "array equation divided by a term that may vanish": (
            "may be undefined",
            lambda: combine(Eq(x, y), {assume(Eq(c * x, c * y)): 1 / c}),
        ),
        "wrong arrays": ("coefficient of", lambda: combine(Eq(x, z), {X_EQ_Y: 1})),
        "transpose without symmetry": (
            "coefficient of",
            lambda: combine(Eq(M * x, M.T * y), {X_EQ_Y: M}),
        ),
        "symmetry not passed": (
            "residual",
            lambda: combine(Eq(inner(x, M * y), inner(y, M * x))),
        ),
        "words in the wrong order": (
            "coefficient of",
            lambda: combine(Eq(M * M.T * x, M.T * M * x)),
        ),
        "conclusion a conjunction": (
            "expected a relation",
            lambda: combine(Or(a > 0, b > 0, evaluate=False), {A_GE_B: 1}),
        ),
        "conclusion true": ("collapsed", lambda: combine(S.true)),
        "premise an implication": (
            "expected a relation",
            lambda: combine(Ge(a, b), {discharge(A_GE_B, Ge(a, b)): 1}),
        ),
        "function value of unknown sign": (
            "sign of",
            lambda: combine(Ge(f(a) * a, f(a) * b), {A_GE_B: f(a)}),
        ),
        "floating point multiplier": (
            r"^1\.0+ is not declared real",
            lambda: combine(Ge(a, b), {A_GE_B: Float(1)}),
        ),
        "infinite multiplier": (
            "oo is not a finite real term",
            lambda: combine(Ge(a, b), {A_GE_B: oo}),
        ),
        "undefined multiplier": (
            "nan is not a finite real term",
            lambda: combine(Ge(a, b), {A_GE_B: S.NaN}),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_not_a_premise():
    with pytest.raises(Forgery, match="not a fact"):
        combine(Ge(a, b), {object.__new__(Fact): 1})
    with pytest.raises(Forgery, match="not a fact"):
        combine(Ge(a, a - 1), squares=[(1, 1)], signs=[object.__new__(Fact)])


def test_a_positive_combination():
    fact = combine(Gt(p * a, p * c), {A_GT_B: p, B_GE_C: p})
    assert fact.hypotheses == {Gt(a, b), Ge(b, c)}


def test_squares_scale_and_signs():
    positive = assume(Gt(c, 0))
    fact = combine(Ge(a, b), {assume(Ge(c * a, c * b)): 1}, scale=c, signs=[positive])
    assert Gt(c, 0) in fact.hypotheses
    amgm = combine(Ge(a**2 + b**2, 2 * a * b), squares=[(1, a - b)])
    assert not amgm.hypotheses


def test_strict_contradiction():
    fact = combine(S.false, {A_GT_B: 1, assume(Ge(b, a)): 1})
    assert fact.conclusion == S.false
    assert fact.hypotheses == {Gt(a, b), Ge(b, a)}


def test_arrays():
    fact = combine(Eq(inner(z, M * x), inner(M * z, y)), {X_EQ_Y: M * z}, signs=[SYMMETRIC])
    assert fact.hypotheses == {Eq(x, y), Eq(M.T, M)}


def test_exponentials_and_products_have_signs():
    fact = combine(Ge(exp(c) * q * a, exp(c) * q * b), {A_GE_B: exp(c) * q})
    assert fact.hypotheses == {Ge(a, b)}
    assert Lt(b, c) not in fact.hypotheses
