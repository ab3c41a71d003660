"""`contract` multiplies an equation of arrays, on either side, and nothing else."""

import pytest
from sympy import Eq, Ge, Ne

from lemmata.kernel import Fact, Forgery, KernelError, assume, contract, discharge

from .vocabulary import M, N, a, b, bad_inputs, x, y

ARRAYS = assume(Eq(x, y))


@bad_inputs(
    {
        "scalar equation": ("equation of arrays", lambda: contract(assume(Eq(a, b)), left=M)),
        "inequality": ("equation of arrays", lambda: contract(assume(Ge(a, b)), left=M)),
        "disequation": ("equation of arrays", lambda: contract(assume(Ne(a, b)), right=M)),
        "implication": (
            "equation of arrays",
            lambda: contract(discharge(ARRAYS, Ge(a, b)), left=M),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        contract(object.__new__(Fact), left=M)


def test_both_sides_are_multiplied():
    assert contract(ARRAYS, left=M).conclusion == Eq(M * x, M * y)
    assert contract(ARRAYS, right=x.T).conclusion == Eq(x * x.T, y * x.T)
    squares = contract(assume(Eq(M, N)), left=M, right=N)
    assert squares.conclusion == Eq(M * M * N, M * N * N)
    assert squares.hypotheses == {Eq(M, N)}
