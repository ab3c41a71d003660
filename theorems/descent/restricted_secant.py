"""The restricted secant inequality and smoothness imply weak quasi-convexity and PL.

Source   Ma 2021, section 2.2, equation (2.3) and the sentence after it.
Claim    grad f(x*) = 0,  f(x) <= f(x*) + <grad f(x*), x - x*> + (beta/2) |x - x*|^2,
         <g, x - x*> >= tau |x - x*|^2  =>  |x - x*|^2 >= (2 / beta) (f(x) - f(x*)),
         <g, x - x*> >= (2 tau / beta) (f(x) - f(x*)),
         |g|^2 >= (2 tau^2 / beta) (f(x) - f(x*)).
Covers   every dimension; non-convex f; both inequalities for the one pair (x, x*) only. Attained
         by (beta/2) |x|^2, with tau = beta.
Silent   on x* being the minimiser: with the second hypothesis along the segment it is.
"""

from sympy import Eq, Implies, Rational, Symbol

from lemmata import Theorem, cite, inner, zero
from models import secant
from strategies import secant as draws

thm = Theorem(
    "descent.restricted_secant",
    catalogue=["ma.rsi-wqc", "ma.rsi-pl"],
    sources=[cite("Ma 2021", "equation (2.3)")],
)
NEAR = Rational(1, 10**10)
d = thm.dimension("d")
x, xstar, g, gstar = thm.vector("x xstar g gstar", d, "point, minimiser, gradients at these")
L, Lstar = thm.real("L Lstar", "f(x), f(x*)")
tau, beta = thm.positive("tau beta", "restricted secant constant, smoothness constant")
r = x - xstar

stationary = thm.assume("stationary", Eq(gstar, zero(gstar)))
smooth = thm.assume("smooth", L <= Lstar + inner(gstar, r) + beta / 2 * inner(r, r))
secant_ = thm.assume("secant", inner(g, r) >= tau * inner(r, r))
distance = thm.conclude("distance", inner(r, r) >= 2 / beta * (L - Lstar))
wqc = thm.conclude("wqc", inner(g, r) >= 2 * tau / beta * (L - Lstar))
pl = thm.conclude("pl", inner(g, g) >= 2 * tau**2 / beta * (L - Lstar))


@thm.proof(distance)
def descent_lemma_at_the_minimiser(k):
    return k.combine(distance, {smooth: 2 / beta, stationary: -(2 / beta) * r})


@thm.proof(wqc)
def secant_and_distance(k):
    weight = 2 * tau / beta
    return k.combine(wqc, {secant_: 1, smooth: weight, stationary: -weight * r})


@thm.proof(pl)
def one_square(k):
    weight = 2 * tau**2 / beta
    parts = {secant_: 2 * tau, smooth: weight, stationary: -weight * r}
    return k.combine(pl, parts, squares=[(1, g - tau * r)])


thm.scales("objective", g=1, gstar=1, L=1, Lstar=1, tau=1, beta=1)
thm.scales("argument", x=1, xstar=1, g=-1, gstar=-1, tau=-2, beta=-2)
thm.scales("slope", g=1, tau=1)
thm.invariant("rotation", d)
for change in ("constant", "term dropped"):
    thm.open(change, "the same hypothesis, as grad f(x*) = 0 by `stationary`", smooth)

built = [stationary, smooth, secant_]
thm.check(distance, wqc, pl, on=secant.toward, draw=draws.secants, constructed=built, bfloat16=True)

t, u = Symbol("t", real=True), Symbol("u", real=True)


def at(f, point, to=0, **others):
    return secant.exact_toward(f, {t: point}, {t: to}, gstar=[0]) | others


bowl = at(3 * t**2 / 2, 2, tau=3, beta=3)
for conclusion in (distance, wqc, pl):
    thm.sharp(conclusion, bowl, name=f"{conclusion.name}: (beta/2) t^2")
plane = secant.exact_toward(
    (t**2 + 5 * u**2) / 2, {t: 0, u: 3}, {t: 0, u: 0}, gstar=[0, 0], tau=5, beta=5
)
thm.sharp(pl, plane, name="along the top eigenvector")
thm.example(at(3 * t**2 / 2, 0, tau=1, beta=3), name="x at the minimiser")
# t^4 + t^2 from 3: the smoothness constant of t^2 does not fit.
steep, slanted = at(t**4 + t**2, 3, tau=38, beta=2), at(t + t**2 / 2, 1, tau=2, beta=1)
for conclusion in (distance, wqc, pl):
    thm.needs(smooth, steep, breaks=conclusion, name=f"smooth, for {conclusion.name}")
    thm.needs(stationary, {**slanted, "gstar": [1]}, breaks=conclusion,
              name=f"stationary, for {conclusion.name}")  # fmt: skip
for conclusion in (wqc, pl):
    thm.needs(secant_, at(t**4, "1/2", tau=2, beta="1/2"), breaks=conclusion,
              name=f"secant, for {conclusion.name}")  # fmt: skip
thm.needs(smooth, {**bowl, "L": 6 + NEAR}, breaks=pl, name="smooth, barely")
thm.needs(secant_, {**bowl, "g": [6 - NEAR]}, breaks=wqc, name="secant, barely")
thm.needs(stationary, {**bowl, "gstar": [NEAR], "L": 6 + 2 * NEAR}, name="stationary, barely")
thm.refutes("4 / beta", inner(r, r) >= 4 / beta * (L - Lstar), bowl, of=distance)
thm.refutes("4 tau / beta", inner(g, r) >= 4 * tau / beta * (L - Lstar), bowl, of=wqc)
thm.refutes("4 tau^2 / beta", inner(g, g) >= 4 * tau**2 / beta * (L - Lstar), bowl, of=pl)
thm.refutes(
    "weak quasi-convexity implies the secant inequality",
    Implies(inner(g, r) >= L - Lstar, inner(g, r) >= tau * inner(r, r)),
    at(t**4, "1/2", tau=2, beta="1/2"),
    of=wqc,
    given=[stationary, smooth],
)
thm.erratum(
    cite("Ma 2021", "section 2.2, after equation (2.3)"),
    printed="|x - x*|^2 >= L (f(x) - f(x*)) by smoothness, with the L of Theorem 2.4",
    corrected="|x - x*|^2 >= (2 / L) (f(x) - f(x*)); that fails for L x^2 / 2, L > sqrt 2",
    false=inner(r, r) >= beta * (L - Lstar),
    true=distance,
    at=bowl,
)
