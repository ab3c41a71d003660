"""The risk of a generalized linear model satisfies the restricted secant inequality on the ball.

Source   Ma 2021, section 3.1 (mean-value display) and section 3.2 ("RSI"); constant derived here.
Claim    gamma E <r, x>^2 <= E D <r, x> with r = w - w* and D = sigma(<w, x>) - sigma(<w*, x>),
         E (sigma'(<w, x>) - gamma) D <r, x> >= 0,  E <r, x>^2 >= lam |r|^2  =>
         <g, r> >= gamma^2 lam |r|^2 and |g| >= gamma^2 lam |r| for g = grad L(w), so that g = 0 for
         w = w* only.
Covers   every dimension; finite distributions: m inputs in the rows of X, weights Q and slopes A
         on diagonals, g from risk_derivatives. For |w|, |w*| <= R and |x| <= B the first two
         hypotheses hold input by input for the least slope gamma on [-BR, BR] (mean_value); the
         second is derived from slopes along a ray in restricted_secant_ray.
Silent   on |w| > R; on lam = 0, where a plane of minimisers is possible.
"""

from sympy import Eq, Implies, Matrix, Rational, diag

from lemmata import Theorem, cite, inner, zero
from models import glm_secants
from strategies import glm as draws

thm = Theorem(
    "glm.restricted_secant",
    catalogue=["ma.glm-rsi"],
    sources=[cite("Ma 2021", "section 3.1"), cite("Ma 2021", "section 3.2")],
)
m, d = thm.dimension("m d")
X = thm.matrix("X", m, d, "the inputs, in rows")
Q, A = thm.operator("Q A", m, "weights; slopes at w; on the diagonal")
D = thm.vector("D", m, "differences of the outputs at w and at w*")
r, g = thm.vector("r g", d, "w - w*; the gradient of the risk at w")
gamma, lam = thm.positive("gamma lam", "least slope, least eigenvalue of E x x'")
t = X * r
rate = gamma**2 * lam

slope = thm.assume("slope", Eq(g, X.T * A.T * Q * D))
steep = thm.assume("steep", inner(A * t, Q * D) >= gamma * inner(t, Q * D))
secant = thm.assume("secant", inner(t, Q * D) >= gamma * inner(t, Q * t))
spread = thm.assume("spread", inner(t, Q * t) >= lam * inner(r, r))
rsi = thm.conclude("rsi", inner(g, r) >= rate * inner(r, r))
growth = thm.conclude("growth", inner(g, g) >= rate**2 * inner(r, r))
unique = thm.conclude("unique", Implies(Eq(g, zero(g)), Eq(r, zero(r))))


@thm.proof(rsi)
def three_steps(k):
    return k.combine(rsi, {slope: r, steep: 1, secant: gamma, spread: gamma**2})


@thm.proof(growth)
def complete_the_square(k):
    return k.combine(growth, {three_steps(k): 2 * rate}, squares=[(1, g - rate * r)])


@thm.proof(unique)
def no_other_stationary_point(k):
    still = k.assume(Eq(g, zero(g)))
    none = k.combine(inner(r, r) <= 0, {three_steps(k): 1, still: -r}, scale=rate)
    return k.discharge(k.vanishing(none), Eq(g, zero(g)))


thm.scales("features", X=1, r=-1, g=1, lam=2)
thm.scales("outputs", A=1, D=1, gamma=1, g=2)
thm.scales("weights", Q=1, g=1, lam=1)
thm.scales("distance", D=1, r=1, g=1)
thm.invariant("rotation", m)
thm.invariant("rotation", d)

thm.open("constant", "true for larger factors, as <g, r> >= 0", slope)
thm.open("constant", "stronger for larger factors, as E D <r, x> >= 0 by `secant`", steep)
thm.open("constant", "stronger for larger factors, as E <r, x>^2 >= 0 by `spread`", secant)

thm.check(
    rsi, growth, unique, on=glm_secants.secant, draw=draws.bounded_slopes, implements=[slope],
    constructed=[slope, steep, secant, spread],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(wide, r, a=(1, 1), secants=(1, 1), **others):
    """Inputs 2 e_1 and `wide` e_2 of weight 1/2; slopes a / 2 at w, secants / 2 on the way."""
    X, Q, r = diag(2, wide), diag(1, 1) / 2, Matrix(r)
    A, C = (diag(*map(Rational, slopes)) / 2 for slopes in (a, secants))
    D = C * X * r
    made = {"X": X, "Q": Q, "A": A, "D": D, "r": r, "gamma": "1/2", "lam": 2}
    return made | {"g": X.T * A.T * Q * D} | others


affine = at(2, [1, -3])
thm.sharp(rsi, affine, name="slope 1/2, uniform on 2 e_1 and 2 e_2")
thm.sharp(growth, affine, name="the same, for the length")
thm.example(at(2, [0, 0], a=(2, 3)), name="at the minimiser")
thm.sharp(rsi, at(2, [1, 2], a=(4, 4), secants=(4, 4), gamma=2), name="slope 2")
shift = Matrix([NEAR, 0])
thm.needs(slope, {**affine, "g": affine["g"] - shift}, breaks=rsi)
thm.needs(slope, {**affine, "g": [0, 0]}, breaks=unique, name="slope, for unique")
thm.needs(slope, {**affine, "g": [0, 0]}, breaks=growth, name="slope, for growth")
slanted = at(2, [1, 0], X=diag(1, 1), A=[[1, -5], [0, 1]], D=[1, 1], lam="1/2")
slanted |= {"Q": diag(1, 2), "g": [-4, 2]}
thm.needs(slope, slanted, breaks=rsi, name="slope, Q and A swapped")
low = (1 - NEAR, 1)
thm.needs(steep, at(2, [1, 0], a=low), breaks=rsi, name="steep, barely")
thm.needs(steep, at(2, [1, 1], a=(0, 0)), breaks=unique, name="a plateau at w")
thm.needs(secant, at(2, [1, 0], secants=low), breaks=growth, name="secant, barely")
thm.needs(secant, at(2, [1, 1], secants=(0, 0)), breaks=unique, name="w and w* alike")
thm.needs(spread, at(4, [1, 0], lam=2 + NEAR), breaks=rsi, name="spread, barely")
thm.needs(spread, at(0, [0, 1]), breaks=unique, name="inputs on a line")
thm.refutes("twice the constant", inner(g, r) >= 2 * rate * inner(r, r), affine, of=rsi)
thm.refutes("gamma lam", inner(g, g) >= gamma**2 * lam**2 * inner(r, r), affine, of=growth)
turned = Implies(Eq(r, zero(r)), inner(D, D) >= 1)
thm.refutes("outputs differ at w*", turned, at(2, [0, 0]), of=unique)
