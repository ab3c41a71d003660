"""Instances of methods near a minimum: rank defects, rest points, starts of any size."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from lemmata.measure import Draw

from .arrays import BATCH, dyadic, integers, seeded
from .full_rank import of_full_rank


@st.composite
def least_squares_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = 128) -> Draw:
    """Steps of `models.implicit_bias.least_squares_step`: rank defects, no step, fitted starts.

    One label, more labels than the rank, as many parameters as the rank and more.
    """
    rank, n, parameters = draw(
        st.sampled_from([(1, 1, 1), (1, 1, 3), (1, 2, 2), (2, 2, 4), (2, 3, 3), (2, 3, 2)])
    )
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        L = integers(generator, batch, n, rank, size=2)
        R = integers(generator, batch, rank, parameters, size=2)
        L[0], R[0] = torch.eye(n, rank), torch.eye(rank, parameters)
        of_full_rank(R)
        turned = L.mT.contiguous()
        of_full_rank(turned)
        L = turned.mT.contiguous()
        theta0, z = (dyadic(generator, batch, parameters, bits=4) for _ in range(2))
        nu, y = (dyadic(generator, batch, n, bits=4) for _ in range(2))
        nu[index % 4 == 1] = 0
        fitted = index % 4 == 2
        X = L @ R
        theta = theta0 + (X.mT @ nu[:, :, None])[:, :, 0]
        y[fitted] = (X @ theta[:, :, None])[:, :, 0][fitted]
        eta = 2.0 ** -(integers(generator, batch, size=3).abs() + 3)
        eta[index % 8 == 3] = 0
        scale = 2.0**exponent
        inputs = {
            "L": L, "R": R, "theta0": theta0 * scale, "z": z * scale, "nu": nu * scale,
            "y": y * scale, "eta": eta,
        }  # fmt: skip
        return Draw(inputs, {}, f"rank {rank}, n={n} p={parameters}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def hadamard_flows(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Flows of `models.implicit_bias.hadamard_flow`: t = 0, y = 0 (at rest), starts of any size."""
    exponent = draw(st.sampled_from([0, 0, -3, 2]))

    def build(generator: torch.Generator) -> Draw:
        x = (integers(generator, batch, size=3).abs() + 1) / 2
        x[0::2] *= -1
        y = integers(generator, batch, size=6) / 2
        y[3] = 0
        t = integers(generator, batch, size=8).abs() / 16
        t[2] = 0
        alpha = (integers(generator, batch, size=3).abs() + 1) / 4 * 2.0**exponent
        inputs = {"x": x, "y": y, "alpha": alpha, "t": t}
        return Draw(inputs, {}, f"starts 2^{exponent}")

    return draw(seeded(build))


@st.composite
def logistic_flows(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Flows of `models.implicit_bias.logistic_flow`: wrong and right starts, time 0, late times."""
    reach = draw(st.sampled_from([1, 2, 8]))

    def build(generator: torch.Generator) -> Draw:
        start, other = (integers(generator, batch, size=8) / 2 for _ in range(2))
        t = integers(generator, batch, size=8).abs() / 8 * reach
        t[2] = 0
        return Draw({"start": start, "t": t, "other": other}, {}, f"margins grow by {reach}")

    return draw(seeded(build))


@st.composite
def two_weights(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Ends of `models.implicit_bias.two_weights`: the label 0 (E = 1), labels of either sign."""
    exponent = draw(st.sampled_from([0, 0, -20, 4]))

    def build(generator: torch.Generator) -> Draw:
        E = 2.0 ** integers(generator, batch, size=3)
        E[0::3] = 1 + (integers(generator, batch, size=15) / 16)[0::3]
        E[1] = 1
        alpha = (integers(generator, batch, size=3).abs() + 1) * 2.0**exponent
        return Draw({"alpha": alpha, "E": E}, {}, f"starts 2^{exponent}")

    return draw(seeded(build))
