"""Gradient descent with step 1/(2 L) under PL: the rate as printed in Ma 2021, Theorem 2.4.

Source   Ma 2021, equation (2.1) and Theorem 2.4.
Claim    f with L-Lipschitz gradient, |grad f(x)|^2 >= m (f(x) - f*), eta = 1/(2 L)  =>
         f(x_k) - f* <= (1 - 3 m / (8 L))^k (f(x_0) - f*).
Covers   every dimension; the convention without the factor 1/2, so m = 2 mu of the other files. The
         theorem is printed for eta < 1/(2 L); pl_linear_rate_steps has every eta <= 2/L.
Silent   on what pl_linear_rate_steps is silent on.
"""

from functools import partial

from sympy import Abs, Eq, Le, Rational, Symbol, cos, pi

from lemmata import Theorem, cite
from models import descent_runs
from strategies import paths as draws
from theorems.descent import pl_linear_rate_steps as steps

thm = Theorem(
    "descent.pl_linear_rate_half_step",
    supports=["ma.thm-2.4"],
    sources=[cite("Ma 2021", "equation (2.1)"), cite("Ma 2021", "Theorem 2.4")],
)
k = thm.index("k")
gap = thm.functions("gap", "f(x_k) - inf f", nonnegative=True)
gg = thm.functions("gg", "|grad f(x_k)|^2", nonnegative=True)
m, L = thm.positive("m L", "PL constant without the factor 1/2, Lipschitz constant")
eta = thm.nonneg("eta", "step size")
for term, name in {
    k: "k", gap(k): "gap_k", gap(k + 1): "gap_next", gap(0): "gap_start", gg(k): "gg_k"
}.items():  # fmt: skip
    thm.measure(term, name)

descent = thm.assume("descent", gap(k + 1) <= gap(k) - eta * (1 - L * eta / 2) * gg(k))
pl = thm.assume("pl", gg(k) >= m * gap(k))
half = thm.assume("half", Eq(eta, 1 / (2 * L)))
rate = thm.conclude("rate", gap(k) <= (1 - 3 * m / (8 * L)) ** k * gap(0))


@thm.proof(rate)
def the_rate_at_every_step_size(kernel):
    lemma = kernel.lemma(steps.thm, "rate")
    short = kernel.combine(Le(L * eta, 2), {half: -L}, squares=[(Rational(3, 2), 1)])
    general = kernel.instantiate(
        lemma,
        {steps.mu: m / 2, steps.beta: L},
        given=[short, kernel.assume(descent), kernel.assume(pl)],
    )
    return kernel.rewrite(general, half)


thm.scales("objective", gap=1, gg=2, m=1, L=1, eta=-1)
thm.scales("argument", gg=-2, m=-2, L=-2, eta=2)
thm.open(
    "constant",
    "eta = c / (2 L) with 1 < c <= 2 contracts more: by 1 - m c (4 - c) / (8 L)",
    half,
)
thm.open("swapped", "the same equation: L = 1 / (2 eta)", half)
WEAKER = "weaker, as the ratio is in [0, 1] where gap(0) > 0 and all gaps are 0 where gap(0) = 0"
thm.open("constant", WEAKER, rate)
thm.open("term dropped", WEAKER, rate)
thm.open("exponent", f"k - 1 for k is {WEAKER} (undefined at k = 0 for the ratio 0)", rate)

thm.check(rate, on=descent_runs.half_step_run, draw=draws.half_steps, constructed=[descent, pl])

t = Symbol("t", real=True)
run = partial(descent_runs.exact_run, "gap gg")
# t^2 has L = 2 and |f'|^2 = 4 f: with eta = 1/4 the gap falls by 1 - 3/4 = 1/4.
halving = run(t**2, t, lambda k: Rational(1, 4) ** (k / 2), m=4, L=2, eta="1/4")
thm.sharp(rate, halving, name="t^2 from 1")
# The same run for t^2/4, where L = 1/2 and L^2 in place of L would promise a negative ratio.
slower = run(t**2 / 4, t, lambda k: Rational(1, 4) ** (k / 2), m=1, L="1/2", eta=1)
thm.sharp(rate, slower, name="t^2/4 from 1, with L < 1")
# |t|^(3/2) is PL on [-1, 1] and not smooth at 0: gradient descent runs in a two-cycle.
cusp = Abs(t) ** Rational(3, 2)
thm.needs(descent, run(cusp, t, lambda k: Rational(9, 64) * (-1) ** k, m=1, L=1, eta="1/2"))
# -cos t has a maximum at pi: the run stays at a stationary point that is no minimum.
thm.needs(pl, run(-cos(t), t, lambda k: pi, inf=-1, m=1, L=1, eta="1/2"))
# t^2 with a sixteenth of the step: the iterates are (31/32)^k.
thm.needs(half, run(t**2, t, lambda k: Rational(961, 1024) ** (k / 2), m=4, L=2, eta="1/64"))
thm.refutes(
    "1 - 3 m / (4 L): the constant of the convention with 1/2",
    gap(k) <= (1 - 3 * m / (4 * L)) ** k * gap(0),
    halving,
)
thm.refutes(
    "1 - m / L: the rate of the step 1/L in the convention with 1/2",
    gap(k) <= (1 - m / L) ** k * gap(0),
    halving,
)
