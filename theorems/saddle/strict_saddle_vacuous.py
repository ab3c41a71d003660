"""A strict saddle function need not have a local minimum: every linear function is one.

Source   Ma 2021, Definition 2.1 and the sentence before Theorem 2.2.
Claim    f(x) = <a, x>, t > 0, at every x: grad f(x) = a and f(x - t a) = f(x) - t |a|^2.
Covers   every dimension; for a != 0 every point has |grad f| >= |a|, so that f is (|a|, beta,
         gamma)-strict saddle for all beta and gamma, and no point is a local minimum.
Silent   on f that are bounded below: strict_saddle_newton_count finds a local minimum of these.
"""

from sympy import Eq

from lemmata import Gradient, Theorem, cite, inner
from models import strict_saddle
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.strict_saddle_vacuous",
    supports=["ma.def-2.1", "ma.thm-2.2"],
    sources=[cite("Ma 2021", "Definition 2.1"), cite("Ma 2021", "Theorem 2.2")],
)
d = thm.dimension("d")
a, x = thm.vector("a x", d, "slope, point")
t = thm.positive("t", "distance in units of a")
f, lower = strict_saddle.linear_term(a, x), strict_saddle.linear_term(a, x - t * a)
grad = Gradient(f, x)
for term, name in {f: "L0", lower: "L1", grad: "gradient"}.items():
    thm.measure(term, name)

slope = thm.conclude("slope", Eq(grad, a))
falls = thm.conclude("falls", Eq(lower, f - t * inner(a, a)))


@thm.proof(slope)
def derivative(k):
    return k.gradient(f, x, a)


@thm.proof(falls)
def expand(k):
    return k.identity(falls)


thm.scales("slope", a=1, t=-1)
thm.scales("argument", x=1, t=1)
thm.invariant("rotation", d)
thm.open("swapped", "true: an identity in both vectors", slope)

thm.reading("linear", f, (a, x), strict_saddle.linear, {d: [1, 2, 3]})
thm.check(slope, falls, on=strict_saddle.linear_point, draw=draws.linear_points, bfloat16=True)

at = {a: [1], x: [0], t: 1}
thm.example(at, name="f(x) = x")
thm.example({a: [3, 4], x: [1, 2], t: 2}, name="in the plane")
thm.refutes("stationary somewhere", Eq(grad, 0 * a), at, of=slope)
thm.refutes("0 is a local minimum", lower >= f, at, of=falls)
thm.erratum(
    cite("Ma 2021", "Theorem 2.2"),
    printed="a strict saddle function has local minima, to which algorithms converge",
    corrected="if it is bounded below; f(x) = x is (1, beta, gamma)-strict saddle and has none",
    false=lower >= f,
    true=falls,
    at=at,
)
