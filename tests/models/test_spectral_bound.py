"""The rigorous bound of a spectral norm, and masks of matrix completion that it certifies."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lemmata.balls import Ball
from models.sampling_masks import PATTERN, certificate, spectral_norm_bound

NEARLY = Fraction(2**30 - 1, 2**30)


def symmetric(entries: list[float], d: int) -> Tensor:
    """The symmetric matrix with the given upper triangle."""
    made = torch.zeros(d, d, dtype=torch.float64)
    made[tuple(torch.triu_indices(d, d))] = torch.tensor(entries, dtype=torch.float64)
    return made + made.triu(1).mT


def semidefinite(matrix: list[list[Fraction]]) -> bool:
    """Whether a rational symmetric matrix has no negative eigenvalue, by exact elimination."""
    rest = [row[:] for row in matrix]
    while rest:
        pivot, *others = rest[0]
        if pivot < 0 or (pivot == 0 and any(others)):
            return False
        below = [row[1:] for row in rest[1:]]
        if pivot:
            below = [
                [x - row[0] * y / pivot for x, y in zip(part, others, strict=True)]
                for row, part in zip(rest[1:], below, strict=True)
            ]
        rest = below
    return True


def is_bound(X: Tensor, bound: Fraction) -> bool:
    """Whether bound I - X and bound I + X are positive semidefinite, decided exactly."""
    rows = [[Fraction(x) for x in row] for row in X.tolist()]
    return all(
        semidefinite(
            [[bound * (i == j) + sign * x for j, x in enumerate(r)] for i, r in enumerate(rows)]
        )
        for sign in (1, -1)
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_bounds_exactly_and_tightly(data: st.DataObject) -> None:
    """Ties, zeros and rank defects among small integers, and full precision, at all scales."""
    d = data.draw(st.integers(1, 5))
    count = d * (d + 1) // 2
    entry = data.draw(st.sampled_from([st.integers(-2, 2), st.floats(-1, 1)]))
    entries = [float(x) for x in data.draw(st.lists(entry, min_size=count, max_size=count))]
    X = symmetric(entries, d) * 2.0 ** data.draw(st.sampled_from([0, -3, 400, -400, -1060]))
    bound = Fraction(spectral_norm_bound(X))
    assert is_bound(X, bound)
    if bound > Fraction(1, 2**1000):  # below, one subnormal is more than the tightness asked for
        assert not is_bound(X, NEARLY * bound)


@pytest.mark.parametrize("d", [1, 2, 7, 64])
def test_known_norms(d: int) -> None:
    ones, reversal = (
        torch.ones(d, d, dtype=torch.float64),
        torch.eye(d, dtype=torch.float64).flip(0),
    )
    for X, norm in ((ones, d), (-ones, d), (reversal, 1), (0 * ones, 0), (3 * reversal, 3)):
        bound = Fraction(spectral_norm_bound(X))
        assert norm <= bound <= norm * (2 - NEARLY)


def test_overflow_is_no_bound_at_all() -> None:
    """|X|_2 = 2^1024 has no float64: the bound is infinite, not wrong."""
    assert spectral_norm_bound(torch.full((2, 2), 2.0**1023, dtype=torch.float64)) == math.inf


def test_refuses() -> None:
    eye = torch.eye(3, dtype=torch.float64)
    for bad in (eye * math.nan, eye * math.inf):
        with pytest.raises(ValueError, match="finite symmetric"):
            spectral_norm_bound(bad)
    with pytest.raises(ValueError, match="finite symmetric"):
        spectral_norm_bound(eye + torch.ones(3, 3, dtype=torch.float64).triu(1) * 2.0**-52)
    for shape in ((2, 3), (0, 0), (4,)):
        with pytest.raises(ValueError, match="square"):
            spectral_norm_bound(torch.zeros(shape, dtype=torch.float64))


def random_mask(d: int, seed: int) -> Tensor:
    """A symmetric mask, every pair and loop observed with probability 4/5."""
    generator = torch.Generator().manual_seed(seed)
    upper = (torch.rand(d, d, generator=generator) < 0.8).double().triu()
    return upper + upper.triu(1).mT


def test_a_random_mask_with_a_thousand_rows_is_certified() -> None:
    """completion.mask_certificate applies: in B nothing but +-z is a local minimum.

    z = (1, ..., 1) / sqrt(1000), so mu = 1. An exact Rayleigh quotient is below the bound.
    """
    d = 1000
    mask = random_mask(d, seed=7)
    z = torch.sqrt(1 / Ball.exact(torch.full((1, d), float(d), dtype=torch.float64)))
    density = Ball.exact(torch.full((1,), 4.0, dtype=torch.float64)) / 5
    found = certificate(Ball.exact(mask[None]), z, density)
    eps, rows = (Fraction(float(found[name].upper()[0])) for name in ("eps", "eps1"))
    assert 2 * rows + Fraction(19, 2) * eps + 9 * eps**2 < 2
    X = 5 * mask - 4  # 4 (Omega / p - 1 1'), small integers
    values, vectors = torch.linalg.eigh(X)
    v = torch.round(2.0**20 * vectors[:, int(values.abs().argmax())])  # exact sums below 2^53
    quotient = Fraction(abs(int(v @ X @ v)), int(v @ v))
    assert quotient <= d * eps
    assert quotient >= d * eps * (1 - Fraction(1, 2**20))


def test_a_mask_with_sixty_rows_is_not_certified() -> None:
    mask = random_mask(60, seed=1)
    z = torch.full((1, 60), 1 / math.sqrt(60), dtype=torch.float64)
    found = certificate(Ball.exact(mask[None]), Ball.exact(z), Ball.exact(z[:, 0] * 0 + 0.8))
    assert Fraction(float(found["eps"].lower()[0])) > Fraction(3, 16)


@pytest.mark.parametrize("m", [1, 2, 7])
def test_the_mask_with_a_spurious_minimum_deviates_by_two(m: int) -> None:
    """completion.spurious_minimum: eps = 4 |Omega / p - 1 1'|_2 / d = 2 for p = 2/3 and mu = 1."""
    pattern = torch.tensor(PATTERN, dtype=torch.float64)
    mask = pattern.repeat_interleave(m, 0).repeat_interleave(m, 1)
    bound = Fraction(spectral_norm_bound(3 * mask - 2))  # 2 (Omega / p - 1 1'), exact
    assert 3 * m <= bound <= 3 * m * (2 - NEARLY)
