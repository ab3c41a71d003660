"""The square loss of a two-layer ReLU network has the gradient -sum_i (y_i - u_i) grad f(x_i).

Source   Escaping notes, section 3.4.
Claim    u_i = f(x_i) = <phi_i, w> with phi_i = grad f(x_i) the rows of Phi, w the trained weights
         in one column, L = |y - u|^2 / 2  =>  grad L = -Phi' (y - u), in each neuron
         -(a_k / sqrt m) sum_i (y_i - u_i) 1{<w_k, x_i> > 0} x_i.
Covers   every width, dimension and number of inputs; duplicated inputs; y = u; ties as autograd has
         them (the indicator 0).
Silent   on the entries of Phi, derived in network_gradient and computed in closed form here.
"""

from sympy import Eq

from lemmata import Gradient, Theorem, cite, inner
from models import fused_training, networks
from strategies import fast_paths
from strategies import networks as draws

thm = Theorem(
    "ntk.network_loss_gradient",
    supports=["ntk.gradient"],
    sources=[cite("Escaping notes", "section 3.4")],
)
n, p = thm.dimension("n p")
w = thm.vector("w", p, "the weights")
Phi = thm.matrix("Phi", n, p, "the gradient of each output, in a row")
y, u = thm.vector("y u", n, "targets, outputs")
loss = inner(y - Phi * w, y - Phi * w) / 2
grad = Gradient(loss, w)
thm.measure(grad, "gradient")

piece = thm.assume("piece", Eq(u, Phi * w))
slope = thm.conclude("slope", Eq(grad, -Phi.T * (y - u)))


@thm.proof(slope)
def derivative_of_the_piece(k):
    direct = k.gradient(loss, w, -Phi.T * (y - Phi * w))
    return k.combine(slope, {direct: 1, k.contract(piece, left=Phi.T): -1})


thm.scales("outputs", w=1, y=1, u=1)
thm.scales("features", w=-1, Phi=1)
thm.invariant("rotation", n)
thm.invariant("rotation", p)

thm.check(
    slope, on=networks.loss_gradient_at, draw=draws.trained, constructed=[piece], bfloat16=True
)
thm.check(
    slope,
    on=fused_training.loss_gradients,
    draw=fast_paths.fused_runs,
    implements=[piece],
    name="steps of fused training",
)

at = {w: [1, 2], Phi: [[1, 0], [1, 1], [0, 3]], y: [2, 1, 0], u: [1, 3, 6]}
thm.example(at)
thm.needs(piece, {**at, u: [0, 0, 0]})
thm.refutes("no factor 1/2 in the loss", Eq(grad, -2 * Phi.T * (y - u)), at)
thm.refutes("the mean over the inputs", Eq(grad, -Phi.T * (y - u) / n), at)
thm.refutes("1e-6 too much", Eq(grad, -Phi.T * (y - u) * 1000001 / 1000000), at)
thm.erratum(
    cite("Escaping notes", "section 3.4"),
    printed="grad L = sum_i (y_i - f_i) grad f_i (first line)",
    corrected="grad L = -sum_i (y_i - f_i) grad f_i, as the second line has it",
    false=Eq(grad, Phi.T * (y - u)),
    true=slope,
    at=at,
)
