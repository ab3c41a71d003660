"""For gamma > 1 / L gradient descent can send a half-line to a strict maximum in one step.

Source   Bruna 2018, "GD avoids strict saddles" (why gamma < 1 / L); Landscape slides, random
         initialisation avoids strict saddles.
Claim    g the function of step_size_sharp_function, C^2 with |g''| <= L and a strict maximum at 0:
         x - gamma g'(x) = 0 for every x >= t + v.
Covers   every L > 0 and gamma > 1 / L, also beyond 2 / L; by symmetry two half-lines. Starts with a
         density therefore reach the maximum with positive probability. Adding |y|^2 / (2 gamma)
         makes it a strict saddle in any dimension. Without C^2 the bends may have width 0.
Silent   on gamma = 1 / L, which needs a second dimension: step_size_sharp_plane.
"""

from functools import partial

from sympy import And, Eq, Ge, Implies, Le, Lt, Rational, S, false

from lemmata import Theorem, cite
from models import step_size_sharp as model
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.step_size_sharp_line",
    supports=["saddle.step-size-sharp", "saddle.asymptotic-avoidance", "saddle.gd-avoids"],
    sources=[
        cite("Bruna 2018", 'slide "GD avoids strict saddles"'),
        cite("Landscape slides", "random initialisation avoids strict saddles"),
    ],
)
x = thm.nonneg("x", "the point")
a, b = thm.nonneg("a b", "how far x is inside the two bends: x - 1 and x - t, cut to the widths")
slope, z = thm.real("slope z", "g'(x), the next point")
gamma, L, eps = thm.positive("gamma L eps", "step size, smoothness, curvature at the maximum")
w, v, t = thm.positive("w v t", "widths of the bends, place of the second")
up, down = (L + eps) / w, (L - 1 / gamma) / v
far = Ge(x, t + v)

inside_a, before_a = a <= w, (w - a) * (x - 1 - a) <= 0
inside_b, before_b = b <= v, (v - b) * (x - t - b) <= 0
first = thm.assume("first", And(inside_a, before_a))
second = thm.assume("second", And(inside_b, before_b))
area = Eq((gamma * L - 1) * (t + v / 2), gamma * (L + eps) * (1 + w / 2))
place = thm.assume("place", area)
room = thm.assume("room", t >= 1 + w)
integral = -eps * x + up * a * (x - 1 - a / 2) - down * b * (x - t - b / 2)
derivative = thm.assume("derivative", Eq(slope, integral))
update = thm.assume("update", Eq(z, x - gamma * slope))
landed = thm.conclude("landed", Implies(far, Eq(z, 0)))


def complete(k, claim, parts, inside, length, width):
    """length = width, from a derivation of (width - length)^2 <= 0."""
    short = k.assume(Lt(length, width))
    square = k.combine(Le((width - length) ** 2, 0), parts, signs=[inside], **claim)
    absurd = k.combine(false, {square: 1, short: width - length}, signs=[short])
    return k.squeeze(inside, k.contradiction(Ge(length, width), absurd))


@thm.proof(landed)
def past_both_bends(k):
    past, in_a, in_b = k.assume(far), k.part(first, inside_a), k.part(second, inside_b)
    parts = {k.part(second, before_b): 1, past: v - b}
    whole_b = complete(k, {}, parts, in_b, b, v)
    parts = {k.part(first, before_a): 1, past: w - a, room: w - a}
    whole_a = complete(k, {"squares": [((w - a) * v, 1)]}, parts, in_a, a, w)
    steps = {
        update: 1, derivative: -gamma, place: -1,
        whole_a: -gamma * up * (x - 1 - (a + w) / 2), whole_b: gamma * down * (x - t - (b + v) / 2),
    }  # fmt: skip
    return k.discharge(k.combine(Eq(z, 0), steps), far)


thm.scales("objective", slope=1, gamma=-1, L=1, eps=1)
for part, ends, vacuous in (
    (first, "true: x > 1 + w gives a = w, or nothing", "a and w: a = w; x and a: x <= w < t"),
    (second, "true: x >= t + v gives b = v, or nothing", "x and b: x <= v < t + v"),
):
    thm.open("constant", ends, part)
    thm.open("term dropped", ends, part)
    thm.open("swapped", f"true or vacuous where x >= t + v: {vacuous}", part)
thm.open("term dropped", "without gamma L: vacuous, as the left side is negative", place)
thm.open("swapped", "a and w, b and v: the same where x >= t + v, as a = w and b = v", derivative)
thm.open("constant", "true: x - gamma g'(x) = 0, which may have any factor", update)

thm.check(
    landed,
    on=model.line,
    draw=draws.lines,
    implements=[update],
    constructed=[first, second, place, room, derivative],
)

at = partial(model.exact_line, "bend")
for start in ("8", "26/3", "31/3"):
    thm.example(at(start), name=f"gamma = 3/2, L = 1, eps = 1/2: {start} goes to 0")
close = Rational(1, 10**9)
thm.example(at(8 - close / 2), name="barely in the second bend")
thm.example(at(1, v=10), name="a wide second bend")
thm.example(at(1, gamma=100, w="1/3", v="1/2"), name="a long step from 1")
lee = at("23/10", L="19/10", eps="1/10", gamma=1, w="1/100", v="1/100")
thm.example(lee, name="gamma L = 1.9")


def narrow(t, v, **changed):
    """x = t + v for a narrow second bend, gamma = 4, L = 1, w = 2."""
    return at(t + v, gamma=4, w=2, v=v, eps=(t + v / 2) * Rational(3, 8) - 1, t=t, **changed)


thm.needs(first, at(8, a=0))
thm.needs(first, narrow(3, close / 4, a=2 - close / 2), name="a < w, barely")
thm.needs(second, at(8, b=0))
thm.needs(second, at(12, v=5, b=1), name="t = v")
thm.needs(second, at(20, b=7), name="b = t")
thm.needs(place, at(8, t=6))
# Every constant of `place` matters: t from the equation with one of them changed.
for i in range(10):
    for f in (1 + close, 1 - close, Rational(1001, 1000), Rational(999, 1000)):
        c = [f if i == j else 1 for j in range(10)]
        left = c[0] * (c[1] * Rational(3, 2) - c[2])
        right = Rational(3, 2) * c[3] * (c[4] + c[5] * S.Half) * (c[6] + c[7] * Rational(2, 3))
        t_ = (right / left - c[8] * S.Half) / c[9]
        thm.needs(place, at(t_ + 2, t=t_), name=f"place, constant {i} times {f}")
for x_, changed in (
    (8, {"eps": 1, "t": "17/6"}), (40, {"v": 15, "t": 7}), (12, {"t": "15/2"}),
    (12, {"w": 4, "t": "17/2"}), (12, {"eps": 2, "t": "47/6"}), (12, {"t": 10}),
    (12, {"v": 2, "t": "17/4"}), (12, {"v": 4, "t": "7/2"}), (12, {"eps": 2, "t": "13/4"}),
    (12, {"t": "29/8"}), (12, {"v": 2, "t": "21/8"}), (12, {"v": 3, "t": 3}),
    (12, {"t": "33/4"}), (12, {"t": "39/4"}), (50, {"v": 39, "t": 3}), (12, {"t": "73/12"}),
    (40, {"v": "119/6", "t": 3}),
):  # fmt: skip
    thm.needs(place, at(x_, **changed), name=f"place, {changed}")
thm.needs(room, narrow(3 - close / 2, close / 8), name="room, barely")
thm.needs(room, at(8, eps="1/10", gamma=10, w=10, v="1/10"))
thm.needs(derivative, at(8, slope=0))
for x_, slope_ in (
    (8, 12), ("1498/179", 14), ("33/2", 6), (11, -1), (8, "9/35"), (8, "17/5"), (8, "76/33"),
    (8, "1/27"),
):  # fmt: skip
    thm.needs(derivative, at(x_, slope=slope_), name=f"slope {slope_} at {x_}")
thm.needs(update, at(8, z=8))
for z_ in (16, "16/9"):
    thm.needs(update, at(8, z=z_), name=f"to {z_}")
repelled = Implies(far, z**2 >= x**2)
thm.refutes("gamma < 2 / L: no half-line goes to a maximum", repelled, at(8))
