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

from sympy import Abs, Eq, Le, Rational, Sum, Symbol, sqrt

from lemmata import Theorem, cite
from models import paths
from strategies import paths as draws
from theorems.descent import gradient_step_length as one

thm = Theorem(
    "descent.gradient_descent_length",
    catalogue=["pl.path-length", "ma.thm-2.4"],
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

thm.check(
    travelled,
    total,
    on=paths.descent_run,
    draw=draws.descent_runs,
    implements=[update],
    constructed=[descent, pl, root],
)

t = Symbol("t", real=True)
run = partial(paths.exact_run, "F G move")
halving = run(t**2 / 2, t, lambda k: 2 ** (-k), mu=1, beta=1, eta="1/2", s="1/2")
thm.sharp(travelled, halving, name="t^2/2 from 1 with step 1/2: the iterates are 2^-k")
thm.needs(update, {**halving, "move": lambda k: 2 ** (1 - k)}, breaks=total)
# |t|^(3/2) is PL(9/8) on [-1, 1] and not smooth at 0: a two-cycle of gradient descent.
cusp, at = Abs(t) ** Rational(3, 2), Rational(9, 64)
cycle = run(cusp, t, lambda k: at * (-1) ** k, mu=1, beta=1, eta="1/2", s="1/2")
thm.needs(descent, cycle, breaks=total)
# t^2/2 is flatter than PL(4) asks: from 1 the path has length 1, not 1/2.
flat = run(t**2 / 2, t, lambda k: Rational(3, 4) ** k, mu=4, beta=4, eta="1/4", s=0)
thm.needs(pl, flat, breaks=total)
thm.needs(step, run(t**2 / 2, t, lambda k: (-2) ** k, mu=1, beta=1, eta=3, s=2), breaks=total)
thm.needs(root, {**halving, "s": 0}, breaks=travelled)
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
