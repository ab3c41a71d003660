"""Under weak quasi-convexity the gaps of a run of gradient descent sum to a bounded total.

Source   Ma 2021, section 2.2 (implicit in the discussion of (2.2)); constants derived here.
Claim    |x_(k+1) - x*|^2 <= |x_k - x*|^2 - c (f(x_k) - f(x*)) with c = 2 eta (tau - eta beta) > 0
         (weak_quasi_convexity_step)  =>  the sum of the first n gaps is at most |x_0 - x*|^2 / c,
         so that the least of them, at most their mean, is at most |x_0 - x*|^2 / (c n).
Covers   every dimension and n, also n = 0. With eta = tau / (2 beta), 1/c = 2 beta / tau^2.
Silent   on the gaps decreasing one by one, which needs smoothness along the steps.
"""

from functools import partial

from sympy import Rational, Sum, Symbol

from lemmata import Theorem, cite
from models import secant
from strategies import secant as draws

thm = Theorem(
    "descent.weak_quasi_convexity_rate",
    catalogue=["ma.wqc-rates"],
    sources=[cite("Ma 2021", "Definition 2.5"), cite("Ma 2021", "section 2.2")],
)
K, n = thm.index("k"), thm.index("n")
R = thm.functions("R", "|x_k - x*|^2", nonnegative=True)
F = thm.functions("F", "f(x_k) - f(x*)", nonnegative=True)
tau, beta, eta = thm.positive("tau beta eta", "weak quasi-convexity, smoothness, step size")
total = Sum(F(K), (K, 0, n - 1))
c = 2 * eta * (tau - eta * beta)
for term, name in {
    K: "k", R(K): "R_k", R(K + 1): "R_next", R(0): "R_start", R(n): "R_n", F(K): "F_k",
    total: "total",
}.items():  # fmt: skip
    thm.measure(term, name)

closer = thm.assume("closer", R(K + 1) <= R(K) - c * F(K))
short = thm.assume("short", eta * beta < tau)
spent = thm.conclude("spent", total <= (R(0) - R(n)) / c)
bounded = thm.conclude("bounded", total <= R(0) / c)


def telescoped(k):
    share = k.combine(F(K) <= R(K) / c - R(K + 1) / c, {closer: 1 / c}, signs=[short])
    return k.telescope(share, F(K), R(K) / c, n, signs=[short])


@thm.proof(spent)
def sum_the_steps(k):
    return k.combine(spent, {telescoped(k): 1}, signs=[short])


@thm.proof(bounded)
def drop_the_end(k):
    return k.combine(bounded, {telescoped(k): 1}, [(R(n) / c, 1)], signs=[short])


thm.scales("objective", F=1, beta=1, eta=-1)
thm.scales("argument", R=2, beta=-2, eta=2)
thm.scales("slope", F=2, eta=-1, tau=-1)
thm.limit("n = 0", {n: 0}, bounded, R(0) / c >= 0)

thm.open("not strict", "c = 0 for eta beta = tau, where the bounds have no value", short)
thm.open("constant", "weaker for a factor above 1, as R(0) >= R(n)", spent)

thm.check(
    spent, bounded, on=secant.weak_run, draw=draws.runs, constructed=[closer]
)  # fmt: skip

t = Symbol("t", real=True)
run = partial(secant.exact_run, t**2 / 2, t)
halving = run(lambda k: 2 ** (1 - k), tau=2, beta=1, eta="1/2")
thm.sharp(spent, halving, name="t^2/2 from 2: half a step")
once = {**halving, "eta": 1, "R": lambda k: 4 * 0**k, "F": lambda k: 2 * 0**k}
thm.example(once, name="one step to the minimiser: `bounded` is attained from n = 1 on")
step = 1 - Rational(1, 2 * 10**9)  # c is barely positive
cost = 2 * step * (1 - step)
slow = {"tau": 1, "beta": 1, "eta": step, "R": lambda k: 0**k, "F": lambda k: 0**k / cost}
thm.example({**once, **slow}, name="c barely positive")
still = {**halving, "R": lambda k: 1 + 0 * k, "F": lambda k: 0 * k}
thm.example(still, name="at another minimiser")
thm.needs(closer, {**halving, "F": lambda k: 4 ** (1 - k)}, breaks=spent)
thm.needs(closer, {**once, "F": lambda k: 3 * 0**k}, breaks=bounded, name="closer, one gap")
thm.needs(short, run(lambda k: 2 ** (1 - k), tau="1/4", beta=1, eta="1/2"), breaks=spent)
thm.refutes("half the total", total <= R(0) / (2 * c), once, of=bounded)
thm.refutes("half of what is spent", total <= (R(0) - R(n)) / (2 * c), once, of=spent)
