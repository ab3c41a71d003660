"""`zero_product` takes (product) = 0, and every factor becomes a case."""

import pytest
from sympy import Eq, Ge, Ne, Or

from lemmata.kernel import Fact, Forgery, KernelError, assume, identity, zero_product

from .vocabulary import M, O, a, b, bad_inputs, c, wild, x


@bad_inputs(
    {
        "not zero": ("takes an equation", lambda: zero_product(assume(Eq(a * b, 1)))),
        "zero on the left": ("takes an equation", lambda: zero_product(assume(Eq(0, a * b)))),
        "sum": ("takes an equation", lambda: zero_product(assume(Eq(a + b, 0)))),
        "power": ("takes an equation", lambda: zero_product(assume(Eq(a**2, 0)))),
        "inequality": ("takes an equation", lambda: zero_product(assume(Ge(a * b, 0)))),
        "disequation": ("takes an equation", lambda: zero_product(assume(Ne(a * b, 0)))),
        "matrix times vector": ("takes an equation", lambda: zero_product(assume(Eq(M * x, O)))),
        "scalar times vector": ("takes an equation", lambda: zero_product(assume(Eq(a * x, O)))),
        "undeclared factors": (
            "declared real|outside",
            lambda: zero_product(identity(Eq(wild * (wild - 1), 0))),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        zero_product(object.__new__(Fact))


def test_every_factor_is_a_case():
    fact = zero_product(assume(Eq(2 * a * (b - c) ** 2, 0)))
    assert isinstance(fact.conclusion, Or)
    assert set(fact.conclusion.args) == {
        Eq(a, 0, evaluate=False),
        Eq((b - c) ** 2, 0, evaluate=False),
    }
