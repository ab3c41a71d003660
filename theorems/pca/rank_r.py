"""Gradient and second derivative of the rank-r PCA objective.

Source   Ma 2021, section 4.1, first paragraph: the case r > 1, which the source leaves out.
Claim    M symmetric, X (d, r), g(X) = |M - X X'|_F^2 / 2, R = M - X X'  =>
         grad g(X) = -2 R X  and  D^2 g(X)[V, V] = |V X' + X V'|_F^2 - 2 <R, V V'>.
Covers   every d and r, also r > d and rank-deficient X; indefinite M; any direction V.
Silent   on nonsymmetric M beyond the points that show symmetry is needed for the gradient.
"""

from sympy import Eq

from lemmata import Curvature, Gradient, Theorem, cite, inner
from models import pca, pca_rank
from strategies import saddles

thm = Theorem("pca.rank_r", supports=["ma.pca-rank-r"], sources=[cite("Ma 2021", "section 4.1")])
d, r = thm.dimension("d r")
M = thm.operator("M", d, "the matrix to approximate")
X = thm.matrix("X", d, r, "the point")
V = thm.matrix("V", d, r, "a direction")
g = pca.term(M, X)
grad, bend = Gradient(g, X), Curvature(g, X, V)
thm.measure(grad, "gradient")
thm.measure(bend, "curvature")
R = M - X * X.T
cross = V * X.T + X * V.T

symmetric = thm.assume("symmetric", Eq(M.T, M))
gradient = thm.conclude("gradient", Eq(grad, -2 * R * X))
curvature = thm.conclude("curvature", Eq(bend, inner(cross, cross) - 2 * inner(R, V * V.T)))


@thm.proof(gradient)
def directional_derivative(k):
    return k.gradient(g, X, gradient.relation.rhs, given=[symmetric])


@thm.proof(curvature)
def second_directional_derivative(k):
    return k.curvature(g, X, V, curvature.relation.rhs)


thm.scales("argument", M=2, X=1)
thm.scales("direction", V=1)
thm.invariant("rotation", d)
thm.invariant("rotation", r)
thm.open("swapped", "true: X and V are two arbitrary matrices of the same shape", curvature)

thm.reading("objective", g, of=[M, X], function=pca.objective, sizes={d: [1, 2, 3], r: [1, 2, 4]})
thm.check(gradient, curvature, on=pca_rank.matrix_point, draw=saddles.matrix_points, bfloat16=True)

at = {M: [[1, 0], [0, 2]], X: [[1, 0], [1, 1]], V: [[0, 1], [1, 1]]}
thm.example(at)
thm.example({M: [[3]], X: [[1, 2]], V: [[1, -1]]}, name="r > d")
thm.example({M: [[0, 1], [1, 0]], X: [[1, 1], [1, 1]], V: [[1, 0], [0, 0]]}, name="rank defect")
thm.needs(symmetric, {**at, M: [[0, 1], [0, 0]]}, breaks=gradient)
thm.refutes("half, as in (4.2)", Eq(grad, -R * X), at, of=gradient)
thm.refutes(
    "half, as in (4.3)", Eq(2 * bend, inner(cross, cross) - 2 * inner(R, V * V.T)), at, of=curvature
)
thm.refutes("without the residual", Eq(bend, inner(cross, cross)), at, of=curvature)
thm.refutes(
    "one cross term", Eq(bend, inner(V * X.T, V * X.T) - 2 * inner(R, V * V.T)), at, of=curvature
)
