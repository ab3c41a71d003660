"""The Frobenius norm of a matrix bounds its operator norm and its quadratic form.

Source   Landscape slides, initialization: from |H* - H(0)| to the smallest eigenvalue.
Claim    E of size n x n, v != 0, op = |E v| / |v|:  |E v|^2 <= |E|_F^2 |v|^2,  op <= |E|_F,
         <v, E v> >= -|E|_F |v|^2.
Covers   every n; the operator norm is the largest op. For symmetric E: lam_min(I + E) >= 1 - |E|_F.
Silent   on v = 0, where all is 0; on bounds of |E|_F by the entries, see frobenius_bound.
"""

from sympy import Eq, Gt, Le, false, sqrt

from lemmata import Theorem, cite, inner
from models import kernels
from strategies import kernels as inputs

thm = Theorem(
    "ntk.operator_norm_bound",
    supports=["conc.frobenius"],
    sources=[cite("Landscape slides", "initialization")],
)
n = thm.dimension("n")
E = thm.operator("E", n, "a matrix, such as the change of a kernel matrix")
v = thm.vector("v", n, "a vector")
op, frobenius = thm.nonneg("op frobenius", "|E v| / |v|; |E|_F")
F, V, Ev, value = inner(E, E), inner(v, v), inner(E * v, E * v), inner(v, E * v)

length = thm.assume("length", Eq(frobenius**2, F))
attained = thm.assume("attained", Eq(Ev, op**2 * V))
some = thm.assume("some", V > 0)
stretch = thm.conclude("stretch", Ev <= F * V)
operator = thm.conclude("operator", op <= frobenius)
form = thm.conclude("form", value >= -frobenius * V)


def root(k, claim, squared, signs=()):
    """a <= b from a^2 <= b^2 and b >= 0."""
    far = k.assume(Gt(claim.lhs, claim.rhs))
    above = k.combine(Gt(claim.lhs, 0), {far: 1}, squares=[(claim.rhs, 1)], signs=signs)
    parts = {far: claim.lhs + claim.rhs, squared: 1}
    return k.contradiction(claim, k.combine(false, parts, signs=[above, *signs]), signs=signs)


@thm.proof(stretch)
def cauchy_schwarz(k):
    return k.combine(stretch, squares=[(1, V * E - E * v * v.T)], scale=V, signs=[some])


@thm.proof(operator)
def at_a_vector(k):
    parts = {cauchy_schwarz(k): 1, attained: 1, length: V}
    squared = k.combine(Le(op**2, frobenius**2), parts, scale=V, signs=[some])
    return root(k, operator.relation, squared)


@thm.proof(form)
def cauchy_schwarz_twice(k):
    squared = k.combine(
        Le(value**2, (frobenius * V) ** 2),
        {cauchy_schwarz(k): V**2, length: V**3},
        squares=[(1, V * E * v - value * v)],
        scale=V,
        signs=[some],
    )
    return k.combine(form, {root(k, Le(-value, frobenius * V), squared, [some]): 1})


thm.scales("matrix", E=1, op=1, frobenius=1)
thm.scales("vector", v=1)
thm.invariant("rotation", n)
thm.open(
    "constant", "true for factors above 1, which make |E|_F larger or op smaller", length, attained
)

thm.check(
    stretch,
    operator,
    form,
    on=kernels.entries,
    draw=inputs.square_matrices,
    implements=[length],
    constructed=[attained],
)

thm.check(
    operator,
    on=kernels.entries,
    draw=inputs.attaining_matrices,
    implements=[length, attained],
    name="where v attains the operator norm",
)

at = kernels.exact_entries
ones, minus = at([[1, 1], [1, 1]], [1, 1]), at([[-1, -1], [-1, -1]], [1, 1])
kept = ("E", "v", "op", "frobenius")
ones, minus = ({name: point[name] for name in kept} for point in (ones, minus))
thm.sharp(stretch, ones, name="all ones, |E v|^2")
thm.sharp(operator, ones, name="all ones, |E v| / |v|")
thm.sharp(form, minus, name="all -1")
thm.needs(length, {**ones, "frobenius": 0}, breaks=operator)
thm.needs(attained, {**ones, "op": 3}, breaks=operator)
thm.needs(some, {**ones, "v": [0, 0], "op": 3}, breaks=operator)
thm.refutes("without |v|", Ev <= F, ones, of=stretch)
thm.refutes("|E|_F / sqrt(n)", op <= frobenius / sqrt(n), ones, of=operator)
thm.refutes("half", value >= -frobenius * V / 2, minus, of=form)
