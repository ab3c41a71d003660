"""Seeded random attacks: whatever the rules accept must hold at every sampled interpretation.

An interpretation gives exact rational values to the plain symbols and short exact tables to the
sequences. A hypothesis that mentions an index must hold for every index; one that is undefined
does not hold. A fact is refuted when its hypotheses hold and its conclusion fails somewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from sympy import (
    Add,
    And,
    Basic,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    Le,
    Lt,
    Mul,
    Ne,
    Or,
    Pow,
    Rational,
    S,
    expand,
)
from sympy.core.function import AppliedUndef

from lemmata.kernel import (
    Fact,
    Index,
    KernelError,
    assume,
    both,
    cases,
    clash,
    combine,
    contradiction,
    discharge,
    either,
    geometric,
    identity,
    iff,
    instantiate,
    modus_ponens,
    part,
    record,
    rewrite,
    solve_system,
    split,
    squeeze,
    zero_product,
)

from .refuse.vocabulary import a, b, c, k, p, seq, w

Value = Fraction
EVERY = 12  # a hypothesis on an index is checked for so many of its values
LENGTH = 20  # of the tables of sequences


class Undefined(Exception):
    """The term has no value here."""


def evaluate(term: Basic, at: dict[Any, Any]) -> Any:
    """The value of a term or the truth of a statement, in exact rational arithmetic."""
    if term.is_Rational:
        return Fraction(int(term.p), int(term.q))
    if term in at:
        return at[term]
    if term in (S.true, S.false):
        return term == S.true
    if isinstance(term, AppliedUndef):
        index = evaluate(term.args[0], at)
        if index.denominator != 1 or not 0 <= index < len(at[seq]):
            raise Undefined
        return at[seq][int(index)]
    if isinstance(term, (And, Or)):
        values = [evaluate(arg, at) for arg in term.args]
        return all(values) if isinstance(term, And) else any(values)
    if isinstance(term, Implies):
        premise, consequence = term.args
        return not holds(premise, at) or evaluate(consequence, at)
    if isinstance(term, Equivalent):
        return len({holds(arg, at) for arg in term.args}) == 1
    if isinstance(term, (Add, Mul)):
        out = Fraction(int(isinstance(term, Mul)))
        for arg in term.args:
            out = out * evaluate(arg, at) if isinstance(term, Mul) else out + evaluate(arg, at)
        return out
    if isinstance(term, Pow):
        base, power = evaluate(term.args[0], at), evaluate(term.args[1], at)
        if power.denominator != 1 or (power < 0 and base == 0):
            raise Undefined
        return base ** int(power)
    left, right = (evaluate(arg, at) for arg in term.args)
    kinds = {Eq: left == right, Ne: left != right, Ge: left >= right, Gt: left > right}
    return (kinds | {Le: left <= right, Lt: left < right})[type(term)]


def holds(statement: Basic, at: dict[Any, Any]) -> bool:
    try:
        return bool(evaluate(statement, at))
    except Undefined:
        return False


def instances(statement: Basic, at: dict[Any, Any], count: int) -> Iterator[dict[Any, Any]]:
    """The interpretations of the statement's index below `count`."""
    if any(isinstance(s, Index) for s in statement.free_symbols):
        yield from ({**at, k: Fraction(i)} for i in range(count))
    else:
        yield at


def interpretations(seed: int, count: int) -> list[dict[Any, Any]]:
    draw = random.Random(seed)
    out = []
    for _ in range(count):
        small = [Fraction(draw.randint(-2, 2), draw.choice((1, 1, 2))) for _ in range(3)]
        ratio = Fraction(draw.randint(0, 3), 2)
        start = Fraction(draw.randint(-2, 2))
        tables = (
            [start * ratio**i for i in range(LENGTH)],
            [start] * LENGTH,
            [Fraction(i) for i in range(LENGTH)],
            [Fraction(draw.randint(-2, 2)) for _ in range(4)] + [start] * (LENGTH - 4),
        )
        at = dict(zip((a, b, c), small, strict=True))
        out.append(
            at
            | {p: Fraction(draw.randint(1, 4), 2), w: Fraction(draw.randint(0, 3), 2)}
            | {seq: draw.choice(tables)}
        )
    return out


POINTS = interpretations(1, 40)


def refutation(fact: Fact) -> dict[Any, Any] | None:
    """An interpretation in which all hypotheses hold and the conclusion fails."""
    said = record(fact)
    for at in POINTS:
        if not all(holds(h, one) for h in said.hypotheses for one in instances(h, at, EVERY)):
            continue
        for one in instances(said.conclusion, at, 3):
            try:
                if not evaluate(said.conclusion, one):
                    return one
            except Undefined:
                continue
    return None


def check(fact: Fact) -> None:
    counterexample = refutation(fact)
    if counterexample is not None:
        pytest.fail(f"derived a falsehood: {fact} fails at {counterexample}")


# --- the test of the test ------------------------------------------------------------------------


def test_the_judge_refutes_falsehoods():
    assert not holds(Ge(a, 1), {a: Fraction(0)})
    assert not holds(Eq(1 / a, 0), {a: Fraction(0)})
    assert holds(Implies(Gt(a, 0), Ge(a, 0), evaluate=False), {a: Fraction(0)})
    assert any(not holds(Ge(a, 0), at) for at in POINTS)
    rising = Ge(seq(k + 1), seq(k))
    assert any(all(holds(rising, one) for one in instances(rising, at, EVERY)) for at in POINTS)
    assert any(not holds(rising, one) for at in POINTS for one in instances(rising, at, EVERY))


# --- combinations --------------------------------------------------------------------------------

SYMBOLS = (a, b, c, p, w)


def polynomial(draw: random.Random, size: int = 3) -> Any:
    out = S.Zero
    for _ in range(draw.randint(1, size)):
        factors = [draw.choice(SYMBOLS) ** draw.randint(0, 2) for _ in range(draw.randint(0, 2))]
        out += Rational(draw.randint(-3, 3), draw.choice((1, 2))) * Mul(*factors)
    return out


def multiplier(draw: random.Random) -> Any:
    return draw.choice(
        (S.One, S.Half, p, w, a**2, p * w, p + w, b**2 + p, S.Zero, 1 / p, (a - b) ** 2)
    )


def relation(draw: random.Random, term: Any) -> Any:
    kind = draw.choice((Ge, Ge, Gt, Eq))
    return kind(term, 0, evaluate=False)


@pytest.mark.parametrize("seed", range(60))
def test_true_combinations_are_accepted_and_false_ones_refused(seed):
    draw = random.Random(seed)
    terms = [polynomial(draw) for _ in range(2)]
    facts = [assume(relation(draw, term)) for term in terms]
    weights = [multiplier(draw) for _ in facts]
    square = polynomial(draw, 2)
    total = expand(sum((m * v for m, v in zip(weights, terms, strict=True)), square**2))
    parts = dict(zip(facts, weights, strict=True))
    fact = combine(Ge(total, 0, evaluate=False), parts, squares=[(1, square)])
    check(fact)
    error = draw.choice((S.One, p, a, Rational(1, 10**9), w * b))
    for wrong in (total - error, total + error, -total - 1):
        with pytest.raises(KernelError, match="residual"):
            combine(Ge(wrong, 0, evaluate=False), parts, squares=[(1, square)])


BAD_MULTIPLIERS = (a, b - c, -1, -p, a * b, a**3, p - w, -(a**2), a**2 - p, seq(k), 1 / a, 1 / w)


@pytest.mark.parametrize("bad", BAD_MULTIPLIERS, ids=str)
def test_multipliers_of_unknown_sign(bad):
    draw = random.Random(str(bad))
    for _ in range(3):
        term = polynomial(draw) + c
        with pytest.raises(KernelError):
            combine(
                Ge(expand(bad * term), 0, evaluate=False),
                {assume(Ge(term, 0, evaluate=False)): bad},
            )


@pytest.mark.parametrize("seed", range(40))
def test_random_proposals_with_signs(seed):
    """Proposals that are right as identities, with facts as signs: accepted ones must hold."""
    draw = random.Random(1000 + seed)
    hypotheses = [assume(relation(draw, polynomial(draw, 2) + a)) for _ in range(2)]
    said = [h.conclusion.lhs for h in hypotheses]
    weight = draw.choice((said[1], said[1] ** 2, -said[1], said[1] * p, 1 / said[1], said[1] ** 3))
    kind = draw.choice((Ge, Gt))
    scale = draw.choice((S.One, p, w, said[1], a**2))
    try:
        fact = combine(
            kind(weight * said[0] / scale, 0, evaluate=False),
            {hypotheses[0]: weight},
            signs=hypotheses,
            scale=scale,
        )
    except KernelError:
        return
    check(fact)


# --- random proofs -------------------------------------------------------------------------------

ATOMS = (a, b, c, a - b, a * b, a**2 - p, a + w, seq(k), seq(k + 1) - seq(k), seq(0) - c, a - 1)
TERMS = (a, b, c, S.Zero, S.One, -a, a + b, c**2, p, w, p + 1, seq(0), seq(k), k, -S.One, 1 / p)


def random_step(draw: random.Random, pool: list[Fact]) -> Fact:
    """One random application of a random rule; most are refused."""
    one, two = draw.choice(pool), draw.choice(pool)
    said, other = one.conclusion, two.conclusion
    term = draw.choice(ATOMS)
    statement = draw.choice((Ge, Gt, Le, Lt, Eq, Ne))(term, draw.choice((0, 0, c)), evaluate=False)
    steps = {
        "assume": lambda: assume(statement),
        "assume or": lambda: assume(Or(statement, other, evaluate=False)),
        "combine": lambda: combine(
            draw.choice((Ge, Gt))(said.lhs - said.rhs + other.lhs - other.rhs, 0, evaluate=False),
            {one: 1, two: 1} if one is not two else {one: 2},
        ),
        "multiply": lambda: combine(
            Ge(expand((said.lhs - said.rhs) * (other.lhs - other.rhs)), 0, evaluate=False),
            {one: other.lhs - other.rhs},
            signs=[two],
        ),
        "absurd": lambda: combine(S.false, {one: 1, two: 1}),
        "clash": lambda: clash(one, two),
        "contradiction": lambda: contradiction(
            draw.choice((statement, *one.hypotheses, said)), one
        ),
        "split": lambda: split(term),
        "zero_product": lambda: zero_product(one),
        "cases": lambda: cases(one, dict.fromkeys(getattr(said, "args", ()), two)),
        "discharge": lambda: discharge(one, draw.choice((statement, *one.hypotheses))),
        "modus_ponens": lambda: modus_ponens(one, two),
        "iff": lambda: iff(one, two),
        "both": lambda: both(one, two),
        "part": lambda: part(one, draw.choice(said.args)),
        "either": lambda: either(one, Or(said, statement, evaluate=False)),
        "squeeze": lambda: squeeze(one, two),
        "rewrite": lambda: rewrite(one, two),
        "instantiate": lambda: instantiate(
            one, {draw.choice((a, b, c, p, w)): draw.choice(TERMS)}, given=[two], signs=[two]
        ),
        "shift": lambda: instantiate(one, {k: draw.choice((k + 1, S.Zero, S(2)))}),
        "geometric": lambda: geometric(one, seq(k), draw.choice((p, w, S.Half, S.One))),
        "solve": lambda: solve_system([one], [draw.choice((a, b, c))]),
        "identity": lambda: identity(Eq(term, expand(term), evaluate=False)),
    }
    return steps[draw.choice(list(steps))]()


@pytest.mark.parametrize("seed", range(24))
def test_random_proofs(seed):
    draw = random.Random(seed)
    pool = [
        assume(Ge(a, b)),
        assume(Eq(a, c)),
        assume(Eq(seq(k), c)),
        assume(Le(seq(k + 1), w * seq(k))),
        assume(Eq(a * b, 0)),
        assume(Ne(a, 0)),
    ]
    made = 0
    for _ in range(100):
        try:
            fact = random_step(draw, pool)
        except Exception as refusal:
            if isinstance(refusal, pytest.fail.Exception):
                raise
            continue  # a refusal, or a crash, which is no falsehood
        made += 1
        check(fact)
        if len(str(fact.conclusion)) < 80:
            pool.append(fact)
    assert made > 10
