"""Where the Jacobian has rank n, a stationary point of the squared loss fits all n labels.

Source   Ma 2021, section 6 (over-parameterisation; Soudry and Carmon).
Claim    L(theta) = |F(theta) - y|^2 / (2 n), e = F(theta) - y, grad L = J' e / n, J B = I  =>
         e = n B' grad L;  grad L = 0 if and only if e = 0.
Covers   every model that is differentiable at theta; J of rank n <= p (then B = J' (J J')^-1 is a
         right inverse), p = n included. The first claim is robust: |e| <= n |grad L| / s_min(J).
Silent   on which networks have such a Jacobian; on kinks, where L has no gradient; on other points,
         where J has a lower rank: dead units, and p < n, see `needs`.
"""

from sympy import Eq, Equivalent, Identity

from lemmata import Theorem, cite, zero
from models import full_rank
from strategies import full_rank as draws

thm = Theorem(
    "networks.full_rank_jacobian",
    catalogue=["ma.overparam"],
    sources=[cite("Ma 2021", "section 6")],
)
n, p = thm.dimension("n p")
J = thm.matrix("J", n, p, "the Jacobian of the outputs, a row an input")
B = thm.matrix("B", p, n, "a right inverse of J")
e = thm.vector("e", n, "the residual F(theta) - y")
grad = thm.vector("grad", p, "the gradient of the loss")

chain = thm.assume("chain", Eq(grad, J.T * e / n))
inverse = thm.assume("inverse", Eq(J * B, Identity(n)))
flat, fitted = Eq(grad, zero(grad)), Eq(e, zero(e))
recovered = thm.conclude("recovered", Eq(e, n * B.T * grad))
stationary = thm.conclude("stationary", Equivalent(flat, fitted))


@thm.proof(recovered)
def invert(k):
    turned = k.contract(k.transposed(inverse), right=e)
    return k.combine(recovered, {k.contract(chain, left=B.T): -n, turned: -1})


@thm.proof(stationary)
def both_ways(k):
    there = k.contract(k.assume(flat), left=B.T)
    forward = k.combine(fitted, {invert(k): 1, there: n})
    back = k.combine(flat, {chain: 1, k.contract(k.assume(fitted), left=J.T): 1 / n})
    return k.iff(k.discharge(forward, flat), k.discharge(back, fitted))


thm.scales("outputs", J=1, B=-1, e=1, grad=2)
thm.scales("parameters", J=-1, B=1, grad=-1)
thm.invariant("rotation", n)
thm.invariant("rotation", p)

thm.check(recovered, stationary, on=full_rank.leaky_network, draw=draws.leaky_networks,
          implements=[chain], constructed=[chain, inverse])  # fmt: skip

at = {J: [[1, 0, 2], [0, 1, 1]], B: [[1, 0], [0, 1], [0, 0]], e: [2, 4], grad: [1, 2, 4]}
thm.example(at)
thm.example({**at, e: [0, 0], grad: [0, 0, 0]}, name="stationary")
square = {J: [[2, 0], [0, 1]], B: [["1/2", 0], [0, 1]], e: [1, 2], grad: [1, 1]}
thm.example(square, name="as many parameters as labels")
few = {J: [[1], [1]], B: [[1, 1]], e: [1, -1], grad: [0]}
thm.needs(inverse, few, breaks=stationary, name="fewer parameters than labels")
dead = {J: [[0, 0]], B: [[1], [1]], e: [3], grad: [0, 0]}
thm.needs(inverse, dead, breaks=recovered, name="dead units")
thm.needs(chain, {**at, grad: [1, 3, 4]}, breaks=recovered)
thm.needs(chain, {**at, grad: [0, 0, 0]}, breaks=stationary, name="chain, for stationary")
thm.refutes("without n", Eq(e, B.T * grad), at, of=recovered)
thm.refutes("rank alone fits the labels", fitted, at, of=stationary)
thm.refutes("all points are stationary", flat, at, of=stationary)
