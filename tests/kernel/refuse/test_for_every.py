"""`for_every` frees a vector that no hypothesis mentions from a scalar equation."""

import pytest
from sympy import Eq, Ge, MatrixSymbol

from lemmata.kernel import (
    Fact,
    Forgery,
    Gradient,
    KernelError,
    assume,
    combine,
    for_every,
    identity,
    inner,
)

from .vocabulary import M, N, O, a, bad_inputs, d, r, x, y, z

PINNED = assume(Eq(inner(x, z), inner(y, z)))
FREE = combine(Eq(inner(x, z), inner(y, z)), {assume(Eq(x, y)): z})
GRADIENT_AT_Z = assume(Eq(Gradient(inner(z, z), z), O))


@bad_inputs(
    {
        "in a hypothesis": ("not free", lambda: for_every(PINNED, z, Eq(x, y))),
        "in a hypothesis on a gradient": (
            "not free",
            lambda: for_every(
                combine(Eq(inner(x, z), inner(x, z), evaluate=False), {GRADIENT_AT_Z: x * 0}),
                z,
                Eq(x, x, evaluate=False),
            ),
        ),
        "in the conclusion": (
            "to one of arrays without z",
            lambda: for_every(FREE, z, Eq(x + z, y + z)),
        ),
        "scalar conclusion": ("to one of arrays", lambda: for_every(FREE, z, Eq(a, 0))),
        "inequality concluded": ("to one of arrays", lambda: for_every(FREE, z, Ge(a, 0))),
        "inequality given": (
            "to one of arrays",
            lambda: for_every(combine(Ge(inner(z, z), 0), squares=[(1, z)]), z, Eq(x, y)),
        ),
        "array equation given": (
            "takes a scalar equation",
            lambda: for_every(identity(Eq(M * x, M * x, evaluate=False)), z, Eq(x, y)),
        ),
        "other arrays": ("residual", lambda: for_every(FREE, z, Eq(x, O))),
        "transposed": (
            "residual",
            lambda: for_every(
                identity(Eq(inner(M * x, z), inner(x, M.T * z), evaluate=False)),
                z,
                Eq(M * x, M.T * x),
            ),
        ),
        "quadratic in the vector": (
            "residual",
            lambda: for_every(identity(Eq(inner(z, M * z), inner(M * z, z))), z, Eq(M * x, O)),
        ),
        "twice": ("residual", lambda: for_every(FREE, z, Eq(2 * x, y))),
        "not a symbol": ("not free", lambda: for_every(FREE, x + y, Eq(x, y))),
        "a scalar symbol": ("not free", lambda: for_every(FREE, a, Eq(x, y))),
        "another shape": (
            "shapes",
            lambda: for_every(FREE, MatrixSymbol("u", r, 1), Eq(x, y)),
        ),
        "a matrix where a vector stood": (
            "shapes",
            lambda: for_every(FREE, N, Eq(x, y)),
        ),
    }
)
def test_refused(words, attempt):
    with pytest.raises(KernelError, match=words):
        attempt()


def test_an_empty_handle_is_refused():
    with pytest.raises(Forgery, match="not a fact"):
        for_every(object.__new__(Fact), z, Eq(x, y))


def test_good():
    fact = for_every(FREE, z, Eq(x, y))
    assert fact.conclusion == Eq(x, y)
    assert fact.hypotheses == {Eq(x, y)}
    adjoint = identity(Eq(inner(M * x, z), inner(x, M.T * z), evaluate=False))
    assert not adjoint.hypotheses
    v = MatrixSymbol("v", d, d)
    traces = combine(Eq(inner(M, v), inner(N, v)), {assume(Eq(M, N)): v})
    assert for_every(traces, v, Eq(M, N)).conclusion == Eq(M, N)
