"""A power lies above its tangents, which is why roots of the gap are concave.

Source   Bruna 2018, Comments, condition 2 (Lojasiewicz; the step is not shown).
Claim    h, h1 >= 0, p = 0, 1, 2, ...  =>  h^(p + 1) - h1^(p + 1) <= (p + 1) h^p (h - h1).
Covers   every natural p, by induction; h = 0 and h1 = 0. With s = h^(p + 1), t = h1^(p + 1) and
         a = p / (p + 1): s - t <= s^a (s^(1 - a) - t^(1 - a)) / (1 - a), the tangent of s^(1 - a).
Silent   on other exponents a in [0, 1). Near the limit, where gaps are below 1, any a may be
         replaced by a larger one of the form p / (p + 1).
"""

from sympy import Le, Rational

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.power_tangent",
    supports=["saddle.limit-lojasiewicz"],
    sources=[cite("Bruna 2018", "Comments, condition 2")],
)
p = thm.index("p")
h, h1 = thm.nonneg("h h1", "two numbers, such as roots of successive gaps")
thm.measure(p, "p")
thm.measure(p + 1, "p1")

tangent = thm.conclude("tangent", Le(h ** (p + 1) - h1 ** (p + 1), (p + 1) * h**p * (h - h1)))


@thm.proof(tangent)
def induction(k):
    # For the excess e(p): e(p + 1) = h1 e(p) - (p + 1) h^p (h - h1)^2, and e(0) = 0.
    excess = h ** (p + 1) - h1 ** (p + 1) - (p + 1) * h**p * (h - h1)
    following = excess.xreplace({p: p + 1})
    step = k.combine(Le(following, h1 * excess), squares=[((p + 1) * h**p, h - h1)])
    return k.combine(tangent, {k.geometric(step, excess, h1): 1})


thm.scales("root of the gap", h=1, h1=1)
thm.open(
    "swapped", "the claim is for all h and h1, so that it is its own mutant by renaming", tangent
)

thm.check(tangent, on=model.tangent, draw=draws.powers)

thm.sharp(tangent, {h: 2, h1: 2}, name="at the point of contact")
thm.sharp(tangent, {h: 1, h1: 1}, name="at 1")
drop, unit = h ** (p + 1) - h1 ** (p + 1), {h: 1, h1: 0}
thm.refutes("the factor p", Le(drop, p * h**p * (h - h1)), unit)
thm.refutes("the tangent at the other end", Le(drop, (p + 1) * h1**p * (h - h1)), unit)
close = Rational(1, 10**10)
for side, more, h1_at in (("steeper", 3, 1 + close), ("flatter", -3, 1 - close)):
    slope = (p + 1 + more * p * close) * h**p
    thm.refutes(f"slightly {side}", Le(drop, slope * (h - h1)), {h: 1, h1: h1_at}, given=())
