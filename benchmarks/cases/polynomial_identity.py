"""Deciding a polynomial identity: the zero test of the kernel, and its replay.

Lagrange's identity <a, b>^2 + sum_(i<j) (a_i b_j - a_j b_i)^2 = |a|^2 |b|^2, twice with one vector
(degree 4, 45 symbols), or times |c|^2 (degree 6, 30 symbols). Peer: `sympy.expand`. Ours is the
kernel's zero test (`kernel`) or the second checker on the recorded step (`replay`), which evaluates
over prime fields. SymPy's cache is cleared before every run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.core.cache import clear_cache

from lemmata.bench import Case, Contest
from lemmata.kernel import identity, is_zero
from lemmata.replay import replay


def _dot(u: Any, v: Any) -> Any:
    return sum(p * q for p, q in zip(u, v, strict=True))


def _cross(u: Any, v: Any) -> Any:
    n = len(u)
    return sum((u[i] * v[j] - u[j] * v[i]) ** 2 for i in range(n) for j in range(i))


def sides(symbols: int, degree: int) -> tuple[Any, Any]:
    """Both sides of the identity in three vectors of a third of the symbols."""
    n = symbols // 3
    a, b, c = (sympy.symbols(f"{name}0:{n}", real=True) for name in "abc")
    if degree == 4:
        left = _dot(a, b) ** 2 + _dot(a, c) ** 2 + _cross(a, b) + _cross(a, c)
        return left, _dot(a, a) * (_dot(b, b) + _dot(c, c))
    left = (_dot(a, b) ** 2 + _cross(a, b)) * _dot(c, c)
    return left, _dot(a, a) * _dot(b, b) * _dot(c, c)


def prepare(size: Mapping[str, Any], device: str) -> Contest:
    left, right = sides(size["symbols"], size["degree"])
    gap = left - right
    fact = identity(sympy.Eq(left, right)) if size["what"] == "replay" else None

    def ours(k: int) -> Any:
        clear_cache()
        return is_zero(gap) if fact is None else replay(fact)

    def peer(k: int) -> Any:
        clear_cache()
        return sympy.expand(gap) == 0

    def verify(mine: Any, theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        assert mine
        assert all(theirs.values())
        assert not is_zero(gap + sympy.Symbol("a0", real=True) ** 2)
        return {}

    return Contest(ours, {"sympy.expand": peer}, verify)


def _size(symbols: int, degree: int, what: str) -> dict[str, Any]:
    return {"symbols": symbols, "degree": degree, "what": what}


CASE = Case(
    name="polynomial_identity",
    title="polynomial identity",
    prepare=prepare,
    small=_size(12, 4, "kernel"),
    full=[_size(s, d, what) for s, d in ((45, 4), (30, 6)) for what in ("kernel", "replay")],
    growth=[_size(s, 4, "kernel") for s in (15, 30, 45)],
    grows="symbols",
    exponent=2.0,
    limits={
        "cpu": "the kernel takes about 3 us for a node of the SymPy term; the replay spends most "
        "of its time on walking the term, about 1 us for a node and pass",
    },
    goals={"cpu": "20x in the kernel, 150x in the replay"},
    devices=("cpu",),
)
