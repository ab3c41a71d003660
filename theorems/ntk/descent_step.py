"""One step of gradient descent on a wide network contracts the residual, whatever gates flip.

Source   Escaping notes, section 3.8 (stated for gradient descent, proved for gradient flow).
Claim    |f_{k+1} - y| <= |(I - eta H) r| + |flips|, lam <= lam_min(H), eta lam_max(H) <= 1,
         |flips| <= eta n s |r|  =>  |f_{k+1} - y| <= (1 - eta (lam - n s)) |f_k - y|.
         With all neurons within R of their start, |x_i| <= 1 and eta <= 1 / |X|^2, these hold for
         lam = lam_min(H(0)) - |E|_2 and s, the share of neurons near a gate's hyperplane.
Covers   every width, n and step size; gates that flip in the step.
Silent   on why all neurons stay within R: certificate.
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite
from models import training
from strategies import training as draws

thm = Theorem(
    "ntk.descent_step",
    supports=["ntk.gd-certificate"],
    sources=[cite("Escaping notes", "section 3.8")],
)
N, N1, A, E = thm.nonneg("N N1 A E", "|f - y| before, after; |(I - eta H) r|; what flips add")
eta, n = thm.positive("eta n", "step size; inputs")
lam, s = thm.real("lam s", "a lower bound on lam_min(H); the share of neurons that may flip")

triangle = thm.assume("triangle", N1 <= A + E)
straight = thm.assume("straight", A <= (1 - eta * lam) * N)
flips = thm.assume("flips", E <= eta * n * s * N)
contracts = thm.conclude("contracts", N1 <= (1 - eta * (lam - n * s)) * N)


@thm.proof(contracts)
def add_up(k):
    return k.combine(contracts, {triangle: 1, straight: 1, flips: 1})


thm.scales("residual", N=1, N1=1, A=1, E=1)
thm.scales("step size", eta=1, lam=-1, s=-1)
thm.scales("inputs", n=1, s=-1)
thm.limit("step 0", {eta: 0}, contracts, N1 <= N)

thm.check(contracts, on=training.step_of_descent, draw=draws.certified_runs, implements=[triangle])

half = Rational(1, 2)
plain = {"N": 1, "N1": half, "A": half, "E": 0, "eta": 1, "n": 1, "lam": half, "s": 0}
thm.sharp(contracts, plain, name="no flips")
thm.needs(triangle, {**plain, "N1": 1})
thm.needs(straight, {**plain, "A": 1, "N1": 1})
thm.needs(flips, {**plain, "E": 1, "N1": 1})
thm.refutes("twice the rate", N1 <= (1 - 2 * eta * (lam - n * s)) * N, plain)
thm.refutes("at once", Eq(N1, 0), plain)
