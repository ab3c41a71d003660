"""A second-order stationary point need not be a minimum: <a, x>^3, in one dimension x^3.

Source   Escaping notes, section 2.1.
Claim    f(x) = <a, x>^3, <a, x> = 0, a != 0, t > 0  =>  grad f(x) = 0, D^2 f(x)[v, v] >= 0 for
         every v, and f(x - t a) = f(x) - t^3 |a|^6 < f(x).
Covers   every dimension; x^3 at 0 for d = 1, where exponent 3 is the smallest for which a smooth
         example exists; a whole hyperplane of such points.
Silent   on gradient descent from here, see cubic_descent_rate.
"""

from sympy import Eq, Ge, Gt, Lt

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import degenerate
from strategies import second_order as draws

thm = Theorem(
    "saddle.degenerate_cubic",
    catalogue=["saddle.degenerate"],
    sources=[cite("Escaping notes", "section 2.1")],
)
d = thm.dimension("d")
a, x, v = thm.vector("a x v", d, "coefficients, point, any direction")
t = thm.positive("t", "distance in units of a")
f, lower = degenerate.cubic_term(a, x), degenerate.cubic_term(a, x - t * a)
grad, bend = Gradient(f, x), Curvature(f, x, v)
for term, name in {f: "L0", lower: "L1", grad: "gradient", bend: "curvature"}.items():
    thm.measure(term, name)

nonzero = thm.assume("nonzero", Gt(inner(a, a), 0))
flat = thm.assume("flat", Eq(inner(a, x), 0))
stationary = thm.conclude("stationary", Eq(grad, zero(x)))
semidefinite = thm.conclude("semidefinite", Ge(bend, 0))
y, n = inner(a, x), inner(a, a)
drop = thm.conclude("drop", Eq(lower, f - t**3 * n**3))
not_minimum = thm.conclude("not_minimum", Lt(lower, f))


@thm.proof(stationary)
def gradient_has_a_factor(k):
    formula = k.gradient(f, x, 3 * y**2 * a)
    return k.combine(stationary, {formula: 1, k.combine(Eq(y**2, 0), {flat: y}): 3 * a})


@thm.proof(semidefinite)
def curvature_has_a_factor(k):
    formula = k.curvature(f, x, v, 6 * y * inner(a, v) ** 2)
    return k.combine(semidefinite, {formula: 1, flat: 6 * inner(a, v) ** 2})


@thm.proof(drop)
def odd_power(k):
    return k.combine(drop, {flat: 3 * t * n * (t * n - y)})


@thm.proof(not_minimum)
def odd_power_is_positive(k):
    descent = [(t**3 * n**3, 1)]
    return k.combine(not_minimum, {odd_power(k): -1}, squares=descent, signs=[nonzero])


thm.scales("argument", x=1, t=1)
thm.scales("coefficients", a=1, t=-1)
thm.scales("direction", v=1)
thm.invariant("rotation", d)
thm.open(
    "swapped",
    "true: a and x enter <a, x> = 0 alike, and with v in the place of x, D^2 f(v)[x, x] = 0",
    stationary, semidefinite, drop,
)  # fmt: skip
thm.open("constant", "true: <a, x> = 0, so any multiple of x may stand there", drop)
thm.open("constant", "true: <a, x> = 0, so any multiple of x, and any t > 0", not_minimum)
thm.open("exponent", "true: <a, x> = 0, and so is each of its powers", drop, not_minimum)
thm.open("term dropped", "true: <a, x>^3 = 0", drop)

thm.check(
    stationary,
    semidefinite,
    drop,
    not_minimum,
    on=degenerate.degenerate,
    draw=draws.degenerate_cubics,
    constructed=[flat],
    bfloat16=True,
)
thm.reading("cubic", f, (a, x), degenerate.cubic, {d: [1, 2, 3]})

line = {a: [1], x: [0], v: [1], t: 1}
plane = {a: [1, 2], x: [2, -1], v: [1, 0], t: "1/2"}
thm.example(line, name="x^3 at 0")
thm.example(plane, name="in the plane")
thm.example({**plane, v: [-1, 0]}, name="in the plane, a direction with <v, x> < 0")
thm.needs(nonzero, {**line, a: [0]}, breaks=not_minimum)
thm.needs(flat, {**line, x: [-1]}, breaks=semidefinite)
thm.refutes("a slope like that of the cube of |a|", Eq(grad, a), line, of=stationary)
thm.refutes("t^3 |a|^3", Eq(lower, f - t**3 * n**2), plane, of=drop)
thm.refutes("positive curvature", Gt(bend, 0), line, of=semidefinite)
thm.refutes("grad f = 0 and D^2 f >= 0 make a local minimum", Ge(lower, f), line, of=not_minimum)
thm.erratum(
    cite("Escaping notes", "section 2.1"),
    printed="grad f = 0 and D^2 f not >= 0 do not imply a local minimiser, e.g. x^3 at 0",
    corrected="grad f = 0 and D^2 f >= 0 do not imply it: the Hessian of x^3 at 0 is 0, which is "
    ">= 0; with D^2 f not >= 0 the point is certainly no local minimiser",
    false=Lt(bend, 0),
    true=semidefinite,
    at=line,
)
