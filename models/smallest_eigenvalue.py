"""The smallest eigenvalue and the spectral norm of a symmetric matrix, enclosed.

From below: a Cholesky factor L of A - s I, with s a little below the computed eigenvalue, shows
lam_min(A) >= s - |A - s I - L L'|, whatever rounding did to L, because L L' is semidefinite; the
residual is computed, with its own rounding bounded. From above: the Rayleigh quotient of a vector
that inverse iteration with the same factor found. So nothing that is computed has to be trusted.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

U = 2.0**-53
LARGEST = 2**15
"""Dimensions for which the bounds below hold: n^2 U < 2^-22."""

UP = 1 + 2.0**-20
"""More than the rounding of a sum of n^2 squares, and of what is done with it, can take away."""


def _above(A: Tensor, v: Tensor) -> float:
    """An upper bound of <v, A v> / <v, v> for |A| <= 1 entrywise, v nonzero."""
    n = len(A)
    # Dot products of length n, twice, and a norm: |A v| <= n |v| and 2 n + 8 roundings.
    allowed = (2 * n + 8) * U * float((v.abs() @ (A.abs() @ v.abs())) / (v @ v)) * UP
    return float((v @ (A @ v)) / (v @ v)) + allowed + 2.0**-1000


def _factor(A: Tensor, start: float) -> tuple[Tensor, float]:
    """A computed Cholesky factor of A - s I for some s below start; nothing is promised of it."""
    step = 4 * (len(A) + 4) * U * float(A.abs().sum(1).amax())
    while True:
        s = start - step
        shifted = A.clone()
        shifted.diagonal().sub_(s)
        L, failed = torch.linalg.cholesky_ex(shifted)
        if not bool(failed):
            return L, s
        step *= 8


def _below(A: Tensor, L: Tensor, s: float) -> float:
    """A lower bound of lam_min(A) for |A| <= 1 entrywise: s - |A - s I - L L'|."""
    n = len(A)
    left = A - L @ L.mT
    left.diagonal().sub_(s)
    gap = float(torch.linalg.matrix_norm(left))
    # |fl(L L') - L L'|_F <= n U / (1 - n U) |L|_F^2, because |L| |L|' has the norm |L|_F^2 at most;
    # the two differences round entries of A, L L' and s I, of a norm below |L|_F^2 + gap + n |s|.
    size = float(torch.linalg.matrix_norm(L)) ** 2 + gap + n * abs(s)
    return s - (gap + (n + 4) * U * size) * UP * UP - 2.0**-1000


def _inverse_iteration(L: Tensor) -> Tensor:
    """A vector near the smallest eigenvector of L L'; nothing is promised about it."""
    v = torch.randn(len(L), 1, generator=torch.Generator().manual_seed(0), dtype=L.dtype)
    v = v.to(L.device)
    for _ in range(3):
        v = torch.cholesky_solve(v, L)
        v = v / torch.linalg.vector_norm(v)
    found = v[:, 0]
    usable = bool(torch.isfinite(found).all()) and bool(found.any())
    return found if usable else torch.ones_like(found)


def _scaled(A: Tensor) -> tuple[Tensor, float]:
    """A / scale with entries up to 1 and a power of two as scale, 0 for A = 0; checks A."""
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not 1 <= len(A) <= LARGEST:
        raise ValueError(f"expected (n, n) with 1 <= n <= {LARGEST}, got {tuple(A.shape)}")
    if A.dtype != torch.float64 or not bool(torch.isfinite(A).all()) or not torch.equal(A, A.mT):
        raise ValueError("expected a finite symmetric matrix in float64")
    largest = float(A.abs().amax())
    if largest == 0:
        return A, 0.0
    scale = 2.0 ** max(-1000, min(1000, math.frexp(largest)[1]))
    return A / scale, scale  # exact, but for what underflows: below 2^-1022 beside at least 2^-24


def smallest_eigenvalue(A: Tensor, unsure: float = 0.0) -> tuple[float, float]:
    """Numbers low <= lam_min(B) <= high for every symmetric B with |B - A|_2 <= unsure.

    A: float64 (n, n), read exactly. The width is about n U |A|, more where the iteration has not
    converged. Raises `ValueError` unless A is square, symmetric and finite, 1 <= n <= 2^15, and
    unsure >= 0.
    """
    if not unsure >= 0:
        raise ValueError(f"unsure must be >= 0, got {unsure!r}")
    scaled, scale = _scaled(A)
    if scale == 0:
        return -unsure, unsure
    L, s = _factor(scaled, float(torch.linalg.eigvalsh(scaled)[0]))
    low, high = _below(scaled, L, s), _above(scaled, _inverse_iteration(L))
    lost = len(A) * 2.0**-1021
    down, up = (low - lost) * scale, (high + lost) * scale
    return math.nextafter(down - unsure, -math.inf), math.nextafter(up + unsure, math.inf)


def spectral_norm_by_factors(X: Tensor) -> float:
    """An upper bound of |X|_2 from two Cholesky factors, of s I - X and s I + X.

    X: float64 (n, n), read exactly; s comes from a power iteration that is not trusted. A few per
    cent above |X|_2 where that has found it; for large n far cheaper than a decomposition. Raises
    `ValueError` as `smallest_eigenvalue` does.
    """
    scaled, scale = _scaled(X)
    if scale == 0:
        return 0.0
    start = _power_iteration(scaled) * 1.02
    bound = 0.0
    for side in (scaled, -scaled):
        L, s = _factor(side, -start)
        bound = max(bound, -_below(side, L, s))
    return math.nextafter((bound + len(X) * 2.0**-1021) * scale, math.inf)


def _power_iteration(A: Tensor, steps: int = 60) -> float:
    """About |A|_2, from below; nothing is promised about it."""
    v = torch.randn(len(A), generator=torch.Generator().manual_seed(0), dtype=A.dtype)
    v = v.to(A.device)
    size = 0.0
    for _ in range(steps):
        v = v / torch.linalg.vector_norm(v).clamp_min(2.0**-1000)
        v = A @ v
        size = float(torch.linalg.vector_norm(v))
    return size
