"""`both` joins facts; what the conjunction says is exactly what they say."""

import pytest
from sympy import And, Eq, Ge, Gt, Le, S

from lemmata.kernel import Fact, Forgery, assume, both, part

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


def test_a_contradictory_pair_keeps_its_hypotheses():
    fact = both(assume(Gt(a, b)), assume(Le(a, b)))
    assert fact.hypotheses == {Gt(a, b), Le(a, b)}
    assert fact.conclusion in (S.false, And(Gt(a, b), Le(a, b), evaluate=False))
