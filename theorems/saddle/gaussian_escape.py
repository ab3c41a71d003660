"""From a Gaussian start gradient descent stays near a quadratic saddle with exponentially small P.

Source   Bruna 2018, slides on saddles and gradient descent, the quadratic case (replaces
         "with probability 1").
Claim    x_K = (1 + 2 gamma l)^K x_0 along a direction of curvature -2 l of x' H x, x_0 Gaussian of
         variance sigma^2  =>  P(|x_K| <= R) = erf(R / (sqrt(2) sigma (1 + 2 gamma l)^K)), which is
         at most 2 R / (sqrt(2 pi) sigma (1 + 2 gamma l)^K) and tends to 0: the stable set is null.
Covers   every K, R, sigma; in any dimension, since the coordinates are independent. The bound needs
         only the largest density 1/(sqrt(2 pi) sigma) of the start.
Silent   on other objectives (random_start_avoids_saddle); for H with l < 0 (convex) nothing leaves.
"""

from sympy import Eq, S, erf, pi, sqrt

from lemmata import Theorem, cite
from models import random_starts
from strategies import random_starts as draws

thm = Theorem(
    "saddle.gaussian_escape",
    catalogue=["saddle.quadratic-random-init", "saddle.asymptotic-avoidance"],
    supports=["saddle.gd-avoids"],
    sources=[
        cite("Bruna 2018", "saddles and gradient descent, quadratic case"),
        cite("Landscape slides", "escaping saddle points from a random start"),
    ],
)
R, sigma, circle = thm.positive("R sigma circle", "distance, deviation of the start, pi")
rate = thm.nonneg("rate", "gamma l")
K = thm.nonneg("K", "number of steps")
y = thm.real("y", "x_K, drawn")
p, start = thm.nonneg("p start", "P(|x_K| <= R), the distance from which x_0 gets to R")
growth = (1 + 2 * rate) ** K

width = thm.assume("width", Eq(start * growth, R))
flat = thm.assume("flat", p * sqrt(2 * circle) * sigma <= 2 * start)
tail = thm.conclude("tail", p * sqrt(2 * circle) * sigma * growth <= 2 * R)
law = thm.conclude("law", Eq(p, erf(R / (sqrt(2) * sigma * growth))))


@thm.proof(tail)
def density_times_the_shrunken_width(k):
    return k.combine(tail, {flat: growth, width: -2})


thm.known(flat, "a normal density is at most 1 / (sqrt(2 pi) sigma): ntk.slab_probability")
thm.unproved(law, because="the Gaussian distribution function; the kernel knows no measures")

thm.scales("distance", R=1, sigma=1, y=1, start=1)
thm.limit("zero steps", {K: 0}, tail, sqrt(2 * circle) * sigma * p <= 2 * R)
thm.limit("step 0", {rate: 0}, tail, sqrt(2 * circle) * sigma * p <= 2 * R)
thm.limit("zero steps", {K: 0}, law, Eq(p, erf(R / (sqrt(2) * sigma))))
thm.limit("step 0", {rate: 0}, law, Eq(p, erf(R / (sqrt(2) * sigma))))
for change in ("constant", "exponent"):
    thm.open(change, "true: a smaller start makes `flat` stronger, and nothing else", width)
for change in ("constant", "exponent", "term dropped"):
    thm.open(change, "a smaller growth is weaker, as p >= 0", tail)
thm.open("room", "false for K > 0, as erf increases: powers of such degree are not evaluated", law)

thm.check(tail, on=random_starts.gaussian_escape, draw=draws.gaussians, constructed=[width, flat])
thm.event(p, abs(y) <= R)
points = [{"K": K, "R": 1, "sigma": 1, "rate": "1/20"} for K in (10, 40)]
thm.sample(law, on=random_starts.gaussian_run, at=points, draws=16000, constructed=[width, flat])
thm.rejects(
    "growth 1 + gamma l, which belongs to x' H x / 2",
    Eq(p, erf(R / (sqrt(2) * sigma * (1 + rate) ** K))),
    of=law,
)
thm.rejects(
    "a stable direction",
    Eq(p, erf(R / (sqrt(2) * sigma * (1 - 2 * rate) ** K))),
    of=law,
)


def at(K, **changed):
    level = (1 + 2 / S(20)) ** -K
    chance = erf(level / sqrt(2))
    made = {"R": 1, "sigma": 1, "circle": pi, "rate": "1/20", "K": K, "start": level, "p": chance}
    return {**made, **changed}


thm.example(at(10), name="10 steps")
idle = at(10, rate=0, sigma=2, start=1, p=erf(sqrt(2) / 4))
thm.example(idle, name="no step, deviation 2")
thm.needs(flat, at(10, p=1), name="point mass at 0, the stable set", breaks=tail)
thm.needs(width, at(10, start=1, p=erf(1 / sqrt(2))), name="no growth", breaks=tail)
thm.refutes("one-sided", p * sqrt(2 * circle) * sigma * growth <= R, at(10), of=tail)
thm.refutes(
    "growth 1 + gamma l", Eq(p, erf(R / (sqrt(2) * sigma * (1 + rate) ** K))), at(10), of=law
)
