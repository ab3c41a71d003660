"""What Assumption 3.1 says of one example: bounds on its curvature.

Source   Ma 2021, Assumption 3.1; constants derived here.
Claim    |delta| <= 1, |e| <= 1, |h| <= 1, |b| <= 1, rho = delta - e  =>
         -2 <= h^2 + rho b <= 3,  -1 <= h^2 + delta b <= 2.
Covers   delta = sigma(<w, x>) - sigma(<w*, x>), in [-1, 1] as sigma has values in [0, 1]; e the
         noise; h, b the derivatives of sigma at <w, x>; h^2 + rho b is the factor of x x' in the
         Hessian of (y - sigma(<w, x>))^2 / 2, and h^2 + delta b what the mean over the noise leaves
         of it: for |x| <= B, |D^2| <= 3 B^2 for an example, 2 B^2 for the risk.
Silent   on attaining the bounds with one sigma; on the gradient, see assumption_gradient; on the
         limits of the constants, see assumption_constants. The label model is what the text calls
         "(3)", a number that the assumption gives to the activation.
"""

from sympy import Eq, Ge, Le, Rational

from lemmata import Theorem, cite
from models import glm_assumption
from models.pinned import pinned
from strategies import glm as draws

thm = Theorem(
    "glm.assumption_bounds",
    catalogue=["ma.assump-3.1"],
    sources=[cite("Ma 2021", "Assumption 3.1")],
)
delta, e, rho = thm.real("delta e rho", "difference of outputs, noise, residual")
h, b = thm.real("h b", "first and second derivative of the activation at <w, x>")

residual = thm.assume("residual", Eq(rho, delta - e))
range_ = thm.assume("range", delta**2 <= 1)
noise = thm.assume("noise", e**2 <= 1)
slope = thm.assume("slope", h**2 <= 1)
bend = thm.assume("bend", b**2 <= 1)
above = thm.conclude("above", Le(h**2 + rho * b, 3))
below = thm.conclude("below", Ge(h**2 + rho * b, -2))
mean_above = thm.conclude("mean_above", Le(h**2 + delta * b, 2))
mean_below = thm.conclude("mean_below", Ge(h**2 + delta * b, -1))


def two(k):
    parts = {residual: -(rho + delta - e), range_: 2, noise: 2}
    return k.combine(rho**2 <= 4, parts, squares=[(1, delta + e)])


@thm.proof(above)
def one_and_two(k):
    parts = {slope: 1, two(k): Rational(1, 4), bend: 1}
    return k.combine(above, parts, squares=[(1, rho / 2 - b)])


@thm.proof(below)
def minus_two(k):
    squares = [(1, h), (1, rho / 2 + b)]
    return k.combine(below, {two(k): Rational(1, 4), bend: 1}, squares=squares)


@thm.proof(mean_above)
def one_and_one(k):
    half = Rational(1, 2)
    parts = {slope: 1, range_: half, bend: half}
    return k.combine(mean_above, parts, squares=[(half, delta - b)])


@thm.proof(mean_below)
def minus_one(k):
    half = Rational(1, 2)
    squares = [(1, h), (half, delta + b)]
    return k.combine(mean_below, {range_: half, bend: half}, squares=squares)


thm.rigid("all bounds are numbers")
thm.open("constant", "true for smaller factors, as |rho| stays below 2", residual)
thm.open("term dropped", "true: |rho| stays below 2", residual)
thm.open("swapped", "true: |rho| <= 2 for rho = e - delta and for delta + e", residual)
thm.open("exponent", "true: h and h^3 are at most 1 as well", above, mean_above)
SAME = "true: delta, h and b have the same bound 1, and |rho| <= 2"
thm.open("swapped", SAME, above, below, mean_above, mean_below)

thm.check(
    above, below, mean_above, mean_below, on=pinned(glm_assumption.sample), draw=draws.samples,
    constructed=[residual],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(delta, e, h, b, **others):
    """The residual follows."""
    return {"delta": delta, "e": e, "rho": delta - e, "h": h, "b": b} | others


for sign in (1, -1):
    corner, flat = at(sign, -sign, 1, sign), at(sign, -sign, 0, -sign)
    for conclusion, point in (
        (above, corner), (mean_above, corner), (below, flat), (mean_below, flat)
    ):  # fmt: skip
        thm.sharp(conclusion, point, name=f"delta = {sign}: {conclusion.name}")
    off = sign * (1 + NEAR)
    far = {"rho": 2 * off}
    thm.needs(residual, at(sign, -sign, 1, sign, **far), breaks=above, name=f"residual, {sign}")
    thm.needs(range_, at(off, -sign, 1, sign), breaks=mean_above, name=f"range, {sign}")
    thm.needs(range_, at(off, -sign, 0, -sign), breaks=mean_below, name=f"range, below, {sign}")
    thm.needs(noise, at(sign, -off, 1, sign), breaks=above, name=f"noise, {sign}")
    thm.needs(slope, at(sign, -sign, off, sign), breaks=above, name=f"slope, {sign}")
    thm.needs(bend, at(sign, -sign, 1, off), breaks=above, name=f"bend, {sign}")
    thm.needs(bend, at(sign, -sign, 0, -off), breaks=below, name=f"bend, below, {sign}")
thm.example(at(0, 0, Rational(1, 4), 0), name="the sigmoid at 0")
corner = at(1, -1, 1, 1)
thm.refutes("at most 2, with noise", Le(h**2 + rho * b, 2), corner, of=above)
thm.refutes("at least -1, with noise", Ge(h**2 + rho * b, -1), at(1, -1, 0, -1), of=below)
thm.refutes("at most 1", Le(h**2 + delta * b, 1), corner, of=mean_above)
thm.refutes("no negative curvature", Ge(h**2 + delta * b, 0), at(1, -1, 0, -1), of=mean_below)
