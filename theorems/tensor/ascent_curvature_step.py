"""A step of ascent along positive curvature gains beta^3 / 384 where the gradient is small.

Source   Ma 2021, Theorem 2.6 with Theorem 5.2 (a step of the algorithm, made explicit).
Claim    f(z) >= f(x) + e h + c h^2 / 2 - 8/3 h^3 (geodesic_gain_curved) for the step of length
         h = beta / 8 along a unit tangent v with e = <v, grad f(x)> >= 0 and curvature
         c >= beta > 0  =>  f(z) >= f(x) + beta^3 / 384.
Covers   every dimension; starts exactly at saddles, where a gradient step does not move; every
         iterate with |grad f(x)| < alpha of runs from saddles, near them, and from random points.
Silent   on the best step; c itself instead of beta gains c^3 / 384. That there is such a v is in
         strict_saddle: the way to the nearest component.
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite
from models import tensor_steps
from strategies import tensor_steps as draws

thm = Theorem(
    "tensor.ascent_curvature_step",
    supports=["ma.tensor-algo", "ma.thm-2.6"],
    sources=[cite("Ma 2021", "Theorem 2.6")],
)
F0, F1 = thm.nonneg("F0 F1", "f(x), f(z)")
slope, curve = thm.real("slope curve", "first and second derivative along v")
h, r = thm.nonneg("h r", "the length of the step; |grad f(x)|")
alpha, beta = thm.positive("alpha beta", "small gradient; large curvature")

cubic = thm.assume("cubic", F1 >= F0 + slope * h + curve * h**2 / 2 - Rational(8, 3) * h**3)
length = thm.assume("length", Eq(8 * h, beta))
uphill = thm.assume("uphill", slope >= 0)
curved = thm.assume("curved", curve >= beta)
small = thm.assume("small", r < alpha)
gain = thm.conclude("gain", F1 >= F0 + beta**3 / 384)


@thm.proof(gain)
def an_eighth(k):
    b = beta
    parts = {cubic: 1, uphill: h, curved: h**2 / 2}
    # b h^2 / 2 - 8/3 h^3 - b^3 / 384 = (8 h - b) times a polynomial.
    parts[length] = -(h**2) / 3 + b * h / 48 + b**2 / 384
    return k.combine(gain, parts)


thm.superfluous(small, "it says where the algorithm takes this step")

thm.scales("step length", F0=3, F1=3, slope=2, curve=1, h=1, beta=1)
thm.scales("gradient", r=1, alpha=1)

thm.open(
    "room", "with h = (1 + u) beta / 8 the gain loses 3 u^2 of it only, which is 3e-18", length
)

thm.check(
    gain,
    on=tensor_steps.one_step,
    draw=draws.steps,
    constructed=[cubic, length, uphill],
)

whole = {F0: 0, F1: "1/384", slope: 0, curve: 1, h: "1/8", r: 0, alpha: 1, beta: 1}
thm.example(whole, name="phi''' = -16 throughout")
thm.needs(cubic, {**whole, F1: 0})
thm.needs(length, {**whole, h: 1, F1: 0})
thm.needs(uphill, {**whole, slope: -1, F1: 0})
thm.needs(curved, {**whole, curve: 0, F1: 0})
thm.refutes("beta^3 / 96", F1 >= F0 + beta**3 / 96, whole)
thm.refutes(
    "a gradient step is enough",
    F1 >= F0 + beta**3 / 384,
    {**whole, h: 0, F1: 0},
    given=[cubic, uphill, curved, small],
)
