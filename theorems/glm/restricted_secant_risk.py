"""The gradient of the risk itself satisfies the restricted secant inequality.

Source   Ma 2021, section 3.1 (gradient and mean-value display) and section 3.2 ("RSI").
Claim    L(w) = E (y - sigma(<w, x>))^2 / 2, E[y | x] = sigma(<w*, x>), r = w - w*, and what
         restricted_secant assumes of the outputs, the slopes and the inputs  =>
         <grad L(w), r> >= gamma^2 lam |r|^2;  if grad L(w) = 0, then w = w*.
Covers   every dimension; finite distributions, as in risk_derivatives: n labelled atoms of weights
         P, m inputs, G says which input an atom has; grad L is the derivative of the expanded risk
         at u = 0. The gradient is a lemma from risk_derivatives, the inequality one from
         restricted_secant, whose weights Q are G'PG and whose D is s - s*.
Silent   on where its hypotheses hold: see restricted_secant.
"""

from sympy import Eq, Implies, Matrix, Rational, diag, eye, zeros

from lemmata import Theorem, cite, inner, zero
from models import glm, glm_secants
from strategies import glm as draws
from theorems.glm import restricted_secant as rsi_of
from theorems.glm import risk_derivatives as risk_of

thm = Theorem(
    "glm.restricted_secant_risk",
    supports=["ma.glm-rsi", "ma.glm-derivs"],
    sources=[cite("Ma 2021", "section 3.1"), cite("Ma 2021", "section 3.2")],
)
(n, m, d), (P, G, _, _, _, s, sstar, _) = risk_of.atoms(thm, "a direction")
u, e, r = thm.vector("u e r", d, "displacement from w; any vector; w - w*")
gamma, lam = thm.positive("gamma lam", "least slope, least eigenvalue of E x x'")
grad = risk_of.grad
thm.measure(grad, "gradient")
place = {rsi_of.Q: G.T * P * G, rsi_of.D: s - sstar, rsi_of.g: grad}
rate = gamma**2 * lam

weights, centred, here = (
    thm.assume(fact.name, fact.relation)
    for fact in (risk_of.weights, risk_of.centred, risk_of.here)
)
steep, secant, spread = (
    thm.assume(fact.name, fact.relation.xreplace(place))
    for fact in (rsi_of.steep, rsi_of.secant, rsi_of.spread)
)
rsi = thm.conclude("rsi", inner(grad, r) >= rate * inner(r, r))
unique = thm.conclude("unique", Implies(Eq(grad, zero(r)), Eq(r, zero(r))))


def joined(k, name):
    """A conclusion of restricted_secant, for the gradient of the risk."""
    slope = k.lemma(risk_of.thm, "slope")
    slope = k.combine(rsi_of.slope.relation.xreplace(place), {slope: 1}, signs=[weights])
    given = [slope, *(k.assume(fact) for fact in (steep, secant, spread))]
    return k.instantiate(k.lemma(rsi_of.thm, name), place, given=given)


@thm.proof(rsi)
def gradient_of_the_risk(k):
    return joined(k, "rsi")


@thm.proof(unique)
def no_other_stationary_point(k):
    return joined(k, "unique")


thm.scales("slopes", A=1, gamma=1, r=1, s=2, sstar=2, u=1, y=2)
thm.scales("atoms", G=1, lam=2, y=1)
thm.scales("weights", P=1, lam=1)
thm.scales("inputs", X=1, lam=2, r=1, s=2, sstar=2, u=1, y=2)
thm.scales("bends", b=1, r=-1, s=-1, sstar=-1, u=-1, y=-1)
thm.scales("direction", e=1, r=-2, s=-2, sstar=-2, u=-2, y=-2)
thm.invariant("rotation", n)
thm.invariant("rotation", m)
thm.invariant("rotation", d)
thm.open("constant", "stronger for larger factors, as E D <r, x> >= 0 by `secant`", steep)
thm.open("constant", "stronger for larger factors, as E <r, x>^2 >= 0 by `spread`", secant)
thm.open("swapped", "true where u stands for r, as u = 0 by `here`", rsi, unique)

thm.reading("risk", risk_of.risk, risk_of.letters, glm.expanded_risk, {n: [1, 2], m: [1], d: [1]})
thm.check(
    rsi, unique, on=glm_secants.whole_risk, draw=draws.bounded_slopes,
    constructed=[weights, centred, here, steep, secant, spread],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(population, star=(0, 0), **changed):
    """A point of restricted_secant as a risk: an atom for every input, labels without noise."""
    made = {str(key): value for key, value in population.items()}
    size, star = Matrix(made["D"]).rows, Matrix(star)
    found = {name: made[name] for name in ("X", "A", "r", "gamma", "lam")}
    found |= {"P": made["Q"], "G": eye(size), "s": Matrix(made["D"]) + star, "sstar": star}
    found |= {"y": star, "b": Matrix(list(range(1, size + 1)))}
    return found | {"u": zeros(*Matrix(made["r"]).shape), "e": Matrix(made["r"])} | changed


affine = rsi_of.affine
thm.sharp(rsi, at(affine), name="slope 1/2, uniform on 2 e_1 and 2 e_2")
thm.sharp(rsi, at(affine, star=[1, "1/2"]), name="the same, other outputs")
double = {"P": eye(4) / 4, "G": Matrix([[1, 0], [1, 0], [0, 1], [0, 1]]), "y": [1, -1, 2, -2]}
thm.sharp(rsi, at(affine, **double), name="the same, with noise")
thm.example(at(rsi_of.at(2, [0, 0], a=(2, 3))), name="at the minimiser")
lopsided = rsi_of.at(2, [1, 1], A=diag(1, 0), D=[0, Rational(4, 3)], lam=4)
lopsided |= {"Q": Matrix([[Rational(1, 2), 1], [0, Rational(1, 2)]])}
thm.needs(weights, at(lopsided), breaks=rsi)
thm.needs(centred, at(affine, y=[NEAR, -NEAR]), breaks=rsi, name="centred, barely")
thm.needs(centred, at(affine, y=Matrix([1, -3])), breaks=unique, name="labels that w fits")
thm.needs(here, at(affine, u=[-NEAR, 3 * NEAR], e=[0, 0]), breaks=rsi, name="here, barely")
thm.needs(here, at(affine, u=[-1, 3], e=[0, 0]), breaks=unique, name="the gradient at w*")
for point in rsi_of.thm.witnesses:
    if point.breaks in (rsi_of.rsi, rsi_of.unique) and point.hypothesis is not rsi_of.slope:
        broken = rsi if point.breaks is rsi_of.rsi else unique
        thm.needs(thm.hypotheses[point.hypothesis.name], at(point.at), broken, point.name)
tiny, small = Rational(1, 10**9), Rational(1, 1000)
for f in (1 + tiny, 1 - tiny, 1 + small, 1 - small, 2, Rational(1, 2)):
    star = (1 if f > 1 else -1) * Matrix([1, -3])
    thm.needs(centred, at(affine, star, y=f * star), breaks=rsi, name=f"centred: s* times {f}")
    thm.needs(centred, at(affine, -star, y=-star / f), breaks=rsi, name=f"centred: y times {f}")
slow = rsi_of.at(2, [1, 1], a=("1/2", "1/2"))
for name, star in (("s*", [9, 9]), ("s", [-9, -9])):
    thm.needs(steep, at(slow, star), breaks=rsi, name=f"steep, without {name}")
steeper = rsi_of.at(2, [1, 2], a=(4, 4), secants=(4, 4), gamma=2)
thm.sharp(rsi, at(steeper), name="slope 2")
for direction in ([3, 1], [-10, 30], [-1, 3]):
    thm.example(at(affine, e=direction), name=f"e = {direction}")
thm.example(at(affine, b=[0, 0]), name="b = s*")
thm.example(at(rsi_of.at(2, [0, 0]), e=[1, 2]), name="at the minimiser, e not 0")
twice = inner(grad, r) >= 2 * rate * inner(r, r)
thm.refutes("twice the constant", twice, at(affine), of=rsi)
turned = Implies(Eq(r, zero(r)), inner(s - sstar, s - sstar) >= 1)
thm.refutes("outputs differ at w*", turned, at(rsi_of.at(2, [0, 0])), of=unique)
