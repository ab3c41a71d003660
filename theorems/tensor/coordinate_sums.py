"""Sums of fourth powers between sums of squares: what the 4-tensor needs to know of coordinates.

Source   Ma 2021, footnote 8 (a step of a proof that the source leaves out).
Claim    q(k) = sum of y_j^2, f(k) = sum of y_j^4 over j < k, y_j^2 <= M  =>  for every k
         f(k) <= M q(k),  f(k) <= q(k)^2,  k f(k) >= q(k)^2.
Covers   every k: for the coordinates of x these are f(x) <= p^2 with the largest coordinate p, and
         d f(x) >= 1; for those other than p, (1 - p^2)^2 / (d - 1) <= f(x) - p^4 <= (1 - p^2)^2.
Silent   on sequences with infinitely many terms.
"""

from functools import partial

from sympy import Eq, KroneckerDelta, Le, Rational, S, Symbol

from lemmata import Theorem, cite
from models import tensor_points
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.coordinate_sums", supports=["ma.fn-8"], sources=[cite("Ma 2021", "footnote 8")]
)
k = thm.index("k")
y = thm.functions("y", "the coordinates")
q, f = thm.functions("q f", "sums of their squares and fourth powers", nonnegative=True)
M = thm.nonneg("M", "the largest square")
for term, name in {
    k: "k", y(k): "y_k", q(k): "q_k", q(k + 1): "q_next", q(0): "q_start",
    f(k): "f_k", f(k + 1): "f_next", f(0): "f_start",
}.items():  # fmt: skip
    thm.measure(term, name)

squares = thm.assume("squares", Eq(q(k + 1), q(k) + y(k) ** 2))
fourths = thm.assume("fourths", Eq(f(k + 1), f(k) + y(k) ** 4))
no_squares = thm.assume("no_squares", Eq(q(0), 0))
no_fourths = thm.assume("no_fourths", Eq(f(0), 0))
cap = thm.assume("cap", y(k) ** 2 <= M)
largest = thm.conclude("largest", f(k) <= M * q(k))
square = thm.conclude("square", f(k) <= q(k) ** 2)
mean = thm.conclude("mean", k * f(k) >= q(k) ** 2)


def falling(kernel, term, parts, roots=()):
    """term(k) <= term(0), from a combination for term(k + 1) <= term(k)."""
    step = kernel.combine(Le(term.subs(k, k + 1), term), parts, squares=roots)
    return kernel.geometric(step, term, 1)


@thm.proof(largest)
def against_the_largest(kernel):
    parts = {fourths: -1, squares: M, cap: y(k) ** 2}
    fell = falling(kernel, f(k) - M * q(k), parts)
    return kernel.combine(largest, {fell: 1, no_fourths: -1, no_squares: M})


@thm.proof(square)
def against_the_square(kernel):
    parts = {fourths: -1, squares: q(k + 1) + q(k) + y(k) ** 2}
    fell = falling(kernel, f(k) - q(k) ** 2, parts, [(2 * q(k), y(k))])
    return kernel.combine(square, {fell: 1, no_fourths: -1, no_squares: q(0)})


@thm.proof(mean)
def cauchy_schwarz(kernel):
    c = Symbol("c", real=True)
    parts = {fourths: 1, squares: -2 * c}
    fell = falling(kernel, 2 * c * q(k) - c**2 * k - f(k), parts, [(1, y(k) ** 2 - c)])
    tangent = kernel.combine(
        2 * c * q(k) - c**2 * k - f(k) <= 0, {fell: 1, no_fourths: 1, no_squares: -2 * c}
    )
    here = kernel.instantiate(tangent, {c: y(k) ** 2})
    parts = {here: 1, fourths: k + 1, squares: -q(k + 1) - q(k) - y(k) ** 2}
    fell = falling(kernel, q(k) ** 2 - k * f(k), parts)
    return kernel.combine(mean, {fell: 1, no_squares: -q(0)})


thm.scales("coordinates", y=1, q=2, f=4, M=2)

thm.open(
    "room", "false as with the factors 2 and 1/2: for y = 1 both sums must be k", squares, fourths
)

thm.check(
    largest,
    square,
    mean,
    on=tensor_points.sums,
    draw=draws.anywhere,
    constructed=[squares, fourths, no_squares, no_fourths, cap],
)

at = partial(dict, M=1, y=lambda k: 1, q=lambda k: k, f=lambda k: k)
one = partial(at, y=lambda k: 0, q=lambda k: 0, f=lambda k: 0, M=0)
thm.sharp(largest, at(), name="all coordinates equal")
thm.sharp(mean, at(), name="all coordinates equal, mean")
thm.example(one(), name="all coordinates 0")
thm.needs(squares, at(q=lambda k: 2 * k), breaks=mean)
thm.needs(fourths, at(f=lambda k: 2 * k), breaks=largest)
thm.needs(fourths, at(f=lambda k: 0 * k), breaks=mean, name="y(k + 1) = y(k) + f(k)^4")
half = partial(at, y=lambda k: Rational(1, 2), M="1/4")
thm.needs(squares, at(q=lambda k: 2 * (2**k - 1)), breaks=mean, name="2 (q + y^2)")
thm.needs(squares, at(q=lambda k: 1 - Rational(1, 2) ** k), breaks=square, name="(q + y^2) / 2")
thm.needs(squares, at(q=lambda k: 2**k - 1), breaks=mean, name="2 q + y^2")
thm.needs(squares, at(q=lambda k: 2 - 2 * Rational(1, 2) ** k), breaks=largest, name="q / 2 + y^2")
thm.needs(squares, at(q=lambda k: 1 - KroneckerDelta(k, 0)), breaks=largest, name="without q(k)")
cubes = half(q=lambda k: k / S(8), f=lambda k: k / S(16))
thm.needs(squares, cubes, breaks=largest, name="q + y^3")
thm.needs(fourths, at(f=lambda k: 2 * (2**k - 1)), breaks=largest, name="2 (f + y^4)")
thm.needs(fourths, at(f=lambda k: 1 - Rational(1, 2) ** k), breaks=mean, name="(f + y^4) / 2")
thm.needs(fourths, at(f=lambda k: 2**k - 1), breaks=largest, name="2 f + y^4")
thm.needs(fourths, at(f=lambda k: 2 - 2 * Rational(1, 2) ** k), breaks=mean, name="f / 2 + y^4")
thm.needs(fourths, at(f=lambda k: 1 - KroneckerDelta(k, 0)), breaks=mean, name="without f(k)")
quarters = partial(half, q=lambda k: k / S(4))
thm.needs(fourths, quarters(f=lambda k: k / S(32)), breaks=mean, name="f + y^5")
thm.needs(fourths, quarters(f=lambda k: k / S(8)), breaks=largest, name="f + y^3")
thm.needs(no_squares, at(q=lambda k: k + 1), breaks=mean)
thm.needs(no_fourths, at(f=lambda k: k + 1), breaks=largest)
thm.needs(cap, at(M="1/2"), breaks=largest)
thm.refutes("f <= M q / 2", f(k) <= M * q(k) / 2, at(), of=largest)
thm.refutes("f < q^2", f(k) < q(k) ** 2, one(), of=square)
thm.refutes("f >= q^2, without the number of terms", f(k) >= q(k) ** 2, at(), of=mean)
