"""All scalings of a statement: the solutions of the equations of a grading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Matrix, S
from sympy.polys.matrices import DomainMatrix

from .covariance_weights import Grading


@dataclass(frozen=True)
class Space:
    """All scalings: every combination of the rows of `basis` over the symbols `columns`."""

    columns: tuple[Any, ...]
    basis: tuple[tuple[Expr, ...], ...]

    @property
    def rank(self) -> int:
        return len(self.basis)

    def rows(self, scalings: Sequence[Mapping[Any, Any]]) -> list[list[Expr]]:
        """Scalings as rows over the columns."""
        return [[S(scaling.get(s, 0)) for s in self.columns] for scaling in scalings]


def rank(rows: Sequence[Sequence[Any]]) -> int:
    """The rank of a matrix of rational functions."""
    if not rows or not rows[0]:
        return 0
    return int(DomainMatrix.from_Matrix(Matrix(rows)).to_field().rank())


def solve(grading: Grading) -> Space:
    """The space of weights that satisfy the equations; bound variables are projected away."""
    forms = [dict(e.form) for e in grading.equations]
    columns = sorted(grading.seen, key=str)
    kept = [s for s in columns if s not in grading.bound]
    if not kept:
        return Space((), ())
    rows = [[f.get(s, S.Zero) for s in columns] for f in forms] or [[S.Zero] * len(columns)]
    null = DomainMatrix.from_Matrix(Matrix(rows)).to_field().nullspace().to_Matrix()
    places = [columns.index(s) for s in kept]
    projected = [[null[i, j] for j in places] for i in range(null.rows)]
    if not projected or not rank(projected):
        return Space(tuple(kept), ())
    reduced = DomainMatrix.from_Matrix(Matrix(projected)).to_field().rref()
    echelon, pivots = reduced[0].to_Matrix(), reduced[1]
    basis = tuple(tuple(echelon[i, j] for j in range(len(kept))) for i in range(len(pivots)))
    return Space(tuple(kept), basis)
