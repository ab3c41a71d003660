"""Induction over an index and bounds along a time."""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    Derivative,
    Eq,
    Ge,
    Gt,
    I,
    Integral,
    Le,
    Lt,
    Ne,
    S,
    Sum,
    exp,
    sqrt,
)

import lemmata.kernel as k
from lemmata.kernel import (
    Fact,
    Index,
)
from tests.kernel.fuzzing.attempts import Attempt
from tests.kernel.fuzzing.mutants import Call, claim_of
from tests.kernel.refuse.vocabulary import (
    a,
    b,
    c,
    d,
    f,
    g,
    j,
    n,
    p,
    s,
    seq,
    seq2,
    t,
    w,
    wild,
)
from tests.kernel.refuse.vocabulary import k as i

from .common import (
    SMALL,
    Draw,
    attack,
    combined,
    ge,
    given,
    scripted,
)


def induction(draw: Draw) -> Attempt:
    """Wrong steps and bases: other shifts, signs, ratios that depend on the index."""
    name = "induction"
    ratio = draw.choice(
        (
            p,
            w,
            S.Half,
            S.One,
            a,
            -p,
            S.NegativeOne,
            i,
            1 / (i + 1),
            2,
            p - 1,
            wild,
            1 / a,
            seq2(i),
            sqrt(a),
            S.Zero,
        )
    )
    sequence = draw.choice(
        (
            seq(i),
            seq(i),
            seq(i) - c,
            seq(i) * p,
            seq(i) ** 2,
            seq(i + 1),
            1 / seq(i),
            seq(2 * i),
            i * seq(i),
        )
    )
    following = sequence.xreplace({i: i + 1})
    right = ratio * sequence
    how = draw.randrange(9)
    if how == 0:
        following = sequence.xreplace({i: draw.choice((i + 2, S.One, i, j + 1))})
    if how == 1:
        right = right + draw.choice(SMALL)
    kind = draw.choice((Ge, Ne, Gt)) if how == 2 else draw.choice((Le, Le, Lt, Eq))
    step = kind(following, right, evaluate=False)
    signs = (
        [given(draw.choice((ge(a), Gt(a, 0), ge(p, 1), ge(a, 1))))] if draw.random() < 0.3 else []
    )

    def run() -> Fact:
        fact = given(step)
        if at_zero:
            fact = k.instantiate(fact, {i: draw_at})
        return k.geometric(fact, sequence, ratio, signs)

    at_zero, draw_at = how == 3, draw.choice((S.Zero, S.One, j, i + 1))
    made = Call("geometric", {"fact": None, "sequence": sequence, "ratio": ratio})

    def claim() -> Any:
        if at_zero:
            return None
        made.slots["fact"] = given(step)
        return claim_of(made)

    return Attempt(name, run, claim)


RANGES = (
    *((i, 0, 3), (i, 0, 3), (n, -3, 3), (n, 0, 4), (d, 0, 2), (d, 1, 3), (i, 0, n), (i, 0, j)),
    *((p, 0, 1), (a, 0, 1), (t, 0, 1), (s, 0, t), (i, n, 3), (i, 0, p), (n, a, 2), (wild, 0, 1)),
    *((w, 0, a), (p, 1, a), (w, 1, -1), (i, 0, a), (d, 1, a), (t, 1, -1), (s, a, t)),
)
UNDER = (  # a term, and what is to be known for it to be defined
    (lambda u: 1 / u, lambda u: Ne(u, 0)),
    (lambda u: 1 / (u - 1), lambda u: Ne(u, 1)),
    (lambda u: 1 / (u - 2), lambda u: Gt(u, 2)),
    (lambda u: sqrt(u - 1), lambda u: Ge(u, 1)),
    (lambda u: 1 / (u - a), lambda u: Ne(u, a)),
    (lambda u: sqrt(u) / (u + 1), lambda u: Ge(u, 0, evaluate=False)),
    (lambda u: u**2 + 1, lambda u: Ne(u, 1)),
)


def ranges(draw: Draw) -> Attempt:
    """Sums and integrals that run over poles, below what is declared, or use a free namesake."""
    name = "ranges"
    limits = draw.choice(RANGES)
    under, known = (make(limits[0]) for make in draw.choice(UNDER))
    total = (Sum if limits[0].is_integer else Integral)(under, limits)
    open_ = limits[0].is_real and known not in (S.true, S.false)
    signs = [given(known)] if open_ and draw.random() < 0.7 else []
    if draw.random() < 0.5:
        return combined(name, Ge(total**2, 0, evaluate=False), [], [(S.One, total)], signs)
    return combined(name, Eq(total, total, evaluate=False), [], signs=signs)


def telescopes(draw: Draw) -> Attempt:
    """Sums with the wrong sign of the difference, poles, and the index as its own end."""
    name = "telescopes"
    potential = draw.choice(
        (
            seq(i),
            seq(i) ** 2,
            p * seq(i),
            a * i,
            1 / (i + 1),
            1 / (i - 2),
            i**2,
            w**i,
            seq(i) - seq(0),
        )
    )
    term = draw.choice((seq2(i), seq2(i) ** 2, S.Zero, a, i, seq(i), p, 1 / (i + 1), 1 / (i - 2)))
    following = potential.xreplace({i: i + 1})
    gap = draw.choice(
        (potential - following, potential - following, following - potential, potential)
    )
    step = draw.choice((Le, Le, Eq, Lt, Ge, Ne))(term, gap, evaluate=False)
    upto = draw.choice((j, j, j, i, n, S(3), Index("m")))
    return attack(
        name, "telescope", fact=given(step), term=term, potential=potential, upto=upto, signs=[]
    )


def flows(draw: Draw) -> Attempt:
    """Bounds along a time: wrong signs, rates that are not constant, poles, other times."""
    name = "flows"
    shape = draw.choice(
        (
            f(t),
            f(t) ** 2,
            f(t) - c,
            p * f(t),
            f(t) * g(t),
            t * f(t),
            exp(-t) * f(t),
            f(t) + t,
            1 / f(t),
            f(t) ** 3,
            t**2,
            a * t,
            f(s),
            sqrt(f(t)),
        )
    )
    try:
        slope = k.calculus.differentiate(shape, t)
    except k.KernelError:
        slope = Derivative(f(t), t)
    rule = draw.choice(("monotone", "gronwall", "integral", "derivative"))
    rate = draw.choice(
        (c, -p, S.Zero, S.One, a - b, t, f(t), g(t), -t, 1 / t, wild, 1 / a, seq(i), s)
    )
    term = draw.choice((g(t), g(t) ** 2, p, t, S.Zero, 1 / t, g(s), a, Integral(g(s), (s, 0, t))))
    how = draw.random()
    if how < 0.3:
        slope = draw.choice((-slope, 2 * slope, slope + 1, slope - draw.choice(SMALL)))
    if rule == "monotone":
        step, slots = draw.choice((Le, Le, Lt, Eq, Ge))(slope, 0, evaluate=False), {"term": shape}
    elif rule == "gronwall":
        step = draw.choice((Le, Le, Lt, Eq, Ge, Ne))(slope, rate * shape, evaluate=False)
        slots = {"term": shape, "rate": rate}
    elif rule == "integral":
        step = draw.choice((Le, Le, Eq, Ge))(term, -slope, evaluate=False)
        slots = {"term": term, "potential": shape}
    else:
        value = draw.choice(
            (
                Derivative(f(t), t),
                t,
                f(t),
                exp(f(t)),
                Abs(f(t)),
                f(2 * t),
                f(t) ** a,
                I * f(t),
                sqrt(t),
                1 / t,
            )
        )
        return scripted(name, lambda: k.derivative(shape * value, t))
    signs = (
        [given(draw.choice((Gt(f(t), 0), ge(f(t)), Ne(f(t), 0), Ne(a, 0))))]
        if draw.random() < 0.3
        else []
    )
    call: list[Call] = []

    def run() -> Fact:
        call.append(Call(rule, {"fact": given(step), **slots, "signs": signs}))
        return call[0]()

    return Attempt(name, run, lambda: claim_of(call[0]) if call else None)
