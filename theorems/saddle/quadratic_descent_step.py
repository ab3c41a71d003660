"""Gradient descent on a quadratic: growth along an eigenvector of -l, descent on the rest.

Source   Bruna 2018, slides on perturbed gradient descent (after Jin et al. 2017); Escaping notes,
         section 2.4.
Claim    y = x - gamma H x, H' = H, H v = -l v, |v| = 1; w = x - <v, x> v, z = y - <v, y> v,
         <u, H u> <= L <u, u> for u = H w, gamma L <= 2  =>  <v, y> = (1 + gamma l) <v, x>,
         <z, H z> <= <w, H w>, and <x, H x> = -l <v, x>^2 + <w, H w>.
Covers   every dimension and every symmetric H, with further negative eigenvalues or zeros: only the
         upper bound L of the curvature matters for the rest, at one point.
Silent   on steps beyond 2/L, for which the rest may grow; on objectives that are not quadratic.
"""

from sympy import Eq, Matrix, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import random_starts
from strategies import random_starts as draws

thm = Theorem(
    "saddle.quadratic_descent_step",
    supports=["jin.escape-volume", "saddle.quadratic-escape-time"],
    sources=[cite("Bruna 2018", "perturbed gradient descent"), cite("Escaping notes", "section 2")],
)
d = thm.dimension("d")
x, y, v = thm.vector("x y v", d, "iterate, next iterate, eigenvector")
H = thm.operator("H", d, "Hessian")
l, gamma = thm.positive("l gamma", "-l is an eigenvalue, step length")  # noqa: E741
L = thm.nonneg("L", "upper bound of the curvature at the rest")
a = inner(v, x)
w, z = x - a * v, y - inner(v, y) * v

update = thm.assume("update", Eq(y, x - gamma * H * x))
symmetric = thm.assume("symmetric", Eq(H.T, H))
eigen = thm.assume("eigen", Eq(H * v, -l * v))
unit = thm.assume("unit", Eq(inner(v, v), 1))
upper = thm.assume("upper", inner(H * w, H * (H * w)) <= L * inner(H * w, H * w))
step = thm.assume("step", gamma * L <= 2)
growth = thm.conclude("growth", Eq(inner(v, y), (1 + gamma * l) * a))
rest = thm.conclude("rest", inner(z, H * z) <= inner(w, H * w))
parts = thm.conclude("parts", Eq(inner(x, H * x), -l * a**2 + inner(w, H * w)))


def growth_of(k):
    return k.combine(growth, {update: v, eigen: -gamma * x}, signs=[symmetric])


@thm.proof(growth)
def eigenvector_on_the_left(k):
    return growth_of(k)


@thm.proof(rest)
def descent_on_the_rest(k):
    moved = w - gamma * H * w
    remains = k.combine(
        Eq(z, moved), {update: 1, growth_of(k): -v, eigen: -gamma * a}, signs=[symmetric]
    )
    falls = k.combine(
        inner(moved, H * moved) <= inner(w, H * w),
        {upper: gamma**2},
        squares=[(gamma * (2 - gamma * L), H * w)],
        signs=[symmetric, step],
    )
    return k.combine(rest, {falls: 1, remains: -H * (z + moved)}, signs=[symmetric])


@thm.proof(parts)
def pythagoras(k):
    return k.combine(parts, {eigen: 2 * a * x - a**2 * v, unit: l * a**2}, signs=[symmetric])


thm.scales("argument", x=1, y=1)
thm.scales("step size", H=-1, l=-1, gamma=1, L=-1)
thm.invariant("rotation", d)
same = "the same: <v, H u> = -l <v, u> = 0 for u = w, z and H w, so that a v may have any factor"
stronger = (
    "c x for x gives c <H w, H^2 w> on the left, c > 1, or c L |H w|^2 on the right, 0 <= c < 1, "
    "which is stronger, as L |H w|^2 >= 0"
)
for kind in ("constant", "term dropped"):
    thm.open(kind, f"{same}; {stronger}", upper)
    thm.open(kind, same, rest, parts)
thm.limit("step 0", {gamma: 0}, growth, Eq(inner(v, y), inner(v, x)))

thm.check(
    growth, rest, parts,
    on=random_starts.quadratic_step, draw=draws.quadratic_steps,
    implements=[update], constructed=[symmetric, eigen, unit, upper],
)  # fmt: skip


def at(H, x, **changed):
    H, x = Matrix(H), Matrix(x)
    made = {"H": H, "x": x, "y": x - H * x / 2, "v": [1, 0], "l": 1, "L": 4, "gamma": "1/2"}
    return {**made, **changed}


saddle, one = [[-1, 0], [0, 4]], [1, 1]
thm.sharp(rest, at(saddle, one), name="gamma L = 2")
thm.example(at([[-1, 0], [0, 2]], one), name="a Newton step on the rest")
close = Rational(1, 10**10)
hill = at([[-1, 0], [0, -1]], one, gamma=close, L=0, y=[1 + close, 1 + close])
thm.example(hill, name="a rest that barely falls")
thm.needs(update, at(saddle, one, y=[1, 1]), breaks=growth)
thm.needs(eigen, at([[-1, 1], [1, 2]], one), breaks=growth)
thm.needs(symmetric, at([[-1, 1], [0, 4]], one), breaks=growth)
thm.needs(unit, at(saddle, one, v=[2, 0]), breaks=parts)
for e in (Rational(1, 10**9), Rational(1, 1000)):
    for c in (1 + e, 1 - e):
        thm.needs(eigen, at(saddle, one, l=1 / c), breaks=growth, name=f"eigen, times {c}")
        thm.needs(unit, at(saddle, one, v=[sqrt(c), 0]), breaks=parts, name=f"unit, {c} for 1")
thm.needs(upper, at(saddle, one, L=1, gamma=1, y=[2, -3]), breaks=rest)
barely = {"L": 4 * (1 - close), "gamma": 1 / (2 * (1 - close))}
thm.needs(upper, at(saddle, one, **barely, y=[1 + barely["gamma"], 1 - 4 * barely["gamma"]]),
          breaks=rest, name="upper, barely")  # fmt: skip
flat = at([[-1, 0], [0, "1/2"]], one, L="1/4", gamma=8, y=[9, -3])
thm.needs(upper, flat, breaks=rest, name="upper, curvature below 1")
thm.needs(step, at(saddle, one, gamma=1, y=[2, -3]), breaks=rest)
thm.refutes("growth 1 + 2 gamma l", Eq(inner(v, y), (1 + 2 * gamma * l) * a), at(saddle, one),
            of=growth)  # fmt: skip
thm.refutes(
    "the rest halves", inner(z, H * z) <= Rational(1, 2) * inner(w, H * w), at(saddle, one), of=rest
)
thm.refutes(
    "without the unstable part",
    Eq(inner(x, H * x), inner(w, H * w)), at(saddle, one), of=parts,
)  # fmt: skip
