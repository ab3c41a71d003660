"""The packed spin glass against its definition: equal bit for bit where the arithmetic is exact."""

import pytest
import torch
from torch.func import grad, jacrev

from models.spin_glass import SpinGlass, contracted, naive_energy, symmetrised


def integers(N, seed):
    generator = torch.Generator().manual_seed(seed)
    g = 6 * torch.randint(-9, 10, (N, N, N), generator=generator).double()
    return g, torch.randint(-9, 10, (N,), generator=generator).double()


@pytest.mark.parametrize("N", [1, 2, 4, 8])
@pytest.mark.parametrize("seed", range(4))
def test_derivatives_are_those_of_the_definition(N, seed):
    g, x = integers(N, seed)
    energy, slope, bend = SpinGlass.of(g).derivatives(x)
    assert energy == naive_energy(g, x)  # N is a power of two and g divisible by 6: no rounding
    assert torch.equal(slope, grad(lambda y: naive_energy(g, y))(x))
    assert torch.equal(bend, jacrev(grad(lambda y: naive_energy(g, y)))(x))
    assert torch.equal(bend, contracted(g, x)[2])


def test_the_symmetric_part_is_symmetric():
    g, _ = integers(5, 0)
    S = symmetrised(g)
    for order in [(1, 0, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1)]:
        assert torch.equal(S, S.permute(order))


def test_shapes_are_asked_for():
    g, x = integers(3, 0)
    with pytest.raises(ValueError, match="couplings"):
        SpinGlass.of(g[0])
    with pytest.raises(ValueError, match="point of shape"):
        SpinGlass.of(g).derivatives(x[:2])
