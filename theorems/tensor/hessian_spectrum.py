"""At a stationary point with s nonzero coordinates the Hessian has the eigenvalues 8/s and -4/s.

Source   Ma 2021, proof of Theorem 5.2 (the case analysis, made complete).
Claim    |x| = 1, s D D = S for the projector S = S' on the s nonzero coordinates, S x = x. Then the
         Hessian P (12 D D - 4 f(x) I) P is 8/s Q - 4/s R with Q = S - x x', R = I - S, orthogonal
         projectors of rank s - 1 and d - s (eigenspaces): tangent eigenvalues 8/s (s - 1 times) and
         -4/s (d - s times), none of them 0; d - s is the index.
Covers   every dimension, every n <= d with f(x) > 0 (the directions outside the span count in
         d - s), rotated components; all 3^d - 1 points for every d <= 8, eigenvalue by eigenvalue.
Silent   on f(x) = 0, where the Hessian vanishes (strict_saddle_fails).
"""

from sympy import And, Eq, Identity

from lemmata import Theorem, cite, inner
from models import tensor_points
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.hessian_spectrum",
    catalogue=["ma.tensor-spectrum"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2")],
)
d = thm.dimension("d")
x = thm.vector("x", d, "the stationary point")
D, S, H = thm.operator("D S H", d, "the coordinates; where they are not 0; the Hessian")
s = thm.positive("s", "the number of nonzero coordinates")
spectrum = thm.vector("spectrum", d, "the eigenvalues of the Hessian, ascending")
predicted = thm.vector("predicted", d, "-4/s (d - s times), 0, 8/s (s - 1 times)")
positive, negative = thm.nonneg("positive negative", "how many eigenvalues are > 0; < 0")
thm.measure(H, "hessian")
one = Identity(d)
Q, R = S - x * x.T, one - S

hessian = thm.assume("hessian", Eq(H, tensor_points.bend(D, x)))
level = thm.assume("level", Eq(s * D * D, S))
inside = thm.assume("inside", Eq(S * x, x))
symmetric = thm.assume("symmetric", Eq(S.T, S))
unit = thm.assume("unit", Eq(inner(x, x), 1))
decomposition = thm.conclude("decomposition", Eq(s * H, 8 * Q - 4 * R))
eigenvalues = thm.conclude("eigenvalues", Eq(spectrum, predicted))
counts = thm.conclude("counts", And(Eq(positive, s - 1), Eq(negative, d - s)))


def sides(k):
    """x x' S = x x', S x x' = x x', <x, S x> = 1."""
    row = k.combine(Eq(x.T * S, x.T), {k.transposed(inside): 1}, signs=[symmetric])
    middle = k.combine(Eq(inner(x, S * x), 1), {inside: x, unit: 1})
    return k.contract(row, left=x), k.contract(inside, right=x.T), middle


@thm.proof(decomposition)
def expand_the_projections(k):
    left, right, middle = sides(k)
    P, outer = one - x * x.T, x * x.T
    value = k.combine(Eq(s * tensor_points.value(D, x), 1), {level: outer, middle: 1})
    parts = {
        hessian: s,
        k.contract(level, left=P, right=P): 12,
        left: -12,
        right: -12,
        middle: 12 * outer,
        value: -4 * P * P,
        unit: -4 * outer,
    }
    return k.combine(decomposition, parts)


COUNTING = (
    "the kernel has no sorted eigenvalues and no counts; `decomposition` and tensor.eigenspaces "
    "give the eigenspaces from which they are read"
)
thm.unproved(eigenvalues, because=COUNTING)
thm.unproved(counts, because=COUNTING)

thm.scales("eigenvalues", spectrum=1, predicted=1)
thm.invariant("rotation", d)
thm.limit("d = 1", {d: 1}, counts, Eq(positive, s - 1) & Eq(negative, 1 - s))
ONCE = "true: x is an eigenvector of 12 D D - 4 f(x) I, so projecting on one side is enough"
thm.open("constant", ONCE, hessian)
thm.open("term dropped", ONCE, hessian)
thm.open("swapped", "true: D x = 0 with D = P (...) P, against s D D x = S x = x", hessian)

conclusions = decomposition, eigenvalues, counts
structure = [level, inside, symmetric, unit]
thm.check(
    *conclusions,
    on=tensor_points.spectrum,
    draw=draws.all_stationary,
    implements=[hessian],
    constructed=structure,
    name="all 3^d - 1, d <= 8",
)
thm.check(
    *conclusions,
    on=tensor_points.spectrum,
    draw=draws.stationary,
    implements=[hessian],
    constructed=structure,
    name="rotated, n <= d",
)

at = tensor_points.exact_spectrum
three = at([1, -1, 1, 0])
thm.example(three, name="three of four")
thm.example(at([0, 1]), name="a maximum")
thm.example(at([1, 1, 0], n=2), name="outside the span")
e_1 = {x: [1, 0], D: [[1, 0], [0, 0]], S: [[1, 0], [0, 0]], s: 1}
thm.needs(hessian, {**three, H: 2 * three["H"]}, breaks=decomposition)
thm.needs(level, {**three, D: 0 * three["D"], H: 0 * three["H"]}, breaks=decomposition)
thm.needs(inside, {**e_1, x: [0, 1], H: [[12, 0], [0, 0]]}, breaks=decomposition)
skew = [[1, 1], [0, 0]]
thm.needs(symmetric, {**e_1, D: skew, S: skew, H: [[0, 0], [0, -4]]}, breaks=decomposition)
thm.needs(unit, {**e_1, x: [2, 0], H: [[-36, 0], [0, -16]]}, breaks=decomposition)
thm.refutes("P 12 D D P alone", Eq(s * H, 12 * Q), three, of=decomposition)
thm.refutes("half the eigenvalues", Eq(2 * spectrum, predicted), three, of=eigenvalues)
thm.refutes("x counted", Eq(positive, s), three, of=counts)
