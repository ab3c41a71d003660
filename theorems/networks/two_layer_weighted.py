"""With weighted entries a two-layer linear network can have a local minimum that is not global.

Source   Ma 2021, section 6 (linear networks, squared loss); the counterexample is derived here.
Claim    One hidden unit, W2 = (p, q)', W1 = (r, s), M = diag(1, 3/4), weights 1 on the diagonal,
         4 beside it: L = ((p r - 1)^2 + 4 (p s)^2 + 4 (q r)^2 + (q s - 3/4)^2) / 2.
         If q s >= 1/12, then L >= 1/2.
Covers   a neighbourhood of p = r = 0, q s = 3/4, where L = 1/2: a local minimum. It is not
         global, as L = 9/32 at p = r = 1, q = s = 0. So in two_layer_minimum the loss must be
         unweighted. The same with p = r, q = s is a network with one quadratic unit and d = 2, for
         which quadratic_activation_minimum asks for two.
Silent   on how rare such weights are.
"""

from sympy import Eq, Gt, Lt, Rational, sqrt

from lemmata import Theorem, cite
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws

thm = Theorem(
    "networks.two_layer_weighted",
    supports=["ma.lin2", "ma.quad-act"],
    sources=[cite("Ma 2021", "section 6")],
)
p, q, r, s = thm.real("p q r s", "second layer (p, q)', first layer (r, s)")
L = nets.weighted_loss(p, q, r, s)
thm.measure(L, "loss")

away = thm.assume("away", q * s >= Rational(1, 12))
trap = thm.conclude("trap", Rational(1, 2) <= L)


@thm.proof(trap)
def by_the_sign_of_the_first_entry(k):
    half, gap = Rational(1, 2), q * s - Rational(3, 4)
    above, level, below = (kind(p * r, 0, evaluate=False) for kind in (Gt, Eq, Lt))
    apart = [(half, p * r), (half, gap), (2, p * s), (2, q * r)]
    together = [(half / 3, p * r + gap), (Rational(2, 3), p * s - q * r)]
    positive, zero, negative = (k.assume(case) for case in (above, level, below))
    branches = {
        above: k.combine(
            trap, {away: p * r}, squares=together, signs=[positive], scale=Rational(1, 3)
        ),
        level: k.combine(trap, {zero: -1}, squares=apart),
        below: k.combine(trap, {negative: 1}, squares=apart),
    }
    return k.cases(k.split(p * r), branches)


thm.scales("hidden unit", p=1, q=1, r=-1, s=-1)

HIGHER = (
    "true: with x = p r > 0, y = q s, L - 1/2 is at least x (4 y - 1) + x^2 / 2 + (y - 3/4)^2 / 2. "
    "With f x for x (f < 1) or a target f > 1 for 1 its least value over x is larger; so is "
    "(y - 3/4)^2 with f y or 3 f / 4 for y <= 1/4, and for y > 1/4 it is not needed"
)
thm.open("constant", HIGHER, trap)
thm.open("term dropped", HIGHER, trap)
thm.open("swapped", "true: 4 p r q s is at most 2 (p q)^2 + 2 (r s)^2 as well", trap)

thm.check(trap, on=nets.weighted_point, draw=draws.weighted_points)
thm.reading("weighted loss", L, [p, q, r, s], nets.weighted_loss, {})

minimum = {p: 0, q: 1, r: 0, s: "3/4"}
better = {p: 1, q: 0, r: 1, s: 0}
thm.sharp(trap, minimum, name="the local minimum")
thm.sharp(trap, {**minimum, q: "1/2", s: "3/2"}, name="another scaling of it")
border = {p: sqrt(2) / 6, q: "1/12", r: 2 * sqrt(2), s: 1}
thm.sharp(trap, border, name="where q s = 1/12")
NEAR = Rational(1, 10**10)
inside = 1 - NEAR
for name, q_s in (("barely", inside / 12), ("by 1e-4", (1 - Rational(1, 10**4)) / 12)):
    thm.needs(away, {**border, q: q_s}, name=f"away, {name}")
thm.needs(away, better, name="the global minimum")
thm.refutes("a lower bound of 51/100", Rational(51, 100) <= L, minimum)
thm.refutes("global", trap.relation, better, given=[])
