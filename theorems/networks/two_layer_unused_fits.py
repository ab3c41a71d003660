"""A two-layer linear network that curves up although a hidden direction is unused has no error.

Source   Ma 2021, section 6 (linear networks, two layers); derived here.
Claim    L(W1, W2) = |W2 W1 - M|_F^2 / 2, R = W2 W1 - M, W2 e = 0, |e| = 1, t > 0,
         t |W1' e|^2 < 2, R'R + C'C = |R v|^2 I, and nonnegative curvature of L along
         (e v', -t R v e')  =>  W2 W1 = M.
Covers   every number of inputs, hidden units and outputs, points that are not stationary. Here v is
         a top right singular vector of R, or 0 if R = 0. If W1' e = 0, the same with W2', W1', M'
         for W1, W2, M. So second order is needed along one direction only.
Silent   on the existence of v and C; on weights of full rank: see two_layer_second_order.
"""

from sympy import Eq, Ge, Identity, Rational, sqrt

from lemmata import Theorem, cite, inner, zero
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws
from theorems.networks import two_layer_unused_unit as unused

thm = Theorem(
    "networks.two_layer_unused_fits", supports=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m = thm.dimension("n h m")
W1 = thm.matrix("W1", h, n, "first layer")
W2 = thm.matrix("W2", m, h, "second layer")
M, R = thm.matrix("M R", m, n, "the map to be learned; the error of the network")
C = thm.operator("C", n, "a root of |R v|^2 I - R'R")
e = thm.vector("e", h, "a direction of hidden units that the second layer does not use")
v = thm.vector("v", n, "top right singular vector of R")
t = thm.positive("t", "weight of the second layer in the direction")
reach = t * inner(W1.T * e, W1.T * e)
bend = nets.curvature_term(W1, W2, M, e * v.T, -t * ((W2 * W1 - M) * v) * e.T)
thm.measure(bend, "curvature")

error = thm.assume("error", Eq(R, W2 * W1 - M))
unseen = thm.assume("unseen", Eq(W2 * e, zero(W2 * e)))
unit = thm.assume("unit", Eq(inner(e, e), 1))
short = thm.assume("short", reach < 2)
top = thm.assume("top", Eq(R.T * R + C.T * C, inner(R * v, R * v) * Identity(n)))
curved = thm.assume("curved", Ge(bend, 0))
fits = thm.conclude("fits", Eq(W2 * W1, M))


@thm.proof(fits)
def no_direction_is_missed(k):
    parts = {unused.a: e, unused.s: t}
    formula = k.instantiate(k.lemma(unused.thm, "formula"), parts, given=[unseen, unit])
    rate = t * (2 - reach)
    parts = {formula: -1, curved: 1, error: -rate * (R + W2 * W1 - M) * v * v.T}
    missed = k.combine(inner(R * v, R * v) <= 0, parts, scale=rate, signs=[short])
    trace = {missed: n, top: -Identity(n)}
    nothing = k.vanishing(k.combine(inner(R, R) <= 0, trace, squares=[(1, C)]))
    return k.combine(fits, {nothing: 1, error: -1})


thm.scales("outputs", M=1, R=1, W2=1, C=1)
thm.scales("hidden units", W1=1, W2=-1, t=-2)
for size in (n, h, m):
    thm.invariant("rotation", size)


thm.open("constant", "true: R is a multiple of W2 W1 - M", error)
thm.open("constant", "true: a longer e makes the curvature smaller", unit)
thm.open("constant", "true: R v = 0 makes R = 0 with any factors", top)
thm.open("term dropped", "true: a special case", top)
LESS = "true: W2 e = 0, so that its multiples change nothing; less of the square is stronger"
thm.open("constant", LESS, curved)
thm.open("term dropped", LESS, curved)

thm.check(
    fits, on=nets.unused_fits, draw=draws.unused,
    constructed=[error, unseen, unit, top],
)  # fmt: skip


line = {W1: [[0]], W2: [[0]], M: [[1]], R: [[-1]], C: [[0]], e: [1], v: [1], t: 1}
idle = {
    W1: [[1], [2]], W2: [[1, 0]], M: [[1]], R: [[0]], C: [[0]], e: [0, 1], v: [0], t: "1/4",
}  # fmt: skip
thm.example(idle, name="no error")
thm.example({**line, M: [[0]], R: [[0]]}, name="nothing to learn")
thm.needs(curved, line)
NEAR = Rational(1, 10**9)
almost = sqrt(2 - NEAR / 10)
thm.needs(curved, {**line, W1: [[almost]]}, name="curved, barely")
beyond = {**idle, W1: [[2], [almost]], R: [[1]], v: [1], t: 1}
thm.needs(curved, beyond, name="curved, barely, where the network exceeds its target")
thm.needs(short, {**line, W1: [[1]], t: 2})
thm.needs(unseen, {**line, W2: [[1]], t: "1/2"})
thm.needs(unit, {**line, e: [0]})
thm.needs(top, {**line, v: [0]})
thm.needs(error, {**idle, M: [[0]]}, name="error, with M for R")
for f in (0, 1 - NEAR, 1 + NEAR, *map(Rational, ("999/1000", "1001/1000", "1/2")), 2):
    thm.needs(error, {**idle, M: [[f]]}, name=f"error, with {f} W2 W1")
    if 0 < f < 1:
        turned = {**line, W1: [[sqrt(2)]], e: [sqrt(f)]}
        thm.needs(unit, turned, name=f"|e|^2 = {f}")
thm.refutes("half of it", Eq(2 * W2 * W1, M), idle)
thm.refutes("stationary points", fits.relation, line, given=[error, unseen, unit, short, top])
