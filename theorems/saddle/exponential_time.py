"""Saddles in sequence: the escape times of gradient descent grow by the factor 1 + L / gamma each.

Source   Landscape slides, slide "Escaping strict saddle points" (after Du et al. 2017); Bruna 2018,
         the same result.
Claim    While the coordinate of one saddle grows by 1 + eta gamma a step to size 1, the next one
         shrinks by 1 - eta L, from at most 1. With u = log(1 + eta gamma) <= eta gamma and
         v = -log(1 - eta L) >= eta L: the escape times satisfy
         T(n) >= (1 + v / u)^n T(0) >= (1 + L / gamma)^n T(0).
Covers   any number of saddles, every start in the unit box; steps rounded up to whole ones;
         L < gamma, where v / u can be below 1, but not 1 + v / u.
Silent   on one smooth function with this behaviour (that needs an extension of Whitney's kind); on
         log(1 + y) <= y, which enters as `up` and `down`; on noise, with which times only add up.
"""

from sympy import Le, Rational, S

from lemmata import Theorem, cite
from models import quadratic_saddle
from strategies import quadratic_saddle as draws

thm = Theorem(
    "saddle.exponential_time",
    catalogue=["saddle.exponential-time"],
    sources=[
        cite("Landscape slides", 'slide "Escaping strict saddle points"'),
        cite("Bruna 2018", 'slide "Smooth counter-example"'),
    ],
)
k, n = thm.index("k"), thm.dimension("n")  # any saddle; the number of saddles after the first
T = thm.functions("T", "the step at which coordinate k reaches 1", nonnegative=True)
start = thm.functions("start", "log of the start of coordinate k + 1")
eta, gamma, L = thm.positive("eta gamma L", "step size; downward, upward curvature")
u, v = thm.positive("u v", "log(1 + eta gamma), -log(1 - eta L)")
for term, name in {
    k: "k", n: "n", T(k): "T_k", T(k + 1): "T_next", T(n): "T_n", T(0): "T_0", start(k): "start_k"
}.items():  # fmt: skip
    thm.measure(term, name)

inside = thm.assume("inside", start(k) <= 0)
escaped = thm.assume("escaped", start(k) - v * T(k) + u * (T(k + 1) - T(k)) >= 0)
up = thm.assume("up", u <= eta * gamma)
down = thm.assume("down", v >= eta * L)
exact = thm.conclude("exact", T(n) >= (1 + v / u) ** n * T(0))
rate = thm.conclude("rate", T(n) >= (1 + L / gamma) ** n * T(0))


def grown(kernel, factor, parts):
    """T(n) >= factor^n T(0) from the same for one saddle."""
    step = kernel.combine(Le(-T(k + 1), -factor * T(k)), parts)
    return kernel.instantiate(kernel.geometric(step, -T(k), factor), {k: n})


@thm.proof(exact)
def regrow_what_was_lost(kernel):
    parts = {escaped: 1 / u, inside: 1 / u}
    return kernel.combine(exact, {grown(kernel, 1 + v / u, parts): 1})


@thm.proof(rate)
def logarithms_are_concave(kernel):
    parts = {escaped: 1 / u, inside: 1 / u, down: T(k) / u, up: L * T(k) / (u * gamma)}
    return kernel.combine(rate, {grown(kernel, 1 + L / gamma, parts): 1})


thm.scales("time", T=1, start=1)
thm.scales("curvature", eta=-1, gamma=1, L=1)
thm.scales("logarithm", start=1, eta=1, u=1, v=1)
thm.limit("one saddle", {n: 1}, exact, T(1) >= (1 + v / u) * T(0))
thm.limit("one saddle", {n: 1}, rate, T(1) >= (1 + L / gamma) * T(0))

weaker = "true: it is weaker, as n >= 1 and powers of nonnegative numbers grow with them"
for change in ("constant", "exponent", "term dropped"):
    thm.open(change, weaker, exact, rate)
thm.open("constant", "true: start(k) <= 0 is dropped in the end, whatever its share", escaped)
thm.open("term dropped", "true: start(k) is not needed, and without T(k + 1) every T is 0", escaped)

thm.check(
    exact,
    rate,
    on=quadratic_saddle.chain,
    draw=draws.chains,
    constructed=[inside, escaped, up, down],
)


def times(growth, **changed):
    """T(k) = growth^k, starts at 1, and rates 1 but for what is changed."""
    return {
        "T": lambda k: S(growth) ** k, "start": lambda k: S.Zero,
        "eta": 1, "gamma": 1, "L": 1, "u": 1, "v": 1, n: 2, **changed,
    }  # fmt: skip


doubling, slower = times(2), times(Rational(3, 2))
thm.sharp(exact, doubling, name="u = v: the time doubles")
thm.sharp(rate, doubling, name="the limit of small steps")
thm.needs(inside, {**times(1), "start": lambda k: S.One}, breaks=rate, name="start outside")
thm.needs(escaped, times(1), breaks=rate, name="all coordinates at once")
thm.needs(up, {**slower, "u": 2}, breaks=rate)
thm.needs(down, {**slower, "v": "1/2"}, breaks=rate)
thm.refutes("no 1 +", Le(T(n), (v / u) ** n * T(0)), doubling, of=exact)
thm.refutes("1 + 2 v / u", T(n) >= (1 + 2 * v / u) ** n * T(0), doubling, of=exact)
thm.refutes("1 + 2 L / gamma", T(n) >= (1 + 2 * L / gamma) ** n * T(0), doubling, of=rate)
