"""A coordinate step never raises a quadratic, however indefinite, if its own curvature allows it.

Source   Bruna 2018, "GD avoids strict saddles" (the remark on coordinate descent).
Claim    z = x - gamma <e, H x> e, gamma >= 0, gamma <e, H e> <= 2  =>
         <z, H z> = <x, H x> - gamma <e, H x>^2 (2 - gamma <e, H e>) <= <x, H x>.
Covers   every dimension; any symmetric H; any direction e, such as the coordinate vectors, where
         the constant is L_max = max H_ii and not the norm of H. A start with <x, H x> < 0 can
         therefore not tend to 0, see coordinate_descent_escape.
Silent   on non-quadratic objectives.
"""

from sympy import Eq, Le

from lemmata import Theorem, cite, inner
from models import avoidance
from strategies import avoidance as draws

thm = Theorem(
    "saddle.coordinate_descent",
    catalogue=["saddle.coordinate-avoids"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
d = thm.dimension("d")
H = thm.operator("H", d, "the Hessian")
x, z, e = thm.vector("x z e", d, "the point before and after, the direction")
gamma = thm.nonneg("gamma", "step size")
before, after = inner(x, H * x), inner(z, H * z)
slope, bend = inner(e, H * x), inner(e, H * e)

symmetric = thm.assume("symmetric", Eq(H.T, H))
update = thm.assume("update", Eq(z, x - gamma * slope * e))
step = thm.assume("step", gamma * bend <= 2)
exact = thm.conclude("exact", Eq(after, before - gamma * slope**2 * (2 - gamma * bend)))
falls = thm.conclude("falls", Le(after, before))


@thm.proof(exact)
def expand(k):
    parts = {update: H * (z + x - gamma * slope * e)}
    return k.combine(exact, parts, signs=[symmetric])


@thm.proof(falls)
def drop_a_square(k):
    return k.combine(falls, {expand(k): -1, step: gamma * slope**2}, signs=[symmetric])


thm.scales("Hessian", H=1, gamma=-1)
thm.scales("argument", x=1, z=1)
thm.scales("direction", e=1, gamma=-2)
thm.invariant("rotation", d)
thm.limit("step 0", {gamma: 0}, exact, Eq(inner(z, H * z), inner(x, H * x)))

thm.check(
    exact,
    falls,
    on=avoidance.coordinate_run,
    draw=draws.coordinate_steps,
    implements=[update],
    constructed=[symmetric],
)

plane = {H: [[1, 2], [2, -1]], x: [1, 1], e: [1, 0], gamma: "1/2", z: ["-1/2", 1]}
thm.example(plane)
thm.sharp(falls, {**plane, gamma: 2, z: [-5, 1]}, name="gamma H_ii = 2: a reflection")
thm.needs(symmetric, {**plane, H: [[1, 2], [0, -1]], z: ["-1/2", 1], x: [1, 1]}, breaks=exact)
thm.needs(update, {**plane, z: [3, 1]}, breaks=falls)
thm.needs(step, {**plane, gamma: 3, z: [-8, 1]}, breaks=falls)
printed = Eq(after, before - gamma * slope**2 * (1 - gamma * bend / 2))
thm.refutes("the drop of <x, H x> / 2", printed, plane, of=exact)
half = Le(after, before - gamma * slope**2)
thm.refutes("at least gamma slope^2", half, {**plane, gamma: 2, z: [-5, 1]}, of=falls)
leaving = {**plane, x: [0, 1], z: [-1, 1]}
thm.refutes("the norm falls", Le(inner(z, z), inner(x, x)), leaving, of=falls)
