"""The infinite-width kernel of a ReLU network in closed form.

Source   Escaping notes, section 3.6; Landscape slides, gradient-flow kernel at infinite width.
Claim    K(x, y) = E[<x, y> 1{w.x >= 0} 1{w.y >= 0}] for w ~ N(0, I_d), theta the angle between x
         and y: both gates are open for the share (pi - theta) / (2 pi) of the directions of w,
         and K = <x, y> (pi - theta) / (2 pi) = |x| |y| cos(theta) (pi - theta) / (2 pi).
Covers   every dimension, d = 1 included (theta is 0 or pi); every law of w whose direction is
         uniform, so any variance; x = 0 or y = 0, where K = 0 whatever theta. Angles are measured
         as 2 atan(|p - q| / |p + q|) for the unit vectors: an arc cosine of the rounded cosine
         is refused near parallel inputs.
Silent   on finite width; on the probability for x = 0, which has no angle. That the direction of w
         in the plane of x and y is uniform is cited.
"""

from sympy import Eq, Rational, acos, cos, pi, sqrt

from lemmata import Theorem, cite, inner
from models import kernels
from strategies import kernels as inputs

thm = Theorem(
    "ntk.infinite_width_kernel",
    catalogue=["ntk.hinf"],
    sources=[
        cite("Escaping notes", "section 3.6"),
        cite("Landscape slides", "gradient-flow kernel at infinite width"),
    ],
)
d = thm.dimension("d")
x, y = thm.vector("x y", d, "two inputs")
r, s = thm.nonneg("r s", "|x|, |y|")
theta = thm.nonneg("theta", "the angle between x and y, at most pi")
p = thm.positive("p", "pi")
low, high = thm.real("low high", "the arc of directions at which both gates are open")
P = thm.nonneg("P", "the probability that w.x >= 0 and w.y >= 0")
K = thm.real("K", "the kernel at x and y")
c = inner(x, y)

angle = thm.assume("angle", Eq(c, r * s * cos(theta)))
opens = thm.assume("opens", Eq(low, theta - p / 2))
closes = thm.assume("closes", Eq(high, p / 2))
uniform = thm.assume("uniform", Eq(P, (high - low) / (2 * p)))
expectation = thm.assume("expectation", Eq(K, c * P))
probability = thm.conclude("probability", Eq(P, (p - theta) / (2 * p)))
entry = thm.conclude("entry", Eq(K, c * (p - theta) / (2 * p)))
arc_cosine = thm.conclude("arc_cosine", Eq(K, r * s * cos(theta) * (p - theta) / (2 * p)))


@thm.proof(probability)
def length_of_the_arc(k):
    return k.combine(probability, {uniform: 1, closes: 1 / (2 * p), opens: -1 / (2 * p)})


@thm.proof(entry)
def constant_on_the_arc(k):
    return k.combine(entry, {expectation: 1, length_of_the_arc(k): c})


@thm.proof(arc_cosine)
def cosine_of_the_angle(k):
    share = (p - theta) / (2 * p)
    return k.combine(arc_cosine, {constant_on_the_arc(k): 1, angle: share})


thm.known(
    uniform,
    "rotation invariance of N(0, I_d): the direction of the projection of w on a plane is uniform "
    "on the circle (Cho and Saul 2009, appendix)",
)

thm.scales("first input", x=1, r=1, K=1)
thm.scales("second input", y=1, s=1, K=1)
thm.scales("length for length", r=1, s=-1)
thm.invariant("rotation", d)
thm.open(
    "swapped",
    "p = (high - low) / (2 P) is the same equation where P != 0, and has no value where P = 0",
    uniform,
)

thm.check(
    probability,
    entry,
    arc_cosine,
    on=kernels.pair,
    draw=inputs.pairs,
    constructed=[angle, opens, closes, uniform, expectation],
)

at = kernels.exact_pair
sixty = at([1, 0], [Rational(1, 2), sqrt(3) / 2])
thm.example(sixty, name="60 degrees: 1/6")
thm.example(at([2], [2]), name="the same input: |x|^2 / 2")
thm.example(at([1, 1], [-2, -2]), name="opposite inputs: 0")
thm.example(at([1, 0], [0, 3]), name="orthogonal inputs: 0")
thm.needs(angle, {**at([1, 0], [1, 0]), "r": 2}, breaks=arc_cosine)
thm.needs(opens, {**sixty, "low": 0, "P": "1/4", "K": "1/8"}, breaks=probability)
thm.needs(closes, {**sixty, "high": pi, "P": "7/12", "K": "7/24"}, breaks=probability)
# w ~ N(0, diag(1, 9)): the gates see y stretched to (1/2, 3 sqrt(3) / 2).
skew = (pi - acos(sqrt(7) / 14)) / (2 * pi)
thm.needs(uniform, {**sixty, "P": skew, "K": skew / 2}, breaks=probability)
thm.needs(expectation, {**sixty, "K": "1/3"}, breaks=entry)
thm.refutes("always both open half of the time", Eq(P, Rational(1, 2)), sixty, of=probability)
thm.refutes("the gate of y closes", Eq(P, theta / (2 * p)), sixty, of=probability)
thm.refutes("no 1/2", Eq(K, c * (p - theta) / p), sixty, of=entry)
thm.refutes(
    "cosine in place of the angle", Eq(K, r * s * cos(theta) * (p - 1 + cos(theta)) / (2 * p)),
    sixty, of=arc_cosine,
)  # fmt: skip
thm.erratum(
    cite("Landscape slides", "gradient-flow kernel at infinite width"),
    printed="H*_ij with (1 - x_i' x_j) / (2 pi): the arc cosine is lost",
    corrected="(pi - arccos(x_i' x_j)) / (2 pi) for unit inputs: 1/6 at 60 degrees, not 0.2102",
    false=Eq(K, c * (p - (1 - c)) / (2 * p)),
    true=entry,
    at=sixty,
)
