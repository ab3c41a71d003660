"""The zero test decides its fragment both ways and raises outside it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Add,
    Derivative,
    Eq,
    Expr,
    Float,
    Function,
    I,
    Integral,
    Max,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    binomial,
    conjugate,
    cos,
    exp,
    expand,
    factorial,
    floor,
    gamma,
    im,
    log,
    oo,
    pi,
    re,
    sin,
    sqrt,
    symbols,
    tan,
    zoo,
)
from sympy import E as EULER

from lemmata.kernel import KernelError, OutsideFragment, assume, identity, is_zero, residual

from .refuse.vocabulary import M, N, a, b, c, d, f, k, n, p, q, s, seq, t, wild, x, y

u = symbols("u:3", real=True)
EXACT = settings(derandomize=True, deadline=None, max_examples=60)

numbers = st.fractions(-5, 5, max_denominator=6).map(lambda v: Rational(v.numerator, v.denominator))
monomials = st.tuples(*[st.integers(0, 2)] * 3).map(
    lambda powers: Mul(*(v**m for v, m in zip(u, powers, strict=True)))
)
polynomials = st.lists(st.tuples(numbers, monomials), min_size=1, max_size=4).map(
    lambda pairs: sum((w * m for w, m in pairs), S.Zero)
)
nonzero = polynomials.filter(lambda v: expand(v) != 0)


@EXACT
@given(polynomials, polynomials)
def test_products_expand(first, second):
    assert is_zero(first * second - expand(first * second))


@EXACT
@given(polynomials, polynomials, nonzero)
def test_perturbed_products_do_not(first, second, error):
    assert not is_zero(first * second - expand(first * second) + error)


@EXACT
@given(polynomials, nonzero, nonzero)
def test_fractions_cancel(top, bottom, factor):
    assert is_zero(top / bottom - expand(top * factor) / expand(bottom * factor))


@EXACT
@given(polynomials, nonzero, nonzero, nonzero)
def test_perturbed_fractions_do_not(top, bottom, factor, error):
    assert not is_zero(
        top / bottom - expand(top * factor) / expand(bottom * factor) + error / factor
    )


@EXACT
@given(polynomials, nonzero)
def test_a_common_denominator(top, bottom):
    assert is_zero(1 / bottom + top - (1 + top * bottom) / bottom)


@EXACT
@given(st.integers(1, 60), st.integers(1, 60), numbers)
def test_square_roots_of_numbers(m, o, error):
    product = sqrt(Pow(m, S.Half, evaluate=False) ** 2) * sqrt(o)
    assert is_zero(product**2 - m * o)
    assert is_zero(sqrt(m) * sqrt(o) - sqrt(m * o))
    assert is_zero(1 / (sqrt(m) + sqrt(o) + 1) * (sqrt(m) + sqrt(o) + 1) - 1)
    assert is_zero(sqrt(m) * sqrt(o) - sqrt(m * o) + error) == (error == 0)


@pytest.mark.parametrize(
    "term",
    [
        (sqrt(2) + sqrt(3)) ** 2 - 5 - 2 * sqrt(6),
        1 / (sqrt(2) - 1) - sqrt(2) - 1,
        sqrt(p) ** 4 - p**2,
        (sqrt(p) + sqrt(q)) * (sqrt(p) - sqrt(q)) - p + q,
        sqrt(p + q) ** 3 - (p + q) * sqrt(p + q),
        sqrt(a**2 + 1) ** 2 - a**2 - 1,
        sqrt(1 + sqrt(p)) ** 4 - 1 - p - 2 * sqrt(p),
        sqrt(Rational(2, 3)) - sqrt(6) / 3,
        (a**2 - b**2) / (a - b) - a - b,
        (a + b) ** 5 - expand((a + b) ** 5),
        p ** (k + 1) - p * p**k,
        exp(a) * (b + c) - exp(a) * b - exp(a) * c,
        f(t) * (a + 1) - f(t) - a * f(t),
        Trace(M * N) - Trace(N * M),
        Trace((x + y).T * (x + y)) - Trace(x.T * x) - Trace(y.T * y) - 2 * Trace(x.T * y),
        S.Zero,
    ],
    ids=str,
)
def test_zero(term):
    assert is_zero(term)


@pytest.mark.parametrize(
    "term",
    [
        S.One,
        a,
        a - b,
        a**2 + 1,
        a / b - b / a,
        sqrt(2) - Rational(141421356, 100000000),
        sqrt(2) + sqrt(3) - sqrt(5),
        sqrt(2) * sqrt(3) - sqrt(5),
        sqrt(2) + sqrt(8) - sqrt(17),
        Rational(1, 10**30),
        (a + b) ** 7 - a**7 - b**7,
        Trace(M * N) - Trace(M * N.T),
        Trace(M) - d,
        Trace(x.T * y),
    ],
    ids=str,
)
def test_not_zero(term):
    assert is_zero(term) is False


def raw(kind, *args):
    """The term as written, which SymPy would simplify."""
    return kind(*args, evaluate=False)


@pytest.mark.parametrize(
    ("term", "zero"),
    [
        (raw(Mul, S.Zero, a), True),
        (raw(Mul, a, S.Zero, raw(Pow, b, S.One)), True),
        (raw(Add, a, raw(Mul, S.NegativeOne, a)), True),
        (raw(Add, raw(Pow, a, S.Zero), S.NegativeOne), True),
        (raw(Mul, raw(Pow, S(2), S(3)), a) - 8 * a, True),
        (raw(Mul, raw(Pow, a, S(2)), raw(Pow, a, S(-2))) - 1, True),
        (raw(Mul, Rational(1, 2), Rational(2, 3), a) - a / 3, True),
        (raw(Add, raw(Mul, a, 1 / b), raw(Mul, S(-1), a, 1 / b)), True),
        (raw(Add, 1 / a, 1 / b) - (a + b) / (a * b), True),
        (raw(Mul, S.Zero, a) + b, False),
        (raw(Mul, raw(Pow, a, S(2)), raw(Pow, a, S(-2))) - 2, False),
        (raw(Add, raw(Mul, a, a), raw(Mul, S(-1), a)), False),
        (raw(Mul, Rational(1, 2), Rational(2, 3), a) - a / 2, False),
        (raw(Add, a, a, raw(Mul, S(-2), a)), True),
    ],
    ids=str,
)
def test_terms_as_they_are_written(term, zero):
    assert is_zero(term) is zero


@pytest.mark.parametrize(
    "term",
    [
        Float("0.0"),
        Float("1.5"),
        a + Float("1e-30"),
        wild,
        wild * a,
        wild**2 + 1,
        Symbol("z", complex=True),
        Symbol("y", imaginary=True),
        Symbol("h", extended_real=True),
        I,
        I * a,
        sqrt(-2),
        pi,
        EULER,
        oo,
        -oo,
        zoo,
        S.NaN,
        a + oo,
        log(p),
        tan(a),
        gamma(p),
        factorial(n),
        binomial(n, k),
        floor(a),
        Max(a, b),
        Piecewise((a, a > 0), (b, True)),
        conjugate(wild),
        re(wild),
        im(wild),
        Function("h")(a),
        exp(wild),
        sin(wild),
        a**b,
        (-p) ** (b / 3),
    ],
    ids=str,
)
def test_outside(term):
    with pytest.raises(KernelError) as refusal:
        is_zero(term)
    assert isinstance(refusal.value, OutsideFragment)


@pytest.mark.parametrize(
    "term",
    [
        sin(a) ** 2 + cos(a) ** 2 - 1,
        exp(a) - exp(b),
        exp(a) - 1,
        f(t) - f(s),
        Abs(a) - a,
        sqrt(a**2) - a,
        Abs(a) * Abs(b) - Abs(a * b + 1),
        sqrt(p) - sqrt(q),
        sqrt(p + 1) - sqrt(p) - 1,
        sqrt(p) * sqrt(q + 1) - sqrt(p * q + p),
        sqrt(1 + sqrt(2)) - sqrt(3),
        2 ** Rational(1, 3) - 1,
        p**a - p**b,
        Derivative(f(t), t) - f(t),
        Sum(seq(k), (k, 0, n)) - seq(0),
        Integral(f(s), (s, 0, t)) - t * f(t),
    ],
    ids=str,
)
def test_undecided_rather_than_nonzero(term):
    with pytest.raises(OutsideFragment, match="may be related"):
        is_zero(term)


def test_the_root_of_a_square_is_not_its_base():
    with pytest.raises(KernelError):
        identity(Eq(sqrt(a**2), a))
    assert is_zero(sqrt(p**2) - p)
    assert is_zero(sqrt(a**2) - Abs(a))


def test_zero_times_infinity():
    assert 0 * oo is S.NaN
    with pytest.raises(OutsideFragment):
        is_zero(Mul(0, oo, evaluate=False))
    with pytest.raises(OutsideFragment):
        is_zero(Mul(0, zoo, evaluate=False))


def test_division_by_a_hidden_zero():
    hidden = (a + b) ** 2 - a**2 - 2 * a * b - b**2
    with pytest.raises(OutsideFragment, match="division by zero"):
        is_zero(c / hidden)
    with pytest.raises(OutsideFragment, match="division by zero"):
        is_zero(hidden / (hidden + 0 * a) ** 2 - c)


def test_a_cancelled_factor_needs_its_sign_in_a_rule():
    term = (a**2 - a * b) / (a - b)
    assert is_zero(term - a)
    with pytest.raises(KernelError):
        identity(Eq(term, a), given=[assume(a >= b)])
    assert identity(Eq(term, a), given=[assume(a > b)]).hypotheses == {a > b}


def test_residual_is_a_normal_form():
    assert residual((a + b) ** 2 - a**2 - b**2) == "2*a*b"
    assert residual(S.Zero) == "0"


def test_matrices_are_not_scalars():
    for term in (x, M * x, M):
        with pytest.raises(KernelError, match="a matrix stands"):
            is_zero(term)


def test_same_name_other_assumptions():
    plain: Expr = Symbol("p", real=True)
    assert plain != p
    assert is_zero(plain - p) is False


def test_same_name_other_index():
    assert is_zero(Symbol("k", integer=True, nonnegative=True) - k) is False
    assert is_zero(Symbol("t", real=True, nonnegative=True) - t) is False
