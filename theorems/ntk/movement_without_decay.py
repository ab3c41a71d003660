"""Without any decay a neuron moves by at most C t / sqrt(m) in time t.

Source   Landscape slides, the last slide on the neural tangent kernel.
Claim    loss (1/n) sum_i r_i^2 / 2, |x_i| <= 1, (1/n) sum_i |r_i(s)| <= C for s <= t  =>
         |w_k(t) - w_k(0)| <= C t / sqrt(m). The mean of |r_i| is at most sqrt(2 L), and L falls.
Covers   every width, n and t; C = sqrt(2 L(0)) by the second conclusion.
Silent   on t of the order of 1 / lam0 and beyond, where movement stays bounded (movement).
"""

from sympy import Derivative, Eq, Le, Rational, sqrt

from lemmata import Theorem, cite
from models import lazy
from strategies import lazy as draws

thm = Theorem(
    "ntk.movement_without_decay",
    catalogue=["ntk.lazy-time"],
    sources=[cite("Landscape slides", "last slide")],
)
t = thm.time("t")
D = thm.functions("D", "|w_k(t) - w_k(0)|", nonnegative=True)
a = thm.functions("a", "(1/n) sum_i |r_i(t)|", nonnegative=True)
q = thm.functions("q", "(1/n) sum_i r_i(t)^2 = 2 L(t)", nonnegative=True)
m, C = thm.positive("m C", "width; the bound on the mean residual")
for term, name in {
    t: "t", D(t): "D_t", D(0): "D_0", Derivative(D(t), t): "D_dot", a(t): "a_t",
    q(t): "q_t", q(0): "q_0", Derivative(q(t), t): "q_dot",
}.items():  # fmt: skip
    thm.measure(term, name)

speed = thm.assume("speed", Derivative(D(t), t) <= a(t) / sqrt(m))
start = thm.assume("start", Eq(D(0), 0))
bounded = thm.assume("bounded", a(t) <= C)
spread = thm.assume("spread", a(t) ** 2 <= q(t))
falls = thm.assume("falls", Derivative(q(t), t) <= 0)
bound = thm.conclude("bound", D(t) <= C * t / sqrt(m))
mean = thm.conclude("mean", a(t) ** 2 <= q(0))


@thm.proof(bound)
def integrate_the_speed(k):
    slope = Le(Derivative(D(t), t) - C / sqrt(m), 0)
    falling = k.combine(slope, {speed: 1, bounded: 1 / sqrt(m)})
    below = k.monotone(falling, D(t) - C * t / sqrt(m))
    return k.combine(bound, {below: 1, start: -1})


@thm.proof(mean)
def the_loss_falls(k):
    return k.combine(mean, {spread: 1, k.monotone(falls, q(t)): 1})


thm.scales("residual", D=1, a=1, q=2, C=1)
thm.scales("time", D=1, t=1)
thm.scales("width", D=-1, m=2)
thm.check(bound, mean, on=lazy.fixed_gates_mean_loss, draw=draws.orthogonal_inputs,
          constructed=[speed, start, bounded, spread, falls])  # fmt: skip

steady = {"m": 4, "C": 2, "a": lambda s: 2, "q": lambda s: 4, "D": lambda s: s}
thm.sharp(bound, steady, name="a residual that does not decay")
thm.sharp(mean, steady, name="the same")
thm.needs(speed, {**steady, "D": lambda s: 2 * s}, breaks=bound)
thm.needs(start, {**steady, "D": lambda s: 1 + s}, breaks=bound)
thm.needs(bounded, {**steady, "C": 1}, breaks=bound)
thm.needs(spread, {**steady, "q": lambda s: 1}, breaks=mean)
grows = {"a": lambda s: (2 + 4 * s) / (1 + s), "q": lambda s: ((2 + 4 * s) / (1 + s)) ** 2, "C": 4}
thm.needs(falls, {**steady, **grows}, breaks=mean)
barely = 1 + Rational(1, 10**9)
narrow = {**steady, "m": Rational(1, 4), "D": lambda s: 4 * s}
thm.example(narrow, name="m below 1")
thm.needs(speed, {**steady, "D": lambda s: barely * s}, breaks=bound, name="barely faster")
thm.needs(speed, {**narrow, "D": lambda s: 16 * s}, breaks=bound, name="m^(3/2)")
more = {"a": lambda s: 2 * barely, "q": lambda s: 4 * barely**2, "D": lambda s: barely * s}
thm.needs(bounded, {**steady, **more}, breaks=bound, name="barely above C")
less = {"q": lambda s: 4 / barely}
thm.needs(spread, {**steady, **less}, breaks=mean, name="barely less")
thm.needs(spread, {**steady, "q": lambda s: 2}, breaks=mean, name="a <= q")
small = {"a": lambda s: Rational(1, 2), "q": lambda s: Rational(1, 8), "D": lambda s: s / 4}
thm.needs(spread, {**steady, **small}, breaks=mean, name="a^3 <= q")
thm.refutes("half of it", D(t) <= C * t / (2 * sqrt(m)), steady, of=bound)
thm.refutes("the loss, not twice the loss", a(t) ** 2 <= q(0) / 2, steady, of=mean)
