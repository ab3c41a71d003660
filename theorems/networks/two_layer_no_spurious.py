"""A second-order stationary point of a two-layer linear network is a global minimum.

Source   Ma 2021, section 6 (linear networks, two layers); derived here.
Claim    L(W1, W2) = |W2 W1 - M|_F^2 / 2 with gradient 0, X = W2 W1, R = X - M, h hidden units.
         Singular values: R'R + C'C = r^2 I, R'R v = r^2 v, |v| = 1 (r is the largest one of R);
         X'X = s^2 U U' + E'E, U'U = I, X b = s a, X'a = s b, |a| = 1 if s > 0 (s is the p-th of X).
         A unit vector e of hidden units with s > 0 or W2 e = 0 or W1' e = 0. Nonnegative curvature
         along (s W1 b v', M v a' W2), (e v', -t R v e') and (-t r^2 e v', R v e'), where t > 0,
         t (|W1' e|^2 + |W2 e|^2) < 2  =>  L(W1, W2) <= L(Z1, Z2) for every Z1, Z2, where the
         p columns of B, B'B = I, span the rows of Z1.
Covers   every number of inputs n, hidden units h and outputs, with p = min(n, h); ties and all rank
         defects: if s = 0, then W1 or W2 has rank below h, and an e as asked for exists.
         Joins two_layer_second_order (s > 0), two_layer_unused_unit (s = 0, W2 e = 0) and
         two_layer_small_error, which joins two_layer_kept_energy and two_layer_minimum. Second
         order is needed along three directions only.
Silent   on the existence of singular vectors, of C, E, U, B, and of e if X has rank below p.
"""

from sympy import Eq, Ge, Gt, Identity, Lt, Matrix, Or, Rational, S, diag, eye, false, sqrt, zeros

from lemmata import Gradient, Theorem, cite, inner, zero
from models import two_layer_networks as nets
from strategies import two_layer_networks as draws
from theorems.networks import two_layer_second_order as largest
from theorems.networks import two_layer_small_error as small
from theorems.networks import two_layer_unused_unit as unused

thm = Theorem(
    "networks.two_layer_no_spurious", catalogue=["ma.lin2"], sources=[cite("Ma 2021", "section 6")]
)
n, h, m, p = thm.dimension("n h m p")
W1, Z1 = thm.matrix("W1 Z1", h, n, "first layer; that of a rival")
W2, Z2 = thm.matrix("W2 Z2", m, h, "second layer; that of a rival")
M, R = thm.matrix("M R", m, n, "the map to be learned; the error of the network")
U, B = thm.matrix("U B", n, p, "inputs that the network keeps; that a rival uses")
E = thm.matrix("E", p, n, "a root of X'X - s^2 U U'")
C = thm.operator("C", n, "a root of r^2 I - R'R")
a = thm.vector("a", m, "left singular vector of X for s")
b, v = thm.vector("b v", n, "right singular vector of X for s; of R for r")
e = thm.vector("e", h, "a direction of hidden units, not used if there is such a direction")
r, s = thm.nonneg("r s", "largest singular value of the error; number p of those of X")
t = thm.positive("t", "length of a step")
here, there = nets.loss_term(W1, W2, M), nets.loss_term(Z1, Z2, M)
slope1, slope2 = Gradient(here, W1), Gradient(here, W2)
X = W2 * W1
swap = nets.curvature_term(W1, W2, M, s * W1 * b * v.T, M * v * a.T * W2)
outer = nets.curvature_term(W1, W2, M, e * v.T, -t * R * v * e.T)
lower = nets.curvature_term(W1, W2, M, -t * r**2 * e * v.T, R * v * e.T)
for term, name in {
    here: "loss", there: "rival", slope1: "slope1", slope2: "slope2", swap: "swap", outer: "outer",
    lower: "lower",
}.items():  # fmt: skip
    thm.measure(term, name)

error = thm.assume("error", Eq(R, X - M))
first = thm.assume("first", Eq(slope1, zero(W1)))
second = thm.assume("second", Eq(slope2, zero(W2)))
top = thm.assume("top", Eq(R.T * R + C.T * C, r**2 * Identity(n)))
lost = thm.assume("lost", Eq(R.T * R * v, r**2 * v))
unit_v = thm.assume("unit v", Eq(inner(v, v), 1))
kept = thm.assume("kept", Eq(X.T * X, s**2 * U * U.T + E.T * E))
inputs = thm.assume("inputs", Eq(U.T * U, Identity(p)))
right = thm.assume("right", Eq(X * b, s * a))
left = thm.assume("left", Eq(X.T * a, s * b))
unit_a = thm.assume("unit a", Eq(s * inner(a, a), s))
unit_e = thm.assume("unit e", Eq(inner(e, e), 1))
full, idle, dead = Gt(s, 0), Eq(W2 * e, zero(W2 * e)), Eq(W1.T * e, zero(W1.T * e))
ranks = thm.assume("ranks", Or(full, idle, dead))
short = thm.assume("short", t * (inner(W1.T * e, W1.T * e) + inner(W2 * e, W2 * e)) < 2)
swaps = thm.assume("swaps", Ge(swap, 0))
outward = thm.assume("outward", Ge(outer, 0))
inward = thm.assume("inward", Ge(lower, 0))
basis = thm.assume("basis", Eq(B.T * B, Identity(p)))
rows = thm.assume("rows", Eq(Z1 * B * B.T, Z1))
minimum = thm.conclude("minimum", here <= there)


def full_rank(k):
    """r <= s if s > 0."""
    positive, rename = k.assume(full), {largest.s: s}
    claim = largest.curved.relation.xreplace(rename)
    curved = k.combine(claim, {swaps: 1}, scale=s**2, signs=[positive])
    unit = k.combine(largest.unit_a.relation, {unit_a: 1}, scale=s, signs=[positive])
    lemma = k.lemma(largest.thm, "order")
    return k.instantiate(lemma, rename, given=[curved, unit], signs=[positive])


def no_error(k, missed, power):
    """r <= s from r^power <= 0."""
    above, level, below = (kind(r, 0, evaluate=False) for kind in (Gt, Eq, Lt))
    positive, none, negative = (k.assume(case) for case in (above, level, below))
    claim = r <= s
    branches = {
        above: k.combine(
            claim,
            {missed: 1},
            squares=[(r ** (power - 1) * s, 1)],
            scale=r ** (power - 1),
            signs=[positive],
        ),
        level: k.combine(claim, {none: -1}, squares=[(s, 1)]),
        below: k.contradiction(claim, k.combine(false, {negative: 1}, squares=[(r, 1)])),
    }
    return k.cases(k.split(r), branches)


def second_unused(k):
    """r = 0 if W2 e = 0."""
    reach = t * inner(W1.T * e, W1.T * e)
    near = k.combine(reach < 2, {short: 1}, squares=[(t, W2 * e)])
    formula = k.instantiate(
        k.lemma(unused.thm, "formula"), {unused.a: e, unused.s: t}, given=[k.assume(idle), unit_e]
    )
    rate = t * (2 - reach)
    parts = {
        k.rewrite(outward, error): 1, formula: -1, error: -rate * (R + X - M) * v * v.T,
        lost: rate * v, unit_v: rate * r**2,
    }  # fmt: skip
    return no_error(k, k.combine(r**2 <= 0, parts, scale=rate, signs=[near]), 2)


def first_unused(k):
    """r = 0 if W1' e = 0: the curvature is t r^4 (t |W2 e|^2 - 2)."""
    reach, twice = t * inner(W2 * e, W2 * e), 2 * t * r**2
    near = k.combine(reach < 2, {short: 1}, squares=[(t, W1.T * e)])
    crossed = twice * inner(W2 * e, R * v) * v - inner(R * v, R * v) * W1.T * e
    parts = {
        inward: 1, k.assume(dead): crossed, unit_v: r**4 * (2 * t - t * reach), lost: twice * v,
        unit_e: twice * inner((X - M) * v, R * v), error: -twice * R * v * v.T,
    }  # fmt: skip
    fourth = k.combine(r**4 <= 0, parts, scale=t * (2 - reach), signs=[near])
    return no_error(k, fourth, 4)


@thm.proof(minimum)
def by_rank(k):
    branches = {full: full_rank(k), idle: second_unused(k), dead: first_unused(k)}
    order = k.cases(k.assume(ranks.relation), branches)
    return k.instantiate(k.lemma(small.thm, "minimum"), {}, given=[order])


thm.scales("outputs", M=2, R=2, W1=1, W2=1, Z2=2, C=2, E=2, r=2, s=2, t=-2)
thm.scales("hidden units of the rival", Z1=1, Z2=-1)
for size in (n, h, m, p):
    thm.invariant("rotation", size)

ROOTS = "true: f C'C and f E'E have roots too; the others make the error smaller or X larger"
thm.open("constant", ROOTS, top, kept)
thm.open("term dropped", "true: special cases", top, kept)
thm.open("constant", "true: f (X - M) has the same singular vectors, and r / f at most s", error)
thm.open("constant", "true: the others make r smaller, U'U or s larger", lost, inputs, right, left)
thm.open("constant", "true: all that is said of v, and of a and b, is homogeneous", unit_v, unit_a)
thm.open("constant", "true: f is no eigenvalue of the other matrix, so that Z1 = 0", basis, rows)
thm.open("constant", "true: a longer e makes both curvatures smaller", unit_e)
thm.open("constant", "true: stronger", short)
SMALLER = (
    "true: X v = 0 for r > 0, so that the crossed products vanish and less of the squares is left"
)
ALONE = (
    "true: `outward` matters if W2 e = 0, `inward` if W1' e = 0; there the products with X, W2 e "
    "and W1' e vanish, and the others make the curvature smaller"
)
for change in ("constant", "term dropped"):
    thm.open(change, SMALLER, swaps)
    thm.open(change, ALONE, outward, inward)
thm.open("swapped", "true: X - R = M, and X v = 0 for r > 0 makes M v = -R v", outward, inward)
LEFT = (
    "true: X'(X - M) = 0, so that any multiple of X on the left is the same, and less of M weaker"
)
thm.open("constant", LEFT, minimum)
thm.open("term dropped", LEFT, minimum)

thm.check(
    minimum, on=nets.no_spurious, draw=draws.rivals,
    constructed=[
        error, first, second, top, lost, unit_v, kept, inputs, right, left, unit_a, unit_e, ranks,
        short, swaps, outward, inward, basis, rows,
    ],
)  # fmt: skip


NEAR, half = Rational(1, 10**9), Rational(1, 2)


def axis(i, d=3):
    return Matrix([int(i == j) for j in range(d)])


def net(target, keeps, s_, r_, top_=0, changes=None):
    """M = diag(target); X has the values `keeps` on these axes, v = axis top_, the last pair for s.

    The rival keeps the first inputs. C and E are the roots, where there are any.
    """
    d, h_ = len(target), len(keeps)
    pairs = [(axis(i, d), S(value)) for i, value in keeps.items()]
    X_ = sum((value * u * u.T for u, value in pairs), zeros(d, d))
    R_, last = X_ - diag(*target), pairs[-1][0]
    first_ = [axis(i, d) for i in range(h_)]
    rests = [max(r_**2 - R_[i, i] ** 2, 0) for i in range(d)]
    extra = [sqrt(max(value**2 - s_**2, 0)) * u.T for u, value in pairs]
    columns = Matrix.hstack(*(u for u, _ in pairs))
    return {
        W1: columns.T, W2: Matrix.hstack(*(value * u for u, value in pairs)), M: diag(*target),
        R: R_, U: columns, E: Matrix.vstack(*extra), C: diag(*map(sqrt, rests)),
        B: Matrix.hstack(*first_), Z1: Matrix.hstack(*first_).T,
        Z2: Matrix.hstack(*(target[i] * u for i, u in enumerate(first_))),
        a: last, b: last, v: axis(top_, d), e: axis(h_ - 1, h_), r: r_, s: s_, t: Rational(1, 100),
        **(changes or {}),
    }  # fmt: skip


best = net([3, 2, 1], {0: 3, 1: 2}, S(2), S(1), 2)
worse = net([S(2), S(2), S(1)], {2: 1}, S(1), S(2))
still = {R: zeros(3, 3), C: zeros(3, 3), r: 0}
exact = net([S(2), 0, 0], {0: 2}, S(2), S(0), 1)
for f in (1, 1 - NEAR / 2, 1 + NEAR / 2):
    thm.example({**exact, Z2: [[2 * f], [0], [0]]}, name=f"no error, a rival at {f} times")
    closer = {Z2: [[3 * f, 0], [0, 2 * f], [0, 0]]}
    thm.example({**best, **closer}, name=f"the minimum, a rival at {f} times")
thm.sharp(minimum, best, name="the minimum itself")
thm.sharp(minimum, net([1, 1, 1], {2: 1}, S(1), S(1)), name="a tie")


def idle_unit(below, above, t_, changes=None, r_=half):
    """M = diag(r, 0), the network is 0 with weights `below` and `above`, one of them 0; e = 1."""
    return {
        **net([r_, 0], {1: 0}, S(0), r_), W1: [[0, below]], W2: [[0], [above]], t: t_,
        a: [0, 0], b: [0, 0], **(changes or {}),
    }  # fmt: skip


wide = {
    W1: [[1], [0]], W2: [[2, 0]], Z1: [[0], [1]], Z2: [[1, 3]], M: [[2]], R: [[0]], B: [[1]],
    U: [[1]], E: [[0]], C: [[0]], a: [1], b: [1], v: [1], e: [0, 1], r: 0, s: 2, t: 1,
}  # fmt: skip
thm.example(wide, name="more hidden units than inputs")
thm.needs(short, idle_unit(sqrt(2), 0, 1), name="short, above")
thm.needs(short, idle_unit(0, sqrt(2), 1), name="short, below")
thm.needs(short, idle_unit(2, 0, 1), name="short, by far")
thm.needs(outward, idle_unit(1, 0, 1))
thm.needs(inward, idle_unit(0, 1, 1))
almost = sqrt(2 - NEAR / 10)
thm.needs(outward, idle_unit(almost, 0, 1), name="outward, barely")
thm.needs(inward, idle_unit(0, almost, 1), name="inward, barely")
thm.needs(inward, idle_unit(0, 10, "1/100", r_=S(4)), name="inward, with r^3 for r^2")
for f in (1 - NEAR, Rational(999, 1000), half):
    shorter = {e: [sqrt(f)]}
    thm.needs(unit_e, idle_unit(sqrt(2), 0, 1, shorter), name=f"|e|^2 = {f}")
thm.needs(unit_e, idle_unit(0, 0, 1, {e: [0]}))
flat = {s: 0, a: [0, 0], b: [0, 0], E: [[0, 1]]}
thm.needs(ranks, net([2, 1], {1: 1}, S(1), S(2), 0, flat))
thm.needs(swaps, worse)
for s_, r_ in ((1, 1 + NEAR / 10), (4, 5), (Rational(1, 4), 1)):
    crossed = net([S(r_), S(r_), S(s_)], {2: s_}, S(s_), S(r_))
    thm.needs(swaps, crossed, name=f"swaps, s = {s_}, r = {r_}")
thm.needs(unit_v, {**worse, v: [0, 0, 0]})
thm.needs(unit_a, {**worse, a: [0, 0, 0], b: [0, 0, 0]})
thm.needs(lost, {**worse, v: [0, 0, 1]})
thm.needs(error, {**worse, **still, v: [0, 0, 1]})
larger = net([S(2), S(1), S(1)], {2: 1}, S(1), S(1), 1)
thm.needs(top, larger)
thm.needs(top, {**larger, C: eye(3)}, name="top, without R")
low = net([S(1), S(2), half], {1: 2, 2: half}, S(2), S(1), 0, {a: axis(1), b: axis(1)})
thm.needs(kept, low)
thm.needs(kept, {**low, E: [[0, 2, 0], [0, 0, half]]}, name="kept, without U")
thm.needs(inputs, {**low, U: [[0, 0], [1, 0], [0, "1/4"]]})
high = net([S(1), S(4), half], {1: 4, 2: half}, half, S(1))
thm.needs(right, {**high, a: axis(1), b: 8 * axis(1)})
thm.needs(left, {**high, a: axis(1), b: axis(1) / 8})
near, fourth = 1 + NEAR / 10, Rational(1, 4)
for f in (1 - NEAR, Rational(999, 1000), half):
    lost_ = net([near, S(1), S(1)], {2: 1}, S(1), S(1), 1)
    long, pair = 1 / sqrt(f), {a: axis(1), b: axis(1)}
    rest = sqrt(long**2 - 1)
    two = net([near, long, S(1)], {1: long, 2: 1}, long, near, 0, pair)
    C_ = diag(sqrt(2 - f - near**2), sqrt(1 - f), sqrt(2 - f))
    thm.needs(top, {**lost_, C: C_}, name=f"top, {2 - f} on the right")
    C_ = diag(sqrt(1 - f * near**2), sqrt(1 - f), 1)
    thm.needs(top, {**lost_, C: C_}, name=f"top, {f} of the error")
    thm.needs(lost, net([long, S(1), S(1)], {2: 1}, S(1), long, 1), name=f"lost, {f}")
    thm.needs(kept, {**two, E: [[0, rest, 0], [0, 0, 0]]}, name=f"kept, {f} of s")
    thm.needs(kept, {**two, E: [[0, rest * long, 0], [0, 0, 0]]}, name=f"kept, {f} of both")
    scaled = {U: sqrt(f) * two[U], E: [[0, rest, 0], [0, 0, 0]]}
    thm.needs(inputs, {**two, **scaled}, name=f"inputs, {f}")
thm.needs(top, {**lost_, C: diag(sqrt(2 - near**2), 1, sqrt(2))}, name="top, twice")
for f in (1 - NEAR, 1 + NEAR, *map(Rational, ("999/1000", "1001/1000", "1/2")), S(2)):
    rate, size = 1 - f, 2 / abs(1 - f)
    for part, scale, R_ in (
        ("M", f, diag(-2 * f, rate * f * size, rate)), ("W2 W1", 1, diag(-2, -rate * size, -rate)),
    ):  # fmt: skip
        r_ = 2 * scale
        other = net([S(2), scale * size, S(1)], {1: scale * size, 2: 1}, S(1), r_, 1)
        C_ = diag(*(sqrt(r_**2 - R_[i, i] ** 2) for i in range(3)))
        thm.needs(error, {**other, R: R_, C: C_}, name=f"error, {f} {part}")
    if f > 1:
        root, more = sqrt(f), S(3) if f == 2 else 1 / sqrt(2 - f)
        far = net([root, root, S(1)], {1: root, 2: 1}, S(1), root)
        thm.needs(right, {**far, a: axis(1), b: root * axis(1)}, name=f"right, {f} s")
        far = net([more, root, S(1)], {1: root, 2: 1}, S(1), more)
        thm.needs(left, {**far, a: axis(1), b: axis(1) / root}, name=f"left, {f} s")
beyond = net([Rational(3, 2), S(2), S(1)], {1: 2, 2: 1}, S(1), S(2), 1)
for name, R_ in (("M", diag(0, 2, 1)), ("X", diag("-3/2", -2, -1))):
    C_ = diag(*(sqrt(4 - R_[i, i] ** 2) for i in range(3)))
    thm.needs(error, {**beyond, R: R_, C: C_}, name=f"error, without {name}")
for p, r_, size in ((3, S(2), Rational(5, 2)), (1, half, Rational(3, 5))):
    far = net([size, r_, r_], {2: r_}, r_, r_, 1)
    C_ = diag(*(sqrt(r_**p - R_**2) for R_ in (size, r_, 0)))
    thm.needs(top, {**far, C: C_}, name=f"top, r^{p}")
thm.needs(lost, net([fourth, half**3, half**3], {2: half**3}, half**3, fourth, 1), name="lost, r^3")
thm.needs(lost, net([S(4), S(2), S(2)], {2: 2}, S(2), S(4), 1), name="lost, r")
for name, s_, size, lost_ in (("s^3", fourth, half**3, Rational(1, 5)), ("s", S(4), S(2), S(3))):
    far = net([lost_, s_, size], {1: s_, 2: size}, s_, lost_, 0, {a: axis(1), b: axis(1)})
    thm.needs(kept, {**far, E: [[0, sqrt(s_**2 - size**2), 0], [0, 0, 0]]}, name=f"kept, {name}")
crossed = {E: [[0, sqrt(5) / 2, 0], [0, 0, 2 * sqrt(5)]]}
thm.needs(kept, {**low, **crossed}, name="kept, E for W1")
# w = (4, 3)/5: the best second layer for W1 = w', and the best first layer for W2 = w.
w, across, size, length = Matrix([4, 3]) / 5, Matrix([-3, 4]) / 5, 2 * sqrt(13) / 5, sqrt(73) / 5
plane = {**net([S(2), S(1)], {0: 2}, length, size), E: [[0, 0]]}
image, beside = diag(2, 1) * w, Matrix([2, 3]) / sqrt(13)
thm.needs(first, {
    **plane, W1: w.T, W2: image, U: w, C: size * w * w.T, R: -diag(2, 1) * across * across.T,
    v: across, a: image / length, b: w,
})  # fmt: skip
thm.needs(second, {
    **plane, W1: image.T, W2: w, U: image / length, C: size * beside * beside.T,
    R: -across * across.T * diag(2, 1), v: diag(2, 1) * across / size, a: w, b: image / length,
})  # fmt: skip
more = {
    W1: diag(1, 0), W2: diag(2, 0), M: diag(2, 1), R: diag(0, -1), Z1: eye(2), Z2: diag(2, 1),
    U: [[1], [0]], B: [[1], [0]], E: [[0, 0]], C: diag(1, 0), r: 1, s: 2,
    a: [1, 0], b: [1, 0], v: [0, 1], e: [1, 0], t: "1/100",
}  # fmt: skip
thm.needs(rows, more, name="a rival of rank 2 for p = 1")
thm.known(basis, "Gram-Schmidt: p orthonormal vectors have p rows in their span")
thm.refutes("twice", 2 * here <= there, best)
thm.refutes("a maximum", here >= there, {**best, Z2: zeros(3, 2)})
known = [x for x in thm.hypotheses.values() if x is not swaps]
thm.refutes("any stationary point", minimum.relation, worse, given=known)
thm.refutes(
    "the origin, a stationary point", minimum.relation, idle_unit(0, 0, 1),
    given=[x for x in known if x not in (outward, inward)],
)  # fmt: skip
