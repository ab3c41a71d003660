"""The risk of a generalized linear model is weakly quasi-convex on the ball, with 2 gamma.

Source   Ma 2021, Theorem 3.2 and equation (3.2).
Claim    h = sigma'(<w, x>) >= gamma, t = <w - w*, x>, D = sigma(<w, x>) - sigma(<w*, x>),
         D^2 <= kappa D t at every input  =>  E h D t >= (2 gamma / kappa) E D^2 / 2, that is,
         <grad L(w), w - w*> >= (2 gamma / kappa) (L(w) - L(w*)) by risk_derivatives and
         risk_decomposition.
Covers   every dimension; finite distributions of weights p >= 0, with the sums U of p h D t and V
         of p D^2 / 2 over the inputs before k. For |w|, |w*| <= R and |x| <= B both bounds follow
         from slopes between gamma and kappa on [-BR, BR] (mean_value); the source has kappa = 1.
         The range [0, 1], sigma'', bounded noise, BR >= 1 and a full covariance are not used.
Silent   on |w| > R, see weak_quasi_convexity_fails; on a unique minimum, see restricted_secant; on
         the best constant for |sigma''| <= 1, see weak_quasi_convexity_constant. The last ">=" of
         (3.2) is an equation, E D^2 = 2 (L(w) - L(w*)).
"""

from functools import partial

from sympy import Rational

from lemmata import Theorem, cite
from models import glm_points, glm_secants
from strategies import glm as draws
from theorems.glm import weak_quasi_convexity_sum as whole

thm = Theorem(
    "glm.weak_quasi_convexity",
    catalogue=["ma.thm-3.2"],
    sources=[cite("Ma 2021", "Theorem 3.2"), cite("Ma 2021", "equation (3.2)")],
)
k_, p, D, t, h, U, V = names = whole.inputs(thm)
gamma = thm.nonneg("gamma", "bound below on the slopes at <w, x>")
kappa = thm.positive("kappa", "bound above on the slopes of the secants")

slopes = thm.assume("slopes", h(k_) >= gamma)
secant = thm.assume("secant", D(k_) ** 2 <= kappa * D(k_) * t(k_))
first, none, pull, excess = sums = whole.summed(thm, *names)
wqc = thm.conclude("wqc", U(k_) >= 2 * gamma / kappa * V(k_))


@thm.proof(wqc)
def input_by_input(k):
    rise = k.combine(2 * D(k_) * t(k_) >= 0, {secant: 2 / kappa}, squares=[(2 / kappa, D(k_))])
    parts = {slopes: 2 * D(k_) * t(k_), secant: 2 * gamma / kappa}
    local = k.combine(
        whole.local.relation.xreplace({whole.tau: 2 * gamma / kappa}), parts, signs=[rise]
    )
    total = k.lemma(whole.thm, "wqc")
    return k.instantiate(total, {whole.tau: 2 * gamma / kappa}, given=[local])


thm.scales("weights", p=1, U=1, V=1)
thm.scales("outputs", D=1, kappa=1, U=1, V=2)
thm.scales("argument", t=1, kappa=-1, U=1)
thm.scales("slopes at w", h=1, gamma=1, U=1)
thm.limit("slopes at most 1, as printed", {kappa: 1}, wqc, U(k_) >= 2 * gamma * V(k_))
whole.room(thm, pull, excess)

thm.check(
    wqc, on=glm_secants.running, draw=draws.bounded_slopes,
    constructed=[slopes, secant, first, none, pull, excess],
)  # fmt: skip

NEAR = Rational(1, 10**10)
at = partial(glm_points.exact_inputs, kappa=1)
steep = at(1, 1, "1/4", gamma="1/4")
double = at(-4, -2, 2, gamma=2, kappa=2)
thm.sharp(wqc, steep, name="slope 1 on the way, 1/4 at the end")
thm.sharp(wqc, double, name="2 t, towards the left")
thm.example(at(0, 0, 1, gamma=1), name="at the truth")
thm.needs(slopes, {**steep, "gamma": "1/2"})
thm.needs(slopes, {**steep, "gamma": Rational(1, 4) + NEAR}, name="slopes, barely")
thm.needs(secant, at(2, 1, "1/4", gamma="1/4"), name="a secant of slope 2")
thm.needs(secant, at(1 + NEAR, 1, "1/4", gamma="1/4"), name="secant, barely")
thm.needs(secant, at(-1, 1, "1/4", gamma="1/4"), name="an activation that falls on the way")
whole.wrong_sums(thm, sums, steep, at(1, 1, "1/4", single=True, gamma="1/4"))
whole.wrong_terms(thm, excess, kappa=1, gamma="1/4")
thm.refutes("3 gamma / kappa", U(k_) >= 3 * gamma / kappa * V(k_), steep)
thm.refutes("2 gamma without |sigma'| <= 1", U(k_) >= 2 * gamma * V(k_), double)
# sigma(t) = 1/2 + t / (2 sqrt(1 + t^2)), w* = 0, <w, x> = 63/16; its slope at 4/3 is 27/250.
slope = Rational(16, 65) ** 3 / 2
thm.erratum(
    cite("Ma 2021", "Theorem 3.2"),
    printed="L is weakly-quasi-convex (at every w, with gamma the least slope on [-BR, BR])",
    corrected="for |w| <= R; here BR = 4/3, and the constant fails at <w, x> = 63/16, w* = 0",
    false=U(k_) >= 2 * Rational(27, 250) * V(k_),
    true=wqc,
    at=at("63/130", "63/16", slope, gamma=slope),
)
