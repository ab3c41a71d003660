"""Along unit geodesics the second derivative of the 4-tensor is between -4 and 4.

Source   Ma 2021, Theorem 2.6 with Theorem 5.2 (a regularity condition, made explicit).
Claim    y, z the coordinates of a unit x and a unit tangent v in a frame of n <= d components,
         D = diag(y), E = diag(z), D D + E E <= I  =>  phi'' = 12 sum y^2 z^2 - 4 sum y^4 is in
         [-4, 4] for phi(t) = f(cos(t) x + sin(t) v).
Covers   every dimension, n <= d, and every time, since y(t) and y'(t) are such a pair. Both bounds
         are attained in the plane, where phi(t) = (3 + cos 4 t) / 4.
Silent   on D D + E E <= I, which is Bessel's inequality for x, v and a component: see bessel.
"""

from sympy import Eq, Identity, Rational, Trace, diag, sqrt

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws


def on_geodesic(thm):
    """Declare in a theorem the dimension d and D, E, B, which give a point and a velocity."""
    d = thm.dimension("d")
    what = "the coordinates of x; of v; a root of I - D D - E E"
    return d, *thm.operator("D E B", d, what)


thm = Theorem(
    "tensor.geodesic_second",
    supports=["ma.tensor-algo"],
    sources=[cite("Ma 2021", "Theorem 2.6"), cite("Ma 2021", "Theorem 5.2")],
)
d, D, E, B = on_geodesic(thm)
second = thm.real("second", "phi''")

symmetric = thm.assume("symmetric", Eq(D.T, D))
symmetric_too = thm.assume("symmetric_too", Eq(E.T, E))
inside = thm.assume("inside", Eq(Identity(d) - D * D - E * E, B * B.T))
point = thm.assume("point", Trace(D * D) <= 1)
speed = thm.assume("speed", Trace(E * E) <= 1)
twice = thm.assume("twice", Eq(second, 12 * Trace(D * D * E * E) - 4 * Trace(D * D * D * D)))
upper = thm.conclude("upper", second <= 4)
lower = thm.conclude("lower", second >= -4)
own = [symmetric, symmetric_too]


@thm.proof(upper)
def two_squares(k):
    parts = {twice: -1, speed: 4, inside: 4 * E * E}
    return k.combine(upper, parts, squares=[(4, B.T * E), (4, D * D - E * E)], signs=own)


@thm.proof(lower)
def three_squares(k):
    parts = {twice: 1, point: 4, inside: 4 * D * D}
    return k.combine(lower, parts, squares=[(4, B.T * D), (16, D * E)], signs=own)


thm.rigid("the point and the direction have length 1 at most")
thm.invariant("rotation", d)
thm.open("constant", "true: I - f D D - E E >= 0, or the same for E, is stronger for f > 1", inside)
thm.open(
    "swapped",
    "true: a negative eigenvalue of I - D D - E E = B B is double, but by `point` and `speed` no "
    "two eigenvalues of D D + E E are above 1",
    inside,
)
thm.open("constant", "true for c in [0, 12] in place of 12: smaller, and tr D^4 <= 1", twice)
thm.open("term dropped", "true: smaller, and tr D^4 <= (tr D^2)^2 <= 1", twice)
thm.open("swapped", "true: the other hypotheses are the same for E and D", twice)

thm.check(
    upper,
    lower,
    on=tensor_ascent.geodesic,
    draw=draws.geodesics,
    implements=[twice],
    constructed=[symmetric, symmetric_too, inside, point, speed],
)

at = tensor_ascent.exact_geodesic
half = 1 / sqrt(2)
saddle = at("D E B second", [half, half], [-half, half])
maximum = at("D E B second", [1, 0], [0, 1])
thm.sharp(upper, saddle, name="the saddle of the plane")
thm.sharp(lower, maximum, name="a maximum")
turn = {D: [[0, 1], [-1, 0]], E: [[0, 0], [0, 0]], B: [[sqrt(2), 0], [0, sqrt(2)]], second: -8}
thm.needs(symmetric, turn, breaks=lower)
spin = {D: [[1, 0], [0, 0]], E: turn[D], B: [[1, 0], [0, sqrt(2)]], second: -16}
thm.needs(symmetric_too, spin, breaks=lower)
thm.needs(inside, at("D E B second", [1, 0], [1, 0], B=[[0, 0], [0, 0]]), breaks=upper)
# D D = diag(1/2 + 3 e, 1/2 - 3 e), E E = diag(1/2 + 4 e, 1/2 - 4 e): second = 4 + 216 e^2.
for e in (Rational(1, 40), Rational(1, 10**5), Rational(1, 10**11)):
    pair = [[sqrt(half**2 + i * e), sqrt(half**2 - i * e)] for i in (3, 4)]
    factor = 1 - 20 * e if e == Rational(1, 40) else 1 - 100 * e
    factors = {"D D": (1, factor, 1), "E E": (1, 1, factor), "I": (2 - factor, 1, 1)}
    for name, (c, c_x, c_v) in factors.items():
        root = [sqrt(c - c_x * a**2 - c_v * b**2) for a, b in zip(*pair, strict=True)]
        near = at("D E B second", *pair, B=diag(*root))
        thm.needs(inside, near, breaks=upper, name=f"inside, with another factor of {name}: {e}")
thm.needs(point, at("D E B second", [1, 1], [0, 0]), breaks=lower)
thm.needs(point, at("D E B second", [1, Rational(1, 10**5)], [0, 0]), breaks=lower, name="barely")
tiny = Rational(1, 10**10)
edge = [[sqrt(half**2 - tiny)] * 2, [sqrt(half**2 + tiny)] * 2]
thm.needs(speed, at("D E B second", *edge), breaks=upper, name="barely too fast")
thm.needs(speed, at("D E B second", ["3/5", "3/5"], ["4/5", "-4/5"]), breaks=upper)
thm.needs(twice, {**saddle, "second": 5}, breaks=upper)
thm.refutes("at most 3.9", second <= Rational(39, 10), saddle, of=upper)
thm.refutes("convex", second >= 0, maximum, of=lower)
