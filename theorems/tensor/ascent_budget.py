"""Riemannian ascent of the 4-tensor reaches a component within 8 d^3 steps.

Source   Ma 2021, Theorem 2.6 with Theorem 5.2 (polynomial time, made explicit).
Claim    f(x_0) >= 1/d, f <= 1, and every step that starts far from all +-a_i gains at least g (the
         two kinds of step: alpha^2 / 8 and beta^3 / 384), while no step loses: of the first k steps
         at most (1 - 1/d) / g start far. For 8 d^3 g >= 1 these are at most 8 d^2 (d - 1).
Covers   every dimension; alpha = d^(-3/2), beta = 15/4 / d with 8 d^3 g = 1, and alpha = 9/25,
         beta = 36/5 / d with g = min(81/5000, 0.972 / d^3), which strict_saddle allows and which
         needs d^3 steps only for d >= 4. Runs from saddles of every size of support, d <= 8.
Silent   on n < d, where ascent from an x orthogonal to all a_i does not move; on how many steps are
         needed: the runs need less than 16.
"""

from sympy import Eq, Le, Rational, S

from lemmata import Theorem, cite
from models import tensor_steps
from strategies import tensor_steps as draws

thm = Theorem(
    "tensor.ascent_budget",
    catalogue=["ma.tensor-algo"],
    supports=["ma.thm-2.6"],
    sources=[cite("Ma 2021", "Theorem 2.6"), cite("Ma 2021", "Theorem 5.2")],
)
k = thm.index("k")
value = thm.functions("value", "f(x_k)", nonnegative=True)
running = thm.functions("running", "1 if x_k is far from all +-a_i, else 0", nonnegative=True)
count = thm.functions("count", "how many of x_0, ..., x_(k-1) are far", nonnegative=True)
d, gain = thm.positive("d gain", "the dimension; the least gain of a step")
for term, name in {
    k: "k", value(k): "value_k", value(k + 1): "value_next", value(0): "value_start",
    running(k): "running_k", count(k): "count_k", count(k + 1): "count_next",
    count(0): "count_start",
}.items():  # fmt: skip
    thm.measure(term, name)

gains = thm.assume("gains", value(k + 1) >= value(k) + gain * running(k))
counts = thm.assume("counts", Eq(count(k + 1), count(k) + running(k)))
none = thm.assume("none", Eq(count(0), 0))
top = thm.assume("top", value(k) <= 1)
start = thm.assume("start", d * value(0) >= 1)
rate = thm.assume("rate", 8 * d**3 * gain >= 1)
spent = thm.conclude("spent", d * gain * count(k) <= d - 1)
budget = thm.conclude("budget", count(k) <= 8 * d**2 * (d - 1))


@thm.proof(spent)
def telescope(kernel):
    potential = gain * count(k) - value(k)
    step = kernel.combine(Le(potential.subs(k, k + 1), potential), {gains: 1, counts: -gain})
    fell = kernel.geometric(step, potential, 1)
    return kernel.combine(spent, {fell: d, none: -d * gain, top: d, start: 1})


@thm.proof(budget)
def eight_cubes(kernel):
    parts = {telescope(kernel): 8 * d**2, rate: count(k)}
    return kernel.combine(budget, parts)


thm.rigid("values lie between 1 / d and 1, and counts are numbers")
thm.limit("d = 1", {d: 1}, spent, gain * count(k) <= 0)
thm.limit("zero steps", {k: 0}, spent, 0 <= d - 1)
thm.limit("d = 1", {d: 1}, budget, count(k) <= 0)
thm.limit("zero steps", {k: 0}, budget, 0 <= 8 * d**2 * (d - 1))

thm.open("constant", "factors below 1: true, the count is too small; 1 + u: false as 2", counts)
thm.open("term dropped", "true: what is left of the count is at most the count", counts)
thm.open(
    "swapped",
    "true: running does not fall, and so it is 0 by `gains` and `top`; count is 0",
    counts,
)
thm.open("exponent", "true: d >= 1 by `start` and `top`, and d^3 >= d^2", rate)
thm.open("swapped", "true: gain >= 1 / (2 d^(1/3)) >= 1 / (8 d^3), as d >= 1", rate)

thm.check(
    spent,
    budget,
    on=tensor_steps.whole_run,
    draw=draws.runs,
    implements=[gains],
    constructed=[counts, none, top, start, rate],
)


def run(g="1/64", rise="1/2", ratio="1/2", **other):
    """d = 2: values 1 - rise ratio^k; by `other`, any sequences."""
    g, rise, ratio = Rational(g), Rational(rise), Rational(ratio)
    found = {
        "value": lambda k: 1 - rise * ratio**k,
        "running": lambda k: rise * ratio**k * (1 - ratio) / g,
        "count": lambda k: rise * (1 - ratio**k) / g,
    }
    return {d: 2, gain: g, **found, **other}


forever = {"running": lambda k: 64, "count": lambda k: 64 * k}
still = {"value": lambda k: Rational(1, 2)}
thm.example(run(), name="every gain is g: the bound is approached")
rapid = Rational(1, 2**40)  # almost all that can be gained is gained by the first step
less = Rational(1, 64) - Rational(1, 10**12)
thm.example(run(ratio=rapid), name="the bound is almost reached")
thm.needs(gains, {**run(less, ratio=rapid), gain: "1/64"}, breaks=spent, name="barely")
thm.needs(rate, run(less, ratio=rapid), breaks=budget, name="barely")
more = {"running": lambda k: 64 + k, "count": lambda k: 64 * k + k * (k - 1) / 2}
thm.needs(gains, run(**still, **more), breaks=spent, name="value and running swapped")
doubled = run(count=lambda k: Rational(64, 3) * (2**k - Rational(1, 2) ** k))
thm.needs(counts, doubled, breaks=spent, name="2 (count + running)")
doubled = run(count=lambda k: Rational(32, 3) * (2**k - Rational(1, 2) ** k))
thm.needs(counts, doubled, breaks=spent, name="2 count + running")
thm.needs(gains, run(**still, **forever), breaks=spent)
thm.needs(counts, run(**still, running=lambda k: 0, count=lambda k: 64 * k), breaks=spent)
thm.needs(none, run(**still, running=lambda k: 0, count=lambda k: 64), breaks=spent)
thm.needs(top, run(value=lambda k: Rational(1, 2) + k, **forever), breaks=spent)
more = Rational(1, 10**10)
above = run(rise=S.Half + more, ratio=0, value=lambda k: 1 + more - (S.Half + more) * 0**k)
thm.needs(top, above, breaks=spent, name="top, barely")
thm.needs(start, run(rise=1), breaks=spent)
thm.needs(rate, run("1/640"), breaks=budget)
thm.refutes("one step is enough", d * gain * count(k) <= gain, run(), of=spent)
thm.refutes("d steps", count(k) <= d, run(), of=budget)
