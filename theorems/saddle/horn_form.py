"""The Horn form is nonnegative for nonnegative y, though its matrix has negative eigenvalues.

Source   Ma 2021, section 7 (hardness of checking local minimality; an instance made explicit here).
Claim    y_1, ..., y_5 >= 0, the index i modulo 5  =>
         sum_i y_i^2 + 2 sum_i y_i y_(i+2) >= 2 sum_i y_i y_(i+1).
Covers   all nonnegative y: the Horn matrix, whose form h is the difference of the sides, is
         copositive, and 0 is a local minimum of h(x_1^2, ..., x_5^2) by copositive_gadget. h = 0 at
         (1, 1, 0, 0, 0), (1, 2, 1, 0, 0) and their shifts; with one y_i < 0 it can be negative.
Silent   on how copositivity is decided in general, which is hard.
"""

from sympy import Eq, Gt, Lt

from lemmata import Theorem, cite
from models import gadgets
from strategies import gadgets as draws

thm = Theorem("saddle.horn_form", supports=["ma.np-hard"], sources=[cite("Ma 2021", "section 7")])
y = thm.real("y1 y2 y3 y4 y5", "squares of the coordinates")
plus = sum(y[i] ** 2 + 2 * y[i] * y[(i + 2) % 5] for i in range(5))
minus = sum(2 * y[i] * y[(i + 1) % 5] for i in range(5))
thm.measure(plus, "plus")
thm.measure(minus, "minus")

positive = [thm.assume(f"positive{i + 1}", z >= 0) for i, z in enumerate(y)]
form = thm.conclude("form", plus >= minus)


@thm.proof(form)
def two_squares(k):
    """A square and products, by which of y4 and y5 is larger."""
    p, branches = dict(zip(y, positive, strict=True)), {}
    y1, y2, y3, y4, y5 = y
    for case, kind in ((y4 - y5, Gt), (y4 - y5, Eq), (y4 - y5, Lt)):
        given = kind(case, 0, evaluate=False)
        which = k.assume(given)
        if kind is Lt:
            parts = {p[y4]: 4 * y2, which: 4 * y3}
            middle, known = y1 - y2 + y3 + y4 - y5, [p[y2], p[y3]]
        else:
            parts = {p[y5]: 4 * y2, which: 4 * y1}
            middle, known = y1 - y2 + y3 - y4 + y5, [p[y2], p[y1]]
        branches[given] = k.combine(form, parts, squares=[(1, middle)], signs=known)
    return k.cases(k.split(y4 - y5), branches)


thm.scales("squares", **{f"y{i}": 1 for i in range(1, 6)})
thm.open("swapped", "true: the claim for the y_i in another order", form)

thm.check(form, on=gadgets.horn, draw=draws.horn_points, constructed=positive, bfloat16=True)


def shifted(values, i):
    """The values from the i-th coordinate on, cyclically."""
    return {z: values[(n - i) % 5] for n, z in enumerate(y)}


for i in range(5):
    thm.sharp(form, shifted([1, 1, 0, 0, 0], i), name=f"two neighbours, from {i + 1}")
    thm.sharp(form, shifted([1, 2, 1, 0, 0], i), name=f"three neighbours, from {i + 1}")
    thm.needs(positive[i], shifted([-1, 0, 1, 1, 0], i))
thm.refutes("positive", plus > minus, shifted([1, 2, 1, 0, 0], 0))
thm.refutes("the size of y", plus - minus >= sum(z**2 for z in y) / 5, shifted([1, 1, 0, 0, 0], 0))
