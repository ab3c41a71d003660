"""With high probability a random mask weights the entries of a matrix almost alike.

Source   Ma 2021, Theorem 4.5; constants derived here.
Claim    every pair {i, j} and every loop observed with probability p, independently,
         X = Omega / p - 1 1', eps = 4 mu^2 |X|_2 / d, and
         2 d exp(-p d eps_0^2 / (32 mu^4 (1 + eps_0 / (12 mu^2)))) <= delta, that is
         p d eps_0^2 >= 32 mu^4 (1 + eps_0 / (12 mu^2)) log(2 d / delta)
         =>  eps > eps_0 has probability at most delta.
Covers   every d, mu and delta; p may depend on d. If eps <= eps_0 then (4.9) holds for all
         admissible u and v at once (sampling_inequality), and for eps_0 <= 3/16 close_from_mask
         applies, and mask_certificate if eps_1 is small. The summands of X have norm at most 1 / p,
         and the sum of their second moments at most d / p. The expected number of observations,
         p d^2, is of the order of d log(d) / eps_0^2; the source has d / eps_0.
Silent   on sharpness: |X|_2 is about 2 sqrt(d (1 - p) / p), the logarithm is lost. p <= 1 asks for
         d >= 32 mu^4 log(2 d / delta) / eps_0^2.
"""

from sympy import Eq, Rational, exp

from lemmata import Theorem, cite
from models import sampling_masks

thm = Theorem(
    "completion.sampled_deviation",
    catalogue=["ma.thm-4.5"],
    sources=[cite("Ma 2021", "Theorem 4.5"), cite("Ma 2021", "equation (4.9)")],
)
d, mu, eps0, delta, p = thm.positive("d mu eps0 delta p", "size; incoherence; bound; rate; density")
t, rate = thm.positive("t rate", "eps_0 d / (4 mu^2), the bound on |X|_2; the exponent")
eps = thm.nonneg("eps", "4 mu^2 |X|_2 / d, drawn")
fails, near = thm.nonneg("fails near", "P(eps > eps_0), P(eps > eps_0 / 8)")

radius = thm.assume("radius", Eq(4 * mu**2 * t, eps0 * d))
decay = thm.assume("decay", Eq(32 * mu**4 * (1 + eps0 / (12 * mu**2)) * rate, p * d * eps0**2))
bernstein = thm.assume("bernstein", fails <= 2 * d * exp(-p * t**2 / (2 * (d + t / 3))))
enough = thm.assume("enough", 2 * d * exp(-rate) <= delta)
rare = thm.conclude("rare", fails <= delta)


@thm.proof(rare)
def insert_the_radius(k):
    """The exponent in terms of t instead of eps_0 = 4 mu^2 t / d."""
    s, square = eps0 * d / (4 * mu**2), 32 * mu**4 * (1 + eps0 / (12 * mu**2))
    slope = p * ((t + s) * (d + t / 3) - t**2 / 3) / (2 * (d + t / 3) * (d + s / 3))
    same = k.combine(
        Eq(rate, p * t**2 / (2 * (d + t / 3))),
        {decay: 1 / square, radius: -slope / (4 * mu**2)},
    )
    return k.combine(rare, {bernstein: 1, k.rewrite(enough, by=same): 1})


thm.known(bernstein, "matrix Bernstein inequality (Tropp 2012, Theorem 1.4), for X and -X")

thm.scales("incoherence", eps=2, eps0=2, mu=1)
thm.open(
    "constant",
    "true since exp increases, which the kernel does not use: t is larger, the exponent of "
    "`bernstein` is larger, or `enough` asks for more",
    radius, decay, bernstein, enough,
)  # fmt: skip
thm.open("term dropped", "stronger: the exponent of `bernstein` is larger", bernstein)

thm.event(fails, eps > eps0)
thm.event(near, eps > eps0 / 8)
drawn = {"d": 16, "mu": 1, "eps0": 4, "delta": "1/4", "p": "7/8", "t": 16, "rate": "21/4"}
thm.sample(
    rare, on=sampling_masks.drawn_deviations, at=[drawn], draws=400, chunk=100,
    constructed=[bernstein],
)  # fmt: skip
thm.rejects("an eighth of it", near <= delta, of=rare)

rest = {"eps": 0, "near": 0, "d": 1, "mu": 1, "eps0": 12, "p": "4/9", "t": 3, "rate": 1}
at = {**rest, "delta": 2 * exp(-1), "fails": 2 * exp(-1)}
thm.sharp(rare, at, name="every step attained")
thm.needs(radius, {**at, "t": 2, "fails": 2 * exp(-Rational(8, 15))})
thm.needs(decay, {**at, "rate": 2, "delta": 2 * exp(-2)})
thm.needs(enough, {**at, "delta": exp(-1)})


def other(rate, d, mu, eps0, p):
    """Another rate than in `decay`; everything else attained."""
    d, mu, eps0, p = (Rational(value) for value in (d, mu, eps0, p))
    t = eps0 * d / (4 * mu**2)
    tail = 2 * d * exp(-p * t**2 / (2 * (d + t / 3)))
    made = {"d": d, "mu": mu, "eps0": eps0, "p": p, "t": t, "rate": rate, "fails": tail}
    return {**rest, **made, "delta": 2 * d * exp(-Rational(rate))}


for pair, (much, *values) in {
    "d and mu": ("216/5", "1/2", 1, 12, 3), "d and eps0": (72, 24, 1, 12, 1),
    "mu and eps0": ("3/8", 1, 1, "1/2", 1), "mu and p": ("72/5", 1, 1, 12, "1/2"),
    "mu and rate": ("1/2", 1, 1, 12, "5/72"), "eps0 and p": ("3/208", 1, 1, "1/2", 1),
    "eps0 and rate": (12, 1, 1, "9/4", 1), "p and rate": ("104/3", 1, 1, 1, 1),
}.items():  # fmt: skip
    thm.needs(decay, other(much, *values), name=f"{pair} exchanged")
