"""From an eps-second-order stationary point nothing within sqrt(eps / rho) is much lower.

Source   Escaping notes, section 2.2 (the error terms, made precise).
Claim    <grad f(x), v> >= -eps, <v, D^2 f(x) v> >= -sqrt(rho eps), |D^3 f[v, v, v]| <= rho on the
         segment from x to x + s v, 0 <= s <= sqrt(eps / rho)  =>
         f(x + s v) >= f(x) - (5/3) eps^(3/2) / sqrt(rho),
         as slope, curvature and remainder contribute 1, 1/2 and 1/6 of eps^(3/2) / sqrt(rho).
Covers   every dimension; all unit v at once when |grad f(x)| <= eps, lam_min >= -sqrt(rho eps) and
         the Hessian is rho-Lipschitz. The constant 5/3 is best possible.
Silent   on points further away, which can be much lower.
"""

from functools import partial

from sympy import Rational, Symbol, sqrt

from lemmata import Theorem, cite, inner
from models import second_order, second_order_points
from strategies import second_order as draws
from theorems.saddle.curvature_decrease import line_from

thm = Theorem(
    "saddle.second_order_flat",
    supports=["saddle.sosp"],
    sources=[cite("Escaping notes", "section 2.2")],
)
d, g, v, H, L0, L1, s = line_from(thm, distance="distance")
eps, rho = thm.positive("eps rho", "tolerance, bound on the third derivative")

slope = thm.assume("slope", inner(g, v) >= -eps)
curved = thm.assume("curved", inner(v, H * v) >= -sqrt(rho * eps))
taylor = thm.assume(
    "taylor", L1 >= L0 + s * inner(g, v) + s**2 / 2 * inner(v, H * v) - rho / 6 * s**3
)
near = thm.assume("near", s <= sqrt(eps / rho))
unit = eps ** Rational(3, 2) / sqrt(rho)
flat = thm.conclude("flat", L1 >= L0 - Rational(5, 3) * unit)


@thm.proof(flat)
def three_terms_of_one_size(k):
    r = sqrt(eps / rho)
    steepest = eps + sqrt(rho * eps) / 2 * (r + s) + rho / 6 * (r**2 + r * s + s**2)
    return k.combine(flat, {taylor: 1, slope: s, curved: s**2 / 2, near: steepest})


thm.scales("objective", g=1, H=1, L0=1, L1=1, eps=1, rho=1)
thm.scales("argument", g=-1, H=-2, s=1, eps=-1, rho=-3)
thm.scales("direction", v=1, s=-1, eps=1, rho=3)
thm.invariant("rotation", d)

thm.check(
    flat,
    on=second_order.stationary_line,
    draw=draws.nearly_stationary,
    implements=[taylor, slope, curved],
    constructed=[slope, curved, near],
)

x = Symbol("x", real=True)
line = partial(second_order_points.exact_line, v=[1], rho=1)
slide = -4 * x - x**2 - x**3 / 6
valley = line(slide, {x: 0}, s=2, eps=4)
thm.sharp(flat, valley, name="-4 x - x^2 - x^3 / 6 with eps = 4")
thm.needs(slope, line(-5 * x - x**2 - x**3 / 6, {x: 0}, s=2, eps=4))
thm.needs(curved, line(-4 * x - 2 * x**2 - x**3 / 6, {x: 0}, s=2, eps=4))
thm.needs(taylor, line(-4 * x - x**2 - x**3 / 3, {x: 0}, s=2, eps=4))
thm.needs(near, line(slide, {x: 0}, s=3, eps=4))
thm.refutes("constant 3/2: no remainder", L1 >= L0 - Rational(3, 2) * unit, valley)
thm.refutes("every such point is a minimum at this scale", L1 >= L0, valley)
thm.erratum(
    cite("Escaping notes", "section 2.2"),
    printed="x is a q-second order stationary point if |grad f(x)| <= eps, lam_min >= -sqrt(rho "
    "eps); error terms: f(x) = Theta(rho^(-1/2))",
    corrected="x is an eps-second-order stationary point; the error terms within sqrt(eps / rho) "
    "are of the order eps^(3/2) rho^(-1/2)",
    false=L1 >= L0 - Rational(5, 3) / sqrt(rho),
    true=flat,
    at=valley,
)
