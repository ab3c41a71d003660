"""`gradient` differentiates polynomials in a matrix symbol, exactly."""

import pytest
from sympy import Abs, Eq, I, MatrixSymbol, Rational, Trace, exp, sqrt

from lemmata.kernel import Fact, Forgery, Gradient, KernelError, assume, gradient, inner, norm

from .vocabulary import M, N, O, bad_inputs, d, r, x, y

FACTORED = Trace((M - x * x.T) * (M - x * x.T).T) / 2
SYMMETRIC = assume(Eq(M.T, M))


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
        "norm": ("not a polynomial", lambda: gradient(norm(x), x, x / norm(x))),
        "reciprocal": ("not a polynomial", lambda: gradient(1 / inner(x, x), x, O)),
        "exponential": ("not a polynomial", lambda: gradient(exp(inner(x, x)), x, O)),
        "absolute value": ("not a polynomial", lambda: gradient(Abs(inner(x, y)), x, y)),
        "root": ("not a polynomial", lambda: gradient(sqrt(1 + inner(x, x)), x, O)),
        "of a gradient": (
            "not a polynomial",
            lambda: gradient(inner(Gradient(inner(x, x), x), y), x, 2 * y),
        ),
        "inverse": (
            "not a polynomial|is a polynomial",
            lambda: gradient(Trace(M.inverse()), M, -(M.inverse() ** 2).T),
        ),
        "at a term": ("matrix symbol", lambda: gradient(inner(x, x), x + y, 2 * x)),
        "of a vector": ("a matrix stands", lambda: gradient(M * x, x, M)),
        "value of another shape": (
            "shapes",
            lambda: gradient(inner(x, x), x, 2 * MatrixSymbol("x", r, 1)),
        ),
        "transposed value": ("shapes", lambda: gradient(inner(x, x), x, 2 * x.T)),
        "imaginary": ("step `gradient`|outside", lambda: gradient(inner(x, x), x, 2 * I * x)),
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
