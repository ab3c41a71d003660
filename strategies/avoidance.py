"""Instances for theorems about methods that leave strict saddles; see `models.avoidance`."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import FILLS, dyadic, normals, powers_of_two, seeded

BATCH = 128


def _far(dtype: torch.dtype) -> int:
    """A binary exponent whose fourth power is still far inside the range."""
    return 100 if dtype == torch.float64 else 12


@st.composite
def _pairs(draw: st.DrawFn, dtype: torch.dtype, counts: tuple[int, ...]) -> Draw:
    p, q = draw(st.sampled_from([(1, 1), (2, 1), (1, 2), (3, 3)]))
    far = _far(dtype)
    bits = draw(st.sampled_from([0, 3, -5, far // 2, -far // 2]))
    exponent = draw(st.sampled_from([0, 0, 4, -6, far // 2, -far // 2]))
    fill = draw(st.sampled_from(FILLS))
    count = draw(st.sampled_from(counts))

    def build(generator: torch.Generator) -> Draw:
        row = torch.arange(BATCH)
        # gamma a from 0 to 2, gamma b from 2^-3 up; the scale of gamma is in the curvatures.
        a = dyadic(generator, BATCH, p, bits=3).abs().clamp(max=2)
        b = dyadic(generator, BATCH, q, bits=3).abs() + 2.0**-3
        a[row % 4 == 0], b[row % 4 == 0] = 0.0, 0.25
        # Nearly s = h / gamma, where all is equality; the rest lets enclosures decide.
        s = (row % 8 == 0).to(torch.float64) * (2.0**-3 * (1 - 2.0**-36))
        z, other = fill(generator, BATCH, p + q), fill(generator, BATCH, p + q)
        other[row % 16 == 1] = z[row % 16 == 1]
        other[row % 16 == 2] = 0
        other[row % 16 == 3, :p] = z[row % 16 == 3, :p]
        w = dyadic(generator, BATCH, p + q, bits=3)
        # |c| |w|^2 <= 7/16 min(b), with room for the rounding of c.
        part = torch.randint(-7, 8, (BATCH,), generator=generator) / 16
        c = part * b.amin(1) / (w * w).sum(1).clamp(min=1)
        c[row % 4 == 0] = 0
        scale = 2.0**bits
        inputs = {
            "a": a * scale, "b": b * scale, "s": s * scale, "w": w * 2.0**-exponent,
            "c": c * scale * 4.0**exponent, "z": z * 2.0**exponent, "other": other * 2.0**exponent,
        }  # fmt: skip
        return Draw(inputs, {"gamma": Fraction(2) ** -bits, "steps": count}, f"{p} + {q}, 2^{bits}")

    return draw(seeded(build))


def pair_steps(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Short runs for `models.avoidance.pair_run`: flat and unit blocks, equal points, tilts.

    Every eighth row is nearly an equality case: gamma a = 0, gamma b = 2 h, s = h / gamma.
    """
    return _pairs(dtype, (1, 2, 3))


def pair_runs(dtype: torch.dtype) -> st.SearchStrategy[Draw]:
    """Inputs of `models.avoidance.pair_run`: up to 12 steps."""
    return _pairs(dtype, (1, 3, 12))


PRODUCTS = (-0.5, -0.9375, -0.25, 0.0, 0.25, 1.0, 2.0, 1024.0)
"""gamma lam for proximal steps: close to -1, both signs, zero, and far beyond 2."""


@st.composite
def proximal_points(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.avoidance.proximal_point`: ties, zeros, any eigenbasis, wide scales."""
    d = draw(st.sampled_from([1, 2, 3, 5]))
    far = _far(dtype)
    bits = draw(st.sampled_from([0, 3, -5, far // 2, -far // 2]))
    exponent = draw(st.sampled_from([0, 4, far // 2, -far // 2]))
    fill, turned = draw(st.sampled_from(FILLS)), draw(st.booleans())

    def build(generator: torch.Generator) -> Draw:
        table = torch.tensor(PRODUCTS, dtype=torch.float64)
        lam = table[torch.randint(0, len(PRODUCTS), (BATCH // 2, d), generator=generator)]
        lam[:, 0] = table[torch.arange(BATCH // 2) % len(PRODUCTS)]
        mu = table[torch.randint(0, len(PRODUCTS), (BATCH // 2,), generator=generator)]
        z = fill(generator, BATCH // 2, d)
        z[0] = 0
        w = normals(generator, BATCH // 2, d) * turned
        inputs = {"lam": lam * 2.0**bits, "mu": mu * 2.0**bits, "z": z * 2.0**exponent, "w": w}
        return Draw(inputs, {"gamma": Fraction(2) ** -bits}, f"d={d}, 2^{bits}")

    return draw(seeded(build))


@st.composite
def proximal_pairs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.avoidance.proximal_pair`: gamma |c_i| up to 15/16, equality on quadratics.

    The equality cases are the quadratics whose c_i are all L or all -L.
    """
    d = draw(st.sampled_from([1, 2, 3]))
    objective = draw(st.sampled_from(["quadratic", "quadratic", "cosine"]))
    bits = draw(st.sampled_from([0, 3, -5]))
    fill = draw(st.sampled_from(FILLS))

    def build(generator: torch.Generator) -> Draw:
        row = torch.arange(BATCH // 2)
        c = torch.randint(-15, 16, (BATCH // 2, d), generator=generator).to(torch.float64) / 16
        c[row % 4 == 0] = -0.5
        c[row % 4 == 1] = 0.75
        c[:, 0] = torch.where(c[:, 0] == 0, 0.5, c[:, 0])
        z, w = fill(generator, BATCH // 2, d), fill(generator, BATCH // 2, d)
        w[2] = z[2]
        inputs = {"c": c * 2.0**bits, "z": z, "w": w}
        options = {"objective": objective, "gamma": Fraction(2) ** -bits}
        return Draw(inputs, options, f"{objective}, d={d}, 2^{bits}")

    return draw(seeded(build))


@st.composite
def coordinate_steps(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.avoidance.coordinate_run`: gamma h from 0 to beyond 2, ties, zeros."""
    d = draw(st.sampled_from([1, 2, 3, 5]))
    far = _far(dtype)
    bits = draw(st.sampled_from([0, 3, -5, far // 2, -far // 2]))
    exponent = draw(st.sampled_from([0, 4, far // 2, -far // 2]))
    fill, sweeps = draw(st.sampled_from(FILLS)), draw(st.sampled_from([1, 2]))

    def build(generator: torch.Generator) -> Draw:
        H = fill(generator, BATCH // 2, d, d)
        H = H.triu() + H.triu(1).mT
        edge = torch.arange(BATCH // 2) % 8
        x = fill(generator, BATCH // 2, d)
        x[edge == 1] = 0
        H[edge == 2] = 0
        for kind, value in ((3, 2.0), (4, 1.0), (5, -1.0)):
            H[edge == kind] = value * torch.eye(d, dtype=torch.float64)
        inputs = {"H": H * 2.0**bits, "x": x * 2.0**exponent}
        options = {"gamma": Fraction(2) ** -bits, "sweeps": sweeps}
        return Draw(inputs, options, f"d={d}, 2^{bits}")

    return draw(seeded(build))


@st.composite
def coordinate_sweeps(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.avoidance.coordinate_sweep`: H up to 4 x 4, gamma h = 1 included."""
    d = draw(st.sampled_from([1, 2, 3, 4]))
    bits = draw(st.sampled_from([0, 2, 30, -30]) if dtype == torch.float64 else st.just(2))
    fill = draw(st.sampled_from(FILLS[:2]))

    def build(generator: torch.Generator) -> Draw:
        H = fill(generator, BATCH // 4, d, d)
        H = H.triu() + H.triu(1).mT
        H[0] = 0
        H[1] = torch.eye(d, dtype=torch.float64)
        gamma = Fraction(2) ** -(bits + 1)
        return Draw({"H": H * 2.0**bits}, {"gamma": gamma}, f"d={d}, 2^{bits}")

    return draw(seeded(build))


@st.composite
def coordinate_runs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.avoidance.coordinate_run`: gamma H_ii <= 1, negative forms at the start."""
    d, sweeps = draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from([1, 4]))
    bits = draw(st.sampled_from([0, 3, -5]))

    def build(generator: torch.Generator) -> Draw:
        H = dyadic(generator, BATCH // 4, d, d, bits=3).clamp(-2, 2)
        H = H.triu() + H.triu(1).mT
        H[0] = -torch.eye(d, dtype=torch.float64)
        H[1] = 2 * torch.eye(d, dtype=torch.float64)
        x = dyadic(generator, BATCH // 4, d)
        x[2] = 0
        options = {"gamma": Fraction(2) ** -(bits + 1), "sweeps": sweeps}
        return Draw({"H": H * 2.0**bits, "x": x}, options, f"d={d}, 2^{bits}")

    return draw(seeded(build))


@st.composite
def mirror_points(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.avoidance.mirror_linear`: gamma lam from -1 to beyond 1, wide scales."""
    d, turned = draw(st.sampled_from([1, 2, 3, 5])), draw(st.booleans())
    bits = draw(st.sampled_from([0, 3, -5]))
    reach = draw(st.sampled_from([0, 3, 20 if dtype == torch.float64 else 5]))

    def build(generator: torch.Generator) -> Draw:
        table = torch.tensor([-1.0, -0.25, 0.0, 0.25, 0.75, 1.5], dtype=torch.float64)
        lam = table[torch.randint(0, len(table), (BATCH // 4, d), generator=generator)]
        lam[:, 0] = table[torch.arange(BATCH // 4) % len(table)]
        w = normals(generator, BATCH // 4, d) * turned
        r = powers_of_two(generator, BATCH // 4, d, reach=reach)
        r[0] = 1
        inputs = {"lam": lam * 2.0**bits, "w": w, "r": r}
        return Draw(inputs, {"gamma": Fraction(2) ** -bits}, f"d={d}, 2^{bits}")

    return draw(seeded(build))


@st.composite
def mirror_pairs(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Inputs of `models.avoidance.mirror_pair`: both sides of gamma L = mu, equal points."""
    d = draw(st.sampled_from([1, 2, 3]))
    objective = draw(st.sampled_from(["quadratic", "cosine"]))

    def build(generator: torch.Generator) -> Draw:
        c = torch.randint(-8, 9, (BATCH // 2, d), generator=generator).to(torch.float64) / 8
        c[:, 0] = torch.where(c[:, 0] == 0, 1.0, c[:, 0])
        x, y = (dyadic(generator, BATCH // 2, d, bits=6).abs() + 2.0**-4 for _ in range(2))
        y[0] = x[0]
        # Nearly a point of equality: constant curvature of the entropy between close points.
        c[1::4], x[1::4], y[1::4] = 0.5, 1.0, 1 - 2.0**-12
        options = {"objective": objective, "gamma": Fraction(1, draw(st.sampled_from([1, 4])))}
        return Draw({"c": c, "x": x, "y": y}, options, f"{objective}, d={d}")

    return draw(seeded(build))
