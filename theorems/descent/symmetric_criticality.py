"""The best symmetric point is stationary, and if it is not a global minimum the benign cases fail.

Source   Ma 2021, section 2.2 (symmetry, the paragraph before Theorem 2.4); made precise here.
Claim    f(P x) = f(x), P P' = I, P x0 = x0, f(x0) least among the fixed points of P, S = I - R (I -
         P) the projector on them  =>  g = grad f(x0) = 0; and if f(x0) > f* = f(x*), the
         inequalities (2.1) of Polyak and Lojasiewicz, (2.2) and (2.3) fail at x0 for all constants.
Covers   every dimension and orthogonal symmetry: swapped hidden units, signs, cycles. That f is
         invariant enters as P' g = g (the derivative of f(P x) = f(x) at x0), that x0 is the best
         fixed point as S' g = 0 (the derivative of f(x0 + S z) in z). For f = ((u - v)^2 - 1)^2 +
         (u + v)^2 and the swap, x0 = 0 has f = 1, and f* = 0 at (1/2, -1/2).
Silent   on symmetric minima that are global: several minima alone are no obstruction to "stationary
         means global", which is the reason that the source gives (two_isolated_minima).
"""

from sympy import Eq, Gt, Identity, Lt, Matrix, Rational

from lemmata import Theorem, cite, inner, zero
from models import symmetric
from strategies import symmetric as draws

thm = Theorem(
    "descent.symmetric_criticality",
    catalogue=["ma.symmetry"],
    sources=[cite("Ma 2021", "section 2.2")],
)
d = thm.dimension("d")
P, S, R = thm.operator("P S R", d, "the symmetry, the projector on its fixed vectors, a factor")
g, r = thm.vector("g r", d, "the gradient at x0; x0 - x*")
F = thm.positive("F", "f(x0) - f*")
mu, tau, kappa = thm.positive("mu tau kappa", "constants of the inequalities")

orthogonal = thm.assume("orthogonal", Eq(P * P.T, Identity(d)))
invariant = thm.assume("invariant", Eq(P.T * g, g))
fixes = thm.assume("fixes", Eq(S, Identity(d) - R * (Identity(d) - P)))
least = thm.assume("least", Eq(S.T * g, zero(g)))
apart = thm.assume("apart", Gt(inner(r, r), 0))
stationary = thm.conclude("stationary", Eq(g, zero(g)))
no_pl = thm.conclude("no_pl", Lt(inner(g, g), mu * F))
no_weak = thm.conclude("no_weak", Lt(inner(g, r), tau * F))
no_secant = thm.conclude("no_secant", Lt(inner(g, r), kappa * inner(r, r)))


@thm.proof(stationary)
def gradient_is_fixed(k):
    kept = k.combine(
        Eq(P * g, g), {k.contract(invariant, left=P): -1, k.contract(orthogonal, right=g): 1}
    )
    seen = k.combine(Eq(S * g, g), {k.contract(fixes, right=g): 1, k.contract(kept, left=R): 1})
    none = k.combine(Eq(inner(g, g), 0), {seen: -g, least: g})
    return k.combine(stationary, {k.vanishing(none): 1})


@thm.proof(no_pl)
def positive_gap(k):
    return k.combine(no_pl, {gradient_is_fixed(k): -g}, squares=[(mu * F, 1)])


@thm.proof(no_weak)
def no_slope(k):
    return k.combine(no_weak, {gradient_is_fixed(k): -r}, squares=[(tau * F, 1)])


@thm.proof(no_secant)
def no_slope_either(k):
    return k.combine(no_secant, {gradient_is_fixed(k): -r, apart: kappa})


thm.scales("objective", F=1, g=1, mu=1, kappa=1)
thm.scales("argument", r=1, g=-1, mu=-2, kappa=-2)
thm.invariant("rotation", d)
thm.scales("gap", F=1, mu=-1, tau=-1)
TRUE = "true: P' g = c g and P P' = e I give (e - c^2) |g|^2 = 0, so that g = 0 at once"
thm.open("constant", TRUE, orthogonal, invariant)
thm.open("constant", "true: S g is still a multiple of g, not 0; R is any factor", fixes)
thm.open("term dropped", "true: g = 0 is then what `least` says", fixes)

thm.check(stationary, no_pl, no_weak, no_secant, on=symmetric.fixed_point, draw=draws.fixed_points,
          constructed=[orthogonal, invariant, fixes, least, apart])  # fmt: skip

half, tiny, small = Rational(1, 2), Rational(1, 10**9), Rational(1, 1000)
swap = {
    P: [[0, 1], [1, 0]], S: [[half, half], [half, half]], R: [[half, 0], [0, half]],
    r: [-half, half], g: [0, 0], F: 1, mu: 1, tau: 1, kappa: 1,
}  # fmt: skip
thm.example(swap, name="((u - v)^2 - 1)^2 + (u + v)^2 at 0")
sign = {**swap, P: [[-1, 0], [0, -1]], S: [[0, 0], [0, 0]], r: [1, 0]}
thm.example(sign, name="(|x|^2 - 1)^2 at 0")
# f(x, y) = y under the shear (x + y, y), whose fixed points are y = 0.
shear = {**swap, P: [[1, 1], [0, 1]], S: [[1, 0], [0, 0]], R: [[0, 0], [-1, 0]], g: [0, 1]}
thm.needs(orthogonal, shear, breaks=stationary, name="orthogonal: y under a shear")
thm.needs(invariant, {**swap, g: [1, -1]}, breaks=stationary, name="invariant: u - v")
thm.needs(fixes, {**swap, S: [[0, 0], [0, 0]], g: [1, 1]}, breaks=stationary)
for c in (1 + tiny, 1 - tiny, 1 + small, 1 - small, half):  # S g = 0 for g = (1, 1)
    for name, one, two in (("P", 1, c), ("1", c, 1)):
        far = {R: Matrix([[1, 0], [0, 1]]) / (one - two), g: [1, 1]}
        far[S] = Matrix([[1, 0], [0, 1]]) - far[R] * Matrix([[one, -two], [-two, one]])
        thm.needs(fixes, {**swap, **far}, breaks=stationary, name=f"fixes, {c} times {name}")
thm.needs(least, {**swap, g: [1, 1]}, breaks=stationary, name="least: u + v")
thm.needs(apart, {**swap, r: [0, 0]}, breaks=no_secant)
thm.refutes("not stationary", Gt(inner(g, g), 0), swap, of=stationary)
thm.refutes("a Polyak-Lojasiewicz constant", inner(g, g) >= mu * F, swap, of=no_pl)
thm.refutes("weakly quasi-convex", inner(g, r) >= tau * F, swap, of=no_weak)
thm.refutes("a restricted secant", inner(g, r) >= kappa * inner(r, r), swap, of=no_secant)
