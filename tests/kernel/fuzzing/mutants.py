"""Mutants of genuine derivations: one rule application with one thing in it changed.

Every step of the genuine derivations is taken apart into the call that made it. A mutant changes
a number, an exponent, a letter, a relation, a fact or a multiplier in the call, drops or adds
something, or multiplies the conclusion and all multipliers of a combination by a term of unknown
sign, so that the identity still holds.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from sympy import (
    Add,
    Basic,
    Eq,
    Ge,
    Gt,
    Implies,
    Le,
    Lt,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Ne,
    Or,
    Pow,
    Rational,
    S,
    Symbol,
    Transpose,
    sympify,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

import lemmata.kernel as k
from lemmata.kernel import Fact, Index, Time, is_fact, record

from .attempts import Attempt
from .calls import Call, call_of, claim_of, steps
from .oracle import text

KINDS = (Ge, Gt, Le, Lt, Eq, Ne)
NANO = Rational(1, 10**9)


def positions(term: Any, path: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Any]]:
    """All subterms with the way to them."""
    out = [(path, term)]
    if not isinstance(term, MatrixSymbol):
        for i, arg in enumerate(getattr(term, "args", ())):
            out += positions(arg, (*path, i))
    return out


def rebuilt(term: Any, path: tuple[int, ...], new: Any) -> Any:
    """The term with another subterm at the given place."""
    if not path:
        return new
    args = list(term.args)
    args[path[0]] = rebuilt(args[path[0]], path[1:], new)
    if isinstance(term, (Relational, Implies, Or)):
        return term.func(*args, evaluate=False)
    return term.func(*args)


def namesake(symbol: Any, draw: random.Random) -> Any:
    """A symbol of the same name about which something else is declared."""
    signs = draw.choice(({"real": True}, {"positive": True}, {"nonnegative": True}, {}))
    if isinstance(symbol, (Index, Time)):
        signs = draw.choice(({"real": True}, {"integer": True, "nonnegative": True}))
    return Symbol(symbol.name, **signs)


def mutate_number(term: Any, draw: random.Random, exponent: bool) -> Any:
    """Another rational number."""
    if exponent:
        return term + draw.choice((1, -1))
    return draw.choice(
        (term * (1 + NANO), term * (1 - NANO), 2 * term, term / 2, -term, term + 1, S.Zero, -term)
    )


def mutate_node(term: Any, draw: random.Random, letters: list[Any], exponent: bool) -> Any:
    """A neighbour of the subterm."""
    if term.is_Rational if hasattr(term, "is_Rational") else False:
        return mutate_number(term, draw, exponent)
    if isinstance(term, MatrixSymbol):
        same = [m for m in letters if isinstance(m, MatrixSymbol) and m.shape == term.shape]
        options = [*same, 2 * term, -term]
        if term.shape[0] == term.shape[1]:
            options += [term.T, term.T, term * term]
        return draw.choice(options)
    if isinstance(term, Symbol):
        same = [s for s in letters if isinstance(s, Symbol)]
        return draw.choice([*same, -term, 2 * term, term + 1, namesake(term, draw), term**2])
    if isinstance(term, Transpose):
        return term.arg
    if isinstance(term, MatMul):
        args = list(term.args)
        i = draw.randrange(len(args))
        j = draw.randrange(len(args))
        args[i], args[j] = args[j], args[i]
        return MatMul(*args)
    if isinstance(term, (Add, Mul, MatAdd)):
        args = list(term.args)
        i = draw.randrange(len(args))
        if draw.random() < 0.5:
            args[i] = -args[i]
        else:
            del args[i]
        return term.func(*args)
    if isinstance(term, Relational):
        sides = term.args if draw.random() < 0.7 else term.args[::-1]
        return draw.choice(KINDS)(*sides, evaluate=False)
    if isinstance(term, AppliedUndef) and len(term.args) == 1:
        return term.func(draw.choice((term.args[0] + 1, S.Zero, 2 * term.args[0])))
    if isinstance(term, Pow):
        return draw.choice((term.base, term * term.base, 1 / term, -term))
    if isinstance(term, MatrixExpr):
        return draw.choice((2 * term, -term, term.T))
    if isinstance(term, Basic) and getattr(term, "is_commutative", False):
        return draw.choice((2 * term, -term, term + 1))
    return None


def mutated(term: Any, draw: random.Random) -> Any:
    """The term with one thing changed."""
    term = sympify(term)
    places = positions(term)
    letters = list({s: None for _, s in places if isinstance(s, (Symbol, MatrixSymbol))})
    for _ in range(6):
        path, node = draw.choice(places)
        if isinstance(node, Relational) and draw.random() < 0.5:
            continue
        parent = term
        for i in path[:-1]:
            parent = parent.args[i]
        exponent = isinstance(parent, Pow) and path[-1:] == (1,)
        try:
            new = mutate_node(node, draw, letters, exponent)
            if new is not None and new != node:
                return rebuilt(term, path, new)
        except Exception:
            continue
    return term


CLAIMS = ("conclusion", "hypothesis", "chosen")
TERMS = ("scale", "left", "right", "sequence", "ratio", "term", "potential", "rate", "value", "g")
SYMBOLS = ("v", "x", "t", "upto")
SCALARS = tuple(Symbol(name, real=True) for name in "abc")
FACTORS = (
    *(S.NegativeOne, *SCALARS, SCALARS[0] - SCALARS[1], -(SCALARS[0] ** 2), 1 / SCALARS[0]),
    *(SCALARS[0] ** 2, S.Zero, SCALARS[0] ** 3, Symbol("z"), S.ImaginaryUnit),
)


def other_fact(fact: Fact, draw: random.Random, pool: list[Fact]) -> Fact:
    """Another fact of the pool, or the assumption of something close to what the fact says."""
    if draw.random() < 0.5:
        return draw.choice(pool)
    try:
        return k.assume(mutated(record(fact).conclusion, draw))
    except Exception:
        return draw.choice(pool)


def mutate_list(things: list[Any], draw: random.Random, pool: list[Fact]) -> list[Any]:
    """Drop, replace or add one fact."""
    things = list(things)
    at = draw.randrange(len(things)) if things else 0
    action = draw.random()
    if things and action < 0.4:
        del things[at]
    elif things and action < 0.8:
        things[at] = other_fact(things[at], draw, pool)
    else:
        things.append(draw.choice(pool))
    return things


def mutate_pairs(
    pairs: list[Any], draw: random.Random, pool: list[Fact], symbols: bool = False
) -> list[Any]:
    """Change one of the two members of one pair, or drop the pair."""
    pairs = [tuple(p) for p in pairs]
    if not pairs:
        return [(draw.choice(SCALARS), draw.choice(FACTORS))] if symbols else [(S.One, S.One)]
    at = draw.randrange(len(pairs))
    one, other = pairs[at]
    action = draw.random()
    if action < 0.15:
        del pairs[at]
    elif action < 0.4:
        first = other_fact(one, draw, pool) if is_fact(one) else mutated(one, draw)
        pairs[at] = (first, other)
    elif is_fact(other):
        pairs[at] = (one, other_fact(other, draw, pool))
    else:
        extreme = action > 0.85 and not isinstance(other, MatrixExpr)
        pairs[at] = (one, draw.choice(FACTORS) if extreme else mutated(other, draw))
    return pairs


def compensated(call: Call, draw: random.Random) -> Call:
    """A combination times a factor of any sign: the identity holds, the signs may not."""
    slots = dict(call.slots)
    said = slots["conclusion"]
    factor = draw.choice(FACTORS)
    if not isinstance(said, Relational) or said.func is Ne:
        return Call(call.rule, slots)
    if isinstance(said.lhs, MatrixExpr):
        slots["conclusion"] = Eq(factor * said.lhs, factor * said.rhs, evaluate=False)
    elif draw.random() < 0.3:
        slots["scale"] = slots["scale"] * factor
        slots["conclusion"] = said
        if draw.random() < 0.5:
            slots["scale"], factor = 1 / factor if factor != 0 else S.Zero, S.One
    else:
        slots["conclusion"] = said.func(said.lhs * factor, said.rhs * factor, evaluate=False)
    slots["parts"] = [(f, m * factor) for f, m in slots["parts"]]
    slots["squares"] = [(sympify(c) * factor, e) for c, e in slots["squares"]]
    return Call(call.rule, slots)


def mutate(call: Call, draw: random.Random, pool: list[Fact]) -> Call:
    """The call with one argument changed."""
    if call.rule == "combine" and draw.random() < 0.3:
        return compensated(call, draw)
    slots = dict(call.slots)
    name = draw.choice(list(slots))
    value = slots[name]
    if name in CLAIMS or (name in TERMS and value is not None):
        slots[name] = mutated(value, draw)
    elif name in TERMS:
        slots[name] = draw.choice(FACTORS)
    elif name in SYMBOLS:
        slots[name] = draw.choice((Index("k"), Time("t"), SCALARS[0], value))
        if isinstance(value, MatrixSymbol):
            found = [m for f in pool for m in record(f).conclusion.atoms(MatrixSymbol)]
            slots[name] = draw.choice(sorted(found, key=text) or [value])
    elif name in ("replace", "squares"):
        slots[name] = mutate_pairs(value, draw, pool, name == "replace")
    elif name in ("parts", "branches"):
        slots[name] = mutate_pairs(value, draw, pool) if value else value
    elif name == "unknowns":
        slots[name] = draw.choice((value[:-1], value[::-1], [*value, SCALARS[2]]))
    elif isinstance(value, list):
        changed = mutate_list(value, draw, pool)
        slots[name] = changed or value if call.rule == "both" else changed
    elif is_fact(value):
        slots[name] = other_fact(value, draw, pool)
    return Call(call.rule, slots)


# A mutant of an assumption or of its discharge is true whatever it says: of little use.
SHARES = {"assume": 0.1, "discharge": 1, "both": 2, "combine": 4, "instantiate": 5, "solve": 2}


class Genuine:
    """The steps of genuine derivations, cheap ones drawn more often, each with its neighbours."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.calls: list[Call] = []
        self.pools: list[list[Fact]] = []
        weights = []
        for fact in facts:
            pool = steps([fact])
            for step in pool:
                self.calls.append(call_of(step))
                self.pools.append(pool)
                said = record(step)
                size = len(positions(said.conclusion)) + 10 * len(said.premises)
                arrays = bool(said.conclusion.atoms(MatrixSymbol))
                share = SHARES.get(said.rule, 5)
                weights.append(share / (size + 30) ** 1.5 / (9 if arrays else 1))
        total, self.cumulative = 0.0, []
        for weight in weights:
            total += weight
            self.cumulative.append(total)

    def attempt(self, draw: random.Random) -> Attempt:
        """A mutant of one of the steps, now and then with two changes, or none."""
        at = draw.choices(range(len(self.calls)), cum_weights=self.cumulative)[0]
        call, pool = self.calls[at], self.pools[at]
        for _ in range(draw.choice((0, 1, 1, 1, 1, 1, 1, 1, 2, 2))):
            call = mutate(call, draw, pool)
        return Attempt(f"mutant of {call.rule}", call, lambda: claim_of(call))
