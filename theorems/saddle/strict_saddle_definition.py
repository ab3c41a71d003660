"""The strict saddle property at a point: monotone in its triple, and what is left at a small slope.

Source   Ma 2021, Definition 2.1.
Claim    At a point let G be the length of the gradient, lam the lowest eigenvalue of the Hessian, D
         the distance to the local minima, and call the point (alpha, beta, gamma)-strict if
         G >= alpha or lam <= -beta or D <= gamma. Then it is (alpha1, beta1, gamma1)-strict for
         alpha1 <= alpha, beta1 <= beta, gamma1 >= gamma; where G < alpha, it has lam <= -beta or
         D <= gamma; and for alpha = 0 it is strict whatever else.
Covers   every f in C^2 (a strict saddle function is one all of whose points are strict); stationary
         points, also local maxima and minima, are those with G = 0 < alpha.
Silent   on which f have the property: strict_saddle_cosine, pca.strict_saddle and others have it,
         square_and_cube has not. That local minima exist does not follow: strict_saddle_vacuous.
"""

from sympy import Ge, Implies, Le, Lt, Or, Rational

from lemmata import Theorem, cite
from models import strict_saddle
from strategies import strict_saddle as draws

thm = Theorem(
    "saddle.strict_saddle_definition",
    catalogue=["ma.def-2.1"],
    sources=[cite("Ma 2021", "Definition 2.1")],
)
G, D = thm.nonneg("G D", "length of the gradient, distance to the local minima")
lam = thm.real("lam", "lowest eigenvalue of the Hessian")
alpha, beta, gamma = thm.nonneg("alpha beta gamma", "the triple")
alpha1, beta1, gamma1 = thm.nonneg("alpha1 beta1 gamma1", "a weaker triple")


def conditions(a, b, c):
    return Ge(G, a), Le(lam, -b), Le(D, c)


steep, bent, near = conditions(alpha, beta, gamma)
steep1, bent1, near1 = conditions(alpha1, beta1, gamma1)
strict = thm.assume("strict", Or(steep, bent, near))
less_steep = thm.assume("less_steep", alpha1 <= alpha)
less_bent = thm.assume("less_bent", beta1 <= beta)
wider = thm.assume("wider", gamma <= gamma1)
monotone = thm.conclude("monotone", Or(steep1, bent1, near1))
flat = thm.conclude("flat", Implies(Lt(G, alpha), Or(bent, near)))
vacuous = thm.conclude("vacuous", Implies(Le(alpha, 0), steep))


@thm.proof(monotone)
def each_of_three(k):
    weaker = {steep: (steep1, less_steep), bent: (bent1, less_bent), near: (near1, wider)}
    branches = {}
    for case, (claim, hypothesis) in weaker.items():
        branches[case] = k.either(k.combine(claim, {k.assume(case): 1, hypothesis: 1}), monotone)
    return k.cases(strict, branches)


@thm.proof(flat)
def two_are_left(k):
    small = k.assume(Lt(G, alpha))
    absurd = k.clash(k.assume(steep), small)
    rest = Or(bent, near)
    branches = {case: k.either(k.assume(case), rest) for case in (bent, near)}
    branches[steep] = k.either(k.contradiction(bent, absurd), rest)
    return k.discharge(k.cases(strict, branches), Lt(G, alpha))


@thm.proof(vacuous)
def lengths_are_nonnegative(k):
    none = k.assume(Le(alpha, 0))
    return k.discharge(k.combine(steep, {none: 1}, squares=[(G, 1)]), Le(alpha, 0))


thm.scales("gradient", G=1, alpha=1, alpha1=1)
thm.scales("curvature", lam=1, beta=1, beta1=1)
thm.scales("distance", D=1, gamma=1, gamma1=1)
thm.open("swapped", "true: G <= 0 <= alpha", vacuous)

thm.check(monotone, flat, vacuous, on=strict_saddle.cosine_point, draw=draws.cosine_points)

one = dict.fromkeys(["alpha", "beta", "gamma", "alpha1", "beta1", "gamma1"], 1)
saddle = {**one, "G": 0, "lam": -1, "D": 2}
minimum = {**one, "G": 0, "lam": 1, "D": 1}
slope = {**one, "G": 1, "lam": 1, "D": 2}
for name, at in {"saddle": saddle, "minimum": minimum, "slope": slope}.items():
    thm.example(at, name=name)
thm.example({**saddle, "alpha": 0, "alpha1": 0, "lam": 1}, name="alpha = 0: -x^4 at 0")
NEAR = Rational(1, 10**10)
for scale in (1, 3, "1/3"):
    scale = Rational(scale)
    more, less = scale * (1 + NEAR), scale * (1 - NEAR)
    same = dict.fromkeys(one, scale)
    for spared, at in (
        (less_steep, {"G": scale, "lam": 0, "D": 2 * scale, "alpha1": more}),
        (less_bent, {"G": 0, "lam": -scale, "D": 2 * scale, "beta1": more}),
        (wider, {"G": 0, "lam": 0, "D": scale, "gamma1": less}),
    ):
        thm.needs(spared, {**same, **at}, name=f"{spared.name} {scale}", breaks=monotone)
    missed = {"G": less, "lam": -less, "D": more}
    thm.needs(strict, {**same, **missed}, name=f"all missed barely, {scale}", breaks=monotone)
thm.refutes("no minima", Or(steep1, bent1), minimum, of=monotone)
thm.refutes("saddles only", Implies(Lt(G, alpha), bent), minimum, of=flat)
bowl = {**minimum, "beta": 0, "beta1": 0}
thm.refutes("vacuous for beta = 0", Implies(Le(beta, 0), bent), bowl, of=vacuous)
