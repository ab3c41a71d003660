"""Instances for theorems about random starts near saddles, see `models.random_starts`."""

from __future__ import annotations

from fractions import Fraction

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw

from .arrays import BATCH, DIMENSIONS, dyadic, integers, normals, powers_of_two, seeded

ROWS = 64
"""Instances in one draw: an exact law costs tens of microseconds a row."""

BALLS = (1, 1, 2, 3, 4, 5, 9, 25, 1000, 10**5)
"""Dimensions of balls; the bounds are attained for d = 1."""


def fractions(generator: torch.Generator, rows: int = ROWS) -> Tensor:
    """Numbers in (0, 1]: dyadic, the first is 1, tiny ones included."""
    made = torch.randint(1, 257, (rows,), generator=generator).to(torch.float64) / 256
    made[rows // 2 :] *= 2.0 ** -torch.randint(0, 24, (rows - rows // 2,), generator=generator)
    made[0] = 1
    return made


@st.composite
def constants(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """k and the parity b of d = 2 k + b; d from 1 to 10^5."""
    b = draw(st.sampled_from([1, 1, 2]))

    def build(generator: torch.Generator) -> Draw:
        k = torch.arange(ROWS).to(torch.float64)
        k[ROWS // 2 :] = torch.randint(0, 5 * 10**4, (ROWS // 2,), generator=generator)
        return Draw({"k": k}, {"b": b}, f"parity {b}")

    return draw(seeded(build))


@st.composite
def dimensions(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """d from 1 to 10^5."""

    def build(generator: torch.Generator) -> Draw:
        d = 1 + torch.arange(ROWS).to(torch.float64)
        d[ROWS // 2 :] = torch.randint(1, 10**5 + 1, (ROWS // 2,), generator=generator)
        return Draw({"d": d}, {}, "dimensions")

    return draw(seeded(build))


@st.composite
def marginals(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """A law with a largest density at 0 and distances from its centre, 0 and tiny ones included."""
    d = draw(st.sampled_from([None, *BALLS]))
    sigma = Fraction(draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from([1, 4, 1024])))

    def build(generator: torch.Generator) -> Draw:
        t = fractions(generator)
        t[1] = 0
        if d is None:
            return Draw({"t": 4 * t}, {"law": "normal", "sigma": sigma}, f"normal, sigma {sigma}")
        return Draw({"t": t}, {"law": "ball", "d": d}, f"ball, d={d}")

    return draw(seeded(build))


@st.composite
def coordinates(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """delta in (0, 1] and radii of any scale, in one dimension."""
    d = draw(st.sampled_from(BALLS))

    def build(generator: torch.Generator) -> Draw:
        inputs = {"delta": fractions(generator), "r": powers_of_two(generator, ROWS)}
        return Draw(inputs, {"d": d}, f"d={d}")

    return draw(seeded(build))


@st.composite
def gaussians(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """R, sigma and the rate gamma l, any scale; up to 64 steps. Tiny R / sigma nearly attain."""
    K = draw(st.sampled_from([0, 1, 5, 64]))

    def build(generator: torch.Generator) -> Draw:
        inputs = {
            "R": fractions(generator) * powers_of_two(generator, ROWS),
            "sigma": powers_of_two(generator, ROWS),
            "rate": fractions(generator) / 2,
        }
        inputs["R"][:4], inputs["sigma"][:4] = 2.0**-20, 1
        return Draw(inputs, {"K": K}, f"{K} steps")

    return draw(seeded(build))


@st.composite
def ball_escapes(draw: st.DrawFn, dtype: torch.dtype) -> Draw:
    """Radii up to 1, times and step lengths, dimension and number of steps.

    Half of the rows allow exactly the time that is needed; K = 0 and T = 0 leave the start.
    """
    d, K = draw(st.sampled_from(BALLS)), draw(st.sampled_from([1, 2, 5, 32]))

    def build(generator: torch.Generator) -> Draw:
        spare = 1 + integers(generator, ROWS).abs()
        spare[::2] = 1
        T = normals(generator, ROWS).abs()
        T[0] = 0
        inputs = {
            "T": T, "r": fractions(generator), "eta": fractions(generator) / 4, "spare": spare
        }  # fmt: skip
        return Draw(inputs, {"d": d, "K": K}, f"d={d}, {K} steps")

    return draw(seeded(build))


def _hadamard() -> Tensor:
    """A symmetric orthogonal matrix with entries +-1/2, (4, 4)."""
    block = torch.tensor([[1.0, 1.0], [1.0, -1.0]], dtype=torch.float64)
    return torch.kron(block, block) / 2


@st.composite
def quadratic_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Symmetric H with an exact eigenvector v of eigenvalue -l < 0, and starts.

    v is a coordinate direction or half a sign vector (d = 4). On the complement H is anything
    symmetric: positive, zero, with other negative eigenvalues, or equal to 2/gamma times the
    identity (equality). Starts on v, orthogonal to v, and 0.
    """
    turned = draw(st.booleans())
    d = 4 if turned else draw(st.sampled_from(DIMENSIONS))
    count = draw(st.sampled_from([1, 3]))
    gamma = Fraction(1, draw(st.sampled_from([2, 16, 64])))
    kind = draw(st.sampled_from(["integers", "positive", "2/gamma", "zero"]))

    def build(generator: torch.Generator) -> Draw:
        curvature = 1 + integers(generator, batch, size=2).abs()
        S = integers(generator, batch, d, d, size=2)
        S = {
            "integers": S + S.mT,
            "positive": S @ S.mT,
            "2/gamma": float(2 / gamma) * torch.eye(d, dtype=torch.float64).expand(batch, d, d),
            "zero": 0 * S,
        }[kind].clone()
        S[:, 0, :] = S[:, :, 0] = 0
        S[:, 0, 0] = -curvature
        x, v = dyadic(generator, batch, d, bits=6), torch.zeros(batch, d, dtype=torch.float64)
        v[:, 0] = 1
        x[0], x[1], x[2, 0] = 0, v[1], 0
        if turned:
            Q = _hadamard()
            S, x, v = Q @ S @ Q, x @ Q, v @ Q
        return Draw(
            {"H": S, "v": v, "l": curvature, "x": x},
            {"gamma": gamma, "steps": count},
            f"{kind}, d={d}, turned={turned}",
        )

    return draw(seeded(build))


@st.composite
def well_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Starts in [-b, b], b at most 2, for the double well, with radii R in (0, 1].

    The stationary points 0 and +-1, the ends, starts of size R, and steps up to and beyond those
    that the claims allow.
    """
    eta = Fraction(1, draw(st.sampled_from([2, 6, 10, 64])))
    b = Fraction(draw(st.sampled_from([4, 4, 3])), 2)
    count = draw(st.sampled_from([1, 4]))

    def build(generator: torch.Generator) -> Draw:
        R = fractions(generator, batch)
        y = dyadic(generator, batch, bits=8).clamp(-float(b), float(b))
        y[:4] = torch.tensor([0.0, 1.0, -1.0, float(b)])
        y[8:24] = R[8:24]
        options = {"eta": eta, "tilt": Fraction(0), "b": b, "steps": count}
        return Draw({"y": y, "R": R}, options, f"eta={eta}, b={b}")

    return draw(seeded(build))


@st.composite
def tilted_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Starts around the shallow well of y^4/4 - y^2/2 + y/10, both ends included."""
    eta = Fraction(1, draw(st.sampled_from([2, 4, 10, 64])))
    count = draw(st.sampled_from([1, 8]))

    def build(generator: torch.Generator) -> Draw:
        y = (1 + fractions(generator, batch)) / 2
        y[1], y[2:8] = 0.5, dyadic(generator, 6, bits=8)
        options = {"eta": eta, "tilt": Fraction(1, 10), "b": Fraction(1), "steps": count}
        return Draw({"y": y, "R": y}, options, f"eta={eta}")

    return draw(seeded(build))
