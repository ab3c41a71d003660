"""The gradient and the curvature of the risk of a generalized linear model.

Source   Ma 2021, the display after equation (3.1) and the remark on linear regression.
Claim    L(w) = E (y - sigma(<w, x>))^2 / 2 and E[y | x] = sigma(<w*, x>)  =>
         grad L(w) = E (sigma(<w, x>) - sigma(<w*, x>)) sigma'(<w, x>) x,
         <v, D^2 L(w) v> = E (sigma'^2 + (sigma(<w, x>) - sigma(<w*, x>)) sigma'') <x, v>^2.
Covers   finite distributions, as in risk_decomposition; any twice differentiable sigma: derivatives
         of L at w see sigma through its values s, slopes (A, diagonal) and second derivatives b
         along v (b_i = sigma'' <x_i, v>^2) only, so that the risk of these expansions at w + u is
         differentiated, at u = 0. For sigma(t) = t the curvature is E <x, v>^2: convex.
Silent   on third derivatives; on the sign of the curvature, which can be negative.
"""

from sympy import Eq

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import glm
from strategies import glm as draws


def atoms(thm, direction):
    """Declare the atoms in a theorem: dimensions n, m, d; P, G, X, A, y, s, s*, b of them."""
    n, m, d = thm.dimension("n m d")
    P = thm.operator("P", n, "the weights of the atoms, on the diagonal")
    G = thm.matrix("G", n, m, "which input each atom has")
    X = thm.matrix("X", m, d, "the inputs, in rows")
    A = thm.operator("A", m, "sigma'(<w, x_i>), on the diagonal")
    y = thm.vector("y", n, "the labels")
    s, sstar = thm.vector("s sstar", m, "the outputs at w and at w*")
    b = thm.vector("b", m, f"the second derivatives of the outputs along {direction}")
    return (n, m, d), (P, G, X, A, y, s, sstar, b)


thm = Theorem(
    "glm.risk_derivatives",
    catalogue=["ma.glm-derivs"],
    sources=[cite("Ma 2021", "section 3.1")],
)
(n, m, d), (P, G, X, A, y, s, sstar, b) = atoms(thm, "v")
u, v, e = thm.vector("u v e", d, "displacement from w, direction, a vector with <e, v> = 1")
length = inner(e, u)
outputs = s + A * X * u + length**2 * b / 2
risk = inner(y - G * outputs, P * (y - G * outputs)) / 2
grad, bend = Gradient(risk, u), Curvature(risk, u, v)
thm.measure(grad, "gradient")
thm.measure(bend, "curvature")
J, Q, D = A * X, G.T * P * G, s - sstar

weights = thm.assume("weights", Eq(P.T, P))
centred = thm.assume("centred", Eq(G.T * P * (y - G * sstar), zero(s)))
unit = thm.assume("unit", Eq(inner(e, v), 1))
here = thm.assume("here", Eq(u, zero(u)))
slope = thm.conclude("slope", Eq(grad, J.T * Q * D))
curvature = thm.conclude("curvature", Eq(bend, inner(J * v, Q * J * v) + inner(D, Q * b)))


@thm.proof(slope)
def first_derivative(k):
    pull = G.T * P * (G * outputs - y)
    value = J.T * pull + length * inner(b, pull) * e
    fact = k.gradient(risk, u, value, given=[weights])
    return k.combine(
        slope,
        {
            fact: 1,
            k.contract(here, left=e * e.T): inner(b, pull),
            k.contract(here, left=J.T * Q * J): 1,
            k.contract(here, left=J.T * Q * b * e.T): length / 2,
            k.contract(centred, left=J.T): -1,
        },
        signs=[weights],
    )


@thm.proof(curvature)
def second_derivative(k):
    pull = G.T * P * (G * outputs - y)
    speed, share = J * v + length * inner(e, v) * b, inner(e, v)
    value = inner(speed, Q * speed) + share**2 * inner(pull, b)
    fact = k.curvature(risk, u, v, value, given=[weights])
    moves = (2 * share * inner(J * v, Q * b) + length * share**2 * inner(b, Q * b)) * e
    moves += share**2 * (J.T * Q * b + length / 2 * inner(b, Q * b) * e)
    start = G.T * P * (G * s - y)
    parts = {fact: 1, here: moves, unit: (share + 1) * inner(start, b), centred: -b}
    return k.combine(curvature, parts, signs=[weights])


thm.scales("weights", P=1)
thm.scales("inputs", G=1, y=1)
thm.scales("features", X=1, A=-1)
thm.scales("outputs", A=1, b=1, s=1, sstar=1, y=1)
thm.scales("argument", X=-1, u=1, v=1, e=-1)
thm.scales("direction", v=1, e=-1, b=2)
thm.invariant("rotation", n)
thm.invariant("rotation", m)
thm.invariant("rotation", d)
linear = Eq(bend.xreplace({b: 0 * b}), inner(J * v, Q * J * v))
thm.limit("linear regression: convex, as Q >= 0", {b: 0 * b}, curvature, linear)

thm.open("swapped", "true: the same identity, as s and b are any two vectors", slope, curvature)
thm.open("swapped", "true: the same identity, as <e, v> = <v, e>", curvature)

letters = [P, G, X, A, y, s, b, u, e]
thm.reading("risk", risk, letters, glm.expanded_risk, {n: [1, 2], m: [1], d: [1]})
thm.check(
    slope, curvature, on=glm.derivatives, draw=draws.directions,
    constructed=[weights, centred, unit, here],
)  # fmt: skip

# x = +-1 with weights 1/2, labels 0 and 1 at each, w = log 8, w* = 0, the sigmoid; v = 1.
at = {
    P: [["1/4", 0, 0, 0], [0, "1/4", 0, 0], [0, 0, "1/4", 0], [0, 0, 0, "1/4"]],
    G: [[1, 0], [1, 0], [0, 1], [0, 1]], X: [[1], [-1]], A: [["8/81", 0], [0, "8/81"]],
    y: [0, 1, 0, 1], s: ["8/9", "1/9"], sstar: ["1/2", "1/2"], b: ["-56/729", "56/729"],
    u: [0], v: [1], e: [1],
}  # fmt: skip
thm.example(at)
plane = {
    P: [[2, 0], [0, 3]], G: [[1, 0], [0, 1]], X: [[1, 2], [3, 1]], A: [[1, 0], [0, 5]],
    y: [1, 2], s: [2, 4], sstar: [1, 2], b: [3, 7], u: [0, 0], v: [1, 3], e: ["2/5", "1/5"],
}  # fmt: skip
thm.example(plane, name="two inputs in the plane")
thm.needs(weights, {**plane, P: [[2, 1], [0, 3]]}, breaks=slope)
thm.needs(centred, {**plane, y: [1, 1]}, breaks=slope, name="noise that is not centred")
thm.needs(centred, {**plane, y: [1, 1]}, breaks=curvature, name="the same, for the curvature")
thm.needs(unit, {**plane, e: [1, 1]}, breaks=curvature)
thm.needs(here, {**plane, u: [1, 1]}, breaks=slope, name="not at w")
thm.refutes("sigma' left out", Eq(grad, X.T * Q * D), plane, of=slope)
thm.refutes("twice the gradient", Eq(grad, 2 * J.T * Q * D), at, of=slope)
thm.refutes("convex", bend >= 0, at, of=curvature)
thm.refutes("Gauss-Newton", Eq(bend, inner(J * v, Q * J * v)), at, of=curvature)
