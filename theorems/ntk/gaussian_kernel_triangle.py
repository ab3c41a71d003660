"""The Gaussian kernel matrix of three points, with the area of their triangle as a lower bound.

Source   Landscape slides, universal kernels (three points), with constants.
Claim    Points x, y, z with angles of at most 90 degrees at x and z, A = |x - y|^2, B = |y - z|^2,
         c = <x - y, y - z>: the kernel exp(-tau |.|^2 / 2) has
         det K >= exp(-tau (A + B)) tau^2 (A B - c^2), and A B - c^2 is four times the squared area.
Covers   every triangle, in every dimension and with every bandwidth, with y at the largest angle;
         K > 0 with the minors of gaussian_kernel_two_points (Sylvester). The entries are the
         solutions of alpha' = -A alpha / 2, alpha(0) = 1, and so on, with gamma = alpha beta delta.
Silent   on points on a line, where the area is 0, see gaussian_kernel_obtuse.
"""

from sympy import Derivative, Eq, Ge, Gt, Le, Lt, exp

from lemmata import Theorem, cite
from models import gaussian
from strategies import gaussian as inputs
from theorems.ntk.gaussian_kernel_obtuse import below, chord

thm = Theorem(
    "ntk.gaussian_kernel_triangle",
    catalogue=["gf.universal-kernel"],
    sources=[cite("Landscape slides", "universal kernels")],
)
tau = thm.time("tau")
A, B = thm.nonneg("A B", "|x - y|^2, |y - z|^2")
c = thm.real("c", "<x - y, y - z>")
entries = "the kernel at x, y; at y, z; at x, z"
alpha, beta, gamma = thm.functions("alpha beta gamma", entries, positive=True)
delta = thm.functions("delta", "exp(-c tau)", positive=True)
thm.measure(tau, "tau")
for f in (alpha, beta, gamma, delta):
    thm.measure(f(tau), str(f))
    thm.measure(f(0), f"{f}_start")
    thm.measure(Derivative(f(tau), tau), f"{f}_dot")
f, g, h, r = alpha(tau), beta(tau), gamma(tau), delta(tau)
determinant, both = 1 + 2 * f * g * h - f**2 - g**2 - h**2, f**2 * g**2

at_x = thm.assume("at_x", A + c >= 0)
at_z = thm.assume("at_z", B + c >= 0)
whole = thm.assume("whole", Eq(h, f * g * r))
decay, start = {}, {}
for e, rate in {alpha: A / 2, beta: B / 2, delta: c}.items():
    decay[e] = thm.assume(f"{e}_decay", Eq(Derivative(e(tau), tau), -rate * e(tau)))
    start[e] = thm.assume(f"{e}_start", Eq(e(0), 1))
area = thm.conclude("area", determinant >= both * tau**2 * (A * B - c**2))
product = {whole: 2 * f * g - h - f * g * r}


def obtuse(k, sign):
    """c >= 0: e^2 - 1 >= its square terms for A and B."""
    one, line = chord(k, sign)
    low, high = below(k, alpha, A), below(k, beta, B)
    room, other = (D * tau + D**2 * tau**2 / 2 for D in (A, B))
    left = k.combine(Ge(1 - f**2, 0), {low: 1}, squares=[(room, f)])
    sum_ = k.combine(Ge(c * tau + 1 - r, 0), {one: 1, sign: tau})
    return k.combine(
        area,
        {**product, high: 1 - f**2, low: other * g**2, line: both * (c * tau + 1 - r)},
        squares=[(both * A * B * tau**3 * (A / 2 + B / 2 + A * B * tau / 4), 1)],
        signs=[left, sum_],
    )


def above_chord(k, one, angle, e, D):
    """e^2 (delta + (D + c) tau) <= 1 for e = exp(-D tau / 2) and delta >= 1."""
    value, total = e(tau), r + (D + c) * tau
    rate = 2 * value * Derivative(value, tau) * total
    rate += value**2 * (Derivative(r, tau) + D + c)
    falls = k.combine(
        Le(rate, 0),
        {decay[e]: -2 * value * total, decay[delta]: -(value**2), one: value**2 * (D + c)},
        squares=[(value**2 * (D + c) * D * tau, 1)],
        signs=[angle],
    )
    parts = {start[e]: -(e(0) + 1) * delta(0), start[delta]: -1}
    return k.combine(Le(value**2 * total, 1), {k.monotone(falls, value**2 * total): 1, **parts})


def acute(k, sign):
    """c <= 0: exp(A tau) and exp(B tau) exceed exp(-c tau) by chords."""
    one, line = chord(k, sign, -1)
    low, high = above_chord(k, one, at_x, alpha, A), above_chord(k, one, at_z, beta, B)
    right = k.combine(Ge(1 - g**2, 0), {high: 1, one: g**2, at_z: g**2 * tau})
    over = k.combine(Ge(r - 1 + (A + c) * tau, 0), {one: 1, at_x: tau})
    side = k.combine(Ge(A + B + 2 * c, 0), {at_x: 1, at_z: 1})
    parts = {low: 1 - g**2, high: f**2 * (r - 1 + (A + c) * tau)}
    return k.combine(
        area,
        {**product, **parts, line: both * tau * (A + B + 2 * c)},
        signs=[right, over, side],
    )


@thm.proof(area)
def largest_angle(k):
    branches = {}
    for kind, way in ((Gt, 1), (Eq, 1), (Lt, -1)):
        case = k.assume(kind(c, 0))
        sign = k.combine(Ge(way * c, 0), {case: 1})
        branches[kind(c, 0)] = (obtuse if way > 0 else acute)(k, sign)
    return k.cases(k.split(c), branches)


thm.scales("squared distance", A=1, B=1, c=1, tau=-1)

thm.check(
    area,
    on=gaussian.triangle,
    draw=inputs.triangles,
    implements=[whole],
    constructed=[*decay.values(), *start.values()],
)

back = gaussian.exact_entries(1, 1, -1)
thm.example(back, name="x = z: the determinant and the area are 0")
thm.needs(at_x, gaussian.exact_entries(1, 2, -2), breaks=area)
thm.needs(at_z, gaussian.exact_entries(2, 1, -2), breaks=area)
thm.needs(whole, {**back, "gamma": lambda t: exp(-9 * t)}, breaks=area)
for e, grows in {alpha: 0, beta: 0, delta: -9}.items():
    wrong, twice = {str(e): exp(-grows * tau)}, {str(e): 2 * back[str(e)](tau)}
    thm.needs(decay[e], gaussian.changed_entries(back, wrong), breaks=area)
    thm.needs(start[e], gaussian.changed_entries(back, twice), breaks=area)
thm.refutes("A B in place of the area", determinant >= both * tau**2 * A * B, back, of=area)
