"""Slopes in [gamma, kappa] on a segment bound how far an activation moves along it.

Source   Ma 2021, section 3.1 (the display "by the mean value theorem").
Claim    gamma <= sigma' <= kappa on [a, a + r], D = sigma(a + r) - sigma(a)  =>
         D r >= gamma r^2,  D^2 <= kappa D r.
Covers   every activation; the segment from <w, x> to <w*, x> in either order, as both D and r
         change sign; for |w|, |w*| <= R and |x| <= B it lies in [-BR, BR]. gamma = 0 is allowed.
         For S = E sigma(<w, x>) <u, x> along a ray, `secant` is a lemma of restricted_secant_ray.
Silent   on points outside the segment: the least slope on [-BR, BR] says nothing there.
"""

from functools import partial

from sympy import Derivative, Eq, Ge, Le, Rational

from lemmata import Theorem, cite
from models import glm_activations
from strategies import glm as draws

thm = Theorem(
    "glm.mean_value",
    supports=["ma.glm-derivs", "ma.thm-3.2"],
    sources=[cite("Ma 2021", "section 3.1")],
)
r = thm.time("r")
S, h = thm.functions("S h", "sigma(a + r) and sigma'(a + r)")
gamma = thm.nonneg("gamma", "bound below on the slope")
kappa = thm.positive("kappa", "bound above on the slope")
for term, name in {
    r: "r", S(r): "S_r", S(0): "S_0", h(r): "h_r", Derivative(S(r), r): "S_dot"
}.items():  # fmt: skip
    thm.measure(term, name)
D = S(r) - S(0)

slope = thm.assume("slope", Eq(Derivative(S(r), r), h(r)))
steep = thm.assume("steep", h(r) >= gamma)
flat = thm.assume("flat", h(r) <= kappa)
secant = thm.conclude("secant", D * r >= gamma * r**2)
square = thm.conclude("square", D**2 <= kappa * D * r)


def rises(k):
    falls = k.combine(Le(gamma - Derivative(S(r), r), 0), {slope: 1, steep: 1})
    return k.combine(Ge(D - gamma * r, 0), {k.monotone(falls, gamma * r - S(r)): 1})


@thm.proof(secant)
def integrate_the_least_slope(k):
    return k.combine(secant, {rises(k): r})


@thm.proof(square)
def integrate_the_largest_slope(k):
    falls = k.combine(Le(Derivative(S(r), r) - kappa, 0), {slope: -1, flat: 1})
    positive = k.combine(Ge(D, 0), {rises(k): 1}, [(gamma * r, 1)])
    return k.combine(square, {k.monotone(falls, S(r) - kappa * r): D}, signs=[positive])


thm.scales("values", S=1, h=1, gamma=1, kappa=1)
thm.scales("argument", r=1, h=-1, gamma=-1, kappa=-1)

thm.check(
    secant,
    square,
    on=glm_activations.segment,
    draw=draws.segments,
    constructed=[slope, steep, flat],
)

line = partial(dict, gamma=2, kappa=2, S=lambda r: 2 * r + 5, h=lambda r: 2)
thm.sharp(secant, line(), name="an affine activation")
thm.sharp(square, line(), name="an affine activation, from above")
thm.example(line(gamma=0, S=lambda r: 3, h=lambda r: 0), name="a plateau")
bent = line(gamma=1, kappa=3, S=lambda r: r + r / (1 + r), h=lambda r: 1 + 1 / (1 + r) ** 2)
thm.example(bent, name="slopes from 2 to 1")
thm.needs(slope, line(S=lambda r: r), breaks=secant)
thm.needs(slope, line(S=lambda r: 3 * r), breaks=square, name="slope, from above")
thm.needs(steep, line(S=lambda r: r, h=lambda r: 1), breaks=secant)
thm.needs(steep, line(S=lambda r: -r, h=lambda r: -1), breaks=square, name="decreasing")
thm.needs(flat, line(S=lambda r: 3 * r, h=lambda r: 3), breaks=square)
for near in (Rational(1, 10**10), -Rational(1, 10**10)):
    off = line(S=lambda r, f=2 + near: f * r, h=lambda r, f=2 + near: f)
    hypothesis, fails = (flat, square) if near > 0 else (steep, secant)
    thm.needs(hypothesis, off, breaks=fails, name=f"{hypothesis.name}, barely")
thm.refutes("twice the least slope", D * r >= 2 * gamma * r**2, line(), of=secant)
thm.refutes("half of the largest", D**2 <= kappa * D * r / 2, line(), of=square)
