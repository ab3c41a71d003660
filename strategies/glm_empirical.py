"""Samples for theorems about empirical risks of generalised linear models."""

from __future__ import annotations

from collections.abc import Callable

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import FILLS, dyadic, integers, seeded

ROWS = 64
"""Instances in one Hypothesis example: risks are sums over samples."""


VALUES: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "arctan": lambda t: 0.5 + torch.atan(t) / 4,
    "affine": lambda t: 0.5 + t / 4,
}
"""Activations of `models.glm_empirical`, for labels that a parameter fits up to rounding."""


@st.composite
def samples(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.glm_empirical.samples`.

    d = 1 and d > n, repeated and zero inputs, w = w*, labels without noise, labels that w fits so
    that it is a stationary point, and the affine activation, for which one sample attains equality.
    """
    name = draw(st.sampled_from(["sigmoid", "sigmoid", "arctan", "affine"]))
    d, n = draw(st.sampled_from([(1, 1), (1, 4), (2, 1), (2, 3), (3, 6), (5, 8)]))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(ROWS)
        X = fill(generator, ROWS, n, d) / 2
        X[index % 8 == 5, 0] = 0
        X[index % 8 == 6] = X[index % 8 == 6][:, :1]
        w, wstar = dyadic(generator, ROWS, d, bits=6), dyadic(generator, ROWS, d, bits=6)
        same = index % 16 // 2 == 2  # with and without noise
        w[same] = wstar[same]
        value = VALUES[name]
        clean, fitted = value((X @ wstar[..., None])[..., 0]), value((X @ w[..., None])[..., 0])
        noise = torch.rand(ROWS, n, generator=generator, dtype=torch.float64) * 2 - 1
        y = clean + noise * (index % 2 != 0)[:, None]
        y = torch.where((index % 4 == 3)[:, None], fitted, y)
        return Draw(
            {"samples": X, "w": w, "wstar": wstar, "y": y},
            {"activation": name},
            f"{name} n={n} d={d}",
        )

    return draw(seeded(build))


@st.composite
def rays(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.glm_empirical.ray`.

    d = 1, zero and repeated samples, zero weights, u = 0, s = 0 and no noise; with the shelf also
    the sample 1, w* = 0 and the end 2, where its slope vanishes.
    """
    name = draw(st.sampled_from(["sigmoid", "arctan", "shelf", "shelf"]))
    d, n = draw(st.sampled_from([(1, 1), (1, 3), (2, 3), (3, 2), (3, 6)]))
    scale = draw(st.sampled_from([1.0, 1.0, 2.0**-4]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(ROWS)
        X = integers(generator, ROWS, n, d, size=2)
        X[index % 8 == 6] = X[index % 8 == 6][:, :1]
        counts = torch.randint(0, 4, (ROWS, n), generator=generator).to(torch.float64)
        counts[:, 0] += 1
        wstar, u = dyadic(generator, ROWS, d, bits=4) / 2, dyadic(generator, ROWS, d, bits=4) / 2
        u[index % 16 == 3] = 0
        s = torch.randint(0, 4, (ROWS,), generator=generator) / 4 * scale
        t = s + torch.randint(1, 4, (ROWS,), generator=generator) / 4 * scale
        shelf = index % 16 == 9
        X[shelf], wstar[shelf], u[shelf], s[shelf], t[shelf] = 1.0, 0.0, 0.0, 0.5, 2.0
        u[shelf, 0] = 1.0  # <u, x> = 1 without rounding
        noise = torch.randint(-8, 9, (ROWS, n), generator=generator) / 8 * (index % 4 != 0)[:, None]
        inputs = {
            "samples": X, "weights": counts / 16, "wstar": wstar, "u": u, "s": s.double(),
            "t": t.double(), "noise": noise.double(),
        }  # fmt: skip
        return Draw(inputs, {"activation": name}, f"{name} n={n} d={d}")

    return draw(seeded(build))


@st.composite
def odds(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Odds e^w for `models.glm_one_neuron.two_samples`.

    The stretches between its minima, their ends and both sides of these, tiny and huge.
    """
    reach = draw(st.sampled_from([2.0, 16.0, 2.0**10]))

    def build(generator: torch.Generator) -> Draw:
        exponent = torch.rand(ROWS, generator=generator, dtype=torch.float64) * 2 - 1
        values = reach**exponent
        ends = [5 / 6, 6 / 7, 1.0, 9 / 5, 11 / 6, 8.0, 9.0, 10.0, 0.5]
        values[: len(ends)] = torch.tensor(ends, dtype=torch.float64)
        return Draw({"odds": values}, {}, f"odds within a factor {reach} of 1")

    return draw(seeded(build))


@st.composite
def levels(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.glm_concentration.mean_noise`.

    From 1 to 8000 samples, with 25 and its neighbours, levels down to 2^-20, zero and repeated
    inputs, points at distance 0 to 1 / n.
    """
    delta = 2.0 ** -draw(st.integers(1, 20))
    reach = 2.0 ** draw(st.integers(0, 6))
    name = draw(st.sampled_from(["sigmoid", "arctan"]))
    m = draw(st.sampled_from([1, 2, 5]))
    sizes = [1, 2, 3, 10, 24, 25, 26, 100, 400, 1000, 3000, 8000]

    def build(generator: torch.Generator) -> Draw:
        n = torch.tensor(sizes, dtype=torch.float64)
        shape = (len(sizes), m)
        counts = torch.floor(torch.rand(shape, generator=generator).double() * n[:, None] / m)
        counts[:, 0] += n - counts.sum(-1)
        noise = torch.round(counts * (2 * torch.rand(shape, generator=generator).double() - 1))
        w = dyadic(generator, len(sizes), bits=6)
        inputs = {
            "n": n, "R": torch.full_like(n, reach), "delta": torch.full_like(n, delta),
            "samples": integers(generator, *shape, size=2) / 2, "counts": counts, "noise": noise,
            "weights": torch.full(shape, 2.0**-3).double(), "w": w,
            "other": w + torch.randint(0, 3, (len(sizes),), generator=generator) / 2 / n,
        }  # fmt: skip
        inputs["weights"][:, 0] += 1 - inputs["weights"].sum(-1)
        return Draw(inputs, {"activation": name}, f"delta = {delta}, R = {reach}, {name}, m = {m}")

    return draw(seeded(build))


@st.composite
def heights(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Sample sizes from 1 on, 25 among them, S down to its least value, and scales of B."""
    B = 2.0 ** draw(st.integers(-20, 20))
    n = torch.tensor([1, 1, 2, 25, 25, 26, 400, 10_000], dtype=torch.float64)
    S = torch.tensor([1.098001, 3, 1.2, 1.098001, 8, 1.0981, 20, 40], dtype=torch.float64)
    return Draw({"n": n, "B": torch.full_like(n, B), "S": S}, {}, f"B = {B}")


@st.composite
def coins(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.glm_concentration.coin_labels`.

    Mean noise 0, and of one to four standard deviations; from 10^4 to 10^10 samples, for few digits
    at most 2^22; constants C a little above 5.7 and 9.51.
    """
    sizes = [10_000, 2**22] if dtype == torch.float32 else [10_000, 2**22, 10**8, 10**10]
    delta = draw(st.sampled_from([1 / 32, 1 / 1024]))
    n = torch.tensor(sizes, dtype=torch.float64).repeat(6)
    spread = torch.tensor([0.0, 1.0, -1.0, 2.0, -3.0, 4.0]).double().repeat_interleave(len(sizes))
    heads = torch.round(spread * torch.sqrt(n))
    C = torch.where(torch.arange(len(n)) // len(sizes) % 2 == 0, 5.75, 9.75).double()
    inputs = {"n": n, "heads": heads, "delta": torch.full_like(n, delta), "C": C}
    return Draw(inputs, {}, f"delta = {delta}")


@st.composite
def curved(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.glm_empirical.curved`.

    w = w*, within the radius of convexity and far from it, v = 0, repeated samples, d = 1, more
    dimensions than samples, no noise.
    """
    name = draw(st.sampled_from(["sigmoid", "arctan", "affine", "affine", "shelf"]))
    d, n = draw(st.sampled_from([(1, 1), (1, 3), (2, 3), (3, 2), (3, 6)]))
    reach = draw(st.sampled_from([2.0**-6, 1.0, 4.0]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(ROWS)
        X = integers(generator, ROWS, n, d, size=2) / 2
        X[index % 8 == 6] = X[index % 8 == 6][:, :1]
        wstar = dyadic(generator, ROWS, d, bits=4)
        step = dyadic(generator, ROWS, d, bits=4) * reach * (index % 4 != 1)[:, None]
        v = integers(generator, ROWS, d, size=3)
        v[index % 16 == 3] = 0
        weights = torch.full((ROWS, n), 1 / 8).double()
        weights[:, 0] += 1 - weights.sum(-1)
        noise = torch.randint(-8, 9, (ROWS, n), generator=generator) / 8 * (index % 4 != 0)[:, None]
        inputs = {
            "samples": X, "weights": weights, "noise": noise.double(), "w": wstar + step,
            "wstar": wstar, "v": v,
        }  # fmt: skip
        return Draw(inputs, {"activation": name}, f"{name} n={n} d={d}, reach {reach}")

    return draw(seeded(build))


@st.composite
def pairs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.glm_empirical.pair`.

    Points alike, near each other and w*, and far apart; w* itself without noise, as one point and
    as both; repeated samples, d = 1, more dimensions than samples.
    """
    name = draw(st.sampled_from(["sigmoid", "arctan", "affine", "affine"]))
    d, n = draw(st.sampled_from([(1, 1), (1, 3), (2, 3), (3, 2), (3, 6)]))
    reach = draw(st.sampled_from([2.0**-4, 1.0, 4.0]))
    loud = draw(st.sampled_from([2.0**-6, 1.0]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(ROWS)
        X = integers(generator, ROWS, n, d, size=2) / 2
        X[index % 8 == 6] = X[index % 8 == 6][:, :1]
        wstar = dyadic(generator, ROWS, d, bits=4)
        steps = [dyadic(generator, ROWS, d, bits=4) * reach for _ in range(2)]
        steps[0][index % 4 == 1] = 0
        steps[1][index % 8 == 1] = 0
        noise = torch.randint(-8, 9, (ROWS, n), generator=generator) / 8 * loud
        noise[index % 4 == 1] = 0
        inputs = {
            "samples": X, "noise": noise.double(), "wstar": wstar, "first": wstar + steps[0],
            "second": wstar + steps[1],
        }  # fmt: skip
        return Draw(inputs, {"activation": name}, f"{name} n={n} d={d}, reach {reach}")

    return draw(seeded(build))


@st.composite
def one_neuron(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.glm_one_neuron.one_neuron`.

    Mean labels at the minimum, 0 and 1, beyond them and elsewhere; from 1 to 64 samples and every
    multiple of 1/8 for the value at w*.
    """
    reach = draw(st.sampled_from([1, 4, 10]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(ROWS)
        odds = 2.0 ** torch.randint(-reach, reach + 1, (ROWS,), generator=generator).double()
        y = dyadic(generator, ROWS, bits=5)
        y = torch.where(index % 4 == 0, odds / (1 + odds), y)
        y[1], y[2], odds[4], y[4] = 0.0, 1.0, 1.0, 0.5
        n = torch.randint(1, 65, (ROWS,), generator=generator).double()
        eighths = torch.randint(1, 8, (ROWS,), generator=generator).double()
        n[5], eighths[5] = 1.0, 4.0
        inputs = {
            "odds": odds, "y": y, "n": n, "s": eighths / 8,
            "most": torch.ceil(n * (16 - eighths) / 16),
            "least": torch.ceil(n * (8 + eighths) / 16),
        }  # fmt: skip
        return Draw(inputs, {}, f"odds within 2^{reach}")

    return draw(seeded(build))


@st.composite
def walks(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Every number of heads in excess for 1, 2, 3, 7 or 24 signs, also those below the mean."""
    n = draw(st.sampled_from([1, 2, 3, 7, 24]))
    k = torch.arange(n + 1, dtype=torch.float64)
    return Draw({"k": k}, {"n": n}, f"{n} signs")
