"""At a global minimiser h of the cubic model, H + (rho |h|/2) I is positive semidefinite.

Source   Ma 2021, Theorem 2.2 (cubic regularisation is one of its algorithms).
Claim    m(z) = <g, z> + <z, H z>/2 + rho |z|^3/6, g + H h + (rho r/2) h = 0, r = |h|, u = h - t v
         with t |v|^2 = 2 <h, v>, the mirror image of h  =>  |u| = |h|,
         m(u) - m(h) = (t^2/2) <v, (H + (rho r/2) I) v>, so that m(h) <= m(u) and t != 0 give
         <v, H v> >= -(rho r/2) |v|^2.
Covers   every dimension and every v that is not orthogonal to h; by continuity all others, for
         h != 0. This is what strict_saddle_newton_step assumes of a global minimiser.
Silent   on h = 0, where H >= 0 is the second-order condition; on the converse, that the condition
         makes h a global minimiser.
"""

from sympy import Eq, Matrix, Ne, Rational, S, sqrt

from lemmata import Theorem, cite, inner, zero
from models import cubic_newton
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.strict_saddle_newton_model",
    supports=["ma.thm-2.2"],
    sources=[cite("Ma 2021", "Theorem 2.2")],
)
d = thm.dimension("d")
g = thm.vector("g", d, "gradient")
h, v, u = thm.vector("h v u", d, "the step, any direction, the mirror image of the step")
H = thm.operator("H", d, "Hessian")
t = thm.real("t", "2 <h, v> / |v|^2")
r = thm.nonneg("r", "length of the step")
rho = thm.positive("rho", "the regulariser")
quadratic = {z: inner(g, z) + inner(z, H * z) / 2 for z in (h, u)}
shifted = inner(v, H * v) + rho * r / 2 * inner(v, v)

symmetric = thm.assume("symmetric", Eq(H.T, H))
stationary = thm.assume("stationary", Eq(g + H * h + rho * r / 2 * h, zero(h)))
image = thm.assume("image", Eq(u, h - t * v))
mirror = thm.assume("mirror", Eq(t * inner(v, v), 2 * inner(h, v)))
best = thm.assume("best", quadratic[h] <= quadratic[u])
across = thm.assume("across", Ne(t, 0))
sphere = thm.conclude("sphere", Eq(inner(u, u), inner(h, h)))
gain = thm.conclude("gain", Eq(quadratic[u] - quadratic[h], t**2 / 2 * shifted))
convex = thm.conclude("convex", inner(v, H * v) >= -rho * r / 2 * inner(v, v))


@thm.proof(sphere)
def same_length(k):
    return k.combine(sphere, {image: u + h - t * v, mirror: t})


def difference(k):
    parts = {image: g + H * (u + h - t * v) / 2, stationary: -t * v, mirror: -rho * r * t / 4}
    return k.combine(gain, parts, signs=[symmetric])


@thm.proof(gain)
def expand(k):
    return difference(k)


@thm.proof(convex)
def divide(k):
    return k.combine(convex, {best: 1, difference(k): -1}, scale=t**2 / 2, signs=[across])


thm.scales("objective", g=1, H=1, rho=1)
thm.scales("argument", g=-1, h=1, v=1, u=1, H=-2, r=1, rho=-3)
thm.scales("direction", v=1, t=-1)
thm.scales("length", r=1, rho=-1)
thm.invariant("rotation", d)
thm.limit("r = 0", {r: 0}, gain, Eq(quadratic[u] - quadratic[h], t**2 / 2 * inner(v, H * v)))
thm.limit("r = 0", {r: 0}, convex, inner(v, H * v) >= 0)

thm.check(
    sphere, gain, convex,
    on=cubic_newton.newton_step, draw=draws.newton_steps,
    constructed=[symmetric, stationary, image, mirror, best],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(h, v, H, r=1, rho=2, **changed):
    """Everything from h, v, H, r and rho, unless `changed`."""
    h, v, H = Matrix(h), Matrix(v), Matrix(H)
    t = changed.get("t", 2 * h.dot(v) / v.dot(v))
    known = {"h": h, "v": v, "H": H, "r": r, "rho": rho, "t": t, "u": h - t * v}
    return {**known, "g": -H * h - S(rho) * r / 2 * h, **changed}


line = at([1], [1], [[-1]])  # -x^2/2 + |x|^3/3, whose minimisers are 1 and -1
thm.sharp(convex, line, name="-x^2/2 + |x|^3/3")
bend = [[1, -1], [-1, 3]]
plane = at([1, 0], [1, 2], bend)
thm.example(plane, name="in the plane")
thm.example(at([2, 1], [1, 0], bend, r=sqrt(5), rho=3), name="r = sqrt(5)")
thm.needs(symmetric, at([1, 0], [1, 2], [[1, -1], [0, 3]]), breaks=gain)
thm.needs(stationary, {**plane, "g": [-2, 2]}, breaks=gain)
thm.needs(image, {**plane, "u": [0, 2]}, breaks=sphere)
thm.needs(mirror, at([1, 0], [1, 2], bend, t=1), breaks=sphere)
thm.needs(best, at([1], [1], [[-1 - NEAR]]), breaks=convex)
thm.needs(across, at([1, 0], [0, 1], [[-1, 0], [0, -5]]), breaks=convex, name="h and v orthogonal")
# Barely no minimum: <v, (H + I) v> = -NEAR, and both signs for each of the four terms of `best`.
for b, c in ((1, 3), (-1, -3), (-1, 3), (2, -1), (-2, 1)):
    low = [[-NEAR - 1, b], [b, c - 1]]
    thm.needs(best, at([1, 1], [1, 0], low), breaks=convex, name=f"best, barely: {b}, {c}")
slopes = {"rho r h/2": Matrix([1, 0]), "H h": Matrix([1, -1])}
for factor in (1 + e * s for e in (Rational(1, 10**9), Rational(1, 1000)) for s in (1, -1)):
    for name, term in slopes.items():
        g_off = plane["g"] + (1 - factor) * term
        thm.needs(stationary, {**plane, "g": g_off}, breaks=gain, name=f"{name} times {factor}")
    off = at([1, 0], [1, 1], bend, g=Matrix([-2, 1]) / factor)
    thm.needs(stationary, off, breaks=gain, name=f"g times {factor}")
    turn = at([1, 0], [1, 2], bend, t=Rational(2, 5) * factor)
    thm.needs(mirror, turn, breaks=sphere, name=f"mirror, {factor}")
swapped = at([1], [1], [[0]], rho=4, g=[Rational(-1, 2)])
thm.needs(stationary, swapped, breaks=gain, name="g and h exchanged")
thm.needs(image, at([1], [1], [[5]], u=[3]), breaks=sphere, name="h and u exchanged")
thm.needs(image, {**plane, "u": [0, -5]}, breaks=sphere, name="v and u exchanged")
thm.refutes("u = h", Eq(inner(u, h), inner(h, h)), line, of=sphere)
thm.refutes("twice", Eq(quadratic[u] - quadratic[h], t**2 * shifted), plane, of=gain)
thm.refutes("H >= 0", inner(v, H * v) >= 0, line, of=convex)
