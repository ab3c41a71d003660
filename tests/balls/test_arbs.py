"""The second opinion by itself: exact where exactness is possible, rigorous elsewhere."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest
import torch
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from lemmata.arbs import ArbTensor, ArbTruth, NoArbRule

from .containment import QUICK
from .test_spectral import known_spectra

THIRD = Fraction(1, 3)


def holds(value: arb, exact: Fraction) -> bool:
    with flint.ctx.workprec(2000):
        return bool(value.contains(arb(flint.fmpq(exact.numerator, exact.denominator))))


@QUICK
@given(
    st.lists(st.fractions(max_denominator=10**6), min_size=4, max_size=4),
    st.lists(st.fractions(max_denominator=10**6), min_size=4, max_size=4),
)
def test_rational_arithmetic(first: list[Fraction], second: list[Fraction]) -> None:
    a, b = ArbTensor.from_fractions(first), ArbTensor.from_fractions(second)
    for result, exact in (
        (a + b, [x + y for x, y in zip(first, second, strict=True)]),
        (a - b, [x - y for x, y in zip(first, second, strict=True)]),
        (a * b, [x * y for x, y in zip(first, second, strict=True)]),
        (a / (b * b + 1), [x / (y * y + 1) for x, y in zip(first, second, strict=True)]),
        ((a @ b)[None], [sum(x * y for x, y in zip(first, second, strict=True))]),
        (torch.minimum(a, b), [min(p) for p in zip(first, second, strict=True)]),
        (torch.einsum("i,j->ij", a, b).sum(0), [sum(first) * y for y in second]),
        (abs(a) ** 3, [abs(x) ** 3 for x in first]),
        (torch.relu(a) - 1, [max(x, Fraction(0)) - 1 for x in first]),
    ):
        for i, value in enumerate(exact):
            assert holds(result.entry(i), Fraction(value))
            assert result.lower()[i] <= value <= result.upper()[i]
    less = a < b
    for i, (x, y) in enumerate(zip(first, second, strict=True)):
        assert not less.certainly[i] or x < y
        assert less.possibly[i] or x >= y


@QUICK
@given(known_spectra())
def test_eigenvalues(known: tuple[Any, list[Fraction]]) -> None:
    matrix, exact = known
    a = ArbTensor.from_fractions(matrix)
    values = torch.linalg.eigvalsh(a)
    size = max([abs(x) for x in exact] + [Fraction(0)])
    for i, value in enumerate(exact):
        assert holds(values.entry(i), value)
        assert values.upper()[i] - values.lower()[i] <= size * Fraction(1, 2**200)
    singular = torch.linalg.svdvals(a)
    for i, value in enumerate(sorted((abs(x) for x in exact), reverse=True)):
        assert singular.lower()[i] <= value <= singular.upper()[i]


def test_tensors_are_exact() -> None:
    t = torch.tensor([0.1, 5e-324, -1e308, 3.0], dtype=torch.float64)
    a = ArbTensor.from_tensor(t)
    assert a.lower().tolist() == [Fraction(x) for x in t.tolist()]
    assert a.upper().tolist() == a.lower().tolist()
    assert ArbTensor.from_tensor(torch.tensor([2**60 + 1])).lower()[0] == 2**60 + 1
    assert a.dtype == torch.float64
    assert ArbTensor.from_tensor(t.float()).dtype == torch.float32


def test_precision_does_not_leak() -> None:
    before = flint.ctx.prec
    a = ArbTensor.from_fractions([THIRD, 2], prec=1000)
    width = (a / 7).exp().upper()[0] - (a / 7).exp().lower()[0]
    assert 0 < width < Fraction(1, 2**900)
    with pytest.raises(NoArbRule):
        torch.linalg.det(a)
    assert flint.ctx.prec == before


def test_decisions() -> None:
    wide = ArbTensor(arb(0, 1))
    assert isinstance(wide > 0, ArbTruth)
    assert bool((wide > 0).undecided)
    assert bool((wide < 2).certainly)
    assert bool((wide > 2).impossible)
    with pytest.raises(TypeError, match="three-valued"):
        bool(wide > 0)
    with pytest.raises(TypeError):
        bool(wide)
    for step, low, high in (
        (torch.sign(wide), -1, 1),
        (torch.heaviside(wide, torch.tensor(0.5)), 0, 1),
        (torch.where(wide > 0, wide + 2, wide), -1, 3),
    ):
        assert step.lower()[()] <= low
        assert step.upper()[()] >= high
    exact = ArbTensor.from_fractions([-2, 0, 2])
    assert torch.sign(exact).lower().tolist() == [-1, 0, 1]
    assert torch.heaviside(exact, torch.tensor(0.5)).lower().tolist() == [0, 0.5, 1]
    assert ((exact > -1) & (exact < 1)).certainly.tolist() == [False, True, False]
    assert (~(exact == 0)).certainly.tolist() == [True, False, True]
    assert torch.all(exact == exact).certainly.item()


def test_undefined_is_never_certain() -> None:
    zero = ArbTensor.from_fractions([0])
    for bad in (1 / zero, torch.sqrt(zero - 1), torch.log(zero - 1), zero / zero):
        assert bad.lower()[0] == -math.inf
        assert bad.upper()[0] == math.inf
        assert bool((bad > 0).undecided[0])
        assert not torch.linalg.vector_norm(torch.cat([bad, zero])).entry().is_finite()
    assert not ArbTensor.from_tensor(torch.tensor([math.nan])).entry(0).is_finite()


def test_same_shapes_as_torch() -> None:
    t = torch.tensor(np.random.default_rng(0).integers(-5, 6, (2, 3, 3)), dtype=torch.float64)
    a = ArbTensor.from_tensor(t)
    for function in (
        lambda x: x.mT @ x,
        lambda x: x.sum((0, 2), keepdim=True),
        lambda x: x.amax(-1),
        lambda x: x.mean(),
        lambda x: torch.diag_embed(x).diagonal(0, -2, -1),
        lambda x: torch.linalg.diagonal(x),
        lambda x: x[0].trace(),
        lambda x: torch.stack([x, x], 1).flatten(1),
        lambda x: torch.cumsum(x, 1),
        lambda x: x.tril().permute(2, 0, 1),
        lambda x: torch.tensordot(x, x, ([0, 1], [0, 2])),
        lambda x: torch.einsum("bij,bkj->ik", x, x),
        lambda x: torch.linalg.matrix_norm(x, math.inf),
    ):
        expected, result = function(t), function(a)
        assert result.shape == expected.shape
        found = [float(v) for v in result.lower().reshape(-1)]
        # Integers below 2^53 (and one exact mean with 18 entries, compared after rounding).
        assert found == expected.reshape(-1).tolist() or expected.ndim == 0


@pytest.mark.parametrize("bits", [53, 256, 1000])
def test_bits_narrow_the_result(bits: int) -> None:
    root = torch.sqrt(ArbTensor.from_fractions([2], prec=bits))
    assert 0 < root.upper()[0] - root.lower()[0] <= Fraction(1, 2 ** (bits - 4))


def test_refusals() -> None:
    a = ArbTensor.from_fractions([1, 2])
    for call in (
        lambda: torch.erf(a),
        lambda: a**0.3,
        lambda: a.add_(1),
        lambda: torch.add(a, a, out=torch.ones(2)),
        lambda: torch.nn.functional.relu(a, inplace=True),
        lambda: torch.linalg.vector_norm(a, 3),
    ):
        with pytest.raises(NoArbRule):
            call()
    with pytest.raises(TypeError):
        a + "1"
    with pytest.raises(ValueError, match="square"):
        torch.linalg.eigvalsh(ArbTensor.from_fractions([[1, 2]]))
