"""Certificates of weaker claims by linear programming, exactly.

What is nonnegative (slacks of facts, pieces of the certificate of the source, terms of known sign)
is combined with rational multipliers to the slack of the claim. The kernel then checks the
combination like any other; nothing rests on the linear program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import Add, Eq, Mul, Rational, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from lemmata import kernel
from lemmata.kernel import Fact, KernelError, record, slack

from .mutants_signs import Quick

PIECES = 40
"""Pieces that a certificate may be made of; more are not tried."""
LARGE = 400
"""Operations in a claim that is not tried."""


@dataclass(frozen=True)
class Piece:
    """`term` is nonnegative (zero if `free`): `fact` times `multiplier`, or by its sign alone.

    signs: the facts from which the sign is known.
    """

    term: Any
    fact: Fact | None
    multiplier: Any
    signs: frozenset[Fact]
    free: bool = False


def symmetries(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts M' = M, which the normal form of inner products takes into account."""
    return tuple(f for f in facts if kernel.rules.symmetric_letters((f,)))


def combination(claim: Boolean, source: Fact, given: tuple[Fact, ...], quick: Quick) -> Fact | None:
    """The claim as a combination of the pieces that are at hand, or None."""
    if not isinstance(claim, Relational) or kernel.is_matrix_equation(claim):
        return None
    target, kind = slack(claim)
    if kind == "!=" or target.count_ops() > LARGE:
        return None
    flat = symmetries(given)
    gram = _gram(flat)
    scale, fixed = _fixed(source, given, quick)
    pieces = list(dict.fromkeys((*fixed, *_of_target(scale * target, quick))))[:PIECES]
    weights = _solved(gram, scale * target, pieces)
    if weights is None:
        return None
    parts: dict[Fact, Any] = {}
    squares, used = [], set(flat)
    for piece, weight in zip(pieces, weights, strict=True):
        if weight == 0:
            continue
        used |= piece.signs
        if piece.fact is None:
            squares.append((weight * piece.term, S.One))
        else:
            parts[piece.fact] = parts.get(piece.fact, S.Zero) + weight * piece.multiplier
    if kind == "==" and squares:
        return None
    used |= quick.nonneg(scale, strict=True) or frozenset()
    try:
        made: Fact = kernel.combine(claim, parts, squares, tuple(used), scale)
    except KernelError:
        return None
    return made


@lru_cache(maxsize=64)
def _gram(flat: tuple[Fact, ...]) -> Any:
    return kernel.rules.context(flat)[0]


@lru_cache(maxsize=256)
def _fixed(source: Fact, given: tuple[Fact, ...], quick: Quick) -> tuple[Any, tuple[Piece, ...]]:
    """(scale, pieces) of the source's certificate, and of the facts."""
    scale, made = S.One, []
    said = record(source)
    parts = [(f, S.One) for f in (source, *given)]
    if said.rule == "combine":
        params = said.params
        scale = params["scale"]
        parts[0] = (source, scale)
        parts += list(zip(said.premises[: len(params["parts"])], params["parts"], strict=True))
        squares = [c * e**2 for c, e in params["squares"] if not hasattr(e, "shape")]
        made += [p for t in squares if (p := _by_sign(t, quick)) is not None]
    for fact, multiplier in parts:
        relation = record(fact).conclusion
        if not isinstance(relation, Relational) or kernel.is_matrix_equation(relation):
            continue
        if hasattr(multiplier, "shape"):
            continue
        gap, kind = slack(relation)
        if kind == "!=":
            continue
        free = isinstance(relation, Eq)
        signs = frozenset() if free else quick.nonneg(multiplier)
        if signs is not None:
            made.append(Piece(multiplier * gap, fact, multiplier, signs, free))
        made += _of_target(multiplier * relation.lhs, quick)
        made += _of_target(multiplier * relation.rhs, quick)
    return scale, tuple(made)


def _of_target(term: Any, quick: Quick) -> list[Piece]:
    """The term and its summands, or their negatives, that have a sign."""
    terms = [term, *Add.make_args(term), S.One]
    if term.count_ops() <= LARGE:
        terms += Add.make_args(term.expand())
    return [p for t in dict.fromkeys(map(_plain, terms)) if (p := _by_sign(t, quick)) is not None]


def _by_sign(term: Any, quick: Quick) -> Piece | None:
    for candidate in (term, -term):
        signs = quick.nonneg(candidate)
        if candidate != 0 and signs is not None:
            return Piece(candidate, None, None, signs)
    return None


def _plain(term: Any) -> Any:
    """Without its rational factor, up to sign."""
    number, rest = S(term).as_coeff_Mul()
    return rest if number >= 0 else Mul(S.NegativeOne, rest)


def _solved(gram: Any, target: Any, pieces: Sequence[Piece]) -> list[Rational] | None:
    """Rational weights with target = sum of weight * term, nonnegative except of free pieces."""
    columns = [_monomials(gram, p.term) for p in pieces]
    wanted = _monomials(gram, target)
    rows = list(dict.fromkeys(m for c in (*columns, wanted) for m in c))
    if any(all(m not in c for c in columns) for m in wanted):
        return None  # nothing has this monomial
    # A free piece is the difference of two nonnegative ones.
    doubled = [i for i, p in enumerate(pieces) if p.free]
    matrix = [
        [_fraction(c.get(m, 0)) for c in columns]
        + [-_fraction(columns[i].get(m, 0)) for i in doubled]
        for m in rows
    ]
    found = feasible(matrix, [_fraction(wanted.get(m, 0)) for m in rows])
    if found is None:
        return None
    weights = found[: len(columns)]
    for place, i in enumerate(doubled, len(columns)):
        weights[i] -= found[place]
    return [Rational(w.numerator, w.denominator) for w in weights]


def _fraction(value: Any) -> Fraction:
    value = S(value)
    return Fraction(int(value.p), int(value.q))


def feasible(
    matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]
) -> list[Fraction] | None:
    """Some x >= 0 with matrix x = right, exactly, or None: phase one of the simplex method.

    SymPy's `linprog` takes equations apart into inequalities and needs a hundred times as long.
    """
    rows, columns = len(matrix), len(matrix[0]) if matrix else 0
    table = [
        [(-v if b < 0 else v) for v in line] + [abs(b)]
        for line, b in zip(matrix, right, strict=True)
    ]
    basis: list[int | None] = [None] * rows  # None: an artificial variable of that row
    while any(basis[i] is None and table[i][-1] != 0 for i in range(rows)):
        open_rows = [i for i in range(rows) if basis[i] is None]
        gains = (sum(table[i][j] for i in open_rows) for j in range(columns))
        entering = next((j for j, gain in enumerate(gains) if gain > 0), None)  # Bland's rule
        if entering is None:
            return None
        ratios = [
            (table[i][-1] / table[i][entering], basis[i] is not None, i)
            for i in range(rows)
            if table[i][entering] > 0
        ]
        leaving = min(ratios)[2]
        pivot = table[leaving][entering]
        table[leaving] = [v / pivot for v in table[leaving]]
        for i in range(rows):
            factor = table[i][entering]
            if i != leaving and factor:
                table[i] = [v - factor * w for v, w in zip(table[i], table[leaving], strict=True)]
        basis[leaving] = entering
    out = [Fraction(0)] * columns
    for i, j in enumerate(basis):
        if j is not None:
            out[j] = table[i][-1]
    return out


@lru_cache(maxsize=4096)
def _monomials(gram: Any, term: Any) -> dict[Any, Any]:
    return {m: c for m, c in gram.scalar(term).expand().as_coefficients_dict().items() if c != 0}


__all__ = ["combination"]
