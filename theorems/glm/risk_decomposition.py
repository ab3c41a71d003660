"""The risk is the noise plus half the mean square distance from the outputs of the truth.

Source   Ma 2021, equation (3.1).
Claim    E[y | x] = s*(x)  =>  E (y - s)^2 / 2 = E (y - s*)^2 / 2 + E (s* - s)^2 / 2 for every s(x),
         so that s* has the least risk.
Covers   finite distributions: n labelled atoms of weights P (diagonal), E u v = <u, P v>;
         m inputs, G says which input an atom has, so that G'P (y - G s*) = 0 is E[y - s* | x] = 0;
         repeated inputs, weights 0; no activation is needed, s = sigma(<w, x>) or any other.
Silent   on other minimisers: s = s* wherever the weight is positive, not w = w*.
"""

from sympy import Eq, Ge, Le, Rational

from lemmata import Theorem, cite, inner, zero
from models import glm
from strategies import glm as draws

thm = Theorem(
    "glm.risk_decomposition",
    catalogue=["ma.eq-3.1"],
    sources=[cite("Ma 2021", "equation (3.1)")],
)
n, m = thm.dimension("n m")
P = thm.operator("P", n, "the weights of the atoms, on the diagonal")
G = thm.matrix("G", n, m, "which input each atom has")
y = thm.vector("y", n, "the labels")
s, sstar = thm.vector("s sstar", m, "the outputs at the inputs, and those of the truth")


def risk(outputs):
    return inner(y - G * outputs, P * (y - G * outputs)) / 2


apart = G * (s - sstar)
excess = inner(apart, P * apart) / 2
thm.measure(risk(s), "risk")
thm.measure(risk(sstar), "risk_star")

weights = thm.assume("weights", Eq(P.T, P))
positive = thm.assume("positive", Ge(inner(apart, P * apart), 0))
centred = thm.assume("centred", Eq(G.T * P * (y - G * sstar), zero(s)))
parts = thm.conclude("parts", Eq(risk(s), risk(sstar) + excess))
least = thm.conclude("least", Le(risk(sstar), risk(s)))


@thm.proof(parts)
def no_cross_term(k):
    return k.combine(parts, {centred: sstar - s}, signs=[weights])


@thm.proof(least)
def drop_a_square(k):
    return k.combine(least, {no_cross_term(k): 1, positive: Rational(1, 2)}, signs=[weights])


thm.scales("inputs", G=1, y=1)
thm.scales("weights", P=1)
thm.scales("outputs", s=1, sstar=1, y=1)
thm.invariant("rotation", m)
thm.invariant("rotation", n)
thm.limit("no noise", {y: G * sstar}, least, Ge(risk(s).xreplace({y: G * sstar}), 0))

thm.open("constant", "true: by `centred`, <G s*, P (y - G s*)> = 0", parts, least)
thm.open("term dropped", "true: by `centred`, <G s*, P (y - G s*)> = 0", parts, least)

thm.reading("risk", risk(s), [P, G, y, s], glm.weighted_risk, {n: [1, 2, 3], m: [1, 2]})
thm.check(
    parts, least, on=glm.decomposition, draw=draws.every,
    constructed=[weights, positive, centred],
)  # fmt: skip

# Two inputs with two labels each, of unequal weights: noise +- 1/4 and (1/2, -1/4).
at = {
    P: [["1/4", 0, 0, 0], [0, "1/4", 0, 0], [0, 0, "1/6", 0], [0, 0, 0, "1/3"]],
    G: [[1, 0], [1, 0], [0, 1], [0, 1]],
    sstar: ["1/2", "1/4"], s: ["3/4", 1], y: ["3/4", "1/4", "3/4", 0],
}  # fmt: skip
thm.example(at)
thm.sharp(least, {**at, s: ["1/2", "1/4"]}, name="the truth")
thm.example({**at, P: [[0] * 4] * 4}, name="no weight")
shifted = {**at, P: [["1/2", 0], [0, "1/2"]], G: [[1], [1]], sstar: ["1/2"]}
shifted |= {y: [1, 1], s: [1]}
thm.needs(centred, shifted, breaks=least, name="noise 1/2 with certainty")
signed = {**shifted, G: [[1, 0], [0, 1]], sstar: ["1/2", "1/2"], y: ["3/4", "1/4"]}
signed[s] = ["3/4", "1/4"]
thm.needs(centred, signed, breaks=least, name="noise of mean 0, but sign(x) / 4 at x = +-1")
thm.needs(centred, signed, breaks=parts, name="the same, for the identity")
turned = {**at, P: [[1, 1], [0, 1]], G: [[1, 0], [0, 1]], y: [0, 0], s: [1, 1], sstar: [0, 0]}
lopsided = {**turned, P: [[0, 1], [0, 0]], y: [1, 0]}
thm.needs(weights, lopsided, breaks=parts)
negative = {**turned, P: [[-1, 0], [0, -1]]}
thm.needs(positive, negative, breaks=least)
tiny, near = Rational(1, 10**9), Rational(1, 10**10)
for f in (1 + tiny, 1 - tiny, 1 / (1 + tiny), 1 / (1 - tiny)):
    one = {P: [[1]], G: [[1]], sstar: [1], s: [2], y: [f]}
    thm.needs(centred, one, breaks=parts, name=f"centred, barely: a label {f}")
for side in (2, -2):
    barely = {**turned, P: [[1, 0], [0, -1]], sstar: [side, 0], s: [side + 1, 1 + near]}
    thm.needs(positive, {**barely, y: [side, 0]}, breaks=least, name=f"positive, barely: {side}")
    close = {P: [[1]], G: [[1]], sstar: [side], s: [side - near], y: [side]}
    thm.example(close, name=f"close to the truth, {side}")
thm.refutes("no noise in the risk", Eq(risk(s), excess), at, of=parts)
thm.refutes("without the factor 1/2", Eq(risk(s), risk(sstar) + 2 * excess), at, of=parts)
thm.refutes("the least risk is 0", Le(2 * risk(sstar), risk(s)), {**at, s: at[sstar]}, of=least)
