"""Under the whole of Assumption 3.1 the constant 2 gamma of weak quasi-convexity is not the best.

Source   Ma 2021, equation (3.2), strengthened; constants derived here.
Claim    h = sigma'(<w, x>) >= gamma, t = <w - w*, x>, D = sigma(<w, x>) - sigma(<w*, x>),
         (1 + (1 - h)^2 / 2) D^2 <= D t at every input  =>
         <grad L(w), w - w*> >= gamma (3 - 2 gamma + gamma^2) (L(w) - L(w*)).
Covers   every dimension; finite distributions of weights p >= 0, with the sums U of p h D t and V
         of p D^2 / 2 over the inputs before k (see weak_quasi_convexity). The bound on D^2 follows
         from |sigma'|, |sigma''| <= 1 and the range [0, 1] (secant_gap). For gamma <= 1/2 the
         constant is at least (9/4) gamma (assumption_constants); it is 3 gamma for gamma -> 0.
Silent   on an activation that attains it: equality has D = 1, all of the range between w* and w.
         Without |sigma''| <= 1 the constant 2 gamma is sharp, see weak_quasi_convexity.
"""

from functools import partial

from sympy import Eq, Ge, Le, Rational, S

from lemmata import Theorem, cite
from models import glm
from strategies import glm as draws

thm = Theorem(
    "glm.weak_quasi_convexity_constant",
    catalogue=["ma.thm-3.2-const"],
    sources=[cite("Ma 2021", "Theorem 3.2"), cite("Ma 2021", "equation (3.2)")],
)
k_ = thm.index("k")
p = thm.functions("p", "the weight of the input k", nonnegative=True)
D, t = thm.functions("D t", "difference of the outputs at w and w*; <w - w*, x_k>")
h = thm.functions("h", "the slope at <w, x_k>")
U = thm.functions("U", "<grad L(w), w - w*>, summed over the inputs before k")
V = thm.functions("V", "L(w) - L(w*), summed over the inputs before k", nonnegative=True)
gamma = thm.nonneg("gamma", "bound below on the slopes at <w, x>")
thm.measure(k_, "k")
for f in (p, D, t, h, U, V):
    thm.measure(f(k_), f"{f}_k")
for f in (U, V):
    thm.measure(f(k_ + 1), f"{f}_next")
    thm.measure(f(0), f"{f}_0")


def tau(slope):
    return slope * (3 - 2 * slope + slope**2)


slopes = thm.assume("slopes", h(k_) >= gamma)
secant = thm.assume("secant", (1 + (1 - h(k_)) ** 2 / 2) * D(k_) ** 2 <= D(k_) * t(k_))
first = thm.assume("first", Eq(U(0), 0))
none = thm.assume("none", Eq(V(0), 0))
pull = thm.assume("pull", Eq(U(k_ + 1), U(k_) + p(k_) * h(k_) * D(k_) * t(k_)))
excess = thm.assume("excess", Eq(V(k_ + 1), V(k_) + p(k_) * D(k_) ** 2 / 2))
better = thm.conclude("better", U(k_) >= tau(gamma) * V(k_))


@thm.proof(better)
def input_by_input(k):
    weight, slope = p(k_) * D(k_) ** 2 / 2, h(k_)
    steep = k.combine(Ge(slope, 0), {slopes: 1}, [(gamma, 1)])
    # tau(h) - tau(gamma) = (h - gamma) (3/4 (h + gamma - 4/3)^2 + (h - gamma)^2 / 4 + 5/3)
    growth = Rational(3, 4) * (slope + gamma - Rational(4, 3)) ** 2
    growth += (slope - gamma) ** 2 / 4 + Rational(5, 3)
    behind = tau(gamma) * V(k_) - U(k_)
    parts = {slopes: weight * growth, secant: p(k_) * slope, pull: 1, excess: -tau(gamma)}
    step = k.combine(Le(behind.subs(k_, k_ + 1), behind), parts, signs=[steep])
    return k.combine(better, {k.geometric(step, behind, 1): 1, first: 1, none: -tau(gamma)})


thm.scales("weights", p=1, U=1, V=1)
thm.scales("rise and distance", D=1, t=1, p=-2)
thm.open("constant", "true for larger factors: U >= 0 grows", pull)
thm.open("constant", "true for smaller factors: V >= 0 falls", excess)
thm.open("term dropped", "true: V >= 0 falls", excess)
thm.open("constant", "weaker for factors below 1: tau(gamma) >= 0 and V >= 0", better)

thm.check(
    better, on=glm.running, draw=draws.curved,
    constructed=[slopes, secant, first, none, pull, excess],
)  # fmt: skip


NEAR = Rational(1, 10**10)
at = partial(glm.exact_inputs, gamma="1/2")
full = at(1, "9/8", "1/2")
alone = at(1, "9/8", "1/2", single=True)
thm.sharp(better, full, name="gamma = 1/2, a rise of 1")
rare = at(-1, Rational(-29801, 20000), "1/100", gamma="1/100")
thm.sharp(better, rare, name="gamma = 1/100, towards the left")
thm.sharp(better, at(1, "3/2", 2, gamma=2), name="gamma = 2, beyond the assumption")
limit = at("83/100", "23/20", "1/5", gamma="1/5")
thm.example(limit, name="sigma from 0 to 1 on [-1, 1]: slopes 1, then falling to 1/5, 1/5 before")
thm.example(at(0, 0, 1), name="at the truth")
thm.needs(slopes, at(1, "3/2", Rational(1, 4)))
less = Rational(1, 2) - NEAR
thm.needs(slopes, at(1, 1 + (1 - less) ** 2 / 2, less), name="slopes, barely")
thm.needs(secant, at(1, 1, "1/2"), name="slope 1, then 1/2 at once")
thm.needs(secant, at(1, Rational(9, 8) - NEAR, "1/2"), name="secant, barely")
thm.needs(secant, at(1, Rational(3, 2) - NEAR, 2, gamma=2), name="secant, barely, h = 2")
thm.needs(secant, at(1, 2, 3, gamma=3), name="secant, h = 3")
thm.needs(secant, at(1, Rational(33, 32), "1/4", gamma="1/4"), name="secant, h for 1 - h")
thm.needs(secant, at(-1, "9/8", "1/2"), name="an activation that falls")
thm.needs(first, {**full, "U": lambda k: full["U"](k) - 1})
thm.needs(none, {**full, "V": lambda k: full["V"](k) + 1})
for name, U_ in glm.exact_sums("9/16", larger=False).items():
    thm.needs(pull, {**alone, "U": U_}, name=f"pull, {name}")
for name, V_ in glm.exact_sums("1/2", larger=True).items():
    thm.needs(excess, {**alone, "V": V_}, name=f"excess, {name}")
lost = {"U": lambda k: (S.Half**k - S.Zero**k) * Rational(9, 16)}
thm.needs(pull, {**full, **lost}, name="pull, the last term")
for size, wrong in ((2, 4), (Rational(1, 4), Rational(1, 8))):
    other = at(size, size * Rational(9, 8), "1/2", single=True)
    other["V"] = lambda k, wrong=wrong: wrong * (1 - S.Zero**k)
    thm.needs(excess, other, name=f"excess, {wrong} for D = {size}")
thm.refutes("3 gamma", U(k_) >= 3 * gamma * V(k_), rare)
