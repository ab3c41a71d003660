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

from functools import partial

from sympy import Derivative, Eq, Ge, Gt, Le, Lt, Rational, exp

from lemmata import Theorem, cite
from models import gaussian
from strategies import gaussian as inputs
from theorems.ntk.gaussian_kernel_obtuse import below, chord, entries

thm = Theorem(
    "ntk.gaussian_kernel_triangle",
    supports=["gf.universal-kernel"],
    sources=[cite("Landscape slides", "universal kernels")],
)
tau = thm.time("tau")
A, B, c, (alpha, beta, gamma, delta) = entries(thm, tau)
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
thm.open(
    "constant",
    "true for factors above 1: the claim for a larger A or B, with a larger area",
    decay[alpha],
    decay[beta],
)
thm.open(
    "constant", "true for f < 1: the claim for f c, as f c >= -A, -B and c^2 falls", decay[delta]
)
thm.open(
    "constant",
    "true for f < 1: the gap is (1 - f^2) (1 - e^2) and f^2 times that of the claim, e the other",
    start[alpha],
    start[beta],
)
thm.open(
    "exponent",
    "weaker on the left, as the entries are at most 1; for alpha or beta on the right true in "
    "numbers, and at c = 0, as exp(x) - 1 >= x exp(x / 2)",
    area,
)

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
barely = Rational(10**10 + 1, 10**10)
thm.needs(at_x, gaussian.exact_entries(1, barely, -barely), breaks=area, name="barely")
thm.needs(at_z, gaussian.exact_entries(barely, 1, -barely), breaks=area, name="barely")
half = Rational(1, 2)
near = [1 + sign * e for e in (Rational(1, 10**9), Rational(1, 1000)) for sign in (1, -1)]
for factor in (*near, half):
    label, wrong = f"{factor} times", partial(gaussian.changed_entries, back)
    scaled = {**back, "gamma": lambda t, factor=factor: factor + 0 * t}
    thm.needs(whole, scaled, breaks=area, name=f"{label} the product")
    thm.needs(start[delta], wrong({"delta": factor * exp(tau)}), breaks=area, name=f"{label} 1")
    for e in (alpha, beta):
        start_, rate_ = factor * exp(-tau / 2), exp(-factor * tau / 2)
        if factor > 1:
            thm.needs(start[e], wrong({str(e): start_}), breaks=area, name=f"{label} 1, {e}")
        else:
            thm.needs(decay[e], wrong({str(e): rate_}), breaks=area, name=f"{label} a rate, {e}")
    if factor > 1:
        faster = wrong({"delta": exp(factor * tau)})
        thm.needs(decay[delta], faster, breaks=area, name=f"{label} c")
for a_, b_ in ((0, 1), (1, 0)):  # then alpha = beta delta gamma, or beta = alpha delta gamma
    grows = {**gaussian.exact_entries(a_, b_, 0), "gamma": lambda t: exp(t / 2)}
    thm.needs(whole, grows, breaks=area, name=f"gamma exchanged, A = {a_}, B = {b_}")
# The hypotheses allow c^2 > A B, where the bound is negative.
sides = partial(thm.refutes, of=area, given=list(thm.hypotheses.values()))
right, tiny = both * tau**2 * (A * B - c**2), Rational(1, 10**10)
sides("barely more", determinant >= near[0] * right, gaussian.exact_entries(tiny, tiny, 0))
sides("barely less", determinant >= near[1] * right, gaussian.exact_entries(0, 0, tiny))
tenth = Rational(1, 10)
sides("alpha^3", determinant >= right * f, gaussian.exact_entries(1, 0, tenth))
sides("beta^3", determinant >= right * g, gaussian.exact_entries(0, 1, tenth))
thm.refutes("A B in place of the area", determinant >= both * tau**2 * A * B, back, of=area)
