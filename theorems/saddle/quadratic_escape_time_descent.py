"""Gradient descent leaves a quadratic saddle in log(1 / a) / log(1 + 2 eta mu) steps, rounded up.

Source   Escaping notes, section 2.4 (there for gradient flow).
Claim    x(k+1) = (1 + 2 eta mu) x(k), |x(0)| >= a > 0  =>  |x(n)| >= (1 + 2 eta mu)^n a after any n
         steps, so |x(n)| >= 1 as soon as (1 + 2 eta mu)^n a >= 1; |x(n)| >= 1 exactly when
         (1 + 2 eta mu)^n |x(0)| >= 1.
Covers   x the part along an eigenvector with eigenvalue -mu < 0 of a form <x, A x>, in any
         dimension (quadratic_step gives the factor); any eta > 0; a > 1; starts on either side.
Silent   on random starts; on the logarithm itself (the claims are in powers).
"""

from sympy import Abs, Eq, Equivalent, Ge, Implies, Rational, S

from lemmata import Theorem, cite
from models import quadratic_saddle
from strategies import quadratic_saddle as draws
from theorems.saddle.quadratic_descent import geometric, sizes

thm = Theorem(
    "saddle.quadratic_escape_time_descent",
    catalogue=["saddle.quadratic-escape-time"],
    supports=["saddle.quadratic-escape"],
    sources=[cite("Escaping notes", "section 2.4")],
)
k, n = thm.index("k"), thm.dimension("n")  # any step; the number of steps taken
x = thm.functions("x", "the part of the k-th iterate along the eigenvector")
eta, mu, a = thm.positive("eta mu a", "step size; minus the eigenvalue; |x(0)| at least")
for term, name in {
    k: "k", n: "n", x(k): "x_k", x(k + 1): "x_next", x(n): "x_n", x(0): "x_0", eta: "gamma"
}.items():  # fmt: skip
    thm.measure(term, name)
ratio = 1 + 2 * eta * mu

step = thm.assume("step", Eq(x(k + 1), ratio * x(k)))
away = thm.assume("away", Abs(x(0)) >= a)
growth = thm.conclude("growth", Abs(x(n)) >= ratio**n * a)
escaped = thm.conclude("escaped", Implies(Ge(ratio**n * a, 1), Abs(x(n)) >= 1))
exactly = thm.conclude("exactly", Equivalent(Abs(x(n)) >= 1, ratio**n * Abs(x(0)) >= 1))


def equal_sizes(kernel):
    power = geometric(kernel, kernel.assume(step), x, ratio)
    return sizes(kernel, kernel.instantiate(power, {k: n}), x(n), ratio**n, x(0))


@thm.proof(growth)
def exponential(kernel):
    return kernel.combine(growth, {equal_sizes(kernel): 1, away: ratio**n})


@thm.proof(escaped)
def past_one(kernel):
    late = Ge(ratio**n * a, 1)
    parts = {exponential(kernel): 1, kernel.assume(late): 1}
    return kernel.discharge(kernel.combine(Abs(x(n)) >= 1, parts), late)


@thm.proof(exactly)
def same_size(kernel):
    out, late = exactly.relation.args
    there = kernel.combine(late, {kernel.assume(out): 1, equal_sizes(kernel): -1})
    back = kernel.combine(out, {kernel.assume(late): 1, equal_sizes(kernel): 1})
    return kernel.iff(kernel.discharge(there, out), kernel.discharge(back, late))


thm.scales("step size", eta=1, mu=-1)
slower = "true: with c < 1 in the factor, (1 + 2 c eta mu)^n and (c + 2 eta mu)^n are smaller"
thm.open("constant", slower, growth, escaped)
thm.open("exponent", "true: (1 + 2 eta mu)^(n - 1) is smaller", growth, escaped)
thm.open("term dropped", "true: (2 eta mu)^n and 1^n are smaller", growth, escaped)
thm.limit("step 0", {eta: 0}, growth, Abs(x(n)) >= a)
thm.limit("one step", {n: 1}, growth, Abs(x(1)) >= (1 + 2 * eta * mu) * a)
thm.limit("step 0", {eta: 0}, escaped, Implies(a >= 1, Abs(x(n)) >= 1))
thm.limit("step 0", {eta: 0}, exactly, Equivalent(Abs(x(0)) >= 1, Abs(x(n)) >= 1))
there = (1 + 2 * eta * mu) * Abs(x(0)) >= 1
thm.limit("one step", {n: 1}, exactly, Equivalent(Abs(x(1)) >= 1, there))

thm.check(
    growth,
    escaped,
    exactly,
    on=quadratic_saddle.run,
    draw=draws.escaping_runs,
    implements=[step],
    constructed=[away],
)


def doubling(start, steps, factor=2):
    return {
        "x": lambda k: S(factor) ** k * S(start), "eta": "1/2", "mu": 1, "a": "1/8", n: steps
    }  # fmt: skip


on_time, early = doubling("1/8", 3), doubling("1/8", 2)
thm.sharp(growth, on_time, name="doubling from 1/8: |x| = 1 after 3 steps")
thm.example(early, name="not yet")
thm.example(doubling("-1/8", 3), name="on the other side")
almost = (1 - Rational(1, 10**10)) / 8
thm.example({**doubling(almost, 3), "a": almost}, name="barely not yet")
thm.needs(step, doubling("1/8", 3, Rational(3, 2)), breaks=escaped, name="half of the curvature")
thm.example({**doubling("1/8", 1), "eta": 8, "mu": "1/16"}, name="a long step along a flat ridge")
# Only `exactly` fails: after one step the runs are out when they should not be, or the reverse.
for c in (
    S(0),
    S(2),
    *(1 + i * e for e in (Rational(1, 10**9), Rational(1, 1000)) for i in (1, -1)),
):
    for factor, what in ((2 * c, "factor"), (1 + c, "summand 1")):
        run = doubling(1 / max(factor, S(2)), 1, factor)
        thm.needs(step, run, breaks=exactly, name=f"{c} times the {what}")
thm.needs(away, doubling(0, 3), breaks=escaped, name="start in the stable hyperplane")
thm.refutes("factor 1 + 4 eta mu", Abs(x(n)) >= (1 + 4 * eta * mu) ** n * a, on_time, of=growth)
thm.refutes(
    "one step fewer", Implies(Ge(ratio * ratio**n * a, 1), Abs(x(n)) >= 1), early, of=escaped
)
thm.refutes(
    "one step more", Equivalent(Abs(x(n)) >= 1, ratio**n * Abs(x(0)) >= ratio), on_time, of=exactly
)
