"""From a bound on every entry of a matrix to its operator norm: a factor n, not n^2.

Source   Landscape slides, initialization: |H* - H(0)| from its entries.
Claim    E of size n x n, |E_ij| <= t, v != 0, op = |E v| / |v|:
         op <= n t,  |E|_F <= n t,  |E|_F <= sum |E_ij| <= n^2 t.
Covers   every n; the entries in row-major order have the absolute values size(0), size(1), ... with
         partial sums sums(k). The operator norm is the largest op, so it is at most n t.
Silent   on sharper bounds for random matrices; on op <= |E|_F, see operator_norm_bound.
"""

from sympy import Eq, Le, Rational, Sum, sqrt

from lemmata import Theorem, cite, inner
from models import kernels
from strategies import kernels as inputs
from theorems.ntk import operator_norm_bound as operators
from theorems.ntk.operator_norm_bound import root

thm = Theorem(
    "ntk.frobenius_bound",
    catalogue=["conc.frobenius"],
    sources=[cite("Landscape slides", "initialization")],
)
n, k = thm.dimension("n"), thm.index("k")
E = thm.operator("E", n, "a matrix, such as the change of a kernel matrix")
v = thm.vector("v", n, "a vector")
t, op, frobenius = thm.nonneg("t op frobenius", "bound on the entries; |E v| / |v|; |E|_F")
size = thm.functions("size", "|E_ij| in row-major order", nonnegative=True)
sums = thm.functions("sums", "sums(k) = size(0) + ... + size(k - 1)", nonnegative=True)
squares, F, V = Sum(size(k) ** 2, (k, 0, n**2 - 1)), inner(E, E), inner(v, v)
for term, name in {
    size(k): "size", sums(k): "partial", sums(k + 1): "following", sums(0): "nothing",
    sums(n**2): "total", squares: "squares",
}.items():  # fmt: skip
    thm.measure(term, name)
Ev, all_entries = inner(E * v, E * v), sums(n**2)

small = thm.assume("small", size(k) <= t)
start = thm.assume("start", Eq(sums(0), 0))
step = thm.assume("step", Eq(sums(k + 1), sums(k) + size(k)))
listed = thm.assume("listed", Eq(F, squares))
length = thm.assume("length", Eq(frobenius**2, F))
attained = thm.assume("attained", Eq(Ev, op**2 * V))
some = thm.assume("some", V > 0)
operator = thm.conclude("operator", op <= n * t)
entrywise = thm.conclude("entrywise", frobenius <= n * t)
absolute = thm.conclude("absolute", frobenius <= all_entries)
total = thm.conclude("total", all_entries <= n**2 * t)


def summed(kernel, bound, potential):
    """|E|_F^2 <= potential(0) - potential(n^2), from every entry."""
    upto = thm.index("m")
    ended = kernel.telescope(bound, size(k) ** 2, potential, upto)
    ended = kernel.instantiate(ended, {upto: n**2})
    last, first = potential.xreplace({k: n**2}), potential.xreplace({k: 0 * n})
    return kernel.combine(Le(F, first - last), {listed: -1, ended: 1})


def number_of_entries(kernel):
    each = kernel.combine(size(k) ** 2 <= t**2, {small: t + size(k)})
    return summed(kernel, each, -k * t**2)


@thm.proof(entrywise)
def count_the_entries(kernel):
    parts = {number_of_entries(kernel): 1, length: -1}
    return root(kernel, entrywise.relation, kernel.combine(frobenius**2 <= (n * t) ** 2, parts))


@thm.proof(operator)
def frobenius_between(kernel):
    norms = kernel.lemma(operators.thm, "operator")
    return kernel.combine(operator, {norms: 1, count_the_entries(kernel): 1})


@thm.proof(absolute)
def square_of_the_sum(kernel):
    each = kernel.combine(
        Le(size(k) ** 2, sums(k + 1) ** 2 - sums(k) ** 2),
        {step: sums(k + 1) + sums(k) + size(k)},
        squares=[(2 * sums(k) * size(k), 1)],
    )
    parts = {summed(kernel, each, -(sums(k) ** 2)): 1, length: -1, start: sums(0)}
    squared = kernel.combine(Le(frobenius**2, all_entries**2), parts)
    return root(kernel, absolute.relation, squared)


@thm.proof(total)
def sum_of_the_bounds(kernel):
    growth = sums(k) - k * t
    each = kernel.combine(growth.xreplace({k: k + 1}) <= growth, {small: 1, step: -1})
    ended = kernel.instantiate(kernel.geometric(each, growth, 1), {k: n**2})
    return kernel.combine(total, {ended: 1, start: -1})


thm.scales("matrix", E=1, t=1, op=1, frobenius=1, size=1, sums=1)
thm.scales("vector", v=1)
thm.invariant("rotation", n)
thm.open("constant", "true for factors below 1: |E|_F is smaller", listed, length)
thm.open("constant", "true for factors above 1: op is smaller", attained)
thm.open("exponent", "weaker: n^3 >= n^2, as n >= 1", total)
thm.limit("one entry", {n: 1}, operator, op <= t)
thm.limit("one entry", {n: 1}, entrywise, frobenius <= t)
thm.limit("one entry", {n: 1}, absolute, frobenius <= sums(1))
thm.limit("one entry", {n: 1}, total, sums(1) <= t)

thm.check(
    operator, entrywise, absolute, total,
    on=kernels.entries, draw=inputs.square_matrices,
    implements=[length], constructed=[small, start, step, listed, attained],
)  # fmt: skip

at = kernels.exact_entries
ones, one = at([[1, 1], [1, 1]], [1, 1]), at([[1]], [1])
thm.example(ones, name="all ones: n t is attained")
less = 1 - Rational(1, 10**9)
thm.refutes("a smaller factor than n", op <= less * n * t, ones, of=operator)
thm.refutes("|E|_F with a smaller factor than n", frobenius <= less * n * t, ones, of=entrywise)
thm.refutes("a smaller factor than n^2", all_entries <= less * n**2 * t, ones, of=total)
thm.sharp(absolute, one, name="one entry")
thm.needs(small, {**ones, "t": "1/2"}, breaks=entrywise)
thm.needs(start, {**ones, "sums": lambda k: k + 1}, breaks=total)
thm.needs(step, {**ones, "sums": lambda k: 0 * k}, breaks=absolute)
thm.needs(listed, {**ones, **dict.fromkeys(["size", "sums"], lambda k: 0 * k), "t": 0}, entrywise)
thm.needs(length, {**ones, "frobenius": 3}, breaks=entrywise)
thm.needs(attained, {**ones, "op": 3}, breaks=operator)
thm.needs(some, {**ones, "v": [0, 0], "op": 3}, breaks=operator)
# With f in place of 1 before a term of a hypothesis; G is 1 + f + ... + f^(k - 1).
corner = {**ones, **at([[1, 0], [0, 0]], [1, 0]), "size": lambda k: 0**k}
near = [1 + sign * e for e in (Rational(1, 10**9), Rational(1, 1000)) for sign in (1, -1)]
for f in (*near, Rational(2), Rational(1, 2)):
    claim = total if f > 1 else absolute

    def G(k, f=f):
        return (f**k - 1) / (f - 1)

    every, new = {"sums": lambda k, f=f, G=G: f * G(k)}, {"sums": lambda k, f=f: f * k}
    thm.needs(step, {**one, **every}, breaks=claim, name=f"{f} before all")
    thm.needs(step, {**one, **new}, breaks=claim, name=f"{f} before size")
    if f > 1:
        thm.needs(step, {**ones, "sums": G}, breaks=claim, name=f"{f} before sums")
        large = {**one, "frobenius": sqrt(f)}
        thm.needs(length, large, breaks=entrywise, name=f"{f} before |E|^2")
        large |= {"E": [[sqrt(f)]], "op": sqrt(f)}
        thm.needs(listed, large, breaks=entrywise, name=f"{f} before the squares")
    else:
        fades = {**corner, "sums": lambda k, f=f: (f**k - 0**k) / f}
        thm.needs(step, fades, breaks=claim, name=f"{f} before sums")
        thm.needs(attained, {**one, "op": 1 / sqrt(f)}, breaks=operator, name=f"{f} before op^2")
thm.needs(step, {**ones, "sums": lambda k: 1 - 0**k}, breaks=absolute, name="the last entry only")
eighth, eight, half = at([["1/8"]], [1]), at([[8]], [1]), at([["1/2"]], [1])
thm.needs(length, {**eighth, "frobenius": "1/4"}, breaks=entrywise, name="the cube of |E|_F")
thm.needs(attained, {**eighth, "op": "1/4"}, breaks=operator, name="the cube of op")
twice = {**at([[2]], [1]), "op": 4}
thm.needs(attained, twice, breaks=operator, name="the square of op")
fours = {"t": 4, "size": lambda k: 4 + 0 * k, "sums": lambda k: 4 * k}
thm.needs(listed, {**eight, **fours}, breaks=entrywise, name="the sum of cubes")
fourths = {"t": "1/4", "size": lambda k: Rational(1, 4) + 0 * k, "sums": lambda k: k / 4}
thm.needs(listed, {**half, **fourths}, breaks=entrywise, name="the sum of the entries")
thm.refutes("t", op <= t, ones, of=operator)
thm.refutes("sqrt(n) t", frobenius <= sqrt(n) * t, at([[1] * 4] * 4, [1] * 4), of=entrywise)
thm.refutes("half the sum", frobenius <= all_entries / 2, one, of=absolute)
thm.refutes("n t for the sum", all_entries <= n * t, ones, of=total)
thm.erratum(
    cite("Landscape slides", "initialization"),
    printed="|H* - H(0)|_F <= sum_ij (H*_ij - H_ij(0)) <= n^2 small",
    corrected="sum_ij |H*_ij - H_ij(0)|: the signed sum, <v, E v> at v = (1, ..., 1), may be 0. "
    "And n small suffices; the detour over the sum loses a factor n",
    false=frobenius <= inner(v, E * v),
    true=absolute,
    at=at([[1, -1], [-1, 1]], [1, 1]),
)
