"""Near a strict saddle two iterates that differ more in the unstable part part company.

Source   Bruna 2018, slide "Intuition: general case".
Claim    differences X, Y of two iterates in the blocks of eigenvalues >= 0 and <= -beta of the
         Hessian at the saddle, X1 = U + e and Y1 = V + f after a step, |U| <= |X|,
         |V| >= (1 + 2 h) |Y|, |e|^2 + |f|^2 <= h^2 (|X|^2 + |Y|^2)  =>
         |Y1|^2 - |X1|^2 >= (1 + h)^2 (|Y|^2 - |X|^2).
Covers   gradient descent with gamma <= 2 / lam_max, 2 h = gamma beta, in the ball of radius
         beta / (2 rho), rho the Lipschitz constant of the Hessian; zero eigenvalues; any number of
         coordinates in each block; a singular step map, as for gamma lam_i = 1, which the source
         excludes.
Silent   on many steps, see local_escape; on eigenvalues between -beta and 0.
"""

from sympy import Eq, Ge, Le

from lemmata import Theorem, cite, inner
from models import avoidance
from strategies import avoidance as draws

thm = Theorem(
    "saddle.local_escape_step",
    supports=["saddle.local-escape"],
    sources=[cite("Bruna 2018", 'slide "Intuition: general case"')],
)
p, q = thm.dimension("p q")
X, X1, U, e = thm.vector("X X1 U e", p, "differences: before, after, by the Hessian, the rest")
Y, Y1, V, f = thm.vector("Y Y1 V f", q, "the same in the unstable block")
h = thm.positive("h", "half the step size times the negative curvature")

stable = thm.assume("stable", inner(U, U) <= inner(X, X))
unstable = thm.assume("unstable", inner(V, V) >= (1 + 2 * h) ** 2 * inner(Y, Y))
first = thm.assume("first", Eq(X1, U + e))
second = thm.assume("second", Eq(Y1, V + f))
small = thm.assume("small", inner(e, e) + inner(f, f) <= h**2 * (inner(X, X) + inner(Y, Y)))
form, before = inner(Y1, Y1) - inner(X1, X1), inner(Y, Y) - inner(X, X)
grows = thm.conclude("grows", Ge(form, (1 + h) ** 2 * before))


@thm.proof(grows)
def young_with_the_best_weights(k):
    return k.combine(
        grows,
        {
            first: -(X1 + U + e),
            second: Y1 + V + f,
            unstable: (1 + h) / (1 + 2 * h),
            stable: 1 + h,
            small: (1 + h) / h,
        },
        squares=[((1 + 2 * h) / h, h / (1 + 2 * h) * V + f), (1 / h, h * U - e)],
    )


thm.scales("argument", X=1, X1=1, U=1, e=1, Y=1, Y1=1, V=1, f=1)
thm.invariant("rotation", p)
thm.invariant("rotation", q)
thm.open("constant", "true: shorter U and e satisfy `stable` and `small`", first)
thm.open("term dropped", "true: U = 0 satisfies `stable`, e = 0 `small`", first)
thm.open("swapped", "true: -U satisfies `stable`, -e `small`", first)
thm.open("constant", "true: a longer V satisfies `unstable`, a shorter f `small`", second)
thm.open("term dropped", "true: f = 0 satisfies `small`", second)
thm.open("swapped", "true: -V satisfies `unstable`, -f `small`", second)
thm.limit("step 0", {h: 0}, grows, inner(Y1, Y1) - inner(X1, X1) >= inner(Y, Y) - inner(X, X))

thm.check(
    grows,
    on=avoidance.pair_run,
    draw=draws.pair_steps,
    implements=[first, second],
)

tight = {X: [1], U: [1], e: [1], X1: [2], Y: [2], V: [6], f: [-2], Y1: [4], h: 1}
thm.sharp(grows, tight, name="the Hessian is off by h / gamma everywhere")
thm.needs(stable, {**tight, U: [2], X1: [3]})
thm.needs(unstable, {**tight, V: [5], Y1: [3]})
thm.needs(first, {**tight, X1: [3]})
thm.needs(second, {**tight, Y1: [3]})
thm.needs(small, {**tight, f: [-3], Y1: [3]})
thm.refutes("the rate of the Hessian alone", Ge(form, (1 + 2 * h) ** 2 * before), tight)
thm.refutes("the stable part does not grow", Le(inner(X1, X1), inner(X, X)), tight)
