"""Gradient flow on a quadratic: the part along an eigenvector is x(0) exp(-2 lam t).

Source   Escaping notes, section 2.4.
Claim    x' = -2 lam x  =>  x(t) = x(0) exp(-2 lam t), and x(t)^2 >= (1 - 4 lam t) x(0)^2, which
         for lam < 0 is growth.
Covers   the part along any eigenvector of <x, A x>, hence every dimension; lam of any sign. For
         A = diag(-1, 1, ..., 1): |x_1(t)| = |x_1(0)| exp(2 t), the other parts decay as exp(-2 t);
         "any reasonable x_0" is x_1(0) != 0: the only start from which x_1 stays bounded is 0.
Silent   on existence of the flow; on escape times (quadratic_escape_time_flow).
"""

from sympy import Derivative, Eq, Implies, Le, Rational, S, exp

from lemmata import Theorem, cite
from models import quadratic_saddle
from strategies import quadratic_saddle as draws

thm = Theorem(
    "saddle.quadratic_flow",
    catalogue=["saddle.quadratic-escape"],
    sources=[cite("Escaping notes", "section 2.4")],
)
t = thm.time("t")
x = thm.functions("x", "the part of the point along an eigenvector")
lam = thm.real("lam", "eigenvalue")
for term, name in {
    t: "t", x(t): "x_t", x(0): "x_0", Derivative(x(t), t): "x_dot"
}.items():  # fmt: skip
    thm.measure(term, name)

flow = thm.assume("flow", Eq(Derivative(x(t), t), -2 * lam * x(t)))
solution = thm.conclude("solution", Eq(x(t), exp(-2 * lam * t) * x(0)))
escape = thm.conclude("escape", x(t) ** 2 >= (1 - 4 * lam * t) * x(0) ** 2)


@thm.proof(solution)
def gronwall_both_ways(k):
    rate, sides = -2 * lam, []
    for sign in (1, -1):
        slope = k.combine(Eq(rate * sign * x(t), sign * Derivative(x(t), t)), {flow: -sign})
        sides.append(k.gronwall(slope, sign * x(t), rate))
    return k.combine(solution, {k.squeeze(*sides): 1})


@thm.proof(escape)
def above_the_tangent(k):
    gap = (1 - 4 * lam * t) * x(0) ** 2 - x(t) ** 2
    slope = -4 * lam * x(0) ** 2 - 2 * x(t) * Derivative(x(t), t)
    lost = [(16 * lam**2 * t, x(0))]
    falls = k.combine(Le(slope, -4 * lam * gap), {flow: 2 * x(t)}, squares=lost)
    return k.combine(escape, {k.gronwall(falls, gap, -4 * lam): 1})


thm.scales("argument", x=1)
thm.scales("time", lam=-1, t=1)

thm.check(solution, escape, on=quadratic_saddle.flow, draw=draws.flows, constructed=[flow])


def along(lam, rate, start=S.One):
    """The path start exp(rate t), and the eigenvalue lam."""
    return {"x": lambda t: exp(rate * t) * start, "lam": lam}


leaving = along(-1, 2)
thm.example(along(-1, 2, S.Zero), name="the stable hyperplane")
thm.example(along(0, 0), name="eigenvalue 0")
thm.example(along(1, -2, S.Zero), name="at rest in a minimum")
thm.needs(flow, along(-1, 1), breaks=solution, name="flow of x' A x / 2")
thm.refutes("rate lam", Eq(x(t), exp(-lam * t) * x(0)), leaving, of=solution)
thm.refutes("every direction decays", Eq(x(t), exp(2 * lam * t) * x(0)), leaving, of=solution)
growing = x(t) ** 2 >= x(0) ** 2
thm.refutes("growth in a stable direction", growing, along(1, -2), given=[flow])
small = Rational(1, 10**10)
for sign, word in ((-1, "steeper"), (1, "flatter")):
    line = 1 - 4 * (1 - 3 * sign * small) * lam * t
    wrong = x(t) ** 2 >= line * x(0) ** 2
    thm.refutes(f"slightly {word}", wrong, along(sign * small, -2 * sign * small), given=[flow])
thm.refutes(
    "away from 0 from every start",
    Implies(Le(lam, 0), x(t) ** 2 > 0),
    along(-1, 2, S.Zero),
    of=escape,
)
