"""`integral` needs b <= -(d/dt) a at every time."""

import pytest
from sympy import Derivative, Ge, Integral, Le, Ne

from lemmata.kernel import Fact, Forgery, KernelError, Time, assume, integral

from .vocabulary import a, bad_inputs, f, g, s, t

SLOPE = Derivative(f(t), t)
STEP = assume(Le(g(t), -SLOPE))
PRIMED = Time("t'")


@bad_inputs(
    {
        "the wrong way": (
            "step `integral`",
            lambda: integral(assume(Ge(g(t), -SLOPE)), g(t), f(t)),
        ),
        "slope of the wrong sign": (
            "step `integral`",
            lambda: integral(assume(Le(g(t), SLOPE)), g(t), f(t)),
        ),
        "another term": ("step `integral`", lambda: integral(STEP, 2 * g(t), f(t))),
        "another potential": ("step `integral`", lambda: integral(STEP, g(t), 2 * f(t))),
        "another time": ("step `integral`", lambda: integral(STEP, g(t), f(s))),
        "no time": ("exactly one time", lambda: integral(STEP, g(t), a)),
        "two times": ("exactly one time", lambda: integral(STEP, g(t), f(t) * f(s))),
        "disequation": (
            "`integral` needs",
            lambda: integral(assume(Ne(g(t), -SLOPE)), g(t), f(t)),
        ),
        "the name of the bound time is taken": (
            "is taken",
            lambda: integral(assume(Le(g(PRIMED), -SLOPE)), g(PRIMED), f(t)),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        integral(object.__new__(Fact), g(t), f(t))


def test_good():
    fact = integral(STEP, g(t), f(t))
    assert fact.conclusion == Le(Integral(g(PRIMED), (PRIMED, 0, t)), f(0) - f(t))
    assert fact.hypotheses == {STEP.conclusion}
