"""Where a two-layer linear network curves up, its error has no singular value above one it keeps.

Source   Ma 2021, section 6 (linear networks, two layers); derived here.
Claim    L(W1, W2) = |W2 W1 - M|_F^2 / 2 with gradient 0 in W2, X = W2 W1, R = X - M,
         R'R v = r^2 v, |v| = 1, X b = s a, X'a = s b, |a| = 1, s > 0, r >= 0, and nonnegative
         curvature of L along (W1 b v', M v (W2' a)' / s)  =>  r <= s.
Covers   every number of inputs, hidden units and outputs, all singular values r of R and s > 0 of
         X, also equal ones. With the largest r and the smallest of h values s this is the last
         hypothesis of two_layer_small_error, so that the point is a global minimum: second order is
         needed along one direction only. If X has fewer than h values s > 0: two_layer_unused_fits.
Silent   on the existence of singular vectors.
"""

from sympy import Eq, Ge, Gt, Lt, Rational, S, diag, false, sqrt

from lemmata import Gradient, Theorem, cite, inner, zero
from models import two_layer_networks as nets
from models.pinned import pinned
from strategies import two_layer_networks as draws
from theorems.networks import two_layer_leftover as leftover
from theorems.networks import two_layer_line

thm = Theorem(
    "networks.two_layer_second_order", supports=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m = thm.dimension("n h m")
W1 = thm.matrix("W1", h, n, "first layer")
W2 = thm.matrix("W2", m, h, "second layer")
M = thm.matrix("M", m, n, "the map to be learned")
R = thm.matrix("R", m, n, "the error of the network")
a = thm.vector("a", m, "left singular vector of W2 W1")
b, v = thm.vector("b v", n, "right singular vector of W2 W1; that of the error")
r = thm.nonneg("r", "singular value of the error")
s = thm.positive("s", "singular value of W2 W1")
loss = nets.loss_term(W1, W2, M)
slope = Gradient(loss, W2)
bend = nets.curvature_term(W1, W2, M, W1 * b * v.T, M * v * a.T * W2 / s)
thm.measure(slope, "slope2")
thm.measure(bend, "curvature")
X = W2 * W1

error = thm.assume("error", Eq(R, X - M))
second = thm.assume("second", Eq(slope, zero(W2)))
lost = thm.assume("lost", Eq(R.T * R * v, r**2 * v))
unit_v = thm.assume("unit v", Eq(inner(v, v), 1))
right = thm.assume("right", Eq(X * b, s * a))
left = thm.assume("left", Eq(X.T * a, s * b))
unit_a = thm.assume("unit a", Eq(inner(a, a), 1))
curved = thm.assume("curved", Ge(bend, 0))
order = thm.conclude("order", r <= s)


@thm.proof(order)
def the_error_is_left_over(k):
    """X R' = 0, so that r^2 X v = X R'R v = 0; if r > 0, then v is an input that X ignores."""
    above, level, below = (kind(r, 0, evaluate=False) for kind in (Gt, Eq, Lt))
    positive, none, negative = (k.assume(case) for case in (above, level, below))
    gradient = k.lemma(two_layer_line.thm, "second")
    parts = {
        k.contract(second, right=W2.T): 1, k.contract(gradient, right=W2.T): -1,
        k.contract(error, right=X.T): 1,
    }  # fmt: skip
    outputs = k.transposed(k.combine(Eq(R * X.T, zero(M * M.T)), parts))
    parts = {k.contract(outputs, right=R * v): 1, k.contract(lost, left=X): -1}
    ignored = k.combine(leftover.ignored.relation, parts, scale=r**2, signs=[positive])
    formula = k.instantiate(k.lemma(leftover.thm, "swap"), {}, given=[ignored])
    parts = {
        curved: 1, formula: -1, ignored: 2 * M * v - X * v, lost: v, unit_v: r**2 - s**2,
        error: (M - X - R) * v * v.T,
    }  # fmt: skip
    branches = {
        above: k.combine(order, parts, scale=r + s),
        level: k.combine(order, {none: -1}, squares=[(s, 1)]),
        below: k.contradiction(order, k.combine(false, {negative: 1}, squares=[(r, 1)])),
    }
    return k.cases(k.split(r), branches)


thm.scales("outputs", M=1, W2=1, R=1, r=1, s=1)
thm.scales("hidden units", W1=1, W2=-1)
for size in (n, h, m):
    thm.invariant("rotation", size)

thm.open("constant", "true: f < 1 in `error` and f > 1 in `lost` make r smaller", error, lost)
thm.open("constant", "true: f < 1 makes s larger", right, left)
thm.open("constant", "true: all hypotheses are homogeneous in v, and in a and b", unit_v, unit_a)
LESS = (
    "true: X v = 0 for r > 0, so that the crossed products vanish and less of the squares is left"
)
thm.open("constant", LESS, curved)
thm.open("term dropped", LESS, curved)

thm.check(
    order, on=pinned(nets.kept), draw=draws.kept_units,
    constructed=[error, second, lost, unit_v, right, left, unit_a],
)  # fmt: skip


def keeps(s, r, changes=None):
    """M = diag(s, r), the first pair is kept."""
    return {
        W1: [[1, 0]], W2: [[s], [0]], M: diag(s, r), R: diag(0, -r), a: [1, 0], b: [1, 0],
        v: [0, 1], "r": r, "s": s, **(changes or {}),
    }  # fmt: skip


def both(c):
    """M = diag(2 / |c|, 1) without error, and c M for R."""
    size = 2 / abs(S(c))
    return {
        W1: diag(1, 1), W2: diag(size, 1), M: diag(size, 1), R: diag(c * size, c), a: [0, 1],
        b: [0, 1], v: [1, 0], "r": 2, "s": 1,
    }  # fmt: skip


NEAR, half = Rational(1, 10**9), Rational(1, 2)
best = keeps(2, 1)
thm.example(best)
thm.example(keeps(3, 0), name="no error")
thm.sharp(order, keeps(1, 1), name="a tie")
thm.needs(curved, keeps(1, 1 + NEAR / 10), name="curved, barely")
for s_, r_ in ((1, 2), (4, 5), (Rational(1, 4), 1)):
    thm.needs(curved, keeps(s_, r_), name=f"curved, s = {s_}, r = {r_}")
line = {W1: [[1]], W2: [[1]], M: [[3]], R: [[-2]], a: [1], b: [1], v: [1], r: 2, s: 1}
thm.needs(second, line)
thm.needs(unit_v, {**best, v: [0, 0], "r": 3})
thm.needs(unit_a, {**best, a: [0, 0], b: [0, 0], "s": half})
thm.needs(right, {**best, b: [4, 0], "s": half})
thm.needs(left, {**best, b: ["1/4", 0], "s": half})
for power, at in (
    (3, keeps(Rational(1, 8), Rational(1, 8), {"r": "1/4"})),
    (1, keeps(2, 2, {"r": 4})),
):
    thm.needs(lost, at, name=f"lost, with r^{power}")
for c in (1, -1, half, NEAR, -NEAR, Rational(1, 1000), -Rational(1, 1000)):
    thm.needs(error, both(c), name=f"R = {c} M, where X = M")
for f in (1 + NEAR, Rational(1001, 1000), S(2)):
    root = sqrt(f)
    thm.needs(error, keeps(1, 1, {R: diag(0, -f), "r": f}), name=f"error, {f} times")
    lower = half if f == 2 else 2 - f
    thm.needs(lost, keeps(1, 1, {"r": 1 / sqrt(lower)}), name=f"lost, {lower} times")
    wider = {W2: [[root], [0]], M: diag(root, root), R: diag(0, -root), "r": root}
    thm.needs(right, keeps(1, 1, {**wider, b: [root, 0]}), name=f"right, {f} s")
    error_ = 3 if f == 2 else 1 / sqrt(2 - f)
    wider |= {M: diag(root, error_), R: diag(0, -error_), "r": error_}
    thm.needs(left, keeps(1, 1, {**wider, b: [1 / root, 0]}), name=f"left, {f} s")
thm.refutes("half of it", 2 * r <= s, keeps(1, 1))
thm.refutes("the error is larger", s <= r, best)
thm.refutes(
    "any stationary point", order.relation, keeps(1, 2),
    given=[error, second, lost, unit_v, right, left, unit_a],
)  # fmt: skip
