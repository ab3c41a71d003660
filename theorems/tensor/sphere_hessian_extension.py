"""The Riemannian Hessian on the unit sphere does not depend on the extension.

Source   Ma 2021, section 2.3 (f as the restriction of a smooth function fbar).
Claim    |x| = 1, P = I - x x'. The function q = (|y|^2 - 1) h(y), by which two extensions of f
         differ, adds nothing: P D^2 q(x) P - <x, grad q(x)> P = 0.
Covers   every dimension; every h with a continuous derivative, since no other enters and every
         value and gradient is that of m + <c, y>. The check runs other functions too.
Silent   on h with less; the gradient is in sphere_gradient.
"""

from sympy import Eq, Identity, ZeroMatrix

from lemmata import HessianAt, Theorem, cite, inner
from models import tensors
from models.pinned import pinned
from strategies import tensors as draws
from theorems.tensor.sphere_gradient import change, other

thm = Theorem(
    "tensor.sphere_hessian_extension",
    supports=["ma.sphere-hess"],
    sources=[cite("Ma 2021", "section 2.3")],
)
d = thm.dimension("d")
x, c = thm.vector("x c", d, "the point of the sphere; the gradient of h")
m = thm.real("m", "the value of h at 0")
P, a = Identity(d) - x * x.T, inner(x, x)
bent = HessianAt(other, x)
thm.measure(bent, "change_hessian")
thm.measure(change, "change")

unit = thm.assume("unit", Eq(a, 1))
extension = thm.conclude("extension", Eq(P * bent * P - inner(x, change) * P, ZeroMatrix(d, d)))


@thm.proof(extension)
def curvature_term_cancels(k):
    h = m + inner(c, x)
    first = k.gradient(other, x, 2 * h * x + (a - 1) * c)
    second = k.hessian(other, x, 2 * h * Identity(d) + 2 * (x * c.T + c * x.T))
    along = 2 * h * a + (a - 1) * inner(x, c)
    radial = k.combine(Eq(inner(x, change), along), {first: x})
    rest = 2 * h * (x * x.T - P) - 2 * (x * c.T * P + P * c * x.T) - inner(x, c) * P
    parts = {k.contract(second, left=P, right=P): 1, radial: -P, unit: rest}
    return k.combine(extension, parts)


thm.scales("extension", c=1, m=1)
thm.invariant("rotation", d)

thm.check(
    extension,
    on=pinned(tensors.on_the_sphere),
    draw=draws.functions_on_the_sphere,
    constructed=[unit],
)

at = {x: ["3/5", "4/5"], m: 1, c: [1, 1]}
thm.example(at)
thm.example({x: [-1], m: 1, c: [1]}, name="d = 1")
thm.needs(unit, {**at, x: [2, 0]})
thm.refutes("without the gradient", Eq(P * bent * P, ZeroMatrix(d, d)), at)
thm.refutes("without the projection", Eq(bent - inner(x, change) * P, ZeroMatrix(d, d)), at)
thm.refutes("with the other sign", Eq(P * bent * P + inner(x, change) * P, ZeroMatrix(d, d)), at)
