"""Assumption 3.1 limits its own constants: lam <= B^2 / d and gamma <= 1 / (2 B R) <= 1/2.

Source   Ma 2021, Assumption 3.1 and the remark on linear regression; constants derived here.
Claim    E x x' = lam I + K'K, E |x|^2 <= B^2  =>  lam d <= B^2;
         sigma(c) - sigma(-c) >= 2 gamma c, values in [0, 1], c = B R >= 1  =>
         2 gamma c <= 1, gamma <= 1/2, and so 3 - 2 gamma + gamma^2 >= 9/4.
Covers   every dimension; finite distributions: the inputs in the rows of X, the weights Q on the
         diagonal, K any root of E x x' - lam I >= 0; |x| <= B is used in the mean only. The rise of
         sigma is that of slopes at least gamma on [-c, c] (mean_value). Equality: the inputs
         +- B e_i, equally likely; a sigma that is affine on [-c, c], from 0 to 1.
Silent   on an increasing sigma, which never attains 2 gamma c = 1: it must grow beyond [-c, c] too.
"""

from sympy import Eq, Identity, Le, Rational, Trace

from lemmata import Theorem, cite
from models import glm_assumption
from strategies import glm as draws

thm = Theorem(
    "glm.assumption_constants",
    supports=["ma.assump-3.1"],
    sources=[cite("Ma 2021", "Assumption 3.1"), cite("Ma 2021", "section 3")],
)
m, q, d = thm.dimension("m q d")
X = thm.matrix("X", m, d, "the inputs, in rows")
Q = thm.operator("Q", m, "the weights, on the diagonal")
K = thm.matrix("K", q, d, "a root of E x x' - lam I")
lam, B = thm.nonneg("lam B", "least eigenvalue of E x x', bound on the lengths of inputs")
c = thm.positive("c", "B R, with the bound R on the length of w")
gamma = thm.nonneg("gamma", "least slope on [-c, c]")
S, T = thm.real("S T", "the activation at -c and at c")

spread = thm.assume("spread", Eq(X.T * Q * X, lam * Identity(d) + K.T * K))
ball = thm.assume("ball", Le(Trace(Q * X * X.T), B**2))
rise = thm.assume("rise", T - S >= 2 * gamma * c)
bottom = thm.assume("bottom", S >= 0)
top = thm.assume("top", T <= 1)
wide = thm.assume("wide", c >= 1)
trace = thm.conclude("trace", lam * d <= B**2)
slope = thm.conclude("slope", 2 * gamma * c <= 1)
half = thm.conclude("half", gamma <= Rational(1, 2))
factor = thm.conclude("factor", 3 - 2 * gamma + gamma**2 >= Rational(9, 4))


@thm.proof(trace)
def add_the_eigenvalues(k):
    return k.combine(trace, {spread: Identity(d), ball: 1}, squares=[(1, K)])


def climb(k):
    return k.combine(slope, {rise: 1, bottom: 1, top: 1})


@thm.proof(slope)
def from_end_to_end(k):
    return climb(k)


@thm.proof(half)
def at_least_one(k):
    return k.combine(half, {climb(k): Rational(1, 2), wide: gamma})


@thm.proof(factor)
def decreasing_up_to_one(k):
    return k.combine(factor, {at_least_one(k): 1}, squares=[(1, gamma - Rational(1, 2))])


thm.scales("features", X=1, K=1, B=1, lam=2)
thm.scales("weights", Q=2, X=-1)
thm.invariant("rotation", m)
thm.invariant("rotation", q)
thm.invariant("rotation", d)
thm.limit("d = 1", {d: 1}, trace, lam <= B**2)

ENDS = "true: p T - q S <= 1 for 0 <= p <= 1 and q >= 0, by `bottom` and `top`"
thm.open("constant", ENDS, rise)
thm.open("term dropped", ENDS, rise)

thm.check(
    trace, slope, half, factor, on=glm_assumption.spread, draw=draws.spreads,
    constructed=[spread, ball, rise, bottom, top],
)  # fmt: skip

NEAR = Rational(1, 10**10)
# +-2 e_i, equally likely (by their squares), and 1/2 + t / 2 on [-1, 1].
at = {
    X: [[2, 0], [0, 2]], Q: [["1/2", 0], [0, "1/2"]], K: [[0, 0]], lam: 2, B: 2, c: 1,
    gamma: "1/2", S: 0, T: 1,
}  # fmt: skip
for conclusion in (trace, slope, half, factor):
    thm.sharp(conclusion, at, name=f"uniform, affine: {conclusion.name}")
thm.sharp(slope, {**at, c: 3, gamma: "1/6"}, name="affine on [-3, 3]")
uneven = {X: [[2, 0], [0, 4]], K: [[0, 2]], B: 4, lam: 2, Q: [["1/2", 0], [0, "3/8"]]}
thm.example({**at, **uneven, gamma: "1/10", S: "1/4", T: "3/4"}, name="K is not 0")
steep = {**at, gamma: Rational(1, 2) + NEAR}
thm.needs(spread, {**at, lam: 2 + NEAR}, breaks=trace)
thm.needs(ball, {**at, B: 2 - NEAR}, breaks=trace)
thm.needs(rise, steep, breaks=slope)
thm.needs(bottom, {**steep, S: -2 * NEAR}, breaks=slope)
thm.needs(top, {**steep, T: 1 + 2 * NEAR}, breaks=slope)
thm.needs(wide, {**steep, c: 1 / (1 + 2 * NEAR)}, breaks=half)
thm.needs(wide, {**at, c: "2/3", gamma: "3/4"}, breaks=factor, name="a short segment")
thm.refutes("half of the trace", 2 * lam * d <= B**2, at, of=trace)
thm.refutes("half of the slope", 4 * gamma * c <= 1, at, of=slope)
thm.refutes("gamma <= 1/4, as for the sigmoid", gamma <= Rational(1, 4), at, of=half)
thm.refutes("at least 5/2", 3 - 2 * gamma + gamma**2 >= Rational(5, 2), at, of=factor)
thm.erratum(
    cite("Ma 2021", "section 3"),
    printed="sigma(t) = t is among the activations, under Assumption 3.1 from there on",
    corrected="its slope 1 is out of reach: the range [0, 1] and BR >= 1 leave gamma <= 1/2",
    false=gamma >= 1,
    true=half,
    at=at,
)
