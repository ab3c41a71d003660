"""A curvature along z that is not negative, up to an error of sampling, keeps x away from 0.

Source   Ma 2021, Claim 2p, the end of its proof; constants derived here.
Claim    |z| = 1, eps >= 0, 2 |x|^2 + 4 <x, z>^2 - 2 + eps (1/2 + |x| + |x|^2) >= 0  =>
         |x|^2 >= 1/3 - k eps with k = 5/36 + sqrt 3 / 18 = 0.2351..., so 3 |x|^2 >= 1 - eps.
Covers   every dimension and every eps. By partial_second_order the premise holds wherever
         D^2 f(x)[z, z] >= 0 (derived in close_from_mask). k is the slope at eps = 0 of the
         least |x|^2 that the premise allows.
Silent   on the exact least |x|^2, the root of a quadratic in |x|; the claim is attained at eps = 0.
"""

from sympy import Eq, Ge, Gt, Rational, sqrt

from lemmata import Theorem, cite, inner, norm
from models import completion
from strategies import completion as draws

thm = Theorem(
    "completion.away_from_zero",
    supports=["ma.claim-2p"],
    sources=[cite("Ma 2021", "Claim 2p")],
)
d = thm.dimension("d")
z, x = thm.vector("z x", d, "the truth, the point")
eps = thm.nonneg("eps", "the error of sampling")
a, b, r = inner(x, x), inner(x, z), norm(x)
best = Rational(5, 36) + sqrt(3) / 18

unit = thm.assume("unit", Eq(inner(z, z), 1))
curved = thm.assume("curved", 2 * a + 4 * b**2 - 2 + eps * (Rational(1, 2) + r + a) >= 0)
away = thm.conclude("away", Ge(a, Rational(1, 3) - best * eps))
printed = thm.conclude("printed", Ge(3 * a, 1 - eps))


@thm.proof(away)
def tangent_at_one_third(k):
    # |x| <= sqrt 3 (|x|^2 / 2 + 1 / 6), with equality for |x|^2 = 1/3.
    slope = 1 + sqrt(3) / 2
    squares = [(4, x - b * z), (eps * sqrt(3) / 2, r - 1 / sqrt(3)), (slope * best, eps)]
    parts = {curved: 1, unit: -4 * b**2}
    return k.combine(away, parts, squares=squares, scale=6 + eps * slope)


@thm.proof(printed)
def smaller_constant(k):
    narrow = k.combine(Gt(3, sqrt(3), evaluate=False), squares=[(6, 1)], scale=3 + sqrt(3))
    parts = {tangent_at_one_third(k): 3, narrow: eps / 6}
    return k.combine(printed, parts, squares=[(eps / 12, 1)])


thm.rigid("|z| = 1 and the numbers in the premise")
thm.invariant("rotation", d)
thm.open("constant", "true for shorter z: <x, z>^2 <= |z|^2 |x|^2", unit)
thm.open("exponent", "true: x with |x| >= 1 is far from 0, and for |x| < 1 it is stronger", curved)

thm.check(away, printed, on=completion.near_third, draw=draws.near_third, constructed=[unit])

near = Rational(1, 10**10)
third = {z: [1, 0], x: [1 / sqrt(3), 0], eps: 0}
thm.sharp(away, third, name="x = z / sqrt 3")
thm.sharp(printed, third, name="x = z / sqrt 3, printed")
t = near / 100
level = 2 * t / (Rational(1, 2) + sqrt((1 - t) / 3) + (1 - t) / 3)
tiny = {z: [1, 0], x: [sqrt((1 - t) / 3), 0], eps: level}
thm.example(tiny, name="x along z, eps about 1.4e-12, the premise attained")
thm.needs(curved, {**tiny, eps: level * (1 - near)}, breaks=away, name="barely, small eps")
thm.example({z: [1], x: [0], eps: 4}, name="eps = 4, x = 0")
thm.needs(unit, {z: [2, 0], x: [Rational(1, 3), 0], eps: 0}, breaks=away)
thm.needs(curved, {z: [1, 0], x: [sqrt((1 - near) / 3), 0], eps: 0}, breaks=away, name="barely")
for t in (10 * near, Rational(1, 1000), 1):
    c = 1 + t  # |z|^2
    far = {z: [sqrt(c), 0], x: [1 / sqrt(1 + 2 * c), 0], eps: 0}
    thm.needs(unit, far, breaks=away, name=f"unit, {c}")
thm.needs(curved, {z: [1, 0], x: [0, 0], eps: 0}, breaks=away)
thm.needs(curved, {z: [1, 0], x: [0, 0], eps: Rational(1, 2)}, breaks=printed, name="for printed")
thm.refutes("1/2", Ge(a, Rational(1, 2) - best * eps), third, of=away)
thm.refutes("|x|^2 >= 1 - eps", Ge(a, 1 - eps), third, of=printed)
