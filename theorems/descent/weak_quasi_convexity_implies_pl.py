"""Weak quasi-convexity and quadratic growth imply the Polyak-Lojasiewicz inequality.

Source   Ma 2021, section 2.2: needed to put (2.1), (2.2) and (2.3) in order; derived here.
Claim    <g, x - x*> >= tau (f(x) - f(x*)),  f(x) - f(x*) >= (kappa/2) |x - x*|^2  =>
         |g|^2 >= (tau^2 kappa / 2) (f(x) - f(x*)).
Covers   every dimension; both inequalities for the one pair (x, x*) only. Attained by
         (kappa/2) |x|^2, where tau = 2.
Silent   on flat minima: c |x|^4 is weakly quasi-convex with tau = 4 and has no PL constant.
"""

from sympy import Rational, Symbol

from lemmata import Theorem, cite, inner
from models import secant
from strategies import secant as draws

thm = Theorem(
    "descent.weak_quasi_convexity_implies_pl",
    supports=["ma.rsi-pl", "ma.wqc-vs-pl"],
    sources=[cite("Ma 2021", "Definition 2.5"), cite("Ma 2021", "section 2.2")],
)
NEAR = Rational(1, 10**10)
d = thm.dimension("d")
x, xstar, g = thm.vector("x xstar g", d, "point, minimiser, gradient at x")
L, Lstar = thm.real("L Lstar", "f(x), f(x*)")
tau, kappa = thm.positive("tau kappa", "weak quasi-convexity constant, growth constant")
r = x - xstar

wqc = thm.assume("wqc", inner(g, r) >= tau * (L - Lstar))
growth = thm.assume("growth", L - Lstar >= kappa / 2 * inner(r, r))
pl = thm.conclude("pl", inner(g, g) >= tau**2 * kappa / 2 * (L - Lstar))


@thm.proof(pl)
def one_square(k):
    weight = tau * kappa / 2
    parts = {wqc: 2 * weight, growth: weight * tau}
    return k.combine(pl, parts, squares=[(1, g - weight * r)])


thm.scales("objective", g=1, L=1, Lstar=1, kappa=1)
thm.scales("argument", x=1, xstar=1, g=-1, kappa=-2)
thm.scales("slope", g=1, tau=1)
thm.invariant("rotation", d)
thm.open("swapped", "true: `growth` and `pl` know x - x* by its length only", wqc)

thm.check(pl, on=secant.growing, draw=draws.secants, constructed=[wqc, growth], bfloat16=True)

t, u = Symbol("t", real=True), Symbol("u", real=True)


def at(f, point, **others):
    return secant.exact_toward(f, {t: point}, {t: 0}) | others


bowl = at(3 * t**2 / 2, 2, tau=2, kappa=3)
thm.sharp(pl, bowl, name="(kappa/2) t^2")
plane = secant.exact_toward((t**2 + 5 * u**2) / 2, {t: 3, u: 0}, {t: 0, u: 0}, tau=2, kappa=1)
thm.sharp(pl, plane, name="along the bottom eigenvector")
thm.example(at(t**2, 0, tau=7, kappa=1), name="x at the minimiser")
# t^4 at 1/10 has |g|^2 / f = 16 t^2 = 4/25, and 1/100 for every smaller t: no constant serves.
thm.needs(growth, at(t**4, "1/10", tau=4, kappa=1))
thm.needs(growth, {**bowl, "kappa": 3 + NEAR}, name="growth, barely")
thm.needs(wqc, at(t**2 * (3 - t), 2, tau=1, kappa=1), name="wqc: stationary, not a minimiser")
thm.needs(wqc, {**bowl, "g": [6 - NEAR]}, name="wqc, barely")
thm.refutes("twice the constant", inner(g, g) >= tau**2 * kappa * (L - Lstar), bowl)
thm.refutes(
    "weak quasi-convexity alone implies PL with the constant tau^2 kappa / 2 = 1",
    pl.relation,
    at(t**4, "1/10", tau=4, kappa="1/8"),
    given=[wqc],
)
