"""The 4-tensor with n = d has the strict-saddle property with constants that are nearly the best.

Source   Ma 2021, footnote 8 (without constants) and Definition 2.1.
Claim    n = d, 0 < alpha <= 9/25, beta = (8 - 6 alpha^2) / d: (alpha, beta, 13/50 alpha)-strict
         saddle on the sphere. p >= 0 the largest coordinate (of x or -x), a its component, R the
         sum of the other fourth powers: if |grad f(x)| <= alpha and the curvature along v = a - p x
         is at most beta |v|^2, then |x - a| <= 13/50 alpha.
Covers   every dimension d >= 1; no bound on alpha that falls with d is needed: d^(-3/2) <= 9/25 for
         d >= 2. 8/d and alpha/4 cannot be reached from the other side.
Silent   on n < d, where the property fails (strict_saddle_fails). `curved`, `steep`, `spread` and
         `largest` are curvature_towards, gradient_towards and coordinate_sums.
"""

from sympy import Eq, Or, Rational, sqrt, sympify

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws
from theorems.tensor import strict_saddle_coordinate as coordinate
from theorems.tensor import strict_saddle_half
from theorems.tensor.strict_saddle_coordinate import energy_bound
from theorems.tensor.strict_saddle_half import refute

thm = Theorem(
    "tensor.strict_saddle", catalogue=["ma.fn-8"], sources=[cite("Ma 2021", "footnote 8")]
)
d = thm.positive("d", "the dimension")
p, R = thm.nonneg("p R", "the largest coordinate; the sum of the other fourth powers")
gg, e2 = thm.nonneg("gg e2", "|grad f(x)|^2; |x - a|^2")
bend = thm.real("bend", "the second derivative along v = a - p x")
alpha = thm.positive("alpha", "bound on the gradient")
F, thin, w = p**4 + R, 1 - p**2, 2 * p**2 - 1
beta = (8 - 6 * alpha**2) / d

largest = thm.assume("largest", F <= p**2)
spread = thm.assume("spread", (d - 1) * R >= thin**2)
curved = thm.assume("curved", Eq(bend, 8 * F * thin - 12 * (p**2 - F) * w))
steep = thm.assume("steep", Or(w < 0, gg >= 16 * p**2 * thin * w**2))
distance = thm.assume("distance", Eq(e2, 2 - 2 * p))
small = thm.assume("small", gg <= alpha**2)
flat = thm.assume("flat", bend <= beta * thin)
cap = thm.assume("cap", alpha <= Rational(9, 25))
near = thm.conclude("near", e2 <= (Rational(13, 50) * alpha) ** 2)


@thm.proof(near)
def two_bounds_from_the_gradient(k):
    """By the gradient w^2 > 24/25, and then it bounds the distance."""
    wide = k.lemma(strict_saddle_half.thm, "bounded")
    forward = k.combine(w >= Rational(1, 5), {k.lemma(coordinate.thm, "high"): 2})
    energy = energy_bound(k, k.combine(w >= 0, {forward: 1}, [(Rational(1, 5), 1)]))
    capped = k.combine(alpha**2 <= Rational(81, 625), {cap: Rational(9, 25) + alpha})
    plus = k.combine(4 * w + Rational(4, 5) >= 0, {forward: 4}, [(Rational(8, 5), 1)])
    outer = k.combine(
        4 * w**2 - Rational(4, 25) >= 0, {forward: 4 * w + Rational(4, 5)}, signs=[plus]
    )
    parts = {capped: 1, energy: 1, k.assume(w**2 <= Rational(24, 25)): 4 * w**2 - Rational(4, 25)}
    high = k.contradiction(
        w**2 > Rational(24, 25), refute(k, parts, [(Rational(15, 625), 1)], [outer])
    )
    e, limit = Rational(99, 100), Rational(4801, 5000)
    lower = k.combine(limit - w >= 0, {k.assume(p < e): 2 * (p + e)})
    total = k.combine(w + limit >= 0, {forward: 1}, [(limit + Rational(1, 5), 1)])
    spare = [(Rational(24, 25) - limit**2, 1)]
    tall = k.contradiction(p >= e, refute(k, {high: 1, lower: w + limit}, spare, [total]))
    below = k.combine(1 - p >= 0, {wide: 1}, scale=1 + p)
    c, level = Rational(2704, 2500), Rational(2704 * 24, 2500 * 25)
    parts = {
        distance: -1,
        energy: Rational(169, 2500),
        high: c * p**2 * (1 + p) * (1 - p),
        tall: (1 - p) * (p**2 + e * p + e**2 + p + e) * level,
        below: level * (e**3 + e**2) - 2,
    }
    return k.combine(near, parts, signs=[below])


thm.rigid("the point has length 1")

thm.check(
    near,
    on=tensor_ascent.strict_saddle,
    draw=draws.full_frames,
    implements=[curved, steep],
    constructed=[largest, spread, distance, small],
)

at = tensor_ascent.exact_saddle
ninth, tiny = {"alpha": "9/25"}, Rational(1, 10**10)


def alone(p, R, d, alpha=tiny, **changes):
    """The numbers alone; there need not be a point of the sphere with them."""
    return {**tensor_ascent.exact_coordinate(p, R, d, alpha), "e2": 2 - 2 * sympify(p), **changes}


maximum = at([1, 0], alpha=tiny)
close_by = at([1599, 80])  # on the circle, alpha = |grad|
thm.example(maximum, name="a maximum")
thm.example(close_by, name="near a maximum")
thm.needs(largest, {**maximum, p: 0, R: 1, bend: -4, e2: 2})
thm.needs(spread, at([0, 0, 1], n=2, alpha=tiny))
thm.needs(curved, {**at([1, 1], **ninth), bend: 0})
thm.needs(steep, {**at([4, 3], **ninth), gg: 0})
thm.needs(distance, {**maximum, e2: 1})
thm.needs(small, at([12, 5], **ninth))
thm.needs(flat, at([1, 1], **ninth))
thm.needs(cap, at([12, 5], alpha=1))
half, root = Rational(1, 2), 1 / sqrt(2)
saddle = alone(root, "1/4", 2)
thm.needs(largest, alone("1/3", Rational(8, 81) * (1 + tiny / 10), 9), name="largest, barely")
thm.needs(spread, alone(root, (1 - tiny) / 4, 2), name="spread, barely")
thm.needs(flat, saddle, name="flat, at 45 degrees")
thm.refutes("gamma = 1/4", e2 <= alpha**2 / 16, close_by)
thm.refutes(
    "beta = 8.1 / d",
    Or(bend >= 81 * thin / (10 * d), near.relation),
    at([1, 1, 1], **ninth),
    of=near,
    given=[largest, spread, curved, steep, distance, small, cap],
)
thm.refutes(
    "no condition on the curvature",
    near.relation,
    at([1, 1, 0], **ninth),
    given=[largest, spread, curved, steep, distance, small, cap],
)
