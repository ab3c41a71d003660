"""Riemannian Hessians from Euclidean derivatives, bit for bit against autograd and integers."""

from __future__ import annotations

import pytest
import torch

from models.sphere_derivatives import (
    MATRICES,
    POINTS,
    QuadraticAndQuartic,
    integer_hessian,
    integer_tangents,
    integers_on_sphere,
    projected,
)
from models.tensors import Sphere


def _drawn(count, d, bits, seed=0):
    generator = torch.Generator().manual_seed(seed)
    root = torch.randint(-3, 4, (d, d), generator=generator)
    k = integers_on_sphere(count, d, bits, generator)
    u = integer_tangents(k, generator)
    return root + root.T, k, u, k.double() / 2**bits, u.double() / 4**bits


@pytest.mark.parametrize(("d", "bits"), [(4, 0), (4, 3), (5, 2), (64, 5)])
def test_points_lie_on_the_sphere_exactly(d, bits):
    _, k, u, x, v = _drawn(50, d, bits)
    assert (k * k).sum(1).eq(4**bits).all()
    assert k.shape == (50, d)
    assert not (k * u).sum(1).any()
    assert (x * x).sum(1).eq(1).all()
    assert not (x * v).sum(1).any()


def test_points_need_four_coordinates():
    with pytest.raises(ValueError, match="at least 4 coordinates"):
        integers_on_sphere(1, 3, 2, torch.Generator())


@pytest.mark.parametrize("count", [0, 1, MATRICES, MATRICES + 1, POINTS + 1])
def test_products_and_matrices_agree_with_autograd_and_integers(count):
    d, bits = 6, 3
    A, k, u, x, v = _drawn(count, d, bits)
    cost = QuadraticAndQuartic(A.double())
    H, Hv = cost.hessian(x), cost.product(x, v)
    assert H.shape == (count, d, d)
    if count:
        assert torch.equal(H, Sphere().hessian(cost.value, x))
    assert torch.equal(H, integer_hessian(A, k).double() / 2 ** (6 * bits))
    assert torch.equal(Hv, (H @ v[:, :, None])[:, :, 0])


def test_the_formula_as_it_is_written():
    A, _, _, x, _ = _drawn(40, 8, 3)
    cost = QuadraticAndQuartic(A.double())
    H = cost.A + 12 * torch.diag_embed(x * x)
    assert torch.equal(cost.hessian(x), projected(x, cost.gradient(x), H))


def test_results_are_written_where_they_are_asked_for():
    A, _, _, x, v = _drawn(40, 8, 3)
    cost = QuadraticAndQuartic(A.double())
    out, along = torch.full((40, 8, 8), torch.nan).double(), torch.full_like(x, torch.nan)
    assert cost.hessian(x, out) is out
    assert cost.product(x, v, along) is along
    assert torch.equal(out, cost.hessian(x))
    assert torch.equal(along, cost.product(x, v))


def test_a_wrong_curvature_is_seen():
    """The comparison has power: without <x, g> P, or with a part of it, bits differ."""
    A, k, _, x, _ = _drawn(5, 6, 3)
    cost = QuadraticAndQuartic(A.double())
    H, right = cost.A + 12 * torch.diag_embed(x * x), integer_hessian(A, k).double() / 2**18
    for share in (0.0, 1 - 2.0**-20):
        assert not torch.equal(projected(x, share * cost.gradient(x), H), right)
