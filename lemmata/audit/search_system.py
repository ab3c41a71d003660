"""Relations at concrete sizes as scalar constraints: what the free search solves and climbs.

A `Frame` fixes the sizes of a theorem's arrays and a closed form with unknown coefficients for each
function of an index or a time. In it every relation becomes pairs of scalar terms in unknowns.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sympy import (
    Derivative,
    Dummy,
    Integral,
    Lambda,
    Matrix,
    MatrixExpr,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

from lemmata.kernel import Index, Time
from lemmata.theorem import Theorem

from .search_forms import Symbolic, Unreachable, closed_form, coefficients
from .search_goal import Atom, Goal, Node, Unknown, atoms_of, conjuncts, has_equation

PATTERNS = ("full", "same", "apart", "diagonal")
"""Which entries of arrays may differ from 0: all; on the diagonal, and of vectors one entry, the
same for all (`same`) or one after the other (`apart`); on the diagonal, and all of vectors."""
BRANCHES = 12
"""How many disjuncts of a goal are pursued separately."""
KEPT = 500
"""How many relations a frame keeps in scalar form."""
INDICES = tuple(range(9))
TIMES = tuple(Rational(n, 4) for n in (0, 1, 2, 4, 6, 8, 12, 16, 24, 32))

_NEGATED = {Eq: "ne", Ne: "eq", Le: "gt", Lt: "ge", Ge: "lt", Gt: "le"}
_KIND = {Eq: "eq", Ne: "ne", Le: "le", Lt: "lt", Ge: "ge", Gt: "gt"}


class Frame:
    """A theorem at concrete sizes, with a closed form and a multiple of the rate per function."""

    def __init__(
        self,
        theorem: Theorem,
        sizes: Mapping[Any, int],
        forms: Mapping[Any, tuple[str, int]],
        counts: Sequence[Any] = (),
        pattern: str = "full",
    ) -> None:
        self.theorem, self.sizes, self.pattern = theorem, dict(sizes), pattern
        self.unknowns: dict[Any, Unknown] = {}
        self.shapes: dict[Any, Any] = {}
        self.signed: list[Any] = []
        self.rate = self._unknown("rate_", "positive")
        for name, quantity in theorem.quantities.items():
            symbol = quantity.symbol
            if isinstance(symbol, UndefinedFunction):
                self.shapes[symbol] = self._closed(name, symbol, *forms[symbol])
            elif isinstance(symbol, MatrixExpr):
                self.shapes[symbol] = self._array(name, symbol)
            else:
                self.shapes[symbol] = self._unknown(name, _sign(symbol))
        for symbol in counts:
            self.shapes[symbol] = self._unknown(f"{symbol}_count", "count")
        self.point = Symbolic(self.shapes, self.sizes)
        self._flat: dict[Any, tuple[Any, Any]] = {}
        self._vanishing: dict[Atom, list[Any]] = {}

    def _size(self, dim: Any) -> int:
        if dim.is_Integer:
            return int(dim)
        if dim not in self.sizes:
            raise Unreachable(f"the size {dim}")
        found: int = self.sizes[dim]
        return found

    def _unknown(self, name: str, sign: str, group: Any = None, place: Any = (0, 0)) -> Any:
        signs = {"nonneg": {"nonnegative": True}, "positive": {"positive": True}}
        made = (
            Dummy(name, integer=True, positive=True)
            if sign == "count"
            else Dummy(name, real=True, **signs.get(sign, {}))
        )
        self.unknowns[made] = Unknown(made, sign, group, place)
        return made

    def _array(self, name: str, symbol: Any) -> Any:
        rows, cols = (self._size(n) for n in symbol.shape)
        vectors = sum(1 in shape.shape for shape in self.shapes.values() if hasattr(shape, "shape"))
        axis = vectors % max(rows, cols) if self.pattern == "apart" else 0

        def entry(i: int, j: int) -> Any:
            if self.pattern != "full" and max(rows, cols) > 1:
                if 1 not in (rows, cols) and i != j:
                    return S.Zero
                if 1 in (rows, cols) and self.pattern != "diagonal" and max(i, j) != axis:
                    return S.Zero
            return self._unknown(f"{name}_{i}{j}", "real", symbol, (i, j))

        return Matrix(rows, cols, entry)

    def _closed(self, name: str, function: Any, form: str, multiple: int) -> Any:
        running = self._running(function)
        at = Dummy("k", integer=True, nonnegative=True) if running is Index else Dummy("t")
        base = self.rate**at if running is Index else exp(-self.rate * at)
        a, s, c, e = (self._unknown(f"{name}_{part}", "real") for part in "ascE")
        body = closed_form(form, at, (a, s, c, e), base, multiple)
        if function(at).is_nonnegative:
            self.signed.append(function)
        return Lambda(at, body)

    def _running(self, function: Any) -> type:
        """Whether the theorem runs this function over an index or a time."""
        named: list[Any] = [*self.theorem.hypotheses.values(), *self.theorem.conclusions.values()]
        for claim in named:
            for term in claim.relation.atoms(AppliedUndef):
                if term.func == function and term.atoms(Index, Time):
                    return Index if term.atoms(Index) else Time
        return Index

    def running(self, terms: Iterable[Any]) -> tuple[Any, ...]:
        """The indices and times that stand free in the terms."""
        found = {s for t in terms for s in S(t).free_symbols if isinstance(s, (Index, Time))}
        return tuple(sorted(found, key=str))

    def atom(self, claim: Any, holds: bool) -> Atom:
        """The relation (or its negation) in scalar unknowns."""
        if claim not in self._flat:
            if len(self._flat) > KEPT:
                self._flat.clear()
            sides = [self.point(side) for side in (claim.lhs, claim.rhs)]
            for side in sides:
                if any(e.has(AppliedUndef, Derivative, Integral, Sum) for e in _entries(side)):
                    raise Unreachable(f"{claim} has no closed form")
            self._flat[claim] = (sides[0], sides[1])
        left, right = self._flat[claim]
        pairs = tuple(zip(_entries(left), _entries(right), strict=True))
        kind = (_KIND if holds else _NEGATED)[type(claim)]
        if kind in ("ge", "gt"):
            pairs, kind = tuple((r, low) for low, r in pairs), {"ge": "le", "gt": "lt"}[kind]
        return Atom(kind, pairs, self.running(t for p in pairs for t in p), every=holds)

    def tree(self, claim: Any, holds: bool = True) -> Any:
        """Atoms below `and` and `or`, with negations moved inside."""
        if isinstance(claim, Not):
            return self.tree(claim.args[0], not holds)
        if isinstance(claim, Implies):
            return self.tree(Or(Not(claim.args[0]), claim.args[1], evaluate=False), holds)
        if isinstance(claim, Equivalent):
            a, b = claim.args
            parts = ((a, b, True), (a, b, False))
            return Node(
                "or",
                tuple(
                    Node("and", (self.tree(a, first), self.tree(b, first == holds)))
                    for a, b, first in parts
                ),
            )
        if isinstance(claim, (And, Or)):
            join = "and" if isinstance(claim, And) == holds else "or"
            return Node(join, tuple(self.tree(arg, holds) for arg in claim.args))
        if claim in (S.true, S.false):
            return Node("and" if (claim == S.true) == holds else "or", ())
        return self.atom(claim, holds)

    def goals(self, given: Sequence[Boolean], claim: Boolean) -> list[Goal]:
        """The ways in which all of `given` can hold and `claim` fail, equations first."""
        trees = [self.tree(g) for g in given] + [self.tree(claim, holds=False)]
        open_goals: list[list[Any]] = [trees]
        done: list[Goal] = []
        while open_goals and len(done) < BRANCHES:
            flat = list(conjuncts(open_goals.pop(0)))
            split = next((n for n in flat if isinstance(n, Node) and has_equation(n)), None)
            if split is not None:
                rest = [n for n in flat if n is not split]
                open_goals += [[*rest, part] for part in split.parts]
                open_goals = open_goals[: 4 * BRANCHES]
                continue
            atoms = [n for n in flat if isinstance(n, Atom)]
            disjunctions = [n for n in flat if isinstance(n, Node)]
            if all(d.parts for d in disjunctions):
                done.append(Goal((*atoms, *self._signs(atoms, disjunctions)), tuple(disjunctions)))
        return done

    def _signs(self, atoms: Sequence[Any], nodes: Sequence[Any]) -> Iterator[Atom]:
        """The declared signs of the unknowns and functions."""
        used = {s for a in atoms_of((*atoms, *nodes)) for p in a.pairs for t in p for s in _free(t)}
        for symbol, unknown in self.unknowns.items():
            if symbol in used and unknown.sign in ("nonneg", "positive"):
                kind = "lt" if unknown.sign == "positive" else "le"
                yield Atom(kind, ((S.Zero, symbol),), (), every=True)
        for function in self.signed:
            k = Index("k")
            value = self.shapes[function](k)
            if used & value.free_symbols:
                kind = "lt" if function(k).is_positive else "le"
                yield Atom(kind, ((S.Zero, value),), (k,), every=True)

    def equations(self, atom: Atom) -> list[Any]:
        """Terms in the unknowns that must vanish for the equation to hold for all it runs over."""
        if atom in self._vanishing:
            return self._vanishing[atom]
        if len(self._vanishing) > KEPT:
            self._vanishing.clear()
        out: list[Any] = []
        for left, right in atom.pairs:
            difference = (left - right).expand()
            if not atom.running:
                out.append(difference)
            else:
                out += coefficients(difference, atom.running, self.rate)
        return self._vanishing.setdefault(atom, [e for e in out if e != 0])

    def values(self, exact: Mapping[Any, Any]) -> dict[Any, Any]:
        """The quantities at exact values of the unknowns, as `exact.Point` takes them."""
        default = {"positive": S.One, "count": S.One}
        whole = {s: exact.get(s, default.get(u.sign, S.Zero)) for s, u in self.unknowns.items()}
        return {
            quantity: Lambda(shape.variables, shape.expr.xreplace(whole))
            if isinstance(shape, Lambda)
            else shape.xreplace(whole)
            for quantity, shape in self.shapes.items()
        }


def _sign(symbol: Any) -> str:
    return "positive" if symbol.is_positive else "nonneg" if symbol.is_nonnegative else "real"


def _entries(side: Any) -> list[Any]:
    return [S(e) for e in side] if hasattr(side, "shape") else [S(side)]


def _free(term: Any) -> Any:
    return S(term).free_symbols


def dimensions(theorem: Theorem) -> list[Any]:
    """The symbols for sizes in the shapes of the theorem's arrays."""
    shapes = [q.symbol.shape for q in theorem.quantities.values() if hasattr(q.symbol, "shape")]
    found = {n for shape in shapes for n in shape if not n.is_Integer}
    return sorted(found, key=str)


def sizes(theorem: Theorem) -> list[dict[Any, int]]:
    """Concrete sizes to try, cheap ones first."""
    dims = dimensions(theorem)
    if not dims:
        return [{}]
    plain = [dict.fromkeys(dims, n) for n in (1, 2)]
    mixed = [
        dict(zip(dims, chosen, strict=True))
        for chosen in itertools.islice(itertools.product((2, 1), repeat=len(dims)), 1, 15)
        if len(set(chosen)) > 1
    ]
    return [*plain, *mixed, dict.fromkeys(dims, 3)]


def counts(theorem: Theorem, relations: Iterable[Boolean]) -> tuple[Any, ...]:
    """Free symbols that are neither quantities nor sizes nor running: exponents, numbers of."""
    free = {s for r in relations for s in r.free_symbols}
    known = {q.symbol for q in theorem.quantities.values()} | set(dimensions(theorem))
    found = {s for s in free if isinstance(s, Symbol) and not isinstance(s, (Index, Time))}
    return tuple(sorted(found - known, key=str))


@lru_cache(maxsize=64)
def frame(
    theorem: Theorem,
    size: tuple[tuple[Any, int], ...],
    forms: tuple[tuple[Any, tuple[str, int]], ...],
    extra: tuple[Any, ...],
    pattern: str = "full",
) -> Frame:
    """A frame, kept while its theorem is searched."""
    return Frame(theorem, dict(size), dict(forms), extra, pattern)


__all__ = [
    "INDICES",
    "PATTERNS",
    "TIMES",
    "Frame",
    "counts",
    "dimensions",
    "frame",
    "sizes",
]
