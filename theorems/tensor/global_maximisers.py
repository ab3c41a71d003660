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

from sympy import And, Eq, Equivalent, Ge, Gt, Le, Or, Rational, sqrt

from lemmata import Theorem, cite, inner
from models import tensor_factors
from strategies import tensors as draws
from theorems.tensor import global_maximisers_isolated as gap
from theorems.tensor.global_maximisers_isolated import P, Q, R, a, c, d, k, n, others, p, x

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
# f(x) = 1 with the masses 1/2 of one factor four times, and with more than one mass in all.
again = tensor_factors.exact_sums(
    lambda i: Rational(1, 2), Q=lambda i: i / 4, R=lambda i: Rational(1)
)
first_mass = 2 / sqrt(5)
heavy = tensor_factors.exact_geometric(first_mass)
heavy |= {others: 1, a: [1, 0], x: [sqrt(first_mass), sqrt(1 - first_mass)]}
thm.needs(value, {**gap.halves, others: 0, Q: lambda i: i})
thm.needs(residual, {**gap.halves, **again, others: 3})
thm.needs(no_value, {**gap.halves, others: 0, Q: lambda i: Rational(3, 4) + gap.halves["Q"](i)})
thm.needs(unit, heavy)
thm.needs(length, {**gap.at_minus, x: [1, 1]})
thm.needs(factor, {**gap.at_minus, a: [2, 0], x: [Rational(1, 2), sqrt(3) / 2]})
thm.needs(first, {**gap.at_minus, x: [0, 1]})
thm.refutes("without the negatives", Equivalent(attained, Eq(x, a)), gap.at_minus)
thm.refutes("only the negative", Equivalent(attained, Eq(x, -a)), {**gap.at_minus, x: [1, 0]})
thm.refutes("every point with <a, x> != 0", Equivalent(Gt(P, 0), Eq(Q(n), 1)), gap.halves)
