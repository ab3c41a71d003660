"""Small genuine derivations, at least one for each kernel rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType

from sympy import (
    Abs,
    And,
    Eq,
    Function,
    Ge,
    Gt,
    Identity,
    Le,
    Lt,
    MatrixSymbol,
    Ne,
    Or,
    Rational,
    S,
    Symbol,
    Trace,
    ZeroMatrix,
    exp,
    sqrt,
    symbols,
)

import lemmata.kernel as k
from lemmata.kernel import Fact, Gradient, Index, Time, inner, norm, record

d = Symbol("d", integer=True, positive=True)
m = Symbol("m", integer=True, positive=True)
x, y, v = (MatrixSymbol(name, d, 1) for name in "xyv")
M, A = (MatrixSymbol(name, d, d) for name in "MA")
B = MatrixSymbol("B", m, d)
a, b, c = symbols("a b c", real=True)
mu, beta, eta, lam, r = symbols("mu beta eta lam r", positive=True)
gap, gap1, gg = symbols("gap gap1 gg", nonnegative=True)
i, n = Index("i"), Index("n")
t = Time("t")
f = Function("f", real=True)
F = Function("F", real=True)
pca = Trace((M - x * x.T) * (M - x * x.T).T) / 2
zero = ZeroMatrix(d, 1)

AXIOM = k.declare_axiom(
    "replay tests: weighted mean",
    [Le(a, r * b), Ge(b, 0)],
    Le(a, 2 * r * b),
    "a statement for the tests of the second checker",
)
RUNNING_AXIOM = k.declare_axiom(
    "replay tests: decreasing", [Le(f(i + 1), f(i))], Le(f(i), f(0)), "for the same tests"
)


def descent() -> Fact:
    """The linear rate of gradient descent under the PL inequality."""
    smooth = k.assume(Le(gap1, gap - eta * gg + beta * eta**2 / 2 * gg))
    pl = k.assume(Ge(gg, 2 * mu * gap))
    step = k.assume(Le(beta * eta, 2))
    return k.combine(
        Le(gap1, (1 - mu * eta * (2 - beta * eta)) * gap),
        {smooth: 1, pl: eta * (2 - beta * eta) / 2},
        signs=[step],
    )


def pca_gradient() -> Fact:
    """The gradient of the PCA objective."""
    return k.gradient(pca, x, 2 * (x * (x.T * x) - M * x), given=[k.assume(Eq(M.T, M))])


def pca_stationary() -> Fact:
    """Stationary points are eigenvectors."""
    sym = k.assume(Eq(M.T, M))
    value = k.gradient(pca, x, 2 * (x * (x.T * x) - M * x), given=[sym])
    critical = k.assume(Eq(Gradient(pca, x), zero))
    parts = {value: Rational(1, 2), critical: -Rational(1, 2)}
    return k.combine(Eq(M * x, x * (x.T * x)), parts, signs=[sym])


def pca_top() -> Fact:
    """A long derivation with contradiction, curvature and squeeze."""
    sym = k.assume(Eq(M.T, M))
    eigen = pca_stationary()
    q = k.curvature(
        pca,
        x,
        v,
        4 * inner(x, v) ** 2 + 2 * inner(x, x) * inner(v, v) - 2 * inner(v, M * v),
        given=[sym],
    )
    top, unit = k.assume(Eq(M * v, lam * v)), k.assume(Eq(inner(v, v), 1))
    bent = k.assume(Ge(k.Curvature(pca, x, v), 0))
    ray = k.assume(Le(inner(x, M * x), lam * inner(x, x)))
    p, s = inner(x, x), inner(x, v)
    cross = k.combine(Eq((p - lam) * s, 0), {eigen: -v, top: x}, signs=[sym])
    second = k.combine(
        Ge(4 * s**2 + 2 * p - 2 * lam, 0), {bent: 1, q: -1, top: 2 * v, unit: 2 * lam - 2 * p}
    )
    short = k.assume(Lt(p, lam))
    parts = {second: (p - lam) ** 2 / 2, cross: -2 * (p - lam) * s, short: (lam - p) ** 2}
    long = k.contradiction(Ge(p, lam), k.combine(S.false, parts, signs=[short]))
    positive = k.combine(Gt(p, 0), {long: 1}, squares=[(lam, 1)])
    bounded = k.combine(Le(p, lam), {ray: 1, eigen: x}, scale=p, signs=[sym, positive])
    return k.squeeze(bounded, long)


def pca_hessian() -> Fact:
    value = 4 * x * x.T + 2 * inner(x, x) * Identity(d) - 2 * M
    return k.hessian(pca, x, value, given=[k.assume(Eq(M.T, M))])


def pca_curvature() -> Fact:
    value = 4 * inner(x, v) ** 2 + 2 * inner(x, x) * inner(v, v) - 2 * inner(v, M * v)
    return k.curvature(pca, x, v, value, given=[k.assume(Eq(M.T, M))])


def triangle() -> Fact:
    """|x + y|^2 <= (|x| + |y|)^2 from Cauchy-Schwarz, with square roots of inner products."""
    cs = k.assume(Le(inner(x, y), norm(x) * norm(y)))
    return k.combine(Le(inner(x + y, x + y), (norm(x) + norm(y)) ** 2), {cs: 2})


def least_squares() -> Fact:
    """The gradient of |B x - z|^2 / 2 for a rectangular B."""
    z = MatrixSymbol("z", m, 1)
    g = inner(B * x - z, B * x - z) / 2
    return k.gradient(g, x, B.T * (B * x - z))


def numeric_roots() -> Fact:
    return k.identity(Eq(a * (sqrt(2) + sqrt(3)) ** 2, 5 * a + 2 * sqrt(6) * a))


def size_identity() -> Fact:
    return k.identity(Eq(Trace(Identity(d) - A.T) * d, d**2 - d * Trace(A)))


def powers() -> Fact:
    return k.identity(Eq(r ** (n + 2) - r * r**n, r * (r - 1) * r**n))


def strict_square() -> Fact:
    return k.combine(Gt(a**2 - 2 * a + 2, 0), squares=[(1, a - 1), (1, 1)])


def contracted() -> Fact:
    return k.contract(k.assume(Eq(A * x, lam * x)), left=v.T / lam, right=2 * y.T)


def transpose() -> Fact:
    return k.transposed(k.assume(Eq(A * B.T * B, 2 * x * y.T + M)))


def instance() -> Fact:
    given = k.assume(Le(beta * eta, 1))
    half = k.combine(Le(beta * eta, 2), {given: 1}, squares=[(1, 1)])
    return k.instantiate(descent(), {mu: 2 * mu + lam, gap: a**2}, given=[half])


def matrix_instance() -> Fact:
    return k.instantiate(contracted(), {x: A * y, v: x - 2 * y})


def index_instance() -> Fact:
    rate = k.geometric(k.assume(Le(f(i + 1), r * f(i))), f(i), r)
    return k.instantiate(rate, {i: n + 3})


def rewritten() -> Fact:
    given = k.assume(Ge(inner(x, A * x), a))
    return k.rewrite(given, k.assume(Eq(a, mu * inner(x, x))))


def signs_of_split() -> Fact:
    """Cases over the sign of a real number: a (a + 1) + 1 > 0 the long way."""
    cover = k.split(a)
    target = Gt(a * (a + 1) + 1, 0)
    branches = {
        option: k.combine(
            target,
            {k.assume(option): 0},
            squares=[(1, a + Rational(1, 2)), (Rational(3, 4), 1)],
        )
        for option in record(cover).conclusion.args
    }
    return k.cases(cover, branches)


def product_cases() -> Fact:
    said = k.assume(Eq(2 * a * (b - 1), 0))
    return k.zero_product(said)


def contradictory() -> Fact:
    low, high = k.assume(Lt(a, 1)), k.assume(Ge(a, 2))
    absurd = k.combine(S.false, {low: 1, high: 1}, squares=[(1, 1)])
    return k.contradiction(Ge(a, 1), absurd)


def clashing() -> Fact:
    return k.clash(k.assume(Ge(a, 1)), k.assume(Lt(a, 1)))


def implication() -> Fact:
    given = k.assume(Ge(a, 1))
    return k.discharge(k.combine(Ge(a, 0), {given: 1}, squares=[(1, 1)]), Ge(a, 1))


def equivalence() -> Fact:
    up = k.discharge(k.combine(Ge(2 * a, 0), {k.assume(Ge(a, 0)): 2}), Ge(a, 0))
    down = k.discharge(k.combine(Ge(a, 0), {k.assume(Ge(2 * a, 0)): 1}, scale=2), Ge(2 * a, 0))
    return k.iff(up, down)


def conjunction() -> Fact:
    return k.both(k.assume(Ge(a, 1)), descent())


def member() -> Fact:
    return k.part(k.assume(And(Ge(a, 1), Ge(b, 1), evaluate=False)), Ge(b, 1))


def alternative() -> Fact:
    return k.either(k.assume(Ge(a, 1)), Or(Ge(a, 1), Eq(b, 0), evaluate=False))


def detached() -> Fact:
    return k.modus_ponens(implication(), k.assume(Ge(a, 1)))


def null_vector() -> Fact:
    return k.vanishing(k.assume(Eq(inner(x - y, x - y), 0)))


def free_direction() -> Fact:
    eigen = k.assume(Eq(A * x - lam * x, zero))
    tested = k.combine(Eq(inner(A * x, v), lam * inner(x, v)), {eigen: v})
    return k.for_every(tested, v, Eq(A * x, lam * x))


def axiom_instance() -> Fact:
    return k.apply_axiom(AXIOM, {a: inner(x, y), b: inner(x, x)}, [k.assume(Ge(inner(x, x), 0))])


def rate_to_n() -> Fact:
    return k.geometric(k.assume(Le(F(i + 1) - c, r * (F(i) - c))), F(i) - c, r)


def summed() -> Fact:
    step = k.assume(Le(f(i), F(i) - F(i + 1)))
    return k.telescope(step, f(i), F(i), n)


def derived() -> Fact:
    return k.derivative(F(t) ** 2 * exp(-2 * t) + t**3, t)


def falling() -> Fact:
    slope = 2 * F(t) * F(t).diff(t)
    return k.monotone(k.assume(Le(slope, 0)), F(t) ** 2 + c)


def grown() -> Fact:
    return k.gronwall(k.assume(Le(F(t).diff(t), c * F(t))), F(t), c)


def integrated() -> Fact:
    said = k.assume(Le(f(t) ** 2, -2 * F(t) * F(t).diff(t)))
    return k.integral(said, f(t) ** 2, F(t) ** 2)


def solved() -> Fact:
    return k.solve_system([k.assume(Eq(a**2 + b**2, 3)), k.assume(Eq(a * b, 1))], [a, b])


def solved_positive() -> Fact:
    return k.solve_system([k.assume(Eq(mu**2 - mu, 1))], [mu])


def solved_rational() -> Fact:
    equations = [Eq(a**3 - a, 0), Eq(b - a**2, 0)]
    return k.solve_system([k.assume(e) for e in equations], [a, b])


def unsolvable() -> Fact:
    return k.solve_system([k.assume(Eq(a**2 + b, 0)), k.assume(Eq(b, 1))], [a, b])


def divided() -> Fact:
    """A conclusion with a divisor that a hypothesis keeps from zero."""
    return k.combine(Eq((a + c) / c, 1 + a / c), signs=[k.assume(Ne(c, 0))])


def absolute() -> Fact:
    """Absolute values, exponentials and numeric square roots."""
    parts = {k.assume(Ge(b, 0)): Abs(a) * sqrt(6)}
    return k.combine(
        Ge(Abs(a) * b * sqrt(2) + exp(a) * b**2, 0), parts, [(sqrt(3) * exp(a), b)], (), sqrt(3)
    )


def genuine() -> Iterator[tuple[str, Callable[[], Fact]]]:
    """All the derivations above, by name."""
    for name, made in sorted(globals().items()):
        if isinstance(made, FunctionType) and made.__module__ == __name__ and made is not genuine:
            yield name, made
