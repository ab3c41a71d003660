"""x^2/2 + cos y is (alpha, beta, arcsin alpha)-strict saddle for alpha^2 + beta^2 <= 1.

Source   Ma 2021, Definition 2.1; the example is ours.
Claim    At (x, y) let S = |sin y|, co = cos y, delta the distance of y to the odd multiples of pi,
         at which (0, y) is a minimum. If |grad f|^2 = x^2 + S^2 <= alpha^2 and co < beta (which
         lam_min = min(1, -co) > -beta implies), alpha^2 + beta^2 <= 1, sin a = alpha, 0 <= a  =>
         co < 0 and the distance to the minimum is at most a: x^2 + delta^2 <= a^2.
Covers   the whole plane. gamma = arcsin alpha is the best: it is attained for x = 0, delta = a, and
         so is the bound on beta up to strictness, as the saddles have lam_min = -1.
Silent   on alpha^2 + beta^2 > 1, where points with G < alpha and 0 <= co < beta exist. Cited: that
         t^2 - sin^2 t grows on [0, pi/2] (its derivative is 2 t - sin 2 t).
"""

from sympy import Ge, Or, Rational, S, pi, sqrt

from lemmata import Theorem, cite
from models import strict_saddle
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.strict_saddle_cosine",
    supports=["ma.def-2.1"],
    sources=[cite("Ma 2021", "Definition 2.1")],
)
x, co = thm.real("x co", "the first coordinate, cos y")
sine, delta = thm.nonneg("S delta", "|sin y|, distance of y to the odd multiples of pi")
alpha, beta, a = thm.nonneg("alpha beta a", "slope, curvature, arcsin alpha")

circle = thm.assume("circle", sine**2 + co**2 >= 1)
small = thm.assume("small", x**2 + sine**2 <= alpha**2)
bend = thm.assume("bend", co < beta)
room = thm.assume("room", alpha**2 + beta**2 <= 1)
other, gap = Ge(co, 0), delta**2 - sine**2 <= a**2 - alpha**2
grows = thm.assume("grows", Or(other, gap))
below = thm.conclude("below", co < 0)
near = thm.conclude("near", x**2 + delta**2 <= a**2)


def falls(k):
    above = k.assume(other)
    positive = k.combine(beta + co > 0, {bend: 1, above: 2})
    parts = {room: 1, small: 1, circle: 1, bend: beta + co}
    absurd = k.combine(S.false, parts, squares=[(1, x)], signs=[positive])
    return k.contradiction(below, absurd)


@thm.proof(below)
def no_room_above(k):
    return falls(k)


@thm.proof(near)
def all_of_the_slope_along_y(k):
    branches = {other: k.contradiction(near, k.clash(k.assume(other), falls(k)))}
    branches[gap] = k.combine(near, {k.assume(gap): 1, small: 1})
    return k.cases(grows, branches)


thm.known(grows, "calculus: t^2 - sin^2 t grows on [0, pi/2], and co < 0 means delta < pi/2")

thm.rigid("sines and cosines have no scale")
thm.open(
    "exponent",
    "true: a stronger hypothesis, as S <= alpha <= 1, beta <= 1 and, unless `below` holds, co < 1",
    circle, small, room,
)  # fmt: skip
thm.open("exponent", "true: stronger for S^3 and for alpha, as S <= alpha <= 1", grows)
thm.open("exponent", "true: weaker, as |x| <= alpha <= 1", near)

thm.check(
    below, near,
    on=strict_saddle.cosine_point, draw=draws.cosine_points, constructed=[circle, grows],
)  # fmt: skip

at = {"x": 0, "co": -sqrt(3) / 2, "S": S.Half, "delta": pi / 6, "alpha": S.Half, "a": pi / 6}
at |= {"beta": S.Half}
thm.sharp(near, at, name="y = pi + pi/6")
thm.example({**at, "S": 0, "co": -1, "delta": 0}, name="the minimum")
NEAR = Rational(1, 10**10)
saddle = {**at, "S": 0, "co": 1, "delta": pi}
thm.needs(bend, saddle, name="the saddle", breaks=below)
thm.needs(bend, {**saddle, "beta": 1, "alpha": 0, "a": 0}, name="beta = 1", breaks=below)
thm.needs(room, {**saddle, "alpha": 0, "a": 0, "beta": 1 + NEAR}, name="room, barely", breaks=below)
level = {**at, "S": 1, "co": 0, "delta": pi / 2, "alpha": 1, "a": pi / 2, "beta": NEAR}
thm.needs(room, level, name="room, barely, for alpha = 1", breaks=below)
thm.needs(circle, {**at, "S": 0, "co": 0}, name="circle", breaks=below)
thm.needs(small, {**at, "x": 1}, breaks=near)
corner = {**at, "x": 0, "S": Rational(3, 5), "delta": 2, "alpha": Rational(3, 5), "a": 2}
corner |= {"beta": Rational(4, 5), "co": Rational(4, 5) * (1 - NEAR)}
thm.needs(circle, corner, name="circle, barely", breaks=below)
# The rest are numbers, for which no y is needed.
thm.sharp(near, {**at, "delta": 2, "a": 2}, name="delta = a = 2")
for name, wrong in {
    "more": {"delta": 2 + NEAR, "a": 2},
    "more than 0": {"delta": NEAR, "a": 0},
    "delta for its square": {"delta": 2, "a": sqrt(2)},
    "the cube of a": {"delta": sqrt(8), "a": 2},
}.items():
    thm.needs(grows, {**at, **wrong}, name=f"grows: {name}", breaks=near)
thm.refutes("attained at slope alpha only", x**2 + delta**2 <= alpha**2, at, of=near)
thm.refutes("co below -beta", co < -beta, {**at, "beta": sqrt(3) / 2}, of=below)
