"""With probability at least 1 - 3 delta the initialisation allows the convergence theorem.

Source   Escaping notes, section 3.8 (theorem: "with probability at least 1 - 3 delta").
Claim    At the width of the theorem each of three events fails with probability at most delta:
         lam_min(H(0)) >= 3 lam0 / 4; no slab of half-width L holds more than 2 q of the neurons, so
         that no move by at most L changes the kernel by more than lam0 / 4;
         |y - f_0|^2 <= 3 n C^2 / (2 delta).
Covers   every n, C, delta and lam0, at the smaller of the two widths of sufficient_width, with its
         radius L; E |y - f_0|^2 = |y|^2 + sum_i |x_i|^2 / 2 <= 3 n C^2 / 2.
Silent   on what follows from the events (main); on how loose the bound is.
"""

from functools import partial

from sympy import Or, Rational, pi, sqrt

from lemmata import Theorem, cite
from models import random_networks

thm = Theorem(
    "ntk.initial_events",
    supports=["ntk.main"],
    sources=[cite("Escaping notes", "section 3.8")],
)
n, C, delta, lam0, m, L, q = thm.positive(
    "n C delta lam0 m L q", "inputs; bound on inputs and targets; rate; lam_min(H_inf); width; "
    "radius; lam0 / (16 n C^2)"
)  # fmt: skip
least = thm.real("least", "lam_min(H(0))")
s = thm.nonneg("s", "the largest share of neurons in a slab of half-width L")
square, moment = thm.nonneg("square moment", "|y - f_0|^2 and its expectation")
p, first, second, third = thm.nonneg("p first second third", "some event fails; each of them does")
strict = thm.nonneg("strict", "some event fails, if no neuron may be in a slab")

union = thm.assume("union", p <= first + second + third)
kernel = thm.assume("kernel", first <= delta)
moves = thm.assume("moves", second <= delta)
mean = thm.assume("mean", moment <= 3 * n * C**2 / 2)
markov = thm.assume("markov", third * 3 * n * C**2 / (2 * delta) <= moment)
bound = thm.conclude("bound", p <= 3 * delta)


@thm.proof(bound)
def three_events(k):
    scale = 2 * delta / (3 * n * C**2)
    return k.combine(bound, {union: 1, kernel: 1, moves: 1, markov: scale, mean: scale})


thm.known(union, "union bound")
thm.known(kernel, "ntk.initial_kernel, whose width is smaller since lam0 <= C^2 / 2")
thm.known(moves, "ntk.kernel_perturbation_radius, whose width is smaller since lam0 <= C^2 / 2")
thm.known(mean, "ntk.initial_second_moment, independence of y and f_0, and E f_0 = 0")
thm.known(markov, "Markov's inequality")

thm.scales("inputs", C=1, square=2, moment=2)
thm.scales("number of inputs", n=1, square=1, moment=1)
thm.scales("eigenvalue", lam0=1, least=1)
thm.scales("share", q=1, s=1)
thm.open(
    "swapped",
    "the same relation for a positive moment: 3 n C^2 third / 2 is at most delta moment",
    markov,
)

small, large = least < 3 * lam0 / 4, square > 3 * n * C**2 / (2 * delta)
thm.event(p, Or(small, s > 2 * q, large))
thm.event(strict, Or(small, s > 0, large))
# (3072 / pi) n^4 C^8 / (delta lam0^4) = 125 165 neurons for one input.
stated = {"n": 1, "C": 1, "delta": Rational(1, 8), "lam0": Rational(1, 2), "m": 125_165}
thm.sample(
    bound,
    on=partial(random_networks.initial_events, inputs=[[1]], targets=[1]),
    at=[{**stated, "q": Rational(1, 32), "L": sqrt(pi / 2) / 32}],
    draws=180,
    chunk=20,
    constructed=[union, kernel, moves, mean, markov],
)
thm.rejects("no neuron near a hyperplane", strict <= 3 * delta, of=bound)
rest = {"least": 1, "s": 0, "square": 0, "strict": 0, "m": 1, "L": 1, "q": 1}
tight = {"n": 1, "C": 1, "delta": "1/4", "lam0": 1, "moment": "3/2", "third": "1/4"}
tight |= {"first": "1/4", "second": "1/4", "p": "3/4"}
thm.sharp(bound, {**rest, **tight}, name="every step attained")
barely = Rational(1, 4) + Rational(1, 10**10)
more = {**rest, **tight, "p": Rational(1, 2) + barely}
thm.needs(kernel, {**more, "first": barely}, name="the first event")
thm.needs(moves, {**more, "second": barely}, name="the second event")
thm.needs(markov, {**more, "third": barely}, name="the third event")
thm.needs(mean, {**more, "third": barely, "moment": 6 * barely}, name="the moment")
# Other powers of C, or n and C swapped: the third event is twice as likely.
for bigger, power in ((Rational(2), 6), (Rational(1, 2), Rational(3, 8))):
    twice = {**rest, **tight, "C": bigger, "third": "1/2", "p": 1}
    thm.needs(markov, {**twice, "moment": power}, name=f"Markov, C = {bigger}")
    thm.needs(mean, {**twice, "moment": 2 * power}, name=f"mean, C = {bigger}")
