"""Two thirds of the entries, connected and not bipartite: another strict local minimum in B.

Source   Ma 2021, Theorem 4.4 (that its sampling model is needed); derived here.
Claim    d = 3 m, z = (c, ..., c), the blocks (1, 1), (2, 2), (1, 3), (2, 3), (3, 1) and (3, 2) of
         m x m entries observed, x = (z_1, -z_2, 0) in blocks: f(x) = 2 c^4 m^2, grad f(x) = 0 and
         D^2 f(x)[v, v] >= (4 - 2 sqrt(2)) c^2 m |v|^2. With |z| = 1, that is 3 c^2 m = 1, these are
         2/9 and more than 0.39 |v|^2.
Covers   every m: no density below 1 and no dimension is enough by itself. mu = 1 and x is in B.
         f(z) = 0 is the minimum, at +-z only (unique_minimiser). For p = 2/3 the deviation is
         eps = 4 |X|_2 / d = 2, so that the bound on eps in only_truth is between 0.17 and 2.
         Block i of x is X a_i, for X of shape (m, 3) and a_i the coordinate vectors.
Silent   on random masks of that density, see only_truth.
"""

from sympy import Eq, sqrt

from lemmata import Curvature, Gradient, Theorem, cite, inner
from models import sampling_masks
from models.pinned import pinned
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.spurious_minimum",
    catalogue=["ma.mc-adversarial"],
    sources=[cite("Ma 2021", "Theorem 4.4"), cite("Ma 2021", "Theorem 4.5")],
)
m, r = thm.dimension("m r")
X, V = thm.matrix("X V", m, r, "the point and a direction, a column for each block")
a1, a2, a3 = thm.vector("a1 a2 a3", r, "the coordinate vectors that choose the blocks")
e = thm.vector("e", m, "(1, ..., 1)")
c = thm.positive("c", "the entries of z")
f = sampling_masks.blocks(X, e, c, a1, a2, a3)
grad, bend = Gradient(f, X), Curvature(f, X, V)
for term, name in {f: "objective", grad: "gradient", bend: "curvature"}.items():
    thm.measure(term, name)
v1, v2, v3 = V * a1, V * a2, V * a3
least, root = (4 - 2 * sqrt(2)) * c**2 * m, sqrt(2)

ones = thm.assume("ones", Eq(inner(e, e), m))
first = thm.assume("first", Eq(X * a1, c * e))
second = thm.assume("second", Eq(X * a2, -c * e))
third = thm.assume("third", Eq(X * a3, 0 * e))
value = thm.conclude("value", Eq(f, 2 * c**4 * m**2))
flat = thm.conclude("flat", Eq(grad, 0 * X))
strict = thm.conclude("strict", bend >= least * (inner(v1, v1) + inner(v2, v2) + inner(v3, v3)))


def at_the_point(k):
    """<e, X a_i> and |X a_i|^2 for the three blocks."""
    sums, squares = [], []
    for block, sign, column in ((first, 1, X * a1), (second, -1, X * a2), (third, 0, X * a3)):
        level = sign * c * m
        sums.append(k.combine(Eq(inner(e, column), level), {block: e, ones: sign * c}))
        parts = {block: column + sign * c * e, ones: sign**2 * c**2}
        squares.append(k.combine(Eq(inner(column, column), sign**2 * c**2 * m), parts))
    return sums, squares


@thm.proof(value)
def insert_the_blocks(k):
    (s1, s2, s3), (n1, n2, n3) = at_the_point(k)
    t1, t2, m1, m2 = (
        inner(e, X * a1),
        inner(e, X * a2),
        inner(X * a1, X * a1),
        inner(X * a2, X * a2),
    )
    parts = {s1: -(c**2) * (t1 + c * m), s2: -(c**2) * (t2 - c * m), s3: -2 * c**2 * (t1 + t2)}
    parts |= {n1: (m1 + c**2 * m) / 2, n2: (m2 + c**2 * m) / 2, n3: m1 + m2}
    return k.combine(value, parts)


@thm.proof(flat)
def slopes_of_the_blocks(k):
    (s1, s2, s3), (n1, n2, n3) = at_the_point(k)
    t1, t2, t3 = (inner(e, X * a) for a in (a1, a2, a3))
    m1, m2, m3 = (inner(X * a, X * a) for a in (a1, a2, a3))
    E1, E2, E3 = (e * a.T for a in (a1, a2, a3))
    C1, C2, C3 = (X * a * a.T for a in (a1, a2, a3))
    fit = t1 * E1 + t2 * E2 + t3 * (E1 + E2) + (t1 + t2) * E3
    formula = 2 * (m1 + m3) * C1 + 2 * (m2 + m3) * C2 + 2 * (m1 + m2) * C3 - 2 * c**2 * fit
    b1, b2, b3 = (k.contract(h, right=a.T) for h, a in ((first, a1), (second, a2), (third, a3)))
    return k.combine(
        flat,
        {
            k.gradient(f, X, formula): 1,
            b1: 2 * (m1 + m3), b2: 2 * (m2 + m3), b3: 2 * (m1 + m2),
            n1: 2 * c * E1, n2: -2 * c * E2, n3: 2 * c * (E1 - E2),
            s1: -2 * c**2 * (E1 + E3), s2: -2 * c**2 * (E2 + E3), s3: -2 * c**2 * (E1 + E2),
        },
    )  # fmt: skip


@thm.proof(strict)
def three_eigenvalues(k):
    _, (n1, n2, n3) = at_the_point(k)
    q1, q2, q3 = (inner(v, v) for v in (v1, v2, v3))
    o1, o2, o3 = (inner(e, v) for v in (v1, v2, v3))
    p1, p2, p3 = inner(X * a1, v1), inner(X * a2, v2), inner(X * a3, v3)
    m1, m2, m3 = (inner(X * a, X * a) for a in (a1, a2, a3))
    formula = 4 * (p1**2 + p2**2) + 8 * p3 * (p1 + p2) + 2 * (m1 + m3) * q1 + 2 * (m2 + m3) * q2
    formula += 2 * (m1 + m2) * q3 - 2 * c**2 * (o1**2 + o2**2 + 2 * o3 * (o1 + o2))
    low, high = 2 / (1 + root), 2 * root  # low = 2 sqrt(2) - 2
    parts = {
        k.curvature(f, X, V, formula): 1,
        first: 4 * (p1 + c * o1) * v1, second: 4 * (p2 - c * o2) * v2, third: 8 * (p1 + p2) * v3,
        n1: 2 * (q1 + q3), n2: 2 * (q2 + q3), n3: 2 * (q1 + q2),
        ones: -(c**2) / m * (low * (o1**2 + o2**2) + high * o3**2),
    }  # fmt: skip
    squares = [(low * c**2 / m, m * v - o * e) for v, o in ((v1, o1), (v2, o2))]
    squares += [(high * c**2 / m, m * v3 - o3 * e)]
    squares += [(high * c**2, o - o3 / root) for o in (o1, o2)]
    return k.combine(strict, parts, squares=squares)


thm.scales("direction", V=1)
thm.scales("objective", X=1, c=1)
thm.scales("choice", a1=1, a2=1, a3=1, c=1)
thm.invariant("rotation", m)
thm.invariant("rotation", r)

for kind in ("constant", "term dropped"):
    thm.open(kind, "true: they stand with <e, X a3> or |X a3|^2, which are 0", value)
    thm.open(
        kind, "weaker: D^2 f has a positive lower bound, which the change makes smaller", strict
    )

thm.check(
    value, flat, strict, on=pinned(sampling_masks.spurious), draw=draws.block_directions,
    constructed=[ones, first, second, third],
)  # fmt: skip

axes = {a1: [1, 0, 0], a2: [0, 1, 0], a3: [0, 0, 1]}


def at(size, entry=1, along=(1, 1, root)):
    """The point for blocks of the given size and z = (c, ..., c), with constant directions."""
    rows = {X: [[entry, -entry, 0]] * size, V: [list(along)] * size}
    return {**axes, **rows, e: [1] * size, c: entry}


one = at(1)
thm.sharp(strict, one, name="along (1, 1, sqrt(2))")
thm.sharp(strict, at(2, 3), name="m = 2, c = 3")
thm.example(at(2, 3, (1, 0, 0)), name="along one block")
thm.example({**one, V: [[0, 0, 0]]}, name="v = 0")
thm.needs(ones, {**one, e: [2], X: [[2, -2, 0]]}, breaks=value)
thm.needs(first, {**one, X: [[2, -1, 0]]}, breaks=value)
thm.needs(second, {**one, X: [[1, 1, 0]]}, breaks=flat)
thm.needs(third, {**one, X: [[1, -1, 1]]}, breaks=value)
thm.refutes("connected, not bipartite, density 2/3: no spurious minimum", Eq(f, 0), one, of=value)
thm.refutes("not for d = 21", Eq(f, 0), at(7), of=value)
thm.refutes("it moves on", Eq(grad, X), one, of=flat)
thm.refutes(
    "curvature 4/3", bend >= 4 * c**2 * m * inner(v1 + v2 + v3, v1 + v2 + v3), one, of=strict
)
