"""The gradient of the rank-one PCA objective controls both parts of x = c v + y.

Source   Ma 2021, footnote 5 (a step of a proof that the source leaves out).
Claim    M v = lam v, |v| = 1, c = <v, x>, y = x - c v, w = |x|^2 y - M y  =>
         |grad g(x)|^2 = 4 (|x|^2 - lam)^2 c^2 + 4 |w|^2; and if <y, M y> <= (lam - D) |y|^2 and
         t = |x|^2 - lam + D >= 0, then |w| >= t |y|.
Covers   every dimension; any eigenpair (lam, v), lam of any sign; repeated eigenvalues.
Silent   on t < 0, where the second bound can fail.
"""

from sympy import Eq, Rational, sqrt

from lemmata import Gradient, Theorem, cite, inner
from models import pca, pca_rank
from strategies import saddles

thm = Theorem(
    "pca.strict_saddle_gradient", supports=["ma.fn-5"], sources=[cite("Ma 2021", "footnote 5")]
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x = thm.vector("x", d, "the point")
v = thm.vector("v", d, "a unit eigenvector")
lam = thm.real("lam", "its eigenvalue")
D = thm.real("D", "how far <y, M y> stays below lam |y|^2")
g = pca.term(M, x)
grad = Gradient(g, x)
thm.measure(grad, "gradient")
c, a = inner(v, x), inner(x, x)
y = x - c * v
w = a * y - M * y
e, t = a - lam, a - lam + D

symmetric = thm.assume("symmetric", Eq(M.T, M))
eigen = thm.assume("eigen", Eq(M * v, lam * v))
unit = thm.assume("unit", Eq(inner(v, v), 1))
gap = thm.assume("gap", inner(y, M * y) <= (lam - D) * inner(y, y))
ahead = thm.assume("ahead", t >= 0)
parts = thm.conclude("parts", Eq(inner(grad, grad), 4 * e**2 * c**2 + 4 * inner(w, w)))
lower = thm.conclude("lower", 4 * e**2 * c**2 + 4 * t**2 * (a - c**2) <= inner(grad, grad))


@thm.proof(parts)
def pythagoras(k):
    whole = a * x - M * x
    slope = k.gradient(g, x, 2 * whole, given=[symmetric])
    right_angle = k.combine(Eq(inner(v, w), 0), {unit: -e * c, eigen: -y}, signs=[symmetric])
    return k.combine(
        parts,
        {
            slope: grad + 2 * whole,
            eigen: -4 * c * (whole + e * c * v + w),
            unit: 4 * e**2 * c**2,
            right_angle: 8 * e * c,
        },
        signs=[symmetric],
    )


@thm.proof(lower)
def project_w_on_y(k):
    return k.combine(
        lower,
        {pythagoras(k): Rational(1, 8), gap: t, unit: t**2 * c**2 / 2},
        squares=[(Rational(1, 2), w - t * y)],
        signs=[symmetric, ahead],
        scale=Rational(1, 8),
    )


thm.scales("argument", M=2, x=1, lam=2, D=2)
thm.invariant("rotation", d)
thm.open("constant", "true for every factor of c v, as <v, y> = <v, M y> = 0", gap)
thm.open("term dropped", "true without c v, as <v, y> = <v, M y> = 0", gap)
thm.open("constant", "true for every factor of c v, as <v, w> = <v, M w> = 0", parts)
thm.open("term dropped", "true without c v, as <v, w> = <v, M w> = 0", parts)

thm.check(
    parts,
    lower,
    on=pca_rank.split,
    draw=saddles.points,
    constructed=[symmetric, eigen, unit, gap],
)

# M = diag(3, 1) at (1, 1): both parts of the gradient are nonzero, y is the next eigenvector.
at = {M: [[3, 0], [0, 1]], x: [1, 1], v: [1, 0], lam: 3, D: 2}
thm.sharp(lower, at)
falling = {M: [[1, 0], [0, 2]], x: [2, 1], v: [1, 0], lam: 1, D: -1}
thm.sharp(lower, falling, name="D < 0")
thm.sharp(lower, {**at, M: [[3, 0], [0, 0]], x: [2, 1], D: 3}, name="far from the unit sphere")
small = Rational(1, 10**10)
thm.example({**at, M: [[3, 0], [0, 2 - small]], D: 1 + small}, name="t barely positive")
for f in (1 + s * e for e in (Rational(1, 10**9), Rational(1, 1000)) for s in (1, -1)):
    thm.needs(eigen, {**at, lam: 3 / f, D: 3 / f - 1}, breaks=parts, name=f"eigen, {f}")
    thm.needs(unit, {**at, v: [sqrt(f), 0], D: 1}, breaks=parts, name=f"unit, {f}")
# <y, M y> is above (lam - D) |y|^2 by 1e-10 |y|^2: it is -1, then lam < 0, then D < 0.
for top, low in ((3, -1), (-1, -2), (1, 2)):
    above = {M: [[top, 0], [0, low]], lam: top, D: top - low + small}
    thm.needs(gap, {**at, **above}, breaks=lower, name=f"gap, barely: {top} and {low}")
orthogonal = {M: [[1, 0], [0, 2]], x: [0, 2], lam: 1, D: 0}
thm.needs(gap, {**at, **orthogonal}, breaks=lower, name="gap, x and v exchanged")
# t = -1e-10 and M y = |x|^2 y.
for top in (3, -1):
    behind = {M: [[top, 0], [0, 2]], lam: top, D: top - 2 - small}
    thm.needs(ahead, {**at, **behind}, breaks=lower, name=f"ahead, barely: lam = {top}")
thm.needs(symmetric, {**at, M: [[3, 1], [0, 1]]}, breaks=parts)
thm.needs(eigen, {**at, lam: 2, D: 1}, breaks=parts)
thm.needs(unit, {**at, x: [2, 2], v: [2, 0], D: "1/5"}, breaks=parts)
thm.needs(gap, {**at, D: 4}, breaks=lower)
thm.needs(ahead, {**at, M: [[5, 0], [0, 2]], lam: 5, D: 0}, breaks=lower)
thm.refutes(
    "half of the gradient, as in (4.2)",
    Eq(inner(grad, grad), e**2 * c**2 + inner(w, w)),
    at,
    of=parts,
)
thm.refutes(
    "twice the part along y",
    4 * e**2 * c**2 + 8 * t**2 * (a - c**2) <= inner(grad, grad),
    at,
    of=lower,
)
