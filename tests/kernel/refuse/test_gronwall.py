"""`gronwall` needs F' <= c F at every time with c constant."""

import pytest
from sympy import Derivative, Ge, Le, Ne, exp

from lemmata.kernel import Fact, Forgery, KernelError, assume, gronwall

from .vocabulary import a, bad_inputs, c, f, g, k, s, seq, t

SLOPE = Derivative(f(t), t)
STEP = assume(Le(SLOPE, c * f(t)))


@bad_inputs(
    {
        "rate depends on time": (
            "free of t",
            lambda: gronwall(assume(Le(SLOPE, t * f(t))), f(t), t),
        ),
        "rate a function of time": (
            "free of t",
            lambda: gronwall(assume(Le(SLOPE, g(t) * f(t))), f(t), g(t)),
        ),
        "another rate": ("step `gronwall`", lambda: gronwall(STEP, f(t), 2 * c)),
        "the wrong way": (
            "step `gronwall`",
            lambda: gronwall(assume(Ge(SLOPE, c * f(t))), f(t), c),
        ),
        "another function": ("step `gronwall`", lambda: gronwall(STEP, g(t), c)),
        "another time": ("step `gronwall`", lambda: gronwall(STEP, f(s), c)),
        "no time": ("exactly one time", lambda: gronwall(STEP, a, c)),
        "an additive error": (
            "step `gronwall`",
            lambda: gronwall(assume(Le(SLOPE, c * f(t) + 1)), f(t), c),
        ),
        "bound by another function": (
            "step `gronwall`",
            lambda: gronwall(assume(Le(SLOPE, c * g(t))), f(t), c),
        ),
        "disequation": (
            "`gronwall` needs",
            lambda: gronwall(assume(Ne(SLOPE, c * f(t))), f(t), c),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        gronwall(object.__new__(Fact), f(t), c)


def test_good():
    fact = gronwall(STEP, f(t), c)
    assert fact.conclusion == Le(f(t), exp(c * t) * f(0))
    assert fact.hypotheses == {STEP.conclusion}
    assert gronwall(assume(Le(SLOPE, seq(k) * f(t))), f(t), seq(k)).conclusion.has(seq(k))
