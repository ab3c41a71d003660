"""Along unit geodesics the third derivative of the 4-tensor is between -16 and 16.

Source   Ma 2021, Theorem 2.6 with Theorem 5.2 (a regularity condition, made explicit).
Claim    y, z the coordinates of a unit x and a unit tangent v in a frame of n <= d components,
         D = diag(y), E = diag(z), D D + E E <= I, |D|^2 + |E|^2 +- <D, E> <= 2  =>
         phi''' = 24 sum y z^3 - 40 sum y^3 z is in [-16, 16] for phi(t) = f(cos(t) x + sin(t) v).
Covers   every dimension, n <= d, and every time, since y(t) and y'(t) are such a pair. Both bounds
         are attained in the plane, where phi(t) = (3 + cos 4 t) / 4.
Silent   on D D + E E <= I, which is Bessel's inequality for x, v and a component: see bessel. For
         n = d the traces are 1 + 1 +- 0; for n < d they lack a nonnegative part, that of the rest.
"""

from sympy import Eq, Rational, Trace, diag, sqrt

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws
from theorems.tensor import geodesic_second as second

thm = Theorem(
    "tensor.geodesic_third",
    supports=["ma.tensor-algo"],
    sources=[cite("Ma 2021", "Theorem 2.6"), cite("Ma 2021", "Theorem 5.2")],
)
d, D, E, B = second.on_geodesic(thm)
third = thm.real("third", "phi'''")

symmetric, symmetric_too, inside = (
    thm.assume(fact.name, fact.relation)
    for fact in (second.symmetric, second.symmetric_too, second.inside)
)
square, cross = Trace(D * D) + Trace(E * E), Trace(D * E)
apart = thm.assume("apart", square + cross <= 2)
apart_too = thm.assume("apart_too", square - cross <= 2)
thrice = thm.assume("thrice", Eq(third, 24 * Trace(D * E * E * E) - 40 * Trace(D * D * D * E)))
upper = thm.conclude("upper", third <= 16)
lower = thm.conclude("lower", third >= -16)


def bound(k, claim, sign, traces):
    """Each coordinate (a, b) of x and sign v gives 8 (1 - m) (a^2 - a b + b^2) and a square.

    Here m = a^2 + b^2, and the square is 8 (a^2 + 2 a b - b^2)^2.
    """
    b = sign * E
    parts = {thrice: -sign, traces: 8, inside: 8 * (D * D - D * b + b * b)}
    roots = [(8, B.T * (D - b / 2)), (6, B.T * E), (8, D * D + 2 * D * b - E * E)]
    return k.combine(claim, parts, squares=roots, signs=[symmetric, symmetric_too])


@thm.proof(upper)
def uphill(k):
    return bound(k, upper, 1, apart_too)


@thm.proof(lower)
def downhill(k):
    return bound(k, lower, -1, apart)


thm.rigid("the point and the direction have length 1 at most")
thm.invariant("rotation", d)
thm.open("constant", "true: I - f D D - E E >= 0, or the same for E, is stronger for f > 1", inside)
thm.open(
    "swapped",
    "true: a negative eigenvalue of I - D D - E E = B B is double, but by `apart` and `apart_too` "
    "no two eigenvalues of G = D D + E E are above 1",
    inside,
)
CLOSE = (
    "true for f <D, E>, 6/7 <= f < 1: t = 2 - tr G >= f |<D, E>|, and `inside` gains at least "
    "4 tr (I - G) G >= 4 t (1 - t) for t <= 1; for tr G <= 4/3 the trivial bound 12 tr G is enough"
)
thm.open("constant", CLOSE, apart)
thm.open("constant", CLOSE, apart_too)
LESS = (
    "no point: the largest value is convex in 40 and 24, and at most 16 with both, 9.2 with 0 and "
    "24, 15.2 with 40 and 0 (numerically, for diagonal D and E)"
)
thm.open("constant", LESS, thrice)
thm.open("term dropped", LESS, thrice)
thm.open("swapped", "true: the other hypotheses are the same for E and D", thrice)

thm.check(
    upper,
    lower,
    on=tensor_ascent.geodesic,
    draw=draws.geodesics,
    implements=[thrice],
    constructed=[symmetric, symmetric_too, inside, apart, apart_too],
)

at = tensor_ascent.exact_geodesic
cosine, sine = sqrt(2 + sqrt(2)) / 2, sqrt(2 - sqrt(2)) / 2
up = at("D E B third", [cosine, sine], [-sine, cosine])
down = at("D E B third", [cosine, -sine], [sine, cosine])
thm.sharp(upper, up, name="22.5 degrees")
thm.sharp(lower, down, name="-22.5 degrees")
one, axes, shear = [[1, 0], [0, 1]], [[1, 0], [0, -1]], [[1, 1], [-2, -1]]
thm.needs(symmetric, {D: shear, E: axes, B: one, third: 128}, breaks=upper)
thm.needs(symmetric_too, {D: axes, E: shear, B: one, third: -128}, breaks=lower)
long = at("D E B third", ["11/10", 0], ["-2/5", 0], B=[[0, 0], [0, 1]])
thm.needs(inside, long, breaks=upper)
twelve = ["12/13"] * 2
thm.needs(apart, at("D E B third", twelve, ["5/13"] * 2), breaks=lower)
thm.needs(apart_too, at("D E B third", twelve, ["-5/13"] * 2), breaks=upper)
half = ["12/13", "10/13"], ["5/13", "25/78"]
thm.needs(apart, at("D E B third", *half), breaks=lower, name="apart, with <D, E> / 2")
half = ["-12/13", "-10/13"], half[1]
thm.needs(apart_too, at("D E B third", *half), breaks=upper, name="apart_too, with <D, E> / 2")


def near(first, second, m=1, n=1):
    """Coordinates -(p, -q) and -(r, s), times sqrt(m) and sqrt(n), scaled to the unit circle."""
    (p, q), (s, r) = first, second
    a, b = (sqrt(Rational(k) / (i**2 + j**2)) for k, i, j in ((m, p, q), (n, r, s)))
    return [-a * p, -b * r], [a * q, -b * s]


# p / q of two convergents of 1 + sqrt(2): unit vectors that are orthogonal up to 4e-11.
one, two = (80782, 33461), (195025, 80782)
y, z = near(one, two)
thm.needs(apart_too, at("D E B third", y, z), breaks=upper, name="barely too close")
thm.needs(apart, at("D E B third", y, [-b for b in z]), breaks=lower, name="barely too close, -E")
# The same with lengths 1 +- 5e-11 that make them orthogonal.
c, c_too = (Rational(p * q, p**2 + q**2) for p, q in (one, two))
y, z = near(two, one, 2 * c / (c + c_too), 2 * c_too / (c + c_too))
for e in (Rational(1, 2), Rational(1, 10**3), Rational(1, 10**9)):
    signs = {"E E": (1, 2, 1, 1 - e), "D D": (1, 2, 1 - e, 1), "I": (1 + e, 2, 1, 1)}
    if e == Rational(1, 2):
        signs = {"E E": signs["E E"], "D": (1, 1, 1, 1)}
    for name, (k, power, k_x, k_v) in signs.items():
        root = [sqrt(k - k_x * a**power - k_v * b**2) for a, b in zip(y, z, strict=True)]
        barely = at("D E B third", y, z, B=diag(*root))
        thm.needs(inside, barely, breaks=upper, name=f"inside, with another factor of {name}: {e}")
thm.needs(thrice, {**up, "third": 17}, breaks=upper)
thm.refutes("at most 15.9", third <= Rational(159, 10), up, of=upper)
thm.refutes("at least -15.9", third >= -Rational(159, 10), down, of=lower)
