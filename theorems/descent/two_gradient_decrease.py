"""What a step of gradient descent gains, counting the gradient after the step as well.

Source   strengthens the descent step behind Ma 2021, Theorem 2.4 (known from the literature).
Claim    z = x - eta g(x), c = g(z) - (1 - beta eta) g(x); f beta-smooth at w = z + c/(2 beta), from
         above as seen from x and from below as seen from z  =>
         f(x) - f(z) >= (eta - beta eta^2 / 2) |g(x)|^2 + |c|^2 / (4 beta).
Covers   every dimension, every eta >= 0; non-convex f; at eta = 1/beta, |g(x)|^2 / (2 beta) +
         |g(z)|^2 / (4 beta).
Silent   on rates: with PL at x and z, pl_linear_rate_improved.
"""

from sympy import Abs, Eq, Piecewise, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import two_gradients
from strategies import paths as draws

thm = Theorem(
    "descent.two_gradient_decrease",
    supports=["ma.thm-2.4-sharp", "pl.linear-rate.improved"],
    sources=[cite("Ma 2021", "Theorem 2.4"), cite("Liu 2024", "slide 4")],
)
d = thm.dimension("d")
x, z, w = thm.vector("x z w", d, "iterate, next iterate, auxiliary point")
g, gz = thm.vector("g gz", d, "gradients at x and z")
L0, L1, Lw = thm.real("L0 L1 Lw", "f(x), f(z), f(w)")
beta = thm.positive("beta", "smoothness constant")
eta = thm.nonneg("eta", "step size")
change = gz - (1 - beta * eta) * g
gain = (eta - beta * eta**2 / 2) * inner(g, g) + inner(change, change) / (4 * beta)

update = thm.assume("update", Eq(z, x - eta * g))
probe = thm.assume("probe", Eq(w, z + change / (2 * beta)))
upper = thm.assume("upper", Lw <= L0 + inner(g, w - x) + beta / 2 * inner(w - x, w - x))
lower = thm.assume("lower", Lw >= L1 + inner(gz, w - z) - beta / 2 * inner(w - z, w - z))
decrease = thm.conclude("decrease", L0 - L1 >= gain)


@thm.proof(decrease)
def two_bounds_at_the_auxiliary_point(k):
    above, below = (k.rewrite(k.rewrite(h, probe), update) for h in (upper, lower))
    return k.combine(decrease, {above: 1, below: 1})


thm.scales("objective", g=1, gz=1, L0=1, L1=1, Lw=1, beta=1, eta=-1)
thm.scales("argument", x=1, z=1, w=1, g=-1, gz=-1, beta=-2, eta=2)
thm.invariant("rotation", d)
thm.limit("step 0", {eta: 0, gz: g, L1: L0}, decrease, True)

thm.check(
    decrease,
    on=two_gradients.two_gradient_step,
    draw=draws.short_two_gradient_steps,
    implements=[update],
    constructed=[probe],
)

t = Symbol("t", real=True)
# The slope falls from 1 at t = 1 to 1/4 at the auxiliary point and rises to 1/2 at t = 0.
vee = Piecewise((t / 2 - t**2 / 2, t <= Rational(1, 4)), (t**2 / 2 + Rational(1, 16), True))
sharp = two_gradients.exact_two_gradients(vee, t, 1, beta=1, eta=1)
thm.sharp(decrease, sharp, name="V-shaped slope")
thm.needs(update, two_gradients.exact_two_gradients(t**2, t, 1, beta=2, eta="1/2", back=1))
# |t|^(3/2) is not smooth at 0: a two-cycle of gradient descent, which gains nothing.
spike, at = Abs(t) ** Rational(3, 2), Rational(9, 64)
thm.needs(upper, two_gradients.exact_two_gradients(spike, t, at, beta=2, eta="1/2"))
thm.needs(probe, two_gradients.exact_two_gradients(spike, t, at, beta=2, eta="1/2", probe=at))
# The bounds from x = 3/2 and z = 1 as equations, with w that is off by delta: delta^2 is lost.
for delta in (sign * Rational(e, 4 * 10**9) for e in (1, 2, 4, 5) for sign in (1, -1)):
    ahead, back = delta + Rational(1, 4), delta - Rational(1, 4)
    values = {"x": ["3/2"], "z": [1], "w": [1 + ahead], "g": [1], "gz": [1], "beta": 1, "L0": 0}
    values |= {"eta": "1/2", "Lw": back + back**2 / 2}
    values["L1"] = values["Lw"] - ahead + ahead**2 / 2
    thm.needs(probe, values, name=f"probe off by {delta}")
# Slope t down to 1/8, then back up to 1 at t = 0: too steep a rise for beta = 1.
rise = Piecewise(
    (t - Rational(7, 2) * t**2, t <= Rational(1, 8)), (t**2 / 2 + Rational(1, 16), True)
)
thm.needs(lower, two_gradients.exact_two_gradients(rise, t, 1, beta=1, eta=1))
thm.refutes(
    "|change|^2 / (2 beta) in place of |change|^2 / (4 beta)",
    L0 - L1 >= (eta - beta * eta**2 / 2) * inner(g, g) + inner(change, change) / (2 * beta),
    sharp,
)
