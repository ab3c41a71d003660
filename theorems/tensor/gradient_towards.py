"""The gradient of the 4-tensor at angle t <= pi/4 from a component is at least sin(4 t).

Source   Ma 2021, footnote 8 (a step of a proof that the source leaves out).
Claim    |x| = 1, a one of the components, p = <a, x>, 2 p^2 >= 1, f(x) - p^4 <= (1 - p^2)^2 (the
         other fourth powers)  =>  |grad f(x)|^2 >= 16 p^2 (1 - p^2) (2 p^2 - 1)^2. With p = cos(t)
         the right side is sin(4 t)^2.
Covers   every dimension and n <= d; p = 1. Equality wherever two coordinates only are not 0.
Silent   on points with p^2 < 1/2, where there are stationary points; that the sum of squares bounds
         the sum of fourth powers is in coordinate_sums.
"""

from functools import partial

from sympy import Eq, Gt, Lt, S

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws
from theorems.tensor.saddle_towards import products

thm = Theorem(
    "tensor.gradient_towards", catalogue=["ma.fn-8"], sources=[cite("Ma 2021", "footnote 8")]
)
d = thm.dimension("d")
x, a = thm.vector("x a", d, "the point; a component")
G = thm.vector("G", d, "the Riemannian gradient")
D = thm.operator("D", d, "the coordinates, sum_i <a_i, x> a_i a_i'")
thm.measure(G, "gradient")
q, F, p = inner(x, x), tensor_points.value(D, x), inner(a, x)
v = a - p * x
gg, thin, ahead = inner(G, G), 1 - p**2, 2 * p**2 - 1

symmetric = thm.assume("symmetric", Eq(D.T, D))
axis = thm.assume("axis", Eq(D * a, p * a))
unit_axis = thm.assume("unit_axis", Eq(inner(a, a), 1))
unit = thm.assume("unit", Eq(q, 1))
gradient = thm.assume("gradient", Eq(G, tensor_points.slope(D, x)))
rest = thm.assume("rest", F - p**4 <= thin**2)
close = thm.assume("close", ahead >= 0)
steep = thm.conclude("steep", gg >= 16 * p**2 * thin * ahead**2)


@thm.proof(steep)
def cauchy_schwarz(k):
    cube, _ = products(k, a, axis)
    length = k.combine(Eq(inner(v, v), thin), {unit_axis: 1, unit: p**2})
    tangent = k.combine(Eq(inner(G, x), 0), {gradient: x}, signs=[symmetric])
    along = k.combine(
        Eq(inner(G, v), 4 * p * (p**2 - F)),
        {gradient: a, tangent: -p, cube: 4 * q, unit: 4 * p**3},
    )
    wide = k.combine(thin >= 0, {length: -1}, squares=[(1, v)])
    excess, least = p**2 - F, thin * ahead
    larger = k.combine(excess >= least, {rest: 1})
    sign = k.combine(least >= 0, {close: thin}, signs=[wide])
    total = k.combine(excess + least >= 0, {larger: 1, sign: 2})
    positive, zero = k.assume(Gt(thin, 0)), k.assume(Eq(thin, 0))
    # |thin G - <G, v> v|^2 >= 0 is Cauchy-Schwarz.
    general = k.combine(
        steep,
        {
            along: 8 * thin * p * excess,
            length: -16 * p**2 * excess**2,
            larger: 16 * p**2 * thin * (excess + least),
        },
        squares=[(1, thin * G - 4 * p * excess * v)],
        scale=thin**2,
        signs=[positive, total, wide],
    )
    at_component = k.combine(steep, {zero: -16 * p**2 * ahead**2}, squares=[(1, G)])
    absurd = k.combine(S.false, {k.assume(Lt(thin, 0)): 1, wide: 1})
    never = k.contradiction(steep.relation, absurd)
    return k.cases(
        k.split(thin), {Gt(thin, 0): general, Eq(thin, 0): at_component, Lt(thin, 0): never}
    )


thm.rigid("the point and the component have length 1")
thm.invariant("rotation", d)

thm.check(
    steep,
    on=tensor_points.nearest,
    draw=draws.full_frames,
    implements=[gradient],
    constructed=[symmetric, axis, unit_axis, unit, rest],
)

at = partial(tensor_points.exact_point, "x a G D")
circle, maximum = at([4, 3]), at([1, 0])
thm.sharp(steep, circle, name="(4, 3) / 5: two coordinates")
thm.example(maximum, name="a maximum")
thm.example(at([3, 1, 1], n=2), name="n < d")


def other_gradient(operator, **changes):
    """The point (4, 3) / 5 with another operator in the place of D, and the gradient from it."""
    place = {**circle, **changes}
    return {**place, "D": operator, "G": tensor_points.exact_slope(operator, place["x"])}


shear = [["4/5", "-2/5"], [0, "1/2"]]
thm.needs(symmetric, other_gradient(shear))
thm.needs(axis, other_gradient([["1/2", 0], [0, 0]], x=[1, 0], a=["4/5", "3/5"]))
thm.needs(unit_axis, other_gradient([["9/10", 0], [0, "3/4"]], x=["3/5", "4/5"], a=["3/2", 0]))
multiple = [["4/5", 0], [0, "4/5"]]
thm.needs(unit, other_gradient(multiple, x=["4/5", "2/5"]))
thm.needs(gradient, {**circle, G: [0, 0]})
thm.needs(rest, other_gradient(multiple))
thm.needs(close, at([1, 1, 1]))
thm.refutes("4 times, as (5.4) is printed", gg >= 256 * p**2 * thin * ahead**2, circle, of=steep)
thm.refutes("linear: |grad f| >= 4 |x - a|", gg >= 16 * (2 - 2 * p), circle, of=steep)
