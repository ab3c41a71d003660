"""A stationary two-layer linear network whose error is below what it keeps is a global minimum.

Source   Ma 2021, section 6 (linear networks, two layers); derived here.
Claim    L(W1, W2) = |W2 W1 - M|_F^2 / 2 with gradient 0, h hidden units, X = W2 W1, R = X - M.
         The spectral norm of R is at most r (R'R + C'C = r^2 I), p singular values of X are at
         least s (X'X = s^2 U U' + E'E, U'U = I), and r <= s  =>  L(W1, W2) <= L(Z1, Z2) for every
         Z1, Z2, where the p columns of B, B'B = I, span the rows of Z1.
Covers   every number of inputs n, hidden units and outputs, with p = min(n, h); ties; s = 0, where
         R = 0. Joins two_layer_kept_energy and two_layer_minimum: forms become traces here.
Silent   on r <= s, which two_layer_second_order derives; that C, E, U, B exist is linear algebra:
         square roots of semidefinite matrices, orthonormal bases.
"""

from sympy import Eq, Gt, Identity, Lt, Matrix, Rational, S, diag, eye, false, sqrt

from lemmata import Gradient, Theorem, cite, inner, zero
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws
from theorems.networks import two_layer_kept_energy as energy
from theorems.networks import two_layer_line
from theorems.networks import two_layer_minimum as best

thm = Theorem(
    "networks.two_layer_small_error", supports=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m, p = thm.dimension("n h m p")
W1, Z1 = thm.matrix("W1 Z1", h, n, "first layer; that of a rival")
W2, Z2 = thm.matrix("W2 Z2", m, h, "second layer; that of a rival")
M = thm.matrix("M", m, n, "the map to be learned")
R = thm.matrix("R", m, n, "the error of the network")
U, B = thm.matrix("U B", n, p, "inputs that the network keeps; that a rival uses")
E = thm.matrix("E", p, n, "a root of X'X - s^2 U U'")
C = thm.operator("C", n, "a root of r^2 I - R'R")
r, s = thm.nonneg("r s", "spectral norm of the error; what X keeps")
here, there = nets.loss_term(W1, W2, M), nets.loss_term(Z1, Z2, M)
slope1, slope2 = Gradient(here, W1), Gradient(here, W2)
for term, name in {here: "loss", there: "rival", slope1: "slope1", slope2: "slope2"}.items():
    thm.measure(term, name)
X, F, one = W2 * W1, B * B.T, Identity(p)

error = thm.assume("error", Eq(R, X - M))
first = thm.assume("first", Eq(slope1, zero(W1)))
second = thm.assume("second", Eq(slope2, zero(W2)))
top = thm.assume("top", Eq(R.T * R + C.T * C, r**2 * Identity(n)))
kept = thm.assume("kept", Eq(X.T * X, s**2 * U * U.T + E.T * E))
inputs = thm.assume("inputs", Eq(U.T * U, one))
order = thm.assume("order", r <= s)
basis = thm.assume("basis", Eq(B.T * B, one))
rows = thm.assume("rows", Eq(Z1 * F, Z1))
minimum = thm.conclude("minimum", here <= there)
shared = inner(U.T * B, U.T * B)
PARTS = {energy.X: X, energy.N: -R, energy.F: F, energy.c: p - shared, energy.d: p - shared}


def exchange(k, outputs):
    """|X|^2 - |X F|^2 >= s^2 c and |R F|^2 <= s^2 c, where c = p - |U'B|^2 = |(1 - U U') B|^2.

    If s > 0, then R X' = 0 makes R U = 0, so that R B = R (1 - U U') B; if s = 0, then R = 0.
    """
    Y, RB, XB, EB, RU = B - U * U.T * B, R * B, X * B, E * B, X * U - M * U
    roots = {kept: Identity(n) - F, basis: -XB.T * XB - EB.T * EB, inputs: s**2 * one}
    carried = k.combine(energy.kept.relation.xreplace(PARTS), roots, squares=[(1, E - E * F)])
    above, level, below = (kind(s, 0, evaluate=False) for kind in (Gt, Eq, Lt))
    positive, none, negative = (k.assume(case) for case in (above, level, below))
    parts = {
        k.contract(outputs, right=X): -R, kept: R.T * R, error: s**2 * (R + X - M) * U * U.T,
    }  # fmt: skip
    lost = k.combine(
        inner(RU, RU) <= 0, parts, squares=[(1, R * E.T)], scale=s**2, signs=[positive]
    )
    gone = k.combine(Eq(R * U, zero(RU)), {k.vanishing(lost): 1, k.contract(error, right=U): 1})
    small, unit = k.combine(r**2 <= s**2, {order: r + s}), {basis: -(s**2) * one - RB.T * RB}
    inside = {
        small: inner(Y, Y), top: -Y * Y.T, inputs: -(s**2) * (U.T * B) * (U.T * B).T,
        gone: (R * U * U.T * B - 2 * RB) * B.T * U,
    }  # fmt: skip
    claim = energy.leftover.relation.xreplace(PARTS)
    everywhere = {small: inner(B, B), top: -F, none: -s * shared}
    branches = {
        above: k.combine(claim, {**unit, **inside}, squares=[(1, C * Y)]),
        level: k.combine(claim, {**unit, **everywhere}, squares=[(1, C * B)]),
        below: k.contradiction(claim, k.combine(false, {negative: 1}, squares=[(s, 1)])),
    }
    return carried, k.cases(k.split(s), branches)


@thm.proof(minimum)
def no_more_is_carried(k):
    gradient, slope = (k.lemma(two_layer_line.thm, name) for name in ("first", "second"))
    beyond = {
        k.contract(slope, right=W2.T): -1, k.contract(second, right=W2.T): 1,
        k.contract(error, right=X.T): 1,
    }  # fmt: skip
    below = {
        k.contract(gradient, left=W1.T): 1, k.contract(first, left=W1.T): -1,
        k.contract(error, left=X.T): -1,
    }  # fmt: skip
    facts = exchange(k, k.combine(Eq(R * X.T, zero(M * M.T)), beyond))
    orthogonal = k.combine(energy.orthogonal.relation.xreplace(PARTS), below)
    ranks = k.combine(energy.ranks.relation.xreplace(PARTS))
    sizes = [*facts, orthogonal, ranks]
    carried = k.instantiate(k.lemma(energy.thm, "energy"), PARTS, given=sizes)
    rival = {best.F: F}
    projector = k.combine(
        best.projector.relation.xreplace(rival), {k.contract(basis, left=B, right=B.T): 1}
    )
    parts = {carried: 1, error: (R - X - M) * F * F}
    least = k.combine(best.energy.relation.xreplace(rival), parts)
    given = [first, projector, k.combine(best.rows.relation.xreplace(rival), {rows: 1}), least]
    return k.instantiate(k.lemma(best.thm, "minimum"), rival, given=given)


thm.scales("outputs", M=1, R=1, W2=1, Z2=1, C=1, E=1, r=1, s=1)
thm.scales("hidden units", W1=1, W2=-1)
thm.scales("hidden units of the rival", Z1=1, Z2=-1)
for size in (n, h, m, p):
    thm.invariant("rotation", size)

ROOTS = "true: f C'C and f E'E have roots too; the others make the error smaller or X larger"
thm.open("constant", ROOTS, top, kept)
thm.open("constant", "true: X'(X - M) = 0 makes |R| >= |X - M| in the others", error)
thm.open("constant", "true: U'U = f I, f > 1, makes X keep more", inputs)
thm.open("constant", "true: f is no eigenvalue of the other matrix, so that Z1 = 0", basis, rows)
thm.open("term dropped", "true: special cases", top, kept)
thm.open("term dropped", "true: |M| >= |X - M|, as X'(X - M) = 0", error)
LEFT = (
    "true: X'(X - M) = 0, so that any multiple of X on the left is the same, and less of M weaker"
)
thm.open("constant", LEFT, minimum)
thm.open("term dropped", LEFT, minimum)

thm.check(
    minimum, on=nets.small_error, draw=draws.rivals,
    constructed=[error, first, second, top, kept, inputs, order, basis, rows],
)  # fmt: skip

# M = diag(2, 1), one hidden unit: the first pair is kept, the rival has the second; and reversed.
keeps = {
    W1: [[1, 0]], W2: [[2], [0]], Z1: [[0, 1]], Z2: [[0], [1]], M: diag(2, 1), R: diag(0, -1),
    B: [[0], [1]], U: [[1], [0]], E: [[0, 0]], C: diag(1, 0), r: 1, s: 2,
}  # fmt: skip
itself = {**keeps, Z1: [[1, 0]], Z2: [[2], [0]], B: [[1], [0]]}


def worse(lost, kept, changes=None):
    """The network keeps the second pair of M = diag(lost, kept), the rival the first."""
    return {
        **itself, W1: [[0, 1]], W2: [[0], [kept]], Z2: [[lost], [0]], M: diag(lost, kept),
        R: diag(-lost, 0), U: [[0], [1]], C: diag(0, lost), r: lost, s: kept, **(changes or {}),
    }  # fmt: skip


NEAR, TWO = Rational(1, 10**10), S(2)
near = 1 + NEAR
thm.example(keeps)
exact = {**itself, M: diag(2, 0), R: diag(0, 0), C: diag(0, 0), r: 0}
for f in (1, 1 - 5 * NEAR, 1 + 5 * NEAR):
    thm.example({**itself, Z2: [[2 * f], [0]]}, name=f"a rival at {f} times the minimum")
    thm.example({**exact, Z2: [[2 * f], [0]]}, name=f"the same without error, {f}")
thm.sharp(minimum, itself, name="the minimum itself")
thm.sharp(minimum, worse(S.One, S.One), name="a tie")
none = {W1: [[0, 0]], W2: [[0], [0]], Z2: [[0], [0]], M: diag(0, 0), R: diag(0, 0)}
thm.example({**itself, **none, C: diag(0, 0), r: 0, s: 0}, name="nothing to learn")
three = {
    W1: [[1, 0, 0], [0, 1, 0]], W2: [[3, 0], [0, 2], [0, 0]], M: diag(3, 2, 1), C: diag(1, 1, 0),
    Z1: [[1, 0, 1], [0, 1, 0]], Z2: [[1, 0], [0, 2], [1, 0]], r: 1, s: 2, R: diag(0, 0, -1),
    U: [[1, 0], [0, 1], [0, 0]], E: [[sqrt(5), 0, 0], [0, 0, 0]],
    B: [[sqrt(2) / 2, 0], [0, 1], [sqrt(2) / 2, 0]],
}  # fmt: skip
thm.example(three, name="two hidden units")
thm.example(
    {
        **itself, W1: [[1], [0]], W2: [[2, 5]], Z1: [[0], [1]], Z2: [[1, 3]], M: [[2]], R: [[0]],
        B: [[1]], U: [[1]], E: [[0]], C: [[0]], r: 0, s: 2,
    },
    name="more hidden units than inputs",
)  # fmt: skip
thm.needs(order, worse(TWO, S.One))
thm.needs(order, worse(near, S.One), name="order, barely")
thm.needs(error, worse(TWO, S.One, {r: 1, R: diag(0, 0), C: diag(1, 1)}))
thm.needs(top, worse(TWO, S.One, {r: 1, C: diag(0, 1)}))
thm.needs(kept, worse(TWO, S.One, {s: 2}))
thm.needs(inputs, worse(TWO, S.One, {U: [[0], ["1/2"]], s: 2}))
for f in (1 - 10 * NEAR, Rational(999, 1000), Rational(1, 2)):
    wide, long = [[0], [sqrt(f)]], 1 / sqrt(f)
    short, rest = f * near**2, diag(-f * near, 1 - f)
    points = {
        (top, "of the error"): {r: 1, C: diag(sqrt(1 - short), 1)},
        (error, "of both"): {r: 1, R: diag(-f * near, 0), C: diag(sqrt(1 - f * short), 1)},
        (error, "of M"): {r: 1, R: rest, C: diag(sqrt(1 - f * short), sqrt(1 - (1 - f) ** 2))},
        (top, "on the right"): {r: 1, C: diag(sqrt(2 - f - near**2), sqrt(2 - f))},
        (kept, "of s"): {s: long},
        (inputs, "of 1"): {s: long, U: wide},
    }  # fmt: skip
    for (hypothesis, part), at in points.items():
        name = f"{hypothesis.name}, {f} {part}"
        thm.needs(hypothesis, worse(near, S.One, at), name=name)
thm.needs(top, worse(near, S.One, {r: 1, C: diag(sqrt(2 - near**2), sqrt(2))}), name="top, twice")
half = Rational(1, 2)
root = {r: half, C: diag(sqrt(half - Rational(9, 25)), sqrt(half))}
thm.needs(top, worse(Rational(3, 5), half, root), name="top, with r for r^2")
cube = {r: 2, C: diag(sqrt(7) / 2, 2 * sqrt(2))}
thm.needs(top, worse(Rational(5, 2), TWO, cube), name="top, with r^3")
small = worse(Rational(1, 5), Rational(1, 8), {s: Rational(1, 4)})
thm.needs(kept, small, name="kept, with s^3")
thm.needs(kept, worse(S(3), TWO, {s: 4}), name="kept, with s for s^2")
thm.needs(kept, worse(TWO, S.One, {s: 2, E: [[0, 1]]}), name="kept, without U")
thm.needs(kept, worse(TWO, S.One, {s: 2, E: [[0, sqrt(5)]]}), name="kept, E for W1")
thm.needs(error, worse(TWO, S.One, {r: 1, R: diag(0, 1), C: diag(1, 0)}), name="error, without M")
# w = (4, 3)/5: the best second layer for W1 = w', and the best first layer for W2 = w.
w, size, length = Matrix([4, 3]) / 5, 2 * sqrt(13) / 5, sqrt(73) / 5
tilted, image = {**itself, r: size, s: length}, diag(2, 1) * w
across, beside = Matrix([2, 3]) / sqrt(13), Matrix([-3, 4]) / 5
back = {**tilted, W1: w.T, W2: image, U: w, C: size * w * w.T}
thm.needs(first, {**back, R: -diag(2, 1) * beside * beside.T})
fore = {**tilted, W1: image.T, W2: w, U: image / length, C: size * across * across.T}
thm.needs(second, {**fore, R: -beside * beside.T * diag(2, 1)})
more = {
    W1: diag(1, 0), W2: diag(2, 0), M: diag(2, 1), R: diag(0, -1), Z1: eye(2), Z2: diag(2, 1),
    U: [[1], [0]], B: [[1], [0]], E: [[0, 0]], C: diag(1, 0), r: 1, s: 2,
}  # fmt: skip
thm.needs(rows, more, name="a rival of rank 2 for p = 1")
thm.known(basis, "Gram-Schmidt: p orthonormal vectors have p rows in their span")
thm.refutes("twice", 2 * here <= there, itself)
thm.refutes("a maximum", here >= there, keeps)
thm.refutes(
    "any stationary point", minimum.relation, worse(TWO, S.One),
    given=[error, first, second, top, kept, inputs, basis, rows],
)  # fmt: skip
