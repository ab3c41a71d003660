"""The rank-one PCA objective is a strict saddle function with explicit constants.

Source   Ma 2021, footnote 5 and Definition 2.1.
Claim    M symmetric with top eigenvalue lam > 0, D = min(lam, lam - next distinct eigenvalue),
         0 < alpha <= D^(3/2) / (2 sqrt 2): g is (alpha, D / 2, 2 sqrt 2 alpha / D)-strict saddle.
         If |grad g(x)| <= alpha and the curvature along v is at least -D / 2, where v is the unit
         vector along the projection of x on the top eigenspace (any top unit vector if that is 0),
         then |x - sqrt(lam) v| <= alpha / D <= 2 sqrt 2 alpha / D; sqrt(lam) v is a global minimum.
Covers   every dimension; repeated, zero and negative eigenvalues; one direction of curvature only;
         the gap is used for y = x - <v, x> v alone.
Silent   on lam <= 0, see pca.strict_saddle_nonpositive; on the best constants: that of gamma is
         between 0.51 and 1, that of the largest alpha between 1 / (2 sqrt 2) and 5 / 4, that of
         beta between 1 / 2 and 2.1.
"""

from sympy import Eq, Or, Rational, S, sqrt

from lemmata import Curvature, Theorem, cite, inner, norm
from models import pca_rank
from strategies import saddles
from theorems.pca import strict_saddle_components as components
from theorems.pca.strict_saddle_components import (
    bent,
    beyond,
    half,
    minimum,
    round_,
    scaled,
    skewed,
)


def room(thm, unit, gap):
    """Declare in a theorem which changes of these two hypotheses are true."""
    thm.open(
        "constant",
        "true: `gap` makes c |1 - f| <= 0.56 alpha / D or, for f far from 1, contradicts the "
        "others (with their best constants, numerically); then the shift of sqrt(lam) v fits into "
        "the room",
        unit,
    )
    thm.open(
        "constant",
        "true for every factor of c v, as <v, y> = <v, M y> = 0; others are stronger, as D <= lam, "
        "or leave room (a gap of 0.999 D)",
        gap,
    )
    without = "true: nothing changes without c v, and <y, M y> <= 0 is stronger"
    thm.open("term dropped", without, gap)
    thm.open("swapped", "true: stronger, <y, M y> <= (lam - D) |y|^2 - D (1 - c^2)^2 / c^2", gap)


thm = Theorem("pca.strict_saddle", catalogue=["ma.fn-5"], sources=[cite("Ma 2021", "footnote 5")])
d, M, x, v, lam, D, alpha = components.point(thm)
c, a = inner(v, x), inner(x, x)
y = x - c * v
Y, e, error = inner(y, y), a - lam, x - sqrt(lam) * v

symmetric, eigen, unit = (
    thm.assume(fact.name, fact.relation)
    for fact in (components.symmetric, components.eigen, components.unit)
)
upright = thm.assume("upright", c >= 0)
gap, floor, flat, small, cap = (
    thm.assume(fact.name, fact.relation)
    for fact in (
        components.gap, components.floor, components.flat, components.small, components.cap,
    )
)  # fmt: skip
near = thm.conclude("near", norm(error) <= 2 * sqrt(2) * alpha / D)
nearer = thm.conclude("nearer", norm(error) <= alpha / D)


def squared(k):
    """D^2 |x - sqrt(lam) v|^2 <= alpha^2, as D (c - sqrt(lam))^2 <= (c^2 - lam)^2."""
    large, thin, ahead = (k.lemma(components.thm, name) for name in ("large", "thin", "ahead"))
    s = sqrt(lam)
    return k.combine(
        inner(error, error) * D**2 <= alpha**2,
        {
            components.weaken(k, ahead, Rational(7, 10)): 1,
            large: 4 * e**2,
            thin: 2 * D * Y,
            upright: 2 * s * D * (c - s) ** 2,
            floor: D * (c - s) ** 2,
            k.combine(Eq(Y, a - c**2), {unit: c**2}): -D * (a - Y + c**2 - 2 * lam),
            unit: D**2 * (c**2 - lam),
        },
        squares=[(D, e + Y), (D * (c - s) ** 2, c), (Rational(71, 100) * D**2, y)],
        signs=[k.combine(Y >= 0, squares=[(1, y)])],
    )


def root(k, conclusion, radius, rest):
    """From the squares to |x - sqrt(lam) v| <= radius, where D^2 radius^2 = alpha^2 + rest."""
    length = norm(error)
    real = k.combine(inner(error, error) >= 0, squares=[(1, error)])
    far = k.assume(length > radius)
    absurd = k.combine(
        S.false, {far: (length + radius) * D**2, squared(k): 1}, squares=[(rest, 1)], signs=[real]
    )
    return k.contradiction(conclusion, absurd)


@thm.proof(near)
def constant_of_the_source(k):
    return root(k, near, 2 * sqrt(2) * alpha / D, 7 * alpha**2)


@thm.proof(nearer)
def constant_one(k):
    return root(k, nearer, alpha / D, 0)


thm.scales("argument", M=2, x=1, lam=2, D=2, alpha=3)
thm.invariant("rotation", d)
room(thm, unit, gap)
ROOM = "not sharp: the best constant is 0.521 alpha / D (numerically, over c^2, |y|^2 and lam)"
for given in (floor, flat):
    thm.open("constant", ROOM, given)
for given in (small, cap):
    thm.open("constant", "true up to D^3 / 4, with 0.549 |grad g| / D (numerically)", given)
for conclusion in (near, nearer):
    thm.open("strict", ROOM, conclusion)
thm.open("constant", "true: `nearer` is stronger", near)
thm.open("constant", ROOM, nearer)

thm.check(
    near,
    nearer,
    on=pca_rank.capped,
    draw=saddles.points,
    constructed=[symmetric, eigen, unit, upright, gap, floor, small],
)

thm.check(
    nearer,
    on=pca_rank.capped,
    draw=saddles.descended,
    constructed=[symmetric, eigen, unit, upright, gap, floor, small],
    name="after gradient descent from random starts",
)

# Real matrices and points: gradients and curvatures are computed from them.
thm.example(minimum, name="minimum")
thm.example(bent, name="off the minimum")
small_step = Rational(1, 10**12)
for sign in (1, -1):
    barely = {**minimum, x: [1 + sign * small_step, 0], alpha: 5 * small_step}
    thm.example(barely, name=f"barely off the minimum: {sign}")
thm.needs(symmetric, skewed, breaks=near)
sizes = Rational(1, 10**9), Rational(1, 1000)
for f in (1 + sign * size for size in sizes for sign in (1, -1)):
    other = {**minimum, lam: 1 / f, D: "1/2", alpha: small_step}
    thm.needs(eigen, other, breaks=near, name=f"eigen, {f}")
thm.needs(eigen, {**minimum, v: ["3/5", "4/5"], D: "9/25"}, breaks=near)
thm.needs(unit, {**minimum, x: [0, 0], v: ["1/2", 0]}, breaks=near)
thm.needs(upright, {**minimum, x: [-1, 0]}, breaks=near)
thm.needs(gap, {**minimum, M: [[1, 0], [0, 1]], x: ["3/5", "4/5"]}, breaks=near)
thm.needs(gap, round_, breaks=near, name="gap, barely")
thm.needs(gap, {**minimum, **half}, breaks=nearer, name="gap, of D / 2")
half_lam = {M: [["1/2", 0], [0, 0]], x: ["2/5", 0], lam: "1/2", alpha: "34/125"}
thm.needs(floor, {**minimum, **half_lam}, breaks=nearer, name="floor, D = 2 lam")
thm.needs(floor, {**minimum, x: [0, 0], D: 4}, breaks=near)
thm.needs(flat, {**minimum, x: [0, 0]}, breaks=near)
thm.needs(small, {**minimum, x: [2, 0]}, breaks=near)
thm.needs(cap, beyond, breaks=near)
for s in (Rational(1, 4), Rational(3), Rational(4)):
    thm.needs(cap, scaled(s), breaks=near, name=f"cap, with other powers: D = {s**2}")
for s, largest in ((sqrt(2) / 4, Rational(1, 64)), (4 * sqrt(2), 64)):
    wrong = scaled(s, alpha=largest)
    thm.needs(small, wrong, breaks=near, name=f"small, with other powers: alpha = {largest}")
thm.refutes("gamma = alpha / (2 D)", norm(error) <= alpha / (2 * D), bent, of=nearer)
thm.refutes("gamma = 0.51 alpha / D", norm(error) <= 51 * alpha / (100 * D), bent, of=near)
thm.refutes(
    "beta = 2.1 D, at the second eigenvector",
    Or(Curvature(components.g, x, v) <= -21 * D / 10, near.relation),
    {**minimum, M: [[2, 0], [0, 1]], x: [0, 1], lam: 2},
    of=near,
    given=[symmetric, eigen, unit, upright, gap, floor, small, cap],
)
