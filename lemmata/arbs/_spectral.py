"""Eigenvalues of symmetric matrices and singular values."""

from __future__ import annotations

import itertools

import flint
import numpy as np
from flint import arb

from ._entries import clip_below_zero, nan, to_fraction
from ._registry import known
from ._tensor import ArbTensor


@known("linalg.eigvalsh")
def _eigvalsh(x: ArbTensor, UPLO: str = "L") -> ArbTensor:  # noqa: ARG001
    """Ascending eigenvalues of symmetric matrices; ties are no obstacle."""
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise ValueError(f"eigvalsh needs square matrices, got shape {tuple(x.shape)}")
    out = np.empty(x.data.shape[:-1], dtype=object)
    with flint.ctx.workprec(x.prec):
        for index in np.ndindex(x.data.shape[:-2]):
            out[index] = _eigenvalues(x.data[index].tolist(), x.prec)
    return ArbTensor(out, x.prec, x.dtype)


@known("linalg.svdvals")
def svdvals(x: ArbTensor) -> ArbTensor:
    """Descending singular values, as the largest eigenvalues of [[0, A], [A^T, 0]]."""
    m, n = x.data.shape[-2:]
    k = min(m, n)
    out = np.empty((*x.data.shape[:-2], k), dtype=object)
    with flint.ctx.workprec(x.prec):
        for index in np.ndindex(x.data.shape[:-2]):
            rows = x.data[index].tolist()
            if all(
                a.is_exact() and (i == j or a == 0)
                for i, r in enumerate(rows)
                for j, a in enumerate(r)
            ):
                out[index] = sorted((abs(rows[i][i]) for i in range(k)), key=to_fraction)[::-1]
                continue
            zero = arb(0)
            joined = [[zero] * m + row for row in rows]
            joined += [[row[j] for row in rows] + [zero] * n for j in range(n)]
            values = _eigenvalues(joined, x.prec)[::-1][:k]
            out[index] = [v if v >= 0 or not v.is_finite() else clip_below_zero(v) for v in values]
    return ArbTensor(out, x.prec, x.dtype)


def _eigenvalues(rows: list[list[arb]], prec: int) -> list[arb]:
    """Jacobi rotations on the midpoints, then a rigorous residual bound for all eigenvalues.

    With S symmetric, V nearly orthogonal and w the diagonal, every eigenvalue differs from its w by
    at most |S V - V W| + |V^T V - I| (|S| + max |w|) in Frobenius norm; S carries the radii of
    the input.
    """
    d = len(rows)
    if any(not a.is_finite() for row in rows for a in row):
        return [nan()] * d
    middle = [[((rows[i][j] + rows[j][i]) / 2).mid() for j in range(d)] for i in range(d)]
    w, v = _jacobi(middle, prec)
    order = sorted(range(d), key=lambda i: to_fraction(w[i]))
    residual = [
        sum((rows[i][k] * v[k][j] for k in range(d)), arb(0)) - v[i][j] * w[j]
        for i in range(d)
        for j in range(d)
    ]
    defect = [
        sum((v[k][i] * v[k][j] for k in range(d)), arb(0)) - int(i == j)
        for i in range(d)
        for j in range(d)
    ]
    skew = [(rows[i][j].mid() - rows[j][i].mid()) / 2 for i in range(d) for j in range(d)]
    size = _frobenius([a for row in rows for a in row]) + _frobenius(w)
    bound = _frobenius(residual) + _frobenius(defect) * size + _frobenius(skew)
    return [w[i] + arb(0, 1) * bound if bound > 0 else w[i] for i in order]


def _frobenius(entries: list[arb]) -> arb:
    """An upper bound of the norm, as an exact number."""
    return sum((a.abs_upper() ** 2 for a in entries), arb(0)).sqrt().upper()


def _jacobi(matrix: list[list[arb]], prec: int) -> tuple[list[arb], list[list[arb]]]:
    """Cyclic Jacobi iteration on points; its result needs no trust, only to be close."""
    d = len(matrix)
    a = [row[:] for row in matrix]
    v = [[arb(int(i == j)) for j in range(d)] for i in range(d)]
    for _ in range(10 + prec.bit_length() * 4):
        large = _frobenius([x for row in a for x in row])
        off = _frobenius([a[i][j] for i in range(d) for j in range(d) if i != j])
        if off == 0 or off * arb(2) ** (prec - 8) <= large:
            break
        for p, q in itertools.combinations(range(d), 2):
            if a[p][q] == 0:
                continue
            theta = ((a[q][q] - a[p][p]) / (2 * a[p][q])).mid()
            sign = -1 if theta < 0 else 1
            t = (sign / (abs(theta) + (theta * theta + 1).sqrt())).mid()
            c = (1 / (t * t + 1).sqrt()).mid()
            s = (t * c).mid()
            for row in (*a, *v):
                row[p], row[q] = (c * row[p] - s * row[q]).mid(), (s * row[p] + c * row[q]).mid()
            a[p], a[q] = (
                [(c * x - s * y).mid() for x, y in zip(a[p], a[q], strict=True)],
                [(s * x + c * y).mid() for x, y in zip(a[p], a[q], strict=True)],
            )
    return [a[i][i] for i in range(d)], v
