"""Without the generative model: exactly two local minima, one maximum and nothing else.

Source   Ma 2021, section 3, the remark before Assumption 3.1 ("a key one"); the example is ours.
Claim    Samples (1, 9/10), (-8, 9/10), sigma the sigmoid, o = e^w, h the second derivative of the
         empirical risk: h > 0 for 5/6 <= o <= 6/7, h < 0 for 9/5 <= o <= 11/6, h > 0 for
         8 <= o <= 9. In each gap that without_generative_model leaves, the slope is monotone and
         changes sign: the risk has one local minimum, one local maximum, one more local minimum.
Covers   the whole line, with without_generative_model.
Silent   on the places of the three points, beyond the gaps; by computation they are at
         w = -0.18145, 0.59888 and 2.19720.
"""

from sympy import And, Eq, Implies, Rational

from lemmata import Theorem, cite
from models import glm_one_neuron
from strategies import glm_empirical as draws

thm = Theorem(
    "glm.without_generative_model_curvature",
    supports=["ma.glm-generative"],
    sources=[cite("Ma 2021", "section 3, before Assumption 3.1")],
)
o = thm.positive("o", "e^w")
s1, s2 = thm.real("s1 s2", "sigma(w), sigma(-8 w)")
h = thm.real("h", "the second derivative of the empirical risk at w")
label, q = Rational(9, 10), o**8
NUMERATOR = (10 * o + (1 - o) * (o - 9)) * (1 + q) ** 4
NUMERATOR += 64 * o**7 * (10 * q + (q - 1) * (1 - 9 * q)) * (1 + o) ** 4
DENOMINATOR = 20 * (1 + o) ** 4 * (1 + q) ** 4
r1, r2 = s1 * (1 - s1), s2 * (1 - s2)

first = thm.assume("first", Eq(s1, o / (1 + o)))
second = thm.assume("second", Eq(s2, 1 / (1 + q)))
bends = r1**2 + (s1 - label) * r1 * (1 - 2 * s1), r2**2 + (s2 - label) * r2 * (1 - 2 * s2)
bend = thm.assume("bend", Eq(h, (bends[0] + 64 * bends[1]) / 2))
rational = thm.conclude("rational", Eq(DENOMINATOR * h, o * NUMERATOR))
gaps = {
    "left": (Rational(5, 6), Rational(6, 7), 1),
    "middle": (Rational(9, 5), Rational(11, 6), -1),
    "right": (Rational(8), Rational(9), 1),
}
signed = {
    name: thm.conclude(name, Implies(And(o >= a, o <= b), h > 0 if sign > 0 else h < 0))
    for name, (a, b, sign) in gaps.items()
}


@thm.proof(rational)
def common_denominator(k):
    fact = k.rewrite(k.rewrite(k.assume(bend.relation), first), second)
    return k.combine(rational, {fact: DENOMINATOR})


def one_sign(name):
    a, b, sign = gaps[name]

    def proof(k):
        premise, claim = signed[name].relation.args
        place = k.assume(premise)
        ends = [k.part(place, end) for end in premise.args]
        rest, least = glm_one_neuron.bernstein(sign * NUMERATOR, o, a, b)
        made = k.combine(
            claim,
            {common_denominator(k): sign},
            squares=[(rest, 1), (least * o, 1)],
            signs=ends,
            scale=DENOMINATOR,
        )
        return k.discharge(made, premise)

    proof.__name__ = f"bernstein_form_{name}"
    return thm.proof(signed[name])(proof)


for name in gaps:
    one_sign(name)

thm.rigid("the samples and labels fix all units")
thm.open(
    "constant",
    "true: h keeps its sign a little beyond, on the right from 4 to 18",
    *signed.values(),
)
thm.open("swapped", "true: o is positive", signed["left"], signed["right"])
thm.open("swapped", "false for h and a value, with irrational roots h", bend)

thm.check(
    rational, *signed.values(),
    on=glm_one_neuron.two_samples, draw=draws.odds, implements=[bend], constructed=[first, second],
)  # fmt: skip


def at(odds, **changed):
    odds = Rational(odds)
    a, b = changed.get("s1", odds / (1 + odds)), changed.get("s2", 1 / (1 + odds**8))
    parts = [v * (1 - v) * (v * (1 - v) + (v - label) * (1 - 2 * v)) for v in (a, b)]
    return {"o": odds, "s1": a, "s2": b, "h": (parts[0] + 64 * parts[1]) / 2} | changed


for odds in ("1/2", "5/6", "6/7", "9/5", "11/6", 4, 8, 9, 100):
    thm.example(at(odds), name=f"e^w = {odds}")
thm.needs(first, at("9/5", s1=Rational(0)), breaks=rational)
thm.needs(second, at("5/6", s2=Rational(0)), breaks=rational)
thm.needs(bend, at(9, h=0), breaks=signed["right"])
for name, false, place in (
    ("left", Implies(o >= Rational(5, 6), h > 0), 2),
    ("middle", Implies(o <= 10, h < 0), "5/6"),
    ("right", Implies(o >= 8, h > 0), 100),
):
    thm.refutes(f"{name}, further", false, at(place), of=signed[name])
thm.refutes(
    "without the mean over samples", Eq(DENOMINATOR * h, 2 * o * NUMERATOR), at(2), of=rational
)
