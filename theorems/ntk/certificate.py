"""A certificate, computed at initialisation, that gradient descent trains a network to zero loss.

Source   Escaping notes, section 3.8 (stated for gradient descent, proved for gradient flow).
Claim    N_k = |f_k - y|. If each step contracts, N_{k+1} <= (1 - eta rate) N_k, and moves no neuron
         further than eta sqrt(n / m) N_k, then after any number of steps
         |w(k) - w(0)| <= sqrt(n / m) (N_0 - N_k) / rate and N_k <= (1 - eta rate)^k N_0.
         Hence, if (sqrt(n / m) / rate) N_0 <= R, no neuron is ever further than R from its start.
Covers   every step size and number of steps; for eta rate > 1 no step contracts unless N_0 = 0.
Silent   on one step, for which see descent_step: rate = lam_min(H(0)) - |E|_2 - n max s_i as
         long as all neurons are within R.
"""

from sympy import Eq, Ge, Gt, Le, Lt, Rational, sqrt

from lemmata import Theorem, cite
from models import training
from strategies import training as draws

thm = Theorem(
    "ntk.certificate",
    catalogue=["ntk.gd-certificate"],
    sources=[cite("Escaping notes", "section 3.8")],
)
k = thm.index("k")
N = thm.functions("N", "|f_k - y|", nonnegative=True)
D = thm.functions("D", "a neuron's distance from its start after k steps", nonnegative=True)
eta, rate, c, R = thm.positive("eta rate c R", "step size; rate; sqrt(n / m) max |x_i|; radius")
for term, name in {
    k: "k", N(k): "N_k", N(k + 1): "N_next", N(0): "N_0", D(k): "D_k", D(k + 1): "D_next",
    D(0): "D_0",
}.items():  # fmt: skip
    thm.measure(term, name)

contracts = thm.assume("contracts", N(k + 1) <= (1 - eta * rate) * N(k))
moves = thm.assume("moves", D(k + 1) <= D(k) + eta * c * N(k))
start = thm.assume("start", Eq(D(0), 0))
radius = thm.assume("radius", c * N(0) <= rate * R)
residual = thm.conclude("residual", N(k) <= (1 - eta * rate) ** k * N(0))
travelled = thm.conclude("travelled", D(k) <= c / rate * (N(0) - N(k)))
stays = thm.conclude("stays", D(k) <= R)


@thm.proof(residual)
def contraction(kernel):
    ratio, above = 1 - eta * rate, kernel.assume(Gt(N(0), 0, evaluate=False))
    sign = kernel.combine(
        Le(0, ratio, evaluate=False),
        {kernel.instantiate(contracts, {k: 0}): 1 / N(0)},
        squares=[(1 / N(0), sqrt(N(1)))],
        signs=[above],
    )
    falls = kernel.geometric(contracts, N(k), ratio, signs=[sign])
    # N_0 = 0: the residual never grows, whatever the step size.
    shrinks = kernel.combine(Le(N(k + 1), N(k)), {contracts: 1}, squares=[(eta * rate, sqrt(N(k)))])
    bounded = kernel.geometric(shrinks, N(k), 1)
    zero = kernel.assume(Eq(N(0), 0))
    below = kernel.assume(Lt(N(0), 0, evaluate=False))
    known = kernel.combine(Le(0, N(0), evaluate=False), squares=[(1, sqrt(N(0)))])
    nothing = kernel.squeeze(kernel.combine(Le(N(0), 0, evaluate=False), {below: 1}), known)
    branches = {
        case.conclusion: kernel.combine(residual, {bounded: 1, start: ratio**k - 1})
        for case, start in ((zero, zero), (below, nothing))
    }
    return kernel.cases(kernel.split(N(0)), {above.conclusion: falls, **branches})


@thm.proof(travelled)
def potential(kernel):
    """D + (c / rate) N never grows."""
    energy = D(k) + c / rate * N(k)
    grows = Le(energy.subs(k, k + 1), energy, evaluate=False)
    falling = kernel.combine(grows, {moves: 1, contracts: c / rate})
    bound = kernel.geometric(falling, energy, 1)
    return kernel.combine(travelled, {bound: 1, start: -1})


@thm.proof(stays)
def within_the_radius(kernel):
    positive = kernel.combine(Ge(N(k), 0, evaluate=False), squares=[(N(k), 1)])
    parts = {potential(kernel): 1, radius: 1 / rate, positive: c / rate}
    return kernel.combine(stays, parts)


thm.scales("residual", N=1, c=-1)
thm.scales("distance", D=1, c=1, R=1)
thm.scales("step size", eta=1, rate=-1, c=-1)
thm.limit("step 0", {eta: 0}, residual, N(k) <= N(0))
WEAKER = "weaker, as the ratio is in [0, 1] where N(0) > 0 and all N(k) are 0 where N(0) = 0"
thm.open("constant", f"a larger ratio is {WEAKER}", residual)
thm.open("term dropped", f"a larger ratio is {WEAKER}", residual)
thm.open("exponent", f"k - 1 for k is {WEAKER} (undefined at k = 0 for the ratio 0)", residual)

thm.check(residual, travelled, stays, on=training.run_of_descent, draw=draws.certified_runs,
          constructed=[start])  # fmt: skip
thm.check(stays, on=training.run_of_descent, draw=draws.stated_width, constructed=[start],
          name="stated width")  # fmt: skip

half = Rational(1, 2)
halving = {
    "eta": half,
    "rate": 1,
    "c": 1,
    "R": 1,
    "N": lambda j: half**j,
    "D": lambda j: 1 - half**j,
}
thm.sharp(residual, halving, name="one input, no flips")
thm.sharp(travelled, halving, name="the same")
thm.needs(contracts, {**halving, "N": lambda j: 1, "D": lambda j: j * half}, breaks=stays)
thm.needs(moves, {**halving, "D": lambda j: 2 * (1 - half**j)}, breaks=stays)
thm.needs(start, {**halving, "D": lambda j: 1 + half - half**j}, breaks=travelled)
thm.needs(radius, {**halving, "R": half}, breaks=stays)
# eta rate = 1: one step fits, and takes the neuron to the radius.
once = {"eta": 2, "rate": half, "c": 1, "R": 2, "N": lambda j: 0**j, "D": lambda j: 2 - 2 * 0**j}
thm.example(once, name="one step takes it to the radius")
thm.needs(radius, {**once, "R": 2 - Rational(1, 10**9)}, breaks=stays, name="barely less")
f = 1 + Rational(1, 10**10)
drift = {**once, "D": lambda j: 2 * (f**j - 0**j) / f}
thm.needs(moves, drift, breaks=stays, name="a drift without residual")
thm.refutes("twice the rate", N(k) <= (1 - 2 * eta * rate) ** k * N(0), halving, of=residual)
thm.refutes("half of it", D(k) <= c / (2 * rate) * (N(0) - N(k)), halving, of=travelled)
thm.refutes("half the radius", D(k) <= R / 2, halving, of=stays)
narrow = {**halving, "c": half, "R": half, "D": lambda j: half * (1 - half**j)}
thm.refutes("neurons move by 1 / m", D(k) <= c**2 * N(0), narrow, of=stays)
