"""The gradient along a direction of descent outgrows what the changing Hessian takes away.

Source   Escaping notes, section 2.5 ("the gradient will blow up along the descent direction").
Claim    a' >= gam a - k L, L' <= (gam + k) L on [0, t], L > 0  =>
         L(t) <= exp((gam + k) t) L(0),
         a(t) >= exp(gam t) (a(0) + L(0)) - exp((gam + k) t) L(0).
Covers   a = <e, g>, L = |g| of gradient_along_descent_direction; k = 0 (quadratics); a of any sign:
         the bound is positive as long as exp(k t) < 1 + a(0) / L(0), without any other horizon.
Silent   on a(0) = 0, where x(t) may stay on the stable manifold for ever.
"""

from functools import partial

from sympy import Derivative, Ge, Le, Rational, exp

from lemmata import Theorem, cite
from models import saddle_flow
from strategies import saddle_flow as draws

thm = Theorem(
    "saddle.gradient_growth",
    supports=["saddle.grad-blowup"],
    sources=[cite("Escaping notes", "section 2.5")],
)
t = thm.time("t")
a = thm.functions("a", "<e, grad f(x(t))>")
L = thm.functions("L", "|grad f(x(t))|", positive=True)
gam = thm.positive("gam", "negative curvature at the start")
k_ = thm.nonneg("k", "bound on the change of the Hessian")
for term, name in {
    t: "t", a(t): "a_t", a(0): "a_0", L(t): "L_t", L(0): "L_0", Derivative(a(t), t): "a_dot",
    Derivative(L(t), t): "L_dot",
}.items():  # fmt: skip
    thm.measure(term, name)

grow = thm.assume("grow", Derivative(a(t), t) >= gam * a(t) - k_ * L(t))
norm = thm.assume("norm", Derivative(L(t), t) <= (gam + k_) * L(t))
size = thm.conclude("size", L(t) <= exp((gam + k_) * t) * L(0))
along = thm.conclude("along", a(t) >= exp(gam * t) * (a(0) + L(0)) - exp((gam + k_) * t) * L(0))


@thm.proof(size)
def gronwall(k):
    return k.gronwall(norm, L(t), gam + k_)


@thm.proof(along)
def lag_behind_the_bound(k):
    fast, faster = exp(gam * t) * (a(0) + L(0)), exp((gam + k_) * t) * L(0)
    lag = fast - faster - a(t)
    slope = gam * fast - (gam + k_) * faster - Derivative(a(t), t)
    falls = k.combine(Le(slope, gam * lag), {grow: 1, gronwall(k): k_})
    return k.combine(along, {k.gronwall(falls, lag, gam): 1})


thm.scales("gradient", a=1, L=1)
thm.scales("time", gam=-1, k=-1, t=1)

thm.open("constant", "weaker for a larger k or gam: the bound on L grows", size, along)

thm.check(size, along, on=saddle_flow.flow, draw=draws.flows, constructed=[grow, norm])


def extremal(a, L, gam, k, t):
    return exp(gam * t) * (a + L - exp(k * t) * L)


def at(a, L, gam=1, k=1):
    size = {"L": lambda t: exp((gam + k) * t) * L, "gam": gam, "k": k}
    return {"a": partial(extremal, a, L, gam, k), **size}


steep, quadratic = at(1, 2), at(1, 1, k=0)
thm.sharp(along, steep, name="both differential inequalities attained")
thm.sharp(size, steep, name="the fastest growth")
thm.sharp(along, quadratic, name="a quadratic saddle from e")
thm.needs(grow, {**quadratic, "a": lambda t: 1 + 0 * t}, breaks=along)
thm.needs(norm, {**at(1, 1), "a": lambda t: 0 * t, "L": lambda t: exp(3 * t)}, breaks=size)
for c in (1 + Rational(1, 10**9), 1 + Rational(1, 1000), 2):
    # a < 0 may fall faster; and L may grow faster, where a does not matter.
    falling = {**at(1, 1, k=0), "a": lambda t, c=c: -exp(c * t)}
    thm.needs(grow, falling, breaks=along, name=f"grow, {c} gam a < 0")
    rising = {**at(1, 1), "a": lambda t: 0 * t, "L": lambda t, c=c: exp((1 + c) * t)}
    thm.needs(norm, rising, breaks=size, name=f"norm, {c} k")
thm.refutes("without the change of the Hessian", a(t) >= exp(gam * t) * a(0), steep, of=along)
thm.refutes("exp(gam t)", L(t) <= exp(gam * t) * L(0), steep, of=size)
thm.refutes(
    "twice the curvature", Ge(a(t), exp(2 * gam * t) * (a(0) + L(0) - L(0))), quadratic, of=along
)
