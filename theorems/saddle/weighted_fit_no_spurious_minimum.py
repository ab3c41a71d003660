"""A rank-one fit with weights that are not too large has no local minimum but the global ones.

Source   Ma 2021, (1.1): "all or most local minima are approximately global minima" as a hypothesis.
Claim    f(x) = ((a - X^2)^2 + (b - Y^2)^2)/2 + w X^2 Y^2 for X = <x, u> and Y = <x, v>, u and v
         linearly independent with dual vectors p, q; a, b > 0, w >= 0 and w b < a. Then grad f(x) =
         0 and D^2 f(x) >= 0 along p and along q  =>  f(x) <= f(y) for all y.
Covers   the positive side of (1.1) for rank-one fits of diag(a, b), a >= b, in two coordinates of a
         vector of any dimension, with the weight w off the diagonal, and where it ends: for w b >=
         a the point X = 0, Y = sqrt(b), of value a^2/2 and not b^2/2, passes the test. w = 1 is
         PCA; f is convex in (X^2, Y^2) for w <= 1 and not for 1 < w < a/b.
         saddle.weighted_fit_spurious_minimum has a = 1, b = 9/10 and w = 4 > 10/9.
Silent   on matrices of higher rank, other weights, and points that are only nearly stationary.
         (1.1) is proved for other classes in pca.no_spurious_minima, glm.unique_minimum,
         completion.mask_certificate and tensor.local_maxima.
"""

from sympy import Eq, Ge, Gt, Le, Lt, Rational, S, cancel, false

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import weighted_fit
from strategies import weighted_fit as draws

thm = Theorem(
    "saddle.weighted_fit_no_spurious_minimum",
    supports=["ma.conj-1.1"],
    sources=[cite("Ma 2021", "equation (1.1)")],
)
d = thm.dimension("d")
x, y = thm.vector("x y", d, "the factor; any rival")
u, v, p, q = thm.vector("u v p q", d, "the two coordinates; their dual vectors")
a, b = thm.positive("a b", "the entries of the matrix")
w = thm.nonneg("w", "the weight of the entry off the diagonal")


def fit(z):
    first, second = inner(z, u) ** 2, inner(z, v) ** 2
    return ((a - first) ** 2 + (b - second) ** 2) / 2 + w * first * second


f, rival = fit(x), fit(y)
for term, name in {
    f: "objective", rival: "rival", Gradient(f, x): "gradient", Curvature(f, x, p): "curvature_p",
    Curvature(f, x, q): "curvature_q",
}.items():  # fmt: skip
    thm.measure(term, name)
X, Y, P, Q, more, half = inner(x, u), inner(x, v), inner(y, u) ** 2, inner(y, v) ** 2, w - 1, S.Half
g, h = X**2 + w * Y**2 - a, Y**2 + w * X**2 - b

first = thm.assume("first", Eq(inner(p, u), 1))
only_first = thm.assume("only_first", Eq(inner(p, v), 0))
second = thm.assume("second", Eq(inner(q, v), 1))
only_second = thm.assume("only_second", Eq(inner(q, u), 0))
critical = thm.assume("critical", Eq(Gradient(f, x), zero(x)))
curved_p = thm.assume("curved_p", Ge(Curvature(f, x, p), 0))
curved_q = thm.assume("curved_q", Ge(Curvature(f, x, q), 0))
below = thm.assume("below", w * b < a)
minimum = thm.conclude("minimum", Le(f, rival))
COORDINATES = {p: (first, only_first, 1, 0), q: (only_second, second, 0, 1)}


def stationary(k, way):
    """X g = 0 along p, Y h = 0 along q."""
    formula = k.gradient(f, x, 2 * X * g * u + 2 * Y * h * v)
    in_u, in_v, c, e = COORDINATES[way]
    parts = {formula: -way / 2, critical: way / 2, in_u: -X * g, in_v: -Y * h}
    return k.zero_product(k.combine(Eq(c * X * g + e * Y * h, 0), parts))


def curvature(k, way, curved):
    """g + 2 X^2 >= 0 along p, h + 2 Y^2 >= 0 along q."""
    in_u, in_v, c, e = COORDINATES[way]
    i, j, gu, hv = inner(way, u), inner(way, v), g + 2 * X**2, h + 2 * Y**2
    form = 2 * gu * i**2 + 2 * hv * j**2 + 8 * w * X * Y * i * j
    parts = {curved: half, k.curvature(f, x, way, form): -half}
    parts[in_u] = -gu * (i + c) - 4 * w * X * Y * j
    parts[in_v] = -hv * (j + e) - 4 * w * X * Y * c
    return k.combine(Ge(c * gu + e * hv, 0), parts)


def by_weight(k, branch):
    sides = [side(more, 0) for side in (Gt, Eq, Lt)]
    return k.cases(k.split(more), {side: branch(side, k.assume(side)) for side in sides})


def not_at_origin(k, X_zero, Y_zero):
    parts = {curvature(k, q, curved_q): 1, Y_zero: -3, X_zero: -w}
    return k.contradiction(minimum.relation, k.combine(false, parts, squares=[(b, 1)]))


def not_on_second_axis(k, X_zero, h_zero):
    """X = 0 and Y^2 = b has the curvature w b - a < 0 along p."""
    parts = {curvature(k, p, curved_p): 1, h_zero: -w, X_zero: w**2 - 3, below: 1}
    return k.contradiction(minimum.relation, k.combine(false, parts))


def on_first_axis(k, Y_zero, g_zero):
    """At X^2 = a, Y = 0 the value is b^2 / 2, and the gap to a rival is a square and more."""
    steep, off = (
        k.combine(Ge(w * a - b, 0), {curvature(k, q, curved_q): 1, Y_zero: w**2 - 3, g_zero: -w}),
        a - P,
    )

    def branch(side, weight):
        if isinstance(side, Lt):  # w < 1
            parts = {steep: Q, weight: (off**2 + Q**2) / 2}
            return k.combine(Le(b**2 / 2, rival), parts, squares=[(w / 2, off - Q)])
        parts = {below: Q, weight: (P + b) * Q}
        return k.combine(Le(b**2 / 2, rival), parts, squares=[(half, off - Q)])

    gap = (X**2 - a - w * Y**2) / 2
    value = {g_zero: gap, Y_zero: cancel((f - b**2 / 2 - gap * g) / Y**2)}
    at = k.combine(Eq(f, b**2 / 2), value)
    return k.combine(minimum, {by_weight(k, branch): 1, at: -1})


def off_the_axes(k, g_zero, h_zero):
    """g = h = 0 has X^2 (1 - w^2) = a - w b > 0, so w < 1, and f is convex in (X^2, Y^2)."""
    m, n = P - X**2, Q - Y**2

    def branch(side, weight):
        if isinstance(side, Lt):
            parts = {g_zero: m, h_zero: n, weight: (m**2 + n**2) / 2}
            return k.combine(minimum, parts, squares=[(w / 2, m + n)])
        parts = {below: 1, g_zero: 1, h_zero: -w, weight: (w + 1) * X**2}
        return k.contradiction(minimum.relation, k.combine(false, parts))

    return by_weight(k, branch)


@thm.proof(minimum)
def one_kind_of_point_after_another(k):
    no_X, no_Y, g_zero, h_zero = (k.assume(Eq(z, 0)) for z in (X, Y, g, h))
    X_zero, Y_zero = k.combine(Eq(X**2, 0), {no_X: X}), k.combine(Eq(Y**2, 0), {no_Y: Y})
    in_p, in_q = stationary(k, p), stationary(k, q)
    none = {
        Eq(Y, 0): not_at_origin(k, X_zero, Y_zero),
        Eq(h, 0): not_on_second_axis(k, X_zero, h_zero),
    }
    some = {Eq(Y, 0): on_first_axis(k, Y_zero, g_zero), Eq(h, 0): off_the_axes(k, g_zero, h_zero)}
    return k.cases(in_p, {Eq(X, 0): k.cases(in_q, none), Eq(g, 0): k.cases(in_q, some)})


thm.scales("factor", x=1, y=1, a=2, b=2)
thm.scales("u", u=1, v=1, p=-1, q=-1, a=2, b=2)
thm.invariant("rotation", d)

ANY_LENGTH = "true for every c != 0: what is said of p and q is homogeneous"
thm.open("constant", ANY_LENGTH, first, second)
thm.open(
    "swapped",
    "true: at X^2 = a, Y = 0 it says w >= 1, where no rival is lower; `curved_p` excludes X = 0",
    curved_q,
)
thm.open("swapped", "true: the statement with the coordinates exchanged", below)
thm.open(
    "constant",
    "true: for every Q the least (a - P)^2 / 2 + w P Q over P >= 0 does not fall as a or w grows",
    minimum,
)
thm.open("term dropped", "true: at least a^2 / 2 or b^2 / 2, values of f on the axes", minimum)

thm.reading("objective", f, (x, u, v, a, b, w), weighted_fit.objective, {d: [2, 3]})
thm.check(
    minimum, on=weighted_fit.rivals, draw=draws.stationary_points,
    implements=[critical, curved_p, curved_q],
    constructed=[first, only_first, second, only_second, critical, curved_p, curved_q],
)  # fmt: skip


def at(point, rival, a_, b_, w_):
    """Coordinates of the plane."""
    frame = {u: [1, 0], v: [0, 1], p: [1, 0], q: [0, 1]}
    return {x: point, y: rival, **frame, a: a_, b: b_, w: w_}


axis, off = at([2, 0], [-2, 0], 4, 1, 2), at([2, 1], [-2, 1], Rational(9, 2), 3, half)
other = at([0, 1], [2, 0], 4, 1, 1)  # X = 0, Y^2 = b
thm.example(axis, name="on the first axis, w > 1")
thm.sharp(minimum, off, name="off the axes, w < 1")
thm.needs(first, {**other, p: [0, 0]})
thm.needs(only_first, {**other, p: [1, 2]})
low = at([2, 0], [2, 1], 4, 4, half)  # X^2 = a, Y = 0, and w a < b
thm.needs(second, {**low, q: [0, 0]})
thm.needs(only_second, {**low, q: [1, 1]})
thm.needs(critical, at([2, 0], [1, 0], 1, 1, half))
thm.needs(curved_p, other)
thm.needs(curved_q, low)
thm.needs(below, {**other, w: 4})
thm.example(at([half, half], [Rational(3, 8), half], *[Rational(3, 8)] * 2, half), name="a < 1")
thm.needs(critical, at([Rational(3, 2), 0], [2, 0], 4, Rational(9, 4), 1), name="X^2 = b")
thm.needs(critical, at([Rational(3, 2), 0], [2, 0], 4, 1, Rational(9, 4)), name="X^2 = w")
thm.needs(critical, at([0, 2], [3, 0], 9, 2, 4), name="Y^2 = w")
thm.needs(curved_p, at([0, 2], [3, 0], 9, 4, 1), name="a < b^2")
quarter = Rational(1, 4)
thm.needs(curved_q, at([half, 0], [half, quarter], quarter, quarter, half), name="a < w")
solid = {u: [1, 0, 0], v: [0, 1, 0], p: [1, 0, 2], q: [0, 1, 1]}
thm.needs(curved_p, at([0, 1, 1], [2, 0, 0], 4, 1, 1) | solid, name="p not along u")
thm.needs(curved_q, at([2, 0, 1], [2, 1, 0], 4, 4, half) | solid, name="q not along v")
thm.refutes("strictly below its reflection", f < rival, axis)
thm.refutes("no more than half of a rival", 2 * f <= rival, axis)
