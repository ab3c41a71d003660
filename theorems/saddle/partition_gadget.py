"""A quartic polynomial whose least value says whether integers split into two equal halves.

Source   Ma 2021, sections 1, 2.1 and 7 (hardness of quartics, Hillar and Lim); a reduction made
         explicit here.
Claim    F(x) = <a, x>^2 + sum_i (x_i^2 - 1)^2, s the signs of x  =>
         (1 + |a|^2) F(x) >= <a, s>^2.
Covers   every dimension and real a. With e = (1, ..., 1), T = diag(s), Y = diag(|x_i|^(1/2)): x = T
         Y^2 e, s = T e and sum_i (x_i^2 - 1)^2 = |(Y^4 - 1) e|^2; the claim is for all symmetric Y,
         T with T^2 = 1 and vectors e. For integers it makes the least value of F decide the
         partition problem, see partition_zeros and partition_gap.
Silent   on the complexity class itself. The source credits Hillar and Lim with the hardness of
         finding a local minimum in section 2.1, of optimising a quartic in section 7; the second is
         what this kind of reduction shows (a local minimum of F may be neither).
"""

from sympy import Eq, Identity, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import gadgets
from strategies import gadgets as draws

thm = Theorem(
    "saddle.partition_gadget",
    catalogue=["ma.np-hard"],
    sources=[cite("Ma 2021", "section 1"), cite("Ma 2021", "section 7")],
)
d = thm.dimension("d")
a, e = thm.vector("a e", d, "the numbers to split; all ones")
Y, T = thm.operator("Y T", d, "diagonal: roots of |x_i|; signs of x_i")
A, one = Y * Y, Identity(d)
x, s, off = T * A * e, T * e, (A * A - one) * e
F = inner(a, x) ** 2 + inner(off, off)
thm.measure(F, "F")

roots = thm.assume("roots", Eq(Y.T, Y))
signs = thm.assume("signs", Eq(T.T, T))
unit = thm.assume("unit", Eq(T * T, one))
bound = thm.conclude("bound", (1 + inner(a, a)) * F >= inner(a, s) ** 2)


@thm.proof(bound)
def five_squares(k):
    size, u = 1 + inner(a, a), (A - one) * e
    best = inner(a, s) / size
    return k.combine(
        bound,
        {k.contract(unit, right=a): -(best**2) * size * a},
        squares=[
            (size, inner(a, x) - best), (size, u + best * T * a), (size, A * u), (2 * size, Y * u),
        ],
        signs=[roots, signs],
    )  # fmt: skip


thm.scales("ones", e=1)
thm.invariant("rotation", d)

thm.open("exponent", "true: with T' = T, T^3 = 1 is T = 1, as T^1 = 1 is", unit)
LONGER = "true: T = c^(1/2) T0 is the claim for T0 and c^(1/2) a, and 1 + |a|^2 is more"
thm.open("constant", LONGER, unit)
thm.open("constant", "weaker: the square |(Y^4 - 1) e|^2 counts more", bound)
thm.open("swapped", "true: a and e are any vectors; and <a, Y T^2 e> = <a, Y e>, T^4 = 1", bound)

thm.check(bound, on=gadgets.partition, draw=draws.partitions,
          constructed=[roots, signs, unit])  # fmt: skip


def at(a, y, s):
    """On the line, x = s y^2."""
    return {"a": [a], "e": [1], "Y": [[y]], "T": [[s]]}


thm.example(at(2, 1, -1), name="d = 1, at a sign")
thm.example(at(Rational(1, 10**6), 1, 1), name="a -> 0: attained in the limit at a sign")
thm.example(at(10**6, 0, 1), name="a -> oo: attained in the limit at 0")
thm.example(at(Rational(1, 10**6), 1 - Rational(1, 10**10), 1), name="a -> 0, next to a sign")
thm.example(at("1/2", 0, 1), name="a large F for a small sum")
mixed = {a: [1, 1], e: [1, 1], Y: [[1, 0], [0, -1]], T: [[1, 0], [0, 1]]}
thm.example(mixed, name="roots of either sign")
# Y^2 = diag(1, -1, -1) turns two signs.
turned = {
    a: [2, 1, 1], e: [1, 1, 1], Y: [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
    T: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}  # fmt: skip
thm.needs(roots, turned)
thm.needs(signs, {a: [0, 1], e: [1, 0], Y: [[0, 0], [0, 0]], T: [[1, 0], [2, -1]]})
thm.needs(unit, at(1, 0, 2))
thm.needs(unit, at(10**6, 0, sqrt(1 + Rational(1, 10**9))), name="unit, barely")
thm.refutes("whatever the size of a", F >= inner(a, s) ** 2, at(2, 0, 1))
thm.refutes("twice", (1 + inner(a, a)) * F >= 2 * inner(a, s) ** 2, at("1/2", 1, 1))
# 3 = 1 + 2: with these signs F = 0.
split = {
    a: [3, 1, 2], e: [1, 1, 1], Y: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    T: [[1, 0, 0], [0, -1, 0], [0, 0, -1]],
}  # fmt: skip
thm.refutes("a gap for all integers", (1 + inner(a, a)) * F >= 1, split)
