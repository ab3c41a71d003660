"""Of the steps s v and -s v along negative curvature one lowers f, whatever the gradient.

Source   Escaping notes, section 2.2 (either sign of the direction).
Claim    <v, D^2 f(x) v> <= -gamma, |D^3 f[v, v, v]| <= rho on the segment from x - s v to x + s v,
         s >= 0  =>  (f(x + s v) + f(x - s v)) / 2 <= f(x) - gamma s^2 / 2 + rho s^3 / 6; so the
         lower of the two values, and the mean of a random sign, is at most that.
Covers   every dimension; any v; any gradient at x: its terms cancel.
Silent   on which of the two signs it is.
"""

from functools import partial

from sympy import Abs, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import second_order, second_order_points
from strategies import second_order as draws

thm = Theorem(
    "saddle.curvature_decrease_on_average",
    supports=["saddle.sosp"],
    sources=[cite("Escaping notes", "section 2.2")],
)
d = thm.dimension("d")
g, v = thm.vector("g v", d, "gradient at x, direction")
H = thm.operator("H", d, "Hessian at x")
L0, L1, L2 = thm.real("L0 L1 L2", "f(x), f(x + s v), f(x - s v)")
s = thm.nonneg("s", "step in units of v")
gamma, rho = thm.positive("gamma rho", "negative curvature, bound on the third derivative")
model = L0 + s**2 / 2 * inner(v, H * v) + rho / 6 * s**3

curved = thm.assume("curved", inner(v, H * v) <= -gamma)
ahead = thm.assume("ahead", L1 <= model + s * inner(g, v))
behind = thm.assume("behind", L2 <= model - s * inner(g, v))
bound = L0 - gamma / 2 * s**2 + rho / 6 * s**3
average = thm.conclude("average", (L1 + L2) / 2 <= bound)


@thm.proof(average)
def slopes_cancel(k):
    half = Rational(1, 2)
    return k.combine(average, {ahead: half, behind: half, curved: s**2 / 2})


thm.scales("objective", g=1, H=1, L0=1, L1=1, L2=1, gamma=1, rho=1)
thm.scales("argument", g=-1, H=-2, s=1, gamma=-2, rho=-3)
thm.scales("direction", v=1, s=-1, gamma=2, rho=3)
thm.invariant("rotation", d)

thm.check(
    average,
    on=second_order.both_ways,
    draw=draws.lines,
    implements=[ahead, behind, curved],
    constructed=[curved],
)

x = Symbol("x", real=True)
line = partial(second_order_points.exact_line, v=[1], s=3, both=True, gamma=2, rho=1)
ridge = line(x - x**2 + Abs(x) ** 3 / 6, {x: 0}, g=[1], H=[[-2]])
thm.sharp(average, ridge, name="x - x^2 + |x|^3 / 6")
thm.needs(curved, line(Abs(x) ** 3 / 6, {x: 0}, g=[0], H=[[0]]))
steep = line(-(x**2), {x: 0})
thm.needs(ahead, {**steep, "L1": 100})
thm.needs(behind, {**steep, "L2": 100})
thm.refutes("without the factor 1/2", (L1 + L2) / 2 <= bound - gamma / 2 * s**2, ridge)
thm.refutes("whatever the sign", L1 <= bound, ridge)
