"""`contradiction` removes the negation of one local relation, and only from `false`."""

import pytest
from sympy import And, Eq, Ge, Gt, Implies, Le, Lt, Ne, Or, S

from lemmata.kernel import Fact, Forgery, KernelError, assume, combine, contradiction

from .vocabulary import M, N, a, b, bad_inputs, c, f, k, seq, t

ABSURD = combine(S.false, {assume(Lt(a, b)): 1, assume(Ge(a, b)): 1})
FOR_ALL = combine(S.false, {assume(Lt(seq(k), 0)): 1, assume(Ge(seq(k), 0)): 1})


@bad_inputs(
    {
        "not absurd": (
            "needs a derivation of false",
            lambda: contradiction(Ge(a, b), assume(Lt(a, b))),
        ),
        "disjunction": ("one relation", lambda: contradiction(Or(a > 0, b > 0), ABSURD)),
        "conjunction": ("one relation", lambda: contradiction(And(a > 0, b > 0), ABSURD)),
        "implication": (
            "expected a relation",
            lambda: contradiction(Implies(a > 0, b > 0), ABSURD),
        ),
        "false": ("collapsed", lambda: contradiction(S.false, ABSURD)),
        "true": ("collapsed", lambda: contradiction(S.true, ABSURD)),
        "a hypothesis for every index": (
            "meant for every index",
            lambda: contradiction(Ge(seq(k), 0), FOR_ALL),
        ),
        "its negation for every index": (
            "meant for every index",
            lambda: contradiction(Lt(seq(k), 0), FOR_ALL),
        ),
        "an index not in the hypotheses": (
            "meant for every index",
            lambda: contradiction(Eq(seq(k), 5), ABSURD),
        ),
        "a hypothesis for every time": (
            "meant for every index or time",
            lambda: contradiction(Ge(f(t), 0), ABSURD),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        contradiction(Ge(a, b), object.__new__(Fact))


def test_only_the_literal_negation_goes():
    assert contradiction(Ge(a, b), ABSURD).hypotheses == {Ge(a, b)}
    assert contradiction(Lt(a, b), ABSURD).hypotheses == {Lt(a, b)}
    for other in (Gt(a, b), Le(b, a), Ge(b, a), Ne(a, b), Ge(c, 0), Eq(M, N)):
        assert contradiction(other, ABSURD).hypotheses == {Lt(a, b), Ge(a, b)}
