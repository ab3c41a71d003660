"""`identity` takes equations that hold for all values of the symbols, and nothing weaker."""

import pytest
from sympy import Eq, Ge, I, Identity, S, Trace, Transpose, exp, sin, sqrt

from lemmata.kernel import KernelError, assume, identity, inner

from .vocabulary import M, N, O, a, b, bad_inputs, c, d, p, wild, x, y


@bad_inputs(
    {
        "inequality": ("concludes equations", lambda: identity(Ge(a**2, 0))),
        "true": ("concludes equations", lambda: identity(S.true)),
        "false equation of numbers": ("residual 1", lambda: identity(Eq(S.One, 0, evaluate=False))),
        "nearly": ("residual", lambda: identity(Eq((a + b) ** 2, a**2 + b**2))),
        "holds at some points only": ("residual", lambda: identity(Eq(a**2, a))),
        "root with the wrong sign": ("residual", lambda: identity(Eq(sqrt(a**2), a))),
        "root of a sum": ("residual", lambda: identity(Eq(sqrt(p + 1), sqrt(p) + 1))),
        "divides by a term that may vanish": (
            "may be undefined",
            lambda: identity(Eq((a**2 - 1) / (a - 1), a + 1)),
        ),
        "root of a term of unknown sign": (
            "may be undefined",
            lambda: identity(Eq((sqrt(a) + 1) ** 2, a + 2 * sqrt(a) + 1)),
        ),
        "undeclared symbol": (
            "outside|not declared real",
            lambda: identity(Eq((wild + 1) ** 2, wild**2 + 2 * wild + 1)),
        ),
        "trigonometry is not known": (
            "may be related",
            lambda: identity(Eq(sin(a) ** 2 - 1 + sin(b) ** 2, 0)),
        ),
        "exponential of a sum is not a sum": (
            "may be related",
            lambda: identity(Eq(exp(a) + exp(b), exp(c))),
        ),
        "imaginary": (r"^I\*a is not declared real", lambda: identity(Eq(I * a, a))),
        "transpose": ("coefficient of", lambda: identity(Eq(M.T, M))),
        "products commute": ("coefficient of", lambda: identity(Eq(M * N, N * M))),
        "trace of a product": (
            "residual",
            lambda: identity(Eq(Trace(M * N), Trace(M * N.T))),
        ),
        "trace is not the size": ("residual", lambda: identity(Eq(Trace(M), d))),
        "symmetry used but not given": (
            "residual",
            lambda: identity(Eq(inner(x, M * y), inner(M * x, y))),
        ),
        "symmetry of another matrix": (
            "residual",
            lambda: identity(Eq(inner(x, M * y), inner(M * x, y)), given=[assume(Eq(N.T, N))]),
        ),
        "symmetry the wrong way round": (
            "residual",
            lambda: identity(Eq(inner(x, M * y), inner(M * x, y)), given=[assume(Eq(M.T, N))]),
        ),
        "a vector is zero": ("coefficient of", lambda: identity(Eq(x, O))),
    }
)
def test_refused(words, attempt):
    with pytest.raises((KernelError), match=words):
        attempt()


@pytest.mark.parametrize(
    "equation",
    [
        Eq((a + b) * (a - b), a**2 - b**2),
        Eq(sqrt(2) * sqrt(3), sqrt(6), evaluate=False),
        Eq((sqrt(p) + 1) * (sqrt(p) - 1), p - 1, evaluate=False),
        Eq(Trace(M * N), Trace(N * M), evaluate=False),
        Eq(inner(x, M * y), inner(M.T * x, y), evaluate=False),
        Eq(Trace(Identity(d)), d),
        Eq(Transpose(M * N), N.T * M.T, evaluate=False),
        Eq((M + N) * (M + N), M**2 + M * N + N * M + N**2),
    ],
    ids=str,
)
def test_good(equation):
    fact = identity(equation)
    assert fact.conclusion == equation
    assert not fact.hypotheses


def test_symmetry_is_recorded():
    fact = identity(Eq(inner(x, M * y), inner(M * x, y)), given=[assume(Eq(M, M.T))])
    assert fact.hypotheses == {Eq(M, M.T)}
