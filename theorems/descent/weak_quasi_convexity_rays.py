"""Weak quasi-convexity makes f fall like s^tau on the way to x*, so tau <= 2 at a sharp minimum.

Source   Ma 2021, section 2.2, Definition 2.5 and (2.2).
Claim    y(t) = x* + exp(-t) (x - x*), F(t) = f(y(t)) - f(x*), S(t) = <grad f(y(t)), y(t) - x*>, so
         F' = -S; S >= tau F at every t (this is (2.2))  =>  F(t) <= exp(-tau t) F(0); and if
         F(t) >= kappa exp(-2 t), then kappa exp(-2 t) <= exp(-tau t) F(0) for all t.
Covers   every dimension and f. With s = exp(-t), f(x* + s (x - x*)) - f* <= s^tau (f(x) - f*):
         sublevel sets are star-shaped about x*. kappa > 0 (quadratic growth) forces tau <= 2, as
         exp((tau - 2) t) <= F(0) / kappa for all t. Functions of degree tau attain it.
Silent   on tau <= 0, where nothing follows but F(t) <= F(0) for tau = 0.
"""

from sympy import Derivative, Eq, Le, Rational, S, exp

from lemmata import Theorem, cite
from models import weak_quasi_convexity
from strategies import strict_saddle as draws

thm = Theorem(
    "descent.weak_quasi_convexity_rays",
    supports=["ma.def-2.5"],
    sources=[cite("Ma 2021", "Definition 2.5"), cite("Ma 2021", "equation (2.2)")],
)
t = thm.time("t")
F = thm.functions("F", "f(y(t)) - f(x*)", nonnegative=True)
slope = thm.functions("S", "<grad f(y(t)), y(t) - x*>")
tau = thm.positive("tau", "constant of weak quasi-convexity")
kappa = thm.nonneg("kappa", "quadratic growth")
for term, name in {
    t: "t", F(t): "F_t", F(0): "F_0", slope(t): "S_t", Derivative(F(t), t): "F_dot",
}.items():  # fmt: skip
    thm.measure(term, name)

chain = thm.assume("chain", Eq(Derivative(F(t), t), -slope(t)))
wqc = thm.assume("wqc", slope(t) >= tau * F(t))
growth = thm.assume("growth", F(t) >= kappa * exp(-2 * t))
power = thm.conclude("power", F(t) <= exp(-tau * t) * F(0))
order = thm.conclude("order", kappa * exp(-2 * t) <= exp(-tau * t) * F(0))


def decay(k):
    falls = k.combine(Le(Derivative(F(t), t), -tau * F(t)), {chain: -1, wqc: 1})
    return k.gronwall(falls, F(t), -tau)


@thm.proof(power)
def gronwall(k):
    return decay(k)


@thm.proof(order)
def compare(k):
    return k.combine(order, {decay(k): 1, growth: 1})


thm.scales("objective", F=1, S=1, kappa=1)
thm.limit("at x", {t: 0}, power, F(0) <= F(0))
thm.limit("at x", {t: 0}, order, kappa <= F(0))
thm.open("constant", "stronger: f falls faster, as F >= 0", chain, wqc)
thm.open("constant", "stronger: exp(-a t) for a < 2", growth)
thm.open("constant", "weaker: more on the right or less on the left", power, order)

thm.check(
    power, order,
    on=weak_quasi_convexity.ray, draw=draws.rays, implements=[chain],
    constructed=[chain, wqc, growth],
)  # fmt: skip


def at(degree=2, factor=1, kappa=1, tau=2, part=1):
    """F(t) = factor exp(-degree t), S(t) = part degree F(t)."""
    degree, factor, part = S(Rational(degree)), S(factor), S(part)
    return {
        "F": lambda t: factor * exp(-degree * t), "kappa": kappa, "tau": tau,
        "S": lambda t: part * degree * factor * exp(-degree * t),
    }  # fmt: skip


parabola = at()
thm.sharp(power, parabola, name="s^2")
thm.sharp(order, parabola, name="s^2, as steep as allowed")
thm.example(at(1, tau=1), name="s")
thm.example(at(4, kappa=0, tau=4), name="s^4")
thm.needs(chain, at(0, part=0) | {"S": lambda t: S(2)}, breaks=power, name="f does not fall")
thm.needs(wqc, at(1), breaks=power, name="s is 1-weakly quasi-convex")
thm.needs(growth, at(4, tau=4), breaks=order, name="s^4 is flat")
for excess in (Rational(1, 10**10), Rational(1, 2000)):
    flat = at(2 + excess, tau=2 + excess)
    thm.needs(growth, flat, breaks=order, name=f"degree {2 + excess}")
thm.refutes("twice the exponent", F(t) <= exp(-2 * tau * t) * F(0), parabola, of=power)
thm.refutes("growth like s", kappa * exp(-t) <= exp(-tau * t) * F(0), parabola, of=order)
