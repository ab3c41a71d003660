"""A strict saddle is an unstable fixed point of gradient descent.

Source   Bruna 2018, slide "Gradient descent avoids strict saddles", Fact 1.
Claim    grad f(x) = 0, H the Hessian at x, H v = lam v with lam < 0, gamma > 0  =>  phi(x) = x, and
         the Jacobian J = I - gamma H of phi at x has J v = (1 - gamma lam) v, 1 - gamma lam > 1.
Covers   every dimension; every negative eigenvalue, the least gives 1 + gamma |lam_min|; every step
         gamma > 0, however large; local maxima, which are strict saddles by the definition used.
Silent   on the set of starts that end there (stable manifold theorem); on J being the derivative
         of phi, which the check takes from the images of neighbouring points.
"""

from sympy import Eq, Identity, Rational

from lemmata import Theorem, cite, zero
from models import gradient_map
from strategies import gradient_map as draws

thm = Theorem(
    "saddle.strict_saddle_unstable",
    catalogue=["saddle.strict-unstable"],
    sources=[cite("Bruna 2018", 'slide "Gradient descent avoids strict saddles", Fact 1')],
)
d = thm.dimension("d")
x, z, g, v = thm.vector("x z g v", d, "the point, its image, its gradient; an eigenvector")
H, J = thm.operator("H J", d, "the Hessian; the Jacobian of phi")
lam, gamma = thm.real("lam gamma", "the eigenvalue of v; step size")
L = thm.nonneg("L", "Lipschitz constant of the gradient")

critical = thm.assume("critical", Eq(g, zero(g)))
image = thm.assume("image", Eq(z, x - gamma * g))
jacobian = thm.assume("jacobian", Eq(J, Identity(d) - gamma * H))
eigen = thm.assume("eigen", Eq(H * v, lam * v))
strict = thm.assume("strict", lam < 0)
forward = thm.assume("forward", gamma > 0)
lipschitz = thm.assume("lipschitz", lam**2 <= L**2)
thm.superfluous(lipschitz, "the source assumes |grad^2 f| <= L; no step below 1 / L is needed here")
fixed = thm.conclude("fixed", Eq(z, x))
eigenvector = thm.conclude("eigenvector", Eq(J * v, (1 - gamma * lam) * v))
unstable = thm.conclude("unstable", 1 - gamma * lam > 1)


@thm.proof(fixed)
def no_gradient(k):
    return k.combine(fixed, {image: 1, critical: -gamma})


@thm.proof(eigenvector)
def spectral_mapping(k):
    return k.combine(eigenvector, {k.contract(jacobian, right=v): 1, eigen: -gamma})


@thm.proof(unstable)
def product_of_signs(k):
    return k.combine(unstable, {strict: gamma}, signs=[forward])


thm.scales("objective", g=1, H=1, lam=1, gamma=-1, L=1)
thm.scales("argument", x=1, z=1, g=-1, H=-2, lam=-2, gamma=2, L=-2)
thm.scales("eigenvector", v=1)
thm.invariant("rotation", d)
thm.open("constant", "true: g = 0 by `critical`, so that its factor does not matter", image)
thm.open("swapped", "true: g = 0 by `critical`, so that both say that x and z are the same", image)

thm.check(
    fixed,
    eigenvector,
    unstable,
    on=gradient_map.stationary,
    draw=draws.stationary_points,
    implements=[image, jacobian],
    constructed=[critical, eigen],
)

# f = (t_1^2 - 2 t_2^2) / 2 at 0, step 1/2: the factor along e_2 is 2.
at = {
    x: [0, 0], z: [0, 0], g: [0, 0], v: [0, 1], H: [[1, 0], [0, -2]],
    J: [["1/2", 0], [0, 2]], lam: -2, gamma: "1/2", L: 2,
}  # fmt: skip
thm.example(at)
thm.example({**at, H: [[-2, 0], [0, -2]], J: [[2, 0], [0, 2]]}, name="a maximum")
tiny = Rational(1, 10**10)
slow = {**at, H: [[1, 0], [0, -2 * tiny]], J: [["1/2", 0], [0, 1 + tiny]], lam: -2 * tiny}
thm.example(slow, name="barely unstable")
thm.needs(critical, {**at, g: [1, 0], z: ["-1/2", 0]}, breaks=fixed)
thm.needs(image, {**at, z: [1, 0]}, breaks=fixed)
thm.needs(jacobian, {**at, J: [["1/2", 0], [0, 0]]}, breaks=eigenvector, name="the wrong sign")
thm.needs(eigen, {**at, v: [1, 0]}, breaks=eigenvector)
thm.needs(strict, {**at, v: [1, 0], lam: 1}, breaks=unstable, name="a stable direction")
thm.needs(forward, {**at, J: [["3/2", 0], [0, 0]], gamma: "-1/2"}, breaks=unstable, name="uphill")
thm.refutes("moves along v", Eq(z, x + v), at, of=fixed)
thm.refutes("factor 1 + gamma lam", Eq(J * v, (1 + gamma * lam) * v), at, of=eigenvector)
thm.refutes("stable for small steps", 1 - gamma * lam < 1, at, of=unstable)
