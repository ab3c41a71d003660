"""More parameters than labels: models without training error have any population risk.

Source   Ma 2021, section 6 (over-parameterisation; p > n and no uniform convergence).
Claim    Risk R(theta) = |A (theta - w)|^2 + s^2, X B = I, theta = theta0 + B (y - X theta0),
         X v = 0  =>  X (theta + v) = y, so that the training error is 0;  R(theta) >= s^2;
         R(theta + v) + R(theta - v) = 2 R(theta) + 2 |A v|^2.
Covers   linear models with E x x' = A' A and labels <w, x> + noise of variance s^2, for which R is
         E (<theta, x> - y)^2; any labels y in training; X of rank n <= p. For p > n there is a v !=
         0 with X v = 0, and its multiples: unless A v = 0 all, the difference of R and the training
         error is unbounded over theta, whatever n is.
Silent   on which of these models an algorithm picks (implicit bias).
"""

from sympy import Eq, Identity, Rational

from lemmata import Theorem, cite, inner
from models import full_rank
from strategies import full_rank as draws

thm = Theorem(
    "networks.interpolating_risk", supports=["ma.overparam"], sources=[cite("Ma 2021", "section 6")]
)
n, p = thm.dimension("n p")
X = thm.matrix("X", n, p, "the inputs, a row an input")
B = thm.matrix("B", p, n, "a right inverse of X")
A = thm.operator("A", p, "a root of the covariance of the inputs")
theta, theta0, w, v = thm.vector("theta theta0 w v", p, "fit, start, truth, an unseen direction")
y = thm.vector("y", n, "the labels")
s = thm.nonneg("s", "standard deviation of the noise")


def risk(at):
    """The population risk."""
    return inner(A * (at - w), A * (at - w)) + s**2


inverse = thm.assume("inverse", Eq(X * B, Identity(n)))
fit = thm.assume("fit", Eq(theta, theta0 + B * (y - X * theta0)))
unseen = thm.assume("unseen", Eq(X * v, 0 * y))
fits = thm.conclude("fits", Eq(X * (theta + v), y))
noise = thm.conclude("noise", risk(theta) >= s**2)
far = thm.conclude(
    "far", Eq(risk(theta + v) + risk(theta - v), 2 * risk(theta) + 2 * inner(A * v, A * v))
)


@thm.proof(fits)
def project(k):
    landed = k.contract(inverse, right=y - X * theta0)
    return k.combine(fits, {k.contract(fit, left=X): 1, landed: 1, unseen: 1})


@thm.proof(noise)
def a_square(k):
    return k.combine(noise, squares=[(1, A * (theta - w))])


@thm.proof(far)
def parallelogram(k):
    return k.identity(far)


thm.scales("parameters", theta=1, theta0=1, v=1, w=1, X=-1, B=1, A=-1)
thm.scales("labels", y=1, X=1, B=-1)
thm.scales("covariance", A=1)
thm.invariant("rotation", n)
thm.invariant("rotation", p)

thm.check(fits, noise, far, on=full_rank.interpolators, draw=draws.interpolators,
          constructed=[inverse, fit, unseen])  # fmt: skip
thm.reading("risk", risk(theta), (A, theta, w, s), full_rank.population_risk, {p: [1, 2]})

at = {
    X: [[1, 0]], B: [[1], [0]], A: [[1, 2], [0, 1]], theta: [3, 1], theta0: [0, 1], w: [1, 1],
    v: [0, 2], y: [3], s: 1,
}  # fmt: skip
true = {**at, theta: [1, 1], theta0: [1, 1], y: [1]}
thm.example(at)
thm.sharp(noise, true, name="labels without noise, fitted by the truth")
for near in (1 + Rational(1, 10**10), 1 - Rational(1, 10**10)):
    next_to = {**true, theta: [near, 1], theta0: [near, 1], y: [near]}
    thm.example(next_to, name=f"next to the truth, {near}")
thm.needs(inverse, {**at, X: [[2, 0]], theta: [3, 1]}, breaks=fits)
thm.needs(fit, {**at, theta: [2, 1]}, breaks=fits)
thm.needs(unseen, {**at, v: [1, 1]}, breaks=fits)
thm.refutes("v need not be unseen", Eq(X * (theta + theta), y), at, of=fits)
thm.refutes("twice the noise", risk(theta) >= 2 * s**2, true, of=noise)
thm.refutes("the risk is bounded", risk(theta + v) + risk(theta - v) <= 2 * risk(theta),
            at, of=far)  # fmt: skip
