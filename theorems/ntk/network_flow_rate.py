"""While its tangent kernel is at least lam0 / 2, a network fits at the rate exp(-lam0 t).

Source   Escaping notes, section 3.4, remark (c).
Claim    u' = H_t (y - u), so R = |y - u|^2 / 2 has R' = -q with q = <y - u, H_t (y - u)>, and
         q >= lam0 R, as H_t >= (lam0 / 2) I_n gives, at every time up to t  =>
         |y - u(t)|^2 <= exp(-lam0 t) |y - u(0)|^2.
Covers   every width and number n of inputs; lam0 = 0; with H_t >= lam I, lam0 = 2 lam. The check
         trains two-layer ReLU networks on orthogonal inputs, where the flow has a closed form up to
         the first flip of a neuron, and measures R on the network with the weights of that time.
Silent   on why the kernel stays that large (kernel_perturbation), on the flow across flips.
"""

from sympy import Derivative, Eq, Le, S, exp

from lemmata import Theorem, cite
from models import kernel_flow
from strategies import kernel_flow as draws

thm = Theorem(
    "ntk.network_flow_rate",
    catalogue=["ntk.linear-rate"],
    sources=[cite("Escaping notes", "section 3.4 (c)")],
)
t = thm.time("t")
R = thm.functions("R", "half the square of y - u", nonnegative=True)
q = thm.functions("q", "y - u in the quadratic form of the kernel")
lam0 = thm.nonneg("lam0", "twice a lower bound of the kernel")
for term, name in {
    t: "t", R(t): "R_t", R(0): "R_0", q(t): "q_t", Derivative(R(t), t): "R_dot"
}.items():  # fmt: skip
    thm.measure(term, name)

flow = thm.assume("flow", Eq(Derivative(R(t), t), -q(t)))
definite = thm.assume("definite", q(t) >= lam0 * R(t))
rate = thm.conclude("rate", 2 * R(t) <= exp(-lam0 * t) * 2 * R(0))


@thm.proof(rate)
def gronwall(k):
    decay = k.combine(Le(Derivative(R(t), t), -lam0 * R(t)), {flow: -1, definite: 1})
    return k.combine(rate, {k.gronwall(decay, R(t), -lam0): 2})


thm.scales("loss", R=1, q=1)
thm.scales("time", q=-1, lam0=-1, t=1)
thm.open(
    "constant",
    "a factor above 1 makes the residual fall faster: R' = -a q <= -q for a >= 1, and the "
    "rate holds",
    flow,
)
thm.open(
    "constant",
    "a slower decay is implied, since exp increases, which the kernel does not use",
    rate,
)

thm.check(rate, on=kernel_flow.training, draw=draws.trainings, constructed=[flow, definite])

# One input x = 1, one active neuron, a = 1: H = 1, u(t) = y - exp(-t) (y - u(0)).
single = {"R": lambda t: exp(-2 * t) / 2, "q": lambda t: exp(-2 * t), "lam0": 2}
thm.sharp(rate, single, name="one input, no flips")
# The same input twice with the labels 1 and -1: the residual (1, -1) stays.
thm.needs(
    definite,
    {"R": lambda t: S.One, "q": lambda t: S.Zero, "lam0": 2},
    name="duplicated inputs",
)
thm.needs(flow, {"R": lambda t: S.Half, "q": lambda t: S.One, "lam0": 2})
thm.refutes("twice the exponent", R(t) <= exp(-2 * lam0 * t) * R(0), single)
thm.refutes(
    "the rate from H >= (lam0 / 4) I",
    rate.relation,
    {"R": lambda t: exp(-t) / 2, "q": lambda t: exp(-t) / 2, "lam0": 2},
    given=[flow],
)
