"""Starts from which descent stays near a strict saddle lie on a 1-Lipschitz graph.

Source   Bruna 2018, slide "Intuition: general case".
Claim    X(k), Y(k) the differences of two runs in the stable and unstable block, with
         |Y(k+1)|^2 - |X(k+1)|^2 >= m (|Y(k)|^2 - |X(k)|^2) for all k and |Y(n)| <= r  =>
         m^n (|Y(0)|^2 - |X(0)|^2) <= r^2.
Covers   every dimension; every n: for m > 1 two starts that stay for ever have |Y(0)| <= |X(0)|, so
         the unstable part of the start is a 1-Lipschitz function of the stable part. Such a graph
         has measure zero when there is an unstable direction. local_escape_step gives m = (1 +
         gamma beta / 2)^2 in the ball of radius beta / (2 rho); the step map may be singular.
Silent   on the measure of graphs (Fubini), on smoothness of the graph (stable manifold theorem).
         At degenerate points m = 1 only: gradient descent for t^3 tends to 0 from a half-line.
"""

from sympy import Eq, Ge, Le, Rational, S

from lemmata import Theorem, cite
from models import avoidance
from models.pinned import pinned
from strategies import avoidance as draws

thm = Theorem(
    "saddle.local_escape",
    catalogue=["saddle.local-escape"],
    sources=[cite("Bruna 2018", 'slide "Intuition: general case"')],
)
k, n = thm.index("k"), thm.index("n")
X2 = thm.functions("X2", "|X(k)|^2, the squared difference in the stable block", nonnegative=True)
Y2 = thm.functions("Y2", "|Y(k)|^2, the squared difference in the unstable block", nonnegative=True)
m = thm.positive("m", "the growth of the form |Y|^2 - |X|^2 in a step")
size = thm.positive("size", "r^2, the bound on |Y|^2 while both runs stay")
for term, name in {
    k: "k", X2(k): "X2_k", Y2(k): "Y2_k", X2(k + 1): "X2_next", Y2(k + 1): "Y2_next",
    X2(0): "X2_start", Y2(0): "Y2_start", n: "n", Y2(n): "Y2_n",
}.items():  # fmt: skip
    thm.measure(term, name)

grows = thm.assume("grows", Ge(Y2(k + 1) - X2(k + 1), m * (Y2(k) - X2(k))))
stays = thm.assume("stays", Le(Y2(n), size))
graph = thm.conclude("graph", Le(m**n * (Y2(0) - X2(0)), size))


@thm.proof(graph)
def geometric_growth(kernel):
    step = kernel.combine(Le(X2(k + 1) - Y2(k + 1), m * (X2(k) - Y2(k))), {grows: 1})
    power = kernel.instantiate(kernel.geometric(step, X2(k) - Y2(k), m), {k: n})
    return kernel.combine(graph, {power: 1, stays: 1}, squares=[(X2(n), 1)])


thm.scales("squared distance", X2=1, Y2=1, size=1)
thm.limit("zero steps", {n: 0}, graph, Y2(0) - X2(0) <= size)

thm.open("constant", "true: where Y2 > X2 at the start, growth is faster; else no claim", grows)

thm.check(
    graph,
    on=pinned(avoidance.pair_run),
    draw=draws.pair_runs,
    implements=[grows],
    constructed=[stays],
)

leaving = {"X2": lambda k: S.Zero, "Y2": lambda k: S(4) ** k, "m": 4, "size": 2}
standing = {"X2": lambda k: S.Zero, "Y2": lambda k: S.One, "m": 1, "size": 1}
thm.sharp(graph, standing, name="m = 1: runs that stand still")
on_cone = {"X2": lambda k: S.One, "Y2": lambda k: S.One, "m": 10**12, "size": 1}
thm.example(on_cone, name="on the cone: any growth of a difference that is 0")
thm.needs(grows, {**standing, "m": 4})
inside = {**on_cone, "Y2": lambda k: 1 + Rational(1, 10**22), "size": 2}
thm.needs(grows, inside, name="runs that stand still, barely inside the cone")
thm.needs(stays, leaving)
thm.refutes("they start at the same Y", Eq(Y2(0), X2(0)), standing)
