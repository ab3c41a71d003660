"""The Polyak-Lojasiewicz inequality does not imply weak quasi-convexity: (y - sin x)^2 / 2.

Source   Ma 2021, section 2.2, introduction of Definition 2.5.
Claim    f(x, y) = (y - sin x)^2 / 2, s = sin x, c = cos x, (a, b) = grad f  =>  a^2 + b^2 >= 2 f
         everywhere;  a x + b y = (y - s) (y - c x). At (pi, -1) this is 1 - pi < 0 < f, so that
         weak quasi-convexity about the minimiser 0 fails with every constant.
Covers   the whole plane; 2 is the constant in the source's convention, attained where cos x = 0.
Silent   on the converse, which is false as well: see weak_quasi_convexity_implies_pl.
"""

from sympy import Eq, pi

from lemmata import Theorem, cite
from models import pl_examples
from strategies import landscape as draws

thm = Theorem(
    "descent.pl_without_weak_quasi_convexity",
    catalogue=["ma.wqc-vs-pl"],
    sources=[cite("Ma 2021", "section 2.2")],
)
x, y = thm.real("x y", "coordinates")
s, c = thm.real("s c", "sin x, cos x")
a, b = thm.real("a b", "partial derivatives at (x, y)")
L = thm.real("L", "f(x, y)")

value = thm.assume("value", Eq(L, (y - s) ** 2 / 2))
across = thm.assume("across", Eq(a, -(y - s) * c))
along = thm.assume("along", Eq(b, y - s))
pl = thm.conclude("pl", a**2 + b**2 >= 2 * L)
slope = thm.conclude("slope", Eq(a * x + b * y, (y - s) * (y - c * x)))


@thm.proof(pl)
def the_ordinate_is_enough(k):
    return k.combine(pl, {along: b + y - s, value: -2}, squares=[(1, a)])


@thm.proof(slope)
def factor_out_the_height(k):
    return k.combine(slope, {across: x, along: y})


thm.scales("height", y=1, s=1, L=2, a=1, b=1, x=1)

thm.check(
    pl, slope,
    on=pl_examples.curve, draw=draws.curve_points, constructed=[value, across, along],
    bfloat16=True,
)  # fmt: skip


def at(x, y, **wrong):
    made = pl_examples.exact_curve(x, y, 0, **wrong)
    return {name: made[name] for name in ("x", "y", "s", "c", "a", "b", "L")}


uphill = at(pi, -1)
thm.sharp(pl, at(pi / 2, 3), name="where cos x = 0")
thm.example(at(pi, 2), name="x = pi")
thm.example(at(0, 0), name="the minimiser 0")
thm.needs(value, at(pi / 2, 3, L=3), breaks=pl)
thm.needs(along, at(pi / 2, 3, b=1), breaks=pl)
thm.needs(across, at(pi, 2, a=1), breaks=slope)
thm.needs(along, at(pi, 2, b=1), breaks=slope, name="along, for the slope")
thm.refutes("PL with the constant 4", a**2 + b**2 >= 4 * L, at(pi / 2, 3), of=pl)
thm.refutes("weak quasi-convexity about 0, with any constant", a * x + b * y >= 0, uphill, of=slope)
thm.erratum(
    cite("Ma 2021", "section 2.2"),
    printed="weak quasi-convexity (2.2) is an easier-to-verify but stronger condition than (2.1)",
    corrected="neither implies the other: this f is PL and not weakly quasi-convex about 0, "
    "c |x|^4 is weakly quasi-convex and not PL",
    false=a * x + b * y >= 0,
    true=pl,
    at=uphill,
)
