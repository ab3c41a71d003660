"""The Riemannian gradient on the unit sphere is the projected Euclidean gradient.

Source   Ma 2021, section 2.3 (backgrounds on manifold gradient and Hessian).
Claim    |x| = 1, P = I - x x' => P P = P, P x = 0, and the gradient at x of fbar(y / |y|), which is
         the gradient of f = fbar on the sphere, is P grad fbar(x), a tangent vector. Another
         extension fbar + (|y|^2 - 1) h of f has the same one.
Covers   every dimension, d = 1 with P = 0 included; every fbar with a derivative at x, since only
         this enters and <b, y> + <y, B y> / 2 has any; every continuous h, of which only the value
         enters. The check runs other functions too: fourth powers and sines.
Silent   on the passage to these polynomials, and to (3 - |y|^2) y / 2 from y / |y|: they agree at
         |y| = 1 up to (|y|^2 - 1)^2, by Taylor's theorem, which is not derived.
"""

from sympy import Eq, Identity, Rational

from lemmata import Gradient, Theorem, cite, inner, zero
from models import sphere_derivatives, tensors
from strategies import fast_paths
from strategies import tensors as draws

thm = Theorem(
    "tensor.sphere_gradient",
    catalogue=["ma.sphere-grad"],
    sources=[cite("Ma 2021", "section 2.3")],
)
d = thm.dimension("d")
x = thm.vector("x", d, "the point of the sphere")
B = thm.operator("B", d, "the Hessian of fbar, or any matrix with this symmetric part")
b = thm.vector("b", d, "the gradient of fbar at 0, so that the one at x is b + B x")
c = thm.vector("c", d, "the gradient of h")
m = thm.real("m", "the value of h at 0")
fbar = tensors.quadratic(B, b, x)
f = tensors.quadratic(B, b, tensors.normalised(x))
other = (inner(x, x) - 1) * (m + inner(c, x))
egrad, grad, change = Gradient(fbar, x), Gradient(f, x), Gradient(other, x)
thm.measure(egrad, "euclidean_gradient")
thm.measure(grad, "gradient")
thm.measure(change, "change")
P = Identity(d) - x * x.T

unit = thm.assume("unit", Eq(inner(x, x), 1))
projector = thm.conclude("projector", Eq(P * P, P))
normal = thm.conclude("normal", Eq(x * x.T * x, x))  # P x = 0
projected = thm.conclude("projected", Eq(grad, P * egrad))
tangent = thm.conclude("tangent", Eq(inner(x, grad), 0))
extension = thm.conclude("extension", Eq(P * change, zero(x)))


@thm.proof(projector)
def square(k):
    return k.combine(projector, {unit: x * x.T})


@thm.proof(normal)
def length_of_x(k):
    return k.combine(normal, {unit: x})


@thm.proof(projected)
def chain_rule(k):
    H, y, a = (B + B.T) / 2, tensors.normalised(x), inner(x, x)
    rho = (3 - a) / 2
    inside = k.gradient(f, x, rho * (b + H * y) - inner(x, b + H * y) * x)
    against = k.contract(k.gradient(fbar, x, b + H * x), left=P)
    # rho - 1 is -(|x|^2 - 1) / 2.
    off = -Rational(1, 2) * (b + (rho + 1) * H * x - inner(x, H * x) * x)
    return k.combine(projected, {inside: 1, against: -1, unit: off})


@thm.proof(tangent)
def against_the_normal(k):
    return k.combine(tangent, {chain_rule(k): x, length_of_x(k): -egrad})


@thm.proof(extension)
def normal_gradient(k):
    formula = k.gradient(other, x, 2 * (m + inner(c, x)) * x + (inner(x, x) - 1) * c)
    against = k.contract(formula, left=P)
    parts = {against: 1, length_of_x(k): -2 * (m + inner(c, x)), unit: P * c}
    return k.combine(extension, parts)


thm.scales("objective", B=1, b=1)
thm.scales("extension", c=1, m=1)
thm.invariant("rotation", d)
thm.open("exponent", "true: P^3 = P P = P", projector)

thm.check(
    projector,
    normal,
    projected,
    tangent,
    extension,
    on=tensors.on_the_sphere,
    draw=draws.functions_on_the_sphere,
    constructed=[unit],
)
thm.check(
    projected,
    on=sphere_derivatives.along_the_sphere,
    draw=fast_paths.quadratics_and_quartics,
    constructed=[unit],
    name="many points at once",
)

at = {x: ["3/5", "4/5"], B: [[1, 0], [0, 3]], b: [0, 1], m: 1, c: [1, 1]}
long = {**at, x: [2, 0]}
thm.example(at)
thm.example({x: [-1], B: [[1]], b: [1], m: 1, c: [1]}, name="d = 1: the gradient is 0")
thm.needs(unit, long, breaks=projector)
thm.needs(unit, long, breaks=projected, name="unit, for the gradient")
thm.needs(unit, long, breaks=extension, name="unit, for extensions")
thm.refutes("P is the identity", Eq(P * P, Identity(d)), at, of=projector)
thm.refutes("without the square", Eq(x * x.T * x, 2 * x), at, of=normal)
thm.refutes("not projected", Eq(grad, egrad), at, of=projected)
thm.refutes("twice", Eq(grad, 2 * P * egrad), at, of=projected)
thm.refutes("the Euclidean gradient is tangent", Eq(inner(x, egrad), 0), at, of=tangent)
thm.refutes("the same Euclidean gradient", Eq(change, zero(x)), at, of=extension)
