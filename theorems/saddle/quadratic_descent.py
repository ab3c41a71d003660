"""Gradient descent on a quadratic, k steps: the part along an eigenvector is a geometric sequence.

Source   Bruna 2018, slide "Intuition: quadratic case"; Escaping notes, section 2.4 (for flow).
Claim    x(k+1) = x(k) - gamma g(k), g(k) = 2 lam x(k)  =>  x(k) = (1 - 2 gamma lam)^k x(0).
Covers   every k, also 0; the part along any eigenvector, hence every dimension (quadratic_step
         derives g(k)); lam, gamma of any sign; the factors 0 (from k = 1 on x(k) = 0) and -1.
         For diag(-1, 1, ..., 1) and step eta: the factors are 1 + 2 eta and 1 - 2 eta.
Silent   on limits (quadratic_stable_set).
"""

from sympy import Abs, Eq, Le, Rational, S, Symbol, false
from sympy.core.relational import Gt, Lt

from lemmata import Theorem, cite
from models import quadratic_saddle
from strategies import quadratic_saddle as draws

thm = Theorem(
    "saddle.quadratic_descent",
    catalogue=["saddle.quadratic-closed-form"],
    supports=["saddle.quadratic-escape"],
    sources=[
        cite("Bruna 2018", 'slide "Intuition: quadratic case"'),
        cite("Escaping notes", "section 2.4"),
    ],
)
k = thm.index("k")
x = thm.functions("x", "the part of the k-th iterate along an eigenvector")
g = thm.functions("g", "the part of the gradient there")
lam, gamma = thm.real("lam gamma", "eigenvalue, step size")
ratio = 1 - 2 * gamma * lam
for term, name in {
    k: "k", x(k): "x_k", x(k + 1): "x_next", x(0): "x_0", g(k): "slope_k"
}.items():  # fmt: skip
    thm.measure(term, name)

update = thm.assume("update", Eq(x(k + 1), x(k) - gamma * g(k)))
slope = thm.assume("slope", Eq(g(k), 2 * lam * x(k)))
power = thm.conclude("power", Eq(x(k), ratio**k * x(0)))


def square_root(kernel, flat, term):
    """term = 0, from the fact `flat` that its square is at most 0."""
    y = Symbol("y", real=True)
    none, zero = kernel.assume(Le(y**2, 0, evaluate=False)), kernel.assume(Eq(y, 0))
    branches = {zero.conclusion: zero}
    for kind, side in ((Gt, y), (Lt, -y)):
        away = kernel.assume(kind(y, 0, evaluate=False))
        absurd = kernel.combine(false, {none: 1, away: side}, signs=[away])
        branches[away.conclusion] = kernel.contradiction(zero.conclusion, absurd)
    root = kernel.cases(kernel.split(y), branches)
    return kernel.instantiate(root, {y: term}, given=[flat])


def geometric(kernel, one_step, sequence, ratio):
    """x(k) = r^k x(0) from x(k+1) = r x(k), for r of any sign: the square of the error is 0."""
    error, later = (sequence(i) - ratio**i * sequence(0) for i in (k, k + 1))
    parts = {one_step: -later - ratio * error}
    squares = kernel.combine(Eq(ratio**2 * error**2, later**2), parts)
    nothing = kernel.geometric(squares, error**2, ratio**2)
    flat = kernel.combine(Le(error**2, 0, evaluate=False), {nothing: 1})
    return kernel.combine(
        Eq(sequence(k), ratio**k * sequence(0)), {square_root(kernel, flat, error): 1}
    )


def sizes(kernel, equation, whole, factor, part, signs=()):
    """|u| = r |v| from u = r v with r >= 0: neither side is larger, as the squares agree."""
    p, q, r = (Symbol(name, real=True, nonnegative=True) for name in "pqr")
    u, v = (Symbol(name, real=True) for name in "uv")
    same, bounds = kernel.assume(Eq(p**2, q**2)), []
    for larger, smaller, sign in ((p, q, -1), (q, p, 1)):
        excess = kernel.assume(larger > smaller)
        gap = kernel.combine(larger >= smaller, {excess: 1})
        parts = {excess: larger - smaller, gap: 2 * smaller, same: sign}
        absurd = kernel.combine(false, parts, signs=[excess])
        bounds.append(kernel.contradiction(larger <= smaller, absurd))
    given = kernel.assume(Eq(u, r * v))
    squares = kernel.combine(Eq(u**2, (r * v) ** 2), {given: u + r * v})
    equal = kernel.instantiate(kernel.squeeze(*bounds), {p: Abs(u), q: r * Abs(v)}, given=[squares])
    return kernel.instantiate(equal, {u: whole, r: factor, v: part}, given=[equation], signs=signs)


@thm.proof(power)
def induction(kernel):
    one_step = kernel.combine(Eq(x(k + 1), ratio * x(k)), {update: 1, slope: -gamma})
    return geometric(kernel, one_step, x, ratio)


thm.scales("argument", x=1, g=1)
thm.scales("step size", g=-1, lam=-1, gamma=1)
thm.limit("step 0", {gamma: 0}, power, Eq(x(k), x(0)))

thm.check(power, on=quadratic_saddle.run, draw=draws.runs, implements=[update], constructed=[slope])


def run(factor, lam, gamma, start=S.One):
    """A run with x(k) = factor^k start, and its gradients."""
    return {
        "x": lambda k: factor**k * start, "g": lambda k: 2 * S(lam) * factor**k * start,
        "lam": lam, "gamma": gamma,
    }  # fmt: skip


decaying = run(Rational(4, 5), 1, "1/10")
thm.example(decaying, name="factor 4/5")
thm.example(run(Rational(6, 5), -1, "1/10"), name="negative curvature: factor 6/5")
thm.example(run(S.Zero, 1, "1/2"), name="factor 0")
thm.example(run(S.NegativeOne, 1, 1), name="factor -1: oscillates for ever")
thm.needs(update, run(Rational(6, 5), 1, "1/10"), name="uphill")
thm.needs(slope, {**run(Rational(9, 10), 1, "1/10"), "g": lambda k: Rational(9, 10) ** k})
thm.refutes("factors 1 - gamma lam", Eq(x(k), (1 - gamma * lam) ** k * x(0)), decaying, of=power)
thm.refutes("one step fewer", Eq(x(k + 1), ratio**k * x(0)), decaying, of=power)
