"""A homogeneous function is weakly quasi-convex about 0, but need not be quasi-convex.

Source   Ma 2021, section 2.2, Definition 2.5 and (2.2).
Claim    f(x) = <a, x>^2 <b, x>^2, of degree 4, at every x and for every s: f(s x) = s^4 f(x) and
         <grad f(x), x> = 4 f(x). So (2.2) holds with equality for x* = 0 and tau = 4.
Covers   every dimension; x^2 y^2 in the plane, whose sublevel sets are star-shaped, but not convex:
         f is 0 at (1, 0) and (0, 1) and positive in between. Any other degree q in the same way, by
         Euler's <grad f(x), x> = q f(x).
Silent   on which x* are allowed: weak_quasi_convexity_maximum; on tau > 2, which makes the minimum
         flat: weak_quasi_convexity_rays.
"""

from sympy import Eq

from lemmata import Gradient, Theorem, cite, inner
from models import weak_quasi_convexity
from strategies import strict_saddle as draws

thm = Theorem(
    "descent.weak_quasi_convexity_homogeneous",
    catalogue=["ma.def-2.5"],
    sources=[cite("Ma 2021", "Definition 2.5"), cite("Ma 2021", "equation (2.2)")],
)
d = thm.dimension("d")
a, b, x = thm.vector("a b x", d, "coefficients, point")
s = thm.real("s", "a stretch")
f, stretched = (weak_quasi_convexity.cross_term(a, b, at) for at in (x, s * x))
grad = Gradient(f, x)
for term, name in {f: "L", stretched: "Ls", grad: "gradient"}.items():
    thm.measure(term, name)
u, v = inner(a, x), inner(b, x)

euler = thm.conclude("euler", Eq(inner(grad, x), 4 * f))
star = thm.conclude("star", Eq(stretched, s**4 * f))


@thm.proof(euler)
def product_rule(k):
    slope = k.gradient(f, x, 2 * u * v**2 * a + 2 * u**2 * v * b)
    return k.combine(euler, {slope: x})


@thm.proof(star)
def expand(k):
    return k.identity(star)


thm.scales("objective", a=1)
thm.scales("other factor", b=1)
thm.scales("argument", x=1)
thm.scales("stretch", s=1)
thm.invariant("rotation", d)
thm.open("swapped", "true: of degree 2 in a and in b", euler, star)

thm.reading("cross", f, (a, b, x), weak_quasi_convexity.cross, {d: [1, 2, 3]})
thm.check(euler, star, on=weak_quasi_convexity.cross_point, draw=draws.crosses)

plane = {a: [1, 0], b: [0, 1], x: [2, 3], s: 2}
thm.example(plane, name="x^2 y^2 at (2, 3)")
thm.example({a: [1, 2], b: [2, -1], x: [1, 5], s: -3}, name="turned")
thm.refutes("tau = 5", inner(grad, x) >= 5 * f, plane, of=euler)
thm.refutes("s^2", stretched <= s**2 * f, plane, of=star)
middle, *ends = (weak_quasi_convexity.cross_term(a, b, at) for at in ((a + b) / 2, a, b))
thm.erratum(
    cite("Ma 2021", "section 2.2, before Definition 2.5"),
    printed="the condition (2.2) is called quasi-convexity",
    corrected="it is another property: (2.2) holds for x^2 y^2, whose sublevel sets are not convex",
    false=middle <= ends[0] + ends[1],
    true=euler,
    at=plane,
)
