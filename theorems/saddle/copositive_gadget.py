"""Whether 0 is a local minimum of a quartic form is whether a matrix is copositive.

Source   Ma 2021, sections 2.1 and 7 (hardness of checking local minimality, Murty and Kabadi); a
         reduction made explicit here.
Claim    q(x) = sum_ij M_ij x_i^2 x_j^2 = <y, M y> with y_i = x_i^2, t > 0  =>  q(t x) = t^4 q(x),
         so that  q(t x) < 0  if and only if  q(x) < 0.
Covers   every dimension and symmetric M. With e = (1, ..., 1) and X = diag(x): y = X^2 e; the claim
         is for all X and e. So q < 0 somewhere means q < 0 as close to 0 as we like, and 0 is a
         local minimum exactly when <y, M y> >= 0 for all y >= 0, when M is copositive. Along every
         line through 0 the derivatives of order 1 to 3 vanish: no test by gradient and Hessian can
         tell. M = [[1, -2], [-2, 1]] is not copositive, the Horn matrix is (horn_form).
Silent   on the complexity class; the source credits these papers in two ways, see partition_gadget.
"""

from sympy import Eq, Equivalent, Lt

from lemmata import Theorem, cite, inner
from models import gadgets
from strategies import gadgets as draws

thm = Theorem(
    "saddle.copositive_gadget", supports=["ma.np-hard"], sources=[cite("Ma 2021", "section 7")]
)
d = thm.dimension("d")
M, X = thm.operator("M X", d, "the matrix; diag(x)")
e = thm.vector("e", d, "all ones")
t = thm.positive("t", "how far along x")


def form(Z):
    """q at the point with the diagonal matrix Z."""
    return inner(Z * Z * e, M * Z * Z * e)


q, moved = form(X), form(t * X)
thm.measure(q, "q")
thm.measure(moved, "q_t")

homogeneous = thm.conclude("homogeneous", Eq(moved, t**4 * q))
sign = thm.conclude("sign", Equivalent(Lt(moved, 0), Lt(q, 0)))


@thm.proof(homogeneous)
def fourth_power(k):
    return k.identity(homogeneous)


@thm.proof(sign)
def same_sign(k):
    scaled = fourth_power(k)
    near, here = Lt(moved, 0), Lt(q, 0)
    forward = k.combine(here, {k.assume(near): t**-4, scaled: -(t**-4)})
    back = k.combine(near, {k.assume(here): t**4, scaled: 1})
    return k.iff(k.discharge(forward, near), k.discharge(back, here))


thm.scales("matrix", M=1)
thm.scales("point", X=1)
thm.scales("ones", e=1)
thm.scales("distance", t=1)
thm.invariant("rotation", d)

thm.open("exponent", "true: any other power of t > 0 leaves the sign as it is", sign)
thm.open("swapped", "true: an identity in both matrices", sign)

thm.check(homogeneous, sign, on=gadgets.copositive, draw=draws.forms)

at = {M: [[1, -2], [-2, 1]], X: [[1, 0], [0, 1]], e: [1, 1], t: "1/2"}
thm.example(at, name="not copositive")
HORN = [list(row) for row in gadgets.HORN]
steps = [[1 if i == j < 2 else 0 for j in range(5)] for i in range(5)]
thm.example({M: HORN, X: steps, e: [1] * 5, t: 3}, name="the Horn matrix at one of its zeros")
thm.refutes("of degree 2", Eq(moved, t**2 * q), at, of=homogeneous)
thm.refutes("never below 0", moved >= 0, at, of=sign)
