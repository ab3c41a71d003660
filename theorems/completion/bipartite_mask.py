"""If every observed entry joins two sides, z and -z are not the only global minimisers.

Source   Ma 2021, section 4.2.1, the sentence after equation (4.6); counterexample derived here.
Claim    W_ij = 0 unless i and j are on different sides; x_i = c z_i on the first side, z_i / c on
         the second, c > 0  =>  f(x) = 0.
Covers   every dimension, c and z: a whole curve of global minimisers, for c close to 1 inside B, so
         that no bound on |x - z| holds for all minimisers. The entry (1, 2) alone for d = 2, and
         also connected masks. With u = z o z on the first side (0 on the second) and v the other
         part, z o x = c u + v / c and x o x = c^2 u + v / c^2.
Silent   on masks with an odd cycle or a loop in every component, see unique_minimiser.
"""

from sympy import Eq, Matrix, Rational, S, diag, sqrt

from lemmata import Theorem, cite, inner
from models import completion, mask_graphs
from strategies import sampling_masks as draws

thm = Theorem(
    "completion.bipartite_mask",
    supports=["ma.mc-argmin"],
    sources=[cite("Ma 2021", "section 4.2.1"), cite("Ma 2021", "equation (4.6)")],
)
d = thm.dimension("d")
W = thm.operator("W", d, "the mask")
Z, X = thm.operator("Z X", d, "diag(z), diag(x)")
u, v, e = thm.vector("u v e", d, "z o z on the two sides; (1, ..., 1)")
c = thm.positive("c", "the factor between the sides")
f = completion.term(W, Z, X, e)
thm.measure(f, "objective")

sides = thm.assume("sides", Eq(Z * Z * e, u + v))
mixed = thm.assume("mixed", Eq(Z * X * e, c * u + v / c))
squares = thm.assume("squares", Eq(X * X * e, c**2 * u + v / c**2))
first = thm.assume("first", Eq(inner(u, W * u), 0))
second = thm.assume("second", Eq(inner(v, W * v), 0))
zero = thm.conclude("zero", Eq(f, 0))


@thm.proof(zero)
def products_across(k):
    parts, half = {}, Rational(1, 2)
    for w, s, given, factor in (
        (Z * Z * e, S.One, sides, half),
        (Z * X * e, c, mixed, -1),
        (X * X * e, c**2, squares, half),
    ):
        target, across = s * u + v / s, inner(u, W * v) + inner(v, W * u)
        moved = {given: W * w + W.T * target, first: s**2, second: 1 / s**2}
        parts[k.combine(Eq(inner(w, W * w), across), moved)] = factor
    return k.combine(zero, parts)


thm.scales("objective", W=1)
thm.scales("argument", Z=1, X=1, u=2, v=2)
thm.scales("vector of ones", e=1, u=1, v=1)
thm.invariant("rotation", d)

thm.open("swapped", "true: with 1 / c for c it says the same", mixed, squares)

thm.check(
    zero, on=mask_graphs.two_sides, draw=draws.two_sides,
    constructed=[sides, mixed, squares, first, second],
)  # fmt: skip

at = {W: [[0, 1], [1, 0]], Z: [[1, 0], [0, 1]], u: [1, 0], v: [0, 1], e: [1, 1], c: 2}
at[X] = [[2, 0], [0, "1/2"]]
thm.example(at, name="the entry (1, 2) alone")
thm.example({**at, X: at[Z], c: 1}, name="x = z")
ones, point = Matrix([1, 1]), Matrix([2, Rational(1, 2)])


def sent(*pairs):
    """The matrix that takes the first vector of each pair to the second."""
    before, after = (Matrix.hstack(*columns) for columns in zip(*pairs, strict=True))
    return after * before.inv()


def squared(target):
    """A matrix Z with Z X e = X e and Z Z e = target."""
    along, rest = Matrix.hstack(point, ones).inv() * target
    return sent((point, point), (ones, along / (1 + sqrt(rest)) * point + sqrt(rest) * ones))


small = (Rational(1, 10**9), Rational(1, 1000))
for more in (*(1 + s * t for t in small for s in (1, -1)), Rational(2), Rational(1, 2), 0):
    for a1, a2 in ((more, 1), (1, more), (more, more)):
        factor = diag(a1, a2)
        changes = {
            "mixed": {Z: sent((ones, ones), (point, factor * point))},
            "squares": {X: sent((ones, point), (point, factor * diag(4, "1/4") * ones))},
        }
        if more:
            changes["sides"] = {Z: squared(factor * ones)}
        for name, changed in changes.items():
            thm.needs(thm.hypotheses[name], {**at, **changed}, name=f"{name}: {a1}, {a2}")
right, up, whole = Matrix([1, 0]), Matrix([0, 1]), Matrix([4, Rational(1, 4)])


def truth(made):
    """Another Z, with the X for which `mixed` and `squares` hold."""
    w = made.inv() * point
    return {**at, Z: made, X: sent((ones, w), (w, whole))}


def place(*pairs):
    """Another X, with the Z for which `sides` and `mixed` hold."""
    made = sent(*pairs)
    return {**at, X: made, Z: sent((ones, ones), (made * ones, point))}


for name, made in {
    "Z^3": Matrix([[0, -1], [1, -1]]),
    "without v": sent((ones, up), (up, right)),
    "u and e exchanged": sent((right, up), (up, Matrix([1, 2]))),
    "v and e exchanged": sent((up, right), (right, Matrix([2, 1]))),
}.items():
    thm.needs(sides, truth(made), name=name)
thm.needs(sides, {**at, Z: squared(up)}, name="without u")
bent = Matrix([1, 2])
tilted = {e: bent, Z: sent((bent, ones), (up, point)), X: sent((bent, up), (up, whole))}
thm.needs(sides, {**at, **tilted}, name="Z")
w = Matrix([Rational(3, 2), -Rational(3, 8)])
for name, pairs in {
    "X^3": ((ones, w), (w, ones + w)),
    "X": ((ones, whole), (whole, right)),
    "u and e exchanged, squares": ((right, up), (up, Matrix([4, "17/4"]))),
    "v and e exchanged, squares": ((up, right), (right, Matrix(["17/4", "1/4"]))),
}.items():
    thm.needs(squares, place(*pairs), name=name)
across = Matrix([(Rational(5, 2) + sqrt(Rational(69, 4))) / 2, Rational(1, 2)])
moved = sent((up, Matrix(["5/2", "1/2"])), (ones, across))
thm.needs(mixed, {**at, X: moved}, name="v and e exchanged, mixed")
across = Matrix([-2, (Rational(5, 2) + sqrt(Rational(109, 4))) / 2])
moved = {X: sent((right, Matrix([-2, "5/2"])), (ones, across)), Z: diag(-1, 1)}
thm.needs(mixed, {**at, **moved}, name="u and e exchanged, mixed")
thm.example(place((ones, w), (w, whole)), name="Z and X do not commute")
thm.needs(first, {**at, W: [[1, 1], [1, 0]]})
thm.needs(second, {**at, W: [[0, 1], [1, 1]]})
thm.refutes("only z and -z are global minimisers", f > 0, at)
