"""The Hessian of the risk at the truth is at least gamma^2 lam.

Source   Ma 2021, sections 3.1 and 3.2 ("RSI", at its minimiser); constant derived here.
Claim    H = E sigma'(<w*, x>)^2 x x',  E (sigma'(<w*, x>)^2 - gamma^2) <v, x>^2 >= 0,
         E <v, x>^2 >= lam |v|^2  =>  <v, H v> >= gamma^2 lam |v|^2.
Covers   every dimension; finite distributions: m inputs in the rows of X, weights Q and slopes B at
         w* on diagonals; H is the Hessian of L at w*, where sigma'' has the factor 0
         (risk_derivatives). The second hypothesis holds input by input for slopes >= gamma.
Silent   on other points than w*, where the Hessian can be indefinite.
"""

from sympy import Eq, Matrix, Rational, diag

from lemmata import Theorem, cite, inner
from models import glm_secants
from strategies import glm as draws

thm = Theorem(
    "glm.hessian_at_truth",
    supports=["ma.glm-rsi"],
    sources=[cite("Ma 2021", "section 3.1"), cite("Ma 2021", "section 3.2")],
)
m, d = thm.dimension("m d")
X = thm.matrix("X", m, d, "the inputs, in rows")
Q, B = thm.operator("Q B", m, "weights; slopes at w*; on the diagonal")
v = thm.vector("v", d, "a direction")
H = thm.operator("H", d, "the Hessian of the risk at w*")
gamma, lam = thm.positive("gamma lam", "least slope, least eigenvalue of E x x'")
c = X * v

bend = thm.assume("bend", Eq(H, X.T * B.T * Q * B * X))
steep = thm.assume("steep", inner(B * c, Q * B * c) >= gamma**2 * inner(c, Q * c))
spread = thm.assume("spread", inner(c, Q * c) >= lam * inner(v, v))
definite = thm.conclude("definite", inner(v, H * v) >= gamma**2 * lam * inner(v, v))


@thm.proof(definite)
def two_steps(k):
    return k.combine(definite, {bend: v * v.T, steep: 1, spread: gamma**2})


thm.scales("features", X=1, v=-1, H=2, lam=2)
thm.scales("outputs", B=1, gamma=1, H=2)
thm.scales("weights", Q=1, H=1, lam=1)
thm.scales("direction", v=1)
thm.invariant("rotation", m)
thm.invariant("rotation", d)

thm.check(
    definite, on=glm_secants.secant, draw=draws.bounded_slopes, implements=[bend],
    constructed=[bend, steep, spread],
)  # fmt: skip

NEAR = Rational(1, 10**10)


def at(wide, v, b=(1, 1), **others):
    """Inputs 2 e_1 and `wide` e_2 of weight 1/2; slopes b / 2 at w*."""
    X, Q, B = diag(2, wide), diag(1, 1) / 2, diag(*map(Rational, b)) / 2
    made = {"X": X, "Q": Q, "B": B, "v": Matrix(v), "gamma": "1/2", "lam": 2}
    return made | {"H": X.T * B.T * Q * B * X} | others


affine = at(2, [2, 1])
thm.sharp(definite, affine, name="slope 1/2, uniform on 2 e_1 and 2 e_2")
thm.example(at(4, [1, -1], b=(1, 5)), name="steeper")
thm.needs(bend, {**affine, "H": affine["H"] - diag(NEAR, 0)})
thm.needs(steep, at(2, [1, 0], b=(1 - NEAR, 1)), name="steep, barely")
thm.needs(spread, at(2, [1, 0], lam=2 + NEAR), name="spread, barely")
thm.needs(spread, at(0, [0, 1]), name="inputs on a line")
thm.refutes("gamma lam", inner(v, H * v) >= gamma * lam * inner(v, v), affine)
