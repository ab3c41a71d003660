"""The perturbation of perturbed gradient descent is uniform in a ball: P(|xi| <= t r) = t^d.

Source   Escaping notes, section 2.5; Bruna 2018, slides on perturbed gradient descent.
Claim    Where the gradient is short, the first perturbation moves by at most t r with probability
         t^d, 0 <= t <= 1, and to either side with probability 1/2.
Covers   every d and r, and any implementation of the algorithm: a perturbation that is missing, of
         another radius, on the sphere, Gaussian, along one axis or one-sided changes the law.
Silent   on when a perturbation is due (perturbed_descent_step); a radius off by less than about 2
         percent is beyond the power of the test.
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite
from models import perturbed_descent

thm = Theorem(
    "saddle.perturbation_law",
    supports=["saddle.pgd-main", "saddle.pgd-escape", "jin.pgd-theorem"],
    sources=[
        cite("Escaping notes", "section 2.5"),
        cite("Bruna 2018", "perturbed gradient descent"),
    ],
)
d, r, t = thm.positive("d r t", "dimension, radius of the ball, fraction of it")
size = thm.nonneg("size", "|xi|, drawn")
first = thm.real("first", "xi_1, drawn")
p, side = thm.nonneg("p side", "P(|xi| <= t r), P(xi_1 > 0)")

inside = thm.assume("inside", t <= 1)
radius = thm.conclude("radius", Eq(p, t**d))
symmetry = thm.conclude("symmetry", Eq(side, Rational(1, 2)))
for conclusion in (radius, symmetry):
    thm.unproved(conclusion, because="volume scales by t^d; the kernel knows no measures")

thm.scales("radius", r=1, size=1)
thm.scales("coordinate", first=1)
thm.limit("an interval", {d: 1}, radius, Eq(p, t))

thm.event(p, size <= t * r)
thm.event(side, first > 0)
points = [{"d": 1, "r": "1/10", "t": "1/2"}, {"d": 12, "r": 3, "t": "9/10"}]
thm.sample(radius, symmetry, on=perturbed_descent.noise, at=points, draws=4000)
thm.rejects("as on a segment: P = t", Eq(p, t), of=radius)
thm.rejects("radius larger by 1/5", Eq(p, (t * Rational(5, 6)) ** d), of=radius)
thm.rejects("to one side only", Eq(side, 1 - Rational(1, 10**6)), of=symmetry)

here = {"d": 2, "r": 1, "t": "1/2", "p": "1/4", "side": "1/2"}
thm.example(here)
thm.needs(inside, {**here, "t": 2, "p": 1}, breaks=radius)
thm.needs(
    inside, {**here, "t": 1 + Rational(1, 10**10), "p": 1}, breaks=radius, name="barely outside"
)
