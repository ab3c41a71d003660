"""Matrix products and everything built on them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lemmata.arbs import ArbTensor
from lemmata.balls import Ball, _products, gamma

from .containment import EXACT_BITS, QUICK, SLOW, assert_encloses, ball_batches, check, place

# name -> (function of two operands, their shapes)
PRODUCTS: dict[str, tuple[Callable[..., Any], tuple[int, ...], tuple[int, ...]]] = {
    "matmul": (torch.matmul, (3, 4), (4, 2)),
    "batched": (lambda x, y: x @ y, (2, 2, 3), (2, 3, 2)),
    "broadcast": (lambda x, y: x @ y, (2, 3), (2, 3, 2)),
    "bmm": (torch.bmm, (2, 2, 3), (2, 3, 2)),
    "mm": (torch.mm, (2, 5), (5, 2)),
    "mv": (torch.mv, (3, 4), (4,)),
    "vector_matrix": (torch.matmul, (4,), (4, 3)),
    "vector_batch": (torch.matmul, (4,), (2, 4, 3)),
    "batch_vector": (torch.matmul, (2, 3, 4), (4,)),
    "dot": (torch.dot, (7,), (7,)),
    "inner_length_one": (torch.matmul, (3, 1), (1, 4)),
    "outer": (torch.outer, (3,), (4,)),
    "inner": (torch.inner, (2, 3), (4, 3)),
    "vecdot": (torch.linalg.vecdot, (3, 4), (3, 4)),
    "tensordot": (lambda x, y: torch.tensordot(x, y, 1), (3, 4), (4, 2)),
    "ij,jk->ik": (lambda x, y: torch.einsum("ij,jk->ik", x, y), (3, 4), (4, 2)),
    "bij,bj->bi": (lambda x, y: torch.einsum("bij,bj->bi", x, y), (2, 3, 4), (2, 4)),
    "i,j->ij": (lambda x, y: torch.einsum("i,j->ij", x, y), (3,), (4,)),
    "i,i->i": (lambda x, y: torch.einsum("i,i->i", x, y), (5,), (5,)),
    "ij,ij": (lambda x, y: torch.einsum("ij,ij", x, y), (3, 4), (3, 4)),
    "ijk,kl->li": (lambda x, y: torch.einsum("ijk,kl->li", x, y), (2, 2, 3), (3, 2)),
    "...i,...i->...": (lambda x, y: torch.einsum("...i,...i->...", x, y), (2, 4), (2, 4)),
    "ii,i->i": (lambda x, y: torch.einsum("ii,i->i", x, y), (3, 3), (3,)),
    "ij,kl->": (lambda x, y: torch.einsum("ij,kl->", x, y), (2, 2), (2, 2)),
    "linear": (torch.nn.functional.linear, (2, 4), (3, 4)),
    "linear_bias": (lambda x, y: torch.nn.functional.linear(x, y, y[:, 0]), (2, 4), (3, 4)),
    "three": (lambda x, y: torch.einsum("i,ij,j->", x, y, x), (3,), (3, 3)),
    "x^T A x": (lambda x, y: x @ y @ x, (3,), (3, 3)),
}
SINGLE: dict[str, Callable[..., Any]] = {
    "ij->ji": lambda x: torch.einsum("ij->ji", x),
    "ij->": lambda x: torch.einsum("ij->", x),
    "ii->": lambda x: torch.einsum("ii->", x),
    "ii->i": lambda x: torch.einsum("ii->i", x),
    "ij->j": lambda x: torch.einsum("ij->j", x),
    "matrix_power": lambda x: torch.linalg.matrix_power(x / 8, 5),
    "matrix_power_0": lambda x: torch.linalg.matrix_power(x, 0),
    "gram": lambda x: x.mT @ x,
}


@pytest.mark.parametrize("name", PRODUCTS)
@QUICK
@given(data=st.data())
def test_contains(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    function, left, right = PRODUCTS[name]
    scale = data.draw(st.sampled_from([None, 10]))
    x = data.draw(ball_batches(dtype, left, scale))
    y = data.draw(ball_batches(dtype, right, scale))
    check(function, x, y, device=device)


@pytest.mark.parametrize("name", SINGLE)
@QUICK
@given(data=st.data())
def test_contains_single(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    check(SINGLE[name], data.draw(ball_batches(dtype, (3, 3))), device=device)


@pytest.mark.parametrize("n", [100, 10_000])
@SLOW
@given(data=st.data())
def test_long_inner_products(n: int, dtype: torch.dtype, device: str, data: Any) -> None:
    """Cancellation over a long inner dimension; exact value by integer arithmetic on members."""
    half = data.draw(ball_batches(dtype, (n // 2,), 5))
    x = torch.cat([half, half])
    y = data.draw(ball_batches(dtype, (n // 2,), 5, radii="zero"))
    y = torch.cat([y, -y])
    result = check(torch.dot, x, y, device=device)
    points = torch.dot(Ball.exact(x.mid), Ball.exact(y.mid))
    size = float(torch.dot(x.mid.abs().double(), y.mid.abs().double()))
    # gamma_n |x| |y| and the inflation of both the sum and the bound.
    assert float(points.rad) <= gamma(n, dtype) * size * (1 + 16 * gamma(n + 9, dtype)) * 1.001
    assert bool(result.is_informative())


def test_radius_is_gamma_n(dtype: torch.dtype, device: str) -> None:
    rng = np.random.default_rng(3)
    for n in (2, 8, 64, 1000):
        a = torch.tensor(rng.standard_normal((5, n)), dtype=dtype, device=device)
        b = torch.tensor(rng.standard_normal((n, 6)), dtype=dtype, device=device)
        result = Ball.exact(a) @ Ball.exact(b)
        bound = gamma(n, dtype) * (a.double().abs() @ b.double().abs())
        assert bool((result.rad.double() <= bound * 1.01).all())
        assert bool((result.rad > 0).all())


@pytest.mark.parametrize("n", [1, 3, 8, 1000])
def test_integers_stay_exact(n: int, dtype: torch.dtype, device: str) -> None:
    rng = np.random.default_rng(n)
    a = torch.tensor(rng.integers(-9, 10, (4, n)), dtype=dtype, device=device)
    b = torch.tensor(rng.integers(-9, 10, (n, 4)), dtype=dtype, device=device)
    for scale in (1.0, 2.0**-20, 2.0**30):
        result = Ball.exact(a * scale) @ Ball.exact(b / 4)
        assert result.is_exact()
        assert torch.equal(result.mid, (a.double() @ b.double()).to(dtype) * scale / 4)


def test_zero_products_keep_radius_zero(dtype: torch.dtype, device: str) -> None:
    least = torch.finfo(dtype).tiny
    a = torch.tensor([[0.0, least, 0.1], [0.0, 0.3, 0.0]], dtype=dtype, device=device)
    b = torch.tensor([[least, 1.0], [0.0, 0.0], [0.0, least]], dtype=dtype, device=device)
    result = Ball.exact(a) @ Ball.exact(b)
    assert bool((result.rad[:, 0] == 0).all())
    assert float(result.rad[1, 1]) == 0
    assert float(result.rad[0, 1]) > 0
    wide = Ball(a, 0 * a) @ Ball(b, b * 0.5)
    assert bool((wide.rad[1] == 0).all())


@QUICK
@given(data=st.data())
def test_subnormal_products(dtype: torch.dtype, device: str, data: Any) -> None:
    """Products below the normal numbers: the allowance for underflow is needed here."""
    root = math.sqrt(torch.finfo(dtype).tiny)
    x = data.draw(ball_batches(dtype, (2, 5), 1))
    y = data.draw(ball_batches(dtype, (5, 2), 1))
    x = Ball(x.mid * root, x.rad * root)
    y = Ball(y.mid * root, y.rad * root)
    result = check(torch.matmul, x, y, device=device)
    assert bool(result.is_informative().all())


def test_helper_catches_a_missing_gamma_term(
    dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The suite's own power: a product without its rounding term must not pass."""
    rng = np.random.default_rng(0)
    x = Ball.exact(torch.tensor(rng.standard_normal((4, 50)), dtype=dtype))
    y = Ball.exact(torch.tensor(rng.standard_normal((50, 4)), dtype=dtype))
    check(torch.matmul, x, y)
    monkeypatch.setattr(_products, "rounding_radius", lambda a, b, size, n: 0 * size)
    with pytest.raises(AssertionError, match="escapes"):
        check(torch.matmul, x, y)


def test_helper_catches_a_missing_radius_term(
    dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = Ball(torch.ones(3, 3, dtype=dtype), torch.full((3, 3), 0.25, dtype=dtype))
    check(torch.matmul, x, x)
    monkeypatch.setattr(_products, "_spread", lambda a, x, b, y: a @ y.rad + x.rad @ b)
    with pytest.raises(AssertionError, match="escapes"):
        check(torch.matmul, x, x)


def test_no_information_spreads_even_through_zeros(dtype: torch.dtype, device: str) -> None:
    x = torch.zeros(2, 2, dtype=dtype, device=device)
    unknown = Ball.exact(torch.tensor([[math.inf, 0.0], [0.0, 1.0]], dtype=dtype, device=device))
    result = Ball.exact(x) @ unknown
    assert not bool(result.is_informative()[:, 0].any())
    assert bool(result.is_informative()[:, 1].all())


def test_short_formats_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    x = Ball.exact(torch.ones(2, 2))
    before = torch.get_float32_matmul_precision()
    try:
        torch.set_float32_matmul_precision("medium")
        with pytest.raises(RuntimeError, match="set_float32_matmul_precision"):
            x @ x
        assert (x.double() @ x.double()).is_exact()
    finally:
        torch.set_float32_matmul_precision(before)
    with torch.autocast("cpu", dtype=torch.bfloat16), pytest.raises(RuntimeError, match="autocast"):
        x @ x
    assert (x @ x).is_exact()


@pytest.mark.parametrize(
    "case",
    [
        ("ij,jk->ik", (2, 3), (2, 3)),
        ("ij->ijk", (2, 3), None),
        ("ij,j->i", (2, 3), (3, 1)),
        ("ij->ii", (2, 2), None),
    ],
)
def test_bad_einsum_raises(case: tuple[str, Any, Any]) -> None:
    operands = [Ball.exact(torch.ones(s)) for s in case[1:] if s is not None]
    with pytest.raises(ValueError, match=r"einsum|repeats|fit"):
        torch.einsum(case[0], *operands)


def test_mixed_arguments(dtype: torch.dtype, device: str) -> None:
    rng = np.random.default_rng(5)
    t = torch.tensor(rng.standard_normal((3, 3)), dtype=dtype, device=device)
    ball = place(Ball(t.cpu(), t.cpu().abs() / 8), device)
    for result, truth in (
        (t @ ball, lambda m, e: e @ m),
        (ball @ t, lambda m, e: m @ e),
        (torch.einsum("ij,jk->ik", t, ball), lambda m, e: e @ m),
        (t - ball, lambda m, e: e - m),
        (t / (ball + 10), lambda m, e: e / (m + 10)),
        (torch.stack([t, ball]), lambda m, e: torch.stack([e, m])),
        (torch.maximum(t, ball), lambda m, e: torch.maximum(e, m)),
    ):
        e = ArbTensor.from_tensor(t, EXACT_BITS)
        assert_encloses(result, truth(ArbTensor.from_tensor(t, EXACT_BITS), e))
