"""The coordinates of two orthonormal vectors along a unit vector: Bessel's inequality.

Source   Ma 2021, Theorem 2.6 with Theorem 5.2 (a step that the source leaves out).
Claim    |e|, |x|, |v| <= 1, <x, v> = 0  =>  <e, x>^2 + <e, v>^2 <= 1.
Covers   every dimension; equality for a unit e in the plane of orthonormal x and v.
Silent   on more than two vectors.
"""

from functools import partial

from sympy import Eq

from lemmata import Theorem, cite, inner
from models import tensor_ascent
from models.pinned import pinned
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.bessel",
    supports=["ma.tensor-algo"],
    sources=[cite("Ma 2021", "Theorem 2.6")],
)
d = thm.dimension("d")
e, x, v = thm.vector("e x v", d, "a component; the point; the direction")
a, b = inner(e, x), inner(e, v)

unit_e = thm.assume("unit_e", inner(e, e) <= 1)
unit_x = thm.assume("unit_x", inner(x, x) <= 1)
unit_v = thm.assume("unit_v", inner(v, v) <= 1)
orthogonal = thm.assume("orthogonal", Eq(inner(x, v), 0))
bessel = thm.conclude("bessel", a**2 + b**2 <= 1)


@thm.proof(bessel)
def projection(k):
    parts = {unit_e: 1, unit_x: a**2, unit_v: b**2, orthogonal: -2 * a * b}
    return k.combine(bessel, parts, squares=[(1, e - a * x - b * v)])


thm.rigid("the vectors are of length 1 at most")
thm.invariant("rotation", d)

thm.open("exponent", "true: |<e, x>|, |<e, v>| <= 1, and so a cube is at most the square", bessel)
thm.open("swapped", "true: <v, x> = 0, which leaves <e, v>^2 <= |e|^2 |v|^2 <= 1", bessel)

thm.check(
    bessel,
    on=pinned(tensor_ascent.geodesic),
    draw=draws.geodesics,
    constructed=[unit_e, unit_x, unit_v, orthogonal],
)

at = partial(dict, e=["3/5", "4/5"], x=[1, 0], v=[0, 1])
thm.sharp(bessel, at(), name="in the plane")
thm.needs(unit_e, at(e=[1, 1]))
thm.needs(unit_x, at(x=[2, 0]))
thm.needs(unit_v, at(v=[0, 2]))
thm.needs(orthogonal, at(x=["3/5", "4/5"], v=["3/5", "4/5"]))
thm.refutes("without the square", a + b <= 1, at())
