"""Instances, rewriting and axioms: what is captured, cancelled or not admitted."""

from __future__ import annotations

from sympy import (
    Derivative,
    Eq,
    Float,
    Ge,
    Gt,
    I,
    Integral,
    Le,
    Ne,
    Or,
    S,
    Sum,
    Symbol,
    nan,
    oo,
    sqrt,
    zoo,
)

import lemmata.kernel as k
from lemmata.kernel import (
    Axiom,
    Curvature,
    Fact,
    Gradient,
    inner,
)
from tests.kernel.fuzzing.attempts import Attempt
from tests.kernel.fuzzing.mutants import Call, claim_of
from tests.kernel.fuzzing.oracle import text
from tests.kernel.refuse.vocabulary import (
    M,
    N,
    a,
    b,
    c,
    d,
    f,
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
)
from tests.kernel.refuse.vocabulary import k as i

from .common import (
    Draw,
    attack,
    eq,
    ge,
    given,
    scripted,
)

SCHEMES = (
    ge(seq(i), c),
    eq(seq(i), c),
    Le(f(t), c),
    eq(seq(i), n),
    ge(Sum(c, (i, 0, n)), b),
    eq(Gradient(a * inner(x, y), x), a * y),
    eq(Curvature(a * inner(x, x), x, y), 2 * a * inner(y, y)),
    ge(a * p, w),
    eq(Integral(c, (s, 0, t)), c * t),
    ge(seq(n) + b, c),
    eq(c / b, a),
    ge(sqrt(w), a),
    eq(inner(x, x), a),
    eq(M * x, a * x),
    eq(Derivative(f(t), t), c * f(t)),
    ge(p**a * b, c),
    Or(ge(a), ge(b), evaluate=False),
)
REPLACEMENTS = (
    *(seq(i), i, i + 1, f(t), t, a, -a, a - b, S.Zero, S.NegativeOne, a**2, p, -p, 1 / a, w, I),
    *(wild, oo, zoo, nan, S.Half, sqrt(a), inner(x, x), a * b, n, n / 2, n - 1, j, s, x, y, M * y),
    *(-x, x / a, I * y, M, 2 * x, Symbol("p", real=True), Symbol("n"), Float("0.5"), b, c, b * c),
)


def capture(draw: Draw) -> Attempt:
    """Instances that capture a variable, run with an index, or break a declaration."""
    name = "instances"
    scheme = draw.choice(SCHEMES)
    fact = given(scheme)
    if draw.random() < 0.4 and isinstance(scheme, (Ge, Le)):
        gap = draw.choice((S.One, p))
        sides = (
            (scheme.lhs + gap, scheme.rhs)
            if isinstance(scheme, Ge)
            else (scheme.lhs, scheme.rhs + gap)
        )
        fact = k.combine(scheme.func(*sides, evaluate=False), {fact: 1}, squares=[(gap, 1)])
    symbols = sorted((u for u in scheme.free_symbols), key=text)
    pairs = [
        (draw.choice((*symbols, *symbols, a, x, d, i)), draw.choice(REPLACEMENTS))
        for _ in range(draw.choice((1, 1, 1, 2)))
    ]
    helps = [given(draw.choice((ge(a), Gt(a, 0), Ne(a, 0), ge(seq(i)), Gt(b, 0))))]
    signs = helps if draw.random() < 0.35 else []
    extra = [given(ge(seq(i), 0))] if draw.random() < 0.2 else []
    return attack(name, "instantiate", fact=fact, replace=pairs, given=extra, signs=signs)


def capture_chain(draw: Draw) -> Attempt:
    """Two or three instances in a row, with a rewriting between them."""
    name = "chains of instances"
    fact = given(draw.choice(SCHEMES))

    def run() -> Fact:
        made = fact
        for _ in range(draw_count):
            if rewriting:
                made = k.rewrite(made, given(eq(*rewriting)))
            symbols = sorted(made.conclusion.free_symbols, key=text)
            old = symbols[choice % len(symbols)]
            made = k.instantiate(made, {old: pieces[choice % len(pieces)]}, signs=helps)
        return made

    draw_count, choice = draw.choice((1, 2, 3)), draw.randrange(100)
    rewriting = draw.choice(
        (None, None, (c, seq(i)), (a, b), (b, S.Zero), (seq(i), b), (n, S(3)), (c, b))
    )
    pieces = draw.sample(REPLACEMENTS, 5)
    helps = [given(draw.choice((Gt(a, 0), Ne(b, 0), ge(c))))]
    return scripted(name, run)


POLES = (  # a divisor, and what makes it vanish
    *((b, (b, S.Zero)), (b**2, (b, S.Zero)), (a - b, (b, a)), (a, (a, S.Zero))),
    *((c * b, (c, S.Zero)), (b * p, (b, S.Zero))),
)
TOPS = (S.One, c, b + 1, c * a, p)


def poles(draw: Draw) -> Attempt:
    """Both sides of a hypothesis have a pole where its instance becomes true."""
    name = "poles"
    (bottom, vanish), (top, other) = draw.choice(POLES), draw.sample(TOPS, 2)
    scheme = draw.choice((Eq, Eq, Eq, Ge, Ne))(top / bottom, other / bottom**2, evaluate=False)
    weight = draw.choice((bottom**2, bottom**2, bottom))
    replace = [draw.choice(((c, S.One), (a, S.One), vanish)), vanish]

    def run() -> Fact:
        target = scheme.func(top * weight / bottom, other * weight / bottom**2, evaluate=False)
        made = k.combine(target, {given(scheme): weight}, signs=[given(scheme)])
        for pair in replace:
            made = k.instantiate(made, dict([pair]))
        return made

    return scripted(name, run)


def collapse(draw: Draw) -> Attempt:
    """A hypothesis that is undefined at a point is made true there by cancellation."""
    name = "cancelled hypotheses"
    top = draw.choice((c, c * a, c**2, c - a, 2 * c))
    bottom = draw.choice((b, b**2, a - b, b * p, w))
    scheme = draw.choice((Eq, Ge, Gt, Ne))(top / bottom, draw.choice((1, 0, a)), evaluate=False)
    fact = given(scheme)
    target = draw.choice(
        (Ne(bottom, 0), Gt(bottom**2, 0), eq(top, bottom), ge(top * bottom), Ne(c, 0))
    )
    weights = draw.choice((bottom, bottom**2, bottom**3, 1 / bottom, S.One))
    replace = draw.choice(
        ((c, bottom), (c, b), (c, S.Zero), (b, S.Zero), (b, c), (a, S.Zero), (b, a))
    )

    def run() -> Fact:
        if how == 0:
            made = k.discharge(fact, scheme)
        elif how == 1:
            made = k.combine(eq(top * weights / bottom, weights * scheme.rhs), {fact: weights})
        elif how == 2:
            null = k.assume(eq(bottom))
            made = k.combine(S.false, {fact: bottom**2, null: -top}, squares=[(1, 1)], signs=[null])
            made = k.contradiction(Ne(bottom, 0), made)
        else:
            made = k.combine(target, {fact: weights}, signs=[fact])
        if after:
            made = k.instantiate(made, dict([replace]))
        return made

    how, after = draw.randrange(4), draw.random() < 0.8
    return scripted(name, run)


def rewriting(draw: Draw) -> Attempt:
    """Equations used backwards, inside binders, at sizes, or that are none."""
    name = "rewriting"
    said = draw.choice(SCHEMES)
    left = draw.choice(
        (a, b, c, seq(i), seq(0), n, d, x, M, f(t), a * b, p, w, i, Gradient(a * inner(x, y), x))
    )
    right = draw.choice(
        (a, b, seq(i), S.Zero, S.NegativeOne, c + 1, y, 2 * x, S(3), 1 / b, N, j, f(t))
    )
    kind = draw.choice((Eq, Eq, Eq, Eq, Le, Ge))
    equation = kind(left, right, evaluate=False)
    if draw.random() < 0.3:
        equation = equation.func(*equation.args[::-1], evaluate=False)
    call: list[Call] = []

    def run() -> Fact:
        fact = given(said)
        if implied:
            fact = k.discharge(fact, premise)
        call.append(Call("rewrite", {"fact": fact, "by": given(equation)}))
        return call[0]()

    implied = draw.random() < 0.3
    premise = draw.choice((said, eq(c / b, 1), Ne(b, 0), ge(a)))
    return Attempt(name, run, lambda: claim_of(call[0]) if call else None)


BOUND = k.declare_axiom(
    "fuzzing: a square is nonnegative", [], Ge(a**2, 0, evaluate=False), "fuzzing of the kernel"
)
SIGNED = k.declare_axiom(
    "fuzzing: a weighted mean",
    [Le(a, p * b), Ge(b, 0)],
    Le(a, 2 * p * b),
    "fuzzing of the kernel",
)
RUNNING = k.declare_axiom(
    "fuzzing: a decreasing sequence",
    [Le(seq(i + 1), seq(i)), Eq(seq(0), c)],
    Le(seq(5), c),
    "fuzzing of the kernel",
)
NORMED = k.declare_axiom(
    "fuzzing: a norm", [], Ge(inner(x, x), 0, evaluate=False), "fuzzing of the kernel"
)


def axioms(draw: Draw) -> Attempt:
    """Axioms with wrong premises, at terms that they do not admit, or not declared."""
    name = "axioms"
    axiom = draw.choice((BOUND, SIGNED, RUNNING, NORMED))
    if draw.random() < 0.1:
        axiom = Axiom(axiom.name, (), draw.choice((S.false, ge(-1))), axiom.citation)
    symbols = sorted(
        {u for said in (*axiom.premises, axiom.conclusion) for u in said.free_symbols}, key=text
    )
    pairs = [(u, draw.choice((*REPLACEMENTS, a, b, p))) for u in symbols if draw.random() < 0.5]
    supplied = [
        given(
            draw.choice(
                (
                    ge(b),
                    Le(a, p * b),
                    Le(a, b),
                    ge(a),
                    Ne(c, 0),
                    Le(seq(i + 1), seq(i)),
                    eq(seq(0), c),
                )
            )
        )
        for _ in range(draw.randint(0, 2))
    ]
    return attack(name, "apply_axiom", axiom=axiom, replace=pairs, given=supplied)
