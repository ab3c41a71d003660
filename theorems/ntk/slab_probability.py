"""The probability of a slab around a hyperplane is at most its width times the largest density.

Source   Escaping notes, section 3.7, Lemma 2 (the density bound).
Claim    P(r) = P(|z| <= r), P(0) = 0, P'(r) <= 2 / root for all r  =>  P(r) <= 2 r / root.
         For a standard normal z, root = sqrt(2 pi): P(|<w, x>| <= R |x|) <= 2 R / sqrt(2 pi).
Covers   every law with a density of at most 1 / root; every r.
Silent   on lower bounds; the law of <w, x> / |x| is standard normal by rotation invariance.
"""

from sympy import Derivative, Eq, Le, Rational

from lemmata import Theorem, cite
from models import gates
from strategies import gates as draws

thm = Theorem(
    "ntk.slab_probability",
    supports=["ntk.perturbation"],
    sources=[cite("Escaping notes", "section 3.7")],
)
r = thm.time("r")
P = thm.functions("P", "P(|z| <= r)")
root = thm.positive("root", "the inverse of the largest density")
for term, name in {r: "R", P(r): "s", P(0): "nothing", Derivative(P(r), r): "density"}.items():
    thm.measure(term, name)

bounded = thm.assume("bounded", Derivative(P(r), r) <= 2 / root)
start = thm.assume("start", Eq(P(0), 0))
small = thm.conclude("small", P(r) <= 2 * r / root)


@thm.proof(small)
def no_more_than_the_slope(k):
    falling = k.combine(Le(Derivative(P(r), r) - 2 / root, 0), {bounded: 1})
    below = k.monotone(falling, P(r) - 2 * r / root)
    return k.combine(small, {below: 1, start: -1})


thm.scales("probability", P=1, root=-1)
thm.scales("radius", root=1, r=1)

thm.check(small, on=gates.slab, draw=draws.half_widths, constructed=[bounded, start])

uniform = {"P": lambda r: r, "root": 2}
thm.sharp(small, uniform, name="z uniform on [-1, 1], for r <= 1")
thm.needs(bounded, {"P": lambda r: 2 * r, "root": 2})
thm.needs(start, {"P": lambda r: 1, "root": 2})
thm.refutes("half of it", P(r) <= r / root, {"P": lambda r: Rational(3, 4) * r, "root": 2})
