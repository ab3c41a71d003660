"""The fused step against autograd: bit for bit where the arithmetic is exact."""

import pytest
import torch

from models import fused_training
from models.fused_training import naive_step, train


def dyadic(seed, m, n, d):
    """Small integers; with m a power of 4 and eta a power of two nothing is ever rounded."""
    generator = torch.Generator().manual_seed(seed)

    def integers(*shape):
        return torch.randint(-3, 4, shape, generator=generator).double()

    a = torch.where(integers(m) > 0, 1.0, -1.0).double()
    return integers(m, d), a, integers(n, d), integers(n)


@pytest.mark.parametrize(("m", "n", "d"), [(1, 1, 1), (4, 3, 2), (64, 5, 3), (256, 2, 4)])
@pytest.mark.parametrize("block", [1, 7, 2**16])
def test_steps_are_those_of_autograd(monkeypatch, m, n, d, block):
    monkeypatch.setitem(fused_training.BLOCK, "cpu", block)
    W, a, X, y = dyadic(m + n, m, n, d)
    moved, outputs = train(W, a, X, y, 0.125, 2)
    for u in outputs[:-1]:
        W, expected = naive_step(W, a, X, y, 0.125)
        assert torch.equal(u, expected)
    assert torch.equal(moved, W)
    assert torch.equal(outputs[-1], naive_step(W, a, X, y, 0.125)[1])


@pytest.mark.parametrize("block", [1, 40, 2**16])
def test_seeds_side_by_side_are_seeds_one_by_one(monkeypatch, block):
    monkeypatch.setitem(fused_training.BLOCK, "cpu", block)
    runs = [dyadic(seed, 16, 5, 3) for seed in range(4)]
    _, _, X, y = runs[0]
    W, a = (torch.stack([run[i] for run in runs]) for i in (0, 1))
    moved, outputs = train(W, a, X, y, 0.125, 2)
    assert outputs.shape == (3, 4, 5)
    for i in range(4):
        alone, seen = train(W[i], a[i], X, y, 0.125, 2)
        assert torch.equal(moved[i], alone)
        assert torch.equal(outputs[:, i], seen)


def test_ties_are_off_and_the_start_is_kept():
    W, a, X, y = (torch.tensor(v).double() for v in ([[0.0]], [1.0], [[1.0]], [1.0]))
    moved, outputs = train(W, a, X, y, 1.0, 3)
    assert outputs.tolist() == [[0.0]] * 4
    assert moved.tolist() == W.tolist() == [[0.0]]


def test_no_steps_and_nan():
    W, a, X, y = dyadic(0, 4, 3, 2)
    moved, outputs = train(W, a, X, y, 0.5, 0)
    assert torch.equal(moved, W)
    assert outputs.shape == (1, 3)
    y[0] = torch.nan
    assert bool(train(W, a, X, y, 0.5, 2)[1][1:].isnan().any())


def test_shapes_are_asked_for():
    W, a, X, y = dyadic(0, 4, 3, 2)
    bads = [(W[:, :1], a, X, y), (W, a[:2], X, y), (W, a, X, y[:2]), (W[:0], a[:0], X, y)]
    bads += [(W[None][:0], a[None][:0], X, y), (W[None], a, X, y), (W[:, 0], a[0], X, y)]
    for bad in bads:
        with pytest.raises(ValueError, match="expected W"):
            train(*bad, 0.5, 1)
    with pytest.raises(ValueError, match="steps >= 0"):
        train(W, a, X, y, 0.5, -1)
