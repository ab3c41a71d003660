"""Points for `models.tensor_points`: frames, sign vectors, and points near saddles and maxima."""

from __future__ import annotations

import math

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw
from models.tensor_list import stationary_points

from .arrays import BATCH, DIMENSIONS, dyadic, integers, normals, seeded

LARGEST = 8
"""All stationary points are listed up to this dimension."""


def _everything(d: int) -> Draw:
    """All 3^d - 1 sign vectors of dimension d, each with its first two nonzero coordinates."""
    c = stationary_points(d)
    order = torch.sort(c.abs(), dim=1, descending=True, stable=True).indices.to(torch.float64)
    inputs = {"w": torch.zeros_like(c), "c": c, "i": order[:, 0], "j": order[:, min(1, d - 1)]}
    return Draw(inputs, {"n": d}, f"all {len(c)} stationary points, d={d}")


def all_stationary(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Every stationary point, d from 1 to 8, exactly; a run of 8 examples draws every d."""
    return st.sampled_from(range(1, LARGEST + 1)).map(_everything)


def counts(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """The dimensions k = 0, ..., 7, for the lists of k and of k + 1 coordinates."""
    k = torch.arange(LARGEST, dtype=torch.float64)
    return st.just(Draw({"k": k}, {}, f"k < {LARGEST}"))


def _frames(generator: torch.Generator, basis: str, batch: int, d: int) -> Tensor:
    """Directions of reflection (batch, d): none, an exchange of two coordinates, or generic."""
    w = torch.zeros(batch, d, dtype=torch.float64)
    if basis == "reflection":
        return normals(generator, batch, d)
    if basis == "exchange" and d > 1:
        rows = torch.arange(batch)
        w[rows, rows % d], w[rows, (rows + 1) % d] = 1.0, -1.0
    return w


def _signs(generator: torch.Generator, batch: int, d: int) -> Tensor:
    """Sign vectors of every size of support."""
    c = 2.0 * torch.randint(0, 2, (batch, d), generator=generator).to(torch.float64) - 1
    order = torch.rand(batch, d, generator=generator).argsort(1)
    return c * (order <= (torch.arange(batch) % d)[:, None])


def _rays(generator: torch.Generator, batch: int, d: int) -> Tensor:
    """Nonzero coordinates (batch, d): stationary, near a stationary point, an arc, or anywhere."""
    c = _signs(generator, batch, d)
    depth = torch.randint(0, 24, (batch, 1), generator=generator)
    near = c + normals(generator, batch, d) * 2.0**-depth
    arc = torch.zeros(batch, d, dtype=torch.float64)  # from one component towards another
    arc[:, 0] = 1
    arc[:, d - 1] += torch.rand(batch, generator=generator, dtype=torch.float64)
    places = [c, near, arc, normals(generator, batch, d), integers(generator, batch, d)]
    rows = torch.arange(batch)
    chosen = torch.stack(places)[rows // d % len(places), rows]
    return torch.where((chosen == 0).all(1)[:, None], c, chosen)


@st.composite
def _points(draw: st.DrawFn, dtype: torch.dtype, least: int, full: bool, kind: str) -> Draw:
    d = draw(st.sampled_from([d for d in DIMENSIONS if d >= least]))
    n = d if full else draw(st.integers(1, d))
    basis = draw(st.sampled_from(["coordinates", "reflection", "exchange"]))

    def build(generator: torch.Generator) -> Draw:
        if kind == "stationary":
            c = _signs(generator, BATCH, d)
            c[:, n:] = 0
            c[(c == 0).all(1), 0] = 1
        else:
            c = _rays(generator, BATCH, d)
        chance = torch.rand(BATCH, n, generator=generator, dtype=torch.float64)
        order = (c[:, :n].abs() + 1.5 * chance).argsort(1, descending=True)
        i, j = order[:, 0], order[:, min(1, n - 1)]  # mostly components with large coordinates
        inputs = {"w": _frames(generator, basis, BATCH, d), "c": c, "i": i, "j": j}
        inputs = {name: tensor.to(torch.float64) for name, tensor in inputs.items()}
        return Draw(inputs, {"n": n}, f"d={d}, n={n}, {basis}, {kind}")

    return draw(seeded(build))


def stationary(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Stationary points in the span of n <= d components of any frame, every size of support."""
    return _points(dtype, 1, False, "stationary")


def anywhere(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Any point, n <= d components, also where all coordinates vanish."""
    return _points(dtype, 1, False, "anywhere")


def full_frames(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Any point for n = d >= 2 components: the setting of the strict-saddle property."""
    return _points(dtype, 2, True, "anywhere")


def near_stationary(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Points x (batch, 3): all 26 stationary ones, rounded; small integers, near sign vectors.

    The six on the axes are exact.
    """

    def build(generator: torch.Generator) -> Draw:
        places = stationary_points(3)
        size = (places * places).sum(1, keepdim=True).sqrt()
        rows = torch.cat([places / size, _rays(generator, BATCH, 3)])
        return Draw({"x": rows.to(dtype).double()}, {}, "three coordinates")

    return seeded(build)


@st.composite
def outside(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Points orthogonal to all n < d components; t, half the tangent of the way, any sign or 0."""
    d = draw(st.sampled_from([d for d in DIMENSIONS if d > 1]))
    n = draw(st.integers(1, d - 1))
    basis = draw(st.sampled_from(["coordinates", "reflection", "exchange"]))

    def build(generator: torch.Generator) -> Draw:
        c = _rays(generator, BATCH, d)
        c[:, :n] = 0
        c[(c == 0).all(1), n] = 1
        i = torch.randint(0, n, (BATCH,), generator=generator).to(torch.float64)
        inputs = {"w": _frames(generator, basis, BATCH, d), "c": c, "i": i, "j": i}
        t = dyadic(generator, BATCH)
        t[0], t[1] = 0, 1
        return Draw({**inputs, "t": t}, {"n": n}, f"d={d}, n={n}, {basis}, outside the span")

    return draw(seeded(build))


@st.composite
def geodesics(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Points and directions: anywhere, between components, and multiples of pi / 8 in a plane."""
    base = draw(_points(dtype, 2, draw(st.booleans()), "anywhere"))

    def build(generator: torch.Generator) -> Draw:
        c, d = base.inputs["c"].clone(), base.inputs["c"].shape[1]
        u = normals(generator, BATCH, d)
        angle = torch.arange(BATCH) % 16 * math.pi / 8
        plane = torch.arange(BATCH) // 16 % 2 == 0
        flat = torch.zeros(BATCH, d, dtype=torch.float64)
        here, there = flat.clone(), flat.clone()
        here[:, 0], here[:, 1] = torch.cos(angle), torch.sin(angle)
        there[:, 0], there[:, 1] = -torch.sin(angle), torch.cos(angle)
        c, u = torch.where(plane[:, None], here, c), torch.where(plane[:, None], there, u)
        return Draw({**base.inputs, "c": c, "u": u}, base.options, f"{base.label}, geodesics")

    return draw(seeded(build))


@st.composite
def ways(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """`geodesics` with times t >= 0: 0, small ones, and up to 2."""
    base = draw(geodesics(dtype))

    def build(generator: torch.Generator) -> Draw:
        t = 2 * torch.rand(BATCH, generator=generator, dtype=torch.float64) ** 4
        t[torch.arange(BATCH) % 8 == 0] = 0
        return Draw({**base.inputs, "t": t}, base.options, base.label)

    return draw(seeded(build))


def lengths(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Lengths l > 1 of a second component, 2 among them, and points of the circle near (1, 0)."""

    def build(generator: torch.Generator) -> Draw:
        length = 1 + dyadic(generator, BATCH).abs()
        length[:32] = 2
        t = dyadic(generator, BATCH) / 4
        t[::8] = 0
        return Draw({"l": length, "t": t}, {}, "two lengths")

    return seeded(build)
