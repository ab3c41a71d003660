"""A width of (768 / pi) n^6 C^8 / (delta^3 lam0^4) keeps neurons within their radius.

Source   Escaping notes, section 3.8 (theorem and the end of its proof).
Claim    |r(0)|^2 <= 3 n C^2 / (2 delta), m >= W  =>  (2 C / lam0) sqrt(n / m) |r(0)| <= R, in
         squares, with R = sqrt(2 pi) delta lam0 / (16 n^2 C^2) and W = (768 / pi) n^6 C^8 /
         (delta^3 lam0^4), or with the radius R = sqrt(pi / 2) lam0 / (16 n C^2) of Chernoff's bound
         and W = (3072 / pi) n^4 C^8 / (delta lam0^4), which is smaller for small delta.
Covers   every n, C, delta and lam0; both widths are attained.
Silent   on smaller widths: training is seen to converge at widths of 10 to 100.
"""

from sympy import Eq, Rational, pi, sqrt

from lemmata import Theorem, cite
from models import lazy
from strategies import lazy as draws

thm = Theorem(
    "ntk.sufficient_width",
    supports=["ntk.main"],
    sources=[cite("Escaping notes", "section 3.8")],
)
n, m, C, delta, lam0, p = thm.positive(
    "n m C delta lam0 p", "inputs; width; bound on inputs and targets; rate; least eigenvalue; pi"
)
r, R, L, width = thm.nonneg("r R L width", "|r(0)|; the two radii; the second width")

initial = thm.assume("initial", r**2 <= 3 * n * C**2 / (2 * delta))
radius = thm.assume("radius", Eq(R**2, 2 * p * (delta * lam0 / (16 * n**2 * C**2)) ** 2))
larger = thm.assume("larger", Eq(L**2, p / 2 * (lam0 / (16 * n * C**2)) ** 2))
wide = thm.assume("wide", m >= 768 * n**6 * C**8 / (p * delta**3 * lam0**4))
wide_enough = thm.assume("wide_enough", width >= 3072 * n**4 * C**8 / (p * delta * lam0**4))
stays = thm.conclude("stays", 4 * C**2 * n * r**2 <= m * lam0**2 * R**2)
also = thm.conclude("also", 4 * C**2 * n * r**2 <= width * lam0**2 * L**2)


@thm.proof(stays)
def markov_radius(k):
    square = p * delta**2 * lam0**4 / (128 * n**4 * C**4)
    parts = {initial: 4 * C**2 * n, wide: square, radius: m * lam0**2}
    return k.combine(stays, parts)


@thm.proof(also)
def chernoff_radius(k):
    square = p * lam0**4 / (512 * n**2 * C**4)
    parts = {initial: 4 * C**2 * n, wide_enough: square, larger: width * lam0**2}
    return k.combine(also, parts)


thm.scales("inputs", C=1, lam0=2, r=1)
thm.scales("number of inputs", n=2, m=12, r=1, R=-4, L=-2, width=8)
thm.scales("failure rate", m=-6, delta=2, r=-1, R=2, width=-2)
thm.scales("eigenvalue", m=-4, lam0=1, R=1, L=1, width=-4)
thm.scales("circle constant", m=-2, p=2, R=1, L=1, width=-2)
thm.open(
    "swapped",
    "the same relation: only the products n L, m p, and delta p width occur in it",
    larger,
    wide,
    wide_enough,
)

thm.check(stays, also, on=lazy.widths, draw=draws.constants,
          constructed=[initial, radius, larger, wide, wide_enough])  # fmt: skip

one = {"n": 1, "C": 1, "delta": Rational(1, 2), "lam0": 1, "p": pi, "r": "sqrt(3)"}
radii = {"R": "sqrt(2*pi)/32", "L": "sqrt(pi/2)/16"}
at_width = {**one, **radii, "m": 6144 / pi, "width": 6144 / pi}
thm.sharp(stays, at_width, name="exactly that wide")
thm.sharp(also, at_width, name="exactly that wide, the other radius")
thm.needs(initial, {**at_width, "r": 2})
thm.needs(radius, {**at_width, "R": 0})
thm.needs(larger, {**at_width, "L": 0}, breaks=also)
thm.needs(wide, {**at_width, "m": 1})
thm.needs(wide_enough, {**at_width, "width": 1}, breaks=also)
for factor in (1 - Rational(1, 10**9), Rational(999, 1000), Rational(1, 2)):
    shorter = {**at_width, "R": sqrt(factor * 2 * pi) / 32, "L": sqrt(factor * pi / 2) / 16}
    name = f"square times {factor}"
    thm.needs(radius, {**at_width, "R": shorter["R"]}, name=f"R {name}")
    thm.needs(larger, {**at_width, "L": shorter["L"]}, breaks=also, name=f"L {name}")


def attained(C_=1, lam0_=64, p_=8):
    """Every relation an equation, for one input and the failure rate 1/2."""
    C_, lam0_ = Rational(C_), Rational(lam0_)
    length = lam0_ * sqrt(Rational(p_, 2)) / (16 * C_**2)
    return {
        "n": 1, "C": C_, "delta": Rational(1, 2), "lam0": lam0_, "p": p_,
        "r": sqrt(3) * C_, "R": length, "L": length,
        "m": 6144 * C_**8 / (p_ * lam0_**4), "width": 6144 * C_**8 / (p_ * lam0_**4),
    }  # fmt: skip


# Other powers, and quantities swapped, give radii that are too short; p need not be pi.
base, inside, outside, steep = attained(), attained("1/2"), attained(2), attained(1, 8, 1024)
thm.example(base, name="radii above 1")
barely = 1 + Rational(1, 10**9)
thm.needs(initial, {**base, "r": sqrt(3 * barely)}, name="barely more")
thm.needs(initial, {**outside, "r": sqrt(24)}, name="C^3")
for value, name in ((4, "R^3, L^3"), (sqrt(8), "C and R, lam0 and p swapped")):
    thm.needs(radius, {**base, "R": value}, name=f"radius: {name}")
    thm.needs(larger, {**base, "L": value}, breaks=also, name=f"the other radius: {name}")
thm.needs(radius, {**inside, "R": inside["R"] / sqrt(2)}, name="radius: C^3")
thm.needs(larger, {**steep, "L": sqrt(32)}, breaks=also, name="lam0 and L swapped")
thm.refutes("half the radius", 16 * C**2 * n * r**2 <= m * lam0**2 * R**2, at_width, of=stays)
thm.refutes("the same for both", 16 * C**2 * n * r**2 <= width * lam0**2 * L**2, at_width, of=also)
