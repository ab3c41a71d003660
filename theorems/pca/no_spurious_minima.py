"""Every second-order stationary point of the rank-one PCA objective is a global minimum.

Source   Ma 2021, Theorem 4.1.
Claim    M symmetric, lam > 0 its largest eigenvalue (lam I - M = B B') with a unit eigenvector v,
         grad g(x) = 0 and D^2 g(x)[v, v] >= 0  =>  |x|^2 = lam, M x = lam x, and g(x) <= g(y) for
         every y; the value is (tr M^2 - lam^2) / 2.
Covers   every dimension; indefinite M (the source assumes M >= 0); repeated lam; the curvature is
         needed along one top eigenvector only, and no orthogonality of eigenvectors is used.
Silent   on lam <= 0 (see negative_semidefinite) and on points that are only nearly stationary.
"""

from sympy import Eq, Ge, Gt, Identity, Le, Lt, Or, Rational, Trace, false, sqrt

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import pca, pca_planted
from strategies import spectra

thm = Theorem(
    "pca.no_spurious_minima",
    catalogue=["ma.thm-4.1"],
    sources=[cite("Ma 2021", "Theorem 4.1")],
)
d = thm.dimension("d")
M, B = thm.operator("M B", d, "the matrix to approximate; a root of lam I - M")
x, v, y = thm.vector("x v y", d, "the point; a unit top eigenvector; any rival")
lam = thm.positive("lam", "the largest eigenvalue of M")
g, rival = pca.term(M, x), pca.term(M, y)
thm.measure(g, "objective")
thm.measure(Gradient(g, x), "gradient")
thm.measure(Curvature(g, x, v), "curvature")
a, b, least = inner(x, x), inner(x, v), (Trace(M * M) - lam**2) / 2

symmetric = thm.assume("symmetric", Eq(M.T, M))
top = thm.assume("top", Eq(lam * Identity(d) - M, B * B.T))
unit = thm.assume("unit", Eq(inner(v, v), 1))
eigen = thm.assume("eigen", Eq(M * v, lam * v))
critical = thm.assume("critical", Eq(Gradient(g, x), zero(x)))
curved = thm.assume("curved", Ge(Curvature(g, x, v), 0))
norm = thm.conclude("norm", Eq(a, lam))
top_eigenvector = thm.conclude("top_eigenvector", Eq(M * x, lam * x))
value = thm.conclude("value", Eq(g, least))
minimum = thm.conclude("minimum", Le(g, rival))


def own_eigenvalue(k):
    formula = k.gradient(g, x, 2 * (a * x - M * x), given=[symmetric])
    half = {formula: Rational(1, 2), critical: Rational(-1, 2)}
    return k.combine(Eq(M * x, a * x), half, signs=[symmetric])


@thm.proof(norm)
def cubic_certificate(k):
    own = own_eigenvalue(k)
    form = 4 * b**2 + 2 * a * inner(v, v) - 2 * inner(v, M * v)
    bend = k.curvature(g, x, v, form, given=[symmetric])
    E = k.combine(Eq((a - lam) * b, 0), {own: -v, eigen: x}, signs=[symmetric])
    h = k.combine(
        Ge(4 * b**2 + 2 * a - 2 * lam, 0),
        {curved: 1, bend: -1, eigen: 2 * v, unit: 2 * lam - 2 * a},
        signs=[symmetric],
    )
    # (a - lam)^3 = h (a - lam)^2 / 2 - 2 E^2 cannot be negative.
    low = k.assume(Lt(a, lam))
    cube = {h: (a - lam) ** 2 / 2, E: -2 * (a - lam) * b, low: (lam - a) ** 2}
    above = k.contradiction(Ge(a, lam), k.combine(false, cube, signs=[low]))
    positive = k.combine(Gt(a, 0), {above: 1}, squares=[(lam, 1)])
    below = k.combine(
        Le(a, lam),
        {top: x * x.T, own: x},
        squares=[(1, B.T * x)],
        scale=a,
        signs=[symmetric, positive],
    )
    return k.squeeze(below, above)


@thm.proof(top_eigenvector)
def its_eigenvalue_is_lam(k):
    length = k.combine(Eq(a - lam, 0), {cubic_certificate(k): 1})
    return k.combine(top_eigenvector, {own_eigenvalue(k): 1, length: x})


@thm.proof(value)
def gap_vanishes(k):
    parts = {cubic_certificate(k): (a - lam) / 2 - a, own_eigenvalue(k): -x}
    return k.combine(value, parts, signs=[symmetric])


@thm.proof(minimum)
def no_rival_is_lower(k):
    squares = [(Rational(1, 2), inner(y, y) - lam), (1, B.T * y)]
    return k.combine(
        minimum, {gap_vanishes(k): -1, top: y * y.T}, squares=squares, signs=[symmetric]
    )


thm.scales("argument", M=2, B=1, x=1, y=1, lam=2)
thm.invariant("rotation", d)
thm.open(
    "constant",
    "true: f B B' has the root sqrt(f) B; lam I - f M for f > 1, and f lam I - M for f < 1, are "
    "negative at v",
    top,
)
thm.open("term dropped", "true: -M = B B' is negative at v, so there is no such M", top)
thm.open("constant", "true for every v != 0: all that is said of v is homogeneous in v", unit)
thm.open("constant", "true: f lam > lam is no eigenvalue, by `top`", eigen)
SAME = "true: tr (p M - q x x') (M - x x') is p (tr M M - lam^2), no more than before for p <= 1"
thm.open("constant", SAME, minimum)
thm.open("term dropped", SAME, minimum)

thm.check(
    norm,
    top_eigenvector,
    value,
    minimum,
    on=pca_planted.stationary,
    draw=spectra.planted,
    constructed=[symmetric, top, unit, eigen, critical],
)

diagonal = {M: [[1, 0], [0, 4]], B: [[sqrt(3), 0], [0, 0]], lam: 4, v: [0, 1], y: [1, 1]}
indefinite = {M: [[1, 0], [0, -5]], B: [[0, 0], [0, sqrt(6)]], lam: 1, v: [1, 0], y: [0, 1]}
rank_one = {M: [[1, 0], [0, 0]], B: [[0, 0], [0, 1]], lam: 1, v: [1, 0], y: [0, 1]}
thm.example({**diagonal, x: [0, 2]})
thm.example({**indefinite, x: [-1, 0]}, name="indefinite")
thm.sharp(minimum, {**diagonal, x: [0, 2], y: [0, -2]})
slight = Rational(1, 10**10)
thm.example({**rank_one, x: [1, 0], y: [1 + slight, 0]}, name="a rival barely too long")


@thm.implied(symmetric)
def difference_of_symmetric_terms(k):
    return k.combine(symmetric, {top: 1, k.transposed(top): -1})


thm.needs(
    top,
    {M: [[1, 0], [0, 4]], B: [[0, 0], [0, 0]], lam: 1, v: [1, 0], y: [1, 1], x: [0, 2]},
    breaks=norm,
)
# lam = 1 is barely not the largest eigenvalue, and x belongs to the other one.
second = {M: [[1, 0], [0, 1 + slight]], lam: 1, v: [1, 0], y: [1, 1], x: [0, sqrt(1 + slight)]}
for e in (Rational(1, 10**9), Rational(1, 1000), Rational(1, 2), 1):
    for p, q in ((1, 1 - e), (1 + e, 1)):
        root = [[sqrt(p - q), 0], [0, sqrt(p - q * (1 + slight))]]
        thm.needs(top, {**second, B: root}, breaks=norm, name=f"top, with {p} lam I - {q} M")
swapped = [[0, 0], [0, 1 - (1 + slight) ** 2]]
thm.needs(top, {**second, B: swapped}, breaks=norm, name="top, with lam I - B = M M'")
thm.needs(unit, {**diagonal, v: [0, 0], x: [0, 0]}, breaks=norm)
unreached = {**diagonal, lam: 9, B: [[sqrt(8), 0], [0, sqrt(5)]]}
thm.needs(eigen, {**unreached, x: [0, 2]}, breaks=norm)
thm.needs(critical, {**diagonal, x: [0, 4]}, breaks=minimum)
thm.needs(curved, {**diagonal, x: [0, 0]}, breaks=minimum, name="curved, at 0")
thm.needs(
    curved, {**diagonal, x: [1, 0], y: [0, 2]}, breaks=minimum, name="curved, at sqrt(lam_2) v_2"
)
thm.refutes("norm lam", Eq(a, lam**2), {**diagonal, x: [0, 2]}, of=norm)
thm.refutes("unscaled", Or(Eq(x, v), Eq(x, -v)), {**diagonal, x: [0, 2]}, of=top_eigenvector)
thm.refutes("no half", Eq(g, Trace(M * M) - lam**2), {**diagonal, x: [0, 2]}, of=value)
thm.refutes("strict", Lt(g, rival), {**diagonal, x: [0, 2], y: [0, -2]}, of=minimum)
thm.refutes(
    "M = v v', no curvature",
    Or(Eq(x, v), Eq(x, -v)),
    {**rank_one, x: [0, 0]},
    of=norm,
    given=[symmetric, top, unit, eigen, critical],
)
thm.refutes(
    "curvature alone gives |x|^2 >= lam / 2",
    Ge(a, lam / 2),
    {**rank_one, x: [1 / sqrt(3), 0]},
    of=norm,
    given=[symmetric, top, unit, eigen, curved],
)
thm.refutes("only for M >= 0", Ge(inner(y, M * y), 0), {**indefinite, x: [1, 0]}, of=minimum)
