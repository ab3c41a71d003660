"""One step of gradient descent with step 1/beta contracts the gap by (2 beta - 2 mu)/(2 beta + mu).

Source   strengthens Liu 2024, slide 4, and Ma 2021, Theorem 2.4 (rate known from the literature).
Claim    placeholder
Covers   placeholder
Silent   placeholder
"""

from sympy import Eq

from lemmata import Theorem, cite, inner

thm = Theorem(
    "descent.pl_linear_rate_improved",
    catalogue=["pl.linear-rate.improved", "ma.thm-2.4-sharp"],
    sources=[cite("Liu 2024", "slide 4"), cite("Ma 2021", "Theorem 2.4")],
)
d = thm.dimension("d")
x, z, w = thm.vector("x z w", d, "iterate, next iterate, auxiliary point")
g, gz = thm.vector("g gz", d, "gradients at x and z")
L0, L1, Lw, Lstar = thm.real("L0 L1 Lw Lstar", "f(x), f(z), f(w), the infimum of f")
mu, beta = thm.positive("mu beta", "PL constant, smoothness constant")

update = thm.assume("update", Eq(z, x - g / beta))
probe = thm.assume("probe", Eq(w, z + gz / (2 * beta)))
upper = thm.assume("upper", Lw <= L0 + inner(g, w - x) + beta / 2 * inner(w - x, w - x))
lower = thm.assume("lower", Lw >= L1 + inner(gz, w - z) - beta / 2 * inner(w - z, w - z))
pl = thm.assume("pl", inner(g, g) >= 2 * mu * (L0 - Lstar))
pl_next = thm.assume("pl_next", inner(gz, gz) >= 2 * mu * (L1 - Lstar))
rate = thm.conclude(
    "rate", L1 - Lstar <= (2 * beta - 2 * mu) / (2 * beta + mu) * (L0 - Lstar)
)


@thm.proof(rate)
def two_bounds_at_the_auxiliary_point(k):
    above, below = (k.rewrite(k.rewrite(h, probe), update) for h in (upper, lower))
    return k.combine(
        rate,
        {above: 1, below: 1, pl: 1 / (2 * beta), pl_next: 1 / (4 * beta)},
        scale=1 + mu / (2 * beta),
    )
