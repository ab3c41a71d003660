"""The infinite-width kernel against balls: at every angle, in tiles, of inputs of any length."""

import math
from fractions import Fraction

import flint
import pytest
import torch

from models import infinite_width as module
from models.infinite_width import infinite_width

U = 2.0**-53


def exact(x, y):
    """The entry of two inputs, from half the angle, as a ball."""
    p, q = ([flint.arb(v) for v in z.tolist()] for z in (x, y))
    dot = sum((a * b for a, b in zip(p, q, strict=True)), flint.arb(0))
    left, right = (sum((a * a for a in z), flint.arb(0)).sqrt() for z in (p, q))
    near, far = (
        sum(((a / left + s * b / right) ** 2 for a, b in zip(p, q, strict=True)), flint.arb(0))
        for s in (-1, 1)
    )
    if torch.equal(x, y):
        return dot / 2
    if torch.equal(x, -y):
        return 0 * dot
    theta = 2 * flint.arb.atan2(near.sqrt(), far.sqrt())
    return dot * (flint.arb.pi() - theta) / (2 * flint.arb.pi())


def gap(found, x, y):
    with flint.ctx.workprec(300):
        apart = abs(exact(x, y) - flint.arb(found.item()))
    assert apart.is_finite()
    return float(apart.upper())


def pairs(d):
    """Unit inputs at angles from 1e-12 to pi - 1e-12, two by two; (104, d)."""
    generator = torch.Generator().manual_seed(d)
    tilts = [10.0**-e for e in range(12, 0, -1)]
    angles = [*tilts, *torch.linspace(0.2, 3.0, 28).tolist(), *(math.pi - t for t in tilts)]
    rows = []
    for theta in angles:
        u, v = torch.linalg.qr(torch.randn(d, 2, generator=generator, dtype=torch.float64))[0].mT
        rows += [u, math.cos(theta) * u + math.sin(theta) * v]
    return torch.stack(rows)


def worst(H, X):
    """The largest error of entries of neighbours, and of one beside the diagonal."""
    places = [(i, i + 1) for i in range(0, len(X), 2)] + [(0, 0), (len(X) - 1, 2)]
    return max(gap(H[i, j], X[i], X[j]) for i, j in places)


def explained(d):
    """Of unit inputs, in units of the last place of 1.

    The inner product, its share, up to 1/2, and the entry are rounded once each; the angle, over
    2 pi, has the roundings of two sizes, divisions and lengths of d entries.
    """
    return 1.5 + (2 * d + 24) / (2 * math.pi)


@pytest.mark.parametrize("d", [2, 3, 64])
@pytest.mark.parametrize("scale", [2.0**-300, 1.0, 2.0**300])
def test_entries_at_every_angle(d, scale):
    X = pairs(d)
    H = infinite_width(X[None] * scale)[0] / scale**2
    assert worst(H, X) <= explained(d) * U
    assert torch.equal(H, H.mT)


def test_float32():
    X = pairs(16).to(torch.float32)
    assert worst(infinite_width(X[None])[0], X) <= explained(16) * 2.0**-24


@pytest.mark.parametrize("side", [8, 50])
def test_tiles_and_parts(monkeypatch, side):
    X = pairs(5)
    monkeypatch.setattr(module, "_side", lambda batch, device: side)
    monkeypatch.setattr(module, "PAIRS", 3)
    both = infinite_width(torch.stack([X, X.flip(0)]))
    for H, Y in zip(both, (X, X.flip(0)), strict=True):
        assert worst(H, Y) <= explained(5) * U
        assert torch.equal(H, H.mT)


def test_inner_products_are_rounded_once():
    # The squares of 2^-27 are lost one by one beside 1, and are 2^-48 together.
    x = torch.full((65,), 2.0**-27, dtype=torch.float64)
    x[0] = 1
    assert infinite_width(x[None, None]).item() == (1 + 2.0**-48) / 2


@pytest.mark.parametrize("d", [1, 3, 64, 1000])
def test_leading_bits_have_exact_inner_products(d):
    generator = torch.Generator().manual_seed(d)
    X = torch.randn(1, 2, d, generator=generator, dtype=torch.float64) * 2.0**-40
    leading, rest = module._split(X)
    assert torch.equal(leading + rest, X)
    p, q = ([Fraction(v) for v in row] for row in leading[0].tolist())
    total = sum(a * b for a, b in zip(p, q, strict=True))
    for order in (slice(None), torch.arange(d - 1, -1, -1)):
        assert Fraction((leading[0, 0, order] @ leading[0, 1, order]).item()) == total


def test_one_number_each():
    X = torch.tensor([[2.0], [-3.0], [0.0]], dtype=torch.float64)
    assert infinite_width(X[None])[0].tolist() == [[2, 0, 0], [0, 4.5, 0], [0, 0, 0]]


def test_what_is_no_number_stays_so():
    X = torch.ones(1, 3, 2, dtype=torch.float64)
    X[0, 1, 0] = torch.nan
    lost = infinite_width(X)[0].isnan()
    assert lost[1].all()
    assert lost[:, 1].all()
    assert int(lost.sum()) == 5


@pytest.mark.parametrize("shape", [(0, 3, 2), (2, 0, 3), (2, 3, 0)])
def test_empty_sizes(shape):
    assert infinite_width(torch.ones(shape)).tolist() == torch.zeros(*shape[:2], shape[1]).tolist()
