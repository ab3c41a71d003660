"""Steps of ascent along geodesics stay on the sphere.

Source   Ma 2021, section 2.3 and Theorem 2.6.
Claim    |x| = |w| = 1, <x, w> = 0, c^2 + s^2 = 1, z = c x + s w  =>  |z| = 1.
Covers   every dimension; every iterate of the runs of ascent.
Silent   on the gain: see ascent_gradient_step and ascent_curvature_step. With the ambient gradient
         in the place of w, <x, w> = 4 f(x) is not 0: see euclidean_gradient.
"""

from functools import partial

from sympy import Eq

from lemmata import Theorem, cite, inner
from models import tensor_steps
from strategies import tensor_steps as draws

thm = Theorem(
    "tensor.ascent_on_sphere",
    catalogue=["ma.thm-2.6"],
    supports=["ma.tensor-algo"],
    sources=[cite("Ma 2021", "section 2.3"), cite("Ma 2021", "Theorem 2.6")],
)
d = thm.dimension("d")
x, w, z = thm.vector("x w z", d, "the point, the direction, the next point")
c, s = thm.real("c s", "cosine and sine of the length of the step")

unit = thm.assume("unit", Eq(inner(x, x), 1))
direction = thm.assume("direction", Eq(inner(w, w), 1))
tangent = thm.assume("tangent", Eq(inner(x, w), 0))
circle = thm.assume("circle", Eq(c**2 + s**2, 1))
step = thm.assume("step", Eq(z, c * x + s * w))
sphere = thm.conclude("sphere", Eq(inner(z, z), 1))


@thm.proof(sphere)
def pythagoras(k):
    reached = z + c * x + s * w
    parts = {step: reached, unit: c**2, direction: s**2, tangent: 2 * c * s, circle: 1}
    return k.combine(sphere, parts)


thm.rigid("the sphere has radius 1")
thm.invariant("rotation", d)

thm.open(
    "room", "false as with the factors 2 and 1/2: |z|^2 is 1 + u s^2, 1 - u s^2", direction, circle
)
thm.open("swapped", "x and w, c and s: true, |c w + s x|^2 = c^2 + s^2 = 1 too", step)

thm.check(
    sphere,
    on=tensor_steps.one_step,
    draw=draws.steps,
    constructed=[unit, direction, tangent, circle, step],
)

at = partial(dict, x=[1, 0], w=[0, 1], c="3/5", s="4/5", z=["3/5", "4/5"])
thm.example(at())
thm.needs(unit, at(x=[2, 0], z=["6/5", "4/5"]))
thm.needs(direction, at(w=[0, 2], z=["3/5", "8/5"]))
thm.needs(tangent, at(w=["3/5", "4/5"], z=["27/25", "16/25"]))
long, short = at(x=[1, 0, 0], w=[0, 1, 1]), at(x=[1, 0, 0], w=[0, "1/2", "1/2"])
thm.needs(direction, {**long, z: ["3/5", "4/5", "4/5"]}, name="|w|^2 = 2")
thm.needs(direction, {**short, z: ["3/5", "2/5", "2/5"]}, name="|w|^2 = 1/2")
thm.needs(circle, at(c=1, s=1, z=[1, 1]))
thm.needs(circle, at(c="1/3", s="2/3", z=["1/3", "2/3"]), name="c^2 + 2 s^2 = 1")
thm.needs(circle, at(c="1/3", s="4/3", z=["1/3", "4/3"]), name="c^2 + s^2 / 2 = 1")
thm.needs(circle, at(c=-2, s=3, z=[-2, 3]), name="c^3 + s^2 = 1")
thm.needs(circle, at(c=3, s=-2, z=[3, -2]), name="c^2 + s^3 = 1")
thm.needs(circle, at(c=-3, s=2, z=[-3, 2]), name="c + s^2 = 1")
thm.needs(circle, at(c=2, s=-3, z=[2, -3]), name="c^2 + s = 1")
thm.needs(step, at(z=[1, 1]))
thm.needs(step, at(z=["5/3", "-4/3"]), name="x = c z + s w")
thm.needs(step, at(z=["-3/4", "5/4"]), name="w = c x + s z")
thm.refutes("a straight step: |x + h w|^2", Eq(inner(z, z), 1 + s**2), at())
