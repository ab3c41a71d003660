"""Symbols shared by the kernel tests, and the table form of their bad inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from sympy import Function, MatrixSymbol, Symbol, ZeroMatrix, symbols

from lemmata.kernel import Index, Time

a, b, c, e = symbols("a b c e", real=True)
p, q = symbols("p q", positive=True)
w = Symbol("w", nonnegative=True)
n = Symbol("n", integer=True, nonnegative=True)
wild = Symbol("wild")  # nothing declared: may be complex
d, r = symbols("d r", integer=True, positive=True)
x, y, z = (MatrixSymbol(name, d, 1) for name in "xyz")
M, N = (MatrixSymbol(name, d, d) for name in "MN")
O = ZeroMatrix(d, 1)  # noqa: E741
k, j = Index("k"), Index("j")
t, s = Time("t"), Time("s")
seq, seq2 = Function("seq", real=True), Function("seq2", real=True)
f, g = Function("f", real=True), Function("g", real=True)

Cases = Mapping[str, tuple[str, Callable[[], object]]]


def bad_inputs(cases: Cases) -> pytest.MarkDecorator:
    """Parametrise a test over `{id: (words of the message, what is attempted)}`."""
    return pytest.mark.parametrize(
        ("words", "attempt"),
        [pytest.param(words, attempt, id=name) for name, (words, attempt) in cases.items()],
    )
