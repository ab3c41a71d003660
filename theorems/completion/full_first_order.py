"""With all entries observed, stationarity along x ties the length of x to its correlation with z.

Source   Ma 2021, Claim 1f and equation (4.10).
Claim    g(x) = |z z' - x x'|_F^2 / 2  =>  <x, grad g(x)> = 2 (|x|^4 - <x, z>^2), and so
         <x, grad g(x)> = 0 <=> <x, z>^2 = |x|^4.
Covers   every dimension; any z and x: neither |z| = 1 nor x in B nor the whole gradient is needed.
Silent   on the length itself: 0, +-z and (z + w) / 2 for w orthogonal to z, |w| = |z|, satisfy it.
"""

from sympy import Eq, Equivalent

from lemmata import Gradient, Theorem, cite, inner
from models import completion, pca
from strategies import completion as draws

thm = Theorem(
    "completion.full_first_order",
    catalogue=["ma.claim-1f"],
    sources=[cite("Ma 2021", "Claim 1f"), cite("Ma 2021", "equation (4.10)")],
)
d = thm.dimension("d")
z, x = thm.vector("z x", d, "the truth, the point")
g = pca.term(z * z.T, x)
grad = Gradient(g, x)
thm.measure(grad, "gradient")
a, b = inner(x, x), inner(x, z)
flat, balanced = Eq(inner(x, grad), 0), Eq(b**2, a**2)

slope = thm.conclude("slope", Eq(inner(x, grad), 2 * (a**2 - b**2)))
claim = thm.conclude("claim", Equivalent(flat, balanced))


@thm.proof(slope)
def along_x(k):
    formula = k.gradient(g, x, 2 * (a * x - b * z))
    return k.combine(slope, {formula: x})


@thm.proof(claim)
def both_ways(k):
    formula = along_x(k)
    forward = k.combine(balanced, {formula: "1/2", k.assume(flat): "-1/2"})
    back = k.combine(flat, {formula: 1, k.assume(balanced): -2})
    return k.iff(k.discharge(forward, flat), k.discharge(back, balanced))


thm.scales("argument", z=1, x=1)
thm.invariant("rotation", d)

thm.open("swapped", "true: an identity in z and x, under either name", slope, claim)

thm.check(slope, claim, on=completion.full, draw=draws.pairs)

at = {z: ["3/5", "4/5"], x: [1, 0]}
thm.example(at, name="not balanced")
thm.example({z: [1, 1], x: [0, 1]}, name="(z + w) / 2")
thm.example({z: [1, 2], x: [-1, -2]}, name="-z")
printed = Eq(inner(x, grad), b**2 - a**2)
thm.refutes("as printed, neither sign nor factor", printed, at, of=slope)
thm.refutes("at every point", balanced, {z: [1, 0], x: ["1/2", 0]}, of=claim)
thm.refutes("<x, z> = |x|^2", Equivalent(flat, Eq(b, a)), {z: [1, 2], x: [-1, -2]}, of=claim)
thm.erratum(
    cite("Ma 2021", "equation (4.10)"),
    printed="<x, grad g(x)> = <x, (z z' - x x') x>",
    corrected="<x, grad g(x)> = -2 <x, (z z' - x x') x>; what follows from 0 is unaffected",
    false=printed,
    true=slope,
    at=at,
)
