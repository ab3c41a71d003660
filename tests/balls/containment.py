"""Drawing balls, picking members of them, and demanding that the exact result is enclosed.

Members are exact dyadic numbers: midpoints, both ends, and random points between. The function
under test runs on balls and, with enough bits to make sums and products exact, on members.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import flint
import numpy as np
import torch
from flint import arb
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from lemmata.arbs import ArbTensor
from lemmata.balls import Ball

EXACT_BITS = 4400  # sums of products of any two float64 numbers fit
QUICK = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SLOW = settings(QUICK, max_examples=4)


def limits(dtype: torch.dtype) -> tuple[float, float, float]:
    """Smallest subnormal, smallest normal, largest number."""
    info = torch.finfo(dtype)
    return info.tiny * info.eps, info.tiny, info.max


def decades(dtype: torch.dtype) -> int:
    """Powers of ten that leave room on both sides of the range."""
    return 300 if dtype == torch.float64 else 36


def special(dtype: torch.dtype) -> list[float]:
    """Values at which rounding arguments break first."""
    least, normal, _ = limits(dtype)
    eps = torch.finfo(dtype).eps
    big = 10.0 ** decades(dtype)
    values = [0.0, 1.0, 0.5, 3.0, 0.1, 1 + eps, 1 - eps / 2, least, 3 * least, normal, normal / 2]
    values += [normal * (1 - eps), big, 1 / big, 1e10, 2.0**53, 1 / 3, math.pi / 2, 10.0]
    return [*values, -0.0, *(-v for v in values if v)]


@st.composite
def ball_batches(
    draw: Any,
    dtype: torch.dtype,
    shape: tuple[int, ...] = (24,),
    scale: int | None = None,
    radii: str = "any",
) -> Ball:
    """Balls with special, drawn and seeded random entries; `scale` caps |log10 mid|."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = math.prod(shape)
    cap = decades(dtype) if scale is None else scale
    width = 64 if dtype == torch.float64 else 32
    drawn = draw(
        st.lists(
            st.floats(allow_nan=False, allow_infinity=False, width=width), max_size=min(count, 6)
        )
    )
    spread = draw(st.sampled_from([0, 1, 10, cap]))
    mids = rng.standard_normal(count) * 10.0 ** rng.uniform(-spread, spread, count)
    if draw(st.booleans()):
        mids = np.round(mids * 4) / 4  # ties and exact arithmetic
    chosen = rng.random(count) < 0.4
    mids[chosen] = rng.choice(special(dtype), chosen.sum())
    if draw(st.booleans()) and count > 1:
        mids[count // 2 :] = -mids[: count - count // 2]  # cancellation pairs
    mids[: len(drawn)] = drawn
    if scale is not None:
        mids = np.where(np.abs(mids) > 10.0**scale, np.sign(mids) * 10.0**scale, mids)
    limit = limits(dtype)[2]
    mids = np.clip(mids, -limit, limit)
    rads = np.minimum(np.abs(mids), limit / 4) * 10.0 ** rng.uniform(-17, 0.5, count)
    kind = rng.integers(0, 5, count)
    rads = np.where(kind == 0, 0.0, rads)
    rads = np.where(kind == 1, rng.choice(np.abs(special(dtype)), count), rads)
    if scale is not None:
        rads = np.minimum(rads, 10.0**scale)
    if radii == "zero" or draw(st.integers(0, 3)) == 0:
        rads = np.zeros(count)
    elif radii == "thin":
        rads = np.minimum(rads, np.abs(mids) * 1e-3)
    rads = np.minimum(rads, limit)
    mid = torch.tensor(mids, dtype=dtype).reshape(shape)
    return Ball(mid, torch.tensor(rads, dtype=dtype).reshape(shape))


def place(ball: Ball, device: str) -> Ball:
    return ball if device == "cpu" else ball.to(device)


def members(ball: Ball, seed: int, symmetric: bool = False) -> list[ArbTensor]:
    """Arrays of exact points inside the ball: middle, lower ends, upper ends, two mixtures."""
    mid = ArbTensor.from_tensor(ball.mid, EXACT_BITS)
    if bool((ball.rad == 0).all()):
        return [mid]
    rad = ArbTensor.from_tensor(ball.rad, EXACT_BITS)
    rng = np.random.default_rng(seed)
    out = [mid, mid - rad, mid + rad]
    for _ in range(2):
        steps = rng.integers(-64, 65, ball.mid.shape)
        if symmetric:
            steps = np.tril(steps) + np.swapaxes(np.tril(steps, -1), -1, -2)
        out.append(mid + rad * torch.tensor(steps / 64))
    return out


def assert_encloses(
    result: Ball,
    truth: ArbTensor,
    where: str = "",
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> None:
    """Every entry of the result contains the exact value, or admits to know nothing.

    `bounds` is what is known of the exact value besides its arb: one next to 1 reaches beyond it.
    """
    if tuple(result.shape) != tuple(truth.shape):
        raise AssertionError(f"{where}: shape {tuple(result.shape)}, exact {tuple(truth.shape)}")
    mids, rads = result.mid.flatten().tolist(), result.rad.flatten().tolist()
    with flint.ctx.workprec(2 * EXACT_BITS):
        for i, (m, r, y) in enumerate(zip(mids, rads, truth.data.reshape(-1), strict=True)):
            if not (math.isfinite(m) and r >= 0):
                raise AssertionError(f"{where}[{i}]: malformed ball {m} +- {r}")
            if math.isinf(r):
                continue
            middle, radius = arb(m), arb(r)
            below = y >= middle - radius or bounds[0] >= middle - radius
            above = y <= middle + radius or bounds[1] <= middle + radius
            if not (below and above):
                raise AssertionError(
                    f"{where}[{i}]: {y.str(40)} escapes {m!r} +- {r!r} by {abs(y - middle).str(25)}"
                )


def check(
    function: Callable[..., Any],
    *balls: Ball,
    device: str = "cpu",
    seed: int = 0,
    bits: int = EXACT_BITS,
    symmetric: bool = False,
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> Ball:
    """Run the function on balls and on members, and demand containment; return the balls."""
    result: Ball = function(*(place(b, device) for b in balls))
    picks = [members(b, seed + i, symmetric) for i, b in enumerate(balls)]
    for k in range(max(len(p) for p in picks)):
        points = [
            ArbTensor(p[min(k, len(p) - 1)].data, bits, b.dtype)
            for p, b in zip(picks, balls, strict=True)
        ]
        name = getattr(function, "__name__", "function")
        assert_encloses(result, function(*points), name, bounds)
    return result


def radius_in_ulps(result: Ball) -> torch.Tensor:
    """rad / (u |mid|), for entries away from zero and underflow."""
    u = torch.finfo(result.dtype).eps / 2
    return result.rad / (result.mid.abs() * u)
