"""Signs are derived from declarations and facts by rules; a sign not derived is not used."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Add,
    Eq,
    Function,
    Ge,
    Gt,
    I,
    Le,
    Lt,
    Max,
    Mul,
    Ne,
    Rational,
    S,
    Symbol,
    exp,
    log,
    sqrt,
)

from lemmata.kernel import KernelError, Signs, inner

from .refuse.vocabulary import M, a, b, c, k, n, p, q, w, wild, x, y

EXACT = settings(derandomize=True, deadline=None, max_examples=80)
positive_function = Function("h", positive=True)
real_function = Function("h", real=True)


@pytest.mark.parametrize(
    "term",
    [
        S.Zero,
        S.One,
        Rational(1, 7),
        p,
        w,
        k,
        n,
        a**2,
        (a - b) ** 4,
        p * q,
        p * w,
        p + w,
        a**2 + p,
        p * a**2 + w * b**2,
        sqrt(p),
        sqrt(p + w),
        1 / p,
        p / (q + w),
        p**a,
        p**-3,
        w**3,
        exp(a),
        exp(-a) * p,
        Abs(a),
        inner(x, x),
        inner(x + y, x + y),
        p * inner(x, x) + a**2,
        positive_function(a),
        1 / (1 + a**2),
    ],
    ids=str,
)
def test_nonnegative(term):
    assert Signs().demand(term)


@pytest.mark.parametrize(
    "term",
    [
        S.NegativeOne,
        a,
        a**3,
        p - q,
        p + a,
        p * a,
        -p,
        p - a**2,
        a * b,
        a**2 - 2 * a * b + b**2,
        I**2 * p,
        (-1) ** k,
        a**k,
        real_function(a),
        inner(x, y),
        inner(x, M * x),
        inner(x, x) - inner(y, y),
        Symbol("m", negative=True),
    ],
    ids=str,
)
def test_not_derived(term):
    with pytest.raises(KernelError, match=r"sign of .* is not derived"):
        Signs().demand(term)


@pytest.mark.parametrize(
    "term",
    [
        wild,
        wild**2,
        Abs(wild),
        exp(log(a) + 1),
        exp(Max(a, b)),
        positive_function(wild),
        positive_function(exp(wild)),
    ],
    ids=str,
)
def test_no_sign_without_a_real_value(term):
    with pytest.raises(KernelError, match="is not declared real"):
        Signs().demand(term)
    assert Signs().nonneg(term) is None
    assert Signs().nonzero(term) is None


@pytest.mark.parametrize(
    "term", [S.Zero, w, n, k, a**2, w + a**2, Abs(a), sqrt(w), w * p, inner(x, x), w**2], ids=str
)
def test_not_strict(term):
    assert Signs().demand(term)
    with pytest.raises(KernelError, match="need > 0"):
        Signs().demand(term, strict=True)


@pytest.mark.parametrize(
    "term",
    [p, p * q, p + w, 1 + a**2, exp(a), sqrt(p), 1 / (1 + a**2), p**a, p + inner(x, x)],
    ids=str,
)
def test_strict(term):
    assert Signs().demand(term, strict=True)


@pytest.mark.parametrize(
    ("fact", "term", "strict"),
    [
        (Ge(a, b), a - b, False),
        (Gt(a, b), a - b, True),
        (Le(a, b), b - a, False),
        (Lt(a, b), b - a, True),
        (Gt(a, b), (a - b) ** 3, True),
        (Gt(a, b), 1 / (a - b), True),
        (Ne(a, b), (a - b) ** 2, True),
        (Ne(a, b), 1 / (a - b) ** 2, True),
        (Eq(a, b), a - b, False),
        (Ge(a, b), 2 * a * 1 - 2 * b - (a - b), False),
        (Lt(inner(x, y), p), p - inner(y, x), True),
    ],
    ids=str,
)
def test_from_a_fact(fact, term, strict):
    assert Signs([fact]).demand(term, strict=strict)
    with pytest.raises(KernelError):
        Signs().demand(term, strict=strict)


@pytest.mark.parametrize(
    ("fact", "term", "strict"),
    [
        (Ge(a, b), b - a, False),
        (Ge(a, b), a - b, True),
        (Ne(a, b), a - b, False),
        (Ne(a, b), b - a, True),
        (Eq(a, b), a - b, True),
        (Eq(a, b), (a - b) ** 2, True),
        (Ge(a, b), a, False),
        (Ge(a, b), (a - b) ** 2, True),
        (Gt(a, b), a - b - 1, False),
        (Gt(a * b, 0), a, False),
        (Ge(a**2, p), a, False),
        (Lt(inner(x, y), p), p - inner(y, M * x), True),
        (Eq(x, y), a, False),
    ],
    ids=str,
)
def test_not_from_that_fact(fact, term, strict):
    with pytest.raises(KernelError, match="is not derived"):
        Signs([fact]).demand(term, strict=strict)


@pytest.mark.parametrize(
    "term",
    [
        1 / a,
        1 / a**2,
        b / (a - b),
        sqrt(a),
        1 / w,
        w**-2,
        sqrt(p - q),
        1 / sqrt(w),
        a ** (-k),
        exp(1 / a),
    ],
    ids=str,
)
def test_possibly_undefined(term):
    with pytest.raises(KernelError, match="may be undefined"):
        Signs().demand(exp(term) + 1)


@pytest.mark.parametrize(
    ("fact", "term"),
    [
        (Ne(a, 0), 1 / a**2),
        (Gt(a, 0), sqrt(a)),
        (Ge(a, 0), sqrt(a)),
        (Lt(a, 0), 1 / a**2),
        (Ne(a - b, 0), (a - b) ** -2),
    ],
    ids=str,
)
def test_defined_by_a_fact(fact, term):
    assert Signs([fact]).demand(term)


terms = st.recursive(
    st.sampled_from([a, b, c, p, q, w, S.One, S(2), Rational(-1, 3)]),
    lambda inside: st.one_of(
        st.tuples(inside, inside).map(lambda pair: Add(*pair)),
        st.tuples(inside, inside).map(lambda pair: Mul(*pair)),
        st.tuples(inside, st.integers(1, 4)).map(lambda pair: pair[0] ** pair[1]),
    ),
    max_leaves=6,
)


@EXACT
@given(terms, st.booleans(), st.integers(0, 10**6))
def test_a_derived_sign_holds_at_random_points(term, strict, seed):
    try:
        Signs().demand(term, strict=strict)
    except (KernelError, RecursionError):
        return
    draw = random.Random(seed)
    for _ in range(5):
        at = {v: Fraction(draw.randint(-6, 6), draw.randint(1, 4)) for v in (a, b, c)}
        at |= {v: Fraction(draw.randint(1, 9), draw.randint(1, 4)) for v in (p, q)}
        at |= {w: Fraction(draw.randint(0, 3), draw.randint(1, 4))}
        value = term.xreplace({v: Rational(r.numerator, r.denominator) for v, r in at.items()})
        assert value > 0 if strict else value >= 0
