"""The Gaussian kernel matrix of two points, with an explicit lower bound of its eigenvalues.

Source   Landscape slides, universal kernels (two points), with constants.
Claim    alpha(tau) = exp(-tau A / 2), A = |x - y|^2:
         a^2 + 2 a b alpha + b^2 >= (1 - alpha) (a^2 + b^2) >= tau A / (2 + tau A) (a^2 + b^2).
Covers   every dimension and bandwidth (tau = 1 in the source); x = y, where 0 is an eigenvalue. The
         exponential enters as the solution of alpha' = -A alpha / 2, alpha(0) = 1.
Silent   on more points, see gaussian_kernel_obtuse, gaussian_kernel_acute and
         gaussian_kernel_positive.
"""

from functools import partial

from sympy import Derivative, Eq, Ge, Le, Rational, exp

from lemmata import Theorem, cite
from models import gaussian
from strategies import gaussian as inputs

thm = Theorem(
    "ntk.gaussian_kernel_two_points",
    supports=["gf.universal-kernel"],
    sources=[cite("Landscape slides", "universal kernels")],
)
tau = thm.time("tau")
A = thm.nonneg("A", "the squared distance of the points")
a, b = thm.real("a b", "coefficients")
alpha = thm.functions("alpha", "the kernel at the two points", positive=True)
slope = Derivative(alpha(tau), tau)
for term, name in {
    tau: "tau", alpha(tau): "alpha", alpha(0): "alpha_start", slope: "alpha_dot"
}.items():  # fmt: skip
    thm.measure(term, name)
form, length = a**2 + 2 * a * b * alpha(tau) + b**2, a**2 + b**2

decay = thm.assume("decay", Eq(slope, -A * alpha(tau) / 2))
start = thm.assume("start", Eq(alpha(0), 1))
entry = thm.conclude("entry", Eq(alpha(tau) * exp(A * tau / 2), 1))
below = thm.conclude("below", (2 + A * tau) * alpha(tau) <= 2)
exact = thm.conclude("exact", form >= (1 - alpha(tau)) * length)
floor = thm.conclude("floor", form >= A * tau / (2 + A * tau) * length)


@thm.proof(entry)
def constant_product(k):
    product = alpha(tau) * exp(A * tau / 2)
    rate = slope * exp(A * tau / 2) + A / 2 * product
    up = k.monotone(k.combine(Le(rate, 0), {decay: -exp(A * tau / 2)}), product)
    down = k.monotone(k.combine(Le(-rate, 0), {decay: exp(A * tau / 2)}), -product)
    upper = k.combine(Le(product, 1), {up: 1, start: -1})
    return k.squeeze(upper, k.combine(Le(1, product), {down: 1, start: 1}))


@thm.proof(below)
def one_plus_half(k):
    product = (2 + A * tau) * alpha(tau)
    rate = A * alpha(tau) + (2 + A * tau) * slope
    falls = k.combine(Le(rate, 0), {decay: -(2 + A * tau)}, squares=[(tau * alpha(tau) / 2, A)])
    return k.combine(below, {k.monotone(falls, product): 1, start: -2})


def at_most_one(k):
    falls = k.combine(Le(slope, 0), {decay: -1}, squares=[(A * alpha(tau) / 2, 1)])
    return k.combine(Ge(1 - alpha(tau), 0), {k.monotone(falls, alpha(tau)): 1, start: -1})


@thm.proof(exact)
def sum_of_coefficients(k):
    return k.combine(exact, squares=[(alpha(tau), a + b)])


@thm.proof(floor)
def square_and_rest(k):
    parts = {sum_of_coefficients(k): 1, one_plus_half(k): length / (2 + A * tau)}
    return k.combine(floor, parts)


thm.scales("squared distance", A=1, tau=-1)
thm.scales("coefficients", a=1, b=1)
thm.open("constant", "weaker: the right side is smaller, as 1 - alpha >= 0", exact)
thm.open("term dropped", "weaker: the right side is smaller, as 1 - alpha >= 0", exact)
thm.open("room", "a factor f < 1 before A tau is false where (1 - f) A tau > 2, far apart", floor)
FLOOR = "weaker: the left side is at least (1 - f alpha) (a^2 + b^2) for f in [0, 1] before alpha"
thm.open("constant", FLOOR, floor)
thm.open("term dropped", f"{FLOOR}, here f = 0", floor)
thm.limit("bandwidth 0", {tau: 0}, exact, a**2 + 2 * a * b + b**2 >= 0)
thm.limit("bandwidth 0", {tau: 0}, floor, a**2 + 2 * a * b + b**2 >= 0)

thm.check(
    entry, below, exact, floor,
    on=gaussian.triangle, draw=inputs.triangles, constructed=[decay, start], bfloat16=True,
)  # fmt: skip


def pair(D):
    made = gaussian.exact_entries(D, 0, 0)
    return {"A": made["A"], "alpha": made["alpha"], "a": 1, "b": -1}


same, apart = pair(0), pair(1)
near, barely = pair(Rational(1, 10**10)), 1 + Rational(1, 10**9)
thm.sharp(below, same, name="x = y: alpha = 1")
thm.sharp(exact, apart, name="a = -b")
thm.example(same, name="x = y: 0 is an eigenvalue")
thm.needs(decay, {**apart, "alpha": lambda tau: 1 + 0 * tau}, breaks=floor)
thm.needs(start, {**apart, "alpha": lambda tau: 2 * exp(-tau / 2)}, breaks=entry)
thm.refutes("no 1/2", Eq(alpha(tau) * exp(A * tau), 1), apart, of=entry)
thm.refutes("a smaller bound", (2 + A * tau) * alpha(tau) <= 1, same, of=below)
# All but equal points: both bounds are attained in the limit.
close = partial(thm.refutes, at=near, given=[decay, start])
close("barely more distance", (2 + barely * A * tau) * alpha(tau) <= 2, of=below)
close("barely more", form >= barely * A * tau / (2 + A * tau) * length, of=floor)
thm.refutes("1", form >= length, apart, of=exact)
thm.refutes("whatever the distance", form >= tau / (2 + tau) * length, same, of=floor)
