"""Certificates of weaker claims by linear programming, exactly.

What is nonnegative (slacks of facts, pieces of a known certificate, terms of known sign) is
combined with rational multipliers to the slack of the claim. The kernel then checks the combination
like any other; nothing rests on the linear program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import Add, Eq, Mul, Rational, S, Trace, fraction
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from lemmata import kernel
from lemmata.kernel import Fact, KernelError, inner, record, slack

from .mutants_signs import Quick, defining

PIECES = 60
"""Pieces that a certificate may be made of; more are not tried."""
LARGE = 400
"""Operations in a claim that is not tried."""
ROWS = 120
"""Monomials in a linear program that is not tried when there are more."""
PRODUCTS = 24
"""Products of facts with terms of the claim that are tried."""


@dataclass(frozen=True)
class Piece:
    """`term` is nonnegative (zero if `free`): `fact` times `multiplier`, or the square of a root.

    signs: the facts from which the sign is known; root: what is squared, 1 where the factor alone
    is nonnegative; factor: of the square.
    """

    term: Any
    fact: Fact | None
    multiplier: Any
    signs: frozenset[Fact] = frozenset()
    free: bool = False
    root: Any = S.One


def symmetries(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts M' = M, which the normal form of inner products takes into account."""
    return tuple(f for f in facts if kernel.rules.symmetric_letters((f,)))


def combination(
    claim: Boolean, facts: tuple[Fact, ...], quick: Quick, template: Fact | None = None
) -> Fact | None:
    """The claim as a combination of the facts, or None.

    template: a fact whose own certificate suggests multipliers; it is not used itself.
    """
    if not isinstance(claim, Relational):
        return None
    if kernel.is_matrix_equation(claim):
        return _arrays(claim, facts)
    target, kind = slack(claim)
    if kind == "!=" or target.count_ops() > LARGE:
        return None
    flat = symmetries(facts)
    gram = _gram(flat)
    scale, fixed = _fixed(facts, quick, template)
    goal = scale * target
    pieces = [*fixed, *_of_target(goal, quick, flat), *_products(goal, facts, quick)]
    pieces = list(dict.fromkeys(pieces))[:PIECES]
    weights = _solved(gram, goal, pieces)
    if weights is None:
        return None
    parts: dict[Fact, Any] = {}
    squares, used = [], set(flat)
    for piece, weight in zip(pieces, weights, strict=True):
        if weight == 0:
            continue
        used |= piece.signs
        if piece.fact is None:
            squares.append((weight * piece.multiplier, piece.root))
        elif piece.fact in parts:
            parts[piece.fact] += weight * piece.multiplier
        else:
            parts[piece.fact] = weight * piece.multiplier
    if kind == "==" and squares:
        return None
    used |= quick.nonneg(scale, strict=True) or frozenset()
    used |= defining((claim, scale, *parts.values()), facts)
    try:
        made: Fact = kernel.combine(claim, parts, squares, tuple(used), scale)
    except KernelError:
        return None
    return made


@lru_cache(maxsize=64)
def _gram(flat: tuple[Fact, ...]) -> Any:
    return kernel.rules.context(flat)[0]


def _arrays(claim: Boolean, facts: Sequence[Fact]) -> Fact | None:
    """An equation of arrays as a rational combination of such equations and their transposes."""
    known = [f for f in facts if kernel.is_matrix_equation(f.conclusion)]
    known += [kernel.transposed(f) for f in known]
    known = [f for f in known if f.conclusion.lhs.shape == claim.lhs.shape]
    gram = _gram(())
    columns = [gram.matrix(f.conclusion.lhs - f.conclusion.rhs) for f in known]
    wanted = gram.matrix(claim.lhs - claim.rhs)
    flat = [{(w, m): c for w, t in column.items() for m, c in _terms(t)} for column in columns]
    goal = {(w, m): c for w, t in wanted.items() for m, c in _terms(t)}
    weights = _weights(flat, goal, [True] * len(flat))
    if weights is None:
        return None
    parts = {f: w for f, w in zip(known, weights, strict=True) if w != 0}
    try:
        made: Fact = kernel.combine(claim, parts)
    except KernelError:
        return None
    return made


def _terms(coefficient: Any) -> Iterator[tuple[Any, Any]]:
    yield from S(coefficient).expand().as_coefficients_dict().items()


@lru_cache(maxsize=256)
def _fixed(
    facts: tuple[Fact, ...], quick: Quick, template: Fact | None
) -> tuple[Any, tuple[Piece, ...]]:
    """(scale, pieces) of the facts and of the certificate of the template."""
    scale, made = S.One, []
    parts: list[tuple[Fact, Any]] = [(f, S.One) for f in facts]
    if template is not None and record(template).rule == "combine":
        said = record(template)
        scale = said.params["scale"]
        for premise, multiplier in zip(said.premises, said.params["parts"], strict=False):
            kept = [premise] if _allowed(premise, facts) else list(facts)
            parts += [(f, multiplier) for f in kept]
        for c, e in said.params["squares"]:
            signs = quick.nonneg(c)
            if signs is not None:
                term = c * inner(e, e) if hasattr(e, "shape") else c * e**2
                made.append(Piece(term, None, c, signs, root=e))
    for fact, multiplier in parts:
        made += _of_fact(fact, multiplier, quick)
    return scale, tuple(dict.fromkeys(made))


def _allowed(fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether the fact follows from the hypotheses of the given ones."""
    return record(fact).hypotheses <= {h for f in facts for h in record(f).hypotheses}


def _of_fact(fact: Fact, multiplier: Any, quick: Quick) -> list[Piece]:
    relation = record(fact).conclusion
    if not isinstance(relation, Relational):
        return []
    if kernel.is_matrix_equation(relation) or hasattr(multiplier, "shape"):
        if getattr(multiplier, "shape", ()) != getattr(relation.lhs, "shape", None):
            return []
        term = inner(multiplier, relation.lhs - relation.rhs)
        return [Piece(term, fact, multiplier, free=True)]
    gap, kind = slack(relation)
    if kind == "!=":
        return []
    free = isinstance(relation, Eq)
    signs = frozenset() if free else quick.nonneg(multiplier)
    made = [] if signs is None else [Piece(multiplier * gap, fact, multiplier, signs, free)]
    for side in relation.args:
        made += _of_target(multiplier * side, quick, ())
    return made


def _products(goal: Any, facts: Sequence[Fact], quick: Quick) -> list[Piece]:
    """Facts times what takes one of their terms to one of the goal's."""
    made: list[Piece] = []
    terms = Add.make_args(goal.expand()) if goal.count_ops() <= LARGE else (goal,)
    for fact in facts:
        relation = record(fact).conclusion
        if not isinstance(relation, Relational) or kernel.is_matrix_equation(relation):
            continue
        gap, kind = slack(relation)
        own = Add.make_args(gap)
        if kind == "!=" or len(own) > 3:
            continue
        for part in own:
            for term in terms if not part.is_number else ():
                ratio = _plain(term / part)
                if fraction(ratio)[1] != 1 or ratio.is_number:
                    continue
                ratio = -ratio if ratio.could_extract_minus_sign() else ratio
                signs = frozenset() if kind == "==" else quick.nonneg(ratio)
                if signs is not None:
                    made.append(Piece(ratio * gap, fact, ratio, signs, kind == "=="))
    return list(dict.fromkeys(made))[:PRODUCTS]


def _of_target(term: Any, quick: Quick, flat: tuple[Fact, ...]) -> list[Piece]:
    """The term and its summands, or their negatives, that have a sign."""
    terms = [term, *Add.make_args(term), S.One]
    if term.count_ops() <= LARGE:
        terms += Add.make_args(term.expand())
    made = [_by_sign(t, quick) for t in dict.fromkeys(map(_plain, terms))]
    if flat:
        sign = kernel.rules.context(flat)[1]
        traces = {t for one in terms for t in one.atoms(Trace)}
        made += [Piece(t, None, t) for t in traces if sign.nonneg(t) is not None]
    return [p for p in made if p is not None]


def _by_sign(term: Any, quick: Quick) -> Piece | None:
    for candidate in (term, -term):
        signs = quick.nonneg(candidate)
        if candidate != 0 and signs is not None:
            return Piece(candidate, None, candidate, signs)
    return None


def _plain(term: Any) -> Any:
    """Without its rational factor, up to sign."""
    number, rest = S(term).as_coeff_Mul()
    return rest if number >= 0 else Mul(S.NegativeOne, rest)


def _solved(gram: Any, target: Any, pieces: Sequence[Piece]) -> list[Rational] | None:
    """Rational weights with target = sum of weight * term, nonnegative except of free pieces."""
    columns = [_monomials(gram, p.term) for p in pieces]
    return _weights(columns, _monomials(gram, target), [p.free for p in pieces])


def _weights(
    columns: Sequence[dict[Any, Any]], wanted: dict[Any, Any], free: Sequence[bool]
) -> list[Rational] | None:
    kept = _needed(columns, wanted, free)
    rows = list(dict.fromkeys(m for i in kept for m in columns[i]))
    if any(all(m not in columns[i] for i in kept) for m in wanted) or len(rows) > ROWS:
        return None
    # A free piece is the difference of two nonnegative ones.
    signed = [(i, 1) for i in kept] + [(i, -1) for i in kept if free[i]]
    matrix = [[sign * _fraction(columns[i].get(m, 0)) for i, sign in signed] for m in rows]
    found = feasible(matrix, [_fraction(wanted.get(m, 0)) for m in rows])
    if found is None:
        return None
    weights = [Fraction(0)] * len(columns)
    for (i, sign), weight in zip(signed, found, strict=True):
        weights[i] += sign * weight
    return [Rational(w.numerator, w.denominator) for w in weights]


def _needed(
    columns: Sequence[dict[Any, Any]], wanted: dict[Any, Any], free: Sequence[bool]
) -> list[int]:
    """The columns that can have a weight: what nothing cancels cannot be used."""
    kept = list(range(len(columns)))
    while True:
        signs: dict[Any, set[bool]] = {}
        for i in kept:
            for monomial, c in columns[i].items():
                both = {True, False} if free[i] else {bool(c > 0)}
                signs.setdefault(monomial, set()).update(both)
        alone = {m for m, found in signs.items() if len(found) == 1 and m not in wanted}
        uses = Counter(m for i in kept for m in columns[i])
        alone |= {m for m, n in uses.items() if n == 1 and m not in wanted}
        left = [i for i in kept if not alone & columns[i].keys()]
        if len(left) == len(kept):
            return kept
        kept = left


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
