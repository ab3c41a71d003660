"""Convexity implies weak quasi-convexity with constant 1, and so with every smaller one.

Source   Ma 2021, section 2.2, remark under Definition 2.5.
Claim    f(x*) >= f(x) + <g, x* - x>,  f(x) >= f(x*),  tau <= 1  =>
         <g, x - x*> >= tau (f(x) - f(x*)).
Covers   every dimension; convexity for the one pair (x, x*) only, weaker than convexity of f.
Silent   on the converse: c x^2 y^2 satisfies the claim with tau = 4 and is not convex.
"""

from sympy import Implies, Rational, Symbol, sqrt

from lemmata import Theorem, cite, inner
from models import secant
from strategies import secant as draws

thm = Theorem(
    "descent.weak_quasi_convexity",
    catalogue=["ma.convex-wqc"],
    sources=[cite("Ma 2021", "Definition 2.5"), cite("Ma 2021", "equation (2.2)")],
)
NEAR = Rational(1, 10**10)
d = thm.dimension("d")
x, xstar, g = thm.vector("x xstar g", d, "point, minimiser, gradient at x")
L, Lstar = thm.real("L Lstar", "f(x), f(x*)")
tau = thm.positive("tau", "constant of weak quasi-convexity")

convex = thm.assume("convex", Lstar >= L + inner(g, xstar - x))
lower = thm.assume("lower", L >= Lstar)
share = thm.assume("share", tau <= 1)
wqc = thm.conclude("wqc", inner(g, x - xstar) >= tau * (L - Lstar))


@thm.proof(wqc)
def convexity_and_a_smaller_share(k):
    above = k.combine(L - Lstar >= 0, {lower: 1})
    return k.combine(wqc, {convex: 1, share: L - Lstar}, signs=[above])


thm.scales("objective", g=1, L=1, Lstar=1)
thm.scales("argument", x=1, xstar=1, g=-1)
thm.invariant("rotation", d)

thm.check(
    wqc,
    on=secant.given_constant,
    draw=draws.convex,
    constructed=[convex, lower, share],
    bfloat16=True,
)

t = Symbol("t", real=True)
line = secant.exact_toward(t, {t: 3}, {t: 1}, tau=1)
thm.sharp(wqc, line, name="f(t) = t, x on the larger side")
thm.example(secant.exact_toward(4 * t**2, {t: 0}, {t: 0}, tau=1), name="x at the minimiser")
thm.example(secant.exact_toward(t**2, {t: 3}, {t: 0}, tau=1), name="t^2, where 2 would do")
bump = t**2 / (1 + t**2)
thm.needs(convex, secant.exact_toward(bump, {t: 2}, {t: 0}, tau=1))
thm.needs(convex, {**line, "g": [1 - NEAR]}, name="convex, barely")
thm.needs(lower, secant.exact_toward(t, {t: 0}, {t: 1}, tau="1/2"))
thm.needs(lower, secant.exact_toward(t, {t: 1 - NEAR}, {t: 1}, tau="1/2"), name="lower, barely")
thm.needs(share, {**line, "tau": 2})
thm.needs(share, {**line, "tau": 1 + NEAR}, name="share, barely")
thm.refutes("twice the constant", inner(g, x - xstar) >= 2 * tau * (L - Lstar), line)
thm.refutes(
    "weak quasi-convexity towards x* implies convexity towards x*",
    Implies(wqc.relation, convex.relation),
    secant.exact_toward(sqrt(t), {t: 4}, {t: 0}, tau="1/2"),
    given=[lower, share],
)
