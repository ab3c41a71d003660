"""Gradient descent on least squares goes to the solution that is closest to its start.

Source   Ma 2021, section 6 (algorithmic regularisation); the linear case, stated here.
Claim    f(theta) = |X theta - y|^2 / 2, theta = theta0 + X' nu, theta+ = theta - eta grad f(theta),
         B the pseudo-inverse of X  =>  theta+ = theta0 + X' (nu - eta (X theta - y));  theta =
         theta0 + B (y - X theta0) + B (X theta - y);  and for every w with X w = X theta
         |w - theta0|^2 = |w - theta|^2 + |theta - theta0|^2.
Covers   every size and rank of X, every step sizes, nu = 0 at the start: all iterates are such a
         theta. Where their residual tends to 0, the limit is theta0 + B (y - X theta0), the closest
         solution to theta0: from X = (1, 2), y = 1 and 0 it is (1/5, 2/5). The start moves it.
Silent   on the residual tending to 0 (a PL inequality, pl_linear_rate); on parametrisations that
         lead to other solutions (implicit_bias_of_squares).
"""

from sympy import Eq

from lemmata import Theorem, cite, inner
from models import implicit_bias
from strategies import implicit_bias as draws

thm = Theorem(
    "networks.implicit_bias", catalogue=["ma.implicit-bias"], sources=[cite("Ma 2021", "section 6")]
)
n, p = thm.dimension("n p")
X = thm.matrix("X", n, p, "the inputs, a row an input")
B = thm.matrix("B", p, n, "the pseudo-inverse of X")
theta0, theta, after, w = thm.vector("theta0 theta after w", p, "start, iterate, next one, a fit")
nu, y = thm.vector("nu y", n, "coefficients of theta - theta0; labels")
eta = thm.nonneg("eta", "step size")

span = thm.assume("span", Eq(theta, theta0 + X.T * nu))
update = thm.assume("update", Eq(after, theta - eta * X.T * (X * theta - y)))
inverse = thm.assume("inverse", Eq(X * B * X, X))
projector = thm.assume("projector", Eq((B * X).T, B * X))
fit = thm.assume("fit", Eq(X * w, X * theta))
stays = thm.conclude("stays", Eq(after, theta0 + X.T * (nu - eta * (X * theta - y))))
limit = thm.conclude("limit", Eq(theta, theta0 + B * (y - X * theta0) + B * (X * theta - y)))
nearest = thm.conclude(
    "nearest",
    Eq(inner(w - theta0, w - theta0),
       inner(w - theta, w - theta) + inner(theta - theta0, theta - theta0)),
)  # fmt: skip


@thm.proof(stays)
def one_step(k):
    return k.combine(stays, {update: 1, span: 1})


@thm.proof(limit)
def project(k):
    # X' = (X B X)' = (B X)' X' = B X X'
    seen = k.contract(k.transposed(inverse), right=nu)
    turned = k.contract(projector, right=X.T * nu)
    same = k.combine(Eq(B * X * X.T * nu, X.T * nu), {seen: 1, turned: -1})
    apart = k.contract(span, left=B * X)
    return k.combine(limit, {span: 1, same: -1, apart: -1})


@thm.proof(nearest)
def pythagoras(k):
    return k.combine(nearest, {span: 2 * (w - theta), fit: 2 * nu})


thm.scales("inputs", X=1, B=-1, nu=-1, eta=-2, y=1)
thm.scales("parameters", theta0=1, theta=1, after=1, w=1, nu=1, y=1)
thm.invariant("rotation", n)
thm.invariant("rotation", p)

thm.check(stays, limit, nearest,
          on=implicit_bias.least_squares_step, draw=draws.least_squares_steps,
          implements=[update], constructed=[span, update, inverse, projector, fit])  # fmt: skip

at = {
    X: [[1, 2]], B: [["1/5"], ["2/5"]], theta0: [1, 1], nu: [2], theta: [3, 5], y: [3], eta: "1/10",
    after: [2, 3], w: [1, 6],
}  # fmt: skip
origin = {
    **at, theta0: [0, 0], nu: ["1/5"], theta: ["1/5", "2/5"], y: [1], after: ["1/5", "2/5"],
    w: [1, 0],
}  # fmt: skip
low = {
    X: [[1, 2], [2, 4]], B: [["1/25", "2/25"], ["2/25", "4/25"]], theta0: [1, 1], nu: [2, 0],
    theta: [3, 5], y: [3, 26], eta: "1/10", after: [2, 3], w: [1, 6],
}  # fmt: skip
thm.example(at)
thm.example(origin, name="the least solution of theta_1 + 2 theta_2 = 1")
thm.example(low, name="rank one, two labels")
thm.needs(span, {**at, theta0: [0, 0]}, breaks=stays)
thm.needs(update, {**at, after: [2, 4]}, breaks=stays)
thm.needs(update, {**at, after: [5, 9]}, breaks=stays, name="update, backwards")
thm.needs(inverse, {**at, B: [[0], [0]]}, breaks=limit)
thm.needs(projector, {**at, B: [[1], [0]]}, breaks=limit, name="projector: another right inverse")
thm.needs(fit, {**at, w: [1, 1]}, breaks=nearest)
thm.refutes("steps of size 1", Eq(after, theta0 + X.T * (nu - X * theta + y)), at, of=stays)
thm.refutes("the start does not count", Eq(theta, B * y + B * (X * theta - y)), at, of=limit)
thm.refutes(
    "as near as any fit", inner(w - theta0, w - theta0) <= inner(theta - theta0, theta - theta0),
    at, of=nearest,
)  # fmt: skip
