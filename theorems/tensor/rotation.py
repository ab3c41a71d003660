"""What is rotation invariant: the pair of tensor and point, and factorisations from the right.

Source   Ma 2021, section 5, first paragraph.
Claim    Q'Q = I, W W' = I. Turning factors and point together leaves <a, x>^4 as it is, and so f.
         g(x) = |M - x x'|^2 / 2 has g(Q x) = g(x) when Q commutes with M, and |M - X X'|^2 / 2 has
         the same value at X W as at X.
Covers   every d, every rank r and every M; factors of any kind. For r = 1 the last is x -> -x only:
         with a simple largest eigenvalue rank-one PCA has two isolated minimisers, and the
         orthogonal tensor objective 2 n isolated maximisers (global_maximisers).
Silent   on which other maps leave the objectives as they are.
"""

from sympy import Eq, Identity, Implies

from lemmata import Theorem, cite, inner
from models import pca, tensor_factors
from strategies import tensors as draws

thm = Theorem(
    "tensor.rotation",
    catalogue=["ma.rotation-remark"],
    sources=[cite("Ma 2021", "section 5")],
)
d, r = thm.dimension("d r")
a, x = thm.vector("a x", d, "a factor; the point")
M, Q = thm.operator("M Q", d, "the matrix to approximate; an orthogonal matrix")
X = thm.matrix("X", d, r, "a point of rank r")
W = thm.operator("W", r, "an orthogonal matrix")
thm.measure(inner(Q * a, Q * x) ** 4, "turned")
thm.measure(inner(a, x) ** 4, "value")
g = pca.term(M, x)

left = thm.assume("left", Eq(Q.T * Q, Identity(d)))
right = thm.assume("right", Eq(W * W.T, Identity(r)))
tensor = thm.conclude("tensor", Eq(inner(Q * a, Q * x) ** 4, inner(a, x) ** 4))
commuting = thm.conclude("commuting", Implies(Eq(Q * M, M * Q), Eq(pca.term(M, Q * x), g)))
factorisation = thm.conclude("factorisation", Eq(pca.term(M, X * W), pca.term(M, X)))


@thm.proof(tensor)
def inner_product(k):
    before, after = inner(a, x), inner(Q * a, Q * x)
    same = k.combine(Eq(after, before), {left: a * x.T})
    return k.combine(tensor, {same: (after + before) * (after**2 + before**2)})


@thm.proof(commuting)
def turned_residual(k):
    both = Eq(Q * M, M * Q)
    half = (inner(Q * x, Q * x) + inner(x, x)) / 2
    parts = {k.assume(both): Q * x * x.T, left: half * x * x.T - x * x.T * M.T}
    return k.discharge(k.combine(commuting.relation.args[1], parts), both)


@thm.proof(factorisation)
def same_product(k):
    G = X.T * X
    return k.combine(factorisation, {right: (G * W * W.T * G + G * G) / 2 - X.T * M.T * X})


thm.scales("argument", x=1, M=2, X=1)
thm.scales("factor", a=1)
thm.invariant("rotation", d)
thm.invariant("rotation", r)
thm.open("constant", "true: |Q M| = |M Q| = |M|, so that f = 1 or M = 0; |Q x| = |x|", commuting)

thm.check(
    tensor,
    commuting,
    factorisation,
    on=tensor_factors.rotated,
    draw=draws.rotations,
    constructed=[left, right],
)

swap, one = [[0, 1], [1, 0]], {W: [[1]], X: [[1], [2]]}
at = {Q: swap, M: [[4, 0], [0, 1]], a: [1, 0], x: [2, 0], **one}
wide = {W: [["3/5", "4/5"], ["-4/5", "3/5"]], X: [[1, 2], [0, 1]]}
thm.example({**at, M: [[4, 1], [1, 4]], **wide}, name="Q commutes with M; rank 2")
thm.example({**at, Q: [[-1, 0], [0, -1]], W: [[-1]]}, name="x -> -x")
thm.needs(left, {**at, Q: [[2, 0], [0, 2]]}, breaks=tensor)
thm.needs(left, {**at, Q: [[2, 0], [0, 2]]}, breaks=commuting, name="left, for the matrix")
thm.needs(right, {**at, W: [[2]]}, breaks=factorisation)
thm.refutes("only x turned", Eq(inner(a, Q * x) ** 4, inner(a, x) ** 4), at, of=tensor)
invariant = Eq(pca.term(M, Q * x), g)
thm.refutes("every rotation", invariant, at, of=commuting)
thm.refutes(
    "from the left",
    Eq(pca.term(M, Q * X), pca.term(M, X)),
    {**at, **wide},
    of=factorisation,
)
thm.erratum(
    cite("Ma 2021", "section 5, first paragraph"),
    printed="in PCA the set of local minima is rotational invariant; here the minima are isolated",
    corrected="the objective of PCA is invariant under the rotations that commute with M and under "
    "X -> X W; in the rank-one setting of the chapter W is +-1, and the minima +-sqrt(lam) v_1 are "
    "isolated there too if the largest eigenvalue is simple, as for M = diag(4, 1) and x = (2, 0)",
    false=invariant,
    true=commuting,
    at=at,
)
