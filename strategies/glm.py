"""Instances of generalized linear models: a finite distribution, two weights, an activation."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import dyadic, integers, seeded

BATCH = 64
EVERY = ("sigmoid", "arctan", "root", "affine", "identity", "double")
BOUNDED = ("sigmoid", "arctan", "root")
"""Activations with values in [0, 1] and derivatives at most 1."""


@st.composite
def _instances(draw: st.DrawFn, activations: Sequence[str], batch: int = BATCH) -> Draw:
    name = draw(st.sampled_from(activations))
    d = draw(st.sampled_from([1, 2, 3]))
    m = draw(st.sampled_from([1, d, d + 1]))
    r = draw(st.sampled_from([1, 2]))
    reach = draw(st.sampled_from([0.25, 1.0, 4.0]))
    noise = draw(st.sampled_from([1.0, 2.0**-26]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        w, wstar = (dyadic(generator, batch, d) * reach for _ in range(2))
        X = torch.where((index % 2 == 0)[:, None, None], integers(generator, batch, m, d, size=2),
                        dyadic(generator, batch, m, d))  # fmt: skip
        w[index % 8 == 1] = wstar[index % 8 == 1]
        wstar[index % 8 == 2] = 0
        w[index % 8 == 3] *= 16  # saturated
        X[index % 8 == 4, -1] = X[index % 8 == 4, 0]  # the same input twice
        X[index % 8 == 5, :, -1] *= 2.0**-20  # almost singular covariance
        X[index % 8 == 6, 0] = 0
        chosen = torch.randint(m * r, (batch, 64), generator=generator)
        counts = torch.zeros(batch, m * r, dtype=torch.float64)
        p = counts.scatter_add(1, chosen, torch.ones_like(chosen, dtype=torch.float64)) / 64
        p = p.reshape(batch, m, r)
        swing = dyadic(generator, batch, m).clamp(-1, 1) * noise
        e = torch.zeros_like(p)
        if r == 2:  # p_0 e_0 + p_1 e_1 = 0 without rounding
            e = torch.stack([p[..., 1] * swing, -p[..., 0] * swing], -1)
        inputs = {"w": w, "wstar": wstar, "X": X, "p": p, "e": e}
        return Draw(inputs, {"activation": name}, f"{name} d={d}, {m} inputs with {r} labels")

    return draw(seeded(build))


def every(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """All activations; w = w*, saturated, repeated and zero inputs, weights 0, tiny noise."""
    return _instances(EVERY)


@st.composite
def directions(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """`every` with a direction v, not 0: of any length, and the coordinate axes."""
    base = draw(every(dtype))
    shape = base.inputs["w"].shape
    scale = draw(st.sampled_from([1.0, 2.0**-20, 2.0**20]))

    def build(generator: torch.Generator) -> Draw:
        v = integers(generator, *shape, size=2)
        v[(v == 0).all(1), 0] = 1
        return Draw({**base.inputs, "v": v * scale}, base.options, base.label)

    return draw(seeded(build))


@st.composite
def segments(
    draw: st.DrawFn, dtype: torch.dtype, activations: Sequence[str] = EVERY, batch: int = BATCH
) -> Draw:
    """An activation, the ends of a segment and a point on it: of length 0, saturated, far apart."""
    name = draw(st.sampled_from(activations))
    reach = draw(st.sampled_from([0.25, 1.0, 8.0, 2.0**-20]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        a, r, rest = (dyadic(generator, batch) * reach for _ in range(3))
        r[index % 8 == 1] = 0
        rest[index % 4 == 2] = 0
        a[index % 8 == 3] += 16
        inputs = {"a": a, "r": r.abs(), "rest": rest.abs()}
        return Draw(inputs, {"activation": name}, f"{name}, reach {reach}")

    return draw(seeded(build))


def curved_segments(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`segments` of activations with |sigma''| <= 1, and of t^2 / 2."""
    return segments(dtype, (*BOUNDED, "half_square", "identity"))


@st.composite
def bounded_slopes(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """`directions` with the choice `whole` of the bounds on the slopes, 0 or 1 in turn."""
    base = draw(directions(dtype))
    whole = (torch.arange(len(base)) // 8 % 2).to(torch.float64)
    return Draw({**base.inputs, "whole": whole}, base.options, base.label)


@st.composite
def rays(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """`every` with a place r >= 0 on the ray from w* through w, 0 and 1 among them."""
    base = draw(every(dtype))

    def build(generator: torch.Generator) -> Draw:
        r = dyadic(generator, len(base), bits=4).abs()
        r[::16], r[1::4] = 0, 1
        return Draw({**base.inputs, "r": r}, base.options, base.label)

    return draw(seeded(build))


@st.composite
def curved(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Activations with values in [0, 1] and derivatives of at most 1; among them the extreme one.

    For that one d = 1, the inputs are 0 and 1, and w and w* lie in [-9/8, 0].
    """
    if draw(st.booleans()):
        base = draw(_instances(BOUNDED))
        return Draw({**base.inputs, "whole": 0 * base.inputs["w"][:, 0]}, base.options, base.label)

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(BATCH)
        w, wstar = (-dyadic(generator, BATCH, 1).abs().clamp(0, 9 / 8) for _ in range(2))
        w[index % 2 == 0] = 0
        wstar[index % 4 == 0] = -9 / 8
        X = torch.ones(BATCH, 2, 1, dtype=torch.float64)
        X[index % 8 == 4, 1] = 0
        p = torch.full((BATCH, 2, 1), 0.5, dtype=torch.float64)
        inputs = {"w": w, "wstar": wstar, "X": X, "p": p, "e": 0 * p, "whole": 1 + 0 * w[:, 0]}
        return Draw(inputs, {"activation": "profile"}, "profile")

    return draw(seeded(build))


@st.composite
def samples(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """One example: a difference of outputs, a noise and derivatives of -1, 0, 1 and between."""
    d = draw(st.sampled_from([1, 2, 3]))
    reach = draw(st.sampled_from([0.25, 1.0, 4.0]))

    def build(generator: torch.Generator) -> Draw:
        corners = integers(generator, BATCH, 4, size=1)
        inside = dyadic(generator, BATCH, 4).clamp(-1, 1)
        at = torch.where((torch.arange(BATCH) % 2 == 0)[:, None], corners, inside)
        inputs = dict(zip(("delta", "e", "h", "b"), at.unbind(1), strict=True))
        inputs |= {"w": dyadic(generator, BATCH, d) * reach}
        return Draw({**inputs, "x": integers(generator, BATCH, d, size=2)}, {}, f"d={d}")

    return draw(seeded(build))


@st.composite
def spreads(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs around u times the axes, K = 0 among them; a segment [-c, c], c = 1 among them."""
    name = draw(st.sampled_from((*BOUNDED, "ramp", "ramp")))
    d = draw(st.sampled_from([1, 2, 3, 4]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(BATCH)
        K = integers(generator, BATCH, 4, d, size=2)
        K[index % 2 == 0] = 0
        u = 2.0 ** integers(generator, BATCH, size=4)
        c = torch.where(index % 4 == 0, 1.0, 1 + dyadic(generator, BATCH).abs())
        share = torch.where(index % 3 == 0, 0.5, 1.0).to(torch.float64)
        return Draw({"u": u, "K": K, "c": c, "share": share}, {"activation": name}, f"{name} d={d}")

    return draw(seeded(build))


@st.composite
def gaps(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Pairs of arguments of a bounded activation, or of the extreme one, of a rise of 1 as well."""
    name = draw(st.sampled_from((*BOUNDED, "profile", "profile")))
    reach = draw(st.sampled_from([0.25, 1.0, 8.0]))

    def build(generator: torch.Generator) -> Draw:
        z, t = (dyadic(generator, BATCH) * reach for _ in range(2))
        turn = torch.where(torch.arange(BATCH) % 2 == 0, 1.0, -1.0).to(torch.float64)
        t[1:4] = 0
        if name == "profile":
            z, t, turn = -z.abs().clamp(0, 9 / 16), t.abs().clamp(0, 9 / 16), -turn.abs()
            z[::4], t[::4] = 0, 9 / 8
        return Draw({"z": z, "t": t.abs(), "turn": turn}, {"activation": name}, name)

    return draw(seeded(build))


@st.composite
def far_points(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Points of the line from 0 to far out, and constants tau around 2 / (1 + w^2)."""
    reach = draw(st.sampled_from([2.0**-10, 1.0, 16.0, 2.0**10]))
    factor = draw(st.sampled_from([0.25, 1.0, 4.0]))

    def build(generator: torch.Generator) -> Draw:
        w = dyadic(generator, BATCH) * reach
        w[:2] = 0
        tau = 2.0 ** torch.round(torch.log2(2 / (1 + w * w))) * factor
        return Draw({"w": w, "tau": tau}, {}, f"reach {reach}")

    return draw(seeded(build))
