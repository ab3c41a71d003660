"""On the sphere of three dimensions, sum of x_i^4 has exactly 3^3 - 1 = 26 stationary points.

Source   Ma 2021, proof of Theorem 5.2 (the list of stationary points).
Claim    F = u^4 + v^4 + w^4, s = u^2 + v^2 + w^2, (a, b, c) = 4 (u^3 - F u, v^3 - F v, w^3 - F w):
         u a + v b + w c = 4 F (1 - s);
         s = 1, a = b = 0  =>  (u, v, w) is z / |z| for a vector z of entries 0, 1 and -1, not 0.
Covers   three dimensions, by complete solution of the polynomial system: every component of the
         Riemannian gradient is 4 (u^3 - F u), and the 26 points are all real solutions.
Silent   on other dimensions: see stationary_points for the values and stationary_points_counted
         for the number.
"""

from itertools import product

import torch
from sympy import And, Eq, Implies, Or, sqrt, sympify

from lemmata import Theorem, cite
from models import tensor_points
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.stationary_points_listed",
    supports=["ma.eq-5.6-5.7"],
    sources=[cite("Ma 2021", "proof of Theorem 5.2")],
)
point = thm.real("u v w", "the coordinates of the point")
u, v, w = point
F = u**4 + v**4 + w**4
slopes = [4 * (t**3 - F * t) for t in point]
s = thm.real("s", "the squared length")
gradient = thm.real("a b c", "the gradient on the sphere")

length = thm.assume("length", Eq(s, u**2 + v**2 + w**2))
along = [
    thm.assume(f"along_{t}", Eq(entry, slope))
    for t, entry, slope in zip(point, gradient, slopes, strict=True)
]
a, b, c = gradient
stationary = And(Eq(s, 1), Eq(a, 0), Eq(b, 0))
signs = [z for z in product((-1, 0, 1), repeat=3) if any(z)]


def at(z):
    norm = sqrt(sum(entry**2 for entry in z))
    return {t: entry / norm for t, entry in zip(point, z, strict=True)}


def one_of(chosen):
    return Or(*(And(*(Eq(t, value) for t, value in at(z).items())) for z in chosen))


normal = thm.conclude("normal", Eq(u * a + v * b + w * c, 4 * F * (1 - s)))
listed = thm.conclude("listed", Implies(stationary, one_of(signs)))


@thm.proof(normal)
def third_equation(k):
    """The gradient is 4 (x^3 - F x): its part along x vanishes on the sphere."""
    parts = dict(zip(along, point, strict=True))
    return k.combine(normal, {**parts, length: 4 * F})


@thm.proof(listed)
def solve_the_system(k):
    still = k.assume(stationary)
    unit, first, second = (k.part(still, part) for part in (Eq(s, 1), Eq(a, 0), Eq(b, 0)))
    sphere = k.combine(Eq(u**2 + v**2 + w**2, 1), {length: -1, unit: 1})
    made = [
        k.combine(Eq(slope, 0), {hypothesis: -1, zero: 1})
        for slope, hypothesis, zero in zip(slopes, along, (first, second), strict=False)
    ]
    return k.discharge(k.solve_system([sphere, *made], [u, v, w]), stationary)


for i, part in enumerate(slopes):
    thm.reading(
        f"the gradient on the sphere, coordinate {i}",
        part,
        of=point,
        function=lambda *x, i=i: tensor_points.gradient_of_coordinates(torch.stack(x, 1))[:, i],
        sizes={},
    )

thm.rigid("the point has length 1")

thm.open("converse", "true: all 26 are stationary", listed)
thm.open(
    "swapped",
    "true: where a coordinate is 0 or 1 two of the equations leave listed points only, and s = 0 "
    "gives a = b = 0",
    listed,
)

thm.check(
    normal, listed,
    on=tensor_points.three_coordinates, draw=draws.near_stationary,
    implements=along, constructed=[length],
)  # fmt: skip


def measured(place, **wrong):
    """All quantities at the point."""
    value = {t: sympify(entry) for t, entry in zip(point, place, strict=True)}
    made = dict(zip("abc", (slope.subs(value) for slope in slopes), strict=True))
    return {**value, **made, "s": sum(entry**2 for entry in value.values()), **wrong}


for z in signs:
    thm.example(measured(at(z).values()), name=f"{z} over its length")
thm.example(measured([2, 3, 5]), name="off the sphere")
thm.needs(length, measured([0, 0, 0], s=1), breaks=listed)
thm.needs(along[0], measured(["3/5", 0, "4/5"], a=0), breaks=listed)
thm.needs(along[1], measured([0, "3/5", "4/5"], b=0), breaks=listed)
thm.needs(along[2], measured([2, 3, 5], c=0), breaks=normal)


def few(chosen):
    return Implies(stationary, one_of(chosen))


whole = [z for z in signs if all(z)]
thm.refutes("no zero coordinate", few(whole), measured(at((1, -1, 0)).values()), of=listed)
positive = [z for z in signs if min(z) >= 0]
thm.refutes("one sign only", few(positive), measured(at((1, 1, -1)).values()), of=listed)
thm.refutes(
    "orthogonal to the point everywhere", Eq(u * a + v * b + w * c, 0), measured([1, 1, 0]),
    of=normal,
)  # fmt: skip
