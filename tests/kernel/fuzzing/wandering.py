"""Random proofs: accepted facts are the premises of later attempts.

One wrong step shows only when others build on it. A pool starts from a few hypotheses that can
hold together; each attempt applies a random rule to random members, and what is accepted joins.
"""

from __future__ import annotations

import random
from functools import cache, partial
from typing import Any

from sympy import Eq, Ge, Gt, Le, MatrixSymbol, Ne, Or, S, Symbol, expand
from sympy.core.relational import Relational

import lemmata.kernel as k
from lemmata.kernel import Fact, Index, KernelError, inner, record
from tests.kernel.refuse.vocabulary import M, N, O, a, b, c, f, p, seq, t, w, x, y
from tests.kernel.refuse.vocabulary import k as i

from .attempts import Attempt
from .calls import Call, claim_of
from .families.common import eq, ge, given
from .families.instances import REPLACEMENTS, SCHEMES
from .mutants import KINDS, mutated
from .oracle import text

LONGEST = 90  # operations in a fact that stays in the pool
LARGEST = 40
STARTS = (
    *(ge(a, b), eq(a, c), eq(seq(i), c), Le(seq(i + 1), w * seq(i)), eq(a * b, 0), Ne(a, 0)),
    *(
        Gt(b, 0),
        Le(f(t).diff(t), c * f(t)),
        eq(c / b, a),
        ge(a**2, p),
        Eq(M.T, M),
        Eq(M * x, a * x),
    ),
    *(Eq(x, y), eq(inner(x, x), 1), Le(inner(x, M * x), a), Ne(b, c), Eq(x, O), ge(w * a, b)),
    *(Eq(M * N, N * M), eq(inner(x, y), 0), eq(seq(0), 1), Or(ge(a), ge(b), evaluate=False)),
)
ATOMS = (a, b, c, a - b, a * b, seq(i), seq(0) - c, inner(x, y), inner(x, x), 1 / p, w - 1, a - 1)


class Pool:
    """Facts derived so far; starts again when it has grown or has nothing to say."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def refill(self, draw: random.Random) -> None:
        """Begin again from a few hypotheses when the pool is empty or large."""
        if not self.facts or len(self.facts) > LARGEST:
            self.facts = [given(said) for said in draw.sample(STARTS, 4)]

    def keep(self, fact: Fact | None) -> None:
        """Take in an accepted fact, unless it is long."""
        if fact is not None and record(fact).conclusion.count_ops() < LONGEST:
            self.facts.append(fact)


@cache
def gap(said: Any) -> Any:
    """The slack of a scalar relation, and its kind."""
    return k.slack(said)


def step(draw: random.Random, pool: list[Fact]) -> Call:
    """A random rule on members of the pool."""
    one, two = draw.choice(pool), draw.choice(pool)
    said, other = record(one).conclusion, record(two).conclusion
    term = draw.choice(ATOMS)
    claim = draw.choice(KINDS)(term, draw.choice((0, 0, c, 1)), evaluate=False)
    scalars = [isinstance(r, Relational) and not r.has(MatrixSymbol) for r in (said, other)]
    relations = [isinstance(r, Relational) for r in (said, other)]
    how = draw.randrange(18)
    if how < 5 and all(relations):
        left, right = (r.lhs - r.rhs for r in (said, other))
        weight = draw.choice((S.One, p, w, a**2, b, -S.One, right if scalars[1] else a))
        if all(scalars):
            left, right = gap(said)[0], gap(other)[0]
            if how == 4:
                total = draw.choice((left * right, left + right, left**2, left / right))
                absurd = draw.random() < 0.3
                conclusion = S.false if absurd else draw.choice((Ge, Gt))(total, 0, evaluate=False)
                square = [(-(left + right), 1)] if absurd else []
                parts = [(one, right)] if total == left * right else [(one, 1), (two, 1)]
                return Call("combine", _combination(conclusion, parts, square, [one, two]))
        total = expand(weight * left) + right if draw.random() < 0.5 else weight * left + right
        kind = draw.choice((Ge, Gt, Eq))
        zero = 0 if all(scalars) or not hasattr(total, "shape") else 0 * total
        conclusion = kind(total, zero, evaluate=False)
        parts = [(one, weight), (two, 1)] if one is not two else [(one, weight + 1)]
        return Call("combine", _combination(conclusion, parts, [], [one, two]))
    if how == 5 and relations[0]:
        return Call("contradiction", {"conclusion": claim, "absurd": one, "signs": [two]})
    if how == 6:
        options = [kind(term, 0, evaluate=False) for kind in (Gt, Eq, Le)]
        branches = [(option, draw.choice((one, two))) for option in getattr(said, "args", options)]
        return Call("cases", {"cover": one, "branches": branches})
    if how == 7:
        hypotheses = sorted(record(one).hypotheses, key=text) or [claim]
        return Call("discharge", {"fact": one, "hypothesis": draw.choice(hypotheses)})
    if how in (8, 9, 10):
        symbols = sorted(said.free_symbols, key=text) or [a]
        pairs = [(draw.choice(symbols), draw.choice(REPLACEMENTS))]
        helps = [two] if draw.random() < 0.5 else []
        met = [draw.choice(pool)] if draw.random() < 0.3 else []
        return Call("instantiate", {"fact": one, "replace": pairs, "given": met, "signs": helps})
    if how == 11:
        return Call("rewrite", {"fact": one, "by": two})
    if how == 12:
        return Call(
            "geometric", {"fact": one, "sequence": seq(i), "ratio": draw.choice((w, p, S.One))}
        )
    if how == 13:
        return draw.choice(
            (
                Call("zero_product", {"fact": one}),
                Call("vanishing", {"fact": one}),
                Call("transposed", {"fact": one}),
                Call("split", {"term": term}),
            )
        )
    if how == 14:
        factor = draw.choice((M, x, y, M.T, a, 1 / b, x.T))
        side = draw.choice(("left", "right"))
        slots = {"left": None, "right": None, side: factor}
        return Call("contract", {"fact": one, **slots, "signs": [two]})
    if how == 15:
        return draw.choice(
            (
                Call("clash", {"fact": one, "other": two}),
                Call("modus_ponens", {"implication": one, "fact": two}),
                Call("iff", {"forward": one, "backward": two}),
                Call("squeeze", {"below": one, "above": two}),
                Call("both", {"facts": [one, two]}),
            )
        )
    if how == 16:
        symbols = [s for s in said.free_symbols if type(s) is Symbol and not isinstance(s, Index)]
        unknowns = sorted(symbols, key=text)[:2] or [a]
        return Call("solve", {"equations": [one, two], "unknowns": unknowns})
    start = draw.choice((*STARTS, *SCHEMES, claim))
    return Call("assume", {"hypothesis": mutated(start, draw) if draw.random() < 0.5 else start})


def _combination(conclusion: Any, parts: Any, squares: Any, signs: Any) -> dict[str, Any]:
    return {
        "conclusion": conclusion,
        "parts": parts,
        "squares": squares,
        "signs": signs,
        "scale": S.One,
    }


def wander(draw: random.Random, pool: Pool) -> Attempt:
    """One random step from the pool."""
    pool.refill(draw)
    for _ in range(20):
        try:
            call = step(draw, pool.facts)
        except (KernelError, TypeError, AttributeError, ValueError):
            continue  # the terms of these facts do not fit together
        return Attempt("random proofs", call, partial(claim_of, call))
    pool.facts = []
    return wander(draw, pool)
