"""The Riemannian Hessian on the unit sphere: project, and subtract <x, grad fbar> P.

Source   Ma 2021, section 2.3 (backgrounds on manifold gradient and Hessian).
Claim    |x| = 1, <x, v> = 0, P = I - x x', g and H the gradient and Hessian of fbar at x. The
         second derivative of f = fbar along the geodesic with velocity v is <v, H v> - <x, g>
         |v|^2; as a matrix, Hess f(x) = P H P - <x, g> P, which vanishes on x.
Covers   every dimension, d = 1 with P = 0 included; every length of v; every fbar with two
         derivatives at x: only these enter, and all of them are those of <b, y> + <y, B y> / 2. The
         check runs other functions too: fourth powers and sines. A second check ties the fast
         Hessian of models/sphere_derivatives.py to the formula, bit for bit at exact points.
Silent   on the passage to these polynomials, and from cos(t |v|) x + sin(t |v|) v / |v| to (3 -
         |y|^2) y / 2 at y = x + t v, which agree up to a term in t^3: Taylor's theorem is not
         derived. On other extensions of f (sphere_hessian_extension).
"""

from sympy import Eq, Identity, MatMul, Ne, Rational

from lemmata import Curvature, Gradient, HessianAt, Theorem, cite, inner, zero
from models import sphere_derivatives, tensors
from strategies import fast_paths
from strategies import tensors as draws
from theorems.tensor import sphere_gradient

thm = Theorem(
    "tensor.sphere_hessian",
    catalogue=["ma.sphere-hess"],
    sources=[cite("Ma 2021", "section 2.3")],
)
d = thm.dimension("d")
x, v = thm.vector("x v", d, "the point of the sphere; a tangent vector")
B = thm.operator("B", d, "the Hessian of fbar, or any matrix with this symmetric part")
b = thm.vector("b", d, "the gradient of fbar at 0, so that the one at x is b + B x")
fbar, f = sphere_gradient.fbar, sphere_gradient.f
P = Identity(d) - x * x.T
egrad, ehess = Gradient(fbar, x), HessianAt(fbar, x)
bend, hess = Curvature(f, x, v), P * HessianAt(f, x) * P
thm.measure(egrad, "euclidean_gradient")
thm.measure(ehess, "euclidean_hessian")
thm.measure(bend, "second")
thm.measure(hess, "hessian")

unit = thm.assume("unit", Eq(inner(x, x), 1))
flat = thm.assume("flat", Eq(inner(x, v), 0))
form = thm.conclude("form", Eq(bend, inner(v, ehess * v) - inner(x, egrad) * inner(v, v)))
matrix = thm.conclude("matrix", Eq(hess, P * ehess * P - inner(x, egrad) * P))
normal = thm.conclude("normal", Eq(MatMul(hess, x, evaluate=False), zero(x)))
H, a = (B + B.T) / 2, inner(x, x)


@thm.proof(form)
def second_coefficient(k):
    rho, p, q = (3 - a) / 2, inner(x, v), inner(v, v)
    inside, moved = b + rho * H * x, rho * v - p * x
    value = inner(moved, H * moved) - q * inner(x, inside) - 2 * p * inner(v, inside)
    along = k.curvature(f, x, v, value)
    off = (q * inner(x, H * x) - (rho + 1) * inner(v, H * v)) / 2
    parts = {
        along: 1,
        k.gradient(fbar, x, b + H * x): q * x,
        k.hessian(fbar, x, H): -v * v.T,
        flat: p * inner(x, H * x) - 2 * inner(v, b + 2 * rho * H * x),
        unit: off,
    }
    return k.combine(form, parts)


@thm.proof(matrix)
def mixed_coefficient(k):
    rho, g, cross = (3 - a) / 2, b + H * x, x * x.T * H + H * x * x.T
    inside, moved = b + rho * H * x, rho * Identity(d) - x * x.T
    formula = k.hessian(
        f, x, moved * H * moved - inner(x, inside) * Identity(d) - x * inside.T - inside * x.T
    )
    at_unit = H - inner(x, g) * Identity(d) - x * g.T - g * x.T - cross + x * inner(x, H * x) * x.T
    off = -Rational(1, 2) * ((rho + 1) * H - inner(x, H * x) * Identity(d) - 2 * cross)
    value = k.combine(Eq(HessianAt(f, x), at_unit), {formula: 1, unit: off})
    radial = k.combine(Eq(inner(x, egrad), inner(x, g)), {k.gradient(fbar, x, g): x})
    # P P = P + (|x|^2 - 1) x x' and P x = -(|x|^2 - 1) x.
    rest = x * (g.T + x.T * H) * P + P * (g + H * x) * x.T
    rest += ((a - 1) * inner(x, H * x) - inner(x, g)) * x * x.T
    parts = {
        k.contract(value, left=P, right=P): 1,
        k.contract(k.hessian(fbar, x, H), left=P, right=P): -1,
        radial: P,
        unit: rest,
    }
    return k.combine(matrix, parts)


@thm.proof(normal)
def projector_kills_x(k):
    killed = k.contract(k.lemma(sphere_gradient.thm, "normal"), left=P * HessianAt(f, x))
    return k.combine(normal, {killed: -1})


thm.scales("objective", B=1, b=1)
thm.scales("direction", v=1)
thm.invariant("rotation", d)
for change in ("constant", "term dropped"):
    thm.open(change, "true: P x = 0 on the right, whatever stands before it", normal)

thm.check(
    form,
    matrix,
    normal,
    on=tensors.on_the_sphere,
    draw=draws.functions_on_the_sphere,
    constructed=[unit, flat],
)
thm.check(
    form,
    matrix,
    normal,
    on=sphere_derivatives.along_the_sphere,
    draw=fast_paths.quadratics_and_quartics,
    constructed=[unit, flat],
    name="without products of matrices",
)

at = {x: ["3/5", "4/5"], v: [-4, 3], B: [[1, 0], [0, 3]], b: [0, 1]}
linear = {**at, x: [1, 0], v: [0, 1], B: [[0, 0], [0, 0]], b: [1, 0]}
constant = {**linear, b: [0, 0]}
thm.example(at)
thm.example(linear, name="linear: the Hessian of x_1 at e_1 is -P")
thm.example(constant, name="constant: the Hessian is 0, so not onto the tangent space")
thm.needs(unit, {**at, x: [2, 0], v: [0, 1]}, breaks=form)
thm.needs(unit, {**at, x: [2, 0], v: [0, 1]}, breaks=matrix, name="unit, for the matrix")
thm.needs(unit, {**at, x: [2, 0], v: [0, 1]}, breaks=normal, name="unit, for x itself")
thm.needs(flat, {**at, v: [3, 4]}, breaks=form)
thm.refutes("no curvature of the sphere", Eq(bend, inner(v, ehess * v)), linear, of=form)
thm.refutes("P H P alone", Eq(hess, P * ehess * P), linear, of=matrix)
thm.refutes(
    "twice the curvature", Eq(hess, P * ehess * P - 2 * inner(x, egrad) * P), linear, of=matrix
)
thm.refutes("no projection", Eq(hess, ehess - inner(x, egrad) * P), at, of=matrix)
thm.refutes("the Euclidean Hessian vanishes on x", Eq(ehess * x, zero(x)), at, of=normal)
thm.erratum(
    cite("Ma 2021", "section 2.3"),
    printed="Hess f(x) maps the tangent space onto itself",
    corrected="into itself: the Hessian of a constant is 0 and maps onto {0} only",
    false=Ne(hess * v, zero(x)),
    true=normal,
    at=constant,
)
