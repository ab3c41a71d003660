"""Gradient descent on a quadratic saddle: how the value falls along an escape.

Source   Bruna 2018, slides on perturbed gradient descent (after Jin et al. 2017, the core lemma in
         quadratic form).
Claim    a(k+1) = (1 + gamma l) a(k), rest(k+1) <= rest(k), f(k) = -(l/2) a(k)^2 + rest(k) for all k
         and rest(0) <= L r^2 / 2  =>  f(k) <= L r^2 / 2 - (l/2) (1 + gamma l)^(2 k) a(0)^2 for all
         k; so f(k) <= -F as soon as l (1 + gamma l)^(2 k) a(0)^2 >= 2 F + L r^2 (linear algebra).
Covers   every quadratic with curvature -l along some direction and at most L in all others (both
         recurrences are quadratic_descent_step); the start within r of the saddle.
Silent   on how likely a(0) is large enough (escape_volume).
"""

from sympy import Eq, Le, Rational, S

from lemmata import Theorem, cite
from models import perturbed_descent
from strategies import perturbed_descent as draws

thm = Theorem(
    "saddle.escape_decrease",
    supports=["jin.escape-volume"],
    sources=[cite("Bruna 2018", "perturbed gradient descent")],
)
k = thm.index("k")
a, rest, f = thm.functions("a rest f", "component, value without it, value, after k steps")
l, gamma, r = thm.positive("l gamma r", "-l is a curvature, step length, radius")  # noqa: E741
L = thm.nonneg("L", "upper bound of the other curvatures")
growth = (1 + gamma * l) ** 2
for term, name in {
    k: "k", a(k): "a_k", a(k + 1): "a_next", a(0): "a_start", rest(k): "rest_k",
    rest(k + 1): "rest_next", rest(0): "rest_start", f(k): "f_k", growth**k: "grown",
}.items():  # fmt: skip
    thm.measure(term, name)

unstable = thm.assume("unstable", Eq(a(k + 1), (1 + gamma * l) * a(k)))
others = thm.assume("others", rest(k + 1) <= rest(k))
value = thm.assume("value", Eq(f(k), rest(k) - l / 2 * a(k) ** 2))
start = thm.assume("start", rest(0) <= L * r**2 / 2)
falls = thm.conclude("falls", f(k) <= L * r**2 / 2 - l / 2 * growth**k * a(0) ** 2)


@thm.proof(falls)
def growth_and_descent(kernel):
    squared = kernel.combine(
        Le(-(a(k + 1) ** 2), -growth * a(k) ** 2),
        {unstable: a(k + 1) + (1 + gamma * l) * a(k)},
    )
    grown = kernel.geometric(squared, -(a(k) ** 2), growth)
    kept = kernel.geometric(others, rest(k), 1)
    return kernel.combine(falls, {value: -1, grown: l / 2, kept: 1, start: 1})


thm.scales("objective", rest=1, f=1, l=1, gamma=-1, L=1)
thm.scales("argument", a=1, l=-2, gamma=2, r=1, L=-2)
thm.scales("radius", r=1, L=-2)
thm.limit("step 0", {gamma: 0}, falls, f(k) <= L / 2 * r**2 - l / 2 * a(0) ** 2)

thm.open(
    "constant", "true for a factor above 1: a^2 grows faster, so that f falls further", unstable
)
thm.open("constant", "true: a negative rest may rise, but not above 0 <= L r^2 / 2", others)
weaker = "weaker: what grows by less than 1 + gamma l a step is subtracted"
for change in ("constant", "exponent", "term dropped"):
    thm.open(change, weaker, falls)

thm.check(
    falls,
    on=perturbed_descent.escape_run, draw=draws.escape_runs,
    constructed=[unstable, others, value, start],
)  # fmt: skip

line = {
    "l": 1, "gamma": 1, "r": 1, "L": 0,
    a: lambda k: 2**k, rest: lambda k: 0 * k, f: lambda k: -((2**k) ** 2) / 2,
}  # fmt: skip
thm.sharp(falls, line, name="d = 1")
thm.needs(unstable, {**line, a: lambda k: S.One, f: lambda k: -S.Half}, name="no growth")
thm.needs(others, {**line, rest: lambda k: k, f: lambda k: k - (2**k) ** 2 / 2}, name="gamma L > 2")
thm.needs(value, {**line, f: lambda k: S.Zero})
for size in (10**9, 1000, 2):
    part = 1 - Rational(1, size)
    less = {**line, f: lambda k, part=part: -part * 4**k / 2}
    thm.needs(value, less, name=f"value: {part} of it")
for power, other in (
    ("a^3", lambda k: 8**k / S(2)),
    ("rest and f exchanged", lambda k: 4**k / S(2)),
):
    thm.needs(value, {**line, a: lambda k: -(2**k), f: other}, name=f"value: {power}")
thm.needs(value, {**line, f: lambda k: -(2**k) / S(2)}, name="value: a")
thm.needs(value, {**line, f: lambda k: 2**k}, name="value: a and rest exchanged")
long_step = {**line, "l": "1/2", "gamma": 2, f: lambda k: -(4**k) / S(4)}
thm.example(long_step, name="a long step")
thm.needs(start, {**line, rest: lambda k: S.One, f: lambda k: 1 - (2**k) ** 2 / 2})
thm.refutes("without the half", f(k) <= L * r**2 / 2 - l * growth**k * a(0) ** 2, line)
