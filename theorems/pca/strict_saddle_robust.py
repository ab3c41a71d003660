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

from sympy import Eq, S, sqrt

from lemmata import Curvature, Gradient, Theorem, cite, inner, norm
from models import pca, pca_rank
from strategies import saddles
from theorems.pca import strict_saddle

thm = Theorem(
    "pca.strict_saddle_robust",
    catalogue=[
        "ma.fn-5"
    ],  # of ma.thm-2.3 this is the hypothesis for one objective, not the theorem
    sources=[cite("Ma 2021", "footnote 5"), cite("Ma 2021", "Theorem 2.3")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x = thm.vector("x", d, "the point")
v = thm.vector("v", d, "unit top eigenvector along the top part of x")
lam = thm.positive("lam", "the largest eigenvalue")
D = thm.positive("D", "min(lam, lam - next distinct eigenvalue)")
alpha = thm.positive("alpha", "bound on the gradient norm")
g = pca.term(M, x)
grad = Gradient(g, x)
thm.measure(grad, "gradient")
thm.measure(Curvature(g, x, v), "curvature")
y = x - inner(v, x) * v
distance = norm(x - sqrt(lam) * v)

symmetric = thm.assume("symmetric", Eq(M.T, M))
eigen = thm.assume("eigen", Eq(M * v, lam * v))
unit = thm.assume("unit", Eq(inner(v, v), 1))
upright = thm.assume("upright", inner(v, x) >= 0)
gap = thm.assume("gap", inner(y, M * y) <= (lam - D) * inner(y, y))
floor = thm.assume("floor", D <= lam)
flat = thm.assume("flat", Curvature(g, x, v) >= -D / 2)
small = thm.assume("small", inner(grad, grad) <= alpha**2)
cap = thm.assume("cap", 8 * alpha**2 <= D**3)
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

thm.check(
    root,
    on=pca_rank.capped,
    draw=saddles.points,
    constructed=[symmetric, eigen, unit, upright, gap, floor, small],
)

# Real matrices and points: gradients and curvatures are computed from them.
minimum = {M: [[1, 0], [0, 0]], x: [1, 0], v: [1, 0], lam: 1, D: 1, alpha: "1/100"}
thm.example(minimum)
thm.needs(symmetric, {**minimum, M: [[1, "3/2"], [0, "9/16"]], x: [1, "3/4"], D: "7/16"})
thm.needs(eigen, {**minimum, v: ["3/5", "4/5"], D: "9/25"})
thm.needs(unit, {**minimum, x: [0, 0], v: ["1/2", 0]})
thm.needs(upright, {**minimum, x: [-1, 0]})
thm.needs(gap, {**minimum, M: [[1, 0], [0, 1]], x: ["3/5", "4/5"]})
thm.needs(floor, {**minimum, x: [0, 0], D: 4})
thm.needs(flat, {**minimum, x: [0, 0]})
thm.needs(small, {**minimum, x: [2, 0]})
thm.needs(
    cap, {**minimum, M: [[36, 0], [0, 32]], x: ["5/4", sqrt(487) / 4], lam: 36, D: 4, alpha: 10}
)
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
