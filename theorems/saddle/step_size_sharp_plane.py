"""Already for gamma = 1 / L gradient descent can send a set of positive measure to a strict saddle.

Source   own, for Bruna 2018, "GD avoids strict saddles" (why gamma < 1 / L is strict).
Claim    g the function of step_size_sharp_trough, C^2 on the plane with |Hessian| <= 1: at tau =
         sigma = 0 (x <= 1, |y| <= delta) the Hessian is diag(1/2, -1/4); the step with gamma = 1
         leads from x >= 2, |y| <= delta to (x / 2, 0), and from any (x, 0) to (x / 2, 0).
         So every start with x >= 2, |y| <= delta converges to the strict saddle 0.
Covers   L g for any L, with gamma = 1 / L; more coordinates by adding z^2 / 4. That the iterates
         (x / 2^k, 0) tend to 0 is what `landed` and then `stays` say.
Silent   on one dimension, where gamma = 1 / L is harmless: x - g'(x) / L does not decrease, and
         stretches near a strict maximum, so that only the maximum itself is sent there.
"""

from functools import partial

from sympy import And, Eq, Gt, Implies, Or, Rational, sqrt

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.step_size_sharp_plane",
    supports=["saddle.step-size-sharp", "saddle.gd-avoids"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
x, y = thm.real("x y", "the point")
tau, sigma = thm.nonneg("tau sigma", "x - 1 and (|y| - delta) / (4 delta), cut to [0, 1]")
omega = thm.real("omega", "y / delta, cut to [-1, 1]")
delta = thm.positive("delta", "half the width of the valley")
p, q, r = thm.real("p q r", "the Hessian: g_xx, g_xy, g_yy")
X, Y = thm.real("X Y", "the next point")
c, c1, c2, psi, psi1, psi2 = model.profiles(tau, sigma, omega, delta)

gxx = thm.assume("gxx", Eq(p, Rational(1, 2) + c2 * psi))
gxy = thm.assume("gxy", Eq(q, c1 * psi1))
gyy = thm.assume("gyy", Eq(r, c * psi2))
step_x = thm.assume("step_x", Eq(X, x / 2 - c1 * psi))
step_y = thm.assume("step_y", Eq(Y, y - c * psi1))
flat, beyond, before = Eq(sigma, 0), Eq(tau, 1), Eq(tau, 0)
height, middle, ground = Eq(delta * omega, y), Eq(omega, 0), Eq(y, 0)
valley, axis, start = And(beyond, flat, height), And(flat, middle, ground), And(before, flat)
half, down = Eq(X, x / 2), Eq(Y, 0)
entries = Eq(p, Rational(1, 2)), Eq(q, 0), Eq(r, -Rational(1, 4))
landed = thm.conclude("landed", Implies(valley, And(half, down)))
stays = thm.conclude("stays", Implies(axis, And(half, down)))
saddle = thm.conclude("saddle", Implies(start, And(*entries)))


def at(k, fact, where, *symbols):
    """The fact at the place `where`: its equations for `symbols` are put in."""
    given = k.assume(where)
    for equation in symbols:
        fact = k.rewrite(fact, k.part(given, equation))
    return fact


@thm.proof(landed)
def curvature_one_across(k):
    parts = {at(k, step_y, valley, beyond, flat): 1, k.part(k.assume(valley), height): -1}
    across = k.combine(down, parts)
    return k.discharge(k.both(at(k, step_x, valley, beyond, flat), across), valley)


@thm.proof(stays)
def symmetry_axis(k):
    moves = [at(k, step, axis, flat, middle, ground) for step in (step_x, step_y)]
    return k.discharge(k.both(*moves), axis)


@thm.proof(saddle)
def hessian_at_the_start(k):
    return k.discharge(k.both(*(at(k, e, start, before, flat) for e in (gxx, gxy, gyy))), start)


thm.rigid("the objective is one fixed function up to the width of its valley")

# The claims are about tau = sigma = 0, about tau = 1, sigma = 0 and about sigma = omega = 0.
zeros = {
    gxx: "c'' psi = 0 at tau = 0, with tau as a factor",
    gxy: "c' psi' = 0 at tau = 0, with tau as a factor",
    gyy: "other powers and factors of tau and sigma do not matter at tau = sigma = 0",
    step_x: "c' psi = 0 at tau = 1 by 1 - tau, and at sigma = omega = 0 by psi",
    step_y: "c = 1 and psi' = delta omega at tau = 1, sigma = 0, and psi' = 0 for omega = 0",
}
quintic = "at the root of 30 t^5 - 75 t^4 + 50 t^3 = 1 only, which is no term in square roots"
for part, why in zeros.items():
    for kind in ("constant", "exponent", "term dropped"):
        thm.open(kind, f"true: {why}", part)
vacuous = {gxx: "; sigma and p: vacuous, as sigma = 1/2", gxy: "; delta and q: vacuous", step_x: ""}
for part, more in vacuous.items():
    thm.open("swapped", f"true: a factor tau, sigma, omega or 1 - tau remains 0{more}", part)
thm.open("swapped", f"tau and sigma: the same at 0; tau and r: false, {quintic}", gyy)
thm.open("swapped", "sigma and delta: vacuous, as delta > 0", landed)
thm.open(
    "swapped",
    f"y and Y: true, as Y = y for omega = 0; omega and Y: true except where c = 0, {quintic}",
    stays,
)
thm.open(
    "swapped",
    f"sigma and p: vacuous, as p = 1/2 for tau = 0; tau and r: false where c = 0, {quintic}",
    saddle,
)

thm.check(
    landed,
    stays,
    saddle,
    on=model.plane,
    draw=draws.planes,
    implements=[step_x, step_y],
    constructed=[gxx, gxy, gyy],
)

place = partial(model.exact_plane, "u v")
thm.example(place(0, 0), name="the saddle")
thm.example(place(10, "1/64"), name="in the valley")
# The claims do not say how tau, sigma and omega come from x and y: these are apart from each other.
for x_, y_, apart in (
    ("1/32", "1/1024", {"tau": 1, "sigma": 0, "omega": 1}),
    (64, 1, {"tau": 1, "sigma": 0, "omega": "1/32"}),
    ("-31/16", "1/32", {"tau": 1, "sigma": 0, "omega": -31}),
    (0, "1/64", {"tau": 1, "sigma": "1/3", "omega": "1/2"}),
    (0, 0, {"tau": 1, "sigma": "1/3", "omega": "32/3"}),
    (0, "1/64", {"tau": 0, "sigma": 1, "omega": "1/2"}),
    (0, "1/4", {"tau": "1/2", "sigma": 0, "omega": "1/2", "delta": 1}),
    (8, "8/5", {"tau": "1/2", "sigma": 0, "omega": "8/5", "delta": 1}),
    (0, "1/64", {"tau": 1, "sigma": "1/2", "omega": 0}),
    (0, 0, {"tau": "1/2", "sigma": "2/3", "omega": 0}),
    (0, 0, {"tau": "3/4", "sigma": 0, "omega": 4 * sqrt(2) / 15, "delta": 1}),
):
    thm.example(place(x_, y_, **apart), name=f"at ({x_}, {y_}) with {apart}")
for e in (Rational(1, 10**9), Rational(1, 1000)):
    for c_ in (1 + e, 1 - e):
        thm.example(place(10, "1/64", tau=c_), name=f"tau = {c_}")
        thm.example(place(10, "1/64", omega=c_ / 2), name=f"{c_} times omega")
thm.needs(gxx, place(0, 0, p=0), breaks=saddle)
# -1/2 = c''(t) psi at t = -1, psi = 1/900
wrong = place(0, 0, delta=1, tau=0, sigma=0, omega=sqrt(2) / 30, p=-1)
thm.needs(gxx, wrong, breaks=saddle, name="p = -1")
for Y_ in ("1/32", "-31/2", "-1/32"):
    thm.needs(step_y, place(10, "1/64", Y=Y_), breaks=landed, name=f"Y = {Y_}")
thm.needs(gxy, place(0, 0, q=1), breaks=saddle)
thm.needs(gyy, place(0, 0, r=0), breaks=saddle)
thm.needs(step_x, place(10, "1/64", X=10), breaks=landed)
thm.needs(step_y, place(10, "1/64", Y=1), breaks=landed)
kept = Implies(valley, Or(Eq(y, 0), Gt(Y**2, 0)))
thm.refutes("at gamma = 1 / L no set collapses", kept, place(10, "1/64"), of=landed)
thm.refutes("the axis stands still", Implies(axis, Eq(X, x)), place(10, 0), of=stays)
thm.refutes("a minimum", Implies(start, r >= 0), place(0, 0), of=saddle)
