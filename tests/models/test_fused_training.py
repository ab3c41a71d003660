"""The fused step against autograd: bit for bit where the arithmetic is exact."""

import pytest
import torch

from models import fused_training
from models.fused_training import naive_step, train
from theorems.ntk import network_loss_gradient as theorem

from .attacks import failing

FAST = "steps of fused training"


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


# The check of the theorem -------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("block", [1, 7, 2**16])
def test_the_theorem_holds_for_fused_steps(monkeypatch, block, dtype):
    monkeypatch.setitem(fused_training.BLOCK, "cpu", block)
    assert not failing(theorem.thm, FAST, dtype)


def _closed(W, a, X, y, eta, steps):
    """Gates of >= 0, by autograd."""
    outputs = []
    for _ in range(steps + 1):
        z = X @ W.mT
        u = z.clamp_min(0) @ a / len(a) ** 0.5
        outputs.append(u)
        step = ((z >= 0) * a * (u - y)[:, None]).mT @ X * eta / len(a) ** 0.5
        W = W - step if len(outputs) <= steps else W
    return W, torch.stack(outputs)


def _last_bit(W, a, X, y, eta, steps):
    moved, outputs = train(W, a, X, y, eta, steps)
    moved[0, 0] = torch.nextafter(moved[0, 0], moved[0, 0] + 1) if steps else moved[0, 0]
    return moved, outputs


def _of(change):
    """The moved weights as `change` of them and of those at the start."""

    def spoilt(W, a, X, y, eta, steps):
        moved, outputs = train(W, a, X, y, eta, steps)
        return change(W, moved), outputs

    return spoilt


SPOILT = {
    "a step 1e-6 too long": (lambda *p: train(*p[:4], p[4] * (1 + 1e-6), p[5]), "slope"),
    "weights 1e-6 too large": (_of(lambda W, moved: moved * (1 + 1e-6)), "slope"),
    "outputs 1e-6 too large": (lambda *p: (train(*p)[0], train(*p)[1] * (1 + 1e-6)), "piece"),
    "outputs of the step after": (lambda *p: (train(*p)[0], train(*p)[1].roll(-1, 0)), "piece"),
    "one neuron left behind": (_of(lambda W, moved: torch.cat([W[:1], moved[1:]])), "slope"),
    "upwards": (_of(lambda W, moved: 2 * W - moved), "slope"),
    "gates of >= 0": (_closed, "slope"),
    "the last bit of one weight": (_last_bit, "slope"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_steps_fail(monkeypatch, how):
    spoilt, relation = SPOILT[how]
    monkeypatch.setattr(fused_training, "train", spoilt)
    assert relation in failing(theorem.thm, FAST)


def test_the_last_bit_fails_in_float32(monkeypatch):
    monkeypatch.setattr(fused_training, "train", _last_bit)
    assert "slope" in failing(theorem.thm, FAST, torch.float32)
