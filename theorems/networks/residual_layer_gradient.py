"""The gradient in one layer of a linear residual network controls the loss: |g|^2 >= 4 a b lam f.

Source   Ma 2021, section 6 (Hardt-Ma); constants derived here.
Claim    f = |C S|_F^2, C = L W K - R, g the gradient of f in W, E = C S S'. Then g = 2 L' E K'. If
         |L' E K'|^2 >= a |E K'|^2, |E K'|^2 >= b |E|^2 and |E|^2 >= lam |C S|^2, a, b, lam >= 0,
         then |g|^2 >= 4 a b lam f.
Covers   every dimension and number of inputs (the columns of S); L, K the products of the layers
         above and below. With |A_i| <= tau < 1 in all of l layers, i of them above,
         a = (1 - tau)^(2 i) and b = (1 - tau)^(2 (l - 1 - i)) by residual_stretch; lam is the
         smallest eigenvalue of S S'. A label R x + noise with uncorrelated noise adds a constant
         to f. W = I + A has the same gradient as A.
Silent   on where the three constants come from, see residual_layer_pl; on all layers at once, see
         residual_pl.
"""

from sympy import Eq, Rational, diag, eye

from lemmata import Gradient, Theorem, cite, inner
from models import residual_networks as nets
from strategies import deep_networks as draws


def layer(thm):
    """Declare the layer in a theorem: dimensions d, m; W, L, K, R, E and the inputs S."""
    d, m = thm.dimension("d m")
    W, L, K, R, E = (
        thm.operator("W", d, "the layer, I + A"),
        thm.operator("L", d, "product of the layers above"),
        thm.operator("K", d, "product of the layers below"),
        thm.operator("R", d, "the map to be learned"),
        thm.operator("E", d, "the error of the network, times S S'"),
    )
    return (d, m), (W, L, K, R, E, thm.matrix("S", d, m, "inputs in columns"))


thm = Theorem(
    "networks.residual_layer_gradient",
    supports=["ma.hardt-ma"],
    sources=[cite("Ma 2021", "section 6")],
)
(d, m), (W, L, K, R, E, S) = layer(thm)
a, b, lam = thm.nonneg("a b lam", "least squared stretch of L', of K, and of S'")
C = L * W * K - R
f = inner(C * S, C * S)
g = Gradient(f, W)
thm.measure(f, "loss")
thm.measure(g, "slope")
B = E * K.T

error = thm.assume("error", Eq(E, C * S * S.T))
above = thm.assume("above", inner(L.T * B, L.T * B) >= a * inner(B, B))
below = thm.assume("below", inner(B, B) >= b * inner(E, E))
inputs = thm.assume("inputs", inner(E, E) >= lam * f)
slope = thm.conclude("slope", Eq(g, 2 * L.T * B))
pl = thm.conclude("pl", inner(g, g) >= 4 * a * b * lam * f)


@thm.proof(slope)
def chain_rule(k):
    formula = k.gradient(f, W, 2 * L.T * C * S * S.T * K.T)
    return k.combine(slope, {formula: 1, k.contract(error, left=2 * L.T, right=K.T): -1})


@thm.proof(pl)
def three_stretches(k):
    parts = {above: 4, below: 4 * a, inputs: 4 * a * b, chain_rule(k): g + 2 * L.T * B}
    return k.combine(pl, parts)


thm.scales("inputs", S=1, E=2, lam=2)
thm.scales("layer", W=1, L=-1, a=-2)
thm.scales("below", K=1, L=-1, a=-2, b=2)
thm.scales("above", L=1, R=1, E=1, a=2)
thm.invariant("rotation", d)
thm.invariant("rotation", m)

thm.check(
    slope, pl,
    on=nets.residual_layer, draw=draws.residual, constructed=[error, above, below, inputs],
)  # fmt: skip

# d = 1, three layers of 1 - tau with tau = 1/2, the map 1, and one input 3.
line = {
    W: [["1/2"]], L: [["1/2"]], K: [["1/2"]], R: [[1]], S: [[3]], E: [["-63/8"]],
    a: "1/4", b: "1/4", lam: 9,
}  # fmt: skip
thm.sharp(pl, line, name="A = -tau")
dead = {**line, L: [[0]], E: [[-9]], K: [[1]], b: 1}
thm.needs(error, {**line, E: [[-16]]}, breaks=slope)
thm.needs(above, {**dead, a: 1}, breaks=pl)
thm.needs(below, {**dead, L: [[1]], K: [[0]], a: 1}, breaks=pl)
thm.needs(inputs, {**line, lam: 10}, breaks=pl)
more = (1 + Rational(1, 10**10)) / 4
thm.needs(below, {**line, b: more}, breaks=pl, name="below, barely")
one, turn, wide = eye(2), [[0, 1], [1, 0]], diag(1, 2)
plane = {W: wide, L: one, K: one, S: one, a: 0, b: 0, lam: 0}
crossed = {W: [[1, 2], [0, 1]], L: [[1, 1], [0, 2]], K: [[1, 0], [3, 1]]}
mixed = {**plane, **crossed, R: one, E: [[9, 3], [6, 1]]}
thm.example(mixed, name="layers that do not commute")
thm.needs(error, {**mixed, E: [[15, 5], [6, 1]]}, breaks=slope, name="error, with W L K")
thm.needs(error, {**mixed, E: [[3, 9], [6, 13]]}, breaks=slope, name="error, with L K W")
thm.needs(error, {**mixed, E: [[0, 5], [3, 16]]}, breaks=slope, name="error, with K W L")
left = {**plane, L: turn, R: [[0, 1], [2, 0]], E: [[0, 1], [-1, 0]], a: 1, b: 1, lam: 2}
right = {**left, L: one, K: turn, R: [[0, 2], [1, 0]], E: [[0, -1], [1, 0]]}
thm.needs(inputs, left, breaks=pl, name="inputs, with another order of the layers")
thm.needs(inputs, right, breaks=pl, name="inputs, with a third order of the layers")
lost = {**plane, W: one, L: diag(1, 0), R: [[1, 0], [-1, 0]], E: [[0, 0], [1, 0]]}
lost |= {a: 1, b: 1, lam: 1}
thm.needs(above, lost, breaks=pl, name="above, where L keeps the rows of E")
kept = {**plane, W: one, L: diag(2, "1/2"), R: [[2, -1], [0, "1/2"]], E: [[0, 1], [0, 0]]}
thm.example({**kept, a: 4, b: 1, lam: 1}, name="an error where L stretches most")
thm.refutes("half", Eq(2 * g, 2 * L.T * B), line, of=slope)
thm.refutes(
    "half the constant on the other side", 2 * inner(g, g) <= 4 * a * b * lam * f, line, of=pl
)
thm.refutes("a constant that forgets the layers", inner(g, g) >= 4 * lam * f, line, of=pl)
thm.refutes(
    "also for |A_i| = 1, where A_i = -I makes L = 0",
    pl.relation, {**dead, a: 1}, of=pl, given=[error, below, inputs],
)  # fmt: skip
