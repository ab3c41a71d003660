"""Cubes that make up any couplings, and the law over which energies are averaged."""

import pytest
import torch

from lemmata.balls import Ball
from models.spin_glass import contracted, naive_energy
from models.spin_glass_points import PackedGlass, cubes, uncorrelated_signs
from models.spin_glass_points import contracted as enclosed
from models.tensors import coordinates


def integers(batch, N, seed):
    generator = torch.Generator().manual_seed(seed)
    g = 24 * torch.randint(-9, 10, (batch, N, N, N), generator=generator).double()
    return g, torch.randint(-9, 10, (batch, N), generator=generator).double()


@pytest.mark.parametrize("N", [1, 2, 4])
def test_cubes_make_up_the_definition(N):
    g, x = integers(5, N, 0)
    A, w = cubes(g)  # g is divisible by 24: no rounding
    found = (w * coordinates(A, x) ** 3).sum(-1) / N
    assert torch.equal(found, torch.stack([naive_energy(*row) for row in zip(g, x, strict=True)]))


@pytest.mark.parametrize("N", [1, 2, 4, 8])
def test_packed_rows_and_the_enclosed_reference_are_the_contractions(N):
    g, x = integers(5, N, 1)
    rows = [contracted(*row) for row in zip(g, x, strict=True)]
    right = [torch.stack(part) for part in zip(*rows, strict=True)]
    around = enclosed(Ball.exact(g), Ball.exact(x))
    for value, ball, exact in zip(PackedGlass().derivatives(g, x), around, right, strict=True):
        assert torch.equal(value, exact)
        assert bool(((ball.lower() <= exact) & (exact <= ball.upper())).all())


@pytest.mark.parametrize("count", [1, 2, 3, 4, 8, 27, 64])
def test_signs_are_centred_and_uncorrelated(count):
    signs = uncorrelated_signs(count)
    assert bool((signs.abs() == 1).all())
    assert torch.equal(signs.mean(0), torch.zeros(count, dtype=torch.float64))
    assert torch.equal(signs.mT @ signs, len(signs) * torch.eye(count, dtype=torch.float64))
