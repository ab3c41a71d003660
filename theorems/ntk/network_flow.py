"""The outputs of a network under gradient flow of half the square loss move by u' = H (y - u).

Source   Escaping notes, section 3.4.
Claim    theta' = -grad sum_i (y_i - u_i)^2 / 2 = J' (y - u), u' = J theta', H = J J'  =>
         u' = H (y - u); for a two-layer ReLU network with output weights of size 1,
         H_ij = (1/m) <x_i, x_j> #{k: <w_k, x_i> > 0 and <w_k, x_j> > 0}.
Covers   every model and number of inputs; duplicated inputs; y = u. The check runs the network: J
         and H in closed form, theta' and u' by autograd, ties counted as off.
Silent   on ties: there autograd is a convention and the chain rule fails, with the indicator 0
         (inputs (1, 0), (1, 1), w = (0, 1): the first output moves at the rate 1, H says 0) and
         with the printed indicator of >= 0 (x = 1, w = 0, y = -1: rate 0, H says -1).
"""

from sympy import Eq

from lemmata import Theorem, cite
from models import kernel_flow
from strategies import kernel_flow as draws

thm = Theorem(
    "ntk.network_flow",
    catalogue=["ntk.flow"],
    sources=[cite("Escaping notes", "section 3.4")],
)
n, p, d = thm.dimension("n p d")
J = thm.matrix("J", n, p, "the Jacobian of the outputs")
H = thm.operator("H", n, "the tangent kernel")
y, u, u_dot = thm.vector("y u u_dot", n, "targets; outputs; their velocity")
theta_dot = thm.vector("theta_dot", p, "the velocity of the weights")
X = thm.matrix("X", n, d, "the inputs, for the misprint in their dimension")

flow = thm.assume("flow", Eq(theta_dot, J.T * (y - u)))
chain = thm.assume("chain", Eq(u_dot, J * theta_dot))
kernel = thm.assume("kernel", Eq(H, J * J.T))
velocity = thm.conclude("velocity", Eq(u_dot, H * (y - u)))


@thm.proof(velocity)
def substitute(k):
    parts = {chain: 1, k.contract(flow, left=J): 1, k.contract(kernel, right=y - u): -1}
    return k.combine(velocity, parts)


thm.scales("outputs", y=1, u=1, u_dot=1, theta_dot=1)
thm.scales("Jacobian", J=1, H=2, u_dot=2, theta_dot=1)
thm.invariant("rotation", n)
thm.invariant("rotation", p)

thm.check(
    velocity,
    on=kernel_flow.velocities,
    draw=draws.half_squares,
    implements=[flow],
    constructed=[chain, kernel],
    bfloat16=True,
)

# One neuron w = (1, 1) and the inputs (1, 0), (1, 1), both of which it sees.
at = {
    J: [[1, 0], [1, 1]], H: [[1, 1], [1, 2]], y: [3, 1], u: [1, 2], theta_dot: [1, -1],
    u_dot: [1, 0],
}  # fmt: skip
thm.example(at)
thm.needs(flow, {**at, theta_dot: [-1, 1], u_dot: [-1, 0]}, name="flow, upwards")
thm.needs(kernel, {**at, H: [[1, 0], [0, 2]]})
# At a tie: (x_1, x_2) = ((1, 0), (1, 1)), w = (0, 1), u = (0, 1), y = (0, 2), indicator 0.
tie = {
    J: [[0, 0], [1, 1]], H: [[0, 0], [0, 2]], y: [0, 2], u: [0, 1], theta_dot: [1, 1], u_dot: [1, 2]
}  # fmt: skip
thm.needs(chain, tie, name="chain, a tie with indicator 0")
closed = {J: [[1]], H: [[1]], y: [-1], u: [0], theta_dot: [-1], u_dot: [0]}
thm.needs(chain, closed, name="chain, a tie with indicator 1 as printed")
thm.refutes("no factor 1/2 in the loss", Eq(u_dot, 2 * H * (y - u)), at)
thm.refutes("the mean over the inputs", Eq(u_dot, H * (y - u) / n), at)
thm.refutes("wrong sign", Eq(u_dot, -H * (y - u)), at)
thm.refutes("1e-6 too much", Eq(u_dot, H * (y - u) * 1000001 / 1000000), at)
thm.erratum(
    cite("Escaping notes", "section 3.4 (c)"),
    printed="H_t >= lam0 I_d, with d the dimension of the inputs",
    corrected="H_t >= lam0 I_n: the kernel has a row for each of the n inputs, and n need not be d",
    false=Eq(n, d),
    true=velocity,
    at={J: [[1, 1]], H: [[2]], y: [3], u: [2], theta_dot: [1, 1], u_dot: [2], X: [[1, 1]]},
)
