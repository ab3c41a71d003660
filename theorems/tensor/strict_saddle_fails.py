"""With fewer components than dimensions the 4-tensor is no strict saddle function.

Source   Ma 2021, footnote 8 under the hypotheses of Theorem 5.1 (n <= d), and section 2.3.
Claim    |x| = 1, x orthogonal to all a_i  =>  grad f(x) = 0, Hess f(x) = 0, |x - a_i|^2 = 2 and
         f(c x + s a_i) = s^4 where c^2 + s^2 = 1: no (alpha, beta, gamma) with alpha, beta > 0 and
         gamma < sqrt 2 serves; x is second-order stationary, and no local maximum.
Covers   every n < d, the sphere of all such x; every a_i; the whole geodesic from x to a_i.
Silent   on n = d, where the property holds (strict_saddle), and on random starts, which avoid these
         points with probability one.
"""

from sympy import Eq, Gt, Identity, Lt, Ne, Or, Rational, eye, sqrt

from lemmata import Theorem, cite, inner, zero
from models import tensor_ascent, tensor_points
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.strict_saddle_fails",
    catalogue=["ma.fn-8-fails"],
    supports=["ma.fn-8", "ma.thm-5.2", "ma.thm-2.6"],
    sources=[cite("Ma 2021", "footnote 8"), cite("Ma 2021", "section 2.3")],
)
d = thm.dimension("d")
x, a, z = thm.vector("x a z", d, "a point orthogonal to all components; one of them; c x + s a")
G = thm.vector("G", d, "the Riemannian gradient at x")
D, E, H = thm.operator("D E H", d, "the coordinates of x, of z; the Riemannian Hessian at x")
c, s, moved = thm.real("c s moved", "cosine and sine of the way; f(z)")
thm.measure(G, "gradient")
thm.measure(H, "hessian")

hidden = thm.assume("hidden", Eq(D, 0 * D))
aside = thm.assume("aside", Eq(inner(a, x), 0))
unit = thm.assume("unit", Eq(inner(x, x), 1))
unit_axis = thm.assume("unit_axis", Eq(inner(a, a), 1))
gradient = thm.assume("gradient", Eq(G, tensor_points.slope(D, x)))
hessian = thm.assume("hessian", Eq(H, tensor_points.bend(D, x)))
way = thm.assume("way", Eq(z, c * x + s * a))
towards = thm.assume("towards", Eq(E, s * a * a.T))
value = thm.assume("value", Eq(moved, tensor_points.value(E, z)))
stationary = thm.conclude("stationary", Eq(G, zero(G)))
flat = thm.conclude("flat", Eq(H, 0 * H))
far = thm.conclude("far", Eq(inner(x - a, x - a), 2))
growth = thm.conclude("growth", Eq(moved, s**4))


def no_value(k):
    return k.combine(Eq(tensor_points.value(D, x), 0), {hidden: D.T * x * x.T})


@thm.proof(stationary)
def no_coordinates(k):
    cubes = k.contract(hidden, left=D, right=x)
    parts = {gradient: 1, cubes: 4 * inner(x, x), no_value(k): -4 * x}
    return k.combine(stationary, parts)


@thm.proof(flat)
def no_squares(k):
    P = Identity(d) - x * x.T
    squares = k.contract(hidden, left=P * D, right=P)
    return k.combine(flat, {hessian: 1, squares: 12, no_value(k): -4 * P * P})


@thm.proof(far)
def pythagoras(k):
    return k.combine(far, {unit: 1, unit_axis: 1, aside: -2})


@thm.proof(growth)
def one_coordinate(k):
    reached = k.combine(Eq(inner(a, z), s), {way: a, aside: c, unit_axis: s})
    square = k.combine(
        Eq(tensor_points.value(E, z), s**2 * inner(a, z) ** 2),
        {towards: E.T * z * z.T + s * z * inner(z, a) * a.T, unit_axis: s**2 * inner(a, z) ** 2},
    )
    total = inner(a, z) + s
    return k.combine(growth, {value: 1, square: 1, reached: s**2 * total})


thm.scales("coordinates", G=2, D=1, H=2)
thm.scales("way", z=1, E=1, c=1, s=1, moved=4)
thm.invariant("rotation", d)
NONE = "true: D = 0, so that it is 0 whatever the constants"
for change in ("constant", "exponent", "term dropped"):
    thm.open(change, NONE, gradient)
    thm.open(change, NONE, hessian)
thm.open("swapped", "true: D = 0 gives x = 0, against |x| = 1", gradient)
for change in ("constant", "term dropped"):
    thm.open(change, "true: only <a, z> enters f(z), and a is orthogonal to x", way)

thm.check(
    stationary,
    flat,
    far,
    growth,
    on=tensor_ascent.outside,
    draw=draws.outside,
    implements=[gradient, hessian, value],
    constructed=[hidden, aside, unit, unit_axis, way, towards],
)


def along(at, axis):
    """The way from `at` to `axis` at cosine 3/5, with everything else as at (0, 0, 3/5, 4/5)."""
    place = tensor_ascent.exact_outside([0, 0, "3/5", "4/5"], 2, "3/5", "4/5")
    return {**place, **tensor_ascent.exact_way(at, axis, "3/5", "4/5")}


first = [1, 0, 0, 0]
outside = along([0, 0, "3/5", "4/5"], first)
thm.example(outside, name="d = 4, n = 2")
thm.needs(hidden, tensor_ascent.exact_outside([0, 1, 0, 0], 2, "3/5", "4/5"), breaks=flat)
thm.needs(aside, along([0, 0, "3/5", "4/5"], ["3/5", 0, "4/5", 0]), breaks=far)
thm.needs(unit, along([0, 0, "6/5", "8/5"], first), breaks=far)
thm.needs(unit_axis, along([0, 0, "3/5", "4/5"], [2, 0, 0, 0]), breaks=far)
slight = Rational(1, 10**9), Rational(1, 1000)
for f in (*(1 + s for s in slight), *(1 - s for s in slight), Rational(1, 2)):
    longer = along([0, 0, 0, sqrt(f)], first)
    thm.needs(unit, longer, breaks=far, name=f"unit, {f}")
    longer = along([0, 0, 0, 1], [sqrt(f), 0, 0, 0])
    thm.needs(unit_axis, longer, breaks=far, name=f"unit_axis, {f}")
thm.needs(gradient, {**outside, G: [1, 0, 0, 0]}, breaks=stationary)
thm.needs(hessian, {**outside, H: [first] * 4}, breaks=flat)
# 12 H H is 4 <x, H H x> I beside x.
stretched = eye(4) + (sqrt(3) - 1) * outside["x"] * outside["x"].T
thm.needs(hessian, {**outside, H: stretched}, breaks=flat, name="hessian, D and H exchanged")
back = (outside["x"] - outside["a"] * outside["s"]) / outside["c"]
reached = {**outside, z: back, moved: Rational(256, 225)}
thm.needs(way, reached, breaks=growth, name="way, x and z exchanged")
back = (outside["a"] - outside["x"] * outside["c"]) / outside["s"]
thm.needs(way, {**outside, z: back, moved: 1}, breaks=growth, name="way, a and z exchanged")
thm.needs(way, {**outside, z: [0, 0, 0, 0], moved: 0}, breaks=growth)
thm.needs(towards, {**outside, E: 0 * outside["E"], moved: 0}, breaks=growth)
thm.needs(value, {**outside, moved: 1}, breaks=growth)
thm.refutes("the gradient of the ambient space", Eq(G, 4 * x), outside, of=stationary)
thm.refutes("as at a maximum", Eq(H, 4 * x * x.T - 4 * Identity(d)), outside, of=flat)
thm.refutes("distance 1", Eq(inner(x - a, x - a), 1), outside, of=far)
thm.refutes("quadratic growth", Eq(moved, s**2), outside, of=growth)
thm.erratum(
    cite("Ma 2021", "footnote 8"),
    printed="the function also satisfies the strict saddle property (for n <= d)",
    corrected="for n = d only: at x orthogonal to all components gradient and Hessian vanish, and "
    "every component is at the distance sqrt 2",
    false=Or(Gt(inner(G, G), 0), Gt(inner(a, H * a), 0), Lt(inner(x - a, x - a), 2)),
    true=far,
    at=outside,
)
thm.erratum(
    cite("Ma 2021", "section 2.3"),
    printed="Hess f(x) is a linear mapping from the tangent space onto itself",
    corrected="into itself: here it maps the tangent vector a to 0",
    false=Ne(H * a, zero(a)),
    true=flat,
    at=outside,
)
