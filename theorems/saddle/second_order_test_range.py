"""The Hessian test of second-order stationarity says something only for eps < l^2 / rho.

Source   Escaping notes, section 2.5 (Theorem 2 of Jin et al. 2017: eps <= l^2 / rho).
Claim    <v, D^2 f(x) v> >= -l |v|^2 (as for l-smooth f), l, rho, eps > 0: if eps >= l^2 / rho, then
         <v, D^2 f(x) v> >= -sqrt(rho eps) |v|^2 holds by itself; sqrt(rho eps) <= l exactly for
         eps <= l^2 / rho.
Covers   every dimension; any v; l from the lower half of smoothness only.
Silent   on eps below l^2 / rho, where the test may hold or fail. That a condition eps < l / rho has
         not even the right units is in second_order_scaling.
"""

from sympy import Eq, Equivalent, Implies, sqrt

from lemmata import Theorem, cite, inner
from models import second_order
from strategies import second_order as draws

thm = Theorem(
    "saddle.second_order_test_range",
    supports=["saddle.sosp", "sosp.definition-scaling"],
    sources=[cite("Escaping notes", "section 2.5")],
)
d = thm.dimension("d")
v = thm.vector("v", d, "direction")
H = thm.operator("H", d, "Hessian")
eps, ell, rho = thm.positive(
    "eps ell rho", "tolerance, smoothness, Lipschitz constant of the Hessian"
)
large, short = eps >= ell**2 / rho, eps <= ell**2 / rho
passed = inner(v, H * v) >= -sqrt(rho * eps) * inner(v, v)

smooth = thm.assume("smooth", inner(v, H * v) >= -ell * inner(v, v))
void = thm.conclude("void", Implies(large, passed))
range_ = thm.conclude("range", Equivalent(short, sqrt(rho * eps) <= ell))
total = sqrt(rho * eps) + ell


@thm.proof(void)
def threshold_is_below_every_curvature(k):
    far = k.combine(sqrt(rho * eps) >= ell, {k.assume(large): rho}, scale=total)
    square = k.combine(inner(v, v) >= 0, squares=[(1, v)])
    return k.discharge(k.combine(passed, {smooth: 1, far: inner(v, v)}, signs=[square]), large)


@thm.proof(range_)
def compare_squares(k):
    near = sqrt(rho * eps) <= ell
    there = k.combine(near, {k.assume(short): rho}, scale=total)
    back = k.combine(short, {k.assume(near): total}, scale=rho)
    return k.iff(k.discharge(there, short), k.discharge(back, near))


thm.scales("objective", H=1, eps=1, ell=1, rho=1)
thm.scales("argument", H=-2, eps=-1, ell=-2, rho=-3)
thm.scales("direction", v=1)
thm.invariant("rotation", d)
thm.open(
    "swapped", "true: only the product of eps and rho enters, large says rho eps >= ell^2", void
)
thm.open("swapped", "true for all positive eps, ell, rho, hence also with other names", range_)

thm.check(void, range_, on=second_order.threshold, draw=draws.thresholds, implements=[smooth])

saddle = {v: [1, 0], H: [[-4, 0], [0, 4]], "ell": 4, "rho": 1}
thm.example({**saddle, "eps": 16}, name="at the end of the range")
thm.example({**saddle, "eps": 1}, name="inside the range, test failed")
thm.needs(smooth, {**saddle, "ell": 1, "eps": 1}, breaks=void)
thm.refutes(
    "void from eps = l / rho on", Implies(eps >= ell / rho, passed), {**saddle, "eps": 4}, of=void
)
thm.refutes(
    "never void",
    Implies(large, Eq(sqrt(rho * eps), ell)),
    {**saddle, "eps": 25},
    of=void,
)
thm.refutes(
    "eps <= l / rho",
    Equivalent(eps <= ell / rho, sqrt(rho * eps) <= ell),
    {**saddle, "eps": 9},
    of=range_,
)
