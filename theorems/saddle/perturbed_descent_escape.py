"""One perturbation of gradient descent leaves a saddle, with an explicit probability.

Source   Escaping notes, section 2.5 (perturbed gradient descent), in the explicit form of Jin,
         Netrapalli, Ge, Kakade and Jordan, On nonconvex optimization for machine learning (2021),
         Lemma 20.
Claim    s = sqrt(rho eps) <= l, step 1/l, radius r = eps/(400 l iota^3), iota >= 1, a saddle of
         least curvature -s, F = eps^2/(50 s iota^3), (1 + s/l)^K >= 2^iota  =>  after K steps the
         value has not fallen by F/2 with probability at most (l sqrt(d)/s) iota^2 2^(8 - iota).
Covers   quadratics, from the saddle, in every dimension: the chance is at most the width 2 W/G of
         the stuck region, G = (1 + s/l)^K, times the density c/r of the perturbation: taken from
         escape_decrease and ball_marginal, not derived here; 2 c <= sqrt(d) is ball_constant. As
         (1 + s/l)^(l/s) >= 2, K = iota l/s steps are enough. Observed: a twentieth of the bound.
Silent   on objectives that are not quadratic, which the source treats by coupling two runs, cited
         and not derived here; on starts with a gradient, whose plain descent helps.
"""

from sympy import Rational, sqrt

from lemmata import Theorem, cite
from models import perturbed_descent
from models.random_starts import exact_density

thm = Theorem(
    "saddle.perturbed_descent_escape",
    catalogue=["saddle.pgd-escape", "jin.pgd-theorem", "jin.escape-volume"],
    sources=[
        cite("Escaping notes", "section 2.5"),
        cite("Bruna 2018", "perturbed gradient descent"),
    ],
)
d, c, iota = thm.positive("d c iota", "dimension, density of a coordinate, free parameter")
l, s, eps = thm.positive("l s eps", "smoothness, sqrt(rho eps), accuracy")  # noqa: E741
K = thm.nonneg("K", "number of steps")
f = thm.real("f", "what the value gained in K steps, drawn")
p = thm.nonneg("p", "P(f > -F/2)")
radius, gain = eps / (400 * l * iota**3), eps**2 / (50 * s * iota**3)
growth = (1 + s / l) ** K
W = sqrt((gain + l * radius**2) / s)

curved = thm.assume("curved", s <= l)
large = thm.assume("large", iota >= 1)
flat = thm.assume("flat", p * radius * growth <= 2 * c * W)
mode = thm.assume("mode", 2 * c <= sqrt(d))
time = thm.assume("time", growth * 2 ** (-iota) >= 1)
bound = thm.conclude("bound", p <= l * sqrt(d) / s * iota**2 * 2 ** (8 - iota))


def narrow(k):
    """s W <= 256 l iota^2 r: the stuck region against the radius."""
    # (s W)^2 <= eps^2/(50 iota^3) + eps^2/(400^2 iota^6) and 256 l iota^2 r = (16/25) eps/iota.
    most, first, second = Rational(16, 25) ** 2, Rational(1, 50), Rational(1, 400) ** 2
    square = k.combine(
        (s * W) ** 2 <= (256 * l * iota**2 * radius) ** 2,
        {
            large: eps**2 / iota**3 * (most + second * (iota**2 + iota + 1) / iota**3),
            curved: l * radius**2,
        },
        squares=[((most - first - second) / iota**3, eps)],
    )
    return k.combine(
        s * W <= 256 * l * iota**2 * radius, {square: 1}, scale=s * W + 256 * l * iota**2 * radius
    )


@thm.proof(bound)
def density_times_width(k):
    room = 256 * l * sqrt(d) * iota**2
    return k.combine(
        bound,
        {flat: s, mode: W * s, narrow(k): sqrt(d), time: room * radius},
        scale=s * radius * growth,
    )


thm.known(
    flat,
    "probability is monotone: failure needs G |x_1| < W (escape_decrease), see ball_marginal",
)

thm.scales("objective", l=1, s=1, eps=1, f=1)
thm.scales("argument", l=-2, s=-2, eps=-1)

thm.event(p, f > -gain / 2)
steep = {"d": 2, "l": 1, "s": 1, "eps": 1, "iota": 17, "K": 17, "c": exact_density(2)}
mild = {**steep, "s": "1/5", "eps": "1/25", "iota": 26, "K": 130}
thm.sample(bound, on=perturbed_descent.saddle_run, at=[steep, mild], draws=9000, constructed=[flat])
thm.rejects("2^(1 - iota)", p <= l * sqrt(d) / s * iota**2 * 2 ** (1 - iota), of=bound)
thm.rejects("the bound is attained", p >= l * sqrt(d) / s * iota**2 * 2 ** (8 - iota), of=bound)

here = {**steep, "p": "1/100"}
thm.example(here, name="s = l, 17 steps")
thm.needs(flat, {**here, "p": 1}, name="no perturbation")
thm.needs(mode, {**here, "c": 100, "p": 1})
thm.needs(time, {**here, "K": 0, "p": 1}, name="no steps")
thm.needs(large, {**here, "iota": "1/1000", "K": 1, "p": "1/2"})
thm.needs(curved, {**here, "l": "1/1000000", "iota": 1, "K": "1/10", "p": "3/10000"})
