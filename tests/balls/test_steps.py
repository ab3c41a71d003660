"""Comparisons, step functions, minimum, clamp, where."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lemmata.balls import Ball, Truth, step

from .containment import QUICK, ball_batches, check, members, place

UNARY: dict[str, Callable[..., Any]] = {
    "relu": torch.relu,
    "functional_relu": torch.nn.functional.relu,
    "sign": torch.sign,
    "clamp_min": lambda x: torch.clamp(x, min=0),
    "clamp_both": lambda x: x.clamp(-1, 2),
    "clamp_max": lambda x: x.clamp_max(0.5),
    "heaviside_0": lambda x: torch.heaviside(x, torch.zeros((), dtype=x.dtype, device=x.device)),
    "heaviside_half": lambda x: torch.heaviside(
        x, torch.full((), 0.5, dtype=x.dtype, device=x.device)
    ),
    "heaviside_5": lambda x: torch.heaviside(
        x, torch.full((), 5.0, dtype=x.dtype, device=x.device)
    ),
    "where_number": lambda x: torch.where(x > 0, x, 0.25 * x),
    "where_self": lambda x: torch.where(x >= 0, x, -x),
    "mask": lambda x: (x > 0).to(x.dtype) * x,
    "not": lambda x: torch.where(~(x < 1), 2 * x, x),
    "between": lambda x: torch.where((x > -1) & (x <= 1), x, 0),
    "outside": lambda x: torch.where((x < -1) | (x >= 1), x, 0),
}
BINARY: dict[str, Callable[..., Any]] = {
    "minimum": torch.minimum,
    "maximum": torch.maximum,
    "where": lambda x, y: torch.where(x < y, x, y),
    "where_equal": lambda x, y: torch.where(x == y, x, x - y),
    "heaviside": lambda x, y: torch.heaviside(x, y),
    "clamp": lambda x, y: torch.clamp(x, min=y),
}
COMPARE = {n: getattr(operator, n) for n in ("lt", "le", "gt", "ge", "eq", "ne")}


@pytest.mark.parametrize("name", UNARY)
@QUICK
@given(data=st.data())
def test_unary(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    function = UNARY[name]
    check(function, data.draw(ball_batches(dtype)), device=device)


@pytest.mark.parametrize("name", BINARY)
@QUICK
@given(data=st.data())
def test_binary(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    x, y = data.draw(ball_batches(dtype)), data.draw(ball_batches(dtype))
    if data.draw(st.booleans()):
        y = torch.cat([x[:12], y[12:]])
    check(BINARY[name], x, y, device=device)


@pytest.mark.parametrize("name", COMPARE)
@QUICK
@given(data=st.data())
def test_comparisons(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    """Certain where true for members, never excluded where some member makes it true."""
    x, y = data.draw(ball_batches(dtype)), data.draw(ball_batches(dtype))
    y = torch.cat([x[:8], Ball.exact(x.mid[8:12]), y[12:]])
    truth = COMPARE[name](place(x, device), place(y, device))
    certainly, possibly = truth.certainly.tolist(), truth.possibly.tolist()
    for a in members(x, 1):
        for b in members(y, 2):
            holds = COMPARE[name](a, b)
            for i in range(24):
                assert bool(holds.certainly[i]) == bool(holds.possibly[i])
                assert holds.certainly[i] or not certainly[i]
                assert possibly[i] or not holds.possibly[i]


def test_points_are_decided_exactly(dtype: torch.dtype, device: str) -> None:
    eps = torch.finfo(dtype).eps
    x = Ball.exact(torch.tensor([1.0, 1.0, -0.0, 1 + eps], dtype=dtype, device=device))
    y = Ball.exact(torch.tensor([1.0, 1 + eps, 0.0, 1.0], dtype=dtype, device=device))
    assert (x == y).certainly.tolist() == [True, False, True, False]
    assert (x < y).certainly.tolist() == [False, True, False, False]
    assert (x <= y).certainly.tolist() == [True, True, True, False]
    assert not bool((x < y).undecided.any())
    assert not bool((x == y).undecided.any())
    assert (x >= Fraction(1, 3)).certainly.tolist() == [True, True, False, True]
    largest = Ball.exact(torch.full((1,), torch.finfo(dtype).max, dtype=dtype, device=device))
    assert bool((largest > -largest).certainly.all())


def test_touching_balls(dtype: torch.dtype) -> None:
    one = torch.ones(1, dtype=dtype)
    left, right = Ball(0 * one, one), Ball(2 * one, one)
    assert bool((left <= right).certainly)
    assert bool((left < right).undecided)
    assert bool((left > right).impossible)
    assert bool((left == right).undecided)


def test_unknown_is_never_certain_and_never_excluded(dtype: torch.dtype, device: str) -> None:
    unknown = Ball.exact(torch.full((2,), math.nan, dtype=dtype, device=device))
    for compare in COMPARE.values():
        for truth in (compare(unknown, 0), compare(unknown, unknown), compare(1, unknown)):
            assert bool(truth.undecided.all())
    for name, function in UNARY.items():
        if not name.startswith(("heaviside", "where", "not", "between", "outside", "mask")):
            assert not bool(function(unknown).is_informative().any())


def test_decided_entries_are_untouched(dtype: torch.dtype, device: str) -> None:
    x = Ball(
        torch.tensor([3.0, -3.0, 0.0, 0.5], dtype=dtype, device=device),
        torch.tensor([1.0, 1.0, 0.0, 0.5], dtype=dtype, device=device),
    )
    relu = torch.relu(x)
    assert relu.mid.tolist() == [3.0, 0.0, 0.0, 0.5]
    assert relu.rad.tolist() == [1.0, 0.0, 0.0, 0.5]
    assert torch.sign(x).mid.tolist() == [1.0, -1.0, 0.0, 0.5]
    assert torch.sign(x).rad.tolist() == [0.0, 0.0, 0.0, 0.5]


def test_step_at_zero(dtype: torch.dtype, device: str) -> None:
    t = torch.tensor([-1.0, 0.0, 2.0], dtype=dtype, device=device)
    for value in (0, 0.5, 1):
        assert step(Ball.exact(t), value).mid.tolist() == [0.0, value, 1.0]
        assert step(t, value).tolist() == [0.0, value, 1.0]
    inside = step(Ball(t * 0, t * 0 + 1), 0.5)
    assert inside.lower().tolist() == [0.0] * 3
    assert inside.upper().tolist() == [1.0] * 3


def test_truth() -> None:
    yes, no = torch.tensor([True, True, False, False]), torch.tensor([True, False, True, False])
    x = Ball(torch.tensor([2.0, 0.5, -1.0]), torch.tensor([0.5, 1.0, 0.5]))
    truth = x > 0
    assert isinstance(truth, Truth)
    assert truth.certainly.tolist() == [True, False, False]
    assert truth.possibly.tolist() == [True, True, False]
    assert truth.undecided.tolist() == [False, True, False]
    for raising in (lambda: bool(truth), lambda: not truth, lambda: truth and truth):
        with pytest.raises(TypeError, match="three-valued"):
            raising()
    with pytest.raises(TypeError):
        bool(x)
    assert not bool((truth & ~truth).certainly.any())
    assert (truth | ~truth).certainly.tolist() == [True, False, True]
    assert truth.all().impossible.item()
    assert truth.any().certainly.item()
    assert (yes[:3] & truth).certainly.tolist() == [True, False, False]
    assert (truth | no[:3]).certainly.tolist() == [True, False, True]
    assert repr(truth) == "Truth((3,); 1 true, 1 false, 1 undecided)"
    assert repr(truth[1]) == "Truth(undecided)"
    assert truth.float().upper().tolist() == [1.0, 1.0, 0.0]
