"""Gradient flow of a wide network converges: until a neuron could leave its radius, none does.

Source   Escaping notes, section 3.8 (theorem).
Claim    Given the three events of initialisation, on any time interval on which all neurons are
         within R of their start:  lam_min(H_t) >= lam0 / 2,  |y - f_t| <= exp(-lam0 t / 2)
         |y - f_0|,  and every neuron is within less than R, as (2 c / lam0) |y - f_0| <= R,
         c = C sqrt(n / m).
Covers   every n, d and width for which (2 c / lam0) |y - f_0| <= R (sufficient_width); the events
         are lam_min(H(0)) >= 3 lam0 / 4 (initial_kernel), |H_t - H(0)|_2 <= lam0 / 4 for all
         moves within R (kernel_perturbation) and the size of |y - f_0| (initial_second_moment).
Silent   on the last step, that the interval is [0, oo): the distance is continuous, starts at 0 and
         by `stays` is below R up to and at the end of every such interval, so no neuron can be the
         first to leave (the barrier argument); on existence of the flow at kinks.
"""

from sympy import Derivative, Eq, Ge, Le, Rational, exp

from lemmata import Theorem, cite
from models import lazy
from strategies import lazy as draws
from theorems.ntk import movement

PLACE = "section 3.8"
thm = Theorem("ntk.main", catalogue=["ntk.main"], sources=[cite("Escaping notes", PLACE)])
t = thm.time("t")
D = thm.functions("D", "|w_k(t) - w_k(0)|", nonnegative=True)
r = thm.functions("r", "|f(t) - y|", nonnegative=True)
least = thm.functions("least", "lam_min(H_t)")
c, lam, lam0, R = thm.positive("c lam lam0 R", "C sqrt(n / m); the rate; lam_min(H_inf); radius")
for term, name in {
    t: "t", D(t): "D_t", D(0): "D_0", Derivative(D(t), t): "D_dot", r(t): "r_t", r(0): "r_0",
    Derivative(r(t), t): "r_dot", least(t): "least_t", least(0): "least_0",
}.items():  # fmt: skip
    thm.measure(term, name)

rate = thm.assume("rate", Eq(lam, lam0 / 2))
initial = thm.assume("initial", least(0) >= 3 * lam0 / 4)
envelope = thm.assume("envelope", least(t) >= least(0) - lam0 / 4)  # while all are within R
flow = thm.assume("flow", Derivative(r(t), t) <= -least(t) * r(t))
speed = thm.assume("speed", Derivative(D(t), t) <= c * r(t))
start = thm.assume("start", Eq(D(0), 0))
radius = thm.assume("radius", c * r(0) <= lam * R)
kernel = thm.conclude("kernel", least(t) >= lam0 / 2)
decays = thm.conclude("decays", r(t) <= exp(-lam * t) * r(0))
stays = thm.conclude("stays", D(t) < R)


@thm.proof(kernel)
def weyl_twice(k):
    return k.combine(kernel, {envelope: 1, initial: 1})


@thm.proof(decays)
def gronwall(k):
    slower = k.combine(
        Le(Derivative(r(t), t), -lam * r(t)), {flow: 1, weyl_twice(k): r(t), rate: -r(t)}
    )
    return k.gronwall(slower, r(t), -lam)


@thm.proof(stays)
def lazy_movement(k):
    left = exp(-lam * t)
    sinks = k.combine(Le(-lam * left, 0, evaluate=False), squares=[(lam * left, 1)])
    part = k.combine(Ge(1 - left, 0), {k.monotone(sinks, left): 1})
    parts = {movement.travelled(k, gronwall(k)): 1, radius: (1 - left) / lam}
    return k.combine(stays, parts, squares=[(R * left, 1)], signs=[part])


thm.scales("residual", r=1, c=-1)
thm.scales("distance", D=1, c=1, R=1)
thm.scales("time", least=-1, c=-1, lam=-1, lam0=-1, t=1)
thm.limit("time 0", {t: 0}, kernel, least(0) >= lam0 / 2)
thm.open(
    "constant",
    "true for a smaller lam: r falls at the rate lam0 / 2, so at lam, and `radius` is about lam",
    rate,
)
thm.open(
    "constant",
    "a factor above 1 makes the hypothesis stronger, as least(t) >= lam0 / 2 holds without it",
    flow,
)
thm.open(
    "constant",
    "a slower decay is implied, since exp increases, which the kernel does not use",
    decays,
)

thm.check(kernel, decays, stays, on=lazy.main, draw=draws.orthogonal_inputs,
          constructed=[rate, initial, envelope, flow, speed, start, radius])  # fmt: skip

half = Rational(1, 2)
constant = {"lam0": 1, "lam": half, "c": 1, "R": 2, "least": lambda s: Rational(3, 4)}
path = {"r": lambda s: exp(-s * half), "D": lambda s: 2 * (1 - exp(-s * half))}
# lam_min(H_t) falls to lam0 / 2 at once and stays there.
attained = {**constant, **path, "least": lambda s: Rational(3, 4) if s == 0 else half}
thm.sharp(decays, attained, name="a kernel that loses all it may")
thm.needs(rate, {**attained, "lam": 2, "R": half}, breaks=decays)
thm.needs(initial, {**attained, "least": lambda s: half if s == 0 else Rational(1, 4),
                    "r": lambda s: exp(-s / 4), "D": lambda s: 0}, breaks=kernel)  # fmt: skip
thm.needs(envelope, {**attained, "least": lambda s: Rational(3, 4) if s == 0 else 0,
                     "r": lambda s: 1, "D": lambda s: 0}, breaks=kernel)  # fmt: skip
thm.needs(flow, {**attained, "r": lambda s: 1, "D": lambda s: 0}, breaks=decays)
thm.needs(speed, {**attained, "D": lambda s: 3 * s}, breaks=stays)
thm.needs(start, {**attained, "D": lambda s: 3}, breaks=stays)
thm.needs(radius, {**attained, "R": half}, breaks=stays)
barely, less = 1 + Rational(1, 10**10), 1 - Rational(1, 10**10)
low = {**attained, "least": lambda s: Rational(3, 4) if s == 0 else half * less}
thm.needs(envelope, low, breaks=kernel, name="barely less")
slow = {**attained, "r": lambda s: (1 + s / 10**10) * exp(-s / 2), "D": lambda s: 0}
thm.needs(flow, slow, breaks=decays, name="barely slower")
rising = {"r": lambda s: (exp(-s) - exp(-2 * s)) / 2, "least": lambda s: half + exp(-s) / 4}
thm.needs(flow, {**attained, **rising, "D": lambda s: 0}, breaks=decays, name="the kernel falls")
fast = {
    "lam0": 200, "lam": 100, "c": 100, "R": 1, "least": lambda s: 150 if s == 0 else 100,
    "r": lambda s: exp(-100 * s), "D": lambda s: 1 - exp(-100 * s),
}  # fmt: skip
thm.example(fast, name="the radius is all but reached")
further = {**fast, "D": lambda s: barely * (1 - exp(-100 * s))}
thm.needs(speed, further, breaks=stays, name="barely faster")
thm.needs(radius, {**fast, "R": less}, breaks=stays, name="barely less")
thm.refutes("as large as in the limit", least(t) >= lam0, attained, of=kernel)
thm.refutes("rate lam0", r(t) <= exp(-lam0 * t) * r(0), attained, of=decays)
thm.refutes("half the radius", D(t) < R / 2, attained, of=stays)
