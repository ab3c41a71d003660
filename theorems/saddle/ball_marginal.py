"""A coordinate with density at most M is within t of 0 with probability at most 2 M t.

Source   Escaping notes, section 2.4 (the lemma about uniform perturbations, first step).
Claim    P(t) = P(|x_1| < t), P(0) = 0, P' <= 2 M at every time  =>  P(t) <= 2 M t.
Covers   any law with a bounded density: one coordinate of the uniform law of a ball of R^d, where
         P' = 2 c (1 - t^2)^((d-1)/2) and M = c, and of a Gaussian, M = 1/(sqrt(2 pi) sigma).
Silent   on laws with atoms (a point mass at 0 never leaves a saddle); on how large M is
         (ball_constant, ball_density); on t beyond the support, where P = 1.
"""

from sympy import Derivative, Eq, Le, Rational, S

from lemmata import Theorem, cite
from models import random_starts
from strategies import random_starts as draws

thm = Theorem(
    "saddle.ball_marginal",
    supports=["saddle.ball"],
    sources=[cite("Escaping notes", "section 2.4")],
)
t = thm.time("t")
P = thm.functions("P", "P(|x_1| < t)", nonnegative=True)
M = thm.positive("M", "the largest density of x_1")
slope = Derivative(P(t), t)
for term, name in {t: "t", P(t): "P_t", P(0): "P_start", slope: "slope"}.items():
    thm.measure(term, name)

start = thm.assume("start", Eq(P(0), 0))
density = thm.assume("density", slope <= 2 * M)
linear = thm.conclude("linear", P(t) <= 2 * M * t)


@thm.proof(linear)
def the_excess_never_grows(k):
    never = k.monotone(k.combine(Le(slope - 2 * M, 0), {density: 1}), P(t) - 2 * M * t)
    return k.combine(linear, {never: 1, start: -1})


thm.scales("probability", P=1, M=1)
thm.scales("length", M=-1, t=1)

thm.check(linear, on=random_starts.marginal, draw=draws.marginals, constructed=[start, density])

# Uniform on [-8, 8], for times up to 8.
interval = {"M": Rational(1, 16), P: lambda t: t / 8}
thm.sharp(linear, interval, name="uniform on an interval")
thm.needs(start, {**interval, P: lambda t: S.One}, name="point mass at 0")
thm.needs(density, {**interval, P: lambda t: t / 4}, name="twice the density")
thm.refutes("one-sided: P(t) <= M t", P(t) <= M * t, interval)
