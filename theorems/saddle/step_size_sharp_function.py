"""A C^2 function with |g''| <= L, a strict maximum at 0, and the slope x / gamma far out.

Source   own, for Bruna 2018, "GD avoids strict saddles" (why gamma < 1 / L).
Claim    On x >= 0 let g'' = -eps on [0, 1], rise to L on [1, 1 + w], stay there up to t, fall to
         1 / gamma on [t, t + v] and stay there, g'(0) = 0, where t >= 1 + w is the place at which
         g' = x / gamma after t + v. Then -L <= g'' <= L for eps <= L, g' = -eps x and g'' = -eps on
         [0, 1].
Covers   every L > 0 and gamma > 1 / L, also beyond 2 / L, with w and v small enough for t >= 1 + w;
         the odd extension of g' is C^1 on the line, so that g is C^2 with |g''| <= L everywhere.
Silent   on gradient descent with this function: step_size_sharp_line.
"""

from functools import partial

from sympy import And, Eq, Gt, Implies, Le, Lt, Rational, S, false, sqrt

from lemmata import Theorem, cite
from models import step_size_sharp as model
from models.pinned import pinned
from strategies import step_size_sharp as draws

thm = Theorem(
    "saddle.step_size_sharp_function",
    catalogue=["saddle.step-size-sharp"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
x = thm.nonneg("x", "the point")
a, b = thm.nonneg("a b", "how far x is inside the two bends: x - 1 and x - t, cut to the widths")
slope, bend = thm.real("slope bend", "g'(x), g''(x)")
gamma, L, eps = thm.positive("gamma L eps", "step size, smoothness, curvature at the maximum")
w, v, t = thm.positive("w v t", "widths of the bends, place of the second")
up, down = (L + eps) / w, (L - 1 / gamma) / v
near = Le(x, 1)

inside_a, before_a, after_a = a <= w, (w - a) * (x - 1 - a) <= 0, a * (x - 1 - a) >= 0
inside_b, before_b, after_b = b <= v, (v - b) * (x - t - b) <= 0, b * (x - t - b) >= 0
first = thm.assume("first", And(inside_a, before_a, after_a))
second = thm.assume("second", And(inside_b, before_b, after_b))
area = Eq((gamma * L - 1) * (t + v / 2), gamma * (L + eps) * (1 + w / 2))
place = thm.assume("place", area)
room = thm.assume("room", t >= 1 + w)
mild = thm.assume("mild", eps <= L)
second_derivative = thm.assume("second_derivative", Eq(bend, -eps + up * a - down * b))
integral = -eps * x + up * a * (x - 1 - a / 2) - down * b * (x - t - b / 2)
derivative = thm.assume("derivative", Eq(slope, integral))
above = thm.conclude("above", bend <= L)
below = thm.conclude("below", bend >= -L)
maximum = thm.conclude("maximum", Implies(near, And(Eq(slope, -eps * x), Eq(bend, -eps))))


def falling(k):
    """L - 1 / gamma > 0."""
    whole = (gamma * (L + eps) * (1 + w / 2), 1)
    product = k.combine(Gt(gamma * L, 1), {place: 1}, squares=[whole], scale=t + v / 2)
    return k.combine(Gt(L - 1 / gamma, 0), {product: 1 / gamma})


def one_bend_at_a_time(k):
    """b (w - a) <= 0."""
    inside, claim = k.part(first, inside_a), Le(b * (w - a), 0)
    positive, zero, negative = (kind(b, 0, evaluate=False) for kind in (Gt, Eq, Lt))
    begun = k.assume(positive)
    past = k.combine(x - t - b >= 0, {k.part(second, after_b): 1}, scale=b, signs=[begun])
    parts = {k.part(first, before_a): 1, past: w - a, room: w - a}
    later = k.combine(claim, parts, squares=[(1, w - a)], signs=[inside])
    branches = {positive: later, zero: k.combine(claim, {k.assume(zero): a - w})}
    branches[negative] = k.combine(claim, {k.assume(negative): w - a}, signs=[inside])
    return k.cases(k.split(b), branches)


@thm.proof(above)
def largest_curvature(k):
    parts = {second_derivative: -1, k.part(first, inside_a): (L + eps) / w}
    return k.combine(above, parts, squares=[(down, sqrt(b))], signs=[falling(k)])


@thm.proof(below)
def smallest_curvature(k):
    parts = {
        second_derivative: 1, mild: 1, one_bend_at_a_time(k): down / w,
        k.part(second, inside_b): a * down / w,
    }  # fmt: skip
    rest = [((eps + 1 / gamma) / w, sqrt(a))]
    return k.combine(below, parts, squares=rest, signs=[falling(k)])


@thm.proof(maximum)
def before_the_bends(k):
    close, begun = k.assume(near), k.assume(Gt(a, 0))
    absurd = k.combine(false, {k.part(first, after_a): 1, close: a, begun: a}, signs=[begun])
    none = k.contradiction(Le(a, 0), absurd)
    not_a = k.squeeze(none, k.combine(Le(0, a, evaluate=False), squares=[(1, sqrt(a))]))
    late = k.combine(Le(b, 0), {one_bend_at_a_time(k): 1 / w, not_a: -b / w})
    not_b = k.squeeze(late, k.combine(Le(0, b, evaluate=False), squares=[(1, sqrt(b))]))
    parts = {derivative: 1, not_a: up * (x - 1 - a / 2), not_b: -down * (x - t - b / 2)}
    line = k.combine(Eq(slope, -eps * x), parts)
    flat = k.combine(Eq(bend, -eps), {second_derivative: 1, not_a: up, not_b: -down})
    return k.discharge(k.both(line, flat), near)


thm.scales("objective", slope=1, bend=1, gamma=-1, L=1, eps=1)

# With a = p w and b = q v: bend >= -L is (L - eps) + (L + eps) p >= (L - 1/gamma) q.
half = "true: it is enough that a >= w / 2 where b > 0, and that a > 0 gives x > 1"
for kind in ("constant", "term dropped"):
    thm.open(kind, half, first)
unused = "true: the part with v - b is not used"
thm.open("constant", f"{unused}, b <= 2 v is enough, and so is x > t where b > 0", second)
thm.open("term dropped", f"{unused}, and x >= t is enough where b > 0", second)
thm.open("reversed", unused, second)
thm.open("constant", "true: it serves as gamma L > 1 only, by positive factors", place)
thm.open("term dropped", "true: gamma L > 1 by positive factors; without gamma L: vacuous", place)
thm.open("swapped", "true: still gamma L > 1, or gamma eps > 1 and eps <= L", place)
least = "true for t >= 1: b > 0 and `place` then give a large enough a, by linearity in t"
thm.open("constant", least, room)
thm.open("term dropped", least, room)
between = (
    "true: an a term from eps a/w up to its own, or a b term from 0 to (2 L - 1/gamma) b/v, keeps "
    "-L <= bend <= L, as b > 0 gives a = w"
)
for kind in ("constant", "term dropped"):
    thm.open(kind, between, second_derivative)
nothing = "true: a = b = 0 where x <= 1, so that their terms are 0"
for kind in ("constant", "exponent", "term dropped"):
    thm.open(kind, nothing, derivative)
thm.open(
    "swapped",
    f"{nothing}, undefined where a or b is divided by, or negative where they equal w, v, t, "
    "gamma or L",
    derivative,
)
thm.open("converse", "true: x > 1 gives a > 0 and bend > -eps", maximum)

thm.check(
    above,
    below,
    maximum,
    on=pinned(model.line),
    draw=draws.lines,
    constructed=[first, second, place, room, mild, second_derivative, derivative],
)

at = partial(model.exact_line, "z")
close, wide = Rational(1, 10**10), 45 * 10**9
slow = at(5 * 10**10, L="1/2", gamma=2 + 2 * close, v=wide)
thm.example(slow, name="gamma L barely above 1")
thm.example(at(40, L="3/2", gamma="3/4", eps="3/2"), name="gamma < 1, eps = L")
thm.example(at(1 + close), name="barely in the first bend")
lee = at("23/10", L="19/10", eps="1/10", gamma=1, w="1/100", v="1/100")
thm.example(lee, name="gamma L = 1.9")
thm.sharp(above, at(3), name="between the bends")
thm.sharp(below, at(0, eps=1), name="eps = L")
thm.needs(first, at("1/2", a=1), breaks=maximum)
over = Rational(4, 3) * (1 + close)
thm.needs(first, at(1 + over, a=over), name="a > w, barely", breaks=above)
thm.needs(first, at("7/3", a=2), name="a > w, x = 1 + w", breaks=above)
thm.needs(first, at(1, a=close), name="a > 0 at 1", breaks=maximum)


def tiny(x, t, eps="1/2", **changed):
    """w = 10^-9 / 4, with v for the place t."""
    thin, eps = Rational(1, 4 * 10**9), Rational(eps)
    return at(x, eps=eps, w=thin, v=2 * (3 * (1 + eps) * (1 + thin / 2) - t), **changed)


thin = Rational(1, 4 * 10**9)
begun = tiny(1 + 2 * thin, 1 + thin, eps=1, a=0)
thm.needs(first, begun, name="a = 0 in the second bend", breaks=below)
thm.needs(second, at(0, b=1), breaks=maximum)
thm.needs(second, at(14, b=7), name="b = 7 v", breaks=below)
for x_, b_, v_ in (("1/2", "1/2", 8), (8, 7, 1), ("83/2", 37, 6)):
    label, broken = f"b = {b_} at {x_}, v = {v_}", maximum if v_ == 8 else below
    thm.needs(second, at(x_, b=b_, v=v_), name=label, breaks=broken)
thm.needs(second, tiny(1, 1 + thin, b=close), name="b > 0 at 1", breaks=maximum)
thm.needs(place, at(12, t=8, gamma="1/2"), breaks=above)
for far, changed in (
    (3, {"v": "1/3", "t": "7/3"}),
    (4, {"L": 2, "eps": 1, "gamma": "1/4", "w": 1, "t": "23/8"}),
    (5, {"w": 2, "t": "13/4"}),
    (7, {"v": 2, "t": "19/4"}),
    (10, {"v": 6, "t": "7/2"}),
    (7, {"w": 3, "v": 2, "t": "17/4"}),
    (9, {"v": 3, "t": "16/3"}),
    (10, {"v": 4, "t": "41/8"}),
):
    # gamma L <= 1, and another equation in the place of `place`
    elsewhere = at(far, **{"gamma": "1/2", **changed})
    thm.needs(place, elsewhere, name=f"place, {changed}", breaks=above)
for factor, one in (
    *((1, 1 - e) for e in (Rational(1, 10**9), Rational(1, 1000))),
    *((1 + e, 1) for e in (Rational(1, 10**9), Rational(1, 1000), S(1))),
):
    # gamma L < 1 < gamma L factor / one
    gamma_ = (1 + one / factor) / 2
    t_ = gamma_ * Rational(5, 2) / (factor * gamma_ - one) - S.Half
    label = f"place, {factor} gamma L > {one}"
    thm.needs(place, at(t_ + 2, gamma=gamma_, t=t_), name=label, breaks=above)
thm.needs(room, tiny(1, 1 - 2 * thin), name="t < 1, barely", breaks=maximum)
thm.needs(room, at(1, w=2, v=17), name="t = 1/2", breaks=maximum)
thm.needs(room, at(1, eps=1, gamma=3, w=1, v=8), breaks=below)
thm.needs(mild, at(0, eps=2), breaks=below)
thm.needs(mild, at(0, eps=1 + close), name="mild, barely", breaks=below)
thm.needs(second_derivative, at(8, bend=2), breaks=above)
for x_, bend_, changed in (
    ("3/2", "7/2", {}), (3, 10, {}), (3, 10, {"L": "3/2"}), (3, 10, {"eps": 1}), (3, "12/11", {}),
    (3, "44/27", {}), (3, 3, {}), (3, 2, {"v": 2}), (3, "7/4", {"v": 2}), ("71/10", "343/18", {}),
    ("71/10", "29/2", {}), ("71/10", "-7/3", {}), (6, "-11/6", {"w": 4}), (3, "5/2", {"w": "1/2"}),
    (9, -3, {"v": "1/12"}),
):  # fmt: skip
    label, broken = f"bend = {bend_} at {x_}, {changed}", above if S(bend_) > 0 else below
    thm.needs(second_derivative, at(x_, bend=bend_, **changed), name=label, breaks=broken)
thm.needs(second_derivative, at("1/2", bend=-1), name="bend = -L at 1/2", breaks=maximum)
thm.needs(derivative, at("1/2", slope=0), breaks=maximum)
for slope_, changed in ((-1, {}), ("-1/2", {"w": "3/4"}), (1, {"v": 6})):
    label = f"slope = {slope_} at 1/2, {changed}"
    thm.needs(derivative, at("1/2", slope=slope_, **changed), name=label, breaks=maximum)
thm.refutes("at most 1 / gamma", bend <= 1 / gamma, at(3), of=above)
thm.refutes("g is convex", bend >= 0, at(0), of=below)
thm.refutes("0 is a minimum", Implies(near, bend >= 0), at(0), of=maximum)
