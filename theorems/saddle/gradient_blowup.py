"""Gradient flow leaves the neighbourhood of a point with a direction of descent, in explicit time.

Source   Escaping notes, section 2.5 (the contradiction, made quantitative).
Claim    a' >= gam a - k L, L' <= (gam + k) L, D' = a on [0, t], D(0) = 0, D <= R, L > 0  =>
         R(t) >= (a(0) + L(0)) (exp(gam t) - 1) / gam - L(0) (exp((gam + k) t) - 1) / (gam + k).
         For k = 0: gam R(t) >= a(0) (exp(gam t) - 1).
Covers   a = <e, g>, L = |g|, D = -<e, x(t) - x(0)>, R = |x(t) - x(0)|. While x stays within r of
         x(0) the first two hypotheses hold with k = rho r (gradient_along_descent_direction), so
         that x leaves this ball at the latest when the right side exceeds r. For rho = 0 this is
         t = log(1 + gam r / a(0)) / gam, attained. Valid for every t; no smallness of rho r.
Silent   on a(0) <= 0, where the bound is void: the start needs a gradient along e.
"""

from functools import partial

from sympy import Derivative, Eq, Implies, Le, Rational, S, exp

from lemmata import Theorem, cite
from models import saddle_flow
from strategies import saddle_flow as draws
from theorems.saddle import gradient_growth

thm = Theorem(
    "saddle.gradient_blowup",
    catalogue=["saddle.grad-blowup"],
    sources=[cite("Escaping notes", "section 2.5")],
)
t = thm.time("t")
a = thm.functions("a", "<e, grad f(x(t))>")
L = thm.functions("L", "|grad f(x(t))|", positive=True)
D, R = thm.functions("D R", "-<e, x(t) - x(0)>, |x(t) - x(0)|")
gam = thm.positive("gam", "negative curvature at the start")
k_ = thm.nonneg("k", "bound on the change of the Hessian")
for function, name in ((a, "a"), (L, "L"), (D, "D")):
    thm.measure(function(t), f"{name}_t")
    thm.measure(function(0), f"{name}_0")
    thm.measure(Derivative(function(t), t), f"{name}_dot")
thm.measure(R(t), "R_t")
thm.measure(t, "t")

grow = thm.assume("grow", gradient_growth.grow.relation)
norm = thm.assume("norm", gradient_growth.norm.relation)
moving = thm.assume("moving", Eq(Derivative(D(t), t), a(t)))
start = thm.assume("start", Eq(D(0), 0))
distance = thm.assume("distance", D(t) <= R(t))
first = (a(0) + L(0)) * (exp(gam * t) - 1) / gam
second = L(0) * (exp((gam + k_) * t) - 1) / (gam + k_)
travelled = thm.conclude("travelled", R(t) >= first - second)
linear = Eq(k_, 0), gam * R(t) >= a(0) * (exp(gam * t) - 1)
quadratic = thm.conclude("quadratic", Implies(*linear))


def reaches(k):
    fast, faster = exp(gam * t) * (a(0) + L(0)), exp((gam + k_) * t) * L(0)
    behind = fast / gam - faster / (gam + k_) - D(t)
    slope = Le(fast - faster - Derivative(D(t), t), 0)
    falls = k.combine(slope, {k.lemma(gradient_growth.thm, "along"): 1, moving: 1})
    return k.combine(travelled, {k.monotone(falls, behind): 1, distance: 1, start: 1})


@thm.proof(travelled)
def integrate_the_growth(k):
    return reaches(k)


@thm.proof(quadratic)
def constant_hessian(k):
    none = k.assume(linear[0])
    return k.discharge(k.combine(linear[1], {k.rewrite(reaches(k), none): gam}), linear[0])


thm.scales("gradient", a=1, L=1, D=1, R=1)
thm.scales("time", D=1, R=1, gam=-1, k=-1, t=1)
thm.limit("time 0", {t: 0}, travelled, R(0) >= 0)

thm.open(
    "constant",
    "weaker, as L(0) > 0: less of it in the first term, or more of the second, whose denominator "
    "may shrink and whose exponential may grow",
    travelled,
)
thm.open("term dropped", "weaker, as L(0), gam > 0 and k >= 0", travelled)
thm.open("swapped", "true: there is no gam = 0", quadratic)

thm.check(
    travelled,
    quadratic,
    on=saddle_flow.flow,
    draw=draws.flows,
    implements=[moving],
    constructed=[grow, norm, moving, start, distance],
    bfloat16=True,
)


def path(a, L, gam, k, t):
    return (a + L) * (exp(gam * t) - 1) / gam - L * (exp((gam + k) * t) - 1) / (gam + k)


def at(a, L, gam=1, k=0):
    far = partial(path, S(a), L, gam, k)
    return {**gradient_growth.at(a, L, gam, k), "D": far, "R": far}


straight, bent = at(1, 1), at(1, 2, k=S(1) / 10)
thm.sharp(travelled, straight, name="(y^2 - x^2) / 2 from (1, 0)")
thm.sharp(travelled, bent, name="all differential inequalities attained")
thm.sharp(travelled, at(0, 1), name="void on the stable manifold")
idle = {"a": lambda t: 1 + 0 * t, "D": lambda t: t, "R": lambda t: t}
thm.needs(grow, {**straight, **idle}, breaks=quadratic)


def fast(rate):
    """L grows like exp(rate t) and a' = a - L."""
    rest = 1 / (rate - 1)
    D = partial(run, rest, rate)
    a = {"a": lambda t: (1 + rest) * exp(t) - rest * exp(rate * t), "L": lambda t: exp(rate * t)}
    return {**at(1, 1, k=1), **a, "D": D, "R": D}


def run(rest, rate, t):
    return (1 + rest) * (exp(t) - 1) - rest * (exp(rate * t) - 1) / rate


thm.needs(norm, fast(S(3)), breaks=travelled)
steeper = {**at(1, 2 + Rational(2, 10**9), k=S(1) / 10), "L": bent["L"]}
thm.needs(grow, steeper, breaks=travelled, name="grow, barely")
sinking = at(-2, 1)
thm.sharp(travelled, sinking, name="a(0) < -L(0), which no gradient has")
for e in (Rational(1, 10**9), Rational(1, 1000), S(1)):
    c = 1 + e
    drop = {"a": lambda t, c=c: -exp(c * t)}
    drop |= {name: lambda t, c=c: -(exp(c * t) - 1) / c for name in "DR"}
    thm.needs(grow, {**straight, **drop}, breaks=travelled, name=f"grow, {c} gam a < 0")
    for rate in (2 + e, 2 + 2 * e):
        thm.needs(norm, fast(rate), breaks=travelled, name=f"norm, exp({rate} t)")
    low = {name: lambda t, c=c: -2 * c * (exp(t) - 1) for name in "DR"}
    thm.needs(moving, {**sinking, **low}, breaks=travelled, name=f"moving, {c} a < 0")
    near = {"R": lambda t, c=c: (exp(t) - 1) / c}
    thm.needs(distance, {**straight, **near}, breaks=travelled, name=f"distance, {c} R")
    c = max(1 - e, S.Half)
    slow = {name: lambda t, c=c: c * (exp(t) - 1) for name in "DR"}
    thm.needs(moving, {**straight, **slow}, breaks=travelled, name=f"moving, {c} a")
    below = {"R": lambda t, c=c: -2 * (exp(t) - 1) / c}
    thm.needs(distance, {**sinking, **below}, breaks=travelled, name=f"distance, {c} R < 0")
crossed = {"a": lambda t: -((exp(t) - 1) ** 2) / 2, "L": lambda t: exp(2 * t)}
crossed |= {name: lambda t: exp(t) - exp(2 * t) for name in "DR"}
thm.needs(moving, {**at(0, 1, k=1), **crossed}, breaks=travelled, name="a and D exchanged")
thm.example({**straight, "L": lambda t: exp(-t)}, name="a gradient that shrinks")
thm.needs(moving, {**straight, "D": lambda t: 0 * t, "R": lambda t: 0 * t}, breaks=quadratic)
shifted = {name: lambda t: exp(t) - 2 for name in "DR"}
thm.needs(start, {**straight, **shifted}, breaks=quadratic)
thm.needs(distance, {**straight, "R": lambda t: (exp(t) - 1) / 2}, breaks=quadratic)
exact = a(0) * (exp(gam * t) - 1)
thm.refutes("without the change of the Hessian", R(t) >= exact / gam, bent, of=travelled)
thm.refutes("twice the gain", R(t) >= 2 * first - second, straight, of=travelled)
thm.refutes(
    "whatever the direction of the gradient",
    Implies(linear[0], gam * R(t) >= L(0) * (exp(gam * t) - 1)),
    at(1, 2),
    of=quadratic,
)
