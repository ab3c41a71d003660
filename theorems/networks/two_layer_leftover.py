"""Moving weight from a kept to a leftover input has curvature s^2 |v|^2 - |M v|^2.

Source   Ma 2021, section 6 (linear networks, two layers); the direction is derived here.
Claim    L(W1, W2) = |W2 W1 - M|_F^2 / 2, X = W2 W1, X b = s a, X' a = s b, |a| = |b| = 1, s > 0,
         X v = 0, D1 = W1 b v', D2 = M v (W2' a)' / s  =>  D^2 L[D, D] = s^2 |v|^2 - |M v|^2.
         It is nonnegative if and only if |M v| <= s |v|.
Covers   every number of inputs, hidden units and outputs, ties, indefinite and rectangular M; the
         point need not be stationary, b and v need not be singular vectors of M. At a second-order
         stationary point M thus sends no input that the network ignores further than s, the
         smallest kept singular value; a saddle that keeps the wrong pairs is strict.
Silent   on the existence of singular vectors; on L being smallest, see two_layer_second_order and
         two_layer_no_spurious.
"""

from sympy import Eq, Equivalent, Rational, sqrt

from lemmata import Theorem, cite, inner, zero
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws

thm = Theorem(
    "networks.two_layer_leftover", supports=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m = thm.dimension("n h m")
W1 = thm.matrix("W1", h, n, "first layer")
W2 = thm.matrix("W2", m, h, "second layer")
M = thm.matrix("M", m, n, "the map to be learned")
a = thm.vector("a", m, "left singular vector of W2 W1")
b, v = thm.vector("b v", n, "right singular vector of W2 W1; an input that W2 W1 ignores")
s = thm.positive("s", "its singular value")
X = W2 * W1
bend = nets.curvature_term(W1, W2, M, W1 * b * v.T, M * v * a.T * W2 / s)
thm.measure(bend, "curvature")

right = thm.assume("right", Eq(X * b, s * a))
left = thm.assume("left", Eq(X.T * a, s * b))
unit_a = thm.assume("unit a", Eq(inner(a, a), 1))
ignored = thm.assume("ignored", Eq(X * v, zero(X * v)))
kept, lost = s**2 * inner(v, v), inner(M * v, M * v)
swap = thm.conclude("swap", Eq(bend, kept - lost))
ordered = thm.conclude("ordered", Equivalent(bend >= 0, lost <= kept))


@thm.proof(swap)
def substitute_the_direction(k):
    """W2 D1 = s a v', D2 W1 = M v b', D2 D1 = M v v', and s <b, v> = <X' a, v> = 0."""
    image, both = X * b, inner(a, X * b)
    parts = {
        right: inner(v, v) * (image + s * a) - lost / s * a,
        left: lost / s**2 * (X.T * a),
        unit_a: kept - lost,
        ignored: 2 * inner(image, M * v) / s * a + 2 * both / s * M * v,
    }
    return k.combine(swap, parts)


@thm.proof(ordered)
def sign_of_the_curvature(k):
    formula = substitute_the_direction(k)
    curved, order = k.assume(bend >= 0), k.assume(lost <= kept)
    forward = k.combine(lost <= kept, {curved: 1, formula: -1})
    backward = k.combine(bend >= 0, {order: 1, formula: 1})
    return k.iff(k.discharge(forward, bend >= 0), k.discharge(backward, lost <= kept))


thm.scales("outputs", M=1, W2=1, s=1)
thm.scales("hidden units", W1=1, W2=-1)
thm.scales("ignored input", v=1)
for size in (n, h, m):
    thm.invariant("rotation", size)


ZERO = "true: any multiple of W2 W1 v = 0"
for change in ("constant", "term dropped"):
    thm.open(change, ZERO, swap, ordered)

thm.check(
    swap, ordered,
    on=nets.kept, draw=draws.kept, constructed=[right, left, unit_a, ignored],
)  # fmt: skip

# M = diag(3, 2): the second pair is kept, the first one is left over.
wrong = {
    W1: [[0, 2]], W2: [[0], [1]], M: [[3, 0], [0, 2]], a: [0, 1], b: [0, 1], v: [1, 0], s: 2,
}  # fmt: skip
best = {
    W1: [[1, 0], [1, 1]], W2: [[3, 0]], M: [[3, 0]], a: [1], b: [1, 0], v: [0, 2], s: 3,
}  # fmt: skip
thm.example(wrong, name="the wrong pair kept")
thm.example(best, name="one output")
NEAR = Rational(1, 10**9)
thm.example({**wrong, M: [[2 + NEAR, 0], [0, 2]]}, name="barely wrong")
thm.example({**wrong, M: [[2, 0], [0, 2]]}, name="a tie")
thm.needs(right, {**wrong, W2: [[1], [1]]}, breaks=swap)
not_singular = {
    W1: [[2, 0, 0], [0, 1, 0]], W2: [[1, 0], [0, 1]], M: [[2, 0, 1], [0, 1, 0]],
    a: ["3/5", "4/5"], b: ["3/10", "4/5", 0], v: [0, 0, 1], s: 1,
}  # fmt: skip
thm.needs(left, not_singular, breaks=swap)
thm.needs(unit_a, {**wrong, a: [0, 2], b: [0, 2]}, breaks=swap)
thm.needs(ignored, {**wrong, v: [0, 1]}, breaks=swap)
for f in (1 + NEAR, 1 - NEAR, Rational(1001, 1000), Rational(999, 1000), 2, Rational(1, 2)):
    root = sqrt(f)
    scaled = {**wrong, s: 2 / root}
    thm.needs(right, {**scaled, b: [0, root]}, breaks=swap, name=f"right, with {f} s")
    thm.needs(left, {**scaled, b: [0, 1 / root]}, breaks=swap, name=f"left, with {f} s")
    longer = {**wrong, a: [0, root], b: [0, root]}
    thm.needs(unit_a, longer, breaks=swap, name=f"|a|^2 = {f}")
thm.refutes("half", Eq(2 * bend, kept - lost), wrong, of=swap)
thm.refutes("opposite sign", Eq(bend, lost - kept), wrong, of=swap)
thm.refutes("a stationary point of full rank is second order", bend >= 0, wrong, of=ordered)
thm.refutes("opposite order", Equivalent(bend >= 0, kept <= lost), wrong, of=ordered)
