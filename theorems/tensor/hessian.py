"""The Riemannian Hessian of the tensor objective is P (12 sum_i y_i^2 a_i a_i' - 4 f(x) I) P.

Source   Ma 2021, equation (5.5); section 2.3 for the Hessian on the sphere.
Claim    |x| = 1, <x, v> = 0, P = I - x x', Y = diag(A'x), V = diag(A'v), e = (1, ..., 1), f(x) =
         sum_i <a_i, x>^4 = |Y^2 e|^2. The second derivative of sum_i <a_i, x + t v>^4 at t = 0 is
         12 <v, A Y^2 A' v>. So for every fbar with the gradient 4 A Y^3 e and the Hessian 12 A Y^2
         A': along the geodesic, f has the second derivative 12 <v, A Y^2 A' v> - 4 f(x) |v|^2, and
         Hess f(x) = P (12 A Y^2 A' - 4 f(x) I) P.
Covers   every d and every number n of factors, which may be any vectors: neither orthogonal nor
         unit, nor n <= d; every length of v. With a_i = e_i, the source's case, A Y^2 A' is
         diag(x_1^2, ..., x_d^2).
Silent   on the passage from the second derivatives along all v to the matrix `euclidean_hessian`;
         the check compares what PyTorch derives from f alone. On the spectrum.
"""

from sympy import Eq, Identity, Matrix, Rational, sqrt

from lemmata import Curvature, Theorem, cite, inner
from models import tensors
from strategies import tensors as draws
from theorems.tensor import sphere_hessian
from theorems.tensor.gradient import sphere_point
from theorems.tensor.sphere_hessian import bend, egrad, ehess, hess

thm = Theorem(
    "tensor.hessian",
    supports=["ma.eq-5.4-5.5"],
    sources=[cite("Ma 2021", "equation (5.5)"), cite("Ma 2021", "section 2.3")],
)
(d, n), (A, x, v, Y, V, e), (B, b) = sphere_point(thm, "a tangent vector")
value, cubes, squares = tensors.quartic(Y, e), A * Y * Y * Y * e, A * Y * Y * A.T
straight = Curvature(value, Y, V)
thm.measure(straight, "bend")
thm.measure(egrad, "euclidean_gradient")
thm.measure(ehess, "euclidean_hessian")
thm.measure(bend, "second")
thm.measure(hess, "hessian")
P = Identity(d) - x * x.T

unit = thm.assume("unit", Eq(inner(x, x), 1))
flat = thm.assume("flat", Eq(inner(x, v), 0))
diagonal = thm.assume("diagonal", Eq(Y.T, Y))
also_diagonal = thm.assume("also_diagonal", Eq(V.T, V))
coordinates = thm.assume("coordinates", Eq(Y * e, A.T * x))
direction = thm.assume("direction", Eq(V * e, A.T * v))
commute = thm.assume("commute", Eq(V * Y, Y * V))
gradient = thm.assume("euclidean_gradient", Eq(egrad, 4 * cubes))
hessian = thm.assume("euclidean_hessian", Eq(ehess, 12 * squares))
along = thm.conclude("along", Eq(straight, 12 * inner(v, squares * v)))
form = thm.conclude("form", Eq(bend, 12 * inner(v, squares * v) - 4 * value * inner(v, v)))
matrix = thm.conclude("matrix", Eq(hess, P * (12 * squares - 4 * value * Identity(d)) * P))


@thm.proof(along)
def second_coefficient(k):
    both = (Y * V + V * Y) * e
    bent = 2 * inner(both, both) + 4 * inner(Y * Y * e, V * V * e)
    formula = k.curvature(value, Y, V, bent, given=[diagonal, also_diagonal])
    # Y V V Y, V Y V Y and V V Y Y become V Y Y V.
    swaps = 10 * Y * V * e * e.T + 4 * V * e * e.T * Y - 2 * e * e.T * Y * V
    parts = {formula: 1, commute: swaps, direction: 12 * Y * Y * (V * e + A.T * v)}
    return k.combine(along, parts, signs=[diagonal, also_diagonal])


def height(k):
    """<x, grad fbar(x)> = 4 f(x)."""
    radial = {gradient: x, coordinates: -4 * Y * Y * Y * e}
    return k.combine(Eq(inner(x, egrad), 4 * value), radial, signs=[diagonal])


@thm.proof(form)
def along_the_geodesic(k):
    ambient = k.lemma(sphere_hessian.thm, "form")
    parts = {ambient: 1, hessian: v * v.T, height(k): -inner(v, v)}
    return k.combine(form, parts, signs=[diagonal])


@thm.proof(matrix)
def projected(k):
    ambient, inside = k.lemma(sphere_hessian.thm, "matrix"), k.contract(hessian, left=P, right=P)
    # P P = P + (|x|^2 - 1) x x'.
    parts = {ambient: 1, inside: 1, height(k): -P, unit: 4 * value * x * x.T}
    return k.combine(matrix, parts, signs=[diagonal])


thm.scales("factors", A=1, Y=1, V=1, B=4, b=4)
thm.scales("vector of ones", Y=-1, V=-1, e=1, B=-2, b=-2)
thm.scales("direction", v=1, V=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)
thm.open(
    "constant",
    "true: V Y = c Y V, transposed, gives V Y = c^2 V Y, so both products are 0 unless c = 1",
    commute,
)
thm.open("swapped", "true: both Hessians are (B + B') / 2", hessian)

thm.check(
    along,
    form,
    matrix,
    on=tensors.derivatives,
    draw=draws.quartics,
    implements=[gradient],
    constructed=[unit, flat, diagonal, also_diagonal, coordinates, direction, commute, hessian],
)

x0, v0 = ["3/5", "4/5"], [-4, 3]
plane = [[1, 0], [0, 1]]
axes = tensors.exact_derivatives(plane, x0, v0)
# A'x and A'v as wanted: the factors are combinations of x and v / 5.
turned = tensors.exact_derivatives(
    [["-13/5", "-9/5"], ["8/5", "19/5"]], x0, ["-4/5", "3/5"], Y=[[0, -3], [4, 0]]
)
sheared = tensors.exact_derivatives(
    [[-1, 2], ["-1/5", "7/5"]], x0, ["-4/5", "3/5"], V=[[1, 1], [0, 1]]
)
thm.example(axes, name="|x|_4^4 in the plane")
thm.example(tensors.exact_derivatives([[1, 1], [0, 2], [1, 0]], x0, v0), name="three skew factors")
thm.needs(unit, tensors.exact_derivatives(plane, [2, 0], [0, 1]), breaks=form)
thm.needs(flat, tensors.exact_derivatives(plane, x0, [1, 1]), breaks=form)
thm.needs(diagonal, turned, breaks=along)
thm.needs(also_diagonal, sheared, breaks=along)
thm.needs(coordinates, tensors.exact_derivatives(plane, x0, v0, Y=plane), breaks=form)
thm.needs(direction, {**axes, V: plane}, breaks=along)
thm.needs(commute, {**axes, V: [[-5, 1], [1, 2]]}, breaks=along)
thm.needs(gradient, {**axes, b: [0, 0]}, breaks=form)
thm.needs(hessian, tensors.exact_derivatives(plane, x0, v0, B=[[0, 0], [0, 0]]), breaks=form)
# Every hypothesis with a constant c.
slight = Rational(1, 10**9), Rational(1, 1000)
for c in (*(1 + s for s in slight), *(1 - s for s in slight), Rational(2), Rational(1, 2)):
    longer = tensors.exact_derivatives(plane, [sqrt(c), 0], [0, 1])
    thm.needs(unit, longer, breaks=form, name=f"unit, {c}")
    scaled = tensors.exact_derivatives(plane, x0, v0, Y=c * axes["Y"])
    thm.needs(coordinates, scaled, breaks=form, name=f"coordinates, {c}")
    thm.needs(direction, {**axes, V: c * axes["V"]}, breaks=along, name=f"direction, {c}")
    steeper = {**axes, b: axes["b"] + (c - 1) * (axes["b"] + axes["B"] * Matrix(axes["x"]))}
    thm.needs(gradient, steeper, breaks=form, name=f"euclidean_gradient, {c}")
    bent = tensors.exact_derivatives(plane, x0, v0, B=c * axes["B"])
    thm.needs(hessian, bent, breaks=form, name=f"euclidean_hessian, {c}")
for power in (1, 3):
    wrong = tensors.exact_derivatives(plane, x0, v0, B=12 * axes["Y"] ** power)
    thm.needs(hessian, wrong, breaks=form, name=f"euclidean_hessian, Y^{power}")
exchanged = {**axes, b: axes["B"].inv() * (axes["b"] + (axes["B"] - Matrix.eye(2)) * axes["x"])}
thm.needs(gradient, exchanged, breaks=form, name="euclidean_gradient, x and b exchanged")
thm.refutes("6 for 12", Eq(straight, 6 * inner(v, squares * v)), axes, of=along)
thm.refutes("not curved", Eq(bend, 12 * inner(v, squares * v)), axes, of=form)
thm.refutes("f(x) once", Eq(bend, 12 * inner(v, squares * v) - value * inner(v, v)), axes, of=form)
thm.refutes("P H P alone", Eq(hess, 12 * P * squares * P), axes, of=matrix)
thm.refutes("not projected", Eq(hess, 12 * squares - 4 * value * Identity(d)), axes, of=matrix)
