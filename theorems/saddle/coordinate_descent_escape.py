"""Coordinate descent on a quadratic never comes near a saddle from where the form is negative.

Source   Bruna 2018, "GD avoids strict saddles" (the remark on coordinate descent).
Claim    q(k) = <x_k, H x_k> does not rise, q(k) >= -L |x_k|^2  =>  q(n) <= q(0) and
         L |x_n|^2 >= -q(0) for all n.
Covers   every dimension; any order of the coordinates, and any step sizes with gamma H_ii <= 2
         (coordinate_descent); L at least -lam_min(H), such as |H|. The starts with q(0) < 0 form an
         open cone, not empty at a strict saddle, from which 0 is never reached.
Silent   on the spectral radius of the sweep, which is therefore at least 1: that it is larger takes
         compactness; on almost every start, for which see the stable manifold theorem.
"""

from sympy import Ge, Le, S

from lemmata import Theorem, cite
from models import avoidance
from models.pinned import pinned
from strategies import avoidance as draws

thm = Theorem(
    "saddle.coordinate_descent_escape",
    supports=["saddle.coordinate-avoids"],
    sources=[cite("Bruna 2018", 'slide "GD avoids strict saddles"')],
)
k, n = thm.index("k"), thm.index("n")
q = thm.functions("q", "<x_k, H x_k>")
N = thm.functions("N", "|x_k|^2", nonnegative=True)
L = thm.positive("L", "bound on the negative curvature")
for term, name in {
    k: "k", n: "n", q(k): "q_k", q(k + 1): "q_next", q(0): "q_start", q(n): "q_n", N(n): "N_n"
}.items():  # fmt: skip
    thm.measure(term, name)

falls = thm.assume("falls", Le(q(k + 1), q(k)))
below = thm.assume("below", Ge(q(n), -L * N(n)))
stays = thm.conclude("stays", Le(q(n), q(0)))
away = thm.conclude("away", Ge(L * N(n), -q(0)))


@thm.proof(stays)
def induction(kernel):
    return kernel.instantiate(kernel.geometric(falls, q(k), 1), {k: n})


@thm.proof(away)
def then_the_bound(kernel):
    return kernel.combine(away, {induction(kernel): 1, below: 1})


thm.scales("curvature", q=1, L=1)
thm.scales("argument", q=2, N=2)

thm.check(
    stays,
    away,
    on=pinned(avoidance.coordinate_run),
    draw=draws.coordinate_runs,
    implements=[falls],
    constructed=[below],
)

still = {q: lambda k: -S.One, N: lambda k: S.One, L: 1}
thm.sharp(stays, still, name="at rest")
thm.sharp(away, still, name="at rest")
thm.needs(falls, {q: lambda k: k - 1, N: lambda k: S.One, L: 1}, breaks=stays)
thm.needs(below, {q: lambda k: -S.One, N: lambda k: S.Zero, L: 1}, breaks=away)
thm.refutes("the form decays", Le(q(n), q(0) / 2), {**still, q: lambda k: S.One}, of=stays)
thm.refutes("twice as far", Ge(L * N(n), -2 * q(0)), still, of=away)
