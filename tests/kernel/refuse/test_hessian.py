"""`hessian` is the operator of the second derivative, exactly."""

import pytest
from sympy import Eq, Identity, MatrixSymbol, Sum, exp

from lemmata.kernel import Fact, Forgery, HessianAt, KernelError, assume, hessian, inner, norm

from .vocabulary import M, N, a, bad_inputs, d, k, n, x, y

SYMMETRIC = assume(Eq(M.T, M))
QUARTIC = inner(x, x) ** 2


@bad_inputs(
    {
        "half of it": ("step `hessian`", lambda: hessian(inner(x, x), x, Identity(d))),
        "not symmetrised": (
            "step `hessian`",
            lambda: hessian(inner(x, M * x), x, 2 * M),
        ),
        "symmetry of another matrix": (
            "step `hessian`",
            lambda: hessian(inner(x, M * x), x, 2 * M, given=[assume(Eq(N.T, N))]),
        ),
        "rank one part missing": (
            "step `hessian`",
            lambda: hessian(QUARTIC, x, 4 * inner(x, x) * Identity(d)),
        ),
        "rank one part halved": (
            "step `hessian`",
            lambda: hessian(QUARTIC, x, 4 * inner(x, x) * Identity(d) + 4 * x * x.T),
        ),
        "norm": ("not a polynomial", lambda: hessian(norm(x), x, Identity(d))),
        "exponential": (
            r"^exp\(.*\) is not a polynomial in x",
            lambda: hessian(exp(inner(x, x)), x, Identity(d)),
        ),
        "sum over an index": (
            "not a polynomial in x: it contains Sum",
            lambda: hessian(Sum(inner(x, x), (k, 0, n)), x, Identity(d)),
        ),
        "at a term": ("matrix symbol", lambda: hessian(inner(x, x), x - y, 2 * Identity(d))),
        "at a scalar": (
            "matrix symbol|shape",
            lambda: hessian(inner(x, x), M * x, 2 * Identity(d)),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        hessian(inner(x, x), x, 2 * Identity(d), given=[object.__new__(Fact)])


def test_good():
    fact = hessian(QUARTIC, x, 4 * inner(x, x) * Identity(d) + 8 * x * x.T)
    assert fact.conclusion.lhs == HessianAt(QUARTIC, x)
    assert not fact.hypotheses
    assert hessian(inner(x, M * x), x, M + M.T).conclusion.rhs == M + M.T
    assert hessian(inner(x, M * x), x, 2 * M, given=[SYMMETRIC]).hypotheses == {Eq(M.T, M)}


def test_names_of_the_free_vectors_are_taken():
    u, v = MatrixSymbol("u", d, 1), MatrixSymbol("v", d, 1)
    term = inner(x, u) * inner(x, v)
    assert hessian(term, x, u * v.T + v * u.T).conclusion.lhs == HessianAt(term, x)
    with pytest.raises(KernelError, match="step `hessian`"):
        hessian(term, x, 2 * u * v.T * a)
