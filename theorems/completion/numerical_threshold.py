"""How small eps must be for partial observation to keep x correlated with z.

Source   Ma 2021, equation (4.16).
Claim    0 <= eps < 11/2 + (3/8) sqrt 210 = 10.93...  =>
         ((1 - eps) / 3)^2 - eps >= 1/32 <=> eps <= 11/2 - (3/8) sqrt 210 = 0.0657...;
         if 3 |x|^2 >= 1 - eps, <x, z>^2 >= |x|^4 - eps and eps is so small, <x, z>^2 >= 1/32;
         ((1 - eps) / 3)^2 - eps >= 9/256 <=> eps <= 1/16.
Covers   every eps below the other root of the quadratic.
Silent   on the first two premises, the source's Claims 1p and 2p, which hold for an eps that is
         defined otherwise, see partial_first_order and partial_second_order.
"""

from sympy import Equivalent, Ge, Gt, Implies, Le, Rational, S, false, sqrt

from lemmata import Theorem, cite
from models import completion
from strategies import completion as draws

thm = Theorem(
    "completion.numerical_threshold",
    catalogue=["ma.eq-4.16"],
    sources=[cite("Ma 2021", "equation (4.16)")],
)
eps = thm.nonneg("eps", "the error of sampling")
a = thm.nonneg("a", "|x|^2")
b = thm.real("b", "<x, z>")
middle, width = Rational(11, 2), 3 * sqrt(210) / 8
root, other = middle - width, middle + width
left = ((1 - eps) / 3) ** 2 - eps
enough, small = Ge(left, Rational(1, 32)), Le(eps, root)

range_ = thm.assume("range", eps < other)
first = thm.assume("first", b**2 >= a**2 - eps)
second = thm.assume("second", 3 * a >= 1 - eps)
threshold = thm.conclude("threshold", Equivalent(enough, small))
correlated = thm.conclude("correlated", Implies(small, b**2 >= Rational(1, 32)))
sixteenth = thm.conclude("sixteenth", Equivalent(eps <= Rational(1, 16), left >= Rational(9, 256)))


@thm.proof(threshold)
def factors(k):
    at_most, beyond, held = k.assume(small), k.assume(Gt(eps, root)), k.assume(enough)
    forward = k.combine(enough, {at_most: other - eps}, signs=[range_], scale=9)
    absurd = k.combine(false, {held: 9, beyond: other - eps}, signs=[range_])
    back = k.contradiction(small, absurd)
    return k.iff(k.discharge(back, enough), k.discharge(forward, small))


@thm.proof(correlated)
def chain(k):
    at_most = k.assume(small)
    held = k.combine(enough, {at_most: other - eps}, signs=[range_], scale=9)
    wide = k.combine(Gt(sqrt(210), 12, evaluate=False), squares=[(66, 1)], scale=sqrt(210) + 12)
    parts = {at_most: 1, wide: Rational(3, 8)}
    sum_ = k.combine(Ge(3 * a + 1 - eps, 0), parts, squares=[(3 * a, 1)])
    parts = {first: 9, second: 3 * a + 1 - eps, held: 9}
    claim = k.combine(correlated.relation.args[1], parts, signs=[sum_], scale=9)
    return k.discharge(claim, small)


@thm.proof(sixteenth)
def at_one_sixteenth(k):
    low, high = Le(eps, Rational(1, 16)), Ge(left, Rational(9, 256))
    narrow = k.combine(
        Gt(29 * S.Half, sqrt(210), evaluate=False),
        squares=[(Rational(1, 4), 1)],
        scale=sqrt(210) + 29 * S.Half,
    )
    rest = k.combine(Gt(Rational(175, 16) - eps, 0), {range_: 1, narrow: Rational(3, 8)})
    at_most, beyond, held = k.assume(low), k.assume(Gt(eps, Rational(1, 16))), k.assume(high)
    forward = k.combine(high, {at_most: Rational(175, 16) - eps}, signs=[rest], scale=9)
    absurd = k.combine(false, {held: 9, beyond: Rational(175, 16) - eps}, signs=[rest])
    return k.iff(k.discharge(forward, low), k.discharge(k.contradiction(low, absurd), high))


thm.rigid("the threshold is a number")
thm.open(
    "exponent",
    "true: <x, z>^3 >= |x|^4 - eps >= 1/32 or <x, z>^2 >= |x|^2 - eps >= (1 - 4 eps) / 3",
    first,
)
thm.open("swapped", "true: |x|^2 >= 1 - 3 eps >= 4/5", second)

thm.check(
    threshold, correlated, sixteenth,
    on=completion.levels, draw=draws.levels, constructed=[first, second],
)  # fmt: skip

at_root = {eps: root, a: (1 - root) / 3, b: sqrt(2) / 8}
thm.example(at_root, name="at the threshold")
at_16 = {eps: "1/16", a: "5/16", b: Rational(3, 16)}
thm.example(at_16, name="eps = 1/16")
at_12 = {eps: "1/12", a: "11/36", b: Rational(1, 9)}
thm.example(at_12, name="eps = 1/12")
thm.example({eps: middle, a: 0, b: 0}, name="eps = 11/2")
thm.needs(range_, {eps: other, a: 0, b: 0}, breaks=threshold)
thm.needs(first, {**at_root, b: 0}, breaks=correlated)
thm.needs(second, {**at_root, a: 0, b: 0}, breaks=correlated)
near = Rational(1, 10**10)
for least in ((1 - near / 10) * (1 - root), 1 - 2 * root):
    short = {eps: root, a: least / 3, b: sqrt(least**2 / 9 - root)}
    thm.needs(second, short, breaks=correlated, name=f"second, {least}")
for e in (root * (1 - near), root * (1 + near)):
    thm.example(
        {eps: e, a: (1 - e) / 3, b: 1}, name=f"eps barely {'below' if e < root else 'above'}"
    )
printed = Implies(eps <= Rational(1, 12), enough)
thm.refutes("for eps <= 1/12", printed, at_12, of=threshold)
thm.refutes("1/16", Implies(small, b**2 >= Rational(1, 16)), at_root, of=correlated)
thm.refutes(
    "1/25", Equivalent(eps <= Rational(1, 16), left >= Rational(1, 25)), at_16, of=sixteenth
)
thm.erratum(
    cite("Ma 2021", "equation (4.16)"),
    printed="((1 - eps) / 3)^2 - eps >= 1/32 for eps <= 1/12 (also: for eps <= 1/16)",
    corrected="1/16 is right, 1/12 is not: the left side is 13/1296 there; the threshold is "
    "11/2 - (3/8) sqrt 210 = 0.0657...",
    false=printed,
    true=threshold,
    at=at_12,
)
