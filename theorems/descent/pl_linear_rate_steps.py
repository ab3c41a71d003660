"""Gradient descent under the Polyak-Lojasiewicz inequality: the gap after k steps.

Source   Liu 2024, slide 4 (the rate to step k).
Claim    gap(k+1) <= gap(k) - eta (1 - beta eta / 2) |g(k)|^2,  |g(k)|^2 >= 2 mu gap(k) for all k,
         beta eta <= 2  =>  gap(k) <= (1 - mu eta (2 - beta eta))^k gap(0) for all k.
Covers   every dimension; k = 0; a start at a minimiser; any mu, beta, eta, since the ratio is
         nonnegative by itself as soon as gap(0) > 0 (for gap(0) = 0 every gap is 0).
Silent   on convergence of the iterates (gradient_descent_length), on steps beyond 2 / beta.
"""

from functools import partial

from sympy import Abs, Eq, Gt, Le, Lt, Rational, Symbol, cos, pi, sqrt

from lemmata import Theorem, cite
from models import descent_runs
from models.pinned import pinned
from strategies import paths as draws

thm = Theorem(
    "descent.pl_linear_rate_steps",
    catalogue=["pl.linear-rate"],
    supports=["ma.thm-2.4"],
    sources=[cite("Liu 2024", "slide 4"), cite("Ma 2021", "Theorem 2.4")],
)
k = thm.index("k")
gap = thm.functions("gap", "f(x_k) - inf f", nonnegative=True)
gg = thm.functions("gg", "|grad f(x_k)|^2", nonnegative=True)
mu, beta = thm.positive("mu beta", "PL constant, smoothness constant")
eta = thm.nonneg("eta", "step size")
ratio = 1 - mu * eta * (2 - beta * eta)
for term, name in {
    k: "k", gap(k): "gap_k", gap(k + 1): "gap_next", gap(0): "gap_start", gg(k): "gg_k"
}.items():  # fmt: skip
    thm.measure(term, name)

descent = thm.assume("descent", gap(k + 1) <= gap(k) - eta * (1 - beta * eta / 2) * gg(k))
pl = thm.assume("pl", gg(k) >= 2 * mu * gap(k))
step = thm.assume("step", beta * eta <= 2)
rate = thm.conclude("rate", gap(k) <= ratio**k * gap(0))


@thm.proof(rate)
def one_step_then_induction(kernel):
    one_step = kernel.combine(
        Le(gap(k + 1), ratio * gap(k)), {descent: 1, pl: eta * (2 - beta * eta) / 2}, signs=[step]
    )
    # gap(0) > 0: the first step shows that the ratio is nonnegative.
    above = kernel.assume(Gt(gap(0), 0, evaluate=False))
    first = kernel.instantiate(one_step, {k: 0})
    sign = kernel.combine(
        Le(0, ratio, evaluate=False),
        {first: 1 / gap(0)},
        squares=[(1 / gap(0), sqrt(gap(1)))],
        signs=[above],
    )
    contracted = kernel.geometric(one_step, gap(k), ratio, signs=[sign])
    # gap(0) <= 0: the gaps never grow, so all of them are 0.
    falling = kernel.combine(
        Le(gap(k + 1), gap(k)), {descent: 1}, squares=[(eta * (2 - beta * eta) / 2, sqrt(gg(k)))],
        signs=[step],
    )  # fmt: skip
    bounded = kernel.geometric(falling, gap(k), 1)
    zero = kernel.assume(Eq(gap(0), 0))
    below = kernel.assume(Lt(gap(0), 0, evaluate=False))
    known = kernel.combine(Le(0, gap(0), evaluate=False), squares=[(1, sqrt(gap(0)))])
    nothing = kernel.squeeze(kernel.combine(Le(gap(0), 0, evaluate=False), {below: 1}), known)
    branches = {}
    for case, start in ((zero, zero), (below, nothing)):
        branches[case.conclusion] = kernel.combine(rate, {bounded: 1, start: ratio**k - 1})
    return kernel.cases(kernel.split(gap(0)), {above.conclusion: contracted, **branches})


thm.scales("objective", gap=1, gg=2, mu=1, beta=1, eta=-1)
thm.scales("argument", gg=-2, mu=-2, beta=-2, eta=2)
thm.limit("step 0", {eta: 0}, rate, gap(k) <= gap(0))
thm.open(
    "constant",
    "a larger factor makes the hypothesis stronger, as eta (1 - beta eta / 2) gg(k) >= 0 by `step`",
    descent,
)
WEAKER = "weaker, as the ratio is in [0, 1] where gap(0) > 0 and all gaps are 0 where gap(0) = 0"
thm.open("constant", f"a larger ratio is {WEAKER}", rate)
thm.open("term dropped", f"a larger ratio is {WEAKER}", rate)
thm.open("exponent", f"k - 1 for k is {WEAKER} (undefined at k = 0 for the ratio 0)", rate)

thm.check(
    rate, on=pinned(descent_runs.descent_run), draw=draws.descent_runs, constructed=[descent, pl]
)

t = Symbol("t", real=True)
run = partial(descent_runs.exact_run, "gap gg")
halving = run(t**2, t, lambda k: Rational(1, 4) ** (k / 2), mu=2, beta=2, eta="1/4")
thm.sharp(rate, halving, name="t^2 from 1: the iterates are 2^-k")
# |t|^(3/2) is PL(9/8) on [-1, 1] and not smooth at 0: gradient descent runs in a two-cycle.
cycle = run(
    Abs(t) ** Rational(3, 2), t, lambda k: Rational(9, 64) * (-1) ** k, mu="9/8", beta=2, eta="1/2"
)
thm.needs(descent, cycle)
# -cos t has a maximum at pi: the run stays at a stationary point that is no minimum.
thm.needs(pl, run(-cos(t), t, lambda k: pi, inf=-1, mu=1, beta=1, eta=1))
thm.needs(step, run(t**2, t, lambda k: (-3) ** k, mu=1, beta=2, eta=2))
thm.refutes(
    "rate 1 - 2 mu eta (2 - beta eta): the other normalisation of PL",
    gap(k) <= (1 - 2 * mu * eta * (2 - beta * eta)) ** k * gap(0),
    halving,
)
thm.refutes(
    "linear convergence at eta = 2/beta",
    gap(k) <= (1 - mu / beta) ** k * gap(0),
    run(t**2, t, lambda k: (-1) ** k, mu=2, beta=2, eta=1),
)
