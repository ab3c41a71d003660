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

from sympy import Eq, Equivalent, Implies, Le, S

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


def run(height, decay="1/2", **changed):
    """A run with x(k) = decay^k and y at rest in 0, 1 or -1, where its derivative is 0."""
    made = {"x": lambda k: S(decay) ** k, "p": lambda k: S(decay) ** k, "gamma": "1/2", n: 2}
    return {**made, "y": lambda k: S(height), "q": lambda k: S.Zero, **changed}


line, minimum = run(0), run(1)
thm.example(line, name="into the saddle")
thm.sharp(away, minimum, name="at rest in a minimum")
thm.needs(step_x, run(0, 1), breaks=power)
thm.needs(slope_x, run(0, 1, p=lambda k: S.Zero), breaks=power)
thm.needs(step_y, run(0, y=lambda k: S(k), q=lambda k: S(k) ** 3 - k), breaks=stays)
thm.needs(slope_y, run(0, y=lambda k: S(k), q=lambda k: S(-2)), breaks=stays)
thm.refutes("factor 1 - 2 gamma", Eq(x(n), (1 - 2 * gamma) ** n * x(0)), line, of=power)
thm.refutes("driven away for ever", y(k + 1) ** 2 >= (1 + 2 * gamma) * y(k) ** 2, minimum, of=away)
thm.refutes("a stable direction", share[2] <= (1 - gamma) ** (2 * n) * share[3], minimum, of=slow)
# From y = 3 a step of 1/8 leads to y = 0.
landing = {"y": lambda k: 3 * S.Zero**k, "q": lambda k: 24 * S.Zero**k, "gamma": "1/8"}
both_ways, landing = Equivalent(Eq(y(0), 0), Eq(y(n), 0)), run(0, "7/8", **landing)
thm.refutes("only from the line", both_ways, landing, of=stays)
at_rest = {"x": lambda k: S.Zero, "p": lambda k: S.Zero}
other_axis = Implies(Eq(x(0), 0), Eq(y(n), 0))
thm.refutes("the other axis", other_axis, run(1, **at_rest), of=stays)
