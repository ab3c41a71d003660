"""There is a line of starts from which gradient descent converges to a strict saddle.

Source   Bruna 2018, slide "Characterizing stable equilibria of gradient descent" (Nesterov 2004).
Claim    Gradient descent on x^2 / 2 + y^4 / 4 - y^2 / 2 with step gamma > 0:
         x(n) = (1 - gamma)^n x(0);  y(0) = 0 gives y(n) = 0, so that for gamma < 2 the run ends in
         the strict saddle 0;  y(n+1)^2 >= (1 + 2 gamma (1 - y(n)^2)) y(n)^2: every other start is
         driven away while |y| < 1;  y(n)^2 / (1 + y(n)^2) <= (1 + gamma)^(2 n) times that at 0: to
         reach |y(n)| = 1 takes (1 + gamma)^(2 n) >= (1 + y(0)^2) / (2 y(0)^2).
Covers   every step gamma > 0, starts beyond the minima (0, 1), (0, -1) too. Some of those do reach
         the line, in one step where y^2 = 1 + 1 / gamma.
Silent   on where the other runs go; on the objective (worst_case_objective).
"""

from sympy import Eq, Equivalent, Implies, Le, Rational, S, sqrt

from lemmata import Theorem, cite
from models import quadratic_saddle
from strategies import quadratic_saddle as draws
from theorems.saddle.quadratic_descent import geometric, square_root

thm = Theorem(
    "saddle.worst_case_start",
    catalogue=["saddle.worst-case-init"],
    sources=[
        cite("Bruna 2018", 'slide "Characterizing stable equilibria of gradient descent"'),
    ],
)
k, n = thm.index("k"), thm.dimension("n")  # any step; the number of steps taken
x, y = thm.functions("x y", "the coordinates of the k-th iterate")
p, q = thm.functions("p q", "the partial derivatives there")
gamma = thm.positive("gamma", "step size")
for term, name in {k: "k", n: "n", 2 * n: "twice_n", p(k): "p_k", q(k): "q_k"}.items():
    thm.measure(term, name)
for function, letter in {x: "x", y: "y"}.items():
    for at, name in {k: "k", k + 1: "next", n: "n", S.Zero: "0"}.items():
        thm.measure(function(at), f"{letter}_{name}")

step_x = thm.assume("step_x", Eq(x(k + 1), x(k) - gamma * p(k)))
step_y = thm.assume("step_y", Eq(y(k + 1), y(k) - gamma * q(k)))
slope_x = thm.assume("slope_x", Eq(p(k), x(k)))
slope_y = thm.assume("slope_y", Eq(q(k), y(k) ** 3 - y(k)))
power = thm.conclude("power", Eq(x(n), (1 - gamma) ** n * x(0)))
away = thm.conclude("away", y(k + 1) ** 2 >= (1 + 2 * gamma * (1 - y(k) ** 2)) * y(k) ** 2)
share = [y(i) ** 2 / (1 + y(i) ** 2) for i in (k, k + 1, n, 0)]
slow = thm.conclude("slow", share[2] <= (1 + gamma) ** (2 * n) * share[3])
stays = thm.conclude("stays", Implies(Eq(y(0), 0), Eq(y(n), 0)))


@thm.proof(power)
def contraction(kernel):
    one_step = kernel.combine(Eq(x(k + 1), (1 - gamma) * x(k)), {step_x: 1, slope_x: -gamma})
    return kernel.instantiate(geometric(kernel, one_step, x, 1 - gamma), {k: n})


def factor(kernel):
    """y(k+1) = r y(k) squared, with r = 1 + gamma (1 - y(k)^2)."""
    r = 1 + gamma * (1 - y(k) ** 2)
    one_step = kernel.combine(Eq(y(k + 1), r * y(k)), {step_y: 1, slope_y: -gamma})
    return kernel.combine(Eq(y(k + 1) ** 2, (r * y(k)) ** 2), {one_step: y(k + 1) + r * y(k)})


@thm.proof(away)
def square_of_the_growth(kernel):
    rest = gamma * (1 - y(k) ** 2) * y(k)
    return kernel.combine(away, {factor(kernel): 1}, squares=[(1, rest)])


@thm.proof(slow)
def share_of_the_unstable_coordinate(kernel):
    """One step: the slack is y^4 times a quadratic in y^2 without roots, by `factor`."""
    top, middle = gamma**3 * (2 + gamma), gamma**2 * (5 + 6 * gamma + 2 * gamma**2)
    below = (1 + y(k) ** 2) * (1 + y(k + 1) ** 2)
    rest = gamma**4 * (7 + 12 * gamma + 4 * gamma**2) / (4 * top)
    parts = {factor(kernel): ((1 + gamma) ** 2 * y(k) ** 2 - 1 - y(k) ** 2) / below}
    square = y(k) ** 2 * (y(k) ** 2 - middle / (2 * top))
    squares = [(top / below, square), (rest / below, y(k) ** 2)]
    one_step = kernel.combine(share[1] <= (1 + gamma) ** 2 * share[0], parts, squares=squares)
    every = kernel.geometric(one_step, share[0], (1 + gamma) ** 2)
    return kernel.instantiate(every, {k: n})


@thm.proof(stays)
def nothing_to_grow(kernel):
    at_zero = kernel.assume(Eq(y(0), 0))
    bound = kernel.rewrite(share_of_the_unstable_coordinate(kernel), at_zero)
    flat = kernel.combine(Le(y(n) ** 2, 0, evaluate=False), {bound: 1 + y(n) ** 2})
    return kernel.discharge(square_root(kernel, flat, y(n)), at_zero.conclusion)


thm.scales("stable coordinate", x=1, p=1)
thm.limit("step 0", {gamma: 0}, power, Eq(x(n), x(0)))
thm.limit("one step", {n: 1}, power, Eq(x(1), (1 - gamma) * x(0)))
thm.limit("step 0", {gamma: 0}, away, y(k + 1) ** 2 >= y(k) ** 2)
thm.limit("step 0", {gamma: 0}, slow, y(n) ** 2 / (1 + y(n) ** 2) <= y(0) ** 2 / (1 + y(0) ** 2))
thm.limit("one step", {n: 1}, stays, Implies(Eq(y(0), 0), Eq(y(1), 0)))

thm.open("swapped", "equivalent: p = x by slope_x", step_x)
thm.open(
    "constant",
    "false for c > 1: near y = 0 a run grows by c (1 + gamma) or c + gamma, which `slow` excludes; "
    "but its iterates are polynomials whose degree triples, so that no such run is written here",
    step_y,
)
thm.open(
    "constant",
    "c y^3 with 0 <= c < 1 is true: the share still grows by (1 + gamma)^2 at most; -c y with "
    "c > 1 is false near y = 0, as in step_y",
    slope_y,
)
thm.open("term dropped", "true, as with c y^3, 0 <= c < 1", slope_y)
thm.open("constant", "weaker: (1 + gamma)^(2 n) becomes larger", slow)
thm.open("term dropped", "weaker: the left side is below 1", slow)

thm.check(
    power,
    away,
    slow,
    stays,
    on=quadratic_saddle.valley_run,
    draw=draws.valley_runs,
    implements=[step_x, step_y],
    constructed=[slope_x, slope_y],
)


def run(start, decay=None, then=None, gamma="1/2", **changed):
    """x(k) = decay^k; y starts there and goes in one step to where it rests: 0, 1 or -1.

    The decay is 1 - gamma and the slope q is y^3 - y unless they are given.
    """
    start, rest, gamma = S(start), S(start if then is None else then), S(gamma)
    decay = 1 - gamma if decay is None else S(decay)
    first, later = S(changed.pop("q0", start**3 - start)), S(changed.pop("q1", rest**3 - rest))
    made = {"gamma": gamma, n: 2, "x": lambda k: decay**k, "p": lambda k: decay**k}
    made["y"] = lambda k: rest + (start - rest) * S.Zero**k
    return {**made, "q": lambda k: later + (first - later) * S.Zero**k, **changed}


line, minimum = run(0), run(1)
thm.example(line, name="into the saddle")
thm.sharp(away, minimum, name="at rest in a minimum")
thm.needs(step_x, run(0, 1), breaks=power)
thm.needs(slope_x, run(0, 1, p=lambda k: S.Zero), breaks=power)
thm.needs(step_y, run(0, y=lambda k: S(k), q=lambda k: S(k) ** 3 - k), breaks=stays)
thm.needs(slope_y, run(0, y=lambda k: S(k), q=lambda k: S(-2)), breaks=stays)
# A constant c = 1 + e in place of 1 in one of the equations.
for e in (Rational(sign, size) for size in (10**9, 1000) for sign in (1, -1)):
    c, half = 1 + e, Rational(1, 2)
    for decay in (half + e / 2, half + e):
        thm.needs(step_x, run(0, decay), breaks=power, name=f"x decays by {decay}")
    slope = {"p": lambda k, c=c: c * (1 - c / 2) ** k}
    thm.needs(slope_x, run(0, 1 - c / 2, **slope), breaks=power, name=f"p = {c} x")
    own = {"gamma": 1 / (c**2 * (1 + c))}
    thm.needs(step_y, run(c, then=1, **own), breaks=away, name=f"{c} q")
    own["q0"] = c * (c**3 - c)
    thm.needs(slope_y, run(c, then=1, **own), breaks=away, name=f"q = {c} (y^3 - y)")
    if e < 0:
        low = {"gamma": Rational(4, 3) * (1 / c - 1)}
        thm.needs(step_y, run(half, **low), breaks=away, name=f"at rest, {c} (y - gamma q)")
        low["gamma"] = Rational(4, 3) * (1 - c)
        thm.needs(step_y, run(half, **low), breaks=away, name=f"at rest, {c} y - gamma q")
        at_rest = run(sqrt(c), q0=0, q1=0)
        thm.needs(slope_y, at_rest, breaks=away, name=f"at rest, y^3 - {c} y")
    else:
        at_rest = run(1 / sqrt(c), q0=0, q1=0)
        thm.needs(slope_y, at_rest, breaks=away, name=f"at rest, {c} y^3 - y")
thm.needs(step_x, {**run(0, "-1/2"), n: 1}, breaks=power, name="without x")
crossed = {"gamma": "9/16", "then": 0}
thm.needs(step_y, run("5/4", **crossed), breaks=away, name="y and q exchanged")
thm.needs(slope_y, run("45/64", q0="5/4", **crossed), breaks=away, name="y and q exchanged")
thm.needs(slope_y, run(2, then=1, gamma="1/14", q0=14), breaks=away, name="y^4 - y")
thm.needs(slope_y, run("3/4", then=1, gamma="4/3", q0="-3/16"), breaks=away, name="y^2 - y")
thm.needs(slope_y, run("1/2", then=0, gamma=4, q0="1/8"), breaks=away, name="y^3")
# Nearly at rest in a minimum, and a step so short that nothing grows.
for y0 in (1 + Rational(1, 10**9), 1 - Rational(1, 10**9)):
    thm.example(run(y0, then=1, gamma=1 / (y0 * (1 + y0))), name=f"from {y0} to 1")
thm.example(run(1, gamma=Rational(1, 10**10)), name="a short step")
thm.refutes("factor 1 - 2 gamma", Eq(x(n), (1 - 2 * gamma) ** n * x(0)), line, of=power)
thm.refutes("driven away for ever", y(k + 1) ** 2 >= (1 + 2 * gamma) * y(k) ** 2, minimum, of=away)
thm.refutes("a stable direction", share[2] <= (1 - gamma) ** (2 * n) * share[3], minimum, of=slow)
both_ways, landing = Equivalent(Eq(y(0), 0), Eq(y(n), 0)), run(3, then=0, gamma="1/8")
thm.refutes("only from the line", both_ways, landing, of=stays)
at_rest = {"x": lambda k: S.Zero, "p": lambda k: S.Zero}
other_axis = Implies(Eq(x(0), 0), Eq(y(n), 0))
thm.refutes("the other axis", other_axis, run(1, **at_rest), of=stays)
