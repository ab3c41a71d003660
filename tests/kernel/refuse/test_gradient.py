"""`gradient` differentiates polynomials in a matrix symbol, exactly."""

import pytest
from sympy import Abs, Eq, Gt, I, MatrixSymbol, Rational, Sum, Trace, exp, sqrt

from lemmata.kernel import Fact, Forgery, Gradient, KernelError, assume, gradient, inner, norm

from .vocabulary import M, N, O, bad_inputs, d, k, n, r, x, y

FACTORED = Trace((M - x * x.T) * (M - x * x.T).T) / 2
SYMMETRIC = assume(Eq(M.T, M))
AWAY_FROM_ZERO = assume(Gt(inner(x, x), 0))


@bad_inputs(
    {
        "half of it": ("step `gradient`", lambda: gradient(inner(x, x), x, x)),
        "wrong sign": ("step `gradient`", lambda: gradient(inner(x, x), x, -2 * x)),
        "quadratic form without symmetry": (
            "step `gradient`",
            lambda: gradient(inner(x, M * x), x, 2 * M * x),
        ),
        "symmetry of another matrix": (
            "step `gradient`",
            lambda: gradient(inner(x, M * x), x, 2 * M * x, given=[assume(Eq(N.T, N))]),
        ),
        "the source's missing factor two": (
            "step `gradient`",
            lambda: gradient(FACTORED, x, -(M - x * x.T) * x, given=[SYMMETRIC]),
        ),
        "off by a constant vector": (
            "step `gradient`",
            lambda: gradient(inner(x, x), x, 2 * x + y),
        ),
        "gradient with respect to another": (
            "step `gradient`",
            lambda: gradient(inner(x, y), x, x),
        ),
        "norm": (
            "not a polynomial",
            lambda: gradient(norm(x), x, x / norm(x), given=[AWAY_FROM_ZERO]),
        ),
        "reciprocal": (
            "not a polynomial",
            lambda: gradient(1 / inner(x, x), x, O, given=[AWAY_FROM_ZERO]),
        ),
        "reciprocal that may be undefined": (
            "may be undefined",
            lambda: gradient(1 / inner(x, x), x, O),
        ),
        "exponential": (
            r"^exp\(.*\) is not a polynomial in x",
            lambda: gradient(exp(inner(x, x)), x, O),
        ),
        "absolute value": (
            r"^Abs\(.*\) is not a polynomial in x",
            lambda: gradient(Abs(inner(x, y)), x, y),
        ),
        "sum over an index": (
            "not a polynomial in x: it contains Sum",
            lambda: gradient(Sum(inner(x, x), (k, 0, n)), x, O),
        ),
        "root": ("not a polynomial", lambda: gradient(sqrt(1 + inner(x, x)), x, O)),
        "of a gradient": (
            "not a polynomial",
            lambda: gradient(inner(Gradient(inner(x, x), x), y), x, 2 * y),
        ),
        "inverse": (
            r"M\*\*\(-1\) \(Inverse\)",
            lambda: gradient(Trace(M.inverse()), M, -(M.inverse() ** 2).T),
        ),
        "at a term": ("matrix symbol", lambda: gradient(inner(x, x), x + y, 2 * x)),
        "of a vector": ("a matrix stands", lambda: gradient(M * x, x, O)),
        "value of another shape": (
            r"expected an array of shape \(d, 1\)",
            lambda: gradient(inner(x, x), x, 2 * MatrixSymbol("x", r, 1)),
        ),
        "transposed value": (
            r"expected an array of shape \(d, 1\)",
            lambda: gradient(inner(x, x), x, 2 * x.T),
        ),
        "imaginary": (
            r"I.*\*x is not declared real",
            lambda: gradient(inner(x, x), x, 2 * I * x),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        gradient(inner(x, x), x, 2 * x, given=[object.__new__(Fact)])


def test_good():
    plain = gradient(inner(x, M * x), x, M * x + M.T * x)
    assert not plain.hypotheses
    fact = gradient(FACTORED, x, -2 * (M - x * x.T) * x, given=[SYMMETRIC])
    assert fact.hypotheses == {Eq(M.T, M)}
    assert fact.conclusion.lhs == Gradient(FACTORED, x)


def test_matrix_argument():
    u = MatrixSymbol("u", d, r)
    fact = gradient(
        Trace((u * u.T - N) * (u * u.T - N).T) / 4, u, u * u.T * u - Rational(1, 2) * (N + N.T) * u
    )
    assert not fact.hypotheses


def test_a_vector_named_like_the_free_one():
    v = MatrixSymbol("v", d, 1)
    assert gradient(inner(x, v), x, v).conclusion.rhs == v
    with pytest.raises(KernelError, match="step `gradient`"):
        gradient(inner(x, v), x, x)
