"""A gradient step of ascent on the sphere gains an eighth of the squared gradient.

Source   Ma 2021, Theorem 2.6 with Theorem 5.2 (a step of the algorithm, made explicit).
Claim    f(z) >= f(x) + r h - 2 h^2 (geodesic_gain) for the step of length h = r / 4 along
         grad f(x), r = |grad f(x)|  =>  f(z) >= f(x) + r^2 / 8, and >= f(x) + alpha^2 / 8 where
         r >= alpha > 0.
Covers   every dimension and every n <= d; every iterate of runs from saddles of all sizes of
         support, from points near them, and from random points.
Silent   on points with a small gradient: see ascent_curvature_step.
"""

from sympy import Eq

from lemmata import Theorem, cite
from models import tensor_steps
from strategies import tensor_steps as draws

thm = Theorem(
    "tensor.ascent_gradient_step",
    supports=["ma.tensor-algo", "ma.thm-2.6"],
    sources=[cite("Ma 2021", "Theorem 2.6")],
)
F0, F1 = thm.nonneg("F0 F1", "f(x), f(z)")
r, h = thm.nonneg("r h", "|grad f(x)|, the length of the step")
alpha = thm.positive("alpha", "where the gradient counts as large")

length = thm.assume("length", Eq(4 * h, r))
quadratic = thm.assume("quadratic", F1 >= F0 + r * h - 2 * h**2)
large = thm.assume("large", r >= alpha)
gain = thm.conclude("gain", F1 >= F0 + r**2 / 8)
least = thm.conclude("least", F1 >= F0 + alpha**2 / 8)


@thm.proof(gain)
def a_quarter(k):
    return k.combine(gain, {quadratic: 1, length: r / 8 - h / 2})


@thm.proof(least)
def at_least_alpha(k):
    total = {quadratic: 1, length: r / 8 - h / 2, large: (r + alpha) / 8}
    return k.combine(least, total)


thm.scales("step length", F0=2, F1=2, r=1, h=1, alpha=1)

thm.open("room", "with h = (1 + u) r / 4 the gain loses u^2 r^2 / 8 only, 1e-18 of it", length)

thm.check(
    gain,
    least,
    on=tensor_steps.one_step,
    draw=draws.steps,
    constructed=[length, quadratic],
)

whole = {F0: 0, F1: "1/8", r: 1, h: "1/4", alpha: 1}
thm.sharp(gain, whole, name="phi'' = -4 throughout")
thm.example(whole, name="r = alpha")
thm.needs(length, {**whole, h: 1, F1: 0}, breaks=gain)
thm.needs(quadratic, {**whole, F1: 0}, breaks=gain)
thm.needs(large, {**whole, r: "1/2", h: "1/8", F1: "1/32"}, breaks=least)
thm.refutes("a sixth", F1 >= F0 + r**2 / 6, whole, of=gain)
thm.refutes("alpha^2 / 4", F1 >= F0 + alpha**2 / 4, whole, of=least)
