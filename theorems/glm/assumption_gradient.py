"""Under Assumption 3.1 the gradient of the loss of one example is at most 2 B.

Source   Ma 2021, Assumption 3.1; constant derived here.
Claim    g = rho h x, rho = delta - e, |delta| <= 1, |e| <= 1, |h| <= 1, |x| <= B  =>  |g| <= 2 B.
Covers   every dimension; delta = sigma(<w, x>) - sigma(<w*, x>), in [-1, 1] as sigma has values in
         [0, 1]; e the noise; h = sigma'(<w, x>); g the gradient of (y - sigma(<w, x>))^2 / 2.
Silent   on the mean over the noise, where delta stands for rho: there |g| <= B.
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite, inner
from models import glm_assumption
from strategies import glm as draws

thm = Theorem(
    "glm.assumption_gradient",
    supports=["ma.assump-3.1"],
    sources=[cite("Ma 2021", "Assumption 3.1")],
)
d = thm.dimension("d")
x, g = thm.vector("x g", d, "an input, the gradient of its loss")
delta, e = thm.real("delta e", "difference of outputs, noise")
h = thm.real("h", "the derivative of the activation at <w, x>")
B = thm.nonneg("B", "bound on the lengths of inputs")
rho = delta - e

range_ = thm.assume("range", delta**2 <= 1)
noise = thm.assume("noise", e**2 <= 1)
slope = thm.assume("slope", h**2 <= 1)
ball = thm.assume("ball", inner(x, x) <= B**2)
chain = thm.assume("chain", Eq(g, rho * h * x))
bound = thm.conclude("bound", inner(g, g) <= 4 * B**2)


@thm.proof(bound)
def three_factors(k):
    n = inner(x, x)
    two = k.combine(rho**2 <= 4, {range_: 2, noise: 2}, squares=[(1, delta + e)])
    return k.combine(bound, {chain: -(g + rho * h * x), two: h**2 * n, slope: 4 * n, ball: 4})


thm.scales("inputs", B=1, g=1, x=1)
thm.invariant("rotation", d)
WEAK = (
    "true: |rho| <= 2 for every rho = p delta + q e with |p|, |q| <= 1, and a shorter g is within"
)
thm.open("constant", WEAK, chain)
thm.open("term dropped", WEAK, chain)
thm.open(
    "swapped", "true: |rho h| <= 2 for rho = e - delta, |(h - e) delta| and |(delta - h) e|", chain
)

thm.check(
    bound,
    on=glm_assumption.sample,
    draw=draws.samples,
    implements=[chain],
    constructed=[chain, ball],
)

NEAR = Rational(1, 10**10)


def at(delta, e, h=1, x=1, **others):
    """B = 1, in one dimension; the gradient follows."""
    made = {"delta": delta, "e": e, "h": h, "x": [x], "B": 1, "g": [(delta - e) * h * x]}
    return made | others


for sign in (1, -1):
    off = sign * (1 + NEAR)
    thm.sharp(bound, at(sign, -sign), name=f"delta = {sign}")
    thm.needs(range_, at(off, -sign), name=f"range, {sign}")
    thm.needs(noise, at(sign, -off), name=f"noise, {sign}")
    thm.needs(slope, at(sign, -sign, off), name=f"slope, {sign}")
    thm.needs(ball, at(sign, -sign, x=off), name=f"ball, {sign}")
    thm.needs(chain, at(sign, -sign, g=[2 * off]), name=f"chain, {sign}")
thm.example(at(0, 0, Rational(1, 4), x=3, B=5), name="the sigmoid at 0")
for length in (2, Rational(1, 2)):
    thm.sharp(bound, at(1, -1, x=length, B=length), name=f"B = {length}")
    wide = at(1, -1, B=length) | {"x": [length] * 2, "g": [2 * length] * 2}
    thm.needs(ball, wide, name=f"ball, another power of {length}")
thm.refutes("at most B, as in the mean", inner(g, g) <= B**2, at(1, -1))
