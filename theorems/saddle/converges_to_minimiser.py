"""Gradient descent on the double well, from a random start, comes exponentially close to a minimum.

Source   Bruna 2018, slides "Gradient descent avoids strict saddles" and comments (almost sure
         convergence to minimisers).
Claim    f = y^4/4 - y^2/2 (+ |x|^2/2), z = y - eta f'(y), R <= y <= b, eta b (b + 1) <= 1  =>
         |z - 1| <= shrink |y - 1| with shrink = 1 - eta R (1 + R). With the first K steps of
         random_start_avoids_saddle, M more steps and b <= 2: | |y_{K+M}| - 1 | > shrink^M has
         probability at most R/(b g^K) for a start uniform on [-b, b].
Covers   both minima, by symmetry; the double well and Nesterov's function in any dimension. Both
         minima are global here; for a poor one see strict_saddle_not_global.
Silent   on convergence in general, which needs a limit (isolated stationary points or the
         Lojasiewicz inequality) besides the strict saddle property.
"""

from sympy import Eq, Ge, Rational, sqrt

from lemmata import Theorem, cite
from models import random_starts
from strategies import random_starts as draws

thm = Theorem(
    "saddle.converges_to_minimiser",
    catalogue=["saddle.ae-minimiser"],
    supports=["saddle.gd-avoids", "saddle.asymptotic-avoidance"],
    sources=[cite("Bruna 2018", "Gradient descent avoids strict saddles")],
)
y, z = thm.real("y z", "coordinate of the iterate and of the next iterate")
eta, R, b, g = thm.positive("eta R b g", "step, radius of the saddle, half-width, growth in it")
shrink = thm.real("shrink", "contraction outside of R")
K, M = thm.nonneg("K M", "steps to leave the saddle, steps to approach the minimum")
reached = thm.real("reached", "y_{K+M}, drawn")
p = thm.nonneg("p", "P(| |y_{K+M}| - 1 | > shrink^M)")

update = thm.assume("update", Eq(z, y - eta * (y**3 - y)))
rate = thm.assume("rate", Eq(shrink, 1 - eta * R * (1 + R)))
outside = thm.assume("outside", y >= R)
range_ = thm.assume("range", y <= b)
step = thm.assume("step", eta * b * (b + 1) <= 1)
contracts = thm.conclude("contracts", (z - 1) ** 2 <= shrink**2 * (y - 1) ** 2)
close = thm.conclude("close", p <= R / (b * g**K))


@thm.proof(contracts)
def factor_of_the_distance(k):
    factor = 1 - eta * y * (y + 1)  # z - 1 = factor (y - 1)
    positive = k.combine(y >= 0, {outside: 1}, squares=[(R, 1)])
    room = k.combine(Ge(2 * factor, 0), {step: 2, range_: 2 * eta * (y + b + 1)}, signs=[positive])
    # shrink^2 - factor^2 = (shrink - factor)^2 + 2 factor (shrink - factor), and
    # shrink - factor = eta (y - R)(y + R + 1).
    slower = k.combine(
        Ge(shrink - factor, 0), {rate: 1, outside: eta * (y + R + 1)}, signs=[positive]
    )
    return k.combine(
        contracts,
        {update: -(z - 1 + factor * (y - 1)), slower: 2 * factor * (y - 1) ** 2},
        squares=[(1, (shrink - factor) * (y - 1))],
        signs=[room],
    )


thm.unproved(
    close,
    because="it needs |y_0| < R g^-K: else `contracts` holds M times; the kernel knows no measures",
)


thm.rigid("y^4/4 - y^2/2 is one fixed function")
thm.limit("zero steps", {K: 0}, close, p <= R / b)
LARGER = "a larger shrink is weaker, as 0 <= 1 - eta R (1 + R) by the other hypotheses"
thm.open("constant", LARGER, rate)
thm.open("term dropped", LARGER, rate)
thm.open("exponent", "weaker, as 0 <= shrink <= 1", contracts)
thm.open(
    "room",
    "the bound counts every start within R / g^K, and some of these get close in K + M steps too",
    close,
)
thm.open("constant", "a smaller multiple of K is weaker, as g = 1 + eta (1 - R^2) > 1", close)
thm.open("exponent", "1 - K for -K is weaker, as g = 1 + eta (1 - R^2) > 1", close)
thm.open(
    "swapped",
    "R with b or g: weaker, as R <= b and R < 1 < g; b with p: the same where p > 0; g with K: "
    "no exact instance found, as b p is a root of a polynomial of degree 3^(K + M)",
    close,
)

thm.check(
    contracts,
    on=random_starts.well_step, draw=draws.well_steps,
    implements=[update], constructed=[rate],
)  # fmt: skip
thm.event(p, abs(abs(reached) - 1) > shrink**M)
points = [
    {"eta": "1/10", "R": "1/2", "b": 2, "g": "43/40", "shrink": "37/40", "K": 20, "M": 30}
]  # fmt: skip
thm.sample(
    close, on=random_starts.well_run, at=points, draws=6000,
    constructed=[update, outside, range_],
)  # fmt: skip
thm.rejects("never far", p <= R / (b * (2 * g) ** K), of=close)


def at(y, **changed):
    more = {"shrink": Rational(37, 40), **changed}
    return random_starts.exact_well(y, **more)


thm.sharp(contracts, at("1/2"), name="y = R")
thm.sharp(contracts, at("1/2", eta="4/3", b="1/2", shrink=0), name="y = R = b, to 1 in a step")
thm.example(at(2, M=1), name="y = b")
# y_1 = 1 - shrink = 44/481 for y_0 = 1/20: one step brings half of the starts less far.
tenth = at(
    "1/10", eta="400/481", R="1/10", b="1/10", shrink="437/481", g="877/481", K=0, M=1, p="1/2"
)
thm.example(tenth, name="start within 1/10 of the saddle")
thm.needs(update, at("3/4", z=0), breaks=contracts)
thm.needs(rate, at("3/4", shrink=0), breaks=contracts)
thm.needs(outside, at("1/4"), name="near the saddle", breaks=contracts)
thm.needs(range_, at(5), name="far out", breaks=contracts)
thm.needs(step, at(sqrt(3), eta="1", shrink="1/4"), name="long steps", breaks=contracts)
small = Rational(1, 10**11)
past = at(Rational(1, 2) + small, eta="4/3", b="1/2", shrink=0)
thm.needs(range_, past, name="barely past b", breaks=contracts)
short = Rational(1, 2) - small
barely = at("1/2", eta=1 / (short * (1 + short)), R=short, b="1/2", shrink=0)
thm.needs(step, barely, name="steps barely too long: past 1", breaks=contracts)
thm.refutes(
    "contraction by the curvature at the minimum",
    (z - 1) ** 2 <= (1 - 2 * eta) ** 2 * (y - 1) ** 2, at("1/2"), of=contracts,
)  # fmt: skip
thm.refutes("without b", p <= R / (4 * b * g**K), at("3/4"), of=close)
