"""The truth of a statement at a model, and the search for a counterexample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import comb
from typing import Any

from flint import acb, arb, fmpq, fmpq_mat, fmpq_poly
from sympy import (
    And,
    Basic,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    Le,
    Lt,
    MatrixExpr,
    Ne,
    Or,
    S,
    Symbol,
)
from sympy.core.relational import Relational

from lemmata.kernel import Index, Time

from .terms import along, ball, evaluate
from .values import Model, Undecided, Undefined, admits, text

EVERY = 9  # a hypothesis on an index is checked below this value; conclusions below 4
TIMES = (fmpq(0), fmpq(1, 3), fmpq(1))  # of conclusions; the horizon is 1
CONCLUDED = 4


def compare(kind: type, left: Any, right: Any) -> bool | None:
    """Whether the relation holds between two values; None where balls do not decide."""
    if isinstance(left, fmpq_mat) or isinstance(right, fmpq_mat):
        if not isinstance(right, fmpq_mat) and right == 0:
            right = left * fmpq(0)
        if not isinstance(left, fmpq_mat) or not isinstance(right, fmpq_mat):
            raise Undefined
        if (left.nrows(), left.ncols()) != (right.nrows(), right.ncols()) or kind not in (Eq, Ne):
            raise Undefined
        return (left == right) is (kind is Eq)
    if acb in (type(left), type(right)):
        left, right = ball(left), ball(right)
        gap = left - right
        if kind in (Eq, Ne):
            return None if gap.contains(acb(0)) else kind is Ne
        for side in (left, right):
            if not side.imag.contains(arb(0)):
                raise Undefined
            if side.imag != 0:
                return None
        if gap.real > 0 or gap.real < 0:
            return bool(gap.real > 0) is (kind in (Ge, Gt))
        return None
    if kind is Eq:
        return bool(left == right)
    if kind is Ne:
        return bool(left != right)
    if kind in (Le, Lt):
        left, right = right, left
    return bool(left > right) if kind in (Gt, Lt) else bool(left >= right)


def truth(statement: Any, at: Model) -> bool | None:
    """The truth of a statement at a model; `Undefined` where it has no meaning."""
    if statement is S.true or statement is S.false:
        return statement is S.true
    if isinstance(statement, Relational):
        left, right = (evaluate(side, at) for side in statement.args)
        if fmpq_poly in (type(left), type(right)):
            raise Undecided
        return compare(type(statement), left, right)
    if isinstance(statement, And):
        values = [truth(arg, at) for arg in statement.args]
        return False if False in values else None if None in values else True
    if isinstance(statement, Or):
        values = [holds(arg, at) for arg in statement.args]
        return True if True in values else None if None in values else False
    if isinstance(statement, Implies):
        premise = holds(statement.args[0], at)
        if premise is not True:
            return None if premise is None else True
        return truth(statement.args[1], at)
    if isinstance(statement, Equivalent):
        values = [holds(arg, at) for arg in statement.args]
        return None if None in values else len(set(values)) == 1
    raise Undecided(statement)


def holds(statement: Any, at: Model) -> bool | None:
    """`truth`, where an undefined statement does not hold and an unknown one is None."""
    try:
        return truth(statement, at)
    except Undefined:
        return False
    except (Undecided, AttributeError, TypeError, ValueError):
        return None  # also what has no sense to the oracle, such as the gradient at a sum


@lru_cache(maxsize=4096)
def running(statement: Basic) -> list[Any]:
    """The indices and times of a statement, in a fixed order."""
    found = [s for s in statement.free_symbols if isinstance(s, (Index, Time))]
    return sorted(found, key=text)


def _nonnegative(poly: Any, strict: bool) -> bool:
    """Sufficient: the Bernstein coefficients on [0, 1] are nonnegative (positive)."""
    n = max(poly.degree(), 0)
    for i in range(n + 1):
        total = fmpq(0)
        for m in range(i + 1):
            total += poly[m] * fmpq(comb(i, m), comb(n, m))
        if total < 0 or (strict and total == 0):
            return False
    return True


def always(statement: Any, at: Model) -> bool | None:
    """Whether a hypothesis holds, for every value of the indices and times in it."""
    names = running(statement)
    if not names:
        return holds(statement, at)
    indices = [s for s in names if isinstance(s, Index)]
    times_ = [s for s in names if isinstance(s, Time)]
    if len(indices) > 2 or len(times_) > 1:
        return None
    answer: bool | None = True
    for point in product(range(EVERY if len(indices) < 2 else 6), repeat=len(indices)):
        here = at.with_({i: fmpq(v) for i, v in zip(indices, point, strict=True)})
        one = _at_all_times(statement, here, times_[0]) if times_ else holds(statement, here)
        if not one:
            return one
        answer = answer and one
    return answer


def _at_all_times(statement: Any, at: Model, time: Any) -> bool | None:
    if not isinstance(statement, Relational) or isinstance(statement.lhs, MatrixExpr):
        return None
    for value in TIMES:
        if holds(statement, at.with_({time: value})) is False:
            return False
    try:
        left, right = (along(side, time, at) for side in statement.args)
    except (Undefined, Undecided, AttributeError, TypeError, ValueError):
        return None
    gap = right - left if isinstance(statement, (Le, Lt)) else left - right
    if isinstance(statement, Eq):
        return bool(gap == 0)
    if isinstance(statement, Ne):
        return True if gap.degree() == 0 else None
    return True if _nonnegative(gap, isinstance(statement, (Gt, Lt))) else None


def fails(conclusion: Any, at: Model) -> bool:
    """Whether the conclusion certainly fails, or is undefined, for some value of its running."""
    names = running(conclusion)
    if len(names) > 2:
        return False
    ranges = [
        [fmpq(i) for i in range(CONCLUDED)] if isinstance(s, Index) else list(TIMES) for s in names
    ]
    for point in product(*ranges):
        here = at.with_(dict(zip(names, point, strict=True))) if names else at
        if holds(conclusion, here) is False:
            return True
    return False


def counterexample(
    hypotheses: Iterable[Any],
    conclusion: Any,
    models: Iterable[Model],
    repairs: int = 0,
) -> Model | None:
    """A model in which all hypotheses certainly hold and the conclusion certainly fails."""
    hypotheses = list(hypotheses)
    for at in models:
        failed = fails(conclusion, at)
        if not failed and repairs <= 0:
            continue
        if broken_at(hypotheses, at) is None:
            if failed:
                return at
        elif repairs > 0:
            repairs -= 1
            for fixed in repaired(hypotheses, at):
                if fails(conclusion, fixed):
                    return fixed
    return None


def broken_at(hypotheses: Iterable[Any], at: Model) -> Any:
    """The first hypothesis that does not certainly hold, or None."""
    return next((h for h in hypotheses if always(h, at) is not True), None)


def repaired(hypotheses: Sequence[Any], at: Model) -> Iterator[Model]:
    """Models near `at` in which all hypotheses hold, by solving one linear symbol after another."""
    tried = 0
    waiting = [(at, 0)]
    while waiting and tried < 14:
        here, depth = waiting.pop()
        tried += 1
        broken = broken_at(hypotheses, here)
        if broken is None:
            yield here
        elif depth < 4 and isinstance(broken, Relational):
            waiting += [(there, depth + 1) for there in _solved(broken, here)]


def _solved(said: Any, at: Model) -> list[Model]:
    if running(said) or isinstance(said.lhs, MatrixExpr):
        return []
    out = []
    plain = [s for s in said.free_symbols if type(s) is Symbol and s.is_real and not s.is_integer]
    for symbol in sorted(plain, key=text):
        gaps = []
        try:
            for value in (1, 2, 3):
                there = at.with_({symbol: fmpq(value)})
                left, right = (evaluate(side, there) for side in said.args)
                gaps.append(left - right)
        except (Undefined, Undecided, AttributeError, TypeError, ValueError):
            continue
        if not all(isinstance(g, fmpq) for g in gaps):
            continue
        slope = gaps[1] - gaps[0]
        if slope == 0 or gaps[2] - gaps[1] != slope:
            continue
        root = 1 - gaps[0] / slope
        up = (slope > 0) == isinstance(said, (Ge, Gt))
        steps = (0,) if isinstance(said, Eq) else (0, 1) if up else (0, -1)
        for step in steps:
            if admits(symbol, root + step):
                out.append(at.with_({symbol: root + step}))
    return out


def models(first: int, count: int) -> Iterator[Model]:
    """`count` models from number `first` on."""
    return (Model(first + i) for i in range(count))
