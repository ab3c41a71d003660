"""In a linear network without a bottleneck the gradient in one layer gives back the whole error.

Source   Ma 2021, section 6 (linear networks); derived here.
Claim    loss |L W K - M|_F^2 / 2, g its gradient in W, P L' = 1, K' Q = 1  =>
         P g Q = L W K - M; and g = 0 if and only if L W K = M, that is, the loss is 0.
Covers   every depth: L and K are the products of the layers above and below W. There are such P and
         Q if all outputs pass L and all inputs pass K, that is, L has rank m and K has rank n: if
         all other layers are injective below W and onto above it, as for residual layers I + A with
         |A| < 1. It is enough that one layer's gradient vanishes.
Silent   on networks with a bottleneck (see two_layer_no_spurious for one hidden layer).
"""

from sympy import Eq, Equivalent, Identity

from lemmata import Gradient, Theorem, cite, zero
from models import deep_networks as nets
from models import two_layer_networks
from strategies import deep_networks as draws

thm = Theorem(
    "networks.deep_full_rank",
    supports=["ma.lin-deep", "ma.hardt-ma"],
    sources=[cite("Ma 2021", "section 6")],
)
n, g, h, m = thm.dimension("n g h m")
W = thm.matrix("W", h, g, "one layer")
L = thm.matrix("L", m, h, "product of the layers above")
K = thm.matrix("K", g, n, "product of the layers below")
M = thm.matrix("M", m, n, "the map to be learned")
P = thm.matrix("P", m, h, "undoes L'")
Q = thm.matrix("Q", g, n, "undoes K'")
error = L * W * K - M
slope = Gradient(two_layer_networks.loss_term(W * K, L, M), W)
thm.measure(slope, "slope")

onto = thm.assume("onto", Eq(P * L.T, Identity(m)))
injective = thm.assume("injective", Eq(K.T * Q, Identity(n)))
recovered = thm.conclude("recovered", Eq(P * slope * Q, error))
still, fitted = Eq(slope, zero(W)), Eq(L * W * K, M)
optimal = thm.conclude("optimal", Equivalent(still, fitted))


@thm.proof(recovered)
def undo_both_sides(k):
    formula = k.gradient(two_layer_networks.loss_term(W * K, L, M), W, L.T * error * K.T)
    parts = {
        k.contract(formula, left=P, right=Q): 1, k.contract(onto, right=error * K.T * Q): 1,
        k.contract(injective, left=error): 1,
    }  # fmt: skip
    return k.combine(recovered, parts)


@thm.proof(optimal)
def no_gradient_no_error(k):
    nothing = k.contract(k.assume(still), left=P, right=Q)
    forward = k.combine(fitted, {nothing: 1, undo_both_sides(k): -1})
    formula = k.gradient(two_layer_networks.loss_term(W * K, L, M), W, L.T * error * K.T)
    none = k.contract(k.assume(fitted), left=L.T, right=K.T)
    backward = k.combine(still, {formula: 1, none: 1})
    return k.iff(k.discharge(forward, still), k.discharge(backward, fitted))


thm.scales("targets", M=1, W=1)
thm.scales("above", L=1, W=-1, P=-1)
thm.scales("below", K=1, W=-1, Q=-1)
for size in (n, g, h, m):
    thm.invariant("rotation", size)

thm.open(
    "swapped", "true: the transposes of P L' = 1 and K' Q = 1 are L P' = 1 and Q' K = 1", recovered
)

thm.check(
    recovered, optimal, on=nets.full_rank, draw=draws.full_rank, constructed=[onto, injective],
)  # fmt: skip

line = {W: [[1]], L: [[2]], K: [[3]], M: [[5]], P: [["1/2"]], Q: [["1/3"]]}
wide = {
    W: [[1, 2], [0, 1]], L: [[2, 0]], K: [[1], [1]], M: [[4]], P: [["1/2", 3]], Q: [[2], [-1]],
}  # fmt: skip
thm.example(line, name="d = 1")
thm.example(wide, name="wide hidden layers")
thm.example({**line, M: [[6]]}, name="no error")
blocked = {**line, W: [[0]], L: [[0]], P: [[1]]}
thm.needs(onto, blocked, breaks=optimal)
thm.needs(onto, {**line, P: [[1]]}, breaks=recovered, name="onto, for recovered")
thm.needs(injective, {**line, K: [[0]]}, breaks=optimal)
thm.needs(injective, {**line, Q: [[1]]}, breaks=recovered, name="injective, for recovered")
thm.refutes("half", Eq(2 * P * slope * Q, error), line, of=recovered)
thm.refutes(
    "residual layers with |A_i| = 1, where L = 0", optimal.relation, blocked,
    of=optimal, given=[injective],
)  # fmt: skip
