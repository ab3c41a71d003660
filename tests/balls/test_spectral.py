"""Symmetric eigenvalues and singular values against exact spectra and against arb."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lemmata.balls import Ball

from .containment import QUICK, SLOW, ball_batches, check, place

NONNEGATIVE = (0.0, math.inf)
Matrix = list[list[Fraction]]


def reflection(v: Sequence[int]) -> Matrix:
    """I - 2 v v^T / v^T v, exactly orthogonal."""
    length = sum(x * x for x in v)
    return [
        [Fraction(int(i == j)) - Fraction(2 * a * b, length) for j, b in enumerate(v)]
        for i, a in enumerate(v)
    ]


def times(a: Matrix, b: Matrix) -> Matrix:
    columns = list(zip(*b, strict=True))
    return [
        [sum((x * y for x, y in zip(row, c, strict=True)), Fraction(0)) for c in columns]
        for row in a
    ]


def enclose(matrix: Matrix, dtype: torch.dtype) -> Ball:
    rows = [[Ball.coerce(x, dtype, torch.device("cpu")) for x in row] for row in matrix]
    return torch.stack([torch.stack(row) for row in rows])


def contains(ball: Ball, exact: Sequence[Fraction]) -> bool:
    mids, rads = ball.mid.tolist(), ball.rad.tolist()
    return all(
        math.isfinite(r) and abs(x - Fraction(m)) <= Fraction(r)
        for m, r, x in zip(mids, rads, exact, strict=True)
    )


@st.composite
def known_spectra(draw: Any) -> tuple[Matrix, list[Fraction]]:
    """A rational symmetric matrix with its exact eigenvalues: ties, zeros and rank defects."""
    d = draw(st.integers(1, 5))
    spectrum = draw(
        st.lists(
            st.one_of(st.sampled_from([0, 0, 1, 1, -1]), st.integers(-50, 50)),
            min_size=d,
            max_size=d,
        )
    )
    scale = Fraction(2) ** draw(st.integers(-90, 90))
    values = [scale * s for s in spectrum]
    matrix = [[values[i] if i == j else Fraction(0) for j in range(d)] for i in range(d)]
    for _ in range(draw(st.integers(0, 2))):
        v = draw(st.lists(st.integers(-4, 4), min_size=d, max_size=d).filter(any))
        q = reflection(v)
        matrix = times(times(q, matrix), q)
    return matrix, sorted(values)


@QUICK
@given(data=st.data())
def test_known_eigenvalues(dtype: torch.dtype, device: str, data: Any) -> None:
    for _ in range(4):
        matrix, exact = data.draw(known_spectra())
        ball = place(enclose(matrix, dtype), device)
        assert contains(torch.linalg.eigvalsh(ball), exact)
        assert contains(torch.linalg.svdvals(ball), sorted((abs(x) for x in exact), reverse=True))


@pytest.mark.parametrize("power", [-300, -100, 0, 100, 300])
def test_scales(power: int, dtype: torch.dtype, device: str) -> None:
    if dtype == torch.float32:
        power //= 9
    scale = Fraction(10) ** power
    q = reflection([1, -2, 3, 1])
    diagonal = [Fraction(x) * scale for x in (-1, 2, 2, 5)]
    matrix = times(times(q, [[diagonal[i] * int(i == j) for j in range(4)] for i in range(4)]), q)
    values = torch.linalg.eigvalsh(place(enclose(matrix, dtype), device))
    assert contains(values, sorted(diagonal))
    # Residual, defect and the radius of the entries: a few d^2 roundings of the norm.
    most = 100 * torch.finfo(dtype).eps * 5 * float(scale)
    assert float(values.rad.max()) <= most


@QUICK
@given(data=st.data())
def test_symmetric_balls_against_arb(dtype: torch.dtype, device: str, data: Any) -> None:
    d = data.draw(st.integers(1, 4))
    scale = data.draw(st.sampled_from([None, 2]))
    x = data.draw(ball_batches(dtype, (d, d), scale))
    low = Ball(x.mid.tril() + x.mid.tril(-1).mT, x.rad.tril() + x.rad.tril(-1).mT)
    check(torch.linalg.eigvalsh, low, device=device, bits=256, symmetric=True)


@QUICK
@given(data=st.data())
def test_singular_values_against_arb(dtype: torch.dtype, device: str, data: Any) -> None:
    shape = data.draw(st.sampled_from([(1, 1), (2, 3), (3, 2), (3, 3), (1, 4)]))
    x = data.draw(ball_batches(dtype, shape, data.draw(st.sampled_from([None, 2]))))
    result = check(torch.linalg.svdvals, x, device=device, bits=256, bounds=NONNEGATIVE)
    assert bool((result.lower() >= 0)[result.is_informative()].all())
    check(lambda a: torch.linalg.matrix_norm(a, 2), x, device=device, bits=256, bounds=NONNEGATIVE)


@SLOW
@given(data=st.data())
def test_batches(dtype: torch.dtype, device: str, data: Any) -> None:
    x = data.draw(ball_batches(dtype, (3, 2, 3, 3), 2))
    check(lambda a: torch.linalg.eigvalsh(a @ a.mT), x, device=device, bits=256, symmetric=False)
    check(torch.linalg.svdvals, x, device=device, bits=256, bounds=NONNEGATIVE)


def test_diagonal_matrices_are_exact(dtype: torch.dtype, device: str) -> None:
    diagonal = torch.tensor([3.0, -1.5, 0.0, 3.0, 0.1], dtype=dtype, device=device)
    values = torch.linalg.eigvalsh(Ball.exact(torch.diag(diagonal)))
    assert values.is_exact()
    assert torch.equal(values.mid, diagonal.sort().values)
    singular = torch.linalg.svdvals(Ball.exact(torch.diag(diagonal)))
    assert singular.is_exact()
    assert torch.equal(singular.mid, diagonal.abs().sort(descending=True).values)
    zero = Ball.exact(torch.zeros(2, 3, 3, dtype=dtype, device=device))
    assert torch.linalg.eigvalsh(zero).is_exact()
    assert torch.linalg.svdvals(zero[:, :2]).is_exact()
    one = Ball.exact(torch.tensor([[[0.1]], [[-7.0]]], dtype=dtype, device=device))
    assert torch.linalg.eigvalsh(one).is_exact()


def test_mixed_batch(dtype: torch.dtype, device: str) -> None:
    """A diagonal, a full and an unknown matrix in one batch do not disturb each other."""
    full = torch.tensor([[2.0, 1.0], [1.0, 2.0]], dtype=dtype, device=device)
    x = Ball.exact(torch.stack([torch.diag(full[0]), full, full * math.nan]))
    values = torch.linalg.eigvalsh(x)
    assert values.rad[0].tolist() == [0.0, 0.0]
    assert values.is_informative().tolist() == [[True] * 2, [True] * 2, [False] * 2]
    assert contains(values[1], [Fraction(1), Fraction(3)])
    singular = torch.linalg.svdvals(x)
    assert singular.is_informative().tolist() == [[True] * 2, [True] * 2, [False] * 2]


def test_asymmetry_counts_as_radius(dtype: torch.dtype, device: str) -> None:
    x = Ball.exact(torch.tensor([[1.0, 2.0], [0.0, 1.0]], dtype=dtype, device=device))
    values = torch.linalg.eigvalsh(x)
    for triangle in ([1, 1], [-1, 3], [0, 2]):
        assert contains(values, [Fraction(v) for v in triangle])


def test_tight(dtype: torch.dtype, device: str) -> None:
    """d = 8, 64 random matrices: the radius is below the worst case 4 d^2 u |A|_F of the terms."""
    rng = np.random.default_rng(11)
    a = torch.tensor(rng.standard_normal((64, 8, 8)), dtype=dtype, device=device)
    a = a + a.mT
    norm = torch.linalg.matrix_norm(a)
    values = torch.linalg.eigvalsh(Ball.exact(a))
    u = torch.finfo(dtype).eps / 2
    assert bool((values.rad <= 4 * 64 * u * norm.unsqueeze(-1)).all())
    wide = torch.linalg.eigvalsh(Ball(a, torch.full_like(a, 1e-3)))
    assert bool((wide.rad <= 8e-3 + 4 * 64 * u * norm.unsqueeze(-1)).all())


@pytest.mark.parametrize("name", ["eigvalsh", "svdvals"])
def test_bad_shapes_raise(name: str) -> None:
    with pytest.raises(ValueError, match="needs"):
        getattr(torch.linalg, name)(Ball.exact(torch.ones(3)))
    with pytest.raises(ValueError, match="square"):
        torch.linalg.eigvalsh(Ball.exact(torch.ones(3, 2)))
