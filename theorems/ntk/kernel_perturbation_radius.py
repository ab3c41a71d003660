"""Chernoff's bound allows a radius larger by n / (2 delta) than Markov's inequality does.

Source   Escaping notes, section 3.7, Lemma 2, with the multiplicative Chernoff bound.
Claim    w_k iid N(0, I), |x_i| <= C, radius L = sqrt(pi / 2) lam0 / (16 n C^2), so that a neuron is
         in a given slab with probability at most q = lam0 / (16 n C^2); n exp(-m q / 3) <= delta,
         that is m >= (48 n C^2 / lam0) log(n / delta)  =>  with probability at least 1 - delta
         every slab holds at most 2 q m neurons, and then |H(u) - H(w)|_2 <= lam0 / 4 for all u
         with |u_k - w_k| <= L.
Covers   every width, n and d; all moves at once.
Silent   on the bound |H(u) - H(w)|_2 <= 2 n C^2 max s_i (gate_products, operator_norm_bound).
"""

from sympy import Rational, exp, pi, sqrt

from lemmata import Theorem, cite
from models import random_networks

thm = Theorem(
    "ntk.kernel_perturbation_radius",
    supports=["ntk.perturbation"],
    sources=[cite("Escaping notes", "section 3.7")],
)
n, m, delta, q, L = thm.positive(
    "n m delta q L", "inputs; width; failure rate; lam0 / (16 n C^2); the radius"
)
tail, s = thm.nonneg("tail s", "P(Bin(m, q) > 2 q m); the largest share of neurons in a slab")
p, more = thm.nonneg("p more", "P(s > 2 q), P(s > q)")

chernoff = thm.assume("chernoff", tail <= exp(-m * q / 3))
union = thm.assume("union", p <= n * tail)
wide = thm.assume("wide", n * exp(-m * q / 3) <= delta)
rare = thm.conclude("rare", p <= delta)


@thm.proof(rare)
def union_of_slabs(k):
    return k.combine(rare, {union: 1, chernoff: n, wide: 1})


thm.known(chernoff, "multiplicative Chernoff bound: crowded_slab")
thm.known(union, "union bound over the slabs of the inputs")

thm.scales("width", m=1, q=-1, s=-1)
thm.open(
    "constant",
    "a faster decay makes the bound smaller and a slower one the width larger: the hypothesis "
    "follows, since exp increases, which the kernel does not use",
    chernoff,
    wide,
)

thm.event(p, s > 2 * q)
thm.event(more, s > q)
two = {"n": 2, "delta": Rational(1, 4), "q": Rational(1, 64)}  # lam0 = 1/2, C = 1
thm.sample(
    rare,
    on=random_networks.slab_shares,
    at=[{**two, "L": sqrt(pi / 2) / 64, "m": 400}],
    draws=400,
    constructed=[chernoff, union],
)
thm.rejects("no neuron above the mean", more <= delta, of=rare)
rest = {"n": 1, "L": 1, "q": 1, "m": 3, "s": 0, "more": 0}
one = exp(-1)
thm.sharp(rare, {**rest, "delta": one, "tail": one, "p": one}, name="every step attained")
thm.needs(wide, {**rest, "delta": "1/4", "tail": one, "p": one})
