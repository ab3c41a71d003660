"""Gradient descent under the Polyak-Lojasiewicz inequality: the gap after k steps.

Source   Liu 2024, slide 4 (the rate to step k).
Claim    gap(k+1) <= gap(k) - eta (1 - beta eta / 2) |g(k)|^2,  |g(k)|^2 >= 2 mu gap(k) for all k,
         beta eta <= 2  =>  gap(k) <= (1 - mu eta (2 - beta eta))^k gap(0) for all k.
Covers   every dimension; k = 0; a start at a minimiser; any mu, beta, eta, since the ratio is
         nonnegative by itself as soon as gap(0) > 0 (for gap(0) = 0 every gap is 0).
Silent   on convergence of the iterates (gradient_descent_length), on steps beyond 2 / beta.
"""

from sympy import Eq, Gt, Le, Lt, sqrt

from lemmata import Theorem, cite
from models import paths
from strategies import paths as draws

thm = Theorem(
    "descent.pl_linear_rate_steps",
    catalogue=["pl.linear-rate", "ma.thm-2.4"],
    sources=[cite("Liu 2024", "slide 4"), cite("Ma 2021", "Theorem 2.4")],
)
k = thm.index("k")
gap = thm.functions("gap", "f(x_k) - inf f", nonnegative=True)
gg = thm.functions("gg", "|grad f(x_k)|^2", nonnegative=True)
mu, beta = thm.positive("mu beta", "PL constant, smoothness constant")
eta = thm.nonneg("eta", "step size")
ratio = 1 - mu * eta * (2 - beta * eta)
paths.measure_sequence(thm, k, gap=gap, gg=gg)

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
        branches[case.conclusion] = kernel.combine(
            rate, {bounded: 1, start: ratio**k - 1}
        )
    return kernel.cases(kernel.split(gap(0)), {above.conclusion: contracted, **branches})
