"""In the lazy regime every neuron stays within C sqrt(n / m) |r(0)| / lam of its initialisation.

Source   Escaping notes, section 3.8 (proof of the theorem).
Claim    |r(t)| <= exp(-lam t) |r(0)| and the distance D(t) = |w_k(t) - w_k(0)| grows at a rate of
         at most c |r(t)|, c = C sqrt(n / m)  =>  D(t) <= c |r(0)| (1 - exp(-lam t)) / lam, hence
         D(t) < c |r(0)| / lam where r(0) != 0; (2 C / lam0) sqrt(n / m) |r(0)| at lam = lam0 / 2.
Covers   every width, time and rate; C sqrt(n) may be the spectral norm of the inputs.
Silent   on why the residual decays (kernel_flow) and on the speed (neuron_speed).
"""

from sympy import Derivative, Eq, Le, Lt, Rational, exp

from lemmata import Theorem, cite
from models import lazy
from strategies import lazy as draws

thm = Theorem(
    "ntk.movement",
    catalogue=["ntk.lazy"],
    sources=[cite("Escaping notes", "section 3.8")],
)
t = thm.time("t")
D = thm.functions("D", "|w_k(t) - w_k(0)|", nonnegative=True)
r = thm.functions("r", "|f(t) - y|", nonnegative=True)
c, lam = thm.positive("c lam", "C sqrt(n / m); the rate of decay")
for term, name in {
    t: "t", D(t): "D_t", D(0): "D_0", Derivative(D(t), t): "D_dot", r(t): "r_t", r(0): "r_0"
}.items():  # fmt: skip
    thm.measure(term, name)

decay = thm.assume("decay", r(t) <= exp(-lam * t) * r(0))
speed = thm.assume("speed", Derivative(D(t), t) <= c * r(t))
start = thm.assume("start", Eq(D(0), 0))
moving = thm.assume("moving", r(0) > 0)
bound = thm.conclude("bound", D(t) <= c * r(0) * (1 - exp(-lam * t)) / lam)
within = thm.conclude("within", D(t) < c * r(0) / lam)


def travelled(k, decayed):
    """`bound`, for a residual that has `decayed`: the integral of the speed."""
    path = D(t) - c * r(0) * (1 - exp(-lam * t)) / lam
    slope = Derivative(D(t), t) - c * r(0) * exp(-lam * t)
    falling = k.combine(Le(slope, 0), {speed: 1, decayed: c})
    return k.combine(bound, {k.monotone(falling, path): 1, start: -1})


def short_of_all(k, decayed):
    """`within`: the part of the way that is left is positive."""
    left = k.combine(Lt(0, exp(-lam * t) * r(0), evaluate=False), {moving: exp(-lam * t)})
    return k.combine(within, {travelled(k, decayed): 1, left: c / lam})


@thm.proof(bound)
def integrate_the_speed(k):
    return travelled(k, decay)


@thm.proof(within)
def never_all_of_it(k):
    return short_of_all(k, decay)


thm.scales("residual", r=1, c=-1)
thm.scales("distance", D=1, c=1)
thm.scales("time", c=-1, lam=-1, t=1)
thm.open(
    "constant",
    "faster decay in the hypothesis implies it, in the bound it is weaker, since exp increases, "
    "which the kernel does not use",
    decay,
    bound,
)

thm.check(bound, within, on=lazy.fixed_gates, draw=draws.orthogonal_inputs,
          constructed=[decay, speed, start])  # fmt: skip


def one_input(rate, speed=1, factor=1):
    """One input, no flips: D and r in closed form; `factor` spoils D."""
    return {
        "lam": rate, "c": speed, "r": lambda s: exp(-rate * s),
        "D": lambda s: factor * speed * (1 - exp(-rate * s)) / rate,
    }  # fmt: skip


half = one_input(Rational(1, 2))
thm.sharp(bound, half, name="one input, no flips")
thm.needs(decay, {**half, "r": lambda s: 1, "D": lambda s: s})
thm.needs(speed, one_input(Rational(1, 2), factor=2))
thm.needs(start, {**half, "D": lambda s: 1 + half["D"](s)})
barely = 1 + Rational(1, 10**9)
thm.needs(speed, one_input(Rational(1, 2), factor=barely), name="barely faster")
for factor in (2 - barely, Rational(999, 1000)):
    slower = {**one_input(factor / 2), "lam": Rational(1, 2)}
    thm.needs(decay, slower, name=f"the exponent times {factor}")


def late(s):
    """The integral of `lagging`."""
    return 2 * barely * (1 - exp(-s / 2)) - 2 * (barely - 1) * (1 - exp(-3 * s / 2)) / 3


def lagging(s):
    """From 1 towards barely more than the decay."""
    return barely * exp(-s / 2) - (barely - 1) * exp(-3 * s / 2)


thm.needs(decay, {**half, "r": lagging, "D": late}, name="barely more than the decay")
thm.example(one_input(8), name="nearly all of the way")
thm.needs(moving, {**half, "r": lambda s: 0, "D": lambda s: 0}, breaks=within)
thm.refutes("half of it", 2 * D(t) <= c * r(0) * (1 - exp(-lam * t)) / lam, half, of=bound)
thm.refutes("at once", D(t) < c * r(0) * t / 2, half, of=within)
thm.erratum(
    cite("Escaping notes", "section 3.8"),
    printed="movement at most 2 C sqrt(n / m) |y - f_0|",
    corrected="movement at most (2 C / lam0) sqrt(n / m) |y - f_0|",
    false=Le(D(t), 2 * c * r(0)),
    true=bound,
    at=one_input(Rational(1, 8)),
)
