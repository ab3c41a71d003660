"""At a stationary point of the 4-tensor the Hessian quotient towards any component is 8 f(x).

Source   Ma 2021, proof of Theorem 5.2 (with a direction that needs one component only).
Claim    |x| = 1, grad f(x) = 0, a one of the components, p = <a, x> not 0, v = a - p x  =>
         p^2 = f(x) and <v, Hess f(x) v> = 8 f(x) |v|^2.
Covers   every dimension, n <= d, rotated components, any length of a; p = 1, where v = 0.
Silent   on points that are not stationary: see curvature_towards.
"""

from functools import partial

from sympy import Eq, Or

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws


def component(thm, point="the stationary point"):
    """Declare in a theorem the dimension d, a point x, a component a, and D, H at x."""
    d = thm.dimension("d")
    x, a = thm.vector("x a", d, f"{point}; a component")
    D, H = thm.operator("D H", d, "the coordinates, sum_i <a_i, x> a_i a_i'; the Hessian")
    thm.measure(H, "hessian")
    return d, x, a, D, H


def room(thm, critical):
    """Declare in a theorem which changes of what is said of a stationary point do no harm."""
    level = "true: D D x = m x gives m = f(x), as |x| = 1"
    thm.open("constant", level, critical)
    thm.open(
        "exponent",
        f"{level}; with D x or D^3 x on the left x is an eigenvector of D, f(x) is 0 or 1 and D D "
        "x is f(x) x again",
        critical,
    )


thm = Theorem(
    "tensor.saddle_towards",
    supports=["ma.thm-5.2", "ma.tensor-spectrum"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2")],
)
d, x, a, D, H = component(thm)
q, F, p = inner(x, x), tensor_points.value(D, x), inner(a, x)
v = a - p * x

symmetric = thm.assume("symmetric", Eq(D.T, D))
axis = thm.assume("axis", Eq(D * a, p * a))
unit = thm.assume("unit", Eq(q, 1))
critical = thm.assume("critical", Eq(q * D * D * x, F * x))
hessian = thm.assume("hessian", Eq(H, tensor_points.bend(D, x)))
square = thm.conclude("square", Or(Eq(p, 0), Eq(p**2, F)))
towards = thm.conclude("towards", Or(Eq(p, 0), Eq(inner(v, H * v), 8 * F * inner(v, v))))


def products(k, side, along):
    """For t = <side, x>: <side, D D x> = t^3 and <side, D D side> = t^2 |side|^2."""
    t = inner(side, x)
    cube = {along: D * x + t * x}
    square = {along: D * side + t * side}
    return (
        k.combine(Eq(inner(side, D * D * x), t**3), cube, signs=[symmetric]),
        k.combine(
            Eq(inner(side, D * D * side), t**2 * inner(side, side)), square, signs=[symmetric]
        ),
    )


def level(k, side, along):
    """`products`, and t = 0 or t^2 - f(x) = 0 at a stationary point."""
    t = inner(side, x)
    cube, square = products(k, side, along)
    parts = {critical: side, cube: -q, unit: -(t**3)}
    product = k.combine(Eq(t * (t**2 - F), 0), parts)
    return cube, square, k.zero_product(product)


@thm.proof(square)
def entry(k):
    goal, split = square.relation, level(k, a, axis)[2]
    high = k.combine(Eq(p**2, F), {k.assume(Eq(p**2 - F, 0)): 1})
    zero = k.either(k.assume(Eq(p, 0)), goal)
    return k.cases(split, {Eq(p, 0): zero, Eq(p**2 - F, 0): k.either(high, goal)})


@thm.proof(towards)
def one_component(k):
    goal = towards.relation
    cube, along, split = level(k, a, axis)
    high = k.assume(Eq(p**2 - F, 0))
    curved = k.combine(
        Eq(inner(v, H * v), 8 * F * inner(v, v)),
        {
            hessian: v * v.T,
            along: 12,
            cube: -24 * p * (2 - q),
            high: 12 * (inner(a, a) - 2 * p**2),
            unit: 4 * p**2 * (6 * p**2 - F * (q**2 - 6 * q + 14)),
        },
        signs=[symmetric],
    )
    zero = k.either(k.assume(Eq(p, 0)), goal)
    return k.cases(split, {Eq(p, 0): zero, Eq(p**2 - F, 0): k.either(curved, goal)})


thm.scales("component", a=1, D=1, H=2)
thm.invariant("rotation", d)
room(thm, critical)
for change in ("constant", "term dropped"):
    thm.open(change, "true: v is orthogonal to x, which the projections may keep or not", hessian)
    thm.open(change, "true: H x = 0 and <x, v> = 0, so that a multiple of x adds nothing", towards)
thm.open("swapped", "true: D = P (...) P gives D x = 0, and p^2 = <D a, x> = 0", hessian)

thm.check(
    square,
    towards,
    on=tensor_points.points,
    draw=draws.stationary,
    implements=[hessian],
    constructed=[symmetric, axis, unit, critical],
)

at = partial(tensor_points.exact_point, "x a D H")
opposed, maximum = at([1, -1]), at([1, 0])
thm.example(opposed, name="opposite signs")
thm.example(at([1, 1, 1, 0]), name="three of four")
thm.example(maximum, name="a maximum")


def other_operator(operator, **changes):
    """The maximum with another operator in the place of D, and the Hessian formed with it."""
    place = {**maximum, **changes}
    return {**place, "D": operator, "H": tensor_points.exact_bend(operator, place["x"])}


thm.example(other_operator([[2, 0], [0, 0]], a=[2, 0]), name="a of length 2")
shear = [["3/5", "21/20"], [0, 2]]
thm.needs(symmetric, other_operator(shear, x=["3/5", "4/5"]), breaks=towards)
thm.needs(axis, {**maximum, a: ["3/5", "4/5"]}, breaks=towards)
thm.needs(unit, other_operator([[2, 0], [0, 0]], x=[2, 0]), breaks=towards)
thm.needs(critical, at([3, 4]), breaks=square)
thm.needs(hessian, {**opposed, H: 2 * opposed["H"]}, breaks=towards)
thm.refutes("p^8 = f", Or(Eq(p, 0), Eq(p**8, F)), opposed, of=square)
thm.refutes("4 f", Or(Eq(p, 0), Eq(inner(v, H * v), 4 * F * inner(v, v))), opposed, of=towards)
