"""The least eigenvalue of the tangent kernel alone needs far fewer neurons.

Source   Escaping notes, section 3.6, Lemma 1, with matrix Chernoff in place of Hoeffding.
Claim    w_k iid N(0, I), 0 < lam0 <= lam_min(H_inf), S >= |X|_2^2,
         n exp(-rate m lam0 / S) <= delta, rate = 1/4 + (3/4) log(3/4)  =>  with probability at
         least 1 - delta lam_min(H(0)) >= 3 lam0 / 4; that is m >= 29.3 (S / lam0) log(n / delta).
Covers   every n, d and inputs. The summands D_k X X' D_k / m have norm at most S / m.
Silent   on the upper end of the spectrum, for which initial_kernel asks more.
"""

from functools import partial

from sympy import Le, Rational, exp

from lemmata import Theorem, cite
from models import random_networks

thm = Theorem(
    "ntk.initial_kernel_eigenvalue",
    supports=["ntk.init-concentration"],
    sources=[cite("Escaping notes", "section 3.6")],
)
n, m, S, lam0, delta = thm.positive(
    "n m S lam0 delta", "inputs; width; bound on |X|_2^2; bound on lam_min(H_inf); failure rate"
)
rate = thm.positive("rate", "at most 1/4 + (3/4) log(3/4) = 0.03423...")
least = thm.real("least", "lam_min(H(0))")
low, below = thm.nonneg("low below", "P(least < 3 lam0 / 4), P(least < lam0)")

chernoff = thm.assume("chernoff", low <= n * exp(-rate * m * lam0 / S))
wide = thm.assume("wide", n * exp(-rate * m * lam0 / S) <= delta)
positive = thm.conclude("positive", low <= delta)


@thm.proof(positive)
def chain(k):
    return k.combine(positive, {chernoff: 1, wide: 1})


thm.known(chernoff, "matrix Chernoff bound (Tropp 2012, Theorem 1.1) at 1/4 below the mean")

thm.scales("inputs", S=1, lam0=1, least=1)
thm.scales("eigenvalue", lam0=1, rate=-1, least=1)
thm.scales("width", m=1, rate=-1)
thm.open(
    "constant",
    "a faster decay makes the bound smaller and a slower one the width larger: the hypothesis "
    "follows, since exp increases, which the kernel does not use",
    chernoff,
    wide,
)

thm.event(low, least < 3 * lam0 / 4)
thm.event(below, least < lam0)
RATE = Rational(342, 10000)
for name, inputs, at in (
    ("two inputs", [[1, 0], [0, 1]], {"n": 2, "m": 122}),
    ("three inputs", [[1, 0, 0], [0, 1, 0], [0, 0, 1]], {"n": 3, "m": 146}),
):
    thm.sample(
        positive,
        on=partial(random_networks.initial_kernels, inputs=inputs),
        at=[{"S": 1, "lam0": Rational(1, 2), "delta": Rational(1, 4), "rate": RATE, **at}],
        draws=400,
        chunk=100,
        constructed=[chernoff],
        name=name,
    )
thm.rejects("no loss: lam_min(H(0)) >= lam0", Le(below, delta), of=positive)
rest = {"least": 1, "below": 0, "rate": 1, "S": 1, "lam0": 1, "n": 1, "m": 1}
thm.sharp(positive, {**rest, "delta": exp(-1), "low": exp(-1)}, name="every step attained")
thm.needs(wide, {**rest, "delta": "1/4", "low": exp(-1)})
