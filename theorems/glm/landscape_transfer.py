"""One sigmoid neuron: the empirical risk has the landscape of the population risk, or is monotone.

Source   Ma 2021, footnote 10 (after Mei, Bai and Montanari), its instance of section 3 at d = 1.
Claim    Samples x = 1, y the mean label, o = e^w, g and h the derivatives of the empirical risk:
         (1 + o)^3 g = o (o (1 - y) - y),  (1 + o)^4 h = o^2 + o (1 - o) (o (1 - y) - y);
         g = 0 if and only if o (1 - y) = y;  then 0 < y < 1 and h > 0. So for 0 < y < 1 there is
         one stationary point, sigma(w) = y, a nondegenerate minimum, as there is one for the
         population risk, sigma(w) = sigma(w*); otherwise there is none.
Covers   every number of samples and any labels. At w* = 0 with noise +-1 one sample has y = 3/2 or
         -1/2, and so never a minimum: the two risks are alike for many samples only
         (landscape_transfer_probability).
Silent   on d > 1 and on other risks: the footnote, that for n of the order p log p the stationary
         points of the two risks correspond, with their indices, is cited there and not restated.
"""

from sympy import And, Eq, Equivalent, Implies, Rational

from lemmata import Theorem, cite
from models import glm_one_neuron
from strategies import glm_empirical as draws

thm = Theorem(
    "glm.landscape_transfer", catalogue=["ma.fn-10"], sources=[cite("Ma 2021", "footnote 10")]
)
o = thm.positive("o", "e^w")
a, y = thm.real("a y", "sigma(w), the mean label")
g, h = thm.real("g h", "first and second derivative of the empirical risk at w")
gap = o * (1 - y) - y

value = thm.assume("value", Eq(a, o / (1 + o)))
slope = thm.assume("slope", Eq(g, (a - y) * a * (1 - a)))
bend = thm.assume("bend", Eq(h, (a * (1 - a)) ** 2 + (a - y) * a * (1 - a) * (1 - 2 * a)))
flat, place = Eq(g, 0), Eq(o * (1 - y), y)
first = thm.conclude("first", Eq((1 + o) ** 3 * g, o * gap))
second = thm.conclude("second", Eq((1 + o) ** 4 * h, o**2 + o * (1 - o) * gap))
stationary = thm.conclude("stationary", Equivalent(flat, place))
between = thm.conclude("between", Implies(flat, And(y > 0, 1 - y > 0)))
minimum = thm.conclude("minimum", Implies(flat, h > 0))


@thm.proof(first)
def first_in_odds(k):
    return k.combine(first, {k.rewrite(k.assume(slope.relation), value): (1 + o) ** 3})


@thm.proof(second)
def second_in_odds(k):
    return k.combine(second, {k.rewrite(k.assume(bend.relation), value): (1 + o) ** 4})


def found(k):
    """The place, from g = 0."""
    parts = {first_in_odds(k): -1, k.assume(flat): (1 + o) ** 3}
    return k.combine(place, parts, scale=o)


@thm.proof(stationary)
def both_ways(k):
    back = k.combine(flat, {first_in_odds(k): 1, k.assume(place): o}, scale=(1 + o) ** 3)
    return k.iff(k.discharge(found(k), flat), k.discharge(back, place))


@thm.proof(between)
def a_value_of_sigma(k):
    above = k.combine(y > 0, {found(k): -1}, squares=[(o, 1)], scale=1 + o)
    below = k.combine(1 - y > 0, {found(k): 1}, squares=[(1, 1)], scale=1 + o)
    return k.discharge(k.both(above, below), flat)


@thm.proof(minimum)
def square_of_the_slope(k):
    parts = {second_in_odds(k): 1, found(k): o * (1 - o)}
    claim = k.combine(h > 0, parts, squares=[(o**2, 1)], scale=(1 + o) ** 4)
    return k.discharge(claim, flat)


thm.rigid("labels are compared with the values of sigma, which are between 0 and 1")
thm.open("swapped", "true: y = 0 gives g = a^2 (1 - a), between 0 and 1", between)

thm.check(
    first, second, stationary, between, minimum,
    on=glm_one_neuron.one_neuron, draw=draws.one_neuron,
    implements=[slope, bend], constructed=[value],
)  # fmt: skip


def at(odds=1, y="1/2", **changed):
    """Everything at w = log(odds)."""
    odds, y = Rational(odds), Rational(y)
    a = changed.get("a", odds / (1 + odds))
    rate = a * (1 - a)
    made = {"o": odds, "a": a, "y": y, "g": (a - y) * rate}
    return made | {"h": rate**2 + (a - y) * rate * (1 - 2 * a)} | changed


middle = at()
thm.example(middle, name="at the minimum, y = 1/2")
thm.example(at(3, "3/4"), name="at the minimum, y = 3/4")
thm.example(at(3, "1/4"), name="off the minimum")
thm.example(at(2, "3/2"), name="a mean label above 1")
thm.example(at(10**10, Rational(10**10, 10**10 + 1)), name="y close to 1")
thm.needs(value, at(a=Rational(3, 4), y="3/4"), breaks=stationary)
thm.needs(slope, at(1, "1/4", g=0), breaks=stationary)
thm.needs(bend, at(h=0), breaks=minimum)
thm.refutes("without the slope", Eq(g, a - y), at(3, "1/4"), of=first)
thm.refutes("without the last term", Eq((1 + o) ** 4 * h, o**2), at(3, "1/4"), of=second)
thm.refutes("o = y", Equivalent(flat, Eq(o, y)), middle, of=stationary)
half = Implies(flat, y > Rational(1, 2))
thm.refutes("a mean label above 1/2", half, at("1/3", "1/4"), of=between)
thm.refutes("curvature 1/8", Implies(flat, h >= Rational(1, 8)), middle, of=minimum)
