"""Where the gradient exceeds eps, one step of gradient descent gains eps^2 / (2 l).

Source   Escaping notes, sections 2.2 and 2.5; Bruna 2018, escaping from saddle points.
Claim    f upper l-smooth from x to z = x - grad f(x) / l, |grad f(x)| > eps  =>
         f(z) < f(x) - eps^2 / (2 l); with |grad f(x)| >= eps the same with <=.
Covers   every dimension; non-convex f; smoothness at the one point z only.
Silent   on other step sizes, see descent.pl_linear_rate.
"""

from sympy import Eq, Implies, Rational, Symbol

from lemmata import Theorem, cite, inner
from models import descent, second_order
from strategies import landscape as instances

thm = Theorem(
    "saddle.gradient_decrease",
    supports=["saddle.sosp"],
    sources=[cite("Escaping notes", "section 2.2")],
)
d = thm.dimension("d")
x, z, g = thm.vector("x z g", d, "point, point after the step, gradient at x")
L0, L1 = thm.real("L0 L1", "f(x), f(z)")
eps, ell = thm.positive("eps ell", "tolerance of stationarity, smoothness constant")

update = thm.assume("update", Eq(z, x - g / ell))
smooth = thm.assume("smooth", L1 <= L0 + inner(g, z - x) + ell / 2 * inner(z - x, z - x))
large = thm.assume("large", inner(g, g) >= eps**2)
bound, larger = L0 - eps**2 / (2 * ell), inner(g, g) > eps**2
decrease = thm.conclude("decrease", L1 <= bound)
strict = thm.conclude("strict", Implies(larger, L1 < bound))


@thm.proof(decrease)
def descent_lemma(k):
    return k.combine(decrease, {k.rewrite(smooth, update): 1, large: 1 / (2 * ell)})


@thm.proof(strict)
def descent_lemma_strictly(k):
    parts = {k.rewrite(smooth, update): 1, k.assume(larger): 1 / (2 * ell)}
    return k.discharge(k.combine(L1 < bound, parts), larger)


thm.scales("objective", g=1, L0=1, L1=1, eps=1, ell=1)
thm.scales("argument", x=1, z=1, g=-1, eps=-1, ell=-2)
thm.invariant("rotation", d)
thm.open("room", "the loss l |z - x + g / l|^2 / 2 is of second order in the change", update)
thm.open(
    "constant",
    "true: <g, z - x> = -|g|^2 / l is not positive, so more of it is a stronger bound",
    smooth,
)

thm.check(
    decrease,
    strict,
    on=second_order.gradient_step,
    draw=instances.full_steps,
    implements=[update],
    constructed=[smooth, large],
    bfloat16=True,
)

t = Symbol("t", real=True)


def at(f, start, ell, eps, **wrong):
    made = descent.exact_step(f, {t: start}, eta=1 / Rational(ell), inf=0, mu=1, beta=ell)
    return {n: made[n] for n in ("x", "z", "g", "L0", "L1")} | {"ell": ell, "eps": eps, **wrong}


bowl = at(t**2, 1, 2, 2)
thm.sharp(decrease, bowl, name="t^2 from 1")
# Barely above the threshold the strict bound leaves no room, for values of either sign.
barely = 2 - Rational(1, 10**12)
thm.example(at(t**2 + 2, 1, 2, barely), name="t^2 + 2, eps barely below the gradient")
thm.example(at(t**2 - 2, 1, 2, barely), name="t^2 - 2, eps barely below the gradient")
thm.needs(update, {**bowl, "z": [1], "L1": 1}, breaks=decrease)
thm.needs(smooth, {**bowl, "L1": 1}, breaks=decrease)
thm.needs(large, {**bowl, "eps": 3}, breaks=decrease)
thm.refutes("without the factor 1/2", L1 <= L0 - eps**2 / ell, bowl, of=decrease)
thm.refutes(
    "strictly without the factor 1/2",
    Implies(larger, L1 < L0 - eps**2 / ell),
    at(t**2, 1, 2, "15/8"),
    of=strict,
)
