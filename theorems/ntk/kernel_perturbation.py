"""With high probability no move by at most R changes the tangent kernel by more than lam0 / 4.

Source   Escaping notes, section 3.7, Lemma 2.
Claim    w_k iid N(0, I), |x_i| <= C, R = sqrt(2 pi) delta lam0 / (16 n^2 C^2)  =>  with probability
         at least 1 - delta the envelope sum_ij |<x_i, x_j>| (s_i + s_j) is at most lam0 / 4, and
         so is |H(u) - H(w)|_2 for all u with |u_k - w_k| <= R at once (kernel_envelope).
Covers   every width, n and d; the quantifiers as the main theorem needs them: one event for all
         moves, which may depend on w.
Silent   on sharpness: Markov's inequality loses a factor that grows with the width
         (crowded_slab gives a radius larger by n / (2 delta)).
"""

from functools import partial

from sympy import Eq, Rational, pi, sqrt

from lemmata import Theorem, cite
from models import random_networks

thm = Theorem(
    "ntk.kernel_perturbation",
    catalogue=["ntk.perturbation"],
    sources=[cite("Escaping notes", "section 3.7")],
)
n, C, lam0, delta, R, root, m = thm.positive(
    "n C lam0 delta R root m", "inputs; bound on |x_i|; least eigenvalue of H_inf; rate; radius; "
    "sqrt(2 pi); width"
)  # fmt: skip
s, expected, envelope = thm.nonneg(
    "s expected envelope", "P(|<w, x>| <= R |x|); E envelope; sum_ij |<x_i, x_j>| (s_i + s_j)"
)
wider = thm.nonneg("wider", "the envelope for the radius 100 R")
p, wide = thm.nonneg("p wide", "P(envelope > lam0 / 4), P(wider > lam0 / 4)")

radius = thm.assume("radius", Eq(R, root * delta * lam0 / (16 * n**2 * C**2)))
slab = thm.assume("slab", s <= 2 * R / root)
sums = thm.assume("sums", expected <= 2 * n**2 * C**2 * s)
markov = thm.assume("markov", p * lam0 / 4 <= expected)
rare = thm.conclude("rare", p <= delta)


@thm.proof(rare)
def markov_and_density(k):
    scale = 4 / lam0
    steps = {markov: scale, sums: scale, slab: scale * 2 * n**2 * C**2}
    return k.combine(rare, {**steps, radius: -scale * 4 * n**2 * C**2 / root})


thm.known(slab, "a standard normal number has density at most 1 / sqrt(2 pi): slab_probability")
thm.known(sums, "linearity of expectation over n^2 pairs with |<x_i, x_j>| <= C^2")
thm.known(markov, "Markov's inequality")

thm.scales("inputs", C=1, lam0=2, expected=2, envelope=2, wider=2)
thm.scales("number of inputs", n=1, lam0=2, expected=2, envelope=2, wider=2)
thm.scales("eigenvalue", lam0=1, R=1, s=1, expected=1, envelope=1, wider=1)
thm.scales("radius", R=1, root=1)
thm.open("swapped", "the same relation for s > 0: s root is at most 2 R", slab)

thm.event(p, envelope > lam0 / 4)
thm.event(wide, wider > lam0 / 4)


# Two orthonormal inputs: lam0 = 1/2; the radius is the one of the theorem.
two = {"n": 2, "C": 1, "lam0": Rational(1, 2), "delta": Rational(1, 4)}
two |= {"root": sqrt(2 * pi), "R": sqrt(2 * pi) / 512}
thm.sample(
    rare,
    on=partial(random_networks.envelopes, inputs=[[1, 0], [0, 1]]),
    at=[{**two, "m": 1}, {**two, "m": 4}],
    draws=2000,
    constructed=[slab, sums, markov],
)
thm.rejects("a radius 100 times as large", wide <= delta, of=rare)
rest = {"envelope": 0, "wider": 0, "wide": 0, "m": 1, "C": 1, "n": 1, "lam0": 1, "delta": "1/4"}
tight = {**rest, "root": 2, "R": "1/32", "s": "1/32", "expected": "1/16", "p": "1/4"}
thm.sharp(rare, tight, name="every step attained")


def steps(far=1, often=1, total=1, likely=1, **changed):
    """Every step an equation, but for the given factors."""
    at = {"n": 1, "C": 1, "lam0": 1, "delta": Rational(1, 4), "root": 2}
    at |= {name: Rational(value) for name, value in changed.items()}
    size = 2 * at["n"] ** 2 * at["C"] ** 2
    at["R"] = far * at["root"] * at["delta"] * at["lam0"] / (8 * size)
    at["s"] = often * 2 * at["R"] / at["root"]
    at["expected"] = total * size * at["s"]
    return {**rest, **at, "p": likely * 4 * at["expected"] / at["lam0"]}


barely = 1 + Rational(1, 10**10)
thm.needs(slab, steps(often=barely))
thm.needs(sums, steps(total=barely))
for factor in (1 + Rational(1, 10**9), Rational(1001, 1000), 2):
    thm.needs(radius, steps(far=factor), name=f"radius times {factor}")
for name, value in (("C", "2"), ("C", "1/2"), ("n", "2")):
    thm.needs(sums, steps(total=2, **{name: value}), name=f"sums, {name} = {value}")
    thm.needs(radius, steps(far=2, **{name: value}), name=f"radius, {name} = {value}")
thm.needs(radius, {**tight, "R": "1/16", "s": "1/16", "expected": "1/8", "p": "1/2"})
