"""Declarations, numbers that are none, rewrites that hold only sometimes, systems."""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    Derivative,
    Eq,
    Float,
    Function,
    Ge,
    Gt,
    I,
    Identity,
    Integral,
    Le,
    Lt,
    MatrixSymbol,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    conjugate,
    cos,
    exp,
    expand,
    floor,
    log,
    nan,
    oo,
    sign,
    sin,
    sqrt,
    zoo,
)

import lemmata.kernel as k
from lemmata.kernel import (
    Fact,
    Time,
    inner,
)
from tests.kernel.fuzzing.attempts import Attempt
from tests.kernel.fuzzing.mutants import KINDS, Call
from tests.kernel.refuse.vocabulary import (
    M,
    O,
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
)
from tests.kernel.refuse.vocabulary import k as i

from .common import (
    Draw,
    attack,
    combined,
    eq,
    ge,
    given,
    scripted,
)


def namesakes(draw: Draw) -> Attempt:
    """Symbols of one name about which different things are declared."""
    name = "namesakes"
    letter = draw.choice("abcpwn")
    declared = (
        *({"real": True}, {"positive": True}, {"nonnegative": True}, {}, {"negative": True}),
        *({"zero": True}, {"integer": True}, {"even": True}, {"nonzero": True, "real": True}),
        *({"imaginary": True}, {"extended_real": True}, {"complex": True}, {"infinite": True}),
        *({"integer": True, "positive": True}, {"prime": True}, {"finite": False}),
        *({"rational": True}, {"extended_nonnegative": True}, {"extended_positive": True}),
    )
    one, other = (Symbol(letter, **draw.choice(declared)) for _ in range(2))
    how = draw.choice((*range(8), 6))
    if how == 0:
        return combined(name, Gt(one, 0, evaluate=False), [], [(other, 1)])
    if how == 1:
        return combined(name, ge(b * one), [(given(ge(b)), other)])
    if how == 2:
        return scripted(
            name,
            lambda: k.instantiate(
                k.combine(Gt(one, 0, evaluate=False), squares=[(one, 1)]), {one: other}
            ),
        )
    if how == 3:
        return scripted(
            name,
            lambda: k.instantiate(given(ge(one, 1)), {one: other}, given=[given(ge(other, 1))]),
        )
    if how == 4:
        running = draw.choice(
            (Symbol("k", integer=True, nonnegative=True), Symbol("k"), Time("k"), i)
        )
        step = Le(seq(i + 1), p * seq(i))
        return attack(name, "geometric", fact=given(step), sequence=seq(running), ratio=p, signs=[])
    if how == 5:
        twin = MatrixSymbol("M", r, r) if draw.random() < 0.5 else MatrixSymbol("M", d, d)
        claim = Eq(M.T * x, M * x)
        return combined(name, claim, [], signs=[given(Eq(twin.T, twin))])
    if how == 6:
        size = Symbol(
            "d", **draw.choice(({"integer": True}, {"real": True}, {}, {"positive": True}))
        )
        short = MatrixSymbol("x", size, 1)
        whole = Trace(Identity(size))
        if draw.random() < 0.3:
            return combined(name, ge(whole), [], [(whole, 1)])
        claim = draw.choice((eq(inner(short, short), inner(x, x)), eq(whole, size)))
        return combined(name, claim, [])
    return combined(name, Eq(one, other, evaluate=False), [])


WEIRD = (
    *(oo, -oo, zoo, nan, I, Float("0.1"), Float("1e30"), S.true, S.false, "1/", "a", None),
    *(0.1, float("inf"), 1j, Pow(0, -1, evaluate=False), Mul(0, oo, evaluate=False)),
    *(Mul(0, 1 / a, evaluate=False), Max(a, b), Min(a, 0), floor(a), sign(a), log(a)),
    *(Piecewise((a, a > 0), (0, True)), Pow(a, a), Pow(0, a), Pow(-1, S.Half), x, O),
    *(log(p), S.Pi, S.Exp1, sqrt(2), Pow(2, Rational(1, 3)), cos(a), Sum(1, (i, 0, oo))),
    *(Integral(1 / p, (p, 0, 1)), Derivative(Abs(a), a), Pow(w, -1), Abs(wild), (1, 2)),
    *(Function("h")(a), Function("h", real=True)(wild), Symbol("nan"), True, Not(a > 0)),
)


def weird_numbers(draw: Draw) -> Attempt:
    """Infinities, nan, the imaginary unit, floats, booleans and unevaluated relations."""
    name = "weird numbers"
    odd = draw.choice(WEIRD)
    other = draw.choice((a, p, x, S.One))
    how = draw.randrange(10)
    fact = given(ge(b))

    def run() -> Fact:
        if how == 0:
            return k.assume(draw_kind(odd, other, evaluate=False))
        if how == 1:
            return k.combine(Lt(odd, odd + 1, evaluate=False), squares=[(1, 1)])
        if how == 2:
            return k.combine(ge(odd * b), {fact: odd})
        if how == 3:
            return k.combine(ge(odd * b**2), squares=[(odd, b)])
        if how == 4:
            return k.combine(ge(b), {fact: odd}, scale=odd)
        if how == 5:
            return k.instantiate(fact, {b: odd})
        if how == 6:
            return k.identity(eq(odd, odd))
        if how == 7:
            return k.geometric(given(Le(seq(i + 1), p * seq(i))), seq(i), odd)
        if how == 8:
            return k.combine(ge((odd * b) ** 2), squares=[(1, odd * b)])
        return k.assume(odd)

    draw_kind = draw.choice(KINDS)
    return scripted(name, run)


RADICANDS = (a, b, p, w, -p, a - b, a**2, p * q, a * b, w + p, c - 1)


def conditional(draw: Draw) -> Attempt:
    """Rewrites that hold only sometimes: roots, logarithms, absolute values, powers."""
    name = "conditional rewrites"
    u, h, m = (draw.choice(RADICANDS) for _ in range(3))
    even, half = draw.choice((2, 4, 6)), Rational(draw.choice((1, 1, 3)), 2)

    def raw(base: Any, power: Any) -> Any:
        return Pow(base, power, evaluate=False)

    claims = (
        lambda: (sqrt(raw(u, 2)), u),
        lambda: (raw(raw(u, 2), half), u ** (2 * half)),
        lambda: (raw(raw(u, even), Rational(1, even)), u),
        lambda: (sqrt(u) * sqrt(h), sqrt(u * h)),
        lambda: (sqrt(u / h), sqrt(u) / sqrt(h)),
        lambda: (raw(sqrt(u), 2), u),
        lambda: (Abs(u), u),
        lambda: (Abs(u * h), Abs(u) * Abs(h)),
        lambda: (Abs(u + h), Abs(u) + Abs(h)),
        lambda: (Abs(u) ** 2, u**2),
        lambda: (raw(raw(u, h), m), u ** (h * m)),
        lambda: (raw(u, 0), S.One),
        lambda: (raw(u, h) * raw(u, m), raw(u, h + m)),
        lambda: (raw(u, -1) * u, S.One),
        lambda: (raw(u, h), exp(h * log(u))),
        lambda: (log(exp(u)), u),
        lambda: (exp(log(u)), u),
        lambda: (log(u * h), log(u) + log(h)),
        lambda: (exp(u + h), exp(u) * exp(h)),
        lambda: (exp(raw(u, 1)) ** 2, exp(2 * u)),
        lambda: (exp(-u), 1 / exp(u)),
        lambda: (sin(u) ** 2 + cos(u) ** 2, S.One),
        lambda: (sign(u) ** 2, S.One),
        lambda: (Max(u, h) + Min(u, h), u + h),
        lambda: (Max(u, h), u),
        lambda: (conjugate(u), u),
        lambda: (floor(u), u),
        lambda: (Mul(0, raw(h, -1), evaluate=False), S.Zero),
        lambda: (u / h * h / u, S.One),
        lambda: (raw(u, n) * u, u ** (n + 1)),
        lambda: (raw(u * h, n), u**n * h**n),
        lambda: (raw(u, n - 1) * u, u**n),
    )
    left, right = draw.choice(claims)()
    how = draw.random()
    known = []
    if how < 0.3:
        known = [given(draw.choice((Ge, Gt, Ne))(term, 0, evaluate=False)) for term in (u, h)]
    if draw.random() < 0.75:
        return combined(name, eq(left, right), [], signs=known)
    kind = draw.choice((Ge, Gt))
    gap = draw.choice((0, 0, 1))
    return combined(name, kind(left, right - gap, evaluate=False), [], [(gap, 1)], known)


def systems(draw: Draw) -> Attempt:
    """Small systems with a planted solution, which must not be lost."""
    name = "systems"
    unknowns = draw.choice(([a], [a], [p], [w], [a, b], [a, p]))
    planted = {u: S(draw.randint(0 if u in (p, w) else -2, 2)) for u in unknowns}
    if p in planted:
        planted[p] = S(draw.choice((1, 2, S.Half)))
    equations = []
    for u in unknowns:
        other = draw.choice(unknowns)
        root = draw.choice((0, 1, -1, 2, S.Half))
        shape = draw.choice(
            (
                (u - planted[u]) * (u - root),
                (u - planted[u]) ** 2,
                (u - planted[u]) * (u**2 + 1),
                u**2 + other - planted[u] ** 2 - planted[other],
                u - planted[u] + (other - planted[other]) * root,
                (u - planted[u]) * (u**2 - 2),
                u - planted[u] + draw.choice((0, 0, c, 1)),
                (u - planted[u]) * (u**2 - u - 1),
            )
        )
        equations.append(eq(expand(shape)) if draw.random() < 0.7 else eq(shape))
    if draw.random() < 0.1:
        equations[0] = draw.choice((ge(a), eq(1 / a, 1), eq(sqrt(p), 1), eq(seq(0), 1), Eq(x, O)))
    if draw.random() < 0.1:
        unknowns = draw.choice(([], [i], [wild], [a, a], [seq(0)]))
    facts = [given(said) for said in equations]
    call = Call("solve", {"equations": facts, "unknowns": unknowns})

    def run() -> Fact:
        made = call()
        # Each solution listed must solve: a system without solutions would hide a lost one.
        instance = made.conclusion.xreplace(planted)
        if all(e.lhs.xreplace(planted) == 0 for e in equations) and instance == S.false:
            raise AssertionError(f"the planted solution {planted} is lost in {made}")
        return made

    return Attempt(name, run)
