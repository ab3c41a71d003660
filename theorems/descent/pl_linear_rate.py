"""Gradient descent contracts the gap linearly under the Polyak-Lojasiewicz inequality.

Source   Liu 2024, slide 4; Ma 2021, Theorem 2.4.
Claim    f upper beta-smooth from x to z = x - eta g, mu-PL at x, 0 <= eta <= 2/beta  =>
         f(z) - f* <= (1 - mu eta (2 - beta eta)) (f(x) - f*).
Covers   every dimension; non-convex f; f* need not be attained; only the upper half of smoothness,
         at the one point z; the convention |g|^2 >= m (f - f*) of Ma 2021 with mu = m / 2.
Silent   on convergence of the iterates; on better rates (see pl_linear_rate_improved).
"""

from sympy import Abs, Eq, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import descent
from strategies import objectives

thm = Theorem(
    "descent.pl_linear_rate",
    catalogue=["ma.thm-2.4"],
    supports=["pl.linear-rate"],
    sources=[cite("Liu 2024", "slide 4"), cite("Ma 2021", "Theorem 2.4")],
)
d = thm.dimension("d")
x, z, g = thm.vector("x z g", d, "iterate, next iterate, gradient at x")
L0, L1, Lstar = thm.real("L0 L1 Lstar", "f(x), f(z), the infimum of f")
mu, beta = thm.positive("mu beta", "PL constant, smoothness constant")
eta = thm.nonneg("eta", "step size")

update = thm.assume("update", Eq(z, x - eta * g))
smooth = thm.assume("smooth", L1 <= L0 + inner(g, z - x) + beta / 2 * inner(z - x, z - x))
pl = thm.assume("pl", inner(g, g) >= 2 * mu * (L0 - Lstar))
step = thm.assume("step", beta * eta <= 2)
rate = thm.conclude("rate", L1 - Lstar <= (1 - mu * eta * (2 - beta * eta)) * (L0 - Lstar))


@thm.proof(rate)
def descent_lemma_then_pl(k):
    descent_lemma = k.rewrite(smooth, update)
    return k.combine(rate, {descent_lemma: 1, pl: eta * (2 - beta * eta) / 2}, signs=[step])


thm.scales("objective", g=1, L0=1, L1=1, Lstar=1, mu=1, beta=1, eta=-1)
thm.scales("argument", x=1, z=1, g=-1, mu=-2, beta=-2, eta=2)
thm.invariant("rotation", d)
thm.limit("step 0", {eta: 0}, rate, L1 <= L0)
thm.open(
    "constant",
    "a larger factor of <g, z - x> makes the hypothesis stronger, as it is -eta |g|^2 <= 0",
    smooth,
)

thm.check(
    rate,
    on=descent.gradient_step,
    draw=objectives.gradient_steps,
    implements=[update],
    constructed=[smooth, pl],
)

t = Symbol("t", real=True)
quadratic = descent.exact_step(t**2, {t: 1}, eta="1/4", inf=0, mu=2, beta=2)
thm.sharp(rate, quadratic, name="t^2 contracts by exactly (1 - eta beta)^2")
# |t|^(3/2) is PL(9/8) on [-1, 1] and not smooth at 0: a two-cycle of gradient descent.
root = Abs(t) ** Rational(3, 2)
thm.needs(
    smooth, descent.exact_step(root, {t: Rational(9, 64)}, eta="1/2", inf=0, mu="9/8", beta=1)
)
# t^4 at t = 1/4, smooth with beta = 12 on [-1, 1]: no PL constant survives near 0.
thm.needs(pl, descent.exact_step(t**4, {t: Rational(1, 4)}, eta="1/12", inf=0, mu=6, beta=12))
thm.needs(step, descent.exact_step(t**2, {t: 1}, eta=2, inf=0, mu=1, beta=2))
thm.needs(update, descent.exact_step(t**2, {t: 1}, eta="1/4", inf=0, mu=2, beta=2, ascend=True))
# Below 1/beta a shorter step contracts t^2 less.
for part in (1 - Rational(1, 10**9), 1 - Rational(1, 1000), Rational(1, 2)):
    z = 1 - part / 2
    thm.needs(update, {**quadratic, "z": [z], "L1": z**2}, name=f"a step times {part}")
thm.refutes(
    "rate 1 - 2 mu eta (2 - beta eta): PL without the factor 1/2",
    L1 - Lstar <= (1 - 2 * mu * eta * (2 - beta * eta)) * (L0 - Lstar),
    quadratic,
)
thm.refutes(
    "linear convergence at eta = 2/beta",
    L1 - Lstar <= (1 - mu / beta) * (L0 - Lstar),
    descent.exact_step(t**2, {t: 1}, eta=1, inf=0, mu=2, beta=2),
)
