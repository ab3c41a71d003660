"""Under gradient flow of a mean loss the outputs move by u' = -(1/n) H l'(u, y).

Source   Landscape slides, derivation of the kernel.
Claim    L = (1/n) sum_i l(u_i, y_i), e_i = dl(u_i, y_i)/du, theta' = -grad L = -(1/n) J' e,
         u' = J theta', H = J J'  =>  u' = -(1/n) H e. For l = (u - y)^2 / 2: u' = -(1/n) H (u - y).
Covers   every differentiable model and loss: the loss enters through e alone. A loss sum_i l_i is
         the case of n l_i; the check runs networks with the square and the logistic loss, the
         slopes of both in closed form against autograd.
Silent   on momentum, with which theta' is not -grad L; on kinks (network_flow).
"""

from sympy import Eq

from lemmata import Theorem, cite
from models import kernel_flow
from strategies import kernel_flow as draws

thm = Theorem(
    "ntk.kernel_flow",
    catalogue=["gf.kernel"],
    sources=[cite("Landscape slides", "kernel derivation")],
)
n, p = thm.dimension("n p")
J = thm.matrix("J", n, p, "the Jacobian of the outputs")
H = thm.operator("H", n, "the tangent kernel")
e, u, y, u_dot = thm.vector("e u y u_dot", n, "slopes of the loss; outputs; targets; velocity of u")
theta_dot = thm.vector("theta_dot", p, "the velocity of the weights")

flow = thm.assume("flow", Eq(theta_dot, -J.T * e / n))
chain = thm.assume("chain", Eq(u_dot, J * theta_dot))
kernel = thm.assume("kernel", Eq(H, J * J.T))
velocity = thm.conclude("velocity", Eq(u_dot, -H * e / n))


@thm.proof(velocity)
def substitute(k):
    parts = {chain: 1, k.contract(flow, left=J): 1, k.contract(kernel, right=e): 1 / n}
    return k.combine(velocity, parts)


thm.scales("slopes", e=1, u_dot=1, theta_dot=1)
thm.scales("Jacobian", J=1, H=2, u_dot=2, theta_dot=1)
thm.invariant("rotation", n)
thm.invariant("rotation", p)
thm.limit("one input", {n: 1}, velocity, Eq(u_dot, -H * e))

thm.check(
    velocity,
    on=kernel_flow.velocities,
    draw=draws.losses,
    implements=[flow],
    constructed=[chain, kernel],
    bfloat16=True,
)

# Two outputs, l = (u - y)^2 / 2, so e = u - y = (-2, 2).
at = {
    J: [[1, 0], [1, 1]], H: [[1, 1], [1, 2]], u: [1, 3], y: [3, 1], e: [-2, 2],
    theta_dot: [0, -1], u_dot: [0, -1],
}  # fmt: skip
# The same outputs under sum_i (u_i - y_i)^2 = (1/n) sum_i l_i with l_i = n (u_i - y_i)^2.
sums = {**at, e: [-8, 8], theta_dot: [0, -4], u_dot: [0, -4]}
thm.example(at)
thm.example(sums, name="the sum of the squares")
thm.needs(flow, {**at, theta_dot: [0, 1], u_dot: [0, 1]}, name="flow, upwards")
thm.needs(chain, {**at, u_dot: [0, 0]})
thm.needs(kernel, {**at, H: [[1, 0], [0, 2]]})
thm.refutes("the sum in place of the mean", Eq(u_dot, -H * e), at)
thm.refutes("twice", Eq(u_dot, -2 * H * e / n), at)
thm.refutes("1e-6 too much", Eq(u_dot, -H * e * 1000001 / (1000000 * n)), at)
thm.refutes("the residual for every loss", Eq(u_dot, -H * (u - y) / n), sums)
thm.erratum(
    cite("Landscape slides", "kernel derivation for networks"),
    printed="the objective sum_i (f(x_i) - y_i)^2 with du/dt = -(1/n) H (u - y)",
    corrected="the objective (1/n) sum_i (f(x_i) - y_i)^2 / 2; with the printed one du/dt = "
    "-2 H (u - y), faster by the factor 2 n",
    false=Eq(u_dot, -H * (u - y) / n),
    true=velocity,
    at=sums,
)
