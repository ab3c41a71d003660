"""The class itself: construction, judgement, conversion, refusals."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lemmata.balls import Ball, NoBallRule, gamma, supported, unit_roundoff

from .containment import QUICK, assert_encloses, ball_batches, members


@QUICK
@given(data=st.data())
def test_ends_are_outward_and_adjacent(dtype: torch.dtype, data: Any) -> None:
    ball = data.draw(ball_batches(dtype))
    for m, r, low, high in zip(
        ball.mid.tolist(),
        ball.rad.tolist(),
        ball.lower().tolist(),
        ball.upper().tolist(),
        strict=True,
    ):
        if math.isfinite(low):
            assert Fraction(low) <= Fraction(m) - Fraction(r)
            above = torch.nextafter(
                torch.tensor(low, dtype=dtype), torch.tensor(math.inf, dtype=dtype)
            )
            exact = Fraction(m) - Fraction(r)
            assert Fraction(low) == exact or not above.isfinite() or Fraction(above.item()) > exact
        if math.isfinite(high):
            assert Fraction(high) >= Fraction(m) + Fraction(r)


@QUICK
@given(data=st.data())
def test_hull(dtype: torch.dtype, data: Any) -> None:
    a, b = data.draw(ball_batches(dtype)).mid, data.draw(ball_batches(dtype)).mid
    low, high = torch.minimum(a, b), torch.maximum(a, b)
    ball = Ball.hull(low, high)
    assert bool((ball.contains(low) & ball.contains(high))[ball.is_informative()].all())
    assert bool(ball.is_informative().all())
    half_line = Ball.hull(torch.zeros_like(high), high.abs())
    assert bool((half_line.lower() == 0).all())


@QUICK
@given(data=st.data())
def test_contains_is_exact_for_points(dtype: torch.dtype, data: Any) -> None:
    ball, values = data.draw(ball_batches(dtype)), data.draw(ball_batches(dtype)).mid
    values = torch.cat([ball.lower()[:8], ball.upper()[8:16], values[16:]])
    answers = ball.contains(values).tolist()
    for m, r, v, answer in zip(
        ball.mid.tolist(), ball.rad.tolist(), values.tolist(), answers, strict=True
    ):
        assert answer == (math.isfinite(v) and abs(Fraction(v) - Fraction(m)) <= Fraction(r))
    assert bool(ball.contains(ball).all())


@QUICK
@given(data=st.data())
def test_contains_balls_only_when_inside(dtype: torch.dtype, data: Any) -> None:
    x, y = data.draw(ball_batches(dtype)), data.draw(ball_batches(dtype))
    for i, inside in enumerate(x.contains(y).tolist()):
        if inside:
            gap = abs(Fraction(x.mid[i].item()) - Fraction(y.mid[i].item()))
            assert gap + Fraction(y.rad[i].item()) <= Fraction(x.rad[i].item())


def test_nan_and_infinity_are_never_contained(dtype: torch.dtype, device: str) -> None:
    x = Ball(torch.zeros(3, dtype=dtype, device=device), torch.ones(3, dtype=dtype, device=device))
    bad = torch.tensor([math.nan, math.inf, -math.inf], dtype=dtype, device=device)
    assert not bool(x.contains(bad).any())
    assert not bool(x.contains(math.nan).any())
    unknown = Ball.exact(bad)
    assert not bool(unknown.contains(0).any())
    assert not bool(unknown.contains(unknown).any())
    assert not bool(x.contains(unknown).any())
    assert unknown.mid.tolist() == [0.0] * 3
    assert unknown.lower().tolist() == [-math.inf] * 3
    assert unknown.width().tolist() == [math.inf] * 3


def test_values_of_other_formats(device: str) -> None:
    x = Ball(torch.ones(2, dtype=torch.float64, device=device), 1e-7)
    out = torch.ones(2, device=device) * (1 + 2.0**-23)
    assert not bool(x.contains(out).any())
    assert bool(x.contains(torch.ones(2, device=device)).all())
    assert bool(x.contains(torch.ones(2, dtype=torch.int64, device=device)).all())
    assert bool(x.contains(Fraction(10**8 + 1, 10**8)).all())
    third = Ball.coerce(Fraction(1, 3), torch.float64, torch.device(device))
    assert bool(third.contains(Fraction(1, 3)))


@QUICK
@given(data=st.data())
def test_rounding_to_float32(data: Any) -> None:
    ball = data.draw(ball_batches(torch.float64))
    small = ball.float()
    assert small.dtype == torch.float32
    for point in members(ball, 3):
        assert_encloses(small, point)
    again = small.double()
    assert torch.equal(again.mid, small.mid.double())
    integers = Ball.exact(torch.tensor([1.0, 4096.0], dtype=torch.float64)).to(torch.float32)
    assert integers.is_exact()


def test_refused_construction() -> None:
    ones = torch.ones(2)
    with pytest.raises(TypeError, match="float32 and float64"):
        Ball.exact(torch.ones(2, dtype=torch.float16))
    with pytest.raises(TypeError, match="midpoint"):
        Ball(ones, torch.ones(2, dtype=torch.float64))
    with pytest.raises(ValueError, match="negative"):
        Ball(ones, -ones)
    with pytest.raises(ValueError, match="negative"):
        Ball(ones, -0.5)
    with pytest.raises(ValueError, match="above"):
        Ball.hull(ones, 0 * ones)
    with pytest.raises(RuntimeError):
        Ball(ones, torch.ones(3))
    assert not bool(Ball(ones, math.nan).is_informative().any())
    assert Fraction(float(Ball(torch.ones(()), 0.1).rad)) >= Fraction(0.1)


def test_mixed_dtypes_raise() -> None:
    x, t = Ball.exact(torch.ones(2)), torch.ones(2, dtype=torch.float64)
    for mixed in (
        lambda: x + t, lambda: t * x, lambda: x @ t, lambda: torch.stack([x, t]),
        lambda: torch.maximum(x, t), lambda: x < t, lambda: x - x.double(),
    ):  # fmt: skip
        with pytest.raises(TypeError, match=r"\.to"):
            mixed()
    assert (x + torch.tensor([1, 2])).is_exact()
    with pytest.raises(ValueError, match="cannot represent"):
        x + torch.tensor([2**30 + 1, 0])
    with pytest.raises(TypeError):
        x + 1j
    with pytest.raises(TypeError):
        x + "1"


@pytest.mark.parametrize(
    "call",
    [
        torch.linalg.det, torch.linalg.inv, torch.linalg.eigvals, torch.linalg.eigh, torch.erf,
        torch.svd, torch.sort, torch.softmax, torch.fft.fft, torch.special.gammaln, torch.floor,
    ],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_no_rule(call: Any) -> None:
    x = Ball.exact(torch.ones(2, 2))
    arguments = (x, -1) if call is torch.softmax else (x,)
    with pytest.raises(NoBallRule) as caught:
        call(*arguments)
    assert call.__name__.split("_")[-1] in str(caught.value)
    assert "linalg.eigvalsh" in str(caught.value)


def test_in_place_is_refused() -> None:
    x, t = Ball.exact(torch.ones(2)), torch.ones(2)

    def assign() -> None:
        x[0] = 1.0

    def augment() -> None:
        y = x
        y += 1

    for call in (
        assign, augment, lambda: x.add_(1), lambda: t.add_(x), lambda: torch.relu_(x),
        lambda: torch.add(x, x, out=t), lambda: torch.nn.functional.relu(x, inplace=True),
    ):  # fmt: skip
        with pytest.raises(NoBallRule):
            call()
    assert not hasattr(x, "det")
    assert not hasattr(x, "no_such_thing")


def test_gradients_are_dropped() -> None:
    t = torch.ones(2, requires_grad=True)
    for ball in (Ball.exact(t), Ball.exact(t.detach()) * t, Ball(t, t)):
        assert not ball.mid.requires_grad
        assert not ball.rad.requires_grad


def test_exact_copies() -> None:
    t = torch.ones(2)
    ball = Ball.exact(t)
    t.zero_()
    assert ball.mid.tolist() == [1.0, 1.0]


def test_constants(dtype: torch.dtype) -> None:
    u = Fraction(unit_roundoff(dtype))
    for n in (1, 2, 1000, 10**6):
        exact = n * u / (1 - n * u)
        assert exact <= Fraction(gamma(n, dtype)) <= exact * (1 + Fraction(1, 2**50))
    assert gamma(0, dtype) == 0.0
    for n in (-1, 2**53):
        with pytest.raises(ValueError, match="gamma"):
            gamma(n, dtype)
    with pytest.raises(TypeError):
        unit_roundoff(torch.float16)


def test_flushing_subnormals_is_refused() -> None:
    x = Ball.exact(torch.ones(2))
    if not torch.set_flush_denormal(True):
        pytest.skip("this processor cannot flush subnormal numbers")
    try:
        with pytest.raises(RuntimeError, match="set_flush_denormal"):
            x + x
    finally:
        torch.set_flush_denormal(False)
    assert (x + x).is_exact()


def test_repr_and_len() -> None:
    x = Ball(torch.tensor([0.5, 2.0]), torch.tensor([0.25, math.inf]))
    assert repr(x) == "Ball((2,), float32; 0.5 +- 0.25, unknown)"
    assert (
        repr(Ball.exact(torch.zeros(9))) == "Ball((9,), float32; radius <= 0, no information in 0)"
    )
    assert len(x) == 2
    assert [float(b.mid) for b in x] == [0.5, 0.0]
    assert "linalg.svdvals" in supported()


SHAPES: dict[str, Any] = {
    "reshape": lambda x: x.reshape(6, 4),
    "view": lambda x: x.view(-1),
    "T": lambda x: x[0].T,
    "flatten": lambda x: torch.flatten(x, 1),
    "permute": lambda x: x.permute(2, 0, 1),
    "transpose": lambda x: x.transpose(0, 2),
    "mT": lambda x: x.mT,
    "none": lambda x: x[..., None],
    "squeeze": lambda x: x.unsqueeze(1).squeeze(1),
    "expand": lambda x: x.unsqueeze(0).expand(2, 2, 3, 4),
    "broadcast_to": lambda x: torch.broadcast_to(x, (5, 2, 3, 4)),
    "diagonal": lambda x: x.diagonal(0, -2, -1),
    "linalg_diagonal": lambda x: torch.linalg.diagonal(x),
    "diag_embed": lambda x: torch.diag_embed(x),
    "tril": lambda x: x.tril(),
    "flip": lambda x: torch.flip(x, (0,)),
    "index": lambda x: x[:, 1:, ::2],
    "fancy": lambda x: x[:, [2, 0]],
    "mask": lambda x: x[:, torch.tensor([True, False, True])],
    "stack": lambda x: torch.stack([x, 2 * x], -1),
    "cat": lambda x: torch.cat([x, x], 1),
    "unbind": lambda x: x.unbind(1)[2],
    "split": lambda x: torch.split(x, 2, -1)[1],
    "chunk": lambda x: x.chunk(2, -1)[0],
    "repeat": lambda x: x.repeat(1, 2, 1),
    "movedim": lambda x: x.movedim(0, -1),
    "roll": lambda x: x.roll(1, 0),
    "narrow": lambda x: x.narrow(1, 1, 2),
    "gather": lambda x: x.gather(2, torch.zeros(2, 3, 1, dtype=torch.int64)),
    "zeros_like": lambda x: torch.zeros_like(x) + x,
    "ones_like": lambda x: torch.ones_like(x),
    "new_zeros": lambda x: x.new_zeros(3) + x[0, 0, 0],
    "full_like": lambda x: torch.full_like(x, 0.25),
    "iterate": lambda x: torch.stack(list(x)),
    "broadcast": lambda x: torch.broadcast_tensors(x, x[0])[1],
    "detach": lambda x: x.detach().clone(),
    "t": lambda x: x[0].t(),
    "diag": lambda x: torch.diag(x[0, 0]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str, dtype: torch.dtype) -> None:
    """Rearrangements do to midpoints and radii what torch does to tensors."""
    rng = np.random.default_rng(4)
    t = torch.tensor(rng.integers(-9, 10, (2, 3, 4)), dtype=dtype)
    expected = SHAPES[name](t)
    points = SHAPES[name](Ball.exact(t))
    assert torch.equal(points.mid, expected)
    assert points.is_exact()
    ball = Ball(t, torch.tensor(rng.integers(0, 4, (2, 3, 4)), dtype=dtype))
    for point in members(ball, 0):
        assert_encloses(SHAPES[name](ball), SHAPES[name](point), name)
