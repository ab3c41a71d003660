"""Gradient descent under the Polyak-Lojasiewicz inequality has a path of bounded length.

Source   Liu 2024, slide 18 (the radius R of Theorem 4, where the bound is implicit); Ma 2021,
         Theorem 2.4 (lengths only implicit).
Claim    F(k+1) <= F(k) - c |g(k)|^2 with c = eta (1 - beta eta / 2), mu-PL at every iterate,
         0 < eta < 2/beta  =>  sum of |x_(k+1) - x_k| over k < n is at most
         C (sqrt F(0) - sqrt F(n)) <= C sqrt F(0),
         C = [1 / (1 - beta eta/2)] [(1 + s) / 2] sqrt(2 / mu), s = sqrt(1 - 2 mu c).
Covers   every dimension; non-convex f; a start at a minimiser. At eta = 1/beta the bound is
         (1 + sqrt(1 - mu/beta)) sqrt(2 F(0)/mu); the bound eta sqrt(2 beta F(0)) / (1 - sqrt(rate))
         from |g|^2 <= 2 beta F is larger by the factor sqrt(beta/mu). Attained by
         mu |x|^2 / 2 with beta = mu for every eta <= 1/mu.
Silent   on the limit of the iterates, which finite length gives.
"""

from functools import partial

from sympy import Abs, Eq, KroneckerDelta, Le, Rational, S, Sum, Symbol, sqrt

from lemmata import Theorem, cite
from models import descent_runs
from strategies import paths as draws
from theorems.descent import gradient_step_length as one

thm = Theorem(
    "descent.gradient_descent_length",
    catalogue=["pl.path-length"],
    supports=["ma.thm-2.4"],
    sources=[cite("Liu 2024", "slide 18"), cite("Ma 2021", "Theorem 2.4")],
)
K, n = thm.index("k"), thm.index("n")
F = thm.functions("F", "f(x_k) - inf f", nonnegative=True)
G = thm.functions("G", "|grad f(x_k)|", nonnegative=True)
move = thm.functions("move", "|x_(k+1) - x_k|", nonnegative=True)
mu, beta, eta = thm.positive("mu beta eta", "PL constant, smoothness constant, step size")
c = eta * (1 - beta * eta / 2)
s = thm.nonneg("s", "the root of 1 - 2 mu c, by which the root of the gap contracts")
factor = (1 + s) / (2 - beta * eta)
length = Sum(move(K), (K, 0, n - 1))
for term, name in {
    K: "k", F(K): "gap_k", F(K + 1): "gap_next", F(0): "gap_start", F(n): "gap_n", G(K): "G_k",
    move(K): "move_k", length: "travelled",
}.items():  # fmt: skip
    thm.measure(term, name)

update = thm.assume("update", Eq(move(K), eta * G(K)))
descent = thm.assume("descent", F(K + 1) <= F(K) - c * G(K) ** 2)
pl = thm.assume("pl", G(K) ** 2 >= 2 * mu * F(K))
step = thm.assume("step", beta * eta < 2)
root = thm.assume("root", Eq(s**2, 1 - 2 * mu * c))
travelled = thm.conclude("travelled", length <= factor * sqrt(2 / mu) * (sqrt(F(0)) - sqrt(F(n))))
total = thm.conclude("total", length <= factor * sqrt(2 * F(0) / mu))

C = Symbol("C", real=True, nonnegative=True)
share = Le(move(K), C * sqrt(F(K)) - C * sqrt(F(K + 1)))


def telescoped(k):
    """The bound on one step along the run, summed."""
    at = {one.F: F(K), one.F1: F(K + 1), one.G: G(K), one.move: move(K)}
    given = [k.assume(h) for h in (update, descent, pl, step, root)]
    drop = k.instantiate(k.lemma(one.thm, "drop"), at, given=given)
    constant = factor * sqrt(2 / mu)
    term = k.combine(share.xreplace({C: constant}), {drop: 1}, signs=[step])
    summed = k.telescope(k.assume(share), move(K), C * sqrt(F(K)), n)
    return k.instantiate(summed, {C: constant}, given=[term], signs=[step])


@thm.proof(travelled)
def sum_the_steps(k):
    summed = telescoped(k)
    return k.combine(travelled, {summed: 1}, signs=[step])


@thm.proof(total)
def drop_the_end(k):
    summed = telescoped(k)
    end = factor * sqrt(2 / mu) * sqrt(F(n))
    return k.combine(total, {summed: 1}, squares=[(end / 4, 2)], signs=[step])


thm.scales("objective", F=1, G=1, mu=1, beta=1, eta=-1)
thm.scales("argument", G=-1, move=1, mu=-2, beta=-2, eta=2)

thm.open("constant", "true for smaller factors: the moves are shorter", update)
thm.open(
    "constant",
    "a larger factor makes the hypothesis stronger, as c G(k)^2 >= 0 by `step`",
    descent,
)
thm.open("not strict", "at beta eta = 2 the bounds have no value", step)
thm.open("constant", "true where s gets larger, as the bounds grow with s", root)
thm.open("exponent", "true: s^3 = 1 - 2 mu c <= 1 makes s larger, and the bounds grow with s", root)
thm.open(
    "term dropped",
    "true: without 1 there is no s, as c > 0; without the other terms s gets larger",
    root,
)
thm.open("constant", "a larger factor is weaker, as F(n) <= F(0)", travelled)

thm.check(
    travelled,
    total,
    on=descent_runs.descent_run,
    draw=draws.descent_runs,
    implements=[update],
    constructed=[descent, pl, root],
)

t = Symbol("t", real=True)
run = partial(descent_runs.exact_run, "F G move")
halving = run(t**2 / 4, t, lambda k: 2 ** (1 - k), mu="1/2", beta="1/2", eta=1, s="1/2")
thm.sharp(travelled, halving, name="t^2/4 from 2 with step 1: the iterates are 2^(1-k)")
nearly = 1 - Rational(1, 10**10)
back = run(t**2 / 2, t, lambda k: (-nearly) ** k, mu=1, beta=1, eta=1 + nearly, s=nearly)
thm.example(back, name="a step just below 2/beta")
fast = run(t**2 / 8000, t, lambda k: 1000 ** (-k), mu="1/4000", beta="1/4000", eta=3996, s="1/1000")
thm.example(fast, name="t^2/8000 from 1: after 8 steps `total` is attained up to 1e-24")
for e in (1, Rational(1, 1000), Rational(1, 10**9)):
    longer = {**halving, "move": lambda k, e=e: (1 + e) * 2 ** (-k)}
    thm.needs(update, longer, breaks=total if e == 1 else travelled, name=f"moves longer by {e}")
slow = run(t**2 / 2, t, lambda k: 2 ** (-k), mu=1, beta=1, eta="1/2", s="1/2")
slow |= {"move": lambda k: 2 * slow["G"](k)}
thm.needs(update, slow, breaks=total, name="G and move in each other's place")
# t^2/2 with a smoothness constant, then a PL constant, that it misses by less than 1e-10.
bouncing = run(t**2 / 2, t, lambda k: (-Rational(1, 2)) ** k / 2, eta="3/2")
bouncing |= {"G": lambda k: 2 ** (-k) / S(2), "s": nearly - Rational(1, 2)}
low = nearly * (1 - nearly)
thm.needs(descent, {**bouncing, "mu": 1, "beta": 1 - 4 * low / 9}, breaks=travelled)
thm.needs(pl, {**bouncing, "mu": 1 + 4 * low / 3, "beta": 1}, breaks=travelled)
# |t|^(3/2) is PL(9/8) on [-1, 1] and not smooth at 0: a two-cycle of gradient descent.
cusp, at = Abs(t) ** Rational(3, 2), Rational(9, 64)
cycle = run(cusp, t, lambda k: at * (-1) ** k, mu=1, beta=1, eta="1/2", s="1/2")
thm.needs(descent, cycle, breaks=total)
# t^2/2 is flatter than PL(4) asks: from 1 the path has length 1, not 1/2.
flat = run(t**2 / 2, t, lambda k: Rational(3, 4) ** k, mu=4, beta=4, eta="1/4", s=0)
thm.needs(pl, flat, breaks=total)
# Above the minimum the gap of t^2/2 + 1 is no less than 1.
above = run(t**2 / 2, t, lambda k: 2 ** (-k), inf=-1, mu=1, beta=1, eta="1/2", s="1/2")
thm.needs(pl, above, breaks=travelled, name="pl, with the gap and the slope in each other's place")


def finite(*values):
    """These values, then 0."""
    return lambda k: sum(value * KroneckerDelta(k, i) for i, value in enumerate(values))


scale = {"mu": "1/2", "beta": "1/2", "eta": 2, "s": 0}
thm.needs(
    pl,
    {"F": finite(25, 9), "G": finite(4, 3), "move": finite(8, 6), **scale},
    breaks=total,
    name="pl, with G^3 for G^2",
)
thm.needs(
    descent,
    {"F": finite(Rational(3, 16)), "G": finite(S.Half), "move": finite(1), **scale},
    breaks=total,
    name="descent, with G^3 for G^2",
)
thm.needs(step, run(t**2 / 2, t, lambda k: (-2) ** k, mu=1, beta=1, eta=3, s=2), breaks=total)
over = 1 + Rational(1, 10**10)
far = run(t**2 / 2, t, lambda k: 2 ** (-k), mu=1, beta=4 * over**2, eta="1/2", s=over)
thm.needs(step, far, breaks=total, name="step, just above 2 / beta")
# s is in the bounds only: where these are attained, every equation that makes s smaller is false.
r, constants = Rational(4, 5), {mu: Rational(3, 8), beta: Rational(2, 3), eta: Rational(3, 5)}


def attained(r, constants):
    m, h = constants[mu], constants[eta]
    gap, slope = (lambda k: r ** (2 * k) / (2 * m)), (lambda k: r**k)
    return {**constants, "F": gap, "G": slope, "move": lambda k: h * r**k}


thm.sharp(travelled, {**attained(r, constants), "s": r}, name="mu < eta < beta < s")
swaps = [{mu: beta, beta: mu}, {mu: eta, eta: mu}, {beta: eta, eta: beta}]
for part in (r**2, 1, 1 - r**2, 2 * eta * mu, mu * beta * eta**2):
    for e in (1, Rational(1, 2), Rational(1, 1000), Rational(1, 10**9)):
        wrong = r**2 - e * S(part).subs(constants)
        if wrong >= 0:
            thm.needs(root, {**attained(r, constants), "s": sqrt(wrong)}, name=f"s^2 = {wrong}")
for swap in swaps:
    wrong = (1 - 2 * mu * c).subs(swap, simultaneous=True).subs(constants)
    thm.needs(root, {**attained(r, constants), "s": sqrt(wrong)}, name=f"s^2 = {wrong}")
thm.needs(root, {**halving, "s": 0}, breaks=travelled, name="s in the place of eta")
whole = attained(S.Half, {mu: S.One, beta: S.One, eta: S.Half})
thm.needs(root, {**whole, "s": 0}, breaks=travelled, name="s in the place of mu")
other = {mu: Rational(9, 40), beta: Rational(1, 2), eta: Rational(5, 3)}
thm.needs(root, {**attained(Rational(3, 4), other), "s": 0}, name="s in the place of beta")
thm.refutes(
    "half of the bound for gradient flow",
    length <= sqrt(1 / (2 * mu)) * (sqrt(F(0)) - sqrt(F(n))),
    halving,
    of=travelled,
)
thm.refutes("length at most sqrt(F(0)/mu)", length <= sqrt(F(0) / mu), halving, of=total)
thm.erratum(
    cite("Liu 2024", "slide 18, Theorem 4"),
    printed="a ball of radius R = O(1/mu) holds the path",
    corrected="the radius is of order sqrt(F(0)/mu): for fixed F(0) it exceeds C/mu as mu grows",
    false=length <= 1 / mu,
    true=total,
    at=run(2 * t**2, t, lambda k: 2 ** (-k) / 2, mu=4, beta=4, eta="1/8", s="1/2"),
)
