"""The gradient of rank-one matrix completion is -2 P(z z' - x x') x.

Source   Ma 2021, equations (4.5), (4.7) and (4.11).
Claim    P keeps the entries on which the symmetric mask W is 1, f(x) = |P(z z' - x x')|_F^2 / 2,
         R = P(z z' - x x'). With Z = diag(z), X = diag(x), e = (1, ..., 1), so that P(x y') =
         X W Y:  f(x) = <R, z z' - x x'> / 2, and along any v, with V = diag(v), f has the slope
         <v, grad f(x)> = -2 <v, R x> = -2 <R, v x'> = -2 (<z o v, W (z o x)> - <x o v, W (x o x)>).
Covers   every dimension; any symmetric weights W for masks, with f = <R, z z' - x x'> / 2; any z.
         The model squares the masked entries: P is an orthogonal projection, <P(A), A> = |P(A)|^2.
Silent   on nonsymmetric masks, where (W + W') / 2 takes the place of W; on f at matrices X that are
         not diagonal, to which the term extends it: only slopes along diagonal V count.
"""

from functools import partial

from sympy import Eq, Rational

from lemmata import Gradient, Theorem, cite, inner
from models import completion
from strategies import completion as draws

thm = Theorem(
    "completion.gradient",
    catalogue=["ma.eq-4.7"],
    sources=[
        cite("Ma 2021", "equation (4.5)"),
        cite("Ma 2021", "equation (4.7)"),
        cite("Ma 2021", "equation (4.11)"),
    ],
)
d = thm.dimension("d")
W = thm.operator("W", d, "the mask, 1 where an entry is observed and 0 elsewhere")
Z, X, V = thm.operator("Z X V", d, "diag(z), diag(x) and diag(v): truth, point, direction")
R = thm.operator("R", d, "P(z z' - x x')")
e = thm.vector("e", d, "(1, ..., 1)")
f = completion.term(W, Z, X, e)
slope = inner(Gradient(f, X), V)
thm.measure(f, "objective")
thm.measure(slope, "slope")
z, x, v = Z * e, X * e, V * e

symmetric = thm.assume("symmetric", Eq(W.T, W))
diagonal_z = thm.assume("diagonal_z", Eq(Z.T, Z))
diagonal_x = thm.assume("diagonal_x", Eq(X.T, X))
entrywise = thm.assume("entrywise", Eq(X * z, Z * x))
commute = thm.assume("commute", Eq(V * x, X * v))
residual = thm.assume("residual", Eq(R, Z * W * Z - X * W * X))
value = thm.conclude("value", Eq(f, inner(R, z * z.T - x * x.T) / 2))
gradient = thm.conclude("gradient", Eq(slope, -2 * inner(v, R * x)))
products = thm.conclude(
    "products", Eq(slope, -2 * (inner(Z * v, W * Z * x) - inner(X * v, W * X * x)))
)


@thm.proof(value)
def expand_the_square(k):
    signs = [symmetric, diagonal_z, diagonal_x]
    parts = {
        residual: (x * x.T - z * z.T) / 2,
        entrywise: W * (X * z + Z * x) / 2,
    }
    return k.combine(value, parts, signs=signs)


@thm.proof(products)
def first_coefficient(k):
    xx, zx = X * x, Z * x
    both = -2 * Z.T * W * zx * e.T + X.T * W * xx * e.T + W * xx * x.T
    formula = k.gradient(f, X, both, given=[symmetric])
    return k.combine(products, {formula: V, commute: W * xx}, signs=[symmetric])


@thm.proof(gradient)
def by_the_residual(k):
    signs = [symmetric, diagonal_z, diagonal_x]
    return k.combine(gradient, {first_coefficient(k): 1, residual: 2 * v * x.T}, signs=signs)


thm.scales("argument", Z=1, X=1, R=2)
thm.scales("direction", V=1)
thm.scales("weights", W=1, R=1)
thm.scales("vector of ones", e=1)
thm.invariant("rotation", d)

thm.open(
    "swapped",
    "true: W and Z are both symmetric, V and Z both commute with X on e, V and X with each other",
    products,
)

thm.check(
    value, gradient, products, on=completion.derivatives, draw=draws.directions,
    constructed=[symmetric, diagonal_z, diagonal_x, entrywise, commute, residual],
)  # fmt: skip

at = partial(completion.exact, "W Z X V e R")
corner = [[1, 1], [1, 0]]
point = at(corner, [1, 2], [3, -1], [2, 1])
full = at([[1, 1], [1, 1]], ["3/5", "4/5"], [1, 0], [1, 2])
thm.example(point, name="three of four entries")
thm.example(full, name="all entries: grad f(x) = (32/25, -24/25)")
thm.example(at(corner, [1, 2], [1, 1], V=[[0, 1], [1, 0]]), name="V exchanges the axes, X = I")
thm.example(at([[0]], [1], [2], [1]), name="d = 1, nothing observed")
swap, shear = [[0, 1], [1, 0]], [[1, 1], [0, 1]]
thm.needs(symmetric, at([[1, 1], [0, 1]], [1, 2], [3, -1], [2, 1]), breaks=products)
thm.needs(diagonal_z, at(corner, [1, 1], [1, 1], [1, 2], Z=shear), breaks=gradient)
thm.needs(diagonal_x, at(corner, [1, 1], [1, 1], [1, 1], X=shear), breaks=gradient)
thm.needs(entrywise, at(corner, [1, 2], [1, 1], [1, 1], X=swap), breaks=value)
thm.needs(commute, at(corner, [1, 2], [3, -1], V=swap), breaks=products)
thm.needs(residual, {**point, "R": [[0, 0], [0, 0]]}, breaks=value)
slight = [1 + s * t for t in (Rational(1, 10**9), Rational(1, 1000)) for s in (1, -1)]
for c in (*slight, Rational(2), Rational(1, 2)):
    thm.needs(residual, {**point, "R": c * point["R"]}, breaks=value, name=f"residual, {c}")
    # X = diag(1, 2); V is symmetric with V x = c X v, and Z with X z = c Z x.
    p, q = (2 - c) / (c - 1), (1 - 2 * c) / (c - 1)
    bent = at(corner, [1, 2], [1, 2], V=[[p, 1], [1, q / 2]])
    thm.needs(commute, bent, breaks=products, name=f"commute, {c}")
    bent = at(corner, [1, 1], [1, 2], [1, 2], Z=[[q, 1], [1, p / 2]])
    thm.needs(entrywise, bent, breaks=value, name=f"entrywise, {c}")
printed = Eq(slope, inner(v, R * x))
thm.refutes("as printed, neither sign nor factor", printed, full, of=gradient)
thm.refutes("no 1/2", Eq(f, inner(R, z * z.T - x * x.T)), point, of=value)
thm.refutes("x o x alone", Eq(slope, 2 * inner(X * v, W * X * x)), point, of=products)
thm.refutes(
    "all entries, as for grad g",
    Eq(slope, -2 * inner(v, (z * z.T - x * x.T) * x)),
    point,
    of=gradient,
)
thm.erratum(
    cite("Ma 2021", "equation (4.7)"),
    printed="grad f(x) = P(z z' - x x') x",
    corrected="grad f(x) = -2 P(z z' - x x') x: sign and factor 2. (4.11) repeats it, and the text "
    "has f(x) = 0 for grad f(x) = 0; where it vanishes is unaffected",
    false=printed,
    true=gradient,
    at=point,
)
thm.erratum(
    cite("Ma 2021", "section 4.2.1, after (4.8)"),
    printed="<v, grad f(x)> = <v, P(z z' - x x') x> = <P(z z' - x x'), v x'>",
    corrected="-2 times that",
    false=Eq(slope, inner(R, v * x.T)),
    true=gradient,
    at=full,
)
