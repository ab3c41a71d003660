"""A slab rarely holds more than twice its share of the neurons.

Source   Escaping notes, section 3.7, Lemma 2, with the multiplicative Chernoff bound for Markov.
Claim    each of m independent neurons is in a slab with probability q  =>
         P(more than 2 q m of them are) <= exp(-m q / 3).
Covers   exact binomial tails for 1 <= m <= 4096 and q = 1/1024, ..., 1/2, enclosed.
Silent   on a derivation; other m and q rest on the citation.
"""

from sympy import exp

from lemmata import Theorem, cite
from models import gates
from strategies import gates as draws

thm = Theorem(
    "ntk.crowded_slab",
    supports=["ntk.perturbation"],
    sources=[cite("Escaping notes", "section 3.7")],
)
q, m = thm.positive("q m", "the probability of the slab; the width")
tail = thm.nonneg("tail", "P(Bin(m, q) > 2 q m)")
rare = thm.conclude("rare", tail <= exp(-m * q / 3))
thm.unproved(
    rare,
    because="the multiplicative Chernoff bound (Mitzenmacher and Upfal 2005, Theorem 4.4) needs "
    "moment generating functions; exact tails are enclosed instead",
)

thm.scales("width", q=-1, m=1)
thm.open(
    "constant",
    "a little more is true: the tail is at most exp(-(ln 4 - 1) m q), where ln 4 - 1 > 0.386, and, "
    "by Markov, at most m q; half of 1/3, and a little less, follow since exp increases",
    rare,
)
thm.open("strict", "true: exp(-(ln 4 - 1) m q) bounds the tail and is smaller for q > 0", rare)

thm.check(rare, on=gates.crowded_slab, draw=draws.crowds)
thm.example({"q": "1/2", "m": 4, "tail": 0}, name="all neurons are no more than twice the half")
thm.example({"q": "1/4", "m": 4, "tail": "13/256"}, name="three or four of four")
thm.example({"q": "49/100", "m": 1, "tail": "49/100"}, name="one neuron: more than half the bound")
thm.refutes("without the third", tail <= exp(-3 * m * q), {"q": "1/4", "m": 4, "tail": "13/256"})
