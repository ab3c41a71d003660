"""Instances of what is proved: its bound letters, its running letters, its declared signs."""

from __future__ import annotations

from sympy import (
    Derivative,
    Eq,
    Gt,
    I,
    Identity,
    Le,
    Lt,
    S,
    Symbol,
)

import lemmata.kernel as k
from lemmata.kernel import Fact, inner
from tests.kernel.fuzzing.attempts import Attempt
from tests.kernel.fuzzing.oracle import text
from tests.kernel.refuse.vocabulary import (
    M,
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
    t,
    w,
    wild,
    x,
    y,
    z,
)
from tests.kernel.refuse.vocabulary import k as i

from .common import Draw, attack, eq, ge, given, remembered


@remembered
def _proved() -> list[Fact]:
    """Facts without hypotheses in which a letter is bound: instances of them may capture it."""
    return [
        k.derivative(c * f(t), t),
        k.derivative(c * t**2 + b, t),
        k.derivative(f(t) ** 2 * c, t),
        k.gradient(a * inner(x, y), x, a * y),
        k.gradient(a * inner(x, x) + b, x, 2 * a * x),
        k.hessian(a * inner(x, x), x, 2 * a * Identity(d)),
        k.curvature(a * inner(x, x), x, y, 2 * a * inner(y, y)),
        k.curvature(inner(x, z) ** 2, x, y, 2 * inner(y, z) ** 2),
    ]


def captured_proofs(draw: Draw) -> Attempt:
    """Instances of what holds without hypotheses, with the bound letter in the new term."""
    name = "captured proofs"
    fact = draw.choice(_proved())
    along = fact.conclusion.has(Derivative)
    symbols = sorted(fact.conclusion.atoms(Symbol) - {t, d}, key=text) or [d]
    pool = (t, f(t), t**2, s, -c, w)
    if not along:
        pool = (inner(x, x), inner(x, y), -c, w, a * inner(x, z))
    pairs = [(draw.choice(symbols), draw.choice(pool))]
    if draw.random() < 0.3:
        pairs.append((draw.choice((x, y, d, t, z)), draw.choice((x, 2 * x, M * x, y, z, S(2), s))))
    return attack(name, "instantiate", fact=fact, replace=pairs, given=[], signs=[])


@remembered
def _lemmas() -> list[Fact]:
    """Facts that hold because of a declared sign, or under a hypothesis on every index or time."""
    falling, bounded = given(Le(seq(i + 1), p * seq(i))), given(Le(seq(i), c))
    slope = given(Le(Derivative(f(t), t), c * f(t)))
    return [
        k.combine(Gt(p, 0, evaluate=False), squares=[(p, 1)]),
        k.combine(ge(w * b**2), squares=[(w, b)]),
        k.combine(Gt(n + p, 0, evaluate=False), squares=[(n, 1), (p, 1)]),
        k.combine(Lt(a / p, a / p + n + 1, evaluate=False), squares=[(n + 1, 1)]),
        k.identity(eq(p / (p + w) * (p + w), p)),
        k.instantiate(bounded, {i: S(3)}),
        k.instantiate(bounded, {i: n}),
        k.instantiate(given(ge(seq(n), c)), {n: n + 1}),
        k.geometric(falling, seq(i), p),
        k.instantiate(k.geometric(falling, seq(i), p), {i: j}),
        k.telescope(given(Le(c, seq(i) - seq(i + 1))), c, seq(i), j),
        k.monotone(given(Le(Derivative(f(t), t), 0)), f(t)),
        k.gronwall(slope, f(t), c),
        k.integral(given(Le(c, -Derivative(f(t), t))), c, f(t)),
        k.combine(ge(a * inner(x, x)), {given(ge(a)): inner(x, x)}),
        k.combine(Eq(M * x, a * x), {given(Eq(M * x / p, a * x / p)): p}),
    ]


LETTERS = (
    *(i, j, seq(i), seq(j), seq(0), S.NegativeOne, S.Zero, -p, a, i - 1, n - 1, n / 2, S(2), f(t)),
    *(t, g(t), b - c, 1 / a, w, p + 1, -w, wild, I * a, i + 1, c * t, 2 * n, p, S.Half, n - i),
)


def lemma_instances(draw: Draw) -> Attempt:
    """Instances of lemmas in which a letter runs, or has another sign than it was declared."""
    fact = draw.choice(_lemmas())
    symbols = sorted(fact.conclusion.atoms(Symbol), key=text)
    pairs = [(draw.choice(symbols), draw.choice(LETTERS)) for _ in range(draw.choice((1, 1, 1, 2)))]
    signs = [given(draw.choice((ge(a), Gt(a, 0), ge(seq(i)))))] if draw.random() < 0.2 else []
    return attack("lemma instances", "instantiate", fact=fact, replace=pairs, given=[], signs=signs)
