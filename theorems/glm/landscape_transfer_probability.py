"""With high probability one sigmoid neuron has as many minima on samples as on average: one.

Source   Ma 2021, footnote 10 (after Mei, Bai and Montanari), its instance of section 3 at d = 1.
Claim    n samples x = 1 with labels s + noise in [-1, 1], s = sigma(w*), a = 1 - s: the mean label
         leaves (0, 1), where alone the empirical risk has a stationary point (landscape_transfer),
         with probability at most exp(-n a^2 / 2) + exp(-n s^2 / 2).
Covers   every n and s; checked against the exact law of noise +-1 for n <= 64.
Silent   on d > 1. Cited: Hoeffding's inequality, for each side.
"""

from sympy import Rational, exp

from lemmata import Theorem, cite
from models import glm_empirical
from strategies import glm_empirical as draws

thm = Theorem(
    "glm.landscape_transfer_probability",
    supports=["ma.fn-10"],
    sources=[cite("Ma 2021", "footnote 10")],
)
n, s, rest = thm.positive("n s rest", "samples, sigma(w*), 1 - sigma(w*)")
up, down, none = thm.nonneg("up down none", "P(y >= 1), P(y <= 0), P(no stationary point)")
over, under = exp(-n * rest**2 / 2), exp(-n * s**2 / 2)

union = thm.assume("union", none <= up + down)
high = thm.assume("high", up <= over)
low = thm.assume("low", down <= under)
rare = thm.conclude("rare", none <= over + under)


@thm.proof(rare)
def two_tails(k):
    return k.combine(rare, {union: 1, high: 1, low: 1})


thm.known(union, "union bound, by landscape_transfer")
thm.known(high, "ntk.hoeffding: y - s is a mean of n draws in an interval of length 2")
thm.known(low, "ntk.hoeffding, for the opposite draws")

thm.scales("distances", n=-2, s=1, rest=1)
thm.open("constant", "weaker: a smaller bound, as exp increases (not in the kernel)", high, low)
thm.open("constant", "weaker: a larger bound, as exp increases (not in the kernel)", rare)

thm.check(rare, on=glm_empirical.one_neuron, draw=draws.one_neuron, constructed=[union, high, low])


def at(n=8, s="1/2", rest="1/2", **changed):
    n, s, rest = Rational(n), Rational(s), Rational(rest)
    made = {"n": n, "s": s, "rest": rest, "up": exp(-n * rest**2 / 2), "down": exp(-n * s**2 / 2)}
    made |= changed
    return made | {"none": made["up"] + made["down"]} | changed


NEAR = 1 + Rational(1, 10**10)
full = at()
thm.example(full, name="every step attained")
for place in (("1/2", "1/4"), ("1/4", "1/2"), (2, 3), (3, 2)):
    thm.example(at(1, *place), name=f"attained at {place}")
thm.needs(union, full | {"none": 2 * exp(-1) * NEAR}, breaks=rare, name="union, barely")
for side, hypothesis, gap in (("up", high, "rest"), ("down", low, "s")):
    for name, values, place in (
        ("barely", exp(-1) * NEAR, {}),
        ("cubed", exp(-Rational(1, 2)), {}),
        ("not squared", exp(-Rational(1)), {"n": 1, gap: 2}),
        ("n and the gap exchanged", exp(-Rational(1, 8)), {"n": "1/2", gap: 1}),
        ("n and the tail exchanged", Rational(13, 20), {"n": "1/4", gap: 2}),
        ("the gap and the tail exchanged", Rational(3, 2), {"n": 1, gap: "1/10"}),
    ):
        point = at(**place, **{side: values})
        thm.needs(hypothesis, point, breaks=rare, name=f"{side}: {name}")
thm.refutes("labels above 1 alone", none <= over, full, of=rare)
