"""Sums, means, norms and extrema."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lemmata.balls import Ball, NoBallRule, gamma

from .containment import QUICK, SLOW, ball_batches, check, radius_in_ulps

vector_norm = torch.linalg.vector_norm
REDUCTIONS: dict[str, Callable[..., Any]] = {
    "sum": torch.sum,
    "sum_last": lambda x: x.sum(-1),
    "sum_keep": lambda x: x.sum(0, keepdim=True),
    "sum_both": lambda x: x.sum((0, 1)),
    "mean": torch.mean,
    "mean_last": lambda x: x.mean(-1, keepdim=True),
    "cumsum": lambda x: torch.cumsum(x, 1),
    "prod": lambda x: (x / 4).prod(-1),
    "trace": lambda x: x[:, :3].trace(),
    "amin": lambda x: x.amin(-1),
    "amax": lambda x: x.amax(0, keepdim=True),
    "min": torch.min,
    "max": lambda x: x.max(),
    "norm_1": lambda x: vector_norm(x, 1, dim=-1),
    "norm_2": lambda x: vector_norm(x, dim=-1),
    "norm_2_all": lambda x: vector_norm(x),
    "norm_inf": lambda x: vector_norm(x, math.inf, dim=-1),
    "norm_minus_inf": lambda x: vector_norm(x, -math.inf, dim=-1),
    "linalg_norm": lambda x: torch.linalg.norm(x),
    "linalg_norm_dim": lambda x: torch.linalg.norm(x, dim=-1, keepdim=True),
    "old_norm": lambda x: torch.norm(x, dim=-1),
    "frobenius": lambda x: torch.linalg.matrix_norm(x),
    "matrix_norm_1": lambda x: torch.linalg.matrix_norm(x, 1),
    "matrix_norm_inf": lambda x: torch.linalg.matrix_norm(x, math.inf),
}


@pytest.mark.parametrize("name", REDUCTIONS)
@QUICK
@given(data=st.data())
def test_contains(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    x = data.draw(ball_batches(dtype, (3, 6), data.draw(st.sampled_from([None, 5]))))
    check(REDUCTIONS[name], x, device=device)


@pytest.mark.parametrize("name", ["sum", "norm_1", "norm_2_all", "mean"])
@SLOW
@given(data=st.data())
def test_long(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    x = data.draw(ball_batches(dtype, (5_000,), 5))
    check(REDUCTIONS[name], torch.cat([x, -x]), device=device)


def test_radius_of_a_sum(dtype: torch.dtype, device: str) -> None:
    rng = np.random.default_rng(1)
    for n in (2, 30, 10_000):
        a = torch.tensor(rng.standard_normal(n), dtype=dtype, device=device)
        result = Ball.exact(a).sum()
        assert 0 < float(result.rad) <= gamma(n, dtype) * float(a.double().abs().sum()) * 1.01


def test_norm_is_tight(dtype: torch.dtype, device: str) -> None:
    """At most n / 2 + 7 units u, at every scale (and 1 for the roundings of the radius).

    n squares and their sum give n, halved by the root. Each end of the interval then pays 1 for
    rounding outwards before the root, 2 for the root, 2 for rounding outwards, 2 for recentring.
    """
    rng = np.random.default_rng(2)
    top = 300 if dtype == torch.float64 else 30
    for power in (-top, 0, top):
        a = torch.tensor(rng.standard_normal(8) * 10.0**power, dtype=dtype, device=device)
        assert float(radius_in_ulps(vector_norm(Ball.exact(a)))) <= 4 + 7 + 1


def test_exact_results(dtype: torch.dtype, device: str) -> None:
    a = torch.tensor([[3.0, 4.0], [6.0, 8.0], [0.0, 0.0]], dtype=dtype, device=device)
    x = Ball.exact(a)
    for result in (x.sum(), x.sum(-1), x[:2].mean(0), x.cumsum(0), vector_norm(x, dim=-1), x.amax(),
                   vector_norm(x, 1), vector_norm(x, math.inf), x.prod(-1)):  # fmt: skip
        assert result.is_exact()
    assert vector_norm(x, dim=-1).mid.tolist() == [5.0, 10.0, 0.0]
    large = torch.full((1000,), 8191.0, dtype=dtype, device=device)
    assert Ball.exact(large).sum().is_exact()
    assert float(Ball.exact(large).sum().mid) == 8191.0e3


def test_norm_sees_entries_that_underflow(dtype: torch.dtype, device: str) -> None:
    """An entry that scaling loses still makes the norm inexact (found by a longer run)."""
    least = torch.finfo(dtype).tiny * torch.finfo(dtype).eps
    for big in (16.0, 1e30):
        a = torch.tensor([big, 3 * least, 0.0], dtype=dtype, device=device)
        norm = check(lambda x: vector_norm(x), Ball.exact(a.cpu()), device=device)
        assert not norm.is_exact()


def test_norm_of_a_ball_around_zero(dtype: torch.dtype) -> None:
    x = Ball(torch.zeros(4, dtype=dtype), torch.ones(4, dtype=dtype))
    norm = vector_norm(x)
    assert float(norm.lower()) == 0.0
    assert 2.0 <= float(norm.upper()) <= 2.0 * (1 + 64 * torch.finfo(dtype).eps)


def test_unknown_entries_poison_their_reduction_only(dtype: torch.dtype, device: str) -> None:
    a = torch.tensor([[math.nan, 1.0], [2.0, 3.0]], dtype=dtype, device=device)
    for name in ("sum_last", "amin", "norm_1", "norm_2", "norm_inf", "norm_minus_inf", "prod"):
        assert REDUCTIONS[name](Ball.exact(a)).is_informative().tolist() == [False, True]


def test_overflow_is_no_information(dtype: torch.dtype, device: str) -> None:
    a = torch.full((4,), torch.finfo(dtype).max, dtype=dtype, device=device)
    assert not bool(Ball.exact(a).sum().is_informative())
    assert not bool(vector_norm(Ball.exact(a)).is_informative())
    assert bool(vector_norm(Ball.exact(a / 4)).is_informative())


def test_empty_and_scalar(dtype: torch.dtype) -> None:
    empty = Ball.exact(torch.zeros(0, 3, dtype=dtype))
    assert empty.sum(0).mid.tolist() == [0.0, 0.0, 0.0]
    assert not bool(empty.mean(0).is_informative().any())
    assert (empty.mT @ empty).is_exact()
    assert float(Ball.exact(torch.tensor(2.0, dtype=dtype)).sum().mid) == 2.0


def test_unknown_orders_raise(dtype: torch.dtype) -> None:
    x = Ball.exact(torch.ones(2, 2, dtype=dtype))
    with pytest.raises(NoBallRule, match="ord=3"):
        vector_norm(x, 3)
    with pytest.raises(IndexError):
        x.sum(5)
