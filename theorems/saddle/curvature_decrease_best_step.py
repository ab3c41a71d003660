"""Along negative curvature gamma the step 2 gamma / rho lowers f by 2 gamma^3 / (3 rho^2).

Source   Escaping notes, section 2.2 (implicit); Bruna 2018, escaping from saddle points.
Claim    <grad f(x), v> <= 0, <v, D^2 f(x) v> <= -gamma, |D^3 f[v, v, v]| <= rho on the segment from
         x to x + s v, s = 2 gamma / rho  =>  f(x + s v) <= f(x) - 2 gamma^3 / (3 rho^2).
Covers   every dimension; any v; x need not be stationary. No other s has a better guarantee:
         -gamma s^2 / 2 + rho s^3 / 6 is least there.
Silent   on how to find v.
"""

from functools import partial

from sympy import Eq, Rational, Symbol

from lemmata import Theorem, cite
from models import second_order, second_order_points
from strategies import second_order as draws
from theorems.saddle import curvature_decrease

thm = Theorem(
    "saddle.curvature_decrease_best_step",
    supports=["saddle.sosp"],
    sources=[cite("Escaping notes", "section 2.2")],
)
d, g, v, H, L0, L1, s = curvature_decrease.line_from(thm)
gamma, rho = curvature_decrease.bounds(thm)

downhill, curved, taylor = (
    thm.assume(fact.name, fact.relation) for fact in curvature_decrease.thm.hypotheses.values()
)
step = thm.assume("step", Eq(s, 2 * gamma / rho))
decrease = thm.conclude("decrease", L1 <= L0 - Rational(2, 3) * gamma**3 / rho**2)


@thm.proof(decrease)
def least_value_of_the_cubic(k):
    along = k.lemma(curvature_decrease.thm, "decrease")
    return k.combine(decrease, {k.rewrite(along, step): 1})


thm.scales("objective", g=1, H=1, L0=1, L1=1, gamma=1, rho=1)
thm.scales("argument", g=-1, H=-2, s=1, gamma=-2, rho=-3)
thm.scales("direction", v=1, s=-1, gamma=2, rho=3)
thm.invariant("rotation", d)
slopes = "true: s <g, v> <= 0, so any share of it in the model, or none, leaves the claim as it is"
thm.open("constant", slopes, taylor)
thm.open("term dropped", slopes, taylor)
thm.open("room", "the cubic is least at this step: a change costs its square only", step)
thm.open("swapped", "the same equation for s > 0, without a value at s = 0", step)

thm.check(
    decrease,
    on=second_order.best_step,
    draw=draws.best_steps,
    implements=[taylor, downhill, curved],
    constructed=[downhill, curved, step],
)

x = Symbol("x", real=True)
line = partial(second_order_points.exact_line, v=[1])
hill = line(-(x**2) + x**3 / 6, {x: 0}, s=4, gamma=2, rho=1)
thm.sharp(decrease, hill, name="-x^2 + x^3 / 6 from 0 to its minimum at 4")
thm.needs(downhill, line(4 * x - x**2 + x**3 / 6, {x: 0}, s=4, gamma=2, rho=1))
thm.needs(curved, line(x**3 / 6, {x: 0}, s=4, gamma=2, rho=1))
thm.needs(taylor, line(-(x**2) + x**3 / 3, {x: 0}, s=4, gamma=2, rho=1))
thm.needs(step, line(-(x**2) + x**3 / 6, {x: 0}, s=3, gamma=2, rho=1))
thm.refutes("gamma^3 / rho^2", L1 <= L0 - gamma**3 / rho**2, hill)
thm.refutes("gamma^2 instead of gamma^3", L1 <= L0 - 2 * gamma**2 / rho**2, hill)
