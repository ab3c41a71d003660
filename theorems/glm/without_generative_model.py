"""Without the generative model a sigmoid neuron has a bad local minimum: two samples suffice.

Source   Ma 2021, section 3, the remark before Assumption 3.1 ("a key one"); the example is ours.
Claim    Samples (1, 9/10), (-8, 9/10), sigma the sigmoid, o = e^w, R(w) the empirical risk, g its
         slope: g < 0 for o <= 5/6, g > 0 for 6/7 <= o <= 9/5, g < 0 for 11/6 <= o <= 8, g > 0 for
         o >= 9;  R <= 3/50 for 5/6 <= o <= 6/7, R >= 1/5 for o >= 8. So R has a local minimum
         between log(5/6) and log(6/7), a bad one between log 8 and log 9 with more than three times
         the risk, and no stationary point but there and between log(9/5) and log(11/6).
Covers   the whole line: in o the slope is a rational function, with a numerator of degree 25.
Silent   on the step from signs to minima, the intermediate value theorem; that each gap holds one
         stationary point is in without_generative_model_curvature.
"""

from sympy import And, Eq, Implies, Rational

from lemmata import Theorem, cite
from models import glm_one_neuron
from strategies import glm_empirical as draws

thm = Theorem(
    "glm.without_generative_model",
    catalogue=["ma.glm-generative"],
    sources=[cite("Ma 2021", "section 3, before Assumption 3.1")],
)
o = thm.positive("o", "e^w")
s1, s2 = thm.real("s1 s2", "sigma(w), sigma(-8 w)")
y1, y2 = thm.real("y1 y2", "the labels of the samples 1 and -8")
g, R = thm.real("g R", "the slope of the empirical risk and the risk at w")
NUMERATOR = (o - 9) * (1 + o**8) ** 3 - 8 * (1 - 9 * o**8) * o**7 * (1 + o) ** 3
DENOMINATOR = 20 * (1 + o) ** 3 * (1 + o**8) ** 3

first = thm.assume("first", Eq(s1, o / (1 + o)))
second = thm.assume("second", Eq(s2, 1 / (1 + o**8)))
label1 = thm.assume("label1", Eq(y1, Rational(9, 10)))
label2 = thm.assume("label2", Eq(y2, Rational(9, 10)))
risk = thm.assume("risk", Eq(R, ((s1 - y1) ** 2 + (s2 - y2) ** 2) / 4))
slope = thm.assume("slope", Eq(g, ((s1 - y1) * s1 * (1 - s1) - 8 * (s2 - y2) * s2 * (1 - s2)) / 2))
COMMON = 400 * (1 + o) ** 2 * (1 + o**8) ** 2
ABOVE = ((o - 9) * (1 + o**8)) ** 2 + ((1 - 9 * o**8) * (1 + o)) ** 2
rational = thm.conclude("rational", Eq(DENOMINATOR * g, o * NUMERATOR))
value = thm.conclude("value", Eq(COMMON * R, ABOVE))
stretches = {  # where the slope has one sign
    "falls": (None, Rational(5, 6), -1),
    "rises": (Rational(6, 7), Rational(9, 5), 1),
    "falls_again": (Rational(11, 6), 8, -1),
    "rises_again": (9, None, 1),
}
inside, signed = {}, {}
for name, (a, b, sign) in stretches.items():
    inside[name] = o <= b if a is None else o >= a if b is None else And(o >= a, o <= b)
    claim = g > 0 if sign > 0 else g < 0
    signed[name] = thm.conclude(name, Implies(inside[name], claim))
bowl = (Rational(5, 6), Rational(6, 7))
good = thm.conclude("good", Implies(And(o >= bowl[0], o <= bowl[1]), R <= Rational(3, 50)))
bad = thm.conclude("bad", Implies(o >= 8, R >= Rational(1, 5)))


def values(k, hypothesis):
    fact = k.assume(hypothesis.relation)
    for known in (label1, label2, first, second):
        fact = k.rewrite(fact, known)
    return fact


def positive(k, conclusion, known, p, a, b, scale):
    """The claim under its premise: scale times its slack is o p, a polynomial, given `known`."""
    premise, claim = conclusion.relation.args
    place = k.assume(premise)
    ends = [k.part(place, e) for e in premise.args] if isinstance(premise, And) else [place]
    rest, least = glm_one_neuron.bernstein(p, o, a, b)
    squares = [(rest, 1), (least * o, 1)]
    return k.discharge(k.combine(claim, known, squares=squares, signs=ends, scale=scale), premise)


@thm.proof(rational)
def common_denominator(k):
    return k.combine(rational, {values(k, slope): DENOMINATOR})


def one_sign(name):
    a, b, sign = stretches[name]

    def proof(k):
        known = {common_denominator(k): sign}
        return positive(k, signed[name], known, sign * NUMERATOR, a, b, DENOMINATOR)

    proof.__name__ = f"bernstein_form_{name}"
    return thm.proof(signed[name])(proof)


for name in stretches:
    one_sign(name)


@thm.proof(value)
def both_squares(k):
    return k.combine(value, {values(k, risk): COMMON})


@thm.proof(good)
def small_risk(k):
    gap = COMMON * Rational(3, 50) - ABOVE
    return positive(k, good, {both_squares(k): -o}, gap, *bowl, o * COMMON)


@thm.proof(bad)
def large_risk(k):
    gap = ABOVE - COMMON / 5
    return positive(k, bad, {both_squares(k): o}, gap, 8, None, o * COMMON)


thm.rigid("the samples and labels fix all units")
limits = (*signed.values(), good, bad)
thm.open("constant", "true: the end has room to the stationary point, or the bound has", *limits)
thm.open("strict", "true: the bound has room", good, bad)
thm.open("swapped", "vacuous, as |g| < 11/6 and R < 5/6, or o > 0", *limits)
thm.open("swapped", "the labels are equal; false for g and a value, with irrational roots g", slope)
thm.open("swapped", "the labels are equal", risk)

thm.check(
    rational, value, *signed.values(), good, bad,
    on=glm_one_neuron.two_samples, draw=draws.odds, implements=[slope],
    constructed=[first, second, label1, label2, risk],
)  # fmt: skip


def at(odds, y=("9/10", "9/10"), **changed):
    """Everything at w = log(odds)."""
    odds, (u, v) = Rational(odds), map(Rational, y)
    made = {"o": odds, "s1": odds / (1 + odds), "s2": 1 / (1 + odds**8), "y1": u, "y2": v} | changed
    a, b = made["s1"], made["s2"]
    made["g"] = ((a - u) * a * (1 - a) - 8 * (b - v) * b * (1 - b)) / 2
    return made | {"R": ((a - u) ** 2 + (b - v) ** 2) / 4} | changed


for odds in ("1/2", "5/6", "6/7", 1, "9/5", "11/6", 4, 8, 9, 100):
    thm.example(at(odds), name=f"e^w = {odds}")
thm.needs(first, at(8, s1=1), breaks=signed["falls_again"])
thm.needs(second, at("1/2", s2=Rational(1, 2)), breaks=signed["falls"])
one = Rational(1, 2)  # labels that w = 0 explains: the second minimum is gone
thm.needs(label1, at(8, (one, "9/10")), breaks=signed["falls_again"], name="the first label 1/2")
thm.needs(label2, at("6/7", ("9/10", one)), breaks=signed["rises"], name="the second label 1/2")
thm.needs(risk, {**at(9), "R": 0}, breaks=bad)
thm.needs(slope, {**at(9), "g": 0}, breaks=signed["rises_again"])
two = at(2)
a, b = two["s1"], two["s2"]
parts = a * (1 - a) / 2, 4 * b * (1 - b)
swapped = {"y1": a - (Rational(9, 10) + parts[1] * (b - Rational(9, 10))) / parts[0]}
swapped["y2"] = b - (parts[0] * (a - Rational(9, 10)) - Rational(9, 10)) / parts[1]
for label, root in swapped.items():
    thm.needs(slope, {**two, "g": root}, breaks=rational, name=f"{label} and g exchanged")
wrong = {
    "falls": (Implies(o <= Rational(6, 7), g < 0), "6/7"),
    "rises": (Implies(And(o >= Rational(1, 2), o <= Rational(9, 5)), g > 0), "5/6"),
    "falls_again": (Implies(o >= Rational(11, 6), g < 0), 9),
    "rises_again": (Implies(o >= Rational(6, 7), g > 0), 8),
}
for name, (false, place) in wrong.items():
    thm.refutes(f"{name}, further", false, at(place), of=signed[name])
thm.refutes("no risk above 1/20", R <= Rational(1, 20), at("5/6"), of=good)
thm.refutes("the minima are equal", R <= Rational(3, 50), at(9), of=bad)
thm.refutes(
    "without the mean over samples", Eq(DENOMINATOR * g, 2 * o * NUMERATOR), at(2), of=rational
)
thm.refutes("the sum over samples", Eq(COMMON * R, 2 * ABOVE), at(2), of=value)
