"""Hoeffding's inequality, with the range of the variables written out.

Source   Landscape slides, initialization (the formula is unreadable there).
Claim    Z_1, ..., Z_m independent, alike, in an interval of length R, t > 0: P(mean - E Z >= t) and
         P(E Z - mean >= t) are at most exp(-2 m t^2 / R^2), so P(|mean - E Z| >= t) is at most
         2 exp(-2 m t^2 / R^2). For an entry of a kernel of inputs x, y the range is |<x, y>|.
Covers   every m and t. With two values the bound is checked against exact binomial tails for all
         m <= 200. 2 cannot become 5/2 in the exponent (m = 200, fair coin).
Silent   on better bounds for small variance. Cited: Hoeffding's lemma, that is
         E exp(s (Z - E Z - t)) <= exp(-2 t^2 / R^2) at s = 4 t / R^2, and Markov's inequality.
"""

from sympy import Eq, Rational, exp

from lemmata import Theorem, cite
from models import averages
from strategies import averages as inputs

thm = Theorem(
    "ntk.hoeffding",
    catalogue=["conc.hoeffding"],
    sources=[cite("Landscape slides", "initialization")],
)
m, i = thm.dimension("m"), thm.index("i")
t, R = thm.positive("t R", "the deviation; the length of the interval")
U, L, P = thm.nonneg("U L P", "P(mean - E Z >= t), P(E Z - mean >= t), P(|mean - E Z| >= t)")
up, down = thm.nonneg("up down", "E exp(s (Z - E Z - t)), E exp(s (E Z - Z - t))")
M, N = thm.functions("M N", "the same moments of the sum of i draws", nonnegative=True)
for term, name in {
    m: "m", i: "i", M(m): "M", M(i): "M_i", M(i + 1): "M_next", M(0): "M_0",
    N(m): "N", N(i): "N_i", N(i + 1): "N_next", N(0): "N_0",
}.items():  # fmt: skip
    thm.measure(term, name)
small, whole = exp(-2 * t**2 / R**2), exp(-2 * m * t**2 / R**2)

start, independent, bounded, markov = {}, {}, {}, {}
for F, moment, tail in ((M, up, U), (N, down, L)):
    start[F] = thm.assume(f"start {F}", Eq(F(0), 1))
    independent[F] = thm.assume(f"independent {F}", Eq(F(i + 1), moment * F(i)))
    bounded[F] = thm.assume(f"bounded {F}", moment <= small)
    markov[F] = thm.assume(f"markov {F}", tail <= F(m))
union = thm.assume("union", P <= U + L)
above = thm.conclude("above", U <= whole)
below = thm.conclude("below", L <= whole)
either = thm.conclude("either", P <= 2 * whole)


def chernoff(k, F, claim):
    step = k.combine(F(i + 1) <= small * F(i), {independent[F]: -1, bounded[F]: F(i)})
    power = k.instantiate(k.geometric(step, F(i), small), {i: m})
    return k.combine(claim, {markov[F]: 1, power: 1, start[F]: -whole})


@thm.proof(above)
def moments_multiply(k):
    return chernoff(k, M, above)


@thm.proof(below)
def moments_of_the_opposite(k):
    return chernoff(k, N, below)


@thm.proof(either)
def union_bound(k):
    return k.combine(either, {union: 1, moments_multiply(k): 1, moments_of_the_opposite(k): 1})


for F in (M, N):
    thm.known(bounded[F], "Hoeffding 1963, the lemma on exponential moments of a bounded variable")
    thm.known(markov[F], "Markov's inequality for the exponential of the sum")

thm.scales("interval", t=1, R=1)
thm.limit("one draw", {m: 1}, above, U <= exp(-2 * t**2 / R**2))
thm.limit("one draw", {m: 1}, below, L <= exp(-2 * t**2 / R**2))
thm.limit("one draw", {m: 1}, either, P <= 2 * exp(-2 * t**2 / R**2))

thm.open(
    "constant",
    "a smaller start or factor makes every moment and so the tail smaller: the claim holds with "
    "more room, and no hypothesis is implied",
    *start.values(),
    *independent.values(),
)
thm.open(
    "constant",
    "a faster decay implies the hypothesis, since exp increases, which the kernel does not use",
    *bounded.values(),
)
thm.open(
    "constant",
    "a slower decay is implied, since exp increases, which the kernel does not use",
    above,
    below,
    either,
)

thm.check(
    above,
    below,
    either,
    on=averages.two_values,
    draw=inputs.tails,
    constructed=[
        *start.values(),
        *independent.values(),
        *bounded.values(),
        *markov.values(),
        union,
    ],
)

# |x|^2 = 4 and gates open half of the time: an entry of the kernel at width 10.
entry = {**averages.exact_halves(10, "1/4", 4), m: 10}
fair = {**averages.exact_halves(200, "1/5", 1), m: 200}
once = {**averages.exact_halves(1, "1/2", 2), m: 1}
thm.example(entry, name="a kernel entry at width 10")
thm.example(fair, name="200 tosses of a fair coin")
for F, moment, tail in ((M, "up", "U"), (N, "down", "L")):
    claim = {M: above, N: below}[F]
    copies = {str(F): averages.exact_copies("1/4"), tail: "1/2"}
    thm.needs(independent[F], {**entry, **copies}, breaks=claim, name=f"copies {F}")
    larger = {str(F): lambda i, f=entry[moment]: 100 * f**i, tail: 1}
    thm.needs(start[F], {**entry, **larger}, breaks=claim)
    short = Rational(5, 2) * m * t**2 / R**2
    thm.refutes(f"5/2 {F}", {M: U, N: L}[F] <= exp(-short), fair, of=claim)
thm.needs(union, {**entry, "P": 1}, breaks=either)


def side(F, step, first=1, factor=1):
    """Moments first (factor step)^i and a tail that attains Markov's bound, for m = 2."""
    moment, tail = {M: ("up", "U"), N: ("down", "L")}[F]
    own = {str(F): lambda i: first * (factor * step) ** i, moment: step}
    return {**own, tail: first * (factor * step) ** 2}


def attained(t, R):
    """Every step of the proof is an equation, though no law of a draw attains them all."""
    step = exp(-2 * Rational(t) ** 2 / Rational(R) ** 2)
    return {**side(M, step), **side(N, step), "t": t, "R": R, "P": 2 * step**2, m: 2}


barely, barely_less = 1 + Rational(1, 10**9), 1 + Rational(1, 10**10)
every = attained("1/2", 1)
thm.example(every, name="every step attained")
for F, step, tail, claim in ((M, "up", "U", above), (N, "down", "L", below)):
    for first in (barely, Rational(1001, 1000)):
        more = {**every, **side(F, every[step], first=first)}
        thm.needs(start[F], more, breaks=claim, name=f"start {F} at {first}")
    for factor in (barely, Rational(1001, 1000), 2):
        more = {**every, **side(F, every[step], factor=factor)}
        thm.needs(independent[F], more, breaks=claim, name=f"times {factor} {F}")
    for t_, R_ in (("1/4", "1/2"), ("1/2", 2), (2, 1)):
        scale = attained(t_, R_)
        more = {**scale, **side(F, barely_less * scale[step])}
        thm.needs(bounded[F], more, breaks=claim, name=f"t = {t_}, R = {R_}, barely more {F}")
    more = {**every, tail: barely * every[tail]}
    thm.needs(markov[F], more, breaks=claim, name=f"markov {F} barely more")
thm.needs(union, {**every, "P": (1 + barely) * every["U"]}, breaks=either, name="barely more")
thm.refutes("the range ignored", P <= 2 * exp(-2 * m * t**2), entry, of=either)
thm.refutes("without the factor 2", P <= whole, once, of=either)
