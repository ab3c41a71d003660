"""The gap decays exponentially along gradient flow under the Polyak-Lojasiewicz inequality.

Source   Liu 2024, slide 4 
Claim    placeholder
Covers   placeholder
Silent   placeholder
"""

from sympy import Derivative, Eq, Le, exp

from lemmata import Theorem, cite

thm = Theorem(
    "descent.gradient_flow_rate",
    catalogue=["pl.gf-rate"],
    sources=[cite("Liu 2024", "slide 4")],
)
t = thm.time("t")
F = thm.functions("F", "f(x(t)) - inf f", nonnegative=True)
gg = thm.functions("gg", "|grad f(x(t))|^2", nonnegative=True)
mu = thm.positive("mu", "PL constant along the path")

flow = thm.assume("flow", Eq(Derivative(F(t), t), -gg(t)))
pl = thm.assume("pl", gg(t) >= 2 * mu * F(t))
rate = thm.conclude("rate", F(t) <= exp(-2 * mu * t) * F(0))


@thm.proof(rate)
def gronwall(k):
    decay = k.combine(Le(Derivative(F(t), t), -2 * mu * F(t)), {flow: -1, pl: 1})
    return k.gronwall(decay, F(t), -2 * mu)
