"""Projecting on one more orthonormal factor takes its squared inner product from the distance.

Source   Ma 2021, Theorem 5.1 (orthonormal components; the step behind Bessel's inequality).
Claim    r = x - A A'x for the factors so far, the columns of A; a is the next one: A'a = 0 and |a|
         = 1. Then <r, a> = <x, a>, and |r - <x, a> a|^2 = |r|^2 - <x, a>^2.
Covers   every d, every number of factors so far, every x. That the columns of A are themselves
         orthonormal is not used here: it is used when they are the next one.
Silent   on sums over all factors (global_maximum, which assumes this step as `residual`).
"""

from sympy import Eq, ZeroMatrix

from lemmata import Theorem, cite, inner
from models import tensor_factors
from strategies import tensors as draws

thm = Theorem(
    "tensor.residual_of_factors",
    supports=["ma.thm-5.1"],
    sources=[cite("Ma 2021", "Theorem 5.1")],
)
d, n = thm.dimension("d n")
A = thm.matrix("A", d, n, "the factors so far as columns")
a, x = thm.vector("a x", d, "the next factor; the point")
c, r = inner(x, a), x - A * A.T * x

unit = thm.assume("unit", Eq(inner(a, a), 1))
orthogonal = thm.assume("orthogonal", Eq(A.T * a, ZeroMatrix(n, 1)))
overlap = thm.conclude("overlap", Eq(inner(r, a), c))
residual = thm.conclude("residual", Eq(inner(r - c * a, r - c * a), inner(r, r) - c**2))


@thm.proof(overlap)
def orthogonal_part(k):
    return k.combine(overlap, {orthogonal: -A.T * x})


@thm.proof(residual)
def square_of_the_difference(k):
    return k.combine(residual, {orthogonal_part(k): -2 * c, unit: c**2})


thm.scales("argument", x=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)

thm.check(
    overlap,
    residual,
    on=tensor_factors.next_factor,
    draw=draws.orthonormal_factors,
    constructed=[unit, orthogonal],
)

at = {A: [[1], [0], [0]], a: [0, 1, 0], x: [1, 2, 3]}
skew = {**at, a: ["3/5", "4/5", 0]}
thm.example(at)
thm.example({**at, A: [[2, 1], [0, 0], [0, 1]]}, name="the factors so far are not orthonormal")
thm.needs(unit, {**at, a: [0, 2, 0]}, breaks=residual)
thm.needs(orthogonal, skew, breaks=overlap)
thm.needs(orthogonal, skew, breaks=residual, name="orthogonal, for the distance")
thm.refutes("nothing of a is left", Eq(inner(r, a), 0), at, of=overlap)
thm.refutes(
    "the inner product itself", Eq(inner(r - c * a, r - c * a), inner(r, r) - c), at, of=residual
)
