"""The eigenspaces of the Hessian at a stationary point of the 4-tensor, as projectors.

Source   Ma 2021, proof of Theorem 5.2 (a step that the source leaves out).
Claim    |x| = 1, S = S' = S S with S x = x and tr S = s, Q = S - x x', R = I - S  =>  Q Q = Q,
         R R = R, Q R = 0, Q x = R x = 0, tr Q = s - 1, tr R = d - s.
Covers   every dimension; s = 1, where Q = 0, and s = d, where R = 0.
Silent   on the Hessian, see hessian_spectrum; on the trace of a projector being its rank.
"""

from sympy import And, Eq, Identity, Trace, ZeroMatrix

from lemmata import Theorem, cite, inner, zero
from models import tensor_points
from models.pinned import pinned
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.eigenspaces",
    supports=["ma.tensor-spectrum"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2")],
)
d = thm.dimension("d")
x = thm.vector("x", d, "the stationary point")
S = thm.operator("S", d, "the projector on the nonzero coordinates")
s = thm.positive("s", "the number of nonzero coordinates")
one, nothing = Identity(d), ZeroMatrix(d, d)
Q, R = S - x * x.T, one - S

inside = thm.assume("inside", Eq(S * x, x))
projector = thm.assume("projector", Eq(S * S, S))
symmetric = thm.assume("symmetric", Eq(S.T, S))
unit = thm.assume("unit", Eq(inner(x, x), 1))
number = thm.assume("number", Eq(Trace(S), s))
projectors = thm.conclude("projectors", And(Eq(Q * Q, Q), Eq(R * R, R), Eq(Q * R, nothing)))
off_x = thm.conclude("off_x", And(Eq(Q * x, zero(x)), Eq(R * x, zero(x))))
ranks = thm.conclude("ranks", And(Eq(Trace(Q), s - 1), Eq(Trace(R), d - s)))


def each(k, conclusion, facts):
    """Every member of a conjunction by its own combination."""
    return k.both(*(k.combine(part, facts[part]) for part in conclusion.relation.args))


@thm.proof(projectors)
def squares_and_product(k):
    row = k.combine(Eq(x.T * S, x.T), {k.transposed(inside): 1}, signs=[symmetric])
    left, right = k.contract(row, left=x), k.contract(inside, right=x.T)
    facts = {
        Eq(Q * Q, Q): {projector: 1, left: -1, right: -1, unit: x * x.T},
        Eq(R * R, R): {projector: 1},
        Eq(Q * R, nothing): {projector: -1, left: 1},
    }
    return each(k, projectors, facts)


@thm.proof(off_x)
def x_is_inside(k):
    facts = {Eq(Q * x, zero(x)): {inside: 1, unit: -x}, Eq(R * x, zero(x)): {inside: -1}}
    return each(k, off_x, facts)


@thm.proof(ranks)
def traces(k):
    facts = {Eq(Trace(Q), s - 1): {number: 1, unit: -1}, Eq(Trace(R), d - s): {number: -1}}
    return each(k, ranks, facts)


thm.rigid("the point has length 1 and projectors have no unit")
thm.invariant("rotation", d)
thm.open("constant", "true: a projector has the eigenvalues 0 and 1 only, and x != 0", inside)
thm.open("constant", "true: S x = x makes S S x = x, so that S S = f S for f = 1 only", projector)
thm.open("exponent", "true: every power of a projector is the projector itself", projectors)

thm.check(
    projectors,
    off_x,
    ranks,
    on=pinned(tensor_points.points),
    draw=draws.stationary,
    constructed=[inside, projector, symmetric, unit, number],
)

three = tensor_points.exact_point("x S s", [1, -1, 1, 0])
e_1 = {x: [1, 0], S: [[1, 0], [0, 0]], s: 1}
thm.example(three, name="three of four")
thm.example(e_1, name="a maximum")
thm.needs(inside, {**e_1, x: [0, 1]}, breaks=off_x)
thm.needs(projector, {**e_1, S: [[1, 0], [0, 2]], s: 3}, breaks=projectors)
signed = {x: [1, 0, 0], S: [[1, 0, 0], [0, 1, 0], [0, 0, -1]], s: 1}
thm.needs(projector, signed, breaks=projectors, name="projector, with S S S = S")
thm.needs(symmetric, {**e_1, S: [[1, 1], [0, 0]]}, breaks=projectors)
thm.needs(unit, {**e_1, x: [2, 0]}, breaks=off_x)
thm.needs(number, {**e_1, s: 2}, breaks=ranks)
thm.refutes("nothing outside", Eq(R * R, nothing), three, of=projectors)
thm.refutes("x is a direction too", Eq(Q * x, x), three, of=off_x)
thm.refutes("s positive directions", Eq(Trace(Q), s), three, of=ranks)
