"""`discharge` moves one local hypothesis into an implication."""

import pytest
from sympy import Ge, Gt, Implies, Le, Sum

from lemmata.kernel import Fact, Forgery, KernelError, assume, combine, discharge

from .vocabulary import a, b, bad_inputs, c, f, k, n, seq, t

STEP = assume(Le(seq(k + 1), seq(k)))


@bad_inputs(
    {
        "for every index": ("meant for every index", lambda: discharge(STEP, STEP.conclusion)),
        "for every time": (
            "meant for every index or time",
            lambda: discharge(assume(Ge(f(t), 0)), Ge(f(t), 0)),
        ),
        "an index it does not use": (
            "meant for every index",
            lambda: discharge(assume(Ge(a, b)), Ge(seq(k), 0)),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        discharge(object.__new__(Fact), Ge(a, b))


def test_good():
    fact = combine(Ge(a, c), {assume(Ge(a, b)): 1, assume(Ge(b, c)): 1})
    implication = discharge(fact, Ge(a, b))
    assert implication.conclusion == Implies(Ge(a, b), Ge(a, c), evaluate=False)
    assert implication.conclusion.args == (Ge(a, b), Ge(a, c))
    assert implication.hypotheses == {Ge(b, c)}


def test_only_the_literal_hypothesis_goes():
    implication = discharge(assume(Ge(a, b)), Le(b, a))
    assert implication.hypotheses == {Ge(a, b)}
    weaker = discharge(assume(Gt(a, b)), Ge(a, b))
    assert weaker.hypotheses == {Gt(a, b)}


def test_a_bound_index_is_local():
    total = Ge(Sum(seq(k), (k, 0, n)), 0)
    assert not discharge(assume(total), total).hypotheses
