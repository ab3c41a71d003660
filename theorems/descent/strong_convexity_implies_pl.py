"""Strong convexity implies the Polyak-Lojasiewicz inequality with the same constant.

Source   Liu 2024, slide 3, remark under the definition.
Claim    f(x*) >= f(x) + <g, x* - x> + (mu/2) |x* - x|^2  =>  |g|^2 / 2 >= mu (f(x) - f(x*)).
Covers   every dimension; strong convexity for the one pair (x, x*) only, which is weaker than
         convexity; any comparison point x*, minimiser or not (existence and uniqueness of a
         minimiser are not used).
Silent   on the converse, which is false (see pl_not_convex).
"""

from sympy import Rational, Symbol

from lemmata import Theorem, cite, inner
from models import landscape
from strategies import landscape as instances

thm = Theorem(
    "descent.strong_convexity_implies_pl",
    catalogue=["pl.sc-implies-pl"],
    sources=[cite("Liu 2024", "slide 3")],
)
d = thm.dimension("d")
x, xstar, g = thm.vector("x xstar g", d, "point, comparison point, gradient at x")
L, Lstar = thm.real("L Lstar", "f(x), f(x*)")
mu = thm.positive("mu", "strong convexity constant for the pair")

convex = thm.assume(
    "convex", Lstar >= L + inner(g, xstar - x) + mu / 2 * inner(xstar - x, xstar - x)
)
pl = thm.conclude("pl", inner(g, g) / 2 >= mu * (L - Lstar))


@thm.proof(pl)
def complete_the_square(k):
    return k.combine(pl, {convex: mu}, squares=[(Rational(1, 2), g + mu * (xstar - x))])


thm.scales("objective", g=1, L=1, Lstar=1, mu=1)
thm.scales("argument", x=1, xstar=1, g=-1, mu=-2)
thm.invariant("rotation", d)
for change in ("constant", "term dropped", "swapped"):
    thm.open(
        change,
        "it implies PL too: with c <g, x* - x>, |c| <= 1, the square is |c g + mu (x* - x)|^2 and "
        "c^2 |g|^2 <= |g|^2 (here 0 < c < 1, c = 0 and c = -1)",
        convex,
    )

thm.check(pl, on=landscape.pair, draw=instances.pairs, implements=[convex], bfloat16=True)

t, u = Symbol("t", real=True), Symbol("u", real=True)
quadratic = landscape.exact_pair(3 * t**2 / 2, {t: 2}, {t: 0}, mu=3)
thm.sharp(pl, quadratic, name="(mu/2) t^2")
thm.sharp(
    pl,
    landscape.exact_pair((t**2 + 5 * u**2) / 2, {t: 0, u: "1/3"}, {t: 0, u: 0}, mu=5),
    name="along an eigenvector with eigenvalue mu",
)
thm.example(
    landscape.exact_pair(t**2 / 2 + t**4, {t: 1}, {t: 1}, mu=1), name="x at the comparison point"
)
# t^4 at 1/1000: the ratio |g|^2 / (2 f) is 8e-6 and tends to 0, so that no mu serves all points.
thm.needs(convex, landscape.exact_pair(t**4, {t: "1/1000"}, {t: 0}, mu="1/100000"))
thm.refutes("PL with twice the constant", inner(g, g) / 2 >= 2 * mu * (L - Lstar), quadratic)
