"""Instances of models near their linearisation: bent lines, rank defects, scales, ties."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw
from models import linearised

from .arrays import BATCH, dyadic, integers, seeded


@st.composite
def bent_flows(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Flows of `models.linearised.bent_flow`: M = 0 (attained), up to barely within reach.

    Either sign of the target, t = 0, p = 1 and unit vectors off the axes, scales of the outputs.
    """
    parameters = draw(st.sampled_from([1, 2, 4, 6]))
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        s = (integers(generator, batch, size=3).abs() + 1) / 2
        share = (integers(generator, batch, size=7).abs() + 1) / 16  # 2 M |y| / s^2
        share[index % 8 == 1] = 1 - 2.0**-20
        M = 2.0 ** integers(generator, batch, size=3)
        y = share * s * s / (2 * M)
        M[index % 4 == 0] = 0
        y[index % 4 == 0] = share[index % 4 == 0]
        y[index % 3 == 0] *= -1
        a = torch.zeros(batch, parameters, dtype=torch.float64)
        a[index, index % parameters] = 1
        if parameters >= 4:
            a[batch // 2 :] = 0
            a[batch // 2 :, :4] = torch.where(integers(generator, batch // 2, 4) > 0, 0.5, -0.5)
        t = integers(generator, batch, size=8).abs() / 4
        t[2] = 0
        scale = 2.0**exponent  # of the outputs: s and M times it, t over its square
        inputs = {"s": s * scale, "M": M * scale, "y": y * scale, "a": a, "t": t / scale**2}
        return Draw(inputs, {}, f"p={parameters}, scale 2^{exponent}")

    return draw(seeded(build))


@st.composite
def tanh_networks(draw: st.DrawFn, dtype: torch.dtype, batch: int = 64) -> Draw:
    """Networks of `models.linearised.tanh_network`: dead inputs, equal neurons, no move, one input.

    More parameters than inputs and fewer; v along a weight that no input sees.
    """
    m, d, n = (draw(st.sampled_from([1, 2, 3])) for _ in "mdn")
    exponent = draw(st.sampled_from([0, 0, -10, 3]))

    def build(generator: torch.Generator) -> Draw:
        size = m * d + m
        W = dyadic(generator, batch, m, d, bits=4)
        X = integers(generator, batch, n, d, size=2)
        move = dyadic(generator, batch, size, bits=4)
        W[0::8] = W[0::8, :1]
        W[1] = 0
        X[2] = 0
        move[3] = 0
        v = integers(generator, batch, size, size=2)
        v[4, m * d :] = 0
        a = integers(generator, batch, m, size=3) / 2
        y = dyadic(generator, batch, n, bits=4)
        inputs = {"W": W, "a": a, "X": X, "y": y, "move": move * 2.0**exponent, "v": v}
        return Draw(inputs, {}, f"m={m} d={d} n={n}, moves 2^{exponent}")

    return draw(seeded(build))


@st.composite
def lines(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Lines of `models.linearised.line_through_network`: quadratic ones attain the bound.

    t = 0 and t = 1, no move, moves that x does not see, cancelling neurons.
    """
    kind = draw(st.sampled_from(["network", "quadratic"]))
    m, d = draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from([1, 2, 3]))
    exponent = draw(st.sampled_from([0, 0, -10, 3]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        W, D = (dyadic(generator, batch, m, d, bits=4) for _ in range(2))
        D[3] = 0
        D = D * 2.0**exponent
        a = integers(generator, batch, m, size=3) / 2
        a[index % 3 == 0] = a[index % 3 == 0].abs()
        a[index % 3 == 1] = -a[index % 3 == 1].abs()
        x = integers(generator, batch, d, size=2)
        t = integers(generator, batch, size=4).abs() / 4
        t[index % 4 == 0] = 1
        inputs = {"W": W, "D": D, "a": a, "x": x, "t": t}
        return Draw(inputs, {"kind": kind}, f"{kind}, m={m} d={d}, moves 2^{exponent}")

    return draw(seeded(build))


def _of_full_rank(matrix: Tensor, *others: Tensor) -> None:
    """Overwrite rows of the batch where the matrix (batch, n, p), n <= 2, has not the rank n."""
    K = matrix @ matrix.mT
    det = K[:, 0, 0] if K.shape[-1] == 1 else K[:, 0, 0] * K[:, 1, 1] - K[:, 0, 1] ** 2
    good = det > 0
    first = int(good.nonzero()[0])
    for tensor in (matrix, *others):
        tensor[~good] = tensor[first].clone()


@st.composite
def leaky_networks(draw: st.DrawFn, dtype: torch.dtype, batch: int = 128) -> Draw:
    """Networks of `models.linearised.leaky_network` with as many parameters as inputs, or more.

    No residual, equal residuals, neurons at a tie, neurons without an output weight.
    """
    m, d, n = draw(st.sampled_from([(1, 1, 1), (1, 2, 2), (2, 1, 2), (2, 2, 2), (3, 2, 1)]))
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        W, X = (integers(generator, batch, k, d, size=3) for k in (m, n))
        a = integers(generator, batch, m, size=3) / 2
        a[0] = 1
        W[0, 0], X[0, 0] = 1, torch.arange(1, d + 1)
        X[0, -1] = torch.arange(d - 2, -2, -1) if n == 2 else X[0, 0]
        if m == 2:
            W[0, 1] = -1
        _of_full_rank(linearised.leaky_jacobian(W, a, X), W, a, X)
        e = dyadic(generator, batch, n, bits=4) * 2.0**exponent
        e[0::4] = e[0::4, :1]
        e[1::8] = 0
        inputs = {"W": W, "a": a, "X": X, "e": e}
        return Draw(inputs, {}, f"m={m} d={d} n={n}, residuals 2^{exponent}")

    return draw(seeded(build))


@st.composite
def interpolators(draw: st.DrawFn, dtype: torch.dtype, batch: int = 128) -> Draw:
    """Linear models of `models.linearised.interpolators`: p = n, p > n, labels without noise.

    No noise in the population, a covariance of low rank, no move and moves of any size.
    """
    n, parameters = draw(st.sampled_from([(1, 1), (1, 2), (2, 2), (1, 4), (2, 3), (2, 5)]))
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        X = integers(generator, batch, n, parameters, size=2)
        X[0] = torch.eye(n, parameters)
        _of_full_rank(X)
        A = integers(generator, batch, parameters, parameters, size=2)
        A[index % 8 == 1, 1:] = 0
        w, z, theta0 = (dyadic(generator, batch, parameters, bits=4) for _ in range(3))
        y = dyadic(generator, batch, n, bits=4)
        exact = index % 4 == 2  # y = X w from theta0 = w: equality
        theta0[exact] = w[exact]
        y[exact] = (X[exact] @ w[exact][:, :, None])[:, :, 0]
        s = integers(generator, batch, size=3).abs() / 2
        z[5] = 0
        z = z * 2.0**exponent
        inputs = {"X": X, "A": A, "w": w, "z": z, "theta0": theta0, "y": y, "s": s}
        return Draw(inputs, {}, f"n={n} p={parameters}, moves 2^{exponent}")

    return draw(seeded(build))


@st.composite
def least_squares_steps(draw: st.DrawFn, dtype: torch.dtype, batch: int = 128) -> Draw:
    """Steps of `models.linearised.least_squares_step`: rank defects, no step, a fit from the start.

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
        _of_full_rank(R)
        turned = L.mT.contiguous()
        _of_full_rank(turned)
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
    """Flows of `models.linearised.hadamard_flow`: t = 0, y = 0 (at rest), starts of any size."""
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
    """Flows of `models.linearised.logistic_flow`: wrong and right starts, time 0, late times."""
    reach = draw(st.sampled_from([1, 2, 8]))

    def build(generator: torch.Generator) -> Draw:
        start, other = (integers(generator, batch, size=8) / 2 for _ in range(2))
        t = integers(generator, batch, size=8).abs() / 8 * reach
        t[2] = 0
        return Draw({"start": start, "t": t, "other": other}, {}, f"margins grow by {reach}")

    return draw(seeded(build))


@st.composite
def two_weights(draw: st.DrawFn, dtype: torch.dtype, batch: int = BATCH) -> Draw:
    """Ends of `models.linearised.two_weights`: the label 0 (E = 1), labels of either sign."""
    exponent = draw(st.sampled_from([0, 0, -20, 4]))

    def build(generator: torch.Generator) -> Draw:
        E = 2.0 ** integers(generator, batch, size=3)
        E[0::3] = 1 + (integers(generator, batch, size=15) / 16)[0::3]
        E[1] = 1
        alpha = (integers(generator, batch, size=3).abs() + 1) * 2.0**exponent
        return Draw({"alpha": alpha, "E": E}, {}, f"starts 2^{exponent}")

    return draw(seeded(build))
