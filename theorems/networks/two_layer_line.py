"""Gradient and all derivatives along a line of the loss of a two-layer linear network.

Source   Ma 2021, section 6 (linear networks, two layers); the formulas are derived here.
Claim    L(W1, W2) = |W2 W1 - M|_F^2 / 2, R = W2 W1 - M, A = W2 D1 + D2 W1, B = D2 D1  =>
         the gradients in W1 and W2 are W2' R and R W1', and, exactly, for every t,
         L(W1 + t D1, W2 + t D2) = L + t <R, A> + (t^2/2) (|A|^2 + 2 <R, B>) + t^3 <A, B>
         + (t^4/2) |B|^2: the second derivative along (D1, D2) is |A|^2 + 2 <R, B>.
Covers   every number of inputs, hidden units and outputs; any weights and directions. Data x, y
         with invertible second moment S of x: |W2 W1 x - y|^2 has this form in W1 S^(1/2).
Silent   on minima and saddles: see two_layer_minimum, two_layer_unused_unit, two_layer_leftover.
"""

from sympy import Eq

from lemmata import Gradient, Theorem, cite, inner
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws

thm = Theorem(
    "networks.two_layer_line", supports=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m = thm.dimension("n h m")
W1, D1 = thm.matrix("W1 D1", h, n, "first layer; a direction")
W2, D2 = thm.matrix("W2 D2", m, h, "second layer; a direction")
M = thm.matrix("M", m, n, "the map to be learned")
t = thm.real("t", "step along the direction")
L, moved = nets.loss_term(W1, W2, M), nets.loss_term(W1 + t * D1, W2 + t * D2, M)
bend = nets.curvature_term(W1, W2, M, D1, D2)
slope1, slope2 = Gradient(L, W1), Gradient(L, W2)
for term, name in {
    L: "loss", moved: "moved", bend: "curvature", slope1: "slope1", slope2: "slope2",
}.items():  # fmt: skip
    thm.measure(term, name)
R, A, B = W2 * W1 - M, W2 * D1 + D2 * W1, D2 * D1

first = thm.conclude("first", Eq(slope1, W2.T * R))
second = thm.conclude("second", Eq(slope2, R * W1.T))
line = thm.conclude(
    "line",
    Eq(moved, L + t * inner(R, A) + t**2 / 2 * bend + t**3 * inner(A, B) + t**4 / 2 * inner(B, B)),
)


@thm.proof(first)
def gradient_in_the_first_layer(k):
    return k.gradient(L, W1, first.relation.rhs)


@thm.proof(second)
def gradient_in_the_second_layer(k):
    return k.gradient(L, W2, second.relation.rhs)


@thm.proof(line)
def expand(k):
    return k.identity(line)


thm.scales("hidden units", W1=1, D1=1, W2=-1, D2=-1)
thm.scales("outputs", M=2, W1=1, D1=1, W2=1, D2=1)
thm.scales("step", t=1, D1=-1, D2=-1)
for size in (n, h, m):
    thm.invariant("rotation", size)

thm.check(first, second, line, on=nets.along, draw=draws.lines)
thm.reading("loss", L, [W1, W2, M], nets.loss, {n: [1, 2], h: [1, 3], m: [1, 2]})

at = {
    W1: [[1, 2], [0, 3]], W2: [[2, 1], [-1, 1]], M: [[1, 0], [3, 1]],
    D1: [[1, -1], [2, 1]], D2: [[1, 3], [0, 2]], t: 2,
}  # fmt: skip
thm.example(at)
thm.example({**at, W1: [[0, 0], [0, 0]], W2: [[0, 0], [0, 0]]}, name="the origin")
thm.example({**at, W2: [[3, 5]], D2: [[1, 0]], M: [[1, 1]]}, name="one output")
thm.refutes("half the gradient in W1", Eq(2 * slope1, W2.T * R), at, of=first)
thm.refutes("the input for the hidden layer", Eq(slope2, R * W1.T * W1 * W1.T), at, of=second)
gauss_newton = L + t * inner(R, A) + t**2 / 2 * inner(A, A)
thm.refutes("linear in the weights", Eq(moved, gauss_newton), at, of=line)
thm.refutes("quadratic along lines", Eq(moved, L + t * inner(R, A) + t**2 / 2 * bend), at, of=line)
