"""Wallis' bounds for the density of a coordinate of the ball: d <= 2 pi c_d^2 <= d + 1.

Source   Bruna 2018, slides on perturbed gradient descent (after Jin et al. 2017), where the volume
         of the stuck region is bounded by such a density.
Claim    2 pi c_{d-1} c_d = d, 2 pi c_d c_{d+1} = d + 1, c_{d-1} <= c_d <= c_{d+1}  =>
         d <= 2 pi c_d^2 <= d + 1.
Covers   every dimension d >= 1: c_d = Gamma(d/2 + 1) / (sqrt(pi) Gamma((d+1)/2)); the products
         telescope by Gamma(x + 1) = x Gamma(x), and 1/c_d is the integral of (1 - t^2)^((d-1)/2)
         over [-1, 1], which falls with d. So the best constant C_d in P(|x_1| < C r delta/sqrt(d))
         <= delta tends to sqrt(pi/2) = 1.2533, and it is at most that for every d.
Silent   on the sharper asymptotics (2 d + 1)/(4 pi) of c_d^2.
"""

from sympy import Eq, Rational, pi

from lemmata import Theorem, cite
from models import random_starts
from models.random_starts import exact_density
from strategies import random_starts as draws

thm = Theorem(
    "saddle.ball_density",
    supports=["saddle.ball", "jin.escape-volume"],
    sources=[cite("Bruna 2018", "perturbed gradient descent"), cite("Escaping notes", "section 2")],
)
d = thm.positive("d", "dimension")
c0, c, c1 = thm.nonneg("c0 c c1", "density at the centre in dimension d - 1, d, d + 1")
circle = thm.positive("circle", "pi")

below = thm.assume("below", Eq(2 * circle * c0 * c, d))
above = thm.assume("above", Eq(2 * circle * c * c1, d + 1))
rising_below = thm.assume("rising_below", c0 <= c)
rising_above = thm.assume("rising_above", c <= c1)
lower = thm.conclude("lower", 2 * circle * c**2 >= d)
upper = thm.conclude("upper", 2 * circle * c**2 <= d + 1)


@thm.proof(lower)
def product_with_the_smaller_neighbour(k):
    return k.combine(lower, {below: 1, rising_below: 2 * circle * c})


@thm.proof(upper)
def product_with_the_larger_neighbour(k):
    return k.combine(upper, {above: -1, rising_above: 2 * circle * c})


thm.scales("density", c0=1, c=1, c1=1, circle=-2)
thm.limit("an interval", {d: 1, c: "1/2", circle: "pi"}, lower, True)
thm.limit("an interval", {d: 1, c: "1/2", circle: "pi"}, upper, True)

thm.check(
    lower, upper,
    on=random_starts.ball_density, draw=draws.dimensions,
    constructed=[below, above, rising_below, rising_above],
)  # fmt: skip


def at(n, **changed):
    densities = {"c0": exact_density(n - 1), "c": exact_density(n), "c1": exact_density(n + 1)}
    return {"d": n, "circle": pi, **densities, **changed}


thm.example(at(1), name="d = 1: c = 1/pi, 1/2, 2/pi")
thm.example(at(20), name="d = 20")
thm.needs(below, at(1, c0=0, c="1/4", c1=4 / pi), breaks=lower)
thm.needs(rising_below, at(1, c0=2 / pi, c="1/4", c1=4 / pi), breaks=lower)
thm.needs(above, at(1, c0=1 / (2 * pi), c=1, c1=1), breaks=upper)
thm.needs(rising_above, at(1, c0=1 / (2 * pi), c=1, c1=1 / pi), breaks=upper)
thm.refutes("2 pi c^2 >= d + 2/3", 2 * circle * c**2 >= d + Rational(2, 3), at(1), of=lower)
thm.refutes("2 pi c^2 <= d + 1/2", 2 * circle * c**2 <= d + Rational(1, 2), at(1), of=upper)
