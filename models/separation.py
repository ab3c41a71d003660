"""Kernel matrices of separated inputs: the powers of cosines behind a lower bound.

Inputs X have shape (batch, n, d), kernel matrices (batch, n, n), scalars (batch,).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb
from typing import Any

import torch
from sympy import Matrix, S, pi, sqrt, sympify

from lemmata.measure import Measured

from .kernels import constant_pi, implemented, kernel, length, normalised, smallest_eigenvalue
from .pinned import pinned


def coefficient(m: int) -> Fraction:
    """The coefficient of z^(2 m + 1) in the series of arcsin(z)."""
    return Fraction(comb(2 * m, m), 4**m * (2 * m + 1))


@pinned
def powers(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The kernel matrix H of X with a vector v (batch, n), and powers k, ..., k + j of cosines.

    options: k >= 1, j >= 0. Quantities: H, v, n, k, j, p = pi, S = sum v_i^2 |x_i|^2; the
    largest entry t of power k of the squared cosines; the coefficient c and the form q of power
    k + j; A, A_next, the sums of c q below j and up to j; nothing = 0.
    """
    X, v, k, j = p["X"], p["v"], options["k"], options["j"]
    unit = normalised(X)
    one: Any = torch.ones_like(v[:, 0])
    weights = v * length(X)
    other = 1 - torch.diag_embed(torch.ones_like(v))
    cosines = (unit @ unit.mT) * other
    squares = cosines * cosines
    S, cross = (weights * weights).sum(-1), weights[:, :, None] * weights[:, None]
    power = squares**k
    largest, sums, form = power.amax((-2, -1)), [0 * one], S
    for i in range(j + 1):
        form = S + (cross * power).sum((-2, -1))
        sums.append(sums[-1] + coefficient(k - 1 + i) * form)
        power = power * squares
    reference = {
        "H": kernel(X), "v": v, "n": X.shape[1] * one, "k": k * one, "j": j * one,
        "p": constant_pi(one), "S": S, "c": coefficient(k - 1 + j) * one, "q": form, "t": largest,
        "A": sums[-2], "A_next": sums[-1], "nothing": 0 * one,
    }  # fmt: skip
    return Measured(reference, {"H": implemented(X)} if implementation else None)


def exact_powers() -> dict[str, Any]:
    """Sequences for which every hypothesis of the bound is an equation; k = n = 1, p = 1.

    They belong to no inputs: they show what the hypotheses allow.
    """
    return {
        "H": [[S(1) / 4]], "v": [1], "p": 1, "S": 1, "q": lambda j: S.Half + 0 * j,
        "t": S.Half, "c": lambda j: 1 / sqrt(1 + j) - 1 / sqrt(2 + j),
        "A": lambda j: S.Half - 1 / sqrt(1 + j) / 2,
    }  # fmt: skip


@pinned
def smallest(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """The smallest eigenvalue of the kernel matrix of X, and how far its inputs are apart.

    Input k (batch,), a positive integer. Quantities: X, k, p = pi, lam, m, the smallest squared
    length, s, the smallest distance of the unit vectors up to signs, rho = 1 - s^2 / 2 (0 for one
    input), power = rho^(2 k). The implementation's lam is that of its matrix.
    """
    X, k = p["X"], p["k"]
    unit, H = normalised(X), kernel(X)
    one = torch.ones_like(k)
    same = 2 * torch.diag_embed(torch.ones_like(X[:, :, 0]))
    first, second = unit[:, :, None], unit[:, None]
    apart = torch.minimum(length(first - second), length(first + second))
    s = torch.minimum((apart + same).amin((-2, -1)), torch.sqrt(2 * one))
    chord = s * s
    rho = 1 - chord / 2
    positive = rho > 2.0**-200
    steep = torch.log1p(-torch.where(positive, chord / 2, one / 2))
    reference = {
        "X": X, "k": k, "p": constant_pi(one), "lam": torch.linalg.eigvalsh(H)[:, 0],
        "m": (X * X).sum(-1).amin(-1), "s": s, "rho": rho,
        "power": torch.where(positive, torch.exp(2 * k * steep), 0 * one),
    }  # fmt: skip
    if not implementation:
        return Measured(reference)
    return Measured(reference, {"lam": smallest_eigenvalue(implemented(X), X)})


def exact_smallest(X: Sequence[Sequence[Any]], rho: Any, lam: Any) -> dict[str, Any]:
    """The quantities of `smallest` but k, for exact inputs, rho and the eigenvalue."""
    inputs, cosine = Matrix(X), sympify(rho)
    squares = [inputs.row(i).dot(inputs.row(i)) for i in range(inputs.rows)]
    found = {"X": inputs, "rho": cosine, "lam": sympify(lam), "p": pi, "m": min(squares)}
    return {**found, "s": sqrt(2 * (1 - cosine))}


_HEIGHT = sqrt(3) / 2
SIX = [
    [sign * a, sign * b]
    for sign in (1, -1)
    for a, b in ((1, 0), (S.Half, _HEIGHT), (-S.Half, _HEIGHT))
]
"""The unit vectors at multiples of 60 degrees, the second three opposite to the first."""
