"""`monotone` needs the derivative of the very term to be nonpositive at every time."""

import pytest
from sympy import Abs, Derivative, Eq, Ge, Gt, Le, Lt, Ne, sqrt

from lemmata.kernel import Fact, Forgery, KernelError, assume, monotone

from .vocabulary import a, bad_inputs, f, g, p, s, t

SLOPE = Derivative(f(t), t)
DOWN = assume(Le(SLOPE, 0))


@bad_inputs(
    {
        "increasing": ("step `monotone`", lambda: monotone(assume(Ge(SLOPE, 0)), f(t))),
        "another function": ("step `monotone`", lambda: monotone(DOWN, g(t))),
        "another time": ("step `monotone`", lambda: monotone(DOWN, f(s))),
        "scaled": ("step `monotone`", lambda: monotone(DOWN, 2 * f(t))),
        "square of it": ("step `monotone`", lambda: monotone(DOWN, f(t) ** 2)),
        "a bound on the value": ("step `monotone`", lambda: monotone(assume(Le(f(t), 0)), f(t))),
        "a positive bound on the slope": (
            "step `monotone`",
            lambda: monotone(assume(Le(SLOPE, 1)), f(t)),
        ),
        "disequation": ("`monotone` needs", lambda: monotone(assume(Ne(SLOPE, 0)), f(t))),
        "no time": ("exactly one time", lambda: monotone(DOWN, a)),
        "two times": ("exactly one time", lambda: monotone(DOWN, f(t) + f(s))),
        "absolute value": ("no rule", lambda: monotone(DOWN, Abs(f(t)))),
        "undefined somewhere": (
            "may be undefined",
            lambda: monotone(assume(Le(-SLOPE / f(t) ** 2, 0)), 1 / f(t)),
        ),
        "crosses a pole": (
            "may be undefined",
            lambda: monotone(assume(Le(-1 / (t - 1) ** 2, 0)), 1 / (t - 1)),
        ),
        "root at a weak sign": (
            "may be undefined",
            lambda: monotone(
                assume(Le(SLOPE / (2 * sqrt(f(t))), 0)), sqrt(f(t)), signs=[assume(Ge(f(t), 0))]
            ),
        ),
        "term with a derivative": (
            "no rule",
            lambda: monotone(DOWN, Derivative(f(t), t)),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        monotone(object.__new__(Fact), f(t))


@pytest.mark.parametrize("claim", [Le(SLOPE, -p), Lt(SLOPE, -p), Eq(-p, SLOPE)], ids=str)
def test_good(claim):
    step = assume(claim)
    fact = monotone(step, f(t) + p * t)
    assert fact.conclusion == Le(f(t) + p * t, f(0))
    assert fact.hypotheses == {step.conclusion}


def test_a_sign_is_recorded():
    positive = assume(Gt(f(t), 0))
    step = assume(Le(-SLOPE / f(t) ** 2, 0))
    fact = monotone(step, 1 / f(t), signs=[positive])
    assert fact.conclusion == Le(1 / f(t), 1 / f(0))
    assert positive.conclusion in fact.hypotheses
