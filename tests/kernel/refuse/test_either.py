"""`either` weakens a fact to a disjunction that has it as a member."""

import pytest
from sympy import And, Ge, Gt, Implies, Le, Or

from lemmata.kernel import Fact, Forgery, KernelError, assume, either

from .vocabulary import a, b, bad_inputs, c

FACT = assume(Ge(a, b))


@bad_inputs(
    {
        "not a member": ("not a member", lambda: either(FACT, Or(a > c, b > c, evaluate=False))),
        "stronger member": (
            "not a member",
            lambda: either(FACT, Or(Gt(a, b), Ge(b, c), evaluate=False)),
        ),
        "member written the other way": (
            "not a member",
            lambda: either(FACT, Or(Le(b, a), Ge(b, c), evaluate=False)),
        ),
        "conjunction": ("not a member", lambda: either(FACT, And(Ge(a, b), Ge(b, c)))),
        "implication": (
            "not a member",
            lambda: either(FACT, Implies(Ge(a, b), Ge(b, c), evaluate=False)),
        ),
        "relation": ("not a member", lambda: either(FACT, Ge(a, b))),
        "negated member": (
            "not a member",
            lambda: either(FACT, Or(a < b, b > c, evaluate=False)),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        either(object.__new__(Fact), Or(a > b, b > c, evaluate=False))


def test_good():
    choice = Or(Ge(a, b), Ge(b, c), evaluate=False)
    fact = either(FACT, choice)
    assert fact.conclusion == choice
    assert fact.hypotheses == {Ge(a, b)}
