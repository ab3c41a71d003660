"""From a uniform start in a ball the quadratic saddle is left in time (1/2) log(sqrt(d)/(r delta)).

Source   Escaping notes, section 2.4 (x' A x with A = diag(-1, 1, ..., 1), O(log d)).
Claim    2 c <= sqrt(d), P(|x_1| < u) <= 2 c u / r; r delta exp(2 T) >= sqrt(d)  =>  the flow from x
         has |x_1(T)| < 1 with probability <= delta; r delta (1 + 2 eta)^K >= sqrt(d)  =>  so has
         gradient descent after K steps.
Covers   every d and r; all of O(log d): the source's constant gives log(2 sqrt(d)/(r delta)), its
         O(log d) hides log(1/(r delta)). Equality for d = 1. The dimension enters by its logarithm.
Silent   on the other coordinates, which shrink (the flow always, a step for eta < 1); on starts in
         the stable hyperplane, which never leave: they have probability 0.
"""

from sympy import Or, Rational, S, exp, log, sqrt

from lemmata import Theorem, cite
from models import random_starts
from models.random_starts import exact_ball_escape as at
from models.random_starts import exact_coordinate
from strategies import random_starts as draws

thm = Theorem(
    "saddle.quadratic_escape_random_start",
    supports=["saddle.quadratic-escape-time", "saddle.ball"],
    sources=[cite("Escaping notes", "section 2.4")],
)
d, r, c = thm.positive("d r c", "dimension, radius, density of a coordinate of the unit ball")
T, K, eta = thm.nonneg("T K eta", "time of the flow, number of steps, step length")
delta_flow, delta_steps = thm.positive("delta_flow delta_steps", "levels")
y, z = thm.real("y z", "x_1 at time T, x_1 after K steps, drawn")
flow, steps = thm.nonneg("flow steps", "P(|y| < 1), P(|z| < 1)")
growth = (1 + 2 * eta) ** K

flat = thm.assume("flat", flow * r * exp(2 * T) <= 2 * c)
flat_steps = thm.assume("flat_steps", steps * r * growth <= 2 * c)
mode = thm.assume("mode", 2 * c <= sqrt(d))
time = thm.assume("time", r * delta_flow * exp(2 * T) >= sqrt(d))
count = thm.assume("count", r * delta_steps * growth >= sqrt(d))
stuck = thm.conclude("stuck", flow <= delta_flow)
stuck_steps = thm.conclude("stuck_steps", steps <= delta_steps)


@thm.proof(stuck)
def level_shrunk_by_the_flow(k):
    return k.combine(stuck, {flat: 1, mode: 1, time: 1}, scale=r * exp(2 * T))


@thm.proof(stuck_steps)
def level_shrunk_by_the_steps(k):
    return k.combine(stuck_steps, {flat_steps: 1, mode: 1, count: 1}, scale=r * growth)


for hypothesis in (flat, flat_steps):
    thm.known(hypothesis, "saddle.ball_marginal, for the level that the start must exceed")

thm.scales("density", d=2, r=1, c=1)
thm.open("constant", "stronger: a larger growth on the left", flat, flat_steps)
thm.open("constant", "stronger: a smaller growth on the left", time, count)
thm.open("term dropped", "stronger: a smaller growth on the left", count)

known = [flat, flat_steps, mode]
thm.check(
    stuck, stuck_steps,
    on=random_starts.ball_escape, draw=draws.ball_escapes, constructed=[*known, time, count],
)  # fmt: skip
thm.event(flow, abs(y) < 1)
thm.event(steps, abs(z) < 1)
points = [  # (3/2)^4 > 4 and (3/2)^10 > 40
    {"d": 1, "r": "1/2", "delta_flow": "1/2", "delta_steps": "1/2", "T": log(4) / 2,
     "eta": "1/4", "K": 4},
    {"d": 25, "r": "1/2", "delta_flow": "1/4", "delta_steps": "1/4", "T": log(40) / 2,
     "eta": "1/4", "K": 10},
]  # fmt: skip
thm.sample(stuck, stuck_steps, on=random_starts.ball_run, at=points, draws=2000, constructed=known)
thm.rejects("without the dimension", flow <= exp(-2 * T) / r, of=stuck)
thm.rejects("without the dimension, steps", steps <= 1 / (r * growth), of=stuck_steps)

line = at("1/4")
thm.sharp(stuck, line, name="d = 1, flow")
thm.sharp(stuck_steps, line, name="d = 1, steps")
thm.needs(flat, at("1/4", flow=1), name="start in the stable hyperplane", breaks=stuck)
thm.needs(flat_steps, at("1/4", steps=1), name="start in the stable hyperplane", breaks=stuck_steps)
thm.needs(mode, at("1/4", c=1, flow="1/2"), name="twice the density", breaks=stuck)
thm.needs(time, at("1/4", T=0, flow=1), name="no time", breaks=stuck)
thm.needs(count, at("1/4", K=0, steps=1), name="no steps", breaks=stuck_steps)
slab, slabs = exact_coordinate(25, "1/2"), exact_coordinate(25, "5/16")
far = at("1/4", d=25, r=1, c=slab["c"], T=log(10) / 2, flow=slab["p"], steps=slabs["p"], K=4,
         delta_flow=slab["delta"], delta_steps=slabs["delta"])  # fmt: skip
thm.refutes("without the dimension", flow <= exp(-2 * T) / r, far, of=stuck)
thm.refutes("without the dimension, steps", steps * r * growth <= 1, far, of=stuck_steps)
thm.refutes("as long as there are dimensions", Or(flow > delta_flow, T >= d), far, of=stuck)
thm.refutes("as many steps as dimensions", Or(steps > delta_steps, K >= d), far, of=stuck_steps)


def chain(d=1, r=1, c=None, grown=64, eta="3/2", K=3):
    """All inequalities are equalities, unless c is given; grown = exp(2 T)."""
    d, r, c = S(d), S(r), S(c or sqrt(S(d)) / 2)
    eta, K = Rational(eta), Rational(K)
    at = {"d": d, "r": r, "c": c, "T": log(grown) / 2, "eta": eta, "K": K}
    for name, factor in (("flow", S(grown)), ("steps", (1 + 2 * eta) ** K)):
        at |= {name: 2 * c / (r * factor), f"delta_{name}": sqrt(d) / (r * factor)}
    return at


def times(at, **factors):
    return {**at, **{name: at[name] * S(factor) for name, factor in factors.items()}}


up, down = 1 + Rational(1, 10**10), 1 - Rational(1, 10**10)
thm.needs(flat, times(chain(), flow=up), name="flat, barely", breaks=stuck)
for eta_, K_ in (("3/2", 3), ("1/4", 10)):
    above = times(chain(eta=eta_, K=K_), steps=up)
    thm.needs(flat_steps, above, name=f"flat_steps, eta = {eta_}, barely", breaks=stuck_steps)
early = chain(eta=Rational(2**24 - 1, 2), K="1/4", c="1/4")
early = times(early, flow=0, steps=4, delta_flow=2, delta_steps="65/64")
thm.needs(flat_steps, early, name="flat_steps, K = 1/4", breaks=stuck_steps)
for parts in ({"c": up / 2}, {"d": 4, "c": 3}, {"d": "1/4", "c": "3/10"}):
    thm.needs(mode, chain(**parts), name=f"mode, {parts}", breaks=stuck)
thm.needs(time, times(chain(r=4, grown=3), delta_flow="3/4"), name="time, r = 4", breaks=stuck)
early = times(chain(r=4, eta=3, K=2), delta_steps="49/50")
thm.needs(count, early, name="count, r = 4", breaks=stuck_steps)
thm.needs(time, times(chain(), delta_flow=down), name="time, barely", breaks=stuck)
thm.needs(count, times(chain(), delta_steps=down), name="count, barely", breaks=stuck_steps)
for d_ in ("1/4", 4):
    few = chain(d=d_)
    thm.needs(time, times(few, delta_flow=S.Half), name=f"time, d = {d_}", breaks=stuck)
    thm.needs(count, times(few, delta_steps=S.Half), name=f"count, d = {d_}", breaks=stuck_steps)
