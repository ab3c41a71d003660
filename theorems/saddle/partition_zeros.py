"""The partition quartic is 0 exactly at the signs that split the numbers into two equal halves.

Source   Ma 2021, sections 1, 2.1 and 7 (hardness of quartics, Hillar and Lim); a reduction made
         explicit here.
Claim    F(x) = <a, x>^2 + sum_i (x_i^2 - 1)^2, s the signs of x:
         F(x) = 0  <=>  x = s and <a, s> = 0.
Covers   every dimension and real a, in the terms of partition_gadget. With partition_gap: the least
         value of F decides whether integers have two halves of equal sum.
Silent   on how large F is elsewhere (partition_gadget), on the minima of F that are not 0.
"""

from sympy import And, Eq, Equivalent, Identity, Le, Ne, Rational, false, sqrt

from lemmata import Theorem, cite, inner, zero
from models import gadgets
from strategies import gadgets as draws
from theorems.saddle import partition_gadget as gadget

thm = Theorem(
    "saddle.partition_zeros",
    supports=["ma.np-hard"],
    sources=[cite("Ma 2021", "section 1"), cite("Ma 2021", "section 7")],
)
d = thm.dimension("d")
a, e = thm.vector("a e", d, "the numbers to split; all ones")
Y, T = thm.operator("Y T", d, "diagonal: roots of |x_i|; signs of x_i")
A, x, s, off, F = gadget.A, gadget.x, gadget.s, gadget.off, gadget.F
thm.measure(F, "F")
total, value = inner(a, s), inner(a, x)
u, bent = A * e - e, A * A * e - e  # the vectors of the |x_i| - 1 and of the x_i^2 - 1

roots = thm.assume("roots", Eq(Y.T, Y))
unit = thm.assume("unit", Eq(T * T, Identity(d)))
at_signs, halves = Eq(x, s), Eq(total, 0)
split = thm.conclude("split", Equivalent(Eq(F, 0), And(at_signs, halves)))


@thm.proof(split)
def both_ways(k):
    none = k.assume(Eq(F, 0))
    flat = k.vanishing(k.combine(Le(inner(bent, bent), 0), {none: -1}, squares=[(1, value)]))
    little = k.combine(Le(inner(u, u), 0), {flat: -u}, squares=[(1, Y * u)], signs=[roots])
    here = k.combine(at_signs, {k.contract(k.vanishing(little), left=T): 1})
    odd = k.assume(Ne(total, 0))
    parts = {none: -1, here: (value + total) * a}
    absurd = k.combine(false, parts, squares=[(1, off), (total**2, 1)], signs=[odd])
    ends = k.both(here, k.contradiction(halves, absurd))

    goal = And(at_signs, halves)
    there = k.assume(goal)
    equal, even = k.part(there, at_signs), k.part(there, halves)
    parts = {k.contract(equal, left=T): 1, k.contract(unit, right=A * e): -1}
    fixed = k.combine(Eq(u, zero(u)), {**parts, k.contract(unit, right=e): 1})
    parts = {equal: (value + total) * a, even: total, fixed: (A + Identity(d)) * off}
    least = k.combine(Eq(F, 0), parts, signs=[roots])
    return k.iff(k.discharge(ends, Eq(F, 0)), k.discharge(least, goal))


thm.scales("ones", e=1)
thm.invariant("rotation", d)

INVERTIBLE = "true: all that is used is that T has an inverse, by which x = s makes |x_i| = 1"
thm.open("constant", INVERTIBLE, unit)
thm.open("exponent", INVERTIBLE, unit)
thm.open("constant", "true: F is a sum of two squares, 0 only if both are; any weights do", split)
ANY = "true: a and e are any vectors; Y for T and back, T^2 = 1 makes x = s and F = <a, s>^2"
thm.open("swapped", ANY, split)

thm.check(split, on=gadgets.partition, draw=draws.decisions, constructed=[roots, unit])


def at(a, y, s=1):
    """On the line, x = s y^2."""
    return {"a": [a], "e": [1], "Y": [[y]], "T": [[s]]}


one, both = [[1, 0], [0, 1]], [[1, 0], [0, -1]]
pair = {"a": [1, 1], "e": [1, 1], "Y": one, "T": both}
thm.example(pair, name="1 = 1")
zeroed = {**pair, "Y": [[0, 0], [0, 0]]}
thm.example(zeroed, name="1 = 1, at x = 0")
thm.example({**pair, "Y": both, "T": one}, name="roots of either sign")
thm.example({**pair, "Y": [[-1, 0], [0, -1]]}, name="1 = 1, other roots")
half, tiny, small = Rational(1, 2), Rational(1, 10**9), Rational(1, 1000)
# With another number c at x^2, or for 1, one factor of |(Y^4 - 1) e|^2 is negative between zeros.
for c, z in (
    (1 + tiny, 1 - tiny / 4), (1 - tiny, 1 + tiny / 4), (1 + small, 1 - small / 4),
    (1 - small, 1 + small / 4), (2, Rational(9, 10)), (half, Rational(6, 5)),
):  # fmt: skip
    for name, here, product in (
        (f"{c} x^2", z, (1 - z**2) * (c * z**2 - 1)),
        (f"{c} for 1", 2 - z, ((2 - z)**2 - 1) * (c - (2 - z)**2)),
    ):  # fmt: skip
        thm.example(at(sqrt(product) / here, sqrt(here)), name=f"{name} makes a zero")
for power in (3, 5):
    thm.example(at(sqrt(15 * (2**power + 1)) / 4, -2), name=f"y^{power} makes a zero")
thm.example(at(sqrt(15) / 4, 2), name="1 - x^2 makes a zero")
# Y^2 = diag(1, -1, -1) turns two signs.
turned = {
    "a": [2, 1, 1], "e": [1, 1, 1], "Y": [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
    "T": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}  # fmt: skip
thm.needs(roots, turned)
thm.needs(unit, at(1, 0, 0))
thm.refutes("0 at every x of such signs", Equivalent(Eq(F, 0), halves), zeroed)
thm.refutes("0 at all signs", Equivalent(Eq(F, 0), at_signs), at(1, 1))
