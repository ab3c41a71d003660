"""With quadratic activations an unused hidden unit has the gradient of F as its curvature.

Source   Ma 2021, section 6 (two layers, quadratic activations); the formulas are derived here.
Claim    f(W) = |W x|^2 = sum_j <w_j, x>^2, L(W) = (f(W) - y)^2 / 2, G = (f(W) - y) x x'  =>
         the gradient is 2 W G and D^2 L[D, D] = 4 <W x, D x>^2 + 2 <D, D G>. If W' a = 0, then
         (W + t a u')' (W + t a u') = W' W + t^2 |a|^2 u u', and along a u' the curvature is
         2 |a|^2 <u, G u>.
Covers   every number of inputs and hidden units. L(W) = F(W' W) with F(S) = (<x, S x> - y)^2 / 2,
         which is convex with gradient G; everything is a sum over the examples for more of them.
         If W has fewer than h independent rows, there is such an a. So second order stationarity
         says 2 W G = 0 and <u, G u> >= 0 for every u; see quadratic_activation_minimum.
Silent   on h <= d and W of rank h, where there is no such a: see quadratic_activation_full_rank.
"""

from sympy import Eq

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import quadratic_activations as nets
from strategies import quadratic_activations as draws

thm = Theorem(
    "networks.quadratic_activation_unused_unit",
    supports=["ma.quad-act"],
    sources=[cite("Ma 2021", "section 6")],
)
d, h = thm.dimension("d h")
W, D = thm.matrix("W D", h, d, "weights of the hidden units in rows; a direction")
x, u = thm.vector("x u", d, "an input; weights for the unused direction")
a = thm.vector("a", h, "a direction of hidden units that is not used")
y, t = thm.real("y t", "the label of x; step")
L = nets.square_loss_term(W, x, y)
slope, bend, unused = Gradient(L, W), Curvature(L, W, D), Curvature(L, W, a * u.T)
for term, name in {L: "loss", slope: "slope", bend: "curvature", unused: "unused"}.items():
    thm.measure(term, name)
miss = inner(W * x, W * x) - y
moved = W + t * a * u.T

dead = thm.assume("dead", Eq(W.T * a, zero(W.T * a)))
gradient = thm.conclude("gradient", Eq(slope, 2 * miss * W * x * x.T))
curvature = thm.conclude(
    "curvature", Eq(bend, 4 * inner(W * x, D * x) ** 2 + 2 * miss * inner(D * x, D * x))
)
added = thm.conclude("added", Eq(moved.T * moved, W.T * W + t**2 * inner(a, a) * u * u.T))
half = thm.conclude("half", Eq(unused, 2 * miss * inner(a, a) * inner(u, x) ** 2))


@thm.proof(gradient)
def first_derivative(k):
    return k.gradient(L, W, gradient.relation.rhs)


@thm.proof(curvature)
def second_derivative(k):
    return k.curvature(L, W, D, curvature.relation.rhs)


@thm.proof(added)
def cross_terms_vanish(k):
    crossed = k.contract(dead, right=t * u.T)
    return k.combine(added, {crossed: 1, k.transposed(crossed): 1})


@thm.proof(half)
def along_the_unused_direction(k):
    squares = 4 * inner(W * x, a * u.T * x) ** 2 + 2 * miss * inner(a * u.T * x, a * u.T * x)
    formula = k.curvature(L, W, a * u.T, squares)
    return k.combine(half, {formula: 1, dead: 4 * inner(W * x, a) * inner(u, x) ** 2 * x})


thm.scales("weights", W=1, y=2)
thm.scales("input", x=1, y=2)
for name in ("D", "a", "t", "u"):
    thm.scales(f"direction {name}", **{name: 1})
thm.invariant("rotation", d)
thm.invariant("rotation", h)

thm.open("swapped", "true: W and D are any two matrices of one shape", curvature)
thm.open("swapped", "true: x and u are any two vectors of one length", half)

thm.check(
    gradient, curvature, added, half,
    on=nets.quadratic_unit, draw=draws.quadratic_units, constructed=[dead],
)  # fmt: skip
thm.reading("square loss", L, [W, x, y], nets.square_loss, {d: [1, 2], h: [1, 3]})

at = {
    W: [[1, 2], [0, 0], [3, 1]], D: [[1, 0], [1, 2], [0, 3]], x: [1, 2], u: [1, 3], a: [0, 2, 0],
    y: 4, t: 3,
}  # fmt: skip
thm.example(at)
thm.example({**at, W: [[1, 2], [2, 4], [0, 1]], a: [2, -1, 0]}, name="parallel units")
thm.example({W: [[0]], D: [[1]], x: [1], u: [1], a: [1], y: 1, t: 1}, name="the origin, d = h = 1")
thm.needs(dead, {**at, a: [1, 0, 0]}, breaks=added)
thm.needs(dead, {**at, a: [1, 0, 0]}, breaks=half, name="dead, for half")
thm.refutes("without the factor 2", Eq(slope, miss * W * x * x.T), at, of=gradient)
thm.refutes("Gauss-Newton", Eq(bend, 4 * inner(W * x, D * x) ** 2), at, of=curvature)
thm.refutes("first order in t", Eq(moved.T * moved, W.T * W), at, of=added)
thm.refutes("no curvature", Eq(unused, 0), at, of=half)
