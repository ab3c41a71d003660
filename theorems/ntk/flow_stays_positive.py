"""A flow on the line that points upwards at 0 never gets there: the barrier argument.

Source   Escaping notes, section 3.11.
Claim    x' = f(x), x(0) > 0, and f(x(s)) >= c - K x(s) with c >= 0, K > 0 for 0 <= s <= t  =>
         x(t) >= exp(-K t) x(0) + (c / K) (1 - exp(-K t)) > 0.
Covers   any f continuous with f(0) > 0: on the range [0, M] of x up to a first zero, f >= c - K x
         with c = f(0) / 2 and K large, and the bound denies the zero. f(0) = 0 with f Lipschitz on
         [0, M] is c = 0. Solutions need not be unique.
Silent   on that step, which is logic: if x has a zero it has a first one, and up to it x is in
         [0, M], so that the hypothesis holds; on the existence of solutions. Continuity of f is
         needed there: f = 1 for x <= 0, -1 for x > 0 has f(0) > 0, and x reaches 0 at t = x(0).
"""

from sympy import Derivative, Eq, Gt, Le, exp

from lemmata import Theorem, cite
from models import kernel_flow
from strategies import kernel_flow as draws

thm = Theorem(
    "ntk.flow_stays_positive",
    catalogue=["ode.continuity"],
    sources=[cite("Escaping notes", "section 3.11")],
)
t = thm.time("t")
x = thm.functions("x", "the solution")
f = thm.functions("f", "f(x(t))")
c = thm.nonneg("c", "the drift at 0")
K = thm.positive("K", "how fast the drift may fall with x")
for term, name in {
    t: "t", x(t): "x_t", x(0): "x_0", f(t): "f_t", Derivative(x(t), t): "x_dot"
}.items():  # fmt: skip
    thm.measure(term, name)

flow = thm.assume("flow", Eq(Derivative(x(t), t), f(t)))
drift = thm.assume("drift", f(t) >= c - K * x(t))
start = thm.assume("start", Gt(x(0), 0))
below = thm.conclude("below", exp(-K * t) * x(0) + c / K * (1 - exp(-K * t)) <= x(t))
positive = thm.conclude("positive", Gt(x(t), 0))


@thm.proof(below)
def gronwall(k):
    gap = c / K - x(t)
    falls = k.combine(Le(-Derivative(x(t), t), -K * gap), {flow: 1, drift: 1})
    return k.combine(below, {k.gronwall(falls, gap, -K): 1})


@thm.proof(positive)
def nothing_is_lost(k):
    slope = k.combine(Le(-K * exp(-K * t), 0, evaluate=False), squares=[(K * exp(-K * t), 1)])
    fades = k.monotone(slope, exp(-K * t))
    return k.combine(positive, {gronwall(k): 1, start: exp(-K * t), fades: c / K})


thm.scales("solution", x=1, f=1, c=1)
thm.scales("time", f=-1, c=-1, K=-1, t=1)
SOONER = "true: x stays positive by the theorem for the smaller K, so that the hypothesis follows"
thm.open("constant", SOONER, drift)
thm.open(
    "term dropped", "true: f(t) >= c >= 0 keeps x above x(0) > 0: the hypothesis follows", drift
)
SMALLER = "1 - exp(-K t) >= 0 and exp increases, which the kernel does not use"
thm.open("constant", f"weaker: smaller terms on the left or more of x(t) > 0; {SMALLER}", below)
thm.open("term dropped", f"weaker: {SMALLER}", below)

thm.check(
    below,
    positive,
    on=kernel_flow.line_flow,
    draw=draws.line_flows,
    constructed=[flow, drift],
)

# f = 1 - x from 2, and f = -x from 1, which falls towards 0 and does not reach it.
line = {"x": lambda t: 1 + exp(-t), "f": lambda t: -exp(-t), "c": 1, "K": 1}
thm.sharp(below, line, name="f = 1 - x")
thm.sharp(below, {"x": lambda t: exp(-t), "f": lambda t: -exp(-t), "c": 0, "K": 1}, name="f = -x")
# f = -sqrt|x| has f(0) = 0 and is not Lipschitz: (1 - t/2)^2 is 0 at t = 2. f = -1 falls through.
root = {"x": lambda t: (1 - t / 2) ** 2, "f": lambda t: t / 2 - 1, "c": 0, "K": 1}
thm.needs(drift, root, breaks=positive, name="f = -sqrt|x|")
fall = {"x": lambda t: 1 - t, "f": lambda t: -1 + 0 * t, "c": 1, "K": 1}
thm.needs(drift, fall, breaks=positive, name="f = -1")
thm.needs(flow, {**fall, "f": lambda t: t}, breaks=positive)
from_below = {"x": lambda t: 1 - 2 * exp(-t), "f": lambda t: 2 * exp(-t), "c": 1, "K": 1}
thm.needs(start, from_below, breaks=positive)
thm.refutes("no decay of the start", x(0) + c / K * (1 - exp(-K * t)) <= x(t), line, of=below)
thm.refutes("the drift at 0 all the way", x(0) + c * t <= x(t), line, of=below)
thm.refutes("the start is kept", x(0) <= x(t), line, of=positive)
