"""A function without local minima whose stationary points all have a semidefinite Hessian.

Source   Ma 2021, section 2.1 (x_1^2 + x_2^3).
Claim    f(x) = <u, x>^2 + <a, x>^3 with <a, u> = 0, t > 0, at every x:
         f(x - t a) <= f(x) - t^3 |a|^6 / 4,  f(x + t a) >= f(x) + t^3 |a|^6 / 4;
         grad f(x) = 2 <u, x> u + 3 <a, x>^2 a;  <v, D^2 f(x) v> = 2 <u, v>^2 + 6 <a, x> <a, v>^2.
Covers   every dimension. For a != 0 no point is a local minimum or maximum, so that every
         stationary point (<u, x> u = 0, <a, x> = 0) is a saddle, with D^2 f >= 0. So f has the
         strict-saddle property for no alpha, beta > 0 and gamma: nothing is near a local minimum.
Silent   on other flat stationary points, see degenerate_cubic and degenerate_quartic.
"""

from sympy import Eq, Ge, Le, Rational

from lemmata import Curvature, Gradient, Theorem, cite, inner
from models import degenerate
from strategies import second_order as draws

thm = Theorem(
    "saddle.square_and_cube",
    catalogue=["ma.ex-cubic"],
    sources=[cite("Ma 2021", "section 2.1")],
)
d = thm.dimension("d")
u, a, x, v = thm.vector("u a x v", d, "coefficients, point, any direction")
t = thm.positive("t", "distance in units of a")
f, lower, upper = (degenerate.mixed_term(u, a, at) for at in (x, x - t * a, x + t * a))
grad, bend = Gradient(f, x), Curvature(f, x, v)
measured = {f: "L0", lower: "L1", upper: "L2", grad: "gradient", bend: "curvature"}
for term, name in measured.items():
    thm.measure(term, name)
n, y, z = inner(a, a), inner(a, x), inner(u, x)

across = thm.assume("across", Eq(inner(a, u), 0))
falls = thm.conclude("falls", Le(lower, f - t**3 * n**3 / 4))
rises = thm.conclude("rises", Ge(upper, f + t**3 * n**3 / 4))
slope = thm.conclude("slope", Eq(grad, 2 * z * u + 3 * y**2 * a))
curvature = thm.conclude("curvature", Eq(bend, 2 * inner(u, v) ** 2 + 6 * y * inner(a, v) ** 2))


@thm.proof(falls)
def one_square(k):
    parts = {across: 2 * t * z - t**2 * inner(a, u)}
    return k.combine(falls, parts, squares=[(3 * t * n, y - t * n / 2)])


@thm.proof(rises)
def another_square(k):
    parts = {across: 2 * t * z + t**2 * inner(a, u)}
    return k.combine(rises, parts, squares=[(3 * t * n, y + t * n / 2)])


@thm.proof(slope)
def first_derivative(k):
    return k.gradient(f, x, slope.relation.rhs)


@thm.proof(curvature)
def second_derivative(k):
    return k.curvature(f, x, v, curvature.relation.rhs)


thm.scales("argument", x=1, t=1, u=Rational(1, 2))
thm.scales("coefficients", a=1, x=1, u=2)
thm.scales("direction", v=1)
thm.invariant("rotation", d)

thm.open(
    "constant",
    "true: a longer step does more, <u, a> = 0 lets any multiple of t a stand beside u, and a "
    "smaller (`falls`) or larger (`rises`) square is weaker",
    falls, rises,
)  # fmt: skip
thm.open("term dropped", "weaker: <u, t a> = 0 <= <u, x>^2", falls)
thm.open(
    "swapped",
    "true: with u and a exchanged the same claim; with a and x, as <u, t x + a> = t <u, x>, the "
    "square t^2 <u, x>^2 is left over",
    falls, rises,
)  # fmt: skip
thm.open("swapped", "true: an identity in all vectors", slope, curvature)

thm.check(
    falls, rises, slope, curvature,
    on=degenerate.degenerate, draw=draws.squares_and_cubes, constructed=[across],
)  # fmt: skip
thm.reading("square and cube", f, (u, a, x), degenerate.mixed, {d: [1, 2, 3]})

at = {u: [0, 1], a: [1, 0], x: [0, 0], v: [1, 2], t: 1}
thm.example(at, name="x_1^2 + x_2^3 at 0")
thm.sharp(falls, {**at, a: [2, 0], u: [0, 3], x: [2, 5], t: 2}, name="<a, x> = t |a|^2 / 2")
thm.sharp(rises, {**at, a: [2, 0], u: [0, 3], x: [-2, 5], t: 2}, name="<a, x> = -t |a|^2 / 2")
thm.example({**at, a: [2, 0], u: [0, 3], x: [1, 1], v: [3, 1]}, name="not stationary")
for far in (10**11, -(10**11)):
    thm.example({**at, x: [far, 1]}, name=f"x_1^2 + x_2^3 at x_2 = {far}")
slanted = {**at, u: [1, 1], x: [0, -5]}
thm.needs(across, slanted, breaks=falls)
thm.needs(across, slanted, breaks=rises, name="across, for rises")
thm.refutes("local minimum: D^2 f = diag(2, 0) >= 0 at 0", Ge(lower, f), at, of=falls)
thm.refutes("local maximum", Le(upper, f), at, of=rises)
thm.refutes("slope 3 <a, x> a", Eq(grad, 2 * z * u + 3 * y * a), {**at, x: [2, 0]}, of=slope)
thm.refutes("a positive curvature everywhere", bend > 0, {**at, v: [1, 0]}, of=curvature)
