"""At a stationary point of rank-one PCA, eigenvectors of M are eigenvectors of the Hessian.

Source   Ma 2021, section 4.1, step b), made complete.
Claim    M symmetric, M u = s^2 u, |u| = 1, x = s u  =>  D^2 g(x) u = 4 s^2 u, and for every other
         eigenvector, M v = mu v with <u, v> = 0: D^2 g(x) v = 2 (s^2 - mu) v.
Covers   every dimension; repeated eigenvalues (mu = s^2 gives a flat direction), mu of any sign;
         so a larger eigenvalue mu > s^2 gives a direction of negative curvature.
Silent   on how many eigenvalues are negative (see morse_index), on x = 0 for M without the
         eigenvalue 0 (see hessian_at_origin).
"""

from sympy import Eq

from lemmata import Curvature, HessianAt, Theorem, cite, inner
from models import pca, pca_planted
from strategies import spectra
from theorems.pca import hessian

thm = Theorem(
    "pca.hessian_spectrum",
    catalogue=["ma.pca-spectrum"],
    sources=[cite("Ma 2021", "section 4.1, step b)")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x, u, v = thm.vector("x u v", d, "the point; its unit eigenvector; another eigenvector")
s = thm.nonneg("s", "the root of the eigenvalue of u")
mu = thm.real("mu", "the eigenvalue of v")
g = pca.term(M, x)
hess, bend = HessianAt(g, x), Curvature(g, x, v)
thm.measure(hess, "hessian")
thm.measure(bend, "curvature")

symmetric = thm.assume("symmetric", Eq(M.T, M))
unit = thm.assume("unit", Eq(inner(u, u), 1))
own = thm.assume("own", Eq(M * u, s**2 * u))
scaled = thm.assume("scaled", Eq(x, s * u))
other = thm.assume("other", Eq(M * v, mu * v))
orthogonal = thm.assume("orthogonal", Eq(inner(u, v), 0))
along = thm.conclude("along", Eq(hess * u, 4 * s**2 * u))
across = thm.conclude("across", Eq(hess * v, 2 * (s**2 - mu) * v))
flat = thm.conclude("flat", Eq(bend, 2 * (s**2 - mu) * inner(v, v)))


def lengths(k):
    square = k.combine(Eq(inner(x, x) - s**2, 0), {scaled: x + s * u, unit: s**2})
    along_u = k.combine(Eq(inner(x, u) - s, 0), {scaled: u, unit: s})
    return square, along_u, k.combine(Eq(inner(x, v), 0), {scaled: v, orthogonal: s})


@thm.proof(along)
def apply_to_u(k):
    square, along_u, _ = lengths(k)
    applied = k.contract(k.lemma(hessian.thm, "matrix"), right=u)
    parts = {applied: 1, along_u: 4 * x, scaled: 4 * s, square: 2 * u, own: -2}
    return k.combine(along, parts)


@thm.proof(across)
def apply_to_v(k):
    square, _, along_v = lengths(k)
    applied = k.contract(k.lemma(hessian.thm, "matrix"), right=v)
    return k.combine(across, {applied: 1, along_v: 4 * x, square: 2 * v, other: -2})


@thm.proof(flat)
def form_at_v(k):
    square, _, along_v = lengths(k)
    form = k.lemma(hessian.thm, "form")
    parts = {form: 1, along_v: 4 * inner(x, v), square: 2 * inner(v, v), other: -2 * v}
    return k.combine(flat, parts)


thm.scales("argument", M=2, x=1, s=1, mu=2)
thm.scales("direction", v=1)
thm.invariant("rotation", d)

thm.check(
    along,
    across,
    flat,
    on=pca_planted.spectrum,
    draw=spectra.planted,
    constructed=[symmetric, unit, own, scaled, other, orthogonal],
)

at = {M: [[1, 0], [0, 4]], x: [1, 0], u: [1, 0], s: 1, v: [0, 1], mu: 4}
thm.example(at)
thm.example({**at, M: [[1, 0], [0, 1]], mu: 1}, name="tie")
thm.example({**at, M: [[0, 0], [0, -1]], s: 0, x: [0, 0], mu: -1}, name="eigenvalue 0")
skew = {M: [[1, 0, 1], [0, 2, 1], [0, 0, 3]], x: [1, 0, 0], u: [1, 0, 0], s: 1, v: [0, 1, 0], mu: 2}
thm.needs(symmetric, skew, breaks=across)
thm.needs(unit, {**at, u: [2, 0], x: [2, 0]}, breaks=along)
thm.needs(own, {**at, M: [[2, 0], [0, 4]]}, breaks=along)
thm.needs(scaled, {**at, x: [0, 0]}, breaks=along)
thm.needs(other, {**at, mu: 3}, breaks=flat)
thm.needs(orthogonal, {**at, v: [1, 0], mu: 1}, breaks=across)
thm.refutes("half, as from (4.3)", Eq(hess * u, 2 * s**2 * u), at, of=along)
thm.refutes("half across, as from (4.3)", Eq(hess * v, (s**2 - mu) * v), at, of=across)
thm.refutes("sign", Eq(bend, 2 * (mu - s**2) * inner(v, v)), at, of=flat)
