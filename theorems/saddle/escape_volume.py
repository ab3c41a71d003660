"""One uniform perturbation leaves a quadratic saddle after O(log d) steps: an explicit count.

Source   Bruna 2018, slides on perturbed gradient descent (after Jin et al. 2017, the core lemma in
         quadratic form, with constants of its own).
Claim    W = sqrt((2 F + L r^2)/l), G = (1 + gamma l)^K, 2 pi c^2 <= d + 1, P(f(x_K) > -F) <= 2 c W
         / (r G), delta r G sqrt(2 pi) >= 2 W sqrt(d + 1)  =>  P(f(x_K) > -F) <= delta.
Covers   every d; f = x'Hx/2 with least curvature -l and largest L, gamma <= 2/L, start uniform in
         the ball of radius r: failure needs (1 + gamma l)^K |x_1| < W (escape_decrease), the chance
         of which is at most the width times the density c (ball_marginal, ball_density). The
         dimension enters K by log(d + 1) / (2 log(1 + gamma l)). Observed: 0.93 of delta at d = 20.
Silent   on objectives that are not quadratic (perturbed_descent_escape).
"""

from sympy import Or, pi, sqrt

from lemmata import Theorem, cite
from models import perturbed_descent
from models.random_starts import exact_density
from strategies import perturbed_descent as draws

thm = Theorem(
    "saddle.escape_volume",
    catalogue=["jin.escape-volume"],
    sources=[cite("Bruna 2018", "perturbed gradient descent")],
)
l, gamma, r = thm.positive("l gamma r", "-l is the least curvature; step; radius")  # noqa: E741
L, F, K = thm.nonneg("L F K", "largest curvature, gain, number of steps")
d, c, delta, circle = thm.positive("d c delta circle", "dimension, density, level, pi")
f = thm.real("f", "f(x_K), drawn")
p = thm.nonneg("p", "P(f(x_K) > -F)")
growth = (1 + gamma * l) ** K
W = sqrt((2 * F + L * r**2) / l)

density = thm.assume("density", 2 * circle * c**2 <= d + 1)
flat = thm.assume("flat", p * r * growth <= 2 * c * W)
time = thm.assume("time", delta * r * growth * sqrt(2 * circle) >= 2 * W * sqrt(d + 1))
volume = thm.conclude("volume", p <= delta)


def root_of_the_density(k):
    at_most = sqrt(2) * sqrt(circle) * c <= sqrt(d + 1)
    return k.combine(at_most, {density: 1}, scale=sqrt(d + 1) + sqrt(2) * sqrt(circle) * c)


@thm.proof(volume)
def density_times_width(k):
    return k.combine(
        volume,
        {flat: sqrt(2 * circle), root_of_the_density(k): 2 * W, time: 1},
        scale=r * growth * sqrt(2 * circle),
    )


thm.known(
    flat,
    "probability is monotone: failure needs G |x_1| < W (escape_decrease), see ball_marginal",
)

thm.scales("objective", l=1, gamma=-1, L=1, F=1, f=1)
thm.scales("argument", l=-2, gamma=2, r=1, L=-2)
thm.scales("density", l=2, gamma=-2, c=1, circle=-2)
for change in ("constant", "term dropped"):
    thm.open(change, "a larger growth on the left or a smaller W on the right implies it", flat)
    thm.open(
        change, "a smaller growth on the left or a larger W or d on the right implies it", time
    )

thm.check(
    volume,
    on=perturbed_descent.escape_volume,
    draw=draws.escape_volumes,
    constructed=[density, flat, time],
)
thm.event(p, f > -F)
point = {
    "d": 20, "l": "3/10", "L": 1, "gamma": "1/2", "r": "1/100", "F": "1/1000", "delta": "1/20",
    "K": 46, "circle": pi, "c": exact_density(20),
}  # fmt: skip
thm.sample(volume, on=perturbed_descent.volume_run, at=[point], draws=6000, constructed=[flat])
thm.rejects("half of delta", p <= delta / 2, of=volume)
thm.rejects("without the dimension", p <= 2 * W / (r * growth * sqrt(2 * circle)), of=volume)

here = {**point, "p": "1/25"}
thm.example(here, name="d = 20, 46 steps")
thm.needs(density, {**here, "c": 100, "p": 1})
thm.needs(flat, {**here, "p": 1}, name="start in the stable subspace")
thm.needs(time, {**here, "K": 0, "p": 1}, name="no steps")
thm.refutes("without the dimension", p * r * growth * sqrt(2 * circle) <= 2 * W, here)
far = {**here, "d": 100, "c": exact_density(100), "K": 52}
thm.refutes("as many steps as dimensions", Or(p > delta, K >= d), far)
