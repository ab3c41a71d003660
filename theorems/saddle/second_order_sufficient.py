"""Positive curvature at a stationary point makes it a strict local minimum, with a radius.

Source   Escaping notes, section 2.1; Landscape slides, types of stationary points.
Claim    grad f(x) = 0, <v, D^2 f(x) v> >= gamma > 0, |D^3 f[v, v, v]| <= rho on the segment from x
         to x + s v, 0 < s < 3 gamma / rho  =>
         f(x + s v) >= f(x) + gamma s^2 / 2 - rho s^3 / 6 > f(x).
Covers   every dimension; any v. For unit v, gamma = lam_min(D^2 f(x)) and rho the Lipschitz
         constant of the Hessian serve all v at once: the radius is 3 gamma / rho. Only the lower
         half of Taylor's formula is used.
Silent   on stationary points with gamma = 0, see degenerate_cubic and degenerate_quartic.
"""

from functools import partial

from sympy import Eq, Rational, Symbol

from lemmata import Theorem, cite, inner, zero
from models import second_order, second_order_points
from strategies import second_order as draws

thm = Theorem(
    "saddle.second_order_sufficient",
    catalogue=["saddle.second-order-sufficient"],
    sources=[cite("Escaping notes", "section 2.1")],
)
d = thm.dimension("d")
g, v = thm.vector("g v", d, "gradient at x, direction")
H = thm.operator("H", d, "Hessian at x")
L0, L1 = thm.real("L0 L1", "f(x), f(x + s v)")
s = thm.positive("s", "distance in units of v")
gamma, rho = thm.positive("gamma rho", "curvature, bound on the third derivative")

critical = thm.assume("critical", Eq(g, zero(g)))
curved = thm.assume("curved", inner(v, H * v) >= gamma)
taylor = thm.assume(
    "taylor", L1 >= L0 + s * inner(g, v) + s**2 / 2 * inner(v, H * v) - rho / 6 * s**3
)
inside = thm.assume("inside", rho * s < 3 * gamma)
growth = thm.conclude("growth", L1 >= L0 + gamma / 2 * s**2 - rho / 6 * s**3)
strict = thm.conclude("strict", L1 > L0)


@thm.proof(growth)
def taylor_with_remainder(k):
    return k.combine(growth, {taylor: 1, critical: s * v, curved: s**2 / 2})


@thm.proof(strict)
def curvature_outweighs_the_remainder(k):
    return k.combine(strict, {taylor_with_remainder(k): 1, inside: s**2 / 6})


thm.scales("objective", g=1, H=1, L0=1, L1=1, gamma=1, rho=1)
thm.scales("argument", g=-1, H=-2, s=1, gamma=-2, rho=-3)
thm.scales("direction", v=1, s=-1, gamma=2, rho=3)
thm.invariant("rotation", d)
thm.open("constant", "true: <g, v> = 0 by `critical`, so that its factor does not matter", taylor)
thm.open("term dropped", "true: s <g, v> = 0 by `critical`", taylor)

thm.check(
    growth,
    strict,
    on=second_order.upward,
    draw=draws.stationary_lines,
    implements=[taylor, curved],
    constructed=[critical, curved],
)

x, y = Symbol("x", real=True), Symbol("y", real=True)
line = partial(second_order_points.exact_line, v=[1])
bowl = line(x**2 - x**3 / 6, {x: 0}, s=3, gamma=2, rho=1)
thm.sharp(growth, bowl, name="x^2 - x^3 / 6 attains it at every s")
for level in (10**12, -(10**12)):
    high = line(x**2 - x**3 / 6 + level, {x: 0}, s=3, gamma=2, rho=1)
    thm.example(high, name=f"from the level {level}: a growth far below its 10^-9th part")
steeper = line(x**2 - 2 * x**3 / 3, {x: 0}, s="1/2", gamma=2, rho=4)
thm.sharp(growth, steeper, name="x^2 - 2 x^3 / 3, below 1")
thm.needs(critical, line(x**2 - x, {x: 0}, s="1/2", gamma=2, rho=1), breaks=strict)
thm.needs(
    curved,
    second_order_points.exact_line(x**2 - y**4, {x: 0, y: 0}, [0, 1], s=1, gamma=9, rho=24),
    breaks=strict,
)
thm.needs(curved, line(-(x**3), {x: 0}, s=1, gamma=3, rho=6), breaks=strict, name="curved, -x^3")
flatter = (1 - Rational(1, 10**10)) * x**2 - x**3 / 6
barely = line(flatter, {x: 0}, s=1, gamma=2, rho=1)
thm.needs(curved, barely, breaks=growth, name="curved, barely")
bent = line(x**2 - x**3 / 3, {x: 0}, s="1/2", gamma=2, rho=1)
thm.needs(taylor, bent, breaks=growth, name="taylor, below 1")
thm.needs(taylor, line(x**2 - 3 * x**3, {x: 0}, s=1, gamma=2, rho=1), breaks=growth)
thm.needs(inside, line(x**2 - x**3 / 6, {x: 0}, s=6, gamma=2, rho=1), breaks=strict)
close_by = line(x**2 - x**3, {x: 0}, s=1, gamma=2, rho=6)
thm.needs(inside, close_by, breaks=strict, name="inside, rho = 6")
thm.refutes("without the factor 1/2", L1 >= L0 + gamma * s**2 - rho / 6 * s**3, bowl, of=growth)
thm.refutes("remainder rho s^3 / 12", L1 >= L0 + gamma / 2 * s**2 - rho / 12 * s**3, bowl, growth)
thm.refutes("no remainder", L1 > L0 + gamma / 2 * s**2, bowl, of=strict)
thm.refutes(
    "radius 3.1 gamma / rho",
    strict.relation,
    line(x**2 - x**3 / 6, {x: 0}, s="61/10", gamma=2, rho=1),
    given=[critical, curved, taylor],
)
