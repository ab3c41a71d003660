"""A function can satisfy the Polyak-Lojasiewicz inequality without being convex: x^2 + 3 sin^2 x.

Source   Liu 2024, slide 10 (dropping convexity, implicit).
Claim    f(x) = x^2 + 3 sin^2 x, f* = 0, x >= 0:  f'^2 / 2 >= f / 12;  f'' = 12 cos^2 x - 4, -4 at
         pi/2;  f'^2 / 2 >= f / 2 where sin 2x >= 0 or x >= 4;  f'^2 / 2 >= 0.1755 f everywhere.
Covers   x < 0 by symmetry (f, |f'| and f'' are even). With the point 2.201709 below, the best PL
         constant lies between 0.1755 (enclosed, not proved) and 0.175531; the value 1/32 in the
         literature is valid and a factor 5.6 too small.
Silent   on other functions; uniqueness and convexity of the set of minimisers are in pl_not_unique
         and pl_minimisers_not_convex.
"""

from sympy import Eq, Ge, Implies, Or, Rational, S, pi, sqrt, sympify

from lemmata import Theorem, cite
from models import pl_examples
from strategies import landscape as instances

thm = Theorem(
    "descent.pl_not_convex",
    catalogue=["pl.not-convex"],
    supports=["pl.def"],
    sources=[cite("Liu 2024", "slide 10")],
)
x = thm.nonneg("x", "the point")
s, c = thm.real("s c", "sin x, cos x")
p = thm.positive("p", "pi")
L, g, H = thm.real("L g H", "f(x), f'(x), f''(x)")

value = thm.assume("value", Eq(L, x**2 + 3 * s**2))
slope = thm.assume("slope", Eq(g, 2 * x + 6 * s * c))
bend = thm.assume("bend", Eq(H, 2 + 6 * (c**2 - s**2)))
unit = thm.assume("unit", Eq(s**2 + c**2, 1))
short = thm.assume("short", s**2 <= x**2)
agree, reflected = s * c >= 0, 2 * s * c >= p - 2 * x
chord = thm.assume("chord", Or(agree, reflected))
circle = thm.assume("circle", p >= Rational(157, 50))
pl = thm.conclude("pl", g**2 / 2 >= L / 12)
curvature = thm.conclude("curvature", Eq(H, 12 * c**2 - 4))
easy = Or(agree, x >= 4)
outside = thm.conclude("outside", Implies(easy, g**2 / 2 >= L / 2))
best = thm.conclude("best", g**2 / 2 >= Rational(1755, 10**4) * L)


def sine_and_cosine_agree(k, mu):
    """Where s c >= 0: g^2 / 2 >= mu L, for mu <= 1/2."""
    parts = {slope: g + 2 * x + 6 * s * c, value: -2 * mu, short: 6 * mu, k.assume(agree): 24 * x}
    return k.combine(Ge(g**2 / 2, mu * L), parts, squares=[(4 - 8 * mu, x), (36, s * c)], scale=2)


def slope_is_long(k):
    """g >= 2 x - 3, from 2 s c >= -1."""
    return k.combine(g >= 2 * x - 3, {slope: 1, unit: -3}, squares=[(3, s + c)])


@thm.proof(pl)
def two_lower_bounds_of_the_slope(k):
    long, e = slope_is_long(k), Rational(57, 50)
    parts = {slope: Rational(1, 3), k.assume(reflected): 1, circle: 1, long: Rational(2, 3)}
    steep = k.combine(g >= e, parts)
    rising = k.combine(g >= 0, {steep: 1}, squares=[(e, 1)])
    # 24 g^2 - 4 f = (g + 3)^2 - 4 x^2 + 12 c^2 + 23 g^2 - 6 g - 21, and 23 e^2 - 6 e - 21 > 0.
    opposed = k.combine(
        pl,
        {long: g + 3 + 2 * x, value: -4, unit: -12, steep: 46 * e - 6},
        squares=[(23, g - e), (12, c), (23 * e**2 - 6 * e - 21, 1)],
        signs=[rising],
        scale=48,
    )
    return k.cases(chord, {agree: sine_and_cosine_agree(k, Rational(1, 12)), reflected: opposed})


@thm.proof(curvature)
def double_angle(k):
    return k.combine(curvature, {bend: 1, unit: -6})


@thm.proof(outside)
def agreement_or_a_long_slope(k):
    long, far = slope_is_long(k), k.assume(x >= 4)
    total = k.combine(g + 2 * x - 3 >= 0, {long: 1, far: 4}, squares=[(10, 1)])
    tail = k.combine(
        Ge(g**2 / 2, L / 2),
        {long: g + 2 * x - 3, value: -1, unit: -3, far: 3 * x},
        squares=[(3, c), (6, 1)],
        signs=[total],
        scale=2,
    )
    near = sine_and_cosine_agree(k, Rational(1, 2))
    return k.discharge(k.cases(k.assume(easy), {agree: near, x >= 4: tail}), easy)


thm.unproved(
    best,
    because="where sin 2x < 0 and x < 4 it rests on enclosures of the sine on 5120 intervals that "
    "cover [3/2, 4]; elsewhere `outside` proves more",
)
elementary = "a fact about the sine for x >= 0: "
thm.known(unit, elementary + "sin^2 + cos^2 = 1")
thm.known(short, elementary + "|sin x| <= x")
thm.known(chord, elementary + "sin 2x >= 0 for 2x <= pi, and |sin 2x| <= |2x - pi|")
thm.known(circle, "Archimedes: pi > 223/71 > 157/50")

thm.rigid("x^2 + 3 sin^2 x is one fixed function")

thm.open("constant", "true: L gets smaller", value)
thm.open("term dropped", "true: L gets smaller", value)
thm.open("exponent", "true for s^3 <= s^2: L gets smaller", value)
thm.open(
    "constant",
    "true where g >= 0 gets larger or stays >= 2 x >= 0; for 6 s c times 1 + 1e-9 there is room "
    "for more than 6e-9",
    slope,
)
thm.open("term dropped", "true: 2 x >= g where s c < 0, and (2 x)^2 >= x^2 + 3 s^2", slope)
thm.open(
    "exponent",
    "true: s^2 <= x is enough where s c >= 0, as s c has a larger square or x^2 > s^4 does; else "
    "x > 3/2; s^2 <= x^3 is s^2 <= x^2 for x <= 1, and s^2 <= 1 for x > 1",
    short,
)
thm.open(
    "constant",
    "true where 2 s c or 2 x - p must be larger; for 1e-3 the other way, as the numbers that are "
    "allowed have g^2 / 2 >= 0.111 L",
    chord,
)
thm.open("room", "the numbers that are allowed have g^2 / 2 >= 0.111 L", circle)
thm.open("room", "the best constant for the numbers that are allowed is 0.1113 to 0.1114", pl)
thm.open("room", "true for x >= 2 + sqrt 2 = 3.414, where (2 x - 3)^2 >= x^2 + 3", outside)
thm.open("room", "the best constant is between 0.1755 and 0.175531", best)

sine_facts = [value, unit, short, chord, circle]
thm.check(
    pl, curvature, outside, best,
    on=pl_examples.sine, draw=instances.sine_points,
    implements=[slope, bend], constructed=sine_facts,
)  # fmt: skip
thm.check(
    best,
    on=pl_examples.sine, draw=instances.sine_cells,
    constructed=[*sine_facts, slope, bend], complete=True, name="cells",
)  # fmt: skip

at = pl_examples.exact_sine
least = "2201709/1000000"
thm.example(at(pi / 2), name="pi / 2, where f'' = -4")
thm.example(at(0), name="the minimiser")
thm.example(at(least), name="near the smallest ratio")
at_least, at_two, early = at(least), at(2), at("1/25")
thm.needs(value, at(pi / 2, L=100), breaks=pl)
thm.needs(value, at(100 * pi, L=(100 * pi) ** 3), breaks=pl, name="x^3 for x^2")
thm.needs(
    value, {**early, "L": 3 * early["s"] + Rational(1, 625)}, breaks=outside, name="s for s^2"
)
thm.needs(value, at(7 * pi / 4, L=3 * (7 * pi / 4) ** 2 + S.Half), breaks=outside, name="x for s")
swapped = sqrt((early["s"] - Rational(1, 625)) / 3)
thm.needs(value, {**early, "L": swapped}, breaks=outside, name="s for L")
swapped = sqrt(early["x"] - 3 * early["s"] ** 2)
thm.needs(value, {**early, "L": swapped}, breaks=outside, name="x for L")
thm.needs(slope, at(pi / 2, g=0), breaks=pl)
thm.needs(slope, at(3, g=2 * at(3)["c"] + 18 * at(3)["s"]), breaks=pl, name="x for c")
thm.needs(slope, at(pi, g=pi / 3), breaks=pl, name="s for g")
for f, there, fails in ((2, at_two, pl), (1 + Rational(1, 1000), at_least, best)):
    steep = 2 * there["x"] + 6 * f * there["s"] * there["c"]
    thm.needs(slope, {**there, "g": steep}, breaks=fails, name=f"6 s c times {f}")
for angle, H_ in ((pi / 2, 0), (3 * pi / 2, 8), (pi, -4), (pi / 2, 1 / sqrt(6))):
    thm.needs(bend, at(angle, H=H_), breaks=curvature, name=f"H = {H_} at {angle}")
thm.needs(bend, at(pi / 2, H=sqrt(6) / 3), breaks=curvature, name="c for H")


def numbers(x, s, c, p="157/50"):
    """Any numbers for the sine and the cosine, with L, g and H as they follow."""
    x, s, c = map(sympify, (x, s, c))
    L, g = x**2 + 3 * s**2, 2 * x + 6 * s * c
    return {"x": x, "s": s, "c": c, "p": p, "L": L, "g": g, "H": 2 + 6 * (c**2 - s**2)}


nearly = 1 - Rational(1, 10**9)
pairs = [(sqrt(2), -1), (-1, sqrt(2)), (sqrt(nearly), 0), (1 / sqrt(nearly), 0)]
for e in (Rational(1, 10**9), -Rational(1, 10**9), Rational(1, 1000), -Rational(1, 1000)):
    pairs += [(0, 1 / sqrt(1 + e))]
    if e != nearly - 1:
        pairs += [(1 / sqrt(1 + e), 0), (sqrt(1 + e), 0)]
for sine, cosine in pairs:
    off = numbers(10, sine, cosine)
    thm.needs(unit, off, breaks=curvature, name=f"sine {sine}, cosine {cosine}")
# |s| exceeds x by less than a part in 10^9, where g = 2 x.
thm.needs(short, numbers(1 - Rational(1, 10**10), 1, 0), breaks=outside)
thm.needs(chord, numbers("36/25", "-4/5", "3/5"), breaks=pl, name="s for x or p")
thm.needs(chord, numbers("181/100", "4/5", "-3/5"), breaks=pl, name="half of 2 s c")
thm.needs(circle, numbers("253/200", "4/5", "-3/5", "157/100"), breaks=pl, name="half of it")
# The ratio is 0.12 for these, which are no sine and cosine of x.
allowed = numbers("41/20", "-4/5", "3/5")
thm.refutes("PL(1/8) by the facts about the sine alone", g**2 / 2 >= L / 8, allowed, of=pl)
thm.refutes("PL implies convex", H >= 0, at(pi / 2), of=curvature)
thm.refutes(
    "PL(0.1756) instead of PL(1/12)", g**2 / 2 >= Rational(1756, 10**4) * L, at(least), of=pl
)
thm.refutes("PL(1/2) everywhere", g**2 / 2 >= L / 2, at(least), of=outside)
thm.refutes("PL(0.1756)", g**2 / 2 >= Rational(1756, 10**4) * L, at(least), of=best)
thm.refutes("PL(0.175531)", g**2 / 2 >= Rational(175531, 10**6) * L, at(least), of=best)
