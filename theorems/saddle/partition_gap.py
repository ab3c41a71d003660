"""Signs that do not split integers into equal halves keep the partition quartic off 0 by a gap.

Source   Ma 2021, sections 1, 2.1 and 7 (hardness of quartics, Hillar and Lim); a reduction made
         explicit here.
Claim    F(x) = <a, x>^2 + sum_i (x_i^2 - 1)^2, s the signs of x, <a, s> a whole number other than 0
         =>  (1 + |a|^2) F(x) > 1.
Covers   every dimension, in the terms of partition_gadget. <a, s>^2 = (n + 1)^2, n = 0, 1, ... says
         that <a, s> is such a number, as it is for integers a whose halves, by the signs s, have
         different sums. With partition_zeros: if no signs split the integers, F > 1 / (1 + |a|^2)
         everywhere, else F = 0 somewhere. One x with (1 + |a|^2) F(x) <= 1 is enough to tell: its
         signs split them, whichever are taken at 0.
Silent   on how much more than 1 the least (1 + |a|^2) F is for integers and e = (1, ..., 1), as 3/2
         for a = 1 on the line. For other e it comes as near to 1 as wanted: a = 1 / k, e = k.
"""

from sympy import Eq, Gt, Identity, Implies, Le, Ne, Rational, Symbol, false, sqrt

from lemmata import Theorem, cite, inner
from models import gadgets
from strategies import gadgets as draws
from theorems.saddle import partition_gadget as gadget

thm = Theorem(
    "saddle.partition_gap",
    supports=["ma.np-hard"],
    sources=[cite("Ma 2021", "section 1"), cite("Ma 2021", "section 7")],
)
d = thm.dimension("d")
n = Symbol("n", integer=True, nonnegative=True)
a, e = thm.vector("a e", d, "the numbers to split; all ones")
Y, T = thm.operator("Y T", d, "diagonal: roots of |x_i|; signs of x_i")
A, F = gadget.A, gadget.F
thm.measure(F, "F")
thm.measure(n, "n")
total, value, size = inner(a, gadget.s), inner(a, gadget.x), 1 + inner(a, a)
u = A * e - e  # the vector of the |x_i| - 1

roots = thm.assume("roots", Eq(Y.T, Y))
signs = thm.assume("signs", Eq(T.T, T))
unit = thm.assume("unit", Eq(T * T, Identity(d)))
whole, apart = Eq(total**2, (n + 1) ** 2), Gt(size * F, 1)
gap = thm.conclude("gap", Implies(whole, apart))


def sides(k, low):
    """What equality in `bound` of partition_gadget, (1 + |a|^2) F <= <a, s>^2, makes of x."""
    part = total / size
    squares = [
        (size, value - part), (size, u + part * T * a), (size, A * A * e - A * e),
        (2 * size, Y * u),
    ]  # fmt: skip
    parts = {low: 1, k.contract(unit, right=a): -(part**2) * size * a}

    def none(claim, i):
        rest = [square for j, square in enumerate(squares) if j != i]
        return k.combine(claim, parts, squares=rest, signs=[roots, signs], scale=size)

    near = none(Le((value - part) ** 2, 0), 0)
    return near, *(k.vanishing(none(Le(inner(squares[i][1], squares[i][1]), 0), i)) for i in (1, 2))


@thm.proof(gap)
def no_equality(k):
    number, low = k.assume(whole), k.assume(Le(size * F, 1))
    least = k.combine(total**2 >= 1, {number: 1}, squares=[(n**2, 1), (2 * n, 1)])
    equal = k.combine(Le(size * F, total**2), {least: 1, low: 1})
    near, turned, still = sides(k, equal)
    parts = {
        near: size**3, turned: -2 * size**3 * A * e, still: 2 * size**3 * e,
        least: size,
    }  # fmt: skip
    absurd = k.combine(false, parts, squares=[(size**3, value), (size, 1)], signs=[roots, signs])
    return k.discharge(k.contradiction(apart, absurd), whole)


thm.rigid("<a, s> is a whole number, and 1 is added to |a|^2 and taken from the x_i^2")
thm.invariant("rotation", d)

thm.open("exponent", "true: with T' = T, T^3 = 1 is T = 1, as T^1 = 1 is", unit)
thm.open(
    "constant", "true below 1: T = c^(1/2) T0, so that it is the claim for T0 and c^(1/2) a", unit
)
ENOUGH = "true: what is set equal still gives <a, s>^2 >= 1, which is all that is used"
thm.open("exponent", ENOUGH, gap)
thm.open("term dropped", ENOUGH, gap)
thm.open("constant", f"{ENOUGH}; or weaker: |(Y^4 - 1) e|^2 counts more", gap)
thm.open(
    "swapped",
    "true: a and e are any vectors; with Y for T and back F = <a, s>^2 >= 1 and a != 0, as T^2 = 1",
    gap,
)

thm.check(gap, on=gadgets.partition_gap, draw=draws.decisions,
          constructed=[roots, signs, unit])  # fmt: skip


def at(a, y, s=1, number=0, e=1):
    """On the line, x = s y^2."""
    return {"a": [a], "e": [e], "Y": [[y]], "T": [[s]], n: number}


big, tiny, small = 10**6, Rational(1, 10**9), Rational(1, 1000)
low = at(1, sqrt(Rational(7, 10)))  # F = 0.7501, next to the least value 3/4
thm.example(low, name="a = 1, next to the least value")
thm.example(at(2, 1, -1, number=1), name="d = 1, at a sign")
thm.example(at(Rational(1, big), 1, e=big), name="next to 1, at a sign")
thm.example(at(big, 0, e=Rational(1, big)), name="next to 1, at 0")
pair = {"a": [1, 1], "e": [1, 1], "Y": [[1, 0], [0, 1]], "T": [[1, 0], [0, -1]], n: 0}
thm.example(pair, name="1 = 1")
thm.example({**pair, "Y": pair["T"], "T": pair["Y"], n: 1}, name="roots of either sign")
# Just short of 1: <a, s> = c next to an attained bound.
for c in (1 - tiny, 1 - small, Rational(1, 2), sqrt(1 - tiny), sqrt(1 - small), 1 / sqrt(2)):
    thm.example(at(c / big**2, 1, e=big**2), name=f"<a, s> = {c}")
for c in (tiny, small):
    near = at(1 / Rational(big**2), sqrt(1 - c / 4), e=big**2)
    thm.example(near, name=f"x^2 = 1 - {c} / 2, nearly")
# Y^2 = diag(1, -1, -1) turns two signs.
turned = {
    "a": [2, 1, 1], "e": [1, 1, 1], "Y": [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
    "T": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], n: 3,
}  # fmt: skip
thm.needs(roots, turned)
leaning = {"a": [0, 1], "e": ["1/2", 0], "Y": [[0, 0], [0, 0]], "T": [[1, 0], [2, -1]], n: 0}
thm.needs(signs, leaning)
thm.needs(unit, at(1, 0, 2, e="1/2"))
for c in (1 + tiny, 1 + small, 2):
    longer = at(big, 0, sqrt(c), e=1 / (big * sqrt(c)))
    thm.needs(unit, longer, name=f"unit, {c} on the right")
thm.refutes("twice the gap", Implies(whole, Gt(size * F, 2)), low)
thm.refutes("1 / |a|^2", Implies(whole, Gt(inner(a, a) * F, 1)), low)
real = {**pair, "a": [1, "10001/10000"]}  # no equal halves, F(s) = 10^-8
thm.refutes("a gap for real numbers", Implies(Ne(total, 0), apart), real)
thm.refutes("a gap at all integers", apart, pair)
