"""No constant makes the risk of a saturating activation weakly quasi-convex on the whole line.

Source   Ma 2021, Theorem 3.2, for the domain that its statement leaves out.
Claim    sigma(t) = 1/2 + t / (2 sqrt(1 + t^2)), x = +-1 equally likely, w* = 0, no noise  =>
         (1 + w^2) L'(w) (w - w*) = 2 (L(w) - L(w*)); so L'(w) (w - w*) < tau (L(w) - L(w*)) where
         w != 0 and tau (1 + w^2) > 2, far enough for any tau > 0.
Covers   every w on the line, z = sqrt(1 + w^2), D = sigma(w) - sigma(0), h = sigma'(w), by symmetry
         the same for both inputs; an activation with all that Assumption 3.1 asks for.
Silent   on other activations: the sigmoid decays faster.
"""

from sympy import Eq, Gt, Implies, Lt, Rational

from lemmata import Theorem, cite
from models import glm_secants
from strategies import glm as draws

thm = Theorem(
    "glm.weak_quasi_convexity_fails",
    supports=["ma.thm-3.2"],
    sources=[cite("Ma 2021", "Theorem 3.2")],
)
w, D, g = thm.real("w D g", "the weight; sigma(w) - sigma(0); L'(w)")
z, h, tau = thm.positive("z h tau", "sqrt(1 + w^2), sigma'(w), a constant of weak quasi-convexity")
V = thm.nonneg("V", "L(w) - L(w*)")

root = thm.assume("root", Eq(z**2, 1 + w**2))
value = thm.assume("value", Eq(D, w / (2 * z)))
slope = thm.assume("slope", Eq(h, 1 / (2 * z**3)))
chain = thm.assume("chain", Eq(g, D * h))
risk = thm.assume("risk", Eq(V, D**2 / 2))
ratio = thm.conclude("ratio", Eq((1 + w**2) * g * w, 2 * V))
far = Gt(tau * (1 + w**2) * V, 2 * V)
fails = thm.conclude("fails", Implies(far, Lt(g * w, tau * V)))


@thm.proof(ratio)
def one_fraction(k):
    """With w = 2 z D: (1 + w^2) D h w = z^2 D w / (2 z^3) = D w / (2 z) = D^2."""
    square = 1 + w**2
    parts = {
        chain: square * w, slope: square * D * w, root: -D * w / (2 * z**3), value: -D, risk: -2,
    }  # fmt: skip
    return k.combine(ratio, parts)


@thm.proof(fails)
def a_small_ratio(k):
    beyond = k.assume(far)
    lower = k.combine(fails.relation.args[1], {beyond: 1, one_fraction(k): -1}, scale=1 + w**2)
    return k.discharge(lower, far)


thm.rigid("the activation and the inputs fix all units")

thm.open("swapped", "the same equation, where it has a value", value)
thm.open("converse", "true: by `ratio` the two sides differ by the factor 1 + w^2", fails)
thm.open("swapped", "true: |g| <= |w| and g (1 + w^2) = w / (4 z^2) < 2", fails)

thm.check(
    ratio, fails, on=glm_secants.saturating, draw=draws.far_points, implements=[chain, risk],
    constructed=[root, value, slope, chain, risk],
)  # fmt: skip


def at(w, z, tau=1, **wrong):
    w, z = Rational(w), Rational(z)
    D, h = w / (2 * z), 1 / (2 * z**3)
    return {"w": w, "z": z, "D": D, "h": h, "g": D * h, "V": D**2 / 2, "tau": tau} | wrong


near, left, out = at("3/4", "5/4"), at("-4/3", "5/3"), at("63/16", "65/16", tau="1/8")
thm.example(near, name="w = 3/4")
thm.example(left, name="w = -4/3")
thm.example(out, name="w = 63/16, where tau = 1/8 is too much")
barely = Rational(32, 25) * (1 + Rational(1, 10**10))
thm.example(at("3/4", "5/4", tau=barely), name="tau barely above 2 / (1 + w^2)")
thm.example(at(0, 1, tau=5), name="at the truth")
thm.needs(root, at("3/4", 2), breaks=ratio)
thm.needs(root, at("3/4", "1/2", tau=2), breaks=fails, name="root, for fails")
thm.needs(value, {**near, "D": "1/2", "g": near["h"] / 2, "V": "1/8"}, breaks=ratio)
thm.needs(slope, {**near, "h": "1/2", "g": near["D"] / 2}, breaks=ratio)
thm.needs(slope, {**out, "h": "1/2", "g": out["D"] / 2}, breaks=fails, name="no saturation")
thm.needs(chain, {**near, "g": 1}, breaks=ratio)
thm.needs(risk, {**near, "V": 1}, breaks=ratio)
thm.refutes("without 1 + w^2", Eq(g * w, 2 * V), near, of=ratio)
thm.refutes("weakly quasi-convex with tau", Implies(far, g * w >= tau * V), out, of=fails)
sooner = Implies(Gt(tau * (1 + w**2) * V, V), Lt(g * w, tau * V))
thm.refutes("from tau (1 + w^2) > 1 on", sooner, near, of=fails)
