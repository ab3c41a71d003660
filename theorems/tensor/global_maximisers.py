"""The global maximisers of the orthogonal tensor objective are the factors and their negatives.

Source   Ma 2021, Theorem 5.1.
Claim    a_0, ..., a_(n-1) orthonormal, |x| = 1, p(k) = <a_k, x>^2; Q(k) is the sum of the p^2
         before k, so that f(x) = Q(n), and R(k) the squared distance of x to the span of the
         factors before k. For every factor, called a = a_0: f(x) = 1, which is the largest value,
         with <a, x> != 0 exactly for x = a and x = -a.
Covers   every d and every n >= 1, n < d and n = d alike. f(x) = 1 makes some <a_i, x> nonzero, and
         any factor can be the first one: so the maximisers are the 2 n points +-a_i.
Silent   as global_maximisers_isolated, which has a quantitative form.
"""

from sympy import And, Eq, Equivalent, Ge, Gt, Implies, KroneckerDelta, Le, Or, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import tensor_factors
from strategies import tensors as draws
from theorems.tensor import global_maximisers_isolated as gap
from theorems.tensor.global_maximisers_isolated import P, Q, R, a, c, d, k, n, others, p, x
from theorems.tensor.global_maximum import step

thm = Theorem(
    "tensor.global_maximisers",
    catalogue=["ma.thm-5.1"],
    sources=[cite("Ma 2021", "Theorem 5.1")],
)
thm.vector("a x", d, "the first factor; the point")
thm.functions("p", "<a_k, x>^2", nonnegative=True)
thm.functions("Q", "sum of the p^2 before k", nonnegative=True)
thm.functions("R", "squared distance of x to the span before k", nonnegative=True)
for term, name in gap.thm.measured_as.items():
    thm.measure(term, name)

value, residual, no_value, unit, length, factor, first = (
    thm.assume(given.name, given.relation) for given in gap.thm.hypotheses.values()
)
attained, at_factor = And(Eq(Q(n), 1), Gt(P, 0)), Or(Eq(x, a), Eq(x, -a))
maximisers = thm.conclude("maximisers", Equivalent(attained, at_factor))


def is_factor(kernel):
    """f(x) = 1 and P > 0 give P = 1, so that x = c a with c^2 = 1."""
    given = kernel.assume(attained)
    one, some = (kernel.part(given, said) for said in (Eq(Q(n), 1), Gt(P, 0)))
    half, above = Rational(1, 2), kernel.instantiate(gap.mass_of_the_others(kernel), {k: others})
    parts = {kernel.lemma(gap.thm, "spread"): half, one: half}
    least = kernel.combine(Ge(P, 1), parts, signs=[some], scale=P)
    most = kernel.combine(Le(P, 1), {above: 1}, squares=[(R(n), 1)])
    whole = kernel.squeeze(least, most)
    parts = {length: 1, factor: c**2, first: 1, whole: -1}
    along = kernel.vanishing(kernel.combine(Eq(inner(x - c * a, x - c * a), 0), parts))
    roots = kernel.combine(Eq((c - 1) * (c + 1), 0), {whole: 1, first: -1})
    branches = {}
    for root, side in ((Eq(c - 1, 0), Eq(x, a)), (Eq(c + 1, 0), Eq(x, -a))):
        place = kernel.combine(side, {along: 1, kernel.assume(root): a})
        branches[root] = kernel.either(place, at_factor)
    return kernel.discharge(kernel.cases(kernel.zero_product(roots), branches), attained)


def is_maximiser(kernel):
    """x = +-a gives P = 1; Q(n) >= Q(1) = 1, and Q(n) <= 1 by `spread`."""
    _, one_value, _, later = gap.start_at_one(kernel)
    step = kernel.combine(Le(-Q(k + 2), -Q(k + 1)), {later: 1}, squares=[(1, p(k + 1))])
    rising = kernel.instantiate(kernel.geometric(step, -Q(k + 1), 1), {k: others})
    branches = {}
    for side, sign in ((Eq(x, a), 1), (Eq(x, -a), -1)):
        place = kernel.combine(Eq(c, sign), {kernel.assume(side): a, factor: sign})
        own = kernel.combine(Eq(P, 1), {first: 1, place: c + sign})
        least = kernel.combine(Ge(Q(n), 1), {rising: 1, one_value: 1, own: P + 1})
        parts = {kernel.lemma(gap.thm, "spread"): 1, own: -2 * P}
        most = kernel.combine(Le(Q(n), 1), parts)
        positive = kernel.combine(Gt(P, 0), {own: 1}, squares=[(1, 1)])
        branches[side] = kernel.both(kernel.squeeze(most, least), positive)
    return kernel.discharge(kernel.cases(kernel.assume(at_factor), branches), at_factor)


@thm.proof(maximisers)
def mass_one_at_one_factor(kernel):
    return kernel.iff(is_factor(kernel), is_maximiser(kernel))


thm.rigid("the point and the factor have length 1")
thm.invariant("rotation", d)
thm.open("exponent", "true for p^3: a sum of cubes is 1 too only where one mass is 1", value)
thm.open("swapped", "true: p does not fall and has a sum of 1 at most, so that p = Q = 0", value)
LESS = "true: the masses sum to less than 1 unless P = 1, where x = a or x = -a and f(x) = 1"
thm.open("constant", LESS, residual)
thm.open("term dropped", "true: R(1) = -P leaves P = 0, so that both sides are false", residual)
thm.open("swapped", "true: p(1) = P - 1 and P = c^2 <= 1 leave P = 1, so that both hold", residual)
for below in (unit, length, factor):
    thm.open("constant", "true for f < 1: P < 1 and f(x) < 1, so that both sides are false", below)
thm.open("exponent", "true for c and c^3 too, which are 1 at a only; at -a they are no mass", first)
thm.open("swapped", "true: a = x or a = -x is the same", maximisers)

thm.check(
    maximisers,
    on=tensor_factors.partial_sums,
    draw=draws.orthonormal_factors,
    implements=[value],
    constructed=[residual, no_value, unit, length, factor, first],
)

thm.example({**gap.at_minus, x: [1, 0]}, name="x = a")
thm.example(gap.at_minus, name="x = -a")
thm.example(gap.halves, name="f(x) = 5 / 16")
sums = {p: step(0, 1, 0), Q: step(0, 0, 1), R: step(1, 1, 0)}
thm.example({**sums, others: 1, a: [1, 0], x: [0, 1]}, name="x is another factor")
# f(x) = 1 with the masses 1/2 of one factor four times, and with more than one mass in all.
again = tensor_factors.exact_sums(
    lambda i: Rational(1, 2), Q=lambda i: i / 4, R=lambda i: Rational(1)
)
first_mass = 2 / sqrt(5)
heavy = tensor_factors.exact_geometric(first_mass)
heavy |= {others: 1, a: [1, 0], x: [sqrt(first_mass), sqrt(1 - first_mass)]}


def beside(second, rest, start=1):
    """x = a with another mass."""
    sums = {p: step(1, second, 0), Q: step(0, 1, 1 + second**2), R: step(start, rest, 0)}
    return {**sums, others: 1, a: [1, 0], x: [1, 0]}


# Every hypothesis with a constant f.
for f, g in gap.changes:
    for c_f in (f, g):
        values = {
            "f (Q + p^2)": lambda i, c_f=c_f: c_f**i - KroneckerDelta(i, 0),
            "Q + f p^2": step(0, c_f, c_f),
            "f Q + p^2": lambda i, c_f=c_f: c_f ** (i - 1) * (1 - KroneckerDelta(i, 0)),
        }
        for name, sums in values.items():
            at = {**gap.at_minus, Q: sums, others: 1}
            thm.needs(value, at, name=f"value, {name} with f = {c_f}")
    low, high = (f**2 - 1) / (f**2 + 1), 2 * f / (f**2 + 1)  # low^2 + high^2 = 1
    at = {p: step(low, high, 0), Q: step(0, low**2, 1), R: step(1, high, 0), others: 1}
    at |= {a: [1, 0], x: [sqrt(low), sqrt(1 - low)]}
    thm.needs(residual, at, name=f"residual, f (R - p) with f = {f}")
    thm.needs(residual, beside(f * (f - 1), f - 1), name=f"residual, f R - p with f = {f}")
    thm.needs(residual, beside(1 / g - 1, 1 - g), name=f"residual, R - f p with f = {g}")
    thm.needs(unit, beside(f - 1, f - 1, start=f), name=f"unit, {f}")
    longer = [1, sqrt(f - 1)]
    thm.needs(length, {**gap.at_minus, x: longer}, name=f"length, {f}")
    thm.needs(factor, {**gap.at_minus, a: longer, x: [1, 0]}, name=f"factor, {f}")
    thm.needs(first, {**gap.at_minus, x: [1 / sqrt(f), sqrt(1 - 1 / f)]}, name=f"first, {f} c^2")
    at = {p: step(g, 0, 0), Q: step(0, g**2, g**2), R: step(1, 1 - g, 1 - g)}
    thm.needs(first, {**gap.at_minus, **at}, name=f"first, {g} c^2")
thm.needs(value, {**gap.pair, Q: step(0, gap.own, 1)}, name="value, with p for p^2")
thm.needs(value, {**gap.at_minus, others: 1, Q: step(0, 1, 0)}, name="value, the last one only")
thm.needs(value, {**gap.halves, others: 0, Q: lambda i: i})
thm.needs(residual, {**gap.halves, **again, others: 3})
thm.needs(no_value, {**gap.halves, others: 0, Q: lambda i: Rational(3, 4) + gap.halves["Q"](i)})
thm.needs(unit, heavy)
thm.needs(length, {**gap.at_minus, x: [1, 1]})
thm.needs(factor, {**gap.at_minus, a: [2, 0], x: [Rational(1, 2), sqrt(3) / 2]})
thm.needs(first, {**gap.at_minus, x: [0, 1]})
thm.refutes(
    "for tensors of order 3 too: -a is a maximiser",
    Implies(at_factor, Eq(c**3, 1)), gap.at_minus, of=maximisers,
)  # fmt: skip
thm.refutes("without the negatives", Equivalent(attained, Eq(x, a)), gap.at_minus)
thm.refutes("only the negative", Equivalent(attained, Eq(x, -a)), {**gap.at_minus, x: [1, 0]})
thm.refutes("every point with <a, x> != 0", Equivalent(Gt(P, 0), Eq(Q(n), 1)), gap.halves)
