"""All coordinates of a uniform point of a ball at once: the bound loses a factor of d.

Source   Escaping notes, section 2.4 (the lemma about uniform perturbations is for one coordinate).
Claim    P(|x_i| < r delta / sqrt(d)) <= delta for each i  =>
         P(min_i |x_i| < r delta / sqrt(d)) <= d delta.
Covers   every d; with delta for d delta the statement is false (d = 50 below): the lemma speaks of
         one fixed coordinate, the unstable one.
Silent   on the exact law of the smallest coordinate.
"""

from sympy import Rational, sqrt

from lemmata import Theorem, cite
from models import random_starts

thm = Theorem(
    "saddle.ball_smallest_coordinate",
    catalogue=["saddle.ball"],
    sources=[cite("Escaping notes", "section 2.4")],
)
d, r, delta = thm.positive("d r delta", "dimension, radius, level")
least = thm.real("least", "the smallest |x_i|, drawn")
p, m = thm.nonneg("p m", "P(|x_1| < r delta / sqrt(d)), P(least < r delta / sqrt(d))")

single = thm.assume("single", p <= delta)
union = thm.assume("union", m <= d * p)
every = thm.conclude("every", m <= d * delta)


@thm.proof(every)
def union_bound(k):
    return k.combine(every, {union: 1, single: d})


thm.known(union, "the probability of a union is at most the sum of the probabilities")

thm.scales("radius", r=1, least=1)
thm.scales("dimension", d=2, r=3, delta=-2, p=-2)
thm.limit("d = 1", {d: 1}, every, m <= delta)

thm.event(m, least < r * delta / sqrt(d))
thm.sample(
    every,
    on=random_starts.uniform,
    at=[{"d": 50, "delta": "1/200", "r": 1}],
    draws=1500,
    constructed=[single, union],
)
thm.rejects("one level for all coordinates", m <= delta, of=every)

line = {"d": 1, "r": 1, "delta": Rational(1, 2), "p": Rational(1, 2), "m": Rational(1, 2)}
thm.sharp(every, line, name="d = 1")
thm.needs(single, {**line, "p": 1, "m": 1}, name="point mass at 0")
thm.refutes("half of it", m <= d * delta / 2, line)
