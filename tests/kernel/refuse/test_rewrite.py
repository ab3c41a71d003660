"""`rewrite` replaces a symbol or function value by its equal, nowhere under a binder."""

import pytest
from sympy import Derivative, Eq, Ge, Integral, Le, Ne, Sum

from lemmata.kernel import (
    Curvature,
    Fact,
    Forgery,
    Gradient,
    KernelError,
    Time,
    assume,
    inner,
    rewrite,
)

from .vocabulary import O, a, b, bad_inputs, c, f, k, n, seq, t, x, y

PLAIN = assume(Ge(a, b))
U = Time("u")


@bad_inputs(
    {
        "by an inequality": ("needs an equation", lambda: rewrite(PLAIN, assume(Ge(a, c)))),
        "by a disequation": ("needs an equation", lambda: rewrite(PLAIN, assume(Ne(a, c)))),
        "compound left side": ("needs an equation", lambda: rewrite(PLAIN, assume(Eq(a + b, c)))),
        "number on the left": ("needs an equation", lambda: rewrite(PLAIN, assume(Eq(2 * a, c)))),
        "under a derivative": (
            "stands inside",
            lambda: rewrite(assume(Le(Derivative(f(t), t), 0)), assume(Eq(f(t), a))),
        ),
        "under a sum": (
            "stands inside",
            lambda: rewrite(assume(Ge(Sum(seq(k), (k, 0, n)), 0)), assume(Eq(seq(k), a))),
        ),
        "coefficient under a sum": (
            "stands inside",
            lambda: rewrite(assume(Ge(Sum(a * seq(k), (k, 0, n)), 0)), assume(Eq(a, seq(k)))),
        ),
        "under an integral": (
            "stands inside",
            lambda: rewrite(assume(Ge(Integral(f(U), (U, 0, t)), 0)), assume(Eq(f(U), a))),
        ),
        "point of a gradient": (
            "stands inside",
            lambda: rewrite(assume(Eq(Gradient(inner(x, x), x), O)), assume(Eq(x, y))),
        ),
        "coefficient under a gradient": (
            "stands inside",
            lambda: rewrite(
                assume(Eq(Gradient(a * inner(x, x), x), O)), assume(Eq(a, inner(x, x)))
            ),
        ),
        "another vector under a gradient": (
            "stands inside",
            lambda: rewrite(assume(Eq(Gradient(inner(x, y), x), O)), assume(Eq(y, x))),
        ),
        "point of a curvature": (
            "stands inside",
            lambda: rewrite(assume(Ge(Curvature(inner(x, x), x, y), 0)), assume(Eq(x, y))),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        rewrite(object.__new__(Fact), assume(Eq(a, b)))
    with pytest.raises(Forgery, match="not a fact"):
        rewrite(PLAIN, object.__new__(Fact))


def test_good():
    fact = rewrite(PLAIN, assume(Eq(a, c**2)))
    assert fact.conclusion == Ge(c**2, b)
    assert fact.hypotheses == {Ge(a, b), Eq(a, c**2)}
    pointwise = rewrite(assume(Ge(seq(k) + seq(0), 0)), assume(Eq(seq(k), k - 1)))
    assert pointwise.conclusion == Ge(k - 1 + seq(0), 0)
