"""If no observed entry joins two parts, flipping the signs on one of them costs nothing.

Source   Ma 2021, section 4.2.1, the sentence after equation (4.6); counterexample derived here.
Claim    W symmetric, W_ij = 0 unless i and j are in the same part, x_i = z_i in the first part and
         -z_i in the second  =>  f(x) = 0.
Covers   every dimension and z; x is in B as z is. In entries, x o x = z o z, while z o z + z o x
         and z o z - z o x vanish outside of one part each, so that W does not join them.
Silent   on connected masks, see odd_walk and unique_minimiser.
"""

from sympy import Eq, Matrix, Rational, diag, sqrt

from lemmata import Theorem, cite, inner
from models import completion, mask_graphs
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.disconnected_mask",
    supports=["ma.mc-argmin"],
    sources=[cite("Ma 2021", "section 4.2.1"), cite("Ma 2021", "equation (4.6)")],
)
d = thm.dimension("d")
W = thm.operator("W", d, "the mask")
Z, X = thm.operator("Z X", d, "diag(z), diag(x)")
e = thm.vector("e", d, "(1, ..., 1)")
f = completion.term(W, Z, X, e)
thm.measure(f, "objective")
zz, zx = Z * Z * e, Z * X * e

symmetric = thm.assume("symmetric", Eq(W.T, W))
squares = thm.assume("squares", Eq(X * X * e, zz))
parts = thm.assume("parts", Eq(inner(zz + zx, W * (zz - zx)), 0))
zero = thm.conclude("zero", Eq(f, 0))


@thm.proof(zero)
def difference_of_squares(k):
    moved = {parts: 1, squares: W * (X * X * e + zz) / 2}
    return k.combine(zero, moved, signs=[symmetric])


thm.scales("weights", W=1)
thm.scales("argument", Z=1, X=1)
thm.scales("vector of ones", e=1)
thm.invariant("rotation", d)

thm.check(
    zero, on=mask_graphs.two_parts, draw=draws.two_sides, constructed=[symmetric, squares, parts]
)  # fmt: skip

at = {W: [[1, 0], [0, 1]], Z: [[1, 0], [0, 2]], X: [[1, 0], [0, -2]], e: [1, 1]}
thm.example(at, name="the diagonal of a 2 x 2 matrix")
thm.example({**at, X: at[Z], W: [[1, 1], [1, 1]]}, name="x = z, all entries")
thm.needs(symmetric, {**at, W: [[1, 0], [1, 1]]})
thm.needs(parts, {**at, W: [[1, 1], [1, 1]]})


def across(first, second):
    """A symmetric W of rank one that the vector (first, second) does not see."""
    normal = Matrix([-second, first])
    return normal * normal.T


def weighed(z2, x2):
    """Z = diag(1, z2), X = diag(1, x2) and a W for which `parts` holds."""
    return {**at, Z: diag(1, z2), X: diag(1, x2), W: across(2, z2**2 + z2 * x2)}


small = (Rational(1, 10**9), Rational(1, 1000))
factors = (*(1 + s * t for t in small for s in (1, -1)), Rational(2), Rational(1, 2), 0)
zz_, zx_ = Matrix([1, 4]), Matrix([1, -4])
for more in factors:
    for s, name in ((1, "sum"), (-1, "difference")):
        for seen in (more * zz_ + s * zx_, zz_ + s * more * zx_):
            thm.needs(parts, {**at, W: across(*seen)}, name=f"parts, {name}: {list(seen)}")
    if more:
        root = sqrt(more)
        scaled = {X: diag(root, -2 * root), W: across(1 + root, 4 * (1 - root))}
        thm.needs(squares, {**at, **scaled}, name=f"squares, {more}")
threes = {**at, Z: diag(3, 2), X: diag(3, -2)}
for power in (1, 3):
    for s in (1, -1):
        seen = Matrix([3**power, 2**power]) + s * Matrix([9, -4])
        thm.needs(parts, {**threes, W: across(*seen)}, name=f"parts, Z^{power}, {s}")
thm.needs(parts, {**at, W: [[0, 1], [1, -3]]}, name="W and Z exchanged")
# Z exchanges the coordinates, X exchanges e and (2, 0): they do not commute.
swap = {**at, Z: [[0, 1], [1, 0]], X: Matrix([[2, 1], [0, 1]]) * Matrix([[1, 2], [1, 0]]).inv()}
thm.example({**swap, W: across(1, 3)}, name="Z and X do not commute")
thm.needs(parts, {**swap, W: across(3, 1)}, name="Z and X exchanged")
for name, pair in {"X^3": (8, 4), "X": (2, 4), "Z^3": (4, 8), "Z": (4, 2)}.items():
    thm.needs(squares, weighed(*pair), name=f"squares, {name}")
thm.refutes("only z and -z are global minimisers", f > 0, at)
