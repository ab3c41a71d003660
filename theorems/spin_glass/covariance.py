"""The covariance of the p-spin glass at two points of the sphere is N (<x, y> / N)^p.

Source   Bruna 2018, slide "Landscape of spherical spin glasses".
Claim    H_p(x) = N^(-(p - 1) / 2) sum_{i_1..i_p} J_{i_1..i_p} x_{i_1} ... x_{i_p}, and K(p) =
         E H_p(x) H_p(y). Uncorrelated J of mean square 1 leave K(p) = N^(1 - p) times the sum of
         all x_{i_1} y_{i_1} ... x_{i_p} y_{i_p}: one more index brings the factor <x, y> / N, and
         K(0) = N. So K(p) = N (<x, y> / N)^p, written out for even and odd p; the variance is
         N for |x|^2 = N.
Covers   every dimension and p, every N > 0, overlaps of any sign, all x and y; Gaussian or other
         couplings, of which two moments enter. The check averages products of energies over all
         outcomes of a law of uncorrelated signs, for p = 3 also those of the implementation.
Silent   on the law of H_p beyond two moments; on the step, which the check alone takes from J.
"""

from sympy import Eq, Le

from lemmata import Theorem, cite, inner
from models import spin_glass_points as glass
from strategies import spin_glass as draws

thm = Theorem(
    "spin_glass.covariance",
    catalogue=["spin.hamiltonian"],
    sources=[cite("Bruna 2018", "slide 'Landscape of spherical spin glasses'")],
)
d, p = thm.dimension("d"), thm.index("p")
x, y = thm.vector("x y", d, "two points")
N = thm.positive("N", "|x|^2")
K = thm.functions("K", "E H_p(x) H_p(y)")
for term, name in {
    p: "p", K(p): "K_p", K(p + 1): "K_next", K(0): "K_0", K(2 * p): "K_even", K(2 * p + 1): "K_odd",
}.items():  # fmt: skip
    thm.measure(term, name)
overlap = inner(x, y)
power = (overlap**2 / N**2) ** p

step = thm.assume("step", Eq(N * K(p + 1), overlap * K(p)))
start = thm.assume("start", Eq(K(0), N))
even = thm.conclude("even", Eq(K(2 * p), N * power))
odd = thm.conclude("odd", Eq(K(2 * p + 1), overlap * power))


@thm.proof(even)
def two_at_once(k):
    ratio, sides = overlap**2 / N**2, []
    first, then = (k.instantiate(step, {p: 2 * p + i}) for i in (0, 1))
    for s in (1, -1):
        parts = {first: -s * overlap / N**2, then: -s / N}
        each = k.combine(Le(s * K(2 * p + 2), s * ratio * K(2 * p)), parts)
        bound = k.geometric(each, s * K(2 * p), ratio)
        side = Le(s * K(2 * p), s * N * power)
        sides.append(k.combine(side, {bound: 1, start: -s * power}))
    return k.squeeze(*sides)


@thm.proof(odd)
def once_more(k):
    last = k.instantiate(step, {p: 2 * p})
    return k.combine(odd, {last: 1 / N, two_at_once(k): overlap / N})


thm.scales("energy", K=1, N=1, y=1)
thm.scales("points", x=1, y=-1)
thm.invariant("rotation", d)
thm.limit("no index", {p: 0}, even, Eq(K(0), N))
thm.limit("one index", {p: 0}, odd, Eq(K(1), overlap))

thm.check(even, odd, on=glass.averaged, draw=draws.pairs, constructed=[step, start])

at = glass.exact_covariance
point = at([1, 1, 1], [1, -1, -1])
thm.example(point, name="overlap -1/3")
thm.example(at([1, 1], [1, 1]), name="y = x: the variance is N")
thm.example(at([1, 1], [1, -1]), name="orthogonal: uncorrelated for p > 0")
thm.needs(step, {**point, "K": lambda p: 3}, breaks=odd)
thm.needs(start, {**point, "K": lambda p: 0}, breaks=even)
thm.refutes("N^(-p/2): the variance is 1", Eq(K(2 * p), power), point, of=even)
thm.refutes("the overlap not divided by N", Eq(K(2 * p), N * overlap ** (2 * p)), point, of=even)
thm.refutes("even in the overlap", Eq(K(2 * p + 1), N * power), point, of=odd)
