"""The test direction at a stationary point of the 4-tensor that serves whatever the signs.

Source   Ma 2021, proof of Theorem 5.2, (5.8) and (5.9).
Claim    a and b two of the components, p = <a, x>, r = <b, x>: u = r a - p b is tangent at x. For
         w = (a - b) / 2, which is tangent where p = r only, the quadratic form of (5.8) is
         <w, (12 D D - 4 f(x) I) w> = 3 p^2 + 3 r^2 - 2 f(x).
Covers   every dimension, n <= d, every x.
Silent   on the curvature along u: see saddle_direction.
"""

from functools import partial

from sympy import Eq, Identity, Matrix, Rational

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.test_direction",
    supports=["ma.thm-5.2"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2, (5.8) and (5.9)")],
)
d = thm.dimension("d")
x, a, b = thm.vector("x a b", d, "the point; two components")
D = thm.operator("D", d, "the coordinates, sum_i <a_i, x> a_i a_i'")
F, p, r = tensor_points.value(D, x), inner(a, x), inner(b, x)
u, w = r * a - p * b, (a - b) / 2
form = inner(w, (12 * D * D - 4 * F * Identity(d)) * w)

axis = thm.assume("axis", Eq(D * a, p * a))
other = thm.assume("other", Eq(D * b, r * b))
unit_axis = thm.assume("unit_axis", Eq(inner(a, a), 1))
unit_other = thm.assume("unit_other", Eq(inner(b, b), 1))
apart = thm.assume("apart", Eq(inner(a, b), 0))
tangent = thm.conclude("tangent", Eq(inner(x, u), 0))
quarter = thm.conclude("quarter", Eq(form, 3 * p**2 + 3 * r**2 - 2 * F))


@thm.proof(tangent)
def both_signs(k):
    return k.identity(tangent.relation)


@thm.proof(quarter)
def expand(k):
    parts = {
        axis: 3 * (D.T * (a - b) + p * (a - b)),
        other: 3 * (D.T * (b - a) + r * (b - a)),
        unit_axis: 3 * p**2 - F,
        unit_other: 3 * r**2 - F,
        apart: 2 * F - 3 * p**2 - 3 * r**2,
    }
    return k.combine(quarter, parts)


thm.rigid("the components have length 1")
thm.invariant("rotation", d)

thm.check(
    tangent,
    quarter,
    on=tensor_points.points,
    draw=draws.anywhere,
    constructed=[axis, other, unit_axis, unit_other],
)

at = partial(tensor_points.exact_point, "x a b D")
opposed, maximum = at([1, -1]), at([1, 0, 0])
thm.example(opposed, name="opposite signs")
thm.example(at([3, 4, 12]), name="not stationary")
oblique = ["3/5", "4/5", 0]
thm.needs(axis, at([1, 1, 0], j=2, a=oblique), breaks=quarter)
thm.needs(other, at([1, 1, 0], i=2, b=oblique), breaks=quarter)
slight = Rational(1, 10**9), Rational(1, 1000)
for f in (*(1 + s for s in slight), *(1 - s for s in slight)):
    scaled = {**opposed, D: opposed["D"] * Matrix([[f, 0], [0, 1]])}
    thm.needs(axis, scaled, breaks=quarter, name=f"axis, {f}")
# x in the place of a component: D = 3/5 x x'.
for hypothesis, beside in ((axis, ["3/5", 0, "4/5"]), (other, [0, "3/5", "4/5"])):
    along = Matrix([Rational(entry) for entry in beside])
    exchanged = {**maximum, x: along, D: Rational(3, 5) * along * along.T}
    thm.needs(hypothesis, exchanged, breaks=quarter, name=f"{hypothesis.name}, D x = 3/5 x")
double = {x: [1, 0, 0], D: [[2, 0, 0], [0, 0, 0], [0, 0, 0]]}
thm.needs(unit_axis, {**double, a: [2, 0, 0], b: [0, 1, 0]}, breaks=quarter)
thm.needs(unit_other, {**double, a: [0, 1, 0], b: [2, 0, 0]}, breaks=quarter)
thm.needs(apart, {**maximum, b: [1, 0, 0]}, breaks=quarter)
always = Eq(inner(x, w), 0)
minus = Eq(form, 3 * p**2 - 3 * r**2 - 2 * F)
thm.refutes("(1/2, -1/2) is always tangent", always, opposed, of=tangent)
thm.refutes("3 x_1^2 - 3 x_2^2 - 2 |x|_4^4", minus, opposed, of=quarter)
thm.erratum(
    cite("Ma 2021", "proof of Theorem 5.2, before (5.9)"),
    printed="v = (1/2, -1/2) is the test direction",
    corrected="v = (x_2, -x_1): the printed one is tangent only where x_1 = x_2; at "
    "(1, -1) / sqrt 2 it is parallel to x",
    false=always,
    true=tangent,
    at=opposed,
)
thm.erratum(
    cite("Ma 2021", "(5.9)"),
    printed="3 x_1^2 - 3 x_2^2 - 2 |x|_4^4 = 6 tau^2 - 2 |x|_4^4 = 4 tau^2",
    corrected="3 x_1^2 + 3 x_2^2 - 2 |x|_4^4 = 4 tau^2; as printed it is -2 tau^2",
    false=minus,
    true=quarter,
    at=opposed,
)
