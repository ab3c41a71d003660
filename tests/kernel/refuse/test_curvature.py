"""`curvature` is the second derivative along a line, exactly."""

import pytest
from sympy import Abs, Eq, Sum, exp

from lemmata.kernel import Curvature, Fact, Forgery, KernelError, assume, curvature, inner, norm

from .vocabulary import M, N, a, bad_inputs, k, n, x, y, z

SYMMETRIC = assume(Eq(M.T, M))


@bad_inputs(
    {
        "half of it": ("step `curvature`", lambda: curvature(inner(x, x), x, y, inner(y, y))),
        "the slope": ("step `curvature`", lambda: curvature(inner(x, x), x, y, 2 * inner(x, y))),
        "cross term missing": (
            "step `curvature`",
            lambda: curvature(inner(x, x) ** 2, x, y, 4 * inner(x, x) * inner(y, y)),
        ),
        "other direction": (
            "step `curvature`",
            lambda: curvature(inner(x, x), x, y, 2 * inner(z, z)),
        ),
        "cubic form without symmetry": (
            "step `curvature`",
            lambda: curvature(
                inner(x, M * x) * inner(x, y),
                x,
                z,
                2 * inner(z, M * z) * inner(x, y) + 4 * inner(x, M * z) * inner(z, y),
            ),
        ),
        "symmetry of another matrix": (
            "step `curvature`",
            lambda: curvature(
                inner(x, M * M * x), x, y, 2 * inner(M * y, M * y), given=[assume(Eq(N.T, N))]
            ),
        ),
        "norm": ("not a polynomial", lambda: curvature(norm(x), x, y, inner(y, y))),
        "absolute value": (
            r"^Abs\(.*\) is not a polynomial in x",
            lambda: curvature(Abs(inner(x, z)), x, y, inner(y, y)),
        ),
        "exponential": (
            r"^exp\(.*\) is not a polynomial in x",
            lambda: curvature(exp(inner(x, z)), x, y, a),
        ),
        "sum over an index": (
            "not a polynomial in x: it contains Sum",
            lambda: curvature(Sum(inner(x, x), (k, 0, n)), x, y, inner(y, y)),
        ),
        "at a term": ("matrix symbol", lambda: curvature(inner(x, x), 2 * x, y, inner(y, y))),
        "value an array": ("a matrix stands", lambda: curvature(inner(x, x), x, y, 2 * y)),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        curvature(inner(x, x), x, y, 2 * inner(y, y), given=[object.__new__(Fact)])


def test_good():
    fact = curvature(inner(x, x) ** 2, x, y, 4 * inner(x, x) * inner(y, y) + 8 * inner(x, y) ** 2)
    assert fact.conclusion.lhs == Curvature(inner(x, x) ** 2, x, y)
    assert not fact.hypotheses


def test_along_the_point_itself():
    assert not curvature(inner(x, x) ** 2, x, x, 12 * inner(x, x) ** 2).hypotheses
    square = curvature(inner(x, M * M * x), x, y, 2 * inner(M * y, M * y), given=[SYMMETRIC])
    assert square.hypotheses == {Eq(M.T, M)}
