"""`transposed` takes an equation of arrays to the equation of their transposes."""

from __future__ import annotations

import pytest
from sympy import Eq, Le, MatrixSymbol, Symbol

from lemmata.kernel import KernelError, assume, combine, inner, record, transposed

d = Symbol("d", integer=True, positive=True)
A, B = (MatrixSymbol(n, d, d) for n in "AB")
x = MatrixSymbol("x", d, 1)


def test_good():
    fact = transposed(assume(Eq(A, x * x.T + B)))
    assert record(fact).conclusion.lhs == A.T
    assert record(fact).hypotheses == frozenset([Eq(A, x * x.T + B)])
    combine(Eq(A.T, x * x.T + B.T), {fact: 1})


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Le(inner(x, x), 1), "takes an equation of arrays"),
        (Eq(inner(x, x), 1), "takes an equation of arrays"),
    ],
    ids=["inequality", "scalar equation"],
)
def test_refused(fact, words):
    with pytest.raises(KernelError, match=words):
        transposed(assume(fact))


def test_not_a_fact():
    with pytest.raises(KernelError, match="not a fact of this kernel"):
        transposed(Eq(A, B))
