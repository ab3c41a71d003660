"""Rescaling f keeps second-order stationarity and eps <= l^2 / rho, but not eps < l / rho.

Source   Bruna 2018, escaping from saddle points; Escaping notes, sections 2.2 and 2.5.
Claim    h(y) = c f(y / r), c, r > 0. At y = r x, with eps' = c eps / r, l' = c l / r^2, rho' = c
         rho / r^3:  |grad h| <= eps' <=> |grad f| <= eps;  <v, D^2 h v> >= -sqrt(rho' eps') |v|^2
         <=> <v, D^2 f v> >= -sqrt(rho eps) |v|^2;  h satisfies Taylor's bound with rho' over r s v
         <=> f with rho over s v;  eps' <= l'^2 / rho' <=> eps <= l^2 / rho.
Covers   every dimension; any v and s, so also lam_min and the Lipschitz constant of the Hessian.
         A condition on eps, l, rho that a rescaling turns from true to false cannot be right.
Silent   on other thresholds of the curvature, see second_order_threshold_unique.
"""

from sympy import Eq, Equivalent, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import second_order
from strategies import second_order as draws

thm = Theorem(
    "saddle.second_order_scaling",
    catalogue=["sosp.definition-scaling"],
    supports=["saddle.sosp"],
    sources=[
        cite("Bruna 2018", "escaping from saddle points"),
        cite("Escaping notes", "section 2.5"),
    ],
)
d = thm.dimension("d")
g, g1, v = thm.vector("g g1 v", d, "gradient of f at x, of h at r x; direction")
H, H1 = thm.operator("H H1", d, "Hessian of f at x, of h at r x")
L0, L1 = thm.real("L0 L1", "f(x), f(x + s v)")
M0, M1 = thm.real("M0 M1", "h(r x), h(r (x + s v))")
s = thm.nonneg("s", "distance in units of v")
c, r = thm.positive("c r", "factor of the values, stretch of the arguments")
eps, ell, rho = thm.positive(
    "eps ell rho", "tolerance, smoothness, Lipschitz constant of the Hessian"
)
eps1, ell1, rho1 = c * eps / r, c * ell / r**2, c * rho / r**3
vv = inner(v, v)


def taylor(start, end, slope, bend, s, rho):
    return end <= start + s * inner(slope, v) + s**2 / 2 * inner(v, bend * v) + rho / 6 * s**3


slopes = thm.assume("slopes", Eq(g1, c / r * g))
bends = thm.assume("bends", Eq(H1, c / r**2 * H))
first = thm.assume("first", Eq(M0, c * L0))
second = thm.assume("second", Eq(M1, c * L1))
stationary = inner(g, g) <= eps**2, inner(g1, g1) <= eps1**2
curved = tuple(
    inner(v, A * v) >= -root * vv for A, root in ((H, sqrt(rho * eps)), (H1, sqrt(rho1 * eps1)))
)
bounded = taylor(L0, L1, g, H, s, rho), taylor(M0, M1, g1, H1, r * s, rho1)
in_range = eps <= ell**2 / rho, eps1 <= ell1**2 / rho1
small = thm.conclude("small", Equivalent(*stationary))
curvature = thm.conclude("curvature", Equivalent(*curved))
remainder = thm.conclude("remainder", Equivalent(*bounded))
range_ = thm.conclude("range", Equivalent(*in_range))


def multiples(k, pair, factor, parts):
    """slack of the second = factor * slack of the first + parts."""
    there = k.combine(pair[1], {k.assume(pair[0]): factor, **parts})
    minus = {fact: -m for fact, m in parts.items()}
    back = k.combine(pair[0], {k.assume(pair[1]): 1, **minus}, scale=factor)
    return k.iff(k.discharge(there, pair[0]), k.discharge(back, pair[1]))


@thm.proof(small)
def gradients_are_multiples(k):
    square = k.combine(Eq(inner(g1, g1), c**2 / r**2 * inner(g, g)), {slopes: g1 + c / r * g})
    return multiples(k, stationary, c**2 / r**2, {square: -1})


@thm.proof(curvature)
def hessians_are_multiples(k):
    return multiples(k, curved, c / r**2, {bends: v * v.T})


@thm.proof(remainder)
def remainders_are_multiples(k):
    parts = {first: 1, second: -1, slopes: r * s * v, bends: (r * s) ** 2 / 2 * v * v.T}
    return multiples(k, bounded, c, parts)


@thm.proof(range_)
def one_unit(k):
    return multiples(k, in_range, c / r, {})


thm.scales("objective", g=1, H=1, L0=1, L1=1, c=-1, eps=1, ell=1, rho=1)
thm.scales("argument", g=-1, H=-2, s=1, r=-1, eps=-1, ell=-2, rho=-3)
thm.scales("rescaled objective", g1=1, H1=1, M0=1, M1=1, c=1)
thm.scales("rescaled argument", g1=-1, H1=-2, r=1)
thm.invariant("rotation", d)
same = "true: exchanged on both sides of the equivalence, which stay multiples of each other"
thm.open("swapped", f"s and rho: {same}", remainder)
thm.open("swapped", same, range_)

thm.check(
    small, curvature, remainder, range_,
    on=second_order.rescaled, draw=draws.rescalings,
    implements=[slopes, bends, first, second],
)  # fmt: skip

plain = {g: [2], v: [1], H: [[-2]], L0: 0, L1: "7/6", "s": 1, "rho": 1, "eps": 3, "ell": 2}
double = {**plain, g1: [4], H1: [[-4]], M0: 0, M1: "7/3", "c": 2, "r": 1}
wide = {**plain, g1: [1], H1: [["-1/2"]], M0: 0, M1: "7/6", "c": 1, "r": 2, "eps": 4}
# |g| = eps, barely not; Taylor's bound holds with equality, or barely not.
close, slope = Rational(1, 10**10), 3 + 3 * Rational(1, 10**10)
for over, what in ((0, "at"), (close, "barely above")):
    end = 2 * slope - 3 + over
    barely = {g: [slope], v: [1], H: [[-5]], L0: 3, L1: end, "s": 2, "rho": 3, "eps": 3, "ell": 4}
    stretched = {g1: [2 * slope / 3], H1: [["-10/9"]], M0: 6, M1: 2 * end, "c": 2, "r": 3}
    thm.example({**barely, **stretched}, name=f"from 3, {what} the bound")
thm.example(double, name="doubled")
thm.example(wide, name="stretched, at the thresholds of curvature and remainder")
thm.needs(slopes, {**double, g1: [8]}, breaks=small)
thm.needs(bends, {**wide, H1: [[-2]]}, breaks=curvature)
thm.needs(first, {**double, M0: -1}, breaks=remainder)
thm.needs(second, {**double, M1: 3}, breaks=remainder)
thm.refutes("eps' = eps", Equivalent(stationary[0], inner(g1, g1) <= eps**2), double, of=small)
thm.refutes(
    "threshold -rho eps",
    Equivalent(inner(v, H * v) >= -rho * eps * vv, inner(v, H1 * v) >= -rho1 * eps1 * vv),
    {**wide, "eps": 3},
    of=curvature,
)
thm.refutes(
    "rho' = c rho / r^2",
    Equivalent(bounded[0], taylor(M0, M1, g1, H1, r * s, rho1 * r)),
    {**wide, "L1": "8/6", "M1": "8/6"},
    of=remainder,
)
printed = Equivalent(eps < ell / rho, eps1 < ell1 / rho1)
thm.refutes("eps < l / rho", printed, {**wide, "eps": 3}, of=range_)
thm.erratum(
    cite("Escaping notes", "section 2.5"),
    printed="for every eps < l / rho",
    corrected="for every eps <= l^2 / rho: the sides of eps < l / rho scale differently, so that "
    "the condition may hold for c f(y / r) and not for f",
    false=printed,
    true=range_,
    at={**wide, "eps": 3},
)
