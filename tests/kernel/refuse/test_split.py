"""`split` speaks of real, well-defined scalars only."""

import pytest
from sympy import Eq, Float, Gt, I, Lt, Or, S, oo, sqrt

from lemmata.kernel import KernelError, inner, split

from .vocabulary import a, b, bad_inputs, p, wild, x


@bad_inputs(
    {
        "undeclared symbol": ("^wild is not declared real", lambda: split(wild)),
        "undeclared under a square": (r"^wild\*\*2 is not declared real", lambda: split(wild**2)),
        "imaginary unit": ("^I is not declared real", lambda: split(I)),
        "real times imaginary": (r"^I\*a is not declared real", lambda: split(I * a)),
        "infinity": ("^oo is not a finite real term", lambda: split(oo)),
        "undefined": ("^nan is not a finite real term", lambda: split(S.NaN)),
        "complex infinity": ("^zoo is not a finite real term", lambda: split(S.ComplexInfinity)),
        "floating point": (r"^1\.0+ is not declared real", lambda: split(Float(1))),
        "a vector": ("only scalars have a sign, not x", lambda: split(x)),
        "reciprocal": ("may be undefined", lambda: split(1 / a)),
        "root": ("may be undefined", lambda: split(sqrt(a))),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


@pytest.mark.parametrize("term", [a - b, a**3, 1 / p, sqrt(p) - a, inner(x, x)], ids=str)
def test_good(term):
    fact = split(term)
    sides = {kind(term, 0, evaluate=False) for kind in (Gt, Eq, Lt)}
    assert isinstance(fact.conclusion, Or)
    assert set(fact.conclusion.args) == sides
    assert not fact.hypotheses
