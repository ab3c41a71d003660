"""Under a Lojasiewicz inequality a step is at most as long as the drop of a root of the gap allows.

Source   Bruna 2018, Comments, condition 2 (the convergence of the iterates).
Claim    g - g* = h^(p + 1) before and h1^(p + 1) after the step, its drop at least sigma G move,
         G = |grad g| >= m (g - g*)^a with a = p / (p + 1), i.e. G >= m h^p, move = gamma G  =>
         sigma m move <= (p + 1) (h - h1), that is move <= (s^(1-a) - t^(1-a)) / (sigma m (1 - a))
         for the gaps s, t before and after.
Covers   a = 1/2 (Polyak-Lojasiewicz), 2/3, 3/4 (quartic minima), ...; every dimension, any
         stationary value g*; a start at a stationary point, h = 0. sigma = 1 - gamma L / 2 by the
         descent lemma.
Silent   on a not of this form: near the limit it may be replaced by a larger one that is.
"""

from sympy import Eq, Gt, Lt, Rational, S, false, sqrt

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws
from theorems.saddle import power_tangent

thm = Theorem(
    "saddle.lojasiewicz_step",
    supports=["saddle.limit-lojasiewicz"],
    sources=[cite("Bruna 2018", "Comments, condition 2")],
)
p = thm.dimension("p")  # the exponent is p / (p + 1)
h, h1 = thm.nonneg("h h1", "the (p + 1)-th roots of the gap before and after the step")
G, move = thm.nonneg("G move", "|grad g|, the length of the step")
gamma, sigma, m = thm.positive("gamma sigma m", "step size, share of the drop, constant")
for term, name in {
    p: "p", p + 1: "p1", h: "h_k", h1: "h_next", G: "G_k", move: "move_k"
}.items():  # fmt: skip
    thm.measure(term, name)

update = thm.assume("update", Eq(move, gamma * G))
drop = thm.assume("drop", h ** (p + 1) - h1 ** (p + 1) >= sigma * G * move)
steep = thm.assume("steep", G >= m * h**p)
short = thm.conclude("short", sigma * m * move <= (p + 1) * (h - h1))


def at_rest(k, still):
    """The claim where h = 0: then h1 = 0, G = 0 and move = 0."""
    fall = k.rewrite(drop, still)
    moving, left = k.assume(move > 0), k.assume(h1 > 0)
    weight, rest = sigma * move / gamma, (h1 ** (p + 1), 1)
    absurd = k.combine(
        false, {fall: 1, update: -weight, moving: weight}, squares=[rest], signs=[moving]
    )
    unmoved = k.contradiction(move <= 0, absurd)
    absurd = k.combine(false, {fall: 1}, squares=[rest, (sigma * G * move, 1)], signs=[left])
    none = k.contradiction(h1 <= 0, absurd)
    return k.combine(short, {still: p + 1, none: p + 1, unmoved: sigma * m})


@thm.proof(short)
def divide_by_the_slope(k):
    lemma = k.lemma(power_tangent.thm, "tangent")
    tangent = k.instantiate(lemma, {power_tangent.p: p, power_tangent.h: h, power_tangent.h1: h1})
    positive, zero, negative = (kind(h, 0, evaluate=False) for kind in (Gt, Eq, Lt))
    above, below = k.assume(positive), k.assume(negative)
    parts = {tangent: 1, drop: 1, steep: sigma * move}
    absurd = k.combine(false, {below: 1}, squares=[(1, sqrt(h))])
    branches = {
        positive: k.combine(short, parts, scale=h**p, signs=[above]),
        zero: at_rest(k, k.assume(zero)),
        negative: k.contradiction(short.relation, absurd),
    }
    return k.cases(k.split(h), branches)


thm.scales("objective", h=1, h1=1, G=p + 1, gamma=-p - 1, m=1)
thm.scales("argument", G=-1, move=1, gamma=2, m=-1)
thm.scales("slope", G=1, gamma=-1, sigma=-1, m=1)
thm.limit("step 0", {move: 0}, short, (p + 1) * (h - h1) >= 0)
thm.limit("square root", {p: 1}, short, m * sigma * move <= 2 * (h - h1))
thm.open("constant", "true: gamma occurs nowhere else, and any positive number serves", update)
thm.open("swapped", "true: only that move = 0 where G move = 0 is used", update)
thm.open(
    "constant",
    "false by the point `a little less`, unless h or h1 is 1; but powers whose exponents have nine "
    "digits are not decided exactly",
    drop,
)

thm.check(
    short, on=model.limit_run, draw=draws.limit_runs, implements=[update], constructed=[drop, steep]
)

linear = {p: 1, h: 1, h1: "1/2", G: 2, move: "1/2", gamma: "1/4", sigma: "3/4", m: 2}
quartic = {p: 3, h: 1, h1: "1/2", G: 4, move: "1/2", gamma: "1/8", sigma: "15/32", m: 4}
thm.example(linear, name="t^2 from 1 to 1/2: exponent 1/2")
thm.example(quartic, name="t^4 from 1 to 1/2: exponent 3/4")
thm.example({**quartic, h: 0, h1: 0, G: 0, move: 0}, name="at the minimum")
# Once the gap is 0 nothing but the update keeps the point in its place.
thm.needs(update, {**quartic, h: 0, h1: 0, G: 0, move: 1})
thm.needs(drop, {**quartic, h1: 1})
# A slope below m h: a long step that gains little.
thm.needs(steep, {**linear, h: "1/4", h1: "1/8", G: "1/4", move: "1", gamma: 4, sigma: "3/16"})
# In a short step all is nearly attained; gaps above and below 1, for the exponents.
tiny = Rational(1, 10**10)
for size in (S(2), S.Half):
    near = {p: 1, h: size, h1: size * (1 - tiny), G: size, move: size, gamma: 1, m: 1}
    near |= {sigma: 2 * tiny - tiny**2}
    thm.example(near, name=f"a short step from {size}")
    thm.needs(drop, {**near, sigma: 2 * tiny * (1 + tiny)}, name=f"a little less, from {size}")
    thm.needs(steep, {**near, m: 1 + tiny}, name=f"a little flatter, at {size}")
thm.refutes("without the factor p + 1", sigma * m * move <= h - h1, quartic)
thm.refutes("a = 1/2 for every run", sigma * m * move <= (h - h1) ** 2, linear)
