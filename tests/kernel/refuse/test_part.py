"""`part` takes a literal member out of a conjunction."""

import pytest
from sympy import And, Ge, Gt, Le, Or

from lemmata.kernel import Fact, Forgery, KernelError, assume, discharge, part

from .vocabulary import a, b, bad_inputs, c

PAIR = assume(And(Ge(a, b), Ge(b, c), evaluate=False))
CHOICE = assume(Or(Ge(a, b), Ge(b, c), evaluate=False))


@bad_inputs(
    {
        "not a member": ("not a member", lambda: part(PAIR, Ge(a, c))),
        "member written the other way": ("not a member", lambda: part(PAIR, Le(b, a))),
        "stronger than a member": ("not a member", lambda: part(PAIR, Gt(a, b))),
        "of a disjunction": ("not a member", lambda: part(CHOICE, Ge(a, b))),
        "of a relation": ("not a member", lambda: part(assume(Ge(a, b)), Ge(a, b))),
        "side of a relation": ("not a member", lambda: part(assume(Ge(a, b)), a)),
        "of an implication": (
            "not a member",
            lambda: part(discharge(assume(Ge(a, b)), Ge(a, b)), Ge(a, b)),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        part(object.__new__(Fact), Ge(a, b))


def test_good():
    fact = part(PAIR, Ge(b, c))
    assert fact.conclusion == Ge(b, c)
    assert fact.hypotheses == {PAIR.conclusion}
