"""Stationary points of the empirical risk in the ball are close to the true parameters.

Source   Ma 2021, Theorem 3.3: what is true of the samples at hand.
Claim    g, h the gradients of the population and of the empirical risk at w, |w| <= R, r = w - w*,
         what restricted_secant assumes of g, r, gamma, lam  =>
         gamma^2 lam |r|^2 <= <h, r> + <g - h, r>;  if h = 0 and |g - h| <= U <= C B sqrt(S / n),
         then gamma^2 lam |r| <= C B sqrt(S / n).
Covers   every stationary point with |w| <= R, minimum or not; every dimension; a population of m
         inputs. <g, r> >= gamma^2 lam |r|^2 is the lemma of restricted_secant. The last hypothesis
         has, for C = 9.51 and for all |w| <= R at once, probability at least 1 - delta, if
         S = d log(3 n B R) + log(1/delta): see empirical_minima_likely.
Silent   on whether a stationary point exists (landscape_transfer); on those with |w| > R
         (unique_minimum has one). The bound is vacuous unless it is below 2 R.
"""

from sympy import Eq, Implies, Matrix, Rational, sqrt, zeros
from sympy import S as S_

from lemmata import Theorem, cite, inner, zero
from models import glm_concentration
from strategies import glm_empirical as draws
from theorems.glm import restricted_secant

thm = Theorem(
    "glm.empirical_minima_near", catalogue=["ma.thm-3.3"], sources=[cite("Ma 2021", "Theorem 3.3")]
)
m, d = thm.dimension("m d")
X = thm.matrix("X", m, d, "the inputs of the population, in rows")
Q, A = thm.operator("Q A", m, "weights; slopes at w; on the diagonal")
D = thm.vector("D", m, "differences of the outputs at w and at w*")
r = thm.vector("r", d, "w - w*")
g, h, e = thm.vector("g h e", d, "gradients of the population and the empirical risk; g - h")
gamma, lam, n, B, S = thm.positive("gamma lam n B S", "slope, covariance, samples, |x|, log term")
C = thm.positive("C", "the constant of the concentration of gradients")
U = thm.nonneg("U", "the largest deviation of the gradients over |w| <= R")
claim = gamma**4 * lam**2 * n * inner(r, r) <= C**2 * B**2 * S

slope, steep, secant, spread = (
    thm.assume(fact.name, fact.relation) for fact in restricted_secant.thm.hypotheses.values()
)
difference = thm.assume("difference", Eq(e, g - h))
uniform = thm.assume("uniform", inner(e, e) <= U**2)
event = thm.assume("event", U <= C * B * sqrt(S) / sqrt(n))
chain = thm.conclude("chain", gamma**2 * lam * inner(r, r) <= inner(h, r) + inner(e, r))
near = thm.conclude("near", Implies(Eq(h, zero(h)), claim))


@thm.proof(chain)
def split_the_gradient(k):
    return k.combine(chain, {k.lemma(restricted_secant.thm, "rsi"): 1, difference: r})


@thm.proof(near)
def cauchy_schwarz(k):
    rate, still = gamma**2 * lam, k.assume(Eq(h, zero(h)))
    small = k.combine(
        rate**2 * inner(r, r) <= U**2,
        {split_the_gradient(k): 2 * rate, uniform: 1, still: -2 * rate * r},
        squares=[(1, e - rate * r)],
    )
    bound = C * B * sqrt(S) / sqrt(n)
    made = k.combine(claim, {small: n, event: n * (U + bound)})
    return k.discharge(made, Eq(h, zero(h)))


thm.scales("parameters", X=1, r=-1, g=1, h=1, e=1, lam=2, B=1, U=1)
thm.scales("activation", A=1, D=1, g=2, h=2, e=2, U=2, gamma=1, C=2)
thm.scales("bound on x", B=1, n=2)
thm.scales("constant", C=1, n=2)
thm.scales("logarithm", S=1, n=1)
thm.scales("weights", Q=1, lam=1, g=1, h=1, e=1, U=1, C=1)
thm.scales("noise", D=1, r=1, g=1, h=1, e=1, U=1, n=-2)
thm.invariant("rotation", m)
thm.invariant("rotation", d)

thm.open("constant", "weaker: more of g is more along r, as <g, r> >= 0", difference)
thm.open("constant", "true for larger factors, as <g, r> >= 0", slope)
thm.open("constant", "stronger for larger factors, as E D <r, x> >= 0 by `secant`", steep)
thm.open("constant", "stronger for larger factors, as E <r, x>^2 >= 0 by `spread`", secant)

thm.check(
    chain, near,
    on=glm_concentration.coin_labels, draw=draws.coins,
    constructed=[slope, spread, difference, uniform],
)  # fmt: skip


NEAR = Rational(1, 10**10)


def at(off=1, gamma=1, lam=1, h=0, n=1, B=1, C=1, **changed):
    """One input 1 of weight lam, slopes gamma: <g, r> = gamma^2 lam |r|^2, |e| = U = the bound."""
    off, gamma, lam, h, n, B, C = map(S_, (off, gamma, lam, h, n, B, C))
    g = gamma**2 * lam * off
    made = {"X": [[1]], "Q": [[lam]], "A": [[gamma]], "D": [gamma * off], "r": [off]}
    made |= {"g": [g], "h": [h], "e": [g - h], "gamma": gamma, "lam": lam, "U": abs(g - h)}
    made |= {"n": n, "B": B, "C": C, "S": n * ((g - h) / (B * C)) ** 2}
    return made | changed


def with_samples(population):
    """A point of restricted_secant, with an empirical gradient of 0."""
    made = {str(key): value for key, value in population.items()}
    size = sqrt(sum(S_(part) ** 2 for part in Matrix(made["g"])))
    made |= {"h": zeros(*Matrix(made["r"]).shape), "e": made["g"], "U": size}
    made["S"] = max(size**2, NEAR)
    return made | {"n": 1, "B": 1, "C": 1}


line = at(gamma=2, lam="1/2", n=4, B="1/2", C="1/4")
thm.example(line, name="stationary")
thm.example(at(gamma="1/2", lam=2, n="1/4", B=2, C=3), name="stationary, other scales")
thm.example(at(off=0, S=1), name="w = w*")
for h_ in (3, -3):
    thm.example(at(h=h_), name=f"not stationary: {h_}")
thm.needs(spread, {**line, "lam": (1 + NEAR) / 2}, breaks=near, name="spread, for near")
ends = {restricted_secant.rsi: chain, restricted_secant.growth: near}
for point in restricted_secant.thm.witnesses:
    if point.breaks in ends:
        needed = thm.hypotheses[point.hypothesis.name]
        thm.needs(needed, with_samples(point.at), breaks=ends[point.breaks], name=point.name)
thm.example(with_samples(restricted_secant.affine), name="two inputs in the plane")
for share in (1 - 10 * NEAR, Rational(0)):
    other = at(h=3, e=[1 - (2 - share) * 3], U=6, S=36)
    thm.needs(difference, other, breaks=chain, name=f"{2 - share} times h")
    other = at(h=-3, e=[1 + share * 3], U=6, S=36)
    thm.needs(difference, other, breaks=chain, name=f"{share} times h")
thm.needs(difference, at(e=[1 - NEAR]), breaks=chain, name="difference, barely")
less = 1 - NEAR
thm.needs(uniform, at(U=less, S=less**2), breaks=near, name="uniform, barely")
thm.needs(uniform, at(sqrt(8), U=2, S=4), breaks=near, name="U^3 for U^2")
thm.needs(uniform, at("1/2", U="1/4", S="1/16"), breaks=near, name="U for U^2")
thm.needs(event, {**line, "S": 1024 * (1 - NEAR)}, breaks=near, name="event, barely")
for name, point in (
    ("S^(3/2)", at(4, n=4, S=4)),
    ("n^(-3/2)", at(8, n="1/4", S=1)),
    ("n and U exchanged", at(4, n="1/4", S=1)),
    ("B and S exchanged", at(2, B="1/4", S=4)),
    ("C and S exchanged", at(2, C="1/4", S=4)),
    ("C and U exchanged", at(4, S=1)),
):
    thm.needs(event, point, breaks=near, name=f"event: {name}")
still = Eq(h, zero(h))
scaled = gamma**2 * lam**2 * n * inner(r, r) <= C**2 * B**2 * S
quick = gamma**4 * lam**2 * n**2 * inner(r, r) <= C**2 * B**2 * S
thm.refutes("twice the constant", 2 * gamma**2 * lam * inner(r, r) <= inner(g, r), line, of=chain)
thm.refutes("gamma for gamma^2", Implies(still, scaled), at(gamma="1/2"), of=near)
thm.refutes("1 / n for 1 / sqrt n", Implies(still, quick), line, of=near)
thm.refutes("without stationarity", claim, at(h="1/2"), of=near)
