"""Every second-order stationary point of the 4-tensor with a nonzero coordinate is a component.

Source   Ma 2021, Theorem 5.2.
Claim    f(x) = sum_i <a_i, x>^4 with orthonormal a_i, |x| = 1, grad f(x) = 0, a one of the a_i,
         v = a - <a, x> x, <v, Hess f(x) v> <= 0  =>  <a, x> = 0, or x = <a, x> a and f(x) = 1.
         With a not orthogonal to x: the local maxima with f(x) > 0 are exactly +-a_i, all global.
Covers   every dimension and n <= d; the curvature is needed along one direction only. For n = d
         some coordinate is not 0, so that every local maximum is global.
Silent   on f(x) = 0 for n < d, where no a serves: those points satisfy the second-order conditions
         and are no local maxima (strict_saddle_fails); that a local maximum satisfies them.
"""

from functools import partial

from sympy import Eq, Gt, Le, Lt, Or, Rational, eye, sqrt

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws
from theorems.tensor import saddle_towards
from theorems.tensor.saddle_towards import other_operator

thm = Theorem(
    "tensor.local_maxima",
    catalogue=["ma.thm-5.2"],
    sources=[cite("Ma 2021", "Theorem 5.2")],
)
d, x, a, D, H = saddle_towards.component(thm)
q, F, p = inner(x, x), tensor_points.value(D, x), inner(a, x)
v = a - p * x

symmetric = thm.assume("symmetric", Eq(D.T, D))
axis = thm.assume("axis", Eq(D * a, p * a))
unit_axis = thm.assume("unit_axis", Eq(inner(a, a), 1))
unit = thm.assume("unit", Eq(q, 1))
critical = thm.assume("critical", Eq(q * D * D * x, F * x))
hessian = thm.assume("hessian", Eq(H, tensor_points.bend(D, x)))
curved = thm.assume("curved", inner(v, H * v) <= 0)
component = thm.conclude("component", Or(Eq(p, 0), Eq(x, p * a)))
value = thm.conclude("value", Or(Eq(p, 0), Eq(F, 1)))


def derive(k, conclusion, finish):
    """p = 0, or p^2 = f > 0 and 8 f |v|^2 <= 0, that is p^2 >= 1; `finish` concludes from that."""
    goal = conclusion.relation
    zero = k.either(k.assume(Eq(p, 0)), goal)
    steep = Eq(inner(v, H * v), 8 * F * inner(v, v))
    high, bent = k.assume(Eq(p**2, F)), k.assume(steep)

    def away(case):
        parts = {curved: 1, bent: 1, unit: 8 * F * p**2, unit_axis: 8 * F, high: 8 * p**2 - 8}
        far = k.combine(p**2 >= 1, parts, scale=8 * p**2, signs=[k.assume(case)])
        return k.either(finish(k, far, high), goal)

    signs = {Gt(p, 0): away(Gt(p, 0)), Eq(p, 0): zero, Lt(p, 0): away(Lt(p, 0))}
    turned = k.cases(k.split(p), signs)
    towards = k.lemma(saddle_towards.thm, "towards")
    curving = k.cases(towards, {Eq(p, 0): zero, steep: turned})
    return k.cases(k.lemma(saddle_towards.thm, "square"), {Eq(p, 0): zero, Eq(p**2, F): curving})


def is_the_component(k, far, high):
    rest = x - p * a
    parts = {far: 1, unit: -1, unit_axis: -(p**2)}
    return k.combine(Eq(x, p * a), {k.vanishing(k.combine(Le(inner(rest, rest), 0), parts)): 1})


def is_one(k, far, high):
    near = k.combine(1 >= p**2, {unit: -1, unit_axis: -(p**2)}, squares=[(1, x - p * a)])
    return k.combine(Eq(F, 1), {high: -1, k.squeeze(near, far): 1})


@thm.proof(component)
def no_way_up(k):
    return derive(k, component, is_the_component)


@thm.proof(value)
def global_value(k):
    return derive(k, value, is_one)


thm.rigid("the point and the component have length 1")
thm.invariant("rotation", d)
thm.open(
    "constant",
    "true: with |x|^2 = c < 3 other than 1, <v, H v> is 4 p^2 (3 - c) |P v|^2, which is positive "
    "for p != 0, as P is invertible and v is not 0",
    unit,
)
saddle_towards.room(thm, critical)
thm.open(
    "constant",
    "true: v is orthogonal to x, which the projections may keep or not, D D v = f(x) v, and "
    "12 c - 4 or 12 - 4 c in place of 8 is positive for c in [1/2, 2]",
    hessian,
)
thm.open(
    "exponent",
    "true for -4 <x, D^3 x>, whose absolute value is at most 4 f(x) < 12 f(x)",
    hessian,
)
thm.open(
    "term dropped",
    "true: v is orthogonal to x, and without -4 f(x) the curvature is larger, 12 f(x) |v|^2",
    hessian,
)
thm.open("swapped", "true: D = P (...) P gives D x = 0, and p^2 = <D a, x> = 0", hessian)
NORMAL = "true: H x = 0, so that all that counts is the sign of <a, H a>"
for change in ("constant", "term dropped", "swapped"):
    thm.open(change, NORMAL, curved)
thm.open("swapped", "true: |a - p x|^2 = |x - p a|^2 = 1 - p^2", component)
thm.open("swapped", "true: <a, D D a> = p^2, which is f(x) unless p = 0", value)

thm.check(
    component,
    value,
    on=tensor_points.points,
    draw=draws.stationary,
    implements=[hessian],
    constructed=[symmetric, axis, unit_axis, unit, critical],
)

at = partial(tensor_points.exact_point, "x a D H")
maximum, saddle = at([1, 0]), at([1, -1])
thm.example(maximum, name="a maximum")
thm.example(at([-1, 0, 0]), name="its opposite")
thm.example(at([0, 0, 1], n=2), name="n < d, orthogonal to all components")
thm.needs(symmetric, other_operator([["3/5", "21/20"], [0, 2]], x=["3/5", "4/5"]))
thm.needs(axis, {**maximum, a: ["3/5", "4/5"]})
thm.needs(unit_axis, other_operator([[2, 0], [0, 0]], a=[2, 0]))
thm.needs(axis, other_operator([["4/5", 0], [0, 0]], a=["4/5", "3/5"]), name="axis, D x = p x")
slight = Rational(1, 10**9), Rational(1, 1000)
for c in (*(1 + s for s in slight), *(1 - s for s in slight)):
    longer = other_operator([[c, 0], [0, 0]])
    thm.needs(axis, longer, breaks=value, name=f"axis, {c}")
    longer = other_operator([[sqrt(c), 0], [0, 0]], a=[sqrt(c), 0])
    thm.needs(unit_axis, longer, breaks=value, name=f"unit_axis, {c}")
thm.needs(unit, other_operator([[2, 0], [0, 0]], x=[2, 0]), breaks=value)
thm.needs(critical, at([24, 7]))
thm.needs(hessian, {**saddle, H: 0 * saddle["H"]})
P = eye(2) - saddle["x"] * saddle["x"].T
for power in (1, 3):
    bent = P * (12 * saddle["D"] ** power - 2 * eye(2)) * P
    thm.needs(hessian, {**saddle, H: bent}, name=f"hessian, D^{power}")
thm.needs(hessian, {**saddle, H: -2 * P}, name="hessian, -4 f(x) P alone")
# -4 <x, D x> for -4 f(x): 12/9 - 4/3 = 0 where all of nine coordinates are 1/3.
thm.needs(hessian, {**at([1] * 9), H: 0 * eye(9)}, name="hessian, nine coordinates")
thm.needs(curved, saddle)
thm.refutes("only +a", Or(Eq(p, 0), Eq(x, a)), at([-1, 0]), of=component)
thm.refutes("value 1 everywhere", Eq(F, 1), at([0, 0, 1], n=2), of=value)
thm.refutes(
    "order 3 too: sum of <a_i, x>^3 is 1 at both",
    Or(Eq(p, 0), Eq(inner(x, D * x), 1)),
    at([-1, 0]),
    of=value,
)
