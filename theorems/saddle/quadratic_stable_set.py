"""Gradient descent on a quadratic tends to 0 exactly along eigenvectors with 0 < gamma lam < 1.

Source   Bruna 2018, slide "Intuition: quadratic case".
Claim    x(k) the part of the k-th iterate along an eigenvector, c = 4 gamma lam (1 - gamma lam):
         (1 - c n) x(0)^2 <= x(n)^2 and (1 + c n) x(n)^2 <= x(0)^2 after any n steps; the factor
         1 - 2 gamma lam is below 1 in size iff 0 < gamma lam < 1, which is c > 0.
Covers   every dimension, coordinate by coordinate in the eigenbasis. c > 0: x(n) -> 0. c = 0 (the
         factors 1 and -1): x(n)^2 = x(0)^2. c < 0: |x(n)| -> infinity unless x(0) = 0. So, for
         gamma > 0 and all lam_i nonzero, theta_k -> 0 iff theta_0 is in the span of the e_i with
         lam_i > 0, if and only if gamma < 1 / max lam_i; the printed gamma < 1 / max |lam_i| is
         enough. For theta' H theta / 2 read gamma / 2 for gamma: the threshold is 2 / max lam_i.
Silent   on the words "tends to" and on the sum over coordinates, which are left to the reader of
         the two bounds.
"""

from sympy import And, Eq, Equivalent, Gt, Le, Lt, Rational, S, false

from lemmata import Theorem, cite
from models import quadratic_saddle
from strategies import quadratic_saddle as draws
from theorems.saddle.quadratic_descent import run

thm = Theorem(
    "saddle.quadratic_stable_set",
    supports=["saddle.quadratic-closed-form", "saddle.quadratic-escape"],
    sources=[cite("Bruna 2018", 'slide "Intuition: quadratic case"')],
)
k, n = thm.index("k"), thm.dimension("n")  # any step; the number of steps taken
x = thm.functions("x", "the part of the k-th iterate along an eigenvector")
g = thm.functions("g", "the part of the gradient there")
lam, gamma = thm.real("lam gamma", "eigenvalue, step size")
for term, name in {
    k: "k", n: "n", x(k): "x_k", x(k + 1): "x_next", x(n): "x_n", x(0): "x_0", g(k): "slope_k"
}.items():  # fmt: skip
    thm.measure(term, name)
product = gamma * lam
ratio, c = 1 - 2 * product, 4 * product * (1 - product)
stable, small = And(Gt(product, 0), Lt(product, 1)), Lt(ratio**2, 1)

update = thm.assume("update", Eq(x(k + 1), x(k) - gamma * g(k)))
slope = thm.assume("slope", Eq(g(k), 2 * lam * x(k)))
above = thm.conclude("above", (1 + c * n) * x(n) ** 2 <= x(0) ** 2)
below = thm.conclude("below", x(n) ** 2 >= (1 - c * n) * x(0) ** 2)
threshold = thm.conclude("threshold", Equivalent(stable, small))


def squared(kernel):
    one_step = kernel.combine(Eq(x(k + 1), ratio * x(k)), {update: 1, slope: -gamma})
    both = x(k + 1) + ratio * x(k)
    return kernel.combine(Eq(x(k + 1) ** 2, (1 - c) * x(k) ** 2), {one_step: both})


@thm.proof(above)
def falling(kernel):
    bound, later = ((1 + c * i) * x(i) ** 2 for i in (k, k + 1))
    parts, loss = {squared(kernel): -1 - c * (k + 1)}, (c**2 * (k + 1), x(k))
    falls = kernel.combine(Le(later, bound), parts, squares=[loss])
    return kernel.combine(above, {kernel.instantiate(kernel.geometric(falls, bound, 1), {k: n}): 1})


@thm.proof(below)
def bernoulli(kernel):
    gap, later = ((1 - c * i) * x(0) ** 2 - x(i) ** 2 for i in (k, k + 1))
    parts, loss = {squared(kernel): 1}, (c**2 * k, x(0))
    falls = kernel.combine(Le(later, ratio**2 * gap), parts, squares=[loss])
    bound = kernel.geometric(falls, gap, ratio**2)
    return kernel.combine(below, {kernel.instantiate(bound, {k: n}): 1})


@thm.proof(threshold)
def sign_of_the_product(kernel):
    given, quarter = kernel.assume(stable), Rational(1, 4)
    low, high = (kernel.part(given, side) for side in (Gt(product, 0), Lt(product, 1)))
    forward = kernel.combine(small, {low: 1 - product}, signs=[high], scale=quarter)
    sides = {}
    for side, denied, other in (
        (Gt(product, 0), Le(product, 0), 1 - product),
        (Lt(product, 1), product >= 1, product),
    ):
        against = kernel.assume(denied)
        sign = kernel.combine(other >= 0, {against: 1}, squares=[(1, 1)])
        parts = {kernel.assume(small): quarter, against: other}
        sides[side] = kernel.contradiction(side, kernel.combine(false, parts, signs=[sign]))
    backward = kernel.both(*(sides[side] for side in stable.args))
    return kernel.iff(kernel.discharge(forward, stable), kernel.discharge(backward, small))


thm.scales("argument", x=1, g=1)
thm.scales("step size", g=-1, lam=-1, gamma=1)
thm.limit("step 0", {gamma: 0}, above, x(n) ** 2 <= x(0) ** 2)
thm.limit("step 0", {gamma: 0}, below, x(n) ** 2 >= x(0) ** 2)

thm.check(
    above,
    below,
    threshold,
    on=quadratic_saddle.run,
    draw=draws.runs,
    implements=[update],
    constructed=[slope],
)

flipping, decaying = (
    {**run(r, 1, gamma), n: 1} for r, gamma in ((S.NegativeOne, 1), (Rational(4, 5), "1/10"))
)
thm.sharp(above, {**flipping, n: 3}, name="gamma lam = 1: factor -1")
thm.sharp(below, {**run(S.One, 0, 1), n: 3}, name="eigenvalue 0: factor 1")
thm.example({**decaying, n: 9}, name="stable")
thm.example({**run(Rational(6, 5), -1, "1/10"), n: 9}, name="unstable")
thm.example({**run(S.Zero, 1, "1/2"), n: 2}, name="factor 0")
close = Rational(1, 10**11)
for product_ in (close, -close, 1 - close):
    barely = run(1 - 2 * product_, product_, 1)
    thm.example({**barely, n: 1}, name=f"gamma lam = {product_}")
thm.needs(update, {**run(Rational(6, 5), 1, "1/10"), n: 1}, breaks=above, name="uphill")
flat = {"x": lambda k: Rational(9, 10) ** k, "g": lambda k: Rational(9, 10) ** k}
thm.needs(slope, {**decaying, **flat}, breaks=above, name="half of the gradient")
thm.refutes("twice as fast", (1 + 2 * c * n) * x(n) ** 2 <= x(0) ** 2, decaying, of=above)
halved = 2 * product - product**2
thm.refutes("factors 1 - gamma lam", x(n) ** 2 >= (1 - halved * n) * x(0) ** 2, decaying, of=below)
thm.refutes(
    "the equivalence also at gamma = 1 / lam",
    Equivalent(And(Gt(product, 0), Le(product, 1)), small),
    flipping,
    of=threshold,
)
thm.refutes(
    "the threshold 2 / lam of theta' H theta / 2",
    Equivalent(And(Gt(product, 0), Lt(product, 2)), small),
    flipping,
    of=threshold,
)
