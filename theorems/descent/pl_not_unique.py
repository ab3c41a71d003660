"""Under the Polyak-Lojasiewicz inequality minimisers need not be unique: <u, x>^2 / 2.

Source   Liu 2024, slide 10 (dropping convexity and uniqueness, implicit).
Claim    f(x) = <u, x>^2 / 2, f* = 0:  grad f(x) = <u, x> u;  |grad f|^2 / 2 = mu f with mu = |u|^2,
         so PL(mu) with equality everywhere;  f(x + v) = f(x) for every v orthogonal to u.
Covers   every dimension; f = x_1^2 / 2 is u = e_1. For d >= 2 the minimisers form a hyperplane, so
         that f is not strongly convex with any constant.
Silent   on sets of minimisers that are not convex (see pl_minimisers_not_convex).
"""

from sympy import Eq

from lemmata import Gradient, Theorem, cite, inner, zero
from models import pl_examples
from strategies import landscape as instances

thm = Theorem(
    "descent.pl_not_unique",
    supports=["pl.not-convex"],
    sources=[cite("Liu 2024", "slide 10")],
)
d = thm.dimension("d")
u, x, v = thm.vector("u x v", d, "normal of the hyperplane, point, direction orthogonal to u")
mu = thm.positive("mu", "squared length of u")
f = pl_examples.flat_term(u, x)
grad = Gradient(f, x)
thm.measure(grad, "gradient")

length = thm.assume("length", Eq(mu, inner(u, u)))
flat = thm.assume("flat", Eq(inner(u, v), 0))
slope = thm.conclude("slope", Eq(grad, inner(u, x) * u))
pl = thm.conclude("pl", inner(grad, grad) / 2 >= mu * f)
line = thm.conclude("line", Eq(pl_examples.flat_term(u, x + v), f))


@thm.proof(slope)
def chain_rule(k):
    return k.gradient(f, x, inner(u, x) * u)


@thm.proof(pl)
def square_of_the_slope(k):
    formula = k.gradient(f, x, inner(u, x) * u)
    return k.combine(pl, {formula: (grad + inner(u, x) * u) / 2, length: -f})


@thm.proof(line)
def same_height(k):
    return k.combine(line, {flat: inner(u, x) + inner(u, v) / 2})


thm.scales("normal", u=1, mu=2)
thm.scales("argument", x=1, v=1)
thm.invariant("rotation", d)
thm.open("swapped", "true: the objective is symmetric in u and x, two arbitrary vectors", slope)
thm.open("constant", "true: f is the same along the whole line, <u, c v> = 0 for every c", line)
thm.open("swapped", "true: <v, u + x> = <v, x>, as <u, v> = 0", line)

thm.reading("objective", f, of=[u, x], function=pl_examples.flat, sizes={d: [1, 2, 3]})
thm.check(
    slope, pl, line,
    on=pl_examples.flat_direction, draw=instances.flat_directions, constructed=[length, flat],
    bfloat16=True,
)  # fmt: skip

plane = {u: [1, 0], x: [3, 2], v: [0, 1], mu: 1}
thm.example(plane, name="x_1^2 / 2 on the plane")
thm.sharp(pl, plane)
thm.needs(length, {**plane, mu: 2}, breaks=pl)
thm.needs(flat, {**plane, v: [1, 0]}, breaks=line)
thm.refutes("the gradient is u", Eq(grad, u), plane, of=slope)
thm.refutes("PL(2 |u|^2)", inner(grad, grad) / 2 >= 2 * mu * f, plane, of=pl)
thm.refutes("the minimiser is unique", Eq(v, zero(v)), {**plane, x: [0, 0]}, of=line)
