"""A small gradient without strong negative curvature puts x within sqrt(alpha) of a minimum.

Source   Ma 2021, footnote 5, as the condition of Theorem 2.3 for the rank-one PCA objective.
Claim    M symmetric, lam its top eigenvalue, D = min(lam, lam - next distinct eigenvalue) > 0,
         alpha <= min(D^(3/2) / (2 sqrt 2), D^2), |grad g(x)| <= alpha, and curvature at least
         -D / 2 along the unit top eigenvector v nearest to x  =>  |x - sqrt(lam) v| <= sqrt(alpha).
Covers   every dimension; Theorem 2.3 with exponent 1/2, tau0 = D / 2 and
         eps0 = min(D^(3/2) / (2 sqrt 2), D^2); the constant 2 sqrt 2 of footnote 5 would only
         give eps0 = min(D^(3/2) / (2 sqrt 2), D^2 / 8).
Silent   on lam <= 0; for M = 0 the exponent is 1/3, see pca.strict_saddle_nonpositive.
"""

from sympy import Rational, S, sqrt

from lemmata import Theorem, cite, norm
from models import pca_rank
from strategies import saddles
from theorems.pca import strict_saddle
from theorems.pca.strict_saddle_components import half, point, round_, scaled

thm = Theorem(
    "pca.strict_saddle_robust",
    supports=["ma.fn-5"],  # of ma.thm-2.3 this is the hypothesis for one objective, not the theorem
    sources=[cite("Ma 2021", "footnote 5"), cite("Ma 2021", "Theorem 2.3")],
)
d, M, x, v, lam, D, alpha = point(thm)
distance = norm(x - sqrt(lam) * v)

symmetric, eigen, unit, upright, gap, floor, flat, small, cap = (
    thm.assume(fact.name, fact.relation) for fact in strict_saddle.thm.hypotheses.values()
)
level = thm.assume("level", alpha <= D**2)
root = thm.conclude("root", distance <= sqrt(alpha))


@thm.proof(root)
def alpha_over_D_is_at_most_the_root(k):
    near = k.lemma(strict_saddle.thm, "nearer")
    far = k.assume(distance > sqrt(alpha))
    long = k.combine(distance >= 0, {far: 1}, squares=[(sqrt(alpha), 1)])
    absurd = k.combine(
        S.false,
        {far: distance + sqrt(alpha), near: distance + alpha / D, level: alpha / D**2},
        signs=[long],
    )
    return k.contradiction(root, absurd)


thm.rigid("alpha <= D^2 compares a gradient, D^(3/2) in units of D, with D^2")
thm.invariant("rotation", d)
strict_saddle.room(thm, unit, gap)
ROOM = "not sharp: the distance is at most 0.521 alpha / D <= 0.521 sqrt(alpha) (numerically)"
for given in (floor, flat, root):
    thm.open("constant", ROOM, given)
thm.open("strict", ROOM, root)
for given in (small, cap):
    thm.open("constant", "true up to D^3 / 4, with 0.549 |grad g| / D (numerically)", given)
thm.open(
    "exponent",
    "true for 8 alpha^2 <= D^2: `level` leaves alpha^2 <= 0.354 D^3, and the distance is at most "
    "0.582 alpha / D there (numerically)",
    cap,
)
thm.open("constant", f"{ROOM}, so that alpha <= 3.6 D^2 is enough", level)
thm.open("exponent", "true: alpha <= D^3 is stronger for D <= 1, and `cap` is for D >= 1/8", level)
thm.open("swapped", "true: D <= alpha^2 and `cap` make D >= 1/8, where `cap` is stronger", level)

thm.check(
    root,
    on=pca_rank.capped,
    draw=saddles.points,
    constructed=[symmetric, eigen, unit, upright, gap, floor, small],
)

# Real matrices and points: gradients and curvatures are computed from them.
minimum = {M: [[1, 0], [0, 0]], x: [1, 0], v: [1, 0], lam: 1, D: 1, alpha: "1/100"}
thm.example(minimum)
small_step = Rational(1, 10**12)
tiny = {M: [[small_step**2, 0], [0, 0]], lam: small_step**2, D: small_step**2}
for sign in (1, -1):
    x_1 = small_step * (1 + sign * small_step / 10)
    barely = {**minimum, **tiny, x: [x_1, 0], alpha: small_step**4 / 2}
    thm.example(barely, name=f"lam = 10^-24, barely off the minimum: {sign}")
sizes = Rational(1, 10**9), Rational(1, 1000)
for f in (1 + sign * size for size in sizes for sign in (1, -1)):
    other = {**minimum, lam: 1 / f, D: "1/2", alpha: small_step**2}
    thm.needs(eigen, other, name=f"eigen, {f}")
thm.needs(symmetric, {**minimum, M: [[1, "3/2"], [0, "9/16"]], x: [1, "3/4"], D: "7/16"})
thm.needs(eigen, {**minimum, v: ["3/5", "4/5"], D: "9/25"})
thm.needs(unit, {**minimum, x: [0, 0], v: ["1/2", 0]})
thm.needs(upright, {**minimum, x: [-1, 0]})
thm.needs(gap, {**minimum, M: [[1, 0], [0, 1]], x: ["3/5", "4/5"]})
thm.needs(gap, round_, name="gap, barely")
thm.needs(gap, {**minimum, **half}, name="gap, of D / 2")
thm.needs(floor, {**minimum, x: [0, 0], D: 4})
thm.needs(flat, {**minimum, x: [0, 0]})
thm.needs(small, {**minimum, x: [2, 0]})
thm.needs(
    cap, {**minimum, M: [[36, 0], [0, 32]], x: ["5/4", sqrt(487) / 4], lam: 36, D: 4, alpha: 10}
)
for s in (Rational(3), Rational(4)):
    thm.needs(cap, scaled(s), name=f"cap, with other powers: D = {s**2}")
cubed = {M: [["1/2", 0], [0, 0]], x: ["1/4", sqrt(3) / 4], lam: "1/2", D: "1/2", alpha: "1/4"}
thm.needs(cap, {**minimum, **cubed}, name="cap, with alpha^3")
thm.needs(small, scaled(4 * sqrt(2), alpha=64), name="small, with alpha^3")
# On the circle |x|^2 = lam = 1 the gradient is 2 D |y|; here y = 2 m / (1 + m^2) with m = 1/182.
flatter = {x: ["33123/33125", "364/33125"], D: "1/256", alpha: "364/4240000"}
thm.needs(level, {**minimum, M: [[1, 0], [0, "255/256"]], **flatter})
thm.refutes(
    "exponent 1",
    distance <= alpha,
    {
        **minimum,
        M: [[1, 0], [0, "15/16"]],
        x: ["33123/33125", "364/33125"],
        D: "1/16",
        alpha: "1/512",
    },
)
thm.refutes(
    "half the distance",
    distance <= sqrt(alpha) / 2,
    {
        **minimum,
        M: [["1/9", 0], [0, 0]],
        x: ["8/25", "67/1200"],
        lam: "1/9",
        D: "1/9",
        alpha: "1/81",
    },
)
