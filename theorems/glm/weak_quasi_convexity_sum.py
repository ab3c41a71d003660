"""A bound at every input is a bound on the risk: weak quasi-convexity sums over the inputs.

Source   Ma 2021, Theorem 3.2 and equation (3.2): the step from one input to the risk.
Claim    h = sigma'(<w, x>), t = <w - w*, x>, D = sigma(<w, x>) - sigma(<w*, x>),
         h D t >= tau D^2 / 2 at every input  =>  E h D t >= tau E D^2 / 2, that is,
         <grad L(w), w - w*> >= tau (L(w) - L(w*)) by risk_derivatives and risk_decomposition.
Covers   every dimension; finite distributions of weights p >= 0, with the sums U of p h D t and V
         of p D^2 / 2 over the inputs before k. What is true at an input, with its tau, is in
         weak_quasi_convexity and weak_quasi_convexity_constant, which take the sum from here.
Silent   on distributions that are not finite.
"""

from functools import partial

from sympy import Eq, Le, Rational, S

from lemmata import Theorem, cite
from models import glm_points, glm_secants
from strategies import glm as draws


def inputs(thm):
    """Declare the inputs in a theorem: their index k, p, D, t, h, and the sums U, V before k."""
    k = thm.index("k")
    p = thm.functions("p", "the weight of the input k", nonnegative=True)
    D, t = thm.functions("D t", "difference of the outputs at w and w*; <w - w*, x_k>")
    h = thm.functions("h", "the slope at <w, x_k>")
    U = thm.functions("U", "<grad L(w), w - w*>, summed over the inputs before k")
    V = thm.functions("V", "L(w) - L(w*), summed over the inputs before k", nonnegative=True)
    thm.measure(k, "k")
    for f in (p, D, t, h, U, V):
        thm.measure(f(k), f"{f}_k")
    for f in (U, V):
        thm.measure(f(k + 1), f"{f}_next")
        thm.measure(f(0), f"{f}_0")
    return k, p, D, t, h, U, V


def summed(thm, k, p, D, t, h, U, V):
    """Assume in a theorem that U and V are these sums."""
    return (
        thm.assume("first", Eq(U(0), 0)),
        thm.assume("none", Eq(V(0), 0)),
        thm.assume("pull", Eq(U(k + 1), U(k) + p(k) * h(k) * D(k) * t(k))),
        thm.assume("excess", Eq(V(k + 1), V(k) + p(k) * D(k) ** 2 / 2)),
    )


def room(thm, pull, excess):
    """Declare in a theorem which changes of U and V do it no harm."""
    thm.open("constant", "true for larger factors: U >= 0 grows", pull)
    thm.open("constant", "true for smaller factors: V >= 0 falls", excess)
    thm.open("term dropped", "true: V >= 0 falls", excess)


def wrong_sums(thm, sums, full, alone):
    """Points of a theorem at which U or V is not what `summed` assumes.

    full: a point that attains the bound, with weights 1/2, 1/4, ...; alone: with one input.
    """
    first, none, pull, excess = sums
    slope, half = alone["U"](1), alone["V"](1)
    thm.needs(first, {**full, "U": lambda k: full["U"](k) - 1})
    thm.needs(none, {**full, "V": lambda k: full["V"](k) + 1})
    for name, U in glm_points.exact_sums(slope, larger=False).items():
        thm.needs(pull, {**alone, "U": U}, name=f"pull, {name}")
    for name, V in glm_points.exact_sums(half, larger=True).items():
        thm.needs(excess, {**alone, "V": V}, name=f"excess, {name}")
    late = {"U": lambda k: (S.Half**k - S.Zero**k) * slope}
    thm.needs(pull, {**full, **late}, name="pull, the last term")


def wrong_terms(thm, excess, **constants):
    """Points of a theorem at which V adds up something else than p D^2 / 2."""
    at = partial(glm_points.exact_inputs, h="1/4", **constants)
    large = at(2, 2, single=True, V=lambda k: 4 * (1 - S.Zero**k))
    thm.needs(excess, large, name="excess, D^3")
    idle = at(0, 0, p=lambda _: 1, V=lambda k: 1 - S.Zero**k)
    thm.needs(excess, idle, name="excess, p and V swapped")
    small = at("1/4", "1/4", single=True, V=lambda k: (1 - S.Zero**k) / 8)
    thm.needs(excess, small, name="excess, p and D swapped")


thm = Theorem(
    "glm.weak_quasi_convexity_sum",
    supports=["ma.thm-3.2", "ma.thm-3.2-const"],
    sources=[cite("Ma 2021", "Theorem 3.2"), cite("Ma 2021", "equation (3.2)")],
)
k_, p, D, t, h, U, V = names = inputs(thm)
tau = thm.nonneg("tau", "the constant at every input")
local = thm.assume("local", 2 * h(k_) * D(k_) * t(k_) >= tau * D(k_) ** 2)
first, none, pull, excess = sums = summed(thm, *names)
wqc = thm.conclude("wqc", U(k_) >= tau * V(k_))


@thm.proof(wqc)
def input_by_input(k):
    behind = tau * V(k_) - U(k_)
    parts = {local: p(k_) / 2, pull: 1, excess: -tau}
    step = k.combine(Le(behind.subs(k_, k_ + 1), behind), parts)
    return k.combine(wqc, {k.geometric(step, behind, 1): 1, first: 1, none: -tau})


thm.scales("weights", p=1, U=1, V=1)
thm.scales("outputs", D=1, U=1, V=2, tau=-1)
thm.scales("argument", t=1, U=1, tau=1)
thm.scales("slopes at w", h=1, U=1, tau=1)
room(thm, pull, excess)

thm.check(
    wqc, on=glm_secants.running, draw=draws.bounded_slopes,
    constructed=[local, first, none, pull, excess],
)  # fmt: skip

NEAR = Rational(1, 10**10)
at = glm_points.exact_inputs
steep = at(1, 1, "1/4", tau="1/2")
thm.sharp(wqc, steep, name="slope 1 on the way, 1/4 at the end")
thm.sharp(wqc, at(-4, -2, 2, tau=2), name="2 t, towards the left")
thm.example(at(0, 0, 1, tau=3), name="at the truth")
thm.needs(local, {**steep, "tau": Rational(1, 2) + NEAR}, name="local, barely")
thm.needs(local, at(-1, 1, "1/4", tau="1/2"), name="an activation that falls on the way")
wrong_sums(thm, sums, steep, at(1, 1, "1/4", single=True, tau="1/2"))
wrong_terms(thm, excess, tau="1/2")
thm.refutes("twice the constant", U(k_) >= 2 * tau * V(k_), steep)
