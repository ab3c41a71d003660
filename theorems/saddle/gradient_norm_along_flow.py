"""Along gradient flow the squared gradient changes at the rate -2 <g, D^2 f g>.

Source   Escaping notes, section 2.5.
Claim    g = grad f(x(t)), x' = -g, (d/dt) g = D^2 f(x) x', (d/dt) |g|^2 = 2 <g, (d/dt) g>  =>
         (d/dt) |g|^2 = -2 <g, D^2 f(x) g>.
Covers   every dimension; f in C^2, any Hessian; what PyTorch's forward derivative of the gradient
         along -g returns.
Silent   on the sign, which depends on the curvature along g: see gradient_along_descent_direction.
"""

from sympy import Eq

from lemmata import Theorem, cite, inner
from models import saddle_flow
from strategies import second_order as draws

thm = Theorem(
    "saddle.gradient_norm_along_flow",
    catalogue=["saddle.grad-norm-identity"],
    sources=[cite("Escaping notes", "section 2.5")],
)
d = thm.dimension("d")
g, w, gdot = thm.vector("g w gdot", d, "gradient; velocity of x; velocity of the gradient")
H = thm.operator("H", d, "Hessian at x")
rate = thm.real("rate", "(d/dt) |g|^2")

flow = thm.assume("flow", Eq(w, -g))
chain = thm.assume("chain", Eq(gdot, H * w))
product = thm.assume("product", Eq(rate, 2 * inner(g, gdot)))
identity = thm.conclude("identity", Eq(rate, -2 * inner(g, H * g)))


@thm.proof(identity)
def chain_rule(k):
    moved = k.rewrite(chain, flow)
    return k.combine(identity, {product: 1, moved: 2 * g})


thm.scales("gradient", g=1, w=1, gdot=1, rate=2)
thm.scales("Hessian", gdot=1, H=1, rate=1)
thm.invariant("rotation", d)

thm.check(
    identity,
    on=saddle_flow.gradient_motion,
    draw=draws.lines,
    implements=[chain, product],
    constructed=[flow],
)

bowl = {g: [3], w: [-3], gdot: [-3], H: [[1]], rate: -18}
saddle = {g: [1, 2], w: [-1, -2], gdot: [1, -2], H: [[-1, 0], [0, 1]], rate: -6}
thm.example(bowl, name="x^2 / 2 at 3")
thm.example(saddle, name="(y^2 - x^2) / 2 at (-1, 2)")
thm.needs(flow, {**bowl, w: [3], gdot: [3], rate: 18}, name="ascent")
thm.needs(chain, {**bowl, gdot: [3], rate: 18})
thm.needs(product, {**bowl, rate: 0})
thm.refutes("without the factor 2: x^2 / 2", Eq(rate, -inner(g, H * g)), bowl)
thm.refutes("never growing", Eq(rate, -2 * inner(H * g, H * g)), saddle)
