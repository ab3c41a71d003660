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


@pytest.mark.parametrize("n", [1, 255, 257, 600])
@pytest.mark.parametrize("m", [1, 31, 33, 1025])
def test_sizes_beside_those_of_blocks(n, m):
    W, X = drawn(n + m, m, n, 6)
    assert torch.equal(gate_counts(W, X), naive(W, X))


def test_rows_of_all_lengths():
    W, X = drawn(3, 400, 60, 5)
    W *= 2.0 ** torch.linspace(-1000, 1000, len(W), dtype=torch.float64)[:, None]
    X[::7], W[::9] = 0, 0
    X[3, 2], W[5, 1] = 1e-320, 1e-320
    assert torch.equal(gate_counts(W, X), naive(W, X))


def test_nearly_orthogonal_pairs():
    # <w, x> is 2^-k beside terms of size 1: on both sides of what float32 can tell.
    steps = 2.0 ** -torch.arange(1.0, 50.0, dtype=torch.float64)
    W = torch.stack([torch.ones(98), torch.cat([steps - 1, -steps - 1]), torch.zeros(98)], 1)
    X = torch.tensor([[1.0, 1.0, 0.0], [-1.0, -1.0, 0.0], [0.0, 0.0, 1.0], [1e9, 1e9, 0.0]])
    assert gate_counts(W, X.double()).diagonal().tolist() == [49, 49, 0, 49]
    assert torch.equal(gate_counts(W, X.double()), naive(W, X.double()))


@pytest.mark.parametrize("m", [2, 5000])
def test_float32_products_of_less_than_float32(monkeypatch, m):
    # A user may let torch round the inputs of float32 products to bfloat16 or TF32.
    W, X = drawn(4, m, 300, 40)
    expected = naive(W, X)
    product = torch.Tensor.__matmul__

    def rounded(left, right):
        if left.dtype == torch.float32:
            left, right = (t.to(torch.bfloat16).to(torch.float32) for t in (left, right))
        return product(left, right)

    with monkeypatch.context() as patched:
        patched.setattr(torch.Tensor, "__matmul__", rounded)
        assert torch.equal(gate_counts(W, X), expected)
    before = torch.get_float32_matmul_precision()
    try:
        torch.set_float32_matmul_precision("medium")
        assert torch.equal(gate_counts(W, X), expected)
    finally:
        torch.set_float32_matmul_precision(before)


def test_empty_sizes():
    for n, m, d in ((0, 3, 2), (3, 2, 0), (2, 0, 2)):
        assert gate_counts(torch.ones(m, d), torch.ones(n, d)).tolist() == [[0] * n] * n


def test_without_the_private_product(monkeypatch):
    W, X = drawn(1, 100, 20, 4)
    expected = gate_counts(W, X)
    counted_kernel._trusted.cache_clear()
    monkeypatch.delattr(torch, "_int_mm", raising=False)
    assert torch.equal(gate_counts(W, X), expected)

    def refuses(*_):
        raise RuntimeError("shape")

    def garbage(left, right):
        return torch.full((len(left), right.shape[1]), -632247488, dtype=torch.int32)

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
