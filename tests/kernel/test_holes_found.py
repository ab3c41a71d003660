"""Falsehoods that the fuzzer (`tests.kernel.fuzzing`) got past the kernel; each must be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import (
    Abs,
    Derivative,
    Eq,
    Function,
    Ge,
    I,
    Identity,
    Integral,
    Le,
    MatMul,
    MatrixSymbol,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    Trace,
    Tuple,
    log,
    sqrt,
)

from lemmata.kernel import (
    Curvature,
    Fact,
    Gradient,
    KernelError,
    apply_axiom,
    assume,
    combine,
    contract,
    declare_axiom,
    geometric,
    identity,
    inner,
    instantiate,
    norm,
    split,
    squeeze,
    telescope,
)
from lemmata.replay import replay

from .refuse.vocabulary import M, N, O, a, b, c, d, f, j, k, n, p, s, seq, t, w, wild, x, y

F = Function("F", real=True)


def refuse(attempt: Callable[[], object]) -> None:
    with pytest.raises(KernelError):
        pytest.fail(f"derived: {attempt()}")


# A number becomes an array: `admissible` asks of the new term that it is defined and real, not that
# it is a scalar.


def test_a_number_becomes_a_matrix():
    """`false` from nothing: tr(a M) = a tr(M) at a = N equates a number and an array."""
    pulled = identity(Eq(Trace(a * M), a * Trace(M), evaluate=False))
    refuse(lambda: instantiate(pulled, {a: N}))


def test_all_matrices_commute():
    """M N' N = N' M N for all M and N: the number in M a N stands at any place."""
    moved = identity(
        Eq(MatMul(M, a, N, evaluate=False), MatMul(a, M, N, evaluate=False), evaluate=False)
    )
    refuse(lambda: instantiate(moved, {a: N.T}))


def test_the_number_of_an_axiom_becomes_a_matrix():
    """`false` from a true axiom."""
    axiom = declare_axiom(
        "holes.pulled", [], Eq(Trace(a * M), a * Trace(M), evaluate=False), "holes"
    )
    refuse(lambda: apply_axiom(axiom, {a: N}))


# Powers with an integer exponent count as real whatever their base.


@pytest.mark.parametrize("base", [I, wild, log(a)], ids=str)
def test_integer_power_of_what_is_not_real(base):
    """I**n is positive, zero or negative; I**(2 n) >= 0, which is -1 at n = 1."""
    refuse(lambda: split(base**n))
    refuse(lambda: combine(Ge(base ** (2 * n), 0, evaluate=False), squares=[(1, base**n)]))


# Opaque terms: SymPy says that they are real, whatever is inside.


def test_absolute_value_of_what_is_undefined():
    """b |log a| >= 0 from b >= 0, for every real a, also where log a has no value."""
    refuse(lambda: combine(Ge(b * Abs(log(a)), 0), {assume(Ge(b, 0)): Abs(log(a))}))


def test_curvature_of_a_complex_function():
    """(D^2 g(x)[y, y])**2 >= 0 for g = I <x, x>, where it is -4 <y, y>**2."""
    bend = Curvature(I * inner(x, x), x, y)
    refuse(lambda: combine(Ge(bend**2, 0, evaluate=False), squares=[(1, bend)]))


@pytest.mark.parametrize("sure", [Function("h", positive=True)(wild), p ** log(p)], ids=str)
def test_multiplier_of_what_is_not_real(sure):
    """h(z) b >= 0 from b >= 0, where h is positive at real numbers and z is not one."""
    refuse(lambda: combine(Ge(b, 0), {assume(Ge(b, 0)): sure}, scale=sure))


def test_curvature_of_an_array():
    """A number at every vector, although the second derivative of x -> x is an array."""
    refuse(lambda: split(Curvature(x, x, y)))
    refuse(lambda: split(Curvature(inner(x, x), x, M)))
    refuse(lambda: assume(Ge(Curvature(inner(x, x), 2 * x, y), 0)))


# Refused by the second checker, accepted by the kernel; none is a falsehood by itself.


@pytest.mark.parametrize("inside", [wild, log(a)], ids=str)
def test_function_of_what_is_not_real(inside):
    """The kernel does not look at the arguments of functions."""
    refuse(lambda: assume(Ge(seq(inside), 0)))


@pytest.mark.parametrize("number", [wild, I, log(a)], ids=str)
def test_hypothesis_on_arrays_and_what_is_not_real(number):
    """`assume` asks only of relations between numbers that they are real."""
    refuse(lambda: assume(Eq(M * x, number * x)))


def test_unevaluated_imaginary_numbers():
    """(I sqrt(p))**2 = -p: the normal form evaluates what the claim leaves unevaluated."""
    side = Pow(sqrt(-p), 2, evaluate=False)
    refuse(lambda: identity(Eq(side, -p, evaluate=False)))
    refuse(lambda: identity(Eq(Mul(I, I, evaluate=False), S.NegativeOne, evaluate=False)))


# The kernel fell over in SymPy instead of refusing.


def test_an_array_equation_is_no_step_of_a_sequence():
    refuse(lambda: geometric(assume(Eq(M * x, a * x)), seq(k), p))
    refuse(lambda: telescope(assume(Eq(x, y)), b, seq(k), j))
    refuse(lambda: squeeze(assume(Eq(x, y)), assume(Ge(a, 0))))


def test_pairs_are_no_numbers():
    pair = Tuple(a, b)
    refuse(lambda: identity(Eq(pair, pair, evaluate=False)))
    refuse(lambda: assume(Ge(seq(pair), 0)))


@pytest.mark.parametrize("odd", [None, x, O, [a]], ids=str)
def test_what_is_no_number(odd):
    refuse(lambda: combine(Ge(b, 0), {assume(Ge(b, 0)): odd}, scale=odd))
    refuse(lambda: combine(Ge(b, 0), squares=[(odd, 1)], signs=[assume(Ge(b, 0))]))
    refuse(lambda: geometric(assume(Le(seq(k + 1), p * seq(k))), seq(k), odd))
    refuse(lambda: instantiate(assume(Ge(b, 0)), {b: odd}))


def test_shapes_that_do_not_fit_around_zero():
    """SymPy multiplies a zero column by a column."""
    nothing = identity(Eq(O, O, evaluate=False))
    refuse(lambda: contract(nothing, right=y))
    refuse(lambda: combine(Eq(O, O, evaluate=False), {nothing: y}))
    u, v = (MatrixSymbol(name, 2, 1) for name in "uv")
    refuse(lambda: contract(assume(Eq(u, v)), right=u))
    refuse(lambda: combine(Eq(u, v), {assume(Eq(u, v)): u}))
    assert contract(nothing, right=y.T).conclusion.lhs.shape == (d, d)


# Found by reading: terms that need not have a value, and what follows from them.


def same(term: Any) -> Fact:
    return identity(Eq(term, term, evaluate=False))


def test_a_size_is_a_natural_number():
    """a >= 0 for every real a: tr(I) >= 0 for the identity of size a, and tr(I) = a."""
    sized = Trace(Identity(a))
    refuse(lambda: combine(Ge(sized, 0, evaluate=False), squares=[(sized, 1)]))
    refuse(lambda: identity(Eq(sized, a, evaluate=False)))
    vector = MatrixSymbol("u", Symbol("m", integer=True), 1)
    refuse(lambda: assume(Ge(inner(vector, vector), 1)))


@pytest.mark.parametrize(
    "total",
    [
        Integral(sqrt(w), (w, 0, a)),
        Integral(1 / p, (p, 1, a)),
        Sum(c, (k, 0, a)),
        Sum(1 / (k + 1), (k, 0, Symbol("m", integer=True))),
        Sum(sqrt(n), (n, 0, n - 2)),
        Integral(seq(b), (b, 0, 1)),
    ],
    ids=str,
)
def test_sums_and_integrals_run_forward(total):
    """Backwards they meet roots of negative numbers and divisors that vanish."""
    refuse(lambda: same(total))


@pytest.mark.parametrize(
    "slope",
    [
        *(Derivative(seq(k), k), Derivative(f(a), a), Derivative(f(Abs(t - 1)), t)),
        *(Derivative(f(sqrt(t)), t), Gradient(norm(x), x), Curvature(norm(x), x, y)),
        *(Derivative(f(t), (t, n)), Derivative(f(t), (t, 2))),
        *(Curvature(Abs(inner(x, y)), x, y), Curvature(F(Abs(inner(x, x)) * x), x, y)),
    ],
    ids=str,
)
def test_derivatives_that_need_not_exist(slope):
    refuse(lambda: same(slope))


def test_what_exists_is_accepted():
    for term in (
        *(Derivative(f(t), t), Gradient(F(x), x), Curvature(F(x), x, y), Trace(Identity(d))),
        *(Sum(c, (k, 0, n - 1)), Sum(sqrt(n), (n, 0, j)), Integral(sqrt(w), (w, 0, p))),
        *(Gradient(F(M * x) * inner(x, x), x), Sum(1 / d, (d, 1, n)), Integral(f(s), (s, 0, t))),
    ):
        assert replay(same(term))


def test_powers_of_one_base_that_sympy_has_not_merged():
    """A zero test that kept such products met a power for which it had no generator."""
    from contextlib import suppress

    from sympy import Mul, Pow, Symbol

    from lemmata.kernel import OutsideFragment, is_zero

    p = Symbol("p", positive=True)
    c, w = Symbol("c", real=True), Symbol("w", real=True)
    apart = Mul(Pow(p, c * w), Pow(p, -w), evaluate=False)
    for term in (apart - Pow(p, w * (c - 1)), Mul(2, apart, evaluate=False) - Pow(p, c * w)):
        with suppress(OutsideFragment):
            assert is_zero(term)
    assert is_zero(apart - apart.doit())
