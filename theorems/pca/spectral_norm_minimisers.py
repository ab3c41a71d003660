"""In the spectral norm the best rank-one approximation is not unique.

Source   Ma 2021, section 4.1 (best approximation "in either Frobenius norm or spectral norm").
Claim    M = 2 u u' + w w' with u, w orthonormal, x = s u, 1 <= s^2 <= 3, R = M - x x'  =>
         |R y| <= |y| for every y and R w = w: the spectral error is 1 for each of these x.
Covers   every dimension d >= 2.
Silent   on why no error below 1 is possible (the second singular value of M bounds it). In the
         Frobenius norm only s^2 = 2 is best, see global_minimum.
"""

from sympy import Eq, Ge, Le, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import pca_planted
from strategies import spectra

thm = Theorem(
    "pca.spectral_norm_minimisers",
    supports=["ma.pca-global"],
    sources=[cite("Ma 2021", "section 4.1")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x, u, w, y = thm.vector("x u w y", d, "the point; two eigenvectors; any direction")
s = thm.positive("s", "the length of the point")
R, p, q = M - x * x.T, inner(u, y), inner(w, y)

planted = thm.assume("planted", Eq(M, 2 * u * u.T + w * w.T))
unit_u = thm.assume("unit_u", Eq(inner(u, u), 1))
unit_w = thm.assume("unit_w", Eq(inner(w, w), 1))
orthogonal = thm.assume("orthogonal", Eq(inner(u, w), 0))
scaled = thm.assume("scaled", Eq(x, s * u))
low = thm.assume("low", Ge(s**2, 1))
high = thm.assume("high", Le(s**2, 3))
error = thm.conclude("error", Le(inner(R * y, R * y), inner(y, y)))
kept = thm.conclude("kept", Eq(R * w, w))


@thm.proof(error)
def bessel(k):
    image = (2 - s**2) * p * u + q * w
    along_x = k.combine(Eq(inner(x, y) - s * p, 0), {scaled: y})
    parts = {k.contract(planted, right=y): 1, along_x: -x, scaled: -s * p}
    applied = k.combine(Eq(R * y, image), parts)
    parts = {
        applied: -(R * y + image),
        unit_u: -(p**2) * (1 + (2 - s**2) ** 2),
        unit_w: -2 * q**2,
        orthogonal: -2 * p * q * (3 - s**2),
        low: p**2 * (3 - s**2),
    }
    return k.combine(error, parts, squares=[(1, y - p * u - q * w)], signs=[high])


@thm.proof(kept)
def second_eigenvector(k):
    along_x = k.combine(Eq(inner(x, w), 0), {scaled: w, orthogonal: s})
    length = k.combine(Eq(inner(w, w) - 1, 0), {unit_w: 1})
    parts = {k.contract(planted, right=w): 1, along_x: -x, orthogonal: 2 * u, length: w}
    return k.combine(kept, parts)


thm.scales("direction", y=1)
thm.invariant("rotation", d)
thm.open("exponent", "true: s^3 >= 1 is s >= 1 too", low)
thm.open("exponent", "true: s^3 <= 3 is stronger, s <= 1.45", high)
thm.open("constant", "true for every multiple of x x', as x' w = s u' w = 0", kept)
thm.open("term dropped", "true: x x' w = 0", kept)

thm.check(
    error,
    kept,
    on=pca_planted.two_values,
    draw=spectra.pairs,
    constructed=[planted, unit_u, unit_w, orthogonal, scaled],
)

at = {M: [[2, 0], [0, 1]], x: [1, 0], u: [1, 0], w: [0, 1], y: [1, 2], s: 1}
thm.example(at)
thm.example({**at, x: [sqrt(3), 0], s: sqrt(3)}, name="longest")
thm.sharp(error, at)
thm.needs(planted, {**at, M: [[4, 0], [0, 1]]}, breaks=error)
for e in (Rational(1, 10**9), Rational(1, 1000), Rational(1)):
    root = sqrt(1 + e)
    stretched = {M: [[2 + 2 * e, 0], [0, 1]], u: [root, 0], x: [root, 0], y: [1, 0]}
    thm.needs(unit_u, {**at, **stretched}, breaks=error, name=f"unit_u, barely: {e}")
    for f in (1 + e, 1 / (1 + e)) if e == 1 else (1 + e, 1 - e):
        barely = {**at, M: [[2, 0], [0, f]], w: [0, sqrt(f)]}
        thm.needs(unit_w, barely, breaks=kept, name=f"unit_w, {f}")
thm.needs(unit_u, {**at, M: [[8, 0], [0, 1]], u: [2, 0], x: [2, 0]}, breaks=error)
thm.needs(unit_w, {**at, M: [[2, 0], [0, 4]], w: [0, 2]}, breaks=kept)
skew = {u: [1, 0], w: ["3/5", "4/5"], M: [["59/25", "12/25"], ["12/25", "16/25"]]}
thm.needs(orthogonal, {**at, **skew}, breaks=kept)
thm.needs(scaled, {**at, x: [3, 0]}, breaks=error)
inverse = {x: [1 / sqrt(3), 0], s: sqrt(3), y: [1, 0]}
thm.needs(scaled, {**at, **inverse}, breaks=error, name="scaled, with u = s x")
thm.needs(low, {**at, x: ["1/2", 0], s: "1/2"}, breaks=error)
thm.needs(high, {**at, x: [2, 0], s: 2, y: [1, 0]}, breaks=error)
near = Rational(1, 10**10)
thm.needs(low, {**at, x: [1 - near, 0], s: 1 - near}, breaks=error, name="low, barely")
root = sqrt(3 + near)
thm.needs(high, {**at, x: [root, 0], s: root, y: [1, 0]}, breaks=error, name="high, barely")
thm.refutes("smaller error", Le(2 * inner(R * y, R * y), inner(y, y)), at, of=error)
thm.refutes("second eigenvector removed", Eq(R * w, w / 2), at, of=kept)
thm.erratum(
    cite("Ma 2021", "section 4.1"),
    printed="the best approximation in either Frobenius norm or spectral norm, as if they were one",
    corrected="the Frobenius minimiser is also a spectral one, but not the only one: for "
    "M = diag(2, 1) every s e_1 with 1 <= s^2 <= 3 has the same spectral error",
    false=Eq(inner(x, x), 2),
    true=error,
    at=at,
)
