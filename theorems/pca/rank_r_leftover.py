"""Moving weight from a kept to a leftover direction has curvature 2 (|X v|^2 - <u, M u>).

Source   Ma 2021, section 4.1, first paragraph: the case r > 1, which the source leaves out.
Claim    X (d, r), X'u = 0, |u| = |v| = 1  =>  D^2 g(X)[u v', u v'] = 2 (|X v|^2 - <u, M u>); this
         is nonnegative if and only if <u, M u> <= |X v|^2. With M u = lam u and X'X v = s^2 v it
         is 2 (s^2 - lam): at a second-order stationary point no leftover eigenvalue exceeds the
         smallest squared singular value of X (0 if X has rank below r).
Covers   every d and r, also r > d and rank-deficient X; indefinite and nonsymmetric M; X need
         not be stationary, u and v need not be eigenvectors.
Silent   on the existence of eigenvectors; on g(X) being the minimum, see pca.rank_r_minimum.
"""

from sympy import Eq, Equivalent, Rational, sqrt

from lemmata import Curvature, Theorem, cite, inner, zero
from models import pca, pca_rank
from strategies import saddles

thm = Theorem(
    "pca.rank_r_leftover", supports=["ma.pca-rank-r"], sources=[cite("Ma 2021", "section 4.1")]
)
d, r = thm.dimension("d r")
M = thm.operator("M", d, "the matrix to approximate")
X = thm.matrix("X", d, r, "the point")
u = thm.vector("u", d, "a direction orthogonal to the columns of X")
v = thm.vector("v", r, "the combination of columns that gives way")
g = pca.term(M, X)
bend = Curvature(g, X, u * v.T)
thm.measure(bend, "curvature")
kept, left = inner(X * v, X * v), inner(u, M * u)

orthogonal = thm.assume("orthogonal", Eq(X.T * u, zero(X.T * u)))
unit_u = thm.assume("unit u", Eq(inner(u, u), 1))
unit_v = thm.assume("unit v", Eq(inner(v, v), 1))
swap = thm.conclude("swap", Eq(bend, 2 * (kept - left)))
ordered = thm.conclude("ordered", Equivalent(bend >= 0, left <= kept))


@thm.proof(swap)
def substitute_the_direction(k):
    """|u v'X' + X v u'|^2 = 2 |u|^2 |X v|^2 + 2 <u, X v>^2, and <u, X v> = <X'u, v> = 0."""
    V = u * v.T
    cross = V * X.T + X * V.T
    form = k.curvature(g, X, V, inner(cross, cross) - 2 * inner(M - X * X.T, V * V.T))
    return k.combine(
        swap,
        {
            form: 1,
            orthogonal: 2 * inner(u, X * v) * v + 2 * inner(v, v) * X.T * u,
            unit_u: 2 * kept,
            unit_v: -2 * left,
        },
    )


@thm.proof(ordered)
def sign_of_the_curvature(k):
    formula = substitute_the_direction(k)
    curved, order = k.assume(bend >= 0), k.assume(left <= kept)
    forward = k.combine(left <= kept, {curved: 1, formula: -1}, scale=2)
    backward = k.combine(bend >= 0, {order: 2, formula: 1})
    return k.iff(k.discharge(forward, bend >= 0), k.discharge(backward, left <= kept))


thm.scales("argument", M=2, X=1)
thm.invariant("rotation", d)
thm.invariant("rotation", r)

thm.check(
    swap,
    ordered,
    on=pca_rank.truncated,
    draw=saddles.truncations,
    constructed=[orthogonal, unit_u, unit_v],
)

# M = diag(3, 2, 1). With 3 and 1 kept and 2 left over, X is stationary but not a minimum.
wrong = {
    M: [[3, 0, 0], [0, 2, 0], [0, 0, 1]],
    X: [[sqrt(3), 0], [0, 0], [0, 1]],
    u: [0, 1, 0],
    v: [0, 1],
}
minimum = {**wrong, X: [[sqrt(3), 0], [0, sqrt(2)], [0, 0]], u: [0, 0, 1]}
thm.example(wrong, name="the wrong pair kept")
thm.example(minimum, name="minimum")
barely = Rational(10**9 + 1, 10**9)
thm.example(
    {**wrong, M: [[3, 0, 0], [0, barely, 0], [0, 0, 1]]},
    name="a leftover eigenvalue barely above the kept one",
)
thm.example(
    {M: [[1, 0], [0, -1]], X: [[1, 0, 0], [0, 0, 0]], u: [0, 1], v: [0, 0, 1]}, name="r > d"
)
thm.needs(orthogonal, {**wrong, u: [0, 0, 1]}, breaks=swap)
thm.needs(unit_u, {**wrong, u: [0, 2, 0]}, breaks=swap)
thm.needs(unit_v, {**wrong, v: [0, 2]}, breaks=swap)
thm.refutes("half, as in (4.3)", Eq(bend, kept - left), wrong, of=swap)
thm.refutes("opposite sign", Eq(bend, 2 * (left - kept)), wrong, of=swap)
thm.refutes("every stationary point is second order", bend >= 0, wrong, of=ordered)
thm.refutes("opposite order", Equivalent(bend >= 0, kept <= left), wrong, of=ordered)
