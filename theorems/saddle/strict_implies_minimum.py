"""If all saddles are strict, exact second-order stationary points are local minima.

Source   Bruna 2018, escaping from saddle points (last bullet).
Claim    At x: either |grad f|^2 = G > 0, or lam_min(D^2 f) = lam < 0, or x is a local minimum. Then
         G <= 0 and lam >= 0 imply that x is a local minimum: low >= 0, where low is the least value
         of f - f(x) within some fixed distance of x.
Covers   f in C^2 in every dimension. The hypothesis is about every stationary point that is no
         local minimum; saddles alone will not do: -x^4 has none, and 0 is no minimum.
Silent   on eps-second-order stationary points with eps > 0, which the slide speaks of: softplus,
         log(1 + e^x), has no stationary point at all, and x = -log 3 is one of them for eps = 1/4.
         For eps > 0 the quantitative property of pca.strict_saddle is needed.
"""

from sympy import Eq, Ge, Gt, Implies, Lt, Or, Rational, S, Symbol, exp, log, sqrt
from sympy.logic.boolalg import And

from lemmata import Theorem, cite
from models import second_order, second_order_points
from strategies import second_order as draws

thm = Theorem(
    "saddle.strict_implies_minimum",
    catalogue=["sosp.strict-implies-min"],
    sources=[cite("Bruna 2018", "escaping from saddle points")],
)
G = thm.nonneg("G", "|grad f(x)|^2")
lam, low = thm.real("lam low", "lam_min of the Hessian, least value of f - f(x) near x")

moving, bent, lowest = Gt(G, 0), Lt(lam, 0), Ge(low, 0)
still, semidefinite = Eq(G, 0), Ge(lam, 0)
strict = thm.assume("strict", Or(moving, bent, lowest))
minimum = thm.conclude("minimum", Implies(And(still, semidefinite), lowest))


@thm.proof(minimum)
def two_of_three_excluded(k):
    second_order = k.assume(And(still, semidefinite))
    zero, curved = k.part(second_order, still), k.part(second_order, semidefinite)
    absurd = {
        moving: k.combine(S.false, {k.assume(moving): 1, zero: -1}),
        bent: k.combine(S.false, {k.assume(bent): 1, curved: 1}),
    }
    branches = {case: k.contradiction(lowest, fact) for case, fact in absurd.items()}
    found = k.cases(strict, {**branches, lowest: k.assume(lowest)})
    return k.discharge(found, And(still, semidefinite))


thm.scales("gradient", G=1)
thm.scales("curvature", lam=1)
thm.scales("objective", low=1)
thm.open(
    "swapped", "true: G is a square, so that the mutant's consequence G >= 0 always holds", minimum
)

thm.check(minimum, on=second_order.well, draw=draws.wells, bfloat16=True)

x = Symbol("x", real=True)
at = second_order_points.exact_well
thm.example(at(x**2, 0), name="minimum")
thm.example(at(x**4, 0), name="degenerate minimum")
thm.example(at(-(x**2), 0), name="a maximum is strict")
thm.needs(strict, at(x**3, 0), name="x^3")
thm.needs(strict, at(-(x**4), 0), name="no saddles: -x^4, a degenerate maximum")
thm.refutes("stationary points are local minima", Implies(still, lowest), at(-(x**2), 0))
thm.refutes("lam >= 0 suffices", Implies(semidefinite, lowest), at(x, 0))
eps, rho = Rational(1, 4), 1
softplus = at(log(1 + exp(x)), -log(3), distance=log(2))
thm.erratum(
    cite("Bruna 2018", "escaping from saddle points"),
    printed="if all saddle points are strict, then second-order stationary points (|grad| <= eps, "
    "lam_min >= -sqrt(eps rho)) are all local minima",
    corrected="exact ones (eps = 0) are; for eps > 0 a quantitative strict saddle property is "
    "needed, as softplus shows with eps = 1/4, rho = 1",
    false=Implies(And(G <= eps**2, lam >= -sqrt(rho * eps)), lowest),
    true=minimum,
    at=softplus,
)
