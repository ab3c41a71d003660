"""The second derivative of rank-one matrix completion.

Source   Ma 2021, the display before Theorem 4.5, and equation (4.14).
Claim    W the symmetric mask, P(A) the observed entries of A, f(x) = |P(z z' - x x')|_F^2 / 2,
         R = P(z z' - x x'), C = P(v x' + x v'), T = diag(W (x o x))  =>
         D^2 f(x)[v, v] = <C, v x' + x v'> - 2 <R, v v'> = <v, (2 T + 2 P(x x') - 2 R) v>
                        = 2 <v o v, W (x o x)> + 4 <x o v, W (x o v)> - 2 <z o v, W (z o v)>.
Covers   every dimension; any symmetric weights W for masks; any z, x and v; v = z is (4.14). For
         a mask <C, v x' + x v'> = |C|_F^2, as P is an orthogonal projection.
Silent   on the eigenvalues.
"""

from functools import partial

from sympy import Eq, Rational

from lemmata import Curvature, Theorem, cite, inner
from models import completion
from strategies import completion as draws

thm = Theorem(
    "completion.hessian",
    catalogue=["ma.mc-hess"],
    sources=[
        cite("Ma 2021", "section 4.2.1, before Theorem 4.5"),
        cite("Ma 2021", "equation (4.14)"),
    ],
)
d = thm.dimension("d")
W = thm.operator("W", d, "the mask, 1 where an entry is observed and 0 elsewhere")
Z, X, V = thm.operator("Z X V", d, "diag(z), diag(x) and diag(v): truth, point, direction")
R, C, T = thm.operator("R C T", d, "P(z z' - x x'), P(v x' + x v') and diag(W (x o x))")
e = thm.vector("e", d, "(1, ..., 1)")
f = completion.term(W, Z, X, e)
bend = Curvature(f, X, V)
thm.measure(bend, "curvature")
z, x, v = Z * e, X * e, V * e
cross = v * x.T + x * v.T
level, mixed, fit = inner(V * v, W * X * x), inner(X * v, W * X * v), inner(Z * v, W * Z * v)

symmetric = thm.assume("symmetric", Eq(W.T, W))
diagonal_z = thm.assume("diagonal_z", Eq(Z.T, Z))
diagonal_x = thm.assume("diagonal_x", Eq(X.T, X))
diagonal_v = thm.assume("diagonal_v", Eq(V.T, V))
commute = thm.assume("commute", Eq(V * x, X * v))
residual = thm.assume("residual", Eq(R, Z * W * Z - X * W * X))
crossed = thm.assume("crossed", Eq(C, V * W * X + X * W * V))
weighted = thm.assume("weighted", Eq(T * v, V * W * X * x))
products = thm.conclude("products", Eq(bend, 2 * level + 4 * mixed - 2 * fit))
form = thm.conclude("form", Eq(bend, inner(C, cross) - 2 * inner(R, v * v.T)))
matrix = thm.conclude("matrix", Eq(bend, 2 * inner(v, (T + X * W * X - R) * v)))


@thm.proof(products)
def second_coefficient(k):
    both = V * x + X * v
    sum_of_three = inner(both, W * both) + 2 * inner(V * v, W * X * x) - 2 * fit
    formula = k.curvature(f, X, V, sum_of_three, given=[symmetric])
    parts = {formula: 1, commute: W * (both + 2 * X * v)}
    return k.combine(products, parts, signs=[symmetric])


@thm.proof(form)
def by_the_residual(k):
    signs = [symmetric, diagonal_z, diagonal_x, diagonal_v]
    parts = {
        second_coefficient(k): 1,
        residual: 2 * v * v.T,
        crossed: -cross,
        commute: -2 * W * X * v,
    }
    return k.combine(form, parts, signs=signs)


@thm.proof(matrix)
def by_the_matrix(k):
    signs = [symmetric, diagonal_z, diagonal_x, diagonal_v]
    parts = {second_coefficient(k): 1, residual: 2 * v * v.T, weighted: -2 * v}
    return k.combine(matrix, parts, signs=signs)


thm.scales("argument", Z=1, X=1, R=2, C=1, T=2)
thm.scales("direction", V=1, C=1)
thm.scales("weights", W=1, R=1, C=1, T=1)
thm.scales("vector of ones", e=1)
thm.invariant("rotation", d)

thm.open(
    "swapped", "true: W and Z are both symmetric; V x = X v says the same of V and X", products
)

thm.check(
    products, form, matrix, on=completion.derivatives, draw=draws.directions,
    constructed=[
        symmetric, diagonal_z, diagonal_x, diagonal_v, commute, residual, crossed, weighted
    ],
)  # fmt: skip

at = partial(completion.exact, "W Z X V e R C T")
corner, swap = [[1, 1], [1, 0]], [[0, 1], [1, 0]]
point = at(corner, [1, 2], [3, -1], [2, 1])
full = at([[1, 1], [1, 1]], [1, 0], [0, 0], [2, 0])
thm.example(point, name="three of four entries")
thm.example(full, name="all entries, x = 0")
thm.example(at([[0]], [1], [2], [1]), name="d = 1, nothing observed")
thm.example(at(corner, [1, 2], [3, -1], [2, 1], Z=[[1, 1], [1, 3]]), name="Z not diagonal")
thm.example(at(corner, [1, 2], [1, 1], V=swap), name="V exchanges the axes, X = I")
shear = [[1, 1], [0, 1]]
thm.needs(symmetric, at(shear, [1, 2], [3, -1], [2, 1]), breaks=products)
thm.needs(diagonal_z, at(corner, [1, 2], [1, 2], [1, 2], Z=shear), breaks=form)
thm.needs(diagonal_x, at(corner, [1, 2], [1, 1], [1, 1], X=shear), breaks=form)
thm.needs(diagonal_v, at(corner, [1, 2], [1, 1], V=[[3, 1], [0, 1]]), breaks=matrix)
thm.needs(commute, at(corner, [1, 2], [3, -1], V=[[1, 1], [1, 3]]), breaks=products)
thm.needs(residual, at(corner, [1, 2], [3, -1], [2, 1], R=corner), breaks=form)
thm.needs(crossed, at(corner, [1, 2], [3, -1], [2, 1], C=corner), breaks=form)
thm.needs(weighted, at(corner, [1, 2], [3, -1], [2, 1], T=corner), breaks=matrix)
slight = [1 + s * t for t in (Rational(1, 10**9), Rational(1, 1000)) for s in (1, -1)]
for c in (*slight, Rational(2), Rational(1, 2)):
    for h, conclusion in ((residual, form), (crossed, form), (weighted, matrix)):
        name = h.relation.lhs.name if h is not weighted else "T"
        barely = {**point, name: c * point[name]}
        thm.needs(h, barely, breaks=conclusion, name=f"{h.name}, {c}")
    # X = diag(1, 2); V is symmetric with V x = c X v.
    far = [[(2 - c) / (c - 1), 1], [1, (1 - 2 * c) / (2 * c - 2)]]
    far = at(corner, [1, 2], [1, 2], V=far)
    thm.needs(commute, far, breaks=products, name=f"commute, {c}")
printed = Eq(bend, inner(C, cross) ** 2 - 2 * inner(V * W * V - X * W * X, v * v.T))
thm.refutes("as printed, with a square and v v' for z z'", printed, full, of=form)
thm.refutes(
    "v v' for z z'",
    Eq(bend, inner(C, cross) - 2 * inner(V * W * V - X * W * X, v * v.T)),
    full,
    of=form,
)
thm.refutes("Gauss-Newton", Eq(bend, inner(C, cross)), point, of=form)
thm.refutes("x o v once", Eq(bend, 2 * level + 2 * mixed - 2 * fit), point, of=products)
full_level = 2 * inner(x, x) * inner(v, v)
thm.refutes(
    "|x|^2 |v|^2, as for all entries",
    Eq(bend, full_level + 4 * mixed - 2 * fit),
    point,
    of=products,
)
thm.refutes("no diagonal", Eq(bend, 2 * inner(v, (X * W * X - R) * v)), point, of=matrix)
thm.erratum(
    cite("Ma 2021", "section 4.2.1, before Theorem 4.5"),
    printed="<v, D^2 f(x) v> = <P(v x' + x v'), v x' + x v'>_F^2 - 2 <P(v v' - x x'), v v'>",
    corrected="no square, and z z' for v v'; (4.14) is right",
    false=printed,
    true=form,
    at=full,
)
