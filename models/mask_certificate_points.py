"""Exact points of the statements about the certificate of a mask, see `mask_certificates`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Matrix, Rational, S, diag, eye, sqrt, sympify, zeros

from . import completion
from .sampling_masks import PATTERN


@dataclass(frozen=True)
class Points:
    """Points with the quantities `names` of `mask_certificates.certified`, for p = 1."""

    names: str

    def exact(
        self, mask: Any, e: Sequence[Any], z: Any, x: Any, s: Any, m: Any, **others: Any
    ) -> dict[str, Any]:
        """Any point, given by blocks of equal entries; `others` are values to put in their place.

        e: the square roots of the sizes of the blocks, or (1, ..., 1); mask: the entries of the
        blocks. z and x: entries, for diagonal Z and X, or these matrices themselves. low is the
        least entry of W (z o z) by default. A root is 0 where there is none.
        """
        d, roots = len(e), [sympify(entry) for entry in e]
        ones, weights = Matrix(roots), diag(*roots)
        W = Matrix(others.get("W", weights * Matrix(mask) * weights))
        D = Matrix(others.get("D", W - ones * ones.T))
        Z, X = (
            Matrix(v) if isinstance(v[0], (list, tuple)) else completion.diagonal(v) for v in (z, x)
        )
        s, m = sympify(s), sympify(m)
        level = W * Z * Z * ones
        low = sympify(others.get("low", min(level[i] / roots[i] for i in range(d) if roots[i])))
        made = {
            "W": W, "D": D, "Z": Z, "X": X, "e": ones, "p": 1, "s": s, "m": m, "low": low,
            "Q": _root(diag(*(level[i] / roots[i] - low if roots[i] else 0 for i in range(d)))),
            "R": _root(s**2 * eye(d) - D.T * D),
            "M": _root(m**2 * eye(d) - Z.T * Z),
            "N": _root(4 * m**2 * eye(d) - X.T * X),
        }  # fmt: skip
        return {n: value for n, value in {**made, **others}.items() if n in self.names.split()}

    def two_blocks(
        self, mask: Any, k: int, z: Any, x: Any, s: Any, m: Any = None, **others: Any
    ) -> dict[str, Any]:
        """Blocks of k^2 entries and of 1; the first has the entries z_1 / k and x_1 / k.

        m is 1 / k by default.
        """
        z, x = ([S(first) / k, second] for first, second in (z, x))
        return self.exact(mask, (k, 1), z, x, s, m or S(1) / k, **others)

    def pattern(self, s: Any, c: Any = None, **others: Any) -> dict[str, Any]:
        """The local minimum (c, -c, 0) of spurious_minimum for z = (c, c, c), with D^2 = I.

        c is 1 / sqrt(3) by default, where |z| = 1.
        """
        c = 1 / sqrt(3) if c is None else c
        return self.exact(PATTERN, (1, 1, 1), [c] * 3, [c, -c, 0], s, c, **others)

    def full(self, z: Any, x: Any) -> dict[str, Any]:
        """All entries of a 2 x 2 matrix are observed; s = 1 / 1000 and m = 1."""
        return self.exact([[1, 1], [1, 1]], (1, 1), z, x, Rational(1, 1000), 1)

    def spike(self) -> dict[str, Any]:
        """z = (0, ..., 0, 1) is far larger than m, x = (2 m, ..., 2 m, 0), with 10^4 entries."""
        return self.two_blocks([[0, 10], [10, "2/5"]], 100, (0, 1), ("1/5", 0), 11000, "1/1000")

    def outside(self) -> dict[str, Any]:
        """The last entry of x is 96 m, and its weight is negative."""
        mask = [[1, 1], [1, -Rational(49, 576)]]
        return self.two_blocks(mask, 100, (1, 0), ("7/25", "24/25"), "625/576")

    def turned(self, t: Any, length: Any = 1, point: bool = False) -> dict[str, Any]:
        """All is observed, e = (1, 0), z = length (1, t), and x = length (1, 0) = Z' e.

        Z is not symmetric, or, with `point`, Z and X are exchanged, so that X is not.
        """
        pair = (length * A for A in (Matrix([[1, 0], [t, 0]]), eye(2)))
        Z, X = (A.tolist() for A in (reversed(list(pair)) if point else pair))
        return self.exact([[1, 1], [1, 1]], (1, 0), Z, X, Rational(1, 1000), 2, Q=zeros(2, 2))


def exact_root(A: Any) -> Any:
    """R with R' R = A for an exact positive semidefinite matrix A (0 stays where a pivot is 0)."""
    A, rows = Matrix(A), []
    for j in range(A.rows):
        pivot = A[j, j]
        column = zeros(A.rows, 1) if pivot == 0 else A[:, j] / sqrt(pivot)
        A = (A - column * column.T).applyfunc(sympify)
        rows.append(column.T)
    return Matrix.vstack(*rows)


def _root(A: Any) -> Any:
    """`exact_root`, and 0 where A is not positive semidefinite."""
    return exact_root(A) if A.is_positive_semidefinite else zeros(A.rows, A.cols)
