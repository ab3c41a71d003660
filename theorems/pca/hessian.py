"""The Hessian of the rank-one PCA objective is 4 x x' + 2 |x|^2 I - 2 M.

Source   Ma 2021, equations (4.3), (4.4) and (4.13).
Claim    M symmetric  =>  D^2 g(x) = 4 x x' + 2 |x|^2 I - 2 M, so that for every v
         D^2 g(x)[v, v] = 4 <x, v>^2 + 2 |x|^2 |v|^2 - 2 <v, M v>
                        = |v x' + x v'|_F^2 - 2 <v, (M - x x') v>;
         for M = v v' with |v| = 1 this is 4 <x, v>^2 + 2 |x|^2 - 2.
Covers   every dimension; any x and v; indefinite M.
Silent   on the eigenvalues (see hessian_spectrum).
"""

from sympy import And, Eq, Identity, Implies

from lemmata import Curvature, HessianAt, Theorem, cite, inner
from models import pca
from strategies import matrices

thm = Theorem(
    "pca.hessian",
    catalogue=["ma.eq-4.3"],
    sources=[
        cite("Ma 2021", "equation (4.3)"),
        cite("Ma 2021", "equation (4.4)"),
        cite("Ma 2021", "equation (4.13)"),
    ],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x, v = thm.vector("x v", d, "the point; a direction")
g = pca.term(M, x)
hess, bend = HessianAt(g, x), Curvature(g, x, v)
thm.measure(hess, "hessian")
thm.measure(bend, "curvature")
a, b, c = inner(x, x), inner(x, v), inner(v, v)
cross, planted = v * x.T + x * v.T, And(Eq(M, v * v.T), Eq(c, 1))

symmetric = thm.assume("symmetric", Eq(M.T, M))
matrix = thm.conclude("matrix", Eq(hess, 4 * x * x.T + 2 * a * Identity(d) - 2 * M))
form = thm.conclude("form", Eq(bend, 4 * b**2 + 2 * a * c - 2 * inner(v, M * v)))
residual = thm.conclude("residual", Eq(bend, inner(cross, cross) - 2 * inner(v, (M - x * x.T) * v)))
factor = thm.conclude("factor", Implies(planted, Eq(bend, 4 * b**2 + 2 * a - 2)))


@thm.proof(matrix)
def mixed_coefficient(k):
    return k.hessian(g, x, matrix.relation.rhs, given=[symmetric])


@thm.proof(form)
def second_coefficient(k):
    return k.curvature(g, x, v, form.relation.rhs, given=[symmetric])


@thm.proof(residual)
def second_coefficient_by_the_residual(k):
    return k.curvature(g, x, v, residual.relation.rhs, given=[symmetric])


@thm.proof(factor)
def form_at_the_factor(k):
    given = k.assume(planted)
    rank_one, unit = (k.part(given, part) for part in (Eq(M, v * v.T), Eq(c, 1)))
    parts = {second_coefficient(k): 1, rank_one: -2 * v * v.T, unit: 2 * a - 2 * (c + 1)}
    return k.discharge(k.combine(factor.relation.args[1], parts), planted)


thm.rigid("one conclusion takes M = v v' with |v| = 1")
thm.invariant("rotation", d)
thm.open(
    "swapped",
    "true: x and v are two arbitrary vectors, in `factor` up to the name of the planted one",
    form,
    residual,
    factor,
)

thm.check(matrix, form, residual, factor, on=pca.at_point, draw=matrices.directions)

at = {M: [[1, 0], [0, 2]], x: [1, 1], v: [1, 0]}
thm.example(at)
thm.example(
    {M: [["9/25", "12/25"], ["12/25", "16/25"]], x: [1, 0], v: ["3/5", "4/5"]}, name="M = v v'"
)
thm.needs(symmetric, {M: [[0, 1], [0, 0]], x: [1, 0], v: [1, 0]}, breaks=matrix)
half = Eq(hess, 2 * x * x.T + a * Identity(d) - M)
half_form = Eq(bend, 2 * b**2 + a * c - inner(v, M * v))
thm.refutes("half", half, at, of=matrix)
thm.refutes("half the form", half_form, at, of=form)
thm.refutes(
    "cross terms once",
    Eq(bend, inner(cross, cross) / 2 - 2 * inner(v, (M - x * x.T) * v)),
    at,
    of=residual,
)
thm.refutes(
    "correlation once",
    Implies(planted, Eq(bend, 2 * b**2 + 2 * a - 2)),
    {M: [[1, 0], [0, 0]], x: [1, 1], v: [1, 0]},
    of=factor,
)
thm.erratum(
    cite("Ma 2021", "equation (4.3)"),
    printed="the Hessian of g is 2 x x' - M + |x|^2 I",
    corrected="twice that; (4.13) has the right factor, so that (4.3) and (4.13) disagree",
    false=half,
    true=matrix,
    at=at,
)
thm.erratum(
    cite("Ma 2021", "proof of Theorem 4.1, after (4.4)"),
    printed="v' D^2 g(x) v = |x|^2 - v' M v for <x, v> = 0 and |v| = 1",
    corrected="2 |x|^2 - 2 v' M v; the sign, and so the proof, is unaffected",
    false=half_form,
    true=form,
    at={M: [[1, 0], [0, 2]], x: [1, 0], v: [0, 1]},
)
