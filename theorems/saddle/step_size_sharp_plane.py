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

from sympy import And, Eq, Gt, Implies, Or, Rational

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.step_size_sharp_plane",
    catalogue=["saddle.step-size-sharp", "saddle.gd-avoids"],
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
thm.needs(gxx, place(0, 0, p=0), breaks=saddle)
thm.needs(gxy, place(0, 0, q=1), breaks=saddle)
thm.needs(gyy, place(0, 0, r=0), breaks=saddle)
thm.needs(step_x, place(10, "1/64", X=10), breaks=landed)
thm.needs(step_y, place(10, "1/64", Y=1), breaks=landed)
kept = Implies(valley, Or(Eq(y, 0), Gt(Y**2, 0)))
thm.refutes("at gamma = 1 / L no set collapses", kept, place(10, "1/64"), of=landed)
thm.refutes("the axis stands still", Implies(axis, Eq(X, x)), place(10, 0), of=stays)
thm.refutes("a minimum", Implies(start, r >= 0), place(0, 0), of=saddle)
