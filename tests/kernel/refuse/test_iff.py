"""`iff` takes two implications, each the converse of the other."""

import pytest
from sympy import Equivalent, Ge, Gt, Le

from lemmata.kernel import Fact, Forgery, KernelError, assume, combine, discharge, iff

from .vocabulary import a, b, bad_inputs, c

FORWARD = discharge(combine(Ge(2 * a, 2 * b), {assume(Ge(a, b)): 2}), Ge(a, b))
BACKWARD = discharge(combine(Ge(a, b), {assume(Ge(2 * a, 2 * b)): 1}, scale=2), Ge(2 * a, 2 * b))
OTHER = discharge(assume(Ge(c, 0)), Ge(a, b))


@bad_inputs(
    {
        "no implication": ("takes A implies B", lambda: iff(assume(Ge(a, b)), assume(Le(b, a)))),
        "one implication": ("takes A implies B", lambda: iff(FORWARD, assume(Ge(a, b)))),
        "the same twice": ("takes A implies B", lambda: iff(FORWARD, FORWARD)),
        "no converse": ("takes A implies B", lambda: iff(FORWARD, OTHER)),
        "converse of a strict form": (
            "takes A implies B",
            lambda: iff(FORWARD, discharge(assume(Gt(a, b)), Ge(2 * a, 2 * b))),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        iff(FORWARD, object.__new__(Fact))


def test_good():
    fact = iff(FORWARD, BACKWARD)
    assert isinstance(fact.conclusion, Equivalent)
    assert set(fact.conclusion.args) == {Ge(a, b), Ge(2 * a, 2 * b)}
    assert not fact.hypotheses
