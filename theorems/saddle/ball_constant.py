"""A coordinate of a uniform point of the unit ball of R^d has density at most sqrt(d)/2.

Source   Escaping notes, section 2.4 (the lemma about uniform perturbations); Escaping notes,
         section 2.5.
Claim    c_{d+2} (d + 1) <= c_d (d + 2) for d = b, b + 2, b + 4, ... and 4 c_b^2 <= b  =>
         4 c_d^2 <= d for all these d.
Covers   every dimension: c_d = Gamma(d/2 + 1) / (sqrt(pi) Gamma((d+1)/2)) satisfies the recurrence
         with equality (Gamma(x + 1) = x Gamma(x)), and 4 c_1^2 = 1, 4 c_2^2 = 16/pi^2 < 2 start it
         for odd and even d. The ratio of 4 c^2/d at d + 2 and d is d (d + 2)/(d + 1)^2 < 1.
Silent   on the probability itself (ball_marginal, ball_coordinate) and on sharper constants for
         large d (ball_density).
"""

from sympy import Le, S

from lemmata import Theorem, cite
from models import random_starts
from strategies import random_starts as draws

thm = Theorem(
    "saddle.ball_constant",
    supports=["saddle.ball"],
    sources=[cite("Escaping notes", "section 2.4"), cite("Escaping notes", "section 2.5")],
)
k = thm.index("k")
b = thm.positive("b", "1 for odd, 2 for even dimensions")
c = thm.functions("c", "density at the centre in dimension 2 k + b", nonnegative=True)
d = 2 * k + b
for term, name in {k: "k", c(k): "c_k", c(k + 1): "c_next", c(0): "c_start"}.items():
    thm.measure(term, name)

recurrence = thm.assume("recurrence", (d + 1) * c(k + 1) <= (d + 2) * c(k))
start = thm.assume("start", 4 * c(0) ** 2 <= b)
mode = thm.conclude("mode", 4 * c(k) ** 2 <= d)


@thm.proof(mode)
def the_ratio_is_below_one(kernel):
    ratio = 4 * c(k) ** 2 / d
    following = 4 * c(k + 1) ** 2 / (d + 2)
    # (d+1)^2 c(k+1)^2 <= (d+2)^2 c(k)^2, and d (d+2) <= (d+1)^2.
    falling = kernel.combine(
        Le(following, ratio),
        {recurrence: 4 * d * ((d + 1) * c(k + 1) + (d + 2) * c(k))},
        squares=[(4 * (d + 2), c(k))],
        scale=d * (d + 2) * (d + 1) ** 2,
    )
    bounded = kernel.geometric(falling, ratio, S.One)
    return kernel.combine(mode, {bounded: d, start: d / b})


thm.rigid("the densities of unit balls are numbers")
thm.open(
    "constant",
    "false for large b, at 4 c^2 = b + 2 k (1 + s) or equality over several steps; not decided "
    "exactly for every k, for such roots",
    recurrence,
)
thm.open("room", "false for b > 1000: 4 c^2 = b + 2 k b/(b + 1) is not decided exactly", mode)

thm.check(
    mode, on=random_starts.ball_constant, draw=draws.constants, constructed=[recurrence, start]
)

# An interval of length 2 in every dimension: c = 1/2.
thm.example({"b": 1, c: lambda k: S.Half}, name="constant density 1/2")
thm.needs(start, {"b": 1, c: lambda k: S.One})
thm.needs(recurrence, {"b": 1, c: lambda k: (k + 2) / S(4)}, name="4 c^2 > d from k = 5 on")
thm.refutes("4 c^2 <= d/2", 4 * c(k) ** 2 <= d / 2, {"b": 1, c: lambda k: S.Half})
thm.refutes("c does not grow with d", 4 * c(k) ** 2 <= b / 2, {"b": 1, c: lambda k: S.Half})
