"""exp, log, tanh, sin and their kin: containment, ranges, the assumed library error."""

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
from lemmata.balls import ULPS, Ball

from .containment import QUICK, assert_encloses, ball_batches, check, place

BITS = 2400  # the arc functions next to 1 need more than twice the exponent range
# name -> (function, largest |log10| of an argument)
FUNCTIONS: dict[str, tuple[Callable[..., Any], int]] = {
    "exp": (torch.exp, 3),
    "expm1": (torch.expm1, 3),
    "log": (torch.log, 300),
    "log_of_positive": (lambda x: torch.log(x.abs()), 300),
    "log1p": (torch.log1p, 300),
    "log1p_of_positive": (lambda x: torch.log1p(x.abs()), 300),
    "tanh": (torch.tanh, 4),
    "sigmoid": (torch.sigmoid, 3),
    "expit": (torch.special.expit, 3),
    "atan": (torch.atan, 300),
    "asin": (torch.asin, 0),
    "acos": (torch.acos, 0),
    "asin_of_clamped": (lambda x: torch.asin(x.clamp(-1, 1)), 0),
    "acos_of_clamped": (lambda x: torch.acos(x.clamp(-1, 1)), 0),
    "sin": (torch.sin, 12),
    "cos": (torch.cos, 12),
}
RANGES = {"exp": (0, math.inf), "expm1": (-1, math.inf), "tanh": (-1, 1), "sigmoid": (0, 1),
          "expit": (0, 1), "sin": (-1, 1), "cos": (-1, 1),
          "acos": (0, math.inf), "acos_of_clamped": (0, math.inf)}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
@QUICK
@given(data=st.data())
def test_contains(name: str, dtype: torch.dtype, device: str, data: Any) -> None:
    function, scale = FUNCTIONS[name]
    cap = min(scale, 36) if dtype == torch.float32 else scale
    x = data.draw(
        ball_batches(dtype, (24,), data.draw(st.sampled_from([1, 2, cap] if cap else [0])))
    )
    low, high = RANGES.get(name, (-math.inf, math.inf))
    result = check(function, x, device=device, bits=BITS, bounds=(low, high))
    informative = result.is_informative()
    # Midpoint and radius round once each: an end at +-1 may move by two spacings, 0 may not.
    slack = 2 * torch.finfo(dtype).eps * (1 + result.mid.abs())
    assert bool((result.lower() >= low - slack * (low != 0))[informative].all())
    assert bool((result.upper() <= high + slack)[informative].all())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_library_error_is_as_assumed(name: str, dtype: torch.dtype, device: str) -> None:
    """1000 points over the domain, each enclosed with a radius of about ULPS units."""
    function, _ = FUNCTIONS[name]
    rng = np.random.default_rng(7)
    values = rng.standard_normal(1000) * 10.0 ** rng.uniform(-6, 1.5, 1000)
    if name in ("log", "log1p"):
        values = np.abs(values)
    if name in ("asin", "acos"):
        values = values / (1 + np.abs(values))
    x = Ball.exact(torch.tensor(values, dtype=dtype))
    result = function(place(x, device))
    assert_encloses(result, function(ArbTensor.from_tensor(x.mid, BITS)), name)
    u = torch.finfo(dtype).eps / 2
    # ULPS ulps of 2 u |y|; the clipped functions also recentre an interval, which rounds outwards.
    most = (2 * ULPS + 1 + 4) * (1 + 2**-10)
    assert bool((result.rad <= most * u * result.mid.abs() + 2 * torch.finfo(dtype).tiny).all())


def test_exact_points(dtype: torch.dtype, device: str) -> None:
    zero = Ball.exact(torch.zeros((), dtype=dtype, device=device))
    for function, value in (
        (torch.exp, 1.0), (torch.expm1, 0.0), (torch.log1p, 0.0), (torch.tanh, 0.0),
        (torch.sigmoid, 0.5), (torch.sin, 0.0), (torch.cos, 1.0), (torch.atan, 0.0),
        (torch.asin, 0.0),
        (lambda x: torch.log(x + 1), 0.0), (lambda x: torch.acos(x + 1), 0.0),
    ):  # fmt: skip
        result = function(zero)
        assert result.is_exact()
        assert float(result.mid) == value


def test_outside_the_domain(dtype: torch.dtype, device: str) -> None:
    ball = Ball(
        torch.tensor([-1.0, 0.0, 1.0, 1.0], dtype=dtype, device=device),
        torch.tensor([0.0, 0.0, 1.0, 0.5], dtype=dtype, device=device),
    )
    assert ball.log().is_informative().tolist() == [False, False, False, True]
    assert (ball - 1).log1p().is_informative().tolist() == [False, False, False, True]
    assert not bool((ball * 0 + 1e4).exp().is_informative().any())


def test_large_arguments_of_waves_give_the_range(dtype: torch.dtype, device: str) -> None:
    x = Ball.exact(torch.tensor([1e30, -1e20], dtype=dtype, device=device))
    wide = Ball(torch.zeros(2, dtype=dtype, device=device), torch.full_like(x.mid, 9.0))
    for ball in (x.sin(), x.cos(), wide.sin(), wide.cos()):
        assert ball.lower().tolist() == [-1.0, -1.0]
        assert ball.upper().tolist() == [1.0, 1.0]


def test_unknown_stays_unknown(dtype: torch.dtype, device: str) -> None:
    unknown = Ball.exact(torch.tensor([math.nan, math.inf], dtype=dtype, device=device))
    for function, _ in FUNCTIONS.values():
        assert not bool(function(unknown).is_informative().any())
