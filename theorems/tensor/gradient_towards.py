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

from sympy import Eq, Gt, Lt, Rational, S, cbrt, sqrt

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws
from theorems.tensor.saddle_towards import products

thm = Theorem(
    "tensor.gradient_towards", supports=["ma.fn-8"], sources=[cite("Ma 2021", "footnote 8")]
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
thm.open("constant", "true for f > 1: F is bounded by `rest` as before, and <G, a> is larger", axis)
ZERO = "true: `rest` gives p^2 <= 1 - p^2 and `close` the opposite, so that the bound is 0"
thm.open("swapped", ZERO, axis)
thm.open("constant", "true for f < 1: |v|^2 = f - p^2 is smaller, which is divided by", unit_axis)
thm.open(
    "constant",
    "true for f > 1: |G|^2 >= 16 f p^2 (f p^2 - F)^2 / (f - p^2), which is the bound at least; for "
    "f = 1/2 `close` leaves p^2 = 1/2 and the bound 0",
    unit,
)
thm.open(
    "constant",
    "true: another factor of F x adds (1 - f)^2 16 F^2, as G is orthogonal to x; a factor f > 1 of "
    "D D x does too; for f = 1/2 is 4 F^2 >= 4 p^8 >= 12 p^2 (1 - p^2) (2 p^2 - 1)^2",
    gradient,
)
thm.open("term dropped", "true: |4 D D x|^2 = |G|^2 + 16 F^2, and 16 F^2 >= 16 p^8", gradient)
thm.open(
    "exponent",
    "true in F x, which is orthogonal to G; no point for D^3 x: |G|^2 is above the bound by a "
    "factor that falls to 1 as p -> 1 (numerically, over all eigenvalues that `rest` allows)",
    gradient,
)
thm.open("exponent", "true: stronger for p^5 <= p^4", rest)
thm.open("swapped", ZERO, rest)
thm.open("exponent", "true: 2 p^3 >= 1 is stronger", close)
thm.open("exponent", "true: weaker for p^3 <= p^2", steep)
thm.open("swapped", "true: 16 t (1 - t) (2 t - 1)^2 <= 1 for every t, and <G, x> = 0", steep)

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
p_0, small = Rational(4, 5), Rational(1, 10**5)
slight = Rational(1, 10**9), Rational(1, 1000)
for f in (1 + slight[0], 1 + slight[1], Rational(2)):
    root = sqrt((337 * f - 256) / (625 * f - 400))  # where `rest` is an equality
    along = p_0 / sqrt(f)
    longer = {"x": [along, sqrt(1 - along**2)], "a": [sqrt(f), 0]}
    thm.needs(unit_axis, other_gradient([[p_0, 0], [0, root]], **longer), name=f"unit_axis, {f}")
for f in (1 - slight[0], 1 - slight[1]):
    thm.needs(axis, other_gradient([[p_0 * f, 0], [0, "3/5"]]), name=f"axis, {f}")
    side = sqrt(f - p_0**2)
    shorter = other_gradient([[p_0, 0], [0, (1 - p_0**2) / side]], x=[p_0, side])
    thm.needs(unit, shorter, name=f"unit, {f}")
thm.needs(gradient, {**circle, G: [0, 0]})
# G = 4 (D x - f(x) x), at 22.6 degrees; then x = 4 (|G|^2 D D G - <G, D D G> G), for D = p a a'.
steepest = at([12, 5])
first_power = 4 * (steepest["D"] * steepest["x"] - Rational(20736 + 625, 28561) * steepest["x"])
thm.needs(gradient, {**steepest, G: first_power}, name="gradient, D for D D")
length = cbrt(Rational(28561, 34560))
turned = {D: [["12/13", 0], [0, 0]], G: [length * Rational(5, 13), -length * Rational(12, 13)]}
thm.needs(gradient, {**steepest, **turned}, name="gradient, x and G exchanged")
thm.needs(rest, other_gradient(multiple))
behind = other_gradient([["-4/5", 0], [0, "4/5"]], x=["-4/5", "3/5"])
thm.needs(rest, behind, name="rest, with p for p^2")
by_a = [sqrt(1 - small**2), small]
thm.needs(rest, other_gradient([[by_a[0], 0], [0, 2 * small]], x=by_a), name="rest, near a")
thm.needs(close, at([1, 1, 1]))
half = [sqrt((1 - small**2) / 2), sqrt((1 + small**2) / 2)]
thm.needs(close, other_gradient([[half[0], 0], [0, half[0]]], x=half), name="close, barely")
thm.example(at(half[::-1]), name="barely above 45 degrees")
thm.refutes("4 times, as (5.4) is printed", gg >= 256 * p**2 * thin * ahead**2, circle, of=steep)
thm.refutes("linear: |grad f| >= 4 |x - a|", gg >= 16 * (2 - 2 * p), circle, of=steep)
