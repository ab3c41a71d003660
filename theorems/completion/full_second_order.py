"""With all entries observed, a curvature that is not negative along z keeps x away from 0.

Source   Ma 2021, Claim 2f and equation (4.13).
Claim    g(x) = |z z' - x x'|_F^2 / 2,  D^2 g(x)[z, z] >= 0  =>  3 |x|^2 >= |z|^2.
Covers   every dimension; any z and x: of the Hessian only <z, D^2 g(x) z> >= 0 is needed, and x in
         B is not. Attained: at x = z / sqrt 3 the whole Hessian is (2/3) (|z|^2 I - z z') >= 0.
Silent   on stationary points, which recovered_from_all_entries combines this with.
"""

from sympy import Eq, Ge, Gt, Lt, Rational, sqrt

from lemmata import Curvature, Theorem, cite, inner
from models import completion, pca
from models.pinned import pinned
from strategies import completion as draws

thm = Theorem(
    "completion.full_second_order",
    catalogue=["ma.claim-2f"],
    sources=[cite("Ma 2021", "Claim 2f"), cite("Ma 2021", "equation (4.13)")],
)
d = thm.dimension("d")
z, x = thm.vector("z x", d, "the truth, the point")
g = pca.term(z * z.T, x)
bend = Curvature(g, x, z)
thm.measure(bend, "curvature")
a, b, c = inner(x, x), inner(x, z), inner(z, z)

curved = thm.assume("curved", bend >= 0)
long = thm.conclude("long", Ge(3 * a, c))


@thm.proof(long)
def cauchy_schwarz(k):
    formula = k.curvature(g, x, z, 4 * b**2 + 2 * a * c - 2 * c**2)
    positive, none, negative = map(k.assume, (Gt(c, 0), Eq(c, 0), Lt(c, 0)))
    parts = {curved: c, formula: -c}
    # c |x|^2 - <x, z>^2 = |c x - <x, z> z|^2 / c.
    at_z = k.combine(long, parts, squares=[(4, c * x - b * z)], signs=[positive], scale=2 * c**2)
    without = k.combine(long, {none: -1}, squares=[(3, x)])
    absurd = k.combine(long, {negative: 1}, squares=[(3, x)])
    cases = {positive: at_z, none: without, negative: absurd}
    return k.cases(k.split(c), {case.conclusion: fact for case, fact in cases.items()})


thm.scales("argument", z=1, x=1)
thm.invariant("rotation", d)

thm.check(long, on=pinned(completion.full), draw=draws.pairs)

third = {z: [1, 0], x: [1 / sqrt(3), 0]}
thm.sharp(long, third, name="x = z / sqrt 3")
thm.example({z: [0, 0], x: [0, 0]}, name="z = 0")
thm.needs(curved, {z: [1, 0], x: [0, 0]})
thm.needs(curved, {z: [1, 0], x: [Rational(577, 1000), 0]}, name="curved, barely")
thm.refutes("|x|^2 >= |z|^2 / 2", Ge(2 * a, c), third)
