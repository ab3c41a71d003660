"""The gap decays exponentially along gradient flow under the Polyak-Lojasiewicz inequality.

Source   Liu 2024, slide 4 (in continuous time); Escaping notes, section 3 (the same argument).
Claim    x' = -grad f(x) on [0, t] with mu-PL along the path  =>
         f(x(t)) - f* <= exp(-2 mu t) (f(x(0)) - f*).
Covers   every dimension; non-convex f; PL at the points of the path only; a start at a minimiser.
Silent   on existence of the flow and on convergence of x(t) (gradient_flow_length).
"""

from functools import partial

from sympy import Derivative, Eq, Le, S, Symbol, exp

from lemmata import Theorem, cite
from models import gradient_flow
from strategies import paths as draws

thm = Theorem(
    "descent.gradient_flow_rate",
    catalogue=["pl.gf-rate"],
    sources=[cite("Liu 2024", "slide 4"), cite("Escaping notes", "section 3")],
)
t = thm.time("t")
F = thm.functions("F", "f(x(t)) - inf f", nonnegative=True)
gg = thm.functions("gg", "|grad f(x(t))|^2", nonnegative=True)
mu = thm.positive("mu", "PL constant along the path")
for term, name in {
    t: "t", F(t): "F_t", F(0): "F_0", gg(t): "gg_t", Derivative(F(t), t): "F_dot"
}.items():  # fmt: skip
    thm.measure(term, name)

flow = thm.assume("flow", Eq(Derivative(F(t), t), -gg(t)))
pl = thm.assume("pl", gg(t) >= 2 * mu * F(t))
rate = thm.conclude("rate", F(t) <= exp(-2 * mu * t) * F(0))


@thm.proof(rate)
def gronwall(k):
    decay = k.combine(Le(Derivative(F(t), t), -2 * mu * F(t)), {flow: -1, pl: 1})
    return k.gronwall(decay, F(t), -2 * mu)


thm.scales("objective", F=1, gg=1)
thm.scales("time", gg=-1, mu=-1, t=1)

thm.open(
    "constant",
    "F' = -c |g|^2 with c > 1 falls faster still: the proof needs only F' <= -|g|^2",
    flow,
)
thm.open(
    "constant",
    "weaker: exp(-2 c mu t) F(0) grows as c falls below 1, by the monotony of exp",
    rate,
)

thm.check(rate, on=gradient_flow.flow, draw=draws.flows, constructed=[flow, pl])

x = Symbol("x", real=True)
along = partial(gradient_flow.exact_flow, "F gg")
parabola = along(x**2, x, lambda t: exp(-2 * t), mu=2)
thm.sharp(rate, parabola, name="x^2 from 1: x(t) = exp(-2 t)")
# x^4: the flow 1 / sqrt(8 t + 1) is exact, the gap decays like 1 / t^2 and no PL constant holds.
thm.needs(pl, along(x**4, x, lambda t: (8 * t + 1) ** (-S.Half), mu=1))
# A path that stands still at 1 is no flow of x^2.
thm.needs(flow, along(x**2, x, lambda t: S.One, mu=2))
thm.refutes("exponent 4 mu", F(t) <= exp(-4 * mu * t) * F(0), parabola)
thm.refutes(
    "the rate without PL",
    rate.relation,
    along(x**4, x, lambda t: (8 * t + 1) ** (-S.Half), mu=1),
    given=[flow],
)
