"""A gradient step under weak quasi-convexity comes closer to the minimiser by a share of the gap.

Source   Ma 2021, section 2.2 (implicit in the discussion of (2.2)); constants derived here.
Claim    x+ = x - eta g,  <g, x - x*> >= tau (f(x) - f(x*)),  |g|^2 <= 2 beta (f(x) - f(x*))  =>
         |x+ - x*|^2 <= |x - x*|^2 - 2 eta (tau - eta beta) (f(x) - f(x*)).
Covers   every dimension; non-convex f; any step size. The gap decreases the distance for eta below
         tau / beta, most for eta = tau / (2 beta). The bound on |g| is smooth_gap.
Silent   on the run (see weak_quasi_convexity_rate); on domains that the step leaves.
"""

from sympy import Eq, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import secant
from strategies import secant as draws

thm = Theorem(
    "descent.weak_quasi_convexity_step",
    supports=["ma.wqc-rates"],
    sources=[cite("Ma 2021", "Definition 2.5"), cite("Ma 2021", "section 2.2")],
)
NEAR = Rational(1, 10**10)
d = thm.dimension("d")
x, z, xstar, g = thm.vector("x z xstar g", d, "iterate, next iterate, minimiser, gradient at x")
L, Lstar = thm.real("L Lstar", "f(x), f(x*)")
tau, beta, eta = thm.positive("tau beta eta", "weak quasi-convexity, smoothness, step size")
r, after = x - xstar, z - xstar

update = thm.assume("update", Eq(z, x - eta * g))
wqc = thm.assume("wqc", inner(g, r) >= tau * (L - Lstar))
gap = thm.assume("gap", inner(g, g) <= 2 * beta * (L - Lstar))
closer = thm.conclude(
    "closer", inner(after, after) <= inner(r, r) - 2 * eta * (tau - eta * beta) * (L - Lstar)
)


@thm.proof(closer)
def expand_the_square(k):
    return k.combine(
        closer, {wqc: 2 * eta, gap: eta**2, update: -(z - xstar + x - eta * g - xstar)}
    )


thm.scales("objective", g=1, L=1, Lstar=1, beta=1, eta=-1)
thm.scales("argument", x=1, z=1, xstar=1, g=-1, beta=-2, eta=2)
thm.scales("slope", eta=1, tau=1, x=1, xstar=1, z=1)
thm.invariant("rotation", d)
thm.limit("step 0", {eta: 0}, closer, inner(after, after) <= inner(r, r))
thm.open("constant", "a larger tau is stronger, as f(x) >= f(x*) by `gap`", wqc)
for change in ("constant", "term dropped"):
    thm.open(change, "a smaller tau is weaker, as f(x) >= f(x*) by `gap`", closer)

thm.check(
    closer,
    on=secant.weak_step,
    draw=draws.steps,
    implements=[update],
    constructed=[wqc, gap],
    bfloat16=True,
)

t = Symbol("t", real=True)


def at(f, point, eta, **others):
    made = secant.exact_toward(f, {t: point}, {t: 0}, eta=eta)
    return made | {"z": made["x"] - Rational(eta) * made["g"]} | others


bowl = at(3 * t**2 / 2, 2, "1/3", tau=2, beta=3)
thm.sharp(closer, bowl, name="(beta/2) t^2, one step to the minimiser")
thm.sharp(closer, at(3 * t**2 / 2, 2, "1/6", tau=2, beta=3), name="half of that step")
thm.sharp(closer, at(t**4, 1, "1/16", tau=4, beta=8), name="t^4 from 1")
thm.example(at(t**2, 0, 1, tau=1, beta=1), name="at the minimiser")
thm.needs(update, {**bowl, "z": [2]})
thm.needs(update, {**bowl, "z": [NEAR]}, name="update, barely")
thm.needs(wqc, at(t**2 * (3 - t), 1, "1/12", tau=2, beta=3), name="wqc: an inflection is ahead")
thm.needs(wqc, {**bowl, "tau": 2 + NEAR}, name="wqc, barely")
thm.needs(gap, at(t**4, 3, "1/16", tau=4, beta=8), name="gap: t^4 from 3")
thm.needs(gap, {**bowl, "beta": 3 - NEAR}, name="gap, barely")
thm.refutes(
    "twice the decrease",
    inner(after, after) <= inner(r, r) - 4 * eta * (tau - eta * beta) * (L - Lstar),
    at(3 * t**2 / 2, 2, "1/6", tau=2, beta=3),
)
