"""`both` joins facts; what the conjunction says is exactly what they say."""

import pytest
from sympy import And, Eq, Ge, Gt, Le

from lemmata.kernel import Fact, Forgery, KernelError, assume, both, part

from .vocabulary import a, b, c


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        both(assume(Ge(a, b)), object.__new__(Fact))


def test_something_that_is_no_fact_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        both(assume(Ge(a, b)), Ge(b, c))


def test_good():
    fact = both(assume(Ge(a, b)), assume(Eq(b, c)))
    assert isinstance(fact.conclusion, And)
    assert set(fact.conclusion.args) == {Ge(a, b), Eq(b, c)}
    assert fact.hypotheses == {Ge(a, b), Eq(b, c)}


def test_nested_conjunctions_lose_nothing():
    inner_pair = both(assume(Ge(a, b)), assume(Eq(b, c)))
    fact = both(inner_pair, assume(Gt(c, 0)))
    for member in (Ge(a, b), Eq(b, c), Gt(c, 0)):
        assert part(fact, member).hypotheses == fact.hypotheses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Gt(a, b), Le(a, b), id="contradiction"),
        pytest.param(Eq(a * b, 0), Eq(-a * b, 0), id="the same in other words"),
    ],
)
def test_what_sympy_merges_is_refused(one, other):
    with pytest.raises(KernelError, match="SymPy merges"):
        both(assume(one), assume(other))
