"""With components of different lengths the 4-tensor has local maxima that are not global.

Source   Ma 2021, Theorem 5.2 (why the components must be of the same length).
Claim    f(c, s) = c^4 + m s^4 on the circle, for components of lengths 1 and m^(1/4) > 1. Near
         (1, 0), where 0 < s^2 < 2 / (1 + m), f < 1 = f(1, 0): a strict local maximum. At (0, 1) the
         value is m > 1.
Covers   every m > 1; the case of lengths 1 and 2 is m = 16.
Silent   on components that are not orthogonal.
"""

from functools import partial

from sympy import Eq, Gt, Rational

from lemmata import Theorem, cite
from models import tensor_ascent
from strategies import tensor_points as draws

thm = Theorem(
    "tensor.local_maxima_not_unit",
    supports=["ma.thm-5.2"],
    sources=[cite("Ma 2021", "Theorem 5.2")],
)
c, s = thm.real("c s", "a point of the circle")
m = thm.positive("m", "the fourth power of the length of the second component")
here, other = thm.real("here other", "f at (c, s) and at (0, 1)")

circle = thm.assume("circle", Eq(c**2 + s**2, 1))
value = thm.assume("value", Eq(here, c**4 + m * s**4))
top = thm.assume("top", Eq(other, m))
longer = thm.assume("longer", m > 1)
near = thm.assume("near", (1 + m) * s**2 < 2)
away = thm.assume("away", Gt(s**2, 0, evaluate=False))
strict = thm.conclude("strict", here < 1)
higher = thm.conclude("higher", other > 1)


@thm.proof(strict)
def below_one(k):
    # 1 - c^4 - m s^4 = s^2 (2 - (1 + m) s^2) on the circle.
    parts = {value: -1, near: s**2, circle: -(c**2 + 1 - s**2)}
    return k.combine(strict, parts, signs=[away])


@thm.proof(higher)
def the_longer_one(k):
    return k.combine(higher, {top: 1, longer: 1})


thm.rigid("the point has length 1, and so has the first component")

thm.open(
    "constant",
    "factors above 1 are true, c^2 + s^2 <= 1 is enough; below 1 false for s^2 near 2 / (1 + m)",
    circle,
)
thm.open("exponent", "true: c = 1 - s^2 in [0, 1] has c^4 <= (1 - s^2)^2", circle)
thm.open("term dropped", "true: s^2 = 1 contradicts m > 1 with (1 + m) s^2 < 2", circle)
thm.open("exponent", "true: |c|, |s| <= 1, and a fifth power is at most the fourth", value)
thm.open(
    "swapped", "true: here^4 is c - m s^4 or (s - c^4) / m, below 1 by |c|, |s| < 1 < m", value
)
thm.open("exponent", "true: s^3 > 0 and s > 0 both give s^2 > 0", away)

thm.check(
    strict,
    higher,
    on=tensor_ascent.two_lengths,
    draw=draws.lengths,
    implements=[value, top],
    constructed=[circle],
)

at = partial(dict, c="4/5", s="3/5", m=2, here="418/625", other=2)
level = Rational(41, 9) - Rational(1, 10**10)  # 41/9 has (1 + m) s^2 = 2
thm.example(at(m=level, other=level, here=(256 + 81 * level) / 625), name="the value is almost 1")
level = 1 + Rational(1, 10**10)
thm.example(at(m=level, other=level, here=(256 + 81 * level) / 625), name="hardly longer")
thm.example(at())
two = at(c="60/61", s="11/61", m=16, here="13194256/13845841", other=16)
thm.example(two, name="lengths 1 and 2")
thm.needs(circle, at(c=2, s="1/5", here="10002/625"), breaks=strict)
thm.needs(value, at(here=2), breaks=strict)
thm.needs(top, at(other=0), breaks=higher)
thm.needs(longer, at(m="1/2", other="1/2", here="593/1250"), breaks=higher)
thm.needs(near, at(c="3/5", s="4/5", m=16, here="4177/625", other=16), breaks=strict)
thm.needs(away, at(c=1, s=0, here=1), breaks=strict)
thm.refutes("every local maximum is global", other <= 1, at(), of=higher)
thm.refutes("no local maximum at the shorter one", here >= 1, at(), of=strict)
