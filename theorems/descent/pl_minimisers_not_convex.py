"""Under the Polyak-Lojasiewicz inequality the minimisers need not form a convex set.

Source   Liu 2024, slide 10 (dropping convexity, implicit).
Claim    f(x, y) = (y - sin x)^2 / 2, f* = 0:  |grad f|^2 / 2 = f + (y - sin x)^2 cos^2 x / 2 >= f,
         that is PL(1), and 1 is the best constant; the minimisers are the graph of the sine; at the
         midpoint of the minimisers over x and x + 2 w the value is (1 - cos w)^2 sin^2(x + w) / 2,
         which is positive unless sin(x + w) = 0 or cos w = 1.
Covers   the whole plane.
Silent   on other functions; see pl_not_convex for one dimension.
"""

from sympy import Eq, Equivalent, Ne, Rational, S, pi, sqrt

from lemmata import Theorem, cite
from models import pl_examples
from strategies import landscape as instances

thm = Theorem(
    "descent.pl_minimisers_not_convex",
    supports=["pl.not-convex"],
    sources=[cite("Liu 2024", "slide 10")],
)
x, y, s, c = thm.real("x y s c", "the point, sin x, cos x")
L, a, b = thm.real("L a b", "f(x, y), its partial derivatives in x and y")
s2, sm, cw = thm.real("s2 sm cw", "sin(x + 2 w), sin(x + w), cos w")
M = thm.real("M", "f at the midpoint of (x, sin x) and (x + 2 w, sin(x + 2 w))")

value = thm.assume("value", Eq(L, (y - s) ** 2 / 2))
across = thm.assume("across", Eq(a, -(y - s) * c))
along = thm.assume("along", Eq(b, y - s))
middle = thm.assume("middle", Eq(M, ((s + s2) / 2 - sm) ** 2 / 2))
addition = thm.assume("addition", Eq(s + s2, 2 * sm * cw))
pl = thm.conclude("pl", (a**2 + b**2) / 2 >= L)
excess = thm.conclude("excess", Eq((a**2 + b**2) / 2 - L, (y - s) ** 2 * c**2 / 2))
graph = thm.conclude("graph", Equivalent(Eq(L, 0), Eq(y, s)))
chord = thm.conclude("chord", Eq(2 * M, (1 - cw) ** 2 * sm**2))


@thm.proof(pl)
def the_ordinate_is_enough(k):
    return k.combine(pl, {along: (b + y - s) / 2, value: -1}, squares=[(Rational(1, 2), a)])


@thm.proof(excess)
def one_square_is_left(k):
    h = y - s
    return k.combine(excess, {across: (a - h * c) / 2, along: (b + h) / 2, value: -1})


@thm.proof(graph)
def a_square_vanishes(k):
    h = y - s
    low = k.assume(Eq(L, 0))
    off = k.assume(Ne(y, s))
    absurd = k.combine(S.false, {value: 1, low: -1}, squares=[(h**2 / 2, 1)], signs=[off])
    there = k.contradiction(Eq(y, s), absurd)
    back = k.combine(Eq(L, 0), {value: 1, k.assume(Eq(y, s)): h / 2})
    return k.iff(k.discharge(there, Eq(L, 0)), k.discharge(back, Eq(y, s)))


@thm.proof(chord)
def sum_to_product(k):
    factor = (s + s2 + 2 * sm * cw - 4 * sm) / 4
    return k.combine(chord, {middle: 2, addition: factor})


thm.known(addition, "sin(u - w) + sin(u + w) = 2 sin u cos w")

thm.scales("height", y=1, s=1, L=2, a=1, b=1, s2=1, sm=1, M=2)

thm.open("swapped", "the same claim, as an equation may be read from either side", graph)

thm.check(
    pl, excess, graph, chord,
    on=pl_examples.curve, draw=instances.curve_points,
    implements=[across, along], constructed=[value, middle, addition],
)  # fmt: skip

at = pl_examples.exact_curve
half = at(pi / 2, 2, pi / 2)
thm.sharp(pl, half, name="cos x = 0")
thm.example(at(0, 0, pi / 2), name="(0, 0) and (pi, 0) are minimisers, (pi/2, 0) is not")
thm.needs(value, at(pi / 2, 2, 0, L=7), breaks=pl)
thm.needs(across, at(0, 1, 0, a=0), breaks=excess)
thm.needs(across, at(pi / 4, 1, 0, a=-1 / sqrt(2)), breaks=excess, name="y for y - sin x")
thm.needs(across, at(pi / 4, 1, 0, a=2), breaks=excess, name="sin x and a in each other's place")
thm.needs(along, at(pi / 2, 2, 0, b=0), breaks=pl)
thm.needs(middle, at(0, 0, pi / 2, M=0), breaks=chord)
thm.needs(middle, at(0, 0, pi / 2, M=2), breaks=chord, name="an end and M in each other's place")
# sin(x + 2 w) = -1/2, for x = pi/2 and w = pi/3, off by about a part in 10^9.
half_off = Rational(1, 10**9) / 2
for s2_ in (
    *(-S.Half + e for e in (2 * half_off, -2 * half_off, half_off, -half_off)),
    *(-1 / (2 + 4 * e) for e in (half_off, -half_off)),
):
    ends = at(pi / 2, 1, pi / 3, s2=s2_, M=s2_**2 / 8)
    thm.needs(addition, ends, breaks=chord, name=f"sin(x + 2 w) = {s2_}")
for name, s2_ in (("sin(x + w)", -sqrt(3) / 2), ("cos w", -S.Half)):
    ends = at(0, 0, pi / 3, s2=s2_, M=(s2_ - sqrt(3)) ** 2 / 8)
    thm.needs(addition, ends, breaks=chord, name=f"sin x and {name} in each other's place")
thm.refutes("PL(2)", (a**2 + b**2) / 2 >= 2 * L, half, of=pl)
thm.refutes(
    "the minimisers are the line y = 0", Equivalent(Eq(L, 0), Eq(y, 0)), at(pi / 2, 0, 0), of=graph
)
thm.refutes("PL(1) is attained everywhere", Eq((a**2 + b**2) / 2, L), at(0, 1, 0), of=excess)
thm.refutes("midpoints of minimisers are minimisers", Eq(M, 0), at(0, 0, pi / 2), of=chord)
