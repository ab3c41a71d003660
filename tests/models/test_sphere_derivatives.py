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
from theorems.tensor import sphere_gradient, sphere_hessian

from .attacks import failing

FAST = "without products of matrices"
DTYPES = [torch.float64, torch.float32]


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


# The checks of the theorems -----------------------------------------------------------------------


def _spoilt(monkeypatch, method, change):
    right = getattr(QuadraticAndQuartic, method)
    monkeypatch.setattr(QuadraticAndQuartic, method, lambda *args: change(right(*args)))


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_theorems_hold_for_the_fast_path(dtype):
    assert not failing(sphere_hessian.thm, FAST, dtype)
    assert not failing(sphere_gradient.thm, "many points at once", dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("method", "relation"), [("hessian", "matrix"), ("product", "form"), ("gradient", "matrix")]
)
def test_a_millionth_too_much_fails(monkeypatch, method, relation, dtype):
    _spoilt(monkeypatch, method, lambda found: found * (1 + 1e-6))
    assert relation in failing(sphere_hessian.thm, FAST, dtype)


def test_a_millionth_too_much_in_the_gradient_fails_on_the_tangent_space(monkeypatch):
    _spoilt(monkeypatch, "gradient", lambda found: found * (1 + 1e-6))
    assert failing(sphere_gradient.thm, "many points at once") == {"projected"}


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_last_bit_of_one_entry_fails(monkeypatch, dtype):
    """At exact points nothing is allowed for rounding."""

    def turned(H):
        H[0, -1, 0] = torch.nextafter(H[0, -1, 0], torch.full_like(H[0, 0, 0], torch.inf))
        return H

    _spoilt(monkeypatch, "hessian", turned)
    assert "matrix" in failing(sphere_hessian.thm, FAST, dtype)


def test_blocks_in_each_others_place_fail(monkeypatch):
    _spoilt(monkeypatch, "hessian", lambda H: H.roll(MATRICES, 0) if len(H) > MATRICES else H)
    assert "matrix" in failing(sphere_hessian.thm, FAST)
