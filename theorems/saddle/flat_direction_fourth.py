"""At a local minimum the fourth derivative along a flat direction outweighs the curvature around.

Source   Ma 2021, section 2.1 ("the higher-order derivatives start to matter"), made precise here.
Claim    H = D^2 f(x), grad f(x) = 0, H v = 0, c = D^3 f(x)[v, v, .] = H z, D^3 f(x)[v, v, v] = 0,
         Q = D^4 f(x)[v, v, v, v], f(x + t v + (t^2/2) w) >= f(x) with Taylor's remainder at most
         K t^5, t > 0  =>  Q + 6 <c, w> + 3 <w, H w> >= -24 K t, and the left-hand side is
         Q - 3 <c, z> + 3 <w + z, H (w + z)>, so that w = -z gives Q >= 3 <c, z> - 24 K t.
Covers   every dimension; singular H, for which z may be H^+ c or any other solution. At a local
         minimum t -> 0 gives Q >= 3 <c, H^+ c>: more than Q >= 0, which straight lines give.
Silent   on c in the range of H, which is necessary too: else some w with H w = 0 has <c, w> < 0.
"""

from sympy import Eq, Matrix, Rational, S

from lemmata import Theorem, cite, inner
from models import flat_directions
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.flat_direction_fourth",
    catalogue=["ma.higher-order"],
    sources=[cite("Ma 2021", "section 2.1")],
)
d = thm.dimension("d")
c, z, w = thm.vector(
    "c z w", d, "third derivative along v twice; H z = c; half the bend of a curve"
)
H = thm.operator("H", d, "Hessian at x")
L0, L1, Q = thm.real("L0 L1 Q", "f(x), f on the curve, fourth derivative along v")
t = thm.positive("t", "where on the curve")
K = thm.nonneg("K", "bound on the remainder over t^5")
bent = Q + 6 * inner(c, w) + 3 * inner(w, H * w)

symmetric = thm.assume("symmetric", Eq(H.T, H))
solved = thm.assume("solved", Eq(H * z, c))
ahead = thm.assume("ahead", L1 >= L0)
taylor = thm.assume("taylor", L1 <= L0 + t**4 / 24 * bent + K * t**5)
every = thm.conclude("every", bent >= -24 * K * t)
square = thm.conclude("square", Eq(bent, Q - 3 * inner(c, z) + 3 * inner(w + z, H * (w + z))))


@thm.proof(every)
def on_the_curve(k):
    return k.combine(every, {ahead: 24 / t**4, taylor: 24 / t**4})


@thm.proof(square)
def complete_the_square(k):
    return k.combine(square, {solved: -6 * w - 3 * z}, signs=[symmetric])


thm.scales("objective", L0=1, L1=1, Q=1, K=1, H=1, c=1)
thm.scales("direction", t=1, Q=-4, K=-5, c=-2, w=-2, z=-2)
thm.scales("other directions", c=-1, w=1, z=1, H=-2)
thm.invariant("rotation", d)
thm.limit("short steps", {t: 0}, every, bent >= 0)

thm.check(
    every, square,
    on=flat_directions.valley_curve, draw=draws.valleys, implements=[taylor],
    constructed=[symmetric, solved, taylor],
)  # fmt: skip
NEAR = Rational(1, 10**10)


def at(Q, c, bend, H=((0, 0), (0, 2)), t=1, K=0, level=0, **changed):
    """In the plane, v = (1, 0), c and w along y: Taylor's formula attained, unless `changed`."""
    c, w, H, t = Matrix([0, c]), Matrix([0, bend]), Matrix(H), S(t)
    whole = Q + 6 * c.dot(w) + 3 * w.dot(H * w)
    known = {
        "Q": Q, "c": c, "w": w, "z": c / 2, "H": H, "L0": level, "t": t, "K": K,
        "L1": level + t**4 / 24 * whole + K * t**5,
    }  # fmt: skip
    return {**known, **changed}


bottom = at(24, -4, 2)
thm.sharp(every, bottom, name="(y - x^2)^2 on y = x^2")
thm.sharp(every, at(-48, -4, 0, t=2, K=1), name="t = 2, K > 0")
straight = at(48, -6, 0)
thm.example(straight, name="(y - x^2)(y - 2 x^2) on y = 0, where it is not negative")
thm.needs(ahead, at(48, -6, 3), name="(y - x^2)(y - 2 x^2) on y = 3 x^2/2", breaks=every)
thm.needs(taylor, at(48, -6, 3, L1=0), breaks=every)
thm.needs(solved, {**straight, "z": [0, 1]}, breaks=square)
thm.needs(symmetric, at(24, -4, 2, H=[[0, 0], [1, 2]], w=[1, 0]), breaks=square)
flat = Q >= 3 * inner(c, z) - 24 * K * t
thm.refutes("the same, from straight lines", flat, straight, of=every)
thm.refutes(
    "one <c, z>", Eq(bent, Q - inner(c, z) + 3 * inner(w + z, H * (w + z))), bottom, of=square
)
