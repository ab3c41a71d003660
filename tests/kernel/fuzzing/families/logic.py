"""Cases, contradictions, implications, products and signs."""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    And,
    Eq,
    Function,
    Gt,
    I,
    Le,
    Lt,
    MatMul,
    Max,
    Mul,
    Ne,
    Or,
    Pow,
    S,
    Sum,
    Trace,
    exp,
    expand,
    log,
    nan,
    oo,
    sqrt,
)

import lemmata.kernel as k
from lemmata.kernel import Curvature, Fact, inner
from tests.kernel.fuzzing.attempts import Attempt
from tests.kernel.fuzzing.mutants import KINDS
from tests.kernel.fuzzing.oracle import text
from tests.kernel.refuse.vocabulary import (
    M,
    N,
    O,
    a,
    b,
    c,
    f,
    p,
    seq,
    t,
    w,
    wild,
    x,
    y,
)
from tests.kernel.refuse.vocabulary import k as i

from .common import (
    UNREAL,
    Draw,
    attack,
    combined,
    eq,
    ge,
    given,
    remembered,
    scripted,
)


@remembered
def _under(target: Any, option: Any) -> Fact | None:
    """The target from the option, if it is a nonnegative multiple of it plus a square."""
    gap = k.slack(target)[0]
    for multiplier in (S.One, S(2), S.Half):
        rest = expand(gap - multiplier * k.slack(option)[0])
        if rest.is_Rational and rest >= 0:
            try:
                return k.combine(target, {k.assume(option): multiplier}, squares=[(rest, 1)])
            except k.KernelError:
                continue
    return None


CASES = (a, b, a - b, a - 1, seq(i), seq(0) - c)


@remembered
def _split(term: Any) -> tuple[Fact, list[Any], list[Any]]:
    """The split of the term, its options, and claims about the term."""
    options = [kind(term, 0, evaluate=False) for kind in (Gt, Eq, Lt)]
    targets = [ge(term, -1), ge(term), Gt(term, 0), ge(2 * term, -3), Ne(term, 0)]
    return k.split(term), options, targets


def case_splits(draw: Draw) -> Attempt:
    """Splits that do not cover, branches under other cases, conclusions that differ."""
    name = "case splits"
    term = draw.choice(CASES)
    cover, options, targets = _split(term)
    target = draw.choice(targets)
    if draw.random() < 0.4:
        cover = given(Or(*draw.sample(options, 2)))
    branches = []
    for option in options:
        source = draw.choice((option, draw.choice(options), given(target).conclusion))
        under = given(target) if source == target else None
        if under is None and source.func is not Ne and target.func is not Ne:
            under = _under(target, source)
        branches.append((option, under or given(target)))
    if draw.random() < 0.4:
        branches = draw.sample(branches, 2)
    return attack(name, "cases", cover=cover, branches=branches)


def logic(draw: Draw) -> Attempt:
    """False equivalences, contradictions of consistent facts, discharge of running hypotheses."""
    name = "logic"
    term = draw.choice((a, b - 1, seq(i), seq(0), f(t), a * b, p - 1, seq(i + 1) - seq(i)))
    one = draw.choice(KINDS)(term, draw.choice((0, 1, 2)), evaluate=False)
    other = draw.choice(KINDS)(term, draw.choice((0, 1, 2)), evaluate=False)
    if draw.random() < 0.4:
        other = draw.choice(KINDS)(*one.args, evaluate=False)
    fact, second = given(one), given(other)
    how = draw.choice((0, 0, 0, *range(1, 12), 5, 5))
    if how >= 10:
        # What holds for every index is more than what holds at one of them.
        whole = draw.choice((ge(seq(i), draw.randint(0, 1)), Le(seq(i + 1), c), eq(seq(i), c)))
        single = k.instantiate(given(whole), {i: S(draw.randint(0, 3))})
        if how == 10:
            return attack(name, "discharge", fact=single, hypothesis=whole)
        cover = given(Or(whole, single.conclusion, evaluate=False))
        branches = [(whole, single), (single.conclusion, given(single.conclusion))]
        return attack(name, "cases", cover=cover, branches=branches)
    if how == 0:
        return attack(name, "clash", fact=fact, other=second)
    if how == 1:
        weights = [draw.choice((S.One, S.NegativeOne, p, term)) for _ in range(2)]
        squares = draw.choice(([], [(1, 1)], [(p, 1)], [(S.NegativeOne, 1)]))
        return combined(
            name, S.false, list(zip((fact, second), weights, strict=True)), squares, [fact, second]
        )
    if how == 2:
        return attack(name, "discharge", fact=fact, hypothesis=draw.choice((one, other)))
    if how in (3, 4):
        ab = k.discharge(fact, ge(b, draw.randint(0, 1)))
        if how == 4:
            return attack(
                name,
                "modus_ponens",
                implication=ab,
                fact=given(draw.choice((one, ge(b), ge(b, 1)))),
            )
        ba = k.discharge(given(ge(b, draw.randint(0, 1))), draw.choice((ge(c), ge(b))))
        return attack(name, "iff", forward=ab, backward=draw.choice((ab, ba)))
    if how == 5:
        low = draw.choice((Lt, Le, Le))
        absurd = _absurd(low, draw.randint(1, 3), draw.choice((a, b, seq(i), seq(0), f(t))))
        hypotheses = sorted(absurd.hypotheses, key=text)
        near = draw.choice(KINDS)(*draw.choice(hypotheses).args, evaluate=False)
        claim = draw.choice((*hypotheses, near, near, near, one))
        if draw.random() < 0.5:
            claim = k.logic.negation(claim)
        return attack(name, "contradiction", conclusion=claim, absurd=absurd, signs=[])
    if how == 6:
        whole = given(draw.choice((Or, And))(one, ge(b), evaluate=False))
        return attack(name, "part", fact=whole, chosen=draw.choice((one, other, ge(b))))
    if how == 7:
        whole = draw.choice((Or, Or, And))(draw.choice((one, other)), ge(b), evaluate=False)
        return attack(name, "either", fact=fact, conclusion=whole)
    if how == 8:
        return attack(name, "squeeze", below=fact, above=second)
    whole = k.both(fact, second)
    return attack(name, "discharge", fact=whole, hypothesis=draw.choice((one, whole.conclusion)))


@remembered
def _absurd(below: type, gap: int, term: Any) -> Fact:
    low, high = k.assume(below(term, 1)), k.assume(ge(term, 1 + gap))
    return k.combine(S.false, {low: 1, high: 1}, squares=[(gap, 1)])


def zero_products(draw: Draw) -> Attempt:
    """Products that are none, equations of arrays, inequalities, other right sides."""
    name = "zero products"
    factors = [draw.choice((a, b - 1, p, w, seq(i), inner(x, y), 1 / p, 1 / a, S(2), a**2, exp(a)))]
    factors += [draw.choice((a, b, c - a, seq(0), inner(x, x), sqrt(w), Abs(b)))]
    left = draw.choice((Mul(*factors), Mul(*factors), factors[0] + factors[1], Trace(M * N)))
    right = draw.choice((0, 0, 0, 1, a))
    if draw.random() < 0.15:
        left, right = MatMul(M, x), O
    kind = draw.choice((Eq, Eq, Eq, Le, Ne)) if right is not O else Eq
    said = kind(left, right, evaluate=False)
    return scripted(name, lambda: k.zero_product(given(said)))


FINE = (a, seq(i), p - w, inner(x, y), Abs(a), exp(a), 1 / p, sqrt(p), f(t))
ODD = (
    *(*UNREAL, 1 / a, 1 / (a - b), sqrt(a), x, M, oo, nan, wild, log(p), Max(a, b), S.true),
    *(Abs(log(a)), Function("h", real=True)(wild), exp(wild) ** 2, Sum(wild, (i, 0, 3)), a**p),
    *(Curvature(I * inner(x, x), x, y), Pow(I * sqrt(p), 2, evaluate=False), Trace(wild * M)),
)


def splits(draw: Draw) -> Attempt:
    """Signs of terms that have none."""
    name = "splits"
    term = draw.choice(FINE if draw.random() < 0.25 else ODD)
    if draw.random() < 0.3 and term in FINE:
        term = term / draw.choice((a, p, w, b))
    return attack(name, "split", term=term)
