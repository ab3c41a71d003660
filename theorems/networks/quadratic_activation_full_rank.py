"""With quadratic activations every stationary point of full rank is a global minimum.

Source   Ma 2021, section 6 (two layers, quadratic activations); derived here.
Claim    L(W) = F(W' W), G the gradient of F at W' W, W G = 0, B W = 1,
         F(Z) >= F(W' W) + <G, Z - W' W>  =>  G = 0 and F(W' W) <= F(Z).
Covers   every number d of inputs and h >= d of hidden units; every convex F; any Z, also one that
         no network has. grad L(W) = 2 W G. There is such a B if W has rank d; no second-order
         condition is needed. If the rank is below h, see quadratic_activation_unused_unit.
Silent   on the existence of B.
"""

from sympy import Eq, Identity, Rational

from lemmata import Theorem, cite, inner, zero
from models import quadratic_activations as nets
from strategies import quadratic_activations as draws

thm = Theorem(
    "networks.quadratic_activation_full_rank",
    supports=["ma.quad-act"],
    sources=[cite("Ma 2021", "section 6")],
)
d, h = thm.dimension("d h")
W = thm.matrix("W", h, d, "weights of the hidden units in rows")
B = thm.matrix("B", d, h, "undoes W")
G, Z = thm.operator("G Z", d, "gradient of F at W' W; a rival of W' W")
here, there = thm.real("here there", "F at W' W and at Z")

stationary = thm.assume("stationary", Eq(W * G, zero(W)))
onto = thm.assume("onto", Eq(B * W, Identity(d)))
convex = thm.assume("convex", there >= here + inner(G, Z - W.T * W))
flat = thm.conclude("flat", Eq(G, zero(G)))
minimum = thm.conclude("minimum", here <= there)


def gradient_vanishes(k):
    undone = k.contract(stationary, left=B)
    return k.combine(flat, {undone: 1, k.contract(onto, right=G): -1})


@thm.proof(flat)
def undo_the_weights(k):
    return gradient_vanishes(k)


@thm.proof(minimum)
def convexity(k):
    return k.combine(minimum, {convex: 1, gradient_vanishes(k): Z - W.T * W})


thm.scales("loss", G=1, here=1, there=1)
thm.scales("weights", W=1, B=-1, G=-2, Z=2)
thm.invariant("rotation", d)
thm.invariant("rotation", h)

thm.open("constant", "true: any multiple of 1 but 0 will do", onto)
thm.open("constant", "true: G = 0 by `flat`, so that it says there >= here", convex)
thm.open("term dropped", "true: G = 0 by `flat`, so that it says there >= here", convex)

thm.check(
    flat, minimum,
    on=nets.quadratic_fit, draw=draws.quadratic_fits, constructed=[stationary, onto, convex],
)  # fmt: skip

fit = {W: [[2], [0]], B: [["1/2", 5]], G: [[0]], Z: [[9]], here: 0, there: 3}
thm.example(fit, name="one input, two units")
thm.sharp(minimum, {**fit, here: 1, there: 1}, name="as good a rival")
# F(s) = (s - 1)^2 / 2: at w = 0, and at w = 2, which is not stationary.
thm.needs(onto, {W: [[0]], B: [[1]], G: [[-1]], Z: [[1]], here: "1/2", there: 0}, breaks=minimum)
thm.needs(
    stationary, {W: [[2]], B: [["1/2"]], G: [[3]], Z: [[1]], here: "9/2", there: 0}, breaks=flat
)
NEAR = Rational(1, 10**10)
for level in (1, -1):
    barely = {**fit, here: level, there: level - NEAR}
    thm.needs(convex, barely, breaks=minimum, name=f"convex, barely, at the level {level}")
thm.refutes("any gradient", Eq(G, Identity(d)), fit, of=flat)
thm.refutes("strict", here < there, {**fit, here: 1, there: 1}, of=minimum)
