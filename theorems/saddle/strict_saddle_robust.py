"""If nearly second-order stationary points are near global minima, f is a strict saddle function.

Source   Ma 2021, Theorem 2.3 (its condition, and what follows from it).
Claim    At a point let G be the length of the gradient, lam the lowest eigenvalue of the Hessian, D
         the distance to the global minima. If G <= eps and lam >= -tau imply D <= E (that is,
         G > eps or lam < -tau or D <= E), then G >= eps or lam <= -tau or D <= E; and G = 0,
         lam >= 0 imply D <= E.
Covers   every f in C^2. With E = eps^c for all eps <= eps0: f is (eps, tau, eps^c)-strict saddle,
         and for eps -> 0 every second-order stationary point is a global minimum (they are closed).
         Cubic-regularised Newton then comes within eps^c of one, strict_saddle_newton_count with
         s = min(sqrt(eps/rho), 2 tau/(3 rho)): a time in which rho and f(x_0) - inf f occur.
Silent   on which f satisfy it: pca.strict_saddle_robust.
"""

from sympy import And, Ge, Gt, Implies, Le, Lt, Or, Rational, S

from lemmata import Theorem, cite
from models import strict_saddle
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.strict_saddle_robust",
    catalogue=["ma.thm-2.3"],
    sources=[cite("Ma 2021", "Theorem 2.3")],
)
G, D = thm.nonneg("G D", "length of the gradient, distance to the global minima")
lam = thm.real("lam", "lowest eigenvalue of the Hessian")
eps, tau, E = thm.nonneg("eps tau E", "slope, curvature, error (eps^c in the source)")
steep, bent, near = Gt(G, eps), Lt(lam, -tau), Le(D, E)
weakly = {steep: Ge(G, eps), bent: Le(lam, -tau), near: near}
exactly = And(Le(G, 0), Ge(lam, 0))

robust = thm.assume("robust", Or(steep, bent, near))
triple = thm.conclude("triple", Or(*weakly.values()))
minimum = thm.conclude("minimum", Implies(exactly, near))


@thm.proof(triple)
def strict_is_more(k):
    branches = {}
    for case, claim in weakly.items():
        branches[case] = k.either(k.combine(claim, {k.assume(case): 1}), triple)
    return k.cases(robust, branches)


@thm.proof(minimum)
def two_are_excluded(k):
    still = k.assume(exactly)
    flat, convex = k.part(still, Le(G, 0)), k.part(still, Ge(lam, 0))
    # 0 >= G > eps >= 0 and 0 <= lam < -tau <= 0
    slope = k.combine(S.false, {k.assume(steep): 1, flat: 1}, squares=[(eps, 1)])
    curve = k.combine(S.false, {k.assume(bent): 1, convex: 1}, squares=[(tau, 1)])
    branches = {case: k.contradiction(near, f) for case, f in ((steep, slope), (bent, curve))}
    return k.discharge(k.cases(robust, {**branches, near: k.assume(near)}), exactly)


thm.scales("gradient", G=1, eps=1)
thm.scales("curvature", lam=1, tau=1)
thm.scales("distance", D=1, E=1)
thm.open("strict", "true: the hypothesis says as much", triple)

thm.check(triple, minimum, on=strict_saddle.cosine_point, draw=draws.cosine_points)

unit = {"eps": 1, "tau": 1, "E": 1}
thm.example({**unit, "G": 0, "lam": -2, "D": 5}, name="a strict saddle")
NEAR = Rational(1, 10**10)
thm.example({**unit, "G": 2, "lam": 0, "D": 5}, name="a slope")
thm.example({**unit, "G": 1 + NEAR, "lam": 0, "D": 5}, name="barely a slope")
thm.example({**unit, "G": 0, "lam": -1 - NEAR, "D": 5}, name="barely a strict saddle")
bowl = {**unit, "G": 0, "lam": 2, "D": 1}
thm.example(bowl, name="near a minimum")
for scale in (1, 3, "1/3"):
    scale = Rational(scale)
    same, past = dict.fromkeys(unit, scale), scale * (1 + NEAR)
    less = scale * (1 - NEAR)
    spurious = {**same, "G": less, "lam": -less, "D": past}
    thm.needs(robust, spurious, name=f"a spurious minimum nearby, {scale}", breaks=triple)
    still = {**same, "G": 0, "lam": 0, "D": past}
    thm.needs(robust, still, name=f"a spurious minimum, {scale}", breaks=minimum)
thm.refutes("no minima", Or(Ge(G, eps), Le(lam, -tau)), bowl, of=triple)
maximum = {**unit, "G": 0, "lam": -2, "D": 5}
thm.refutes("by the slope alone", Implies(Le(G, 0), near), maximum, of=minimum)
