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

from sympy import Eq, Ge, Gt, Implies, Lt, Rational, S, sqrt

from lemmata import Theorem, cite
from models import random_starts
from strategies import random_starts as draws

thm = Theorem(
    "saddle.random_start_avoids_saddle",
    catalogue=["saddle.gd-avoids"],
    supports=["saddle.asymptotic-avoidance", "saddle.ae-minimiser"],
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
# `wide` and `step` give b > 1, 2 eta^2 + eta^3 < 1 and R < 1, hence g > 1.
thm.open("exponent", "stronger: y^2 <= b <= b^2", range_)
for kind in ("constant", "exponent", "term dropped"):
    thm.open(kind, "a smaller g makes `leaves` and `stuck` weaker", rate)
thm.open("swapped", "vacuous: eta = g (1 - R^2) + 1 > 1", rate)
thm.open("constant", "stronger: b^2 - 1 and 1 - R are positive", step)
thm.open("exponent", "stronger: b^3 >= b^2", step)
thm.open("swapped", "R and b: vacuous, as b - 1 >= eta > eta (1 - R^2)", step)
thm.open(
    "constant",
    "true from b = 1 + eta/2 on: where y^2 <= 1, |z| <= 1 for eta <= 1/2 and |z| < 5/4 for "
    "eta < 1, which `step` gives",
    wide,
)
thm.open("not strict", "true: |z| > R for |y| >= R, so that |z| = R too needs |y| < R", leaves)
thm.open("exponent", "weaker: z^2 < R^3 < R^2, and y^3 <= y^2, g <= g^2 where |y| < R", leaves)
thm.open(
    "swapped",
    "true: g < R is vacuous, |z| >= R |y| always, and |z| < |y| means |y| > 1, where |z| is "
    "concave, 1 >= R g at |y| = 1 and at least R b >= R g at b",
    leaves,
)
thm.open("strict", "true: |z| < |y| <= b where |y| > 1, and |z| < 1 + eta elsewhere", stays)
thm.open("exponent", "true: z <= b <= b^2", stays)
thm.open(
    "room",
    "false where R is tiny: p is above the changed bound by 10^-10 of it, not decided",
    stuck,
)
thm.open("constant", "weaker: g^-K grows where K shrinks", stuck)
thm.open("exponent", "weaker: R g^-K and R g^(1 - K) / b are larger", stuck)
thm.open("swapped", "weaker for R and b or g, as R < 1; b and p: the same for p > 0", stuck)

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


def step_from(y, eta="1/100000000000", R="1/4", b=2, **changed):
    """One step from y; K = 0, so that p = R/b."""
    y, eta, R, b = S(y), S(eta), S(R), S(b)
    made = {"y": y, "z": y - eta * (y**3 - y), "eta": eta, "R": R, "b": b, "K": 0, "p": R / b}
    return {**made, "g": 1 + eta * (1 - R**2), **changed}


e, tip = Rational(1, 10**10), Rational(1, 10**6)
thm.example(step_from(-1 - e, eta=e, b=1 + e, R="1/2"), name="tiny step from the end")
for begin in ((e - 1) / 4, (e + 1) / 4, 2):
    thm.example(step_from(begin), name=f"tiny step from {begin}")
grown = tip * (Rational(11, 10) - tip**2 / 10)
tipped = step_from(grown, eta="1/10", R=grown, K=1, p=tip / 2)
thm.example(tipped, name="R tiny: nearly as stuck as `stuck` allows, and from R itself")
four = step_from(1, eta="1/8", R="1/2", K=4, p="1/8")
thm.example(four, name="four steps: those from 1/4 and less stay within R = 1/2")
at = random_starts.exact_well
thm.example(at("1/4"), name="y = 1/4")
thm.needs(update, step_from("1/4", eta="1/4", z=0), breaks=leaves)
for c in (1 + 10 * e, Rational(1001, 1000), S(2)):
    # A longer step from the end b = 5/3 leads inside, and so does a wrong `step`.
    name, R_ = f"times {c}", min(c - 1, S.Half)
    lands = {"eta": Rational(9, 16) * (1 - R_), "R": R_, "b": "5/3"}
    away = step_from("5/3", **lands)
    past = S(5) / 3 - c * (S(5) / 3 - away["z"])
    thm.needs(update, {**away, "z": past}, breaks=leaves, name=f"update, {name}")
    far = Rational(9, 16) * (1 if c == 2 else 1 - R_ / 2)
    thm.needs(step, step_from("5/3", **{**lands, "eta": far}), breaks=leaves, name=f"step, {name}")
half = {"eta": Rational(9, 16) * Rational(3, 4), "R": "1/2", "b": "5/3"}
thm.needs(step, step_from("5/3", **half), breaks=leaves, name="step, R/2 for R")
for t, eta_ in ((10 * e, "1/100000"), (Rational(1, 1000), "1/100")):
    R_, beyond = 1 + t / 2, (1 + t / 2) * (1 + t * Rational(eta_) / 10)
    over = step_from(beyond, eta=eta_, R=R_, b=1 + 2 * Rational(eta_))
    thm.needs(step, over, breaks=leaves, name=f"step, R = 1 + {t / 2}")
for y_ in (2 + 2 * e, Rational(-5, 2)):
    thm.needs(range_, step_from(y_), breaks=stays, name=f"y = {y_} beyond b = 2")
for t in (10 * e, Rational(1, 1000)):
    narrow = step_from(1 - t / 2, eta=t / 10, b=1 - t / 2)
    thm.needs(wide, narrow, breaks=stays, name=f"b = 1 - {t / 2}")
for y_, eta_, b_ in (("19/20", "3/5", 1), ("3/5", "1/10", "3/5"), ("1/2", 2, "1/2")):
    thm.needs(wide, step_from(y_, eta=eta_, b=b_), breaks=stays, name=f"b = {b_}, eta = {eta_}")
thm.needs(rate, step_from("1/8", eta="1/4", g=2), breaks=leaves, name="g = 2")
thm.needs(range_, at(sqrt(11), z=0), breaks=leaves)
thm.needs(step, at(sqrt(3), eta="1/2", z=0), breaks=leaves)
thm.needs(wide, at("1/2", b="1/2"), breaks=stays)
thm.needs(rate, at("1/4", g=100, p=0), breaks=leaves)
thm.refutes(
    "growth as at the saddle", Implies(inside, (1 + eta) ** 2 * y**2 <= z**2), at("1/4"), of=leaves
)
thm.refutes("the saddle attracts", z**2 <= y**2, at("1/4"), of=stays)
thm.refutes("growth 1 + 2 eta", p <= R / (b * (1 + 2 * eta) ** K), at("1/4"), of=stuck)
