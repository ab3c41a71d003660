"""Gradient flow leaves a quadratic saddle in the time log(1 / a) / (2 mu).

Source   Escaping notes, section 2.4.
Claim    x = exp(2 mu T) start, |start| >= a  =>  |x| >= exp(2 mu T) a, so |x| >= 1 as soon as
         exp(2 mu T) a >= 1, that is T >= log(1 / a) / (2 mu); |x| >= 1 exactly when
         exp(2 mu T) |start| >= 1.
Covers   x the part of the flow of <x, A x> along an eigenvector of A with eigenvalue -mu < 0, in
         any dimension (quadratic_flow has the exponential); mu = 1 for diag(-1, 1, ..., 1); a > 1.
         |start| >= r delta / sqrt(d) gives T <= log(sqrt(d) / (r delta)) / (2 mu): O(log d) hides
         log(1 / (r delta)).
Silent   on random starts; on the logarithm itself (the claims are in exponentials).
"""

from sympy import Abs, Eq, Equivalent, Ge, Implies, Rational, exp, log

from lemmata import Theorem, cite
from models import quadratic_saddle
from strategies import quadratic_saddle as draws
from theorems.saddle.quadratic_descent import sizes

thm = Theorem(
    "saddle.quadratic_escape_time_flow",
    supports=["saddle.quadratic-escape-time"],
    sources=[cite("Escaping notes", "section 2.4")],
)
start, x = thm.real("start x", "the part along the eigenvector at time 0 and at time T")
mu, a = thm.positive("mu a", "minus the eigenvalue; the part that the start has at least")
T = thm.nonneg("T", "time")
grown = exp(2 * mu * T)

solution = thm.assume("solution", Eq(x, grown * start))
away = thm.assume("away", Abs(start) >= a)
growth = thm.conclude("growth", Abs(x) >= grown * a)
escaped = thm.conclude("escaped", Implies(Ge(grown * a, 1), Abs(x) >= 1))
exactly = thm.conclude("exactly", Equivalent(Abs(x) >= 1, grown * Abs(start) >= 1))


def equal_sizes(k):
    return sizes(k, k.assume(solution), x, grown, start)


@thm.proof(growth)
def exponential(k):
    return k.combine(growth, {equal_sizes(k): 1, away: grown})


@thm.proof(escaped)
def past_one(k):
    late = Ge(grown * a, 1)
    far = k.combine(Abs(x) >= 1, {exponential(k): 1, k.assume(late): 1})
    return k.discharge(far, late)


@thm.proof(exactly)
def same_size(k):
    out, late = exactly.relation.args
    there = k.combine(late, {k.assume(out): 1, equal_sizes(k): -1})
    back = k.combine(out, {k.assume(late): 1, equal_sizes(k): 1})
    return k.iff(k.discharge(there, out), k.discharge(back, late))


thm.scales("time", mu=-1, T=1)
slower = "true: exp(2 c mu T) <= exp(2 mu T) for c < 1, as mu T >= 0"
thm.open("constant", slower, growth, escaped)

thm.check(
    growth,
    escaped,
    exactly,
    on=quadratic_saddle.flow,
    draw=draws.escaping_flows,
    constructed=[solution, away],
)

quarter = Rational(1, 4)
on_time = {x: 1, start: quarter, a: quarter, mu: 1, T: log(4) / 2}
halfway = {x: Rational(1, 2), start: quarter, a: quarter, mu: 1, T: log(4) / 4}
thm.sharp(growth, on_time, name="|x| = 1 at T = log(1 / a) / 2")
thm.example({**on_time, x: -1, start: -quarter}, name="on the other side")
thm.example(halfway, name="not yet")
thm.example({**on_time, mu: Rational(1, 2), T: log(4)}, name="half as curved")
thm.needs(solution, {**on_time, x: Rational(1, 2)}, breaks=escaped, name="flow of x' A x / 2")
for c in (1 + Rational(1, 10**9), Rational(1001, 1000)):  # out, a little before 4 |start| = 1
    for begin, what in ((1 / (4 * c), "factor"), (4**-c, "exponent")):
        early = {**on_time, start: begin, a: Rational(1, 8)}
        thm.needs(solution, early, breaks=exactly, name=f"{c} times the {what}")
# In the stable hyperplane the flow never leaves.
thm.needs(away, {**on_time, x: 0, start: 0}, breaks=escaped, name="start in the stable hyperplane")
thm.refutes("rate 4 mu", Abs(x) >= exp(4 * mu * T) * a, on_time, of=growth)
thm.refutes("half of the time", Implies(Ge(grown**2 * a, 1), Abs(x) >= 1), halfway, of=escaped)
thm.refutes("only later", Equivalent(Abs(x) >= 1, grown * Abs(start) >= 2), on_time, of=exactly)
