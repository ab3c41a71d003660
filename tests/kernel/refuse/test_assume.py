"""`assume` takes undecided relations between real terms, or and/or of them, and nothing else."""

import pytest
from sympy import (
    And,
    Derivative,
    Eq,
    Ge,
    Gt,
    I,
    Implies,
    Le,
    Lt,
    Ne,
    Not,
    Or,
    Rational,
    S,
    oo,
    sqrt,
)  # fmt: skip

from lemmata.kernel import KernelError, assume

from .vocabulary import M, O, a, b, bad_inputs, p, seq, t, wild, x


@bad_inputs(
    {
        "true": ("collapsed to True", lambda: assume(S.true)),
        "false": ("collapsed to False", lambda: assume(S.false)),
        "python bool": ("collapsed to True", lambda: assume(True)),
        "decided by declared signs": ("collapsed to True", lambda: assume(p > 0)),
        "or of a relation and its negation": (
            "collapsed to True",
            lambda: assume(Or(a > 0, a <= 0, evaluate=False)),
        ),
        "a term": ("expected a relation", lambda: assume(a + 1)),
        "a vector": ("expected a relation", lambda: assume(x)),
        "implication": ("expected a relation", lambda: assume(Implies(a > 0, b > 0))),
        "nested in or": (
            "expected a relation",
            lambda: assume(Or(a > 0, And(a < 0, b > 0, evaluate=False), evaluate=False)),
        ),
        "negated conjunction": (
            "expected a relation",
            lambda: assume(And(Not(Or(a > 0, b > 0), evaluate=False), Eq(a, b), evaluate=False)),
        ),
        "undeclared symbol": ("not declared real", lambda: assume(Ge(wild, 0))),
        "undeclared symbol in or": (
            "not declared real",
            lambda: assume(Or(Ge(a, 0), Ge(wild, 0), evaluate=False)),
        ),
        "imaginary unit": ("not declared real", lambda: assume(Eq(a, I, evaluate=False))),
        "infinity": ("not declared real", lambda: assume(Lt(a, oo, evaluate=False))),
        "floating point": ("not declared real", lambda: assume(Ge(a, 0.5))),
        "root of a negative number": (
            "not declared real",
            lambda: assume(Eq(a, sqrt(-2), evaluate=False)),
        ),
        "a derivative of broken order": (
            "not declared real",
            lambda: assume(Le(Derivative(seq(t), (t, Rational(3, 2))), 0, evaluate=False)),
        ),
        "array on one side only": (
            "a matrix stands where a scalar",
            lambda: assume(Le(x, O, evaluate=False)),
        ),
        "arrays that differ": ("a matrix stands where a scalar", lambda: assume(Ne(x, O))),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


@pytest.mark.parametrize(
    "hypothesis",
    [
        Gt(a, b),
        Eq(a**2, 2),
        Ne(a, 0),
        Eq(M.T, M),
        Eq(M * x, O),
        Or(a > 0, b > 0, evaluate=False),
        And(a > 0, b > 0, evaluate=False),
    ],
    ids=str,
)
def test_an_assumption_rests_on_itself(hypothesis):
    fact = assume(hypothesis)
    assert fact.conclusion == hypothesis
    assert fact.hypotheses == {hypothesis}
    assert not fact.axioms
