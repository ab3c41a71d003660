"""The index of a stationary point of rank-one PCA is the number of larger eigenvalues of M.

Source   Ma 2021, section 4.1, step b), made complete.
Claim    M V = V L with V'V = I, L e = s^2 e, |e| = 1, x = s V e  =>
         D^2 g(x) V = V (4 s^2 e e' + 2 s^2 I - 2 L). With L = diag(lam), e = e_k, lam_k = s^2 > 0:
         the spectrum is 4 lam_k and 2 (lam_k - lam_i), i != k; its index is #{i: lam_i > lam_k},
         its nullity #{i != k: lam_i = lam_k}.
Covers   every dimension; ties, zero and negative eigenvalues of M. A second-order stationary point
         has index 0. For M >= 0 the condition number at the optimum is 2 lam_1 / (lam_1 - lam_2);
         not so for indefinite M, where 2 (lam_1 - lam_i) may exceed 4 lam_1, as for diag(1, -5).
Silent   on the passage from the matrix identity to sorted eigenvalues and counts, which is checked
         and not proved; enclosures decide neither count at a tie.
"""

from sympy import Eq, Identity, Matrix, MatrixSymbol, Rational, Trace, eye, sqrt, sympify

from lemmata import HessianAt, Theorem, cite, inner
from models import pca, pca_planted
from strategies import fast_paths, spectra
from theorems.pca import hessian

thm = Theorem(
    "pca.morse_index",
    supports=["ma.pca-spectrum"],
    sources=[cite("Ma 2021", "section 4.1, step b)")],
)
d = thm.dimension("d")
M, V, L = thm.operator("M V L", d, "the matrix; its eigenvectors; its eigenvalues, diagonal")
x, e = thm.vector("x e", d, "the point; which eigenvector, as a unit vector")
s = thm.positive("s", "the root of its eigenvalue")
spectrum = thm.vector("spectrum", d, "the eigenvalues of the Hessian, ascending")
predicted = thm.vector("predicted", d, "the diagonal of 4 s^2 e e' + 2 s^2 I - 2 L, ascending")
index, nullity = thm.nonneg("index nullity", "how many of them are negative; zero")
above, ties = thm.nonneg("above ties", "how many lam_i are > s^2; are = s^2, besides lam_k")
hess = HessianAt(pca.term(M, x), x)
thm.measure(hess, "hessian")
planted = 4 * s**2 * e * e.T + 2 * s**2 * Identity(d) - 2 * L

symmetric = thm.assume("symmetric", Eq(M.T, M))
orthonormal = thm.assume("orthonormal", Eq(V.T * V, Identity(d)))
diagonalised = thm.assume("diagonalised", Eq(M * V, V * L))
unit = thm.assume("unit", Eq(inner(e, e), 1))
chosen = thm.assume("chosen", Eq(L * e, s**2 * e))
scaled = thm.assume("scaled", Eq(x, s * V * e))
diagonal = thm.conclude("diagonal", Eq(hess * V, V * planted))
eigenvalues = thm.conclude("eigenvalues", Eq(spectrum, predicted))
negative = thm.conclude("negative", Eq(index, above))
flat = thm.conclude("flat", Eq(nullity, ties))


@thm.proof(diagonal)
def against_every_matrix(k):
    W = MatrixSymbol("W", d, d)
    length = k.combine(
        Eq(inner(x, x) - s**2, 0),
        {scaled: x + s * V * e, orthonormal: s**2 * e * e.T, unit: s**2},
    )
    parts = {
        k.lemma(hessian.thm, "matrix"): W * V.T,
        scaled: 4 * W * V.T * x + 4 * s * V * W.T * V * e,
        orthonormal: 4 * s**2 * W.T * V * e * e.T,
        length: 2 * Trace(V.T * W),
        diagonalised: -2 * W,
    }
    tested = k.combine(Eq(inner(hess * V - V * planted, W), 0), parts, signs=[symmetric])
    return k.for_every(tested, W, diagonal.relation)


COUNTING = (
    "the kernel has no sorted eigenvalues and no counts; `diagonal` gives the complete orthonormal "
    "system of eigenvectors from which they are read"
)
thm.unproved(eigenvalues, because=COUNTING)
thm.unproved(negative, because=COUNTING)
thm.unproved(flat, because=COUNTING)

thm.scales("argument", M=2, L=2, x=1, s=1)
thm.scales("eigenvalues", spectrum=1, predicted=1)
thm.scales("negative count", index=1, above=1)
thm.scales("zero count", nullity=1, ties=1)
thm.invariant("rotation", d)

thm.open(
    "constant",
    "true for factors below 1: `diagonal` does not need it, and e is counted in no number of "
    "`negative` and `flat` as long as its eigenvalues 6 s^2 - 2 lam_k > 0 and lam_k < s^2",
    chosen,
)

thm.check(
    diagonal,
    eigenvalues,
    negative,
    flat,
    on=pca_planted.spectrum,
    draw=spectra.planted,
    constructed=[symmetric, orthonormal, diagonalised, unit, chosen, scaled],
)
thm.check(
    eigenvalues,
    on=pca_planted.enclosed_spectrum,
    draw=fast_paths.few_spectra,
    constructed=[symmetric, orthonormal, diagonalised, unit, chosen, scaled],
    name="smallest eigenvalue enclosed",
)

second = pca_planted.exact_spectrum([2, 1, 0, -1], 1)
tied = pca_planted.exact_spectrum([2, 2, 1], 0)
thm.example(second)
thm.example(tied, name="tie")
skew = [[4, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, -1]]
thm.needs(symmetric, {**second, "M": skew, "L": skew}, breaks=diagonal)
twice = {"V": 2 * second["V"], "x": 2 * second["x"]}
thm.needs(orthonormal, {**second, **twice}, breaks=diagonal)
thm.needs(diagonalised, {**second, "M": 2 * second["M"]}, breaks=diagonal)
thm.needs(unit, {**second, "e": 2 * second["e"], "x": 2 * second["x"]}, breaks=diagonal)
thm.needs(scaled, {**second, "x": 0 * second["x"]}, breaks=diagonal)
# x = e_2 is not stationary for M = diag(1, 4).
thm.needs(chosen, pca_planted.exact_spectrum([1, 2], 1, s=1), breaks=flat)


def larger(lam, s):
    """At s e_1 for M = diag(lam, 0), s^2 < lam < 3 s^2: lam is counted among the larger ones."""
    lam, s = sympify(lam), sympify(s)
    values, M = sorted([2 * s**2, 6 * s**2 - 2 * lam]), [[lam, 0], [0, 0]]
    at = {"M": M, "V": eye(2), "L": M, "e": [1, 0], "s": s, "x": [s, 0], "spectrum": values}
    return {**at, "predicted": values, "index": 0, "above": 1, "nullity": 0, "ties": 0}


factors = ((1, 1 / sqrt(1 + Rational(1, n))) for n in (1000, 10**9))
for lam, s_ in ((8, 2), ("1/2", "1/2"), *factors):
    thm.needs(chosen, larger(lam, s_), breaks=negative, name=f"lam_k = {lam}, s = {s_}")
# Turned by R, of cosine 3/5; then with M and L in each other's place.
plane, R = pca_planted.exact_spectrum([2, 1], 0), Matrix([[3, -4], [4, 3]]) / 5
turned = R * plane["M"] * R.T
thm.example({**plane, "V": R, "M": turned, "x": R * plane["x"]}, name="turned")
exchanged = {**plane, "V": R, "L": turned, "e": R * plane["e"], "x": R * R * plane["x"]}
thm.needs(diagonalised, exchanged, breaks=diagonal, name="M and L exchanged")
thm.refutes("half, as from (4.3)", Eq(2 * hess * V, V * planted), second, of=diagonal)
thm.refutes("half the eigenvalues", Eq(2 * spectrum, predicted), second, of=eigenvalues)
thm.refutes("counts lam_k too", Eq(index, above + 1), second, of=negative)
thm.refutes("the whole multiplicity", Eq(nullity, ties + 1), tied, of=flat)
