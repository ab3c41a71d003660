"""Small gradient and curvature of the 4-tensor leave one coordinate with a square of at least 3/5.

Source   Ma 2021, footnote 8 (a step of a proof that the source leaves out).
Claim    p >= 0 the largest coordinate of a unit x, f(x) = p^4 + R, n = d; |grad f(x)| <= alpha,
         curvature along v = a - p x at most (8 - 6 alpha^2) / d |v|^2, alpha > 0  =>  p^2 >= 3/5.
Covers   every dimension and every alpha > 0. That p^2 > 1/2 needs no gradient: strict_saddle_half.
Silent   on where `curved`, `steep`, `spread` and `largest` come from: curvature_towards,
         gradient_towards and coordinate_sums.
"""

from sympy import Eq, Lt, Or, Rational, sqrt

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws
from theorems.tensor import strict_saddle_half
from theorems.tensor.strict_saddle_half import cover, refute, several

thm = Theorem(
    "tensor.strict_saddle_coordinate",
    catalogue=["ma.fn-8"],
    sources=[cite("Ma 2021", "footnote 8")],
)
d = thm.positive("d", "the dimension")
p, R = thm.nonneg("p R", "the largest coordinate; the sum of the other fourth powers")
gg = thm.nonneg("gg", "|grad f(x)|^2")
bend = thm.real("bend", "the second derivative along v = a - p x")
alpha = thm.positive("alpha", "bound on the gradient")
F, thin, w, n = p**4 + R, 1 - p**2, 2 * p**2 - 1, d - 2
beta = (8 - 6 * alpha**2) / d

largest = thm.assume("largest", F <= p**2)
spread = thm.assume("spread", (d - 1) * R >= thin**2)
curved = thm.assume("curved", Eq(bend, 8 * F * thin - 12 * (p**2 - F) * w))
steep = thm.assume("steep", Or(w < 0, gg >= 16 * p**2 * thin * w**2))
small = thm.assume("small", gg <= alpha**2)
flat = thm.assume("flat", bend <= beta * thin)
high = thm.conclude("high", p**2 >= Rational(3, 5))


def low(k, wide, dense, ahead, energy, close):
    """0 <= w < 1/5: the curvature along v is too large, for d >= 2 and for d < 2."""
    m, left = d - 1, 4 * (4 * p**2 - 1)
    turn = k.combine(left >= 0, {ahead: 8}, squares=[(4, 1)])
    least = n**2 - 2 * d**2 * w**2 - n * d * w + 3 * m * alpha**2
    bound = k.combine(
        2 * least <= 0, {flat: m * d, curved: m * d, spread: d * left}, scale=thin,
        signs=[wide, dense, turn],
    )  # fmt: skip
    tenth = k.combine(w + Rational(1, 5) >= 0, {ahead: 1}, squares=[(Rational(1, 5), 1)])
    seven = k.combine(w + Rational(7, 10) >= 0, {ahead: 1}, squares=[(Rational(7, 10), 1)])
    signs = [wide, dense, ahead, tenth, seven]
    common = {
        bound: Rational(1, 2),
        k.combine(
            m * alpha**2 >= 16 * p**2 * thin * w**2 * m, {energy: m}, signs=[dense]
        ): Rational(5, 2),
    }
    rest, half = m * w**2 * (w + Rational(1, 5)) * 10, m * alpha**2 / 2

    def many(side):
        parts = {close: 2 * n**2 * (w + Rational(7, 10)) + rest, side: Rational(8, 5) * w**2}
        roots = [(Rational(18, 25), n - Rational(25, 18) * w), (Rational(19, 90), w), (half, 1)]
        return refute(k, {**common, **parts}, roots, [*signs, side])

    def few(side):
        parts = {
            close: 4 * n**2 * p**2 + 10 * w**2 * (w + Rational(1, 5)),
            side: thin * w * 4 + 10 * w**4,
        }
        roots = [(Rational(6, 5), n * p), (Rational(8, 5), w), (half, 1)]
        return refute(k, {**common, **parts}, roots, signs)

    return cover(k, n, few, many, many)


def energy_bound(k, forward):
    """alpha^2 >= 16 p^2 (1 - p^2) w^2 where w >= 0."""
    claim, branches = alpha**2 >= 16 * p**2 * thin * w**2, {}
    for option in steep.relation.args:
        fact = k.assume(option)
        if option == Lt(w, 0):
            branches[option] = k.contradiction(claim, refute(k, {fact: 1, forward: 1}))
        else:
            branches[option] = k.combine(claim, {small: 1, fact: 1})
    return k.cases(steep, branches)


@thm.proof(high)
def two_ranges(k):
    """p^2 > 1/2 by the curvature alone; between 1/2 and 3/5 it bounds alpha from below."""
    forward = k.combine(w >= 0, {k.lemma(strict_saddle_half.thm, "half"): 1})
    never = refute(k, {k.assume(thin < 0): 1, k.lemma(strict_saddle_half.thm, "bounded"): 1})

    def at_component(zero):
        return k.combine(high, {zero: -1}, [(Rational(2, 5), 1)])

    def away(wide):
        close = k.combine(Rational(1, 5) - w > 0, {k.assume(p**2 < Rational(3, 5)): 2})
        energy = energy_bound(k, forward)
        absurd = low(k, wide, several(k, wide), forward, energy, close)
        return k.contradiction(high.relation, absurd)

    return cover(k, thin, lambda _: k.contradiction(high.relation, never), at_component, away)


thm.rigid("the point has length 1")

thm.check(
    high,
    on=tensor_ascent.strict_saddle,
    draw=draws.full_frames,
    implements=[curved, steep],
    constructed=[largest, spread, small],
)

at = tensor_ascent.exact_coordinate
maximum, between = at(1, 0, 2, alpha="1/100"), at("3/4", "49/256", 2, alpha="1/5")
saddle = at(1 / sqrt(2), "1/4", 2, alpha="1/5")
thm.example(maximum, name="a maximum")
thm.example(at("1599/1601", "40960000/6569999366401", 2, alpha="1/5"), name="near a maximum")
thm.needs(largest, at(0, 1, 2, alpha="1/100"))
thm.needs(spread, at(0, 0, 3, alpha="1/100"))
thm.needs(curved, {**saddle, bend: 0})
thm.needs(steep, {**between, gg: 0})
thm.needs(small, between)
thm.needs(flat, saddle)
thm.refutes("p = 1", p**2 >= 1, at("1599/1601", "40960000/6569999366401", 2, alpha="1/5"))
