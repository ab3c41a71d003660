"""Instances for the statements about masks of matrix completion."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from . import completion
from .arrays import BATCH, dyadic, integers, seeded


@st.composite
def beside_truth(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Points beside a unit vector z, at most 5/4 eps across and about 3/8 eps along it.

    eps = 0, small and up to 3/16; d = 1; z a coordinate vector; x = z; x = t z; |x| = |z|.
    """
    d = draw(st.sampled_from([1, 2, 3, 8]))
    top = draw(st.sampled_from([0.0, 2.0**-30, 1 / 16, 5 / 32 - 1 / 128, 3 / 16]))

    def build(generator: torch.Generator) -> Draw:
        w = integers(generator, BATCH, d, size=2)
        index = torch.arange(BATCH)
        w[index % 4 == 1] = 0
        across = dyadic(generator, BATCH, d, bits=10)
        across[:, 0] = 0
        size = across.abs().amax(1, keepdim=True)
        across = 5 / 4 * across / torch.where(size == 0, 1.0, size)
        across[index % 8 == 2] = 0
        across[index % 8 == 4, 2:] = 0
        along = 3 / 8 * dyadic(generator, BATCH, bits=10).clamp(-1, 1)
        along[index % 8 == 3] = 0
        along[index % 8 == 4] = -3 / 8
        eps = torch.full((BATCH,), top, dtype=torch.float64)
        return Draw({"w": w, "along": along, "across": across, "eps": eps}, {}, f"d={d}")

    return draw(seeded(build))


@st.composite
def points(draw: st.DrawFn, dtype: torch.dtype, batch: int = 96) -> Draw:
    """Masks of `strategies.completion`, a density, a unit z and a point x != 0.

    x is free, z itself (up to rounding), within B or far outside; d = 1; densities 1, 3/4, 1/8.
    """
    d = draw(st.sampled_from([1, 2, 3, 5]))
    p = draw(st.sampled_from([1.0, 0.75, 0.125]))

    def build(generator: torch.Generator) -> Draw:
        mask = completion.masks(generator, batch, d)
        w = integers(generator, batch, d, size=2)
        index = torch.arange(batch)
        w[index % 3 == 1] = 0
        x = dyadic(generator, batch, d, bits=10)
        x[index % 5 == 1] = torch.eye(d, dtype=torch.float64)[0]
        x[index % 5 == 2, 1:] = 0
        x[index % 5 == 3] *= 2.0**20
        x[(x == 0).all(1), 0] = 1
        inputs = {"mask": mask, "p": torch.full((batch,), p, dtype=torch.float64), "w": w, "x": x}
        return Draw(inputs, {}, f"d={d}, p={p}")

    return draw(seeded(build))


@st.composite
def segments(draw: st.DrawFn, dtype: torch.dtype, batch: int = 96) -> Draw:
    """Masks of `strategies.completion`, a density, and segments from z to z + h.

    h = 0, h = -z, h = -2 z, along an axis, free; z = 0 among the rows; d = 1.
    """
    d = draw(st.sampled_from([1, 2, 3]))
    p = draw(st.sampled_from([1.0, 0.75, 0.125]))

    def build(generator: torch.Generator) -> Draw:
        mask = completion.masks(generator, batch, d)
        z, h = (dyadic(generator, batch, d, bits=8) for _ in range(2))
        index = torch.arange(batch)
        h[index % 7 == 1] = 0
        h[index % 7 == 2] = -z[index % 7 == 2]
        h[index % 7 == 3] = -2 * z[index % 7 == 3]
        h[index % 7 == 4, 1:] = 0
        z[index % 11 == 3] = 0
        inputs = {"mask": mask, "p": torch.full((batch,), p, dtype=torch.float64), "z": z, "h": h}
        return Draw(inputs, {}, f"d={d}, p={p}")

    return draw(seeded(build))


@st.composite
def nearly_full(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Full masks for d <= 4; for d = 64 masks that lack up to 8 disjoint pairs or loops.

    z has entries +-1/2, +-1/8 or is an axis (of a full mask); h = 0, -2 z and small. The density
    is 1, so that |Omega - 1 1'|_2 is 0 or 1.
    """
    d, size = draw(st.sampled_from([(1, 1.0), (2, 0.0), (4, 0.5), (64, 0.125)]))
    scale = draw(st.sampled_from([2.0**-20, 0.125]))

    def build(generator: torch.Generator) -> Draw:
        mask = torch.ones(6, d, d, dtype=torch.float64)
        if d == 64:
            for row in range(1, 6):
                order = torch.randperm(d, generator=generator)[:16].reshape(8, 2)
                for i, j in order[: 2 * row - 2].tolist():
                    i = j if row == 5 else i
                    mask[row, i, j] = mask[row, j, i] = 0
        signs = 2 * torch.randint(0, 2, (6, d), generator=generator).to(torch.float64) - 1
        z = size * signs if size else torch.eye(2, dtype=torch.float64)[torch.arange(6) % 2]
        h = scale * dyadic(generator, 6, d, bits=6)
        h[::2] = 0
        h[1] = -2 * z[1]
        inputs = {"mask": mask, "p": torch.ones(6, dtype=torch.float64), "z": z, "h": h}
        return Draw(inputs, {}, f"d={d}")

    return draw(seeded(build))


def _another_minimum() -> Draw:
    """Blocks of 6, 6 and 4: neither 1 and 2 nor 3 and 3 are observed together; x = (1, -1, 0) / 4.

    z = (1, ..., 1) / 4. Also -x, z and -z.
    """
    sizes = torch.tensor([6, 6, 4])
    pattern = torch.tensor([[1, 0, 1], [0, 1, 1], [1, 1, 0]], dtype=torch.float64)
    mask = pattern.repeat_interleave(sizes, 0).repeat_interleave(sizes, 1).expand(4, 16, 16)
    z = torch.full((4, 16), 0.25, dtype=torch.float64)
    x = torch.tensor([1.0, -1.0, 0.0], dtype=torch.float64).repeat_interleave(sizes) / 4
    h = torch.stack([x, -x, z[0], -z[0]]) - z
    inputs = {"mask": mask, "p": torch.ones(4, dtype=torch.float64), "z": z, "h": h}
    return Draw(inputs, {}, "another minimum")


@st.composite
def candidates(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """`nearly_full` with x = 0 in a row and |z| = 2 in two, or a mask with another minimum."""
    if draw(st.integers(0, 3)) == 0:
        return _another_minimum()
    made = draw(nearly_full(dtype))
    h = made.inputs["h"].clone()
    h[3] = -made.inputs["z"][3]
    scale = torch.tensor([1.0, 1, 1, 1, 2, 2], dtype=torch.float64)[:, None]
    return Draw({**made.inputs, "z": scale * made.inputs["z"], "h": scale * h}, {}, made.label)


def certificates(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """`candidates`, and the `segments` that are free."""
    return st.one_of(candidates(dtype), segments(dtype, 48))


@st.composite
def boxes(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Unit vectors, flat (+-1/2, d = 4) and axes among them, with points of boxes and corners."""
    d = draw(st.sampled_from([1, 2, 3, 4, 4]))
    place = draw(st.integers(0, d - 1))

    def build(generator: torch.Generator) -> Draw:
        w = integers(generator, BATCH, d, size=2)
        index = torch.arange(BATCH)
        w[index % 4 == 1] = 0
        w[index % 4 == 2] = torch.ones(d, dtype=torch.float64)  # flat for d = 4: I - 1 1' / 2
        x, v = (dyadic(generator, BATCH, d, bits=10).clamp(-1, 1) for _ in range(2))
        x[index % 3 == 1] = 1
        v[index % 5 == 1] = 0
        stretch = 1 + integers(generator, BATCH, size=2).relu() / 2
        return Draw({"w": w, "x": x, "v": v, "stretch": stretch}, {"place": place}, f"d={d}")

    return draw(seeded(build))


@st.composite
def block_directions(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Directions v (batch, m, 3), a column for each block, m up to 4.

    Rows: 0, constant on blocks, along one block, sums 0 in each block, (12, 12, 17) on the blocks,
    close to the eigenvector (1, 1, sqrt(2)) of the least curvature, and free ones.
    """
    m = draw(st.sampled_from([1, 2, 4]))

    def build(generator: torch.Generator) -> Draw:
        v = dyadic(generator, 32, m, 3, bits=8)
        index = torch.arange(32)
        v[0] = 0
        v[index % 8 == 1] = v[index % 8 == 1][:, :1]
        v[index % 8 == 2, :, 1:] = 0
        v[index % 8 == 3] -= v[index % 8 == 3].flip(1)
        v[index % 8 == 4] = torch.tensor([1.0, 1.0, 2.0**0.5], dtype=torch.float64)
        v[index % 8 == 5] = torch.tensor([12.0, 12.0, 17.0], dtype=torch.float64)
        c = 2.0 ** (index % 3 - 1).to(torch.float64)
        return Draw({"v": v, "c": c}, {}, f"m={m}")

    return draw(seeded(build))


def all_graphs(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """The masks of all graphs with loops on d vertices, 2^(d (d + 1) / 2) for each d <= 4."""

    def every(d: int) -> Draw:
        rows, columns = torch.triu_indices(d, d)
        count = len(rows)
        bits = torch.arange(2**count)[:, None] >> torch.arange(count) & 1
        mask = torch.zeros(2**count, d, d, dtype=torch.float64)
        mask[:, rows, columns] = bits.to(torch.float64)
        mask[:, columns, rows] = bits.to(torch.float64)
        return Draw({"mask": mask}, {}, f"all graphs on {d} vertices")

    return st.sampled_from([4, 3, 2, 1]).map(every)


@st.composite
def observed_pairs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """T (batch, d, d) of small integers, symmetric or not, p = 0, 1/8, ..., 1, and k < 6 pairs."""
    d = draw(st.sampled_from([1, 2, 3]))
    k = draw(st.integers(0, d * (d + 1) // 2 - 1))

    def build(generator: torch.Generator) -> Draw:
        T = integers(generator, 32, d, d, size=3)
        T[::2] = T[::2].triu() + T[::2].triu(1).mT
        T[1] = 1
        p = torch.arange(32).remainder(9).to(torch.float64) / 8
        return Draw({"T": T, "p": p}, {"k": k}, f"d={d}, k={k}")

    return draw(seeded(build))


@st.composite
def two_sides(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Bipartite masks: a side may be empty, z may have zeros; c from 1/4 to 4, also 1; d = 1."""
    d = draw(st.sampled_from([1, 2, 3, 5]))

    def build(generator: torch.Generator) -> Draw:
        mask = completion.masks(generator, 48, d)
        side = torch.randint(0, 2, (48, d), generator=generator).to(torch.float64)
        side[::4] = torch.arange(d) % 2
        z = integers(generator, 48, d, size=3)
        z[::2][z[::2] == 0] = 1
        c = 2.0 ** integers(generator, 48, size=2)
        return Draw({"mask": mask, "side": side, "z": z, "c": c}, {}, f"d={d}")

    return draw(seeded(build))


@st.composite
def walks(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Closed walks with an odd number of edges: loops, odd cycles, a loop at the end of an edge."""
    path = draw(st.sampled_from([(0, 0), (0, 1, 2, 0), (0, 1, 1, 0), (2, 0, 1, 4, 3, 2)]))
    k = draw(st.integers(0, 4))

    def build(generator: torch.Generator) -> Draw:
        z = integers(generator, 16, max(path) + 1, size=3)
        z[z == 0] = 1
        sign = 2 * torch.randint(0, 2, (16,), generator=generator).to(torch.float64) - 1
        return Draw({"sign": sign, "z": z}, {"path": path, "k": k}, f"walk {path}")

    return draw(seeded(build))
