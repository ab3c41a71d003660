"""Rank-one PCA without eigenvectors: stationary points that curve up along z are z and -z.

Source   Ma 2021, section 4.2.1, second proof of Theorem 4.1.
Claim    g(x) = |z z' - x x'|_F^2 / 2  =>
         grad g(x) = 0 and D^2 g(x)[z, z] >= 0 together hold <=> x = z or x = -z.
         They give <x, z>^2 = |x|^4 and 3 |x|^2 >= |z|^2 (the source writes >= for the first =).
Covers   every dimension and any z, also 0. Of the Hessian only <z, D^2 g(x) z> >= 0 is used, of the
         gradient its products with x and z; both are linear in the mask, so that the proof carries
         over to partial observation, see partial_first_order and partial_second_order.
Silent   on g(x) = 0 being the least value, which is plain.
"""

from sympy import And, Eq, Equivalent, Ge, Gt, Implies, Le, Lt, Or, false, sqrt

from lemmata import Curvature, Gradient, Theorem, cite, inner, zero
from models import completion, pca
from models.pinned import pinned
from strategies import completion as draws
from theorems.completion import full_first_order, full_second_order

thm = Theorem(
    "completion.recovered_from_all_entries",
    catalogue=["ma.thm-4.1-alt"],
    sources=[cite("Ma 2021", "section 4.2.1, second proof of Theorem 4.1")],
)
d = thm.dimension("d")
z, x = thm.vector("z x", d, "the truth, the point")
g = pca.term(z * z.T, x)
grad, bend = Gradient(g, x), Curvature(g, x, z)
thm.measure(grad, "gradient")
thm.measure(bend, "curvature")
a, b, c = inner(x, x), inner(x, z), inner(z, z)
critical, curved = Eq(grad, zero(x)), Ge(bend, 0)
same, opposite = Eq(x, z), Eq(x, -z)

chain = thm.conclude("chain", Implies(And(critical, curved), Eq(b**2, a**2) & Ge(3 * a, c)))
recovered = thm.conclude("recovered", Equivalent(And(critical, curved), Or(same, opposite)))


def flat(k):
    """grad g(x) = 0 and D^2 g(x)[z, z] >= 0, and from them <x, z>^2 = |x|^4, 3 |x|^2 >= |z|^2."""
    both = k.assume(And(critical, curved))
    still, up = k.part(both, critical), k.part(both, curved)
    slope = k.lemma(full_first_order.thm, "slope")
    balanced = k.combine(Eq(b**2, a**2), {slope: "1/2", still: -x / 2})
    longer = k.instantiate(k.lemma(full_second_order.thm, "long"), {}, given=[up])
    return still, balanced, longer


@thm.proof(chain)
def two_claims(k):
    _, balanced, longer = flat(k)
    return k.discharge(k.both(balanced, longer), And(critical, curved))


def from_one_side(k, sign):
    """grad g(x) = 0 and D^2 g(x)[z, z] >= 0 at x = sign z."""
    here = k.assume(same if sign == 1 else opposite)
    parts = {k.gradient(g, x, 2 * (a * x - b * z)): 1}
    height = k.combine(Eq(a - sign * b, 0), {here: x})
    still = k.combine(critical, {**parts, here: 2 * sign * b, height: 2 * x})
    formula = k.curvature(g, x, z, 4 * b**2 + 2 * a * c - 2 * c**2)
    same_length = k.combine(Eq(a - c, 0), {here: x + sign * z})
    up = k.combine(curved, {formula: 1, same_length: 2 * c}, squares=[(4, b)])
    return k.both(still, up)


def on_one_side(k, gap, near):
    """x = z or x = -z from |gap|^2 <= 0, gap being x - z or x + z."""
    target = same if gap == x - z else opposite
    return k.either(k.combine(target, {k.vanishing(near): 1}), Or(same, opposite))


@thm.proof(recovered)
def both_ways(k):
    still, balanced, longer = flat(k)
    formula = k.gradient(g, x, 2 * (a * x - b * z))
    along_z = k.combine(Eq(b * (a - c), 0), {still: z / 2, formula: -z / 2})
    positive, none, negative = map(k.assume, (Gt(c, 0), Eq(c, 0), Lt(c, 0)))
    ahead = k.combine(Gt(a, 0), {longer: "1/3", positive: "1/3"})
    parts = {along_z: b, balanced: c - a}
    length = k.combine(Eq(a, c), parts, signs=[ahead], scale=a**2)
    product = k.combine(Eq((b - c) * (b + c), 0), {balanced: 1, length: a + c})
    branches = {}
    for side, sign in ((Eq(b - c, 0), 1), (Eq(b + c, 0), -1)):
        gap = x - sign * z
        parts = {length: -1, k.assume(side): 2 * sign}
        branches[side] = on_one_side(k, gap, k.combine(Le(inner(gap, gap), 0), parts))
    by_sides = k.cases(k.zero_product(product), branches)
    no_z = k.combine(Eq(b, 0), {k.vanishing(none): x})
    beyond = k.assume(Gt(a, 0))
    absurd = k.combine(false, {balanced: 1, no_z: -b, beyond: a}, signs=[beyond])
    at_0 = k.contradiction(Le(a, 0), absurd)
    near = Le(inner(x - z, x - z), 0)
    without = on_one_side(k, x - z, k.combine(near, {at_0: 1, none: -1, no_z: 2}))
    never = k.contradiction(near, k.combine(false, {negative: 1}, squares=[(1, z)]))
    never = on_one_side(k, x - z, never)
    cases = {positive: by_sides, none: without, negative: never}
    forward = k.cases(k.split(c), {case.conclusion: fact for case, fact in cases.items()})
    ends = {same: from_one_side(k, 1), opposite: from_one_side(k, -1)}
    back = k.cases(k.assume(Or(same, opposite)), ends)
    return k.iff(k.discharge(forward, And(critical, curved)), k.discharge(back, Or(same, opposite)))


thm.scales("argument", z=1, x=1)
thm.invariant("rotation", d)

thm.open("constant", "true by `recovered`: |x| = |z|; the factor 3 is what the proof needs", chain)
thm.open("swapped", "true: the claim is about any two vectors, under either name", chain, recovered)

thm.check(chain, recovered, on=pinned(completion.full), draw=draws.pairs)

at = {z: ["3/5", "4/5"], x: ["-3/5", "-4/5"]}
thm.example(at, name="-z")
thm.example({z: [1, 0], x: [0, 0]}, name="x = 0")
thm.example({z: [1, 0], x: [1 / sqrt(3), 0]}, name="curved up, not stationary")
thm.example({z: [0, 0], x: [1, 0]}, name="z = 0")
origin = {z: [1, 0], x: [0, 0]}
thm.refutes("stationary alone", Equivalent(critical, Or(same, opposite)), origin, of=recovered)
thm.refutes(
    "curved up alone",
    Equivalent(curved, Or(same, opposite)),
    {z: [1, 0], x: [1 / sqrt(3), 0]},
    of=recovered,
)
thm.refutes("z alone", Equivalent(And(critical, curved), same), at, of=recovered)
thm.refutes("<x, z>^2 > |x|^4", Implies(And(critical, curved), Gt(b**2, a**2)), at, of=chain)
