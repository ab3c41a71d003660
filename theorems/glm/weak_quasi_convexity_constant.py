"""Under the whole of Assumption 3.1 the constant 2 gamma of weak quasi-convexity is not the best.

Source   Ma 2021, equation (3.2), strengthened; constants derived here.
Claim    h = sigma'(<w, x>) >= gamma, t = <w - w*, x>, D = sigma(<w, x>) - sigma(<w*, x>),
         (1 + (1 - h)^2 / 2) D^2 <= D t at every input  =>
         <grad L(w), w - w*> >= gamma (3 - 2 gamma + gamma^2) (L(w) - L(w*)).
Covers   every dimension; finite distributions of weights p >= 0, with the sums U of p h D t and V
         of p D^2 / 2 over the inputs before k (weak_quasi_convexity_sum, a lemma). The bound on D^2
         is derived in weak_quasi_convexity_range, from the range [0, 1] and the slopes. For
         gamma <= 1/2 the constant is at least (9/4) gamma (assumption_constants); it is 3 gamma for
         gamma -> 0.
Silent   on an activation that attains it: equality has D = 1, all of the range between w* and w.
         Without |sigma''| <= 1 the constant 2 gamma is sharp, see weak_quasi_convexity.
"""

from functools import partial

from sympy import Ge, Rational, S

from lemmata import Theorem, cite
from models import glm_points, glm_secants
from strategies import glm as draws
from theorems.glm import weak_quasi_convexity_sum as whole

thm = Theorem(
    "glm.weak_quasi_convexity_constant",
    catalogue=["ma.thm-3.2-const"],
    sources=[cite("Ma 2021", "Theorem 3.2"), cite("Ma 2021", "equation (3.2)")],
)
k_, p, D, t, h, U, V = names = whole.inputs(thm)
gamma = thm.nonneg("gamma", "bound below on the slopes at <w, x>")


def tau(slope):
    return slope * (3 - 2 * slope + slope**2)


slopes = thm.assume("slopes", h(k_) >= gamma)
secant = thm.assume("secant", (1 + (1 - h(k_)) ** 2 / 2) * D(k_) ** 2 <= D(k_) * t(k_))
first, none, pull, excess = sums = whole.summed(thm, *names)
better = thm.conclude("better", U(k_) >= tau(gamma) * V(k_))


@thm.proof(better)
def input_by_input(k):
    slope, constant = h(k_), tau(gamma)
    positive = k.combine(Ge(3 - 2 * gamma + gamma**2, 0), squares=[(1, gamma - 1), (2, 1)])
    steep = k.combine(Ge(slope, 0), {slopes: 1}, [(gamma, 1)])
    # tau(h) - tau(gamma) = (h - gamma) (3/4 (h + gamma - 4/3)^2 + (h - gamma)^2 / 4 + 5/3)
    growth = Rational(3, 4) * (slope + gamma - Rational(4, 3)) ** 2
    growth += (slope - gamma) ** 2 / 4 + Rational(5, 3)
    local = k.combine(
        whole.local.relation.xreplace({whole.tau: constant}),
        {slopes: D(k_) ** 2 * growth, secant: 2 * slope},
        signs=[steep],
    )
    return k.instantiate(
        k.lemma(whole.thm, "wqc"), {whole.tau: constant}, given=[local], signs=[positive]
    )


thm.scales("weights", p=1, U=1, V=1)
thm.scales("rise and distance", D=1, t=1, p=-2)
whole.room(thm, pull, excess)
thm.open("constant", "weaker for factors below 1: tau(gamma) >= 0 and V >= 0", better)

thm.check(
    better, on=glm_secants.running, draw=draws.curved,
    constructed=[slopes, secant, first, none, pull, excess],
)  # fmt: skip


NEAR = Rational(1, 10**10)
at = partial(glm_points.exact_inputs, gamma="1/2")
full = at(1, "9/8", "1/2")
thm.sharp(better, full, name="gamma = 1/2, a rise of 1")
rare = at(-1, Rational(-29801, 20000), "1/100", gamma="1/100")
thm.sharp(better, rare, name="gamma = 1/100, towards the left")
thm.sharp(better, at(1, "3/2", 2, gamma=2), name="gamma = 2, beyond the assumption")
limit = at("83/100", "23/20", "1/5", gamma="1/5")
thm.example(limit, name="sigma from 0 to 1 on [-1, 1]: slopes 1, then falling to 1/5, 1/5 before")
thm.example(at(0, 0, 1), name="at the truth")
thm.needs(slopes, at(1, "3/2", Rational(1, 4)))
less = Rational(1, 2) - NEAR
thm.needs(slopes, at(1, 1 + (1 - less) ** 2 / 2, less), name="slopes, barely")
thm.needs(secant, at(1, 1, "1/2"), name="slope 1, then 1/2 at once")
thm.needs(secant, at(1, Rational(9, 8) - NEAR, "1/2"), name="secant, barely")
thm.needs(secant, at(1, Rational(3, 2) - NEAR, 2, gamma=2), name="secant, barely, h = 2")
thm.needs(secant, at(1, 2, 3, gamma=3), name="secant, h = 3")
thm.needs(secant, at(1, Rational(33, 32), "1/4", gamma="1/4"), name="secant, h for 1 - h")
thm.needs(secant, at(-1, "9/8", "1/2"), name="an activation that falls")
whole.wrong_sums(thm, sums, full, at(1, "9/8", "1/2", single=True))
for size, wrong in ((2, 4), (Rational(1, 4), Rational(1, 8))):
    other = at(size, size * Rational(9, 8), "1/2", single=True)
    other["V"] = lambda k, wrong=wrong: wrong * (1 - S.Zero**k)
    thm.needs(excess, other, name=f"excess, {wrong} for D = {size}")
thm.refutes("3 gamma", U(k_) >= 3 * gamma * V(k_), rare)
