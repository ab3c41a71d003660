"""Away from the factors the orthogonal tensor objective is smaller than 1, with an explicit gap.

Source   Ma 2021, Theorem 5.1 (that the factors are the global maximisers, made quantitative).
Claim    a_0, ..., a_(n-1) orthonormal, |x| = 1, p(k) = <a_k, x>^2; Q(k) is the sum of the p^2
         before k, so that f(x) = Q(n), and R(k) the squared distance of x to the span of the
         factors before k. For every factor, called a = a_0 and c = <a, x>: f(x) <= p(0)^2 + (1 -
         p(0))^2, hence p(0) (1 + c) |x - a|^2 <= 1 - f(x).
Covers   every d and every n >= 1, n < d and n = d alike, by induction over the factors. Both are
         equalities for n = 2 and x in the plane of the two factors. So the 2 n maximisers of
         global_maximisers are isolated.
Silent   on why `residual` holds, which is residual_of_factors for every k. Any factor can be the
         first one.
"""

from sympy import Eq, Ge, KroneckerDelta, Le, Rational, Symbol, sqrt

from lemmata import Theorem, cite, inner
from models import tensor_factors
from strategies import tensors as draws
from theorems.tensor.global_maximum import MEASURED, Q, R, S, k, p, step
from theorems.tensor.global_maximum import n as count

thm = Theorem(
    "tensor.global_maximisers_isolated",
    supports=["ma.thm-5.1"],
    sources=[cite("Ma 2021", "Theorem 5.1")],
)
d = thm.dimension("d")
a, x = thm.vector("a x", d, "the first factor; the point")
thm.functions("p", "<a_k, x>^2", nonnegative=True)
thm.functions("Q", "sum of the p^2 before k", nonnegative=True)
thm.functions("R", "squared distance of x to the span before k", nonnegative=True)
others = Symbol("m", integer=True, nonnegative=True)  # the number of the other factors
n = others + 1
for term, name in MEASURED.items():
    if not term.has(S):
        thm.measure(term.subs(count, n), name)
c, P = inner(a, x), p(0)

value = thm.assume("value", Eq(Q(k + 1), Q(k) + p(k) ** 2))
residual = thm.assume("residual", Eq(R(k + 1), R(k) - p(k)))
no_value = thm.assume("no_value", Eq(Q(0), 0))
unit = thm.assume("unit", Eq(R(0), 1))
length = thm.assume("length", Eq(inner(x, x), 1))
factor = thm.assume("factor", Eq(inner(a, a), 1))
first = thm.assume("first", Eq(P, c**2))
spread = thm.conclude("spread", Q(n) <= P**2 + (1 - P) ** 2)
isolated = thm.conclude("isolated", P * (1 + c) * inner(x - a, x - a) <= 1 - Q(n))


def start_at_one(kernel):
    """R(1) = 1 - P and Q(1) = P^2; then the rules for k + 1."""
    one_rest, one_value = (kernel.instantiate(rule, {k: 0}) for rule in (residual, value))
    one_rest = kernel.combine(Eq(R(1), 1 - P), {one_rest: 1, unit: 1})
    one_value = kernel.combine(Eq(Q(1), P**2), {one_value: 1, no_value: 1})
    return one_rest, one_value, *(kernel.instantiate(r, {k: k + 1}) for r in (residual, value))


def mass_of_the_others(kernel):
    """1 - R(k + 1) - P >= 0: the squared distance does not grow."""
    one_rest, _, later, _ = start_at_one(kernel)
    step = kernel.combine(Le(R(k + 2), R(k + 1)), {later: -1}, squares=[(p(k + 1), 1)])
    falling = kernel.geometric(step, R(k + 1), 1)
    return kernel.combine(Ge(1 - R(k + 1) - P, 0), {falling: 1, one_rest: -1})


@thm.proof(spread)
def the_other_factors_apart(kernel):
    one_rest, one_value, later_rest, later_value = start_at_one(kernel)
    mass, above = 1 - R(k + 1) - P, mass_of_the_others(kernel)
    gap = Q(k + 1) - mass**2
    after = mass.subs(k, k + 1)
    parts = {later_value: -1, later_rest: -(after + mass + p(k + 1)), above: 2 * p(k + 1)}
    step = kernel.combine(Le(gap.subs(k, k + 1), gap), parts)
    start = {kernel.geometric(step, gap, 1): 1, one_value: -1, one_rest: R(1) + P - 1}
    apart = kernel.combine(Le(Q(k + 1), P**2 + mass**2), start)
    apart, above = (kernel.instantiate(fact, {k: others}) for fact in (apart, above))
    return kernel.combine(spread, {apart: 1, above: 2 * R(n)}, squares=[(1, R(n))])


@thm.proof(isolated)
def distance_to_the_factor(kernel):
    parts = {the_other_factors_apart(kernel): 1, first: -2 * P}
    return kernel.combine(isolated, {**parts, length: -P * (1 + c), factor: -P * (1 + c)})


thm.rigid("the point and the factor have length 1")
thm.invariant("rotation", d)
LOWER, FEWER = "true: f(x) becomes smaller", "true: the masses are smaller"
thm.open("constant", f"{LOWER} for f < 1", value)
thm.open("exponent", f"{LOWER} with p^3, as p <= 1", value)
thm.open("term dropped", LOWER, value)
thm.open("swapped", "true: p does not fall and has a sum of 1 at most, so that p = Q = 0", value)
thm.open("constant", f"{FEWER} where R falls faster", residual)
thm.open("term dropped", f"{FEWER}, all 0, as R(k + 1) = -p(k)", residual)
thm.open("swapped", "true: p(1) = p(0) - 1 and p(0) = c^2 <= 1 leave the mass 1 at a", residual)
thm.open("constant", f"{FEWER} for f < 1", unit)
thm.open("constant", "true: |x - a| is smaller for f < 1", length)
thm.open("constant", "true: |x - a| is smaller for f < 1", factor)
thm.open("exponent", "true for p(0) = c^3 <= c^2: 2 p(0) (1 - c^2) <= 2 p(0) (1 - p(0))", first)
WEAKER = "true: weaker, as P is in [0, 1]"
for kind in ("constant", "exponent", "term dropped"):
    thm.open(kind, WEAKER, spread)
thm.open("swapped", "true: p(k) <= 1, and Q(0) = 0", spread)
thm.open(
    "constant",
    "true: <x - f a, x - a> and <f x - a, x - a> are |x - a|^2 - (1 - f) (1 - c); for f > 1 on the "
    "right side weaker, as Q <= 1",
    isolated,
)
thm.open("term dropped", "true: <x, x - a> and <-a, x - a> are |x - a|^2 - (1 - c)", isolated)
thm.open("swapped", "true: p(k) <= 1, and Q(0) = 0", isolated)

thm.check(
    spread,
    isolated,
    on=tensor_factors.partial_sums,
    draw=draws.orthonormal_factors,
    implements=[value],
    constructed=[residual, no_value, unit, length, factor, first],
)

# x = -a; the masses 1/2, 1/4, 1/8, ... of an infinite system; the same factor again and again.
at_minus = {
    **tensor_factors.exact_sums(lambda i: KroneckerDelta(i, 0)),
    others: 0,
    a: [1, 0],
    x: [-1, 0],
}
halves = {**tensor_factors.exact_geometric(Rational(1, 2)), others: 1, a: [1, 0]}
halves[x] = [sqrt(2) / 2, sqrt(2) / 2]
again = tensor_factors.exact_sums(lambda i: Rational(1), Q=lambda i: i, R=lambda i: Rational(1))
doubled = {**tensor_factors.exact_geometric(1), others: 1, a: [1, 0], x: [1, 0]}
thm.example(at_minus, name="x = -a")
thm.example(halves, name="masses 1/2, 1/4, 1/8, ...")
thm.sharp(spread, at_minus)


def two(first_mass, second_mass, rest, start=1):
    """Two masses that R = start, rest, 0, 0, ... allows, and <a, x> = 3/5."""
    squares = step(0, first_mass**2, first_mass**2 + second_mass**2)
    sums = {p: step(first_mass, second_mass, 0), Q: squares, R: step(start, rest, 0)}
    return {**sums, others: 1, a: [1, 0, 0], x: ["3/5", "4/5", 0]}


own = Rational(9, 25)
pair = two(own, 1 - own, 1 - own)
thm.sharp(spread, pair, name="two factors")
thm.sharp(isolated, pair, name="two factors, isolated")
# Every hypothesis with a constant f or g.
changes = [(1 + e, 1 - e) for e in (Rational(1, 10**9), Rational(1, 1000))]
changes.append((Rational(2), Rational(1, 2)))
for f, g in changes:
    values = {
        "f (Q + p^2)": lambda i, f=f: f**i - KroneckerDelta(i, 0),
        "Q + f p^2": step(0, f, f),
        "f Q + p^2": lambda i, f=f: f ** (i - 1) * (1 - KroneckerDelta(i, 0)),
    }
    for name, sums in values.items():
        at = {**at_minus, Q: sums, others: 1}
        thm.needs(value, at, name=f"value, {name} with f = {f}")
    rests = {"f (R - p)": f * (1 - own), "f R - p": f * (f - own), "R - g p": 1 / g - own}
    for name, mass in rests.items():
        at = two(own, mass, mass * {"f (R - p)": 1, "f R - p": 1 / f, "R - g p": g}[name])
        thm.needs(residual, at, name=f"residual, {name} with f = {f}, g = {g}")
    thm.needs(unit, two(own, f - own, f - own, start=f), name=f"unit, {f}")
    out = ["3/5", "4/5", sqrt(f - 1)]
    thm.needs(length, {**pair, x: out}, breaks=isolated, name=f"length, {f}")
    thm.needs(factor, {**pair, a: [1, 0, sqrt(f - 1)]}, breaks=isolated, name=f"factor, {f}")
    at = two(f * own, 1 - f * own, 1 - f * own)
    thm.needs(first, at, breaks=isolated, name=f"first, with {f} c^2")
thm.needs(value, {**pair, Q: step(0, own, 1)}, name="value, with p for p^2")
linear = two(Rational(3, 5), Rational(2, 5), Rational(2, 5))
thm.needs(first, linear, breaks=isolated, name="first, with c for c^2")
thm.needs(value, {**halves, Q: lambda i: i})
thm.needs(residual, {**doubled, **again})
thm.needs(no_value, {**halves, Q: lambda i: 1 + halves["Q"](i)})
thm.needs(unit, doubled)
thm.needs(length, {**halves, x: [sqrt(2) / 2, 5]}, breaks=isolated)
thm.needs(factor, {**halves, a: [2, 0], x: [sqrt(2) / 4, sqrt(14) / 4]}, breaks=isolated)
thm.needs(first, {**halves, x: [0, 1]}, breaks=isolated)
thm.refutes("the other factors alone", Q(n) <= (1 - P) ** 2, at_minus, of=spread)
thm.refutes("this factor alone", Q(n) <= P**2, halves, of=spread)
double = 2 * P * (1 + c) * inner(x - a, x - a) <= 1 - Q(n)
thm.refutes("twice the gap", double, halves, of=isolated)
