"""Gradient flow on u^2 - v^2 and gradient descent on w find different minima of the same loss.

Source   Ma 2021, section 6 (algorithmic regularisation: different global minima); an example.
Claim    One label, the input (1, 2), w_k = alpha^2 (E^k - E^-k) for k = 1, 2 (where the flow of
         implicit_bias_of_squares ends, E = exp(nu) > 0), w_1 + 2 w_2 = y  =>
         w_2 - 2 w_1 = alpha^2 (E - 1)^3 (E + 1) / E^2;  5 |w|^2 = y^2 + (w_2 - 2 w_1)^2.
Covers   every start alpha and label y. The solution of least norm, where gradient descent on w from
         0 ends (implicit_bias), is (y, 2 y) / 5, the one with w_2 = 2 w_1: for y != 0, E is not 1
         and the two differ, both with the loss 0. alpha = 1/3, y = 1: (1/6, 5/12), not (1/5, 2/5).
Silent   on convergence of either method.
"""

from sympy import Eq

from lemmata import Theorem, cite
from models import implicit_bias
from strategies import implicit_bias as draws

thm = Theorem(
    "networks.implicit_bias_differs",
    supports=["ma.implicit-bias"],
    sources=[cite("Ma 2021", "section 6")],
)
w1, w2, y = thm.real("w1 w2 y", "the weights at the end, the label")
alpha, E = thm.positive("alpha E", "the start; exp(nu)")

first = thm.assume("first", Eq(w1, alpha**2 * (E - 1 / E)))
second = thm.assume("second", Eq(w2, alpha**2 * (E**2 - E**-2)))
fit = thm.assume("fit", Eq(w1 + 2 * w2, y))
apart = thm.conclude("apart", Eq(w2 - 2 * w1, alpha**2 * (E - 1) ** 3 * (E + 1) / E**2))
longer = thm.conclude("longer", Eq(5 * (w1**2 + w2**2), y**2 + (w2 - 2 * w1) ** 2))


@thm.proof(apart)
def factor(k):
    return k.combine(apart, {second: 1, first: -2})


@thm.proof(longer)
def lagrange(k):
    return k.combine(longer, {fit: w1 + 2 * w2 + y})


thm.scales("start", w1=2, w2=2, y=2, alpha=1)

thm.check(apart, longer, on=implicit_bias.two_weights, draw=draws.two_weights,
          constructed=[first, second, fit])  # fmt: skip

at = {w1: "1/6", w2: "5/12", y: 1, alpha: "1/3", E: 2}
thm.example(at, name="alpha = 1/3, y = 1")
thm.example({w1: 0, w2: 0, y: 0, alpha: 1, E: 1}, name="the label 0")
thm.needs(first, {**at, w1: "1/5", y: "31/30"}, breaks=apart)
thm.needs(second, {**at, w2: "2/5", y: "29/30"}, breaks=apart)
swapped = {w1: "209/60", w2: 2, y: "449/60", alpha: 1, E: "15/4"}
thm.needs(second, swapped, breaks=apart, name="second, w2 and E exchanged")
thm.needs(fit, {**at, y: 2}, breaks=longer)
thm.refutes("the same minimum", Eq(w2, 2 * w1), at, of=apart)
thm.refutes("of least norm", Eq(5 * (w1**2 + w2**2), y**2), at, of=longer)
