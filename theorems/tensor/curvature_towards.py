"""The curvature of the 4-tensor towards a component, at every point of the sphere.

Source   Ma 2021, footnote 8 (a step of a proof that the source leaves out).
Claim    |x| = 1, a one of the components, p = <a, x>, v = a - p x  =>  |v|^2 = 1 - p^2 and
         <v, Hess f(x) v> = 8 f(x) (1 - p^2) + 12 (p^2 - f(x)) (1 - 2 p^2).
Covers   every dimension and n <= d; every component and every x, stationary or not. For the largest
         coordinate f(x) <= p^2: where 2 p^2 <= 1 the curvature is at least 8 f(x) |v|^2, and
         f(x) >= 1/d for n = d.
Silent   on the largest eigenvalue, which can be larger.
"""

from functools import partial

from sympy import Eq, sqrt

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws
from theorems.tensor.saddle_towards import component, other_operator, products

thm = Theorem(
    "tensor.curvature_towards", supports=["ma.fn-8"], sources=[cite("Ma 2021", "footnote 8")]
)
d, x, a, D, H = component(thm, point="the point")
q, F, p = inner(x, x), tensor_points.value(D, x), inner(a, x)
v = a - p * x

symmetric = thm.assume("symmetric", Eq(D.T, D))
axis = thm.assume("axis", Eq(D * a, p * a))
unit_axis = thm.assume("unit_axis", Eq(inner(a, a), 1))
unit = thm.assume("unit", Eq(q, 1))
hessian = thm.assume("hessian", Eq(H, tensor_points.bend(D, x)))
length = thm.conclude("length", Eq(inner(v, v), 1 - p**2))
form = thm.conclude(
    "form", Eq(inner(v, H * v), 8 * F * (1 - p**2) + 12 * (p**2 - F) * (1 - 2 * p**2))
)


@thm.proof(length)
def pythagoras(k):
    return k.combine(length, {unit_axis: 1, unit: p**2})


@thm.proof(form)
def expand(k):
    cube, square = products(k, a, axis)
    parts = {
        hessian: v * v.T,
        square: 12,
        cube: -24 * p * (2 - q),
        unit_axis: 12 * p**2 - 4 * F,
        unit: 4 * p**2 * (6 * p**2 - F * (q**2 - 6 * q + 12)),
    }
    return k.combine(form, parts, signs=[symmetric])


thm.rigid("the point and the component have length 1")
thm.invariant("rotation", d)
thm.open("constant", "true for every factor of x x' on one side, as <v, x> = 0", hessian)
thm.open("term dropped", "true without x x' on one side, as <v, x> = 0", hessian)
thm.open("swapped", "true: x and a are two unit vectors there", length)
thm.open("constant", "true for every factor of p x, as H x = 0 and x' H = 0", form)
thm.open("term dropped", "true without p x, as H x = 0 and x' H = 0", form)

thm.check(
    length,
    form,
    on=tensor_points.points,
    draw=draws.anywhere,
    implements=[hessian],
    constructed=[symmetric, axis, unit_axis, unit],
)

at = partial(tensor_points.exact_point, "x a D H")
general, maximum = at([3, 4]), at([1, 0])
thm.example(general, name="(3, 4) / 5")
thm.example(at([1, 1, 1], n=2), name="n < d")
thm.needs(symmetric, other_operator([["3/5", 1], [0, 0]], x=["3/5", "4/5"]), breaks=form)
thm.needs(axis, {**maximum, a: ["3/5", "4/5"]}, breaks=form)
thm.needs(unit_axis, other_operator([[2, 0], [0, 0]], a=[2, 0]), breaks=length)
thm.needs(unit, other_operator([[2, 0], [0, 0]], x=[2, 0]), breaks=length)
thm.needs(hessian, {**general, H: 0 * general["H"]}, breaks=form)
exchanged = {x: [1, 0], a: [0, 1], D: [[0, 0], [0, 0]], H: [[sqrt(3), 0], [0, 1]]}
thm.needs(hessian, exchanged, breaks=form, name="hessian, D and H exchanged")
thm.refutes("|v| = 1", Eq(inner(v, v), 1), general, of=length)
thm.refutes("as at stationary points", Eq(inner(v, H * v), 8 * F * (1 - p**2)), general, of=form)
