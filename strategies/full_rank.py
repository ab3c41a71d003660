"""Instances of full row rank: as many parameters as rows, or more; ties, scales."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

from lemmata.measure import Draw
from models import full_rank

from .arrays import dyadic, integers, seeded


def of_full_rank(matrix: Tensor, *others: Tensor) -> None:
    """Overwrite rows of the batch where the matrix (batch, n, p), n <= 2, has not the rank n."""
    K = matrix @ matrix.mT
    det = K[:, 0, 0] if K.shape[-1] == 1 else K[:, 0, 0] * K[:, 1, 1] - K[:, 0, 1] ** 2
    good = det > 0
    first = int(good.nonzero()[0])
    for tensor in (matrix, *others):
        tensor[~good] = tensor[first].clone()


@st.composite
def leaky_networks(draw: st.DrawFn, dtype: torch.dtype, batch: int = 128) -> Draw:
    """Networks of `models.full_rank.leaky_network` with as many parameters as inputs, or more.

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
        of_full_rank(full_rank.leaky_jacobian(W, a, X), W, a, X)
        e = dyadic(generator, batch, n, bits=4) * 2.0**exponent
        e[0::4] = e[0::4, :1]
        e[1::8] = 0
        inputs = {"W": W, "a": a, "X": X, "e": e}
        return Draw(inputs, {}, f"m={m} d={d} n={n}, residuals 2^{exponent}")

    return draw(seeded(build))


@st.composite
def interpolators(draw: st.DrawFn, dtype: torch.dtype, batch: int = 128) -> Draw:
    """Linear models of `models.full_rank.interpolators`: p = n, p > n, labels without noise.

    No noise in the population, a covariance of low rank, no move and moves of any size.
    """
    n, parameters = draw(st.sampled_from([(1, 1), (1, 2), (2, 2), (1, 4), (2, 3), (2, 5)]))
    exponent = draw(st.sampled_from([0, 0, -20, 20]))

    def build(generator: torch.Generator) -> Draw:
        index = torch.arange(batch)
        X = integers(generator, batch, n, parameters, size=2)
        X[0] = torch.eye(n, parameters)
        of_full_rank(X)
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
