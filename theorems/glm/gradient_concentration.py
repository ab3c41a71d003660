"""The gradient of the empirical risk is uniformly close to that of the population risk.

Source   Ma 2021, section 3.2, (3.3), which prints "approximately"; all constants are derived here.
Claim    S >= d log(3 n B R) + log(1/delta), t = B sqrt(8 S / n)  =>  with probability at least
         1 - delta, for all |w| <= R,  |grad L^ - grad L| <= 2 B / sqrt n + t + 5 B / n.
Covers   |x| <= B, |eps| <= 1, values of sigma in [0, 1], |sigma'|, |sigma''| <= 1: the gradient of
         a sample is at most 2 B, its slope at most 3 B^2, that of L at most 2 B^2. n B R >= 1.
Silent   on sharper constants: at x = B = 1 the deviation is |mean eps| / 4, far less, but of the
         order 1 / sqrt n too. McDiarmid's inequality is a lemma. Cited: what mcdiarmid cites, the
         size of a net, Jensen's inequality, the union bound; the events are sampled.
"""

from sympy import Eq, Rational, exp, log, sqrt

from lemmata import Theorem, cite
from models import glm_concentration
from strategies import glm_empirical as draws
from theorems.glm import mcdiarmid as one

thm = Theorem(
    "glm.gradient_concentration",
    catalogue=["ma.eq-3.3"],
    sources=[cite("Ma 2021", "section 3.2, equation (3.3)")],
)
n, i, M, growth = one.moments(thm)
B, R, d, delta = thm.positive("B R d delta", "bounds on x and w, dimension, level")
S = thm.positive("S", "d log(3 n B R) + log(1/delta)")
t, N = thm.nonneg("t N", "deviation from the mean; the points of a net of width 1 / (n B)")
here, there, rho = thm.nonneg(
    "here there rho", "deviations at w and at a net point; |w - net point|"
)
each, p = thm.nonneg("each p", "P(t more than the mean at a point), P(more than the bound)")
fast = thm.nonneg("fast", "the same with 1 / n for 1 / sqrt n")
U = thm.nonneg("U", "sup |grad L^ - grad L| over |w| <= R, drawn")
main = 2 * B / sqrt(n) + t

lipschitz = thm.assume("lipschitz", here <= there + 5 * B**2 * rho)
fine = thm.assume("fine", n * B * rho <= 1)
height = thm.assume("height", Eq(t, 2 * sqrt(2) * B * sqrt(S) / sqrt(n)))
start, step, bounded, markov = one.cited(thm, n, i, M, growth, each, t, 4 * B / n)
net = thm.assume("net", N <= (3 * n * B * R) ** d)
union = thm.assume("union", p <= N * each)
level = thm.assume("level", (3 * n * B * R) ** d * exp(-S) <= delta)
between = thm.conclude("between", here <= there + 5 * B / n)
tail = thm.conclude("tail", p <= delta)


@thm.proof(between)
def off_the_net(k):
    return k.combine(between, {lipschitz: n, fine: 5 * B}, scale=n)


@thm.proof(tail)
def union_over_the_net(k):
    mcdiarmid = k.instantiate(k.lemma(one.thm, "tail"), {one.U: each, one.c: 4 * B / n})
    rare = k.rewrite(mcdiarmid, height)
    return k.combine(tail, {union: 1, rare: N, net: exp(-S), level: 1})


thm.known(
    union,
    "union bound, and `between`: beyond the bound at w means beyond 2 B / sqrt n + t on the net, "
    "where the mean is at most 2 B / sqrt n (Jensen)",
)
thm.known(net, "volume comparison: at most (1 + 2 n B R)^d points, and n B R >= 1")

thm.scales("samples", B=1, t=1, here=1, there=1, U=1, R=-1, rho=-1)

for hypothesis in (height, bounded):
    thm.open(
        "constant",
        "weaker: less growth, and `each` is smaller, as exp increases (not in the kernel)",
        hypothesis,
    )
thm.open("exponent", "weaker: t is larger, as n is at least 1", height)
thm.open("exponent", "weaker, as n is at least 1", between)
thm.open("constant", "weaker: smaller moments, and so a smaller tail", start)
thm.open("constant", "weaker: fewer points", net)
thm.open("constant", "weaker: S is larger, as powers and exp increase (not in the kernel)", level)

thm.check(
    between, tail,
    on=glm_concentration.mean_noise, draw=draws.levels,
    constructed=[lipschitz, height, start, step, bounded, markov, net, union, level],
)  # fmt: skip
quick = (7 * B + 2 * sqrt(2) * B * sqrt(S)) / n
thm.event(p, U > main + 5 * B / n)
thm.event(fast, U > quick)
stated = {"n": 16384, "B": 1, "R": 1, "d": 1, "delta": "1/10", "S": log(491520)}
stated["t"] = 2 * sqrt(2) * sqrt(stated["S"]) / 128
thm.sample(
    tail,
    on=glm_concentration.sampled_deviation,
    at=[stated],
    draws=1000,
    chunk=50,
    constructed=[start, step, bounded, markov, net, union, lipschitz, fine],
)
thm.rejects("1 / n for 1 / sqrt n", fast <= delta, of=tail)


def at(n_=2, B="1/2", R=3, d=2, S=5, first=1, factor=1, **changed):
    """Every step attained, unless changed: a change passes on to what follows from it."""
    B, R, S = (Rational(v) for v in (B, R, S))
    made = {n: n_, "B": B, "R": R, "d": d, "S": S, "N": (3 * n_ * B * R) ** d, "fast": 1, "U": 0}
    made |= {"delta": made["N"] * exp(-S), "t": 2 * sqrt(2) * B * sqrt(S) / sqrt(n_)} | changed
    e = made["growth"] = changed.get("growth", exp(-(made["t"] ** 2) / (8 * B**2)))
    made["M"] = lambda i: first * (factor * e) ** i
    made["each"] = changed.get("each", first * (factor * e) ** n_)
    made |= {"p": made["N"] * made["each"], "rho": 1 / (n_ * B), "there": 1}
    return made | {"here": 1 + 5 * B / n_} | changed


NEAR = 1 + Rational(1, 10**10)
full, root8 = at(), 2 * sqrt(2)
thm.example(full, name="every step attained")
thm.example(at(n_=1, B=2), name="one sample")
thm.example(at(here=0, there=100), name="closer at w than on the net")
thm.needs(lipschitz, at(here=10), breaks=between)
thm.needs(lipschitz, at(n_=1, B=2, here=21), breaks=between, name="B^3 for B^2")
exchanged = at(n_=1, B=2, there=3, here="121/2")
thm.needs(lipschitz, exchanged, breaks=between, name="there and rho exchanged")
thm.needs(fine, at(rho=2, here="7/2"), breaks=between)
barely = NEAR - 1
thm.needs(lipschitz, at(here=Rational(9, 4) + barely), breaks=between, name="lipschitz, barely")
nearly = at(rho=NEAR, here=1 + Rational(5, 4) * NEAR)
thm.needs(fine, nearly, breaks=between, name="fine, barely")
for name, value, place in (
    ("S^(3/2)", root8 / 16 / sqrt(2), {"S": "1/4"}),
    ("1 / sqrt S", root8 / 2 / sqrt(5) / sqrt(2), {}),
    ("n^(-3/2)", root8 / 2 * sqrt(5) / sqrt(2) ** 3, {}),
    ("B and S exchanged", root8 / 4, {"B": 2, "S": "1/4"}),
    ("B and t exchanged", sqrt(2) / (2 * root8 * sqrt(5)), {}),
    ("S and t exchanged", Rational(1, 16), {"S": "1/4"}),
):
    thm.needs(height, at(t=value, **place), breaks=tail, name=f"height: {name}")
for f in (1 - Rational(1, 10**9), Rational(999, 1000), Rational(1, 2)):
    for name, factor in (("", f), (" of 8", sqrt(f))):
        lower = at(t=factor * root8 / 2 * sqrt(5) / sqrt(2))
        thm.needs(height, lower, breaks=tail, name=f"height: {f}{name}")
for f in (1 + Rational(1, 10**9), Rational(1001, 1000), 2):
    thm.needs(start, at(first=f), breaks=tail, name=f"start at {f}")
    thm.needs(step, at(factor=f), breaks=tail, name=f"step times {f}")
thm.needs(markov, at(each=NEAR * exp(-5)), breaks=tail, name="markov, barely")
small, large = at(B="1/8")["t"], at(B=2)["t"]
for name, B_, value in (
    ("barely", "1/2", NEAR * exp(-Rational(5, 2))),
    ("t^3", "1/8", exp(-8 * small**3)),
    ("t", 2, exp(-large / 32)),
    ("1 / B^3", 2, exp(-Rational(5, 4))),
    ("1 / B", "1/2", exp(-Rational(5, 4))),
    ("t and growth exchanged", "1/10", Rational(1, 10)),
):
    thm.needs(bounded, at(B=B_, growth=value), breaks=tail, name=f"bounded: {name}")
thm.needs(net, at(N=9 * 9 * NEAR), breaks=tail, name="net, barely")
thm.needs(net, at(R="1/100", N=Rational(3, 100)), breaks=tail, name="d - 1")
thm.needs(net, at(n_=1, B=3, R=1, N=216), breaks=tail, name="B and d exchanged")
thm.needs(union, at(p=NEAR * 81 * exp(-5)), breaks=tail, name="union, barely")
for name, value, place in (
    ("barely", 81 * exp(-5) / NEAR, {}),
    ("d + 1", Rational(3, 100) ** 3 * exp(-5), {"R": "1/100"}),
    ("B and S exchanged", Rational(9, 16) * exp(-5), {"n_": 1, "S": "1/4", "B": 5, "R": 1}),
    ("R and d exchanged", 81 * exp(-5), {"n_": 1, "d": 3, "B": 1, "R": 2}),
    ("R and S exchanged", Rational(9, 16) * exp(-5), {"n_": 1, "S": "1/4", "B": 1, "R": 5}),
    ("d and S exchanged", 3 ** Rational(1, 4) * exp(-2), {"n_": 1, "S": "1/4", "B": 1, "R": 1}),
    ("delta and S exchanged", Rational(1, 1000), {"n_": 1, "S": 1, "B": 1, "R": "1/9"}),
):
    thm.needs(level, at(delta=value, **place), breaks=tail, name=f"level: {name}")
thm.refutes("half of the level", 2 * p <= delta, full, of=tail)
thm.refutes("without the net", here <= there, full, of=between)
thm.refutes("1 / n for 1 / sqrt n", fast <= delta, full, of=tail)
