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


def coordinates(thm, *squares):
    """Declare in a theorem d, p, R, some squares (their names, and what they are), bend, alpha."""
    d = thm.positive("d", "the dimension")
    p, R = thm.nonneg("p R", "the largest coordinate; the sum of the other fourth powers")
    lengths = (thm.nonneg(*squares),) if squares else ()
    bend = thm.real("bend", "the second derivative along v = a - p x")
    return d, p, R, *lengths, bend, thm.positive("alpha", "bound on the gradient")


thm = Theorem(
    "tensor.strict_saddle_half", supports=["ma.fn-8"], sources=[cite("Ma 2021", "footnote 8")]
)
d, p, R, bend, alpha = coordinates(thm)
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
thm.open("exponent", "true: stronger, as each gives p <= 1, and so p^4 <= p^3 <= p^2", largest)
thm.open("exponent", "true: stronger, as (1 - p^3)^2 >= (1 - p^2)^2", spread)
thm.open("swapped", "true: it needs R >= 1, and `largest` gives R <= p^2 - p^4 <= 1/4", spread)
BENT = "true: where p^2 <= 1/2 it is still at least 8 F (1 - p^2), as F <= p^2"
LESS = "true: where p^2 <= 1/2 the bound is below 8/d (1 - p^2), and the curvature is not"
for change in ("constant", "exponent", "term dropped"):
    thm.open(change, BENT, curved)
    thm.open(change, LESS, flat)
thm.open(
    "swapped",
    "true: where p^2 <= 1/2 is d >= 2 and bend > 0, against (8 - 6 d^2) / alpha < 0 and as before "
    "in d bend <= (8 - 6 alpha^2) (1 - p^2)",
    flat,
)
thm.open("exponent", "true: weaker, as p >= p^2 for p <= 1", half)
thm.open("exponent", "true: both are p <= 1", bounded)

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


tiny, root = Rational(1, 10**10), 1 / sqrt(2)
maximum, saddle, ninth = at(1, 0, 2, tiny), at(root, "1/4", 2, tiny), at("1/3", "8/81", 9, tiny)
barely = at(sqrt(Rational(1, 2) + tiny), (Rational(1, 2) - tiny) ** 2, 2, tiny)
e = 10 * tiny  # not quite a dimension: d = 2 + e, and the rest is spread evenly
thm.example(maximum, name="a maximum")
thm.example(barely, name="barely above 45 degrees")
thm.needs(curved, {**at(root, 1 / (4 + 4 * e), 2 + e, tiny), bend: 0})
thm.needs(curved, {**ninth, bend: 0}, name="curved, nine equal coordinates")
thm.needs(curved, {**saddle, bend: "-3/16"}, name="curved, R and bend exchanged")
exchanged = {**at("1/2", "1/24", 15, tiny), bend: -1}
thm.needs(curved, exchanged, name="curved, p and bend exchanged")
thm.needs(largest, at(0, 1, 2, tiny))
thm.needs(largest, at("1/3", Rational(8, 81) * (1 + tiny / 10), 9, tiny), name="largest, barely")
thm.needs(spread, at(0, 0, 3, tiny))
thm.needs(spread, at(root, (1 - tiny) / 4, 2, tiny), name="spread, barely")
thm.needs(flat, saddle)
thm.needs(flat, ninth, name="flat, nine equal coordinates")
thm.needs(flat, at(root, "1/4", 2, 2), name="flat, alpha = 2")
thm.refutes("p = 1", p**2 >= 1, barely, of=half)
thm.refutes("p^2 <= 3/4", thin >= Rational(1, 4), maximum, of=bounded)
