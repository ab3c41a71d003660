"""The infinite-width kernel matrix of two inputs is positive unless they point the same way.

Source   Escaping notes, section 3.6, Fact (two inputs), with constants.
Claim    H = [[A, K], [K, B]], A = |x|^2 / 2, B = |y|^2 / 2, K = <x, y> (pi - theta) / (2 pi):
         (a, b) H (a, b)' >= theta / (2 pi) (a^2 |x|^2 + b^2 |y|^2), so
         lam_min(H) >= theta min(|x|^2, |y|^2) / (2 pi), and
         det H >= |x|^2 |y|^2 theta (2 pi - theta) / (4 pi^2). For x, y != 0 and theta > 0, H > 0.
Covers   every dimension; opposite inputs: theta = pi, where all bounds are attained and H is
         diagonal; 1 / (2 pi) is also the limit of lam_min / theta as theta -> 0 for unit inputs.
Silent   on more inputs, see infinite_width_kernel_positive; opposite pairs of three dependent
         directions are singular together, see infinite_width_kernel_singular.
"""

from sympy import Eq, Gt, Implies, Le, Lt, Rational, false, pi, sqrt

from lemmata import Theorem, cite, inner
from models import kernels
from strategies import kernels as inputs

thm = Theorem(
    "ntk.infinite_width_kernel_two_inputs",
    supports=["ntk.hinf-positive"],
    sources=[cite("Escaping notes", "section 3.6, Fact")],
)
d = thm.dimension("d")
x, y = thm.vector("x y", d, "two inputs")
theta = thm.nonneg("theta", "the angle between them")
p = thm.positive("p", "pi")
A, B, K = thm.real("A B K", "the entries of the kernel matrix")
a, b = thm.real("a b", "coefficients; an eigenvector for lam")
lam = thm.real("lam", "an eigenvalue of the kernel matrix")
m = thm.nonneg("m", "min(|x|^2, |y|^2)")
X, Y, c = inner(x, x), inner(y, y), inner(x, y)
form, share = a**2 * A + 2 * a * b * K + b**2 * B, (p - theta) / (2 * p)

first = thm.assume("first", Eq(A, X / 2))
second = thm.assume("second", Eq(B, Y / 2))
entry = thm.assume("entry", Eq(K, c * (p - theta) / (2 * p)))
angle = thm.assume("angle", theta <= p)
some = thm.assume("some", a**2 + b**2 > 0)
top = thm.assume("top", Eq(A * a + K * b, lam * a))
bottom = thm.assume("bottom", Eq(K * a + B * b, lam * b))
small = thm.assume("small", m <= X)
smaller = thm.assume("smaller", m <= Y)
floor = thm.conclude("floor", form >= theta / (2 * p) * (a**2 * X + b**2 * Y))
smallest = thm.conclude("smallest", lam >= theta / (2 * p) * m)
determinant = thm.conclude(
    "determinant", A * B - K**2 >= X * Y * theta * (2 * p - theta) / (4 * p**2)
)
positive = thm.conclude("positive", Implies(Gt(theta * m, 0), Gt(lam, 0)))


@thm.proof(floor)
def square_of_the_sum(k):
    parts = {first: a**2, second: b**2, entry: 2 * a * b}
    return k.combine(floor, parts, squares=[(share, a * x + b * y)], signs=[angle])


@thm.proof(smallest)
def rayleigh(k):
    parts = {square_of_the_sum(k): 1, top: -a, bottom: -b}
    bounds = {small: theta / (2 * p) * a**2, smaller: theta / (2 * p) * b**2}
    return k.combine(smallest, {**parts, **bounds}, scale=a**2 + b**2, signs=[some])


def cauchy_schwarz(k, x, y):
    """|x|^2 |y|^2 - <x, y>^2 >= 0 for any two vectors."""
    X, Y, c = inner(x, x), inner(y, y), inner(x, y)
    gram = X * Y - c**2 >= 0
    above, nothing, below = (k.assume(kind(Y, 0)) for kind in (Gt, Eq, Lt))
    branches = {
        Gt(Y, 0): k.combine(gram, squares=[(1, Y * x - c * y)], scale=Y, signs=[above]),
        Eq(Y, 0): k.combine(gram, {k.vanishing(nothing): X * y - c * x}),
        Lt(Y, 0): k.contradiction(gram, k.combine(false, {below: 1}, squares=[(1, y)])),
    }
    return k.cases(k.split(Y), branches)


@thm.proof(determinant)
def share_below_one_half(k):
    parts = {first: B, second: X / 2, entry: -K - c * share}
    return k.combine(determinant, {**parts, cauchy_schwarz(k, x, y): share**2})


@thm.proof(positive)
def angle_and_lengths(k):
    apart = k.assume(Gt(theta * m, 0))
    strict = k.combine(Gt(lam, 0), {rayleigh(k): 1, apart: 1 / (2 * p)})
    return k.discharge(strict, Gt(theta * m, 0))


thm.scales("inputs", x=1, y=1, A=2, B=2, K=2, lam=2, m=2)
thm.scales("coefficients", a=1, b=1)
thm.scales("unit of angles", theta=1, p=1)
thm.invariant("rotation", d)
thm.open("constant", "true for factors above 1: a larger diagonal", first, second)
MEAN = (
    "the form with f K, f in [0, 1], is a mean of the form and its diagonal, and so above the bound"
)
thm.open("constant", f"true for f < 1 before all: {MEAN}", entry)
thm.open("exponent", "stronger: a = b = 0 is excluded", some)
thm.open(
    "constant",
    "true for more of A, or less of K or lam: lam (a^2 + b^2) is no less than the form with f K, "
    "f in [0, 1], so no less than its bound",
    top,
    bottom,
)
thm.open("term dropped", "true: lam (a^2 + b^2) is the form with K / 2", top, bottom)
thm.open(
    "swapped",
    "true: A - K b / a = B + K a / b, which gives lam >= min(A, B), or K = 0 and lam is A or B",
    top,
    bottom,
)
thm.open("constant", f"true for f < 1 before K: {MEAN}", floor)
thm.open("term dropped", f"true: {MEAN}", floor)
thm.open("swapped", "true: `floor` holds for any a and b", floor)
thm.open("swapped", "the same for lam > 0, and without value for lam = 0", smallest)
thm.open("constant", "weaker: the right side is nonnegative by `angle`", determinant)
thm.open(
    "swapped",
    "weaker, as (p / theta - 1)^2 >= (1 - theta / p)^2, and without value for theta = 0",
    determinant,
)

thm.check(
    floor,
    smallest,
    determinant,
    positive,
    on=kernels.gram_of_two,
    draw=inputs.pairs,
    implements=[first, second, entry],
    constructed=[angle, top, bottom, small, smaller],
)

at = kernels.exact_two
opposite = at([1, 0], [-1, 0], 1, 1)
thm.sharp(floor, opposite, name="opposite unit vectors")
thm.sharp(smallest, opposite, name="opposite unit vectors: lam_min = 1/2")
thm.sharp(determinant, opposite, name="opposite unit vectors: 1/4")
same = at([1, 0], [2, 0], 2, -1)
thm.example(same, name="the same direction: 0 is an eigenvalue")
thm.example(at([1, 0], [0, 1], 1, 0), name="orthogonal unit vectors")
thm.needs(first, {**opposite, "A": 0, "b": 0, "lam": 0}, breaks=smallest)
thm.needs(second, {**opposite, "B": 0, "a": 0, "lam": 0}, breaks=smallest)
thm.needs(entry, {**opposite, "K": 1, "b": -1, "lam": "-1/2"}, breaks=smallest)
thm.needs(angle, {**same, "y": [1, 0], "B": "1/2", "theta": 3 * pi, "K": -1, "a": 1, "b": 1,
                  "lam": "-1/2"}, breaks=smallest)  # fmt: skip
thm.needs(some, {**opposite, "a": 0, "b": 0, "lam": 0}, breaks=smallest)
thm.needs(top, {**opposite, "b": 0, "lam": 0}, breaks=smallest)
thm.needs(bottom, {**opposite, "a": 0, "lam": 0}, breaks=smallest)
thm.needs(small, at([1, 0], [-2, 0], 1, 0, m=4), breaks=smallest)
thm.needs(smaller, at([2, 0], [-1, 0], 0, 1, m=4), breaks=smallest)
ahead = at([1, 0], [1, 0], 1, -1)
for e in (Rational(1, 10**9), Rational(1, 1000)):
    less, longer, minus = (1 - e) / 2, sqrt(1 + e), (1 - sqrt(1 + e)) / 2
    none_a, none_b = {"a": 0, "lam": less}, {"b": 0, "lam": less}
    for hypothesis, change in (
        (first, {**opposite, "A": less, **none_b}),
        (second, {**opposite, "B": less, **none_a}),
        (entry, {**ahead, "K": (1 + e) / 2, "lam": -e / 2}),
        (entry, {**opposite, "K": e / 2, "b": -1, "lam": less}),
        (entry, {**opposite, "K": -e / 2, "lam": less}),
        (top, {**opposite, **none_b}),
        (top, {**opposite, "b": 0, "lam": 1 / (2 + 2 * e)}),
        (top, {**ahead, "a": longer, "lam": minus}),
        (bottom, {**opposite, **none_a}),
        (bottom, {**opposite, "a": 0, "lam": 1 / (2 + 2 * e)}),
        (bottom, {**ahead, "b": -longer, "lam": minus}),
        (smaller, at([2, 0], [-1, 0], 0, 1, m=1 + e / 10)),
    ):
        label = ", ".join(
            f"{name} = {change[name]}" for name in ("A", "B", "K", "a", "b", "lam", "m")
        )
        thm.needs(hypothesis, change, breaks=smallest, name=f"barely: {label}")
for p_ in (2, "1/2"):
    thm.needs(entry, {**ahead, "p": p_, "K": 1, "lam": "-1/2"}, smallest, name=f"p = {p_}, K = 1")
thm.needs(entry, {**opposite, "K": "-1/2", "lam": 0}, breaks=smallest, name="K = <x, y> / 2")
turned = {"theta": 1, "p": 2, "K": "-1/2", "b": 1, "lam": 0}
thm.needs(entry, {**ahead, **turned}, breaks=smallest, name="theta and p exchanged")
# Equations of an eigenvector with two of their quantities exchanged, solved.
for hypothesis, a_, b_, length, lam_ in ((top, "a", "b", 2, -2), (bottom, "b", "a", "1/2", "-1/2")):
    other = at([1, 0], [length, 0], 1, 1)
    for name, change in (
        ("diagonal and coefficient", {**opposite, a_: "1/4", b_: 0, "lam": "1/4"}),
        ("K and lam", {**other, a_: 4, b_: -1, "lam": lam_}),
        ("coefficient and lam", {**ahead, a_: "-15/19", b_: "3/5", "lam": "-3/19"}),
    ):
        thm.needs(hypothesis, change, breaks=smallest, name=f"exchanged: {name}")
thm.needs(bottom, {**opposite, "a": 0, "lam": "1/4"}, breaks=smallest, name="twice lam")
thm.example({**opposite, "theta": "1/2", "p": "1/2"}, name="another unit of angles")
thm.example(at([1, 0], [1, 0], 1, 1), name="the larger eigenvalue of equal inputs")
thm.refutes("1 / pi", form >= theta / p * (a**2 * X + b**2 * Y), opposite, of=floor)
thm.refutes("theta / pi", lam >= theta / p * m, opposite, of=smallest)
thm.refutes(
    "twice the determinant",
    A * B - K**2 >= X * Y * theta * (2 * p - theta) / (2 * p**2),
    opposite,
    of=determinant,
)
thm.refutes("the same direction too", Gt(lam, 0), same, of=positive)
thm.refutes("an opposite pair is singular", Le(lam, 0), opposite, of=positive)
