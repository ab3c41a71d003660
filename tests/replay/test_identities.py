"""Random identities: evaluation at points of prime fields against SymPy's normal forms."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Add,
    Expr,
    Identity,
    Integer,
    Mul,
    Pow,
    Rational,
    S,
    Trace,
    cancel,
    exp,
    expand,
    sqrt,
)

from lemmata.kernel import Gram, inner, is_zero
from lemmata.replay.identities import Points
from lemmata.replay.systems import root_of, sign, solutions, surd
from lemmata.replay.terms import FULL, STRICT, WEAK, Refusal, Signs

from .proofs import A, F, M, a, b, c, d, f, i, lam, mu, n, r, t, x, y

SETTINGS = settings(derandomize=True, deadline=None, max_examples=150)


def vanishes(term: Any, symmetric: frozenset[Any] = frozenset()) -> bool:
    points = Points([term], (), symmetric)
    return points.vanish(lambda at: at.scalar(term))


def signs_of(term: Any, *known: Any) -> frozenset[int]:
    sides = [side for said in known for side in (said.lhs, said.rhs)]
    return Signs(Points([term], sides), list(known)).of(term)


leaves = st.sampled_from([a, b, c, r, f(i)]) | st.fractions(-3, 3, max_denominator=4).map(
    lambda q: Rational(q.numerator, q.denominator)
)


def polynomials(leaf: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    def bigger(part: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        pairs = st.tuples(part, part)
        return (
            pairs.map(lambda p: Add(*p))
            | pairs.map(lambda p: Mul(*p))
            | st.tuples(part, st.integers(2, 3)).map(lambda p: Pow(*p))
        )

    return st.recursive(leaf, bigger, max_leaves=8)


@SETTINGS
@given(p=polynomials(leaves), q=polynomials(leaves))
def test_polynomials_agree_with_expand(p: Expr, q: Expr) -> None:
    assert vanishes(p - q) == (expand(p - q) == 0)
    assert vanishes(expand(p * q) - p * q)
    assert not vanishes(expand(p * q) - p * q + Rational(1, 10**9))
    assert not vanishes(expand(p) - p + a * b / 10**30)


@settings(SETTINGS, max_examples=50)
@given(p=polynomials(leaves), q=polynomials(leaves), s=polynomials(leaves))
def test_rational_functions_agree_with_cancel(p: Expr, q: Expr, s: Expr) -> None:
    below = q**2 + r
    term = p / below - s / r
    assert vanishes(term) == (cancel(term) == 0)
    assert vanishes(cancel(term) - term)


roots = leaves | st.sampled_from([sqrt(2), sqrt(3), sqrt(6), sqrt(Rational(2, 3))])


@SETTINGS
@given(p=polynomials(roots))
def test_numeric_square_roots_agree_with_expand(p: Expr) -> None:
    assert vanishes(expand(p) - p)
    assert vanishes(p) == (expand(p) == 0)


words = st.sampled_from([Identity(d), A, A.T, M, x * x.T, x * y.T, inner(x, y) * A, d * M])


def matrices() -> st.SearchStrategy[Any]:
    def bigger(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        pairs = st.tuples(part, part)
        return pairs.map(lambda p: p[0] + 2 * p[1]) | pairs.map(lambda p: p[0] * p[1])

    return st.recursive(words, bigger, max_leaves=5)


@settings(SETTINGS, max_examples=80)
@given(p=matrices(), q=matrices())
@example(p=A * M, q=M * A)
def test_traces_agree_with_the_gram_normal_form(p: Any, q: Any) -> None:
    symmetric = frozenset([M])
    gram = Gram(symmetric)
    for term in (
        Trace(p * q) - Trace(q * p),
        Trace(p * q) - Trace(p.T * q),
        Trace(p) - Trace(q),
        inner(p * x, q * x) - inner(x, p.T * q * x),
    ):
        assert vanishes(term, symmetric) == is_zero(term, gram)


@pytest.mark.parametrize(
    "term",
    [
        r ** (n + 1) - r * r**n,
        r ** (2 * n) * r ** (3 - n) - r ** (n + 3),
        sqrt(r) ** 3 - r * sqrt(r),
        exp(a + b + 1) - exp(a) * exp(b) * exp(1),
        Abs(a - b) - Abs(b - a),
        F(t).diff(t) * 2 - F(t).diff(t) - F(t).diff(t),
        f(i + 1) - f(1 + i),
        sqrt(inner(x, x)) ** 2 - Trace(x * x.T),
        Trace(Identity(d)) - d,
    ],
)
def test_true_identities_outside_the_polynomials(term: Expr) -> None:
    assert vanishes(term)


@pytest.mark.parametrize(
    "term",
    [
        sqrt((a - 1) ** 2) - (a - 1),
        sqrt((a - 1) ** 2) + (a - 1),
        sqrt(2) - Rational(141421356237, 10**11),
        sqrt(a**2 + 1) - sqrt(a**2 + 2),
        r**n - r ** (n + 1),
        exp(a) - exp(2 * a),
        Abs(a) - a,
        f(i) - f(i + 1),
        F(t) - F(t).diff(t),
        d - 1,
        (d - 1) * (d - 3) * (d - 4) * (d - 5) * (d - 6),
        Trace(A * M) - Trace(A) * Trace(M),
        Trace(A * A * M * M) - Trace(A * M * A * M),
    ],
)
def test_false_identities(term: Expr) -> None:
    assert not vanishes(term)


@pytest.mark.parametrize("term", [S.ImaginaryUnit, S.Infinity, S.NaN, Integer(1) * 0.5, sqrt(-2)])
def test_terms_outside_the_language_are_refused(term: Any) -> None:
    with pytest.raises(Refusal):
        vanishes(term)


def test_signs() -> None:
    assert signs_of(lam * mu + r**2) <= STRICT
    assert signs_of(a**2 + b**4) <= WEAK
    assert signs_of(a**2 + b**4 + mu) <= STRICT
    assert signs_of(a) == FULL
    assert signs_of(a * b) == FULL
    assert signs_of(-(a**2)) == {-1, 0}
    assert signs_of(inner(x, x) + Trace(A.T * A)) <= WEAK
    assert signs_of(inner(A * x, A * x)) <= WEAK
    assert signs_of(inner(x, A * x)) == FULL
    assert signs_of(inner(x, y)) == FULL
    assert signs_of(r ** (-n) + Abs(a) + exp(b)) <= STRICT
    assert signs_of(2 - a * b, a * b <= 2) <= WEAK
    assert signs_of((a * b - 2) * -mu, a * b <= 2) <= WEAK
    assert signs_of((a - b) * (b - a), a < b) == {-1}
    assert signs_of(1 / a, a > 0) <= STRICT
    assert signs_of(1 / (a - b) ** 2) == FULL  # undefined where a = b


@SETTINGS
@given(p=polynomials(st.sampled_from([a, b, mu, lam, S(2), S(-1)])), data=st.data())
def test_signs_hold_at_points(p: Expr, data: Any) -> None:
    at = {s: data.draw(st.integers(-3, 3)) for s in (a, b)}
    at |= {s: data.draw(st.integers(1, 3)) for s in (mu, lam)}
    value = p.subs(at)
    assert _sign(value) in signs_of(p)


def _sign(term: Any) -> int:
    return bool(term > 0) - bool(term < 0)


@SETTINGS
@given(p=st.fractions(-9, 9, max_denominator=9), q=st.integers(-9, 9), n=st.integers(0, 40))
def test_surds_agree_with_sympy(p: Any, q: int, n: int) -> None:
    term = Rational(p.numerator, p.denominator) + q * sqrt(n)
    value = surd(term)
    assert sign(value) == _sign(term)
    assert (value == {}) == (term == 0)
    assert surd(sqrt(n)) == root_of(n)  # type: ignore[arg-type]
    assert surd(expand(term**2)) == surd(term**2)


@SETTINGS
@given(p=st.integers(-4, 4), q=st.integers(-4, 4), s=st.integers(-4, 4))
def test_systems_with_planted_solutions(p: int, q: int, s: int) -> None:
    found = solutions(
        [(a - p) * (a - q) * (a**2 + 1), b - a - s, (b - q - s) * (b - p - s)], [a, b]
    )
    assert set(found) == {
        tuple(tuple(sorted(surd(S(v)).items())) for v in (u, u + s)) for u in (p, q)
    }


def test_roots_of_a_term_and_of_its_opposite() -> None:
    """Both radicands are squares modulo p only where -1 is; found by the attack on the kernel."""
    square = inner(x, x)
    both = sqrt(square) * sqrt(-square)
    assert vanishes((both + a) * (both - a) - both**2 + a**2)
    assert not vanishes(both - a)
