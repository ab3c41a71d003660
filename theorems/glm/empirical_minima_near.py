"""Stationary points of the empirical risk in the ball are close to the true parameters.

Source   Ma 2021, Theorem 3.3, with C_1 = 9.51 (5.7 from 25 samples on) and C_2 = log 3.
Claim    g, h the gradients of the population and of the empirical risk at w, |w| <= R, r = w - w*,
         <g, r> >= gamma^2 lam |r|^2  =>  gamma^2 lam |r|^2 <= <h, r> + <g - h, r>;  if h = 0 and
         |g - h| <= U <= C B sqrt(S / n), then gamma^2 lam |r| <= C B sqrt(S / n). The second holds
         with probability at least 1 - delta, for all |w| <= R at once, S = d log(3 n B R) +
         log(1/delta), so the third does.
Covers   every stationary point with |w| <= R, minimum or not; every dimension. Exact law at d = 1,
         x = B = R = 1, w* = 0, the sigmoid, noise +-1: stationary means sigma(w) = mean y.
Silent   on whether a stationary point exists (landscape_transfer); on those with |w| > R
         (unique_minimum has one). The bound is vacuous unless it is below 2 R; by the law at
         d = 1 it is more than ten times too large. Cited: gradient_concentration.
"""

from sympy import Eq, Implies, Rational, sqrt
from sympy import S as S_

from lemmata import Theorem, cite, inner, zero
from models import glm_empirical
from strategies import glm_empirical as draws

thm = Theorem(
    "glm.empirical_minima_near", catalogue=["ma.thm-3.3"], sources=[cite("Ma 2021", "Theorem 3.3")]
)
d = thm.dimension("d")
r = thm.vector("r", d, "w - w*")
g, h, e = thm.vector("g h e", d, "gradients of the population and the empirical risk; g - h")
gamma, lam, n, B, S = thm.positive("gamma lam n B S", "slope, covariance, samples, |x|, log term")
C = thm.positive("C", "the constant of the concentration of gradients")
U = thm.nonneg("U", "the largest deviation of the gradients over |w| <= R")
delta, p, q = thm.nonneg("delta p q", "level; P(a stationary point is too far); P(U is too large)")
loud = thm.nonneg("loud", "the same as p for noise +-sqrt(n) / 8")
claim = gamma**4 * lam**2 * n * inner(r, r) <= C**2 * B**2 * S

secant = thm.assume("secant", inner(g, r) >= gamma**2 * lam * inner(r, r))
difference = thm.assume("difference", Eq(e, g - h))
uniform = thm.assume("uniform", inner(e, e) <= U**2)
event = thm.assume("event", U <= C * B * sqrt(S) / sqrt(n))
implies = thm.assume("implies", p <= q)
concentrated = thm.assume("concentrated", q <= delta)
chain = thm.conclude("chain", gamma**2 * lam * inner(r, r) <= inner(h, r) + inner(e, r))
near = thm.conclude("near", Implies(Eq(h, zero(h)), claim))
likely = thm.conclude("likely", p <= delta)


@thm.proof(chain)
def restricted_secant(k):
    return k.combine(chain, {secant: 1, difference: r})


@thm.proof(near)
def cauchy_schwarz(k):
    rate, still = gamma**2 * lam, k.assume(Eq(h, zero(h)))
    small = k.combine(
        rate**2 * inner(r, r) <= U**2,
        {restricted_secant(k): 2 * rate, uniform: 1, still: -2 * rate * r},
        squares=[(1, e - rate * r)],
    )
    bound = C * B * sqrt(S) / sqrt(n)
    made = k.combine(claim, {small: n, event: n * (U + bound)})
    return k.discharge(made, Eq(h, zero(h)))


@thm.proof(likely)
def on_the_event(k):
    return k.combine(likely, {implies: 1, concentrated: 1})


thm.known(implies, "probability is monotone: by `near` a point that is too far needs a large U")
thm.known(concentrated, "glm.gradient_concentration and glm.gradient_concentration_constant")

thm.scales("parameters", r=-1, g=1, h=1, e=1, lam=2, B=1, U=1)
thm.scales("activation", g=2, h=2, e=2, U=2, gamma=1, C=2)
thm.scales("constant", C=1, n=2)
thm.scales("logarithm", S=1, n=1)
thm.scales("least eigenvalue", lam=1, r=-1)
thm.scales("noise", r=1, g=1, h=1, e=1, U=1, n=-2)
thm.scales("level", delta=1, p=1, q=1)
thm.invariant("rotation", d)

thm.open("constant", "weaker: more of g is more along r, by `secant`", difference)

thm.check(
    chain, near, likely,
    on=glm_empirical.coin_labels, draw=draws.coins,
    constructed=[difference, uniform, implies, concentrated],
)  # fmt: skip


def at(off=1, gamma=1, lam=1, h=0, n=1, B=1, C=1, **changed):
    """One dimension with <g, r> = gamma^2 lam |r|^2; |e| = U, and the event is attained."""
    off, gamma, lam, h, n, B, C = map(S_, (off, gamma, lam, h, n, B, C))
    g = gamma**2 * lam * off
    made = {
        "r": [off],
        "g": [g],
        "h": [h],
        "e": [g - h],
        "gamma": gamma,
        "lam": lam,
        "U": abs(g - h),
    }
    made |= {"n": n, "B": B, "C": C, "S": n * ((g - h) / (B * C)) ** 2, "loud": 1}
    return {**made, "delta": "1/8", "p": "1/8", "q": "1/8"} | changed


NEAR = Rational(1, 10**10)
line = at(gamma=2, lam="1/2", n=4, B="1/2", C="1/4")
thm.example(line, name="stationary")
thm.example(at(gamma="1/2", lam=2, n="1/4", B=2, C=3), name="stationary, other scales")
thm.example(at(off=0, S=1), name="w = w*")
for h_ in (3, -3):
    thm.example(at(h=h_), name=f"not stationary: {h_}")
thm.needs(secant, {**line, "lam": (1 + NEAR) / 2}, breaks=near, name="secant, barely")
thm.needs(secant, at(S=1, g=[0], e=[0], U=0), breaks=chain, name="a stationary point of L")
for share in (1 - 10 * NEAR, Rational(0)):
    other = at(h=3, e=[1 - (2 - share) * 3], U=6, S=36)
    thm.needs(difference, other, breaks=chain, name=f"{2 - share} times h")
    other = at(h=-3, e=[1 + share * 3], U=6, S=36)
    thm.needs(difference, other, breaks=chain, name=f"{share} times h")
thm.needs(difference, at(e=[1 - NEAR]), breaks=chain, name="difference, barely")
less = 1 - NEAR
thm.needs(uniform, at(U=less, S=less**2), breaks=near, name="uniform, barely")
thm.needs(uniform, at(sqrt(8), U=2, S=4), breaks=near, name="U^3 for U^2")
thm.needs(uniform, at("1/2", U="1/4", S="1/16"), breaks=near, name="U for U^2")
thm.needs(event, {**line, "S": 1024 * (1 - NEAR)}, breaks=near, name="event, barely")
for name, point in (
    ("S^(3/2)", at(4, n=4, S=4)),
    ("n^(-3/2)", at(8, n="1/4", S=1)),
    ("n and U exchanged", at(4, n="1/4", S=1)),
    ("B and S exchanged", at(2, B="1/4", S=4)),
    ("C and S exchanged", at(2, C="1/4", S=4)),
    ("C and U exchanged", at(4, S=1)),
):
    thm.needs(event, point, breaks=near, name=f"event: {name}")
still = Eq(h, zero(h))
scaled = gamma**2 * lam**2 * n * inner(r, r) <= C**2 * B**2 * S
quick = gamma**4 * lam**2 * n**2 * inner(r, r) <= C**2 * B**2 * S
thm.refutes("twice the constant", 2 * gamma**2 * lam * inner(r, r) <= inner(g, r), line, of=chain)
thm.refutes("gamma for gamma^2", Implies(still, scaled), at(gamma="1/2"), of=near)
thm.refutes("1 / n for 1 / sqrt n", Implies(still, quick), line, of=near)
thm.refutes("without stationarity", claim, at(h="1/2"), of=near)
thm.refutes("noise of any size", loud <= delta, line, of=likely)
