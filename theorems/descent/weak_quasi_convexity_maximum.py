"""The inequality of weak quasi-convexity can hold about a maximum: x* must be a minimiser.

Source   Ma 2021, section 2.2, Definition 2.5 and (2.2).
Claim    f(x) = -|x|^2, at every x: grad f(x) = -2 x, <grad f(x), x - 0> = 2 (f(x) - f(0)), which is
         (2.2) with x* = 0 and tau = 2, and f(x) <= f(0) = 0.
Covers   every dimension. For stationary points to be global minima, f >= f(x*) is needed too.
Silent   on f with a minimiser: weak_quasi_convexity, stationary_is_global.
"""

from sympy import Eq, Implies

from lemmata import Gradient, Theorem, cite, inner
from models import weak_quasi_convexity
from strategies import strict_saddle as draws

thm = Theorem(
    "descent.weak_quasi_convexity_maximum",
    supports=["ma.def-2.5"],
    sources=[cite("Ma 2021", "Definition 2.5"), cite("Ma 2021", "equation (2.2)")],
)
d = thm.dimension("d")
x = thm.vector("x", d, "point")
f = weak_quasi_convexity.hill_term(x)
grad = Gradient(f, x)
thm.measure(grad, "gradient")
slope = thm.conclude("slope", Eq(grad, -2 * x))
wqc = thm.conclude("wqc", Eq(inner(grad, x), 2 * f))
highest = thm.conclude("highest", f <= 0)


@thm.proof(slope)
def derivative(k):
    return k.gradient(f, x, -2 * x)


@thm.proof(wqc)
def product(k):
    return k.combine(wqc, {derivative(k): x})


@thm.proof(highest)
def a_square(k):
    return k.combine(highest, squares=[(1, x)])


thm.scales("argument", x=1)
thm.invariant("rotation", d)

thm.reading("hill", f, (x,), weak_quasi_convexity.hill, {d: [1, 2, 3]})
thm.check(slope, wqc, highest, on=weak_quasi_convexity.hill_point, draw=draws.hills, bfloat16=True)

top, other = {x: [0, 0]}, {x: [1, 2]}
thm.example(top, name="the maximum")
thm.example(other, name="elsewhere")
thm.refutes("f is never 0", f < 0, top, of=highest)
thm.refutes("downhill, -x", Eq(grad, -x), other, of=slope)
lowest = Implies(inner(grad, grad) <= 0, f <= -1)
thm.refutes("(2.2) makes stationary points as low as unit vectors", lowest, top, of=wqc)
