"""`clash` takes a relation and exactly its negation."""

import pytest
from sympy import Eq, Ge, Gt, Le, Lt, Ne, Or, S

from lemmata.kernel import Fact, Forgery, KernelError, assume, clash, combine

from .vocabulary import M, N, a, b, bad_inputs

GE = assume(Ge(a, b))


@bad_inputs(
    {
        "the same": ("does not deny", lambda: clash(GE, GE)),
        "nonstrict against nonstrict": ("does not deny", lambda: clash(GE, assume(Le(a, b)))),
        "strict against strict": (
            "does not deny",
            lambda: clash(assume(Gt(a, b)), assume(Lt(a, b))),
        ),
        "reversed by hand": ("does not deny", lambda: clash(GE, assume(Gt(b, a)))),
        "equation against strict": (
            "does not deny",
            lambda: clash(assume(Eq(a, b)), assume(Gt(a, b))),
        ),
        "other terms": ("does not deny", lambda: clash(GE, assume(Lt(a, b + 1)))),
        "disjunction": (
            "expected a relation",
            lambda: clash(assume(Or(a > 0, b > 0, evaluate=False)), GE),
        ),
        "false": (
            "collapsed",
            lambda: clash(combine(S.false, {GE: 1, assume(Lt(a, b)): 1}), GE),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        clash(GE, object.__new__(Fact))


@pytest.mark.parametrize(
    ("one", "other"),
    [(Ge(a, b), Lt(a, b)), (Gt(a, b), Le(a, b)), (Eq(a, b), Ne(a, b))],
    ids=str,
)
def test_good(one, other):
    for first, second in ((one, other), (other, one)):
        fact = clash(assume(first), assume(second))
        assert fact.conclusion == S.false
        assert fact.hypotheses == {one, other}


def test_arrays_differ_is_not_assumable():
    with pytest.raises(KernelError):
        clash(assume(Eq(M, N)), assume(Ne(M, N)))
