"""`modus_ponens` needs the literal premise of an implication."""

import pytest
from sympy import Ge, Gt, Le

from lemmata.kernel import (
    Fact,
    Forgery,
    KernelError,
    assume,
    combine,
    discharge,
    iff,
    modus_ponens,
)

from .vocabulary import a, b, bad_inputs, c

IMPLIES = discharge(combine(Ge(a, c), {assume(Ge(a, b)): 1, assume(Ge(b, c)): 1}), Ge(a, b))
EQUIVALENT = iff(discharge(assume(Ge(a, b)), Ge(a, b)), discharge(assume(Ge(a, b)), Ge(a, b)))


@bad_inputs(
    {
        "premise written the other way": (
            "not the premise",
            lambda: modus_ponens(IMPLIES, assume(Le(b, a))),
        ),
        "stronger premise": ("not the premise", lambda: modus_ponens(IMPLIES, assume(Gt(a, b)))),
        "affirming the consequent": (
            "not the premise",
            lambda: modus_ponens(IMPLIES, assume(Ge(a, c))),
        ),
        "no implication": (
            "not the premise",
            lambda: modus_ponens(assume(Ge(a, b)), assume(Ge(a, b))),
        ),
        "swapped": ("not the premise", lambda: modus_ponens(assume(Ge(a, b)), IMPLIES)),
        "equivalence": ("not the premise", lambda: modus_ponens(EQUIVALENT, assume(Ge(a, b)))),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        modus_ponens(IMPLIES, object.__new__(Fact))


def test_good():
    fact = modus_ponens(IMPLIES, assume(Ge(a, b)))
    assert fact.conclusion == Ge(a, c)
    assert fact.hypotheses == {Ge(a, b), Ge(b, c)}
