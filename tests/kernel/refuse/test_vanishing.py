"""`vanishing` takes <u, u> = 0 or <= 0 of one and the same u."""

import pytest
from sympy import Eq, Ge, Le, Lt, Ne

from lemmata.kernel import Fact, Forgery, KernelError, assume, inner, vanishing

from .vocabulary import M, O, a, b, bad_inputs, x, y


@bad_inputs(
    {
        "two vectors": ("takes <u, u>", lambda: vanishing(assume(Eq(inner(x, y), 0)))),
        "quadratic form": ("takes <u, u>", lambda: vanishing(assume(Eq(inner(x, M * x), 0)))),
        "not zero": ("takes <u, u>", lambda: vanishing(assume(Eq(inner(x, x), 1)))),
        "zero on the left": (
            "takes <u, u>",
            lambda: vanishing(assume(Eq(0, inner(x, x), evaluate=False))),
        ),
        "nonnegative": ("takes <u, u>", lambda: vanishing(assume(Ge(inner(x, x), 0)))),
        "negative": ("takes <u, u>", lambda: vanishing(assume(Lt(inner(x, x), 0)))),
        "nonzero": ("takes <u, u>", lambda: vanishing(assume(Ne(inner(x, x), 0)))),
        "difference of squares": (
            "takes <u, u>",
            lambda: vanishing(assume(Eq(inner(x, x) - inner(y, y), 0))),
        ),
        "scaled by an unknown": (
            "takes <u, u>",
            lambda: vanishing(assume(Eq(a * inner(x, x), 0))),
        ),
        "scalar": ("takes <u, u>", lambda: vanishing(assume(Eq(a, 0)))),
        "square of a scalar": ("takes <u, u>", lambda: vanishing(assume(Eq(a**2, 0)))),
        "array": ("takes <u, u>", lambda: vanishing(assume(Eq(x, O)))),
        "opposite signs": (
            "takes <u, u>",
            lambda: vanishing(assume(Eq(inner(x - y, y - x), 0))),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        vanishing(object.__new__(Fact))


@pytest.mark.parametrize("u", [x, x + y, M * x - y], ids=str)
@pytest.mark.parametrize("kind", [Eq, Le])
def test_good(u, kind):
    fact = vanishing(assume(kind(inner(u, u), 0)))
    assert fact.conclusion.lhs == u
    assert fact.conclusion.rhs.shape == u.shape
    assert b not in fact.conclusion.free_symbols
