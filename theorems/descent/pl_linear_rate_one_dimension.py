"""On the line, a step eta <= 1/beta of gradient descent contracts the gap by (1 - mu eta)^2.

Source   strengthens Liu 2024, slide 4.
Claim    placeholder
Covers   placeholder
Silent   placeholder
"""

from sympy import Derivative, Eq, Ge, Gt, Le, Lt, sqrt

from lemmata import Theorem, cite

thm = Theorem(
    "descent.pl_linear_rate_one_dimension",
    catalogue=["pl.linear-rate.improved"],
    sources=[cite("Liu 2024", "slide 4")],
)
r = thm.time("r")
F = thm.functions("F", "f(z + r) - inf f, on the way back from z to x", nonnegative=True)
h = thm.functions("h", "f'(z + r)")
mu, beta = thm.positive("mu beta", "PL constant, smoothness constant")
g, T = thm.positive("g T", "f'(x), the length of the step from x to z")

slope = thm.assume("slope", Eq(Derivative(F(r), r), h(r)))
smooth = thm.assume("smooth", h(r) >= g - beta * (T - r))
step = thm.assume("step", beta * T <= g)
pl = thm.assume("pl", h(r) ** 2 >= 2 * mu * F(r))
rate = thm.conclude("rate", h(r) ** 2 * F(0) <= (h(r) - mu * r) ** 2 * F(r))


@thm.proof(rate)
def the_root_of_the_gap_grows(k):
    kappa, root, start = sqrt(2 * mu), sqrt(F(r)), sqrt(F(0))
    uphill = k.combine(Ge(h(r), 0), {smooth: 1, step: 1}, squares=[(beta, sqrt(r))])
    # F(0) > 0: then F > 0 all the way and its root can be differentiated.
    above = k.assume(Gt(F(0), 0, evaluate=False))
    grows = k.monotone(k.combine(Le(-Derivative(F(r), r), 0), {uphill: 1, slope: 1}), -F(r))
    positive = k.combine(Gt(F(r), 0, evaluate=False), {grows: 1, above: 1})
    steep = k.combine(
        Ge(h(r), kappa * root), {pl: 1}, scale=h(r) + kappa * root, signs=[uphill, positive]
    )
    falls = k.combine(
        Le(kappa / 2 - Derivative(F(r), r) / (2 * root), 0),
        {steep: 1 / (2 * root), slope: 1 / (2 * root)},
        signs=[positive],
    )
    bound = k.monotone(falls, kappa * r / 2 - root, signs=[positive])
    short = k.combine(
        Le(h(r) * start, (h(r) - mu * r) * root),
        {bound: h(r), steep: kappa * r / 2},
        signs=[uphill, positive],
    )
    size = k.combine(
        Ge((h(r) - mu * r) * root + h(r) * start, 0),
        {short: 1, uphill: 2 * start},
        signs=[positive],
    )
    far = k.combine(
        rate, {short: (h(r) - mu * r) * root + h(r) * start}, signs=[size, positive]
    )
    # F(0) <= 0: the step has reached the minimum.
    zero = k.assume(Eq(F(0), 0))
    below = k.assume(Lt(F(0), 0, evaluate=False))
    at_most = k.combine(Le(F(0), 0, evaluate=False), {below: 1})
    near = k.combine(rate, {zero: -h(r) ** 2}, squares=[(F(r), h(r) - mu * r)])
    never = k.combine(rate, {at_most: h(r) ** 2}, squares=[(F(r), h(r) - mu * r)])
    return k.cases(
        k.split(F(0)), {above.conclusion: far, zero.conclusion: near, below.conclusion: never}
    )
