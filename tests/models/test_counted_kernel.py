"""Counted gates against the naive count, also where float32 cannot tell."""

import pytest
import torch

from models import counted_kernel
from models.counted_kernel import gate_counts


def naive(W, X):
    on = (X[:, None] * W[None]).sum(-1) > 0
    return (on[:, None] & on[None]).sum(-1).to(torch.int32)


def drawn(seed, m, n, d, scale=1.0):
    generator = torch.Generator().manual_seed(seed)
    W = torch.randn(m, d, generator=generator, dtype=torch.float64)
    return W * scale, torch.randn(n, d, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize(("m", "n", "d"), [(1, 1, 1), (0, 3, 2), (300, 7, 5), (5000, 300, 3)])
@pytest.mark.parametrize("scale", [1e-300, 1e-30, 1.0, 1e30, 1e300])
def test_counts_are_those_of_the_naive_form(m, n, d, scale):
    W, X = drawn(m, m, n, d, scale)
    assert torch.equal(gate_counts(W, X), naive(W, X))


def test_ties_and_signs_below_float32():
    # <w, x> = 0 exactly, and +-2^-40 beside terms of size 1: float32 sees 0 in all three.
    X = torch.tensor([[1.0, 1.0, 2.0**-40], [1.0, 1.0, -(2.0**-40)], [1.0, 1.0, 0.0]])
    W = torch.tensor([[1.0, -1.0, 1.0]] * 40)
    counts = gate_counts(W.double(), X.double())
    assert counts.tolist() == [[40, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_without_the_private_product(monkeypatch):
    W, X = drawn(1, 100, 20, 4)
    expected = gate_counts(W, X)
    counted_kernel._trusted.cache_clear()
    monkeypatch.delattr(torch, "_int_mm", raising=False)
    assert torch.equal(gate_counts(W, X), expected)

    def refuses(*_):
        raise RuntimeError("shape")

    def garbage(left, right):
        return torch.full((len(left), len(left)), -632247488, dtype=torch.int32)

    for broken in (refuses, garbage):
        counted_kernel._trusted.cache_clear()
        monkeypatch.setattr(torch, "_int_mm", broken, raising=False)
        assert torch.equal(gate_counts(W, X), expected)
    counted_kernel._trusted.cache_clear()


def test_one_neuron():
    # torch._int_mm reads uninitialised memory for an inner length of 1.
    W, X = drawn(2, 1, 5, 3)
    for _ in range(20):
        assert torch.equal(gate_counts(W, X), naive(W, X))


@pytest.mark.parametrize("bad", [torch.nan, torch.inf])
def test_what_is_not_finite_is_refused(bad):
    W, X = drawn(1, 4, 2, 3)
    X[1, 2] = bad
    with pytest.raises(ValueError, match="finite"):
        gate_counts(W, X)


def test_shapes_and_signs_are_asked_for():
    W, X = drawn(1, 4, 2, 3)
    with pytest.raises(ValueError, match="expected W"):
        gate_counts(W, X[:, :2])
    with pytest.raises(ValueError, match="must be"):
        counted_kernel.counted_kernel(W[None], torch.full((1, 4), 0.5), X[None])
