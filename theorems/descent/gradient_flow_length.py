"""Gradient flow under the Polyak-Lojasiewicz inequality has a path of length at most sqrt(2 F(0)/mu).

Source   Liu 2024, slide 18 
Claim    placeholder
Covers   placeholder
Silent   placeholder
"""

from sympy import Derivative, Eq, Ge, Integral, Le, sqrt

from lemmata import Theorem, cite

thm = Theorem(
    "descent.gradient_flow_length",
    catalogue=["pl.path-length"],
    sources=[cite("Liu 2024", "slide 18")],
)
t, u = thm.time("t"), thm.time("t'")
F = thm.functions("F", "f(x(t)) - inf f", positive=True)
v = thm.functions("v", "|grad f(x(t))|, the speed", nonnegative=True)
mu = thm.positive("mu", "PL constant along the path")
length = Integral(v(u), (u, 0, t))

flow = thm.assume("flow", Eq(Derivative(F(t), t), -v(t) ** 2))
pl = thm.assume("pl", v(t) ** 2 >= 2 * mu * F(t))
travelled = thm.conclude("travelled", length <= sqrt(2 / mu) * (sqrt(F(0)) - sqrt(F(t))))
total = thm.conclude("total", length <= sqrt(2 * F(0) / mu))


def root_falls(k):
    potential = sqrt(2 / mu) * sqrt(F(t))
    kappa = sqrt(2 * mu)
    fast = k.combine(
        Ge(v(t), kappa * sqrt(F(t))), {pl: 1}, scale=v(t) + kappa * sqrt(F(t))
    )
    falls = k.combine(
        Le(v(t), -Derivative(F(t), t) / (kappa * sqrt(F(t)))),
        {fast: v(t) / (kappa * sqrt(F(t))), flow: -1 / (kappa * sqrt(F(t)))},
    )
    return k.integral(falls, v(t), potential)


@thm.proof(travelled)
def integrate(k):
    return k.combine(travelled, {root_falls(k): 1})


@thm.proof(total)
def drop_the_end(k):
    return k.combine(total, {root_falls(k): 1}, squares=[(sqrt(2 * F(t) / mu), 1)])
