"""Slopes of at least gamma along a ray from the truth give the restricted secant inequality on it.

Source   Ma 2021, section 3.1 (mean-value display) and section 3.2 ("RSI"); constant derived here.
Claim    At w = w* + r u, for every r: S = E sigma(<w, x>) <u, x>, h = E sigma'(<w, x>) <u, x>^2,
         G = <grad L(w), u>, K = E <u, x>^2 >= lam |u|^2, h >= gamma K,
         G >= gamma (S(r) - S(0)) if r > 0  =>  (S(r) - S(0)) r >= gamma K r^2, that is,
         E D <w - w*, x> >= gamma E <w - w*, x>^2, and
         <grad L(w), w - w*> = r G >= gamma^2 lam |w - w*|^2.
Covers   every dimension and every distribution for which S has the derivative h, finite or not;
         gamma, lam = 0. The mean value theorem is applied to the population: S and h are the S and
         h of mean_value, with the bound gamma K on the slope, and its `secant` is a lemma here.
         `steep` is an expectation of sigma' >= gamma; so is `pull`, with the weights D <u, x>, not
         negative for an increasing sigma. The first claim is what restricted_secant assumes.
Silent   on points whose ray leaves the region where sigma' >= gamma.
"""

from sympy import Derivative, Eq, Rational

from lemmata import Theorem, cite
from models import glm_secants
from strategies import glm as draws
from theorems.glm import mean_value

thm = Theorem(
    "glm.restricted_secant_ray",
    supports=["ma.glm-rsi"],
    sources=[cite("Ma 2021", "section 3.1"), cite("Ma 2021", "section 3.2")],
)
r = thm.time("r")
S, h = thm.functions("S h", "E sigma(<w, x>) <u, x>, E sigma'(<w, x>) <u, x>^2, at w = w* + r u")
G = thm.functions("G", "<grad L(w), u>, at w = w* + r u")
gamma, lam = thm.nonneg("gamma lam", "least slope, least eigenvalue of E x x'")
K, N = thm.nonneg("K N", "E <u, x>^2, |u|^2")
for term, name in {
    r: "r", S(r): "S_r", S(0): "S_0", h(r): "h_r", G(r): "G_r", Derivative(S(r), r): "S_dot"
}.items():  # fmt: skip
    thm.measure(term, name)
D = S(r) - S(0)

slope = thm.assume("slope", Eq(Derivative(S(r), r), h(r)))
steep = thm.assume("steep", h(r) >= gamma * K)
pull = thm.assume("pull", G(r) * r >= gamma * D * r)
spread = thm.assume("spread", K >= lam * N)
secant = thm.conclude("secant", D * r >= gamma * K * r**2)
rsi = thm.conclude("rsi", G(r) * r >= gamma**2 * lam * N * r**2)


@thm.proof(secant)
def mean_value_of_the_population(k):
    given = [k.assume(slope), k.assume(steep)]
    return k.instantiate(
        k.lemma(mean_value.thm, "secant"), {mean_value.gamma: gamma * K}, given=given
    )


@thm.proof(rsi)
def three_steps(k):
    parts = {pull: 1, mean_value_of_the_population(k): gamma, spread: gamma**2 * r**2}
    return k.combine(rsi, parts)


thm.scales("argument", r=1, S=1, G=1)
thm.scales("activation", gamma=1, h=1, S=1, G=2)
thm.scales("inputs", K=1, lam=1, h=1, S=1, G=1)
thm.scales("direction", K=1, N=1, h=1, S=1, G=1)

thm.open("constant", "true for factors above 1: S rises faster, and so does G by `pull`", slope)

thm.check(
    secant, rsi, on=glm_secants.ray, draw=draws.rays, implements=[pull],
    constructed=[slope, steep, pull, spread],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(slope=2, gamma=2, K=3, lam="1/2", N=6, pull=None, rises=None, **changed):
    """h = slope K, S = slope K r, and G = gamma S: what is stated is attained for slope = gamma."""
    slope, gamma, K = map(Rational, (slope, gamma, K))
    rate = slope * K if rises is None else Rational(rises)
    force = gamma * rate if pull is None else Rational(pull)
    made = {"S": lambda r: rate * r + 5, "h": lambda r: slope * K, "G": lambda r: force * r}
    return {**made, "gamma": gamma, "K": K, "lam": lam, "N": N, **changed}


line = at()
thm.sharp(secant, line, name="an affine activation")
thm.sharp(rsi, line, name="an affine activation, the gradient")
thm.example(at("1/4", "1/4", "1/2", 2, "1/4"), name="gamma < 1")
thm.example(at(0, 0, 0, 1, 0), name="u = 0")
thm.needs(slope, at(rises=6 - NEAR), breaks=secant, name="slope, barely")
thm.needs(steep, at(2 - NEAR), breaks=secant, name="steep, barely")
thm.needs(steep, at(2 - NEAR), breaks=rsi, name="steep, for the gradient")
thm.needs(pull, at(pull=12 - NEAR), breaks=rsi, name="pull, barely")
thm.needs(spread, at(lam=Rational(1, 2) + NEAR), breaks=rsi, name="spread, barely")
thm.refutes("twice the least slope", D * r >= 2 * gamma * K * r**2, line, of=secant)
thm.refutes("gamma for gamma^2", 4 * G(r) * r >= gamma * lam * N * r**2, at("1/8", "1/8"), of=rsi)
