"""The Polyak-Lojasiewicz inequality makes f grow quadratically with the distance its flow covers.

Source   Ma 2021, section 2.2 (implicit in Theorem 2.4); constants derived here.
Claim    x' = -grad f(x) on [0, t], mu-PL along the path, F = f - f* > 0 on [0, t],
         r = |x(t) - x(0)| at most the length of the path  =>
         sqrt F(0) - sqrt F(t) >= sqrt(mu/2) r,  F(0) >= (mu/2) r^2.
Covers   every dimension; non-convex f; every t before the flow reaches a minimiser. As t grows the
         length stays bounded (gradient_flow_length), so that x(t) converges, to a minimiser x*:
         one exists, and f(x) - f* >= (mu/2) |x - x*|^2. Ma's (2.1) has mu = 2 mu here.
Silent   on the limit itself, and on the minimisers being connected, which takes topology (the limit
         depends continuously on x). Without PL there can be two isolated ones, two_isolated_minima.
"""

from functools import partial

from sympy import Derivative, Eq, Integral, Rational, S, Symbol, exp, sqrt

from lemmata import Theorem, cite
from models import gradient_flow
from strategies import paths as draws
from theorems.descent import gradient_flow_length

thm = Theorem(
    "descent.pl_quadratic_growth",
    catalogue=["ma.pl-consequences"],
    sources=[cite("Ma 2021", "section 2.2")],
)
t, u = thm.time("t"), thm.time("t'")
F = thm.functions("F", "f(x(t)) - inf f", positive=True)
v = thm.functions("v", "|grad f(x(t))|, the speed", nonnegative=True)
r = thm.functions("r", "|x(t) - x(0)|", nonnegative=True)
mu = thm.positive("mu", "PL constant along the path")
length = Integral(v(u), (u, 0, t))
for term, name in {
    t: "t", F(t): "F_t", F(0): "F_0", v(t): "speed_t", Derivative(F(t), t): "F_dot",
    length: "length", r(t): "apart",
}.items():  # fmt: skip
    thm.measure(term, name)

flow = thm.assume("flow", Eq(Derivative(F(t), t), -(v(t) ** 2)))
pl = thm.assume("pl", v(t) ** 2 >= 2 * mu * F(t))
chord = thm.assume("chord", r(t) <= length)
root = thm.conclude("root", sqrt(F(0)) - sqrt(F(t)) >= sqrt(mu / 2) * r(t))
growth = thm.conclude("growth", F(0) >= mu / 2 * r(t) ** 2)


@thm.proof(root)
def length_of_the_path(k):
    travelled = k.lemma(gradient_flow_length.thm, "travelled")
    return k.combine(root, {travelled: sqrt(mu / 2), chord: sqrt(mu / 2)})


@thm.proof(growth)
def square_of_the_length(k):
    total, reach = k.lemma(gradient_flow_length.thm, "total"), sqrt(2 * F(0) / mu)
    within = k.combine(r(t) <= reach, {total: 1, chord: 1})
    return k.combine(growth, {within: mu / 2 * (reach + r(t))})


thm.scales("argument", F=2, v=1, r=1)
thm.scales("time", F=1, mu=-1, t=1, r=1)

thm.open("constant", "true for larger factors: the gap pays more for the same length", flow)
for hypothesis, power in ((flow, "F' = -v"), (pl, "v^3 >= 2 mu F")):
    thm.open(
        "exponent",
        f"no instance of {power}: it makes F 0 after a finite time, see gradient_flow_length",
        hypothesis,
    )
thm.open("swapped", "no instance: v(0) = 0 contradicts `pl` for F(0) > 0", chord)
thm.open("strict", "true by `root`: F(t) > 0", growth)

thm.check(
    root, growth,
    on=gradient_flow.flow, draw=draws.flows_of_known_length, constructed=[flow, pl, chord],
)  # fmt: skip

x = Symbol("x", real=True)
along = partial(gradient_flow.exact_flow, "F v")


def line(f, rate, **constants):
    """Along f from 1, where x(t) = exp(-rate t)."""
    return along(f, x, lambda t: exp(-rate * t), **constants) | {"r": lambda t: 1 - exp(-rate * t)}


parabola = line(x**2, 2, mu=2)
thm.sharp(root, parabola, name="x^2 from 1")
thm.example(line(6 * x**2, 12, mu=12), name="6 x^2 from 1: `growth` is attained up to 1e-10")
thm.needs(pl, line(x**2 / 2, 1, mu=4), breaks=growth)
thm.needs(chord, {**parabola, "r": lambda t: 2 - 2 * exp(-2 * t)}, breaks=root)
thm.needs(chord, {**parabola, "r": lambda t: S(3)}, breaks=growth, name="chord, for growth")
for c in (1 - Rational(1, 10**9), 1 - Rational(1, 1000)):  # F' = -c v^2
    paid = {"F": lambda t, c=c: exp(-4 * c * t), "v": lambda t, c=c: 2 * exp(-2 * c * t)}
    long = {**paid, "mu": 2, "r": lambda t, c=c: (1 - exp(-2 * c * t)) / c}
    thm.needs(flow, long, breaks=root, name=f"flow, {c} v^2")
cubic = {"F": lambda t: exp(-3 * t) / 24, "v": lambda t: exp(-t) / 2, "mu": 3}
cubic["r"] = lambda t: (1 - exp(-t)) / 2
thm.needs(flow, cubic, breaks=root, name="flow, with v^3 for v^2")
crossed = {"F": lambda t: exp(-t / 2), "v": lambda t: 1 + exp(-t), "mu": "1/2"}
crossed["r"] = lambda t: t + 1 - exp(-t)
thm.needs(flow, crossed, breaks=growth, name="flow, F and v exchanged")
slow = {"F": lambda t: exp(-t / 4), "v": lambda t: exp(-t / 8) / 2, "mu": "1/4"}
slow["r"] = lambda t: 4 * (1 - exp(-t / 8))
thm.needs(pl, slow, breaks=root, name="pl, with v for v^2")
raised = {"F": lambda t: 1 + exp(-2 * t) / 2, "v": lambda t: exp(-t), "mu": "1/2"}
raised["r"] = lambda t: 1 - exp(-t)
thm.needs(pl, raised, breaks=root, name="pl, F and v exchanged")
moving = {"F": lambda t: S.Half, "v": lambda t: S.One, "mu": 1, "r": lambda t: t}
thm.needs(flow, moving, breaks=growth)
thm.refutes("sqrt(mu) r", sqrt(F(0)) - sqrt(F(t)) >= sqrt(mu) * r(t), parabola, of=root)
thm.refutes("F(0) >= mu r^2", F(0) >= mu * r(t) ** 2, parabola, of=growth)
