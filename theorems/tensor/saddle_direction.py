"""A stationary point of the 4-tensor curves up from one nonzero coordinate towards another.

Source   Ma 2021, proof of Theorem 5.2, (5.8) and (5.9).
Claim    |x| = 1, grad f(x) = 0, a and b two of the components, p = <a, x>, r = <b, x>,
         u = r a - p b  =>  p r = 0 or <u, Hess f(x) u> = 16 f(x)^2, that is 8 f(x) |u|^2.
Covers   every dimension, n <= d, both signs of both coordinates.
Silent   on what follows for maxima: see saddle_towards and local_maxima.
"""

from functools import partial

from sympy import Eq, Or, Rational, eye, sqrt

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws
from theorems.tensor.saddle_towards import level, other_operator, room

thm = Theorem(
    "tensor.saddle_direction",
    supports=["ma.thm-5.2", "ma.tensor-spectrum"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2, (5.8) and (5.9)")],
)
d = thm.dimension("d")
x, a, b = thm.vector("x a b", d, "the stationary point; two components")
D, H = thm.operator("D H", d, "the coordinates, sum_i <a_i, x> a_i a_i'; the Hessian")
thm.measure(H, "hessian")
q, F, p, r = inner(x, x), tensor_points.value(D, x), inner(a, x), inner(b, x)
u = r * a - p * b


symmetric = thm.assume("symmetric", Eq(D.T, D))
axis = thm.assume("axis", Eq(D * a, p * a))
other = thm.assume("other", Eq(D * b, r * b))
unit_axis = thm.assume("unit_axis", Eq(inner(a, a), 1))
unit_other = thm.assume("unit_other", Eq(inner(b, b), 1))
apart = thm.assume("apart", Eq(inner(a, b), 0))
unit = thm.assume("unit", Eq(q, 1))
critical = thm.assume("critical", Eq(q * D * D * x, F * x))
hessian = thm.assume("hessian", Eq(H, tensor_points.bend(D, x)))
pair = thm.conclude("pair", Or(Eq(p * r, 0), Eq(inner(u, H * u), 16 * F**2)))


def squares(k):
    """<a, D D a> = p^2 |a|^2, <b, D D b> = r^2 |b|^2 and <a, D D b> = 0."""
    of_a, of_b = level(k, a, axis), level(k, b, other)
    parts = {axis: D * b, other: p * a, apart: p * r}
    cross = k.combine(Eq(inner(a, D * D * b), 0), parts, signs=[symmetric])
    return of_a, of_b, cross


@thm.proof(pair)
def two_components(k):
    goal = pair.relation
    (_, of_a, p_split), (_, of_b, r_split), cross = squares(k)
    p_high, r_high = k.assume(Eq(p**2 - F, 0)), k.assume(Eq(r**2 - F, 0))
    parts = {
        hessian: u * u.T,
        of_a: 12 * r**2,
        of_b: 12 * p**2,
        cross: -24 * p * r,
        unit_axis: (12 * p**2 - 4 * F) * r**2,
        unit_other: (12 * r**2 - 4 * F) * p**2,
        apart: 8 * F * p * r,
        p_high: 24 * r**2 - 4 * F,
        r_high: 20 * F,
    }
    curved = k.combine(Eq(inner(u, H * u), 16 * F**2), parts, signs=[symmetric])
    flat = {
        side: k.either(k.combine(Eq(p * r, 0), {k.assume(Eq(side, 0)): factor}), goal)
        for side, factor in ((p, r), (r, p))
    }
    both = {Eq(r, 0): flat[r], Eq(r**2 - F, 0): k.either(curved, goal)}
    return k.cases(p_split, {Eq(p, 0): flat[p], Eq(p**2 - F, 0): k.cases(r_split, both)})


thm.rigid("the point and the components have length 1")
thm.invariant("rotation", d)
room(thm, critical)
for change in ("constant", "term dropped"):
    thm.open(change, "true: u is orthogonal to x, which the projections may keep or not", hessian)
thm.open("swapped", "true: D = P (...) P gives D x = 0, and p^2 = <D a, x> = 0", hessian)
thm.open("swapped", "true: <a, b> = 0", pair)

thm.check(
    pair,
    on=tensor_points.points, draw=draws.stationary,
    implements=[hessian],
    constructed=[symmetric, axis, other, unit_axis, unit_other, unit, critical],
)  # fmt: skip

at = partial(tensor_points.exact_point, "x a b D H")
opposed = at([1, -1])
maximum = at([1, 0, 0])
thm.example(opposed, name="opposite signs")
thm.example(at([1, 1, 1, 0]), name="three of four")
thm.example(maximum, name="a maximum")

shear = [["2/3", 0, "2/3"], [0, "2/3", "2/3"], [0, 0, 1]]
sheared = other_operator(shear, x=["2/3", "2/3", "1/3"], a=[1, 0, 0])
thm.needs(symmetric, {**maximum, **sheared})
oblique = ["3/5", "4/5", 0]
thm.needs(axis, at([1, 1, 1], j=2, a=oblique))
thm.needs(other, at([1, 1, 1], i=2, b=oblique))
# x in the place of a component: D is 2/3 on x and the other component, and 0 beside.
tilted = [["8/15", 0, "4/15"], [0, "2/3", 0], ["4/15", 0, "2/15"]]
beside = {**maximum, **other_operator(tilted, x=["2/3", "2/3", "1/3"], a=[1, 0, 0])}
thm.needs(axis, beside, name="axis, D x = 2/3 x")
thm.needs(other, {**beside, a: beside["b"], b: [1, 0, 0]}, name="other, D x = 2/3 x")
slight = Rational(1, 10**9), Rational(1, 1000)
for c in (*(1 + s for s in slight), *(1 - s for s in slight), Rational(1, 2), Rational(2)):
    # D is a multiple of the identity; c, or its root, is the ratio of the coordinates of x.
    second, first = sqrt(c / (1 + c)), [1 / sqrt(1 + c**2), c / sqrt(1 + c**2)]
    thm.needs(axis, {b: [0, 1], **other_operator(first[1] * eye(2), x=first)}, name=f"axis, {c}")
    place = other_operator(first[1] * eye(2), x=first[::-1])
    thm.needs(other, {b: [0, 1], **place}, name=f"other, {c}")
    root = sqrt(c)
    place = other_operator(second * eye(2), x=[second / root, second], a=[root, 0])
    thm.needs(unit_axis, {b: [0, 1], **place}, name=f"unit_axis, {c}")
    place = other_operator(second * eye(2), x=[second, second / root])
    thm.needs(unit_other, {**place, b: [0, root]}, name=f"unit_other, {c}")
    place = other_operator(sqrt(c / 2) * eye(2), x=[sqrt(c / 2)] * 2)
    thm.needs(unit, {b: [0, 1], **place}, name=f"unit, {c}")
thm.needs(apart, {**maximum, b: [1, 0, 0]})
thm.needs(unit, {**opposed, **other_operator([[1, 0], [0, 1]], x=[1, 1])})
thm.needs(critical, at([3, 4]))
thm.needs(hessian, {**opposed, H: 2 * opposed["H"]})
thm.refutes("8 f^2", Or(Eq(p * r, 0), Eq(inner(u, H * u), 8 * F**2)), opposed, of=pair)
