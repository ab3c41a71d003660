"""Gradient and curvature steps gain alike where eps is of the order l^2 / rho.

Source   Escaping notes, sections 2.2 and 2.5; Bruna 2018, escaping from saddle points.
Claim    gradient_decrease guarantees eps^2 / (2 l), curvature_decrease_at_scale eps^(3/2) / (3
         sqrt(rho)): the first is the smaller iff eps <= 4 l^2 / (9 rho). Against twice the second,
         as of curvature_decrease_best_step, it is the smaller for every eps <= l^2 / rho, the range
         of second_order_test_range.
Covers   all positive constants.
Silent   on the gain of either step beyond its guarantee.
"""

from sympy import Equivalent, Implies, Rational, sqrt

from lemmata import Theorem, cite
from models import second_order
from strategies import second_order as draws

thm = Theorem(
    "saddle.decreases_compared",
    supports=["saddle.sosp"],
    sources=[cite("Escaping notes", "section 2.2")],
)
eps, ell, rho = thm.positive(
    "eps ell rho", "tolerance, smoothness, Lipschitz constant of the Hessian"
)
slope, bend = eps**2 / (2 * ell), eps ** Rational(3, 2) / (3 * sqrt(rho))
smaller, range_ = slope <= bend, eps <= 4 * ell**2 / (9 * rho)
meaningful, at_most = eps <= ell**2 / rho, slope <= 2 * bend
short = thm.conclude("short", Equivalent(smaller, range_))
best = thm.conclude("best", Implies(meaningful, at_most))
root = 3 * sqrt(eps * rho) + 2 * ell


@thm.proof(short)
def take_the_root(k):
    factor = 6 * ell * sqrt(rho) / eps ** Rational(3, 2)
    back = k.combine(smaller, {k.assume(range_): 9 * rho}, scale=factor * root)
    forth = k.combine(range_, {k.assume(smaller): factor * root}, scale=9 * rho)
    return k.iff(k.discharge(forth, smaller), k.discharge(back, range_))


@thm.proof(best)
def with_room_to_spare(k):
    factor = 6 * ell * sqrt(rho) / eps ** Rational(3, 2)
    total = 3 * sqrt(eps * rho) + 4 * ell
    parts = {k.assume(meaningful): 9 * rho}
    bound = k.combine(at_most, parts, squares=[(7, ell)], scale=factor * total)
    return k.discharge(bound, meaningful)


thm.scales("objective", eps=1, ell=1, rho=1)
thm.scales("argument", eps=-1, ell=-2, rho=-3)

thm.open("swapped", "true: no hypothesis ties the three positive numbers, so it is a renaming")
thm.open("strict", "true: equality is at eps = 16 l^2 / (9 rho), beyond the range", best)
thm.open("room", "`best` holds up to eps = 16 l^2 / (9 rho), beyond the range of the test", best)

thm.check(short, best, on=second_order.threshold, draw=draws.thresholds)

thm.example({"eps": 4, "ell": 3, "rho": 1}, name="equal gains")
thm.example({"eps": 9, "ell": 3, "rho": 1}, name="the end of the range")
thm.refutes(
    "comparable up to eps = l^2 / (2 rho)",
    Equivalent(smaller, eps <= ell**2 / (2 * rho)),
    {"eps": "9/2", "ell": 3, "rho": 1},
    of=short,
)
thm.refutes(
    "half the gain of the best step",
    Implies(meaningful, smaller),
    {"eps": 9, "ell": 3, "rho": 1},
    of=best,
)
