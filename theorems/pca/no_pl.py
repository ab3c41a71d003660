"""At the origin rank-one PCA violates the PL, weak quasi-convexity and RSI conditions.

Source   Ma 2021, introduction of section 4 (conditions (2.1), (2.2) and (2.3)).
Claim    M v = s^2 v, |v| = 1, s > 0, x = 0  =>  grad g(x) = 0 and g(x) - g(s v) = s^4 / 2, so that
         for all constants mu, tau > 0 each of the three conditions fails, and
         D^2 g(x)[v, v] = -2 s^2 < 0.
Covers   every dimension and every positive eigenvalue s^2, not only the largest; M need not even
         be symmetric.
Silent   on M without a positive eigenvalue: there g is convex (see negative_semidefinite).
"""

from sympy import Eq, Ge, Lt, Ne, Rational, sqrt

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import pca, pca_planted
from strategies import spectra

thm = Theorem(
    "pca.no_pl",
    catalogue=["ma.pca-no-pl"],
    sources=[cite("Ma 2021", "section 4, introduction")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x, v = thm.vector("x v", d, "the point; a unit eigenvector")
s = thm.positive("s", "the root of its eigenvalue")
mu, tau = thm.positive("mu tau", "the constants of the conditions")
g, better = pca.term(M, x), pca.term(M, s * v)
grad, bend = Gradient(g, x), Curvature(g, x, v)
thm.measure(g, "objective")
thm.measure(grad, "gradient")
thm.measure(bend, "curvature")
a, c, away = inner(x, x), inner(v, v), x - s * v

origin = thm.assume("origin", Eq(x, zero(x)))
unit = thm.assume("unit", Eq(c, 1))
eigen = thm.assume("eigen", Eq(M * v, s**2 * v))
stationary = thm.conclude("stationary", Eq(grad, zero(x)))
gap = thm.conclude("gap", Eq(g - better, s**4 / 2))
no_pl = thm.conclude("no_pl", Lt(inner(grad, grad), mu * (g - better)))
no_wqc = thm.conclude("no_wqc", Lt(inner(grad, away), tau * (g - better)))
no_rsi = thm.conclude("no_rsi", Lt(inner(grad, away), tau * inner(away, away)))
concave = thm.conclude("concave", Eq(bend, -2 * s**2))


@thm.proof(stationary)
def gradient_at_zero(k):
    formula = k.gradient(g, x, 2 * a * x - M * x - M.T * x)
    moved = {k.contract(origin, left=M): -1, k.contract(origin, left=M.T): -1}
    return k.combine(stationary, {formula: 1, origin: 2 * a, **moved})


@thm.proof(gap)
def value_at_the_eigenvector(k):
    return k.combine(gap, {origin: a * x / 2 - M * x, eigen: s**2 * v, unit: -(s**4) * (c - 1) / 2})


@thm.proof(no_pl)
def gradient_vanishes_but_not_the_gap(k):
    parts = {value_at_the_eigenvector(k): mu, gradient_at_zero(k): -grad}
    return k.combine(no_pl, parts, squares=[(mu * s**4 / 2, 1)])


@thm.proof(no_wqc)
def correlation_vanishes_but_not_the_gap(k):
    parts = {value_at_the_eigenvector(k): tau, gradient_at_zero(k): -away}
    return k.combine(no_wqc, parts, squares=[(tau * s**4 / 2, 1)])


@thm.proof(no_rsi)
def correlation_vanishes_but_not_the_distance(k):
    parts = {origin: tau * (x - 2 * s * v), unit: tau * s**2, gradient_at_zero(k): -away}
    return k.combine(no_rsi, parts, squares=[(tau * s**2, 1)])


@thm.proof(concave)
def curvature_at_zero(k):
    form = 4 * inner(x, v) ** 2 + 2 * a * c - 2 * inner(v, M * v)
    flat = {origin: 4 * inner(x, v) * v + 2 * c * x, eigen: -2 * v, unit: -2 * s**2}
    return k.combine(concave, {k.curvature(g, x, v, form): 1, **flat})


thm.rigid("one tau stands for constants of two conditions, in different units")
thm.invariant("rotation", d)

ONE_FACTOR = "true: x x' = 0, and tr (M - a v v') (M' - s^2 v v') is tr M M' - s^4 for every a"
LARGER = f"{ONE_FACTOR}; more of tr M M' in g(x) or less in g(s v) is more of a gap; grad g(x) = 0"
for conclusion in (gap, no_pl, no_wqc):
    reason = ONE_FACTOR if conclusion is gap else LARGER
    thm.open("constant", reason, conclusion)
    thm.open("exponent", reason, conclusion)
    thm.open("term dropped", reason, conclusion)
thm.open("constant", "true: x = 0 and grad g(x) = 0, and f s^2 > 0", no_rsi)
thm.open("term dropped", "true: x = 0 and grad g(x) = 0", no_rsi)
thm.open("swapped", "true for tau and s: 0 < s tau^2", no_rsi)

thm.check(
    stationary,
    gap,
    no_pl,
    no_wqc,
    no_rsi,
    concave,
    on=pca_planted.origin,
    draw=spectra.planted,
    constructed=[origin, unit, eigen],
)

at_zero = {M: [[1, 0], [0, 4]], x: [0, 0], v: [0, 1], s: 2, mu: "1/1000", tau: "1/1000"}
thm.example(at_zero)
thm.example({**at_zero, M: [[1, 0], [1, 4]]}, name="not symmetric")
far = {**at_zero, M: [[10**6, 0], [0, "1/4"]], s: "1/2"}
thm.example(far, name="another eigenvalue is so large that the gap is below 1e-13 g(x)")
thm.needs(origin, {**at_zero, x: [0, 2]}, breaks=no_pl)
thm.needs(unit, {**at_zero, v: [0, 0]}, breaks=no_wqc)
for c_ in (1 + sign * e for e in (Rational(1, 10**9), Rational(1, 1000)) for sign in (1, -1)):
    thm.needs(unit, {**at_zero, v: [0, sqrt(c_)]}, breaks=gap, name=f"|v|^2 = {c_}")
    thm.needs(eigen, {**at_zero, M: [[1, 0], [0, 4 * c_]]}, breaks=gap, name=f"M v = {c_} s^2 v")
thm.needs(eigen, {**at_zero, M: [[1, 0], [0, -4]]}, breaks=concave)
thm.needs(eigen, {**at_zero, M: [[1, 0], [0, 8]]}, breaks=gap, name="M v = s^3 v")
pl = Ge(inner(grad, grad), mu * (g - better))
wqc = Ge(inner(grad, away), tau * (g - better))
rsi = Ge(inner(grad, away), tau * inner(away, away))
thm.refutes("not stationary", Ne(grad, zero(x)), at_zero, of=stationary)
thm.refutes("no half", Eq(g - better, s**4), at_zero, of=gap)
thm.refutes("PL (2.1)", pl, at_zero, of=no_pl)
thm.refutes("weak quasi-convexity (2.2)", wqc, at_zero, of=no_wqc)
thm.refutes("restricted secant inequality (2.3)", rsi, at_zero, of=no_rsi)
thm.refutes("convex", Ge(bend, 0), at_zero, of=concave)
