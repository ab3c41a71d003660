"""Gradient descent contracts towards the minimiser under the restricted secant inequality.

Source   Ma 2021, section 2.2 (implicit in the discussion of (2.3)); constants derived here.
Claim    x+ = x - eta g,  <g, x - x*> >= tau |x - x*|^2,  |g| <= beta |x - x*|  =>
         |x+ - x*|^2 <= (1 - 2 eta tau + eta^2 beta^2) |x - x*|^2.
Covers   every dimension; non-convex f; any step size: a contraction for eta < 2 tau / beta^2, the
         best factor is 1 - tau^2 / beta^2, for eta = tau / beta^2.
Silent   on whether both inequalities can be attained by one f at every point, for tau < beta.
"""

from sympy import Eq, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import secant
from strategies import secant as draws

thm = Theorem(
    "descent.restricted_secant_rate",
    supports=["ma.wqc-rates"],
    sources=[cite("Ma 2021", "equation (2.3)"), cite("Ma 2021", "section 2.2")],
)
NEAR = Rational(1, 10**10)
d = thm.dimension("d")
x, z, xstar, g = thm.vector("x z xstar g", d, "iterate, next iterate, minimiser, gradient at x")
tau, beta, eta = thm.positive("tau beta eta", "restricted secant, smoothness, step size")
r, after = x - xstar, z - xstar

update = thm.assume("update", Eq(z, x - eta * g))
secant_ = thm.assume("secant", inner(g, r) >= tau * inner(r, r))
lipschitz = thm.assume("lipschitz", inner(g, g) <= beta**2 * inner(r, r))
contracts = thm.conclude(
    "contracts", inner(after, after) <= (1 - 2 * eta * tau + eta**2 * beta**2) * inner(r, r)
)


@thm.proof(contracts)
def expand_the_square(k):
    return k.combine(
        contracts,
        {secant_: 2 * eta, lipschitz: eta**2, update: -(z - xstar + x - eta * g - xstar)},
    )


thm.scales("objective", g=1, tau=1, beta=1, eta=-1)
thm.scales("argument", x=1, z=1, xstar=1, g=-1, tau=-2, beta=-2, eta=2)
thm.invariant("rotation", d)
thm.limit("step 0", {eta: 0}, contracts, inner(after, after) <= inner(r, r))

thm.check(
    contracts,
    on=secant.secant_step,
    draw=draws.steps,
    implements=[update],
    constructed=[secant_, lipschitz],
    bfloat16=True,
)

t = Symbol("t", real=True)


def at(f, point, eta, to=0, **others):
    made = secant.exact_toward(f, {t: point}, {t: to}, eta=eta)
    made |= {"z": made["x"] - Rational(eta) * made["g"]} | others
    return {name: value for name, value in made.items() if name not in ("L", "Lstar")}


bowl = at(3 * t**2 / 2, 2, "1/6", tau=3, beta=3)
thm.sharp(contracts, bowl, name="(beta/2) t^2")
# g = 3 r + 4 (r turned by a right angle): both inequalities are attained, with tau < beta.
turned = {"x": [1, 0], "xstar": [0, 0], "g": [3, 4], "tau": 3, "beta": 5, "eta": "3/25"}
turned["z"] = [Rational(16, 25), -Rational(12, 25)]
thm.sharp(contracts, turned, name="tau < beta, the best step")
thm.example(at(t**2, 0, 1, tau=1, beta=1), name="at the minimiser")
thm.needs(update, {**bowl, "z": [2]})
thm.needs(update, {**bowl, "z": [1 + NEAR]}, name="update, barely")
thm.needs(secant_, at(t**2 * (3 - t), 2, 1, tau=1, beta=1), name="secant: a stationary point")
thm.needs(secant_, {**bowl, "tau": 3 + NEAR}, name="secant, barely")
thm.needs(lipschitz, at(t**4, 3, "1/16", tau=36, beta=4), name="lipschitz: t^4 from 3")
thm.needs(lipschitz, {**bowl, "beta": 3 - NEAR}, name="lipschitz, barely")
for to, start in ((3, 1), (-3, -1), (3, 5), (-5, -3)):  # the minimiser is not 0
    away = at(3 * (t - to) ** 2 / 2, start, "1/6", to, tau=3, beta=3)
    further = Rational(start + to, 2) + (start - to) * NEAR
    thm.needs(update, {**away, "z": [further]}, name=f"update, barely, from {start} to {to}")
    thm.needs(secant_, {**away, "tau": 3 + NEAR}, name=f"secant, barely, from {start} to {to}")
    thm.needs(lipschitz, {**away, "beta": 3 - NEAR}, name=f"lipschitz, barely, {start} to {to}")
for factor in (Rational(1, 10**9), Rational(1, 1000)):
    drawn = {**away, "z": [-4 + 3 * factor]}
    thm.needs(update, drawn, name=f"update, with 1 - {factor} times x")
    both = {**away, "z": [-4 + 4 * factor]}
    thm.needs(update, both, name=f"update, 1 - {factor} times both terms")
thm.refutes(
    "the factor of strong convexity and a step 1 / beta, 1 - tau / beta",
    inner(after, after) <= (1 - tau / beta) * inner(r, r),
    turned,
)
thm.refutes(
    "twice the decrease",
    inner(after, after) <= (1 - 4 * eta * tau + 2 * eta**2 * beta**2) * inner(r, r),
    turned,
)
