"""At stationary points of the sphere the ambient gradient of the 4-tensor is radial and not 0.

Source   Ma 2021, Theorem 2.6 (why grad f and Hess f must replace the ambient derivatives).
Claim    N = 4 D D x the ambient gradient, G = N - <x, N> x = 0 (grad f on the unit sphere)  =>
         N = 4 f(x) x and |N|^2 = 16 f(x)^2.
Covers   every dimension and n <= d. For n = d, f(x) >= 1/d: the ambient gradient never vanishes on
         the sphere, it is 4 a at a maximum a, and |N| <= alpha < 4 / d holds nowhere.
Silent   on the general statement for manifolds, which the source gives informally.
"""

from sympy import Eq

from lemmata import Theorem, cite, inner, zero
from models import tensor_points
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.euclidean_gradient",
    supports=["ma.thm-2.6"],
    sources=[cite("Ma 2021", "Theorem 2.6")],
)
d = thm.dimension("d")
x = thm.vector("x", d, "the stationary point")
N, G = thm.vector("N G", d, "the ambient and the Riemannian gradient")
D = thm.operator("D", d, "the coordinates, sum_i <a_i, x> a_i a_i'")
thm.measure(N, "euclidean_gradient")
thm.measure(G, "gradient")
F = tensor_points.value(D, x)

ambient = thm.assume("ambient", Eq(N, 4 * D * D * x))
projected = thm.assume("projected", Eq(G, N - inner(x, N) * x))
critical = thm.assume("critical", Eq(G, zero(G)))
radial = thm.conclude("radial", Eq(N, 4 * F * x))
size = thm.conclude("size", Eq(inner(N, N), 16 * F**2))


def level(k):
    return k.combine(Eq(inner(x, N), 4 * F), {ambient: x})


@thm.proof(radial)
def no_tangent_part(k):
    return k.combine(radial, {projected: -1, critical: 1, level(k): x})


@thm.proof(size)
def length_of_the_radius(k):
    along = k.combine(
        Eq(inner(N, N), 4 * F * inner(x, N)), {projected: -N, critical: N, level(k): inner(x, N)}
    )
    return k.combine(size, {along: 1, level(k): 4 * F})


thm.scales("coordinates", N=2, G=2, D=1)
thm.invariant("rotation", d)

thm.open("term dropped", "without <x, N> x: true, N = G = 0 and 4 f(x) = <x, N> = 0", projected)
thm.open("swapped", "N and G: true, N = G - <x, G> x = 0 and 4 f(x) = <x, N> = 0", projected)

thm.check(
    radial,
    size,
    on=tensor_points.ambient,
    draw=draws.stationary,
    implements=[ambient, projected],
    constructed=[critical],
)

at = tensor_points.exact_ambient
maximum, saddle = at([1, 0]), at([1, -1])
thm.example(maximum, name="a maximum")
thm.example(saddle, name="a saddle")
thm.needs(ambient, {**maximum, N: [8, 0]}, breaks=radial)
thm.needs(projected, at([3, 4], G=[0, 0]), breaks=radial)
no_value = {x: [1, 0], D: [[0, 0], [1, 1]], N: [0, 4], G: [0, 0]}
thm.needs(projected, no_value, breaks=radial, name="f(x) = 0: G = -<x, N> x")
thm.needs(critical, at([3, 4]), breaks=radial)
thm.refutes("0, as for a minimum in space", Eq(N, zero(N)), maximum, of=radial)
thm.refutes("length 4 everywhere", Eq(inner(N, N), 16), saddle, of=size)
