"""The Riemannian gradient of the tensor objective is 4 (sum_i y_i^3 a_i - f(x) x), y_i = <a_i, x>.

Source   Ma 2021, equation (5.4); section 2.3 for the projection.
Claim    |x| = 1, Y = diag(y) with y = A'x, e = (1, ..., 1), f(x) = sum_i y_i^4 = |Y^2 e|^2. Along
         any v, with V = diag(A'v): d/dt sum_i <a_i, x + t v>^4 = <4 A Y^3 e, v> at t = 0. So for
         every fbar with this gradient 4 A Y^3 e, grad f(x) = P grad fbar(x) = 4 (A Y^3 e - f(x) x).
Covers   every d and every number n of factors, which may be any vectors: neither orthogonal nor
         unit, nor n <= d. With a_i = e_i, the source's case, A Y^3 e is the vector of the x_i^3.
Silent   on the passage from the slopes along all v to the vector `euclidean`, which PyTorch
         confirms in the check; on stationary points.
"""

from sympy import Eq, Identity, Matrix, Rational, eye, zeros

from lemmata import Gradient, Theorem, cite, inner
from models import tensors
from strategies import tensors as draws
from theorems.tensor import sphere_gradient
from theorems.tensor.sphere_gradient import egrad, grad


def sphere_point(thm, direction):
    """Declare in a theorem the dimensions d, n; A; x, v; Y, V; e; and B, b of the gradient."""
    d, n = thm.dimension("d n")
    A = thm.matrix("A", d, n, "the factors as columns")
    x, v = thm.vector("x v", d, f"the point of the sphere; {direction}")
    Y, V = thm.operator("Y V", n, "diag(A'x) and diag(A'v)")
    e = thm.vector("e", n, "(1, ..., 1)")
    B = thm.operator("B", d, "the Hessian of fbar, or any matrix with this symmetric part")
    b = thm.vector("b", d, "the gradient of fbar at 0, so that the one at x is b + B x")
    return (d, n), (A, x, v, Y, V, e), (B, b)


thm = Theorem(
    "tensor.gradient",
    catalogue=["ma.eq-5.4-5.5"],
    sources=[cite("Ma 2021", "equation (5.4)"), cite("Ma 2021", "section 2.3")],
)
(d, n), (A, x, v, Y, V, e), (B, b) = sphere_point(thm, "a direction")
value = tensors.quartic(Y, e)
slope = inner(Gradient(value, Y), V)
cubes = A * Y * Y * Y * e
thm.measure(slope, "slope")
thm.measure(egrad, "euclidean_gradient")
thm.measure(grad, "gradient")
P = Identity(d) - x * x.T

unit = thm.assume("unit", Eq(inner(x, x), 1))
diagonal = thm.assume("diagonal", Eq(Y.T, Y))
coordinates = thm.assume("coordinates", Eq(Y * e, A.T * x))
direction = thm.assume("direction", Eq(V * e, A.T * v))
commute = thm.assume("commute", Eq(V * Y, Y * V))
euclidean = thm.assume("euclidean", Eq(egrad, 4 * cubes))
along = thm.conclude("along", Eq(slope, 4 * inner(cubes, v)))
projected = thm.conclude("projected", Eq(grad, P * egrad))
riemannian = thm.conclude("riemannian", Eq(grad, 4 * cubes - 4 * value * x))


@thm.proof(along)
def first_coefficient(k):
    both = 2 * Y * Y * Y * e * e.T + 2 * Y * Y * e * e.T * Y
    formula = k.gradient(value, Y, both, given=[diagonal])
    parts = {formula: V, commute: 2 * Y * Y * e * e.T, direction: 4 * Y * Y * Y * e}
    return k.combine(along, parts, signs=[diagonal])


@thm.proof(projected)
def projection(k):
    return k.combine(projected, {k.lemma(sphere_gradient.thm, "projected"): 1})


@thm.proof(riemannian)
def radial_part(k):
    radial = {euclidean: x, coordinates: -4 * Y * Y * Y * e}
    height = k.combine(Eq(inner(x, egrad), 4 * value), radial, signs=[diagonal])
    parts = {k.lemma(sphere_gradient.thm, "projected"): 1, euclidean: 1, height: -x}
    return k.combine(riemannian, parts, signs=[diagonal])


thm.scales("factors", A=1, Y=1, V=1, B=4, b=4)
thm.scales("vector of ones", Y=-1, V=-1, e=1, B=-2, b=-2)
thm.scales("direction", v=1, V=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)

thm.check(
    along,
    projected,
    riemannian,
    on=tensors.derivatives,
    draw=draws.quartics,
    implements=[euclidean],
    constructed=[unit, diagonal, coordinates, direction, commute],
)

at = ["3/5", "4/5"], [1, 1]
axes = tensors.exact_derivatives([[1, 0], [0, 1]], *at)
fives = [[5, 0], [0, 5]]
thm.example(axes, name="|x|_4^4 in the plane")
thm.example(tensors.exact_derivatives([[1, 1], [0, 2], [1, 0]], *at), name="three skew factors")
thm.needs(unit, tensors.exact_derivatives([[1, 0], [0, 1]], [2, 0], [0, 1]), breaks=riemannian)
bent = tensors.exact_derivatives(fives, at[0], ["1/5", "1/5"], Y=[[2, 1], [0, 4]])
thm.needs(diagonal, bent, breaks=along)
wrong_height = tensors.exact_derivatives([[1, 0], [0, 1]], *at, Y=[[1, 0], [0, 1]])
thm.needs(coordinates, wrong_height, breaks=riemannian)
thm.needs(direction, {**axes, V: [[2, 0], [0, 3]]}, breaks=along)
thm.needs(commute, {**axes, V: [[0, 1], [1, 0]]}, breaks=along)
thm.needs(euclidean, {**axes, b: [0, 0]}, breaks=riemannian)
# Every hypothesis with a constant f; fbar is linear.
linear = tensors.exact_derivatives([[1, 0], [0, 1]], *at, B=zeros(2, 2))
slight = Rational(1, 10**9), Rational(1, 1000)
for f in (*(1 + e for e in slight), *(1 - e for e in slight), Rational(2), Rational(1, 2)):
    scaled = tensors.exact_derivatives([[1, 0], [0, 1]], *at, Y=f * axes["Y"])
    thm.needs(coordinates, scaled, breaks=riemannian, name=f"coordinates, {f}")
    thm.needs(direction, {**axes, V: f * axes["V"]}, breaks=along, name=f"direction, {f}")
    thm.needs(euclidean, {**linear, b: f * linear["b"]}, breaks=riemannian, name=f"euclidean, {f}")
    factors = [[Rational(5, 3), 0], [0, 5 * f / 4]]
    twisted = tensors.exact_derivatives(factors, at[0], ["3/5", 0], V=[[0, 1], [0, 0]])
    thm.needs(commute, twisted, breaks=along, name=f"commute, V Y = {f} Y V")
for power in (2, 4):
    wrong = Matrix([4 * Rational(n, 5) ** power for n in (3, 4)])
    thm.needs(euclidean, {**linear, b: wrong}, breaks=riemannian, name=f"euclidean, Y^{power}")
halves = tensors.exact_derivatives(eye(4).tolist(), [Rational(1, 2)] * 4, [1] * 4, B=zeros(4, 4))
exchanged = {**halves, b: [1, 0, 0, 0]}
thm.needs(euclidean, exchanged, breaks=riemannian, name="euclidean, x and b exchanged")
thm.refutes("without the 4", Eq(slope, inner(cubes, v)), axes, of=along)
printed = Eq(grad, 4 * P * egrad)
thm.refutes("4 P grad fbar, the factor twice", printed, axes, of=projected)
thm.refutes("without the projection", Eq(grad, 4 * cubes), axes, of=riemannian)
thm.refutes("without the 4, projected", Eq(grad, cubes - value * x), axes, of=riemannian)
radial = 4 * cubes - 4 * inner(Y * e, Y * e) ** 2 * x
thm.refutes("the square of the length for f(x)", Eq(grad, radial), axes, of=riemannian)
thm.erratum(
    cite("Ma 2021", "equation (5.4)"),
    printed="grad f(x) = 4 P grad fbar(x) = 4 (I - x x') (x_1^3, ..., x_d^3)'",
    corrected="grad f(x) = P grad fbar(x) = 4 (I - x x') (x_1^3, ..., x_d^3)': grad fbar(x) has "
    "the factor 4 already. What follows in (5.4) is right",
    false=printed,
    true=projected,
    at=axes,
)
