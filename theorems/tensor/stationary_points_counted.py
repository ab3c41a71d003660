"""On the sphere in d dimensions the 4-tensor with n = d has exactly 3^d - 1 stationary points.

Source   Ma 2021, proof of Theorem 5.2 (the list of the points; the count is not printed).
Claim    The stationary points are the vectors of entries 0, 1 and -1 (scaled), except 0. Each of
         them, and 0, is extended by one more coordinate in three ways, one of which adds to the
         index d - s:  #(k + 1) + 1 = 3 (#(k) + 1) and E(k + 1) + (-1)^(k + 1) = E(k) + (-1)^k for
         E = sum of (-1)^(k - s)  =>  #(k) = 3^k - 1 and E(k) = 1 - (-1)^k.
Covers   every dimension; k = 0, with no points. E is the sum of (-1)^(Morse index), the Euler
         number of the sphere. The lists themselves for every dimension up to 8.
Silent   on n < d, where the points with f(x) = 0 form a sphere; that the list is complete is in
         stationary_points.
"""

from functools import partial

from sympy import Eq, KroneckerDelta, Le, Rational, S

from lemmata import Theorem, cite
from models import tensor_list
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.stationary_points_counted",
    supports=["ma.eq-5.6-5.7"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2")],
)
k = thm.index("k")
count = thm.functions("count", "how many stationary points there are for k coordinates")
euler = thm.functions("euler", "the sum over them of (-1)^(k - s), s coordinates not 0")
power = thm.functions("power", "(-1)^k")
for term, name in {
    k: "k", count(k): "count_k", count(k + 1): "count_next", count(0): "count_start",
    euler(k): "euler_k", euler(k + 1): "euler_next", euler(0): "euler_start",
    power(k): "power_k", power(k + 1): "power_next", power(0): "power_start",
}.items():  # fmt: skip
    thm.measure(term, name)

extended = thm.assume("extended", Eq(count(k + 1) + 1, 3 * (count(k) + 1)))
cancelled = thm.assume("cancelled", Eq(euler(k + 1) + power(k + 1), euler(k) + power(k)))
empty = thm.assume("empty", Eq(count(0), 0))
nothing = thm.assume("nothing", Eq(euler(0), 0))
start = thm.assume("start", Eq(power(0), 1))
number = thm.conclude("number", Eq(count(k), 3**k - 1))
sphere = thm.conclude("sphere", Eq(euler(k), 1 - power(k)))


def from_step(kernel, equation, sequence, ratio, target, start):
    """Both halves of a(k) = r^k a(0), for `target`: a(k) = the same with the value of a(0)."""
    sides = []
    for sign in (1, -1):
        step = Le(sign * sequence.subs(k, k + 1), ratio * sign * sequence)
        one_step = kernel.combine(step, {equation: -sign})
        run = kernel.geometric(one_step, sign * sequence, ratio)
        half = [target.lhs, target.rhs][::sign]
        sides.append(
            kernel.combine(Le(*half), {run: 1, **{f: -sign * c for f, c in start.items()}})
        )
    return kernel.squeeze(*sides)


@thm.proof(number)
def triples(kernel):
    return from_step(kernel, extended, count(k) + 1, 3, number.relation, {empty: 3**k})


@thm.proof(sphere)
def constant_sum(kernel):
    start_values = {nothing: 1, start: 1}
    return from_step(kernel, cancelled, euler(k) + power(k), 1, sphere.relation, start_values)


thm.rigid("the numbers of stationary points have no unit")

thm.open("term dropped", "without #(k + 1): 1 = 3 (#(k) + 1) contradicts #(0) = 0", extended)
thm.open("room", "false as with 2 and 1/2: E(k) + (-1)^k is (1 + u)^k", cancelled)

thm.check(
    number,
    sphere,
    on=tensor_list.counted,
    draw=draws.counts,
    implements=[extended, cancelled, empty, nothing],
)

at = partial(
    dict, count=lambda k: 3**k - 1, euler=lambda k: 1 - (-1) ** k, power=lambda k: (-1) ** k
)
thm.example(at())
thm.needs(extended, at(count=lambda k: 2**k - 1), breaks=number)
thm.needs(cancelled, at(euler=lambda k: k), breaks=sphere)
thm.needs(extended, at(count=lambda k: (1 - 3**k) / S(2)), breaks=number, name="without 3")
two = at(count=lambda k: 2 - 2 * KroneckerDelta(k, 0))
thm.needs(extended, two, breaks=number, name="without #(k)")
thm.needs(cancelled, at(euler=lambda k: 2**k - (-1) ** k), breaks=sphere, name="twice the sum")
halved = at(euler=lambda k: Rational(1, 2) ** k - (-1) ** k)
thm.needs(cancelled, halved, breaks=sphere, name="half the sum")
growing = at(power=lambda k: 1 + k * (k - 1), euler=lambda k: 2 * k)
thm.needs(cancelled, growing, breaks=sphere, name="without E(k + 1)")
changing = at(euler=lambda k: 2 * (KroneckerDelta(k, 0) - (-1) ** k))
thm.needs(cancelled, changing, breaks=sphere, name="without E(k)")
thm.needs(empty, at(count=lambda k: 3 ** (k + 1) - 1), breaks=number)
thm.needs(nothing, at(euler=lambda k: 2 - (-1) ** k), breaks=sphere)
thm.needs(start, at(power=lambda k: (-1) ** k + 1), breaks=sphere)


def recurrence(ratio, first):
    """count(k + 1) = ratio count(k) + first from 0."""
    return at(count=lambda k: first * (ratio**k - 1) / (ratio - 1))


for e in (Rational(1, 10**9), -Rational(1, 10**9)):
    f = 1 + e
    for name, sums in {
        "1 on the left": recurrence(S(3), 2 - e), "#(k + 1)": recurrence(3 / f, 2 / f),
        "the right side": recurrence(3 * f, 3 * f - 1), "3": recurrence(S(3), 3 * f - 1),
        "3 #(k)": recurrence(3 * f, 2),
    }.items():  # fmt: skip
        thm.needs(extended, sums, breaks=number, name=f"{f} times {name}")
    for f_ in (f, 1 + 10**6 * e):
        signs = at(power=lambda k, f=f_: f * (-1) ** k, euler=lambda k, f=f_: f - f * (-1) ** k)
        thm.needs(start, signs, breaks=sphere, name=f"(-1)^0 = {f_}")
thm.refutes("2 d maxima only", Eq(count(k), 2 * k), at(), of=number)
thm.refutes("0 counted too", Eq(count(k), 3**k), at(), of=number)
thm.refutes("the same for every dimension", Eq(euler(k), 2), at(), of=sphere)
