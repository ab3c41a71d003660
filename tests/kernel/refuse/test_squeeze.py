"""`squeeze` needs a <= b and b <= a, both weak."""

import pytest
from sympy import Eq, Ge, Gt, Le, Ne, Or

from lemmata.kernel import Fact, Forgery, KernelError, assume, squeeze

from .vocabulary import a, b, bad_inputs, c

BELOW = assume(Le(a, b))


@bad_inputs(
    {
        "the same way": ("do not squeeze", lambda: squeeze(BELOW, BELOW)),
        "same way written differently": (
            "do not squeeze",
            lambda: squeeze(BELOW, assume(Ge(b, a))),
        ),
        "other terms": ("do not squeeze", lambda: squeeze(BELOW, assume(Ge(a, c)))),
        "a gap": ("do not squeeze", lambda: squeeze(BELOW, assume(Ge(a, b - 1)))),
        "strict": ("do not squeeze", lambda: squeeze(BELOW, assume(Gt(a, b)))),
        "equation": ("do not squeeze", lambda: squeeze(BELOW, assume(Eq(a, b)))),
        "disequation": ("do not squeeze", lambda: squeeze(BELOW, assume(Ne(a, b)))),
        "scaled": ("do not squeeze", lambda: squeeze(BELOW, assume(Ge(2 * a, 2 * b)))),
        "disjunction": (
            "expected a relation",
            lambda: squeeze(BELOW, assume(Or(a > 0, b > 0, evaluate=False))),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        squeeze(BELOW, object.__new__(Fact))


@pytest.mark.parametrize("above", [Ge(a, b), Le(b, a), Ge(a - b, 0), Le(b + c, a + c)], ids=str)
def test_good(above):
    fact = squeeze(BELOW, assume(above))
    assert fact.conclusion == Eq(a, b)
    assert fact.hypotheses == {Le(a, b), above}
