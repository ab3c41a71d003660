"""Statement mutants: small changes of a relation, each of which is another claim.

Every numeric constant is changed (explicit ones, and the coefficient of every summand and of a
whole side), every exponent shifted, inequalities are reversed or made strict, symbols of one kind
swapped, summands and members of conjunctions and disjunctions dropped, implications turned round.
A hypothesis may be dropped as a whole. What is measured as a whole (a gradient, the value of a
function at an index) is not entered; the bodies of sums and integrals are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import (
    Add,
    Basic,
    Derivative,
    Identity,
    Integral,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    Pow,
    Rational,
    S,
    Sum,
    ZeroMatrix,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import Ge, Gt, Le, Lt, Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

from lemmata.kernel import Curvature, Gradient
from lemmata.theorem import Theorem

SMALL = (Rational(1, 10**9), Rational(1, 1000))
FACTORS = {
    **{f"1 {'+' if sign > 0 else '-'} {name}": 1 + sign * e
       for e, name in zip(SMALL, ("1e-9", "1e-3"), strict=True) for sign in (1, -1)},
    "2": S(2),
    "1/2": Rational(1, 2),
}  # fmt: skip
"""What a constant is multiplied by, and its name."""

_WHOLE = (Gradient, Curvature, AppliedUndef, Derivative, ZeroMatrix, Identity)
_REVERSED = {Le: Ge, Ge: Le, Lt: Gt, Gt: Lt}
_STRICT = {Le: Lt, Ge: Gt, Lt: Le, Gt: Ge}
_JOINED = (And, Or, Implies, Equivalent, Not)


@dataclass(frozen=True)
class Mutant:
    """A changed relation. operator: the kind of change; detail: which one, and where.

    relation is None where the hypothesis is dropped. factor: of a constant that was changed;
    place: which constant that is.
    """

    operator: str
    detail: str
    relation: Boolean | None
    factor: Any = None
    place: str = ""


def mutants(theorem: Theorem, claim: Boolean) -> list[Mutant]:
    """All mutants of a relation of the theorem, each relation once, itself left out."""
    seen: set[Any] = {claim}
    made = []
    for mutant in (*_inside(claim), *_swapped(theorem, claim)):
        if mutant.relation not in seen:
            seen.add(mutant.relation)
            made.append(mutant)
    return made


def _inside(claim: Boolean, path: str = "") -> Iterator[Mutant]:
    """Mutants of the relations in a combination, and of the way they are combined."""
    if isinstance(claim, _JOINED):
        kind, args = type(claim), list(claim.args)
        for i, arg in enumerate(args):
            for m in _inside(arg, f"{path}{kind.__name__.lower()} {i + 1}: "):
                changed = [*args[:i], m.relation, *args[i + 1 :]]
                whole = kind(*changed, evaluate=False)
                yield Mutant(m.operator, m.detail, whole, m.factor, m.place)
            if isinstance(claim, (And, Or)) and len(args) > 1:
                rest = [*args[:i], *args[i + 1 :]]
                whole = kind(*rest, evaluate=False) if len(rest) > 1 else rest[0]
                yield Mutant("part dropped", f"{path}part {i + 1} of {kind.__name__}", whole)
        if isinstance(claim, Implies):
            yield Mutant("converse", path, Implies(args[1], args[0], evaluate=False))
        if isinstance(claim, Equivalent):
            yield Mutant("negated", path, Not(claim, evaluate=False))
        return
    if not isinstance(claim, Relational):
        return
    yield from _relation(claim, path)


def _relation(claim: Relational, path: str) -> Iterator[Mutant]:
    kind = type(claim)
    if kind in _REVERSED:
        yield Mutant("reversed", path, _REVERSED[kind](*claim.args, evaluate=False))
        strict = "strict" if kind in (Le, Ge) else "not strict"
        yield Mutant(strict, path, _STRICT[kind](*claim.args, evaluate=False))
    sides = list(claim.args)
    for i, (name, side) in enumerate(zip(("left", "right"), sides, strict=True)):

        def within(term: Any, i: int = i) -> Boolean:
            made: Boolean = kind(*(term if j == i else s for j, s in enumerate(sides)),
                                 evaluate=False)  # fmt: skip
            return made

        whole = [()] if i == 1 and not _nothing(side) else []
        for place in [*whole, *dict.fromkeys(_constants(side))]:
            part = _at(side, place)
            for label, factor in FACTORS.items():
                changed = _replaced(side, place, part * factor)
                where = f"{path}{name}{list(place) or ''}: {part} times {label}"
                at = f"{path}{name}{list(place)}"
                yield Mutant("constant", where, within(changed), factor, at)
        for place, power in _powers(side):
            for step in (1, -1):
                changed = _replaced(side, place, type(power)(power.base, power.exp + step))
                where = f"{path}{name}{list(place) or ''}: {power} to {power.exp + step}"
                yield Mutant("exponent", where, within(changed))
        for place, total in _sums(side):
            for j, arg in enumerate(total.args):
                rest = total.func(*(a for n, a in enumerate(total.args) if n != j))
                where = f"{path}{name}{list(place) or ''}: without {arg}"
                yield Mutant("term dropped", where, within(_replaced(side, place, rest)))


def _nothing(side: Any) -> bool:
    return side == 0 or isinstance(side, ZeroMatrix)


def _walk(term: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """The subterms that are part of the claim, with their places."""
    yield path, term
    if isinstance(term, _WHOLE) or getattr(term, "is_symbol", False):
        return
    for i, arg in enumerate(term.args):
        if isinstance(term, (Pow, MatPow)) and i == 1 and not arg.free_symbols:
            continue  # a number as exponent is shifted, not scaled
        if isinstance(term, (Sum, Integral)) and i > 0:
            continue  # the range
        yield from _walk(arg, (*path, i))


def _constants(side: Any) -> Iterator[tuple[int, ...]]:
    """Places of numbers, and of summands, whose coefficient is a number too."""
    for place, part in _walk(side):
        if isinstance(part, (Add, MatAdd)):
            yield from ((*place, i) for i, arg in enumerate(part.args) if not _nothing(arg))
        elif place and part.is_Rational and part != 0:
            # -1 in a product is a sign that the product's place covers
            yield place if part != -1 else place[:-1]


def _powers(side: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    return ((place, part) for place, part in _walk(side) if isinstance(part, (Pow, MatPow)))


def _sums(side: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    return ((place, part) for place, part in _walk(side) if isinstance(part, (Add, MatAdd)))


def _at(term: Any, place: tuple[int, ...]) -> Any:
    for i in place:
        term = term.args[i]
    return term


def _replaced(term: Any, place: tuple[int, ...], value: Any) -> Any:
    if not place:
        return value
    args = list(term.args)
    args[place[0]] = _replaced(args[place[0]], place[1:], value)
    if isinstance(term, MatMul):
        return MatMul(*args).doit(deep=False)
    return term.func(*args)


def _swapped(theorem: Theorem, claim: Boolean) -> Iterator[Mutant]:
    """Two quantities of one kind, both in the claim, in each other's place."""
    own = [q.symbol for q in theorem.quantities.values()]
    used = [s for s in own if _occurs(claim, s)]
    for a, b in itertools.combinations(used, 2):
        if _kind(a) == _kind(b):
            yield Mutant("swapped", f"{_name(a)} and {_name(b)}", _exchanged(claim, a, b))


def _name(symbol: Any) -> str:
    return str(symbol)


def _occurs(claim: Basic, symbol: Any) -> bool:
    if isinstance(symbol, UndefinedFunction):
        return any(t.func == symbol for t in claim.atoms(AppliedUndef))
    return bool(claim.has(symbol))


def _kind(symbol: Any) -> tuple[Any, ...]:
    if isinstance(symbol, UndefinedFunction):
        return ("function",)
    if isinstance(symbol, MatrixExpr):
        return ("array", *symbol.shape)
    return ("scalar",)


def _exchanged(claim: Boolean, a: Any, b: Any) -> Boolean:
    if isinstance(a, UndefinedFunction):
        held = {t: t for t in claim.atoms(AppliedUndef)}
        swap = {t: (b if t.func == a else a)(*t.args) for t in held if t.func in (a, b)}
        return _together(claim, swap)
    return _together(claim, {a: b, b: a})


def _together(claim: Boolean, swap: dict[Any, Any]) -> Boolean:
    """Simultaneous replacement without evaluating relations."""
    if isinstance(claim, _JOINED):
        return type(claim)(*(_together(arg, swap) for arg in claim.args), evaluate=False)
    if isinstance(claim, Relational):
        sides = (S(side).xreplace(swap) for side in claim.args)
        return type(claim)(*sides, evaluate=False)
    return claim


__all__ = ["FACTORS", "Mutant", "mutants"]
