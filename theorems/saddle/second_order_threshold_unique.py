"""Up to a constant, sqrt(rho eps) is the only threshold that scales like a curvature.

Source   Bruna 2018, escaping from saddle points; Escaping notes, section 2.2.
Claim    c rho = r^3, c eps = r and theta1 = c theta / r^2  =>  theta = theta1 sqrt(rho eps).
         That is: the rescaling h(y) = c f(y / r) with these c, r has rho = eps = 1, a curvature
         theta of f becomes theta1 of h. If a threshold theta(rho, eps) scales like a curvature,
         theta1 = theta(1, 1), and theta(rho, eps) = theta(1, 1) sqrt(rho eps).
Covers   thresholds of any sign; every positive rho and eps; powers rho^p eps^q only for
         p = q = 1/2.
Silent   on the constant theta(1, 1), which is -1 by convention.
"""

from sympy import Eq, sqrt

from lemmata import Theorem, cite
from models import second_order
from strategies import second_order as draws

thm = Theorem(
    "saddle.second_order_threshold_unique",
    supports=["sosp.definition-scaling"],
    sources=[cite("Bruna 2018", "escaping from saddle points")],
)
theta, theta1 = thm.real("theta theta1", "a curvature, the same after rescaling")
eps, rho = thm.positive("eps rho", "tolerance, Lipschitz constant of the Hessian")
c, r = thm.positive("c r", "factor of the values, stretch of the arguments")

lipschitz = thm.assume("lipschitz", Eq(c * rho, r**3))
tolerance = thm.assume("tolerance", Eq(c * eps, r))
scaled = thm.assume("scaled", Eq(theta1, c / r**2 * theta))
unique = thm.conclude("unique", Eq(theta, theta1 * sqrt(rho * eps)))


@thm.proof(unique)
def rescale_to_one(k):
    """c sqrt(rho eps) = r^2, as both are positive with square r^4."""
    root = sqrt(rho * eps)
    square = {lipschitz: c * eps, tolerance: r**3}
    size = k.combine(Eq(c * root - r**2, 0), square, scale=c * root + r**2)
    return k.combine(unique, {size: -theta / r**2, scaled: -root})


thm.scales("objective", theta=1, eps=1, rho=1, c=-1)
thm.scales("argument", theta=-2, eps=-1, rho=-3, r=-1)
thm.scales("curvature", theta=1, theta1=1)

thm.check(
    unique,
    on=second_order.rescaled,
    draw=draws.normal_forms,
    implements=[scaled],
    constructed=[lipschitz, tolerance],
)

normal = {"rho": 8, "eps": 2, "r": 2, "c": 1, "theta": -4, "theta1": -1}
thm.example(normal, name="at the threshold")
thm.needs(lipschitz, {**normal, "rho": 2})
thm.needs(tolerance, {**normal, "eps": 1})
thm.needs(scaled, {**normal, "theta1": 1})
thm.refutes("(rho eps)^1", Eq(theta, theta1 * rho * eps), normal)
thm.refutes("sqrt(eps / rho)", Eq(theta, theta1 * sqrt(eps / rho)), normal)
