"""On the sphere of three dimensions, sum of x_i^4 has exactly 3^3 - 1 = 26 stationary points.

Source   Ma 2021, proof of Theorem 5.2 (the list of stationary points).
Claim    u^2 + v^2 + w^2 = 1, u^3 = F u and v^3 = F v with F = u^4 + v^4 + w^4  =>  (u, v, w) is
         c / |c| for a vector c of entries 0, 1 and -1 that is not 0. (The third equation follows.)
Covers   three dimensions, by complete solution of the polynomial system: every component of the
         Riemannian gradient is 4 (u^3 - F u), and the 26 points are all real solutions.
Silent   on other dimensions: see stationary_points for the values and stationary_points_counted
         for the number.
"""

from itertools import product

import torch
from sympy import And, Eq, Or, sqrt

from lemmata import Theorem, cite
from models import tensor_points
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.stationary_points_listed",
    catalogue=["ma.eq-5.6-5.7"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2")],
)
point = thm.real("u v w", "the coordinates of the point")
u, v, w = point
F = u**4 + v**4 + w**4
slopes = [4 * (t**3 - F * t) for t in point]  # orthogonal to the point: two vanish, all vanish

sphere = thm.assume("sphere", Eq(u**2 + v**2 + w**2, 1))
first = thm.assume("first", Eq(slopes[0], 0))
second = thm.assume("second", Eq(slopes[1], 0))
signs = [c for c in product((-1, 0, 1), repeat=3) if any(c)]


def at(c):
    length = sqrt(sum(entry**2 for entry in c))
    return {t: entry / length for t, entry in zip(point, c, strict=True)}


def one_of(chosen):
    return Or(*(And(*(Eq(t, value) for t, value in at(c).items())) for c in chosen))


listed = thm.conclude("listed", one_of(signs))


@thm.proof(listed)
def solve_the_system(k):
    return k.solve_system([sphere, first, second], [u, v, w])


for i, part in enumerate(slopes):
    thm.reading(
        f"the gradient on the sphere, coordinate {i}",
        part,
        of=point,
        function=lambda *x, i=i: tensor_points.gradient_of_coordinates(torch.stack(x, 1))[:, i],
        sizes={},
    )

thm.rigid("the point has length 1")

thm.check(listed, on=tensor_points.three_coordinates, draw=draws.near_stationary)

for c in signs:
    thm.example(at(c), name=f"{c} over its length")
thm.needs(sphere, {u: 0, v: 0, w: 0})
thm.needs(first, {u: "3/5", v: 0, w: "4/5"})
thm.needs(second, {u: 0, v: "3/5", w: "4/5"})
thm.refutes("maxima only", one_of(c for c in signs if sum(map(abs, c)) == 1), at((1, 1, 0)))
thm.refutes("no zero coordinate", one_of(c for c in signs if all(c)), at((1, -1, 0)))
thm.refutes("one sign only", one_of(c for c in signs if min(c) >= 0), at((1, 1, -1)))
