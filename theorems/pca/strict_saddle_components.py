"""A small gradient without strong negative curvature forces x towards the top eigenvector.

Source   Ma 2021, footnote 5 (a step of a proof that the source leaves out).
Claim    M v = lam v, |v| = 1, x = c v + y with c = <v, x>, <y, M y> <= (lam - D) |y|^2, D <= lam,
         |grad g(x)| <= alpha <= D^(3/2) / (2 sqrt 2), curvature along v at least -D / 2  =>
         c^2 >= D / 2, |y|^2 <= D / 8, |x|^2 >= lam - 3 D / 10.
Covers   every dimension; repeated, zero and negative eigenvalues; x orthogonal to v is excluded.
Silent   on the best of the three constants.
"""

from sympy import Eq, Gt, Lt, Rational, S, sqrt

from lemmata import Curvature, Gradient, Theorem, cite, inner
from models import pca, pca_rank
from strategies import saddles
from theorems.pca import strict_saddle_gradient


def point(thm):
    """Declare in a theorem the dimension d, M, x, v, lam, D, alpha, and measure g at x."""
    d = thm.dimension("d")
    M = thm.operator("M", d, "the matrix to approximate")
    x = thm.vector("x", d, "the point")
    v = thm.vector("v", d, "unit top eigenvector along the top part of x")
    lam = thm.positive("lam", "the largest eigenvalue")
    D = thm.positive("D", "min(lam, lam - next distinct eigenvalue)")
    alpha = thm.positive("alpha", "bound on the gradient norm")
    g = pca.term(M, x)
    thm.measure(Gradient(g, x), "gradient")
    thm.measure(Curvature(g, x, v), "curvature")
    return d, M, x, v, lam, D, alpha


thm = Theorem(
    "pca.strict_saddle_components", supports=["ma.fn-5"], sources=[cite("Ma 2021", "footnote 5")]
)
d, M, x, v, lam, D, alpha = point(thm)
g = pca.term(M, x)
grad = Gradient(g, x)
c, a = inner(v, x), inner(x, x)
y = x - c * v
Y, e, t, w = inner(y, y), a - lam, a - lam + D, a * y - M * y

symmetric = thm.assume("symmetric", Eq(M.T, M))
eigen = thm.assume("eigen", Eq(M * v, lam * v))
unit = thm.assume("unit", Eq(inner(v, v), 1))
gap = thm.assume("gap", inner(y, M * y) <= (lam - D) * Y)
floor = thm.assume("floor", D <= lam)
flat = thm.assume("flat", Curvature(g, x, v) >= -D / 2)
small = thm.assume("small", inner(grad, grad) <= alpha**2)
cap = thm.assume("cap", 8 * alpha**2 <= D**3)
large = thm.conclude("large", c**2 >= D / 2)
thin = thm.conclude("thin", Y <= D / 8)
ahead = thm.conclude("ahead", t >= 7 * D / 10)


def weaken(k, low, rate):
    """From t >= rate D: 4 e^2 c^2 + 4 rate^2 D^2 |y|^2 <= alpha^2."""
    sure = k.combine(t >= 0, {low: 1}, squares=[(rate * D, 1)])
    both = k.combine(t + rate * D >= 0, {sure: 1}, squares=[(rate * D, 1)])
    thick = k.combine(Y >= 0, squares=[(1, y)])
    split = k.combine(Eq(Y, a - c**2), {unit: c**2})
    least = k.instantiate(
        k.lemma(strict_saddle_gradient.thm, "lower"),
        {strict_saddle_gradient.lam: lam, strict_saddle_gradient.D: D},
        given=[symmetric, eigen, unit, gap, sure],
    )
    quarter = Rational(1, 4)
    return k.combine(
        4 * e**2 * c**2 + 4 * rate**2 * D**2 * Y <= alpha**2,
        {small: quarter, least: quarter, low: (t + rate * D) * Y, split: -(t**2)},
        signs=[both, thick],
        scale=quarter,
    )


def derive(k, goal):
    """Any of the conclusions: c^2 < D / 8 is absurd, and c^2 >= D / 8 improves in two rounds."""
    eighth, half = Rational(1, 8), Rational(1, 2)
    parts = k.instantiate(
        k.lemma(strict_saddle_gradient.thm, "parts"),
        {strict_saddle_gradient.lam: lam},
        given=[symmetric, eigen, unit],
    )
    energy = k.combine(4 * e**2 * c**2 + 4 * inner(w, w) <= alpha**2, {small: 1, parts: 1})
    split = k.combine(Eq(Y, a - c**2), {unit: c**2})
    bend = k.curvature(
        g, x, v, 4 * c**2 + 2 * a * inner(v, v) - 2 * inner(v, M * v), given=[symmetric]
    )
    curved = k.combine(
        a + 2 * c**2 >= lam - D / 4,
        {flat: 1, bend: -1, unit: -2 * e, eigen: 2 * v},
        signs=[symmetric],
        scale=2,
    )

    def faster(rate, enough, part, rest):
        """From c^2 >= part D: t >= rate D, or else 4 e^2 c^2 exceeds alpha^2."""
        slow = k.assume(t < rate * D)
        absurd = k.combine(
            S.false,
            {energy: 1, enough: 4 * e**2, slow: 8 * part * (1 - rate) * D**2, cap: eighth},
            squares=[(4, w), (4 * part * D, e + (1 - rate) * D), (rest * D**3, 1)],
        )
        return k.contradiction(t >= rate * D, absurd)

    def little(few):
        weak = weaken(k, k.combine(t >= D / 2, {curved: 1, few: 2}), half)
        wide = k.combine(Y >= 3 * D / 8, {split: 1, curved: 1, few: 3, floor: 1})
        absurd = k.combine(
            S.false,
            {weak: 1, wide: D**2, cap: eighth},
            squares=[(4 * e**2, c), (D**3 / 4, 1)],
        )
        return k.contradiction(goal.relation, absurd)

    def much(case):
        enough = k.combine(part >= 0, {case: 1})
        first = faster(half, enough, eighth, 0)
        weak = weaken(k, first, half)
        narrow = k.combine(thin, {weak: 1, cap: eighth}, squares=[(4 * e**2, c)], scale=D**2)
        if goal is thin:
            return narrow
        more = k.combine(c**2 - 3 * D / 8 >= 0, {split: 1, floor: 1, first: 1, narrow: 1})
        second = faster(Rational(7, 10), more, Rational(3, 8), Rational(1, 100))
        if goal is ahead:
            return k.combine(ahead, {second: 1})
        return k.combine(
            large, {split: 1, floor: 1, second: 1, narrow: 1}, squares=[(3 * D / 40, 1)]
        )

    part = c**2 - D / 8
    return k.cases(
        k.split(part),
        {
            Lt(part, 0): little(k.assume(Lt(part, 0))),
            Gt(part, 0): much(k.assume(Gt(part, 0))),
            Eq(part, 0): much(k.assume(Eq(part, 0))),
        },
    )


@thm.proof(large)
def large_along_v(k):
    return derive(k, large)


@thm.proof(thin)
def thin_across(k):
    return derive(k, thin)


@thm.proof(ahead)
def ahead_of_the_gap(k):
    return derive(k, ahead)


thm.scales("argument", M=2, x=1, lam=2, D=2, alpha=3)
thm.invariant("rotation", d)
ROOM = (
    "not sharp: the best constants are c^2 >= 0.80 D, |y|^2 <= 0.033 D and t >= 0.80 D "
    "(numerically, over c^2, |y|^2 and lam)"
)
thm.open("constant", "true for f > 1: f lam and D + (f - 1) lam satisfy all hypotheses", eigen)
thm.open(
    "constant",
    "true: `gap` makes <y, w> >= D c^2 (1 - f)^2, so that a small gradient leaves f near 1 only, "
    "where there is room, as the best constants are 0.80, 0.033 and 0.80 (numerically)",
    unit,
)
thm.open(
    "constant",
    "true for every factor of c v, as <v, y> = <v, M y> = 0; others are stronger, as D <= lam, or "
    "leave room (a gap of 0.999 D)",
    gap,
)
thm.open("term dropped", "true: nothing changes without c v, and <y, M y> <= 0 is stronger", gap)
thm.open("swapped", "true: stronger, <y, M y> <= (lam - D) |y|^2 - D (1 - c^2)^2 / c^2", gap)
thm.open("constant", ROOM, floor)
thm.open("constant", "true for -D too: the best constants stay (numerically)", flat)
thm.open(
    "constant", "true for |grad|^2 <= D^3 / 4: t >= 0.702 D, |y|^2 <= 0.068 D (numerically)", small
)
thm.open(
    "constant", "true for |grad|^2 <= D^3 / 4: t >= 0.702 D, |y|^2 <= 0.068 D (numerically)", cap
)
for conclusion in (large, thin, ahead):
    thm.open("strict", ROOM, conclusion)
thm.open("constant", ROOM, large)
thm.open("constant", f"true for every factor of c v, as <v, y> = 0; {ROOM}", thin)
thm.open("term dropped", "true: <v, y> = 0, so that |y|^2 or 0 is left", thin)
thm.open("constant", ROOM, ahead)

thm.check(
    large,
    thin,
    ahead,
    on=pca_rank.capped,
    draw=saddles.points,
    constructed=[symmetric, eigen, unit, gap, floor, small],
)

# Real matrices and points: gradients and curvatures are computed from them.
minimum = {M: [[1, 0], [0, 0]], x: [1, 0], v: [1, 0], lam: 1, D: 1, alpha: "1/100"}
bent = {**minimum, x: ["24/25", "17/100"], alpha: "337/1000"}
thm.example(minimum, name="minimum")
thm.example(bent, name="off the minimum")
huge = {**minimum, M: [[10**10, 0], [0, 0]], x: [10**5, 0], lam: 10**10}
thm.example(huge, name="lam = 10^10 D")
# M = 10^10 I: every x with |x|^2 = 10^10 is a minimum.
round_ = {**huge, M: [[10**10, 0], [0, 10**10]], x: [60000, 80000]}
thm.needs(gap, round_, breaks=thin, name="gap, barely")
for tiny in (Rational(1, 10**9), Rational(1, 1000)):
    thm.needs(
        eigen, {**round_, lam: 10**10 / (1 - tiny)}, breaks=thin, name=f"eigen, barely: {tiny}"
    )
half = {M: [[1, 0], [0, "1/2"]], x: [sqrt(2) / 4, sqrt(6) / 4], alpha: sqrt(2) / 4}
thm.needs(gap, {**minimum, **half}, breaks=thin, name="gap, of D / 2")
# The gradient of a nonsymmetric M is that of its symmetric part, here 25/16 q q', q = (4, 3)/5.
skewed = {**minimum, M: [[1, "3/2"], [0, "9/16"]], x: [1, "3/4"], D: "7/16"}
thm.needs(symmetric, skewed, breaks=thin)
thm.needs(eigen, {**minimum, v: ["3/5", "4/5"], D: "9/25"}, breaks=thin)
thm.needs(unit, {**minimum, x: [0, 0], v: ["1/2", 0]}, breaks=large)
thm.needs(gap, {**minimum, M: [[1, 0], [0, 1]], x: ["3/5", "4/5"]}, breaks=thin)
thm.needs(floor, {**minimum, x: [0, 0], D: 4}, breaks=large)
thm.needs(flat, {**minimum, x: [0, 0]}, breaks=large)
thm.needs(small, {**minimum, x: [1, 1]}, breaks=thin)
# Not known to the source: some bound on alpha is needed, and 5/4 D^(3/2) is too large.
beyond = {
    M: [[9, 0], [0, 8]],
    x: ["5/8", sqrt(487) / 8],
    v: [1, 0],
    lam: 9,
    D: 1,
    alpha: "5/4",
}
thm.needs(cap, beyond, breaks=thin)


def scaled(s, **changes):
    """`beyond`, where M is multiplied by s^2, so that D is s^2."""
    place = {M: [[9 * s**2, 0], [0, 8 * s**2]], lam: 9 * s**2, D: s**2, v: [1, 0]}
    return {**place, x: [5 * s / 8, s * sqrt(487) / 8], "alpha": 5 * s**3 / 4, **changes}


for s in (Rational(1, 4), Rational(3), Rational(4)):
    thm.needs(cap, scaled(s), breaks=thin, name=f"cap, with other powers: D = {s**2}")
for s, largest in ((sqrt(2) / 4, Rational(1, 64)), (4 * sqrt(2), 64)):
    wrong = scaled(s, alpha=largest)
    thm.needs(small, wrong, breaks=thin, name=f"small, with other powers: alpha = {largest}")
thm.refutes("c^2 >= D", c**2 >= D, bent, of=large)
thm.refutes("|y|^2 <= D / 100", Y <= D / 100, bent, of=thin)
thm.refutes("|x|^2 >= lam", t >= D, bent, of=ahead)
