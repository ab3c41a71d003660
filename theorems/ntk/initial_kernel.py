"""At initialisation a wide network's tangent kernel is close to its infinite-width limit.

Source   Escaping notes, section 3.6, Lemma 1; Landscape slides, Initialization.
Claim    w_k iid N(0, I), |x_i| <= C, 0 < lam0 <= lam_min(H_inf),
         m >= (8 n^2 C^4 / lam0^2) log(n (n + 1) / delta)  =>  with probability at least 1 - delta
         |H(0) - H_inf|_2 <= lam0 / 4, and then lam_min(H(0)) >= 3 lam0 / 4.
Covers   every n and d; repeated inputs are excluded by lam0 > 0 only. Hoeffding's inequality for
         each entry, whose terms have range |<x_i, x_j>| <= C^2, at t = lam0 / (4 n); a union
         over the n (n + 1) / 2 entries; |E|_2 <= n max |E_ij| (frobenius_bound).
Silent   on sharpness: about 20 times fewer neurons do in practice; see initial_kernel_eigenvalue.
"""

from functools import partial

from sympy import Le, Rational, exp

from lemmata import Theorem, cite
from models import random_networks

thm = Theorem(
    "ntk.initial_kernel",
    catalogue=["ntk.init-concentration"],
    sources=[cite("Escaping notes", "section 3.6"), cite("Landscape slides", "Initialization")],
)
n, m, C, lam0, delta = thm.positive(
    "n m C lam0 delta", "inputs; width; bound on |x_i|; bound on lam_min(H_inf); failure rate"
)
apart, least = thm.real("apart least", "|H(0) - H_inf|_2; lam_min(H(0))")
tail = thm.nonneg("tail", "the largest probability that an entry is off by more than lam0 / (4 n)")
p, low = thm.nonneg("p low", "P(apart > lam0 / 4), P(least < 3 lam0 / 4)")
far, below = thm.nonneg("far below", "P(apart > lam0 / 40), P(least < lam0)")

decay = exp(-m * lam0**2 / (8 * n**2 * C**4))
wide = thm.assume("wide", n * (n + 1) * decay <= delta)
hoeffding = thm.assume("hoeffding", tail <= 2 * decay)
union = thm.assume("union", p <= n * (n + 1) / 2 * tail)
weyl = thm.assume("weyl", low <= p)
close = thm.conclude("close", p <= delta)
positive = thm.conclude("positive", low <= delta)


@thm.proof(close)
def union_of_tails(k):
    return k.combine(close, {union: 1, hoeffding: n * (n + 1) / 2, wide: 1})


@thm.proof(positive)
def eigenvalues_move_less(k):
    return k.combine(positive, {weyl: 1, union_of_tails(k): 1})


thm.known(hoeffding, "Hoeffding 1963, for means of m independent terms of range at most C^2")
thm.known(union, "union bound over the n (n + 1) / 2 entries, with |E|_2 <= n max |E_ij|")
thm.known(weyl, "Weyl's inequality: eigenvalues move by at most the spectral norm")

thm.scales("inputs", C=1, lam0=2, apart=2, least=2)
thm.scales("eigenvalue", m=-2, lam0=1, apart=1, least=1)
thm.open(
    "constant",
    "a faster decay makes the bound smaller and a slower one the width larger: the hypothesis "
    "follows, since exp increases, which the kernel does not use",
    wide,
    hoeffding,
)

thm.event(p, apart > lam0 / 4)
thm.event(low, least < 3 * lam0 / 4)
thm.event(far, apart > lam0 / 40)
thm.event(below, least < lam0)

quarter = {"n": 2, "delta": Rational(1, 4)}
for name, inputs, at in (
    ("orthonormal inputs", [[1, 0], [0, 1]], {"C": 1, "lam0": Rational(1, 2), "m": 408}),
    (
        "inputs at 45 degrees",
        [[1, 0], [1, 1]],
        {"C": "sqrt(2)", "lam0": Rational(2993, 10000), "m": 4542},
    ),
):
    thm.sample(
        close,
        positive,
        on=partial(random_networks.initial_kernels, inputs=inputs),
        at=[{**quarter, **at}],
        draws=400,
        chunk=50,
        constructed=[hoeffding, union, weyl],
        name=name,
    )
thm.rejects("closer by a factor 10", Le(far, delta), of=close)
thm.rejects("no loss: lam_min(H(0)) >= lam0", Le(below, delta), of=positive)
rest = {"apart": 0, "least": 1, "far": 0, "below": 0, "C": 1, "lam0": 1, "n": 1}
thm.example(
    {
        **rest,
        "m": 8,
        "delta": 2 * exp(-1),
        "tail": 2 * exp(-1),
        "p": 2 * exp(-1),
        "low": 2 * exp(-1),
    }
)
# Eight neurons: Hoeffding's bound 2 / e is the failure rate of a coarse enough law.
thm.needs(
    wide,
    {**rest, "m": 8, "delta": Rational(1, 4), "tail": 2 * exp(-1), "p": 2 * exp(-1), "low": 0},
    breaks=close,
)
barely = 2 * exp(-1) * (1 + Rational(1, 10**10))
more = {**rest, "m": 8, "delta": 2 * exp(-1), "tail": barely, "p": barely, "low": 0}
thm.needs(hoeffding, more, breaks=close)
# Other powers of C and lam0 in the exponent, which is -1 at these points.
for size, m_ in ((Rational(2), 32), (Rational(1, 2), 2)):
    one = {**rest, "C": size, "lam0": size, "m": m_, "low": 0}
    likely = {**one, "tail": 2 * exp(-1), "p": 2 * exp(-1), "delta": "1/2"}
    thm.needs(wide, likely, breaks=close, name=f"C = lam0 = {size}")
    often = {**one, "tail": 1, "p": 1, "delta": "9/10"}
    thm.needs(hoeffding, often, breaks=close, name=f"C = lam0 = {size}")
two = {**rest, "n": 2, "low": 0, "p": 1}
narrow = {**two, "m": 32, "tail": 2 * exp(-1), "delta": "9/10"}
thm.needs(wide, narrow, breaks=close, name="1 / n in the exponent")
far_off = {**two, "m": 64, "tail": "1/2", "delta": "17/20"}
thm.needs(hoeffding, far_off, breaks=close, name="1 / n^3 in the exponent")
