"""The gradient of a symmetric function at a fixed point of the symmetry is fixed as well.

Source   Ma 2021, section 2.2 (symmetry, the paragraph before Theorem 2.4); made precise here.
Claim    f(P x) = f(x) at x = x0 + t v, P x0 = x0, f within t e of its linear part f(x0) + <g, x -
         x0> at x and at P x  =>  <g - P' g, v> <= 2 e; and P' g = g if v = g - P' g and
         e <= |v|^2 / 4.
Covers   every dimension, every linear P (for orthogonal P it says P g = g), every v. A function
         with the gradient g at x0 has such an error e as small as wanted, per t, for small t: a
         quarter of |v|^2 for v = g - P' g != 0, and 0 if that is 0. So P' g = g.
Silent   on functions without a gradient at x0, as |x_1 - x_2| under the swap at 0.
"""

from sympy import And, Eq, Implies, Le, Rational

from lemmata import Theorem, cite, inner
from models import symmetric
from strategies import symmetric as draws

thm = Theorem(
    "descent.symmetric_gradient",
    supports=["ma.symmetry"],
    sources=[cite("Ma 2021", "section 2.2")],
)
d = thm.dimension("d")
P = thm.operator("P", d, "the symmetry, with P x0 = x0")
g, v = thm.vector("g v", d, "the gradient at x0; a direction")
f0, f1, f2 = thm.real("f0 f1 f2", "f(x0); f(x0 + t v); f(P (x0 + t v)) = f(x0 + t P v)")
t = thm.positive("t", "the step")
e = thm.nonneg("e", "bound on the error of the linear part, divided by t")

ahead = thm.assume("ahead", f1 >= f0 + t * inner(g, v) - t * e)
turned = thm.assume("turned", f2 <= f0 + t * inner(g, P * v) + t * e)
invariant = thm.assume("invariant", Eq(f2, f1))
slope = thm.conclude("slope", inner(g, v) - inner(g, P * v) <= 2 * e)
way, fine, fixed = Eq(v, g - P.T * g), Le(4 * e, inner(v, v)), Eq(P.T * g, g)
kept = thm.conclude("kept", Implies(And(way, fine), fixed))


@thm.proof(slope)
def equal_values(k):
    return k.combine(slope, {ahead: 1 / t, turned: 1 / t, invariant: 1 / t})


@thm.proof(kept)
def small_error(k):
    both = k.assume(And(way, fine))
    along, little = k.part(both, way), k.part(both, fine)
    parts = {equal_values(k): 2, little: 1, along: -2 * v}
    none = k.vanishing(k.combine(Le(inner(v, v), 0), parts))
    return k.discharge(k.combine(fixed, {along: 1, none: -1}), And(way, fine))


thm.scales("objective", g=1, v=1, e=2, t=-2)
thm.scales("step", f0=1, f1=1, f2=1, t=1)
thm.invariant("rotation", d)

WIDE = "true: any factor of e above 2 is enough; so is v = c (g - P' g) with 0 < c < 2"
thm.open("constant", WIDE, kept)

thm.check(slope, kept, on=symmetric.moved, draw=draws.moves,
          constructed=[ahead, turned, invariant])  # fmt: skip


def at(g, v, e, f0, f1, f2, step=1):
    """On the line, P = -1."""
    return {"P": [[-1]], "g": [g], "v": [v], t: step, "e": e, "f0": f0, "f1": f1, "f2": f2}


for level in (0, 1, -1):
    thm.sharp(slope, at(1, 1, 1, level, level, level), name=f"1 taken for a gradient of {level}")
thm.example(at(0, 1, 1, 0, 1, 1), name="x^2 at 0")
# f(x, y) = y under the shear (x + y, y).
shear = {"P": [[1, 1], [0, 1]], "g": [0, 1], t: 1, "e": 0}
flat = {**shear, "v": [0, 0], "f0": 2, "f1": 2, "f2": 2}
thm.example({**shear, "v": [1, 2], "f0": 0, "f1": 2, "f2": 2}, name="y under a shear")
turn = {"P": [[0, -1], [1, 0]], "g": [1, 1], "v": [1, 0], t: 1, "e": 0}
thm.example({**turn, "f0": 0, "f1": 1, "f2": 1}, name="g = v - P' v for a quarter turn")
thm.example(flat, name="y under a shear, no step")
for name, conclusion, size in (("", slope, 1), (", for kept", kept, Rational(1, 2))):
    for hypothesis, ends in ((ahead, (-size, -size)), (turned, (size, size)),
                             (invariant, (size, -size))):  # fmt: skip
        thm.needs(hypothesis, at(size, 1, 0, 0, *ends), conclusion, hypothesis.name + name)
thm.refutes("e", inner(g, v) - inner(g, P * v) <= e, at(1, 1, 1, 0, 0, 0), of=slope)
half = at("1/2", 1, "1/2", 0, 0, 0)
thm.refutes("e <= |v|^2", Implies(And(way, Le(e, inner(v, v))), fixed), half, of=kept)
thm.refutes("P g = g", Implies(And(way, fine), Eq(P * g, g)), flat, of=kept)
