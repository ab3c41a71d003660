"""With quadratic activations a second-order stationary point is a global minimum.

Source   Ma 2021, section 6 (two layers, quadratic activations); the certificate is derived here.
Claim    L(W) = F(W' W), G the gradient of F at W' W, W G = 0, <V, V G> >= 0 and
         F(V' V) >= F(W' W) + <G, V' V - W' W>  =>  L(W) <= L(V).
         The first hypothesis is grad L(W) = 2 W G = 0. The second is the curvature of L along a v'
         (see quadratic_activation_unused_unit), summed over the rows v of V: it is nonnegative at a
         second-order stationary point if some unit a has W' a = 0. With h >= d hidden units there
         is none only if W has rank d, and then W G = 0 says G = 0. The third is convexity of F.
Covers   every number d of inputs and h of hidden units; every convex F, such as the squared loss of
         any examples; any rival V. G need not be symmetric.
Silent   on the sums over rows and the rank of W, which are linear algebra outside the derivation.
"""

from sympy import Eq, Rational, diag, sqrt

from lemmata import Theorem, cite, inner, zero
from models import quadratic_activations as nets
from strategies import quadratic_activations as draws

thm = Theorem(
    "networks.quadratic_activation_minimum",
    catalogue=["ma.quad-act"],
    sources=[cite("Ma 2021", "section 6")],
)
d, h = thm.dimension("d h")
W, V = thm.matrix("W V", h, d, "weights of the hidden units in rows; a rival")
G = thm.operator("G", d, "gradient of F at W' W")
here, there = thm.real("here there", "F at W' W and at V' V")

stationary = thm.assume("stationary", Eq(W * G, zero(W)))
second = thm.assume("second", inner(V, V * G) >= 0)
convex = thm.assume("convex", there >= here + inner(G, V.T * V) - inner(G, W.T * W))
minimum = thm.conclude("minimum", here <= there)


@thm.proof(minimum)
def one_sum(k):
    return k.combine(minimum, {convex: 1, second: 1, stationary: -W})


thm.scales("loss", G=1, here=1, there=1)
thm.scales("weights", W=1, V=1, here=2, there=2)
thm.invariant("rotation", d)
thm.invariant("rotation", h)

thm.check(
    minimum, on=nets.quadratic_rival, draw=draws.quadratic_rivals,
    constructed=[stationary, second, convex],
)  # fmt: skip

# F(S) = <G, S> with G = diag(1, 0): W uses the second input alone.
linear = {W: [[0, 2]], V: [[0, 1]], G: diag(1, 0), here: 0, there: 0}
NEAR = Rational(1, 10**10)
thm.example({**linear, V: [[3, 1]], there: 9}, name="a worse rival")
thm.sharp(minimum, {**linear, here: 1, there: 1}, name="<G, S>, as good a rival")
# F(s) = (s - 1)^2 / 2 at s = 4, which is not stationary, and the rival 1.
thm.needs(stationary, {W: [[2]], V: [[1]], G: [[3]], here: "9/2", there: 0})
# ((1 - S_11)^2 + (9/10 - S_22)^2 + 8 S_12^2) / 2 with one hidden unit at (0, sqrt(9/10)).
narrow = {
    W: [[0, sqrt(Rational(9, 10))]], V: [[1, 0]], G: diag(-1, 0), here: "1/2", there: "81/200",
}  # fmt: skip
thm.needs(second, narrow, name="second: h < d")
# F'(s) = (s - 1) (s - 2) (s - 4): w = 1 is a local minimum of F(w^2), w = 2 is better.
wells = {W: [[1]], V: [[2]], G: [[0]], here: "-37/12", there: "-16/3"}
thm.needs(convex, wells, name="convex: two wells")
for level in (1, -1):
    barely = {**linear, here: level, there: level - NEAR}
    thm.needs(convex, barely, name=f"convex, barely, at the level {level}")
    thm.needs(second, {**barely, V: [[1, 1]], G: diag(-NEAR, 0)}, name=f"second, barely, {level}")
thm.refutes("strict", here < there, {**linear, here: 1, there: 1})
thm.refutes("a maximum", here >= there, {**linear, V: [[3, 1]], there: 9})
thm.refutes("any stationary point", minimum.relation, narrow, given=[stationary, convex])
thm.refutes("any F", minimum.relation, wells, given=[stationary, second])
