"""The best symmetric point is stationary, and if it is not a global minimum the benign cases fail.

Source   Ma 2021, section 2.2 (symmetry, the paragraph before Theorem 2.4); made precise here.
Claim    f(P x) = f(x), P P' = I, P x0 = x0, f(x0) least among the fixed points of P, g = grad f(x0)
         =>  g = 0; and if f(x0) > f* = f(x*), the inequalities (2.1) of Polyak and Lojasiewicz,
         (2.2) and (2.3) fail at x0 for all constants.
Covers   every dimension and orthogonal symmetry: swapped hidden units, signs, cycles. Of f enter
         its values less f* at x0, at x1 = x0 + t v and P x1 with v = g - P' g, at x2 = x0 - t g.
         That f has the gradient g at x0 enters as what that makes true for small t: f is within
         t |v|^2 / 4 of its linear part at x1 and P x1 (symmetric_gradient), and falls by at least
         half of t |g|^2 to x2. That f(x0) is least enters at x2, if P fixes it, that is, P g = g.
         For ((u - v)^2 - 1)^2 + (u + v)^2 and the swap x0 = 0, f = 1, and f* = 0 at (1/2, -1/2).
Silent   on symmetric minima that are global: several minima alone are no obstruction to "stationary
         means global", which is the reason that the source gives (two_isolated_minima).
"""

from sympy import Eq, Ge, Gt, Identity, Le, Lt, Or, Rational, false

from lemmata import Theorem, cite, inner, zero
from models import symmetric
from strategies import symmetric as draws
from theorems.descent import symmetric_gradient

thm = Theorem(
    "descent.symmetric_criticality",
    catalogue=["ma.symmetry"],
    sources=[cite("Ma 2021", "section 2.2")],
)
d = thm.dimension("d")
P = thm.operator("P", d, "the symmetry")
g, v, r = thm.vector("g v r", d, "the gradient at x0; g - P' g; x0 - x*")
F = thm.positive("F", "f(x0) - f*")
F1, F2, F3 = thm.nonneg("F1 F2 F3", "f - f* at x1, at P x1, at x2")
t = thm.positive("t", "the step")
e = thm.nonneg("e", "bound on the error of the linear part at x1 and P x1, divided by t")
mu, tau, kappa = thm.positive("mu tau kappa", "constants of the inequalities")

orthogonal = thm.assume("orthogonal", Eq(P * P.T, Identity(d)))
way = thm.assume("way", symmetric_gradient.way)
ahead = thm.assume("ahead", F1 >= F + t * inner(g, v) - t * e)
turned = thm.assume("turned", F2 <= F + t * inner(g, P * v) + t * e)
fine = thm.assume("fine", symmetric_gradient.fine)
invariant = thm.assume("invariant", Eq(F2, F1))
falls = thm.assume("falls", F3 <= F - t * inner(g, g) / 2)
moves = Gt(inner(P * g - g, P * g - g), 0)
least = thm.assume("least", Or(moves, F3 >= F))
apart = thm.assume("apart", Gt(inner(r, r), 0))
stationary = thm.conclude("stationary", Eq(g, zero(g)))
no_pl = thm.conclude("no_pl", Lt(inner(g, g), mu * F))
no_weak = thm.conclude("no_weak", Lt(inner(g, r), tau * F))
no_secant = thm.conclude("no_secant", Lt(inner(g, r), kappa * inner(r, r)))


@thm.proof(stationary)
def falls_among_fixed_points(k):
    values = {symmetric_gradient.f0: F, symmetric_gradient.f1: F1, symmetric_gradient.f2: F2}
    lemma = k.instantiate(k.lemma(symmetric_gradient.thm, "kept"), values)
    image = k.modus_ponens(lemma, k.both(way, fine))
    parts = {k.contract(image, left=P): -1, k.contract(orthogonal, right=g): 1}
    kept = k.combine(Eq(P * g, g), parts)
    flat = Le(inner(g, g), 0)
    off, as_low = k.assume(moves), k.assume(Ge(F3, F))
    absurd = k.combine(false, {off: 1, kept: g - P * g})
    branches = {
        moves: k.contradiction(flat, absurd),
        as_low.conclusion: k.combine(flat, {falls: 2 / t, as_low: 2 / t}),
    }
    return k.combine(stationary, {k.vanishing(k.cases(least, branches)): 1})


@thm.proof(no_pl)
def positive_gap(k):
    return k.combine(no_pl, {falls_among_fixed_points(k): -g}, squares=[(mu * F, 1)])


@thm.proof(no_weak)
def no_slope(k):
    return k.combine(no_weak, {falls_among_fixed_points(k): -r}, squares=[(tau * F, 1)])


@thm.proof(no_secant)
def no_slope_either(k):
    return k.combine(no_secant, {falls_among_fixed_points(k): -r, apart: kappa})


thm.scales("objective", F=1, F1=1, F2=1, F3=1, g=1, v=1, e=2, t=-1, mu=1, kappa=1)
thm.scales("argument", r=1, g=-1, v=-1, e=-2, t=2, mu=-2, kappa=-2)
thm.scales("gap", F=1, F1=1, F2=1, F3=1, t=1, mu=-1, tau=-1)
thm.invariant("rotation", d)

EQUAL = "true: P' g = g and P P' = c give c |g|^2 = |g|^2, so that g = 0 at once if c is not 1"
thm.open("constant", EQUAL, orthogonal)
thm.open("constant", "true: c (g - P' g) with 0 < c < 2 does as well", way)
# As |P' g| = |g|, <g, v> = |v|^2 / 2 = -<g, P v>, so that the hypotheses give F1 > F2 if v != 0.
thm.open(
    "constant", "true: <g, v> = |v|^2 / 2 >= 2 e; F1 > F2 for any share of it > 0, and up to 2 e",
    ahead,
)  # fmt: skip
thm.open(
    "constant", "true: <g, P v> = -|v|^2 / 2 <= -2 e; F1 > F2 for any share > 0, and up to 2 e",
    turned,
)  # fmt: skip
thm.open(
    "swapped", "true: F1 - F2 >= e |v|^2 / 2 + t (|v|^2 / 2 - 2 e) > 0 if v != 0", ahead, turned
)
thm.open("constant", "true: any factor of e above 2 is enough", fine)
thm.open("constant", "true for factors above 1: F2 >= F1 is all that is used", invariant)
thm.open("constant", "true: any share > 0 of t |g|^2 is enough", falls)
FIXED = "true: P g = g by the other hypotheses, so that the product is 0 as long as one factor is"
thm.open("constant", FIXED, least)
thm.open("term dropped", FIXED, least)

thm.check(
    stationary, no_pl, no_weak, no_secant, on=symmetric.fixed_point, draw=draws.fixed_points,
    constructed=[orthogonal, way, ahead, turned, fine, invariant, falls, least, apart],
)  # fmt: skip

half, tiny, small = Rational(1, 2), Rational(1, 10**9), Rational(1, 1000)
swap = {
    P: [[0, 1], [1, 0]], r: [-half, half], g: [0, 0], v: [0, 0], t: 1, e: 0, F: 1, F1: 1, F2: 1,
    F3: 1, mu: 1, tau: 1, kappa: 1,
}  # fmt: skip
thm.example(swap, name="((u - v)^2 - 1)^2 + (u + v)^2 at 0")
sign = {**swap, P: [[-1, 0], [0, -1]], r: [1, 0]}
thm.example(sign, name="(|x|^2 - 1)^2 at 0")
# f(x, y) = y under the shear (x + y, y), whose fixed points are y = 0.
shear = {**swap, P: [[1, 1], [0, 1]], g: [0, 1], F3: 0}
thm.needs(orthogonal, shear, name="orthogonal: y under a shear")
# g = (1, -1) for a gradient: u - v, then others with the values at x1 and P x1 as they must be.
tilted = {**swap, g: [1, -1], v: [2, -2], F: 4, F1: 8, F2: 0, F3: 2}
level = 10**12  # where a relative error of F outweighs all else
thm.needs(invariant, tilted, name="invariant: u - v")
for c in (1 - tiny, 1 - small, half):
    apart_by = {F: level, F1: level + 4, F2: c * (level + 4), F3: level - 2}
    thm.needs(invariant, {**tilted, **apart_by}, name=f"invariant, times {c}")
thm.needs(ahead, {**tilted, F1: 0})
thm.needs(turned, {**tilted, F2: 8})
thm.needs(ahead, {**tilted, F: level, F1: level - 4, F2: level - 4}, name="ahead at a level")
thm.needs(turned, {**tilted, F: level, F1: level + 4, F2: level + 4}, name="turned at a level")
thm.needs(ahead, {**tilted, F1: 2, F2: 2, e: 2}, name="ahead without a slope")
thm.needs(turned, {**tilted, F1: 6, F2: 6, e: 2}, name="turned without a slope")
short = {**tilted, g: ["1/10", "-1/10"], v: ["1/5", "-1/5"], t: 10, F: 1, F3: 0}
thm.needs(ahead, {**short, F1: 0, F2: 0}, name="ahead, a long step")
thm.needs(ahead, {**tilted, t: 5, F: 17, F1: 7, F2: 7, F3: 12, e: 2}, name="ahead, a large error")
quarter = {**swap, P: [[0, -1], [1, 0]], F3: 0}  # a turn
thm.needs(turned, {**quarter, g: [1, 0], v: [1, 1], F1: 2, F2: 2}, name="turned: a quarter turn")
steep = {**tilted, g: ["1/4", "-1/4"], v: ["1/2", "-1/2"], t: 2, e: "1/8", F: 1, F3: "3/4"}
thm.needs(turned, {**steep, F1: "3/2", F2: "3/2"}, name="turned, a step of 2")
thm.needs(fine, {**tilted, F1: 4, F2: 4, e: 4})
thm.needs(way, {**tilted, F1: 4, F2: 4, v: [0, 0]})
thm.needs(way, {**quarter, g: [1, 1], v: [1, 0], F: 2, F1: 3, F2: 3}, name="way, for v")
# A turn by little leaves g nearly where it is: any v that is not small is a wrong way.
near = Rational(1, 10**12)
cos, sin = (1 - near**2) / (1 + near**2), 2 * near / (1 + near**2)
for one in (1, 1 + tiny, 1 - tiny, 1 + small, 1 - small, 2, half, 0):
    for two in (1,) if one != 1 else (1 + tiny, 1 - tiny, 1 + small, 1 - small, 2, half, 0):
        x, y = one - two * cos, two * sin
        size = x**2 + y**2
        at = {P: [[cos, -sin], [sin, cos]], g: [1, 0], v: [x, y], e: size / 4, F: 9, F3: 8}
        at[F1] = at[F2] = 9 + x - size / 4
        thm.needs(way, {**swap, **at}, name=f"way, {one} g - {two} P' g")
up = {**swap, g: [1, 1], F: 4, F1: 4, F2: 4, F3: 2}
thm.needs(least, up, name="least: u + v")
high = {**up, F: level, F1: level, F2: level}
thm.needs(least, {**high, F3: level - 1}, name="least at a level")
thm.needs(falls, {**up, F3: 4})
thm.needs(falls, {**high, F3: level}, name="falls at a level")
thm.needs(falls, {**up, F3: 5}, name="falls, upwards")
thm.needs(falls, {**up, t: 2, F: 1, F1: 1, F2: 1, F3: 1}, name="falls, a step of 2")
flat = {**up, g: ["1/10", "1/10"], t: half, F: 1, F1: 1, F2: 1, F3: 1}
thm.needs(falls, flat, name="falls, a small gradient")
thm.needs(apart, {**swap, r: [0, 0]}, breaks=no_secant)
thm.refutes("not stationary", Gt(inner(g, g), 0), swap, of=stationary)
thm.refutes("a Polyak-Lojasiewicz constant", inner(g, g) >= mu * F, swap, of=no_pl)
thm.refutes("weakly quasi-convex", inner(g, r) >= tau * F, swap, of=no_weak)
thm.refutes("a restricted secant", inner(g, r) >= kappa * inner(r, r), swap, of=no_secant)
