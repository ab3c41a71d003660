"""A unit eigenvector scaled by the root of its eigenvalue is stationary for rank-one PCA.

Source   Ma 2021, Lemma 4.2 and the sentence before it (the stationary points "turn out to be the
         eigenvectors of M").
Claim    M symmetric, M v = s^2 v, |v| = 1, x = s v, s >= 0  =>  grad g(x) = 0 and |x|^2 = s^2.
Covers   every dimension; indefinite M; the eigenvalue 0, which gives x = 0.
Silent   on eigenvectors with negative eigenvalues, of which no multiple but 0 is stationary.
"""

from sympy import Eq

from lemmata import Gradient, Theorem, cite, inner, zero
from models import pca, pca_planted
from strategies import spectra

thm = Theorem(
    "pca.scaled_eigenvectors",
    supports=["ma.lemma-4.2"],
    sources=[cite("Ma 2021", "Lemma 4.2"), cite("Ma 2021", "section 4.1, step a)")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x, v = thm.vector("x v", d, "the point; a unit eigenvector")
s = thm.nonneg("s", "the root of the eigenvalue")
g = pca.term(M, x)
grad, unscaled = Gradient(g, x), Gradient(pca.term(M, v), v)
thm.measure(grad, "gradient")
thm.measure(unscaled, "unscaled")

symmetric = thm.assume("symmetric", Eq(M.T, M))
unit = thm.assume("unit", Eq(inner(v, v), 1))
eigen = thm.assume("eigen", Eq(M * v, s**2 * v))
scaled = thm.assume("scaled", Eq(x, s * v))
stationary = thm.conclude("stationary", Eq(grad, zero(x)))
norm = thm.conclude("norm", Eq(inner(x, x), s**2))


@thm.proof(norm)
def square_of_the_scale(k):
    return k.combine(norm, {scaled: x + s * v, unit: s**2})


@thm.proof(stationary)
def eigenvalue_cancels(k):
    formula = k.gradient(g, x, 2 * (inner(x, x) * x - M * x), given=[symmetric])
    moved = k.contract(scaled, left=M)
    length = k.combine(Eq(inner(x, x) - s**2, 0), {square_of_the_scale(k): 1})
    parts = {formula: 1, length: 2 * x, scaled: 2 * s**2, moved: -2, eigen: -2 * s}
    return k.combine(stationary, parts)


thm.rigid("the gradient at the unit eigenvector itself is measured too")
thm.invariant("rotation", d)

thm.check(
    stationary,
    norm,
    on=pca_planted.scaled,
    draw=spectra.planted,
    constructed=[symmetric, unit, eigen, scaled],
)

diagonal = {M: [[1, 0], [0, 4]], v: [0, 1], s: 2}
thm.example({**diagonal, x: [0, 2]})
thm.example({M: [[-5, 0], [0, 0]], v: [0, 1], s: 0, x: [0, 0]}, name="eigenvalue 0")
nilpotent = {M: [[1, 1], [0, 0]], v: [1, 0], s: 1, x: [1, 0]}
thm.needs(symmetric, nilpotent, breaks=stationary)
thm.needs(unit, {**diagonal, v: [0, 2], x: [0, 4]}, breaks=stationary)
thm.needs(eigen, {**diagonal, v: [1, 0], x: [2, 0]}, breaks=stationary)
thm.needs(scaled, {**diagonal, x: [0, 1]}, breaks=stationary)
thm.refutes("every unit eigenvector", Eq(unscaled, zero(x)), {**diagonal, x: [0, 2]}, of=stationary)
thm.refutes("norm s^2", Eq(inner(x, x), s**4), {**diagonal, x: [0, 2]}, of=norm)
thm.erratum(
    cite("Ma 2021", "section 4.1, step a)"),
    printed="the stationary points of g turn out to be the eigenvectors of M",
    corrected="an eigenvector is stationary only if its squared norm is its eigenvalue",
    false=Eq(unscaled, zero(x)),
    true=stationary,
    at={**diagonal, x: [0, 2]},
)
