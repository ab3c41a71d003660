"""What the families share: symbols, terms, facts and the forms of an attempt."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sympy import (
    Abs,
    Eq,
    Function,
    Ge,
    Gt,
    I,
    Le,
    Lt,
    MatrixSymbol,
    Mul,
    Rational,
    S,
    Symbol,
    ZeroMatrix,
    conjugate,
    exp,
    log,
    sqrt,
)

import lemmata.kernel as k
from lemmata.kernel import Curvature, Fact, inner
from tests.kernel.fuzzing.attempts import Attempt
from tests.kernel.fuzzing.mutants import Call, claim_of
from tests.kernel.refuse.vocabulary import (
    a,
    b,
    c,
    d,
    n,
    p,
    q,
    r,
    seq,
    w,
    wild,
    x,
    y,
    z,
)
from tests.kernel.refuse.vocabulary import k as i

Draw = random.Random
SCALARS = (a, b, c, p, w, q)
VECTORS = (x, y, z)
v = MatrixSymbol("v", d, 1)
B = MatrixSymbol("B", r, d)
ARRAY_ZERO = ZeroMatrix(d, d)
SMALL = (Rational(1, 10**9), S.One, S.Half, Rational(1, 1000))


_REMEMBERED: list[Any] = []


def remembered(function: Any) -> Any:
    """Keep what the function returns, until `forget` is called."""
    kept = lru_cache(maxsize=4096)(function)
    _REMEMBERED.append(kept)
    return kept


def forget() -> None:
    """Forget all facts that the attacks start from; a faulty kernel may have made them."""
    for kept in _REMEMBERED:
        kept.cache_clear()


@remembered
def given(statement: Any) -> Fact:
    """The assumption of a statement, made once."""
    return k.assume(statement)


def attack(family: str, rule: str, **slots: Any) -> Attempt:
    """A call of a rule as an attempt."""
    call = Call(rule, slots)
    return Attempt(family, call, lambda: claim_of(call))


def scripted(family: str, run: Callable[[], Fact]) -> Attempt:
    """Several steps as one attempt; nothing is predicted of it."""
    return Attempt(family, run)


def combined(
    family: str,
    conclusion: Any,
    parts: list[Any],
    squares: Any = (),
    signs: Any = (),
    scale: Any = S.One,
) -> Attempt:
    """A call of `combine`."""
    return attack(
        family,
        "combine",
        conclusion=conclusion,
        parts=parts,
        squares=list(squares),
        signs=list(signs),
        scale=scale,
    )


def ge(left: Any, right: Any = 0) -> Any:
    """The relation as written."""
    return Ge(left, right, evaluate=False)


def eq(left: Any, right: Any = 0) -> Any:
    """The equation as written."""
    return Eq(left, right, evaluate=False)


def monomial(draw: Draw) -> Any:
    """A product of few powers with a small coefficient."""
    factors = [draw.choice(SCALARS) ** draw.randint(1, 2) for _ in range(draw.randint(0, 2))]
    return Rational(draw.choice((-3, -2, -1, 1, 2, 3)), draw.choice((1, 1, 2))) * Mul(*factors)


def polynomial(draw: Draw, size: int = 3) -> Any:
    """A short polynomial in scalars."""
    out = sum((monomial(draw) for _ in range(draw.randint(1, size))), S.Zero)
    return out if out.free_symbols else out + draw.choice((a, b, c))


def statement(draw: Draw, term: Any) -> Any:
    """A relation of the term with zero."""
    return draw.choice((Ge, Ge, Gt, Le, Lt, Eq))(term, 0, evaluate=False)


GOOD = (S.One, S.Half, p, w, a**2, p * w, p + w, b**2 + p, 1 / p, (a - b) ** 2, 3 * q)
BAD = (
    *(a, b - c, S.NegativeOne, -p, a * b, a**3, p - w, -(a**2), a**2 - p, seq(i), 1 / a, 1 / w),
    *(sqrt(a), a * w, -1 / p, (a - b) ** 3, 1 / (a - b) ** 2, Abs(a) - 1, a + p, -Abs(a)),
)
UNREAL = (
    *(
        I * a,
        wild,
        I,
        sqrt(a - 1),
        sqrt(-p),
        wild**2,
        conjugate(wild),
        I * p + 1,
        log(a),
        (-p) ** a,
    ),
    *(sqrt(I), wild * a, exp(I * a), a ** Rational(1, 3), (-1) ** a, I**n, Symbol("a")),
    *(Abs(log(a)), Function("h", positive=True)(wild), wild**n, Curvature(I * inner(x, x), x, y)),
)
