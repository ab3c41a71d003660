"""A second-order stationary point need not be a minimum: <u, x>^2 - <w, x>^4, or x_1^2 - x_2^4.

Source   Escaping notes, section 2.1.
Claim    f(x) = <u, x>^2 - <w, x>^4, <u, x> = <w, x> = <u, w> = 0, w != 0, t > 0  =>  grad f(x) = 0,
         D^2 f(x)[v, v] = 2 <u, v>^2 >= 0 for every v, and f(x + t w) = f(x) - t^4 |w|^8 < f(x).
Covers   every dimension d >= 2; x_1^2 - x_2^4 at 0, with Hessian eigenvalues 2 and 0; u = 0.
Silent   on odd terms, for which see degenerate_cubic.
"""

from sympy import Eq, Ge, Gt, Lt

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import degenerate
from strategies import second_order as draws

thm = Theorem(
    "saddle.degenerate_quartic",
    supports=["saddle.degenerate"],
    sources=[cite("Escaping notes", "section 2.1")],
)
d = thm.dimension("d")
u, w, x, v = thm.vector("u w x v", d, "coefficients, point, any direction")
t = thm.positive("t", "distance in units of w")
f, lower = degenerate.quartic_term(u, w, x), degenerate.quartic_term(u, w, x + t * w)
grad, bend = Gradient(f, x), Curvature(f, x, v)
for term, name in {f: "L0", lower: "L1", grad: "gradient", bend: "curvature"}.items():
    thm.measure(term, name)

nonzero = thm.assume("nonzero", Gt(inner(w, w), 0))
level = thm.assume("level", Eq(inner(u, x), 0))
flat = thm.assume("flat", Eq(inner(w, x), 0))
orthogonal = thm.assume("orthogonal", Eq(inner(u, w), 0))
stationary = thm.conclude("stationary", Eq(grad, zero(x)))
curvature = thm.conclude("curvature", Eq(bend, 2 * inner(u, v) ** 2))
semidefinite = thm.conclude("semidefinite", Ge(bend, 0))
y, z, n = inner(u, x), inner(w, x), inner(w, w)
drop = thm.conclude("drop", Eq(lower, f - t**4 * n**4))
not_minimum = thm.conclude("not_minimum", Lt(lower, f))


@thm.proof(stationary)
def gradient_has_factors(k):
    formula = k.gradient(f, x, 2 * y * u - 4 * z**3 * w)
    cube = k.combine(Eq(z**3, 0), {flat: z**2})
    return k.combine(stationary, {formula: 1, level: 2 * u, cube: -4 * w})


def second_derivative(k):
    formula = k.curvature(f, x, v, 2 * inner(u, v) ** 2 - 12 * z**2 * inner(w, v) ** 2)
    return k.combine(curvature, {formula: 1, flat: -12 * z * inner(w, v) ** 2})


@thm.proof(curvature)
def quartic_term_is_flat(k):
    return second_derivative(k)


@thm.proof(semidefinite)
def square(k):
    return k.combine(semidefinite, {second_derivative(k): 1}, squares=[(2, inner(u, v))])


@thm.proof(drop)
def fourth_power(k):
    parts = {
        orthogonal: t * (2 * y + t * inner(u, w)),
        flat: -(4 * z**2 * t * n + 6 * z * t**2 * n**2 + 4 * t**3 * n**3),
    }
    return k.combine(drop, parts)


@thm.proof(not_minimum)
def fourth_power_is_positive(k):
    descent = [(t**4 * n**4, 1)]
    return k.combine(not_minimum, {fourth_power(k): -1}, squares=descent, signs=[nonzero])


thm.scales("argument", u=1, x=1, t=1)
thm.scales("coefficients", u=2, w=1, t=-1)
thm.scales("direction", v=1)
thm.invariant("rotation", d)
ORTHOGONAL = "true: u, w and x are orthogonal to each other, so that any two may change places"
thm.open("swapped", ORTHOGONAL, stationary, drop)
thm.open("swapped", "true: u and x may change places, as <u, w> = <x, w> = 0", not_minimum)
thm.open(
    "swapped",
    "true: <a, x>^2 - <b, x>^4 has the curvature 2 <a, v>^2 where <b, x> = 0 or <b, v> = 0",
    curvature,
    semidefinite,
)
for change in ("constant", "exponent", "term dropped"):
    thm.open(change, "true: what changes is a multiple or power of a product that is 0", drop)
    thm.open(
        change,
        "true: f(x) = 0, <u, x + t w>^2 = 0 and <w, x + t w>^4 > 0, with any multiples and powers",
        not_minimum,
    )

thm.check(
    stationary,
    curvature,
    semidefinite,
    drop,
    not_minimum,
    on=degenerate.degenerate,
    draw=draws.degenerate_quartics,
    constructed=[level, flat, orthogonal],
    bfloat16=True,
)
thm.reading("quartic", f, (u, w, x), degenerate.quartic, {d: [1, 2, 3]})

plane = {u: [1, 0], w: [0, 1], x: [0, 0], v: [1, 1], t: 1}
thm.example(plane, name="x_1^2 - x_2^4 at 0")
thm.example({**plane, v: [0, 1]}, name="along its flat direction")
thm.example(
    {u: [1, 0, 0], w: [0, 1, 0], x: [0, 0, 1], v: [1, 1, 1], t: 1}, name="x_1^2 - x_2^4 at e_3"
)
thm.needs(nonzero, {**plane, w: [0, 0]}, breaks=not_minimum)
thm.needs(level, {**plane, x: [1, 0]}, breaks=stationary)
thm.needs(flat, {**plane, x: [0, 1]}, breaks=curvature)
thm.needs(orthogonal, {**plane, u: [0, 1]}, breaks=not_minimum)
thm.refutes("a slope u", Eq(grad, u), plane, of=stationary)
thm.refutes("without the factor 2", Eq(bend, inner(u, v) ** 2), plane, of=curvature)
thm.refutes("half", Eq(lower, f - t**4 * n**4 / 2), plane, of=drop)
thm.refutes("positive curvature", Gt(bend, 0), {**plane, v: [0, 1]}, of=semidefinite)
thm.refutes("grad f = 0 and D^2 f >= 0 make a local minimum", Ge(lower, f), plane, of=not_minimum)
