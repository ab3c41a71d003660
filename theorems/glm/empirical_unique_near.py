"""The empirical risk has at most one stationary point close to the true parameters.

Source   Ma 2021, the sentence after Theorem 3.3 ("there is a unique local minimum in the
         neighborhood"), for the empirical risk; constants derived here.
Claim    g, h the gradients of the empirical risk at w_1 and w_2, v = w_2 - w_1, h - g = (H + W) v:
         H, W means over the segment of the Hessian of the risk without noise and of what noise and
         sampling add to it, <v, W v> >= -off |v|^2; rho the larger distance to w* (or less, if the
         mean of (sigma - sigma*) sigma'' is at least -B rho); of H what hessian_near_truth assumes
         =>  <h - g, v> >= (gamma^2 lam - B^3 rho - off) |v|^2;
         if g = h = 0 and B^3 rho + off < gamma^2 lam, then w_1 = w_2.
Covers   every dimension; population and samples: with the population in X, W is the deviation of
         the empirical Hessian, with the samples in X (checked), the mean of -eps sigma'' x x',
         small for small noise. Means over the segment keep what hessian_near_truth assumes, as all
         of it is convex in A and E; its `lower` is a lemma here.
Silent   on whether a stationary point exists (landscape_transfer: not always); on off for noise
         that is not small, which needs many samples and a uniform law for sigma''.
"""

from sympy import And, Eq, Implies, Rational

from lemmata import Theorem, cite, inner, zero
from models import glm_empirical
from strategies import glm_empirical as draws
from theorems.glm import hessian_near_truth as population

thm = Theorem(
    "glm.empirical_unique_near",
    supports=["ma.thm-3.3-unique"],
    sources=[cite("Ma 2021", "section 3.2, after Theorem 3.3")],
)
n, d, X, v = population.inputs(thm, "w_2 - w_1")
g, h = thm.vector("g h", d, "the gradients of the empirical risk at w_1 and w_2")
H, W = thm.operator("H W", d, "mean Hessian without noise; the mean of what is added to it")
entries = "means of sigma'^2 and of (sigma - sigma*) sigma''"
A, E, G, K, gamma, rho, lam, B = population.diagonals(
    thm, n, entries, "at most the larger distance to w*"
)
off = thm.nonneg("off", "how much curvature along v noise and sampling take away")

mean = thm.assume("mean", Eq(h - g, (H + W) * v))
deviation = thm.assume("deviation", inner(v, W * v) >= -off * inner(v, v))
bend, steep, mild, spread, size = (
    thm.assume(fact.name, fact.relation) for fact in population.thm.hypotheses.values()
)
rate = gamma**2 * lam - B**3 * rho - off
apart = thm.conclude("apart", inner(h - g, v) >= rate * inner(v, v))
still = And(Eq(g, zero(g)), Eq(h, zero(h)), B**3 * rho + off < gamma**2 * lam)
unique = thm.conclude("unique", Implies(still, Eq(v, zero(v))))


@thm.proof(apart)
def along_the_segment(k):
    lower = k.lemma(population.thm, "lower")
    return k.combine(apart, {mean: v, lower: 1, deviation: 1})


@thm.proof(unique)
def no_second_point(k):
    premise = k.assume(still)
    first, second, near = (k.part(premise, part) for part in still.args)
    parts = {along_the_segment(k): 1, first: v, second: -v}
    none = k.combine(inner(v, v) <= 0, parts, signs=[near], scale=rate)
    return k.discharge(k.vanishing(none), still)


thm.scales("samples", X=1, B=1, H=2, W=2, lam=2, off=2, rho=-1, g=2, h=2)
thm.scales("activation", A=2, E=2, G=1, K=1, gamma=1, H=2, W=2, off=2, rho=2, g=2, h=2)
thm.scales("points", v=1, g=1, h=1)
thm.invariant("rotation", d)
thm.invariant("rotation", n)
population.room(thm, bend, steep, mild)
thm.open("constant", "true for factors of W from 0 to 1: they keep `deviation`", mean)
thm.open("term dropped", "true: W = 0 keeps `deviation`", mean)
thm.open("swapped", "true: v = 0 gives g = h by `mean`", unique)

thm.check(
    apart, unique,
    on=glm_empirical.pair, draw=draws.pairs,
    implements=[mean], constructed=[deviation, bend, steep, mild, spread, size],
)  # fmt: skip


def at(off="1/4", g=3, **changed):
    """A point of hessian_near_truth, one sample: the bound is attained for G = K = 0."""
    off, g = Rational(off), Rational(g)
    made = {"off": off, "g": [g], "W": [[-off]]} | population.at(**changed)
    H, W, v = made["H"][0][0], made["W"][0][0], made["v"][0]
    return {"h": [g + (H + W) * v]} | made


NEAR = Rational(1, 10**10)
inside, edge = at(), at(off="1/2", g=0)
thm.sharp(apart, inside, name="inside the radius")
thm.sharp(apart, at(rho=1), name="outside")
thm.example(at(v=0, g=0), name="one stationary point")
thm.example(edge, name="two stationary points at the edge")
for place in (
    {"x": "1/2", "rho": "1/4", "off": "1/32"},
    {"x": 1, "gamma": 2, "rho": 2, "off": 2},
    {"x": 1, "gamma": 3, "rho": 4, "off": 5},
    {"x": 2, "gamma": 3, "rho": "22/5", "off": "4/5"},
    {"x": "1/2", "gamma": 2, "rho": 4, "off": "1/2"},
):
    thm.example(at(g=0, **place), name=f"two stationary points at the edge: {place}")
thm.example(at(g="-1/4"), name="w_2 alone is stationary")
thm.example(at(rho=5), name="rho > lam")
thm.needs(mean, {**inside, "h": [3 + Rational(1, 4) - NEAR]}, breaks=apart)
TINY = Rational(1, 10**9)
for f in (1 + TINY, 1 - TINY):
    side = 1 if f < 1 else -1
    lost = at(g=3 * side)
    thm.needs(mean, lost | {"h": [f * lost["g"][0] + Rational(1, 4)]}, name=f"mean: g times {f}")
    lost = at(g=-3 * side)
    thm.needs(mean, lost | {"h": [(lost["g"][0] + Rational(1, 4)) / f]}, name=f"mean: h times {f}")
    lost = inside if f < 1 else at(rho=1)
    (pull,), (added,) = lost["H"], lost["W"]
    for name, moved in (("all", f * (pull[0] + added[0])), ("H", f * pull[0] + added[0])):
        thm.needs(mean, lost | {"h": [3 + moved]}, name=f"mean: {name} times {f}")
more = 3 + Rational(1, 2) - Rational(1, 4) * (1 + TINY)
thm.needs(mean, inside | {"h": [Rational(7, 4)]}, name="mean: v and g exchanged")
thm.needs(mean, inside | {"h": [more]}, name="mean: W times 1 + 1e-9")
thm.needs(mean, at(g=1, h=[0]), name="mean: v and h exchanged")
thm.needs(deviation, at(W=[[-Rational(1, 4) - NEAR]]), breaks=apart, name="deviation, barely")
thm.needs(bend, at(H=[[0]]), breaks=apart)
square, rest = Rational(1, 4), Rational(-1, 8)  # A and E of `inside`; H is -7 outside
for more, less in ((1 + e, 1 - e) for e in (TINY, Rational(1, 1000))):
    thm.needs(bend, at(rho=1, H=[[-7 * more]]), name=f"bend: all times {more}")
    thm.needs(bend, at(H=[[4 * less * (square + rest)]]), name=f"bend: all times {less}")
    thm.needs(bend, at(H=[[4 * (less * square + rest)]]), name=f"bend: A times {less}")
    thm.needs(bend, at(H=[[4 * (square + more * rest)]]), name=f"bend: E times {more}")
    thm.needs(steep, at(A=[[less * square]]), name=f"steep: times {less}")
    thm.needs(mild, at(E=[[more * rest]]), name=f"mild: times {more}")
thm.needs(steep, at(A=[[Rational(1, 8)]]), breaks=apart)
thm.needs(mild, at(E=[[Rational(-1, 4)]]), breaks=apart)
thm.needs(steep, at(A=[[0]]) | {"G": [[Rational(1, 4)]]}, name="A and G exchanged")
thm.needs(mild, at(E=[[-1]]) | {"K": [[Rational(7, 8)]]}, name="E and K exchanged")
thm.needs(spread, at(lam=4 + NEAR), breaks=apart, name="spread, barely")
thm.needs(size, at(B=2 - NEAR), breaks=apart, name="size, barely")
thm.refutes("without `off`", inner(h - g, v) >= (rate + off) * inner(v, v), inside, of=apart)
edges = And(Eq(g, zero(g)), Eq(h, zero(h)), B**3 * rho + off <= gamma**2 * lam)
first = And(Eq(g, zero(g)), B**3 * rho + off < gamma**2 * lam)
thm.refutes("stationary at w_1 alone", Implies(first, Eq(v, zero(v))), at(g=0), of=unique)
thm.refutes("at the edge too", Implies(edges, Eq(v, zero(v))), edge, of=unique)
