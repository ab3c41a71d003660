"""Stationary points of the empirical risk are close to the true parameters with high probability.

Source   Ma 2021, Theorem 3.3, with C_1 = 9.51 (5.7 from 25 samples on) and C_2 = log 3.
Claim    p = P(some w, |w| <= R, is stationary and gamma^2 lam |w - w*| > C B sqrt(S / n)),
         S >= d log(3 n B R) + log(1/delta), t = B sqrt(8 S / n), what gradient_concentration
         assumes, 2 B / sqrt n + t + 5 B / n <= C B sqrt(S / n)  =>  p <= delta;
         so for C >= 9.51, if S >= 1.098;  so for C >= 5.7, if n >= 25 and S >= 1.098.
Covers   every dimension. S >= log 3 > 1.098 for n B R >= 1 and delta <= 1. The bound on the
         probability is the lemma of gradient_concentration, the constants are those of
         gradient_concentration_constant; that a stationary point which is too far needs a large
         deviation is empirical_minima_near. Exact law at d = 1, x = B = R = 1, w* = 0, the sigmoid,
         noise +-1: stationary means sigma(w) = mean y.
Silent   on sharpness: by the law at d = 1 the bound on |w - w*| is more than ten times too large.
         Cited, besides what gradient_concentration cites: probability is monotone.
"""

from sympy import And, Implies, Or, Rational, false, sqrt

from lemmata import Theorem, cite
from models import glm_concentration
from strategies import glm_empirical as draws
from theorems.glm import gradient_concentration as uniform
from theorems.glm import gradient_concentration_constant as constant
from theorems.glm import mcdiarmid as one

thm = Theorem(
    "glm.empirical_minima_likely",
    supports=["ma.thm-3.3", "ma.eq-3.3"],
    sources=[cite("Ma 2021", "Theorem 3.3")],
)
n, i, M, growth = one.moments(thm)
B, R, d, delta = thm.positive("B R d delta", "bounds on x and w, dimension, level")
S, C = thm.positive("S C", "d log(3 n B R) + log(1/delta); the constant")
t, N = thm.nonneg("t N", "deviation from the mean; the points of a net of width 1 / (n B)")
each = thm.nonneg("each", "P(t more than the mean at a point)")
p, q = thm.nonneg("p q", "P(a stationary point is too far), P(deviation > C B sqrt(S / n))")
b = thm.nonneg("b", "P(deviation > 2 B / sqrt n + t + 5 B / n)")
loud = thm.nonneg("loud", "the same as p for noise +-sqrt(n) / 8")
unit, bound = (term.xreplace({constant.n: n}) for term in (constant.unit, constant.bound))
enough = bound <= C * unit

implies = thm.assume("implies", p <= q)
beyond, rarer = bound > C * unit, q <= b
larger = thm.assume("larger", Or(beyond, rarer))
start, step, bounded, markov = one.cited(thm, n, i, M, growth, each, t, 4 * B / n)
height, net, union, level = (
    thm.assume(fact.name, fact.relation.xreplace({uniform.p: b}))
    for fact in (uniform.height, uniform.net, uniform.union, uniform.level)
)
wide, many = S >= Rational(549, 500), n >= 25
large, smaller = C >= Rational(951, 100), C >= Rational(57, 10)
far, sooner = And(large, wide), And(smaller, many, wide)
general = thm.conclude("general", Implies(enough, p <= delta))
likely = thm.conclude("likely", Implies(far, p <= delta))
later = thm.conclude("later", Implies(sooner, p <= delta))


def probable(k, fact):
    """p <= delta where `fact` says that C is large enough."""
    absurd = k.contradiction(rarer, k.combine(false, {fact: 1, k.assume(beyond): 1}))
    seldom = k.cases(larger, {beyond: absurd, rarer: k.assume(rarer)})
    tail = k.instantiate(k.lemma(uniform.thm, "tail"), {uniform.p: b})
    return k.combine(p <= delta, {implies: 1, seldom: 1, tail: 1})


@thm.proof(general)
def monotone(k):
    return k.discharge(probable(k, k.assume(enough)), enough)


def constants(k, name, premise):
    """A conclusion of gradient_concentration_constant; there is at least one sample."""
    short = k.discharge(k.lemma(constant.thm, name), constant.many.relation)
    given = [k.part(k.assume(premise), wide), k.assume(height)]
    return k.instantiate(short, {constant.n: n}, given=given)


def with_constant(k, premise, size, short):
    """p <= delta under the premise, from the bound `short` with the constant that C exceeds."""
    big = k.part(k.assume(premise), size)
    return k.discharge(probable(k, k.combine(enough, {short: 1, big: unit})), premise)


@thm.proof(likely)
def from_one_sample(k):
    return with_constant(k, far, large, constants(k, "short", far))


@thm.proof(later)
def from_25_samples(k):
    shorter = constants(k, "shorter", sooner)
    short = k.modus_ponens(shorter, k.part(k.assume(sooner), many))
    return with_constant(k, sooner, smaller, short)


thm.known(
    implies, "probability is monotone: by glm.empirical_minima_near a large deviation is needed"
)
thm.known(larger, "probability is monotone")
for hypothesis, excuse in (
    (union, uniform.union),
    (net, uniform.net),
):
    reason = next(e.reason for e in uniform.thm.excuses if e.hypothesis is excuse)
    thm.known(hypothesis, reason)

thm.scales("inputs", B=1, R=-1, t=1)
thm.scales("net", R=1, N=d, b=d, p=d, q=d, delta=d)

weaker = "weaker: less growth, and `each` is smaller, as exp increases (not in the kernel)"
thm.open("constant", weaker, bounded)
thm.open("constant", f"{weaker}; 9.51 and 5.7 have room for it in t", height)
thm.open("exponent", "weaker: what is to be true is stronger, as n is at least 1", larger, general)
thm.open("constant", "weaker: smaller moments, and so a smaller tail", start)
thm.open("constant", "weaker: fewer points", net)
thm.open("constant", "weaker: S is larger, as powers and exp increase (not in the kernel)", level)

room = "true: 9.51, 5.7 and 1.098 are rounded, which leaves room, and n is an integer"
thm.open("constant", room, likely, later)

thm.check(
    general, likely, later,
    on=glm_concentration.coin_labels, draw=draws.coins,
    constructed=[implies, larger, start, step, bounded, markov, height, net, union, level],
)  # fmt: skip


NEAR = 1 + Rational(1, 10**10)


def at(point, **changed):
    """A point of gradient_concentration, with C large enough, every probability attained."""
    made = {str(key): value for key, value in point.items()}
    size = made["n"]
    made = {name: value for name, value in made.items() if name in thm.quantities}
    return made | {n: size, "b": made["p"], "q": made["p"], "C": 10**6, "loud": 1} | changed


full = at(uniform.at(S=5))
thm.example(full, name="every step attained")
thm.needs(implies, full | {"p": NEAR * full["p"]}, breaks=general)
thm.needs(larger, full | {"p": NEAR * full["p"], "q": NEAR * full["p"]}, breaks=general)
coarse = at(uniform.at(n_=1, B=1, R="1/3", d=1, S="1/4"), N=Rational(1, 2), p=1, q=1, b=1)
thm.needs(union, coarse, breaks=general, name="N and b exchanged")
own = {h.name: h for h in (start, step, bounded, markov, height, net, union, level)}
for point in uniform.thm.witnesses:
    if point.hypothesis.name in own and point.breaks is uniform.tail:
        thm.needs(own[point.hypothesis.name], at(point.at), breaks=general, name=point.name)


def sized(factor, **place):
    """C is `factor` times what `enough` asks; the deviation is likely, all the same."""
    made = at(uniform.at(**place))
    size, B, S, t = (made[name] for name in (n, "B", "S", "t"))
    least = (2 * B / sqrt(size) + t + 5 * B / size) * sqrt(size) / (B * sqrt(S))
    return made | {"C": factor * least, "p": 2 * made["p"], "q": 2 * made["p"]}


for place in ({}, {"S": "1/2"}, {"n_": 1, "S": 3}, {"n_": 100, "S": 2, "B": 1}):
    thm.needs(larger, sized(1, **place), breaks=general, name=f"larger, C barely enough: {place}")
    thm.example(sized(1 - Rational(1, 10**12), **place), name=f"C barely too small: {place}")
for n_, B_, S_, C_, others in (
    (1, 4, 1, "49/5", {"delta": 1}),
    (1, 5, 16, "9/2", {"delta": 1}),
    (1, 1, "549/500", "2377/250", {"delta": 1}),
    (1, 1, "1.097", "951/100", {"delta": 1}),
    (13, 1, "549/500", "57/10", {"delta": 1}),
    (1, 1, 1, 9, {"delta": 4}),
    (1, 1, 1, 9, {"delta": 10, "p": 20}),
    (1, 2, 4, 1, {"delta": 1}),
    (1, 1, 10, 2, {"delta": 1}),
    (1, 1, "1/2", 10, {"delta": "1/4"}),
    (25, 1, 10, 2, {"delta": 1}),
    (25, 1, 1, "23/4", {"delta": "3/4"}),
):
    loose = at(uniform.at(n_=n_, B=B_, S=S_, R="1/100", d=1), C=C_, **({"p": 2} | others))
    thm.example(loose | {"q": loose["p"]}, name=f"C too small: {n_}, {B_}, {S_}, {C_}, {others}")
for n_, C_, conclusion, f in (
    (1, "951/100", likely, Rational(1001, 1000)),
    (1, "951/100", likely, sqrt(Rational(1001, 1000))),
    (1, "951/100", likely, 2),
    (1, "951/100", likely, sqrt(2)),
    (25, "57/10", later, 25),
):
    place = {"n_": n_, "B": 1, "R": "1/100", "d": 1, "S": "549/500"}
    wide_ = uniform.at(**place, t=f * uniform.at(**place)["t"])
    lost = at(wide_, C=C_, p=2, q=2)
    thm.needs(height, lost, breaks=conclusion, name=f"height times {f}, {n_} samples")
many_ = at(uniform.at(n_=100, B=1, R=1, d=1, S=2), C=10)
thm.example(many_, name="100 samples, levels above 1")
thm.example(many_ | {"C": 10**6}, name="the same, with a large C")
few = at(uniform.at(n_=25, d=1, S=8), C=10)
thm.example(few, name="25 samples")
for conclusion, premise in ((general, enough), (likely, far), (later, sooner)):
    noisy = Implies(premise, loud <= delta)
    thm.refutes(f"noise of any size: {conclusion.name}", noisy, few, of=conclusion)
