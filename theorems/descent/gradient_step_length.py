"""The length of a gradient step is bounded by the drop of the square root of the gap.

Source   implicit in the radius R of Liu 2024, slide 18, Theorem 4.
Claim    F+ <= F - c |g|^2 with c = eta (1 - beta eta / 2), |g|^2 >= 2 mu F, 0 < eta < 2/beta  =>
         |x+ - x| = eta |g| <= C (sqrt F - sqrt F+),
         C = [1 / (1 - beta eta/2)] [(1 + s) / 2] sqrt(2 / mu), s = sqrt(1 - 2 mu c).
Covers   every dimension; non-convex f; x a minimiser; x+ a minimiser; s is real whenever F > 0,
         because 0 <= F+ <= (1 - 2 mu c) F. Attained by mu |x|^2 / 2 with
         beta = mu for every eta <= 1/mu; the sum over a run is in gradient_descent_length.
Silent   on steps of length 2/beta and more.
"""

from functools import partial

from sympy import Abs, Eq, Ge, Gt, Le, Lt, Rational, Symbol, false, sqrt

from lemmata import Theorem, cite
from models import descent_runs
from strategies import objectives

thm = Theorem(
    "descent.gradient_step_length",
    supports=["pl.path-length"],
    sources=[cite("Liu 2024", "slide 18")],
)
F, F1 = thm.nonneg("F F1", "f(x) - inf f, f(x+) - inf f")
G, move = thm.nonneg("G move", "|grad f(x)|, |x+ - x|")
mu, beta, eta = thm.positive("mu beta eta", "PL constant, smoothness constant, step size")
c = eta * (1 - beta * eta / 2)
s = thm.nonneg("s", "the root of 1 - 2 mu c, by which the root of the gap contracts")
factor = (1 + s) / (2 - beta * eta)

update = thm.assume("update", Eq(move, eta * G))
descent = thm.assume("descent", F1 <= F - c * G**2)
pl = thm.assume("pl", G**2 >= 2 * mu * F)
step = thm.assume("step", beta * eta < 2)
root = thm.assume("root", Eq(s**2, 1 - 2 * mu * c))
drop = thm.conclude("drop", move <= factor * sqrt(2 / mu) * (sqrt(F) - sqrt(F1)))

# The same in plain symbols: a, b for the roots of the gaps, kappa for sqrt(2 mu).
a, b, g = (Symbol(name, real=True, nonnegative=True) for name in ("a", "b", "g"))
kappa = Symbol("kappa", real=True, positive=True)
premises = (Le(b**2, a**2 - (1 - s**2) / kappa**2 * g**2), Ge(g**2, kappa**2 * a**2), Le(s, 1))


def in_plain_symbols(k):
    """b <= a - reach with reach = (1 - s) g / kappa, since b^2 <= (a - reach)^2 and reach <= a."""
    falls, steep, contracts = map(k.assume, premises)
    slow = k.assume(Lt(g, kappa * a))
    larger = k.combine(Gt(kappa * a + g, 0), {slow: 1}, squares=[(2, sqrt(g))])
    absurd = k.combine(false, {steep: 1, slow: kappa * a + g}, signs=[larger])
    steep = k.contradiction(Ge(g, kappa * a), absurd)
    reach = (1 - s) * g / kappa
    squared = k.combine(
        Le(reach**2, a**2),
        {falls: 1},
        squares=[(1, b), (2 * s * (1 - s) / kappa**2, g)],
        signs=[contracts],
    )
    over = k.assume(Gt(reach, a))
    larger = k.combine(Gt(reach + a, 0), {over: 1}, squares=[(2, sqrt(a))])
    absurd = k.combine(false, {squared: 1, over: reach + a}, signs=[larger])
    ahead = k.contradiction(Le(reach, a), absurd)
    weight = (1 - s) * (2 * g / kappa**2)
    below = k.combine(Le(b**2, (a - reach) ** 2), {falls: 1, steep: weight}, signs=[contracts])
    short = k.assume(Gt(b, a - reach))
    larger = k.combine(Gt(b + a - reach, 0), {short: 1, ahead: 2})
    absurd = k.combine(false, {below: 1, short: b + a - reach}, signs=[larger])
    return k.contradiction(Le(b, a - reach), absurd)


@thm.proof(drop)
def difference_of_roots(k):
    progress = k.combine(Gt(c, 0, evaluate=False), {step: eta / 2})
    at = {a: sqrt(F), b: sqrt(F1), g: G, kappa: sqrt(2 * mu)}
    falls, steep, contracts = (premise.xreplace(at) for premise in premises)
    given = [
        k.combine(falls, {descent: 1, root: G**2 / (2 * mu)}),
        k.combine(steep, {pl: 1}),
        k.combine(contracts, {root: -1, progress: 2 * mu}, scale=1 + s),
    ]
    lemma = k.instantiate(in_plain_symbols(k), at, given=given)
    reach = factor * sqrt(2 / mu)
    parts = {lemma: reach, update: -1, root: -G / (mu * (2 - beta * eta))}
    return k.combine(drop, parts, signs=[step])


thm.scales("objective", F=1, F1=1, G=1, mu=1, beta=1, eta=-1)
thm.scales("argument", G=-1, move=1, mu=-2, beta=-2, eta=2)

thm.open("constant", "true for smaller factors: the move is shorter", update)
thm.open("constant", "a larger factor makes the hypothesis stronger, as c G^2 >= 0", descent)
thm.open("not strict", "at beta eta = 2 the bound has no value", step)
thm.open("constant", "true where s gets larger, as the bound grows with s", root)
thm.open("exponent", "true: s^3 = 1 - 2 mu c <= 1 makes s larger, and the bound grows with s", root)
thm.open(
    "term dropped",
    "true: without 1 there is no s, as c > 0; without the other terms s gets larger",
    root,
)

thm.check(
    drop,
    on=descent_runs.step_length,
    draw=objectives.gradient_steps,
    implements=[update],
    constructed=[descent, pl, root],
)

t = Symbol("t", real=True)
exact = partial(descent_runs.exact_step_length, t)
parabola = exact(t**2 / 2, 1, mu=1, beta=1, eta="1/2")
thm.sharp(drop, parabola, name="t^2/2 from 1 to 1/2")
close = Rational(1, 10**10)
thm.example(exact(t**2 / 2, 1, mu=1, beta=1, eta=2 - close), name="a step just below 2/beta")
thm.needs(update, {**parabola, "move": 1})
# |t|^(3/2) is not smooth at 0: a step from 9/64 to -9/64, with no drop at all.
thm.needs(descent, exact(Abs(t) ** Rational(3, 2), "9/64", mu=1, beta=1, eta="1/2"))
# t^2/2 is flatter than PL(4) asks.
thm.needs(pl, exact(t**2 / 2, 1, mu=4, beta=4, eta="1/4"))
# t^2/2 again, with far too large a smoothness constant: the bound is negative.
thm.needs(step, exact(t**2 / 2, 1, mu=1, beta=6, eta="1/2"))
over = exact(t**2 / 2, 1, mu=1, beta=4 * (1 + close) ** 2, eta="1/2")
thm.needs(step, over, name="step, just above 2/beta")
thm.needs(root, {**parabola, "s": 0})
thm.refutes(
    "half of the bound for gradient flow",
    move <= sqrt(1 / (2 * mu)) * (sqrt(F) - sqrt(F1)),
    parabola,
)
thm.refutes(
    "without the factor 1 / (1 - beta eta / 2)",
    move <= (1 + s) / 2 * sqrt(2 / mu) * (sqrt(F) - sqrt(F1)),
    parabola,
)
