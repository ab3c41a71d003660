"""The output of a wide network at initialisation does not vanish: E f(x)^2 = |x|^2 / 2.

Source   Escaping notes, section 3.8 ("Where did we use a_k ~ Unif{+-1}?") and section 3.9.
Claim    w_k ~ N(0, I), a_k = +-1 fair, all independent, f = m^(-1/2) sum_k a_k relu(<w_k, x>):
         the average of f(x)^2 over B networks is further than 2 sqrt(V / B) from |x|^2 / 2 with
         probability at most 1/4, where V = |x|^4 (1/2 + 3/(4 m)) is the variance of f(x)^2.
Covers   every width and every number of networks; x = (1, 1/2) is sampled.
Silent   on the derivation of mean and variance from Gaussian moments (initial_second_moment has
         the mean), which enter through Chebyshev's inequality as cited.
"""

from sympy import Abs, Eq, Rational, sqrt

from lemmata import Theorem, cite
from models import random_networks

PLACE = "section 3.8, Where did we use a_k ~ Unif{+-1}?"
thm = Theorem(
    "ntk.initial_output",
    supports=["ntk.init-second-moment"],
    sources=[cite("Escaping notes", PLACE), cite("Escaping notes", "section 3.9")],
)
X, m, B = thm.positive("X m B", "|x|^2; the width; how many networks are averaged")
t = thm.positive("t", "how far is far")
average = thm.nonneg("average", "average of f(x)^2 over B networks")
p, far = thm.nonneg("p far", "P(|average - X/2| > t), P(|average - X| > t)")

V = X**2 * (Rational(1, 2) + 3 / (4 * m))  # the variance of f(x)^2
distance = thm.assume("distance", Eq(t**2, 4 * V / B))
chebyshev = thm.assume("chebyshev", p * t**2 <= V / B)
mean = thm.conclude("mean", p <= Rational(1, 4))


@thm.proof(mean)
def markov(k):
    return k.combine(mean, {chebyshev: B / (4 * V), distance: p * B / (4 * V)})


thm.known(chebyshev, "Chebyshev's inequality, with E f(x)^2 = X/2 and Var f(x)^2 = V")

thm.scales("squared length", X=1, t=1, average=1)
thm.open(
    "constant",
    "a larger distance is exceeded less often: p <= V / (B t^2) is then below 1/4",
    distance,
)
thm.open("swapped", "the same relation for p > 0: both bound p B t^2 by V", chebyshev)

thm.event(p, Abs(average - X / 2) > t)
thm.event(far, Abs(average - X) > t)


def width(units, networks=64):
    """The point of width `units` at |x|^2 = 5/4; 1024 networks show 10% in a weight."""
    at = {"X": Rational(5, 4), "m": units, "B": networks}
    return {**at, "t": sqrt(4 * V.subs({X: at["X"], m: units}) / networks)}


thm.sample(
    mean,
    on=random_networks.output_averages,
    at=[width(1), width(8), width(32), width(1, 1024)],
    draws=256,
    constructed=[chebyshev],
)
thm.rejects("E f(x)^2 = |x|^2", far <= Rational(1, 4), of=mean)
at_bound = {
    "p": Rational(1, 4),
    "X": 2,
    "m": Rational(3, 2),
    "B": 4,
    "t": 2,
    "average": 0,
    "far": 1,
}
thm.example(at_bound)
thm.needs(distance, {**at_bound, "p": 1, "t": 1})
