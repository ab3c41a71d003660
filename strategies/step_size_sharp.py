"""Instances for `models.step_size_sharp`: large steps, preimages, limits of runs."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import dyadic, integers, seeded

BATCH = 128


@st.composite
def lines(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.step_size_sharp.line`: every piece of the function and its ends.

    gamma L from 17/16 to 5, so that the threshold 2 / L is passed too; curvatures eps up to L.
    """
    bits = draw(st.sampled_from([0, 3, -5]))
    excess = draw(st.sampled_from([2.0**-4, 0.5, 1.0, 4.0]))

    def build(generator: torch.Generator) -> Draw:
        gamma = Fraction(2) ** -bits
        L = torch.full((BATCH,), 1 + excess, dtype=torch.float64)
        eps = L * torch.randint(1, 5, (BATCH,), generator=generator) / 4
        w, v = (2.0 ** torch.randint(-4, -1, (BATCH,), generator=generator) for _ in range(2))
        w, v = w.to(torch.float64) * excess, v.to(torch.float64)
        t = (L + eps) * (1 + w / 2) / excess - v / 2
        part = torch.randint(0, 17, (BATCH,), generator=generator) / 16
        pieces = torch.stack(
            [part, 1 + w * part, 1 + w + (t - 1 - w) * part, t + v * part, t + v + 9 * part]
        )
        x = pieces[torch.arange(BATCH) % 5, torch.arange(BATCH)]
        scale = 2.0**bits
        inputs = {"x": x.float().double(), "L": L * scale, "eps": eps * scale, "w": w, "v": v}
        return Draw(inputs, {"gamma": gamma}, f"gamma L = {1 + excess}, 2^{bits}")

    return draw(seeded(build))


@st.composite
def planes(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.step_size_sharp.plane`: the saddle, the transition, the valley."""
    width = draw(st.sampled_from([2.0**-5, 2.0**-6, 2.0**-9]))

    def build(generator: torch.Generator) -> Draw:
        row = torch.arange(BATCH)
        x = torch.randint(-8, 33, (BATCH,), generator=generator).to(torch.float64) / 8
        y = torch.randint(-48, 49, (BATCH,), generator=generator).to(torch.float64) / 8 * width
        u, v = integers(generator, BATCH), dyadic(generator, BATCH)
        x[row % 4 == 0] += 4
        y[row % 4 == 0] /= 6
        y[row % 8 == 1] = 0
        u[row % 8 == 0], v[row % 8 == 0] = 0, 1
        delta = torch.full((BATCH,), width, dtype=torch.float64)
        return Draw({"x": x, "y": y, "u": u, "v": v, "delta": delta}, {}, f"delta = {width}")

    return draw(seeded(build))


@st.composite
def piecewise_maps(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.step_size_sharp.preimages`: slopes of both signs, hits and misses.

    The equality cases are the tents: N pieces of one slope up and down, each onto the interval.
    """
    pieces, count = draw(st.sampled_from([1, 2, 3, 4])), draw(st.sampled_from([1, 2, 3]))

    def build(generator: torch.Generator) -> Draw:
        batch = BATCH // 4
        bits = torch.randint(-2, 3, (batch, pieces), generator=generator)
        sign = 2 * torch.randint(0, 2, (batch, pieces), generator=generator) - 1
        slopes = sign * 2.0**bits
        widths = torch.randint(1, 9, (batch, pieces), generator=generator) / 4
        base, low = dyadic(generator, batch, bits=3), dyadic(generator, batch, bits=3)
        high = low + dyadic(generator, batch, bits=3).abs()
        high[1] = low[1]
        tent = torch.arange(batch) % 4 == 0
        alternating = torch.tensor([4.0, -4.0] * 2, dtype=torch.float64)[:pieces]
        slopes[tent], widths[tent] = alternating.to(slopes), 0.25
        base[tent], low[tent], high[tent] = 0, 0, 1
        inputs = {"slopes": slopes, "widths": widths, "base": base, "low": low, "high": high}
        made = {name: value.to(torch.float64) for name, value in inputs.items()}
        return Draw(made, {"steps": count}, f"{pieces} pieces, {count} steps")

    return draw(seeded(build))


@st.composite
def limit_runs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.step_size_sharp.limit_run`: exponents p / (p + 1) from 1/2 to 5/6.

    Short steps against the curvature p (p + 1) c^(p + 1) |x|^(p - 1) at the start; p = 1 is the
    equality case of bounds that use the smoothness constant.
    """
    p, d = draw(st.sampled_from([1, 1, 2, 3, 5])), draw(st.sampled_from([1, 2, 3]))
    bits, count = draw(st.sampled_from([0, 3, -4])), draw(st.sampled_from([1, 3, 6]))

    def build(generator: torch.Generator) -> Draw:
        batch = BATCH // 2
        x = dyadic(generator, batch, d, bits=3).clamp(-1, 1)
        x[:, 0] = torch.where(x[:, 0] == 0, 1.0, x[:, 0])
        c = torch.full((batch,), 2.0**bits, dtype=torch.float64)
        curvature = Fraction(p * (p + 1) * d ** (p // 2)) * Fraction(2) ** (bits * (p + 1))
        gamma = Fraction(1, 2 ** curvature.__ceil__().bit_length()) if bits >= 0 else Fraction(1, 4)
        return Draw({"x": x, "c": c}, {"gamma": gamma, "p": p, "steps": count}, f"p = {p}, d = {d}")

    return draw(seeded(build))


@st.composite
def powers(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.step_size_sharp.tangent`: zeros, equal arguments, p from 0 to 12."""
    p = draw(st.sampled_from([0, 1, 2, 3, 7, 12]))

    def build(generator: torch.Generator) -> Draw:
        h, h1 = (dyadic(generator, BATCH, bits=5).abs() for _ in range(2))
        h[::8], h1[1::8], h1[2::8] = 0, 0, h[2::8]
        return Draw({"h": h, "h1": h1}, {"p": p}, f"p = {p}")

    return draw(seeded(build))


@st.composite
def radii(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.step_size_sharp.hat`: radii in (0, 1), most of them near 1."""
    reach = draw(st.sampled_from([2, 4, 5]))

    def build(generator: torch.Generator) -> Draw:
        part = torch.randint(1, 32, (BATCH // 2,), generator=generator) / 32
        r = 1 - part.to(torch.float64) * 2.0**-reach
        r[::4] = part[::4]
        return Draw({"r": r}, {}, f"1 - r below 2^-{reach}")

    return draw(seeded(build))
