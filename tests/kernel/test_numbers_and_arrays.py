"""A number must not become an array: that would equate the two."""

from __future__ import annotations

import pytest
from sympy import Eq, MatMul, Trace

from lemmata.kernel import KernelError, apply_axiom, declare_axiom, identity, instantiate

from .refuse.vocabulary import M, N, a


@pytest.mark.parametrize(
    ("left", "right", "new"),
    [
        (Trace(a * M), a * Trace(M), N),
        (MatMul(M, a, N, evaluate=False), MatMul(a, M, N, evaluate=False), N.T),
    ],
    ids=["a trace", "all matrices commute"],
)
def test_a_number_does_not_become_a_matrix(left, right, new):
    fact = identity(Eq(left, right, evaluate=False))
    with pytest.raises(KernelError, match="is a number"):
        instantiate(fact, {a: new})


def test_nor_in_an_axiom():
    axiom = declare_axiom(
        "numbers.pulled", [], Eq(Trace(a * M), a * Trace(M), evaluate=False), "a test"
    )
    with pytest.raises(KernelError, match="is a number"):
        apply_axiom(axiom, {a: N})
