"""Without strong curvature towards its largest coordinate, that coordinate has p^2 > 1/2.

Source   Ma 2021, footnote 8 (a step of a proof that the source leaves out).
Claim    p >= 0 the largest coordinate of a unit x, f(x) = p^4 + R, n = d; the curvature along
         v = a - p x is at most (8 - 6 alpha^2) / d |v|^2, alpha > 0  =>  1/2 < p^2 <= 1.
Covers   every dimension, every x, whatever its gradient: for p^2 <= 1/2 the curvature is at least
         8 f(x) |v|^2 >= 8/d |v|^2, so that every such x can be left along v.
Silent   on where `curved`, `spread` and `largest` come from: curvature_towards, coordinate_sums.
"""

from sympy import Eq, Gt, Lt, Rational, S, sqrt

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.strict_saddle_half", catalogue=["ma.fn-8"], sources=[cite("Ma 2021", "footnote 8")]
)
d = thm.positive("d", "the dimension")
p, R = thm.nonneg("p R", "the largest coordinate; the sum of the other fourth powers")
bend = thm.real("bend", "the second derivative along v = a - p x")
alpha = thm.positive("alpha", "bound on the gradient")
F, thin, w = p**4 + R, 1 - p**2, 2 * p**2 - 1
beta = (8 - 6 * alpha**2) / d

largest = thm.assume("largest", F <= p**2)
spread = thm.assume("spread", (d - 1) * R >= thin**2)
curved = thm.assume("curved", Eq(bend, 8 * F * thin - 12 * (p**2 - F) * w))
flat = thm.assume("flat", bend <= beta * thin)
half = thm.conclude("half", w > 0)
bounded = thm.conclude("bounded", thin >= 0)


def refute(k, parts, squares=(), signs=()):
    return k.combine(S.false, parts, squares=squares, signs=signs)


def cover(k, term, below, at, above):
    """Cases on the sign of a term, each with its assumption."""
    sides = {Lt(term, 0): below, Eq(term, 0): at, Gt(term, 0): above}
    return k.cases(k.split(term), {side: make(k.assume(side)) for side, make in sides.items()})


@thm.proof(bounded)
def thickness(k):
    """1 - p^2 < 0 contradicts p^2 (1 - p^2) >= R."""
    wrong = k.assume(thin < 0)
    return k.contradiction(bounded.relation, refute(k, {largest: 1, wrong: 1}, [(1, thin), (R, 1)]))


def several(k, wide):
    """d > 1 where x is not a component."""
    parts = {spread: 1, k.assume(d - 1 <= 0): R, wide: thin}
    return k.contradiction(d - 1 > 0, refute(k, parts, signs=[wide]))


@thm.proof(half)
def best_curvature(k):
    def away(wide):
        m, many, back = d - 1, several(k, wide), k.combine(-w >= 0, {k.assume(w <= 0): 1})
        parts = {flat: m * d, curved: m * d, largest: d * m * (-w) * 12, spread: d * thin * 8}
        roots = [(thin, 2 * (d * p**2 - 1))] * 2 + [(6 * alpha**2 * m * thin, 1)]
        return k.contradiction(half.relation, refute(k, parts, roots, [wide, many, back]))

    def at_component(zero):
        return k.combine(half, {zero: -2}, [(1, 1)])

    never = refute(k, {k.assume(thin < 0): 1, thickness(k): 1})
    return cover(k, thin, lambda _: k.contradiction(half.relation, never), at_component, away)


thm.rigid("the point has length 1")

thm.check(
    half,
    bounded,
    on=tensor_ascent.strict_saddle,
    draw=draws.full_frames,
    implements=[curved],
    constructed=[largest, spread],
)


def at(p, R, d, alpha):
    """A point of these numbers alone; the gradient plays no part."""
    found = tensor_ascent.exact_coordinate(p, R, d, alpha)
    return {name: value for name, value in found.items() if name != "gg"}


maximum, saddle = at(1, 0, 2, "1/100"), at(1 / sqrt(2), "1/4", 2, "1/5")
close_by = at("1599/1601", "40960000/6569999366401", 2, "1/5")
thm.example(maximum, name="a maximum")
thm.example(close_by, name="near a maximum")
thm.needs(largest, at(0, 1, 2, "1/100"))
thm.needs(spread, at(0, 0, 3, "1/100"))
thm.needs(curved, {**saddle, bend: 0})
thm.needs(flat, saddle)
thm.refutes("p = 1", p**2 >= 1, close_by, of=half)
thm.refutes("p^2 <= 3/4", thin >= Rational(1, 4), maximum, of=bounded)
