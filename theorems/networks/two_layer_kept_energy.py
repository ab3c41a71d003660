"""The largest singular values carry most: |M F|^2 <= |X|^2 for projectors F of no higher rank.

Source   Ma 2021, section 6 (linear networks, two layers); a step of two_layer_minimum.
Claim    X' N = 0, |X|^2 - |X F|^2 >= s^2 c, |N F|^2 <= s^2 d, s d <= s c
         =>  |(X + N) F|^2 <= |X|^2.
         Let Q project on the rows of X, s be the smallest singular value that X has there, F be a
         projector, c = tr Q (1 - F), d = tr F (1 - Q): then X'X >= s^2 Q is the first inequality,
         and N'N <= s^2 (1 - Q), which is two_layer_leftover, the second; d <= c says that F has no
         higher rank than Q. M = X + N.
Covers   every shape, ties, s = 0 (then N F = 0, and the ranks do not matter). F may be any matrix.
Silent   on the passage from forms to traces, which two_layer_small_error derives from square roots.
"""

from sympy import Eq, Rational, diag

from lemmata import Theorem, cite, inner, zero
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws

thm = Theorem(
    "networks.two_layer_kept_energy", supports=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, m = thm.dimension("n m")
X, N = thm.matrix("X N", m, n, "the network; what it leaves over of M")
F = thm.operator("F", n, "projector on inputs that a rival uses")
s = thm.nonneg("s", "smallest singular value of X on its rows")
c, d = thm.real("c d", "traces of Q (1 - F) and F (1 - Q)")
total, inside, caught = inner(X, X), inner(X * F, X * F), inner(N * F, N * F)
carried = inner((X + N) * F, (X + N) * F)

orthogonal = thm.assume("orthogonal", Eq(X.T * N, zero(F)))
kept = thm.assume("kept", s**2 * c <= total - inside)
leftover = thm.assume("leftover", caught <= s**2 * d)
ranks = thm.assume("ranks", s * d <= s * c)
energy = thm.conclude("energy", carried <= total)


@thm.proof(energy)
def exchange(k):
    return k.combine(energy, {kept: 1, leftover: 1, ranks: s, orthogonal: -2 * F * F.T})


thm.scales("outputs", X=1, N=1, s=1)
thm.scales("ranks", c=2, d=2, s=-1)
thm.invariant("rotation", n)
thm.invariant("rotation", m)

STRONGER = "true: 0 <= |N F|^2 <= s^2 d <= s^2 c, so that a smaller right side is stronger"
thm.open("constant", STRONGER, kept, leftover, ranks)
WEAKER = "true: X' N = 0, so that this is |X F|^2 + |N F|^2 with less of one of them"
thm.open("constant", WEAKER, energy)
thm.open("term dropped", WEAKER, energy)

thm.check(
    energy, on=nets.exchange, draw=draws.rivals, constructed=[orthogonal, kept, leftover, ranks],
)  # fmt: skip

# M = diag(2, 1): the first pair is kept, the rival uses the second input; and reversed.
best = {X: diag(2, 0), N: diag(0, 1), F: diag(0, 1), s: 2, c: 1, d: 1}
worse = {X: diag(0, 1), N: diag(2, 0), F: diag(1, 0), s: 1, c: 1, d: 1}
NEAR = Rational(1, 10**10)
tie = {X: diag(1, 0), N: diag(0, 1), F: diag(0, 1), s: 1, c: 1, d: 1}
thm.example(best)
thm.sharp(energy, tie, name="a tie")
thm.sharp(energy, {**best, F: diag(1, 0), c: 0, d: 0}, name="the same inputs")
thm.needs(
    orthogonal,
    {**tie, N: [[0, 1], [0, 0]], F: [["1/2", "1/2"], ["1/2", "1/2"]], c: "1/2", d: "1/2"},
)
thm.needs(kept, {**worse, s: 2})
thm.needs(leftover, worse)
thm.needs(ranks, {**worse, d: 4})
for f, name in ((1 + NEAR, "barely"), (1 + Rational(1, 100), "by one percent")):
    far = {**tie, N: diag(0, f)}
    thm.needs(kept, {**far, s: f}, name=f"kept, {name}")
    thm.needs(leftover, far, name=f"leftover, {name}")
    thm.needs(ranks, {**far, d: f**2}, name=f"ranks, {name}")
for hypothesis, a, b, at in ((kept, "2/5", "1/2", "1/2"), (leftover, 2, "5/2", 2)):
    scaled = {**tie, X: diag(a, 0), N: diag(0, b), s: at}
    thm.needs(hypothesis, scaled, name=f"{hypothesis.name}, s = {at}")
thm.needs(leftover, {**tie, X: diag("1/2", 0), N: diag(0, "3/5"), s: "1/2"}, name="leftover, s < 1")
thm.refutes("no more than |N|^2", carried <= caught, {**best, F: diag(1, 0), c: 0, d: 0})
thm.refutes("half of it", 2 * carried <= total, tie)
thm.refutes("any stationary point", energy.relation, worse, given=[orthogonal, kept, ranks])
