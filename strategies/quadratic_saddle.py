"""Spectra, starts, steps and times for quadratic saddles; see `models.quadratic_saddle`."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import DIMENSIONS, FILLS, dyadic, integers, normals, seeded

PRODUCTS = (0.5, 1.0, 1 - 2.0**-10, 1 + 2.0**-10, 0.5 + 2.0**-10, 0.0, -0.5, -(2.0**-10), 0.25,
            0.75, -1.0, 2.0)  # fmt: skip
"""gamma lam: factors 0 and -1 and just beside them, 1, both sides of the stable interval."""

BATCH = 48


RATES = ("1 1 1/2", "1/4 1 1", "1/8 2 4", "1/2 1 1/4")
"""eta, gamma, L for saddles in sequence; at the first a step up undoes a step down."""


def _reach(dtype: torch.dtype) -> int:
    return 200 if dtype == torch.float64 else 24


def _products(generator: torch.Generator, batch: int, d: int, free: bool) -> Tensor:
    """gamma lam (batch, d): one of `PRODUCTS` in each entry, or anything around [0, 1]."""
    table = torch.tensor(PRODUCTS, dtype=torch.float64)
    chosen = table[torch.randint(0, len(PRODUCTS), (batch, d), generator=generator)]
    chosen[:, 0] = table[torch.arange(batch) % len(PRODUCTS)]
    if free:
        other = normals(generator, batch, d) / 2 + 0.5
        chosen = torch.where(torch.rand(batch, d, generator=generator) < 0.5, other, chosen)
    return chosen


@st.composite
def _saddles(draw: st.DrawFn, dtype: torch.dtype, counts: tuple[int, ...], basis: bool) -> Draw:
    d = draw(st.sampled_from(DIMENSIONS))
    count = draw(st.sampled_from(counts))
    far = _reach(dtype)
    bits = draw(st.sampled_from([0, 3, -4, far, -far]))
    exponent = draw(st.sampled_from([0, 0, 5, -7, far // 2, -far // 2]))
    if count == 50:  # growth by 4 a step fills the range of float32 alone
        bits, exponent = 0, 0
    fill = draw(st.sampled_from(FILLS))
    free, turned = draw(st.booleans()), draw(st.sampled_from(["coordinates", "exchange", "any"]))

    def build(generator: torch.Generator) -> Draw:
        gamma = Fraction(2) ** -bits
        x = fill(generator, BATCH, d)
        x[0] = 0
        x[1] = torch.eye(1, d, dtype=torch.float64)[0]
        lam = _products(generator, BATCH, d, free) * 2.0**bits
        inputs = {"lam": lam, "x": x * 2.0**exponent}
        if basis:
            w = torch.zeros(BATCH, d, dtype=torch.float64)
            if turned == "exchange" and d > 1:
                w[:, 0], w[:, 1] = 1.0, -1.0
            inputs["w"] = normals(generator, BATCH, d) if turned == "any" else w
        return Draw(inputs, {"gamma": gamma, "steps": count}, f"d={d}, 2^-{bits}, {fill.__name__}")

    return draw(seeded(build))


def single_steps(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Inputs of `models.quadratic_saddle.step`: any eigenbasis, up to three iterates."""
    return _saddles(dtype, (1, 2, 3), True)


def runs(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Inputs of `models.quadratic_saddle.run`: up to 50 steps."""
    return _saddles(dtype, (1, 3, 8, 50), False)


@st.composite
def flows(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.quadratic_saddle.flow`: zero, stable and unstable directions, t = 0."""
    d = draw(st.sampled_from(DIMENSIONS))
    bits = draw(st.sampled_from([0, 0, 3, -4, 20, -20]))
    exponent = draw(st.sampled_from([0, 0, 5, -7, 20, -20]))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        x, lam = fill(generator, BATCH, d), dyadic(generator, BATCH, d, bits=2)
        x[0] = 0
        lam[:, 0] = -lam[:, 0].abs()
        lam[1] = 1.0
        lam[1, 0] = -1.0
        t = dyadic(generator, BATCH, bits=4).abs()
        t[2] = 0
        inputs = {"lam": lam * 2.0**bits, "x": x * 2.0**exponent, "t": t * 2.0**-bits}
        return Draw(inputs, {}, f"d={d}, 2^{bits}, {fill.__name__}")

    return draw(seeded(build))


@st.composite
def escaping_flows(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.quadratic_saddle.flow` along one direction of negative curvature.

    Starts of any size; the time at which the part has size 1, a little less, half, more, and 0.
    """
    bits = draw(st.sampled_from([0, 0, 3, -4, 20, -20]))
    far = 900 if dtype == torch.float64 else 100

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(BATCH)
        depth = torch.randint(0, 12, (BATCH,), generator=generator).to(torch.float64)
        depth[0], depth[1] = far, 0
        size = 2.0**-depth * (1 + torch.rand(BATCH, generator=generator).to(torch.float64) / 2)
        size = torch.where(rows % 3 == 1, 2.0**-depth, size)
        mu = 2.0**bits * torch.randint(1, 5, (BATCH,), generator=generator).to(torch.float64)
        part = torch.tensor([1.0, 1 - 2.0**-12, 1 + 2.0**-12, 0.5, 2.0, 0.0], dtype=torch.float64)
        t = torch.log(1 / size).abs() / (2 * mu) * part[rows % len(part)]
        side = torch.where(rows % 2 == 0, 1.0, -1.0)
        inputs = {"lam": -mu[:, None], "x": (side * size)[:, None], "t": t}
        return Draw(inputs, {}, f"2^{bits}")

    return draw(seeded(build))


@st.composite
def escaping_runs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.quadratic_saddle.run` along directions of negative curvature.

    Starts at which n doublings reach 1 exactly or just fail to, and others.
    """
    bits = draw(st.sampled_from([0, 3, -4, _reach(dtype), -_reach(dtype)]))
    count = draw(st.sampled_from([1, 4, 20]))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(BATCH)
        product = -(2.0 ** -torch.randint(1, 5, (BATCH, 1), generator=generator).double())
        product[rows % 2 == 0] = -0.5  # doubling
        size = 2.0 ** -torch.randint(0, count + 2, (BATCH, 1), generator=generator).double()
        size[rows % 4 == 2] *= 1 - 2.0**-12
        side = torch.where(rows[:, None] % 3 == 0, -1.0, 1.0)
        options = {"gamma": Fraction(2) ** -bits, "steps": count}
        inputs = {"lam": product * 2.0**bits, "x": size * side}
        return Draw(inputs, options, f"2^-{bits}, {count} steps")

    return draw(seeded(build))


@st.composite
def valleys(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.quadratic_saddle.valley_point`: the saddle 0, the axes, any point."""
    d = draw(st.sampled_from([size for size in DIMENSIONS if size > 1]))
    fill, turned = draw(st.sampled_from(FILLS)), draw(st.booleans())

    def build(generator: torch.Generator) -> Draw:
        x, w = fill(generator, BATCH, d), torch.zeros(BATCH, d, dtype=torch.float64)
        x[0] = 0
        return Draw({"x": x, "w": normals(generator, BATCH, d) if turned else w}, {}, f"d={d}")

    return draw(seeded(build))


@st.composite
def valley_runs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.quadratic_saddle.valley_run`: y = 0, near 0, at the minima, beyond."""
    count, landing = draw(st.sampled_from([1, 3, 8])), draw(st.sampled_from([True, False, False]))
    gamma = Fraction(1, 8 if landing else 2 ** draw(st.sampled_from([0, 1, 3, 10])))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        rows = torch.arange(BATCH)
        start = fill(generator, BATCH, 2)
        start[:, 1] = start[:, 1].clamp(-1.5, 1.5)
        start[rows % 4 == 0, 1] = 0
        start[rows % 4 == 1, 1] = 2.0 ** -(4 + rows[rows % 4 == 1].double())
        start[rows % 8 == 2, 1] = 1.0
        start[rows % 8 == 3, 0] = 0
        if landing:  # all exact; from y = 3 and -3 one step leads to y = 0
            start = integers(generator, BATCH, 2, size=3)
        return Draw({"start": start}, {"gamma": gamma, "steps": count}, f"gamma={gamma}")

    return draw(seeded(build))


def _escape_times(start: list[Fraction], up: Fraction, down: Fraction) -> list[int]:
    """The times at which the coordinates of `models.quadratic_saddle.chain` reach 1, exactly."""
    times, done = [], 0
    for value in start:
        at = value * down**done
        while at < 1:
            at, done = at * up, done + 1
        times.append(done)
    return times


@st.composite
def chains(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.quadratic_saddle.chain`: starts in (0, 1]; rates, also equal ones.

    Only as many coordinates as escape within 120 steps. Or, in the limit of small steps and with
    times that are not rounded up, the equality case of the rate.
    """
    if draw(st.booleans()):
        slack = 1 + torch.arange(5, dtype=torch.float64) * 2.0**-36
        T = (2.0 ** torch.arange(5) * slack).expand(8, 5)
        options = {"eta": Fraction(1, 2**40), "gamma": 1, "L": 1, "run": False}
        return Draw({"start": torch.ones(8, 5, dtype=torch.float64), "T": T}, options, "limit")
    eta, gamma, L = (Fraction(value) for value in draw(st.sampled_from(RATES)).split())

    def build(generator: torch.Generator) -> Draw:
        start = torch.randint(1, 9, (8, 4), generator=generator).to(torch.float64) / 8
        start[0] = 1.0
        start[:, 0] = 0.5
        rows = [
            _escape_times([Fraction(v) for v in row], 1 + eta * gamma, 1 - eta * L)
            for row in start.tolist()
        ]
        T = torch.tensor(rows, dtype=torch.float64)
        kept = max(2, int((T.amax(0) <= 120).sum()))
        inputs = {"start": start[:, :kept], "T": T[:, :kept]}
        return Draw(inputs, {"eta": eta, "gamma": gamma, "L": L, "run": True}, f"{kept}")

    return draw(seeded(build))
