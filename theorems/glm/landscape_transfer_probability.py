"""With high probability one sigmoid neuron has as many minima on samples as on average: one.

Source   Ma 2021, footnote 10 (after Mei, Bai and Montanari), its instance of section 3 at d = 1.
Claim    n samples x = 1 with labels s + noise in [-1, 1], s = sigma(w*), a = 1 - s: the mean label
         leaves (0, 1), where alone the empirical risk has a stationary point (landscape_transfer),
         with probability at most exp(-n a^2 / 2) + exp(-n s^2 / 2).
Covers   every n and s; checked against the exact law of noise +-1 for n <= 64. Each side is the
         lemma of ntk.hoeffding for n draws in an interval of length 2.
Silent   on d > 1. Cited: what ntk.hoeffding cites, and the union bound.
"""

from sympy import Rational, exp

from lemmata import Theorem, cite
from models import glm_one_neuron
from strategies import glm_empirical as draws
from theorems.ntk import hoeffding

thm = Theorem(
    "glm.landscape_transfer_probability",
    supports=["ma.fn-10"],
    sources=[cite("Ma 2021", "footnote 10")],
)
n, i = thm.dimension("n"), thm.index("i")
s, rest = thm.positive("s rest", "sigma(w*), 1 - sigma(w*)")
up, down, none = thm.nonneg("up down none", "P(y >= 1), P(y <= 0), P(no stationary point)")
lift, drop = thm.nonneg("lift drop", "E exp(rest (noise - rest)), E exp(s (-noise - s))")
M, N = thm.functions("M N", "the same moments of the sum of i draws", nonnegative=True)
for term, name in {
    n: "n", i: "i", M(n): "M", M(i): "M_i", M(i + 1): "M_next", M(0): "M_0",
    N(n): "N", N(i): "N_i", N(i + 1): "N_next", N(0): "N_0",
}.items():  # fmt: skip
    thm.measure(term, name)
over, under = exp(-n * rest**2 / 2), exp(-n * s**2 / 2)
places = {
    M: {hoeffding.U: up, hoeffding.up: lift, hoeffding.t: rest},
    N: {hoeffding.L: down, hoeffding.down: drop, hoeffding.t: s},
}
places = {F: {**place, hoeffding.m: n, hoeffding.R: 2} for F, place in places.items()}

parts = hoeffding.start, hoeffding.independent, hoeffding.bounded, hoeffding.markov
steps = {
    F: [thm.assume(part[F].name, part[F].relation.xreplace(place)) for part in parts]
    for F, place in places.items()
}
union = thm.assume("union", none <= up + down)
rare = thm.conclude("rare", none <= over + under)


@thm.proof(rare)
def two_tails(k):
    high = k.instantiate(k.lemma(hoeffding.thm, "above"), places[M])
    low = k.instantiate(k.lemma(hoeffding.thm, "below"), places[N])
    return k.combine(rare, {union: 1, high: 1, low: 1})


thm.known(union, "union bound, by landscape_transfer")
for _, _, bounded, markov in steps.values():
    thm.known(bounded, "Hoeffding 1963, the lemma on exponential moments of a bounded variable")
    thm.known(markov, "Markov's inequality for the exponential of the sum")

thm.rigid("labels are in an interval of length 2, and their gaps are in the exponents")
alone = exp(-(rest**2) / 2) + exp(-(s**2) / 2)
thm.limit("one sample", {n: 1}, rare, none <= alone)
for start, independent, bounded, _ in steps.values():
    thm.open("constant", "weaker: smaller moments, and so a smaller tail", start, independent)
    thm.open("constant", "weaker: a smaller moment, as exp increases (not in the kernel)", bounded)
thm.open("constant", "weaker: a larger bound, as exp increases (not in the kernel)", rare)

thm.check(
    rare, on=glm_one_neuron.one_neuron, draw=draws.one_neuron,
    constructed=[union, *(fact for side in steps.values() for fact in side)],
)  # fmt: skip


def at(n_=8, gaps=("1/2", "1/2"), first=(1, 1), factor=(1, 1), **changed):
    """Moments first (factor e)^i, the last of them as the tails."""
    rest, s = map(Rational, gaps)
    made = {n: n_, "rest": rest, "s": s}
    sides = (("M", "lift", "up", rest), ("N", "drop", "down", s))
    for (F, moment, tail, gap), start, rise in zip(sides, first, factor, strict=True):
        e = changed.get(moment, exp(-(gap**2) / 2))
        made |= {F: lambda i, e=e, start=start, rise=rise: start * (rise * e) ** i, moment: e}
        made[tail] = start * (rise * e) ** n_
    made |= changed
    return made | {"none": made["up"] + made["down"]} | changed


NEAR, nearer = 1 + Rational(1, 10**9), 1 + Rational(1, 10**10)
full = at()
thm.example(full, name="every step attained")
for gaps in (("1/2", "1/4"), ("1/4", "1/2"), (2, 3), (3, 2)):
    thm.example(at(1, gaps), name=f"attained at {gaps}")
thm.needs(union, full | {"none": 2 * exp(-1) * nearer}, name="union, barely")
for index, (F, moment, tail) in enumerate(((M, "lift", "up"), (N, "drop", "down"))):
    start, independent, bounded, markov = steps[F]
    for by in (NEAR, Rational(1001, 1000), 2):
        factors = (by, 1) if index == 0 else (1, by)
        thm.needs(start, at(first=factors), name=f"{start.name} times {by}")
        thm.needs(independent, at(factor=factors), name=f"{independent.name} times {by}")
    for name, value, gap in (
        ("barely", nearer * exp(-Rational(1, 8)), "1/2"),
        ("cubed", exp(-Rational(1, 16)), "1/2"),
        ("not squared", exp(-Rational(1)), 2),
    ):
        own = (gap, "1/2") if index == 0 else ("1/2", gap)
        thm.needs(bounded, at(2, own, **{moment: value}), name=f"{bounded.name}: {name}")
    thm.needs(markov, full | {tail: nearer * exp(-1), "none": (1 + nearer) * exp(-1)})
thm.refutes("labels above 1 alone", none <= over, full, of=rare)
