"""Gradient descent from a random start leaves the saddle of the double well, with an explicit rate.

Source   Bruna 2018, slide "Gradient descent avoids strict saddles" (Lee et al. 2016); Landscape
         slides, escaping saddle points from a random start.
Claim    f = y^4/4 - y^2/2 (+ |x|^2/2), z = y - eta f'(y), g = 1 + eta (1 - R^2), y^2 <= b^2,
         eta (b^2 - 1) <= 1 - R, 1 + eta <= b  =>  if |z| < R then |z| >= g |y|, and
         |z| <= b. So |y_K| < R needs |y_0| < R g^-K, which for a start uniform on [-b, b] has
         probability at most R/(b g^K), for every K.
Covers   the double well and Nesterov's function x^2/2 + y^4/4 - y^2/2 in any dimension, whose x and
         y do not interact; probability 0 of convergence to the saddle, as the bound tends to 0.
Silent   on other strict saddle functions (stable manifold theorem: probability 0, no rate).
"""

from sympy import Eq, Ge, Gt, Implies, Lt, S, sqrt

from lemmata import Theorem, cite
from models import random_starts
from strategies import random_starts as draws

thm = Theorem(
    "saddle.random_start_avoids_saddle",
    catalogue=["saddle.asymptotic-avoidance", "saddle.gd-avoids", "saddle.ae-minimiser"],
    sources=[
        cite("Bruna 2018", "Gradient descent avoids strict saddles"),
        cite("Landscape slides", "escaping saddle points from a random start"),
    ],
)
y, z = thm.real("y z", "unstable coordinate of the iterate and of the next iterate")
eta, R, b = thm.positive("eta R b", "step, radius around the saddle, half-width of the start")
g = thm.positive("g", "growth within R of the saddle")
K = thm.nonneg("K", "number of steps")
reached = thm.real("reached", "y_K, drawn")
p = thm.nonneg("p", "P(|y_K| < R)")
m = 1 + eta - eta * y**2

update = thm.assume("update", Eq(z, y - eta * (y**3 - y)))
range_ = thm.assume("range", y**2 <= b**2)
rate = thm.assume("rate", Eq(g, 1 + eta * (1 - R**2)))
step = thm.assume("step", eta * (b**2 - 1) <= 1 - R)
wide = thm.assume("wide", 1 + eta <= b)
inside = z**2 < R**2
leaves = thm.conclude("leaves", Implies(inside, g**2 * y**2 <= z**2))
stays = thm.conclude("stays", z**2 <= b**2)
stuck = thm.conclude("stuck", p <= R / (b * g**K))
square = {update: z + y * m}  # turns z^2 into y^2 m^2


def steady(k, far):
    """Where y^2 > 1, the factor is at least R."""
    return k.combine(Ge(m - R, 0), {step: 1, range_: eta})


@thm.proof(leaves)
def either_growth_or_outside(k):
    close, claim = k.assume(inside), g**2 * y**2 <= z**2
    branches = {}
    for relation in (Gt(R**2 - y**2, 0), Eq(R**2 - y**2, 0, evaluate=False)):
        near = k.assume(relation)
        branches[relation] = k.combine(
            claim, {**square, near: 2 * g * eta * y**2, rate: -2 * g * y**2},
            squares=[(1, y * (m - g))],
        )  # fmt: skip
    beyond = k.assume(Lt(R**2 - y**2, 0))
    absurd = {}
    for relation in (Gt(1 - y**2, 0), Eq(1 - y**2, 0, evaluate=False)):
        middle = k.assume(relation)
        absurd[relation] = k.combine(
            S.false, {close: 1, **square, beyond: 1, middle: 2 * eta * y**2},
            squares=[(1, y * (m - 1))],
        )  # fmt: skip
    far = k.assume(Lt(1 - y**2, 0))
    absurd[far.conclusion] = k.combine(
        S.false, {close: 1, **square, far: m**2, steady(k, far): 2 * R}, squares=[(1, m - R)]
    )
    never = k.cases(k.split(1 - y**2), absurd)
    branches[beyond.conclusion] = k.contradiction(claim, never)
    return k.discharge(k.cases(k.split(R**2 - y**2), branches), inside)


@thm.proof(stays)
def the_ends_move_inward(k):
    branches = {}
    room = k.combine(Ge(b**2, (1 + eta) ** 2), {wide: b + 1 + eta})
    for relation in (Gt(1 - y**2, 0), Eq(1 - y**2, 0, evaluate=False)):
        middle = k.assume(relation)
        branches[relation] = k.combine(
            stays, {room: 1, update: -(z + y * m), middle: m**2 + eta**2 * y**2},
            squares=[(eta * (2 + eta), y)],
        )  # fmt: skip
    far = k.assume(Lt(1 - y**2, 0))
    above = k.combine(Ge(1 + m, 0), {steady(k, far): 1}, squares=[(1 + R, 1)])
    branches[far.conclusion] = k.combine(
        stays, {range_: 1, update: -(z + y * m), far: eta * y**2 * (1 + m)}, signs=[above]
    )
    return k.cases(k.split(1 - y**2), branches)


thm.unproved(
    stuck,
    because="by `leaves`, K times, |y_K| < R needs |y_0| < R g^-K; the kernel knows no measures",
)


thm.rigid("y^4/4 - y^2/2 is one fixed function")
thm.limit("zero steps", {K: 0}, stuck, p <= R / b)

drawn = [update, range_]
thm.check(
    leaves, stays,
    on=random_starts.well_step, draw=draws.well_steps,
    implements=[update], constructed=[rate],
)  # fmt: skip
thm.event(p, abs(reached) < R)
points = [{"eta": "1/10", "R": "1/2", "b": 2, "g": "43/40", "K": K} for K in (20, 30)]
thm.sample(stuck, on=random_starts.well_run, at=points, draws=6000, constructed=drawn)
thm.rejects("growth 1 + 2 eta", p <= R / (b * (1 + 2 * eta) ** K), of=stuck)

at = random_starts.exact_well
thm.example(at("1/4"), name="y = 1/4")
thm.needs(update, at("1/4", z=0), breaks=leaves)
thm.needs(range_, at(sqrt(11), z=0), breaks=leaves)
thm.needs(step, at(sqrt(3), eta="1/2", z=0), breaks=leaves)
thm.needs(wide, at("1/2", b="1/2"), breaks=stays)
thm.needs(rate, at("1/4", g=100, p=0), breaks=leaves)
thm.refutes(
    "growth as at the saddle", Implies(inside, (1 + eta) ** 2 * y**2 <= z**2), at("1/4"), of=leaves
)
thm.refutes("the saddle attracts", z**2 <= y**2, at("1/4"), of=stays)
thm.refutes("growth 1 + 2 eta", p <= R / (b * (1 + 2 * eta) ** K), at("1/4"), of=stuck)
