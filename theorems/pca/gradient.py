"""The gradient of the rank-one PCA objective is 2 (|x|^2 x - M x).

Source   Ma 2021, equation (4.2) and the first line of (4.10).
Claim    M symmetric, g(x) = |M - x x'|_F^2 / 2  =>
         grad g(x) = 2 (|x|^2 x - M x) = -2 (M - x x') x.
Covers   every dimension; indefinite and rank-deficient M; x = 0.
Silent   on nonsymmetric M beyond the point that shows symmetry is needed.
"""

from sympy import Eq

from lemmata import Gradient, Theorem, cite, inner
from models import pca
from strategies import matrices

thm = Theorem(
    "pca.gradient",
    catalogue=["ma.eq-4.2"],
    sources=[cite("Ma 2021", "equation (4.2)"), cite("Ma 2021", "equation (4.10)")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x = thm.vector("x", d, "the point")
g = pca.term(M, x)
grad = Gradient(g, x)
thm.measure(grad, "gradient")

symmetric = thm.assume("symmetric", Eq(M.T, M))
expanded = thm.conclude("expanded", Eq(grad, 2 * (inner(x, x) * x - M * x)))
residual = thm.conclude("residual", Eq(grad, -2 * (M - x * x.T) * x))


@thm.proof(expanded)
def directional_derivative(k):
    return k.gradient(g, x, expanded.relation.rhs, given=[symmetric])


@thm.proof(residual)
def directional_derivative_of_the_residual(k):
    return k.gradient(g, x, residual.relation.rhs, given=[symmetric])


thm.scales("argument", M=2, x=1)
thm.invariant("rotation", d)

thm.reading("objective", g, of=[M, x], function=pca.objective, sizes={d: [1, 2, 3]})
thm.check(expanded, residual, on=pca.gradient_only, draw=matrices.points, bfloat16=True)

thm.example({M: [[1, 0], [0, 2]], x: [1, 1]})
thm.needs(symmetric, {M: [[0, 1], [0, 0]], x: [1, 0]})
thm.refutes(
    "half, as for |.|^2 / 4",
    Eq(grad, inner(x, x) * x - M * x),
    {M: [[1, 0], [0, 2]], x: [1, 1]},
    of=expanded,
)
thm.refutes(
    "wrong sign", Eq(grad, 2 * (M - x * x.T) * x), {M: [[1, 0], [0, 2]], x: [1, 1]}, of=residual
)
thm.erratum(
    cite("Ma 2021", "equation (4.2)"),
    printed="grad g(x) = -(M - x x') x = |x|^2 x - M x",
    corrected="grad g(x) = -2 (M - x x') x; what is printed is the gradient of |M - x x'|^2 / 4",
    false=Eq(grad, inner(x, x) * x - M * x),
    true=expanded,
    at={M: [[1, 0], [0, 2]], x: [1, 1]},
)
thm.erratum(
    cite("Ma 2021", "equation (4.10)"),
    printed="grad g(x) = (z z' - x x') x for M = z z'",
    corrected="grad g(x) = -2 (z z' - x x') x: sign and factor 2",
    false=Eq(grad, (M - x * x.T) * x),
    true=residual,
    at={M: [["9/25", "12/25"], ["12/25", "16/25"]], x: [1, 0]},
)
