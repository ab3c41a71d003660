"""A step along a direction of negative curvature that does not rise lowers f.

Source   Escaping notes, section 2.2; Bruna 2018, escaping from saddle points.
Claim    <grad f(x), v> <= 0, <v, D^2 f(x) v> <= -gamma, |D^3 f[v, v, v]| <= rho on the segment from
         x to x + s v, s >= 0  =>  f(x + s v) <= f(x) - gamma s^2 / 2 + rho s^3 / 6.
Covers   every dimension; any v, of which v or -v always satisfies the first condition; x need not
         be stationary. For unit v: gamma = -lam_min, rho the Lipschitz constant of the Hessian.
Silent   on how to find v; on the choice of s, see curvature_decrease_best_step and
         curvature_decrease_at_scale; on both signs together, see curvature_decrease_on_average.
"""

from functools import partial

from sympy import Rational, Symbol, sqrt

from lemmata import Theorem, cite, inner
from models import second_order, second_order_points
from strategies import second_order as draws


def line_from(thm, distance="step"):
    """Declare in a theorem the dimension d, g, v, H, the values L0, L1 along v, and s."""
    d = thm.dimension("d")
    g, v = thm.vector("g v", d, "gradient at x, direction")
    H = thm.operator("H", d, "Hessian at x")
    L0, L1 = thm.real("L0 L1", "f(x), f(x + s v)")
    return d, g, v, H, L0, L1, thm.nonneg("s", f"{distance} in units of v")


def bounds(thm):
    """Declare in a theorem gamma and rho."""
    return thm.positive("gamma rho", "negative curvature, bound on the third derivative")


thm = Theorem(
    "saddle.curvature_decrease",
    catalogue=["saddle.sosp"],
    sources=[cite("Escaping notes", "section 2.2")],
)
d, g, v, H, L0, L1, s = line_from(thm)
gamma, rho = bounds(thm)

downhill = thm.assume("downhill", inner(g, v) <= 0)
curved = thm.assume("curved", inner(v, H * v) <= -gamma)
taylor = thm.assume(
    "taylor", L1 <= L0 + s * inner(g, v) + s**2 / 2 * inner(v, H * v) + rho / 6 * s**3
)
decrease = thm.conclude("decrease", L1 <= L0 - gamma / 2 * s**2 + rho / 6 * s**3)


@thm.proof(decrease)
def taylor_with_remainder(k):
    return k.combine(decrease, {taylor: 1, downhill: s, curved: s**2 / 2})


thm.scales("objective", g=1, H=1, L0=1, L1=1, gamma=1, rho=1)
thm.scales("argument", g=-1, H=-2, s=1, gamma=-2, rho=-3)
thm.scales("direction", v=1, s=-1, gamma=2, rho=3)
thm.invariant("rotation", d)

thm.check(
    decrease,
    on=second_order.downward,
    draw=draws.lines,
    implements=[taylor, downhill, curved],
    constructed=[downhill, curved],
)

x = Symbol("x", real=True)
line = partial(second_order_points.exact_line, v=[1])
hill = line(-(x**2) + x**3 / 6, {x: 0}, s=3, gamma=2, rho=1)
thm.sharp(decrease, hill, name="-x^2 + x^3 / 6 attains it at every s")
# The sign of v matters: uphill the first-order term dominates short steps.
thm.needs(downhill, line(x - x**2 + x**3 / 6, {x: 0}, s="1/2", gamma=2, rho=1))
thm.needs(curved, line(x**3 / 6, {x: 0}, s=1, gamma=1, rho=1))
# The Hessian of -x^2 + 10 x^(5/2) is not Lipschitz at 0.
steep = -(x**2) + 10 * x ** Rational(5, 2)
limit = line(-(x**2), {x: 0}, s=Rational(1, 16), gamma=2, rho=1)
thm.needs(taylor, {**limit, "L1": steep.subs(x, Rational(1, 16))}, name="a Hessian with a root")
thm.refutes("without the factor 1/2", L1 <= L0 - gamma * s**2 + rho / 6 * s**3, hill)
thm.refutes("remainder rho s^3 / 12", L1 <= L0 - gamma / 2 * s**2 + rho / 12 * s**3, hill)
thm.refutes(
    "every step descends",
    L1 <= L0,
    line(-(x**2) + x**3 / 6, {x: 0}, s=6 + sqrt(2), gamma=2, rho=1),
)
