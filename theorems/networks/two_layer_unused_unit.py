"""Below full rank, a two-layer linear network that is not optimal has negative curvature.

Source   Ma 2021, section 6 (linear networks, two layers); the direction is derived here.
Claim    L(W1, W2) = |W2 W1 - M|_F^2 / 2, R = W2 W1 - M, W2 a = 0, |a| = 1, v any input, s > 0,
         D1 = a v', D2 = -s R v a'  =>  D^2 L[D, D] = -s |R v|^2 (2 - s |W1' a|^2), and this is
         at most -s |R v|^2 as long as s |W1' a|^2 <= 1.
Covers   every number of inputs, hidden units and outputs; points that are not stationary; all W2
         of rank below the number of hidden units, such as the origin: if R != 0 some v has R v != 0
         and the curvature is negative. W1 of rank below it is the same with W2', W1', M' for W1,
         W2, M. So a stationary point below full rank is a global minimum (R = 0) or strict.
Silent   on weights of full rank: see two_layer_leftover; all ranks: two_layer_no_spurious. Depth 3
         differs: see scalar_chain_depth_3.
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite, inner, zero
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws

thm = Theorem(
    "networks.two_layer_unused_unit", supports=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m = thm.dimension("n h m")
W1 = thm.matrix("W1", h, n, "first layer")
W2 = thm.matrix("W2", m, h, "second layer")
M = thm.matrix("M", m, n, "the map to be learned")
a = thm.vector("a", h, "a direction of hidden units that the second layer does not use")
v = thm.vector("v", n, "an input")
s = thm.positive("s", "weight of the second layer in the direction")
R = W2 * W1 - M
bend = nets.curvature_term(W1, W2, M, a * v.T, -s * (R * v) * a.T)
thm.measure(bend, "curvature")
miss, reach = inner(R * v, R * v), inner(W1.T * a, W1.T * a)

unseen = thm.assume("unseen", Eq(W2 * a, zero(W2 * a)))
unit = thm.assume("unit", Eq(inner(a, a), 1))
short = thm.assume("short", s * reach <= 1)
formula = thm.conclude("formula", Eq(bend, -s * miss * (2 - s * reach)))
escape = thm.conclude("escape", bend <= -s * miss)


@thm.proof(formula)
def substitute_the_direction(k):
    """W2 D1 = W2 a v' = 0, D2 W1 = -s R v (W1' a)' and D2 D1 = -s |a|^2 R v v'."""
    crossed = inner(v, v) * W2 * a - 2 * s * inner(W1.T * a, v) * R * v
    return k.combine(formula, {unseen: crossed, unit: -2 * s * miss})


@thm.proof(escape)
def short_directions(k):
    square = k.combine(miss >= 0, squares=[(1, R * v)])
    return k.combine(escape, {substitute_the_direction(k): -1, short: s * miss}, signs=[square])


thm.scales("outputs", M=1, W2=1)
thm.scales("hidden units", W1=1, W2=-1, s=-2)
thm.scales("input", v=1)
for size in (n, h, m):
    thm.invariant("rotation", size)

ZERO = "true: any multiple of W2 D1 = W2 a v' = 0"
WEAKER = f"{ZERO}; weaker with less of the square, more of the negative term or less on the right"
for change in ("constant", "term dropped"):
    thm.open(change, ZERO, formula)
    thm.open(change, WEAKER, escape)

thm.check(
    formula, escape,
    on=nets.unused, draw=draws.unused, constructed=[unseen, unit],
)  # fmt: skip

origin = {W1: [[0]], W2: [[0]], M: [[1]], a: [1], v: [1], s: 1}
wide = {
    W1: [[1, 2], [2, 0], [1, 1]], W2: [[1, 0, 1], [2, 0, 1]], M: [[1, 0], [3, 1]],
    a: [0, 1, 0], v: [1, 1], s: "1/4",
}  # fmt: skip
thm.example(origin, name="(w2 w1 - 1)^2 / 2 at the origin")
thm.example({**wide, M: [[2, 3], [3, 5]]}, name="optimal")
thm.example({**wide, s: "1/8"}, name="half as long")
thm.sharp(escape, wide, name="the longest direction")
thm.example({**origin, M: [[0]]}, name="nothing to learn")
NEAR = Rational(1, 10**10)
thm.needs(unseen, {**wide, W2: [[1, 1, 1], [2, 0, 1]]}, breaks=formula)
thm.needs(unit, {**wide, a: [0, 2, 0], s: "1/16"}, breaks=formula)
thm.needs(short, {**wide, s: 1}, breaks=escape)
thm.needs(short, {**wide, s: (1 + NEAR) / 4}, breaks=escape, name="short, barely")
thm.refutes("Gauss-Newton: no negative part", Eq(bend, s**2 * miss * reach), wide, of=formula)
thm.refutes(
    "depth 2 has degenerate saddles, here (w2 w1 - 1)^2 / 2 at the origin",
    bend >= 0, origin, of=escape,
)  # fmt: skip
thm.refutes(
    "a positive curvature where R = 0 too", bend > 0, {**wide, M: [[2, 3], [3, 5]]}, of=escape
)
thm.erratum(
    cite("Ma 2021", "section 6"),
    printed="Baldi and Hornik (two layers) and Kawaguchi (any depth): L(theta) does have "
    "degenerate saddle points so that it does not satisfy the strict saddle property",
    corrected="with two layers every saddle has negative curvature; from three layers on there "
    "are degenerate saddles",
    false=bend >= 0,
    true=escape,
    at=origin,
)
