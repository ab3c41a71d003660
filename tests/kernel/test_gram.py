"""The normal form of words agrees with explicit matrices, and with nothing more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Add,
    Eq,
    HadamardProduct,
    I,
    Identity,
    Integer,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    S,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    hadamard_product,
)

from lemmata.kernel import Gradient, Gram, KernelError, assume, combine, identity, inner, is_zero

from .refuse.vocabulary import M, N, O, a, b, d, r, x, y, z

SYM = Gram(frozenset([M]))
X = MatrixSymbol("X", d, r)
Y = MatrixSymbol("Y", d, r)
ONE = MatrixSymbol("ONE", 1, 1)
TWO = MatrixSymbol("TWO", 1, 1)
EXACT = settings(derandomize=True, deadline=None, max_examples=80)


def equal(left, right, gram: Gram | None = None) -> bool:
    gram = gram or Gram()
    difference = gram.matrix(left - right)
    return all(is_zero(coefficient) for coefficient in difference.values())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (M * (x + y), M * x + M * y),
        ((M + N) * (M - N), M * M - M * N + N * M - N * N),
        (Transpose(M * N), N.T * M.T),
        (Transpose(MatMul(M, N.T, x)), x.T * N * M.T),
        (x * (y.T * z), inner(y, z) * x),
        (x * y.T * z * x.T, inner(y, z) * x * x.T),
        ((x * x.T) * (x * x.T), inner(x, x) * x * x.T),
        (M**3, M * M * M),
        (MatPow(M, 0), Identity(d)),
        (M * Identity(d) * x, M * x),
        (a * (b * M), (a * b) * M),
        (2 * M - M, M),
        ((X * X.T) * X, X * (X.T * X)),
        (Transpose(X * Y.T), Y * X.T),
        (M + ZeroMatrix(d, d), M),
    ],
    ids=str,
)
def test_equal_arrays(left, right):
    assert equal(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (M * N, N * M),
        (M.T, M),
        (Transpose(M * N), M.T * N.T),
        (x * y.T, y * x.T),
        (x * (y.T * z), y * (x.T * z)),
        (M**2, M),
        (M * M.T, M.T * M),
        (X * X.T, Identity(d)),
        (x, O),
        (2 * M, M),
    ],
    ids=str,
)
def test_different_arrays(left, right):
    assert not equal(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Trace(M * N), Trace(N * M)),
        (Trace(M * N * N.T), Trace(N.T * M * N)),
        (Trace(M * N), Trace(N.T * M.T)),
        (Trace(x * y.T), inner(x, y)),
        (Trace(M * x * y.T), inner(y, M * x)),
        (inner(x, y), inner(y, x)),
        (inner(M * x, y), inner(x, M.T * y)),
        (inner(X, Y), Trace(Y * X.T)),
        (inner(X * X.T, M), inner(X, M * X) * 1),
        (Trace(Identity(d)), d),
        (Trace(Identity(d) + M), d + Trace(M)),
        (Trace(x * x.T * y * y.T), inner(x, y) ** 2),
        (Trace(M.T), Trace(M)),
        (Trace(ONE * TWO), Trace(TWO) * Trace(ONE)),
        (Trace(ONE.T * TWO), Trace(ONE) * Trace(TWO)),
        (inner(x, x * ONE), inner(x, x) * Trace(ONE)),
    ],
    ids=str,
)
def test_equal_scalars(left, right):
    assert is_zero(left - right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Trace(M * N), Trace(M * N.T)),
        (Trace(M * N), Trace(M) * Trace(N)),
        (Trace(M * N * N.T), Trace(M * N.T * N)),
        (inner(M * x, y), inner(x, M * y)),
        (inner(x, M * x), inner(x, N * x)),
        (Trace(x * y.T) ** 2, inner(x, x) * inner(y, y)),
        (inner(x, M * M * x), inner(M * x, M * x)),
        (Trace(X * X.T), d),
        (Trace(Identity(d)), S.One),
    ],
    ids=str,
)
def test_different_scalars(left, right):
    assert not is_zero(left - right)


def test_symmetric_letters():
    assert equal(M.T, M, SYM)
    assert not equal(N.T, N, SYM)
    assert is_zero(inner(M * x, y) - inner(x, M * y), SYM)
    assert is_zero(inner(x, M * M * x) - inner(M * x, M * x), SYM)
    assert not is_zero(Trace(M * N * N.T) - Trace(M * N.T * N), SYM)
    assert is_zero(inner(x, M * N * y) - inner(y, N.T * M * x), SYM)
    assert not is_zero(inner(x, M * N * y) - inner(y, M * N * x), SYM)


def test_symmetry_is_of_the_letter_not_of_its_name():
    other = MatrixSymbol("M", r, r)
    assert not equal(other.T, other, SYM)
    big = MatrixSymbol("M", d + 1, d + 1)
    assert not equal(big.T, big, SYM)


def test_same_name_other_shape_is_another_letter():
    flat = MatrixSymbol("x", 1, d)
    assert not is_zero(Trace(flat * flat.T) - inner(x, x))
    assert Gram().matrix(flat.T) != Gram().matrix(x)


def test_one_dimension():
    u, v = MatrixSymbol("u", 1, 1), MatrixSymbol("v", 1, 1)
    assert equal(u * v, v * u)
    assert is_zero(Trace(u) * Trace(v) - Trace(v * u))
    assert is_zero(inner(u, v) ** 2 - inner(u, u) * inner(v, v))
    assert identity(Eq(u * v * u, u * u * v)).hypotheses == frozenset()
    assert not is_zero(Trace(u) - 1)


def test_a_concrete_dimension_knows_no_more_than_a_free_one():
    u, v = MatrixSymbol("u", 2, 2), MatrixSymbol("v", 2, 2)
    assert not equal(u * v, v * u)
    assert is_zero(Trace(Identity(2)) - 2)


def test_gradients_are_letters():
    first, second = Gradient(inner(x, x), x), Gradient(inner(x, y), x)
    assert equal(Transpose(Transpose(first)), first)
    assert not equal(first, second)
    assert is_zero(inner(first, y) - inner(y, first))


@pytest.mark.parametrize(
    "term",
    [
        M.inverse(),
        M.inverse() * x,
        MatPow(M, Symbol("m", integer=True)),
        HadamardProduct(M, N),
        hadamard_product(x, y),
        Identity(d).inverse() + M.inverse(),
    ],
    ids=str,
)
def test_not_a_polynomial_in_letters(term):
    with pytest.raises(KernelError, match="not a polynomial in matrix symbols"):
        Gram().matrix(term)


def test_an_array_is_no_scalar():
    for term in (x, M + N, x.T * y):
        with pytest.raises(KernelError, match="a matrix stands"):
            Gram().scalar(term)


def test_literal_squares_only():
    for term in (inner(x, x), inner(x + y, x + y), Trace(M * M.T), Trace(X.T * X)):
        assert Gram().is_square(term)
    for term in (inner(x, y), inner(x, M * x), Trace(M * M), Trace(M), inner(x, -x), a):
        assert not Gram().is_square(term)
    assert SYM.is_square(Trace(MatMul(M, M)))


LETTERS = {
    M: (3, 3),
    N: (3, 3),
    x: (3, 1),
    y: (3, 1),
    X: (3, 2),
    Y: (3, 2),
}
SIZE = {d: 3, r: 2, S.One: 1}


def value(term, arrays):
    """The term at explicit integer arrays, by NumPy alone."""
    if term in arrays:
        return arrays[term]
    if isinstance(term, Transpose):
        return value(term.arg, arrays).T
    if isinstance(term, Trace):
        return int(np.trace(np.atleast_2d(value(term.arg, arrays))))
    if isinstance(term, Identity):
        return np.eye(SIZE[term.shape[0]], dtype=object).astype(int).astype(object)
    if isinstance(term, ZeroMatrix):
        return np.zeros([SIZE[n] for n in term.shape], dtype=object)
    if isinstance(term, Integer):
        return int(term)
    if term in SIZE:
        return SIZE[term]
    if isinstance(term, MatMul):
        out = value(term.args[0], arrays)
        for factor in term.args[1:]:
            right = value(factor, arrays)
            out = out @ right if np.ndim(out) and np.ndim(right) else out * right
        return out
    if isinstance(term, (MatAdd, Add)):
        return sum(value(arg, arrays) for arg in term.args[1:]) + value(term.args[0], arrays)
    if isinstance(term, Mul):
        out = 1
        for arg in term.args:
            out = out * value(arg, arrays)
        return out
    if isinstance(term, MatPow):
        return np.linalg.matrix_power(value(term.base, arrays), int(term.exp))
    return value(term.args[0], arrays) ** int(term.args[1])  # a power


def closed(word, arrays):
    """A closed word, as `Gram` spells it, at explicit arrays."""
    out = None
    for letter, transposed in word:
        factor = arrays[letter].T if transposed else arrays[letter]
        out = factor if out is None else out @ factor
    return int(np.trace(out))


def normal_value(term, arrays, gram: Gram):
    """The normal form of a scalar term, evaluated through the words behind its generators."""
    from lemmata.kernel.gram import generator

    seen = {}
    original = Gram._closed

    class Listening(Gram):
        def _closed(self, word):
            chosen = original(self, word)
            for candidate in (word, self._flip(word)):
                if generator(candidate) == chosen:
                    seen[chosen] = candidate
            return chosen

        def _trace(self, word, size):
            out = super()._trace(word, size)
            if word and out not in seen:
                turns = [w[i:] + w[:i] for w in (word, self._flip(word)) for i in range(len(w))]
                seen[out] = next(w for w in turns if generator(w) == out)
            return out

    normal = Listening(gram.symmetric).scalar(term)
    at = {symbol: closed(word, arrays) for symbol, word in seen.items()}
    return normal.xreplace({s: Integer(v) for s, v in (at | SIZE).items() if s != 1})


CLOSING = {
    (d, r): [X],
    (r, d): [Y.T],
    (d, S.One): [x],
    (S.One, d): [y.T],
    (r, S.One): [X.T, y],
    (S.One, r): [x.T, Y],
}
integers = st.integers(-3, 3)


@st.composite
def chains(draw):
    """A square product of letters, of shape (d, d), (r, r) or (1, 1)."""
    start = draw(st.sampled_from([d, r, S.One]))
    here, factors = start, []
    options = [*LETTERS, *(letter.T for letter in LETTERS)]
    for _ in range(draw(st.integers(1, 4))):
        factor = draw(st.sampled_from([o for o in options if o.shape[0] == here]))
        factors.append(factor)
        here = factor.shape[1]
    if here != start:
        factors.extend(CLOSING[here, start])
    return MatMul(*factors).doit() if len(factors) > 1 else factors[0]


scalars = st.lists(st.tuples(integers, chains()), min_size=1, max_size=3).map(
    lambda pairs: sum((c * Trace(w) for c, w in pairs), S.Zero)
)
seeds = st.integers(0, 10**6)


def arrays_from(seed: int, symmetric: bool = False):
    draw = np.random.default_rng(seed)
    out = {letter: draw.integers(-4, 5, size).astype(object) for letter, size in LETTERS.items()}
    if symmetric:
        out[M] = out[M] + out[M].T
    return out


@EXACT
@given(scalars, scalars, seeds)
def test_the_normal_form_has_the_value_of_the_term(first, second, seed):
    arrays = arrays_from(seed)
    for term in (first, first * second, first**2 - second):
        assert normal_value(term, arrays, Gram()) == value(term, arrays)


@EXACT
@given(scalars, seeds)
def test_with_a_symmetric_letter(term, seed):
    arrays = arrays_from(seed, symmetric=True)
    assert normal_value(term, arrays, SYM) == value(term, arrays)


@EXACT
@given(chains(), chains(), seeds)
def test_terms_called_equal_are_equal_at_explicit_arrays(first, second, seed):
    if is_zero(Trace(first) - Trace(second)):
        arrays = arrays_from(seed)
        assert value(Trace(first), arrays) == value(Trace(second), arrays)


def test_imaginary_coefficients_are_refused_in_scalars():
    with pytest.raises(KernelError):
        is_zero(Trace((x + I * y).T * (x + I * y)))


def test_a_transpose_equation_the_wrong_way_round_is_no_symmetry():
    for wrong in (Eq(M.T, N), Eq(M.T, -M), Eq(M * M.T, M.T * M), Eq(M.T * x, M * x)):
        with pytest.raises(KernelError, match="residual"):
            combine(Eq(inner(M * x, y), inner(x, M * y)), signs=[assume(wrong)])
    for right in (Eq(M.T, M), Eq(M, M.T)):
        assert combine(Eq(inner(M * x, y), inner(x, M * y)), signs=[assume(right)])
