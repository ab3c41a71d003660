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

from sympy import Eq, Or, Rational, sqrt

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws
from theorems.tensor import strict_saddle_coordinate as coordinate
from theorems.tensor import strict_saddle_half
from theorems.tensor.strict_saddle_coordinate import energy_bound
from theorems.tensor.strict_saddle_half import coordinates, refute

thm = Theorem(
    "tensor.strict_saddle", catalogue=["ma.fn-8"], sources=[cite("Ma 2021", "footnote 8")]
)
d, p, R, (gg, e2), bend, alpha = coordinates(thm, "gg e2", "|grad f(x)|^2; |x - a|^2")
F, thin, w = p**4 + R, 1 - p**2, 2 * p**2 - 1

largest, spread, curved, steep = (
    thm.assume(fact.name, fact.relation)
    for fact in (coordinate.largest, coordinate.spread, coordinate.curved, coordinate.steep)
)
distance = thm.assume("distance", Eq(e2, 2 - 2 * p))
small, flat = (thm.assume(fact.name, fact.relation) for fact in (coordinate.small, coordinate.flat))
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
thm.open("exponent", "true: stronger, as each gives p <= 1, and so p^4 <= p^3 <= p^2", largest)
thm.open("exponent", "true: stronger, as (1 - p^3)^2 >= (1 - p^2)^2", spread)
thm.open("swapped", "true: it needs R >= 1, and `largest` gives R <= p^2 - p^4 <= 1/4", spread)
thm.open("room", "true: a factor of 1.12 before 2 p^2 - 1 would do (numerically)", curved)
thm.open("room", "true: 0.969 times it would do (numerically)", steep)
thm.open("room", "true: 1.034 times it would do (numerically)", distance)
thm.open("room", "true: 1.032 times it would do (numerically)", small)
thm.open("room", "true: 4.8 for 6 would do (numerically)", flat)
thm.open("room", "true: 0.467 would do (numerically)", cap)
BENT = (
    "true: where p^2 >= 1/2 it is larger, or both are negative; where p^2 < 1/2 it is still at "
    "least 8 F (1 - p^2)"
)
LOWER = "true: the bound is lower, as alpha < 1 and d >= 1; d < 1 would leave p = 1"
for change in ("constant", "exponent", "term dropped"):
    thm.open(change, BENT, curved)
    thm.open(change, "true: stronger where p^2 >= 1/2", steep)
    thm.open(change, LOWER, flat)
thm.open("not strict", "equivalent: for p^2 = 1/2 the other part is gg >= 0", steep)
thm.open("constant", "true: it makes |x - a|^2 smaller", distance)
thm.open("exponent", "true: stronger, as alpha < 1", small)
thm.open(
    "swapped",
    "true: 1 - d^2 and 8 - 6 d^2 are negative, or d < 6/5 leaves p^2 > 3/5 and the gradient is "
    "enough; d bend <= (8 - 6 alpha^2) (1 - p^2) is as before",
    flat,
)
for change in ("room", "strict"):
    thm.open(change, "true: 0.2557 for 13/50 would do (numerically)", near)
thm.open("exponent", "true: weaker, as alpha < 1", near)

thm.check(
    near,
    on=tensor_ascent.strict_saddle,
    draw=draws.full_frames,
    implements=[curved, steep],
    constructed=[largest, spread, distance, small],
)

at = tensor_ascent.exact_saddle
ninth, tiny = {"alpha": "9/25"}, Rational(1, 10**10)

maximum = at([1, 0], alpha=tiny)
close_by = at([1599, 80])  # on the circle, alpha = |grad|
thm.example(maximum, name="a maximum")
thm.example(close_by, name="near a maximum")
thm.needs(largest, {**maximum, p: 0, R: 1, bend: -4, e2: 2})
thm.needs(spread, at([0, 0, 1], n=2, alpha=tiny))
thm.needs(curved, {**at([1, 1], **ninth), bend: 0})
thm.needs(steep, {**at([323, 36], **ninth), gg: "81/625"})
thm.needs(distance, {**maximum, e2: 1})
thm.needs(small, at([323, 36], **ninth))
thm.needs(flat, at([1, 1], **ninth))
thm.needs(cap, at([143, 24]))


def apart(point):
    """With |x - a|^2; numbers alone need not belong to a point."""
    named = {str(name): value for name, value in point.items()}
    return {**named, "e2": 2 - 2 * named["p"]}


beside = coordinate.on_circle(sqrt(1 - tiny), tiny, gg=0)
thm.needs(steep, apart(beside), name="steep, beside a maximum")
for other in coordinate.thm.witnesses:
    needed = thm.hypotheses[other.hypothesis.name]
    thm.needs(needed, apart(other.at), name=f"strict_saddle_coordinate: {other.name}")
thm.refutes(
    "beta = 8.1 / d",
    Or(bend >= 81 * thin / (10 * d), near.relation),
    apart(coordinate.ninth),
    of=near,
    given=[largest, spread, curved, steep, distance, small, cap],
)
thm.refutes(
    "no condition on the curvature",
    near.relation,
    apart(coordinate.barely),
    given=[largest, spread, curved, steep, distance, small, cap],
)
thm.refutes("gamma = 1/4", e2 <= alpha**2 / 16, close_by)
