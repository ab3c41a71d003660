"""The Gaussian kernel matrix of three points on a line, or with an obtuse angle, is positive.

Source   Landscape slides, universal kernels (three points), with constants.
Claim    Points x, y, z with <x - y, y - z> >= 0: an angle of at least 90 degrees at y, so also y
         between x and z on a line. A = |x - y|^2, B = |y - z|^2; the kernel exp(-tau |.|^2 / 2) has
         det K >= exp(-tau (A + B)) tau^3 A B (A + B) / 2, positive for distinct points.
Covers   every dimension and bandwidth. With the minors of gaussian_kernel_two_points, K > 0
         (Sylvester). The entries are the solutions of alpha' = -A alpha / 2, alpha(0) = 1, and so
         on; c = <x - y, y - z> gives gamma = alpha beta delta, as |x - z|^2 = A + B + 2 c.
Silent   on triangles with three acute angles, see gaussian_kernel_triangle.
"""

from sympy import Derivative, Eq, Ge, Le, Rational, exp

from lemmata import Theorem, cite, inner
from models import gaussian
from strategies import gaussian as inputs
from theorems.ntk.infinite_width_kernel_two_inputs import cauchy_schwarz


def entries(thm, tau):
    """Declare in a theorem A, B, c and the functions alpha, beta, gamma, delta of the time tau."""
    A, B = thm.nonneg("A B", "|x - y|^2, |y - z|^2")
    c = thm.real("c", "<x - y, y - z>")
    kernel = "the kernel at x, y; at y, z; at x, z"
    values = thm.functions("alpha beta gamma", kernel, positive=True)
    values = (*values, thm.functions("delta", "exp(-c tau)", positive=True))
    thm.measure(tau, "tau")
    for f in values:
        thm.measure(f(tau), str(f))
        thm.measure(f(0), f"{f}_start")
        thm.measure(Derivative(f(tau), tau), f"{f}_dot")
    return A, B, c, values


thm = Theorem(
    "ntk.gaussian_kernel_obtuse",
    supports=["gf.universal-kernel"],
    sources=[cite("Landscape slides", "universal kernels")],
)
d, tau = thm.dimension("d"), thm.time("tau")
u, v = thm.vector("u v", d, "x - y, y - z")
A, B, c, (alpha, beta, gamma, delta) = entries(thm, tau)
f, g, h, r = alpha(tau), beta(tau), gamma(tau), delta(tau)
determinant = 1 + 2 * f * g * h - f**2 - g**2 - h**2

first = thm.assume("first", Eq(A, inner(u, u)))
second = thm.assume("second", Eq(B, inner(v, v)))
product = thm.assume("product", Eq(c, inner(u, v)))
whole = thm.assume("whole", Eq(h, f * g * r))
obtuse = thm.assume("obtuse", c >= 0)
rates = {alpha: A / 2, beta: B / 2, delta: c}
decay, start = {}, {}
for e, rate in rates.items():
    decay[e] = thm.assume(f"{e}_decay", Eq(Derivative(e(tau), tau), -rate * e(tau)))
    start[e] = thm.assume(f"{e}_start", Eq(e(0), 1))
positive = thm.conclude("positive", determinant >= f**2 * g**2 * tau**3 * A * B * (A + B) / 2)


def below(k, e, D):
    """(1 + D tau + D^2 tau^2 / 2) e^2 <= 1 for e = exp(-D tau / 2)."""
    series, value = 1 + D * tau + D**2 * tau**2 / 2, e(tau)
    term = series * value**2
    rate = (D + D**2 * tau) * value**2 + 2 * series * value * Derivative(value, tau)
    falls = k.combine(
        Le(rate, 0), {decay[e]: -2 * series * value}, squares=[(D**3 / 2, tau * value)]
    )
    return k.combine(Le(term, 1), {k.monotone(falls, term): 1, start[e]: -1 - e(0)})


def chord(k, sign, way=1):
    """way (1 - delta) >= 0, where `sign` says that way c >= 0; and 1 - delta <= c tau."""
    slope = Derivative(r, tau)
    parts = {decay[delta]: -way, sign: r}
    moves = k.monotone(k.combine(Le(way * slope, 0), parts), way * r)
    one = k.combine(Ge(way * (1 - r), 0), {moves: 1, start[delta]: -way})
    falls = k.combine(Le(-slope - c, 0), {decay[delta]: 1, one: way * c}, signs=[sign])
    line = k.monotone(falls, -r - c * tau)
    return one, k.combine(Ge(c * tau - (1 - r), 0), {line: 1, start[delta]: 1})


@thm.proof(positive)
def complement_of_the_first_entry(k):
    one, line = chord(k, obtuse)
    low, high = below(k, alpha, A), below(k, beta, B)
    room, other = A * tau + A**2 * tau**2 / 2, B * tau + B**2 * tau**2 / 2
    left = k.combine(Ge(1 - f**2, 0), {low: 1}, squares=[(room, f)])
    sign = k.combine(Ge(c * tau + 1 - r, 0), {one: 1, obtuse: tau})
    both = f**2 * g**2
    scale, U = both * tau**2, inner(u, u)
    return k.combine(
        positive,
        {
            whole: 2 * f * g - h - f * g * r,
            high: 1 - f**2,
            low: other * g**2,
            line: both * (c * tau + 1 - r),
            cauchy_schwarz(k, u, v): scale,
            first: scale * B,
            second: scale * U,
            product: -scale * (c + inner(u, v)),
        },
        squares=[(both, A * B * tau**2 / 2)],
        signs=[left, sign],
    )


thm.scales("distance", u=1, v=1, A=2, B=2, c=2, tau=-2)
thm.invariant("rotation", d)

larger = "true for a factor above 1: only <u, v>^2 <= A B is used"
thm.open("constant", larger, first, second)
thm.open("constant", "true for a factor below 1: only c^2 <= A B and c >= 0 are used", product)
smaller = "true where it makes this entry smaller: the determinant then grows, and the bound falls"
for e in (alpha, beta):
    thm.open("constant", smaller, decay[e], start[e])
thm.open("constant", "true for a factor below 1: 1 - delta is smaller", decay[delta])
thm.open("exponent", "weaker, as all entries are at most 1", positive)
thm.open("swapped", "weaker, as gamma <= alpha and gamma <= beta", positive)

thm.check(
    positive,
    on=gaussian.triangle,
    draw=inputs.triangles,
    implements=[whole],
    constructed=[first, second, product, *decay.values(), *start.values()],
)

line = gaussian.exact_entries(1, 1, 1, u=[1], v=[1])
together = gaussian.exact_entries(0, 1, 0, u=[0], v=[1])
thm.example(together, name="x = y: the determinant is 0")
thm.needs(first, {**line, **gaussian.exact_entries("1/4", 1, 1)}, breaks=positive)
thm.needs(second, {**line, **gaussian.exact_entries(1, "1/4", 1)}, breaks=positive)
thm.needs(product, {**line, **gaussian.exact_entries(1, 1, 2)}, breaks=positive)
thm.needs(whole, {**line, "gamma": lambda t: exp(-9 * t)}, breaks=positive)
back = gaussian.exact_entries(1, 1, -1, u=[1], v=[-1])
thm.needs(obtuse, back, breaks=positive, name="x = z")
for e, grows in {alpha: 0, beta: 0, delta: 9}.items():
    wrong = {str(e): exp(-grows * tau)}
    thm.needs(decay[e], gaussian.changed_entries(line, wrong), breaks=positive)
    twice = {str(e): 2 * line[str(e)](tau)}
    thm.needs(start[e], gaussian.changed_entries(line, twice), breaks=positive)
# Points so close that det K is tau^2 (A B - c^2) up to 10^-12, and on a line; a constant k off.
eps = Rational(1, 10**12)
for k in (1 + sign * e for e in (Rational(1, 10**9), Rational(1, 1000)) for sign in (1, -1)):
    close = gaussian.exact_entries(eps, eps, eps, u=["1/1000000"], v=["1/1000000"])
    if k < 1:
        for one, other, left, right in ((first, alpha, k, 1), (second, beta, 1, k)):
            moved = gaussian.exact_entries(left * eps, right * eps, eps)
            thm.needs(one, {**close, **moved}, breaks=positive, name=f"{one.name}, {k}")
            wrong = gaussian.changed_entries(close, {str(other): exp(-k * eps * tau / 2)})
            thm.needs(decay[other], wrong, breaks=positive, name=f"{decay[other].name}, {k}")
    else:
        moved = gaussian.exact_entries(eps, eps, k * eps)
        thm.needs(product, {**close, **moved}, breaks=positive, name=f"product, {k}")
        wrong = gaussian.changed_entries(close, {"delta": exp(-k * eps * tau)})
        thm.needs(decay[delta], wrong, breaks=positive, name=f"delta_decay, {k}")
        wrong = gaussian.changed_entries(together, {"alpha": k})
        thm.needs(start[alpha], wrong, breaks=positive, name=f"alpha_start, {k}")
        mirrored = gaussian.exact_entries(1, 0, 0, u=[1], v=[0])
        wrong = gaussian.changed_entries(mirrored, {"beta": k})
        thm.needs(start[beta], wrong, breaks=positive, name=f"beta_start, {k}")
    off = {"gamma": lambda t, k=k: k * exp(-t / 2)}
    thm.needs(whole, {**together, **off}, breaks=positive, name=f"whole, {k}")
    wrong = gaussian.changed_entries(together, {"delta": k})
    thm.needs(start[delta], wrong, breaks=positive, name=f"delta_start, {k}")
half = {"gamma": lambda t: exp(t / 2)}
thm.needs(whole, {**together, **half}, breaks=positive, name="gamma = 1 / beta")
away = gaussian.exact_entries(1, 0, 0, u=[1], v=[0])
thm.needs(whole, {**away, **half}, breaks=positive, name="gamma = 1 / alpha")
thm.refutes("whatever |x - y|", determinant >= f**2 * g**2 * tau**3 * B / 2, together, of=positive)
third = f**2 * g**2 * tau**3 * A * B
thm.refutes(
    "3 in place of 1 / 2", determinant >= third * 3 * (A + B), line,
    of=positive, given=list(thm.hypotheses.values()),
)  # fmt: skip
# On a line, one of the distances 10^10 times the other: the bound is attained up to 10^-9.
near, far = Rational(1, 10**15), Rational(1, 10**5)
for p, q in ((near, far), (far, near)):
    thm.refutes(
        f"10^-9 more, |u| = {p}",
        determinant >= third * (A + B) * (1 + Rational(1, 10**9)) / 2,
        gaussian.exact_entries(p**2, q**2, p * q, u=[p], v=[q]),
        of=positive,
        given=list(thm.hypotheses.values()),
    )
