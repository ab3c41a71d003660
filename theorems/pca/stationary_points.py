"""A point is stationary for rank-one PCA exactly where M x = |x|^2 x.

Source   Ma 2021, Lemma 4.2.
Claim    M symmetric: grad g(x) = 0  <=>  M x = |x|^2 x. So a stationary point is 0, or an
         eigenvector with the eigenvalue |x|^2 > 0.
Covers   every dimension; indefinite M (the source assumes M >= 0); repeated eigenvalues.
Silent   on which stationary points are minima, and on how many there are. The converse from
         eigenvectors, after scaling, is in scaled_eigenvectors.
"""

from sympy import And, Eq, Equivalent, Gt, Implies, Lt, Or, Rational, false

from lemmata import Gradient, Theorem, cite, inner, zero
from models import pca, pca_planted
from models.pinned import pinned
from strategies import spectra

thm = Theorem(
    "pca.stationary_points",
    catalogue=["ma.lemma-4.2"],
    sources=[cite("Ma 2021", "Lemma 4.2")],
)
d = thm.dimension("d")
M = thm.operator("M", d, "the matrix to approximate")
x = thm.vector("x", d, "the point")
g = pca.term(M, x)
grad = Gradient(g, x)
thm.measure(grad, "gradient")
a = inner(x, x)
critical, own, nonzero = Eq(grad, zero(x)), Eq(M * x, a * x), Gt(a, 0)

symmetric = thm.assume("symmetric", Eq(M.T, M))
first_order = thm.conclude("first_order", Equivalent(critical, own))
dichotomy = thm.conclude("dichotomy", Implies(critical, Or(Eq(x, zero(x)), And(own, nonzero))))


def formula(k):
    return k.gradient(g, x, 2 * (a * x - M * x), given=[symmetric])


def eigen(k):
    return k.combine(own, {formula(k): Rational(1, 2), k.assume(critical): Rational(-1, 2)})


@thm.proof(first_order)
def half_the_gradient(k):
    back = k.combine(critical, {formula(k): 1, k.assume(own): -2})
    return k.iff(k.discharge(eigen(k), critical), k.discharge(back, own))


@thm.proof(dichotomy)
def sign_of_the_square(k):
    target = dichotomy.relation.args[1]
    at_zero = k.vanishing(k.assume(Eq(a, 0)))
    below = k.combine(false, {k.assume(Lt(a, 0)): 1}, squares=[(1, x)])
    never = k.vanishing(k.contradiction(Eq(a, 0), below))
    branches = {
        Gt(a, 0): k.either(k.both(eigen(k), k.assume(nonzero)), target),
        Eq(a, 0): k.either(at_zero, target),
        Lt(a, 0): k.either(never, target),
    }
    return k.discharge(k.cases(k.split(a), branches), critical)


thm.scales("argument", M=2, x=1)
thm.invariant("rotation", d)
thm.open(
    "converse",
    "true: x = 0 satisfies M x = |x|^2 x too, and by `first_order` this makes the gradient 0",
    dichotomy,
)

thm.check(
    first_order,
    dichotomy,
    on=pinned(pca_planted.landscape),
    draw=spectra.planted,
    constructed=[symmetric],
)

diagonal = {M: [[1, 0], [0, 4]]}
thm.example({**diagonal, x: [0, 2]}, name="eigenvector of norm 2, eigenvalue 4")
thm.example({M: [[1, 0], [0, -5]], x: [1, 0]}, name="indefinite")
thm.example({**diagonal, x: [1, 1]}, name="not stationary")
thm.needs(symmetric, {M: [[1, 1], [0, 0]], x: [1, 0]}, breaks=first_order)
thm.refutes(
    "eigenvalue 2 |x|^2",
    Equivalent(critical, Eq(M * x, 2 * a * x)),
    {**diagonal, x: [0, 2]},
    of=first_order,
)
thm.refutes("never 0", Implies(critical, nonzero), {**diagonal, x: [0, 0]}, of=dichotomy)
thm.refutes("only 0", Implies(critical, Eq(x, zero(x))), {**diagonal, x: [0, 2]}, of=dichotomy)
thm.erratum(
    cite("Ma 2021", "Lemma 4.2"),
    printed="all the stationary points are eigenvectors of M, with eigenvalue |x|^2",
    corrected="x = 0 is always stationary; it is no eigenvector, and |0|^2 = 0 need not be an "
    "eigenvalue (M = diag(1, 2)). Every other stationary point is as stated",
    false=Implies(critical, And(own, nonzero)),
    true=dichotomy,
    at={M: [[1, 0], [0, 2]], x: [0, 0]},
)
