"""A Lojasiewicz inequality with exponent 1 does not make gradient flow converge: the Mexican hat.

Source   Bruna 2018, Comments, condition 2 (why a < 1).
Claim    E = exp(-s) (1 - A sin(theta - s)) in polar coordinates, s = 1 / (1 - r^2), A = 4 r^4 /
         (4 r^4 + (1 - r^2)^4), 0 < r < 1. On the spiral theta = s, s' = 2 r / (1 - r^2)^2:
         E_theta = r^2 s' E_r (the gradient is tangent: the spiral is an orbit of gradient flow) and
         E_r < 0 (it leads outwards, where theta = 1 / (1 - r^2) grows without bound);
         |grad E| >= E where (1 - r^2)^3 <= 4 r^2, with E decreasing to inf E = 0;
         r |grad E| <= E, so that |grad E| >= m E^a fails near r = 1 for every a < 1, m > 0.
Covers   a C-infinity function (0 for r >= 1) whose flow winds round the unit circle for ever, in a
         bounded set, with every point of the circle as a limit point.
Silent   on calculus: E_r and E_theta on the spiral are hypotheses, which the check compares with
         autograd; on the inequality off the spiral; on gradient descent near this flow.
"""

from sympy import Eq, Gt, Implies, Le, Rational, S

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.mexican_hat",
    supports=["saddle.limit-lojasiewicz", "saddle.limit-isolated"],
    sources=[cite("Bruna 2018", "Comments, condition 2")],
)
r, theta, decay = thm.positive("r theta decay", "radius and angle on the spiral, exp(-s)")
E, E_r, E_theta = thm.real("E E_r E_theta", "value and derivatives in polar coordinates")
inside = 1 - r**2
whole = 4 * r**4 + inside**4
A, slope = 4 * r**4 / whole, 2 * r / inside**2
steep = E_r**2 + E_theta**2 / r**2

value = thm.assume("value", Eq(E, decay))
radial = thm.assume("radial", Eq(E_r, -(inside**4) / whole * slope * decay))
angular = thm.assume("angular", Eq(E_theta, -A * decay))
spiral = thm.assume("spiral", Eq(theta * inside, 1))
tangent = thm.conclude("tangent", Eq(E_theta, r**2 * slope * E_r))
outwards = thm.conclude("outwards", E_r < 0)
winds = thm.conclude("winds", theta * (1 - r) >= Rational(1, 2))
near = Le(inside**3, 4 * r**2)
exponent_one = thm.conclude("exponent_one", Implies(near, steep >= E**2))
no_less = thm.conclude("no_less", r**2 * steep <= E**2)


def in_the_disc(k):
    """1 - r^2 > 0."""
    return k.combine(Gt(inside, 0), {spiral: 1}, squares=[(1, 1)], scale=theta)


@thm.proof(tangent)
def same_ratio(k):
    return k.combine(tangent, {angular: 1, radial: -(r**2) * slope}, signs=[in_the_disc(k)])


@thm.proof(outwards)
def negative_slope(k):
    pull = (inside**4 / whole * slope * decay, 1)
    return k.combine(outwards, {radial: -1}, squares=[pull], signs=[in_the_disc(k)])


@thm.proof(winds)
def angle_at_least(k):
    parts = {spiral: 1 / (1 + r), in_the_disc(k): 1 / (2 * (1 + r) ** 2)}
    return k.combine(winds, parts)


@thm.proof(exponent_one)
def compare_with_the_value(k):
    positive, close = in_the_disc(k), k.assume(near)
    own = -(inside**4) / whole * slope * decay
    parts = {
        radial: E_r + own, angular: (E_theta - A * decay) / r**2, value: -(E + decay),
        close: decay**2 * inside / whole,
    }  # fmt: skip
    return k.discharge(k.combine(steep >= E**2, parts, signs=[positive]), near)


@thm.proof(no_less)
def less_than_the_value_over_r(k):
    positive = in_the_disc(k)
    own = -(inside**4) / whole * slope * decay
    parts = {
        radial: -(r**2) * (E_r + own), angular: -(E_theta - A * decay), value: E + decay
    }  # fmt: skip
    return k.combine(no_less, parts, squares=[(1 / whole, decay * inside**2)], signs=[positive])


thm.scales("objective", decay=1, E=1, E_r=1, E_theta=1)
thm.open("swapped", "true: no r > 0 is left, as decay > 0", angular)
LONGER = "true: r < 1 and a larger theta than 1 / (1 - r^2) are enough"
thm.open("constant", LONGER, spiral)
thm.open("exponent", LONGER, spiral)
thm.open("term dropped", "true: no theta > 0 is left", spiral)
thm.open("strict", "true: theta (1 - r) = 1 / (1 + r), and r < 1", winds)
STRONGER = "a stronger premise, as r < 1"
thm.open("constant", STRONGER, exponent_one)
thm.open("exponent", f"{STRONGER}, or a weaker claim: r^-3 for r^-2", exponent_one)
thm.open("term dropped", STRONGER, exponent_one)
thm.open("strict", "false at the root of (1 - r^2)^3 = 4 r^2, a nested radical", exponent_one)
thm.open("converse", "true: |grad E|^2 = E^2 4 r^2 / (4 r^4 + (1 - r^2)^4)", exponent_one)
thm.open(
    "swapped",
    "E with E_theta: true, as |E_theta| = A E < E and r < 1; E with E_r: true, as (4 s^2 + q)^2 + "
    "16 s^3 > 4 s q in (0, 1) for s = r^2 and q = (1 - s)^4, by Sturm's theorem",
    exponent_one,
)
thm.open("strict", "true: r^2 |grad E|^2 = E^2 4 r^4 / (4 r^4 + (1 - r^2)^4)", no_less)
thm.open(
    "constant",
    "true up to the factor 2: c E_r^2 costs (c - 2) 4 r^4 (1 - r^2)^4 <= (1 - r^2)^8, times "
    "E^2 / (4 r^4 + (1 - r^2)^4)^2",
    no_less,
)
thm.open("exponent", "weaker: r < 1, and odd powers of E_r and E_theta are negative", no_less)
thm.open("swapped", "the same: both sides are r^2 E_r^2 + E_theta^2 <= E^2", no_less)

thm.check(
    tangent,
    outwards,
    winds,
    exponent_one,
    no_less,
    on=model.hat,
    draw=draws.radii,
    implements=[value, radial, angular],
    constructed=[spiral],
)

half = {r: "1/2", theta: "4/3", decay: 1, E: 1, E_r: "-144/145", E_theta: "-64/145"}
faint = {**half, decay: "1/4", E: "1/4", E_r: "-36/145", E_theta: "-16/145"}
place = Rational(9, 10)
point = {r: place, theta: Rational(100, 19), decay: 1}
outer = {
    **point,
    E: 1,
    E_r: (-(inside**4) / whole * slope).subs(r, place),
    E_theta: -A.subs(r, place),
}
thm.example(half, name="r = 1/2, in units of exp(-s)")
thm.example(outer, name="r = 9/10, in units of exp(-s)")


def at(radius, size=1, **changed):
    """The point of the spiral at the radius, where exp(-s) counts as `size`; `changed` replaces."""
    radius, size = S(radius), S(size)
    made = {
        "r": radius, "theta": (1 / inside).subs(r, radius), "decay": size, "E": size,
        "E_r": (-(inside**4) / whole * slope).subs(r, radius) * size,
        "E_theta": -A.subs(r, radius) * size,
    }  # fmt: skip
    return {**made, **changed}


# (1 - r^2)^3 = 4 r^2 at r = 0.3902465910939305786723668...
digits, tiny, slight = 10**13, Rational(1, 10**10), Rational(1, 10**9)
thm.example(at(Rational(3902465910940, digits)), name="barely steep enough")
thm.example(at(Rational(3902465910939, digits)), name="barely not steep enough")
thm.example(at(Rational(5, 13)), name="(1 - r^2)^4 < 4 r^2 < (1 - r^2)^3")
thm.example(at(Rational(1, 5), "9/20"), name="r = 1/5")
thm.example(at(1 - tiny), name="barely inside the circle")
thm.needs(value, {**half, E: 2}, breaks=exponent_one)
thm.needs(radial, {**half, E_r: 0}, breaks=tangent)
thm.needs(angular, {**half, E_theta: 0}, breaks=tangent)
thm.needs(spiral, {**half, theta: "1/2"}, breaks=winds)
thm.needs(radial, at("1/2", "1105/1728", E_r="-1/3"), name="radial, r and E_r", breaks=tangent)
for c in (1 - slight, 1 - Rational(1, 1000)):
    early = at(1 - tiny, theta=c / (1 - (1 - tiny) ** 2))
    thm.needs(spiral, early, name=f"{c} of the angle", breaks=winds)
for name, angle in {
    "1 + 1e-9": 1 / (1 + slight - (1 + tiny) ** 2),
    "(1 - 1e-9) r^2": 1 / (1 - (1 - slight) * (1 + tiny) ** 2),
}.items():
    thm.needs(spiral, at(1 + tiny, theta=angle), name=f"spiral, {name}", breaks=winds)
thm.needs(spiral, at(place, theta=1 / (1 - place**3)), name="spiral, r^3", breaks=winds)
thm.needs(spiral, at("4/3", theta="1/2"), name="spiral, r and theta", breaks=winds)
thm.needs(value, at(1 - tiny, E=1 - slight), name="a value barely too small", breaks=no_less)
thm.refutes("a factor r less", Eq(E_theta, r * slope * E_r), half, of=tangent)
thm.refutes("steep everywhere", E_r <= -1, half, of=outwards)
thm.refutes("with a = 1 the angle stays below 3", theta <= 3, outer, of=winds)
thm.refutes("a = 1/2", Implies(near, steep >= E), faint, of=exponent_one)
thm.refutes("without the factor r", steep <= E**2, half, of=no_less)
