"""s^2 / 2 + t^4 / 4 - t^2 / 2 has a strict saddle at 0 and its minima at t = 1 and t = -1.

Source   Bruna 2018, slide "Characterizing stable equilibria of gradient descent" (Nesterov 2004).
Claim    f(x) = s^2 / 2 + t^4 / 4 - t^2 / 2 with s = <a, x>, t = <b, x>:
         grad f = s a + (t^3 - t) b,  grad^2 f = a a' + (3 t^2 - 1) b b',  f >= -1/4.
Covers   every dimension d >= 2; orthonormal a, b are the coordinates of the plane, where the
         Hessian at 0 is diag(1, -1): a strict saddle. f = -1/4 exactly where s = 0, t^2 = 1.
Silent   on runs of gradient descent (worst_case_start).
"""

from sympy import Eq, Rational

from lemmata import Gradient, HessianAt, Theorem, cite, inner
from models import quadratic_saddle
from strategies import quadratic_saddle as draws

thm = Theorem(
    "saddle.worst_case_objective",
    supports=["saddle.worst-case-init"],
    sources=[
        cite("Bruna 2018", 'slide "Characterizing stable equilibria of gradient descent"'),
    ],
)
d = thm.dimension("d")
a, b, x = thm.vector("a b x", d, "the two directions, the point")
f = thm.real("f", "the value of the objective")
s, t = inner(a, x), inner(b, x)
objective = s**2 / 2 + t**4 / 4 - t**2 / 2
grad, hess = Gradient(objective, x), HessianAt(objective, x)
thm.measure(grad, "gradient")
thm.measure(hess, "hessian")

value = thm.assume("value", Eq(f, objective))
slope = thm.conclude("slope", Eq(grad, s * a + (t**3 - t) * b))
bend = thm.conclude("bend", Eq(hess, a * a.T + (3 * t**2 - 1) * b * b.T))
floor = thm.conclude("floor", f >= Rational(-1, 4))


@thm.proof(slope)
def directional_derivative(k):
    return k.gradient(objective, x, slope.relation.rhs)


@thm.proof(bend)
def mixed_coefficient(k):
    return k.hessian(objective, x, bend.relation.rhs)


@thm.proof(floor)
def sum_of_squares(k):
    squares = [(Rational(1, 2), s), (Rational(1, 4), t**2 - 1)]
    return k.combine(floor, {value: 1}, squares=squares)


thm.scales("argument", a=-1, b=-1, x=1)
thm.invariant("rotation", d)
thm.open("swapped", "f >= -1/4 for any two vectors in the places of a, b and x", value)
thm.open("swapped", "derivatives for all a, b, x are so under any other names", slope, bend)

thm.reading(
    "objective", objective, of=[a, b, x], function=quadratic_saddle.valley, sizes={d: [1, 2, 3]}
)
thm.check(
    slope,
    bend,
    floor,
    on=quadratic_saddle.valley_point,
    draw=draws.valleys,
    constructed=[value],
    bfloat16=True,
)

plane = {a: [1, 0], b: [0, 1]}
saddle = {**plane, x: [0, 0], f: 0}
side = {**plane, x: [1, 2], f: "5/2"}
thm.sharp(floor, {**plane, x: [0, -1], f: "-1/4"}, name="a minimum")
thm.example(saddle, name="the saddle")
thm.example(side, name="any point")
thm.needs(value, {**saddle, f: -1}, breaks=floor)
thm.refutes("the saddle is a maximum", Eq(hess, -a * a.T - b * b.T), saddle, of=bend)
thm.refutes("the saddle is a minimum", f >= 0, {**plane, x: [0, 1], f: "-1/4"}, of=floor)
thm.refutes("no quartic part", Eq(grad, s * a - t * b), side, of=slope)
