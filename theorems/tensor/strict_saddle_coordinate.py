"""Small gradient and curvature of the 4-tensor leave one coordinate with a square of at least 3/5.

Source   Ma 2021, footnote 8 (a step of a proof that the source leaves out).
Claim    p >= 0 the largest coordinate of a unit x, f(x) = p^4 + R, n = d; |grad f(x)| <= alpha,
         curvature along v = a - p x at most (8 - 6 alpha^2) / d |v|^2, alpha > 0  =>  p^2 >= 3/5.
Covers   every dimension and every alpha > 0. That p^2 > 1/2 needs no gradient: strict_saddle_half.
Silent   on where `curved`, `steep`, `spread` and `largest` come from: curvature_towards,
         gradient_towards and coordinate_sums.
"""

from sympy import Lt, Or, Rational, sqrt

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws
from theorems.tensor import strict_saddle_half
from theorems.tensor.strict_saddle_half import coordinates, cover, refute, several

thm = Theorem(
    "tensor.strict_saddle_coordinate",
    supports=["ma.fn-8"],
    sources=[cite("Ma 2021", "footnote 8")],
)
d, p, R, gg, bend, alpha = coordinates(thm, "gg", "|grad f(x)|^2")
F, thin, w, n = p**4 + R, 1 - p**2, 2 * p**2 - 1, d - 2

largest, spread, curved = (
    thm.assume(fact.name, fact.relation)
    for fact in (strict_saddle_half.largest, strict_saddle_half.spread, strict_saddle_half.curved)
)
steep = thm.assume("steep", Or(w < 0, gg >= 16 * p**2 * thin * w**2))
small = thm.assume("small", gg <= alpha**2)
flat = thm.assume("flat", strict_saddle_half.flat.relation)
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
thm.open("exponent", "true: stronger, as each gives p <= 1, and so p^4 <= p^3 <= p^2", largest)
thm.open("exponent", "true: stronger, as (1 - p^3)^2 >= (1 - p^2)^2", spread)
thm.open("swapped", "true: it needs R >= 1, and `largest` gives R <= p^2 - p^4 <= 1/4", spread)
BENT = (
    "true: the curvature is larger for 1/2 < p^2 <= 3/5, and at least 8 F (1 - p^2) for p^2 <= 1/2"
)
ROOM = "13 for 16 in `steep` would do (numerically)"
STEEP = "true: stronger where 1/2 <= p^2 <= 3/5"
LESS = "true: where p^2 <= 3/5 the curvature is at least 7/d (1 - p^2) > 0 and the bound is lower"
for change in ("exponent", "term dropped"):
    thm.open(change, BENT, curved)
    thm.open(change, STEEP, steep)
    thm.open(change, LESS, flat)
thm.open("constant", f"{BENT}; if a factor 1 + 10^-3 lowers it, {ROOM}", curved)
thm.open("not strict", "equivalent: for p^2 = 1/2 the other part is gg >= 0", steep)
thm.open("constant", f"{STEEP}, or weaker by less than 1 %, and {ROOM}", steep)
thm.open("constant", f"true: {ROOM}", small)
thm.open("exponent", "true: stronger for alpha <= 1, and `flat` gives alpha^2 < 1/8", small)
thm.open("constant", f"{LESS}, or higher by at most 6 alpha^2 / 1000 and {ROOM}", flat)
thm.open("swapped", "true: where p^2 <= 3/5 is bend > 0 and d >= 5/3, so that 8 - 6 d^2 < 0", flat)
for change in ("strict", "exponent", "constant"):
    because = "true: p^2 >= 0.7135, and p^3 >= 0.6027; numerically, with equality near d = 3.26"
    thm.open(change, because, high)

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
tiny, e = Rational(1, 10**10), Rational(1, 1000)
half, root = Rational(1, 2), 1 / sqrt(2)


def on_circle(p, alpha, **changes):
    """Two coordinates; alpha in units of 2 p^2 - 1."""
    t = Rational(p) ** 2 if isinstance(p, str) else p**2
    return {**at(p, (1 - t) ** 2, 2, alpha=(2 * t - 1) * alpha), **changes}


barely, ninth = on_circle(sqrt(half + tiny), 2), at("1/3", "8/81", 9, alpha=tiny)
thm.needs(curved, {**barely, bend: 0}, name="curved, barely above 45 degrees")
thm.needs(curved, {**ninth, bend: 0}, name="curved, nine equal coordinates")
thm.needs(curved, {**saddle, bend: "-3/16"}, name="curved, R and bend exchanged")
exchanged = {**at("1/2", "1/24", 15, alpha=tiny), bend: -1}
thm.needs(curved, exchanged, name="curved, p and bend exchanged")
for t in (half + tiny, *(half * f for s in (10 * tiny, e) for f in (1 + s, 1 / (1 - s)))):
    thm.needs(steep, on_circle(sqrt(t), 1, gg=0), name=f"steep, p^2 = {t}")
# Powers of p: 1 - p for 1 - p^2, p^3 for p^2 (not quite a dimension: d = 99/49), 2 p^3 - 1.
for p_0, found, smaller in (
    ("21/29", on_circle("21/29", Rational(8, 5)), 16 * p**2 * (1 - p) * w**2),
    ("5/7", at("5/7", "288/1225", "99/49", alpha="17/490"), 16 * p**3 * thin * w**2),
    ("10/13", on_circle("10/13", 1), 16 * p**2 * thin * (2 * p**3 - 1) ** 2),
):
    wrong = {**found, gg: smaller.subs(p, Rational(p_0))}
    thm.needs(steep, wrong, name=f"steep, a power at p = {p_0}")
thm.needs(flat, on_circle("21/29", 2), name="flat, half of 6 alpha^2")
thm.needs(largest, at(0, 1, 2, alpha="1/100"))
thm.needs(spread, at(0, 0, 3, alpha="1/100"))
thm.needs(curved, {**saddle, bend: 0})
thm.needs(steep, {**between, gg: 0})
thm.needs(small, between)
thm.needs(flat, saddle)
thm.refutes("p = 1", p**2 >= 1, at("1599/1601", "40960000/6569999366401", 2, alpha="1/5"))
