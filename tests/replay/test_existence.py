"""The second checker refuses, by itself, terms that need not have a value."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    Derivative,
    Eq,
    Function,
    Identity,
    Integral,
    S,
    Sum,
    Symbol,
    Trace,
    sqrt,
)

from lemmata.kernel import Curvature, Gradient, Record, inner, norm
from lemmata.replay import ReplayError, check_record
from tests.kernel.refuse.vocabulary import M, a, c, d, f, k, n, p, s, seq, t, w, x, y

F = Function("F", real=True)
WHOLE = Symbol("m", integer=True)


def same(term):
    params = {"parts": (), "squares": (), "scale": S.One}
    claim = Eq(term, term, evaluate=False)
    return Record(claim, frozenset(), frozenset(), "combine", (), params)


@pytest.mark.parametrize(
    "term",
    [
        *(Trace(Identity(a)), Trace(Identity(WHOLE)), Integral(sqrt(w), (w, 0, a))),
        *(Integral(1 / p, (p, 1, a)), Sum(c, (k, 0, a)), Sum(1 / (k + 1), (k, 0, WHOLE))),
        *(Sum(sqrt(n), (n, 0, n - 2)), Derivative(seq(k), k), Derivative(f(a), a)),
        *(Derivative(f(Abs(t - 1)), t), Derivative(f(sqrt(t)), t), Gradient(norm(x), x)),
        *(Derivative(f(t), (t, n)), Derivative(f(t), (t, 2))),
        *(Curvature(norm(x), x, y), Curvature(Abs(inner(x, y)), x, y)),
        *(Curvature(F(Abs(inner(x, x)) * x), x, y), Integral(seq(a), (a, 0, 1))),
    ],
    ids=str,
)
def test_refused(term):
    with pytest.raises(ReplayError):
        check_record(same(term))


@pytest.mark.parametrize(
    "term",
    [
        *(Derivative(f(t), t), Gradient(F(x), x), Curvature(F(x), x, y), Trace(Identity(d))),
        *(Sum(c, (k, 0, n - 1)), Integral(sqrt(w), (w, 0, p)), Sum(1 / d, (d, 1, n))),
        *(Gradient(F(M * x) * inner(x, x), x), Integral(f(s), (s, 0, t))),
    ],
    ids=str,
)
def test_accepted(term):
    check_record(same(term))
