"""Without a positive eigenvalue the PCA objective has gradient at least 2 |x|^3.

Source   Ma 2021, footnote 5 and Definition 2.1; the case M = 0 that the constants there exclude.
Claim    <x, M x> <= 0  =>  |grad g(x)| >= 2 |x|^3. So if |grad g(x)| <= 2 gamma^3, then
         |x| <= gamma: g is (2 gamma^3, beta, gamma)-strict saddle for every beta, gamma > 0.
Covers   M = 0 and every M without a positive quadratic form (the minimum is then 0), in every
         dimension; M need not be symmetric; no curvature is used.
Silent   on faster growth when M is negative definite, where |grad g(x)| >= 2 |lam_1| |x| too.
"""

from sympy import S

from lemmata import Gradient, Theorem, cite, inner
from models import pca, pca_rank
from strategies import saddles

thm = Theorem(
    "pca.strict_saddle_nonpositive",
    supports=["ma.thm-2.3", "ma.fn-5"],
    sources=[cite("Ma 2021", "footnote 5"), cite("Ma 2021", "Theorem 2.3")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x = thm.vector("x", d, "the point")
gamma = thm.positive("gamma", "the radius")
g = pca.term(M, x)
grad = Gradient(g, x)
thm.measure(grad, "gradient")
a = inner(x, x)

nonpositive = thm.assume("nonpositive", inner(x, M * x) <= 0)
small = thm.assume("small", inner(grad, grad) <= 4 * gamma**6)
growth = thm.conclude("growth", 4 * a**3 <= inner(grad, grad))
near = thm.conclude("near", a <= gamma**2)


@thm.proof(growth)
def the_gradient_points_outwards(k):
    pull = M * x + M.T * x
    slope = k.gradient(g, x, 2 * a * x - pull)
    long = k.combine(a >= 0, squares=[(1, x)])
    return k.combine(
        growth,
        {slope: grad + 2 * a * x - pull, nonpositive: 8 * a},
        squares=[(1, pull)],
        signs=[long],
    )


@thm.proof(near)
def cube_root(k):
    long = k.combine(a >= 0, squares=[(1, x)])
    far = k.assume(a > gamma**2)
    absurd = k.combine(
        S.false,
        {
            far: 4 * (a**2 + a * gamma**2 + gamma**4),
            the_gradient_points_outwards(k): 1,
            small: 1,
        },
        signs=[long],
    )
    return k.contradiction(near, absurd)


thm.scales("argument", M=2, x=1, gamma=1)
thm.invariant("rotation", d)

thm.check(growth, near, on=pca_rank.inward, draw=saddles.inward, constructed=[nonpositive])

# M = 0: the gradient is 2 |x|^2 x, and everything is attained.
flat = {M: [[0, 0], [0, 0]], x: ["3/5", "4/5"], gamma: 1}
thm.sharp(growth, flat)
thm.sharp(near, flat)
thm.example({M: [[-1, 0], [0, 0]], x: [0, 1], gamma: 2})
thm.needs(nonpositive, {**flat, M: [[1, 0], [0, 0]], x: [1, 0], gamma: "1/2"}, breaks=near)
thm.needs(small, {**flat, gamma: "1/2"}, breaks=near)
thm.refutes("alpha = 2 |x|^3 doubled", 16 * a**3 <= inner(grad, grad), flat, of=growth)
thm.refutes(
    "exponent 1/2, as for lam > 0",
    a <= 2 * gamma**3,
    {**flat, x: ["3/20", "1/5"], gamma: "1/4"},
    of=near,
)
