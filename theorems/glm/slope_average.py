"""An activation whose slope grows at the rate 1 at most rises by at most h r + r^2 / 2.

Source   Ma 2021, equation (3.2), strengthened: a step of weak_quasi_convexity_constant.
Claim    sigma'' <= 1 on [a, a + r], h = sigma'(a)  =>  sigma(a + r) - sigma(a) <= h r + r^2 / 2.
Covers   every activation with sigma'' <= 1; to the left of a, with -sigma(a - r) for sigma(a + r).
Silent   on r > 1 - h, where sigma' <= 1 gives more.
"""

from functools import partial

from sympy import Derivative, Eq, Le, Rational

from lemmata import Theorem, cite
from models import glm_activations
from strategies import glm as draws

thm = Theorem(
    "glm.slope_average",
    supports=["ma.thm-3.2-const"],
    sources=[cite("Ma 2021", "equation (3.2)")],
)
r = thm.time("r")
S, h, b = thm.functions("S h b", "sigma(a + r) and its first two derivatives")
for term, name in {
    r: "r", S(r): "S_r", S(0): "S_0", h(r): "h_r", h(0): "h_0", b(r): "b_r",
    Derivative(S(r), r): "S_dot", Derivative(h(r), r): "h_dot",
}.items():  # fmt: skip
    thm.measure(term, name)

slope = thm.assume("slope", Eq(Derivative(S(r), r), h(r)))
bend = thm.assume("bend", Eq(Derivative(h(r), r), b(r)))
slow = thm.assume("slow", b(r) <= 1)
rise = thm.conclude("rise", S(r) - S(0) <= h(0) * r + r**2 / 2)


@thm.proof(rise)
def integrate_twice(k):
    bent = k.combine(Le(Derivative(h(r), r) - 1, 0), {bend: -1, slow: 1})
    steep = k.monotone(bent, h(r) - r)
    climbs = k.combine(Le(Derivative(S(r), r) - h(0) - r, 0), {slope: -1, steep: 1})
    return k.combine(rise, {k.monotone(climbs, S(r) - h(0) * r - r**2 / 2): 1})


thm.scales("curve", S=2, h=1, r=1)

thm.open("constant", "true for factors from 0 to 1: they keep h' <= 1", bend)

thm.check(
    rise, on=glm_activations.segment, draw=draws.curved_segments, constructed=[slope, bend, slow]
)

at = partial(dict, S=lambda r: r**2 / 2, h=lambda r: r, b=lambda _: 1)
thm.sharp(rise, at(), name="t^2 / 2 from 0")
for a in (2, -2):
    moved = at(S=lambda r, a=a: r**2 / 2 + a * r + 5, h=lambda r, a=a: r + a)
    thm.sharp(rise, moved, name=f"t^2 / 2 from {a}")
thm.example(at(S=lambda r: r, h=lambda _: 1, b=lambda _: 0), name="affine")
thm.needs(slope, at(S=lambda r: r**2))
thm.needs(bend, at(S=lambda r: r**2, h=lambda r: 2 * r))
thm.needs(slow, at(S=lambda r: r**2, h=lambda r: 2 * r, b=lambda _: 2))
more = 1 + Rational(1, 10**10)
fast = at(S=lambda r: more * r**2 / 2, h=lambda r: more * r, b=lambda _: more)
thm.needs(slow, fast, name="slow, barely")
for f in (1 + e for e in (Rational(1, 10**9), Rational(1, 1000))):
    wrong = {"S": lambda r, f=f: f * r**2 / 2}
    thm.needs(slope, at(**wrong), name=f"slope times {f}")
    thm.needs(bend, at(**wrong, h=lambda r, f=f: f * r), name=f"bend times {f}")
    falling = {"h": lambda r: r - 5, "S": lambda r, f=f: (2 - f) * (r**2 / 2 - 5 * r)}
    thm.needs(slope, at(**falling), name=f"slope times {2 - f}")
thm.refutes("without the square", S(r) - S(0) <= h(0) * r, at())
thm.refutes("r^2 / 4", S(r) - S(0) <= h(0) * r + r**2 / 4, at())
