"""Batched float64 evaluation of a goal, a climb towards its satisfaction, and rational rounding."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Rational, S

from lemmata.kernel import Index

from .search_compile import compiled
from .search_goal import Atom, Goal, Node
from .search_solve import Definition, exactly, free
from .search_system import INDICES, TIMES, Frame

SLIVER = 1e-11
"""Relative size below which float64 does not tell a difference from none; exact arithmetic does."""
_POOL = np.repeat(
    [0, 1, 2, 3, 4, 5, 6, 8, 10, 1 / 2, 3 / 2, 1 / 4, 1 / 3, 2 / 3, 3 / 4, 3 / 5, 4 / 5, 1 / 8,
     1 / 10, 9 / 10, 1 / 100, 5 / 3, 16, 25],
    [6, 8, 5, 2, 2, 1, 1, 1, 1, 5, 2, 2, 1, 1, 1, 3, 3, 1, 1, 1, 1, 1, 1, 1],
)  # fmt: skip
"""What is drawn, as often as it stands here."""
LEAST = 1 / 64
"""What a quantity that must be positive is set to when a step makes it 0."""
PATIENCE = 4
"""Generations without progress after which a climb is given up."""
_COUNTS = np.array([1.0, 2, 3, 4, 5, 8, 16])
_DENOMINATORS = (1, 12, 100, 10**4, 10**7)

Array = Any


class Batch:
    """Compiled constraints over rows of values of the unknowns that a goal uses."""

    def __init__(self, frame: Frame, goal: Goal, definitions: Sequence[Definition]) -> None:
        self.frame, self.goal = frame, goal
        nodes = (*goal.atoms, *goal.disjunctions)
        terms = [t for n in nodes for t in _terms(n)]
        terms += [t for d in definitions for t in (d.unknown, d.over, d.under)]
        used = {s for t in terms for s in S(t).free_symbols}
        self.names = [s for s in frame.unknowns if s in used]
        self.column = {s: i for i, s in enumerate(self.names)}
        self.definitions = definitions
        self.free = [self.column[s] for s in free(definitions, self.names)]
        steps: list[tuple[int, Any]] = []
        for d in definitions:
            steps.append((self.column[d.unknown], self._compiled([d.over, d.under])))
        self._steps = steps
        self._nodes = [self._node(n) for n in nodes]
        self.evaluations = 0

    def _compiled(self, terms: Sequence[Any], running: Sequence[Any] = ()) -> Callable[..., Any]:
        function = compiled(terms, [*self.names, *running])
        return lambda *arrays: [np.asarray(v, dtype=float) for v in function(*arrays)]

    def _node(self, node: Any) -> Callable[[Array], Array]:
        if isinstance(node, Node):
            parts = [self._node(p) for p in node.parts]
            join = sum if node.join == "and" else _least
            return lambda rows: join([p(rows) for p in parts])
        return self._atom(node)

    def _atom(self, atom: Atom) -> Callable[[Array], Array]:
        grid = [INDICES if isinstance(s, Index) else TIMES for s in atom.running]
        if len(grid) > 1:
            grid = [g[:5] for g in grid]
        mesh = np.meshgrid(*[np.array([float(v) for v in g]) for g in grid]) if grid else []
        at = [m.reshape(-1, 1) for m in mesh]
        function = self._compiled([t for p in atom.pairs for t in p], atom.running)

        def judge(rows: Array) -> Array:
            made = function(*rows.T, *at)
            total: Any = None
            for left, right in zip(made[::2], made[1::2], strict=True):
                here = _penalty(atom.kind, left, right)
                here = np.broadcast_to(here, (max(1, at[0].size if at else 1), len(rows)))
                if total is None:
                    total = here
                else:
                    total = np.minimum(total, here) if atom.kind == "ne" else total + here
            if total is None:
                return np.zeros(len(rows)) if atom.kind == "eq" else np.ones(len(rows))
            return total.max(0) if atom.every else total.min(0)

        return judge

    def complete(self, rows: Array) -> Array:
        """The rows with every defined unknown put in."""
        rows = rows.copy()
        with np.errstate(all="ignore"):
            for column, function in self._steps:
                over, under = function(*rows.T)
                rows[:, column] = np.where(under == 0, rows[:, column], over / under)
        return rows

    def penalties(self, rows: Array) -> Array:
        """Per completed row how far it is from satisfying the goal; 0 when it does."""
        self.evaluations += len(rows)
        with np.errstate(all="ignore"):
            total = sum(node(rows) for node in self._nodes)
        return np.where(np.isfinite(total), total, 1e6) + np.zeros(len(rows))

    def draw(self, count: int, rng: np.random.Generator) -> Array:
        """Small numbers, sparse rows, unit vectors, identities."""
        sparse = rng.choice([0.0, 0.3, 0.7], size=(count, 1))
        rows = _POOL[rng.integers(len(_POOL), size=(count, len(self.names)))]
        wild = rng.random(rows.shape) < 0.1
        rows = np.where(wild, np.round(2.0 ** rng.uniform(-6, 6, rows.shape) * 64) / 64, rows)
        flips = np.where(rng.random(rows.shape) < 1 / 3, -1.0, 1.0)
        groups: dict[Any, list[int]] = {}
        for i, s in enumerate(self.names):
            unknown = self.frame.unknowns[s]
            if unknown.sign == "count":
                rows[:, i] = _COUNTS[rng.integers(len(_COUNTS), size=count)]
            elif unknown.sign == "positive":
                rows[:, i] = np.where(rows[:, i] == 0, 1.0, rows[:, i])
            else:
                rows[:, i] = np.where(rng.random(count) < sparse[:, 0], 0.0, rows[:, i])
            if unknown.sign == "real":
                rows[:, i] *= flips[:, i]
            if unknown.group is not None:
                groups.setdefault(unknown.group, []).append(i)
        for group, columns in groups.items():
            self._structured(rows, group, columns, rng)
        return rows

    def _structured(self, rows: Array, group: Any, columns: list[int], rng: Any) -> None:
        shape = self.frame.shapes[group].shape
        special = _special(shape)
        where = np.flatnonzero(rng.random(len(rows)) < 0.35)
        chosen = special[rng.integers(len(special), size=len(where))]
        for column in columns:
            i, j = self.frame.unknowns[self.names[column]].place
            rows[where, column] = chosen[:, i, j]

    def vary(self, rows: Array, count: int, rng: np.random.Generator) -> Array:
        """Changed copies of the rows: entries drawn anew, scaled, shifted, exchanged."""
        if not self.free:
            return rows[:0]
        parents = rows[rng.integers(len(rows), size=count)]
        fresh = self.draw(count, rng)
        mates = rows[rng.integers(len(rows), size=count)]
        hit = rng.random((count, len(self.names))) < 1.5 / len(self.free)
        hit[np.arange(count), rng.choice(self.free, size=count)] = True
        step = 2.0 ** -rng.integers(0, 12, size=(count, 1)).astype(float)
        toward = rng.choice([-1.0, 1.0], size=(count, 1))
        ways = [fresh, parents * (1 + toward * step), parents + toward * step, mates, -parents]
        kind = rng.choice(len(ways), p=[0.3, 0.25, 0.25, 0.15, 0.05], size=count)
        changed = np.choose(kind[:, None], ways)
        out = np.where(hit, changed, parents)
        for i, s in enumerate(self.names):
            sign = self.frame.unknowns[s].sign
            if sign == "count":
                out[:, i] = np.maximum(1, np.round(out[:, i]))
            elif sign in ("nonneg", "positive"):
                out[:, i] = np.abs(out[:, i])
            if sign == "positive":
                out[:, i] = np.where(out[:, i] == 0, LEAST, out[:, i])
        return out

    def rounded(self, row: Array) -> Iterator[dict[Any, Any]]:
        """Exact values whose floats still satisfy the goal, simplest first."""
        ladder = []
        for most in _DENOMINATORS:
            ladder.append([Fraction(v).limit_denominator(most) for v in row.tolist()])
        floats = np.array([[float(v) for v in line] for line in ladder])
        good = self.penalties(self.complete(floats)) == 0
        for line, fine in zip(ladder, good, strict=True):
            if fine:
                drawn = {
                    s: Rational(v.numerator, v.denominator)
                    for s, v in zip(self.names, line, strict=True)
                }
                yield exactly(self.definitions, drawn)

    def climb(
        self, rounds: int, count: int, rng: np.random.Generator
    ) -> Iterator[tuple[Array, Array]]:
        """Yield (rows, penalties), best first, round by round; stops without progress."""
        rows = self.complete(self.draw(count, rng))
        cost = self.penalties(rows)
        best, idle = math.inf, 0
        for _ in range(rounds):
            idle = 0 if cost.min() < best or cost.min() == 0 else idle + 1
            best = min(best, cost.min())
            if idle == PATIENCE:
                return
            order = np.argsort(cost, kind="stable")[: max(8, count // 16)]
            rows, cost = rows[order], cost[order]
            yield rows, cost
            children = self.vary(rows, count, rng)
            if not len(children):
                return
            children = self.complete(children)
            rows = np.concatenate([rows, children])
            cost = np.concatenate([cost, self.penalties(children)])


def _special(shape: tuple[int, int]) -> Array:
    rows, cols = shape
    made = [np.zeros(shape)]
    if cols == 1 or rows == 1:
        for i in range(max(rows, cols)):
            unit = np.zeros(rows * cols)
            unit[i] = 1.0
            made += [unit.reshape(shape)] * 3
            if rows * cols > 1:
                turned = np.zeros(rows * cols)
                turned[i], turned[i - 1] = 0.6, 0.8
                made += [turned.reshape(shape), (turned * [1, -1, 1][: rows * cols]).reshape(shape)]
        made.append(np.ones(shape))
        return np.array(made)
    eye = np.eye(rows, cols)
    made += [eye, eye, -eye, 2 * eye, eye[::-1], np.ones(shape), eye * np.arange(1, cols + 1)]
    for i in range(min(rows, cols)):
        one = np.zeros(shape)
        one[i, i] = 1.0
        made += [one, one, -one]
    if rows == cols == 2:
        made += [np.array([[0.6, 0.8], [-0.8, 0.6]]), np.array([[0.36, 0.48], [0.48, 0.64]])]
    return np.array(made)


def _terms(node: Any) -> Iterator[Any]:
    if isinstance(node, Node):
        for part in node.parts:
            yield from _terms(part)
    else:
        yield from (t for pair in node.pairs for t in pair)


def _least(parts: Sequence[Array]) -> Array:
    return np.minimum.reduce(parts)


def _penalty(kind: str, left: Array, right: Array) -> Array:
    gap = (left - right) / (np.abs(left) + np.abs(right) + 1e-300)
    apart = left - right
    small = np.abs(apart) <= SLIVER * (np.abs(left) + np.abs(right) + 0.1)
    if kind == "eq":
        return np.where(small, 0.0, 1e-2 + np.abs(apart) / (1 + np.abs(apart)))
    if kind == "ne":
        return np.where(small | np.isnan(apart), 1.0, 0.0)
    lost = np.where(apart > 0, gap * 0.1 + apart / (1 + np.abs(apart)), 0.0)
    if kind == "le":
        return np.where(small, 0.0, lost + np.where(np.isnan(apart), np.nan, 0))
    return np.where((apart < 0) & ~small, 0.0, 1e-3 + lost + np.where(np.isnan(apart), np.nan, 0))


def simplicity(row: Array) -> tuple[int, int]:
    """Order on rows: how irrational they look, then the digits of their fractions."""
    odd = digits = 0
    for value in row.tolist():
        if not math.isfinite(value):
            return (len(row), 0)
        near = Fraction(value).limit_denominator(2000)
        odd += abs(float(near) - value) > 1e-12 * max(1.0, abs(value))
        digits += abs(near.numerator).bit_length() + near.denominator.bit_length()
    return (odd, digits)


def generator(chance: str) -> np.random.Generator:
    """The source of chance of a climb, made from its name."""
    return np.random.default_rng(list(chance.encode()))


__all__ = ["Batch", "generator", "simplicity"]
