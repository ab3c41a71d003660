"""Orthogonal decomposition: exact instances, the plain contraction, what a certificate sees."""

from __future__ import annotations

import pytest
import torch

from models import tensor_decomposition
from models.tensor_decomposition import (
    Decomposition,
    contractions,
    corrected,
    decompose,
    distances,
    planted,
    powers,
    symmetric,
)
from models.tensors import QuarticTensor
from theorems.tensor import objective as theorem

from .attacks import failing

FAST = "factors found from all entries"


def _instance(d, seed=0, **options):
    generator = torch.Generator().manual_seed(seed)
    right, T = planted(d, generator, **options)
    return right, T, generator


def _integers(count, d, generator):
    root = torch.randint(-4, 5, (count, d, d), generator=generator).double()
    return root + root.mT


@pytest.mark.parametrize("d", [4, 8, 20])
def test_the_planted_tensor_is_exact(d):
    right, T, _ = _instance(d)
    basis = right.components
    assert torch.equal(basis.T @ basis, torch.eye(d, dtype=torch.float64))
    scaled = T * 2.0 ** (4 * 6 + 5)
    assert torch.equal(scaled, scaled.round())
    assert scaled.abs().max() < 2**53 / d
    for order in ((1, 0, 2, 3), (2, 1, 0, 3), (3, 1, 2, 0)):
        assert torch.equal(T, T.permute(order))
    assert torch.equal(powers(T, basis), right.weights * basis)
    assert (right.weights >= 1).all()
    assert (right.weights < 1.5).all()


def test_the_planted_tensor_is_the_one_of_the_theorems():
    right, T, generator = _instance(8, bits=0)
    assert right.weights.eq(1).all()
    model, x = QuarticTensor(), torch.randint(-3, 4, (1, 8), generator=generator).double()
    assert torch.equal(model.tensor(right.components[None])[0], T)
    assert torch.equal(model.full(T[None], x), model.factored(right.components[None], x))


def test_planted_needs_blocks_of_four():
    with pytest.raises(ValueError, match="multiple of 4, got 6"):
        planted(6, torch.Generator())


@pytest.mark.parametrize("d", [4, 12])
def test_half_of_the_entries_are_enough(d):
    _, T, generator = _instance(d)
    M = _integers(3, d, generator)
    assert torch.equal(contractions(T, M), torch.einsum("ijkl,mkl->mij", T, M))


def test_the_components_diagonalise_every_contraction():
    right, T, generator = _instance(8)
    basis = right.components
    S = contractions(T, _integers(3, 8, generator))
    inside = basis.T @ S @ basis
    assert torch.equal(inside, torch.diag_embed(inside.diagonal(dim1=1, dim2=2)))
    assert torch.equal(corrected(basis, S), basis)


def test_a_correction_squares_the_error():
    """A basis turned by an angle t in one plane is off by less than t^2 afterwards."""
    right, T, generator = _instance(8)
    S = contractions(T, _integers(4, 8, generator))
    for power in (6, 10, 14):
        t = torch.tensor(2.0**-power, dtype=torch.float64)
        turn = torch.eye(8, dtype=torch.float64)
        turn[:2, :2] = torch.stack((t.cos(), -t.sin(), t.sin(), t.cos())).reshape(2, 2)
        off = corrected(right.components @ turn, S) - right.components
        assert off.norm() < t**2


@pytest.mark.parametrize("d", [4, 8, 16])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_components_are_certified(d, seed):
    right, T, generator = _instance(d, seed)
    found = decompose(T, symmetric(4, d, generator))
    nearest = (found.components.T @ right.components).abs()
    assert sorted(nearest.argmax(1).tolist()) == list(range(d))
    bounds = distances(T, found.components, 1.5)
    sign = (found.components.T @ right.components).gather(1, nearest.argmax(1)[:, None]).sign()
    off = found.components * sign[:, 0] - right.components[:, nearest.argmax(1)]
    assert (off.norm(dim=0) <= bounds).all()
    assert bounds.max() < 1e-12
    assert (found.weights - right.weights[nearest.argmax(1)]).abs().max() < 1e-12


@pytest.mark.parametrize("far", [1e-9, 1e-3])
def test_a_moved_component_is_not_certified_nearer_than_it_is(far):
    right, T, _ = _instance(8)
    moved = right.components + far * right.components.roll(1, 1)
    bounds = distances(T, moved, 1.5)
    assert (bounds > 0.999999 * far).all()
    assert (bounds < 4 * far).all()


def test_nothing_is_known_between_components():
    right, T, _ = _instance(8)
    between = right.components + right.components.roll(1, 1)
    assert distances(T, between, 1.5).isinf().all()


# The check of the theorem -------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_theorem_holds_for_the_decomposition(dtype):
    assert not failing(theorem.thm, FAST, dtype)


def _turned(found, angle):
    """The first two components turned in their plane."""
    a, b = found.components[:, 0], found.components[:, 1]
    c = torch.stack([a + angle * b, b - angle * a, *found.components.T[2:]], 1)
    return Decomposition(found.weights, c)


SPOILT = {
    "weights": lambda f: Decomposition(f.weights * (1 + 1e-6), f.components),
    "components": lambda f: Decomposition(f.weights, f.components * (1 + 1e-6)),
    "turned": lambda f: _turned(f, 1e-6),
    "one found twice": lambda f: Decomposition(
        f.weights, torch.cat([f.components[:, :1], f.components[:, :-1]], 1)
    ),
    "one component short": lambda f: Decomposition(
        torch.cat([f.weights[:-1], 0 * f.weights[-1:]]), f.components
    ),
    "weights in another order": lambda f: Decomposition(f.weights.roll(1), f.components),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_decomposition_fails(monkeypatch, how):
    right = decompose
    monkeypatch.setattr(tensor_decomposition, "decompose", lambda T, M: SPOILT[how](right(T, M)))
    assert failing(theorem.thm, FAST) == {"objective"}


def test_a_hundredth_fails_in_float32(monkeypatch):
    def spoilt(T, M):
        found = decompose(T, M)
        return Decomposition(found.weights * 1.01, found.components)

    monkeypatch.setattr(tensor_decomposition, "decompose", spoilt)
    assert failing(theorem.thm, FAST, torch.float32) == {"objective"}
