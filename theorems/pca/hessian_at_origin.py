"""At the origin the Hessian of the rank-one PCA objective is -2 M.

Source   Ma 2021, section 4.1, step b), for the stationary point that Lemma 4.2 leaves out.
Claim    M symmetric, x = 0  =>  D^2 g(x) = -2 M; for M v = lam v: D^2 g(x) v = -2 lam v and
         D^2 g(x)[v, v] = -2 lam |v|^2.
Covers   every dimension; lam of any sign: the origin is a strict saddle if M has eigenvalues of
         both signs, a local maximum for M > 0, the global minimum for M <= 0.
Silent   on degenerate M at the origin, where the fourth-order term |x|^4 / 2 decides.
"""

from sympy import Eq, Gt, Identity

from lemmata import Curvature, HessianAt, Theorem, cite, inner, zero
from models import pca, pca_planted
from strategies import spectra
from theorems.pca import hessian

thm = Theorem(
    "pca.hessian_at_origin",
    supports=["ma.pca-spectrum"],
    sources=[cite("Ma 2021", "section 4.1, step b)"), cite("Ma 2021", "section 4, introduction")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x, v = thm.vector("x v", d, "the point; an eigenvector of M")
lam = thm.real("lam", "the eigenvalue of v")
g = pca.term(M, x)
hess, bend = HessianAt(g, x), Curvature(g, x, v)
thm.measure(hess, "hessian")
thm.measure(bend, "curvature")

symmetric = thm.assume("symmetric", Eq(M.T, M))
origin = thm.assume("origin", Eq(x, zero(x)))
eigen = thm.assume("eigen", Eq(M * v, lam * v))
matrix = thm.conclude("matrix", Eq(hess, -2 * M))
action = thm.conclude("action", Eq(hess * v, -2 * lam * v))
form = thm.conclude("form", Eq(bend, -2 * lam * inner(v, v)))


@thm.proof(matrix)
def no_terms_in_x(k):
    square = k.combine(Eq(inner(x, x), 0), {origin: x})
    parts = {k.lemma(hessian.thm, "matrix"): 1, k.contract(origin, right=x.T): 4}
    return k.combine(matrix, {**parts, square: 2 * Identity(d)})


@thm.proof(action)
def apply_to_v(k):
    return k.combine(action, {k.contract(no_terms_in_x(k), right=v): 1, eigen: -2})


@thm.proof(form)
def form_at_v(k):
    rest = 4 * inner(x, v) * v + 2 * inner(v, v) * x
    return k.combine(form, {k.lemma(hessian.thm, "form"): 1, origin: rest, eigen: -2 * v})


thm.scales("argument", M=2, x=1, lam=2)
thm.scales("direction", v=1)
thm.invariant("rotation", d)
thm.open("swapped", "true: both sides vanish, as x = 0", action, form)

thm.check(
    matrix,
    action,
    form,
    on=pca_planted.origin,
    draw=spectra.planted,
    constructed=[symmetric, origin, eigen],
)

at = {M: [[1, 0], [0, 4]], x: [0, 0], v: [0, 1], lam: 4}
thm.example(at)
thm.example({M: [[1, 0], [0, -5]], x: [0, 0], v: [0, 1], lam: -5}, name="saddle")
thm.needs(symmetric, {M: [[1, 1], [0, 2]], x: [0, 0], v: [1, 0], lam: 1}, breaks=matrix)
thm.needs(origin, {**at, x: [0, 2]}, breaks=matrix)
thm.needs(eigen, {**at, v: [1, 0]}, breaks=action)
thm.refutes("half, as from (4.3)", Eq(hess, -M), at, of=matrix)
thm.refutes("half of the eigenvalue", Eq(hess * v, -lam * v), at, of=action)
thm.refutes("sign", Eq(bend, 2 * lam * inner(v, v)), at, of=form)
thm.erratum(
    cite("Ma 2021", "section 4, introduction"),
    printed="the objectives have saddle points that are not local minima",
    corrected="not for every M: for M = c I, c > 0, the stationary points are the global minima "
    "and the origin, a local maximum (as for every M > 0) without a direction of ascent",
    false=Gt(bend, 0),
    true=form,
    at={M: [[1, 0], [0, 1]], x: [0, 0], v: [0, 1], lam: 1},
)
