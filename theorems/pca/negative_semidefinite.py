"""If M has no positive eigenvalue, rank-one PCA is convex and 0 is its only stationary point.

Source   Ma 2021, Theorem 4.1 and section 4.1, for the case that they leave out.
Claim    M = -B B'  =>  g is convex, grad g(x) = 0 <=> x = 0, and g(x) >= tr M^2 / 2 = g(0).
Covers   every dimension; M = 0, where g(x) = tr M^2 / 2 + |x|^4 / 2.
Silent   on rates: for M = 0 the minimum is degenerate and no Polyak-Lojasiewicz inequality holds.
"""

from sympy import Eq, Equivalent, Ge, Gt, Le, Lt, Rational, Trace, false

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import pca
from strategies import matrices

thm = Theorem(
    "pca.negative_semidefinite",
    supports=["ma.thm-4.1", "ma.pca-global", "ma.pca-no-pl"],
    sources=[cite("Ma 2021", "Theorem 4.1"), cite("Ma 2021", "section 4.1")],
)
d = thm.dimension("d")
M, B = thm.operator("M B", d, "the matrix to approximate; a root of -M")
x, v = thm.vector("x v", d, "the point; a direction")
g = pca.term(M, x)
grad, bend = Gradient(g, x), Curvature(g, x, v)
thm.measure(g, "objective")
thm.measure(grad, "gradient")
thm.measure(bend, "curvature")
a, c = inner(x, x), inner(v, v)
critical, origin = Eq(grad, zero(x)), Eq(x, zero(x))

symmetric = thm.assume("symmetric", Eq(M.T, M))
negative = thm.assume("negative", Eq(M, -B * B.T))
convex = thm.conclude("convex", Ge(bend, 0))
stationary = thm.conclude("stationary", Equivalent(critical, origin))
bound = thm.conclude("bound", Ge(g, Trace(M * M) / 2))


@thm.proof(convex)
def curvature_is_a_sum_of_squares(k):
    form = 4 * inner(x, v) ** 2 + 2 * a * c - 2 * inner(v, M * v)
    fact = k.curvature(g, x, v, form, given=[symmetric])
    squares = [(4, inner(x, v)), (2 * a, v), (2, B.T * v)]
    return k.combine(convex, {fact: 1, negative: -2 * v * v.T}, squares=squares, signs=[symmetric])


@thm.proof(stationary)
def gradient_along_x(k):
    formula = k.gradient(g, x, 2 * (a * x - M * x), given=[symmetric])
    away = k.assume(Gt(a, 0))
    parts = {formula: x / 2, k.assume(critical): -x / 2, negative: -x * x.T, away: a}
    absurd = k.combine(false, parts, squares=[(1, B.T * x)], signs=[symmetric, away])
    forward = k.vanishing(k.contradiction(Le(a, 0), absurd))
    at_zero = k.assume(origin)
    back = k.combine(critical, {formula: 1, at_zero: 2 * a, k.contract(at_zero, left=M): -2})
    return k.iff(k.discharge(forward, critical), k.discharge(back, origin))


@thm.proof(bound)
def both_terms_are_squares(k):
    squares = [(Rational(1, 2), a), (1, B.T * x)]
    return k.combine(bound, {negative: -x * x.T}, squares=squares, signs=[symmetric])


thm.scales("argument", M=2, B=1, x=1)
thm.scales("direction", v=1)
thm.invariant("rotation", d)
thm.open("constant", "M = -c B B' is the same hypothesis with the root sqrt(c) B of -M", negative)
thm.open("swapped", "true: x and v are two arbitrary vectors", convex)
thm.open(
    "constant",
    "true: tr (p M - q x x') (M - x x') is p tr M^2 - (p + q) <x, M x> + q |x|^4, and no less than "
    "tr M^2 for p >= 1 and q >= 0, as <x, M x> <= 0",
    bound,
)
thm.open("exponent", "true: tr M <= 0 and tr M^3 <= 0, while g(x) >= 0", bound)

thm.check(
    convex,
    stationary,
    bound,
    on=pca.negative,
    draw=matrices.negative,
    constructed=[symmetric, negative],
)

diagonal = {M: [[-1, 0], [0, 0]], B: [[1, 0], [0, 0]], v: [1, 1]}
thm.example({**diagonal, x: [0, 1]})
thm.sharp(bound, {**diagonal, x: [0, 0]})


@thm.implied(symmetric)
def transpose_of_the_square(k):
    return k.combine(symmetric, {negative: -1, k.transposed(negative): 1})


positive = {M: [[1, 0], [0, 0]], B: [[0, 0], [0, 0]], v: [1, 0]}
for conclusion in (convex, stationary, bound):
    at = {**positive, x: [0, 0] if conclusion is convex else [1, 0]}
    thm.needs(negative, at, breaks=conclusion, name=f"negative, for {conclusion.name}")
thm.refutes("curvature 6 |x|^2", Ge(bend, 6 * a * c), {**diagonal, x: [0, 1], v: [1, 0]}, of=convex)
thm.refutes(
    "stationary on ker M",
    Equivalent(critical, Eq(M * x, zero(x))),
    {**diagonal, x: [0, 1]},
    of=stationary,
)
thm.refutes("no half", Ge(g, Trace(M * M)), {**diagonal, x: [0, 0]}, of=bound)
thm.erratum(
    cite("Ma 2021", "section 4.1"),
    printed="g is not convex",
    corrected="g is not convex exactly if M has a positive eigenvalue (at 0 the Hessian is -2 M)",
    false=Lt(bend, 0),
    true=convex,
    at={**diagonal, x: [0, 0]},
)
