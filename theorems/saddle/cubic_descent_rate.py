"""Gradient descent on x^3 from x > 0 converges to 0, which is no minimum, like 1 / (3 eta k).

Source   Escaping notes, section 2.1 (the example x^3).
Claim    x(k+1) = x(k) - 3 eta(k) x(k)^2 >= q x(k) > 0, s(k) = 3 eta(0) + ... + 3 eta(k-1)  =>
         s(k) <= 1 / x(k) - 1 / x(0) <= s(k) / q, and each step adds
         3 eta(k) <= 1 / x(k+1) - 1 / x(k) <= 3 eta(k) (1 + 3 eta(k) x(k) / q).
Covers   any step sizes. For a constant eta, q = 1 - 3 eta x(0) > 0 and s(k) = 3 eta k: an interval
         of starts is attracted by a second-order stationary point that is no local minimum.
Silent   on the limit: x(k) <= 1 / s(k) falls to 0, so that for a constant eta the increments tend
         to 3 eta, and so does their mean: 3 eta k x(k) -> 1. The kernel has no limits.
"""

from sympy import Eq, Ge, Le, Rational, S

from lemmata import Theorem, cite
from models import saddle_flow
from strategies import saddle_flow as draws

thm = Theorem(
    "saddle.cubic_descent_rate",
    catalogue=["saddle.degenerate"],
    sources=[cite("Escaping notes", "section 2.1")],
)
n = thm.index("k")
x, eta = thm.functions("x eta", "iterate, step size", positive=True)
s = thm.functions("s", "three times the sum of the step sizes so far")
q = thm.positive("q", "bound on the contraction of one step")
for term, name in {
    n: "k", x(n): "x_k", x(n + 1): "x_next", x(0): "x_0", s(n): "s_k", s(n + 1): "s_next",
    s(0): "s_0", eta(n): "eta",
}.items():  # fmt: skip
    thm.measure(term, name)
step = 3 * eta(n)

update = thm.assume("update", Eq(x(n + 1), x(n) - step * x(n) ** 2))
clock = thm.assume("clock", Eq(s(n + 1), s(n) + step))
begin = thm.assume("begin", Eq(s(0), 0))
shrink = thm.assume("shrink", x(n + 1) >= q * x(n))
slow = thm.conclude("slow", Ge(1 / x(n) - 1 / x(0), s(n)))
fast = thm.conclude("fast", Le(1 / x(n) - 1 / x(0), s(n) / q))
least = thm.conclude("least", Ge(1 / x(n + 1) - 1 / x(n), step))
most = thm.conclude("most", Le(1 / x(n + 1) - 1 / x(n), step * (1 + step * x(n) / q)))
both = x(n) * x(n + 1)


def at_least(k):
    return k.combine(least, {update: -1 - step * x(n)}, [(step**2 * x(n) ** 3, 1)], scale=both)


@thm.proof(least)
def one_step(k):
    return at_least(k)


@thm.proof(most)
def one_step_from_above(k):
    parts = {shrink: step**2 * x(n) ** 2, update: q * (1 + step * x(n))}
    return k.combine(most, parts, scale=both * q)


@thm.proof(slow)
def sum_of_steps(k):
    falls = k.combine(Le(s(n + 1) - 1 / x(n + 1), s(n) - 1 / x(n)), {at_least(k): 1, clock: -1})
    return k.combine(slow, {k.geometric(falls, s(n) - 1 / x(n), 1): 1, begin: -1})


@thm.proof(fast)
def sum_of_steps_from_above(k):
    sequence = 1 / x(n) - s(n) / q
    following = 1 / x(n + 1) - s(n + 1) / q
    parts = {shrink: step * x(n), update: q, clock: both}
    falls = k.combine(Le(following, sequence), parts, scale=both * q)
    return k.combine(fast, {k.geometric(falls, sequence, 1): 1, begin: 1 / q})


thm.scales("argument", x=1, eta=-1, s=-1)

thm.check(
    slow, fast, least, most,
    on=saddle_flow.cubic_run, draw=draws.cubic_runs,
    implements=[update], constructed=[clock, begin, shrink],
)  # fmt: skip

half = Rational(1, 2)
halving = {
    "x": lambda k: half**k, "eta": lambda k: 2**k / S(6), "s": lambda k: (2**k - 1) / S(2),
    "q": half,
}  # fmt: skip
thm.sharp(fast, halving, name="step sizes for which x is halved")
thm.sharp(most, halving, name="one of those steps")
thm.needs(update, {**halving, "x": lambda k: 1 + 0 * k}, breaks=slow)
thm.needs(clock, {**halving, "s": lambda k: 100 * k}, breaks=slow)
thm.needs(begin, {**halving, "s": lambda k: (2**k + 100) / S(2)}, breaks=slow)
thm.needs(shrink, {**halving, "q": "3/4"}, breaks=fast)
# That 2^k >= 1, the exact judge does not derive for every k: the hypotheses are listed.
given = [update, clock, begin, shrink]
thm.refutes("faster", Ge(1 / x(n) - 1 / x(0), 2 * s(n) / q), halving, of=slow, given=given)
thm.refutes("exactly s(k)", Le(1 / x(n) - 1 / x(0), s(n)), halving, of=fast)
thm.refutes("eta for 3 eta", Le(1 / x(n + 1) - 1 / x(n), eta(n)), halving, of=most)
thm.refutes("more than 3 eta / q", Ge(1 / x(n + 1) - 1 / x(n), 3 * step / q), halving, of=least)
