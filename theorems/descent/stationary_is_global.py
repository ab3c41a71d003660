"""Under weak quasi-convexity or the restricted secant inequality stationary points are global.

Source   Ma 2021, section 2.2, last sentence: (2.1), (2.2) and (2.3) each do.
Claim    g = 0, f(x) >= f(x*):  <g, x - x*> >= tau (f(x) - f(x*))  =>  f(x) = f(x*);
         <g, x - x*> >= tau |x - x*|^2  =>  x = x*.
Covers   every dimension; (2.2) and (2.3); for (2.1) see pl_stationary_global.
Silent   on stationary points where the inequality is not known to hold, outside of its domain.
"""

from sympy import Eq, Implies, Le, Rational, Symbol

from lemmata import Theorem, cite, inner, zero
from models import secant
from strategies import secant as draws

thm = Theorem(
    "descent.stationary_is_global",
    catalogue=["ma.stationary-global"],
    sources=[cite("Ma 2021", "section 2.2")],
)
NEAR = Rational(1, 10**10)
d = thm.dimension("d")
x, xstar, g = thm.vector("x xstar g", d, "point, minimiser, gradient at x")
L, Lstar = thm.real("L Lstar", "f(x), f(x*)")
tau = thm.positive("tau", "constant of either inequality")
r = x - xstar
weak, secant_ = inner(g, r) >= tau * (L - Lstar), inner(g, r) >= tau * inner(r, r)

stationary = thm.assume("stationary", Eq(g, zero(g)))
lower = thm.assume("lower", L >= Lstar)
value = thm.conclude("value", Implies(weak, Eq(L, Lstar)))
point = thm.conclude("point", Implies(secant_, Eq(r, zero(r))))


@thm.proof(value)
def no_gap_without_gradient(k):
    given = k.assume(weak)
    closed = k.combine(L <= Lstar, {given: 1 / tau, stationary: -r / tau})
    return k.discharge(k.squeeze(closed, lower), weak)


@thm.proof(point)
def no_distance_without_gradient(k):
    given = k.assume(secant_)
    none = k.combine(Le(inner(r, r), 0), {given: 1 / tau, stationary: -r / tau})
    same = k.vanishing(none)
    return k.discharge(k.combine(Eq(r, zero(r)), {same: 1}), secant_)


thm.scales("slope", g=1, tau=1)
thm.scales("argument", x=1, xstar=1, L=2, Lstar=2, tau=-1)
thm.invariant("rotation", d)
for change in ("constant", "term dropped", "swapped"):
    thm.open(
        change,
        "true: <g, .> is 0 by `stationary`, whatever stands there; a factor of tau has no effect",
        value,
        point,
    )
thm.open("converse", "true: by `stationary` it says 0 >= 0", value, point)

thm.check(
    value, point,
    on=secant.given_constant, draw=draws.stationary, constructed=[stationary, lower], bfloat16=True,
)  # fmt: skip

t = Symbol("t", real=True)


def at(f, point, **others):
    return secant.exact_toward(f, {t: point}, {t: 0}, tau=1) | others


thm.example(at(t**2, 0), name="the minimiser of t^2")
thm.example(at(t**2 * (t - 3) ** 2, 3), name="another minimiser")
for sign in (1, -1):
    level = at(0 * t, 1, L=sign + NEAR, Lstar=sign)
    thm.example(level, name=f"barely above the value {sign}")
    beside = secant.exact_toward(0 * t, {t: 1 + sign * NEAR}, {t: 1}, tau=1)
    thm.example(beside, name=f"barely beside the minimiser, {sign}")
thm.needs(stationary, at(t**2, 1), breaks=value)
thm.needs(stationary, at(t**2, 1), breaks=point, name="stationary, for the point")
thm.needs(stationary, at(t**2, NEAR), breaks=value, name="stationary, barely")
# -t^2 satisfies (2.2) about its maximiser 0 with tau = 2; the constant 0 with the "minimum" 1.
thm.needs(lower, at(0 * t, 1, Lstar=1), breaks=value)
thm.needs(lower, at(0 * t, 1, L=1 - NEAR, Lstar=1), breaks=value, name="lower, barely")
thm.refutes("every stationary point is global", Eq(L, Lstar), at(t**2 * (3 - t), 2, L=4), of=value)
thm.refutes(
    "stationary points at a distance of at most 2 coincide",
    Implies(inner(r, r) <= 4, Eq(r, zero(r))),
    secant.exact_toward((t**2 - 1) ** 2, {t: 1}, {t: -1}, tau=1),
    of=point,
)
thm.refutes(
    "weak quasi-convexity makes the minimiser unique",
    Implies(weak, Eq(r, zero(r))),
    at(t**2 * (t - 3) ** 2, 3),
    of=point,
)
