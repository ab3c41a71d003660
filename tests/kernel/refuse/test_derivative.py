"""`derivative` differentiates along a running time, where the term is defined and smooth."""

import pytest
from sympy import Abs, Derivative, Eq, Gt, Integral, Max, Ne, Symbol, exp, sin, sqrt

from lemmata.kernel import Fact, Forgery, KernelError, Time, assume, derivative

from .vocabulary import a, bad_inputs, f, g, k, p, s, t

U = Time("u")


@bad_inputs(
    {
        "along a plain symbol": ("running time", lambda: derivative(f(a), a)),
        "along an index": ("running time", lambda: derivative(f(k), k)),
        "along a plain symbol of the same name": (
            "running time",
            lambda: derivative(a**2, Symbol("t", real=True, nonnegative=True)),
        ),
        "absolute value": ("no rule for the derivative", lambda: derivative(Abs(f(t)), t)),
        "maximum": ("no rule for the derivative", lambda: derivative(Max(f(t), 0), t)),
        "sine": ("no rule for the derivative", lambda: derivative(sin(t), t)),
        "shifted argument": ("no rule for the derivative", lambda: derivative(f(2 * t), t)),
        "composed": ("no rule for the derivative", lambda: derivative(f(g(t)), t)),
        "two arguments": ("no rule for the derivative", lambda: derivative(f(t, s), t)),
        "exponent in time": ("no rule for the derivative", lambda: derivative(p**t, t)),
        "integral": (
            "no rule for the derivative",
            lambda: derivative(Integral(f(U), (U, 0, t)), t),
        ),
        "reciprocal that may be undefined": ("may be undefined", lambda: derivative(1 / f(t), t)),
        "root that may be undefined": ("may be undefined", lambda: derivative(sqrt(f(t)), t)),
        "root with a corner": (
            "may be undefined|declared",
            lambda: derivative(sqrt(t), t),
        ),
        "root of a sign that is not known": (
            "may be undefined",
            lambda: derivative(sqrt(f(t)), t, signs=[assume(Ne(f(t), 0))]),
        ),
        "root at a weak sign": (
            "may be undefined",
            lambda: derivative(sqrt(f(t)), t, signs=[assume(f(t) >= 0)]),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        derivative(f(t), t, signs=[object.__new__(Fact)])


def test_good():
    slope = Derivative(f(t), t)
    fact = derivative(f(t) ** 2 * exp(p * t), t)
    expected = 2 * f(t) * slope * exp(p * t) + p * f(t) ** 2 * exp(p * t)
    assert (fact.conclusion.rhs - expected).expand() == 0
    assert not fact.hypotheses
    root = derivative(sqrt(f(t)), t, signs=[assume(Gt(f(t), 0))])
    assert root.conclusion == Eq(Derivative(sqrt(f(t)), t), slope / (2 * sqrt(f(t))))
    assert root.hypotheses == {Gt(f(t), 0)}
