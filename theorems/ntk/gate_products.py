"""A product of two gates changes by no more than the gates do.

Source   Escaping notes, section 3.7, Lemma 2 (second step of the proof).
Claim    0 <= G <= 1, 0 <= h <= 1, |G - g| <= s, |H - h| <= t  =>  |G H - g h| <= s + t.
Covers   gates 0 and 1 and every value between; s, t may be indicators of slabs, so that the
         average over neurons of |G H - g h| is at most the two slabs' shares together.
Silent   on the sum over neurons and pairs of inputs (kernel_envelope).
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite
from models import gates
from strategies import gates as draws

thm = Theorem(
    "ntk.gate_products",
    supports=["ntk.perturbation"],
    sources=[cite("Escaping notes", "section 3.7")],
)
g, h, G, H = thm.nonneg("g h G H", "gates of two inputs; after the neuron has moved")
s, t = thm.nonneg("s t", "whether the neuron is in the slab of the first, second input")

up = thm.assume("up", G - g <= s)
down = thm.assume("down", g - G <= s)
other_up = thm.assume("other_up", H - h <= t)
other_down = thm.assume("other_down", h - H <= t)
gate = thm.assume("gate", G <= 1)
other_gate = thm.assume("other_gate", h <= 1)
above = thm.conclude("above", G * H - g * h <= s + t)
below = thm.conclude("below", g * h - G * H <= s + t)


@thm.proof(above)
def one_gate_at_a_time(k):
    return k.combine(above, {other_up: G, up: h, gate: t, other_gate: s})


@thm.proof(below)
def and_back(k):
    return k.combine(below, {other_down: G, down: h, gate: t, other_gate: s})


thm.rigid("gates are 0 or 1")
thm.open(
    "swapped",
    "true: G H <= G h + t <= g + h s + t and g h <= G h + s <= H + G t + s; G h - H g is at most "
    "G (h - H) + H (G - g) <= t + s for H <= 1 and at most h (G - g) <= s for H > 1",
    above,
    below,
)

thm.check(above, below, on=gates.gate_pairs, draw=draws.gate_pairs)

opens = {"g": 0, "h": 1, "G": 1, "H": 1, "s": 1, "t": 0}
closes = {"g": 1, "h": 1, "G": 0, "H": 1, "s": 1, "t": 0}
thm.sharp(above, opens, name="one gate opens")
thm.sharp(below, closes, name="one gate closes")
thm.needs(up, {**opens, "s": 0}, breaks=above)
thm.needs(down, {**closes, "s": 0}, breaks=below)
thm.needs(other_up, {"g": 1, "h": 0, "G": 1, "H": 1, "s": 0, "t": 0}, breaks=above)
thm.needs(other_down, {"g": 1, "h": 1, "G": 1, "H": 0, "s": 0, "t": 0}, breaks=below)
thm.needs(gate, {"g": 2, "h": 0, "G": 2, "H": 1, "s": 0, "t": 1}, breaks=above)
barely = Rational(1, 10**9)
over = {"g": 1 + barely, "h": 0, "G": 1 + barely, "H": 1, "s": 0, "t": 1}
thm.needs(gate, over, breaks=above, name="barely above 1")
nearly = {"g": 1, "h": 1, "G": 1, "H": 0, "s": 0, "t": 1 / (1 + barely)}
thm.needs(other_down, nearly, breaks=below, name="barely more than t")
# g and H need not be at most 1.
thm.example({"g": 1, "h": 0, "G": 1, "H": 2, "s": 0, "t": 2}, name="the second opens above 1")
thm.example({"g": 2, "h": 1, "G": 0, "H": 0, "s": 2, "t": 1}, name="both close, one from 2")
thm.needs(other_gate, {"g": 0, "h": 2, "G": 1, "H": 2, "s": 1, "t": 0}, breaks=above)
half = Rational(1, 2)
thm.refutes("half of it", G * H - g * h <= half * (s + t), opens, of=above)
thm.refutes("products do not shrink", Eq(g * h - G * H, 0), closes, of=below)
