"""A second-order stationary point of the rank-r PCA objective is a global minimum.

Source   Ma 2021, section 4.1, first paragraph: the case r > 1, which the source leaves out.
Claim    grad g(X) = 0, P the projector on the columns of X, s >= 0 with |K X|^2 >= s <P, K> and
         <Z, R Z> <= s (|Z|^2 - <Z, P Z>), where R = M - X X' and K is the projector on the kernel
         of Z', rank P + rank K >= d unless s = 0  =>  g(X) <= g(Z).
         Let s be the smallest squared singular value of X, 0 if X has rank below r. Then the
         first inequality holds for every K; the second is pca.rank_r_leftover summed over the
         columns of (1 - P) Z; and rank K = d - rank Z >= d - r.
Covers   every d and r, also r > d and rank-deficient X; indefinite and nonsymmetric M; any rival
         Z (d, r). No spectral decomposition, no Eckart-Young theorem.
Silent   on the three sentences about s, which are linear algebra outside the derivation.
"""

from sympy import Eq, Identity, Rational, Trace, diag, sqrt

from lemmata import Gradient, Theorem, cite, inner, zero
from models import pca, pca_rank
from strategies import saddles

thm = Theorem(
    "pca.rank_r_minimum", catalogue=["ma.pca-rank-r"], sources=[cite("Ma 2021", "section 4.1")]
)
d, r = thm.dimension("d r")
M = thm.operator("M", d, "the matrix to approximate")
X, Z = thm.matrix("X Z", d, r, "the point and a rival")
P = thm.operator("P", d, "projector on the columns of X")
K = thm.operator("K", d, "projector on the kernel of Z'")
s = thm.nonneg("s", "smallest squared singular value of X")
here, there = pca.term(M, X), pca.term(M, Z)
grad = Gradient(here, X)
thm.measure(grad, "gradient")
thm.measure(here, "objective")
thm.measure(there, "rival")
R = M - X * X.T

stationary = thm.assume("stationary", Eq(grad, zero(X)))
projector = thm.assume("projector", Eq(P.T * P, P))
columns = thm.assume("columns", Eq(P * X, X))
kernel = thm.assume("kernel", Eq(K * Z, zero(Z)))
complement = thm.assume("complement", Eq(K.T * K, K))
kept = thm.assume("kept", s * inner(P, K) <= inner(K * X, K * X))
leftover = thm.assume("leftover", inner(Z, R * Z) <= s * (inner(Z, Z) - inner(Z, P * Z)))
ranks = thm.assume("ranks", s * (d - Trace(P) - Trace(K)) <= 0)
minimum = thm.conclude("minimum", here <= there)


@thm.proof(minimum)
def one_square(k):
    """2 (g(Z) - g(X)) is |Z Z' - X X' - s (1 - P) + s K|^2 plus the slacks of the hypotheses."""
    one = Identity(d)
    W, S = Z * Z.T, X * X.T
    slope = k.gradient(here, X, -(R + R.T) * X)
    return k.combine(
        minimum,
        {
            leftover: 2,
            kept: 2 * s,
            ranks: s,
            stationary: -X,
            slope: X,
            columns: 2 * s * X,
            projector: -(s**2) * one,
            kernel: -2 * s * Z,
            complement: -2 * s * S - s**2 * one,
        },
        squares=[(1, W - S - s * (one - P) + s * K)],
        scale=2,
    )


thm.scales("argument", M=2, X=1, Z=1, s=2)
thm.invariant("rotation", d)
thm.invariant("rotation", r)
thm.open(
    "constant",
    "P' P = f P leaves X = 0; true for f < 1, where `kept` and `ranks` give K = I or s = 0; false "
    "for f > 1 only from dimension 1 + 1 / (f - 1) on, by `ranks`",
    projector,
)
thm.open("constant", "true: f is no eigenvalue of a projector, so that X = 0", columns)
thm.open("constant", "true for f < 1: K / f satisfies all hypotheses", complement)
thm.open("constant", "true: stronger for f < 1", kept)
thm.open(
    "constant",
    "true: stronger, as |Z|^2 >= <Z, P Z>; f M for f > 1 too, since <Z, M Z> <= 0 is enough",
    leftover,
)
thm.open("term dropped", "true: stronger without -|X' Z|^2", leftover)
thm.open(
    "constant",
    "stronger, or the same in dimensions below 1 / |f - 1|, as traces of projectors are integers",
    ranks,
)
thm.open("term dropped", "true: stronger, as tr P and tr K are not negative", ranks)
thm.open("constant", "true: <p M - q X X', R> = p |R|^2 at a stationary point, p <= 1", minimum)

built = [stationary, projector, columns, kernel, complement, kept, ranks]
thm.check(
    minimum,
    on=pca_rank.rivals,
    draw=saddles.rivals,
    constructed=[*built, leftover],
    name="top eigenvectors",
)
thm.check(
    minimum,
    on=pca_rank.rivals,
    draw=saddles.rivals_of_subsets,
    constructed=built,
    name="any subset",
)

# M = diag(4, 1), r = 1: the top pair kept, and the other one as the rival.
best = {
    M: [[4, 0], [0, 1]],
    X: [[2], [0]],
    Z: [[0], [1]],
    P: [[1, 0], [0, 0]],
    K: [[1, 0], [0, 0]],
    s: 4,
}
# The second pair kept, the top pair as the rival. Here |K X|^2 = 1 and <Z, R Z> = |Z|^4 = 16.
worse = {**best, X: [[0], [1]], Z: [[2], [0]], P: [[0, 0], [0, 1]], K: [[0, 0], [0, 1]], s: 1}
three = {**worse, M: [[4, 0, 0], [0, 1, 0], [0, 0, 0]], X: [[0], [1], [0]], Z: [[2], [0], [0]]}
thm.example(best)
thm.example({**best, Z: [[2], [0]], K: [[0, 0], [0, 1]]}, name="attained")
thm.example(
    {M: [[-1]], X: [[0, 0]], Z: [[1, 2]], P: [[0]], K: [[0]], s: 0}, name="r > d, negative M"
)
line = {M: [[1]], X: [[1]], P: [[1]], K: [[0]], s: 1}
slight = Rational(1, 10**10)
thm.example({**line, Z: [[1 - slight]]}, name="barely too short")
thm.example({**line, Z: [[1 + slight]]}, name="barely too long")
thm.needs(stationary, {**worse, X: [[3], [0]], P: [[1, 0], [0, 0]]})
thm.needs(leftover, worse)
thm.needs(kept, {**worse, s: 4})
thm.needs(kernel, {**worse, s: 4, K: [[1, 0], [0, 0]]})
thm.needs(ranks, {**worse, s: 4, K: [[0, 0], [0, 0]]})
# M = diag(1, 1, m), where m > 1 barely: the first two pairs kept, the first and the last as rival.
m = (1 + slight) ** 2
tie = {
    M: diag(1, 1, m),
    X: [[1, 0], [0, 1], [0, 0]],
    Z: [[1, 0], [0, 0], [0, 1 + slight]],
    P: diag(1, 1, 0),
    K: diag(0, 1, 0),
}
thm.needs(leftover, {**tie, s: 1}, name="leftover, barely")
thm.needs(kept, {**tie, s: m}, name="kept, barely")
for f in (1 + Rational(1, 10**9), 1 + Rational(1, 1000)):
    thm.needs(complement, {**tie, s: m, K: diag(0, f, 0)}, name=f"complement, with {f} K")
thm.needs(
    projector,
    {
        **three,
        M: diag(1, 0, 0),
        X: [[0]] * 3,
        Z: [[1], [0], [0]],
        P: diag(0, 2, 0),
        K: diag(0, 0, 1),
    },
    name="projector, with 2 P",
)
thm.needs(
    projector,
    {**three, P: [[-3, 0, 0], [0, 1, 0], [0, 0, 4]], K: [[0, 0, 0], [0, 1, 0], [0, 0, 0]]},
)
thm.needs(
    complement,
    {**three, s: 4, P: [[0, 0, 0], [0, 1, 0], [0, 0, 0]], K: [[0, 0, 0], [0, 0, 0], [0, 0, 2]]},
)
# M = diag(3, 4, 2): 4^2 > 3^2 + 2^2, so keeping 4 alone beats keeping 3 and 2.
thm.needs(
    columns,
    {
        M: [[3, 0, 0], [0, 4, 0], [0, 0, 2]],
        X: [[sqrt(3), 0], [0, 0], [0, sqrt(2)]],
        Z: [[0, 0], [2, 0], [0, 0]],
        P: [[1, 0, 0], [0, 0, 0], [0, 0, 0]],
        K: [[1, 0, 0], [0, 0, 0], [0, 0, 1]],
        s: 4,
    },
)
thm.refutes("twice", 2 * here <= there, {**best, Z: [[2], [0]], K: [[0, 0], [0, 1]]})
thm.refutes("a maximum", here >= there, best)
thm.refutes(
    "any stationary point",
    minimum.relation,
    worse,
    given=built,
)
