"""Gradient flow under the Polyak-Lojasiewicz inequality has length at most sqrt(2 F(0) / mu).

Source   Liu 2024, slide 18 (the radius R of Theorem 4, where the bound is implicit).
Claim    x' = -grad f(x) on [0, t], mu-PL along the path, F = f - f* > 0 on [0, t]  =>
         length of the path on [0, t] <= sqrt(2/mu) (sqrt F(0) - sqrt F(t)) <= sqrt(2 F(0)/mu).
Covers   every dimension; non-convex f; every t before the flow reaches a minimiser, hence by
         continuity the time at which it does, if ever; from then on F = 0 and F' = -|x'|^2 keep it
         still, and the length no longer grows.
Silent   on existence of the flow; the limit of x(t), which finite length gives, is not stated.
"""

from functools import partial

from sympy import Derivative, Eq, Ge, Integral, Le, S, Symbol, exp, sqrt

from lemmata import Theorem, cite
from models import gradient_flow
from strategies import paths as draws

thm = Theorem(
    "descent.gradient_flow_length",
    supports=["pl.path-length"],
    sources=[cite("Liu 2024", "slide 18")],
)
t, u = thm.time("t"), thm.time("t'")
F = thm.functions("F", "f(x(t)) - inf f", positive=True)
v = thm.functions("v", "|grad f(x(t))|, the speed", nonnegative=True)
mu = thm.positive("mu", "PL constant along the path")
length = Integral(v(u), (u, 0, t))
for term, name in {
    t: "t", F(t): "F_t", F(0): "F_0", v(t): "speed_t", Derivative(F(t), t): "F_dot",
    length: "length",
}.items():  # fmt: skip
    thm.measure(term, name)

flow = thm.assume("flow", Eq(Derivative(F(t), t), -(v(t) ** 2)))
pl = thm.assume("pl", v(t) ** 2 >= 2 * mu * F(t))
travelled = thm.conclude("travelled", length <= sqrt(2 / mu) * (sqrt(F(0)) - sqrt(F(t))))
total = thm.conclude("total", length <= sqrt(2 * F(0) / mu))


def root_falls(k):
    potential = sqrt(2 / mu) * sqrt(F(t))
    kappa = sqrt(2 * mu)
    fast = k.combine(Ge(v(t), kappa * sqrt(F(t))), {pl: 1}, scale=v(t) + kappa * sqrt(F(t)))
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


thm.scales("argument", F=2, v=1)
thm.scales("time", F=1, mu=-1, t=1)

thm.open("constant", "true for larger factors: the gap pays more for the same length", flow)
thm.open(
    "exponent",
    "no instance of F' = -v: with `pl` it is at most -sqrt(2 mu F), and F is 0 after a finite time",
    flow,
)
thm.open(
    "exponent",
    "no instance of v^3 >= 2 mu F: F' <= -(2 mu F)^(2/3) makes F 0 after a finite time",
    pl,
)
thm.open("constant", "a larger factor is weaker, as F(t) <= F(0)", travelled)
thm.open("strict", "true by `travelled`: F(t) > 0", total)

thm.check(
    travelled,
    total,
    on=gradient_flow.flow,
    draw=draws.flows_of_known_length,
    constructed=[flow, pl],
    bfloat16=True,
)

x = Symbol("x", real=True)
along = partial(gradient_flow.exact_flow, "F v")
parabola = along(x**2, x, lambda t: exp(-2 * t), mu=2)
thm.sharp(travelled, parabola, name="x^2 from 1: every piece of the path is as long as allowed")
steepest = along(6 * x**2, x, lambda t: exp(-12 * t), mu=12)
thm.example(steepest, name="6 x^2 from 1: at time 2 `total` is attained up to 1e-10")
# x^2 / 2 is flatter than PL(4) asks: from 1 the path has length 1, not 1/2.
flat = along(x**2 / 2, x, lambda t: exp(-t), mu=4)
thm.needs(pl, flat, breaks=total)
# A gap that stays while the path moves on: no gradient flow.
thm.needs(flow, {"F": lambda t: S.Half, "v": lambda t: S.One, "mu": 1}, breaks=total)
cubic = {"F": lambda t: exp(-3 * t) / 24, "v": lambda t: exp(-t) / 2, "mu": 3}
thm.needs(flow, cubic, breaks=travelled, name="flow, with v^3 for v^2")
unit = along(x**2 / 2, x, lambda t: exp(-t), mu=1)
thm.refutes(
    "half of it", length <= sqrt(1 / (2 * mu)) * (sqrt(F(0)) - sqrt(F(t))), unit, of=travelled
)
thm.refutes("length at most sqrt(F(0)/mu)", length <= sqrt(F(0) / mu), unit, of=total)
steep = along(2 * x**2, x, lambda t: exp(-4 * t) / 2, mu=4)
thm.erratum(
    cite("Liu 2024", "slide 18, Theorem 4"),
    printed="a ball of radius R = O(1/mu) holds the path",
    corrected="the radius is of order sqrt(F(0)/mu): for fixed F(0) it exceeds C/mu as mu grows",
    false=length <= 1 / mu,
    true=total,
    at=steep,
)
