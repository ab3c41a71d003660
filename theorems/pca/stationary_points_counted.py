"""Rank-one PCA of diag(1, 4) has exactly 2 d + 1 = 5 stationary points.

Source   Ma 2021, Lemma 4.2 (how many stationary points there are is left open).
Claim    M = diag(1, 4), grad g(u, w) = 0  =>  (u, w) is 0, (+-1, 0) or (0, +-2).
Covers   the count 2 d + 1 for distinct positive eigenvalues, at d = 2, by complete solution of the
         polynomial system; for every other d the points come from stationary_points.
Silent   on repeated eigenvalues, whose stationary points form spheres.
"""

from sympy import And, Eq, Or, Rational, cbrt, sqrt

from lemmata import Theorem, cite
from models import pca
from strategies import matrices

thm = Theorem(
    "pca.stationary_points_counted",
    supports=["ma.lemma-4.2"],
    sources=[cite("Ma 2021", "Lemma 4.2")],
)
u, w = thm.real("u w", "the coordinates of the point")
square = u**2 + w**2

slope = [u * (square - 1), w * (square - 4)]
first, second = (
    thm.assume(name, Eq(part, 0)) for name, part in zip(("first", "second"), slope, strict=True)
)
places = [(-1, 0), (0, -2), (0, 0), (0, 2), (1, 0)]


def at(p):
    return And(Eq(u, p[0]), Eq(w, p[1]))


listed = thm.conclude("listed", Or(*map(at, places)))


@thm.proof(listed)
def solve_the_system(k):
    return k.solve_system([first, second], [u, w])


for i, part in enumerate(slope):
    thm.reading(
        f"half the gradient, coordinate {i}",
        part,
        of=[u, w],
        function=lambda u, w, i=i: pca.half_gradient_of_diagonal(u, w)[:, i],
        sizes={},
    )

thm.rigid("the matrix is diag(1, 4)")

thm.open(
    "constant",
    "true for f w^2 in place of w^2: u w != 0 gives u^2 = (4 f - 1) / (f - 1), and this or w^2 is "
    "negative for f > 1/4",
    first,
)
thm.open(
    "exponent",
    "false: u w != 0 and w^2 = 4 - u^2 leave a quadratic or cubic with a real root, an irrational "
    "point that is not written here: u = (1 - sqrt(13)) / 2 with u for u^2, say",
    first,
)
thm.open("term dropped", "true: u (u^2 + w^2) = 0 forces u = 0, which is listed", first)
thm.open(
    "constant",
    "true for f u^2 in place of u^2: u w != 0 gives w^2 = (4 - f) / (1 - f), and this or u^2 is "
    "negative for f < 4",
    second,
)
thm.open(
    "exponent",
    "true for u and u^3 in place of u^2: u w != 0 gives u^2 - u + 3 = 0, or u^3 - u^2 = 3 and "
    "u > 1, where w^2 = 1 - u^2 is negative",
    second,
)
thm.open("term dropped", "true: what is left gives w = 0, or w^2 = 4 and u = 0", second)

thm.check(listed, on=pca.two_coordinates, draw=matrices.lattice)

for p in places:
    thm.example({u: p[0], w: p[1]}, name=f"at {p}")
thm.needs(first, {u: 2, w: 0})
thm.needs(second, {u: 0, w: 1})
# With c in place of 1 in `first`, or 1/c in place of 1 before u^2, (1, 0) moves to (sqrt(c), 0).
near = [1 + sign * e for e in (Rational(1, 10**9), Rational(1, 1000)) for sign in (1, -1)]
for c in (Rational(2), Rational(1, 2), *near, *(1 / c for c in near)):
    thm.needs(first, {u: sqrt(c), w: 0}, name=f"first, at (sqrt({c}), 0)")
thm.needs(second, {u: 0, w: cbrt(4)}, name="second, with w^3 for w^2")
thm.refutes("0 forgotten", Or(*(at(p) for p in places if any(p))), {u: 0, w: 0})
thm.refutes("one sign only", Or(*(at(p) for p in places if min(p) >= 0)), {u: -1, w: 0})
