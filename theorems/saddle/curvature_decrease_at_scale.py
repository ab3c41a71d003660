"""Where eps-second-order stationarity fails in curvature, a step sqrt(eps / rho) gains eps^(3/2).

Source   Escaping notes, section 2.2; Bruna 2018, escaping from saddle points.
Claim    <grad f(x), v> <= 0, <v, D^2 f(x) v> <= -gamma with gamma >= sqrt(rho eps), |D^3 f[v, v,
         v]| <= rho on the segment from x to x + s v, s = sqrt(eps / rho)  =>
         f(x + s v) <= f(x) - eps^(3/2) / (3 sqrt(rho)).
Covers   every dimension; any v; x need not be stationary; curvature beyond the threshold.
Silent   on how to find v; a longer step can gain twice as much, see curvature_decrease_best_step.
"""

from functools import partial

from sympy import Eq, Rational, Symbol, sqrt

from lemmata import Theorem, cite
from models import second_order, second_order_points
from strategies import second_order as draws
from theorems.saddle import curvature_decrease

thm = Theorem(
    "saddle.curvature_decrease_at_scale",
    supports=["saddle.sosp"],
    sources=[cite("Escaping notes", "section 2.2")],
)
d, g, v, H, L0, L1, s = curvature_decrease.line_from(thm)
gamma, rho = curvature_decrease.bounds(thm)
eps = thm.positive("eps", "tolerance of second-order stationarity")

downhill, curved, taylor = (
    thm.assume(fact.name, fact.relation) for fact in curvature_decrease.thm.hypotheses.values()
)
step = thm.assume("step", Eq(s, sqrt(eps / rho)))
beyond = thm.assume("beyond", gamma >= sqrt(rho * eps))
unit = eps ** Rational(3, 2) / sqrt(rho)
decrease = thm.conclude("decrease", L1 <= L0 - unit / 3)


@thm.proof(decrease)
def remainder_is_a_third_of_the_gain(k):
    along = k.rewrite(k.lemma(curvature_decrease.thm, "decrease"), step)
    return k.combine(decrease, {along: 1, beyond: eps / (2 * rho)})


thm.scales("objective", g=1, H=1, L0=1, L1=1, gamma=1, rho=1, eps=1)
thm.scales("argument", g=-1, H=-2, s=1, gamma=-2, rho=-3, eps=-1)
thm.scales("direction", v=1, s=-1, gamma=2, rho=3, eps=1)
thm.invariant("rotation", d)
thm.open(
    "constant",
    "true: less of s <g, v> <= 0 leaves the claim as it is, and more of <v, H v> < 0 is stronger",
    taylor,
)
thm.open("term dropped", "true: s <g, v> <= 0, and the claim does not use its gain", taylor)
thm.open("constant", "true: the guarantee grows with s, up to 2 gamma / rho >= 2 s", step)

thm.check(
    decrease,
    on=second_order.best_step,
    draw=draws.steps_at_scale,
    implements=[taylor, downhill, curved],
    constructed=[downhill, curved, step, beyond],
)

x = Symbol("x", real=True)
line = partial(second_order_points.exact_line, v=[1], gamma=2, rho=1)
hill = line(-(x**2) + x**3 / 6, {x: 0}, s=2, eps=4)
thm.sharp(decrease, hill, name="-x^2 + x^3 / 6 with eps = 4, at the threshold")
thm.needs(downhill, line(4 * x - x**2 + x**3 / 6, {x: 0}, s=2, eps=4))
thm.needs(curved, line(x**3 / 6, {x: 0}, s=2, eps=4))
thm.needs(taylor, line(-(x**2) + x**3 / 3, {x: 0}, s=2, eps=4))
thm.needs(step, line(-(x**2) + x**3 / 6, {x: 0}, s=1, eps=4))
thm.needs(beyond, line(-(x**2) + x**3 / 6, {x: 0}, s=4, eps=16))
thm.refutes("half of it", L1 <= L0 - unit / 2, hill)
thm.refutes("eps^2 instead of eps^(3/2)", L1 <= L0 - eps**2 / sqrt(rho) / 3, hill)
