"""A uniform perturbation in a ball makes gradient descent leave a quadratic saddle in log time.

Source   Ma 2021, Theorem 2.2 ("such as stochastic gradient descent"), section 2.1; made precise.
Claim    f = (|x|^2 - beta y^2)/2 in R^d, gradient descent with step eta, so y_T = (1 + eta beta)^T
         y_0; start uniform in the ball of radius r, 2 pi c^2 <= d + 1 (ball_density) =>
         P(|y_T| < R) <= delta as soon as r delta (1 + eta beta)^T >= sqrt(2 (d + 1)/pi) R, that is
         T >= log(R sqrt(2 (d + 1)/pi) / (r delta)) / log(1 + eta beta).
Covers   every d, r, R, delta, T; eta > 0 of any size. The factor sqrt(2 (d + 1)/pi) is below the
         2 sqrt(d) of the usual bound, and sqrt(2/pi) = 0.80 times sqrt(d) for large d.
Silent   on other objectives: perturbed_descent_second_order. Without noise some starts stay:
         noise_needed. The law of y_0 is cited from ball_marginal.
"""

from sympy import Rational, pi, sqrt

from lemmata import Theorem, cite
from models import saddle_noise
from models.random_starts import exact_density
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.noise_escapes_saddle",
    catalogue=["ma.gd-noise"],
    sources=[cite("Ma 2021", "Theorem 2.2"), cite("Ma 2021", "section 2.1")],
)
d, r, R = thm.positive("d r R", "dimension, radius of the ball, distance")
eta, beta, delta = thm.positive("eta beta delta", "step, negative curvature, level")
c, circle = thm.positive("c circle", "largest density of a coordinate in the unit ball, pi")
T = thm.nonneg("T", "number of steps")
y = thm.real("y", "y_T, drawn")
p = thm.nonneg("p", "P(|y_T| < R)")
grown = r * (1 + eta * beta) ** T

flat = thm.assume("flat", p * grown <= 2 * c * R)
density = thm.assume("density", sqrt(2) * sqrt(circle) * c <= sqrt(d + 1))
time = thm.assume("time", sqrt(circle) * delta * grown >= sqrt(2) * sqrt(d + 1) * R)
stuck = thm.conclude("stuck", p <= delta)


@thm.proof(stuck)
def density_times_width(k):
    parts = {time: 1, density: sqrt(2) * R, flat: sqrt(circle)}
    return k.combine(stuck, parts, scale=sqrt(circle) * grown)


thm.known(flat, "saddle.ball_marginal at the distance R / (1 + eta beta)^T that y_0 must exceed")
thm.known(density, "saddle.ball_density")

known = [flat, density]
thm.scales("distance", R=1, r=1, y=1)
thm.scales("curvature", beta=1, eta=-1)
thm.scales("density", c=1, circle=-2, r=1)
thm.open("constant", "stronger: a larger growth on the left", flat)
for change in ("constant", "term dropped"):
    thm.open(change, "stronger: less on the right", density)
    thm.open(change, "stronger: a smaller growth on the left, or more on the right", time)

thm.check(
    stuck, on=saddle_noise.noise_escape, draw=draws.noise_escapes, constructed=[*known, time]
)  # fmt: skip
thm.event(p, abs(y) < R)
points = [  # 2^7 > 4 sqrt(6/pi) 16 and 2^9 > 8 sqrt(52/pi) 16
    {"d": 2, "r": Rational(1, 16), "R": 1, "eta": 1, "beta": 1, "delta": "1/4", "T": 7,
     "circle": pi},
    {"d": 25, "r": Rational(1, 16), "R": 1, "eta": "1/2", "beta": 2, "delta": "1/8",
     "T": 10, "circle": pi},
]  # fmt: skip
thm.sample(stuck, on=saddle_noise.noise_run, at=points, draws=2000, constructed=known)
thm.rejects("a quarter of the level", p <= delta / 4, of=stuck)


def at(d=1, r=1, R=4, eta=1, beta=1, T=3, **changed):
    """The exact law for d = 1, uniform on an interval; other numbers in `changed`."""
    p = Rational(R) / (Rational(r) * (1 + Rational(eta) * Rational(beta)) ** Rational(T))
    known = {"d": d, "r": r, "R": R, "eta": eta, "beta": beta, "T": T, "p": p, "circle": pi}
    return {**known, "c": exact_density(1), "delta": Rational(3, 5), **changed}


thm.example(at(), name="d = 1")
thm.needs(time, at(delta="1/4"), name="too soon")
